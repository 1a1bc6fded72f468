//! Fetching from a git remote and pushing to it, through git's own program, which knows people's passwords and keys.
//!
//! In reading order: [`find`] says which remote and branch; [`Link`] fetches and pushes. For each of the two a
//! `private` repository is made in the git directory, whose objects are those of the real one and whose
//! configuration is ours; `call` runs git on it; `arrived` moves what was fetched into the real one; `said` tells
//! from git's words what went wrong. [`ignored_settings`] lists what is not obeyed for that.
//!
//! What holds:
//! - Of the repository's own configuration only remotes and upstreams are read, as data: no program, proxy, password
//!   or rewritten address of it counts. A person's global configuration does.
//! - Nothing is asked of a person, and nothing waits for ever: a run in which nothing moves is ended.
//! - A password that an address holds is in no message, log, or program's arguments.
//! - The programs of a repository on this machine (its hooks, say) do not run when it is the remote.
//! - One branch is fetched, one branch is pushed, never by force.
//! - What was fetched is led to by a reference of ours before anything can take it for garbage.

mod address;
mod arrived;
mod call;
mod error;
mod find;
mod ignored;
mod known;
mod link;
mod private;
mod said;
mod start;

pub use address::{absolute, shown};
pub use error::{Error, Now, Rewritten, Told};
pub use find::{Remote, find};
pub use ignored::ignored_settings;
pub use link::{Asked, Fetched, Link, Pushed};
pub use start::default_branch;
