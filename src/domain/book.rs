//! What the rules work on: the notes at hand, who is who, and the notebook's settings.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{config::Config, merge::unsettled::Unsettled, note::Note, roster::Roster};

/// Some or all notes of a notebook, read with one roster.
///
/// What is computed for one person needs only the notes with that person, those that give them an item, and
/// the goal notes: a `Book` may hold just these.
#[derive(Clone, Debug)]
pub struct Book {
    /// The notes, by path.
    pub notes: Vec<Note>,
    /// The files that keep a version of another, by path: none of them is among the notes.
    pub unsettled: Vec<Unsettled>,
    /// Everyone the notebook knows, with their profiles.
    pub roster: Arc<Roster>,
    /// The notebook's settings.
    pub config: Config,
    /// The notebook's time zone: the configured one, else the machine's.
    pub zone: TimeZone,
}
