//! headsup: a local-first sync daemon with git-backed markdown notes.

pub mod cli;
pub mod daemon;
pub mod domain;
pub mod schema;
pub mod store;
