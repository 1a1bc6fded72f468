//! The commands, one a file: the only place that prints.

pub mod args;
pub mod out;
pub mod report;
