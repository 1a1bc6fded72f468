//! All that touches the machine.

pub mod instance;
