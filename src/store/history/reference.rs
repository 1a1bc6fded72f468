//! Moving a reference, as git does, by a lock that is known for ours even after a kill.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

use git2::{ErrorCode, Oid, Repository, Signature};

use super::{
    Busy, Error, History, durable,
    file_lock::{FileLock, remove_empty},
    lock::Turn,
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
    let content = step.to.map(|id| format!("{id}\n")).unwrap_or_default();
    let Some(lock) = FileLock::take(turn, &place, content.as_bytes())? else {
        return Ok(Moved::Locked(Busy::locked(FileLock::path(&place))));
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
            history.unsynced().add(lock.content().to_owned());
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

/// Whether packed-refs holds it: removing its own file would then bring an older value back.
pub(super) fn is_packed(history: &History, name: &str) -> bool {
    let packed = fs::read(history.common_dir().join("packed-refs")).unwrap_or_default();
    let mut lines = packed.split(|byte| *byte == b'\n');
    lines.any(|line| line.strip_suffix(name.as_bytes()).is_some_and(|rest| rest.ends_with(b" ")))
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
