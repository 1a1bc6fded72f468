//! The second name through which one thing is put in another's place, and what a kill in that moment leaves there.

use std::{fs::File, io, os::fd::OwnedFd};

use rustix::{
    fs::{AtFlags, Mode, OFlags, Stat},
    io::Errno,
};
use sha2::{Digest as _, Sha256};

use super::Outcome;

/// Where a file lies for the moment of an exchange that takes the place of what lies at `path`. It is no
/// [abandoned](super::Notebook::remove_abandoned) draft whoever made it: only who knows what was exchanged knows whose it is.
#[must_use]
pub fn aside(path: &[u8]) -> Vec<u8> {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    let folder = path.strip_suffix(name).unwrap_or_default();
    [folder, &aside_name(name)].concat()
}

/// What came of an exchange.
#[derive(Debug)]
#[must_use]
pub enum Exchanged {
    /// The path holds what it was to hold. A file that lay there before comes back open: who opened it earlier may
    /// still be writing into it.
    Done(Option<File>),
    /// The path holds something else than was expected, and was left alone.
    Changed,
}

/// A name in an open folder, and the one beside it that an exchange is made through.
pub(super) struct Place<'a> {
    folder: &'a OwnedFd,
    name: &'a [u8],
    pub(super) aside: Vec<u8>,
}

impl<'a> Place<'a> {
    pub(super) fn new(folder: &'a OwnedFd, name: &'a [u8]) -> Self {
        Self { folder, name, aside: aside_name(name) }
    }

    pub(super) fn stat(&self, name: &[u8]) -> Result<Stat, Errno> {
        rustix::fs::statat(self.folder, name, AtFlags::SYMLINK_NOFOLLOW)
    }

    pub(super) fn is_taken(&self, name: &[u8]) -> bool {
        !matches!(self.stat(name), Err(Errno::NOENT))
    }

    /// Lets what is aside and the file change places, if `still` says so and the file is what was `seen`: one that was
    /// saved in the very moment comes back to its place.
    pub(super) fn replace(&self, seen: &Stat, still: &dyn Fn() -> bool) -> io::Result<Exchanged> {
        let ours = self.stat(&self.aside)?;
        if !still() {
            return self.changed();
        }
        match self.exchange() {
            Ok(()) => {}
            // Not of this file system: a save in the very moment would be lost.
            Err(error) if is_unknown(error) => {
                self.put()?;
                return Ok(Exchanged::Done(None));
            }
            // Removed in the very moment.
            Err(Errno::NOENT) => return self.changed(),
            Err(error) => return Err(error.into()),
        }
        if is_same(&self.stat(&self.aside)?, seen) {
            return self.done();
        }
        self.exchange()?;
        if !is_same(&self.stat(&self.aside)?, &ours) {
            // Saved once more: the newer one stays.
            self.exchange()?;
        }
        self.changed()
    }

    /// Removes the file, if it is what was `seen`: one that was saved in the very moment comes back to its place.
    pub(super) fn clear(&self, seen: &Stat) -> io::Result<Exchanged> {
        if self.is_taken(&self.aside) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        match rustix::fs::renameat(self.folder, self.name, self.folder, &self.aside) {
            Ok(()) => {}
            Err(Errno::NOENT) => return Ok(Exchanged::Changed),
            Err(error) => return Err(error.into()),
        }
        if is_same(&self.stat(&self.aside)?, seen) {
            return self.done();
        }
        match self.release_as(self.name)? {
            Outcome::Written => Ok(Exchanged::Changed),
            // Saved once more: the newer one stays.
            Outcome::Changed => self.changed(),
        }
    }

    /// What is aside is done with, but for who has it open.
    fn done(&self) -> io::Result<Exchanged> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(self.folder, &self.aside, flags, Mode::empty());
        self.drop_aside()?;
        Ok(Exchanged::Done(file.ok().map(File::from)))
    }

    fn changed(&self) -> io::Result<Exchanged> {
        self.drop_aside()?;
        Ok(Exchanged::Changed)
    }

    pub(super) fn drop_aside(&self) -> Result<(), Errno> {
        rustix::fs::unlinkat(self.folder, &self.aside, AtFlags::empty())
    }

    pub(super) fn release_as(&self, name: &[u8]) -> io::Result<Outcome> {
        // A link fails where a file has appeared meanwhile; a rename would replace it.
        match rustix::fs::linkat(self.folder, &self.aside, self.folder, name, AtFlags::empty()) {
            Ok(()) => self.drop_aside()?,
            Err(Errno::EXIST) => return Ok(Outcome::Changed),
            // Some file systems have no hard links.
            Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS) => {
                if self.is_taken(name) {
                    return Ok(Outcome::Changed);
                }
                rustix::fs::renameat(self.folder, &self.aside, self.folder, name)?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Outcome::Written)
    }

    /// Puts what is aside in the file's place; the file comes aside where the file system can do that.
    pub(super) fn exchange_or_replace(&self) -> Result<(), Errno> {
        match self.exchange() {
            Err(error) if is_unknown(error) => self.put(),
            done => done,
        }
    }

    fn put(&self) -> Result<(), Errno> {
        rustix::fs::renameat(self.folder, &self.aside, self.folder, self.name)
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self) -> Result<(), Errno> {
        use rustix::fs::{RenameFlags, renameat_with};
        renameat_with(self.folder, &self.aside, self.folder, self.name, RenameFlags::EXCHANGE)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self) -> Result<(), Errno> {
        Err(Errno::NOSYS)
    }
}

/// Whether a file system cannot let two names change places.
fn is_unknown(error: Errno) -> bool {
    matches!(error, Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP)
}

/// Whether these are of the same file, not written to in between. A rename changes the time of change.
fn is_same(one: &Stat, other: &Stat) -> bool {
    let of = |stat: &Stat| (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime, stat.st_mtime_nsec);
    of(one) == of(other)
}

/// Whether a file's name is one that [`aside`] gives: `.headsup-join-1f2e3d4c5b6a7988.tmp`.
pub(super) fn is_aside(name: &[u8]) -> bool {
    name.starts_with(ASIDE.as_bytes())
}

const ASIDE: &str = ".headsup-join-";

/// Long enough for no two names of a folder to have one, short enough for any file system.
fn aside_name(name: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(name);
    let hex: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{ASIDE}{hex}.tmp").into_bytes()
}
