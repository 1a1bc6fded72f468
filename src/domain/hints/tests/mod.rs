//! Small notebooks in text, and what is hinted at them on 16 March 2026.

mod goals;
mod items;
mod profiles;
mod recent;
mod theirs;
mod wins;

use std::collections::BTreeSet;

use jiff::{Zoned, tz::TimeZone};

use super::hints;
use crate::domain::{
    book::Book,
    config::Config,
    ledger::{Evidence, Ledger},
    note::{
        diagnostic::{Diagnostic, Severity},
        draft::Draft,
    },
    path::NotePath,
    roster::Roster,
    schedule::Calendar,
};

type File<'a> = (&'a str, &'a str);

/// A manager of whom there is nothing to hint at.
pub(super) const PRIYA: File = (
    "people/priya.md",
    "---
name: Priya Nair
relation: manager
goals:
  - {id: close-5, text: Close month in 5 days, confirmed: 2026-02-17}
reviewed: 2026-02-17
---
",
);

pub(super) fn now() -> Zoned {
    "2026-03-16T12:00:00+01:00[Europe/Madrid]".parse().unwrap()
}

pub(super) fn read(files: &[File]) -> (Book, Calendar) {
    let drafts: Vec<Draft> = files
        .iter()
        .map(|(path, text)| Draft::read(&NotePath::new(*path).unwrap(), text.as_bytes()))
        .collect();
    let (mut profiles, mut with) = (Vec::new(), BTreeSet::new());
    for names in drafts.iter().map(Draft::names) {
        profiles.extend(names.profile);
        with.extend(names.with);
    }
    let config = Config { me: vec!["Alex Rivera".to_owned()], ..Config::default() };
    let roster = Roster::new(profiles, &with, &config.me);
    let mut notes: Vec<_> = drafts.iter().map(|draft| draft.resolve(&roster, &config)).collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    for note in &notes {
        assert_eq!(note.diagnostics, [], "{}", note.path);
    }
    let zone = TimeZone::get("Europe/Madrid").unwrap();
    let book = Book { notes, roster: roster.into(), config, zone };
    let calendar = Calendar::of(&book, &now());
    (book, calendar)
}

pub(super) fn hinted(files: &[File]) -> Vec<Diagnostic> {
    let (book, calendar) = read(files);
    let ledger = Ledger::build(&book, &calendar, &now(), &Evidence::new());
    let found = hints(&book, &calendar, &ledger, &now());
    for hint in &found {
        let plain = !hint.message.contains('\n') && !hint.message.ends_with('.');
        assert!(hint.severity == Severity::Hint && hint.fix.is_some() && plain, "{hint:?}");
    }
    found
}

/// `people/priya.md:1 no-goals`, in order.
#[track_caller]
pub(super) fn check(files: &[File], expect: &[&str]) {
    let found = hinted(files);
    let places = found.iter().map(|hint| format!("{}:{} {}", hint.path, hint.line, hint.code));
    assert_eq!(places.collect::<Vec<_>>(), expect, "{files:#?}");
}

/// What the only hint says, and what to do.
#[track_caller]
pub(super) fn says(files: &[File], message: &str, fix: &str) {
    let found = hinted(files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].message.as_str(), found[0].fix.as_deref()), (message, Some(fix)));
}
