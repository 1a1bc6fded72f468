//! Reading the history back: the commits that touched the notebook or one of its files, and their content.

use std::collections::HashMap;

use git2::{Commit, ErrorCode, Oid, Repository, Sort};
use jiff::{
    Timestamp, Zoned,
    tz::{Offset, TimeZone},
};

use super::{Error, History, Id, head::Head, tree};

/// How many commits are looked at before the log ends.
const FURTHEST: usize = 20_000;

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
}

impl History {
    /// The newest `limit` commits that touched `path` (a file or a folder of the notebook), or anything in the
    /// notebook, newest first. Looks at 20,000 commits at most. A merge counts where it differs from all of
    /// its parents.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn log(&self, path: Option<&[u8]>, limit: usize) -> Result<Vec<Entry>, Error> {
        let repo = self.repo()?;
        let Some(tip) = Head::read(&repo)?.tip() else { return Ok(Vec::new()) };
        let full = path.map_or_else(|| self.prefix().to_vec(), |path| self.in_repository(path));
        read(&repo, tip, &full, limit).map_err(Error::git("read the history"))
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
        let find = || {
            let Some(tree) = tree::of_commit(&repo, tip)? else { return Ok(None) };
            match tree::entry(&repo, tree, &self.in_repository(path))? {
                Some((tree::TREE | tree::GITLINK, _)) | None => Ok(None),
                Some((_, id)) => repo.find_blob(id).map(|blob| Some(blob.content().to_vec())),
            }
        };
        find().map_err(Error::git("read the last commit"))
    }
}

fn read(repo: &Repository, tip: Oid, path: &[u8], limit: usize) -> Result<Vec<Entry>, git2::Error> {
    let mut walk = repo.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
    walk.push(tip)?;
    let mut seen: HashMap<Oid, Option<(u32, Oid)>> = HashMap::new();
    let mut at = |commit: &Commit<'_>| -> Result<Option<(u32, Oid)>, git2::Error> {
        if let Some(known) = seen.get(&commit.id()) {
            return Ok(*known);
        }
        let held = tree::entry(repo, commit.tree_id(), path)?;
        seen.insert(commit.id(), held);
        Ok(held)
    };
    let mut entries = Vec::new();
    for id in walk.take(FURTHEST) {
        if entries.len() == limit {
            break;
        }
        let commit = match id.and_then(|id| repo.find_commit(id)) {
            Ok(commit) => commit,
            // A shallow clone ends here.
            Err(error) if error.code() == ErrorCode::NotFound => break,
            Err(error) => return Err(error),
        };
        let held = at(&commit)?;
        let mut touched = commit.parent_count() > 0 || held.is_some();
        for parent in commit.parents() {
            touched &= at(&parent)? != held;
        }
        if touched {
            entries.push(entry(&commit));
        }
    }
    Ok(entries)
}

fn entry(commit: &Commit<'_>) -> Entry {
    let author = commit.author();
    let when = author.when();
    let offset = Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let time = Timestamp::from_second(when.seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let message = message.trim();
    let (subject, body) = message.split_once('\n').unwrap_or((message, ""));
    Entry {
        id: commit.id().into(),
        time: time.to_zoned(TimeZone::fixed(offset)),
        author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        subject: subject.trim().to_owned(),
        body: body.trim_matches(['\n', '\r']).to_owned(),
    }
}

#[cfg(test)]
mod tests;
