//! Moving the branch and the index to what the files hold already.

use git2::{Oid, Repository, Signature};

use super::{Busy, Error, Head, History, Killed, Step, tree};
use crate::store::history::{
    commit::{Moved, advance, not_in},
    index_file::{self, Update},
    lock::{IndexLock, Turn},
};

/// How often it is tried while the index changes.
const TRIES: usize = 4;

pub(super) struct Stage<'a> {
    pub(super) history: &'a History,
    pub(super) repo: &'a Repository,
    pub(super) turn: &'a Turn,
    pub(super) head: &'a Head,
    pub(super) killed: Killed<'a>,
}

/// What came of it.
pub(super) enum Published {
    Yes,
    /// The branch went on, or something was staged.
    Meanwhile,
    Waits(Busy),
    Killed,
}

impl Stage<'_> {
    /// Moves both, or neither. What is staged may go from the index where the commit, or one right before it, has it.
    pub(super) fn publish(
        &self,
        commit: Oid,
        updates: &[Update],
        reflog: (&Signature<'_>, &str),
    ) -> Result<Published, Error> {
        for _ in 0..TRIES {
            match self.once(commit, updates, reflog)? {
                Published::Meanwhile if Head::read(self.repo)? == *self.head => {}
                done => return Ok(done),
            }
        }
        Ok(Published::Meanwhile)
    }

    fn once(
        &self,
        commit: Oid,
        updates: &[Update],
        reflog: (&Signature<'_>, &str),
    ) -> Result<Published, Error> {
        let Self { history, repo, turn, head, killed } = self;
        let doing = "read the last commit";
        let draft = match index_file::draft(history, turn.draft(), updates)? {
            Ok(draft) => draft,
            Err(busy) => {
                turn.clear()?;
                return Ok(Published::Waits(busy));
            }
        };
        let mut lost = draft.replaced.clone();
        let parents = repo.find_commit(commit).map_err(Error::git(doing))?.parent_ids().collect::<Vec<_>>();
        for kept in head.tip().into_iter().chain(parents) {
            let tree = tree::of_commit(repo, Some(kept)).map_err(Error::git(doing))?;
            lost = not_in(repo, tree, lost).map_err(Error::git(doing))?;
        }
        if !lost.is_empty() {
            turn.clear()?;
            return Ok(Published::Meanwhile);
        }
        if killed(Step::Drafted) {
            return Ok(Published::Killed);
        }
        let Some(lock) = IndexLock::take(turn, history, &draft.path, (head.tip(), commit))? else {
            turn.clear()?;
            return Ok(Published::Waits(Busy::locked(IndexLock::path(history.git_dir()))));
        };
        if killed(Step::Locked) {
            std::mem::forget(lock);
            return Ok(Published::Killed);
        }
        let changed = index_file::stamp(history.git_dir()) != draft.from;
        let moved = match changed {
            true => Moved::Meanwhile,
            false => advance(history, repo, turn, (head, commit), reflog)?,
        };
        let published = match moved {
            Moved::ToCommit if killed(Step::Moved) => {
                std::mem::forget(lock);
                return Ok(Published::Killed);
            }
            Moved::ToCommit => {
                lock.publish()?;
                history.cache().keep(draft, history.git_dir());
                if killed(Step::Published) {
                    return Ok(Published::Killed);
                }
                Published::Yes
            }
            Moved::Meanwhile => {
                drop(lock);
                Published::Meanwhile
            }
            Moved::Not(busy) => {
                drop(lock);
                Published::Waits(busy)
            }
        };
        turn.clear()?;
        Ok(published)
    }
}
