//! Bringing another machine's commits into the branch and the folder of notes, losing nothing.
//!
//! In reading order: `differ` says what two trees differ in; `hostile` what of it is refused; `combine` merges two
//! commits, over their `bases`, with `renames` and each version's `origin`; `disk` replaces files that hold what the
//! last commit holds, and `saves` keeps what a person saves in that very moment; `journal` completes, or takes back,
//! what a kill cut short; `stop` says why nothing was done.
//!
//! What holds:
//! - Everything is checked before anything is written; a stop leaves branch, index and files as they were.
//! - A file is replaced only while it holds what the last commit holds. One that changed meanwhile takes everything
//!   back, and is to be committed first.
//! - Between the first replaced file and the end there is a journal, which every commit, join and start looks for.

mod bases;
mod combine;
mod differ;
mod disk;
mod hostile;
mod journal;
mod origin;
mod publish;
mod renames;
mod saves;
mod stop;

use git2::{ErrorCode, Oid, Repository};
use jiff::Zoned;

use super::{
    Busy, Error, History, Id, Mode, commit, guard,
    head::Head,
    identity::author_and_committer,
    index_file::{self, Target, Update},
    lock::Turn,
    recover, reference, state, tree,
};
use combine::Combined;
use differ::Difference;
use disk::{Disk, Trouble};
use journal::Journal;
use publish::Published;
use saves::Saves;
pub use stop::{Stop, Stopped};

pub(super) use journal::{is_there, resume};

/// How this branch stands to another commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Both are the same commit.
    Same,
    /// The branch holds the other commit, and more.
    Ahead,
    /// The other commit holds the branch, and more.
    Behind,
    /// Each has commits that the other has not.
    Diverged,
    /// They have no commit in common.
    Unrelated,
    /// The branch has no commit yet.
    Unborn,
}

/// What is accepted from another machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file: u64,
    /// How many files and folders may differ.
    pub entries: usize,
}

/// What came of a join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The branch holds it already.
    Nothing,
    /// It is in the branch, the index and the folder.
    Applied {
        /// The branch's last commit.
        commit: Id,
        /// Whether a commit had to be made for it.
        fast: Fast,
        /// The paths that changed on disk, from the notebook's root; those outside it from the work tree's.
        paths: Vec<Vec<u8>>,
        /// Those of them that keep what could not be merged.
        conflicts: Vec<Vec<u8>>,
    },
    /// This file holds what is not committed yet: save, and start over. Nothing was changed.
    Again {
        /// The file, from the notebook's root.
        path: Vec<u8>,
    },
    /// It has to wait.
    Waits(Busy),
    /// It can't be done without a person. Nothing was changed.
    Stopped(Stop),
}

/// How the branch came to hold another commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fast {
    /// It was moved on.
    Forward,
    /// A merge commit was made.
    Merge,
}

/// The steps of a join, each after the last: where a kill may fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Prepared,
    Journaled,
    /// So many files were replaced.
    Applied(usize),
    Drafted,
    Locked,
    Moved,
    Published,
}

type Killed<'a> = &'a dyn Fn(Step) -> bool;

impl History {
    /// How the branch stands to a commit that the repository holds.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn relation(&self, theirs: Id) -> Result<Relation, Error> {
        let repo = self.repo()?;
        let head = Head::read(&repo)?;
        let Some(ours) = head.tip() else { return Ok(Relation::Unborn) };
        relation(&repo, ours, theirs.oid())
    }

    /// Brings a commit that was fetched into the branch, the index and the folder. The repository has to be at rest,
    /// and what is on disk committed. It may be asked again after anything but [`Joined::Stopped`].
    ///
    /// # Errors
    /// When the root is gone, or the repository or a file cannot be read or written.
    pub fn join(&self, theirs: Id, limits: Limits, when: &Zoned) -> Result<Joined, Error> {
        self.join_until(theirs, limits, when, &|_| false)
    }

    /// [`Self::join`], leaving everything as it stands after the step for which `killed` says so.
    pub(super) fn join_until(
        &self,
        theirs: Id,
        limits: Limits,
        when: &Zoned,
        killed: Killed<'_>,
    ) -> Result<Joined, Error> {
        self.check_root()?;
        let repo = self.repo()?;
        if let Some(busy) = state::under_way(&repo)? {
            return Ok(Joined::Waits(busy));
        }
        let Some(turn) = Turn::take(&self.lock_dir())? else {
            return Ok(Joined::Waits(Busy::locked(Turn::path(&self.lock_dir()))));
        };
        if let Some(busy) = recover::recover(self, &turn)? {
            return Ok(Joined::Waits(busy));
        }
        if let Some(busy) = resume(self, &turn)? {
            return Ok(Joined::Waits(busy));
        }
        let head = Head::read(&repo)?;
        let busy = match index_file::conflict(self)? {
            None => state::locked(self, &head),
            busy => busy,
        };
        if let Some(busy) = busy {
            return Ok(Joined::Waits(busy));
        }
        if let Head::Branch { name, .. } = &head {
            guard::branch(self, name)?;
        }
        Attempt { history: self, repo: &repo, turn: &turn, head: &head, limits, when, killed }
            .run(theirs.oid())
    }
}

fn relation(repo: &Repository, ours: Oid, theirs: Oid) -> Result<Relation, Error> {
    if ours == theirs {
        return Ok(Relation::Same);
    }
    match repo.merge_base(ours, theirs) {
        Ok(base) if base == theirs => Ok(Relation::Ahead),
        Ok(base) if base == ours => Ok(Relation::Behind),
        Ok(_) => Ok(Relation::Diverged),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(Relation::Unrelated),
        Err(error) => Err(Error::git("compare commits")(error)),
    }
}

struct Attempt<'a> {
    history: &'a History,
    repo: &'a Repository,
    turn: &'a Turn,
    head: &'a Head,
    limits: Limits,
    when: &'a Zoned,
    killed: Killed<'a>,
}

impl Attempt<'_> {
    fn run(&self, theirs: Oid) -> Result<Joined, Error> {
        let (history, repo) = (self.history, self.repo);
        let ours = self.head.tip();
        let relation = match ours {
            Some(ours) => relation(repo, ours, theirs)?,
            None => Relation::Unborn,
        };
        let from = tree::of_commit(repo, ours).map_err(Error::git("read the last commit"))?;
        let combined = match (relation, ours) {
            (Relation::Same | Relation::Ahead, _) => return Ok(Joined::Nothing),
            (Relation::Unrelated, _) => return Ok(Joined::Stopped(Stop::Unrelated)),
            (Relation::Diverged, Some(ours)) if hostile::empties(history, repo, ours, theirs)? => {
                return Ok(Joined::Stopped(Stop::Empties));
            }
            (Relation::Diverged, Some(ours)) => combine::commits(history, self.limits, (ours, theirs))?,
            _ => combine::forward(history, repo, self.limits, (from, theirs))?,
        };
        let Combined { tree: to, conflicts } = match combined {
            Ok(combined) => combined,
            Err(stop) => return Ok(Joined::Stopped(stop)),
        };
        let differences = match differ::between(repo, from, Some(to), &differ::Rules::of(repo, self.limits)?)?
        {
            Ok(differences) => differences,
            Err(stop) => return Ok(Joined::Stopped(stop)),
        };
        if let Some(stop) = hostile::on_disk(history, repo, to, &differences)? {
            return Ok(Joined::Stopped(stop));
        }
        if let Some(stop) = self.kept_off(&differences)? {
            return Ok(Joined::Stopped(stop));
        }
        let disk = Disk::new(history, repo, from)?;
        // Nothing is, unless somebody removed the journal.
        disk.settle(&differences, Saves::Beside)?;
        match disk.check(&differences)? {
            None => {}
            Some(Trouble::Again(path)) => {
                return Ok(Joined::Again { path: history.in_notebook(&path).to_vec() });
            }
            Some(Trouble::Stop(stop)) => return Ok(Joined::Stopped(stop)),
        }
        let staged = match self.staged(from, &differences)? {
            Ok(staged) => staged,
            Err(stop) => return Ok(Joined::Stopped(stop)),
        };
        let fast =
            if relation == Relation::Diverged || !staged.is_empty() { Fast::Merge } else { Fast::Forward };
        let commit = match (fast, ours) {
            (Fast::Merge, Some(ours)) => {
                self.merge_commit((ours, theirs), (from, to), &staged, &differences)?
            }
            _ => theirs,
        };
        let Head::Branch { name, .. } = self.head else { return Ok(Joined::Waits(Busy::DetachedHead)) };
        if (self.killed)(Step::Prepared) {
            return Ok(Joined::Nothing);
        }
        // What the journal names is there after a loss of power too.
        reference::flush(history)?;
        let journal = Journal { from: ours, to: commit, branch: name.clone() };
        journal.write(history)?;
        if (self.killed)(Step::Journaled) {
            return Ok(Joined::Nothing);
        }
        let mut count = 0;
        let mut step = || {
            count += 1;
            (self.killed)(Step::Applied(count))
        };
        match disk.apply(&differences, &mut step) {
            Ok(disk::Applied::Killed) => return Ok(Joined::Nothing),
            Ok(disk::Applied::All) => {}
            undone => {
                disk.take_back(&differences, from)?;
                Journal::remove(history)?;
                let path = undone.map(|applied| match applied {
                    disk::Applied::Changed(path) => history.in_notebook(&path).to_vec(),
                    disk::Applied::All | disk::Applied::Killed => Vec::new(),
                });
                return path.map(|path| Joined::Again { path });
            }
        }
        let updates: Vec<Update> = differences.iter().map(Difference::update).collect();
        let (_, who) = author_and_committer(repo, self.when)?;
        let why = if fast == Fast::Forward { "merge: Fast-forward" } else { "merge" };
        let stage = publish::Stage { history, repo, turn: self.turn, head: self.head, killed: self.killed };
        let published = stage.publish(commit, &updates, (&who, why))?;
        let late = disk.end(&published)?;
        match published {
            Published::Yes => {}
            Published::Killed => return Ok(Joined::Nothing),
            Published::Waits(busy) => return Ok(Joined::Waits(busy)),
            Published::Meanwhile => {
                // What the branch or the index has become by now decides what is completed and what is taken back.
                let busy = resume(history, self.turn)?;
                return Ok(Joined::Waits(busy.unwrap_or(Busy::Moving)));
            }
        }
        Journal::remove(history)?;
        let in_notebook = |path: &Vec<u8>| history.in_notebook(path).to_vec();
        let paths = differences.iter().map(|one| &one.path).chain(&late).map(in_notebook).collect();
        let conflicts = conflicts.iter().chain(&late).map(in_notebook).collect();
        Ok(Joined::Applied { commit: commit.into(), fast, paths, conflicts })
    }

    /// A path that a sparse checkout keeps off the disk.
    fn kept_off(&self, differences: &[Difference]) -> Result<Option<Stop>, Error> {
        if !self.repo.config().is_ok_and(|config| config.get_bool("core.sparseCheckout").unwrap_or(false)) {
            return Ok(None);
        }
        let skipped = index_file::skipped(self.history)?;
        let found = differences.iter().find(|one| skipped.contains(&one.path));
        Ok(found.map(|one| Stop::Sparse(one.path.clone())))
    }

    /// What is staged of these paths in a version that no commit holds.
    fn staged(
        &self,
        from: Option<Oid>,
        differences: &[Difference],
    ) -> Result<Result<Vec<Update>, Stop>, Error> {
        let paths: Vec<Vec<u8>> = differences.iter().map(|one| one.path.clone()).collect();
        let mut staged = Vec::new();
        for (one, held) in differences.iter().zip(index_file::held(self.history, &paths)?) {
            let Some((id, raw)) = held.filter(|(id, mode)| ![one.old, one.new].contains(&Some((*mode, *id))))
            else {
                continue;
            };
            let Some(mode) = Mode::of_stat(raw) else { return Ok(Err(Stop::Submodule(one.path.clone()))) };
            if !self.history.is_inside(&one.path) || from.is_none() {
                return Ok(Err(Stop::Uncommitted(one.path.clone())));
            }
            staged.push(Update { path: one.path.clone(), to: Target::Blob { id, mode, stat: None } });
        }
        Ok(Ok(staged))
    }

    /// The merge, after a commit of what was staged and is in no other.
    fn merge_commit(
        &self,
        (ours, theirs): (Oid, Oid),
        (from, to): (Option<Oid>, Oid),
        staged: &[Update],
        differences: &[Difference],
    ) -> Result<Oid, Error> {
        let mut first = ours;
        if !staged.is_empty() {
            let (tree, _) = tree::updated(self.history, self.repo, from, staged)?;
            let message = commit::keep_staged(staged.len());
            first = commit::write(self.history, self.repo, &[ours], tree, (&message, self.when))?;
        }
        let message = message(differences);
        commit::write(self.history, self.repo, &[first, theirs], to, (&message, self.when))
    }
}

/// What a merge says: how much came, whose it is being told by the commits that it brings.
fn message(differences: &[Difference]) -> String {
    let is_note = |one: &&Difference| one.path.ends_with(b".md") || one.path.ends_with(b".markdown");
    let notes = differences.iter().filter(is_note).count();
    let others = differences.len() - notes;
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    match (notes, others) {
        (0, 0) => "Merge the same changes\n".to_owned(),
        (notes, 0) => format!("Merge {}\n", count(notes, "note")),
        (0, others) => format!("Merge {}\n", count(others, "file")),
        (notes, others) => format!("Merge {}, {}\n", count(notes, "note"), count(others, "other file")),
    }
}

impl History {
    /// Whether a path of the work tree lies in the notebook.
    fn is_inside(&self, path: &[u8]) -> bool {
        self.prefix().is_empty()
            || path.strip_prefix(self.prefix()).is_some_and(|rest| rest.starts_with(b"/"))
    }
}

#[cfg(test)]
mod tests;
