//! Ledger, person and meeting → [`Digest`] → markdown or JSON.
//!
//! A digest is a function of these alone: no clock, no machine, so the same notes give the same bytes.
//! [`build`] chooses what enters each section, in what order and how many; [`markdown`] lays that out on one
//! page; [`seal`] adds the line by which a later edit is known; [`json`] is the same for programs.

mod ask;
mod decide;
mod displaced;
mod elsewhere;
mod facts;
mod feedback;
mod footer;
mod former;
mod goals;
mod header;
mod json;
mod owe;
mod page;
mod seal;
mod section;
mod tell;
mod view;

#[cfg(test)]
mod tests;

use jiff::{Zoned, civil::Date};
use schemars::JsonSchema;

use self::view::View;

pub use self::{
    elsewhere::{Elsewhere, needed_for},
    facts::{Facts, Measured, Way},
    json::{
        DiagnosticJson, DigestJson, ElsewhereJson, MeetingJson, SectionJson, item_json, json, json_schema,
    },
    page::{MAX_LINES, markdown},
    seal::{Seal, is_untouched, seal, was_written_as},
};
use super::{
    book::Book,
    ledger::Ledger,
    merge::unsettled::Unsettled,
    note::diagnostic::Diagnostic,
    path::NotePath,
    roster::PersonKey,
    schedule::{Calendar, Meeting},
    text, wording,
};

/// What one person needs to know before one meeting. Confidential items are not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// The meeting.
    pub meeting: Header,
    /// The sections that hold anything, in the order they are printed.
    pub sections: Vec<Section>,
    /// How many items of others than the writer and the person are late, due or carried: no section holds them.
    pub others: usize,
    /// The notes that could not be read in full.
    pub unread: Vec<NotePath>,
    /// The files that keep another version of a note that it was made from.
    pub unsettled: Vec<NotePath>,
    /// Errors and warnings in the notes it was made from.
    pub diagnostics: Vec<Diagnostic>,
}

/// The facts of the meeting that the header tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Whom this digest is about.
    pub person: PersonKey,
    /// Their name.
    pub name: String,
    /// Everyone in the meeting, that person first.
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
    /// Its heading: `You owe`, `Priya owes`.
    pub heading: String,
    /// The items shown, at most the section's cap.
    pub items: Vec<Line>,
    /// How many more there are.
    pub hidden: usize,
    /// How many of these the writer is late on.
    pub hidden_late: usize,
    /// Of what the writer owes: what other managers wait for at the same time.
    pub elsewhere: Option<Elsewhere>,
}

/// The sections, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
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

/// One item of a section: facts for programs, and the words for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its facts.
    pub facts: Facts,
    /// What stands before it.
    pub look: Look,
    /// The sentences, as markdown.
    pub body: String,
    /// A second line, as markdown without its indentation.
    pub more: Option<String>,
    /// Where it was first asked; `None` for what the meeting's own note tells or asks.
    pub link: Option<Link>,
}

/// What stands before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// A bullet.
    Bullet,
    /// A bullet with a box to tick; its line ends with the item's `^id`.
    Box,
    /// A bullet, and the question is the meeting's own note's: the last to be trimmed.
    Own,
    /// A bullet that the profile gives rise to. Trimmed, it is not counted, since no note holds it.
    Nudge,
}

/// A link to a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// `3 Mar`.
    pub label: String,
    /// The note.
    pub path: NotePath,
}

/// The digest of one person for one meeting. The calendar and the ledger are those of "now" at the meeting's
/// start; `following` is when the meeting after it starts, else 14 days on.
#[must_use]
pub fn build(
    book: &Book,
    calendar: &Calendar,
    ledger: &Ledger,
    person: &PersonKey,
    meeting: &Meeting,
    following: &Zoned,
) -> Digest {
    let view = View::new(book, calendar, ledger, person, meeting, following);
    if former::is_former(&view) {
        return whole(&view, former::sections(&view), former::others(&view));
    }
    // In the order of their printing: each takes what an earlier one has not claimed. A growth goal that is
    // to be asked about is the one thing that a later section is left.
    let asked = ask::Asking::of(&view);
    let sections = [
        decide::decide(&view),
        owe::you_owe(&view),
        owe::they_owe(&view),
        owe::unowned(&view),
        goals::goals(&view, &asked),
        feedback::feedback(&view),
        tell::tell(&view),
        ask::ask(&view, &asked),
    ];
    whole(&view, sections.into_iter().flatten().collect(), owe::of_others(&view))
}

fn whole(view: &View, sections: Vec<Section>, others: usize) -> Digest {
    let mut diagnostics = footer::diagnostics(view);
    let unread = footer::unread(&diagnostics);
    let unsettled = footer::unsettled(view);
    diagnostics.extend(unsettled.iter().map(Unsettled::diagnostic));
    diagnostics.sort();
    let unsettled = unsettled.into_iter().map(|one| one.path).collect();
    let meeting = header::header(view);
    let mut digest = Digest { meeting, sections, others, unread, unsettled, diagnostics };
    if former::is_former(view) {
        let open = digest.count();
        digest.meeting.lines.truncate(1);
        digest.meeting.lines.push(former::circumstances(view, open));
    }
    digest
}
