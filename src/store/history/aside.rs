//! Versions kept aside while the branch may not be committed to: a chain of commits under
//! `refs/headsup/aside/`, joined to the branch's history by the next commit on it.
//!
//! The first of the chain follows the commit that HEAD was on when it was made. Where the branch still ends
//! there, the next commit just goes on from the chain; else it has the chain as its second parent.

use git2::{Commit, ErrorCode, Oid, Repository, Signature};
use jiff::{Timestamp, Zoned};

use super::{
    Busy, Change, Error, History, Id, Mode, Stored, blobs, file_lock,
    head::Head,
    identity::author_and_committer,
    index_file::{self, Target, Update},
    lock::Turn,
    loose::{self, Content},
    reference::{self, Move, Moved},
    state, tree,
};

/// A path, and what lies there; `None` for nothing.
pub type Lying<'a> = (&'a [u8], Option<(Id, Mode)>);

/// The last line of every message in the chain begins so.
const MARK: &str = "Kept aside: ";

impl History {
    /// Keeps what the changed files hold now as a version aside, because the branch may not be committed to.
    /// `None` where that would keep nothing new: no change, or one that git itself made and has stored, or a
    /// conflict that is not settled.
    ///
    /// # Errors
    /// When the root is gone, or the repository cannot be read or written.
    pub fn keep_aside(
        &self,
        changes: &[Change],
        message: &str,
        when: &Zoned,
        busy: &Busy,
    ) -> Result<Option<Id>, Error> {
        if busy.is_passing() {
            return Ok(None);
        }
        self.check_root()?;
        let repo = self.repo()?;
        let head = Head::read(&repo)?.tip();
        let base = tree::of_commit(&repo, head).map_err(Error::git("read the last commit"))?;
        let (mut updates, _) = blobs::store(self, base, changes)?;
        leave_to_git(self, &repo, busy, &mut updates)?;
        if updates.is_empty() {
            return Ok(None);
        }
        let (tree, _) = tree::updated(self, &repo, base, &updates)?;
        let Some(turn) = Turn::take(&self.lock_dir())? else { return Ok(None) };
        file_lock::give_back(self, &turn);
        let seen = target(self, &repo)?;
        let last = tip(self, &repo)?;
        let doing = "keep a version aside";
        let find = |id: Oid| repo.find_commit(id).map_err(Error::git(doing));
        let before = last.map(find).transpose()?;
        if before.as_ref().map_or(base, |last| Some(last.tree_id())) == Some(tree) {
            return Ok(None);
        }
        let parent = match before {
            Some(last) => Some(last),
            None => head.map(find).transpose()?,
        };
        let (author, committer) = author_and_committer(&repo, when)?;
        let parents: Vec<Oid> = parent.iter().map(Commit::id).collect();
        let message = format!("{}\n\n{MARK}{}\n", message.trim_end(), busy.cause());
        let content =
            Content { author: &author, committer: &committer, message: &message, tree, parents: &parents };
        let id = loose::write_commit(self, &repo, &content)?;
        let name = name_of(self);
        let step = Move { name: &name, from: seen, to: Some(id) };
        match reference::shift(self, &repo, &turn, step, (&committer, "headsup: kept aside"))? {
            Moved::Yes => Ok(Some(id.into())),
            // Somebody is packing references: it is kept at the next try.
            Moved::Meanwhile | Moved::Locked(_) => Ok(None),
        }
    }

    /// Which of these git itself has stored in the course of a merge or the like.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn stored_by_git(&self, paths: &[Lying<'_>]) -> Result<Vec<bool>, Error> {
        let busy = state::under_way(&self.repo()?)?;
        if !busy.is_some_and(|busy| busy.rewrites_files()) {
            return Ok(vec![false; paths.len()]);
        }
        let names: Vec<Vec<u8>> = paths.iter().map(|(path, _)| self.in_repository(path)).collect();
        let held = index_file::held(self, &names)?.into_iter();
        let now = paths.iter().map(|(_, now)| now.map(|(id, mode)| (id.oid(), mode.raw())));
        Ok(held.zip(now).map(|(held, now)| held == now).collect())
    }

    /// How many versions are kept aside and not in the branch's history yet.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn aside(&self) -> Result<usize, Error> {
        let repo = self.repo()?;
        let Some(tip) = tip(self, &repo)? else { return Ok(0) };
        let branch = Head::read(&repo)?.tip();
        Ok(chain(&repo, tip, branch).map_err(Error::git("read the versions kept aside"))?.len())
    }
}

/// The newest version that the history holds, or that is kept aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its commit.
    pub id: Id,
    /// When it was made.
    pub time: Timestamp,
    /// Where it lies.
    pub place: Place,
}

/// Where a version lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the history of the branch.
    Branch,
    /// Aside, until the branch may be committed to.
    Aside,
}

impl History {
    /// The newest version kept aside; `None` where there is none, or the branch has it by now.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn newest_aside(&self) -> Result<Option<Newest>, Error> {
        let repo = self.repo()?;
        let Some(id) = lying(self, &repo)? else { return Ok(None) };
        let commit = repo.find_commit(id).map_err(Error::git("read the versions kept aside"))?;
        let time = Timestamp::from_second(commit.author().when().seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(Some(Newest { id: id.into(), time, place: Place::Aside }))
    }

    /// What differs between `files`, all that the notebook is to keep, and the last version kept aside, as
    /// [`Self::changed`] tells it; `None` where nothing is kept aside.
    ///
    /// # Errors
    /// When the root is gone or the repository cannot be read.
    pub fn changed_since_aside<'a>(
        &self,
        files: impl IntoIterator<Item = Stored<'a>>,
    ) -> Result<Option<Vec<Change>>, Error> {
        self.check_root()?;
        let repo = self.repo()?;
        let aside = lying(self, &repo)?;
        let since = |aside| Ok(self.changed_since(&repo, Some(aside), files)?.changes);
        aside.map(since).transpose()
    }
}

/// The last version kept aside, unless the branch has it.
pub(super) fn lying(history: &History, repo: &Repository) -> Result<Option<Oid>, Error> {
    let Some(tip) = tip(history, repo)? else { return Ok(None) };
    let joined = match Head::read(repo)?.tip() {
        Some(branch) => holds(repo, branch, tip)?,
        None => false,
    };
    Ok((!joined).then_some(tip))
}

/// How the next commit on the branch takes the chain in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// There is no chain, or the branch holds it.
    Nothing,
    /// The chain goes on from the branch: the next commit goes on from the chain.
    After(Oid),
    /// The branch went another way: the chain is the next commit's second parent.
    Beside(Oid),
}

/// How to join what is kept aside to a branch that ends at `branch`. A chain that begins at a commit which did
/// not come to be in the branch (an aborted rebase's) is put on where the two part.
pub(super) fn join(history: &History, repo: &Repository, branch: Option<Oid>) -> Result<Join, Error> {
    let Some(last) = tip(history, repo)? else { return Ok(Join::Nothing) };
    let Some(branch) = branch else { return Ok(Join::After(last)) };
    if holds(repo, branch, last)? {
        return Ok(Join::Nothing);
    }
    if holds(repo, last, branch)? {
        return Ok(Join::After(last));
    }
    let joined = transplanted(history, repo, last, branch)?;
    if holds(repo, branch, joined)? {
        return Ok(Join::Nothing);
    }
    Ok(Join::Beside(joined))
}

/// Forgets the chain, which is in the branch now, unless it went on meanwhile. Where its reference is packed, it
/// comes to lead to no commit: only rewriting all of packed-refs could remove it.
pub(super) fn forget(history: &History, repo: &Repository, turn: &Turn, joined: Oid) -> Result<(), Error> {
    let name = name_of(history);
    if target(history, repo)? != Some(joined) {
        return Ok(());
    }
    let tree = tree::of_commit(repo, Some(joined)).map_err(Error::git("forget the versions kept aside"))?;
    let to = tree.filter(|_| reference::is_packed(history, &name));
    let who = Signature::now("headsup", "headsup@localhost").map_err(Error::git("name headsup"))?;
    let step = Move { name: &name, from: Some(joined), to };
    // Where somebody has the lock just now, the next commit forgets it.
    reference::shift(history, repo, turn, step, (&who, "headsup: joined")).map(drop)
}

/// The last version kept aside.
pub(super) fn tip(history: &History, repo: &Repository) -> Result<Option<Oid>, Error> {
    Ok(target(history, repo)?.filter(|id| repo.find_commit(*id).is_ok()))
}

fn target(history: &History, repo: &Repository) -> Result<Option<Oid>, Error> {
    match repo.refname_to_id(&name_of(history)) {
        Ok(id) => Ok(Some(id)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(Error::git("read the versions kept aside")(error)),
    }
}

/// One for each notebook in each work tree.
fn name_of(history: &History) -> String {
    let name = |path: &std::path::Path| {
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let own = history.git_dir() == history.common_dir();
    let tree = if own { "main".to_owned() } else { super::open::key(name(history.git_dir()).as_bytes()) };
    format!("refs/headsup/aside/{tree}/{}", name(history.state_dir()))
}

/// Whether `ancestor` is `commit` or in its history.
fn holds(repo: &Repository, commit: Oid, ancestor: Oid) -> Result<bool, Error> {
    let descends = || repo.graph_descendant_of(commit, ancestor).map_err(Error::git("compare commits"));
    Ok(commit == ancestor || descends()?)
}

/// The chain's commits that are not in the branch's history, the latest first.
fn chain(repo: &Repository, tip: Oid, branch: Option<Oid>) -> Result<Vec<Commit<'_>>, git2::Error> {
    let joined = |id: Oid| -> Result<bool, git2::Error> {
        let Some(branch) = branch else { return Ok(false) };
        Ok(branch == id || repo.graph_descendant_of(branch, id)?)
    };
    let mut found = Vec::new();
    let mut next = Some(repo.find_commit(tip)?);
    while let Some(commit) = next {
        if joined(commit.id())? {
            break;
        }
        let last = commit.message_bytes().trim_ascii_end();
        let line = last.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        if !line.starts_with(MARK.as_bytes()) {
            break;
        }
        next = commit.parent(0).ok();
        found.push(commit);
    }
    Ok(found)
}

fn transplanted(history: &History, repo: &Repository, last: Oid, branch: Oid) -> Result<Oid, Error> {
    let doing = "join the versions kept aside";
    let chain = chain(repo, last, Some(branch)).map_err(Error::git(doing))?;
    let root = chain.last().and_then(|first| first.parent_id(0).ok());
    let Some(root) = root else { return Ok(last) };
    if holds(repo, branch, root)? {
        return Ok(last);
    }
    let mut parent = repo.merge_base(root, branch).ok();
    for commit in chain.iter().rev() {
        let (author, committer) = (commit.author(), commit.committer());
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        let parents: Vec<Oid> = parent.into_iter().collect();
        let content = Content {
            author: &author,
            committer: &committer,
            message: &message,
            tree: commit.tree_id(),
            parents: &parents,
        };
        parent = Some(loose::write_commit(history, repo, &content)?);
    }
    Ok(parent.unwrap_or(last))
}

/// Leaves out what is git's own doing in the middle of a merge or the like, and has been stored by it; and
/// files whose conflict is not settled.
fn leave_to_git(
    history: &History,
    repo: &Repository,
    busy: &Busy,
    updates: &mut Vec<Update>,
) -> Result<(), Error> {
    if !matches!(busy, Busy::Conflicted { .. }) && !busy.rewrites_files() {
        return Ok(());
    }
    let paths: Vec<Vec<u8>> = updates.iter().map(|update| update.path.clone()).collect();
    let held = index_file::held(history, &paths)?;
    let marked = |id: Oid| repo.find_blob(id).is_ok_and(|blob| state::has_conflict_markers(blob.content()));
    let mut held = held.into_iter();
    updates.retain(|update| {
        let held = held.next().flatten();
        match &update.to {
            Target::Blob { id, mode, .. } => {
                held.map(|(id, mode)| (id, Mode::of_stat(mode))) != Some((*id, Some(*mode))) && !marked(*id)
            }
            Target::Repository(_) => false,
            Target::Gone => held.is_some(),
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests;
