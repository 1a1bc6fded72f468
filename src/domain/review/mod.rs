//! Ledger and a span of days → a [`Review`]: what a self-appraisal is written from, by month.
//!
//! It is for the writer alone: private items are in it, confidential ones are not. Nothing is told twice: a win
//! stands for the commitment that it closed, feedback for the actions on it.

mod achieved;
mod decided;
mod feedback;
mod goals;
mod page;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::Serialize;

use super::{
    book::Book,
    goals::{self as figures, Movement, measures},
    ledger::{Item, Ledger},
    note::item::{Source, Visibility},
    roster::{Owner, PersonKey},
    text, wording,
};
pub use page::{json, markdown};

/// What came of a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Whom it is limited to, by name.
    pub with: Option<String>,
    /// The first day.
    pub since: Date,
    /// The last day.
    pub until: Date,
    /// The months that hold anything, oldest first.
    pub months: Vec<Month>,
    /// Goals whose state or value no meeting's note dates.
    pub undated: Vec<Entry>,
}

/// A month.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// What it holds, by topic, each by date.
    pub topics: Vec<(Topic, Vec<Entry>)>,
}

/// What an entry is about, in the order of printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Commitments kept, wins, goals met or missed.
    Results,
    /// Goals that moved.
    Goals,
    /// Feedback received, and what became of it.
    Feedback,
    /// What the writer brought to be decided, and what came of it.
    Decided,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What programs read.
    pub facts: Facts,
    /// The sentences, as markdown.
    pub body: String,
    /// The day of the note that it comes from.
    pub noted: Option<Date>,
}

/// A line's facts; absent ones are left out. Dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the digest's items")]
pub struct Facts {
    pub kind: &'static str,
    pub text: String,
    pub state: &'static str,
    /// The day it was done, won, met, received or decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Of a goal: its values in that month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Stood>,
    /// Of a goal: where it stood before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Of feedback: what was done about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Where it stands.
    pub source: Option<Source>,
}

/// A goal's value on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stood {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    pub value: String,
}

/// A commitment that answers feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the digest's items")]
pub struct Action {
    pub text: String,
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// The review of the days from `since` to `until`, of everything or of what concerns one person. The ledger is
/// that of the book as of `until`.
#[must_use]
pub fn build(book: &Book, ledger: &Ledger, since: Date, until: Date, with: Option<&PersonKey>) -> Review {
    let view = View { book, ledger, since, until, with };
    let feedback = feedback::feedback(&view);
    let results = achieved::achieved(&view, &feedback.actions);
    let goals = goals::goals(&view);
    let decided = decided::decided(&view);
    let all = [
        (Topic::Results, results),
        (Topic::Goals, goals),
        (Topic::Feedback, feedback.entries),
        (Topic::Decided, decided),
    ];
    let mut dated: Vec<(Date, Topic, Date, Entry)> = Vec::new();
    let mut undated = Vec::new();
    for (topic, entries) in all {
        for found in entries {
            match found.date {
                Some(date) => dated.push((date.first_of_month(), topic, date, found.entry)),
                None => undated.push(found.entry),
            }
        }
    }
    // Stable: entries of one day keep the ledger's order.
    dated.sort_by_key(|(month, topic, date, _)| (*month, *topic, *date));
    let mut months: Vec<Month> = Vec::new();
    for (first, topic, _, entry) in dated {
        if months.last().is_none_or(|month| month.first != first) {
            months.push(Month { first, topics: Vec::new() });
        }
        let Some(month) = months.last_mut() else { continue };
        if month.topics.last().is_none_or(|(last, _)| *last != topic) {
            month.topics.push((topic, Vec::new()));
        }
        if let Some((_, entries)) = month.topics.last_mut() {
            entries.push(entry);
        }
    }
    let name = |key: &PersonKey| text::clean(book.roster.name_of(key));
    Review { with: with.map(name), since, until, months, undated }
}

impl Review {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.is_empty() && self.undated.is_empty()
    }
}

/// An entry and its day; `None` where no meeting's note dates it.
struct Dated {
    date: Option<Date>,
    entry: Entry,
}

/// What every topic looks at.
struct View<'a> {
    book: &'a Book,
    ledger: &'a Ledger,
    since: Date,
    until: Date,
    with: Option<&'a PersonKey>,
}

impl<'a> View<'a> {
    /// The items of the review: not confidential, not somebody else's, and concerning the person asked for.
    fn items(&self) -> impl Iterator<Item = (usize, &'a Item)> {
        self.ledger.items.iter().enumerate().filter(|(_, item)| {
            let mine = item.owner.as_ref().is_none_or(|owner| *owner == Owner::Me);
            let concerns = |person: &PersonKey| self.ledger.belongs_to(item, person, self.book).is_some();
            item.visibility < Visibility::Confidential && mine && self.with.is_none_or(concerns)
        })
    }

    /// Whether a day is in the span.
    fn holds(&self, day: Date) -> bool {
        (self.since..=self.until).contains(&day)
    }

    fn day(&self, day: Date) -> String {
        wording::day(day, self.until)
    }

    fn entry(&self, item: &Item, date: Option<Date>, body: String) -> Entry {
        let facts = Facts {
            kind: item.kind.name(),
            text: text::clean(&item.text),
            state: item.state.name(),
            date,
            from: None,
            values: Vec::new(),
            was: None,
            target: None,
            due: None,
            actions: Vec::new(),
            outcome: None,
            recommended: None,
            benefit: None,
            evidence: None,
            source: item.asked().map(|asked| asked.source.clone()),
        };
        Entry { facts, body: text::sentence(body), noted: item.asked().and_then(|asked| asked.date) }
    }

    /// What is said of a goal, and where it was and is to be.
    fn told(&self, item: &Item, said: impl IntoIterator<Item = String>, was: Option<&str>) -> String {
        let target = item.fields.target.as_deref();
        figures::told(said, measures(&Movement::from(was), target, item.due, self.until, text::words))
    }

    /// A first name for whoever is named, as markdown.
    fn name(&self, owner: &Owner) -> String {
        match owner {
            Owner::Me => "me".to_owned(),
            Owner::Person(key) => wording::first_name(&text::clean(self.book.roster.name_of(key))),
            Owner::Named(name) => text::words(name),
        }
    }
}

impl Entry {
    /// With a goal's measures for programs.
    fn with_measures(mut self, item: &Item, was: Option<String>) -> Self {
        self.facts.was = was;
        self.facts.target = written(item.fields.target.as_deref());
        self.facts.due = item.due;
        self
    }
}

/// A field's words on one line, if there are any.
fn written(field: Option<&str>) -> Option<String> {
    field.map(text::clean).filter(|words| !words.is_empty())
}
