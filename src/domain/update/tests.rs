//! What may be told, and how it reads: notebooks as they are written, and the update made of them.

mod leaks;
mod texts;

use std::collections::BTreeSet;

use jiff::{Zoned, tz::TimeZone};

use super::{build, json, markdown, tellable};
use crate::domain::{
    book::Book,
    config::Config,
    ledger::{Evidence, Ledger},
    note::{Content, draft::Draft},
    path::NotePath,
    roster::{PersonKey, Roster},
    schedule::Calendar,
};

/// The moment that every test acts as of, unless it says otherwise: the eve of a meeting.
pub(in crate::domain) const NOW: &str = "2026-03-16T12:00:00+01:00[Europe/Madrid]";

/// A notebook of these files, in Madrid.
pub(in crate::domain) fn book(files: &[(&str, &str)]) -> Book {
    let drafts: Vec<Draft> = files
        .iter()
        .map(|(path, text)| Draft::read(&NotePath::new(*path).unwrap(), text.as_bytes()))
        .collect();
    let (mut profiles, mut with) = (Vec::new(), BTreeSet::new());
    for names in drafts.iter().map(Draft::names) {
        profiles.extend(names.profile);
        with.extend(names.with);
    }
    let config = Config { me: vec!["Alex".to_owned()], ..Config::default() };
    let roster = Roster::new(profiles, &with, &config.me);
    let mut notes: Vec<_> = drafts.iter().map(|draft| draft.resolve(&roster, &config)).collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    let zone = TimeZone::get("Europe/Madrid").unwrap();
    Book { notes, unsettled: Vec::new(), roster: roster.into(), config, zone }
}

pub(in crate::domain) fn now() -> Zoned {
    NOW.parse().unwrap()
}

pub(in crate::domain) fn key(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

const PRIYA: (&str, &str) = ("people/priya.md", "---\nname: Priya Nair\n---\n");
const OMAR: (&str, &str) = ("people/omar.md", "---\nname: Omar Haddad\n---\n");

/// These files, and the profiles of Priya and Omar.
fn notebook(files: &[(&str, &str)]) -> Book {
    book(&[&[PRIYA, OMAR], files].concat())
}

/// Priya's update, as markdown and as JSON.
fn update_since(files: &[(&str, &str)], since: Option<&str>) -> (String, String) {
    let book = notebook(files);
    let calendar = Calendar::of(&book, &now());
    let ledger = Ledger::build(&book, &calendar, &now(), &Evidence::new());
    let since = since.map(|day| day.parse().unwrap());
    let update = build(&book, &calendar, &ledger, &key("priya"), &now(), since);
    (markdown(&update), json(&update).to_string())
}

fn update(files: &[(&str, &str)]) -> String {
    update_since(files, None).0
}

/// The texts of what Priya may be told of.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let book = notebook(files);
    let calendar = Calendar::of(&book, &now());
    let ledger = Ledger::build(&book, &calendar, &now(), &Evidence::new());
    let told = tellable(&book, &calendar, &ledger, &key("priya"));
    let texts = told.notes.iter().flat_map(|note| match &note.content {
        Content::Meetings(meetings) => meetings.iter().flat_map(|meeting| &meeting.mentions).collect(),
        Content::Digest(Some(digest)) => digest.mentions.iter().collect(),
        Content::Goal(goal) => vec![&goal.goal],
        _ => Vec::new(),
    });
    texts.map(|mention| mention.text.clone()).collect()
}
