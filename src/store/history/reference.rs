//! Moving a reference, as git does, by a lock that is known for ours even after a kill.
//!
//! git's lock of `refs/heads/main` is the file `refs/heads/main.lock`. libgit2 makes one that nothing tells from a
//! stranger's once its process is gone; and then no commit can be made until a person removes it. Here the new
//! content is written to `headsup/ref.PID` in the git directory first, and the lock is a hard link to it: a lock
//! that shares its inode with such a file is ours. Whoever holds the turn removes both.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use git2::{ErrorCode, Oid, Repository, Signature};

use super::{
    Busy, Error, History, durable,
    lock::{FileId, Turn, remove_own},
};

/// A reference, and from which object to which it is to move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move<'a> {
    pub(super) name: &'a str,
    /// `None` where it is not there yet.
    pub(super) from: Option<Oid>,
    /// `None` where it is not to be there any more.
    pub(super) to: Option<Oid>,
}

/// What came of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// It is done.
    Yes,
    /// The reference is not what it was seen to be.
    Meanwhile,
    /// Somebody has the lock.
    Locked(Busy),
}

/// Moves a reference under its lock, if it is what it was seen to be; `why` goes into the reflog.
pub(super) fn shift(
    history: &History,
    repo: &Repository,
    turn: &Turn,
    step: Move<'_>,
    (who, why): (&Signature<'_>, &str),
) -> Result<Moved, Error> {
    if step.from.is_none() && step.to.is_some() && collides(repo, step.name)? {
        let doing =
            "move the branch: a branch whose name begins with this one's, or the other way round, exists";
        return Err(Error::git(doing)(git2::Error::from_str(step.name)));
    }
    let place = history.common_dir().join(step.name);
    let Some(lock) = Lock::take(turn, &place, step.to)? else {
        return Ok(Moved::Locked(Busy::locked(lock_of(&place))));
    };
    let now = match repo.refname_to_id(step.name) {
        Ok(id) => Some(id),
        Err(error) if error.code() == ErrorCode::NotFound => None,
        Err(error) => return Err(Error::git("read a reference")(error)),
    };
    if now != step.from {
        return Ok(Moved::Meanwhile);
    }
    match step.to {
        Some(to) => {
            history.unsynced().add(lock.lock.clone());
            flush(history)?;
            log(history, repo, step, to, (who, why))?;
            lock.publish(&place)?;
        }
        None => remove(&place)?,
    }
    let folder = place.parent().unwrap_or(&place);
    durable::sync(folder).map_err(Error::io("write", folder))?;
    Ok(Moved::Yes)
}

/// Puts all that was written to the repository, and that a reference may come to lead to, on disk.
pub(super) fn flush(history: &History) -> Result<(), Error> {
    let folder = history.common_dir();
    history.unsynced().flush(folder).map_err(Error::io("write to", folder))
}

/// Removes the locks on references that a killed headsup left, and what they were made from.
pub(super) fn give_back(history: &History, turn: &Turn) {
    for draft in turn.leftovers("ref") {
        let Ok(meta) = fs::symlink_metadata(&draft) else { continue };
        let own = FileId { dev: meta.dev(), ino: meta.ino() };
        let found =
            if meta.nlink() > 1 { locks(&history.common_dir().join("refs"), own) } else { Vec::new() };
        for lock in &found {
            remove_own(lock, own);
        }
        // What cannot be removed now is tried again with the next turn.
        if !found.iter().any(|lock| lock.exists()) {
            let _ = fs::remove_file(draft);
        }
    }
}

/// Whether packed-refs holds it: removing its own file would then bring an older value back.
pub(super) fn is_packed(history: &History, name: &str) -> bool {
    let packed = fs::read(history.common_dir().join("packed-refs")).unwrap_or_default();
    let mut lines = packed.split(|byte| *byte == b'\n');
    lines.any(|line| line.strip_suffix(name.as_bytes()).is_some_and(|rest| rest.ends_with(b" ")))
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

fn lock_of(place: &Path) -> PathBuf {
    let mut lock = place.as_os_str().to_owned();
    lock.push(".lock");
    lock.into()
}

/// Whether a reference lies where this one's folder would, or below it.
fn collides(repo: &Repository, name: &str) -> Result<bool, Error> {
    let doing = "look for other branches";
    let above = name.match_indices('/').skip(2).map(|(at, _)| &name[..at]);
    if above.into_iter().any(|name| repo.refname_to_id(name).is_ok()) {
        return Ok(true);
    }
    let mut below = repo.references_glob(&format!("{name}/*")).map_err(Error::git(doing))?;
    Ok(below.next().is_some())
}

/// A reference's lock, held by us with the new content in it. Dropped without [`Self::publish`], it is taken away.
struct Lock {
    lock: PathBuf,
    draft: PathBuf,
    id: FileId,
}

impl Lock {
    /// `None` when somebody holds it.
    fn take(turn: &Turn, place: &Path, to: Option<Oid>) -> Result<Option<Self>, Error> {
        let (lock, draft) = (lock_of(place), turn.file("ref"));
        let refused = |path: &Path| Error::io("write", path.to_owned());
        let content = to.map(|id| format!("{id}\n")).unwrap_or_default();
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

    fn publish(&self, place: &Path) -> Result<(), Error> {
        let done = match fs::rename(&self.lock, place) {
            // The empty folder of branches that are gone.
            Err(_) if place.is_dir() && remove_empty(place).is_ok() => fs::rename(&self.lock, place),
            done => done,
        };
        done.map_err(Error::io("replace", place))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        remove_own(&self.lock, self.id);
        // A lock that could not be removed is known by its draft.
        if FileId::of(&self.lock) != Some(self.id) {
            let _ = fs::remove_file(&self.draft);
        }
    }
}

fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(folder)
}

fn remove(place: &Path) -> Result<(), Error> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", place)(error)),
        _ => Ok(()),
    }
}

/// Writes what git's reflog says of a move, where git would (`core.logAllRefUpdates`): for the reference, and for
/// HEAD where that is on it.
fn log(
    history: &History,
    repo: &Repository,
    step: Move<'_>,
    to: Oid,
    (who, why): (&Signature<'_>, &str),
) -> Result<(), Error> {
    let from = step.from.unwrap_or(Oid::ZERO_SHA1);
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(['\n', '\0'], " ");
    let (name, email, when) = (plain(who.name_bytes()), plain(who.email_bytes()), who.when());
    let (sign, offset) = (when.sign(), when.offset_minutes().abs());
    let (hours, minutes, seconds) = (offset / 60, offset % 60, when.seconds());
    let why = plain(why.as_bytes());
    let line = format!("{from} {to} {name} <{email}> {seconds} {sign}{hours:02}{minutes:02}\t{why}\n");
    append(&history.common_dir().join("logs").join(step.name), is_logged(repo, step.name), &line)?;
    let head = repo.find_reference("HEAD").map_err(Error::git("read HEAD"))?;
    if head.symbolic_target_bytes() == Some(step.name.as_bytes()) {
        append(&history.git_dir().join("logs/HEAD"), is_logged(repo, "HEAD"), &line)?;
    }
    Ok(())
}

/// Whether a reference has a reflog.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Logged {
    Always,
    WhereItIs,
}

fn is_logged(repo: &Repository, name: &str) -> Logged {
    let setting = repo.config().and_then(|mut config| config.snapshot()?.get_string("core.logallrefupdates"));
    let common = ["refs/heads/", "refs/remotes/", "refs/notes/"];
    match setting.unwrap_or_default().to_ascii_lowercase().as_str() {
        "always" => Logged::Always,
        "false" | "no" | "off" | "0" => Logged::WhereItIs,
        _ if name == "HEAD" || common.iter().any(|folder| name.starts_with(folder)) => Logged::Always,
        _ => Logged::WhereItIs,
    }
}

fn append(path: &Path, logged: Logged, line: &str) -> Result<(), Error> {
    if logged == Logged::WhereItIs && !path.exists() {
        return Ok(());
    }
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if path.is_dir() {
            remove_empty(path)?;
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        // A full disk may have cut the last line short.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(-1)).is_ok() {
            file.read_exact(&mut last)?;
        }
        let start = if last == [b'\n'] { "" } else { "\n" };
        file.write_all(format!("{start}{line}").as_bytes())
    };
    write().map_err(Error::io("write the reflog", path))
}

#[cfg(test)]
mod tests;
