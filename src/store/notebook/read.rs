//! Reading one file: never through a link, never a pipe or device, never more than asked for.

use std::{
    fs::File,
    io::{self, Read, Seek},
    os::fd::{AsFd, OwnedFd},
};

use rustix::{
    fs::{Mode, OFlags},
    io::Errno,
};

use super::{FileEntry, Notebook, Reason};

/// A file's bytes, and what the file was while they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The file, as it was when reading began and when it ended.
    pub entry: FileEntry,
    /// Its bytes; a link's target.
    pub bytes: Vec<u8>,
}

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not there.
    #[error("there is no such file")]
    Gone,
    /// It is there, and stays unread.
    #[error("{0}")]
    Left(Reason),
}

impl Notebook {
    /// The file at `path`, or the target of the link there.
    ///
    /// # Errors
    /// Where there is none, it is no plain file, it is larger than `limit` bytes, the file system refuses, or
    /// it changes again and again while it is read.
    pub fn read(&self, path: &[u8], limit: u64) -> Result<Content, ReadError> {
        // A file that is being written to settles soon; a log that grows without end is read as it is.
        const ATTEMPTS: usize = 3;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = match self.open_beneath(path, flags) {
            Ok(file) => File::from(file),
            Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
                return self.read_link(path);
            }
            Err(error) => return Err(refused(&error)),
        };
        let mut entry = describe(&file, path)?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            if entry.stat.size > limit {
                return Err(ReadError::Left(Reason::TooLarge(entry.stat.size)));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(entry.stat.size).unwrap_or(0) + 1);
            let read = (&file).take(limit.saturating_add(1)).read_to_end(&mut bytes);
            let read = read.map_err(|error| refused(&error))? as u64;
            if read > limit {
                return Err(ReadError::Left(Reason::TooLarge(read)));
            }
            let after = describe(&file, path)?;
            if after == entry || attempt == ATTEMPTS {
                return Ok(Content { entry, bytes });
            }
            entry = after;
            (&file).rewind().map_err(|error| refused(&error))?;
        }
    }

    fn read_link(&self, path: &[u8]) -> Result<Content, ReadError> {
        let (folder, name) = self.parent_of(path).map_err(|error| refused(&error))?;
        let target = rustix::fs::readlinkat(folder, name, Vec::new()).map_err(|e| refused(&e.into()))?;
        let entry = self.entry(path).ok_or(ReadError::Gone)?;
        Ok(Content { entry, bytes: target.into_bytes() })
    }
}

fn describe(file: &File, path: &[u8]) -> Result<FileEntry, ReadError> {
    let stat = rustix::fs::fstat(file).map_err(|e| refused(&e.into()))?;
    FileEntry::new(path.to_vec(), &stat).ok_or(ReadError::Left(Reason::Special))
}

/// Opens a path below `root` without following a link at any of its segments.
pub(super) fn open_beneath(root: &OwnedFd, path: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
    if path.split(|byte| *byte == b'/').any(|segment| matches!(segment, b"" | b"." | b"..")) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::ResolveFlags;
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(root, path, flags, Mode::empty(), beneath) {
            // Before Linux 5.6, and under some sandboxes, there is no `openat2`.
            Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN | Errno::INVAL) => {}
            result => return Ok(result?),
        }
    }
    open_by_segments(root, path, flags)
}

fn open_by_segments(root: &OwnedFd, path: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
    let through = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut held: Option<OwnedFd> = None;
    let mut segments = path.split(|byte| *byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        let from = held.as_ref().map_or(root.as_fd(), AsFd::as_fd);
        let how = if segments.peek().is_some() { through } else { flags };
        let next = rustix::fs::openat(from, segment, how | OFlags::NOFOLLOW, Mode::empty())?;
        held = Some(next);
    }
    held.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// The file system's reason, without the error number.
pub(crate) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

fn refused(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::Gone,
        // Opening a socket answers ENXIO.
        _ if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => ReadError::Left(Reason::Special),
        _ => ReadError::Left(Reason::Unreadable(words(error))),
    }
}
