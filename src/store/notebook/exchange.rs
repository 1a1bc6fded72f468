//! Putting one thing in another's place, whatever they are: for what comes from another machine.
//!
//! Unlike [`Notebook::write`], what is written need not be a note: it may be a link, have any name, and be executable.

use std::{
    io::{self, Write},
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::Path,
};

use rustix::{
    fs::{AtFlags, Mode, OFlags, Stat},
    io::Errno,
};

use super::{
    Expected, Notebook, Outcome,
    write::{Draft, draft_name},
};

/// What is to lie at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lay<'a> {
    /// A file with these bytes.
    File(&'a [u8]),
    /// A file with these bytes that its owner may execute.
    Program(&'a [u8]),
    /// A link to this.
    Link(&'a [u8]),
    /// Nothing.
    Nothing,
}

impl Notebook {
    /// Puts something in the place of what lies at `path`, if `still` says so right before: whole or not at all. The
    /// folder is not synced: see [`Self::sync_folder`].
    ///
    /// # Errors
    /// Where the file system refuses; what lay there is then as it was.
    pub fn exchange(&self, path: &[u8], still: &dyn Fn() -> bool, lay: Lay<'_>) -> io::Result<Outcome> {
        if lay != Lay::Nothing {
            self.make_folders(super::folder_of(path))?;
        }
        let (folder, name) = self.parent_of(path)?;
        let present = match rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Some(stat),
            Err(Errno::NOENT) => None,
            Err(error) => return Err(error.into()),
        };
        let (bytes, execute) = match lay {
            Lay::File(bytes) => (bytes, 0),
            Lay::Program(bytes) => (bytes, 0o111),
            Lay::Link(target) => return link(&folder, name, present.as_ref(), still, target),
            Lay::Nothing if !still() => return Ok(Outcome::Changed),
            Lay::Nothing => return present.map_or(Ok(Outcome::Changed), |seen| away(&folder, name, &seen)),
        };
        let regular = |stat: &Stat| stat.st_mode & 0o170_000 == 0o100_000;
        let mode = present.as_ref().filter(|stat| regular(stat)).map_or(0o600, |stat| stat.st_mode & 0o666);
        // Whoever may read it may execute it.
        let mode = mode | (execute & (mode >> 2));
        let draft = Draft::new(&folder)?;
        rustix::fs::fchmod(&draft.file, Mode::from_raw_mode(mode))?;
        (&draft.file).write_all(bytes)?;
        draft.file.sync_all()?;
        if !still() {
            return Ok(Outcome::Changed);
        }
        match present {
            None => draft.put(name, Expected::Absent),
            Some(seen) => match swap(&folder, draft.name(), name, &seen)? {
                Some(outcome) => Ok(outcome),
                None => draft.put(name, Expected::Bytes(b"")),
            },
        }
    }

    /// Removes the folders above `path` that hold nothing any more, up to `top`, which stays.
    pub fn remove_emptied(&self, path: &[u8], top: &[u8]) {
        let mut at = super::folder_of(path);
        while !at.is_empty() && !is_at_or_above(at, top) {
            let gone = self
                .parent_of(at)
                .is_ok_and(|(folder, name)| rustix::fs::unlinkat(folder, name, AtFlags::REMOVEDIR).is_ok());
            if !gone {
                return;
            }
            at = super::folder_of(at);
        }
    }

    /// Removes a folder in which there is nothing but folders.
    pub fn remove_empty(&self, path: &[u8]) {
        let mut folders = vec![path.to_vec()];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            at += 1;
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let opened = self.open_beneath(&folder, flags).map_err(|_| Errno::NOENT);
            let Ok(entries) = opened.and_then(rustix::fs::Dir::read_from) else { continue };
            let inside =
                entries.flatten().map(|entry| [&folder, &b"/"[..], entry.file_name().to_bytes()].concat());
            folders.extend(inside.filter(|inside| !inside.ends_with(b"/.") && !inside.ends_with(b"/..")));
        }
        for folder in folders.iter().rev() {
            let Ok((above, name)) = self.parent_of(folder) else { continue };
            // The system refuses where anything is in it.
            let _ = rustix::fs::unlinkat(above, name, AtFlags::REMOVEDIR);
        }
    }

    /// Makes the names in the folder that holds `path` survive a loss of power; passes over a folder that is gone.
    ///
    /// # Errors
    /// Where the file system refuses.
    pub fn sync_folder(&self, path: &[u8]) -> io::Result<()> {
        match self.open_folder(super::folder_of(path)) {
            Ok(folder) => Ok(rustix::fs::fsync(folder)?),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The first thing below the folder at `path` that `known` does not know; `None` where all is known, or there is
    /// no such folder.
    ///
    /// # Errors
    /// Where a folder can't be read.
    pub fn stranger_in(&self, path: &[u8], known: &dyn Fn(&[u8]) -> bool) -> io::Result<Option<Vec<u8>>> {
        let mut folders = vec![path.to_vec()];
        while let Some(folder) = folders.pop() {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let Ok(opened) = self.open_beneath(&folder, flags) else { continue };
            for entry in rustix::fs::Dir::read_from(opened)? {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if matches!(name, b"." | b"..") {
                    continue;
                }
                let inside = [&folder, &b"/"[..], name].concat();
                if self.is_folder(&inside) {
                    folders.push(inside);
                } else if !known(&inside) {
                    return Ok(Some(inside));
                }
            }
        }
        Ok(None)
    }
}

fn link(
    folder: &OwnedFd,
    name: &[u8],
    present: Option<&Stat>,
    still: &dyn Fn() -> bool,
    target: &[u8],
) -> io::Result<Outcome> {
    let target = Path::new(std::ffi::OsStr::from_bytes(target));
    if present.is_none() {
        return match rustix::fs::symlinkat(target, folder, name) {
            Ok(()) => Ok(Outcome::Written),
            Err(Errno::EXIST) => Ok(Outcome::Changed),
            Err(error) => Err(error.into()),
        };
    }
    let draft = loop {
        let draft = draft_name();
        match rustix::fs::symlinkat(target, folder, draft.as_str()) {
            Ok(()) => break draft,
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    };
    let put = match present.filter(|_| still()) {
        None => Ok(Outcome::Changed),
        Some(seen) => match swap(folder, &draft, name, seen) {
            Ok(None) => rustix::fs::renameat(folder, draft.as_str(), folder, name)
                .map(|()| Outcome::Written)
                .map_err(io::Error::from),
            Ok(Some(outcome)) => Ok(outcome),
            Err(error) => Err(error),
        },
    };
    let _ = rustix::fs::unlinkat(folder, draft.as_str(), AtFlags::empty());
    put
}

/// Whether these are of the same file, not written to in between. A rename changes the time of change.
fn is_same(one: &Stat, other: &Stat) -> bool {
    let of = |stat: &Stat| (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime, stat.st_mtime_nsec);
    of(one) == of(other)
}

/// Lets a draft and the file `name` change places, if the file is what was `seen`: one that was saved in the very
/// moment comes back to its place. The draft's name then holds what is to go. `None` where the file system cannot.
#[cfg(target_os = "linux")]
fn swap(folder: &OwnedFd, draft: &str, name: &[u8], seen: &Stat) -> io::Result<Option<Outcome>> {
    use rustix::fs::{RenameFlags, renameat_with};
    let exchange = || renameat_with(folder, draft, folder, name, RenameFlags::EXCHANGE);
    let stat = || rustix::fs::statat(folder, draft, AtFlags::SYMLINK_NOFOLLOW);
    let ours = stat()?;
    match exchange() {
        Ok(()) => {}
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => return Ok(None),
        // Removed in the very moment.
        Err(Errno::NOENT) => return Ok(Some(Outcome::Changed)),
        Err(error) => return Err(error.into()),
    }
    if is_same(&stat()?, seen) {
        return Ok(Some(Outcome::Written));
    }
    exchange()?;
    if !is_same(&stat()?, &ours) {
        // Saved once more: the newer one stays.
        exchange()?;
    }
    Ok(Some(Outcome::Changed))
}

#[cfg(not(target_os = "linux"))]
fn swap(_: &OwnedFd, _: &str, _: &[u8], _: &Stat) -> io::Result<Option<Outcome>> {
    Ok(None)
}

/// Removes the file `name`, if it is what was `seen`: one that was saved in the very moment comes back to its place.
fn away(folder: &OwnedFd, name: &[u8], seen: &Stat) -> io::Result<Outcome> {
    let draft = draft_name();
    match rustix::fs::renameat(folder, name, folder, draft.as_str()) {
        Ok(()) => {}
        Err(Errno::NOENT) => return Ok(Outcome::Changed),
        Err(error) => return Err(error.into()),
    }
    let found = rustix::fs::statat(folder, draft.as_str(), AtFlags::SYMLINK_NOFOLLOW)?;
    let outcome = match is_same(&found, seen) {
        true => Outcome::Written,
        false => {
            // Where it was saved once more, the newer one stays.
            match rustix::fs::linkat(folder, draft.as_str(), folder, name, AtFlags::empty()) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(_) => {
                    rustix::fs::renameat(folder, draft.as_str(), folder, name)?;
                    return Ok(Outcome::Changed);
                }
            }
            Outcome::Changed
        }
    };
    rustix::fs::unlinkat(folder, draft.as_str(), AtFlags::empty())?;
    Ok(outcome)
}

fn is_at_or_above(folder: &[u8], path: &[u8]) -> bool {
    path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/"))
}
