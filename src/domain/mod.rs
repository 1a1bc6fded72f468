//! The pure core: text and values in, values out.
//!
//! Nothing here reads a file, a clock, the environment, git or a database; "now" is always an argument.
//! In reading order: a [`note`] is parsed against a [`roster`] of known people and the notebook's [`config`];
//! the [`ledger`] turns the mentions of many notes into the state of every item; the [`schedule`] finds the next
//! meetings; [`life`] tells what became of one item over all versions; [`goals`]
//! tells how goals moved and what they serve; [`hints`] say what would be good practice. A [`digest`] is what the writer needs to know before a meeting, an [`update`] what the other person may be told,
//! a [`review`] what became of it all. They share how a date or a count is worded ([`wording`]), how a text is
//! made fit for a line, and when one speaks of a [`topic`]. [`merge`] makes one of two machines' versions.

pub mod book;
pub mod config;
pub mod digest;
pub mod goals;
pub mod hints;
pub mod ledger;
pub mod life;
pub mod merge;
pub mod note;
pub mod path;
pub mod review;
pub mod roster;
pub mod schedule;
pub mod schema;
mod text;
pub mod topic;
pub mod update;
pub mod wording;
