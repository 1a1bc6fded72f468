//! `headsup.yaml`: the optional configuration at a notebook's root.

mod read;
mod sync;

use jiff::{SignedDuration, tz::TimeZone};

/// How a notebook is kept. Every field has a working default; no file is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Names and handles, without `@`, that mean the writer.
    pub me: Vec<String>,
    /// The notebook's time zone; `None` where the file does not say, and the caller uses the machine's.
    pub timezone: Option<TimeZone>,
    /// How long before a meeting its digest appears.
    pub lead: SignedDuration,
    /// How long the folder must have been still before a change is committed.
    pub quiet: SignedDuration,
    /// The longest a change waits for the folder to be still.
    pub max_wait: SignedDuration,
    /// Who owns an item that names nobody.
    pub default_owner: DefaultOwner,
    /// The largest file, in bytes, that is committed.
    pub max_file_size: u64,
    /// Whether and how the notebook is kept in step with a git remote.
    pub sync: Syncing,
}

/// Whether a notebook is kept in step with a git remote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Syncing {
    /// It is not asked for.
    #[default]
    Off,
    /// It is, in this way.
    On(Sync),
    /// What the file says of it, here, cannot be read: nothing may leave the machine.
    Unclear {
        /// From 1.
        line: u32,
        /// In characters, from 1.
        column: u32,
    },
}

/// How a notebook is kept in step with a git remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sync {
    /// The name of one of the repository's remotes; `None` for the branch's upstream, else `origin`, else the only
    /// one. Never an address: where notes go is decided on each machine.
    pub remote: Option<String>,
    /// The branch on the remote; `None` for the branch's upstream, else its own name.
    pub branch: Option<String>,
    /// How often the remote is asked for news.
    pub every: SignedDuration,
    /// How long before a digest is due the remote is asked for news.
    pub before_meetings: SignedDuration,
}

impl Default for Sync {
    fn default() -> Self {
        Self {
            remote: None,
            branch: None,
            every: SignedDuration::from_mins(5),
            before_meetings: SignedDuration::from_mins(10),
        }
    }
}

/// Who owns an item that names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultOwner {
    /// The writer.
    Me,
    /// Nobody: such items stand in the digest's Unowned section.
    Nobody,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            me: Vec::new(),
            timezone: None,
            lead: SignedDuration::from_hours(24),
            quiet: SignedDuration::from_secs(2),
            max_wait: SignedDuration::from_secs(30),
            default_owner: DefaultOwner::Me,
            max_file_size: 50 * 1024 * 1024,
            sync: Syncing::Off,
        }
    }
}
