//! Keeping the repository small: libgit2 writes every object into a file of its own, and git's own program packs
//! them when there are many.
//!
//! `git repack --geometric`, not `git gc` or `git maintenance`: it packs whatever is loose, reachable or not, and
//! removes an object only where a pack holds it, so that neither what is kept aside nor what another process has
//! just written can be lost; and of a repository's configuration it runs nothing, while `gc` runs a hook and
//! `gc.recentObjectsHook`. Reflogs are cut at the age that git's settings say (90 days), as `gc` would.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::{Duration, SystemTime},
};

use super::{History, leftovers, open::make_private};
use crate::store::program::{self, git};

/// From this many loose objects on they are packed: on most file systems each takes 4 KiB.
const LOOSE: usize = 200;
/// From this many packs on they are joined: each is opened to look for an object.
const PACKS: usize = 30;
/// Loose objects are counted no further.
const MOST: usize = 20_000;
/// Reflogs of at least this many bytes are looked through for entries that are too old.
const REFLOG: u64 = 256 << 10;
/// The longest that packing may take.
const LIMIT: Duration = Duration::from_secs(600);
/// Git takes a lock of its own `gc` for a leftover after this.
const STALE: Duration = Duration::from_secs(12 * 3600);

/// A lock this old belongs to a command that was killed, or waits for its person.
const OLD: Duration = Duration::from_secs(60);

/// How much there is to pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// Objects in files of their own; counted up to 20,000.
    pub loose: usize,
    /// Packs.
    pub packs: usize,
    /// Bytes of the reflogs of HEAD and of the branches.
    pub reflog: u64,
}

impl Upkeep {
    /// Whether it is worth a run.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.loose >= LOOSE || self.packs >= PACKS
    }
}

/// A repository to be packed: what another thread needs to know of it.
#[derive(Clone, Debug)]
pub struct Packing {
    git_dir: PathBuf,
    common_dir: PathBuf,
}

impl History {
    /// How much there is to pack.
    #[must_use]
    pub fn upkeep(&self) -> Upkeep {
        self.packing().upkeep()
    }

    /// The repository, as something to be packed.
    #[must_use]
    pub fn packing(&self) -> Packing {
        Packing { git_dir: self.git_dir().to_owned(), common_dir: self.common_dir().to_owned() }
    }
}

impl History {
    /// Locks of git's beside `index.lock` that have been there for longer than any command takes: each with its
    /// age.
    #[must_use]
    pub fn old_locks(&self) -> Vec<(PathBuf, Duration)> {
        let names = ["HEAD.lock", "packed-refs.lock", "config.lock", "shallow.lock"];
        let heads = files(&self.common_dir().join("refs/heads"));
        let own = heads.filter(|path| path.extension().is_some_and(|extension| extension == "lock"));
        let shared = names.map(|name| self.common_dir().join(name)).into_iter();
        let all = shared.chain([self.git_dir().join("HEAD.lock")]).chain(own);
        let aged = all.filter_map(|path| {
            let taken = fs::symlink_metadata(&path).and_then(|meta| meta.modified()).ok()?;
            let age = SystemTime::now().duration_since(taken).ok()?;
            (age >= OLD).then_some((path, age))
        });
        let mut old: Vec<_> = aged.collect();
        old.sort();
        old.dedup_by(|a, b| a.0 == b.0);
        old
    }
}

impl Packing {
    fn upkeep(&self) -> Upkeep {
        let objects = self.common_dir.join("objects");
        let mut loose = 0;
        for first in 0..=u8::MAX {
            loose += files(&objects.join(format!("{first:02x}"))).count();
            if loose >= MOST {
                break;
            }
        }
        let is_pack = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pack");
        let packs = files(&objects.join("pack")).filter(is_pack).count();
        Upkeep { loose, packs, reflog: self.reflogs() }
    }

    /// Packs what is loose and joins small packs, if that is due and nobody else is at it; whether it was done.
    /// Ended once `stop` is set.
    ///
    /// # Errors
    /// When git is not there, fails, or takes too long. Nothing is lost then.
    pub fn run(&self, stop: &AtomicBool) -> Result<bool, program::Error> {
        let needs = self.upkeep();
        if !needs.is_due() || self.git_is_at_it() {
            return Ok(false);
        }
        let Some(_turn) = self.turn()? else { return Ok(false) };
        leftovers::remove(&self.common_dir.join("objects"));
        let repack = ["repack", "-d", "-l", "-q", "--no-write-bitmap-index"];
        let settings = ["-c", "pack.threads=1", "-c", "pack.windowMemory=64m", "-c", "gc.auto=0"];
        let run = |args: &[&str]| git(&self.git_dir, &[&settings[..], &repack, args].concat(), LIMIT, stop);
        match run(&["--geometric=2"]) {
            // Git before 2.32.
            Err(error) if error.is_usage() => run(&[])?,
            packed => packed?,
        };
        if needs.reflog >= REFLOG {
            git(&self.git_dir, &["reflog", "expire", "--all"], LIMIT, stop)?;
        }
        Ok(true)
    }

    /// The bytes of the reflogs of HEAD, and of the branches that have no folder of their own.
    fn reflogs(&self) -> u64 {
        let branches = files(&self.common_dir.join("logs/refs/heads"));
        let logs = branches.chain([self.git_dir.join("logs/HEAD")]);
        logs.filter_map(|log| fs::metadata(log).ok())
            .filter(|meta| meta.is_file())
            .map(|meta| meta.len())
            .sum()
    }

    /// Whether a `git gc` or `git maintenance` is packing.
    fn git_is_at_it(&self) -> bool {
        ["gc.pid", "objects/maintenance.lock"].iter().any(|lock| {
            let taken = fs::symlink_metadata(self.common_dir.join(lock)).and_then(|meta| meta.modified());
            let age = taken.ok().map(|taken| SystemTime::now().duration_since(taken).unwrap_or_default());
            age.is_some_and(|age| age < STALE)
        })
    }

    /// The right to pack, among headsup's own processes on all work trees; ends with the process.
    fn turn(&self) -> io::Result<Option<File>> {
        let dir = self.common_dir.join("headsup");
        make_private(&dir).map_err(io::Error::other)?;
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true).mode(0o600).open(dir.join("upkeep.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

#[cfg(test)]
mod tests;
