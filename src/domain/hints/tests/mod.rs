//! Small notebooks in text, and what is hinted at them on 16 March 2026.

mod goals;
mod items;
mod profiles;
mod recent;
mod theirs;
mod wins;

use super::hints;
pub(super) use crate::domain::update::tests::now;
use crate::domain::{
    book::Book,
    ledger::{Evidence, Ledger},
    note::diagnostic::{Diagnostic, Severity},
    schedule::Calendar,
    update,
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

pub(super) fn read(files: &[File]) -> (Book, Calendar) {
    let book = update::tests::book(files);
    for note in &book.notes {
        assert_eq!(note.diagnostics, [], "{}", note.path);
    }
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
