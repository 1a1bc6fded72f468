//! The steps of bringing a notebook in step with its remote, and what `status` is left to tell of them.
//!
//! A round is: save, [`Line::fetch`](remote::Link::fetch), [`news`], [`join`], save what that changed,
//! [`push`](remote::Link::push). Which step is next is the caller's to say.

use std::collections::BTreeSet;

use jiff::{Timestamp, Zoned};

use super::history::{self, Busy, History, Id, Joined, Limits, Relation, Stop, Stopped};
use super::remote::{self, Fetched, Link, Remote};
use super::standing::{Kind, Standing};
use super::workspace::{CONFIG, Workspace};
use crate::domain::config::Syncing;

/// How many files and folders one round takes from another machine.
const MOST: usize = 1_000_000;

/// The command that does a round.
pub const ROUND: &str = "headsup sync";

/// Why a round could not be finished. Saves are protected all the same.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The remote.
    #[error(transparent)]
    Remote(#[from] remote::Error),
    /// What came can't be taken without a person.
    #[error("{0}")]
    Stopped(Stopped),
    /// The repository is not at rest.
    #[error("{0}")]
    Waits(Busy),
    /// The repository could not be read or written.
    #[error(transparent)]
    History(#[from] history::Error),
    /// What the settings say of syncing, here, cannot be read: it may say whereto.
    #[error(
        "{CONFIG}:{line}:{column} cannot be read: nothing is sent or fetched until it is mended (`headsup check` says more)"
    )]
    Unclear {
        /// From 1.
        line: u32,
        /// In characters, from 1.
        column: u32,
    },
    /// What is on disk could not be saved.
    #[error("{0}")]
    NotSaved(String),
    /// Somebody went on writing, here or there.
    #[error("the notes went on changing while they were merged; it is tried again")]
    Restless,
}

impl Trouble {
    /// A word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Remote(error) => error.code(),
            Self::Stopped(Stopped { stop: Stop::Unrelated, .. }) => "unrelated",
            Self::Stopped(_) => "refused",
            Self::Waits(_) => "waits",
            Self::History(_) => "repository",
            Self::Unclear { .. } => "settings",
            Self::NotSaved(_) => "not_saved",
            Self::Restless => "restless",
        }
    }

    /// Whether it may pass by itself.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let passes = match self {
            Self::Remote(error) => error.is_passing(),
            Self::Stopped(_) | Self::Unclear { .. } => false,
            Self::Waits(_) | Self::History(_) | Self::NotSaved(_) | Self::Restless => true,
        };
        if passes { Kind::Passing } else { Kind::Lasting }
    }

    /// What `Display` says, for who has called a command that does not try again by itself.
    #[must_use]
    pub fn by_hand(&self, command: &str) -> String {
        match self {
            Self::Waits(busy) => busy.by_hand(command),
            Self::Remote(remote::Error::TooLong(told)) => {
                format!("{told} took too long: {}; run `{command}` again", told.said)
            }
            Self::Restless => {
                format!("the notes went on changing while they were merged; run `{command}` again")
            }
            other => other.to_string(),
        }
    }
}

/// What a join changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// These paths of the folder, relative to the root.
    Files {
        /// All of them.
        changed: BTreeSet<Vec<u8>>,
        /// Those of them that keep what could not be merged.
        conflicts: Vec<Vec<u8>>,
    },
    /// Nothing yet: a file holds what is not committed.
    StartOver,
}

/// The way to the remote of a notebook that syncs; `None` where it does not.
///
/// # Errors
/// When there is no remote, or more than one, or it is not clear which is meant.
pub fn connect(workspace: &Workspace) -> Result<Option<Link>, Trouble> {
    let wanted = match workspace.sync() {
        Syncing::Off => return Ok(None),
        Syncing::On(wanted) => wanted,
        Syncing::Unclear { line, column } => return Err(Trouble::Unclear { line, column }),
    };
    let remote = remote::find(&workspace.history, &wanted)?;
    Ok(Some(Link::new(&workspace.history, remote)))
}

/// The commit that is to be joined after a fetch; `None` where the branch holds it already.
///
/// # Errors
/// When both histories have nothing in common, or the repository cannot be read.
pub fn news(history: &History, fetched: Fetched) -> Result<Option<Id>, Trouble> {
    let Some(tip) = fetched.tip else { return Ok(None) };
    match history.relation(tip)? {
        Relation::Same | Relation::Ahead => Ok(None),
        Relation::Behind | Relation::Diverged | Relation::Unborn => Ok(Some(tip)),
        Relation::Unrelated => Err(Trouble::Stopped(Stopped { stop: Stop::Unrelated, theirs: tip })),
    }
}

/// Brings what was fetched into branch, index and folder.
///
/// # Errors
/// When that has to wait, or cannot be done.
pub fn join(workspace: &Workspace, theirs: Id, now: &Zoned) -> Result<Brought, Trouble> {
    let limits = Limits { file: workspace.config().max_file_size, entries: MOST };
    match workspace.history.join(theirs, limits, now)? {
        Joined::Nothing => Ok(Brought::Files { changed: BTreeSet::new(), conflicts: Vec::new() }),
        Joined::Applied { paths, conflicts, .. } => {
            Ok(Brought::Files { changed: paths.into_iter().collect(), conflicts })
        }
        Joined::Again { path } => {
            tracing::debug!(path = %String::from_utf8_lossy(&path).escape_debug(), "changed meanwhile");
            Ok(Brought::StartOver)
        }
        Joined::Waits(busy) => Err(Trouble::Waits(busy)),
        Joined::Stopped(stop) => Err(Trouble::Stopped(Stopped { stop, theirs })),
    }
}

/// What there is to push; `None` where the remote has it.
///
/// # Errors
/// When the repository cannot be read.
pub fn unsent(history: &History, link: &Link) -> Result<Option<Id>, Trouble> {
    let head = history.head_id()?;
    Ok(head.filter(|head| link.known().ok().flatten() != Some(*head)))
}

/// How the notebook stands now: what the last round left, as far as it still holds. `None` where it does not sync.
#[must_use]
pub fn standing(workspace: &Workspace, now: Timestamp) -> Option<Standing> {
    let mut standing = Standing::read(workspace.history.state_dir()).unwrap_or_default();
    match connect(workspace) {
        Ok(None) => return None,
        Ok(Some(link)) => {
            let remote = described(link.remote());
            if standing.remote != remote {
                standing = Standing { remote, ..Standing::default() };
            }
            let unsent = link.known().ok().and_then(|known| workspace.history.ahead_of(known).ok());
            standing.unsent = unsent.unwrap_or(standing.unsent);
        }
        Err(trouble) => standing.failed(now, trouble.code(), &trouble.by_hand(ROUND), trouble.kind()),
    }
    Some(standing)
}

/// Leaves word of how a round ended, and of when the next one begins; `None` where nobody begins one by themselves.
pub fn record(
    workspace: &Workspace,
    link: Option<&Link>,
    ended: Result<(), &Trouble>,
    now: Timestamp,
    next: Option<Timestamp>,
) {
    let left = || -> Result<(), Box<dyn std::error::Error>> {
        let state = workspace.history.make_state_dir()?;
        let mut standing = Standing::read(state).unwrap_or_default();
        let remote = link.map(Link::remote);
        standing.remote = remote.map_or(standing.remote, described);
        match ended {
            Ok(()) => {
                standing.succeeded(now);
                workspace.history.remember_branch()?;
            }
            Err(trouble) => {
                let why = if next.is_some() { trouble.to_string() } else { trouble.by_hand(ROUND) };
                standing.failed(now, trouble.code(), &why, trouble.kind());
                let known = link.and_then(|link| link.known().ok().flatten());
                standing.unsent = workspace.history.ahead_of(known)?;
            }
        }
        standing.next = next;
        Ok(standing.write(state)?)
    };
    if let Err(error) = left() {
        tracing::info!(%error, "how the notebook stands with its remote is not written down");
    }
}

/// `origin (host:notes.git), main`.
fn described(remote: &Remote) -> String {
    format!("{remote}, {}", remote.branch)
}
