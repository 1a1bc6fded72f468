//! Mentions in order → the state of every item.

pub mod identity;

use jiff::civil::Date;

use super::{
    note::{
        diagnostic::Diagnostic,
        item::{Choice, Fields, Kind, Source, Visibility},
    },
    roster::{Owner, PersonKey},
};

/// Every item of a [`Book`](super::book::Book), in order of its first mention, confidential ones included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The items.
    pub items: Vec<Item>,
    /// Errors and warnings about identity: one id twice in a meeting or on two kinds, ticked earlier but open
    /// later.
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
    /// Who owns it; `None` only where nobody is stated and `default_owner: nobody`, and for kinds that have no
    /// owner.
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
    /// The people of the notes that mention it.
    pub people: Vec<PersonKey>,
    /// Its mentions, in order, at least one.
    pub mentions: Vec<Mentioned>,
    /// The day it was done, dropped, decided, declined or closed.
    pub closed_on: Option<Date>,
    /// Where its box is ticked in an earlier note though the latest copy is open.
    pub ticked_in: Option<Date>,
    /// For feedback: the indices, in [`Ledger::items`], of the actions on it.
    pub actions: Vec<usize>,
}

/// Where and when an item was mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct Mentioned {
    /// Where.
    pub source: Source,
    /// The day of the note's meeting; `None` for a note without one (a goal note).
    pub date: Option<Date>,
    /// The other people of that meeting.
    pub with: Vec<PersonKey>,
}

/// How far an item is. Which of these a kind can take is FORMAT's rule 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
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
