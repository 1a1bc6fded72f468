//! Reading the history back: the commits that touched the notebook or one of its files, and their content.

use std::ops::ControlFlow;

use git2::{Commit, Oid, Repository};
use jiff::{
    Timestamp, Zoned,
    tz::{Offset, TimeZone},
};

use super::{
    Error, History, Id, aside,
    follow::{self, Step, Touched},
    head::Head,
    identity::author_and_committer,
    tree,
};

/// A commit.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: Id,
    /// When it was written, in its author's offset.
    pub time: Zoned,
    /// Its author's name.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
    /// The rest of its message, without blank lines around it.
    pub body: String,
    /// What the path that was asked for was called then; empty for the notebook itself.
    pub path: Vec<u8>,
}

impl History {
    /// The newest `limit` commits that touched `path` (a file or a folder of the notebook), or anything in the
    /// notebook, newest first; of a file under its earlier names, too. Versions kept aside are among them. Looks
    /// at 20,000 commits at most. A merge counts where it holds what none of its parents holds.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn log(&self, path: Option<&[u8]>, limit: usize) -> Result<Vec<Entry>, Error> {
        let repo = self.repo()?;
        let tips = self.tips(&repo)?;
        let full = path.map_or_else(|| self.prefix().to_vec(), |path| self.in_repository(path));
        let mut entries = Vec::new();
        let mut visit = |step: Step<'_>| {
            if entries.len() == limit {
                return Ok(ControlFlow::Break(()));
            }
            if step.touched == Touched::Yes {
                entries.push(self.entry(&step.commit, &step.path));
            }
            Ok(ControlFlow::Continue(()))
        };
        follow::walk(&repo, &tips, &full, &mut visit).map_err(Error::git("read the history"))?;
        Ok(entries)
    }

    /// The branch's last commit, and the last version kept aside.
    pub(super) fn tips(&self, repo: &Repository) -> Result<Vec<Oid>, Error> {
        Ok(Head::read(repo)?.tip().into_iter().chain(aside::tip(self, repo)?).collect())
    }

    /// The name under which commits are made here.
    ///
    /// # Errors
    /// When the repository's settings cannot be read.
    pub fn author(&self) -> Result<String, Error> {
        let (author, _) =
            author_and_committer(&self.repo()?, &Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC))?;
        Ok(String::from_utf8_lossy(author.name_bytes()).into_owned())
    }

    /// The last commit of the branch; `None` before the first.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn head_id(&self) -> Result<Option<Id>, Error> {
        Ok(Head::read(&self.repo()?)?.tip().map(Id::from))
    }

    /// What the last commit holds at `path`; `None` where it holds no file there.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn head_blob(&self, path: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let repo = self.repo()?;
        let tip = Head::read(&repo)?.tip();
        self.blob_of(&repo, tip, path)
    }

    /// What the last version kept aside holds at `path`; where none is, as [`Self::head_blob`].
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn kept_blob(&self, path: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let repo = self.repo()?;
        let tip = match aside::lying(self, &repo)? {
            Some(aside) => Some(aside),
            None => Head::read(&repo)?.tip(),
        };
        self.blob_of(&repo, tip, path)
    }

    fn blob_of(&self, repo: &Repository, tip: Option<Oid>, path: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let find = || {
            let Some(tree) = tree::of_commit(repo, tip)? else { return Ok(None) };
            match tree::entry(repo, tree, &self.in_repository(path))? {
                Some((tree::TREE | tree::GITLINK, _)) | None => Ok(None),
                Some((_, id)) => repo.find_blob(id).map(|blob| Some(blob.content().to_vec())),
            }
        };
        find().map_err(Error::git("read the last commit"))
    }
}

impl History {
    /// What is told of a commit that holds at `path`, from the work tree's root, what was asked for.
    pub(super) fn entry(&self, commit: &Commit<'_>, path: &[u8]) -> Entry {
        let author = commit.author();
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        let message = message.trim();
        let (subject, body) = message.split_once('\n').unwrap_or((message, ""));
        Entry {
            id: commit.id().into(),
            time: written(commit),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            subject: subject.trim().to_owned(),
            body: body.trim_matches(['\n', '\r']).to_owned(),
            path: self.in_notebook(path).to_vec(),
        }
    }
}

/// When a commit was written, in its author's offset.
pub(super) fn written(commit: &Commit<'_>) -> Zoned {
    let when = commit.author().when();
    let offset = Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let time = Timestamp::from_second(when.seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::fixed(offset))
}

#[cfg(test)]
mod tests;
