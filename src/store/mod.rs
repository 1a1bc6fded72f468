//! All that touches the machine.

pub mod instance;
//! All that touches the machine: files, the index, git.

pub mod history;
