//! The notebook's history: git, through libgit2.
//!
//! In reading order: `open` finds or makes the repository; `state` says whether it may be committed to
//! now; `changed` compares what is on disk with the last commit; `commit` records changes without
//! touching anything else (from `blobs`, kept `loose`, and `attributes` over `tree` to `index_file` and the
//! branch's `reference`, under `lock` and git's own `file_lock`, and `recover` after a kill); [`message`] composes
//! what the commit says; `log`, `version`, `versions` and `evidence` read back, over `follow` and `renames`;
//! `tracking` says where other copies stand, `settings` are kept in git's `config_file`, `join` brings another
//! machine's commits in; `upkeep` packs, and removes `leftovers`; `disobeyed` names what of a repository's settings
//! is not obeyed.
//!
//! What holds:
//! - A commit is HEAD's tree with only the given paths replaced. What a person has staged stays staged.
//! - The branch moves only from the commit that was seen, while `index.lock` is held with the new index in it.
//! - No reference moves before all that it leads to is on disk: a power cut loses no commit (`durable`).
//! - A lock that is not ours is never removed.
//! - Hooks, filter drivers and fsmonitor programs of a repository are never run.
//!
//! Paths are bytes, `/`-separated, relative to the notebook's root. A [`History`] holds no open file: each
//! call opens the repository anew, so that nothing is stale. Only the index that it wrote last is kept in
//! memory, for as long as its checksum is that of the index on disk.

mod aside;
mod attributes;
mod blobs;
mod changed;
mod commit;
mod config_file;
mod disobeyed;
mod durable;
mod error;
mod evidence;
mod file_lock;
mod follow;
mod guard;
mod head;
mod holder;
mod identity;
mod index_file;
mod join;
mod leftovers;
mod lock;
mod log;
mod loose;
pub mod message;
mod open;
mod recover;
mod reference;
mod renames;
pub(in crate::store) mod settings;
mod state;
mod tracking;
mod tree;
mod upkeep;
mod version;
mod versions;

#[cfg(test)]
pub(in crate::store) mod testing;

pub use aside::{Newest, Place};
pub use changed::{Compared, Stored};
pub use commit::{Change, Failure, NotProtected, Outcome, Report};
pub use error::{Error, Unsupported};
pub use evidence::{Doubtful, Line};
pub use holder::Holder;
pub use join::{Fast, Joined, Limits, Relation, Stop, Stopped};
pub use log::Entry;
pub use open::History;
pub use settings::Switch;
pub use state::{Busy, RepoState};
pub use upkeep::{Packing, Upkeep};
pub use version::{Found, Point, SHORTEST, Version};
pub use versions::FileVersion;

use std::fmt;

/// An object's name in git: of a blob or a commit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub [u8; 20]);

impl Id {
    /// The name that git gives to a file with these bytes.
    ///
    /// # Errors
    /// When libgit2 cannot hash.
    pub fn of_blob(bytes: &[u8]) -> Result<Self, Error> {
        git2::Oid::hash_object(git2::ObjectType::Blob, bytes)
            .map(Self::from)
            .map_err(Error::git("hash a file"))
    }

    /// The first ten hex digits, for people.
    #[must_use]
    pub fn short(&self) -> String {
        let mut hex = self.to_string();
        hex.truncate(10);
        hex
    }

    fn oid(self) -> git2::Oid {
        git2::Oid::from_bytes(&self.0).unwrap_or(git2::Oid::ZERO_SHA1)
    }
}

impl From<git2::Oid> for Id {
    fn from(oid: git2::Oid) -> Self {
        let mut id = [0; 20];
        for (to, from) in id.iter_mut().zip(oid.as_bytes()) {
            *to = *from;
        }
        Self(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a path is, as far as git tells files apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A file.
    Regular,
    /// A file that its owner may execute.
    Executable,
    /// A symbolic link, whose content is its target.
    Link,
}

impl Mode {
    /// From `st_mode`; `None` for what git does not keep (a folder, a FIFO, a device, a socket).
    #[must_use]
    pub fn of_stat(st_mode: u32) -> Option<Self> {
        match st_mode & 0o170_000 {
            0o100_000 if st_mode & 0o100 != 0 => Some(Self::Executable),
            0o100_000 => Some(Self::Regular),
            0o120_000 => Some(Self::Link),
            _ => None,
        }
    }

    /// As git writes it: `0o100644`, `0o100755`, `0o120000`.
    #[must_use]
    pub fn raw(self) -> u32 {
        match self {
            Self::Regular => 0o100_644,
            Self::Executable => 0o100_755,
            Self::Link => 0o120_000,
        }
    }
}

/// A path or another text from outside, with control characters made visible.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect()
}

fn shown_path(path: &std::path::Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    shown(path.as_os_str().as_bytes())
}
