//! One daemon a notebook: a file that is locked for as long as the daemon lives.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who runs a notebook's daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// Since when.
    pub since: Timestamp,
}

/// The right to run a notebook's daemon; it ends with the process, however that ends.
#[derive(Debug)]
pub struct Instance {
    _file: File,
}

/// What came of asking for it.
#[derive(Debug)]
pub enum Claim {
    /// It is ours.
    Ours(Instance),
    /// Another process has it; `None` where it has not written its name yet.
    Taken(Option<Holder>),
}

/// Asks for the right to run the daemon of the notebook whose state lies in `state_dir`.
///
/// The file is never deleted: whoever deletes a lock file may delete that of the one who comes next.
///
/// # Errors
/// When the lock file cannot be opened or written.
pub fn claim(state_dir: &Path, now: Timestamp) -> io::Result<Claim> {
    let mut file = open(state_dir)?;
    match file.try_lock() {
        Ok(()) => {
            let holder = Holder { pid: std::process::id(), since: now };
            file.set_len(0)?;
            file.rewind()?;
            serde_json::to_writer(&mut file, &holder)?;
            file.flush()?;
            Ok(Claim::Ours(Instance { _file: file }))
        }
        Err(TryLockError::WouldBlock) => Ok(Claim::Taken(read(&mut file))),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Who runs the daemon now; the outer `None` where nobody does.
///
/// # Errors
/// When the lock file cannot be opened.
pub fn holder(state_dir: &Path) -> io::Result<Option<Option<Holder>>> {
    let mut file = open(state_dir)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(read(&mut file))),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn open(state_dir: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(state_dir.join("daemon.lock"))
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_to_ask_is_told_who_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-03-16T09:00:00Z".parse().unwrap();
        assert_eq!(holder(dir.path()).unwrap(), None);
        let Claim::Ours(first) = claim(dir.path(), now).unwrap() else { panic!("nobody had it") };
        let me = Holder { pid: std::process::id(), since: now };
        let Claim::Taken(who) = claim(dir.path(), now).unwrap() else { panic!("it was taken") };
        assert_eq!(who, Some(me.clone()));
        assert_eq!(holder(dir.path()).unwrap(), Some(Some(me)));
        drop(first);
        assert!(matches!(claim(dir.path(), now).unwrap(), Claim::Ours(_)));
    }
}
