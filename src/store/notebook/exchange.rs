//! Putting one thing in another's place, whatever they are: for what comes from another machine.
//!
//! Unlike [`Notebook::write`], what is written need not be a note: it may be a link, have any name, and be executable.

use std::{
    io::{self, Write},
    ops::ControlFlow,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use rustix::{
    fs::{AtFlags, Mode, OFlags, Stat},
    io::Errno,
};

use super::{
    Expected, Notebook, Outcome,
    aside::{Exchanged, Place},
    write::Draft,
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
    /// A kill in the midst of it may leave something [`aside`](super::aside()), and so may an error: what was to lie
    /// here, what lay here, or what a person saved in that very moment.
    ///
    /// # Errors
    /// Where the file system refuses, or something is left aside from before.
    pub fn exchange(&self, path: &[u8], still: &dyn Fn() -> bool, lay: Lay<'_>) -> io::Result<Exchanged> {
        if lay != Lay::Nothing {
            self.make_folders(super::folder_of(path))?;
        }
        let (folder, name) = self.parent_of(path)?;
        let place = Place::new(&folder, name);
        let present = match place.stat(name) {
            Ok(stat) => Some(stat),
            Err(Errno::NOENT) => None,
            Err(error) => return Err(error.into()),
        };
        let (bytes, execute) = match lay {
            Lay::File(bytes) => (bytes, 0),
            Lay::Program(bytes) => (bytes, 0o111),
            Lay::Link(target) => {
                let target = Path::new(std::ffi::OsStr::from_bytes(target));
                let link = |name: &[u8]| rustix::fs::symlinkat(target, &folder, name);
                return match present {
                    Some(seen) => {
                        link(&place.aside)?;
                        place.replace(&seen, still)
                    }
                    None => match link(name) {
                        Ok(()) => Ok(Exchanged::Done(None)),
                        Err(Errno::EXIST) => Ok(Exchanged::Changed),
                        Err(error) => Err(error.into()),
                    },
                };
            }
            Lay::Nothing => {
                return match present.filter(|_| still()) {
                    Some(seen) => place.clear(&seen),
                    None => Ok(Exchanged::Changed),
                };
            }
        };
        let regular = |stat: &Stat| stat.st_mode & 0o170_000 == 0o100_000;
        let mode = present.as_ref().filter(|stat| regular(stat)).map_or(0o600, |stat| stat.st_mode & 0o666);
        // Whoever may read it may execute it.
        let mode = mode | (execute & (mode >> 2));
        let draft = Draft::new(&folder)?;
        rustix::fs::fchmod(&draft.file, Mode::from_raw_mode(mode))?;
        (&draft.file).write_all(bytes)?;
        draft.file.sync_all()?;
        let Some(seen) = present else {
            let outcome = if still() { draft.put(name, Expected::Absent)? } else { Outcome::Changed };
            return Ok(if outcome == Outcome::Written { Exchanged::Done(None) } else { Exchanged::Changed });
        };
        // Whole already: what is found aside is never a part.
        match draft.put(&place.aside, Expected::Absent)? {
            Outcome::Written => place.replace(&seen, still),
            Outcome::Changed => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// Puts what an exchange left aside back in its place; what lies there comes aside.
    ///
    /// # Errors
    /// Where the file system refuses, or nothing is aside.
    pub fn put_back(&self, path: &[u8]) -> io::Result<()> {
        let (folder, name) = self.parent_of(path)?;
        let place = Place::new(&folder, name);
        if !place.is_taken(name) {
            return place.release_as(name).map(drop);
        }
        Ok(place.exchange_or_replace()?)
    }

    /// Gives what an exchange left aside the name `to`, in the same folder, if that is free.
    ///
    /// # Errors
    /// Where the file system refuses, or nothing is aside.
    pub fn release_as(&self, path: &[u8], to: &[u8]) -> io::Result<Outcome> {
        let (folder, name) = self.parent_of(path)?;
        let (_, to) = self.parent_of(to)?;
        Place::new(&folder, name).release_as(to)
    }

    /// Removes what an exchange left aside.
    ///
    /// # Errors
    /// Where the file system refuses, or nothing is aside.
    pub fn drop_aside(&self, path: &[u8]) -> io::Result<()> {
        let (folder, name) = self.parent_of(path)?;
        Ok(Place::new(&folder, name).drop_aside()?)
    }

    /// Puts new files where nothing lies, each if `still` says so right before, with one wait for the disk: each is
    /// on it before it has its name. `done` is told of each by its place in `files`, and says whether to go on. The
    /// folders are not synced.
    ///
    /// # Errors
    /// Where the file system refuses; those that `done` was not told of are not there then.
    pub fn lay_new(
        &self,
        files: &[(&[u8], Lay<'_>)],
        still: &dyn Fn(usize) -> bool,
        done: &mut dyn FnMut(usize, Outcome) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut places = Vec::with_capacity(files.len());
        for (path, _) in files {
            self.make_folders(super::folder_of(path))?;
            places.push(self.parent_of(path)?);
        }
        let mut drafts = Vec::with_capacity(files.len());
        for ((folder, _), (_, lay)) in places.iter().zip(files) {
            let (bytes, mode) = match lay {
                Lay::File(bytes) => (*bytes, 0o600),
                Lay::Program(bytes) => (*bytes, 0o700),
                Lay::Link(_) | Lay::Nothing => return Err(io::ErrorKind::InvalidInput.into()),
            };
            let draft = Draft::new(folder)?;
            rustix::fs::fchmod(&draft.file, Mode::from_raw_mode(mode))?;
            (&draft.file).write_all(bytes)?;
            drafts.push(draft);
        }
        sync_all(&drafts)?;
        for (index, (draft, (_, name))) in drafts.iter().zip(&places).enumerate() {
            let outcome = if still(index) { draft.put(name, Expected::Absent)? } else { Outcome::Changed };
            if done(index, outcome).is_break() {
                return Ok(());
            }
        }
        Ok(())
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

/// Puts what was written on disk: a few files one by one, of many all that their file system holds. A nested mount may
/// be a file system of its own.
#[cfg(target_os = "linux")]
fn sync_all(drafts: &[Draft<'_>]) -> io::Result<()> {
    const FEW: usize = 16;
    if drafts.len() <= FEW {
        return drafts.iter().try_for_each(|draft| draft.file.sync_all());
    }
    let mut synced = std::collections::BTreeSet::new();
    for draft in drafts {
        if synced.insert(rustix::fs::fstat(&draft.file)?.st_dev) {
            rustix::fs::syncfs(&draft.file)?;
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn sync_all(drafts: &[Draft<'_>]) -> io::Result<()> {
    drafts.iter().try_for_each(|draft| draft.file.sync_all())
}

fn is_at_or_above(folder: &[u8], path: &[u8]) -> bool {
    path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::aside, Exchanged, Lay, Notebook};

    const LAYS: [Lay<'static>; 4] =
        [Lay::File(b"new"), Lay::Program(b"new"), Lay::Link(b"new"), Lay::Nothing];

    #[test]
    fn a_save_in_the_very_moment_stays_in_its_place() {
        for lay in LAYS {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.md");
            fs::write(&path, "old").unwrap();
            let saves = || {
                fs::write(dir.path().join("draft"), "saved").unwrap();
                fs::rename(dir.path().join("draft"), &path).unwrap();
                true
            };
            let notebook = Notebook::open(dir.path()).unwrap();
            let done = notebook.exchange(b"a.md", &saves, lay).unwrap();
            assert!(matches!(done, Exchanged::Changed), "{lay:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "saved");
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{lay:?}");
        }
    }

    #[test]
    fn what_lies_aside_is_never_replaced_and_can_be_put_back() {
        for lay in LAYS {
            let dir = tempfile::tempdir().unwrap();
            let notebook = Notebook::open(dir.path()).unwrap();
            let file = |name: &[u8]| fs::read_to_string(notebook.absolute(name)).unwrap_or_default();
            fs::write(dir.path().join("a.md"), "old").unwrap();
            let aside = aside(b"a.md");
            fs::write(notebook.absolute(&aside), "saved").unwrap();
            notebook.remove_abandoned(&notebook.scan(u64::MAX).drafts);
            notebook.exchange(b"a.md", &|| true, lay).unwrap_err();
            assert_eq!((file(b"a.md"), file(&aside)), ("old".to_owned(), "saved".to_owned()));
            notebook.put_back(b"a.md").unwrap();
            assert_eq!((file(b"a.md"), file(&aside)), ("saved".to_owned(), "old".to_owned()));
            fs::remove_file(dir.path().join("a.md")).unwrap();
            notebook.put_back(b"a.md").unwrap();
            assert_eq!((file(b"a.md"), file(&aside)), ("old".to_owned(), String::new()));
        }
    }
}
