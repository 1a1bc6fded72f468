use super::*;
use crate::domain::schedule::{following, next_with};

fn priya() -> Profile {
    person("priya", every("week", "tue", "10:00", "2026-01-06"))
}

fn omar() -> Profile {
    person("omar", rule("FREQ=WEEKLY;BYDAY=TU", "15:00", "2026-01-06"))
}

/// What the week of Monday 16 March 2026 brings.
#[track_caller]
fn check(people: impl IntoIterator<Item = Profile>, notes: impl IntoIterator<Item = Note>, expect: &[&str]) {
    let found = coming(&book(people, notes), "2026-03-16T00:00", "2026-03-23T00:00");
    assert_eq!(found, expect);
}

#[test]
fn planned_notes_and_recurring_meetings_by_start_then_people() {
    check([], [], &[]);
    check([priya()], [], &["2026-03-17 10:00 priya"]);
    check([omar(), priya()], [], &["2026-03-17 10:00 priya", "2026-03-17 15:00 omar"]);
    check(
        [],
        [note("zoe", "2026-03-18 09:00"), note("adam", "2026-03-18 09:00"), note("kim", "2026-03-16")],
        &["2026-03-16 day kim noted", "2026-03-18 09:00 adam noted", "2026-03-18 09:00 zoe noted"],
    );
    check(
        [priya()],
        [note("priya", "2026-03-19 09:00")],
        &["2026-03-17 10:00 priya", "2026-03-19 09:00 priya noted"],
    );
    // Past notes are not coming.
    check([], [note("priya", "2026-03-15 09:00"), said(note("priya", "2026-03-10"), Status::Held)], &[]);
}

#[test]
fn a_note_replaces_that_days_recurring_meeting() {
    check([priya()], [note("priya", "2026-03-17")], &["2026-03-17 10:00 priya noted"]);
    check([priya()], [note("priya", "2026-03-17 16:00")], &["2026-03-17 16:00 priya noted"]);
    check(
        [priya()],
        [said(note("priya", "2026-03-17 16:00"), Status::Planned)],
        &["2026-03-17 16:00 priya noted"],
    );
    check(
        [priya(), omar()],
        [note("priya", "2026-03-17")],
        &["2026-03-17 10:00 priya noted", "2026-03-17 15:00 omar"],
    );
    // A note in another zone is that day's in its zone or in the notebook's.
    let zoned = |date: &str, zone: &str| with(note("priya", date), |meeting| meeting.tz = Some(tz(zone)));
    check([priya()], [zoned("2026-03-17 09:00", "Europe/London")], &["2026-03-17 09:00 priya noted"]);
    check([priya()], [zoned("2026-03-18 05:00", "Asia/Tokyo")], &["2026-03-18 05:00 priya noted"]);
    // One that was held earlier in the day, too.
    let book = book([priya()], [note("priya", "2026-03-17 08:00")]);
    assert_eq!(coming(&book, "2026-03-17T09:00", "2026-03-23T00:00"), Vec::<String>::new());
}

#[test]
fn a_cancelled_meeting_is_gone() {
    let cancelled = |date| said(note("priya", date), Status::Cancelled);
    check([priya()], [cancelled("2026-03-17")], &[]);
    check([priya()], [cancelled("2026-03-17 10:00")], &[]);
    check([], [cancelled("2026-03-19 10:00")], &[]);
    check([priya()], [cancelled("2026-03-18")], &["2026-03-17 10:00 priya"]);
    check([priya(), omar()], [cancelled("2026-03-17")], &["2026-03-17 15:00 omar"]);
    check(
        [priya()],
        [cancelled("2026-03-17 10:00"), note("priya", "2026-03-17 16:00")],
        &["2026-03-17 16:00 priya noted"],
    );
}

#[test]
fn a_moved_meeting_is_where_it_was_moved_to() {
    let from = |to| moved(note("priya", "2026-03-17"), to);
    check([priya()], [from("2026-03-19")], &["2026-03-19 10:00 priya noted"]);
    check([priya()], [from("2026-03-19 16:00")], &["2026-03-19 16:00 priya noted"]);
    check([priya()], [from("2026-03-17 16:00")], &["2026-03-17 16:00 priya noted"]);
    check([], [from("2026-03-19")], &["2026-03-19 day priya noted"]);
    check([], [moved(note("priya", "2026-03-17 10:00"), "2026-03-19")], &["2026-03-19 10:00 priya noted"]);
    // Out of the week, and into it.
    check([priya()], [from("2026-04-02")], &[]);
    check(
        [],
        [moved(note("priya", "2026-02-17 10:00"), "2026-03-19 09:00")],
        &["2026-03-19 09:00 priya noted"],
    );
    // Said to be moved, but not where to.
    check([priya()], [said(note("priya", "2026-03-17"), Status::Moved)], &[]);
    // To the day of the next recurring one: one meeting.
    check([priya()], [moved(note("priya", "2026-03-10"), "2026-03-17")], &["2026-03-17 10:00 priya noted"]);
    check(
        [priya()],
        [moved(note("priya", "2026-03-10"), "2026-03-17 16:00")],
        &["2026-03-17 16:00 priya noted"],
    );
    // `moved_to` without `status: moved` moves nothing.
    let planned = with(note("priya", "2026-03-17"), |meeting| meeting.moved_to = Some(when("2026-03-19")));
    check([priya()], [planned], &["2026-03-17 10:00 priya noted"]);
    // A note whose own date is not known.
    check([], [moved(note("priya", ""), "2026-03-19 09:00")], &["2026-03-19 09:00 priya noted"]);
}

#[test]
fn a_note_at_the_new_place_stands_for_the_moved_meeting() {
    let old = |to| moved(note("priya", "2026-03-17"), to);
    let new = |date| note_at("new.md", "priya", date);
    let paths = |notes: [Note; 2]| {
        let book = book([priya()], notes);
        let now = at("2026-03-16T00:00");
        let met = crate::domain::schedule::upcoming(
            &book,
            &Calendar::of(&book, &now),
            &now,
            &at("2026-03-23T00:00"),
        );
        met.iter()
            .map(|m| format!("{} {}", m.start.strftime("%d %H:%M"), m.note.as_ref().unwrap().path))
            .collect::<Vec<_>>()
    };
    let old_path = "2026-03-17-priya.md";
    assert_eq!(paths([old("2026-03-19"), new("2026-03-19")]), ["19 10:00 new.md"]);
    assert_eq!(paths([old("2026-03-19"), new("2026-03-19 14:00")]), ["19 14:00 new.md"]);
    assert_eq!(paths([old("2026-03-19 14:00"), new("2026-03-19 14:00")]), ["19 14:00 new.md"]);
    // The new note gives no time: that of `moved_to`.
    assert_eq!(paths([old("2026-03-19 14:00"), new("2026-03-19")]), ["19 14:00 new.md"]);
    // Two times are two meetings.
    let both = ["19 09:00 new.md".to_owned(), format!("19 14:00 {old_path}")];
    assert_eq!(paths([old("2026-03-19 14:00"), new("2026-03-19 09:00")]), both);
    assert_eq!(paths([old("2026-03-19"), said(new("2026-03-19"), Status::Cancelled)]), Vec::<String>::new());
    assert_eq!(paths([old("2026-03-19"), moved(new("2026-03-19"), "2026-03-20")]), ["20 10:00 new.md"]);
}

#[test]
fn two_meetings_in_one_day_stay_two() {
    check(
        [],
        [note("priya", "2026-03-17 10:00"), note("priya", "2026-03-17 16:00")],
        &["2026-03-17 10:00 priya noted", "2026-03-17 16:00 priya noted"],
    );
    check(
        [priya()],
        [note("priya", "2026-03-17 10:00"), note("priya", "2026-03-17 16:00")],
        &["2026-03-17 10:00 priya noted", "2026-03-17 16:00 priya noted"],
    );
    // Of two that recur in a day, a note stands for the nearest.
    let twice = || person("priya", rule("FREQ=WEEKLY;BYDAY=TU;BYHOUR=10,16", "10:00", "2026-01-06"));
    check([twice()], [], &["2026-03-17 10:00 priya", "2026-03-17 16:00 priya"]);
    check(
        [twice()],
        [note("priya", "2026-03-17 15:00")],
        &["2026-03-17 10:00 priya", "2026-03-17 15:00 priya noted"],
    );
    check(
        [twice()],
        [moved(note("priya", "2026-03-17 10:00"), "2026-03-17 12:00")],
        &["2026-03-17 12:00 priya noted", "2026-03-17 16:00 priya"],
    );
    // Two notes of one meeting are one meeting.
    check(
        [],
        [note_at("a.md", "priya", "2026-03-17 10:00"), note_at("b.md", "priya", "2026-03-17 10:00")],
        &["2026-03-17 10:00 priya noted"],
    );
    check(
        [],
        [
            note_at("a.md", "priya omar", "2026-03-17 10:00"),
            note_at("b.md", "omar priya", "2026-03-17 10:00"),
        ],
        &["2026-03-17 10:00 omar+priya noted"],
    );
}

#[test]
fn a_group_note_replaces_the_recurring_meeting_of_each() {
    check(
        [priya(), omar()],
        [note("priya omar", "2026-03-17 11:00")],
        &["2026-03-17 11:00 priya+omar noted"],
    );
    check(
        [priya(), omar()],
        [note("priya kim", "2026-03-17 11:00")],
        &["2026-03-17 11:00 priya+kim noted", "2026-03-17 15:00 omar"],
    );
    check([priya(), omar()], [said(note("priya omar", "2026-03-17"), Status::Cancelled)], &[]);
    check(
        [priya(), omar()],
        [moved(note("priya omar", "2026-03-17"), "2026-03-18 12:00")],
        &["2026-03-18 12:00 priya+omar noted"],
    );
    check(
        [],
        [moved(note("priya omar", "2026-03-17"), "2026-03-18"), note("priya", "2026-03-18 12:00")],
        &["2026-03-18 day omar noted", "2026-03-18 12:00 priya noted"],
    );
    check(
        [priya(), omar()],
        [note("priya omar", "2026-03-17 11:00"), note("priya", "2026-03-17 09:00")],
        &["2026-03-17 09:00 priya noted", "2026-03-17 11:00 priya+omar noted"],
    );
}

#[test]
fn a_span_holds_its_start_and_not_its_end() {
    let book = book([priya()], [note("kim", "2026-03-19")]);
    assert_eq!(coming(&book, "2026-03-17T10:00", "2026-03-18T00:00"), ["2026-03-17 10:00 priya"]);
    assert_eq!(coming(&book, "2026-03-17T10:00:01", "2026-03-18T00:00"), Vec::<String>::new());
    assert_eq!(coming(&book, "2026-03-16T00:00", "2026-03-17T10:00"), Vec::<String>::new());
    // A meeting whose time is not known is to come until its day ends.
    assert_eq!(coming(&book, "2026-03-19T23:59", "2026-03-20T00:00"), ["2026-03-19 day kim noted"]);
    assert_eq!(coming(&book, "2026-03-18T00:00", "2026-03-19T23:59"), Vec::<String>::new());
    assert_eq!(coming(&book, "2026-03-20T00:00", "2026-03-21T00:00"), Vec::<String>::new());
    // An empty or turned span.
    assert_eq!(coming(&book, "2026-03-17T10:00", "2026-03-17T10:00"), Vec::<String>::new());
    assert_eq!(coming(&book, "2026-03-27T10:00", "2026-03-17T10:00"), Vec::<String>::new());
}

#[test]
fn the_next_meeting_with_a_person() {
    let notes = [note("priya omar", "2026-03-18 09:00"), note("kim", "2029-01-01 09:00")];
    let quarterly = person("lee", every("3 months", "", "10:00", "2026-01-15"));
    let book = book([priya(), omar(), quarterly, person("zoe", None)], notes);
    let next = |who: &str, now: &str| {
        let calendar = Calendar::of(&book, &at(now));
        next_with(&book, &calendar, &key(who), &at(now)).map(|meeting| told([&meeting]).remove(0))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(next("priya", "2026-03-17T10:00"), some("2026-03-17 10:00 priya"));
    assert_eq!(next("priya", "2026-03-17T10:01"), some("2026-03-18 09:00 priya+omar noted"));
    assert_eq!(next("omar", "2026-03-17T16:00"), some("2026-03-18 09:00 priya+omar noted"));
    assert_eq!(next("lee", "2026-03-17T10:00"), some("2026-04-15 10:00 lee"));
    assert_eq!(next("lee", "2026-01-15T10:01"), some("2026-04-15 10:00 lee"));
    assert_eq!(next("kim", "2026-03-17T10:00"), some("2029-01-01 09:00 kim noted"));
    assert_eq!(next("zoe", "2026-03-17T10:00"), None);
    assert_eq!(next("nobody", "2026-03-17T10:00"), None);
}

#[test]
fn the_following_meeting_is_the_next_known_else_a_fortnight_on() {
    let notes =
        [note("kim", "2026-03-17 10:00"), note("kim", "2026-03-17 16:00"), note("priya", "2026-03-31 17:00")];
    let book = book([priya(), omar()], notes);
    let after = |who: &str, start: &str, now: &str| {
        following(&book, &Calendar::of(&book, &at(now)), &key(who), &meeting(who, start))
    };
    assert_eq!(after("priya", "2026-03-17T10:00", "2026-03-17T10:00"), at("2026-03-24T10:00"));
    assert_eq!(after("priya", "2026-03-24T10:00", "2026-03-17T10:00"), at("2026-03-31T17:00"));
    // Of a past meeting, the one that came after it.
    assert_eq!(after("kim", "2026-03-17T10:00", "2026-03-17T10:00"), at("2026-03-17T16:00"));
    assert_eq!(after("kim", "2026-03-17T10:00", "2026-06-01T00:00"), at("2026-03-17T16:00"));
    assert_eq!(after("kim", "2026-03-17T16:00", "2026-06-01T00:00"), at("2026-03-31T16:00"));
    assert_eq!(after("zoe", "2026-03-20T10:00", "2026-03-17T10:00"), at("2026-04-03T10:00"));
}
