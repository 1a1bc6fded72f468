//! Drafts that a killed headsup left in the notebook.
//!
//! Who makes a draft holds the system's lock on it, which ends with the process: a draft that can be locked is
//! nobody's any more.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use rustix::fs::{AtFlags, OFlags};

use super::{Notebook, aside::is_aside};

/// Whether a file's name is that of a draft of ours: `.headsup-1234-0.tmp`.
#[must_use]
pub fn is_draft(name: &[u8]) -> bool {
    name.starts_with(b".headsup-") && name.ends_with(b".tmp")
}

/// Makes a draft ours for as long as it is open.
///
/// # Errors
/// When another process has it.
pub fn hold(draft: &File) -> io::Result<()> {
    match draft.try_lock() {
        Ok(()) => Ok(()),
        Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // Some file systems have no locks; nobody can find it abandoned there.
        Err(fs::TryLockError::Error(error)) => {
            tracing::debug!(%error, "a draft cannot be locked");
            Ok(())
        }
    }
}

impl Notebook {
    /// Removes those of these drafts whose process is gone. What lies [aside](super::aside()) may be a person's, and stays.
    pub fn remove_abandoned(&self, drafts: &[Vec<u8>]) {
        let is_ours = |draft: &&Vec<u8>| !draft.rsplit(|byte| *byte == b'/').next().is_some_and(is_aside);
        for draft in drafts.iter().filter(is_ours) {
            if let Err(error) = self.remove_draft(draft) {
                tracing::debug!(%error, "cannot remove {}", String::from_utf8_lossy(draft).escape_debug());
            }
        }
    }

    fn remove_draft(&self, draft: &[u8]) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match self.open_beneath(draft, flags) {
            // A link cannot be locked: its name says whose it is.
            Err(error) if is_link(&error) && is_of_the_dead(draft) => {
                let (folder, name) = self.parent_of(draft)?;
                return Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?);
            }
            opened => File::from(opened?),
        };
        if file.try_lock().is_err() {
            return Ok(());
        }
        if file.metadata()?.is_dir() {
            return fs::remove_dir_all(self.root().join(Path::new(OsStr::from_bytes(draft))));
        }
        let (folder, name) = self.parent_of(draft)?;
        Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?)
    }
}

fn is_link(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

/// Whether the process that a draft is named after is gone, or is this one, which makes none while it looks.
fn is_of_the_dead(draft: &[u8]) -> bool {
    let name = draft.rsplit(|byte| *byte == b'/').next().unwrap_or(draft);
    let text = String::from_utf8_lossy(name);
    let process =
        text.split('-').nth(1).and_then(|text| text.parse().ok()).and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|process| {
        process == rustix::process::getpid()
            || rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_goes_with_its_process_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir(root.join("digests")).unwrap();
        for name in ["digests/.headsup-1-0.tmp", ".headsup-2-0.tmp", "a.tmp", "a.md"] {
            fs::write(root.join(name), "half").unwrap();
        }
        fs::create_dir_all(root.join(".headsup-3-init.tmp/.git/refs")).unwrap();
        std::os::unix::fs::symlink("a.md", root.join(".headsup-1-1.tmp")).unwrap();
        std::os::unix::fs::symlink("a.md", root.join(".headsup-999999999-0.tmp")).unwrap();
        let held = File::open(root.join(".headsup-2-0.tmp")).unwrap();
        hold(&held).unwrap();
        let notebook = Notebook::open(root).unwrap();
        let scan = notebook.scan(u64::MAX);
        assert_eq!(scan.drafts.len(), 5, "{:?}", scan.drafts);
        assert_eq!(scan.unprotected, []);
        assert_eq!(scan.files.len(), 1);
        notebook.remove_abandoned(&scan.drafts);
        let mut left = notebook.scan(u64::MAX).drafts;
        left.sort();
        assert_eq!(left, [b".headsup-1-1.tmp".to_vec(), b".headsup-2-0.tmp".to_vec()]);
        assert!(root.join("a.md").exists() && root.join("a.tmp").exists());
    }
}
