//! One item's text, wherever it was found, read into a [`Mention`].

use jiff::civil::Date;

use super::{
    action,
    inline::{self, Inline},
    item::{FeedbackDirection, Kind, Mark, Mention, Source, Visibility},
    joined::Joined,
    place::Report,
};
use crate::domain::roster::{Owner, PersonKey, Roster};

/// What a meeting gives to the reading of each of its items.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Who is who.
    pub roster: &'a Roster,
    /// The other people of the meeting.
    pub attendees: &'a [PersonKey],
    /// The day from which day words count.
    pub anchor: Option<Date>,
    /// The visibility that the note states.
    pub visibility: Option<Visibility>,
}

/// An item before its text is read.
#[derive(Clone, Debug)]
pub struct Raw {
    /// What it is.
    pub kind: Kind,
    /// Its box.
    pub mark: Mark,
    /// Its text.
    pub text: Joined,
    /// Whose it is where its text does not say.
    pub owner: Option<Owner>,
    /// Which way feedback goes.
    pub direction: Option<FeedbackDirection>,
    /// The strictest visibility that what it lies in states, its note apart.
    pub visibility: Option<Visibility>,
    /// The feedback that it is the action on.
    pub action_on: Option<usize>,
    /// Where it stands in the file.
    pub at: usize,
}

impl Scope<'_> {
    /// What the text of an item of this kind is read against.
    #[must_use]
    pub fn context(&self, kind: Kind) -> inline::Context<'_> {
        inline::Context { roster: self.roster, attendees: self.attendees, anchor: self.anchor, kind }
    }
}

/// Reads an item. `None` where nothing is left of its text: an empty box, a template's placeholder.
#[must_use]
pub fn read(scope: &Scope<'_>, raw: Raw, report: &mut Report<'_>) -> Option<Mention> {
    let read = inline(scope, raw.kind, &raw.text, report)?;
    finish(scope, raw, read, report)
}

/// Reads an item's text and reports what is to be said about it. `None` for an empty text or a placeholder.
#[must_use]
pub fn inline(scope: &Scope<'_>, kind: Kind, text: &Joined, report: &mut Report<'_>) -> Option<Inline> {
    if text.text().is_empty() || whole_placeholder(text.text()) {
        return None;
    }
    let mut read = inline::read(text.text(), &scope.context(kind));
    for finding in std::mem::take(&mut read.findings) {
        let range = text.source(finding.range);
        report.push(range, finding.severity, finding.code, finding.message, finding.fix);
    }
    Some(read)
}

/// Makes a mention of an item whose text has been read. `None` where nothing is left of it.
#[must_use]
pub fn finish(scope: &Scope<'_>, raw: Raw, read: Inline, report: &Report<'_>) -> Option<Mention> {
    // An id alone still points to an item: `- [x] ^plan`.
    if read.text.is_empty() && read.id.is_none() {
        return None;
    }
    let struck = read.struck == inline::Struck::Whole;
    let (text, signed) = if raw.kind == Kind::Commitment && raw.mark == Mark::Bare {
        without_tick(read.text)
    } else {
        (read.text, None)
    };
    let stated = [scope.visibility, raw.visibility, read.visibility].into_iter().flatten().max();
    Some(Mention {
        kind: raw.kind,
        text,
        mark: match signed {
            Some(mark) => mark,
            None if struck && raw.mark != Mark::Done => Mark::Dropped,
            None => raw.mark,
        },
        owner: read.owner.or(raw.owner),
        due: read.due,
        done_on: read.done_on,
        id: read.id,
        fields: read.fields,
        visibility: stated.unwrap_or_default(),
        stated,
        options: Vec::new(),
        action_on: raw.action_on,
        remarks: Vec::new(),
        direction: raw.direction,
        refers: None,
        source: Source { path: report.path().clone(), line: report.lines().line(raw.at) },
    })
}

/// A text without the ✅ that it begins or ends with, and what that says where there is no box.
fn without_tick(text: String) -> (String, Option<Mark>) {
    let around = |c: char| matches!(c, '✅' | '\u{fe0f}') || c.is_whitespace();
    let bare = text.trim_matches(around);
    let at = text.find(bare).unwrap_or_default();
    let outside = [text.get(..at), text.get(at + bare.len()..)];
    let ticked = outside.into_iter().flatten().any(|part| part.contains('✅'));
    if ticked && !bare.is_empty() { (bare.to_owned(), Some(Mark::Done)) } else { (text, None) }
}

/// Whether a text is nothing but a template's `<placeholder>`.
fn whole_placeholder(text: &str) -> bool {
    let braced = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    braced.is_some_and(|inside| !inside.contains(['{', '}']))
        || text.ends_with('>') && text.matches('>').count() == 1 && action::placeholder(text)
}
