//! Profiles, notes and now → the meetings: those that were held, and the next ones.
//!
//! In reading order: [`Calendar::of`] tells when the meetings of notes are and how far they are; `recurring`
//! reads `meets:` (with `rhythm` for `every:`, `recurrence` for RFC 5545 rules); [`upcoming`] merges the two;
//! [`digests_wanted`] says which digests are due, and [`digest_path`] what they are called;
//! [`pace`] and [`past_cadence`] hold gaps against `meets:`; [`planned_but_passed`] hints at notes that lag behind.

mod calendar;
mod days;
mod naming;
mod pace;
mod passed;
mod recurrence;
mod recurring;
mod rhythm;
#[cfg(test)]
mod tests;
mod upcoming;
mod wanted;

pub use calendar::digest_freezes;
pub use naming::{Written, digest_path, digest_path_in, title_time};
pub use pace::{Overdue, Pace, pace, past_cadence};
pub use passed::planned_but_passed;
pub use recurring::{cadence, check};
pub use upcoming::{following, last_met, next_with, upcoming};
pub use wanted::{Wanted, digest_due, digests_wanted, next_moment};

use jiff::{SignedDuration, Zoned};

use super::{note::item::Source, roster::PersonKey};

/// Every meeting that has a note, in order of start, then path, then line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// The meetings.
    pub meetings: Vec<Meeting>,
}

/// A meeting: noted, or expected from a person's `meets:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The other people.
    pub with: Vec<PersonKey>,
    /// When it starts; the start of the day in the notebook's zone where no time is known.
    pub start: Zoned,
    /// Whether the time of day is known.
    pub precision: Precision,
    /// How far it is, as seen from the calendar's "now".
    pub progress: Progress,
    /// The note: its file, and the line of its dated heading (see `MeetingNote::line`); `None` for a recurring
    /// meeting that nobody has written a note for.
    pub note: Option<Source>,
    /// How long it takes, where the note says so.
    pub duration: Option<SignedDuration>,
    /// `remote`, `phone`, …: the note's, else the profile's.
    pub mode: Option<String>,
}

/// How exactly a meeting's start is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// To the minute.
    Minute,
    /// To the day.
    Day,
}

/// How far a meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// It has not started.
    Planned,
    /// It has started: its note counts as held.
    Held,
    /// It was called off; its items count, it does not count as "last met".
    Cancelled,
    /// It was moved elsewhere; its items count, it does not count as "last met".
    Moved,
}
