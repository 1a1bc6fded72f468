//! Writing one file: the old bytes or the new ones, never a part, and never over bytes not expected there.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
    sync::atomic::{AtomicU64, Ordering},
};

use rustix::{
    fs::{AtFlags, Mode, OFlags},
    io::Errno,
};

use super::{Notebook, read::ReadError};
use crate::domain::path::NotePath;

/// What a file must hold for it to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected<'a> {
    /// Nothing is there.
    Absent,
    /// Exactly these bytes.
    Bytes(&'a [u8]),
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The file holds the new bytes, on disk.
    Written,
    /// The file holds something else than was expected, and was left alone.
    Changed,
}

impl Notebook {
    /// Puts `bytes` in the place of what is expected at `path`. The file's mode is kept; a new file is 0600,
    /// a new folder 0700.
    ///
    /// # Errors
    /// Where the file system refuses; the file is then as it was.
    pub fn write(&self, path: &NotePath, expected: Expected<'_>, bytes: &[u8]) -> io::Result<Outcome> {
        self.make_folders(path.folder().as_bytes())?;
        let (folder, name) = self.parent_of(path.as_str().as_bytes())?;
        if !self.holds(path, expected)? {
            return Ok(Outcome::Changed);
        }
        let mode = match expected {
            Expected::Absent => Mode::from_raw_mode(0o600),
            Expected::Bytes(_) => {
                let stat = rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
                Mode::from_raw_mode(stat.st_mode & 0o777)
            }
        };
        let draft = Draft::new(&folder)?;
        rustix::fs::fchmod(&draft.file, mode)?;
        (&draft.file).write_all(bytes)?;
        draft.file.sync_all()?;
        // Writing took time: look again right before the exchange.
        if !self.holds(path, expected)? {
            return Ok(Outcome::Changed);
        }
        let outcome = draft.put(name, expected)?;
        rustix::fs::fsync(&folder)?;
        Ok(outcome)
    }

    /// Lets a file's owner execute it.
    ///
    /// # Errors
    /// Where there is no such file, or the file system refuses.
    pub fn make_executable(&self, path: &NotePath) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = self.open_beneath(path.as_str().as_bytes(), flags)?;
        let mode = Mode::from_raw_mode(rustix::fs::fstat(&file)?.st_mode & 0o777);
        Ok(rustix::fs::fchmod(&file, mode | Mode::XUSR)?)
    }

    fn holds(&self, path: &NotePath, expected: Expected<'_>) -> io::Result<bool> {
        let path = path.as_str().as_bytes();
        match expected {
            Expected::Absent => {
                let (folder, name) = self.parent_of(path)?;
                match rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                    Err(Errno::NOENT) => Ok(true),
                    Err(error) => Err(error.into()),
                    Ok(_) => Ok(false),
                }
            }
            Expected::Bytes(bytes) => match self.read(path, bytes.len() as u64) {
                Ok(content) => Ok(content.entry.kind != super::Kind::Symlink && content.bytes == bytes),
                Err(
                    ReadError::Gone | ReadError::Left(super::Reason::TooLarge(_) | super::Reason::Special),
                ) => Ok(false),
                Err(error) => Err(io::Error::other(error)),
            },
        }
    }

    /// Makes the folder at a path, and those above it, unless they are there; only its owner may enter a new one.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub fn make_folders(&self, path: &[u8]) -> io::Result<()> {
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
        for end in slashes.chain([path.len()]) {
            let part = &path[..end];
            if part.is_empty() || self.is_folder(part) {
                continue;
            }
            let (parent, name) = self.parent_of(part)?;
            match rustix::fs::mkdirat(&parent, name, Mode::from_raw_mode(0o700)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// A name that nobody else gives: `.headsup-1234-0.tmp`.
fn draft_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!(".headsup-{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A new file beside the one to be replaced; gone again unless it was put in its place.
pub(super) struct Draft<'a> {
    folder: &'a OwnedFd,
    name: String,
    pub(super) file: File,
    placed: std::cell::Cell<Placed>,
}

#[derive(Clone, Copy, PartialEq)]
enum Placed {
    Yes,
    No,
}

impl<'a> Draft<'a> {
    pub(super) fn new(folder: &'a OwnedFd) -> io::Result<Self> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        loop {
            let name = draft_name();
            match rustix::fs::openat(folder, name.as_str(), flags, Mode::from_raw_mode(0o600)) {
                Ok(file) => {
                    let draft = Self { folder, name, file: file.into(), placed: Placed::No.into() };
                    super::hold(&draft.file)?;
                    return Ok(draft);
                }
                // Left by an earlier process of this id.
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(super) fn put(&self, name: &[u8], expected: Expected<'_>) -> io::Result<Outcome> {
        let folder = self.folder.as_fd();
        match expected {
            Expected::Bytes(_) => rustix::fs::renameat(folder, self.name.as_str(), folder, name)?,
            // A link fails where a file has appeared meanwhile; a rename would replace it.
            Expected::Absent => {
                match rustix::fs::linkat(folder, &self.name, folder, name, AtFlags::empty()) {
                    Ok(()) => return Ok(Outcome::Written),
                    Err(Errno::EXIST) => return Ok(Outcome::Changed),
                    // Some file systems have no hard links.
                    Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS) => {
                        rustix::fs::renameat(folder, self.name.as_str(), folder, name)?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        self.placed.set(Placed::Yes);
        Ok(Outcome::Written)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if self.placed.get() == Placed::No {
            // What stays behind has a temporary file's name, which nobody keeps.
            let _ = rustix::fs::unlinkat(self.folder, self.name.as_str(), AtFlags::empty());
        }
    }
}
