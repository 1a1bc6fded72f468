//! References that say where another copy of the history stands: ours under `refs/headsup/`, and the person's own
//! remote-tracking branches.

use git2::{ErrorCode, Repository, Signature};

use super::{
    Error, History, Id, file_lock, guard,
    lock::Turn,
    reference::{self, Move, Moved},
};

impl History {
    /// The commit that a reference leads to; `None` where there is none, or it leads to something else.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn commit_at(&self, reference: &str) -> Result<Option<Id>, Error> {
        let repo = self.repo()?;
        let target = target(&repo, reference)?;
        Ok(target.filter(|id| repo.find_commit(*id).is_ok()).map(Id::from))
    }

    /// Whether there is a commit of this name, with the tree that it names.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn has_commit(&self, id: Id) -> Result<bool, Error> {
        let repo = self.repo()?;
        Ok(repo.find_commit(id.oid()).and_then(|commit| commit.tree()).is_ok())
    }

    /// Makes a reference lead to a commit, wherever it led; `why` goes into its reflog. Whether that was done: not,
    /// where somebody holds its lock.
    ///
    /// # Errors
    /// When the repository cannot be read or written, or a link is in the way.
    pub fn lead_to(&self, reference: &str, commit: Id, why: &str) -> Result<bool, Error> {
        self.lead(reference, Some(commit), why)
    }

    /// Makes a reference lead to no commit. Whether that was done.
    ///
    /// # Errors
    /// As [`Self::lead_to`].
    pub fn lead_nowhere(&self, reference: &str) -> Result<bool, Error> {
        self.lead(reference, None, "headsup: forgotten")
    }

    /// Whether `ancestor` is `commit`, or in its history.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn includes(&self, commit: Id, ancestor: Id) -> Result<bool, Error> {
        let repo = self.repo()?;
        let descends = || repo.graph_descendant_of(commit.oid(), ancestor.oid());
        Ok(commit == ancestor || descends().map_err(Error::git("compare commits"))?)
    }

    /// How many commits the branch has that `other` has not.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn ahead_of(&self, other: Option<Id>) -> Result<usize, Error> {
        let doing = "count commits";
        let repo = self.repo()?;
        let Some(head) = self.head_id()? else { return Ok(0) };
        let mut walk = repo.revwalk().map_err(Error::git(doing))?;
        walk.push(head.oid()).map_err(Error::git(doing))?;
        if let Some(other) = other {
            walk.hide(other.oid()).map_err(Error::git(doing))?;
        }
        Ok(walk.flatten().count())
    }

    fn lead(&self, reference: &str, to: Option<Id>, why: &str) -> Result<bool, Error> {
        guard::branch(self, reference)?;
        let repo = self.repo()?;
        let from = target(&repo, reference)?;
        let mut to = to.map(Id::oid);
        if from == to {
            return Ok(true);
        }
        if to.is_none() && reference::is_packed(self, reference) {
            // Only rewriting all of packed-refs could remove it: it comes to lead to no commit.
            let commit = from.and_then(|id| repo.find_commit(id).ok());
            to = commit.map(|commit| commit.tree_id());
        }
        let Some(turn) = Turn::take(&self.lock_dir())? else { return Ok(false) };
        file_lock::give_back(self, &turn);
        let who = Signature::now("headsup", "headsup@localhost").map_err(Error::git("name headsup"))?;
        let step = Move { name: reference, from, to };
        Ok(reference::shift(self, &repo, &turn, step, (&who, why))? == Moved::Yes)
    }
}

fn target(repo: &Repository, reference: &str) -> Result<Option<git2::Oid>, Error> {
    match repo.refname_to_id(reference) {
        Ok(id) => Ok(Some(id)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(Error::git("read a reference")(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Place;

    #[test]
    fn a_reference_is_led_on_and_forgotten_packed_or_not() {
        let place = Place::new();
        place.write("a.md", "a");
        let first = place.commit_clean();
        place.write("a.md", "b");
        let second = place.commit_clean();
        let history = place.open();
        assert!(history.includes(second, first).unwrap() && !history.includes(first, second).unwrap());
        let name = "refs/headsup/remote/origin/main";
        assert_eq!(history.commit_at(name).unwrap(), None);
        for pack in [&["pack-refs", "--all"][..], &["status"]] {
            assert!(history.lead_to(name, first, "seen").unwrap());
            assert!(history.lead_to(name, second, "seen").unwrap());
            assert_eq!(history.commit_at(name).unwrap(), Some(second));
            place.git(pack);
            assert!(history.lead_nowhere(name).unwrap());
            assert_eq!(history.commit_at(name).unwrap(), None);
        }
        place.assert_sound();
    }

    #[test]
    fn a_reference_that_somebody_has_locked_stays() {
        let place = Place::new();
        place.write("a.md", "a");
        let first = place.commit_clean();
        place.write_bytes(b".git/refs/remotes/origin/main.lock", "");
        let history = place.open();
        assert!(!history.lead_to("refs/remotes/origin/main", first, "seen").unwrap());
        assert_eq!(history.commit_at("refs/remotes/origin/main").unwrap(), None);
    }
}
