//! The YAML at the top of a file: of a meeting note, a person's profile, a goal.

use std::sync::Arc;

use headsup::domain::{
    book::Book,
    config::Config,
    note::{
        Content,
        front_matter::value::{self, Cause, Entry, Node, Value},
    },
    roster::Roster,
    schedule::{self, Calendar},
};
use jiff::{civil::date, tz::TimeZone};

use super::common::{mentions, path, read, stored, text};

/// Reads the input as YAML, and as the front matter of each kind of file.
pub fn check(input: &[u8]) {
    let yaml = text(input);
    let found = value::read(&yaml);
    match &found {
        Ok(entries) => tree(entries, &yaml),
        Err(broken) => assert!(yaml.is_char_boundary(broken.at), "{yaml:?}: {broken:?}"),
    }
    let whole = format!("---\n{yaml}\n---\n- [ ] Count the lamps\n");
    let (_, note) = read(&path("2026-03-03-priya.md"), whole.as_bytes());
    stored(&note);
    let marks = |line: &str| matches!(line.trim_end(), "---" | "...");
    let mapping = !matches!(&found, Err(broken) if broken.cause == Cause::NoMapping);
    if mapping && !yaml.split('\n').any(marks) && matches!(note.content, Content::Meetings(_)) {
        let last = mentions(&note).last().map(|item| (item.text.clone(), item.source.line as usize));
        let line = whole.split('\n').count() - 1;
        assert_eq!(last, Some(("Count the lamps".to_owned(), line)), "the body is lost: {whole:?}");
    }
    stored(&read(&path("goals/lamps.md"), whole.as_bytes()).1);
    let (draft, person) = read(&path("people/lee.md"), whole.as_bytes());
    stored(&person);
    if let Some(profile) = draft.names().profile {
        meetings(Roster::new(vec![profile], &[].into(), &[]));
    }
}

/// What `meets:` says is followed, and comes to an end.
fn meetings(roster: Roster) {
    let Some(person) = roster.people().first().map(|person| person.key.clone()) else { return };
    let (config, zone) = (Config::default(), TimeZone::UTC);
    let book = Book { notes: Vec::new(), unsettled: Vec::new(), roster: Arc::new(roster), config, zone };
    let Ok(now) = date(2026, 3, 3).at(9, 0, 0, 0).in_tz("UTC") else { return };
    let calendar = Calendar::of(&book, &now);
    if let Some(next) = schedule::next_with(&book, &calendar, &person, &now) {
        // Where only its day is known, it starts with that day.
        assert!(next.start.date() >= now.date(), "{next:?}");
        assert!(schedule::following(&book, &calendar, &person, &next) > next.start, "{next:?}");
    }
    if let Some(profile) = book.roster.get(&person).and_then(|person| person.profile.as_ref()) {
        assert_ne!(schedule::cadence(profile), Some(0));
    }
}

/// Every key and value stands in the text where it says, no key twice, within the limits.
fn tree(entries: &[Entry], yaml: &str) {
    let mut count = 0;
    mapping(entries, yaml, 0, &mut count);
    // Anchors and tags are written where they stand, but what an alias repeats stands elsewhere.
    if !yaml.contains('*') {
        assert!(entries.is_sorted_by_key(|entry| entry.at), "{yaml:?}: {entries:?}");
    }
}

fn mapping(entries: &[Entry], yaml: &str, depth: usize, count: &mut usize) {
    for (place, entry) in entries.iter().enumerate() {
        assert!(entries.iter().take(place).all(|before| before.key != entry.key), "{yaml:?}: {entry:?}");
        assert!(yaml.is_char_boundary(entry.at), "{yaml:?}: {entry:?}");
        node(&entry.node, yaml, depth + 1, count);
    }
}

fn node(node: &Node, yaml: &str, depth: usize, count: &mut usize) {
    *count += 1;
    assert!(depth <= 40 && *count <= 10_000, "the limits do not hold: {yaml:?}");
    let written = yaml.get(node.range());
    assert!(written.is_some(), "beyond {yaml:?}: {node:?}");
    match &node.value {
        Value::Null => {}
        Value::Text(text) => assert!(node.len == 0 || written == Some(text), "{yaml:?}: {node:?}"),
        Value::List(list) => list.iter().for_each(|inner| self::node(inner, yaml, depth + 1, count)),
        Value::Map(map) => mapping(map, yaml, depth, count),
    }
}
