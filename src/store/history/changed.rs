//! What on disk differs from the last commit.

use std::{collections::HashMap, fs, os::unix::fs::MetadataExt};

use git2::{Oid, Repository};

use super::{
    Change, Error, History, Id, Mode,
    attributes::{Attributes, Storage},
    blobs::Fidelity,
    head::Head,
    index_file, tree,
};

/// A file of the notebook as it lies on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<'a> {
    /// Relative to the notebook's root.
    pub path: &'a [u8],
    /// The name that git gives to its bytes: see [`Id::of_blob`].
    pub id: Id,
    /// What it is.
    pub mode: Mode,
}

/// What is on disk, beside the last commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// What differs, by path.
    pub changes: Vec<Change>,
    /// Those of them that the commit holds in another version.
    pub edited: Vec<Vec<u8>>,
    /// The files of the commit that are on disk, and not among those that the notebook is to keep.
    pub besides: Vec<Vec<u8>>,
}

impl History {
    /// What differs between `files`, all that the notebook is to keep, and the last commit, by path. A file that
    /// was committed before and is on disk but not among `files` (ignored since, too large, unreadable) stays
    /// as it was.
    ///
    /// # Errors
    /// When the root is gone or the repository cannot be read.
    pub fn changed<'a>(&self, files: impl IntoIterator<Item = Stored<'a>>) -> Result<Vec<Change>, Error> {
        Ok(self.compared(files)?.changes)
    }

    /// [`Self::changed`], and what stays as it was.
    ///
    /// # Errors
    /// As [`Self::changed`].
    pub fn compared<'a>(&self, files: impl IntoIterator<Item = Stored<'a>>) -> Result<Compared, Error> {
        self.check_root()?;
        let repo = self.repo()?;
        let tip = Head::read(&repo)?.tip();
        self.changed_since(&repo, tip, files)
    }

    /// [`Self::compared`], beside another commit.
    pub(super) fn changed_since<'a>(
        &self,
        repo: &Repository,
        commit: Option<Oid>,
        files: impl IntoIterator<Item = Stored<'a>>,
    ) -> Result<Compared, Error> {
        let doing = "read the last commit";
        let base = tree::of_commit(repo, commit).map_err(Error::git(doing))?;
        let part = match base {
            Some(base) => tree::entry(repo, base, self.prefix()).map_err(Error::git(doing))?,
            None => None,
        };
        let mut new: HashMap<&[u8], (Id, Mode)> =
            files.into_iter().map(|file| (file.path, (file.id, file.mode))).collect();
        let mut edited = Vec::new();
        let mut missing = Vec::new();
        let fidelity = Fidelity::of(repo)?;
        if let Some((tree::TREE, part)) = part {
            let mut visit = |path: &[u8], mode: u32, id: Oid| {
                let Some((path, (blob, seen))) = new.remove_entry(path) else {
                    if mode != tree::GITLINK {
                        missing.push(path.to_vec());
                    }
                    return;
                };
                // 100664 is what git wrote long ago for 100644.
                let mode = if mode == 0o100_664 { 0o100_644 } else { mode };
                if (blob.oid(), fidelity.mode(seen, || Some(mode)).raw()) != (id, mode) {
                    edited.push((path, id, mode));
                }
            };
            tree::walk(repo, part, &mut visit).map_err(Error::git(doing))?;
        }
        let only_line_ends = LineEnds::new(self, repo, base)?;
        edited.retain(|(path, id, mode)| !only_line_ends.differ(path, *id, *mode));
        let renamed: Vec<&[u8]> = new.keys().copied().collect();
        let (missing, besides): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|path| self.is_removed(path, &renamed));
        let missing = self.deleted(missing)?;
        let edited: Vec<Vec<u8>> = edited.into_iter().map(|(path, ..)| path.to_vec()).collect();
        let written = new.into_keys().chain(edited.iter().map(Vec::as_slice));
        let mut changes: Vec<Change> = written.map(|path| Change::Write { path: path.to_vec() }).collect();
        changes.extend(missing.into_iter().map(|path| Change::Delete { path }));
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(Compared { changes, edited, besides })
    }

    /// Whether a file of the commit is off the disk; `new` are the files that it does not hold.
    fn is_removed(&self, path: &[u8], new: &[&[u8]]) -> bool {
        let Ok(meta) = fs::symlink_metadata(self.on_disk(path)) else { return true };
        let same_file = |other: &&[u8]| {
            same_but_for_case(other, path)
                && fs::symlink_metadata(self.on_disk(other))
                    .is_ok_and(|other| (other.dev(), other.ino()) == (meta.dev(), meta.ino()))
        };
        meta.is_dir() || new.iter().any(same_file)
    }

    /// Those of `missing` that somebody removed.
    fn deleted(&self, mut missing: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, Error> {
        if !missing.is_empty()
            && self.repo()?.config().is_ok_and(|c| c.get_bool("core.sparseCheckout").unwrap_or(false))
        {
            let skipped = index_file::skipped(self)?;
            missing.retain(|path| !skipped.contains(&self.in_repository(path)));
        }
        Ok(missing)
    }
}

/// Whether two paths are one on a file system that ignores case.
pub(super) fn same_but_for_case(a: &[u8], b: &[u8]) -> bool {
    match (std::str::from_utf8(a), std::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => a.to_lowercase() == b.to_lowercase(),
        _ => a.eq_ignore_ascii_case(b),
    }
}

/// Files that differ from their last commit only as git's own line-end settings make them differ.
struct LineEnds<'a> {
    history: &'a History,
    attributes: Attributes<'a>,
}

impl<'a> LineEnds<'a> {
    fn new(history: &'a History, repo: &'a Repository, base: Option<Oid>) -> Result<Self, Error> {
        Ok(Self { history, attributes: Attributes::read(history, repo, base)? })
    }

    fn differ(&self, path: &[u8], id: Oid, mode: u32) -> bool {
        let full = self.history.in_repository(path);
        let storage = match self.attributes.storage(&full) {
            Storage::AsIs | Storage::Foreign(_) => return false,
            storage => storage,
        };
        let on_disk = self.history.on_disk(path);
        let Ok(meta) = fs::symlink_metadata(&on_disk) else { return false };
        if Mode::of_stat(meta.mode()).map(Mode::raw) != Some(mode) || !meta.is_file() {
            return false;
        }
        let Ok(bytes) = fs::read(on_disk) else { return false };
        let converted = self.attributes.converted(&full, &storage, &bytes);
        converted.is_some_and(|bytes| Id::of_blob(&bytes).is_ok_and(|blob| blob.oid() == id))
    }
}
