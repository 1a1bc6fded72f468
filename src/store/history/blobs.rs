//! Reading files and storing them as blobs.

use std::{
    collections::HashMap,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read},
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, OpenOptionsExt},
    },
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use git2::{Config, ObjectType, Oid, Repository};
use rustix::fs::OFlags;

use super::{
    Change, Error, Failure, History, Mode, NotProtected,
    attributes::{Attributes, Storage},
    head::Head,
    index_file::{Stat, Target, Update},
    loose::Loose,
    state, tree,
};

/// How many files are worth a second thread.
const WORTH_A_THREAD: usize = 32;
const MOST_THREADS: usize = 8;

/// Stores what the changed files hold now. Deletions of files that are there are passed over.
pub(super) fn store(
    history: &History,
    base: Option<Oid>,
    changes: &[Change],
) -> Result<(Vec<Update>, Vec<Failure>), Error> {
    let mut folders = Folders { history, known: HashMap::new() };
    let mut failures = Vec::new();
    let mut writes = Vec::new();
    for change in changes {
        let path = change.path();
        match check_name(path).and_then(|()| if change.is_write() { folders.check(path) } else { Ok(()) }) {
            Ok(()) if change.is_write() => writes.push(path),
            Ok(()) => {}
            Err(why) => failures.push(Failure { path: path.to_vec(), why }),
        }
    }
    let mut updates = Vec::with_capacity(changes.len());
    for (path, stored) in writes.iter().zip(store_all(history, base, &writes)?) {
        match stored {
            Ok(to) => updates.push(Update { path: history.in_repository(path), to }),
            Err(why) => failures.push(Failure { path: path.to_vec(), why }),
        }
    }
    let deletions = changes.iter().filter(|change| !change.is_write()).map(Change::path);
    for path in deletions.filter(|path| check_name(path).is_ok()) {
        if is_gone(history, path, &updates) {
            updates.push(Update { path: history.in_repository(path), to: Target::Gone });
        }
    }
    Ok((updates, failures))
}

impl History {
    /// Those of these paths that a commit would leave out for good, and why. Reads attributes, not the files.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn unrecordable<'a>(&self, paths: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Failure>, Error> {
        let repo = self.repo()?;
        let base =
            tree::of_commit(&repo, Head::read(&repo)?.tip()).map_err(Error::git("read the last commit"))?;
        let attributes = Attributes::read(self, &repo, base)?;
        let mut folders = Folders { history: self, known: HashMap::new() };
        let mut failures = Vec::new();
        for path in paths {
            let stored = match attributes.storage(&self.in_repository(path)) {
                Storage::Foreign(through) => Err(NotProtected::Foreign(through)),
                _ => Ok(()),
            };
            if let Err(why) = check_name(path).and_then(|()| folders.check(path)).and(stored) {
                failures.push(Failure { path: path.to_vec(), why });
            }
        }
        Ok(failures)
    }
}

/// Whether nothing that git keeps lies at `path`; on a file system that ignores case, what lies there under
/// another spelling is one of the files just stored.
fn is_gone(history: &History, path: &[u8], stored: &[Update]) -> bool {
    let Ok(meta) = fs::symlink_metadata(history.on_disk(path)) else { return true };
    if meta.is_dir() {
        return true;
    }
    stored.iter().any(|update| match &update.to {
        Target::Blob { stat: Some(stat), .. } => {
            (stat.dev, stat.ino) == (meta.dev(), meta.ino())
                && super::changed::same_but_for_case(&update.path, &history.in_repository(path))
        }
        _ => false,
    })
}

type Stored = Result<Target, NotProtected>;

fn store_all(history: &History, base: Option<Oid>, paths: &[&[u8]]) -> Result<Vec<Stored>, Error> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(MOST_THREADS).min(paths.len().div_ceil(WORTH_A_THREAD)).max(1);
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Stored)>, Error> {
        let repo = history.repo()?;
        let storer = Storer::new(history, &repo, base)?;
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(at) else { return Ok(done) };
            done.push((at, storer.store(path)?));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work()?;
        for other in others {
            let gone = |_| Error::io("store the files of", history.root())(ErrorKind::Other.into());
            done.extend(other.join().map_err(gone)??);
        }
        Ok::<_, Error>(done)
    })?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, stored)| stored).collect())
}

struct Storer<'a> {
    history: &'a History,
    repo: &'a Repository,
    base: Option<Oid>,
    attributes: Attributes<'a>,
    fidelity: Fidelity,
    loose: Loose<'a>,
}

impl<'a> Storer<'a> {
    fn new(history: &'a History, repo: &'a Repository, base: Option<Oid>) -> Result<Self, Error> {
        let attributes = Attributes::read(history, repo, base)?;
        let loose = Loose::new(history, repo).map_err(Error::git("store a file"))?;
        Ok(Self { history, repo, base, attributes, fidelity: Fidelity::of(repo)?, loose })
    }

    fn store(&self, path: &[u8]) -> Result<Stored, Error> {
        let full = self.history.in_repository(path);
        let read = match read(&self.history.on_disk(path)) {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        let before = || self.base.and_then(|tree| tree::entry(self.repo, tree, &full).ok().flatten());
        let mode = self.fidelity.mode(read.mode, || before().map(|(mode, _)| mode));
        if mode == Mode::Link && is_special(path) {
            return Ok(Err(NotProtected::BadName));
        }
        if mode != Mode::Link && self.is_new_conflict(&read.bytes, before()) {
            return Ok(Err(NotProtected::Conflict));
        }
        // Attributes are about files: a link's target is stored as it is.
        let storage = if mode == Mode::Link { Storage::AsIs } else { self.attributes.storage(&full) };
        if let Storage::Foreign(through) = storage {
            return Ok(Err(NotProtected::Foreign(through)));
        }
        let converted = self.attributes.converted(&full, &storage, &read.bytes);
        let bytes = converted.unwrap_or(read.bytes);
        let id = self.loose.write(ObjectType::Blob, &bytes)?;
        Ok(Ok(Target::Blob { id, mode, stat: read.stat }))
    }
}

impl Storer<'_> {
    /// Whether a file holds the marks of a conflict that its version before does not. One that is new may well speak of
    /// such marks.
    fn is_new_conflict(&self, bytes: &[u8], before: Option<(u32, Oid)>) -> bool {
        let Some((_, id)) = before.filter(|_| state::has_conflict_markers(bytes)) else { return false };
        self.repo.find_blob(id).is_ok_and(|blob| !state::has_conflict_markers(blob.content()))
    }
}

/// How well the file system keeps what git tells apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fidelity {
    executable: bool,
    links: bool,
}

impl Fidelity {
    pub(super) fn of(repo: &Repository) -> Result<Self, Error> {
        let doing = "read its settings";
        let config: Config =
            repo.config().and_then(|mut config| config.snapshot()).map_err(Error::git(doing))?;
        let kept = |key: &str| config.get_bool(key).unwrap_or(true);
        Ok(Self { executable: kept("core.fileMode"), links: kept("core.symlinks") })
    }

    /// Whether there can be symbolic links.
    pub(super) fn keeps_links(self) -> bool {
        self.links
    }

    /// The mode to record for a file that looks like `seen`; `before` is the last commit's.
    pub(super) fn mode(self, seen: Mode, before: impl FnOnce() -> Option<u32>) -> Mode {
        if seen == Mode::Link || (self.executable && self.links) {
            return seen;
        }
        match before() {
            Some(0o120_000) if !self.links => Mode::Link,
            Some(0o100_755) if !self.executable => Mode::Executable,
            _ if !self.executable => Mode::Regular,
            _ => seen,
        }
    }
}

struct FileRead {
    bytes: Vec<u8>,
    mode: Mode,
    stat: Option<Stat>,
}

/// A file's bytes, or a link's target, as they were at one moment. Never follows a link, never waits for a
/// FIFO.
fn read(path: &Path) -> Result<FileRead, NotProtected> {
    let before = fs::symlink_metadata(path).map_err(unreadable)?;
    let mode = Mode::of_stat(before.mode()).ok_or(NotProtected::NotAFile)?;
    let (bytes, after) = if mode == Mode::Link {
        let target = fs::read_link(path).map_err(unreadable)?;
        (target.as_os_str().as_bytes().to_vec(), fs::symlink_metadata(path).map_err(unreadable)?)
    } else {
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(i32::try_from(flags).unwrap_or_default());
        let file: File = options.open(path).map_err(unreadable)?;
        let opened = file.metadata().map_err(unreadable)?;
        if !opened.is_file() {
            return Err(NotProtected::NotAFile);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(opened.len()).unwrap_or_default());
        (&file).read_to_end(&mut bytes).map_err(unreadable)?;
        let after = file.metadata().map_err(unreadable)?;
        if opened.len() != after.len() || bytes.len() as u64 != after.len() {
            return Err(NotProtected::Changing);
        }
        (bytes, after)
    };
    let stat = Stat::of(&after);
    let stat = (stat == Stat::of(&before) && !just_written(&after)).then_some(stat);
    Ok(FileRead { bytes, mode, stat })
}

/// Whether another write could leave the same time: a coarse clock ticks every 10 ms, some file systems'
/// every 2 s.
fn just_written(meta: &Metadata) -> bool {
    let Ok(modified) = meta.modified() else { return true };
    let grain = if meta.mtime_nsec() == 0 { Duration::from_secs(2) } else { Duration::from_millis(20) };
    let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since(modified) + grain >= since(SystemTime::now())
}

fn unreadable(error: io::Error) -> NotProtected {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => NotProtected::Vanished,
        _ => NotProtected::Unreadable(error.to_string()),
    }
}

/// Names that git refuses, in any spelling that a file system takes for them.
fn check_name(path: &[u8]) -> Result<(), NotProtected> {
    let bad = |segment: &[u8]| {
        let text = String::from_utf8_lossy(segment);
        // HFS+ passes over these characters.
        let ignored = |c: &char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
        let plain: String = text.chars().filter(|c| !ignored(c)).collect();
        let is_git = plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1");
        segment.is_empty() || segment == b"." || segment == b".." || segment.contains(&0) || is_git
    };
    if path.split(|byte| *byte == b'/').any(bad) { Err(NotProtected::BadName) } else { Ok(()) }
}

/// git refuses links under these names, because it would follow them.
fn is_special(path: &[u8]) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    name.eq_ignore_ascii_case(b".gitmodules")
}

/// What holds for all files of a folder.
struct Folders<'a> {
    history: &'a History,
    known: HashMap<Vec<u8>, Result<(), NotProtected>>,
}

impl Folders<'_> {
    /// Whether every folder above `path` is a folder of this repository: no link, no repository of its own.
    fn check(&mut self, path: &[u8]) -> Result<(), NotProtected> {
        let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
        for end in ends {
            let folder = &path[..end];
            if let Some(known) = self.known.get(folder) {
                known.clone()?;
                continue;
            }
            let found = look(&self.history.on_disk(folder));
            self.known.insert(folder.to_vec(), found.clone());
            found?;
        }
        Ok(())
    }
}

fn look(folder: &Path) -> Result<(), NotProtected> {
    let meta = fs::symlink_metadata(folder).map_err(unreadable)?;
    if meta.is_symlink() {
        return Err(NotProtected::BehindLink);
    }
    if !meta.is_dir() {
        return Err(NotProtected::Vanished);
    }
    match fs::symlink_metadata(folder.join(".git")) {
        Ok(_) => Err(NotProtected::NestedRepository),
        Err(_) => Ok(()),
    }
}
