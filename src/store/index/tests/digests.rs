//! A digest says the same, whether it is made from the whole notebook or from what is read for it.

use jiff::Zoned;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    digest::{self, needed_for},
    ledger::{Evidence, Ledger},
    schedule::{self, Calendar},
};

const PEOPLE: [&str; 5] = ["priya", "omar", "dana", "lee", "noor"];

const PROFILES: [(&str, &str); 5] = [
    (
        "people/priya.md",
        "---\nname: Priya Nair\nrelation: manager\nmeets: {every: 2 weeks, day: tue, time: \"10:00\"}\ngoals:\n  - {id: close, text: Close month in 5 days, confirmed: 2026-03-01}\n---\n",
    ),
    ("people/omar.md", "---\nname: Omar Haddad\nrelation: dotted-line\n---\n"),
    (
        "people/dana.md",
        "---\nname: Dana Whitfield\nrelation: manager\nstatus: former\nuntil: 2026-01-31\n---\n",
    ),
    ("people/lee.md", "---\nname: Lee Park\nrelation: peer\n---\n"),
    ("goals/retry.md", "---\nwith: priya\nmetric: failures\n---\n# Fewer failed retries\n"),
];

const HEADINGS: [&str; 10] =
    ["Mine", "Mine", "Mine", "Theirs", "Goals", "Risks", "Requests", "Questions", "Feedback", "Confidential"];

prop_compose! {
    /// An item that is known by its words, or one that is known by its id wherever it is written.
    fn line()(
        mark in prop::sample::select(vec!["- [ ] ", "- [ ] ", "- [x] ", "- "]),
        text in prop::sample::select(vec!["Send plan", "Send plan - more of it", "Fewer failed retries", "Pay"]),
        owner in prop::sample::select(vec!["", "", "", " @omar", " @priya", " to:@omar"]),
        due in prop::sample::select(vec!["", " due:2026-03-10", " due:2026-03-20", " due:2026-05-01"]),
        field in prop::sample::select(vec![
            "", "", " supports:close", " displaces:\"Send plan\"", " displaces:a1", " agreed:yes",
        ]),
        id in prop::option::of(prop::sample::select(vec!["a1", "b2", "c3"])),
    ) -> String {
        let (text, id) = match id {
            Some(id) => (format!("Call bank {id}"), format!(" ^{id}")),
            None => (text.to_owned(), String::new()),
        };
        format!("{mark}{text}{owner}{due}{field}{id}\n")
    }
}

prop_compose! {
    fn note()(
        with in prop::sample::subsequence(PEOPLE.to_vec(), 1..3),
        day in 0..90_i8,
        won in prop::option::of(prop::sample::select(vec!["", " ^a1", " tell:@priya"])),
        sections in prop::collection::vec((prop::sample::select(HEADINGS.to_vec()), prop::collection::vec(line(), 1..4)), 0..4),
    ) -> (String, String) {
        let date = date(2026, 1, 5).checked_add(jiff::Span::new().days(day)).unwrap();
        let body: String = sections.iter().map(|(heading, lines)| format!("## {heading}\n{}", lines.concat())).collect();
        // What is worded as before may be one item, or another once it was told: that takes notes which do not
        // concern the person, so that each win is worded as no other.
        let won = won.map(|id| format!("## Wins\n- [x] Won race {day}{id}\n")).unwrap_or_default();
        let with = with.join(", ");
        let path = format!("{date}-{}.md", with.replace(", ", "-"));
        (path, format!("---\nwith: [{with}]\ndate: {date}T10:00\n---\n{won}{body}"))
    }
}

/// The digest of each person's next meeting after `now`, as it is printed and as programs get it.
fn digests(w: &World, now: &Zoned, book: impl Fn(&PersonKey, &Zoned) -> Book) -> Vec<String> {
    let known = w.book();
    let calendar = Calendar::of(&known, now);
    let next = |person: &str| {
        let person = PersonKey(person.to_owned());
        let meeting = schedule::next_with(&known, &calendar, &person, now)?;
        let book = book(&person, &meeting.start);
        let calendar = Calendar::of(&book, &meeting.start);
        let ledger = Ledger::build(&book, &calendar, &meeting.start, &Evidence::new());
        let following = schedule::following(&book, &calendar, &person, &meeting);
        let digest = digest::build(&book, &calendar, &ledger, &person, &meeting, &following);
        let path = schedule::digest_path_in(&book, &calendar, &person, &meeting);
        Some(format!("{path}\n{}{:#}", digest::markdown(&digest, &path), digest::json(&digest)))
    };
    PEOPLE.iter().filter_map(|person| next(person)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_for_a_digest_is_enough(notes in prop::collection::vec(note(), 0..20)) {
        let mut files: Vec<(&str, &str)> = PROFILES.to_vec();
        files.extend(notes.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let w = World::new(&files);
        let now: Zoned = "2026-03-08T12:00:00[UTC]".parse().unwrap();
        let whole = digests(&w, &now, |_, _| w.book());
        let read = digests(&w, &now, |person, at| {
            let people = needed_for(&w.index.roster(&w.config).unwrap(), person);
            w.index.book_for(&people, at.date(), &w.config, TimeZone::UTC).unwrap()
        });
        prop_assert_eq!(read, whole);
    }
}
