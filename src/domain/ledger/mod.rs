//! Mentions in order → the state of every item.
//!
//! [`Ledger::build`] puts every mention of a book in order, finds the item that each is about
//! (`matching`), applies it (`apply`), and reads off the state at the end.
//! What is told of one item lies in `history` (due dates, age) and `whose` (people).

mod apply;
mod build;
mod find;
mod findings;
mod history;
pub mod identity;
mod matching;
mod order;
mod state;
#[cfg(test)]
mod tests;
mod visibility;
mod whose;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    note::{
        diagnostic::Diagnostic,
        item::{Choice, FeedbackDirection, Fields, Kind, Mark, Source, Visibility},
    },
    roster::{Owner, PersonKey},
};

pub use whose::Belonging;

/// Every item of a [`Book`](super::book::Book), in order of its first mention, confidential ones included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The items.
    pub items: Vec<Item>,
    /// Errors and warnings about identity: one id twice in a meeting or on two kinds, ticked earlier but open
    /// later; and hints at texts that are nearly one. By path and line; nothing of a confidential item's words.
    pub diagnostics: Vec<Diagnostic>,
    /// Boxes ticked in an earlier copy while a later one is open, which only the files' history can settle:
    /// see [`Evidence`].
    pub doubts: Vec<Doubt>,
}

/// An earlier mention is done, a later one is open. If the earlier box was ticked after the later copy was
/// first committed, the item is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Doubt {
    /// The ticked, earlier mention.
    pub ticked: Source,
    /// The open, later mention.
    pub open: Source,
}

/// What history says about [`Doubt`]s: those in the set were ticked after the later copy was first committed.
pub type Evidence = std::collections::BTreeSet<Doubt>;

/// One commitment, goal, concern …, over all its mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The latest mention's wording.
    pub text: String,
    /// Who owns it: as stated last. Where nobody is stated, `default_owner` for a commitment, the writer for a
    /// request once it is accepted, and `None` for the other kinds.
    pub owner: Option<Owner>,
    /// How far it is.
    pub state: State,
    /// The due date that was stated last.
    pub due: Option<Date>,
    /// Every due date that was stated, in order, each change once; the last is [`Self::due`].
    pub due_history: Vec<Date>,
    /// Its id.
    pub id: Option<String>,
    /// The latest statement of each field.
    pub fields: Fields,
    /// The options of the latest mention that has any.
    pub options: Vec<Choice>,
    /// The strictest visibility of all its mentions.
    pub visibility: Visibility,
    /// The people of the notes that mention it, by key.
    pub people: Vec<PersonKey>,
    /// Its mentions, in order, at least one.
    pub mentions: Vec<Mentioned>,
    /// The day it was done, dropped, decided, declined or closed.
    pub closed_on: Option<Date>,
    /// Where its box is ticked in an earlier note though the latest copy is open.
    pub ticked_in: Option<Date>,
    /// For feedback: the indices, in [`Ledger::items`], of the actions on it.
    pub actions: Vec<usize>,
    /// For feedback: which way it went, where a heading says so.
    pub direction: Option<FeedbackDirection>,
    /// The day of the latest mention that changed anything in it: its words, owner, due date, fields, options
    /// or state. For an item stated once, the day it was stated.
    pub changed_on: Option<Date>,
    /// For a goal: each statement of where its metric is (`now`), in order, one that repeats the value too.
    pub values: Vec<Value>,
    /// For a goal: where its metric was at first, as the `baseline` that was stated first says; dated by the
    /// first meeting that says so.
    pub began: Option<Value>,
}

/// A value of a goal's metric, as it was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value, as written.
    pub text: String,
    /// The day of the note's meeting; `None` in a goal's own file.
    pub date: Option<Date>,
    /// Where it stands.
    pub source: Source,
}

/// Where and when an item was mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct Mentioned {
    /// Where.
    pub source: Source,
    /// The day of the note's meeting; `None` for a note without one (a goal note).
    pub date: Option<Date>,
    /// When that meeting starts.
    pub start: Option<Timestamp>,
    /// The other people of that meeting, by key.
    pub with: Arc<[PersonKey]>,
    /// The box there.
    pub mark: Mark,
    /// What kind of place it is.
    pub origin: Origin,
}

/// What kind of place a mention stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A meeting's note, or a line that a person added to a digest.
    Note,
    /// A goal's own file.
    Goal,
    /// A box that was ticked in a digest: it closes the item, and is neither where it was asked nor whose it is.
    Digest,
}

/// How far an item is. Which of these a kind can take is FORMAT's rule 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the format's own")]
pub enum State {
    Open,
    Done,
    Dropped,
    Received,
    Planned,
    Acted,
    Closed,
    Raised,
    Ready,
    Decided,
    Parked,
    Asked,
    Accepted,
    Declined,
    Met,
    Missed,
    Draft,
    Agreed,
}

impl State {
    /// As JSON and the command line write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Received => "received",
            Self::Planned => "planned",
            Self::Acted => "acted",
            Self::Closed => "closed",
            Self::Raised => "raised",
            Self::Ready => "ready",
            Self::Decided => "decided",
            Self::Parked => "parked",
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Draft => "draft",
            Self::Agreed => "agreed",
        }
    }

    /// Whether something is still to be done or settled.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Done
                | Self::Dropped
                | Self::Closed
                | Self::Decided
                | Self::Declined
                | Self::Met
                | Self::Missed
        )
    }
}
