//! Ledger, person and meeting → [`Digest`] → markdown or JSON.
//!
//! A digest is a function of these alone: no clock, no machine, so the same notes give the same bytes.

use jiff::{Zoned, civil::Date};

use super::{
    ledger::State,
    note::{
        diagnostic::Diagnostic,
        item::{Choice, Kind, Source},
    },
    path::NotePath,
    roster::{Owner, PersonKey},
};

/// What one person needs to know before one meeting. Confidential items are not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// The meeting.
    pub meeting: Header,
    /// The sections that hold anything, in the order they are printed.
    pub sections: Vec<Section>,
    /// What the footer says: what was left out, notes that could not be read. At most two lines.
    pub footer: Vec<String>,
    /// Errors in the notes it was made from.
    pub diagnostics: Vec<Diagnostic>,
}

/// The facts of the meeting that the header tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Whom this digest is about.
    pub person: PersonKey,
    /// Their name.
    pub name: String,
    /// Everyone in the meeting.
    pub with: Vec<PersonKey>,
    /// When it starts.
    pub start: Zoned,
    /// The latest held meeting with the person before this one.
    pub last_met: Option<Date>,
    /// The planned meeting's note.
    pub note: Option<NotePath>,
    /// The two header lines, as markdown.
    pub lines: Vec<String>,
}

/// One section.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which one.
    pub name: SectionName,
    /// The items shown.
    pub items: Vec<Line>,
    /// How many more there are.
    pub hidden: usize,
}

/// The sections, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the format's own")]
pub enum SectionName {
    Decide,
    YouOwe,
    TheyOwe,
    Unowned,
    Goals,
    Feedback,
    Tell,
    Ask,
}

/// One item of a section: facts for programs, and the markdown line for people.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are the JSON's own, see FORMAT 5")]
pub struct Line {
    pub kind: Kind,
    pub text: String,
    pub owner: Option<Owner>,
    pub state: State,
    pub due: Option<Date>,
    pub days_late: Option<i64>,
    pub moved: usize,
    pub first_due: Option<Date>,
    pub asked: Option<Date>,
    pub id: Option<String>,
    pub options: Vec<Choice>,
    pub source: Source,
    /// The lines as they stand in the markdown, the first with its `- ` or `- [ ] `.
    pub markdown: Vec<String>,
}
