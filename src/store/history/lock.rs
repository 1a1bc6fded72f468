//! Taking turns: one commit at a time, and `index.lock` so that git itself waits for us.
//!
//! `headsup/commit.lock` in the git directory is never deleted. While a process commits it holds the
//! system's lock on that file, and the file says which `index.lock` it is about to take: its inode. That
//! inode exists before it becomes `index.lock` (a hard link is what takes the lock), and stays until the
//! record is cleared, so it cannot come to mean a stranger's file. The system's lock ends with the process:
//! a record that can be locked by somebody else belongs to a process that was killed.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use git2::Oid;
use rustix::fs::OFlags;

use super::{Error, History, open::make_private};

/// How often, and with which pause, another headsup's commit is waited for: one second.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(5);

/// The right to commit, among headsup's own processes. Ends when dropped, or with the process.
#[derive(Debug)]
pub(super) struct Turn {
    file: File,
    dir: PathBuf,
}

/// What a process wrote down before it took `index.lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) file: FileId,
    /// The commit that the branch ended with; `None` for none.
    pub(super) from: Option<Oid>,
    /// The commit that the branch was to be moved to.
    pub(super) commit: Oid,
}

/// From which commit to which a branch moves.
pub(super) type Step = (Option<Oid>, Oid);

/// A file, whatever its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileId {
    pub(super) dev: u64,
    pub(super) ino: u64,
}

impl FileId {
    pub(super) fn of(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().map(|meta| Self { dev: meta.dev(), ino: meta.ino() })
    }
}

impl Turn {
    /// The turn, if nobody has it; also `None` where the folder cannot be written to.
    pub(super) fn try_take(dir: &Path) -> Option<Self> {
        Self::request(dir).ok().flatten()
    }

    /// The turn; `None` when another process keeps it for longer than a second.
    pub(super) fn take(dir: &Path) -> Result<Option<Self>, Error> {
        for _ in 0..TRIES {
            if let Some(turn) = Self::request(dir)? {
                return Ok(Some(turn));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }

    pub(super) fn path(dir: &Path) -> PathBuf {
        dir.join("commit.lock")
    }

    fn request(dir: &Path) -> Result<Option<Self>, Error> {
        let path = Self::path(dir);
        if !path.exists() {
            make_private(dir)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        options.custom_flags(i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default());
        let file = options.open(&path).map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file, dir: dir.to_owned() })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
        }
    }

    /// What was written down and not cleared.
    pub(super) fn record(&self) -> Option<Record> {
        let mut text = String::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0)).ok()?;
        file.take(256).read_to_string(&mut text).ok()?;
        let mut words = text.split_ascii_whitespace();
        let dev = words.next()?.parse().ok()?;
        let ino = words.next()?.parse().ok()?;
        let from = Oid::from_str(words.next()?).ok()?;
        let commit = Oid::from_str(words.next()?).ok()?;
        // A record that was cut short by a crash has no end mark.
        (words.next() == Some("end")).then_some(Record {
            file: FileId { dev, ino },
            from: Some(from).filter(|from| !from.is_zero()),
            commit,
        })
    }

    pub(super) fn write(&self, record: Record) -> Result<(), Error> {
        let Record { file: FileId { dev, ino }, from, commit } = record;
        let from = from.unwrap_or(Oid::ZERO_SHA1);
        self.replace(&format!("{dev} {ino} {from} {commit} end\n"))
    }

    /// Forgets the record and the files that belong to it; not, as long as a lock that could not be removed is
    /// known by them.
    pub(super) fn clear(&self) -> Result<(), Error> {
        let lock = self.dir.parent().and_then(|git_dir| FileId::of(&IndexLock::path(git_dir)));
        if lock.is_some() && lock == self.record().map(|record| record.file) {
            return Ok(());
        }
        self.replace("")?;
        for path in self.leftovers("index") {
            // What cannot be removed now is tried again with the next turn.
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    /// The files that were made for locks of this kind, and not removed since.
    pub(super) fn leftovers(&self, kind: &str) -> Vec<PathBuf> {
        let start = format!("{kind}.");
        let ours = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(start.as_bytes());
        fs::read_dir(&self.dir).into_iter().flatten().flatten().filter(ours).map(|e| e.path()).collect()
    }

    /// A fresh name, in the git directory, for the index that is being made.
    pub(super) fn draft(&self) -> PathBuf {
        self.file("index")
    }

    /// A fresh name, in the git directory, for what is to become a lock of this kind.
    pub(super) fn file(&self, kind: &str) -> PathBuf {
        let path = self.dir.join(format!("{kind}.{}", std::process::id()));
        // A leftover may share its inode with the index or a branch: it is unlinked, never written into.
        let _ = fs::remove_file(&path);
        path
    }

    fn replace(&self, text: &str) -> Result<(), Error> {
        let mut file = &self.file;
        let mut write = || {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(text.as_bytes())
        };
        write().map_err(Error::io("write", Self::path(&self.dir)))
    }
}

/// `index.lock`, held by us with the new index in it. Dropped without [`Self::publish`], it is taken away.
#[derive(Debug)]
pub(super) struct IndexLock {
    lock: PathBuf,
    index: PathBuf,
    id: FileId,
}

impl IndexLock {
    pub(super) fn path(git_dir: &Path) -> PathBuf {
        git_dir.join("index.lock")
    }

    /// Makes `draft` the lock; `None` when somebody holds it. What is to be on disk before the branch moves, or the
    /// lock is published, is remembered as unsynced.
    pub(super) fn take(
        turn: &Turn,
        history: &History,
        draft: &Path,
        (from, commit): Step,
    ) -> Result<Option<Self>, Error> {
        let git_dir = history.git_dir();
        let lock = Self::path(git_dir);
        let index = git_dir.join("index");
        let gone = || Error::io("find", draft)(io::ErrorKind::NotFound.into());
        let id = FileId::of(draft).ok_or_else(gone)?;
        turn.write(Record { file: id, from, commit })?;
        let taken = match fs::hard_link(draft, &lock) {
            Ok(()) => Some(Self { lock, index, id }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
            Err(_) => Self::copy(turn, lock, index, draft, (from, commit))?,
        };
        if let Some(taken) = &taken {
            // A branch that moved without its index is put right by what the record says.
            history.unsynced().add(Turn::path(&turn.dir));
            history.unsynced().add(taken.lock.clone());
        }
        Ok(taken)
    }

    /// On a file system without hard links: the record follows the file, which leaves a moment in which a
    /// kill makes our lock look like a stranger's.
    fn copy(
        turn: &Turn,
        lock: PathBuf,
        index: PathBuf,
        draft: &Path,
        (from, commit): Step,
    ) -> Result<Option<Self>, Error> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut file = match options.open(&lock) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => return Err(Error::io("make", lock)(error)),
        };
        let meta = file.metadata().map_err(Error::io("look at", &lock))?;
        let held = Self { lock, index, id: FileId { dev: meta.dev(), ino: meta.ino() } };
        turn.write(Record { file: held.id, from, commit })?;
        let bytes = fs::read(draft).map_err(Error::io("read", draft))?;
        file.write_all(&bytes).map_err(Error::io("write", &held.lock))?;
        let mode = fs::metadata(draft).map_err(Error::io("look at", draft))?.permissions();
        file.set_permissions(mode).map_err(Error::io("write", &held.lock))?;
        Ok(Some(held))
    }

    /// Makes the lock's content the index, which also gives the lock back.
    pub(super) fn publish(self) -> Result<(), Error> {
        let done = fs::rename(&self.lock, &self.index).map_err(Error::io("replace", &self.index));
        if done.is_ok() {
            std::mem::forget(self);
        }
        done
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        remove_own(&self.lock, self.id);
    }
}

/// Removes `lock` if it is the file `id`.
pub(super) fn remove_own(lock: &Path, id: FileId) {
    if FileId::of(lock) == Some(id)
        && let Err(error) = fs::remove_file(lock)
    {
        tracing::warn!(%error, lock = %lock.display(), "could not give a lock back");
    }
}
