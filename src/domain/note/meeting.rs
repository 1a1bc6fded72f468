//! A one-on-one that was, or will be, held, as one note (or one dated heading of a running note) tells it.

use jiff::{
    SignedDuration,
    civil::{Date, Time},
    tz::TimeZone,
};

use serde::{Deserialize, Serialize};

use super::item::{FeedbackDirection, Kind, Mention, Visibility};
use crate::domain::roster::PersonKey;

/// What the note says of its meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Planned,
    Held,
    Cancelled,
    Moved,
}

/// A civil day, and its time where one is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The day.
    pub date: Date,
    /// The time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
}

/// One meeting of one note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeetingNote {
    /// The other people, in the order written, each once; the writer passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PersonKey>,
    /// Its day and time in [`Self::tz`] (else the notebook's zone); `None` where no date can be found. A `date`
    /// with an offset keeps its instant: it is given here as that offset's civil time, with `tz` fixed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// The note's own time zone.
    #[serde(default, with = "jiff::fmt::serde::tz::optional", skip_serializing_if = "Option::is_none")]
    pub tz: Option<TimeZone>,
    /// How long it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<SignedDuration>,
    /// What the note says of the meeting; `None` where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// For [`Status::Moved`]: where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<When>,
    /// `remote`, `phone`, `office`: as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The note's own visibility.
    pub visibility: Visibility,
    /// The front matter's tags, as written, without `#`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The line of the dated heading, or of the front matter's `date`, else 1.
    pub line: u32,
    /// Its items, by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// How each heading was read, by line: for `check -v`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<Heading>,
}

/// How a heading was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The line, from 1.
    pub line: u32,
    /// The heading's text.
    pub text: String,
    /// What the list items under it are.
    pub section: Section,
}

/// What the list items under a heading are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Items of a kind.
    Items(Kind),
    /// Commitments of the writer's.
    Mine,
    /// Commitments of the other person's.
    Theirs,
    /// Confidential: its checkbox items are confidential commitments.
    Confidential,
    /// Feedback that goes one way.
    Feedback(FeedbackDirection),
    /// Attendance: no items.
    Attendance,
    /// A day of a running note.
    Day,
    /// None of our headings: prose, and checkboxes that are commitments.
    Prose,
}

impl Section {
    /// What the items under the heading are, for people.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Items(kind) => format!("{}s", kind.name()).replace("fyis", "FYI"),
            Self::Mine => "commitments of yours".to_owned(),
            Self::Theirs => "commitments of theirs".to_owned(),
            Self::Confidential => "confidential".to_owned(),
            Self::Feedback(FeedbackDirection::Received) => "feedback received".to_owned(),
            Self::Feedback(FeedbackDirection::Given) => "feedback given".to_owned(),
            Self::Feedback(FeedbackDirection::ToAsk) => "feedback to ask".to_owned(),
            Self::Attendance => "attendance: no items".to_owned(),
            Self::Day => "a meeting's day".to_owned(),
            Self::Prose => "prose: only boxes and ACTION lines are items".to_owned(),
        }
    }
}
