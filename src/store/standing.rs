//! How a notebook stands with its remote: what one process leaves for another to tell.
//!
//! A small file in the state folder. It is no truth of its own: without it the next round writes it anew.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::notebook::hold;

/// The file's name.
const NAME: &str = "sync.json";
/// What the names of its drafts begin with.
const DRAFT: &str = ".sync-";
/// The longest that is read of it, in bytes.
const LONGEST: u64 = 64 << 10;

/// How a notebook stands with its remote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The remote and its branch, for people: `origin (host:notes.git), main`.
    pub remote: String,
    /// When both were last the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_step: Option<Timestamp>,
    /// Why they are not, where the last round failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// When the daemon tries next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    /// How many commits wait to be sent.
    #[serde(default)]
    pub unsent: usize,
}

/// Why the last round failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Since when every round has failed.
    pub since: Timestamp,
    /// A word for programs: `unreachable`.
    pub code: String,
    /// A sentence without its full stop: what, and what to do about it.
    pub why: String,
    /// Whether it may pass.
    pub kind: Kind,
}

/// Whether trouble may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By itself: it is tried again.
    Passing,
    /// Only when a person does something.
    Lasting,
}

impl Standing {
    /// What was left in a state folder; `None` where nothing was, or nothing that can be read.
    #[must_use]
    pub fn read(state_dir: &Path) -> Option<Self> {
        let mut text = String::new();
        fs::File::open(state_dir.join(NAME)).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Leaves it in a state folder, whole or not at all, for its owner alone.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn write(&self, state_dir: &Path) -> io::Result<()> {
        remove_abandoned(state_dir);
        let mut file = tempfile::Builder::new().prefix(DRAFT).tempfile_in(state_dir)?;
        hold(file.as_file())?;
        file.write_all(serde_json::to_string(self)?.as_bytes())?;
        file.persist(state_dir.join(NAME))?;
        Ok(())
    }

    /// A round ended well.
    pub fn succeeded(&mut self, now: Timestamp) {
        (self.in_step, self.trouble, self.unsent) = (Some(now), None, 0);
    }

    /// A round failed. Of several in a row the first says since when.
    pub fn failed(&mut self, now: Timestamp, code: &str, why: &str, kind: Kind) {
        let since = self.trouble.as_ref().map_or(now, |trouble| trouble.since);
        self.trouble = Some(Trouble { since, code: code.to_owned(), why: why.to_owned(), kind });
    }
}

/// Removes the drafts of those who were killed: nobody holds them any more.
fn remove_abandoned(state_dir: &Path) {
    for entry in fs::read_dir(state_dir).into_iter().flatten().flatten() {
        let is_draft = entry.file_name().as_encoded_bytes().starts_with(DRAFT.as_bytes());
        if is_draft && fs::File::open(entry.path()).is_ok_and(|draft| draft.try_lock().is_ok()) {
            // What cannot be removed now is tried again with the next round.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + 60 * minute).unwrap()
    }

    #[test]
    fn what_one_leaves_another_reads() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Standing::read(dir.path()), None);
        let mut standing = Standing { remote: "origin (notes.git), main".to_owned(), ..Standing::default() };
        for step in 0..3 {
            match step {
                0 => standing.succeeded(at(0)),
                1 => standing.failed(at(1), "unreachable", "nobody answers", Kind::Passing),
                _ => standing.next = Some(at(2)),
            }
            standing.write(dir.path()).unwrap();
            assert_eq!(Standing::read(dir.path()).as_ref(), Some(&standing));
        }
        let mode = fs::metadata(dir.path().join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
        for text in ["", "{", "[]", "{\"remote\": 1}"] {
            fs::write(dir.path().join(NAME), text).unwrap();
            assert_eq!(Standing::read(dir.path()), None, "{text}");
        }
    }

    #[test]
    fn trouble_is_told_since_it_began() {
        let mut standing = Standing { unsent: 2, ..Standing::default() };
        standing.failed(at(1), "unreachable", "nobody answers", Kind::Passing);
        standing.failed(at(9), "needs_login", "it wants a login", Kind::Lasting);
        let trouble = standing.trouble.clone().unwrap();
        assert_eq!(
            (trouble.since, trouble.code.as_str(), trouble.kind),
            (at(1), "needs_login", Kind::Lasting)
        );
        standing.succeeded(at(10));
        assert_eq!((standing.trouble, standing.in_step, standing.unsent), (None, Some(at(10)), 0));
    }
}
