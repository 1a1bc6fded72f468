//! One page: what is trimmed, and the footer.

use super::fixture::{World, day, item, key, mine, path, theirs};
use crate::domain::{
    config::DefaultOwner,
    digest::{self, MAX_LINES, SectionName},
    ledger::{Item, State},
    merge::unsettled::Unsettled,
    note::{
        Content, Note,
        diagnostic::{Diagnostic, Severity},
        item::{Fields, Kind, Visibility},
        meeting::{Heading, MeetingNote, Section},
        profile::FacedDate,
    },
};

/// Sections filled over their caps: of each kind so many.
fn full(questions: usize) -> World {
    let mut items: Vec<Item> = Vec::new();
    for at in 0..6 {
        let text = format!("Item {at}");
        items.push(mine(&text, "2026-02-17").due_on(&["2026-03-10"]));
        items.push(theirs(&text, "2026-02-17").due_on(&["2026-03-10"]));
        let decide_by = Fields { decide_by: Some(day("2026-03-20")), ..Fields::default() };
        let concern = item(Kind::Concern, &text, "2026-03-03").fields(decide_by);
        items.push(concern.choice("this", true).choice("that", false));
        items.push(item(Kind::Goal, &text, "2026-02-17"));
        items.push(item(Kind::Feedback, &text, "2026-02-17"));
        items.push(item(Kind::Win, &text, "2026-03-17"));
    }
    for at in 0..questions {
        items.push(item(Kind::Question, &format!("Question {at}?"), "2026-03-17"));
    }
    World::with(items)
}

#[test]
fn the_page_is_trimmed_in_order_and_what_is_trimmed_is_counted() {
    let world = full(3);
    let markdown = world.markdown();
    assert!(digest::seal(&markdown).lines().count() <= MAX_LINES);
    for heading in ["Tell", "Goals", "Feedback", "Priya owes"] {
        let printed = world.printed(heading);
        assert_eq!((printed.len(), printed[1].as_str()), (2, "+ 5 more"), "{heading}");
    }
    assert_eq!(world.printed("Decide").len(), 7, "the page holds it");
    assert_eq!(world.printed("You owe").last().unwrap(), "+ 1 more, late");
    assert_eq!(world.printed("Ask").len(), 3);
    assert!(markdown.contains("Left out: 24 items. See `headsup items --with priya`."), "{markdown}");
}

#[test]
fn what_the_profile_asks_is_the_first_to_go_from_ask_and_is_not_counted() {
    let asked = |owed: usize| {
        let mut world = full(1);
        world.ledger.items.retain(|item| item.kind != Kind::Commitment || item.is_my_commitment());
        let owed = (0..owed).map(|at| theirs(&format!("Also {at}"), "2026-02-17").due_on(&["2026-03-10"]));
        world.ledger.items.extend(owed);
        world.ledger.items.push(item(Kind::Question, "Older?", "2026-03-03"));
        world.profiles[0].dates =
            vec![FacedDate { date: day("2026-03-26"), what: "board".to_owned(), line: 4 }];
        world.know();
        world
    };
    let (own, older) = ("- Question 0?", "- Older? ([3 Mar](../2026-03-03-priya.md))");
    assert_eq!(asked(0).printed("Ask").len(), 3, "the page holds it");
    let mut world = asked(1);
    world.book.config.default_owner = DefaultOwner::Nobody;
    world.ledger.items.push(Item { owner: None, ..mine("Nobody's", "2026-01-06") });
    let without = world.markdown();
    assert_eq!(world.printed("Ask"), [own, older], "{without}");
    world.profiles[0].dates.clear();
    world.know();
    assert_eq!(world.markdown(), without, "it was not counted");
}

#[test]
fn a_page_that_has_room_is_not_trimmed() {
    let mut world = full(0);
    world.ledger.items.retain(|item| item.kind != Kind::Concern && item.kind != Kind::Feedback);
    assert_eq!(world.printed("Tell").len(), 5);
    assert_eq!(world.printed("Goals").len(), 5);
}

#[test]
fn the_json_has_what_the_page_trims() {
    let json = digest::json(&full(3).digest());
    let tell = json["sections"].as_array().unwrap().iter().find(|section| section["name"] == "tell").unwrap();
    assert_eq!((tell["hidden"].as_u64(), tell["items"].as_array().map(Vec::len)), (Some(2), Some(4)));
}

#[test]
fn nothing_at_all_is_two_lines() {
    let mut world = World::new();
    world.person = key("omar");
    world.profiles.clear();
    world.know();
    assert_eq!(world.markdown(), "# omar, Tue 17 Mar 2026, 10:00\nFirst meeting.\n");
}

#[test]
fn links_are_relative_to_the_digest_s_file() {
    let world = World::with(vec![mine("Send plan", "2026-03-03").due_on(&["2026-03-13"])]);
    let at = |file: &str| digest::markdown(&world.digest(), &path(file));
    assert!(at("digests/a.md").contains("([3 Mar](../2026-03-03-priya.md))"));
    assert!(at("a.md").contains("([3 Mar](2026-03-03-priya.md))"));
    assert!(at("digests/2026/a.md").contains("([3 Mar](../../2026-03-03-priya.md))"));
}

fn note(date: &str, visibility: Visibility, confidential_from: Option<u32>) -> Note {
    let heading = |line| Heading { line, text: "Private".to_owned(), section: Section::Confidential };
    let meeting = MeetingNote {
        with: vec![key("priya")],
        when: None,
        tz: None,
        duration: None,
        status: None,
        moved_to: None,
        mode: None,
        visibility,
        tags: Vec::new(),
        line: 1,
        mentions: Vec::new(),
        headings: confidential_from.map(heading).into_iter().collect(),
    };
    let path = path(&format!("{date}-priya.md"));
    let diagnostic = |line, severity, message: &str| Diagnostic {
        path: path.clone(),
        line,
        column: 1,
        length: 0,
        severity,
        code: "bad-date".into(),
        message: message.to_owned(),
        fix: None,
    };
    let diagnostics = vec![
        diagnostic(4, Severity::Error, "no such date"),
        diagnostic(5, Severity::Warning, "nobody is called \"Pria\""),
        diagnostic(6, Severity::Hint, "no due date"),
        diagnostic(20, Severity::Error, "no such date: redundancy plan"),
    ];
    Note {
        path: path.clone(),
        content: Content::Meetings(vec![meeting]),
        title: None,
        diagnostics,
        lacks: None,
    }
}

#[test]
fn other_versions_of_its_notes_are_named() {
    let mut world = World::new();
    let last = |world: &World| world.markdown().lines().last().unwrap().to_owned();
    let other = |name: &str| Unsettled::of(&path(name)).unwrap();
    let open = |date| {
        let mut note = note(date, Visibility::Private, None);
        note.diagnostics.clear();
        note
    };
    world.book.notes = vec![open("2026-03-03"), open("2026-03-10")];
    world.book.unsettled = vec![other("2026-02-24-omar (conflict 2026-03-04 laptop).md")];
    assert!(!last(&world).contains("version"), "it is no note of hers");
    world.book.unsettled.push(other("2026-03-03-priya (conflict 2026-03-04 laptop).md"));
    let one = "Another version: 2026-03-03-priya (conflict 2026-03-04 laptop).md";
    assert_eq!(last(&world), format!("{one}. See `headsup status`."));
    let said: Vec<_> = world.digest().diagnostics.into_iter().map(|found| found.code).collect();
    assert_eq!(said, ["conflict-file"]);
    world.book.unsettled.push(other("2026-03-10-priya (conflict 2026-03-11 laptop).md"));
    assert_eq!(last(&world), format!("{one} and 1 more file. See `headsup status`."));
    world.book.notes[0] = note("2026-03-03", Visibility::Private, None);
    let unread = "Not read in full: 2026-03-03-priya.md. See `headsup check`.";
    assert_eq!(last(&world), format!("{unread} {one} and 1 more file. See `headsup status`."));
    world.book.notes = vec![note("2026-03-03", Visibility::Confidential, None)];
    assert!(!last(&world).contains("version"), "a confidential note is not named");
}

#[test]
fn notes_that_could_not_be_read_are_named() {
    let mut world = World::new();
    world.book.notes = vec![note("2026-03-03", Visibility::Private, None)];
    let last = |world: &World| world.markdown().lines().last().unwrap().to_owned();
    assert_eq!(last(&world), "Not read in full: 2026-03-03-priya.md. See `headsup check`.");
    world.book.notes.push(note("2026-03-10", Visibility::Private, None));
    assert_eq!(last(&world), "Not read in full: 2026-03-03-priya.md and 1 more note. See `headsup check`.");
    let lines: Vec<u32> = world.digest().diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
    assert_eq!(lines, [4, 5, 20, 4, 5, 20]);
    world.person = key("omar");
    assert!(world.digest().diagnostics.is_empty(), "another person's notes");
}

#[test]
fn of_what_is_confidential_no_diagnostic_is_told() {
    let lines = |note: Note, items: Vec<Item>| {
        let mut world = World::with(items);
        world.book.notes = vec![note];
        let digest = world.digest();
        digest.diagnostics.iter().map(|diagnostic| diagnostic.line).collect::<Vec<u32>>()
    };
    assert_eq!(lines(note("2026-03-03", Visibility::Private, Some(10)), vec![]), [4, 5]);
    assert_eq!(lines(note("2026-03-03", Visibility::Confidential, None), vec![]), [0; 0]);
    let secret = Item { visibility: Visibility::Confidential, ..mine("x", "2026-03-03").line(4) };
    assert_eq!(lines(note("2026-03-03", Visibility::Private, None), vec![secret]), [5, 20]);
}

#[test]
fn a_meeting_s_note_that_is_confidential_is_not_named() {
    let mut world = World::new();
    world.book.notes = vec![note("2026-03-17", Visibility::Confidential, None)];
    assert_eq!(world.digest().meeting.note, None);
    world.book.notes = vec![note("2026-03-17", Visibility::Shared, None)];
    assert_eq!(world.digest().meeting.note, Some(path("2026-03-17-priya.md")));
}

#[test]
fn the_caps_are_those_of_the_reference() {
    let world = {
        let mut world = full(6);
        for at in 0..6 {
            let item = Item { owner: None, ..mine(&format!("Nobody {at}"), "2026-02-17") };
            world.ledger.items.push(item.in_state(State::Open));
        }
        world.book.config.default_owner = DefaultOwner::Nobody;
        world
    };
    let sections = world.digest().sections;
    let shown: Vec<(SectionName, usize, usize)> =
        sections.iter().map(|section| (section.name, section.items.len(), section.hidden)).collect();
    assert_eq!(
        shown,
        [
            (SectionName::Decide, 3, 3),
            (SectionName::YouOwe, 5, 1),
            (SectionName::TheyOwe, 4, 2),
            (SectionName::Unowned, 3, 3),
            (SectionName::Goals, 4, 2),
            (SectionName::Feedback, 3, 3),
            (SectionName::Tell, 4, 2),
            (SectionName::Ask, 3, 3),
        ]
    );
    let markdown = world.markdown();
    assert!(digest::seal(&markdown).lines().count() <= MAX_LINES, "{markdown}");
    assert_eq!(world.printed("Priya owes").len(), 2);
    assert_eq!(world.printed("Ask").len(), 4, "the own note's questions go last");
}
