//! What one item's text says of itself: owner, dates, id and fields, each taken out of the text.
//!
//! One pass over the text finds every spelling that can stand anywhere (`scan`); what only counts at the
//! beginning or the end, an owner or a closing id, is then looked for in what is left. Code spans, links'
//! targets, wiki links and addresses are never read into.

mod dates;
mod fields;
mod mask;
mod owner;
mod scan;
mod signs;
#[cfg(test)]
mod tests;
mod trim;

use std::ops::Range;

use jiff::civil::Date;

use super::{
    diagnostic::Severity,
    item::{Fields, Kind, Visibility},
};
use crate::domain::roster::{Owner, PersonKey, Resolved, Roster};

use scan::Reader;

/// What an item's text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Who is who.
    pub roster: &'a Roster,
    /// The other people of the note's meeting.
    pub attendees: &'a [PersonKey],
    /// The note's date, which day words count from.
    pub anchor: Option<Date>,
    /// What the item is. `I'll …`, `Priya will …` and `Priya to …` name an owner only where something is to
    /// be done (commitment, request, ask, goal): elsewhere they are the statement itself.
    pub kind: Kind,
}

/// An item's text, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// What is left of the text; may be empty.
    pub text: String,
    /// The owner it states.
    pub owner: Option<Owner>,
    /// The due date.
    pub due: Option<Date>,
    /// The date it was done.
    pub done_on: Option<Date>,
    /// The id, without `^`.
    pub id: Option<String>,
    /// The fields.
    pub fields: Fields,
    /// The visibility it states; [`Visibility::Confidential`] also where that cannot be read.
    pub visibility: Option<Visibility>,
    /// Whether the whole text is struck.
    pub struck: Struck,
    /// Signs of other tools that say nothing here, as written: `⏳ 2026-03-01`, `[priority:: high]`.
    pub signs: Vec<String>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
}

/// Whether a text is struck out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Struck {
    /// It is not, or only in part.
    #[default]
    No,
    /// From beginning to end: the item is dropped.
    Whole,
}

/// What is to be said about a place in an item's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place: bytes of the text given to [`read`].
    pub range: Range<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// A stable name, in kebab case.
    pub code: &'static str,
    /// What is wrong, in one plain sentence without a closing full stop.
    pub message: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// Reads an item's own text: what follows the bullet and the box, continuation lines joined by a space.
///
/// # Owner
///
/// The one at the beginning counts, else the one at the end, else the first `@` in between that the notebook
/// knows, else the first `@`. An `@` behind `to`, `with`, `from`, `about`, `via` or `cc`, or with a
/// possessive, mentions somebody and stays text. Several people in the owner's place (`Priya and Omar to …`):
/// the writer if among them, else the first owns it, the text stays whole, with a warning.
///
/// # Due
///
/// A key or sign (`due:`, `[due:: ]`, 📅) goes before a phrase (`by Friday`, `due 13 Mar`); of several of the
/// same rank the last counts, with a warning where they differ; a phrase that says otherwise stays in the
/// text. A phrase that gives no day (`by next week`) stays in the text; after a key what cannot be read is
/// taken out, with an error. `by:` without a day behind it is text, except in a goal.
///
/// # Fields
///
/// `key:value` has no space behind its colon: `to: somebody` is text. Of a key given twice the first counts;
/// of `visibility` the strictest.
#[must_use]
pub fn read(text: &str, context: &Context<'_>) -> Inline {
    Reader::new(text, context).read()
}

/// Where the spellings stand that [`read`] takes out of a text, in order; they may touch or overlap.
#[must_use]
pub fn spellings(text: &str, context: &Context<'_>) -> Vec<Range<usize>> {
    Reader::new(text, context).spellings()
}

/// Gives an item one field of a front-matter mapping, by the names that stand in a text (`due`, `id`,
/// `metric`, …, and `by`, `done`, `owner`), and says whether the key is one of them. Findings are about
/// places in `value`.
pub fn set(item: &mut Inline, key: &str, value: &str, context: &Context<'_>) -> Known {
    let mut reader = Reader::new(value, context);
    std::mem::swap(&mut reader.found, item);
    let known = reader.set(&key.trim().to_ascii_lowercase(), 0..value.len(), 0..value.len());
    std::mem::swap(&mut reader.found, item);
    if known && item.due.is_none() {
        item.due = reader.dues.first().map(|due| due.date);
    }
    if known { Known::Yes } else { Known::No }
}

/// Whether a key is one of an item's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is, and its value was taken or complained about.
    Yes,
    /// It is none.
    No,
}

/// Whether a text holds nothing but people's names: then its box is presence, not a promise. Any `@handle` is
/// a name; other words only where the notebook knows them, or could mean several people by them.
#[must_use]
pub fn is_person_only(text: &str, roster: &Roster, attendees: &[PersonKey]) -> bool {
    const LONGEST: usize = 200;
    let text = text.trim().trim_matches(['*', '_', '~']).trim();
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    let is_name = |name: &str| {
        let handle = owner::handle(name, roster).is_some_and(|(end, _)| end == name.len());
        handle || roster.resolve(name, attendees) != Resolved::Unknown
    };
    is_name(text) || owner::split_names(text).is_some_and(|names| names.into_iter().all(is_name))
}
