//! Bringing the index up to date with the notebook.
//!
//! A file is unchanged when its size, mtime, ctime, inode and mode are those recorded, and both times are older
//! than the recording: a file system's clock is coarse, and a file edited twice within one of its ticks keeps
//! its times. Otherwise its content's hash decides. Reading has two steps: what the changed files give to the
//! roster, then, with the roster known, what they mean. Where the roster has changed, every note that depends
//! on it is read again.

use std::{
    collections::{HashMap, HashSet},
    io,
    panic::resume_unwind,
    thread,
};

use rusqlite::{OptionalExtension, Row, params};

use super::{
    Error, Index, Oid,
    read::{Job, Known, Outcome, Parsed, Read, Reader, Step, Waiting, in_parallel},
    schema,
};
use crate::{
    domain::{config::Config, path::NotePath},
    store::notebook::{
        FileEntry, FileStat, Kind, Notebook, Passed, Reason, Unprotected, is_temporary, note_path, words,
    },
};

/// A refresh of more files writes in another way, and one of more paths looks at the whole notebook.
const MANY: usize = 500;

/// While many notes are written, the full-text index is not merged: merging takes as long as writing it.
const WRITE_MUCH: &str =
    "PRAGMA cache_size = -4096; INSERT INTO words (words, rank) VALUES ('automerge', 0);";

const WRITE_LITTLE: &str =
    "PRAGMA cache_size = -1024; INSERT INTO words (words, rank) VALUES ('automerge', 8);";

/// What to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole notebook.
    All,
    /// These paths and what lies below them.
    Paths(Vec<Vec<u8>>),
}

/// Told about a refresh as it goes.
pub trait Progress: Sync {
    /// This many files are going to be read.
    fn start(&self, _files: usize) {}
    /// One more of them has been read.
    fn step(&self) {}
}

impl Progress for () {}

/// What a refresh found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refresh {
    /// The paths whose content or mode is new, in order.
    pub changed: Vec<Vec<u8>>,
    /// The paths that are gone, in order.
    pub removed: Vec<Vec<u8>>,
    /// The notes that were read again because the people known, or the settings, have changed, in order.
    pub reread: Vec<NotePath>,
    /// What is not kept, and why; of the paths looked at.
    pub unprotected: Vec<Unprotected>,
    /// The markdown files and folders that git is told to ignore; of the paths looked at.
    pub passed: Vec<Passed>,
}

/// What is to be done.
#[derive(Default)]
struct Plan {
    jobs: Vec<Job>,
    gone: Vec<(i64, Vec<u8>)>,
    unknown: Vec<i64>,
    unprotected: Vec<Unprotected>,
    passed: Vec<Passed>,
}

struct Recorded {
    known: Known,
    path: Vec<u8>,
    stat: FileStat,
    recorded_ns: i64,
    in_commit: bool,
}

impl Index {
    /// Reads what has changed since the last refresh.
    ///
    /// # Errors
    /// Where the notebook is gone, replaced or emptied (the index is then left as it was), or the index
    /// cannot be written.
    pub fn refresh(
        &mut self,
        notebook: &Notebook,
        config: &Config,
        scope: &Scope,
        progress: &dyn Progress,
    ) -> Result<Refresh, Error> {
        if schema::inode(&self.path) != self.inode {
            tracing::warn!("the index {} was removed: reading the notebook again", self.path.display());
            *self = schema::open(self.path.parent().unwrap_or(&self.path))?;
        }
        match self.refresh_once(notebook, config, scope, progress) {
            Err(error) if error.is_corrupt() => {
                tracing::warn!("{error}: reading the notebook again");
                self.rebuild()?;
                self.refresh_once(notebook, config, &Scope::All, progress)
            }
            result => result,
        }
    }

    fn refresh_once(
        &mut self,
        notebook: &Notebook,
        config: &Config,
        scope: &Scope,
        progress: &dyn Progress,
    ) -> Result<Refresh, Error> {
        let gone = || Error::RootGone(notebook.root().to_owned());
        if !notebook.is_intact() {
            return Err(gone());
        }
        let notebook = &notebook.held().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => gone(),
            _ => Error::RootUnreadable(notebook.root().to_owned(), words(&error)),
        })?;
        let scanned = self.meta("scanned")?.is_some();
        let plan = match scope {
            Scope::Paths(paths)
                if scanned && paths.len() <= MANY && paths.iter().all(|path| is_narrow(path)) =>
            {
                self.plan_paths(notebook, config, paths)?
            }
            _ => self.plan_all(notebook, config)?,
        };
        // A root that went away during the scan looks empty.
        if !notebook.is_intact() {
            return Err(gone());
        }
        self.check_emptied(notebook, &plan)?;
        let settings = settings(config);
        let same_settings = self.meta("settings")?.as_ref() == Some(&settings);
        if plan.jobs.is_empty() && plan.gone.is_empty() && plan.unknown.is_empty() && same_settings && scanned
        {
            let Plan { unprotected, passed, .. } = plan;
            return Ok(Refresh { unprotected, passed, ..Refresh::default() });
        }
        progress.start(plan.jobs.len());
        let many = plan.jobs.len() > MANY;
        if many {
            self.db.execute_batch(WRITE_MUCH)?;
        }
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let applied = self.apply(notebook, config, plan, progress).and_then(|refresh| {
            self.set_meta("settings", &settings)?;
            self.set_meta("scanned", "1")?;
            Ok(refresh)
        });
        let refresh = self.finish(applied);
        if many {
            self.db.execute_batch(WRITE_LITTLE)?;
            self.rest();
        }
        refresh
    }

    /// Reads these files though git is told to ignore them. The next refresh forgets those that no commit is known to
    /// hold by then.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub fn read_also(
        &mut self,
        notebook: &Notebook,
        config: &Config,
        paths: &[Vec<u8>],
    ) -> Result<(), Error> {
        let entries = paths.iter().filter_map(|path| notebook.entry(path));
        let entries = entries.filter(|entry| entry.stat.size <= config.max_file_size);
        let mut plan = Plan::default();
        for entry in entries.filter(|entry| !is_temporary(name_of(&entry.path))) {
            let sql = "SELECT * FROM file WHERE path = ?";
            let known = self.recorded(sql, params![entry.path])?.pop().map(|recorded| recorded.known);
            plan.jobs.push(Job { size: entry.stat.size, path: entry.path, known });
        }
        if plan.jobs.is_empty() {
            return Ok(());
        }
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let applied = self.apply(notebook, config, plan, &());
        self.finish(applied).map(drop)
    }

    fn plan_all(&self, notebook: &Notebook, config: &Config) -> Result<Plan, Error> {
        let (scan, recorded) = thread::scope(|scope| {
            let scan = scope.spawn(|| notebook.scan(config.max_file_size));
            let recorded = self.recorded("SELECT * FROM file", params![]);
            (scan.join().unwrap_or_else(|panic| resume_unwind(panic)), recorded)
        });
        if let Some(Unprotected { reason: Reason::Unreadable(why), .. }) =
            scan.unprotected.iter().find(|left| left.path.is_empty())
        {
            return Err(Error::RootUnreadable(notebook.root().to_owned(), why.clone()));
        }
        notebook.remove_abandoned(&scan.drafts);
        let plan = compare(notebook, scan.files, recorded?, scan.unprotected);
        Ok(Plan { passed: scan.passed, ..plan })
    }

    fn plan_paths(&self, notebook: &Notebook, config: &Config, paths: &[Vec<u8>]) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        let mut paths: Vec<&[u8]> = paths.iter().map(Vec::as_slice).collect();
        paths.sort_unstable();
        paths.dedup();
        let all: HashSet<&[u8]> = paths.iter().copied().collect();
        for path in &paths {
            if folders(path).any(|above| all.contains(above)) {
                continue;
            }
            let scan = notebook.scan_below(path, config.max_file_size);
            // `0` follows `/`: the range of all paths below.
            let (first, end) = ([path, b"/".as_slice()].concat(), [path, b"0".as_slice()].concat());
            let sql =
                "SELECT * FROM file WHERE path = ? UNION ALL SELECT * FROM file WHERE path > ? AND path < ?";
            let recorded = self.recorded(sql, params![path, first, end])?;
            let part = compare(notebook, scan.files, recorded, scan.unprotected);
            plan.jobs.extend(part.jobs);
            plan.gone.extend(part.gone);
            plan.unknown.extend(part.unknown);
            plan.unprotected.extend(part.unprotected);
            plan.passed.extend(scan.passed);
        }
        Ok(plan)
    }

    fn recorded(&self, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Recorded>, Error> {
        let sql = sql.replace(
            '*',
            "id, path, size, mtime_ns, ctime_ns, inode, recorded_ns, oid, mode, committed_oid IS NOT NULL",
        );
        let mut query = self.db.prepare_cached(&sql)?;
        Ok(query.query_map(params, recorded)?.collect::<Result<_, _>>()?)
    }

    /// An error where every file is gone at once; that digests or settings are left does not make the loss of several
    /// others one that somebody meant.
    fn check_emptied(&self, notebook: &Notebook, plan: &Plan) -> Result<(), Error> {
        let is_beside = |path: &[u8]| path.starts_with(b"digests/") || path == b"headsup.yaml";
        if plan.gone.is_empty() || plan.jobs.iter().any(|job| !is_beside(&job.path)) {
            return Ok(());
        }
        let gone: HashSet<i64> = plan.gone.iter().map(|(id, _)| *id).collect();
        let mut query = self.db.prepare_cached("SELECT id, path FROM file WHERE oid IS NOT NULL")?;
        let mut rows = query.query([])?;
        let (mut known, mut left) = (0, 0);
        while let Some(row) = rows.next()? {
            let path: Vec<u8> = row.get(1)?;
            match gone.contains(&row.get(0)?) {
                true => known += 1,
                false if is_beside(&path) => left += 1,
                false => return Ok(()),
            }
        }
        if known == 0 || (known == 1 && left > 0) {
            return Ok(());
        }
        Err(Error::RootEmptied(notebook.root().to_owned(), known))
    }

    fn apply(
        &self,
        notebook: &Notebook,
        config: &Config,
        plan: Plan,
        progress: &dyn Progress,
    ) -> Result<Refresh, Error> {
        let reader = Reader::new(notebook, config);
        let mut refresh =
            Refresh { unprotected: plan.unprotected, passed: plan.passed, ..Refresh::default() };
        for (id, path) in plan.gone {
            self.put_gone(id)?;
            refresh.removed.push(path);
        }
        for id in plan.unknown {
            self.put_unknown(id)?;
        }
        let mut waiting = Vec::new();
        let work = |job: Job| reader.read(&job).map(|outcome| (job, outcome));
        in_parallel(plan.jobs, work, |(job, outcome)| {
            progress.step();
            self.record(job, outcome, &mut refresh, &mut waiting)
        })?;
        self.resolve(&reader, waiting, &mut refresh)?;
        refresh.changed.sort_unstable();
        refresh.removed.sort_unstable();
        refresh.reread.sort_unstable();
        refresh.unprotected.sort_unstable();
        Ok(refresh)
    }

    fn record(
        &self,
        job: Job,
        outcome: Outcome,
        refresh: &mut Refresh,
        waiting: &mut Vec<Waiting>,
    ) -> Result<(), Error> {
        let Job { path, known, .. } = job;
        match outcome {
            Outcome::Gone => {
                if let Some(known) = known {
                    self.put_gone(known.id)?;
                    refresh.removed.push(path);
                }
            }
            Outcome::Left(reason) => {
                if let Some(known) = known {
                    self.put_unknown(known.id)?;
                }
                refresh.unprotected.push(Unprotected { path, reason });
            }
            Outcome::Same(file) => {
                self.put_file(&file)?;
            }
            Outcome::Changed(file, parsed) => {
                let id = self.put_file(&file)?;
                if known.is_some() {
                    self.forget_note(id)?;
                }
                let parsed = parsed.map(|parsed| *parsed);
                let names = parsed.as_ref().map(|parsed| &parsed.names);
                match names.filter(|names| names.profile.is_some() || !names.with.is_empty()) {
                    Some(names) => self.put_names(id, names)?,
                    None if known.is_some() => self.forget_names(id)?,
                    None => {}
                }
                if let Some(Parsed { step, .. }) = parsed {
                    match (step, note_path(&path)) {
                        (Step::Done(row), _) => self.put_note(id, &row)?,
                        (Step::Waiting(draft), Some(path)) => waiting.push(Waiting { id, path, draft }),
                        (Step::Waiting(_), None) => {}
                    }
                }
                refresh.changed.push(path);
            }
        }
        Ok(())
    }

    /// The second step: the notes that wait for the roster, and those that were read with another one.
    fn resolve(
        &self,
        reader: &Reader<'_>,
        mut waiting: Vec<Waiting>,
        refresh: &mut Refresh,
    ) -> Result<(), Error> {
        let roster = self.roster(reader.config)?;
        let who = format!("{}\n{}", settings(reader.config), roster.fingerprint());
        if self.meta("roster")?.as_ref() != Some(&who) {
            let sql =
                "SELECT file.id, file.path FROM note CROSS JOIN file ON file.id = note.file WHERE roster = 1";
            let mut query = self.db.prepare(sql)?;
            let notes = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
            for note in notes {
                let (id, path) = note?;
                if let Some(path) = note_path(&path) {
                    refresh.reread.push(path.clone());
                    waiting.push(Waiting { id, path, draft: None });
                }
            }
            self.set_meta("roster", &who)?;
        }
        let work = |note| reader.resolve_waiting(note, &roster);
        in_parallel(waiting, work, |row| match row {
            Some((id, row)) => self.put_note(id, &row),
            None => Ok(()),
        })
    }

    /// Whether the index has read a path, and with what content.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn content_id(&self, path: &[u8]) -> Result<Option<Oid>, Error> {
        let mut query = self.db.prepare_cached("SELECT oid FROM file WHERE path = ?")?;
        Ok(query.query_row([path], |row| row.get(0)).optional()?.flatten())
    }
}

/// What became of the recorded files, given what was found in their place.
fn compare(
    notebook: &Notebook,
    files: Vec<FileEntry>,
    recorded: Vec<Recorded>,
    unprotected: Vec<Unprotected>,
) -> Plan {
    let left: HashSet<&[u8]> = unprotected.iter().map(|left| left.path.as_slice()).collect();
    let is_left = |path: &[u8]| left.contains(path) || folders(path).any(|folder| left.contains(folder));
    let mut plan = Plan::default();
    let mut found: HashMap<&[u8], (&FileEntry, bool)> =
        files.iter().map(|entry| (entry.path.as_slice(), (entry, false))).collect();
    for old in recorded {
        let job = |size, path| Job { path, size, known: Some(old.known) };
        if let Some((entry, seen)) = found.get_mut(old.path.as_slice()) {
            *seen = true;
            if !is_unchanged(&old, entry) {
                plan.jobs.push(job(entry.stat.size, old.path));
            }
        } else if is_left(&old.path) {
            plan.unknown.extend(old.known.oid.is_none().then_some(old.known.id));
        } else if let Some(entry) = old.in_commit.then(|| notebook.entry(&old.path)).flatten() {
            // Git goes on keeping a file that it is told to ignore later.
            if !is_unchanged(&old, &entry) {
                plan.jobs.push(job(entry.stat.size, old.path));
            }
        } else if old.known.oid.is_some() {
            plan.gone.push((old.known.id, old.path));
        }
    }
    let new = files.iter().filter(|entry| found.get(entry.path.as_slice()).is_some_and(|(_, seen)| !seen));
    plan.jobs.extend(new.map(|entry| Job { path: entry.path.clone(), size: entry.stat.size, known: None }));
    plan.unprotected = unprotected;
    plan
}

fn is_unchanged(old: &Recorded, entry: &FileEntry) -> bool {
    old.known.oid.is_some()
        && old.known.kind == Some(entry.kind)
        && old.stat == entry.stat
        && is_older(&entry.stat, old.recorded_ns)
}

/// Whether a file's times are older than its recording by more than a tick of the file system's clock: two
/// seconds where they are whole seconds, a tenth of one otherwise.
fn is_older(stat: &FileStat, recorded_ns: i64) -> bool {
    let latest = stat.mtime_ns.max(stat.ctime_ns);
    let tick = if stat.ctime_ns % 1_000_000_000 == 0 { 2_000_000_000 } else { 100_000_000 };
    latest.saturating_add(tick) < recorded_ns
}

/// Whether what a path says concerns itself alone: rules about other files do not.
fn is_narrow(path: &[u8]) -> bool {
    !path.is_empty() && path != b".gitignore" && !path.ends_with(b"/.gitignore")
}

/// The folders that a path lies in.
fn folders(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(slash, _)| &path[..slash])
}

fn name_of(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// The settings that what a note means depends on.
fn settings(config: &Config) -> String {
    format!("{:?} {:?} {:?}", config.me, config.default_owner, config.timezone)
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let mode: Option<u32> = row.get(8)?;
    let recorded_ns = row.get(6)?;
    Ok(Recorded {
        known: Known {
            id: row.get(0)?,
            oid: row.get(7)?,
            kind: mode.map(Kind::from_git_mode),
            read: if recorded_ns > 0 { Read::Yes } else { Read::No },
        },
        path: row.get(1)?,
        stat: FileStat {
            size: row.get::<_, i64>(2)?.cast_unsigned(),
            mtime_ns: row.get(3)?,
            ctime_ns: row.get(4)?,
            inode: row.get::<_, i64>(5)?.cast_unsigned(),
        },
        recorded_ns,
        in_commit: row.get(9)?,
    })
}
