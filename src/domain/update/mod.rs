//! Ledger and person → an [`Update`]: a short progress note for that person to read.
//!
//! Everything in it is either stated `shared` or was said in a meeting with them. [`tellable`] makes a book of
//! only that, and words, dates, options and values come from the ledger of that book, so that what is worded
//! otherwise in a private place cannot leak; how far an item is comes from the ledger of the whole book, so that
//! done is done (`told`). `parts` chooses and words the lines; `page` cuts and lays them out.

mod page;
mod parts;
mod tellable;
#[cfg(test)]
pub(in crate::domain) mod tests;
mod told;
mod words;

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{
    book::Book,
    ledger::Ledger,
    note::item::Kind,
    roster::PersonKey,
    schedule::{self, Calendar, Meeting, Precision, Progress},
    text, wording,
};
pub use page::{MAX_LINES, json, markdown};
pub use tellable::tellable;

/// A progress note for one person. It names no file, line or id.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The person's name.
    pub name: String,
    /// The day it is made.
    pub day: Date,
    /// What it reaches back to.
    pub since: Since,
    /// The parts that hold anything, in the order they are printed.
    pub parts: Vec<Part>,
    /// How many lines were left out to keep it short; the late ones are [`Self::more_late`].
    pub left_out: usize,
    /// How many steps the writer is late on that are counted, but not named.
    pub more_late: usize,
}

/// What an update reaches back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The last meeting held with the person.
    Met(Date),
    /// A day that was asked for.
    Day(Date),
    /// The beginning: they never met.
    Ever,
}

/// One part, in order of importance.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which one.
    pub name: PartName,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The parts, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// Wins, what was done, goals met and goals that moved.
    Achievements,
    /// Concerns, asks and requests that are not settled, goals at risk.
    Challenges,
    /// What the writer does next, what is late first.
    NextSteps,
    /// What the person owes the writer.
    WaitingForYou,
    /// FYIs and ideas that are stated `shared`.
    GoodToKnow,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What programs read.
    pub facts: Facts,
    /// The sentences, as markdown.
    pub body: String,
    /// The options, as markdown without indentation.
    pub more: Option<String>,
    /// Whether it may be cut.
    pub weight: Weight,
}

/// Whether a line may be left out to keep the update short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It may.
    Usual,
    /// The writer is late on it: it stays, or is counted.
    Late,
}

/// A line's facts; absent ones are left out. Dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the digest's items")]
pub struct Facts {
    #[serde(serialize_with = "kind")]
    pub kind: Kind,
    pub text: String,
    /// The day it was done, met or won.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_late: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub displaces: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Way>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<super::note::item::Health>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// What a goal stood at before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// One way out of a concern, decision or ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The option.
    pub text: String,
    /// Whether it is the one the writer recommends.
    pub recommended: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn kind<S: serde::Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.name())
}

/// The update for one person, as of now, since they last met or since a day. Calendar and ledger are those of
/// the whole book as of now.
#[must_use]
pub fn build(
    book: &Book,
    calendar: &Calendar,
    ledger: &Ledger,
    person: &PersonKey,
    now: &Zoned,
    since: Option<Date>,
) -> Update {
    let met = || schedule::last_met(calendar, person, now);
    let local = |at: &Zoned| at.with_time_zone(book.zone.clone()).date();
    let since = match since {
        Some(day) => Since::Day(day),
        None => met().map_or(Since::Ever, |met| Since::Met(local(&met.start))),
    };
    let as_if = Meeting {
        with: vec![person.clone()],
        start: now.clone(),
        precision: Precision::Minute,
        progress: Progress::Planned,
        note: None,
        duration: None,
        mode: None,
    };
    let following = schedule::following(book, calendar, person, &as_if);
    let told_book = tellable(book, calendar, ledger, person);
    let told = told::Told::of(&told_book, calendar, ledger, person, now);
    let view = parts::View {
        calendar,
        ledger,
        book: &told_book,
        person,
        told: &told,
        day: local(now),
        since,
        following: local(&following),
    };
    let name = text::clean(book.roster.name_of(person));
    let name = if name.is_empty() { person.as_str().to_owned() } else { name };
    page::cut(Update { name, day: view.day, since, parts: parts::all(&view), left_out: 0, more_late: 0 })
}

impl Since {
    /// The first day that counts; `None` where all do.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Met(day) | Self::Day(day) => Some(day),
            Self::Ever => None,
        }
    }

    /// `Since 3 Mar, when we last met.`
    fn sentence(self, seen: Date) -> Option<String> {
        match self {
            Self::Met(day) => Some(format!("Since {}, when we last met.", wording::day(day, seen))),
            Self::Day(day) => Some(format!("Since {}.", wording::day(day, seen))),
            Self::Ever => None,
        }
    }
}
