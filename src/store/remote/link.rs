//! A notebook's line to its remote: fetch, push.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use super::address;
use super::arrived;
use super::call::{Call, Names, Way};
use super::error::Error;
use super::find::Remote;
use super::known;
use super::private::{FETCHED, Private, REMOTE};
use crate::store::history::{self, History, Id};
use crate::store::program::Limits;

/// What a fetch or a push may take, unless told otherwise.
pub(super) const LIMITS: Limits = Limits {
    whole: Duration::from_secs(30 * 60),
    still: Duration::from_secs(60),
    file: 4 << 30,
    memory: 2 << 30,
};

/// A pause between two looks at whether another headsup is done.
const PAUSE: Duration = Duration::from_millis(50);

/// What another thread needs to fetch from a remote, and to push to it, while the notebook is worked on.
#[derive(Clone, Debug)]
pub struct Link {
    history: History,
    remote: Remote,
    limits: Limits,
}

/// What a fetch brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The commit that the remote's branch ends with, now also here; `None` where it has no such branch yet.
    pub tip: Option<Id>,
}

/// What came of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The remote's branch ends with it.
    Done,
    /// The remote has commits that it does not hold: fetch, merge and try again.
    Behind,
}

impl Link {
    /// To `remote`, from the repository of `history`.
    #[must_use]
    pub fn new(history: &History, remote: Remote) -> Self {
        Self { history: history.clone(), remote, limits: LIMITS }
    }

    /// With other limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The remote.
    #[must_use]
    pub fn remote(&self) -> &Remote {
        &self.remote
    }

    /// The commit that the remote's branch ended with when it was last fetched or pushed to; `None` where that was
    /// never done, or it had none.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn known(&self) -> Result<Option<Id>, Error> {
        Ok(self.history.commit_at(&known::fetched_name(&self.remote))?)
    }

    /// Fetches the remote's branch. `ours` is the commit that our branch ends with. What came is led to by
    /// `refs/headsup/remote/NAME/BRANCH`.
    ///
    /// # Errors
    /// [`Error::Rewritten`] where the branch no longer holds what `ours` has from it; nothing of it is to be merged
    /// then. Else as the variants say.
    pub fn fetch(&self, ours: Option<Id>, stop: &AtomicBool) -> Result<Fetched, Error> {
        self.ask(ours, stop)?.take()
    }

    /// The part of [`Self::fetch`] that talks to the remote, and changes nothing of the repository: it may be saved
    /// meanwhile.
    ///
    /// # Errors
    /// As [`Self::fetch`].
    pub fn ask(&self, ours: Option<Id>, stop: &AtomicBool) -> Result<Asked<'_>, Error> {
        self.refuse_shallow()?;
        let turn = self.turn(stop)?;
        let was = known::agreed(&self.history, &self.remote, ours)?;
        let seen = self.history.commit_at(&known::fetched_name(&self.remote))?;
        let private = self.private()?;
        private.have(ours.into_iter().chain(seen)).map_err(io_error("write", private.dir()))?;
        let call = Call::new(&private, Way::Fetch, (self.limits, stop), self.names(Way::Fetch))?;
        let refspec = format!("+refs/heads/{}:{FETCHED}", self.remote.branch);
        let mut args = vec!["fetch", "--progress", "--no-tags", "--no-recurse-submodules"];
        args.extend(call.there());
        args.extend([REMOTE, &refspec]);
        let said = call.run(&args)?;
        if !said.status.success() {
            if said.complaint.contains("couldn't find remote ref") {
                return Ok(Asked { link: self, private, _turn: turn, was, tip: None });
            }
            return Err(call.meant(&said));
        }
        let tip = private.fetched().map_err(io_error("read", private.dir()))?;
        let tip =
            tip.ok_or_else(|| Error::Other(call.names().told("git said nothing of what it fetched")))?;
        Ok(Asked { link: self, private, _turn: turn, was, tip: Some(tip) })
    }

    /// Pushes `tip` as the remote's branch, which must be in its history; never by force.
    ///
    /// # Errors
    /// As the variants of [`Error`] say. Whether the remote took it is then not known; pushing again does no harm.
    pub fn push(&self, tip: Id, stop: &AtomicBool) -> Result<Pushed, Error> {
        self.refuse_shallow()?;
        let _turn = self.turn(stop)?;
        let private = self.private()?;
        private.have([tip]).map_err(io_error("write", private.dir()))?;
        let call = Call::new(&private, Way::Push, (self.limits, stop), self.names(Way::Push))?;
        let there = format!("refs/heads/{}", self.remote.branch);
        let refspec = format!("{tip}:{there}");
        let mut args =
            vec!["push", "--progress", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed"];
        args.extend(call.there());
        args.extend([REMOTE, &refspec]);
        let said = call.run(&args)?;
        match outcome(&said.out, &there) {
            Some(Verdict::Taken) if said.status.success() => {}
            Some(Verdict::Rejected(why)) if is_behind(why) => return Ok(Pushed::Behind),
            Some(Verdict::Rejected(why)) => return Err(denied(&call, why, &said.complaint)),
            _ => return Err(call.meant(&said)),
        }
        known::pushed(&self.history, &self.remote, tip)?;
        Ok(Pushed::Done)
    }

    /// Forgets where the remote's branch stood, so that the next fetch takes it as it is. Whether that was done:
    /// not, where another program holds a lock just now.
    ///
    /// # Errors
    /// When the repository cannot be written.
    pub fn accept(&self) -> Result<bool, Error> {
        known::forget(&self.history, &self.remote)
    }

    fn refuse_shallow(&self) -> Result<(), Error> {
        let shallow = fs::metadata(self.history.common_dir().join("shallow"));
        if shallow.is_ok_and(|meta| meta.len() > 0) {
            return Err(Error::Shallow(format!("{} --unshallow", self.names(Way::Fetch).by_hand)));
        }
        Ok(())
    }

    fn names(&self, way: Way) -> Names {
        let dir = quoted(&self.history.work_tree().to_string_lossy());
        let (name, branch) = (quoted(&self.remote.name), quoted(&self.remote.branch));
        let by_hand = match way {
            Way::Fetch => format!("git -C {dir} fetch {name}"),
            Way::Push => format!("git -C {dir} push {name} HEAD:{branch}"),
        };
        Names { remote: self.remote.to_string(), by_hand }
    }

    fn private(&self) -> Result<Private, Error> {
        let dir = self.folder().join("remote.git");
        let folder = self.history.work_tree();
        let address = address::absolute(&self.remote.url, folder);
        let push_address = self.remote.push_url.as_deref().map(|url| address::absolute(url, folder));
        let private =
            Private::make(&dir, &address, push_address.as_deref()).map_err(io_error("make", &dir))?;
        private.borrow(&self.history.common_dir().join("objects")).map_err(io_error("write", &dir))?;
        Ok(private)
    }

    fn folder(&self) -> PathBuf {
        self.history.common_dir().join("headsup")
    }

    /// The right to fetch and push, among headsup's own processes on all work trees; ends with the process.
    fn turn(&self, stop: &AtomicBool) -> Result<File, Error> {
        let folder = self.folder();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(io_error("make the folder", &folder))?;
        let path = folder.join("remote.lock");
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        options.custom_flags(i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default());
        let file = options.open(&path).map_err(io_error("open", &path))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(fs::TryLockError::WouldBlock) => {}
                Err(fs::TryLockError::Error(error)) => return Err(io_error("lock", &path)(error)),
            }
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Stopped);
            }
            if begun.elapsed() >= self.limits.whole {
                let names = self.names(Way::Fetch);
                return Err(Error::TooLong(names.told("another headsup is syncing this repository")));
            }
            sleep(PAUSE);
        }
    }
}

/// What the remote answered, not taken into the repository yet. Dropped, it never was.
#[derive(Debug)]
pub struct Asked<'l> {
    link: &'l Link,
    private: Private,
    was: Option<Id>,
    tip: Option<Id>,
    _turn: File,
}

impl Asked<'_> {
    /// Takes it in.
    ///
    /// # Errors
    /// As [`Link::fetch`].
    pub fn take(self) -> Result<Fetched, Error> {
        let Link { history, remote, .. } = self.link;
        let Some(tip) = self.tip else {
            known::compare(history, remote, self.was, None)?;
            return Ok(Fetched { tip: None });
        };
        let names = self.link.names(Way::Fetch);
        let objects = history.common_dir().join("objects");
        let kept = arrived::take_in(&self.private.dir().join("objects"), &objects);
        let _kept = kept.map_err(io_error("write", &objects))?;
        if !history.has_commit(tip)? {
            return Err(Error::Broken(names.told("its branch leads to no commit")));
        }
        known::track(history, remote, tip, "headsup: fetched");
        known::compare(history, remote, self.was, Some(tip))?;
        if !history.lead_to(&known::fetched_name(remote), tip, "headsup: fetched")? {
            return Err(Error::Other(names.told("another program holds the lock of a reference")));
        }
        Ok(Fetched { tip: Some(tip) })
    }
}

enum Verdict<'a> {
    Taken,
    Rejected(&'a str),
}

/// What `git push --porcelain` says of a reference: a sign, `from:to` and a word, between tabs.
fn outcome<'a>(out: &'a str, there: &str) -> Option<Verdict<'a>> {
    out.lines().find_map(|line| {
        let mut fields = line.split('\t');
        let (sign, refs, word) = (fields.next()?, fields.next()?, fields.next()?);
        if refs.rsplit_once(':').is_none_or(|(_, to)| to != there) {
            return None;
        }
        Some(if sign == "!" { Verdict::Rejected(word) } else { Verdict::Taken })
    })
}

/// Whether the remote's branch went on meanwhile.
fn is_behind(why: &str) -> bool {
    let words = [
        "(fetch first)",
        "non-fast-forward",
        "(needs force)",
        "(stale info)",
        "(already exists)",
        "incorrect old value",
        "cannot lock ref",
        "failed to update ref",
        "failed to lock",
        "reference already exists",
    ];
    words.iter().any(|word| why.contains(word))
}

fn denied(call: &Call<'_>, why: &str, complaint: &str) -> Error {
    if why.contains("currently checked out") {
        let why = "that branch is checked out there; sync through a repository without files of its own (`git init --bare`)";
        return Error::Denied(call.names().told(why));
    }
    let theirs = complaint.split(['\n', '\r']).filter_map(|line| line.strip_prefix("remote: "));
    let theirs = theirs.map(str::trim).find(|line| !line.is_empty());
    let said = theirs.map_or_else(|| why.to_owned(), |theirs| format!("{why} ({theirs})"));
    Error::Denied(call.names().told(&said))
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| history::Error::Io { doing, path, source }.into()
}

/// As a shell takes it for one word.
pub(super) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | '@' | ':');
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", super::shown(text).replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_push_came_to_is_read_from_its_porcelain() {
        let there = "refs/heads/main";
        let said = |line: &str| match outcome(&format!("To /srv/x\n{line}\nDone\n"), there) {
            None => "nothing",
            Some(Verdict::Taken) => "taken",
            Some(Verdict::Rejected(why)) if is_behind(why) => "behind",
            Some(Verdict::Rejected(_)) => "denied",
        };
        for (line, expect) in [
            ("*\tabc:refs/heads/main\t[new branch]", "taken"),
            (" \tabc:refs/heads/main\tabc..def", "taken"),
            ("=\tabc:refs/heads/main\t[up to date]", "taken"),
            ("!\tabc:refs/heads/main\t[rejected] (fetch first)", "behind"),
            ("!\tabc:refs/heads/main\t[rejected] (non-fast-forward)", "behind"),
            ("!\tabc:refs/heads/main\t[remote rejected] (failed to update ref)", "behind"),
            ("!\tabc:refs/heads/main\t[remote rejected] (pre-receive hook declined)", "denied"),
            ("!\tabc:refs/heads/other\t[rejected] (fetch first)", "nothing"),
        ] {
            assert_eq!(said(line), expect, "{line}");
        }
    }

    #[test]
    fn a_command_can_be_copied_into_a_shell() {
        assert_eq!(quoted("/home/me/notes"), "/home/me/notes");
        assert_eq!(quoted("/home/me/my notes"), "'/home/me/my notes'");
        assert_eq!(quoted("it's; rm"), r"'it'\''s; rm'");
    }
}
