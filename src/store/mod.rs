//! All that touches the machine.
//!
//! [`notebook`] is the folder, [`index`] what was read from it, [`history`] git, [`watch`] what says that
//! something may have changed, [`instance`] the right to be the one daemon. A [`workspace`] is all of them
//! for one notebook; [`prepare`] goes from there to a digest, [`life`] to what became of one item. [`program`] runs git's own program where libgit2
//! has nothing of the kind; [`machine`] asks what the machine offers, and [`service`] has it
//! start the daemon.
//! for one notebook; [`prepare`] goes from there to a digest, [`life`] to what became of one item.
//! [`program`] runs git's own program where libgit2
//! has nothing of the kind; [`machine`] asks what the machine offers; [`standing`] is what is told between
//! processes of how a notebook stands with its remote.
//! for one notebook; [`prepare`] goes from there to a digest, [`life`] to what became of one item. [`remote`] is a
//! line to another copy of the history; [`program`] runs git's own program where libgit2 has nothing of the kind;
//! [`machine`] asks what the machine offers.

pub mod history;
pub mod index;
pub mod instance;
pub mod life;
pub mod machine;
pub mod notebook;
pub mod prepare;
pub mod program;
pub mod remote;
mod save;
pub mod service;
pub mod standing;
pub mod sync;
pub mod watch;
pub mod workspace;
