//! The notebook's folder: what lies in it, reading it safely, and writing into it whole or not at all.
//!
//! Paths are relative, `/`-separated bytes, since a file's name need not be UTF-8. Nothing here follows a
//! symbolic link, at any component: a link is a thing of its own, whose content is its target.

mod abandoned;
mod aside;
mod exchange;
mod git_includes;
mod git_settings;
mod ignored;
mod passed;
mod read;
mod scan;
mod temporary;
mod write;

use std::{
    fmt, io,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::{Path, PathBuf},
};

use rustix::fs::{AtFlags, Dev, FileType, Mode, OFlags, Stat};

pub use abandoned::{hold, is_draft};
pub use aside::{Exchanged, aside};
pub use exchange::Lay;
pub(in crate::store) use git_includes::{endless_include, is_endless};
pub use ignored::{Ignored, Target};
pub(crate) use read::words;
pub use read::{Content, ReadError};
pub use scan::{FileEntry, Kind, Passed, Reason, Scan, Unprotected};
pub use temporary::is_temporary;
pub use write::{Expected, Outcome};

use crate::domain::path::NotePath;

/// A notebook's root could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such folder, or it cannot be entered.
    #[error("cannot open the notebook {path}: {source}; give the folder that holds your notes")]
    Open {
        /// The folder asked for.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// One folder of notes. It is held open only while [`Notebook::held`] is: the system tells of a folder's end
/// only when nobody holds it any more.
#[derive(Debug)]
pub struct Notebook {
    root: PathBuf,
    folder: Option<OwnedFd>,
    device: Dev,
    inode: u64,
}

/// What tells a file apart from its earlier self, as far as the file system knows. Times are nanoseconds
/// since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are stat's own")]
pub struct FileStat {
    pub size: u64,
    pub mtime_ns: i64,
    pub ctime_ns: i64,
    pub inode: u64,
}

impl Notebook {
    /// Opens the folder at `root`, which may itself be reached by a link.
    ///
    /// # Errors
    /// Where there is no such folder.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let failed = |source: io::Error| Error::Open { path: root.to_owned(), source };
        let root = root.canonicalize().map_err(failed)?;
        let stat = rustix::fs::stat(&root).map_err(|e| failed(e.into()))?;
        if !is_folder(&stat) {
            return Err(failed(io::ErrorKind::NotADirectory.into()));
        }
        let notebook = Self { root, folder: None, device: stat.st_dev, inode: stat.st_ino };
        notebook.open_root().map_err(failed)?;
        Ok(notebook)
    }

    /// The same notebook, held open: for work on many files, which then all lie in one folder whatever
    /// happens to its name.
    ///
    /// # Errors
    /// Where the folder is gone or replaced.
    pub fn held(&self) -> io::Result<Self> {
        let folder = Some(self.open_root()?);
        Ok(Self { root: self.root.clone(), folder, device: self.device, inode: self.inode })
    }

    /// The folder, absolute, without links.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the path still leads to the folder that was opened: not removed, replaced, or hidden by a mount.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        rustix::fs::stat(&self.root)
            .is_ok_and(|stat| is_folder(&stat) && stat.st_dev == self.device && stat.st_ino == self.inode)
    }

    /// What lies at a path now, links not followed: `None` where nothing does, or it cannot be reached.
    #[must_use]
    pub fn entry(&self, path: &[u8]) -> Option<FileEntry> {
        let (folder, name) = self.parent_of(path).ok()?;
        let stat = rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        FileEntry::new(path.to_vec(), &stat)
    }

    /// Whether anything lies at a path, links not followed.
    #[must_use]
    pub fn exists(&self, path: &[u8]) -> bool {
        self.parent_of(path)
            .is_ok_and(|(folder, name)| rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok())
    }

    /// Whether a path leads to a folder, links not followed.
    #[must_use]
    pub fn is_folder(&self, path: &[u8]) -> bool {
        path.is_empty() || self.open_folder(path).is_ok()
    }

    /// The absolute path of a relative one.
    #[must_use]
    pub fn absolute(&self, path: &[u8]) -> PathBuf {
        self.root.join(std::ffi::OsStr::from_bytes(path))
    }

    /// The folder that holds a path, and the path's last segment.
    fn parent_of<'a>(&self, path: &'a [u8]) -> io::Result<(OwnedFd, &'a [u8])> {
        let (folder, name) = match path.iter().rposition(|byte| *byte == b'/') {
            Some(slash) => (&path[..slash], &path[slash + 1..]),
            None => (&path[..0], path),
        };
        if name.is_empty() || name == b"." || name == b".." {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok((self.open_folder(folder)?, name))
    }

    /// A folder inside the root; empty for the root itself.
    fn open_folder(&self, path: &[u8]) -> io::Result<OwnedFd> {
        if path.is_empty() {
            return self.open_root();
        }
        self.open_beneath(path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC)
    }

    /// Opens what lies below the root, links not followed.
    fn open_beneath(&self, path: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
        match &self.folder {
            Some(folder) => read::open_beneath(folder, path, flags),
            None => read::open_beneath(&self.open_root()?, path, flags),
        }
    }

    fn open_root(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        if let Some(folder) = &self.folder {
            return Ok(rustix::fs::openat(folder, ".", flags, Mode::empty())?);
        }
        let folder = rustix::fs::open(&self.root, flags, Mode::empty())?;
        let stat = rustix::fs::fstat(&folder)?;
        if (stat.st_dev, stat.st_ino) == (self.device, self.inode) {
            Ok(folder)
        } else {
            Err(io::Error::new(io::ErrorKind::NotFound, "the notebook's folder was replaced"))
        }
    }
}

impl FileStat {
    fn new(stat: &Stat) -> Self {
        Self {
            size: u64::try_from(stat.st_size).unwrap_or(0),
            mtime_ns: nanoseconds(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).unwrap_or(0)),
            ctime_ns: nanoseconds(stat.st_ctime, i64::try_from(stat.st_ctime_nsec).unwrap_or(0)),
            inode: stat.st_ino,
        }
    }
}

impl fmt::Display for Unprotected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", String::from_utf8_lossy(&self.path).escape_debug(), self.reason)
    }
}

/// The note's path, where the bytes are UTF-8 and lead inside the root.
pub(crate) fn note_path(path: &[u8]) -> Option<NotePath> {
    NotePath::new(std::str::from_utf8(path).ok()?)
}

/// The folder that holds a path; empty for the root.
fn folder_of(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').and_then(|slash| path.get(..slash)).unwrap_or_default()
}

fn nanoseconds(seconds: i64, nanoseconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

fn is_folder(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::Directory
}

#[cfg(test)]
mod tests;
