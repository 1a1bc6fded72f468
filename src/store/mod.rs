//! All that touches the machine.

pub mod instance;
//! All that touches the machine: files, the index, git.

pub mod history;
//! All that touches the machine: the notebook's files, the index, watching.

pub mod index;
pub mod notebook;
pub mod watch;
