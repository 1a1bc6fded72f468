//! The lock that git takes on a file of its own, known for ours even after a kill.
//!
//! git's lock of `refs/heads/main` is the file `refs/heads/main.lock`, of `config` `config.lock`. libgit2 makes one
//! that nothing tells from a stranger's once its process is gone; and then nothing can be changed there until a person
//! removes it. Here the new content is written to `headsup/ref.PID` in the git directory first, and the lock is a hard
//! link to it: a lock that shares its inode with such a file is ours. Whoever holds the turn removes both.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::{
    Error, History, config_file,
    lock::{FileId, Turn, remove_own},
};

/// How the files are called that locks are made from.
const KIND: &str = "ref";

/// A file's lock, held by us with the new content in it. Dropped without [`Self::publish`], it is taken away.
pub(super) struct FileLock {
    lock: PathBuf,
    draft: PathBuf,
    id: FileId,
}

impl FileLock {
    /// Where the lock of the file `place` is.
    pub(super) fn path(place: &Path) -> PathBuf {
        let mut lock = place.as_os_str().to_owned();
        lock.push(".lock");
        lock.into()
    }

    /// `None` when somebody holds it.
    pub(super) fn take(turn: &Turn, place: &Path, content: &[u8]) -> Result<Option<Self>, Error> {
        let (lock, draft) = (Self::path(place), turn.file(KIND));
        let refused = |path: &Path| Error::io("write", path.to_owned());
        fs::write(&draft, content).map_err(refused(&draft))?;
        let id = FileId::of(&draft).ok_or_else(|| refused(&draft)(ErrorKind::NotFound.into()))?;
        let held = Self { lock, draft, id };
        let folder = place.parent().unwrap_or(place);
        // git removes folders that are empty: one may go in between.
        for _ in 0..3 {
            fs::create_dir_all(folder).map_err(refused(folder))?;
            match fs::hard_link(&held.draft, &held.lock) {
                Ok(()) => return Ok(Some(held)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(_) => return held.copy(),
            }
        }
        Err(refused(&held.lock)(ErrorKind::NotFound.into()))
    }

    /// On a file system without hard links: a kill before this process gives it back makes it look like a
    /// stranger's.
    fn copy(mut self) -> Result<Option<Self>, Error> {
        let content = fs::read(&self.draft).map_err(Error::io("read", &self.draft))?;
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&self.lock) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => return Err(Error::io("make", &self.lock)(error)),
        };
        let meta = file.metadata().map_err(Error::io("look at", &self.lock))?;
        self.id = FileId { dev: meta.dev(), ino: meta.ino() };
        file.write_all(&content).map_err(Error::io("write", &self.lock))?;
        Ok(Some(self))
    }

    /// The file that the new content is in.
    pub(super) fn content(&self) -> &Path {
        &self.lock
    }

    /// Gives `place` the new content, and the lock back.
    pub(super) fn publish(&self, place: &Path) -> Result<(), Error> {
        let done = match fs::rename(&self.lock, place) {
            // The empty folder of branches that are gone.
            Err(_) if place.is_dir() && remove_empty(place).is_ok() => fs::rename(&self.lock, place),
            done => done,
        };
        done.map_err(Error::io("replace", place))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        remove_own(&self.lock, self.id);
        // A lock that could not be removed is known by its draft.
        if FileId::of(&self.lock) != Some(self.id) {
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// Removes a folder that holds nothing but such folders.
pub(super) fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// Removes the locks that a killed headsup left, and what they were made from.
pub(super) fn give_back(history: &History, turn: &Turn) {
    for draft in turn.leftovers(KIND) {
        let Ok(meta) = fs::symlink_metadata(&draft) else { continue };
        let own = FileId { dev: meta.dev(), ino: meta.ino() };
        let found = if meta.nlink() > 1 { held(history, own) } else { Vec::new() };
        for lock in &found {
            remove_own(lock, own);
        }
        // What cannot be removed now is tried again with the next turn.
        if !found.iter().any(|lock| lock.exists()) {
            let _ = fs::remove_file(draft);
        }
    }
}

/// The locks on references and on the configuration that are this file.
fn held(history: &History, own: FileId) -> Vec<PathBuf> {
    let mut found = locks(&history.common_dir().join("refs"), own);
    let config = FileLock::path(&config_file::place(history));
    found.extend(Some(config).filter(|lock| FileId::of(lock) == Some(own)));
    found
}

/// The locks below a folder that are this file.
fn locks(folder: &Path, own: FileId) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(locks(&path, own));
        } else if path.extension().is_some_and(|end| end == "lock") && FileId::of(&path) == Some(own) {
            found.push(path);
        }
    }
    found
}
