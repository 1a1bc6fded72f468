use jiff::SignedDuration;

use super::*;
use crate::domain::schedule::{digest_due, digests_wanted, next_moment};

fn hours(hours: i64) -> Option<SignedDuration> {
    Some(SignedDuration::from_hours(hours))
}

fn leading(lead: Option<SignedDuration>, lead_days: Option<u32>) -> Profile {
    let mut priya = person("priya", None);
    priya.lead = lead;
    priya.prefers.lead_days = lead_days;
    priya
}

#[track_caller]
fn due(priya: Profile, start: &str, expect: &str) {
    let book = book([priya], []);
    assert_eq!(digest_due(&book, &key("priya"), &meeting("priya", start)), at(expect));
}

#[test]
fn a_digest_is_due_lead_before_its_meeting() {
    due(leading(None, None), "2026-03-17T10:00", "2026-03-16T10:00");
    due(leading(hours(2), None), "2026-03-17T10:00", "2026-03-17T08:00");
    due(leading(hours(72), None), "2026-03-17T10:00", "2026-03-14T10:00");
    due(leading(hours(0), None), "2026-03-17T10:00", "2026-03-17T10:00");
    due(leading(hours(-5), None), "2026-03-17T10:00", "2026-03-17T10:00");
    // `lead_days` brings it forward, and never back.
    due(leading(None, Some(2)), "2026-03-17T10:00", "2026-03-15T10:00");
    due(leading(None, Some(0)), "2026-03-17T10:00", "2026-03-16T10:00");
    due(leading(hours(72), Some(1)), "2026-03-17T10:00", "2026-03-14T10:00");
    // Over a daylight-saving change hours are hours, and days keep the wall time.
    due(leading(hours(24), None), "2026-03-29T12:00", "2026-03-28T11:00");
    due(leading(hours(1), Some(1)), "2026-03-29T12:00", "2026-03-28T12:00");
    // No lead is longer than a year.
    due(leading(Some(SignedDuration::MAX), None), "2026-03-17T10:00", "2025-03-16T10:00");
    due(leading(Some(SignedDuration::MIN), Some(u32::MAX)), "2026-03-17T10:00", "2025-03-16T10:00");
}

#[test]
fn the_notebooks_lead_counts_for_who_has_none() {
    let mut book = book([leading(None, None)], []);
    book.config.lead = SignedDuration::from_hours(48);
    assert_eq!(
        digest_due(&book, &key("priya"), &meeting("priya", "2026-03-17T10:00")),
        at("2026-03-15T10:00")
    );
    assert_eq!(
        digest_due(&book, &key("nobody"), &meeting("nobody", "2026-03-17T10:00")),
        at("2026-03-15T10:00")
    );
    book.roster = Roster::new(vec![leading(hours(1), None)], &BTreeSet::new(), &[]).into();
    assert_eq!(
        digest_due(&book, &key("priya"), &meeting("priya", "2026-03-17T10:00")),
        at("2026-03-17T09:00")
    );
}

fn wanted(book: &Book, now: &str) -> Vec<String> {
    let found = digests_wanted(book, &Calendar::of(book, &at(now)), &at(now));
    let name =
        |path: &NotePath| path.as_str().trim_start_matches("digests/").trim_end_matches(".md").to_owned();
    found.iter().map(|wanted| name(&wanted.path)).collect()
}

#[track_caller]
fn check(book: &Book, now: &str, expect: &[&str]) {
    assert_eq!(wanted(book, now), expect, "at {now}");
}

#[test]
fn a_digest_is_wanted_from_when_it_is_due_until_the_meeting_starts() {
    for book in [
        book([], [note("priya", "2026-03-17 10:00")]),
        book([person("priya", every("week", "tue", "10:00", ""))], []),
        book([person("priya", every("week", "tue", "10:00", ""))], [note("priya", "2026-03-17")]),
    ] {
        check(&book, "2026-03-16T09:59:59", &[]);
        check(&book, "2026-03-16T10:00", &["2026-03-17-priya"]);
        // The machine slept through the moment it was due.
        check(&book, "2026-03-17T09:59:59", &["2026-03-17-priya"]);
        // It started, or slept through the start too.
        check(&book, "2026-03-17T10:00", &[]);
        check(&book, "2026-03-17T12:00", &[]);
    }
    let weekly = book([person("priya", every("week", "tue", "10:00", ""))], []);
    check(&weekly, "2026-03-31T08:00", &["2026-03-31-priya"]);
}

#[test]
fn a_digest_of_a_day_is_wanted_until_the_day_ends() {
    let book = book([], [note("priya", "2026-03-17")]);
    check(&book, "2026-03-15T23:59", &[]);
    check(&book, "2026-03-16T00:00", &["2026-03-17-priya"]);
    check(&book, "2026-03-17T23:59", &["2026-03-17-priya"]);
    check(&book, "2026-03-18T00:00", &[]);
    let held = super::book([], [said(note("priya", "2026-03-17"), Status::Held)]);
    check(&held, "2026-03-17T12:00", &[]);
}

#[test]
fn one_for_each_other_person_in_the_meeting() {
    let mut omar = person("omar", None);
    omar.lead = hours(2);
    let book = book([omar], [note("priya omar", "2026-03-17 10:00")]);
    check(&book, "2026-03-16T12:00", &["2026-03-17-priya"]);
    check(&book, "2026-03-17T09:00", &["2026-03-17-priya", "2026-03-17-omar"]);
}

#[test]
fn two_meetings_in_one_day_have_two_digests() {
    let book = book([], [note("priya", "2026-03-17 10:00"), note("priya", "2026-03-17 16:00")]);
    check(&book, "2026-03-17T08:00", &["2026-03-17-priya", "2026-03-17-priya-1600"]);
    check(&book, "2026-03-17T12:00", &["2026-03-17-priya-1600"]);
    let with_group =
        super::book([], [note("priya", "2026-03-17 10:00"), note("priya omar", "2026-03-17 10:00")]);
    check(&with_group, "2026-03-17T08:00", &["2026-03-17-priya", "2026-03-17-omar"]);
}

#[test]
fn a_cancelled_or_moved_meeting_has_no_digest_where_it_was() {
    let weekly = || person("priya", every("week", "tue", "10:00", ""));
    let cancelled = book([weekly()], [said(note("priya", "2026-03-17"), Status::Cancelled)]);
    check(&cancelled, "2026-03-17T09:00", &[]);
    let moved = book([weekly()], [moved(note("priya", "2026-03-17"), "2026-03-19 14:00")]);
    check(&moved, "2026-03-17T09:00", &[]);
    check(&moved, "2026-03-19T09:00", &["2026-03-19-priya"]);
}

#[test]
fn a_long_lead_sees_several_meetings() {
    let mut priya = person("priya", every("week", "tue", "10:00", ""));
    priya.prefers.lead_days = Some(14);
    let book = book([priya], []);
    check(&book, "2026-03-11T12:00", &["2026-03-17-priya", "2026-03-24-priya"]);
}

#[track_caller]
fn moments(book: &Book, from: &str, expect: &[&str]) {
    let mut now = at(from);
    for expect in expect {
        let next = next_moment(book, &Calendar::of(book, &now), &now).unwrap();
        assert_eq!(next, at(expect), "after {now}");
        now = next;
    }
}

#[test]
fn the_next_moment_is_when_a_digest_is_due_or_a_meeting_starts() {
    let nothing = book([person("priya", None)], [note("priya", "2026-03-10 10:00")]);
    let now = at("2026-03-16T00:00");
    assert_eq!(next_moment(&nothing, &Calendar::of(&nothing, &now), &now), None);
    moments(
        &book([person("priya", every("week", "tue", "10:00", ""))], []),
        "2026-03-13T00:00",
        &["2026-03-16T10:00", "2026-03-17T10:00", "2026-03-23T10:00", "2026-03-24T10:00", "2026-03-30T10:00"],
    );
    // A note turns from planned to held just after its start.
    moments(
        &book([], [note("priya", "2026-03-17 10:00")]),
        "2026-03-13T00:00",
        &["2026-03-16T10:00", "2026-03-17T10:00", "2026-03-17T10:00:00.000000001"],
    );
    let untimed = book([], [note("priya", "2026-03-17")]);
    let now = at("2026-03-17T12:00");
    assert_eq!(next_moment(&untimed, &Calendar::of(&untimed, &now), &now), Some(at("2026-03-18T00:00")));
    // Far ahead.
    moments(&book([], [note("priya", "2028-03-17 10:00")]), "2026-03-13T00:00", &["2028-03-16T10:00"]);
    let yearly = person("priya", rule("FREQ=YEARLY", "10:00", "2026-01-10"));
    moments(&book([yearly], []), "2026-03-13T00:00", &["2027-01-09T10:00"]);
    // A later meeting's digest can be due first.
    let mut slow = person("slow", every("month", "", "10:00", "2026-01-20"));
    slow.lead = hours(24 * 30);
    let quick = person("quick", every("week", "fri", "10:00", ""));
    moments(&book([slow, quick], []), "2026-03-20T10:00", &["2026-03-21T09:00"]);
}
