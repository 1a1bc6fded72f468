//! Goals over time: the figures in their values, how far they moved, whose they are and what they serve.
//!
//! In reading order: [`number`] reads a figure out of a value; [`Movement`] is what became of a goal since
//! some moment, and `words` how that is told; [`spark`] draws its values against its target; [`Profiled`]
//! knows the goals of people's profiles; [`Board`] is every goal of the writer by what it serves.

mod board;
mod figure;
mod movement;
mod spark;
mod supports;
#[cfg(test)]
mod tests;
mod theirs;
mod words;

pub use board::{Board, Entry, Serves, Shown};
pub use figure::{number, same};
pub use movement::{Movement, changes, numbers};
pub use spark::spark;
pub use supports::{Part, parts};
pub use theirs::{Profiled, Standing, TheirOwn, confirmed};
pub use words::{measures, path, stands, told};
