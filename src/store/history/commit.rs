//! Committing changes: HEAD's tree with only the given paths replaced.

use std::fmt;

use git2::{Oid, Repository, Signature};
use jiff::Zoned;

use super::{
    Busy, Error, History, Id,
    aside::{self, Join},
    blobs, guard,
    head::Head,
    identity::author_and_committer,
    index_file::{self, Target, Update},
    join,
    lock::{IndexLock, Turn},
    loose::{self, Content},
    recover, reference, state, tree,
};

/// How often a commit starts over because the branch went on meanwhile.
const TRIES: usize = 4;

/// One path that is to be recorded, relative to the notebook's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// As it lies on disk when it is committed.
    Write {
        /// The path.
        path: Vec<u8>,
    },
    /// As gone. Passed over where it is there again.
    Delete {
        /// The path.
        path: Vec<u8>,
    },
}

impl Change {
    /// The path.
    #[must_use]
    pub fn path(&self) -> &[u8] {
        match self {
            Self::Write { path } | Self::Delete { path } => path,
        }
    }

    pub(super) fn is_write(&self) -> bool {
        matches!(self, Self::Write { .. })
    }
}

/// What came of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// As a whole.
    pub outcome: Outcome,
    /// The paths that could not be recorded; the others were.
    pub failures: Vec<Failure>,
}

/// What came of a commit, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is on the branch.
    Committed(Id),
    /// The last commit holds all of it already.
    Nothing,
    /// It has to wait; the notes are safe on disk.
    Deferred(Busy),
}

/// A path that could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Relative to the notebook's root.
    pub path: Vec<u8>,
    /// Why.
    pub why: NotProtected,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not in the history: {}", super::shown(&self.path), self.why)
    }
}

/// Why a path could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProtected {
    /// It lies in a repository of its own.
    #[error("it lies in a repository of its own, which has its own history")]
    NestedRepository,
    /// git stores it through a program (git-crypt, git-lfs) or an encoding, by this name.
    #[error(
        "git stores it through {0}, which headsup does not run; commit it yourself with `git add` and `git commit`"
    )]
    Foreign(String),
    /// A folder above it is a symbolic link.
    #[error("a folder above it is a symbolic link; git keeps the link, not what lies behind it")]
    BehindLink,
    /// It is a FIFO, a device, a socket or a folder.
    #[error("it is neither a file nor a symbolic link")]
    NotAFile,
    /// git cannot keep the name.
    #[error("git does not allow this name; rename it")]
    BadName,
    /// The system refuses to read it.
    #[error("it cannot be read ({0}); `chmod u+r` may help")]
    Unreadable(String),
    /// It is gone since.
    #[error("it vanished meanwhile; the next look at the folder settles it")]
    Vanished,
    /// It holds the two sides of a conflict, which the last commit's version does not.
    #[error(
        "it holds the marks of a conflict (<<<<<<<, =======, >>>>>>>); once they are gone it is committed by itself"
    )]
    Conflict,
    /// It was being written.
    #[error("it was being written just then; it is tried again")]
    Changing,
}

impl NotProtected {
    /// Whether another try, with nothing else done, is likely to help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Vanished | Self::Changing)
    }
}

/// The steps of a commit, each after the last: where a kill may fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Begun,
    Stored,
    Drafted,
    Locked,
    Moved,
    Published,
}

impl History {
    /// Records `changes` in one commit on the branch, as of `when`. One bad path does not stop the others.
    ///
    /// # Errors
    /// When the root is gone, or the repository cannot be read or written. Nothing is half done then.
    pub fn commit(&self, changes: &[Change], message: &str, when: &Zoned) -> Result<Report, Error> {
        self.commit_until(changes, message, when, &|_| false)
    }

    /// [`Self::commit`], leaving everything as it stands after the step for which `killed` says so.
    pub(super) fn commit_until(
        &self,
        changes: &[Change],
        message: &str,
        when: &Zoned,
        killed: &dyn Fn(Step) -> bool,
    ) -> Result<Report, Error> {
        self.check_root()?;
        let (mut failures, mut staged) = (Vec::new(), Vec::new());
        for _ in 0..TRIES {
            let mut attempt = Attempt { history: self, message, when, killed, failures: Vec::new(), staged };
            let outcome = attempt.run(changes)?;
            (failures, staged) = (attempt.failures, attempt.staged);
            if let Some(outcome) = outcome {
                return Ok(Report { outcome, failures });
            }
        }
        Ok(Report { outcome: Outcome::Deferred(Busy::Moving), failures })
    }
}

struct Attempt<'a> {
    history: &'a History,
    message: &'a str,
    when: &'a Zoned,
    killed: &'a dyn Fn(Step) -> bool,
    failures: Vec<Failure>,
    /// What was staged of the changed paths, and is neither in the last commit nor on disk any more.
    staged: Vec<Update>,
}

impl Attempt<'_> {
    /// `None` where the branch went on: the files may have changed with it, so all starts over.
    fn run(&mut self, changes: &[Change]) -> Result<Option<Outcome>, Error> {
        let history = self.history;
        let repo = history.repo()?;
        if let Some(busy) = state::under_way(&repo)? {
            return Ok(Some(Outcome::Deferred(busy)));
        }
        if let Some(busy) = complete_join(history)? {
            return Ok(Some(Outcome::Deferred(busy)));
        }
        let head = Head::read(&repo)?;
        if let Some(busy) = held_up(history, &head)? {
            return Ok(Some(Outcome::Deferred(busy)));
        }
        if (self.killed)(Step::Begun) {
            return Ok(Some(Outcome::Nothing));
        }
        if let Head::Branch { name, .. } = &head {
            guard::branch(history, name)?;
        }
        let base = tree::of_commit(&repo, head.tip()).map_err(Error::git("read the last commit"))?;
        let (mut updates, failures) = blobs::store(history, base, changes)?;
        self.failures = failures;
        let (tree, nested) = tree::updated(history, &repo, base, &updates)?;
        self.leave_out(&mut updates, &nested);
        let adds = updates.iter().any(|update| matches!(update.to, Target::Blob { .. }));
        let kept = aside::tip(history, &repo)?;
        let join = aside::join(history, &repo, head.tip())?;
        if let (Join::Nothing, Some(kept)) = (join, kept) {
            self.forget(&repo, kept)?;
        }
        if join == Join::Nothing && (base == Some(tree) || (base.is_none() && !adds)) {
            return Ok(Some(Outcome::Nothing));
        }
        let commit = match join {
            Join::After(aside)
                if self.staged.is_empty()
                    && tree::of_commit(&repo, Some(aside)).ok().flatten() == Some(tree) =>
            {
                aside
            }
            join => self.write_commits(&repo, &head, join, base, tree)?,
        };
        if (self.killed)(Step::Stored) {
            return Ok(Some(Outcome::Nothing));
        }
        let outcome = self.publish(&repo, &head, &updates, commit)?;
        if let (Some(Outcome::Committed(_)), Some(kept)) = (&outcome, kept) {
            self.forget(&repo, kept)?;
        }
        Ok(outcome)
    }

    /// Where another headsup has the turn, the next commit forgets it.
    fn forget(&self, repo: &Repository, kept: Oid) -> Result<(), Error> {
        match Turn::take(&self.history.lock_dir())? {
            Some(turn) => aside::forget(self.history, repo, &turn, kept),
            None => Ok(()),
        }
    }

    fn leave_out(&mut self, updates: &mut Vec<Update>, nested: &[usize]) {
        if nested.is_empty() {
            return;
        }
        let above = self.history.in_repository(b"").len();
        for (index, update) in updates.iter().enumerate() {
            if nested.contains(&index) {
                let path = update.path.get(above..).unwrap_or_default().to_vec();
                self.failures.push(Failure { path, why: NotProtected::NestedRepository });
            }
        }
        let mut index = 0;
        updates.retain(|_| {
            index += 1;
            !nested.contains(&(index - 1))
        });
    }

    /// The commit, after one of what was staged in another version than lies on disk: it would be lost else, since
    /// the index goes with the branch.
    fn write_commits(
        &self,
        repo: &Repository,
        head: &Head,
        join: Join,
        base: Option<Oid>,
        tree: Oid,
    ) -> Result<Oid, Error> {
        let parents = match join {
            Join::Nothing => vec![head.tip()],
            Join::After(aside) => vec![Some(aside)],
            Join::Beside(aside) => vec![head.tip(), Some(aside)],
        };
        let parents: Vec<Oid> = parents.into_iter().flatten().collect();
        if self.staged.is_empty() {
            return write(self.history, repo, &parents, tree, (self.message, self.when));
        }
        let (staged, _) = tree::updated(self.history, repo, base, &self.staged)?;
        let message = keep_staged(self.staged.len());
        let first = write(self.history, repo, &parents, staged, (message.as_str(), self.when))?;
        write(self.history, repo, &[first], tree, (self.message, self.when))
    }

    /// Moves the branch and the index from what was seen to the new commit, or neither.
    fn publish(
        &mut self,
        repo: &Repository,
        head: &Head,
        updates: &[Update],
        commit: Oid,
    ) -> Result<Option<Outcome>, Error> {
        let history = self.history;
        let deferred = |busy| Ok(Some(Outcome::Deferred(busy)));
        if history.unsynced().is_much() {
            // Before git has to wait for us.
            reference::flush(history)?;
        }
        let lock_dir = history.lock_dir();
        let Some(turn) = Turn::take(&lock_dir)? else {
            return deferred(Busy::locked(Turn::path(&lock_dir)));
        };
        if let Some(busy) = recover::recover(history, &turn)? {
            return deferred(busy);
        }
        let draft = match index_file::draft(history, turn.draft(), updates)? {
            Ok(draft) => draft,
            Err(busy) => {
                turn.clear()?;
                return deferred(busy);
            }
        };
        let base = tree::of_commit(repo, head.tip()).map_err(Error::git("read the last commit"))?;
        let staged =
            not_in(repo, base, draft.replaced.clone()).map_err(Error::git("read the last commit"))?;
        let waits = draft.settles_in();
        if waits.is_some() || self.staged.len() != staged.len() {
            self.staged = staged;
            turn.clear()?;
            drop(turn);
            std::thread::sleep(waits.unwrap_or_default());
            return Ok(None);
        }
        if (self.killed)(Step::Drafted) {
            return Ok(Some(Outcome::Nothing));
        }
        let Some(lock) = IndexLock::take(&turn, history, &draft.path, (head.tip(), commit))? else {
            turn.clear()?;
            return deferred(Busy::locked(IndexLock::path(history.git_dir())));
        };
        if (self.killed)(Step::Locked) {
            std::mem::forget(lock);
            return Ok(Some(Outcome::Nothing));
        }
        // From here on no git command can begin to change the index; what began before shows now.
        let changed = index_file::stamp(history.git_dir()) != draft.from;
        // Two reflogs take a line for each save: what it said is in the commit.
        let why = if head.tip().is_some() { "commit" } else { "commit (initial)" };
        let (_, who) = author_and_committer(repo, self.when)?;
        let moved = match changed {
            true => Moved::Meanwhile,
            false => advance(history, repo, &turn, (head, commit), (&who, why))?,
        };
        let outcome = match moved {
            Moved::ToCommit if (self.killed)(Step::Moved) => {
                std::mem::forget(lock);
                return Ok(Some(Outcome::Nothing));
            }
            Moved::ToCommit => {
                lock.publish()?;
                history.cache().keep(draft, history.git_dir());
                if (self.killed)(Step::Published) {
                    return Ok(Some(Outcome::Nothing));
                }
                Some(Outcome::Committed(commit.into()))
            }
            Moved::Meanwhile => {
                drop(lock);
                None
            }
            Moved::Not(busy) => {
                drop(lock);
                Some(Outcome::Deferred(busy))
            }
        };
        turn.clear()?;
        Ok(outcome)
    }
}

/// What a commit says that keeps what was staged and would be lost else.
pub(super) fn keep_staged(count: usize) -> String {
    format!("Keep {count} staged {}\n", if count == 1 { "version" } else { "versions" })
}

/// Writes a commit, on no branch yet.
pub(super) fn write(
    history: &History,
    repo: &Repository,
    parents: &[Oid],
    tree: Oid,
    (message, when): (&str, &Zoned),
) -> Result<Oid, Error> {
    let (author, committer) = author_and_committer(repo, when)?;
    let content = Content { author: &author, committer: &committer, message, tree, parents };
    loose::write_commit(history, repo, &content)
}

/// No commit may hold half of what a killed join was about to take in: it is completed, or taken back, first.
fn complete_join(history: &History) -> Result<Option<Busy>, Error> {
    if !join::is_there(history) {
        return Ok(None);
    }
    let Some(turn) = Turn::take(&history.lock_dir())? else {
        return Ok(Some(Busy::locked(Turn::path(&history.lock_dir()))));
    };
    match recover::recover(history, &turn)? {
        None => join::resume(history, &turn),
        busy => Ok(busy),
    }
}

/// A lock that is there already: seen before any file is read for nothing. Another headsup that is just
/// committing has it only for as long as its turn lasts, which is waited for.
fn held_up(history: &History, head: &Head) -> Result<Option<Busy>, Error> {
    if state::locked(history, head).is_none() {
        return Ok(None);
    }
    if let Some(turn) = Turn::take(&history.lock_dir()).ok().flatten()
        && let Some(busy) = recover::recover(history, &turn)?
    {
        return Ok(Some(busy));
    }
    Ok(state::locked(history, head))
}

/// Moves the branch from where it was seen, while `index.lock` is held.
pub(super) fn advance(
    history: &History,
    repo: &Repository,
    turn: &Turn,
    (seen, commit): (&Head, Oid),
    reflog: (&Signature<'_>, &str),
) -> Result<Moved, Error> {
    if let Some(busy) = state::under_way(repo)? {
        return Ok(Moved::Not(busy));
    }
    let Head::Branch { name, tip, .. } = seen else { return Ok(Moved::Not(Busy::DetachedHead)) };
    // git goes to another branch after it has given the index back, and holds these meanwhile.
    let mut locks = state::reference_locks(history, seen);
    if let Some(lock) = locks.find(|lock| lock.symlink_metadata().is_ok()) {
        return Ok(Moved::Not(Busy::locked(lock)));
    }
    if Head::read(repo)? != *seen {
        return Ok(Moved::Meanwhile);
    }
    let step = reference::Move { name, from: *tip, to: Some(commit) };
    Ok(match reference::shift(history, repo, turn, step, reflog)? {
        reference::Moved::Yes => Moved::ToCommit,
        reference::Moved::Meanwhile => Moved::Meanwhile,
        reference::Moved::Locked(busy) => Moved::Not(busy),
    })
}

/// Those of `held` that `tree` does not hold.
pub(super) fn not_in(
    repo: &Repository,
    tree: Option<Oid>,
    mut held: Vec<Update>,
) -> Result<Vec<Update>, git2::Error> {
    let mut failed = None;
    held.retain(|update| match (tree, &update.to) {
        (Some(tree), Target::Blob { id, mode, .. }) => match tree::entry(repo, tree, &update.path) {
            Ok(entry) => entry != Some((mode.raw(), *id)),
            Err(error) => {
                failed = Some(error);
                false
            }
        },
        _ => true,
    });
    failed.map_or(Ok(held), Err)
}

/// What came of moving the branch.
pub(super) enum Moved {
    ToCommit,
    Meanwhile,
    Not(Busy),
}

#[cfg(test)]
mod tests;
