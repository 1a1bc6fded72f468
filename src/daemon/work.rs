//! What the daemon does when its plan says so; `headsup run --once` does the same, once.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, Zoned};

use super::plan::{Commit, Found, Scope};
use crate::domain::digest::{self, Seal};
use crate::domain::path::NotePath;
use crate::domain::schedule::{self, Calendar};
use crate::store::history::{Busy, Failure};
use crate::store::index::{self, Progress, Refresh};
use crate::store::notebook::{Expected, Outcome as Written, ReadError, Unprotected};
use crate::store::prepare::{self, Basis, LARGEST_DIGEST};
use crate::store::workspace::{Error, Outcome, Workspace};

/// After a failure, digests are tried again this much later.
const AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// What the daemon has to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// The index was brought up to date, and something had changed.
    Looked(Refresh),
    /// A digest was written.
    Digest(NotePath),
    /// A digest that is due could not be written: its path, and why.
    NoDigest(NotePath, String),
    /// A commit was made.
    Committed {
        /// Its name, in short.
        id: String,
        /// The first line of its message.
        subject: String,
    },
    /// There is nothing to commit.
    UpToDate,
    /// A commit has to wait.
    Waits {
        /// For what, and what to do about it.
        busy: Busy,
        /// How many versions are kept aside until then.
        aside: usize,
    },
    /// These paths could not be recorded, and why.
    NotRecorded(Vec<Failure>),
    /// These paths are not kept, and why.
    Unprotected(Vec<Unprotected>),
    /// The watcher does with less than it would like; why.
    Degraded(String),
    /// The root is missing, emptied or replaced: nothing is done until it is back.
    NoRoot(String),
    /// Something failed; what, and what to do about it.
    Failed(String),
    /// What other machines changed is in the folder.
    Received {
        /// How many files.
        files: usize,
        /// From where.
        from: String,
    },
    /// These files keep what could not be merged.
    Conflicts(Vec<Vec<u8>>),
    /// What was committed here is on the remote.
    Sent {
        /// Where.
        to: String,
    },
    /// The notebook and its remote are the same.
    InStep,
    /// They could not be brought in step; why, and what to do about it.
    OutOfStep(String),
}

/// What each digest that is as it should be was made from: it need not be made again until that changes.
pub type Settled = HashMap<NotePath, Basis>;

/// Brings the index up to date with the folder.
pub fn look(
    workspace: &mut Workspace,
    scope: Scope,
    progress: &dyn Progress,
    tell: &mut impl FnMut(Report),
) -> Found {
    let scope = match scope {
        Scope::All => index::Scope::All,
        Scope::Paths(paths) => index::Scope::Paths(paths.into_iter().collect()),
    };
    match workspace.refresh(&scope, progress) {
        Ok(refresh) => {
            if !refresh.unprotected.is_empty() {
                tell(Report::Unprotected(refresh.unprotected.clone()));
            }
            if refresh.changed.is_empty() && refresh.removed.is_empty() && refresh.reread.is_empty() {
                return overtaken(workspace, tell);
            }
            tell(Report::Looked(refresh));
            Found::Changes
        }
        Err(Error::Index(
            error @ (index::Error::RootGone(_)
            | index::Error::RootUnreadable(..)
            | index::Error::RootEmptied(..)),
        )) => {
            tell(Report::NoRoot(error.to_string()));
            Found::NoRoot
        }
        Err(error) => {
            tell(Report::Failed(error.to_string()));
            Found::Failed
        }
    }
}

/// What a look found that found the index up to date: another command may have brought it up to date first, and
/// what has changed still waits to be committed.
fn overtaken(workspace: &mut Workspace, tell: &mut impl FnMut(Report)) -> Found {
    match workspace.pending() {
        Ok(0) => Found::Nothing,
        Ok(_) => Found::Changes,
        Err(error) => {
            tell(Report::Failed(error.to_string()));
            Found::Failed
        }
    }
}

/// Writes the digests that are due and not as they should be; answers with the next moment at which that
/// may change by itself.
pub fn write_digests(
    workspace: &mut Workspace,
    now: &Zoned,
    settled: &mut Settled,
    tell: &mut impl FnMut(Report),
) -> Option<Timestamp> {
    let later = || now.timestamp().checked_add(AGAIN).ok();
    let mut next = None;
    let mut written = Vec::new();
    let wanted = workspace.meetings_book(now).map(|book| {
        let calendar = Calendar::of(&book, now);
        next = schedule::next_moment(&book, &calendar, now).map(|moment| moment.timestamp());
        schedule::digests_wanted(&book, &calendar, now)
    });
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(error) => {
            tell(Report::Failed(error.to_string()));
            return later();
        }
    };
    settled.retain(|path, _| wanted.iter().any(|wanted| wanted.path == *path));
    for wanted in wanted {
        let basis = prepare::basis(workspace, &wanted.person, &wanted.meeting).ok();
        if basis.is_some() && settled.get(&wanted.path) == basis.as_ref() {
            continue;
        }
        let outcome = write_digest(workspace, &wanted);
        if outcome.is_ok() {
            settled.extend(basis.map(|basis| (wanted.path.clone(), basis)));
        }
        match outcome {
            Ok(true) => {
                tell(Report::Digest(wanted.path.clone()));
                written.push(wanted.path.as_str().as_bytes().to_vec());
            }
            Ok(false) => {}
            Err(why) => {
                tell(Report::NoDigest(wanted.path.clone(), why.to_string()));
                next = later().min(next).or(next);
            }
        }
    }
    if !written.is_empty()
        && let Err(error) = workspace.refresh(&index::Scope::Paths(written), &())
    {
        tell(Report::Failed(error.to_string()));
    }
    next
}

/// Why a digest could not be written.
#[derive(Debug, thiserror::Error)]
enum NotWritten {
    #[error("what is there cannot be read: {0}")]
    Read(#[from] ReadError),
    #[error(transparent)]
    Prepare(#[from] Error),
    #[error("it cannot be written ({0}): check the folder's permissions and free space")]
    Write(#[from] std::io::Error),
}

/// Writes one digest, unless it is as it should be or a person has edited it.
fn write_digest(workspace: &Workspace, wanted: &schedule::Wanted) -> Result<bool, NotWritten> {
    let path = &wanted.path;
    let there = match workspace.notebook.read(path.as_str().as_bytes(), LARGEST_DIGEST) {
        Ok(content) => Some(content.bytes),
        Err(ReadError::Gone) => None,
        Err(error) => return Err(error.into()),
    };
    if there.as_deref().is_some_and(|bytes| digest::is_untouched(bytes) != Seal::Untouched) {
        return Ok(false);
    }
    let prepared = prepare::of(workspace, &wanted.person, &wanted.meeting)?;
    let text = digest::seal(&digest::markdown(&prepared.digest, path));
    if there.as_deref() == Some(text.as_bytes()) {
        return Ok(false);
    }
    let expected = there.as_deref().map_or(Expected::Absent, Expected::Bytes);
    // A file that changed since it was read is somebody's: the next look at the folder settles it.
    Ok(workspace.notebook.write(path, expected, text.as_bytes())? == Written::Written)
}

/// `; 2 versions are kept aside until then`, for the end of a sentence that says what is waited for.
#[must_use]
pub fn kept_aside(aside: usize) -> String {
    match aside {
        0 => String::new(),
        1 => "; 1 version is kept aside until then".to_owned(),
        aside => format!("; {aside} versions are kept aside until then"),
    }
}

/// Commits whatever is not committed yet.
pub fn commit(workspace: &mut Workspace, now: &Zoned, tell: &mut impl FnMut(Report)) -> Commit {
    let saved = match workspace.save(now) {
        Ok(saved) => saved,
        Err(error) => {
            tell(Report::Failed(error.to_string()));
            return Commit::Waits;
        }
    };
    let passing = saved.failures.iter().any(|failure| failure.why.is_passing());
    if !saved.failures.is_empty() {
        tell(Report::NotRecorded(saved.failures));
    }
    let commit = match saved.outcome {
        Outcome::Waits { busy, aside } => {
            tell(Report::Waits { busy, aside });
            Commit::Waits
        }
        Outcome::Committed { id, subject } => {
            tell(Report::Committed { id, subject });
            Commit::Done
        }
        Outcome::Nothing => {
            tell(Report::UpToDate);
            Commit::Nothing
        }
    };
    if passing { Commit::Waits } else { commit }
}
