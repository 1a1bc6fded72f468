//! Whether the repository may be committed to now.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use git2::{Repository, RepositoryState};

use super::{Error, History, Holder, head::Head, index_file, lock::IndexLock, shown, shown_path};

/// A lock younger than this belongs to a command that is just running.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the repository may be committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepoState {
    /// Yes. A branch without a commit yet is at rest.
    AtRest,
    /// No: a person is in the middle of something.
    Busy(Busy),
}

/// What a commit waits for. `Display` says what waits, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Busy {
    /// A merge.
    Merge,
    /// A rebase.
    Rebase,
    /// A cherry-pick, of one commit or several.
    CherryPick,
    /// A revert, of one commit or several.
    Revert,
    /// A bisection.
    Bisect,
    /// `git am`.
    ApplyMailbox,
    /// HEAD is on a commit, not on a branch.
    DetachedHead,
    /// The index holds a file in several versions: a conflict that is not settled.
    Conflicted {
        /// The first such file, from the top of the work tree.
        path: Vec<u8>,
    },
    /// Another program holds a lock.
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Since when, where the file system tells.
        since: Option<SystemTime>,
        /// Whose it is; `None` where it is gone meanwhile.
        holder: Option<Holder>,
    },
    /// The branch went on, again and again, while we were about to commit.
    Moving,
}

impl Busy {
    pub(super) fn locked(path: PathBuf) -> Self {
        let since = std::fs::symlink_metadata(&path).and_then(|meta| meta.modified()).ok();
        let holder = Holder::of(&path);
        Self::Locked { path, since, holder }
    }

    /// Whether it is most likely a git command that is just running, and over in a moment.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Locked { since, .. } => since.is_none_or(|since| age(since) < PATIENCE),
            Self::Moving => true,
            _ => false,
        }
    }

    /// Whether it is what was waited for before: the same lock, not only one of the same name.
    #[must_use]
    pub fn is_same(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Locked { path, since, .. }, Self::Locked { path: other, since: then, .. }) => {
                (path, since) == (other, then)
            }
            _ => self == before,
        }
    }

    /// Whether git itself writes files in the course of it.
    pub(super) fn rewrites_files(&self) -> bool {
        matches!(self, Self::Merge | Self::Rebase | Self::CherryPick | Self::Revert | Self::ApplyMailbox)
    }

    /// What is going on, in a few words.
    pub(super) fn cause(&self) -> &'static str {
        match self {
            Self::Merge => "a merge is under way",
            Self::Rebase => "a rebase is under way",
            Self::CherryPick => "a cherry-pick is under way",
            Self::Revert => "a revert is under way",
            Self::Bisect => "a bisection is under way",
            Self::ApplyMailbox => "`git am` is under way",
            Self::DetachedHead => "HEAD is on a commit, not on a branch",
            Self::Conflicted { .. } => "a conflict is not settled",
            Self::Locked { .. } => "another program holds a lock",
            Self::Moving => "the branch keeps moving",
        }
    }
}

/// Whether a file holds all three lines that git puts around the two sides of a conflict.
pub(super) fn has_conflict_markers(bytes: &[u8]) -> bool {
    let begins = |mark: &[u8]| bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(mark));
    begins(b"<<<<<<< ") && begins(b"=======") && begins(b">>>>>>> ")
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Changes wait to be committed: {}; ", self.what())?;
        match self.fix() {
            Fix::Patience => f.write_str("nothing to do: it is tried again"),
            Fix::Person(fix) => write!(f, "{fix}, and they are committed by themselves"),
        }
    }
}

/// What ends the wait.
enum Fix {
    /// Nothing but time.
    Patience,
    /// A person, who does this.
    Person(&'static str),
}

impl Busy {
    /// What `Display` says, for who has called a command that does not try again by itself.
    #[must_use]
    pub fn by_hand(&self, command: &str) -> String {
        let what = format!("Changes wait to be committed: {}", self.what());
        match (self.fix(), self) {
            (Fix::Patience, Self::Locked { .. }) => format!(
                "{what}; run `{command}` again in a moment. If that file is still there then, and no git command is \
                 running here, delete it"
            ),
            (Fix::Patience, _) => format!("{what}; run `{command}` again in a moment"),
            (Fix::Person(fix), _) => format!("{what}; {fix}. Then run `{command}` again"),
        }
    }

    fn what(&self) -> String {
        match self {
            Self::Conflicted { path } => format!("{} has a conflict that is not settled", shown(path)),
            Self::Locked { path, since, holder } => {
                let mut what = format!("another program holds {}", shown_path(path));
                if let Some(since) = since {
                    what.push_str(&format!(", made {} ago", rough(age(*since))));
                }
                if let Some(holder) = holder {
                    let made = if since.is_some() { "" } else { ", made" };
                    what.push_str(&format!("{made} by {}", holder.user));
                }
                if let Some(process) = holder.as_ref().and_then(|holder| holder.process) {
                    what.push_str(&format!("; process {process} has it open"));
                }
                what
            }
            _ => self.cause().to_owned(),
        }
    }

    fn fix(&self) -> Fix {
        Fix::Person(match self {
            Self::Merge => "`git merge --continue` or `git merge --abort` ends it",
            Self::Rebase => "`git rebase --continue` or `git rebase --abort` ends it",
            Self::CherryPick => "`git cherry-pick --continue` or `git cherry-pick --abort` ends it",
            Self::Revert => "`git revert --continue` or `git revert --abort` ends it",
            Self::Bisect => "`git bisect reset` ends it",
            Self::ApplyMailbox => "`git am --continue` or `git am --abort` ends it",
            Self::DetachedHead => "`git switch BRANCH` goes back to a branch",
            Self::Conflicted { .. } => "edit it, then `git add` it",
            Self::Locked { .. } if !self.is_passing() => {
                "if no git command is running here, one was killed: delete that file"
            }
            Self::Locked { .. } | Self::Moving => return Fix::Patience,
        })
    }
}

/// How long ago, or how far ahead where the clock was set back since: either way it is no matter of a moment.
fn age(since: SystemTime) -> Duration {
    since.elapsed().unwrap_or_else(|ahead| ahead.duration())
}

fn rough(age: Duration) -> String {
    let (count, unit) = match age.as_secs() {
        seconds @ 0..120 => (seconds, "second"),
        seconds @ 120..7_200 => (seconds / 60, "minute"),
        seconds @ 7_200..172_800 => (seconds / 3_600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

impl History {
    /// Whether the repository may be committed to now.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn state(&self) -> Result<RepoState, Error> {
        let repo = self.repo()?;
        let busy = match under_way(&repo)? {
            None => index_file::conflict(self)?,
            busy => busy,
        };
        let busy = match busy {
            None => locked(self, &Head::read(&repo)?),
            busy => busy,
        };
        Ok(busy.map_or(RepoState::AtRest, RepoState::Busy))
    }
}

/// What a person is in the middle of, locks and conflicts apart.
pub(super) fn under_way(repo: &Repository) -> Result<Option<Busy>, Error> {
    let busy = match repo.state() {
        RepositoryState::Merge => Busy::Merge,
        RepositoryState::Revert | RepositoryState::RevertSequence => Busy::Revert,
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Busy::CherryPick,
        RepositoryState::Bisect => Busy::Bisect,
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge
        | RepositoryState::ApplyMailboxOrRebase => Busy::Rebase,
        RepositoryState::ApplyMailbox => Busy::ApplyMailbox,
        RepositoryState::Clean => match sequence(repo.path()) {
            Some(busy) => busy,
            None if matches!(Head::read(repo)?, Head::Detached(_)) => Busy::DetachedHead,
            None => return Ok(None),
        },
    };
    Ok(Some(busy))
}

/// A lock in the way of a commit: on the index, on HEAD (somebody is about to go to another branch) or on the
/// branch. One on `packed-refs` is in nobody's way.
pub(super) fn locked(history: &History, head: &Head) -> Option<Busy> {
    let index = IndexLock::path(history.git_dir());
    let mut locks = std::iter::once(index).chain(reference_locks(history, head));
    locks.find(|lock| lock.symlink_metadata().is_ok()).map(Busy::locked)
}

/// Where git locks HEAD and the branch that it is on.
pub(super) fn reference_locks(history: &History, head: &Head) -> impl Iterator<Item = PathBuf> {
    let branch = match head {
        Head::Branch { name, .. } => Some(history.common_dir().join(format!("{name}.lock"))),
        Head::Detached(_) => None,
    };
    std::iter::once(history.git_dir().join("HEAD.lock")).chain(branch)
}

/// Between two commits of a sequence there is no CHERRY_PICK_HEAD, only the list of what is still to do.
fn sequence(git_dir: &Path) -> Option<Busy> {
    let todo = std::fs::read(git_dir.join("sequencer/todo")).ok()?;
    Some(if todo.starts_with(b"revert") { Busy::Revert } else { Busy::CherryPick })
}

#[cfg(test)]
mod tests;
