//! Texts → digest, in memory, as the store does it from files.

use std::collections::BTreeSet;

use headsup::domain::{
    book::Book,
    config::Config,
    digest::{self, Digest},
    ledger::{Evidence, Ledger},
    note::draft::Draft,
    path::NotePath,
    roster::{PersonKey, Resolved, Roster},
    schedule::{self, Calendar, Meeting, Precision, Progress},
};
use jiff::{Zoned, tz::TimeZone};

use crate::generate::Files;

/// The day before a Tuesday on which Priya is often met.
pub const NOW: &str = "2026-03-16T12:00:00+01:00[Europe/Madrid]";

pub fn now() -> Zoned {
    NOW.parse().unwrap()
}

/// A digest with all that it was made from.
pub struct Page {
    pub book: Book,
    pub ledger: Ledger,
    pub meeting: Meeting,
    pub following: Zoned,
    pub digest: Digest,
    pub path: NotePath,
    pub markdown: String,
    pub json: String,
}

impl Page {
    /// The lines under a heading.
    pub fn section(&self, heading: &str) -> Vec<&str> {
        let heading = format!("## {heading}");
        let after = self.markdown.lines().skip_while(|line| *line != heading).skip(1);
        after.take_while(|line| !line.is_empty()).collect()
    }
}

/// The notes of these files, read in this order.
pub fn book(files: &Files) -> Book {
    let config = files.iter().find(|(path, _)| path == "headsup.yaml").map_or("", |(_, text)| text);
    let (config, said) = Config::read(config, &NotePath::new("headsup.yaml").unwrap());
    assert_eq!(said, []);
    let notes = files.iter().filter(|(path, _)| path.ends_with(".md"));
    let drafts: Vec<Draft> = notes
        .map(|(path, text)| Draft::read(&NotePath::new(path.as_str()).unwrap(), text.as_bytes()))
        .collect();
    let names: Vec<_> = drafts.iter().map(Draft::names).collect();
    let profiles = names.iter().filter_map(|names| names.profile.clone()).collect();
    let with: BTreeSet<String> = names.iter().flat_map(|names| names.with.clone()).collect();
    let roster = Roster::new(profiles, &with, &config.me);
    let notes = drafts.iter().map(|draft| draft.resolve(&roster, &config)).collect();
    let zone = config.timezone.clone().unwrap_or(TimeZone::UTC);
    Book { notes, unsettled: Vec::new(), roster: roster.into(), config, zone }
}

/// Whom `priya` means.
pub fn priya(book: &Book) -> PersonKey {
    match book.roster.resolve("priya", &[]) {
        Resolved::Person(key) => key,
        _ => PersonKey("priya".to_owned()),
    }
}

/// Priya's digest as of a moment.
pub fn page_at(files: &Files, now: &Zoned) -> Page {
    of(book(files), now)
}

/// Priya's digest as of [`NOW`].
pub fn page(files: &Files) -> Page {
    page_at(files, &now())
}

/// Priya's digest from a book as of a moment.
pub fn of(book: Book, now: &Zoned) -> Page {
    let person = priya(&book);
    let calendar = Calendar::of(&book, now);
    let meeting = schedule::next_with(&book, &calendar, &person, now).unwrap_or_else(|| Meeting {
        with: vec![person.clone()],
        start: now.clone(),
        precision: Precision::Minute,
        progress: Progress::Planned,
        note: None,
        duration: None,
        mode: None,
    });
    let calendar = Calendar::of(&book, &meeting.start);
    let ledger = Ledger::build(&book, &calendar, &meeting.start, &Evidence::new());
    let following = schedule::following(&book, &calendar, &person, &meeting);
    let digest = digest::build(&book, &calendar, &ledger, &person, &meeting, &following);
    let path = schedule::digest_path_in(&book, &calendar, &person, &meeting);
    let markdown = digest::markdown(&digest, &path);
    let json = digest::json(&digest).to_string();
    Page { book, ledger, meeting, following, digest, path, markdown, json }
}
