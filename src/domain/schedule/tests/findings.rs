//! What `check` says of meetings.

use super::{at, book, every, note_at, person, said};
use crate::domain::{
    note::meeting::Status,
    schedule::{Calendar, findings},
};

#[track_caller]
fn check(now: &str, expect: &[&str]) {
    let notes = [
        said(note_at("a.md", "priya", "2026-03-03 10:00"), Status::Planned),
        said(note_at("b.md", "omar", "2026-03-17"), Status::Planned),
        said(note_at("c.md", "priya", "2026-03-03 10:00"), Status::Cancelled),
        note_at("d.md", "priya", "2026-03-03 10:00"),
    ];
    let book = book([person("priya", every("2 weeks", "", "10:00", ""))], notes);
    let found = findings(&book, &Calendar::of(&book, &at(now)));
    let shown: Vec<String> = found.iter().map(|one| format!("{} {}", one.path, one.code)).collect();
    assert_eq!(shown, expect);
}

#[test]
fn a_planned_note_whose_time_has_passed_and_a_rule_without_a_day_are_told() {
    check("2026-03-03T10:00", &["people/priya.md meets-never"]);
    check("2026-03-17T23:00", &["a.md planned-passed", "people/priya.md meets-never"]);
    check("2026-03-18T00:00", &["a.md planned-passed", "b.md planned-passed", "people/priya.md meets-never"]);
}
