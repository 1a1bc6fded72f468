//! Why nothing could be fetched or pushed, in a sentence each: what, and what to do.

use std::fmt;
use std::time::Duration;

use super::address::shown;
use crate::store::history::{self, Id};

/// Why nothing could be fetched or pushed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository has no remote, or not the one that was asked for.
    #[error("{0}; `git remote add origin ADDRESS` names the place to sync with")]
    NoRemote(String),
    /// It has several, and nothing says which.
    #[error(
        "this repository has several remotes ({}), and nothing says which one to sync with; put one under `sync:` in headsup.yaml (`sync: {{remote: {}}}`), or run `git branch --set-upstream-to`",
        shown(&.0.join(", ")), shown(.0.first().map_or("origin", String::as_str))
    )]
    SeveralRemotes(Vec<String>),
    /// HEAD is on no branch, and nothing else says which one to sync.
    #[error("no branch is checked out, so there is none to sync; `git switch BRANCH` checks one out")]
    NoBranch,
    /// HEAD is on a branch that is not the one this clone syncs.
    #[error(
        "{} is checked out, and this clone syncs {}: it goes on once that is checked out again (`git switch {1}`); `headsup sync --enable` syncs {0} from now on", shown(.here), shown(.synced)
    )]
    OtherBranch {
        /// The one that is checked out.
        here: String,
        /// The one that was synced.
        synced: String,
    },
    /// The branch to sync with has no possible name.
    #[error("\"{}\" cannot be the name of a branch; put another under `sync:` in headsup.yaml", shown(.0))]
    BadBranch(String),
    /// An address that git is not called with: what it is and why.
    #[error("{0}; `git remote set-url` puts another in its place")]
    BadAddress(String),
    /// An address where the name of a remote belongs.
    #[error(
        "\"{0}\" in headsup.yaml is an address, and where notes go is decided on each machine; run `git remote add origin {0}`, and put `sync: true` or the remote's name there"
    )]
    AddressInSettings(String),
    /// Offline, or nobody answers there now.
    #[error("{0} cannot be reached: {said}; your notes are committed here, and sent once it can be", said = .0.said)]
    Unreachable(Told),
    /// There is no such repository on that server.
    #[error(
        "{0} is not there: {said}; it was deleted or moved, or this account may not see it (`git remote -v` shows the address)",
        said = .0.said
    )]
    Missing(Told),
    /// git would have to ask a person.
    #[error(
        "{0} wants a login that git would have to ask for: {said}; run `{by_hand}` once by hand (a credential helper in your global git configuration keeps a password, an agent keeps a key)",
        said = .0.said, by_hand = .0.by_hand
    )]
    NeedsLogin(Told),
    /// ssh does not know the server's key, or knows another.
    #[error(
        "ssh does not know {0} by its key: {said}; run `{by_hand}` once by hand, and compare the key before you say yes",
        said = .0.said, by_hand = .0.by_hand
    )]
    UnknownHost(Told),
    /// The server does not allow it.
    #[error("{0} refuses: {said}; `{by_hand}` shows it by hand", said = .0.said, by_hand = .0.by_hand)]
    Denied(Told),
    /// The repository there is of a kind that this one cannot be synced with.
    #[error(
        "{0} keeps its objects in another format than this repository: {said}; sync with one made by `git init --bare --object-format=sha1`",
        said = .0.said
    )]
    OtherFormat(Told),
    /// Our own repository lacks the beginning of its history.
    #[error(
        "this repository holds only the end of its history (a shallow clone), which cannot be merged safely; `{0}` fetches the rest"
    )]
    Shallow(String),
    /// What the remote had, and ours was built on, is no longer there.
    #[error("{0}")]
    Rewritten(Rewritten),
    /// What came is no sound history.
    #[error(
        "{0} sent what git does not accept: {said}; nothing of it was kept (`git fsck` in the repository there tells more)",
        said = .0.said
    )]
    Broken(Told),
    /// Nothing moved for too long, or it took too long as a whole.
    #[error("{0} took too long: {said}; it is tried again", said = .0.said)]
    TooLong(Told),
    /// It was ended because nobody waits for it any more.
    #[error("syncing was ended before it was done")]
    Stopped,
    /// There is no such program.
    #[error("git is not installed, or not in PATH; syncing needs it")]
    NotInstalled,
    /// The repository on this side could not be read or written.
    #[error(transparent)]
    History(#[from] history::Error),
    /// Something else.
    #[error("{0}: {said}; `{by_hand}` shows it by hand", said = .0.said, by_hand = .0.by_hand)]
    Other(Told),
}

impl Error {
    /// Whether another try, with nothing else done, may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::TooLong(_)
            | Self::Stopped
            | Self::OtherBranch { .. }
            | Self::Other(_) => true,
            Self::History(error) => matches!(error, history::Error::Io { .. } | history::Error::Git { .. }),
            _ => false,
        }
    }

    /// A word for programs: `unreachable`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRemote(_) => "no_remote",
            Self::SeveralRemotes(_) => "several_remotes",
            Self::NoBranch => "no_branch",
            Self::OtherBranch { .. } => "other_branch",
            Self::BadBranch(_) => "bad_branch",
            Self::BadAddress(_) | Self::AddressInSettings(_) => "bad_address",
            Self::Unreachable(_) => "unreachable",
            Self::Missing(_) => "missing",
            Self::NeedsLogin(_) => "needs_login",
            Self::UnknownHost(_) => "unknown_host",
            Self::Denied(_) => "denied",
            Self::OtherFormat(_) => "other_format",
            Self::Shallow(_) => "shallow",
            Self::Rewritten(_) => "rewritten",
            Self::Broken(_) => "broken",
            Self::TooLong(_) => "too_long",
            Self::Stopped => "stopped",
            Self::NotInstalled => "not_installed",
            Self::History(_) => "repository",
            Self::Other(_) => "other",
        }
    }
}

/// What git said when it was called, and how a person calls it. `Display` names the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The remote, for people: `origin (https://host/notes)`.
    pub remote: String,
    /// The line that says why, without a password.
    pub said: String,
    /// The command to be run by hand: `git -C DIR fetch origin`.
    pub by_hand: String,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.remote)
    }
}

/// A branch of a remote that no longer holds what it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The remote and its branch, for people.
    pub remote: String,
    /// What both had.
    pub was: Id,
    /// What is there instead.
    pub now: Now,
}

/// What a branch leads to after it was rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// An older commit of the same history: a backup was put back, or somebody took commits away.
    Behind(Id),
    /// Another history: it was force-pushed.
    Elsewhere(Id),
    /// Nothing: the branch is gone.
    Gone,
}

impl fmt::Display for Rewritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let was = self.was.short();
        match self.now {
            Now::Behind(now) => write!(
                f,
                "{} is behind: it ended with {was}, and ends with the older {} now",
                self.remote,
                now.short()
            )?,
            Now::Elsewhere(now) => write!(
                f,
                "{} was force-pushed: it ended with {was}, and ends with {} now, which does not hold that",
                self.remote,
                now.short()
            )?,
            Now::Gone => write!(
                f,
                "{} is gone: it ended with {was}, and the remote has no such branch now",
                self.remote
            )?,
        }
        f.write_str("; nothing was changed. `headsup sync --accept` takes it as it is, and brings your notes there again")
    }
}

/// A time for people.
pub(super) fn lasting(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 120 { format!("{} minutes", seconds / 60) } else { format!("{seconds} seconds") }
}
