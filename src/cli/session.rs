//! What every command begins with: the notebook found and opened, its index brought up to date, and "now".

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

use super::args::Global;
use super::progress::Bar;
use crate::domain::book::Book;
use crate::domain::hints::hints;
use crate::domain::ledger::Ledger;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::diagnostic::Diagnostic;
use crate::domain::path::NotePath;
use crate::domain::roster::{PersonKey, Resolved};
use crate::domain::schedule::{Calendar, planned_but_passed};
use crate::store::index::{Refresh, Scope};
use crate::store::workspace::Workspace;

/// The largest profile that is looked into, in bytes.
const PROFILE_LIMIT: u64 = 1 << 20;

/// An open notebook, its index as fresh as the folder.
pub struct Session {
    /// The notebook.
    pub workspace: Workspace,
    /// What bringing the index up to date found.
    pub refresh: Refresh,
    /// The instant to act as of, in the notebook's time zone.
    pub now: Zoned,
}

/// What there is to say about a notebook, and what it was said of.
pub struct Said {
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// Every note.
    pub book: Book,
    /// Their meetings, as seen from now.
    pub calendar: Calendar,
}

impl Session {
    /// Opens the notebook that the command line names, or that is around the working directory.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(global: &Global) -> anyhow::Result<Self> {
        let root = root(global)?;
        let mut workspace = Workspace::open(&root)?;
        let refresh = workspace.refresh(&Scope::All, &Bar::default())?;
        let now = now(global.now.as_deref(), workspace.zone())?;
        Ok(Self { workspace, refresh, now })
    }

    /// Every note, and the ledger of all of them as of now.
    ///
    /// # Errors
    /// When the index fails.
    pub fn ledger(&self) -> anyhow::Result<(Book, Ledger)> {
        let book = self.workspace.book()?;
        let calendar = Calendar::of(&book, &self.now);
        let ledger = self.workspace.ledger(&book, &calendar, &self.now);
        Ok((book, ledger))
    }

    /// What is not kept in history, and why, by path.
    ///
    /// # Errors
    /// When the index or the repository cannot be read.
    pub fn unprotected(&mut self) -> anyhow::Result<Vec<(Vec<u8>, String)>> {
        let scanned = self.refresh.unprotected.iter().map(|one| (one.path.clone(), one.reason.to_string()));
        let mut all: Vec<(Vec<u8>, String)> = scanned.collect();
        let failing = self.workspace.unrecordable()?;
        all.extend(failing.into_iter().map(|failure| (failure.path, failure.why.to_string())));
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// What there is to say about the notes, the settings and the ledger, by place, hints included.
    ///
    /// # Errors
    /// When the index fails.
    pub fn diagnostics(&self) -> anyhow::Result<Said> {
        let mut diagnostics = self.workspace.diagnostics()?;
        let book = self.workspace.book()?;
        let calendar = Calendar::of(&book, &self.now);
        let ledger = self.workspace.ledger(&book, &calendar, &self.now);
        let mut hinted = hints(&book, &calendar, &ledger, &self.now);
        let secret: BTreeSet<&NotePath> = profiles(&book).filter(|path| self.is_hidden(path)).collect();
        hinted.retain(|hint| !secret.contains(&hint.path));
        diagnostics.extend(hinted);
        diagnostics.extend(ledger.diagnostics);
        diagnostics.extend(planned_but_passed(&book, &calendar));
        diagnostics.sort();
        diagnostics.dedup();
        Ok(Said { diagnostics, book, calendar })
    }

    /// Whether a file's front matter hides it: what a confidential profile holds, and lacks, is nobody's business.
    fn is_hidden(&self, path: &NotePath) -> bool {
        let content = self.workspace.notebook.read(path.as_str().as_bytes(), PROFILE_LIMIT);
        content.is_ok_and(|content| Hidden::of_text(&String::from_utf8_lossy(&content.bytes)).holds(1))
    }

    /// What of this may be said to who has not asked for what is confidential.
    ///
    /// # Errors
    /// When the index fails.
    pub fn openly(&self, mut diagnostics: Vec<Diagnostic>) -> anyhow::Result<Vec<Diagnostic>> {
        let paths: BTreeSet<NotePath> = diagnostics.iter().map(|found| found.path.clone()).collect();
        let hidden = self.workspace.hidden_in(paths.into_iter())?;
        diagnostics.retain(|found| hidden.get(&found.path).is_none_or(|hidden| hidden.lets_say(found)));
        Ok(diagnostics)
    }

    /// The person that a name on the command line means.
    ///
    /// # Errors
    /// When nobody, or more than one person, has that name.
    pub fn person(&self, name: &str) -> anyhow::Result<PersonKey> {
        let roster = self.workspace.roster()?;
        match roster.resolve(name, &[]) {
            Resolved::Person(key) => Ok(key),
            Resolved::Me => bail!("`{name}` is you: name the other person"),
            Resolved::Ambiguous(keys) => {
                let keys: Vec<&str> = keys.iter().map(PersonKey::as_str).collect();
                bail!("`{name}` may be {}: give one of these", keys.join(" or "))
            }
            Resolved::Unknown => {
                let known: Vec<&str> =
                    roster.people().iter().map(|person| person.key.as_str()).take(12).collect();
                if known.is_empty() {
                    bail!(
                        "nobody is known yet: write a note with `with: {name}`, or a profile under people/"
                    );
                }
                bail!("`{name}` is nobody in this notebook; known are {}", known.join(", "))
            }
        }
    }
}

fn profiles(book: &Book) -> impl Iterator<Item = &NotePath> {
    book.roster.people().iter().filter_map(|person| Some(&person.profile.as_ref()?.source.path))
}

/// A path of the command line, as the notebook knows it; `None` for the notebook itself.
///
/// # Errors
/// When it lies outside the notebook.
pub fn inside(session: &Session, path: &Path) -> anyhow::Result<Option<NotePath>> {
    let root = session.workspace.notebook.root();
    let here = std::env::current_dir().unwrap_or_default();
    // A path is meant from the working directory, as everywhere; with -C also from the notebook's root.
    let candidates = [here.join(path), root.join(path)];
    let there = |path: &&PathBuf| path.symlink_metadata().is_ok();
    let ours = |path: &&PathBuf| path.canonicalize().is_ok_and(|path| path.starts_with(root));
    let found = candidates.iter().filter(there).find(ours).or_else(|| candidates.iter().find(there));
    let found = found.unwrap_or(&candidates[1]);
    let parent = found.parent().and_then(|parent| parent.canonicalize().ok());
    let whole = match (parent, found.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => found.canonicalize().unwrap_or_else(|_| found.clone()),
    };
    let Ok(relative) = whole.strip_prefix(root) else {
        bail!("{} lies outside the notebook {}", path.display(), root.display())
    };
    if relative.as_os_str().is_empty() {
        return Ok(None);
    }
    let note = relative.to_str().and_then(NotePath::new);
    Ok(Some(note.with_context(|| format!("{} is no path of a note", path.display()))?))
}

/// The file of the command line that is there, else one that history knows: what is gone can be asked for, too.
///
/// # Errors
/// When it lies outside the notebook, or is the notebook itself, or the history cannot be read.
pub fn inside_or_past(session: &Session, path: &Path) -> anyhow::Result<Option<NotePath>> {
    let found = inside(session, path);
    if let Ok(Some(found)) = &found
        && session.workspace.notebook.exists(found.as_str().as_bytes())
    {
        return Ok(Some(found.clone()));
    }
    let root = session.workspace.notebook.root();
    let here = std::env::current_dir().unwrap_or_default().join(path);
    let here = here.strip_prefix(root).ok().and_then(Path::to_str).and_then(NotePath::new);
    for path in here.into_iter().chain(path.to_str().and_then(NotePath::new)) {
        if !session.workspace.history.log(Some(path.as_str().as_bytes()), 1)?.is_empty() {
            return Ok(Some(path));
        }
    }
    found
}

/// The notebook's folder: the one named, else the nearest around the working directory that has a
/// `headsup.yaml` or is a repository.
///
/// # Errors
/// When there is none.
pub fn root(global: &Global) -> anyhow::Result<PathBuf> {
    if let Some(dir) = &global.notebook {
        return Ok(dir.clone());
    }
    let here =
        std::env::current_dir().context("the working directory is gone: go to your notes, or give -C DIR")?;
    let is_notebook = |dir: &&Path| dir.join("headsup.yaml").is_file() || dir.join(".git").exists();
    match here.ancestors().find(is_notebook) {
        Some(dir) => Ok(dir.to_owned()),
        None => bail!(
            "{} lies in no notebook: go to your notes, give -C DIR, or make one with `headsup run DIR`",
            here.display()
        ),
    }
}

/// The instant that `--now` gives, else this one, in the notebook's time zone.
///
/// # Errors
/// When the text is no time.
pub fn now(text: Option<&str>, zone: &TimeZone) -> anyhow::Result<Zoned> {
    let Some(text) = text else { return Ok(Timestamp::now().to_zoned(zone.clone())) };
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned(zone.clone()));
    }
    let civil =
        text.parse::<civil::DateTime>().or_else(|_| text.parse::<civil::Date>().map(civil::DateTime::from));
    let civil = civil.ok().with_context(|| {
        format!("--now {text}: not a time; write 2026-03-16T09:00:00+01:00, 2026-03-16T09:00[Europe/Madrid] or 2026-03-16")
    })?;
    Ok(zone.to_zoned(civil)?)
}

#[cfg(test)]
mod tests {
    use super::now;
    use jiff::tz::TimeZone;

    #[test]
    fn now_reads_every_spelling_of_an_instant() {
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        for text in [
            "2026-03-16T09:00:00+01:00",
            "2026-03-16T08:00:00Z",
            "2026-03-16T09:00[Europe/Madrid]",
            "2026-03-16T09:00:00+01:00[Europe/Madrid]",
            "2026-03-16 09:00",
        ] {
            let read = now(Some(text), &zone).unwrap();
            assert_eq!(read.timestamp().to_string(), "2026-03-16T08:00:00Z", "{text}");
        }
        assert_eq!(
            now(Some("2026-03-16"), &zone).unwrap().to_string(),
            "2026-03-16T00:00:00+01:00[Europe/Madrid]"
        );
        assert!(now(Some("soon"), &zone).unwrap_err().to_string().contains("not a time"));
    }
}
