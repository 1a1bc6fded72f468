//! What outlasts a power cut: bytes that were written are on disk only once they were synced, in no order else. A
//! file renamed into place before that may come back empty.
//!
//! So no reference moves before all that it leads to is on disk ([`Unsynced::flush`]), and no file is renamed into
//! the place of another before its own bytes are. A few files are synced one by one and side by side, which the
//! file system does in one go; of many, the whole file system is, which costs less than one by one, but waits for
//! what other programs have written as well.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rustix::{fs::OFlags, io::Errno};

/// How many files are synced one by one.
const FEW: usize = 16;
/// How many of them at a time.
const AT_ONCE: usize = 8;

/// Files that were written and not synced yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Unsynced(Arc<Mutex<Pending>>);

#[derive(Debug)]
enum Pending {
    These(Vec<PathBuf>),
    More,
}

impl Default for Pending {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Unsynced {
    /// Remembers a file that was written, or was found as somebody else may have just written it.
    pub(super) fn add(&self, file: PathBuf) {
        let mut pending = self.pending();
        match &mut *pending {
            Pending::These(files) if files.contains(&file) => {}
            Pending::These(files) if files.len() < FEW => files.push(file),
            _ => *pending = Pending::More,
        }
    }

    /// Whether there is so much that syncing it may take a while.
    pub(super) fn is_much(&self) -> bool {
        matches!(*self.pending(), Pending::More)
    }

    /// Puts all that was written on disk; `folder` lies in the same file system.
    pub(super) fn flush(&self, folder: &Path) -> io::Result<()> {
        let pending = std::mem::take(&mut *self.pending());
        let done = match &pending {
            Pending::These(files) => sync_all(files),
            Pending::More => sync_around(folder),
        };
        if done.is_err() {
            *self.pending() = Pending::More;
        }
        done
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a file's bytes, or a folder's names, on disk.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path);
    match file.and_then(|file| Ok(rustix::fs::fsync(&file)?)) {
        // Packed by somebody meanwhile, which syncs what it writes.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // Some file systems cannot sync a folder.
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::INVAL | Errno::NOTSUP)) => Ok(()),
        done => done,
    }
}

/// Puts all of the file system that a folder lies in on disk.
pub(super) fn sync_around(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        rustix::fs::sync();
    }
    Ok(())
}

fn sync_all(files: &[PathBuf]) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            sync(file)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..files.len().min(AT_ONCE)).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().fold(own, |done, other| {
            let other = other.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
            done.and(other)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_remembered_by_name_and_many_as_many() {
        let dir = tempfile::tempdir().unwrap();
        let unsynced = Unsynced::default();
        for n in 0..FEW {
            let file = dir.path().join(n.to_string());
            std::fs::write(&file, "x").unwrap();
            unsynced.add(file.clone());
            unsynced.add(file);
            assert!(!unsynced.is_much());
        }
        unsynced.add(dir.path().join("gone"));
        assert!(unsynced.is_much());
        unsynced.flush(dir.path()).unwrap();
        assert!(!unsynced.is_much());
        unsynced.add(dir.path().join("gone"));
        unsynced.add(dir.path().to_owned());
        unsynced.flush(dir.path()).unwrap();
    }

    #[test]
    fn what_could_not_be_synced_stays_to_be() {
        let dir = tempfile::tempdir().unwrap();
        let unsynced = Unsynced::default();
        unsynced.add(dir.path().join("a\0b"));
        assert!(unsynced.flush(dir.path()).is_err());
        assert!(unsynced.is_much());
    }
}
