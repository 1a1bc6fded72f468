use super::*;
use crate::domain::schedule::{digest_freezes, last_met, planned_but_passed};

#[track_caller]
fn check(people: &[Profile], note: Note, now: &str, start: &str, expect: Progress) {
    let book = book(people.to_vec(), [note]);
    let calendar = Calendar::of(&book, &at(now));
    let [meeting] = calendar.meetings.as_slice() else { panic!("one meeting, not {calendar:?}") };
    assert_eq!(told([meeting]), [format!("{start} noted")]);
    assert_eq!(meeting.progress, expect);
}

#[test]
fn a_note_is_held_once_its_meeting_has_started() {
    use Progress::{Held, Planned};
    let timed = || note("priya", "2026-03-17 10:00");
    let start = "2026-03-17 10:00 priya";
    check(&[], timed(), "2026-03-17T09:59", start, Planned);
    check(&[], timed(), "2026-03-17T10:00", start, Planned);
    check(&[], timed(), "2026-03-17T10:00:01", start, Held);
    check(&[], said(timed(), Status::Planned), "2026-03-17T11:00", start, Held);
    check(&[], said(timed(), Status::Planned), "2026-03-17T09:00", start, Planned);
}

#[test]
fn what_a_note_says_of_its_meeting_counts() {
    use Progress::{Cancelled, Held, Moved, Planned};
    let timed = || note("priya", "2026-03-17 10:00");
    let start = "2026-03-17 10:00 priya";
    for now in ["2026-03-01T00:00", "2026-04-01T00:00"] {
        check(&[], said(timed(), Status::Cancelled), now, start, Cancelled);
        check(&[], said(timed(), Status::Moved), now, start, Moved);
    }
    check(&[], said(timed(), Status::Held), "2026-03-18T00:00", start, Held);
    // A meeting still to come was not held; its own digest sees it as coming.
    check(&[], said(timed(), Status::Held), "2026-03-10T00:00", start, Planned);
    check(&[], said(timed(), Status::Held), "2026-03-17T10:00", start, Planned);
    let untimed = said(note("priya", "2026-03-17"), Status::Held);
    check(&[], untimed, "2026-03-17T12:00", "2026-03-17 day priya", Held);
}

#[test]
fn a_date_without_a_time_is_planned_until_its_day_ends() {
    use Progress::{Held, Planned};
    let untimed = || note("priya", "2026-03-17");
    let start = "2026-03-17 day priya";
    check(&[], untimed(), "2026-03-17T00:00", start, Planned);
    check(&[], untimed(), "2026-03-17T23:59:59", start, Planned);
    check(&[], untimed(), "2026-03-18T00:00", start, Held);
    check(&[person("priya", None)], untimed(), "2026-03-17T12:00", start, Planned);
    check(&[person("priya", every("week", "tue", "", ""))], untimed(), "2026-03-17T12:00", start, Planned);
}

#[test]
fn a_date_without_a_time_takes_that_of_meets() {
    use Progress::{Held, Planned};
    let priya = [person("priya", every("2 weeks", "tue", "10:00", "2026-03-03"))];
    check(&priya, note("priya", "2026-03-17"), "2026-03-17T09:00", "2026-03-17 10:00 priya", Planned);
    check(&priya, note("priya", "2026-03-17"), "2026-03-17T10:01", "2026-03-17 10:00 priya", Held);
    // Also on a day when the rule has no meeting.
    check(&priya, note("priya", "2026-03-19"), "2026-03-18T00:00", "2026-03-19 10:00 priya", Planned);
    check(&priya, note("priya", "2026-03-17 16:00"), "2026-03-18T00:00", "2026-03-17 16:00 priya", Held);
    check(&priya, note("omar priya", "2026-03-17"), "2026-03-18T00:00", "2026-03-17 10:00 omar+priya", Held);
    let by_rule = [person("priya", rule("FREQ=WEEKLY;BYDAY=TU", "14:30", ""))];
    check(&by_rule, note("priya", "2026-03-17"), "2026-03-18T00:00", "2026-03-17 14:30 priya", Held);
    let by_hour = [person("priya", rule("FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=15", "", ""))];
    check(&by_hour, note("priya", "2026-03-17"), "2026-03-18T00:00", "2026-03-17 09:15 priya", Held);
}

#[test]
fn starts_are_in_the_notes_zone_else_the_notebooks() {
    let zoned = |note: Note, zone: &str| with(note, |meeting| meeting.tz = Some(tz(zone)));
    let start = |people: Vec<Profile>, note: Note| {
        let calendar = Calendar::of(&book(people, [note]), &at("2026-01-01T00:00"));
        calendar.meetings[0].start.to_string()
    };
    let tokyo = || zoned(note("priya", "2026-03-17 09:00"), "Asia/Tokyo");
    assert_eq!(start(vec![], tokyo()), "2026-03-17T09:00:00+09:00[Asia/Tokyo]");
    assert_eq!(start(vec![], note("priya", "2026-03-17 09:00")), "2026-03-17T09:00:00+01:00[Europe/Madrid]");
    let offset =
        with(note("priya", "2026-03-17 09:00"), |m| m.tz = Some(jiff::tz::offset(-5).to_time_zone()));
    assert_eq!(start(vec![], offset), "2026-03-17T09:00:00-05:00[-05:00]");
    // A time from `meets:` is told in that rule's zone; the note's day is that of the note's zone.
    let london = || vec![person("priya", in_zone(every("week", "tue", "10:00", ""), "Europe/London"))];
    assert_eq!(start(london(), note("priya", "2026-03-17")), "2026-03-17T11:00:00+01:00[Europe/Madrid]");
    let auckland = vec![person("priya", in_zone(every("week", "wed", "09:00", ""), "Pacific/Auckland"))];
    assert_eq!(start(auckland, note("priya", "2026-03-17")), "2026-03-17T21:00:00+01:00[Europe/Madrid]");
    // Without a time, the day is the notebook's.
    let untimed = zoned(note("priya", "2026-03-17"), "Asia/Tokyo");
    assert_eq!(start(vec![], untimed), "2026-03-17T00:00:00+01:00[Europe/Madrid]");
}

#[test]
fn a_time_that_a_day_lacks_or_has_twice() {
    let start = |date| {
        Calendar::of(&book([], [note("priya", date)]), &at("2026-01-01T00:00")).meetings[0].clone().start
    };
    assert_eq!(start("2026-03-29 02:30"), at("2026-03-29T03:30"));
    assert_eq!(start("2026-10-25 02:30").to_string(), "2026-10-25T02:30:00+02:00[Europe/Madrid]");
}

#[test]
fn meetings_are_ordered_by_start_then_path_then_line() {
    let twice = |mut note: Note| {
        let Content::Meetings(meetings) = &mut note.content else { panic!() };
        let second = MeetingNote { line: 9, ..meetings[0].clone() };
        meetings.insert(0, second);
        note
    };
    let notes = [
        note_at("b.md", "priya", "2026-03-03 10:00"),
        twice(note_at("a.md", "priya", "2026-03-03 10:00")),
        note_at("c.md", "priya", "2026-03-02"),
        note_at("d.md", "priya", ""),
    ];
    let calendar = Calendar::of(&book([], notes), &at("2026-04-01T00:00"));
    let order: Vec<String> = calendar
        .meetings
        .iter()
        .filter_map(|meeting| meeting.note.as_ref())
        .map(|note| format!("{}:{}", note.path, note.line))
        .collect();
    assert_eq!(order, ["c.md:1", "a.md:1", "a.md:9", "b.md:1"]);
}

#[test]
fn the_mode_is_the_notes_else_the_persons() {
    let mut priya = person("priya", None);
    priya.mode = Some("remote".to_owned());
    let own = with(note("priya", "2026-03-04"), |meeting| meeting.mode = Some("office".to_owned()));
    let calendar = Calendar::of(&book([priya], [note("priya", "2026-03-03"), own]), &at("2026-01-01T00:00"));
    let modes: Vec<_> = calendar.meetings.iter().map(|meeting| meeting.mode.as_deref()).collect();
    assert_eq!(modes, [Some("remote"), Some("office")]);
}

#[test]
fn last_met_is_the_latest_held_meeting_before() {
    let notes = [
        note("priya", "2026-02-17 10:00"),
        note("priya omar", "2026-03-03 10:00"),
        said(note("priya", "2026-03-10 10:00"), Status::Cancelled),
        moved(note("priya", "2026-03-12 10:00"), "2026-03-13"),
        note("priya", "2026-03-17 10:00"),
    ];
    let book = book([], notes);
    let met = |who: &str, before: &str| {
        let calendar = Calendar::of(&book, &at(before));
        last_met(&calendar, &key(who), &at(before)).map(|meeting| meeting.start.date())
    };
    assert_eq!(met("priya", "2026-03-17T10:00"), Some(day("2026-03-03")));
    assert_eq!(met("priya", "2026-03-17T10:01"), Some(day("2026-03-17")));
    assert_eq!(met("priya", "2026-03-03T10:00"), Some(day("2026-02-17")));
    assert_eq!(met("omar", "2026-03-17T10:00"), Some(day("2026-03-03")));
    assert_eq!(met("omar", "2026-03-03T10:00"), None);
    assert_eq!(met("nobody", "2026-03-17T10:00"), None);
}

#[test]
fn a_digest_is_left_alone_from_the_start_or_from_the_end_of_the_day() {
    let mut met = meeting("priya", "2026-03-28T10:00");
    assert_eq!(digest_freezes(&met), at("2026-03-28T10:00"));
    met.precision = Precision::Day;
    met.start = at("2026-03-29T00:00");
    assert_eq!(digest_freezes(&met), at("2026-03-30T00:00"));
}

#[test]
fn a_planned_meeting_that_has_passed_is_hinted_at() {
    #[track_caller]
    fn check(note: Note, expect: &[&str]) {
        let book = book([person("priya", None)], [note]);
        let calendar = Calendar::of(&book, &at("2026-03-16T12:00"));
        let found = planned_but_passed(&book, &calendar);
        let places: Vec<String> =
            found.iter().map(|found| format!("{}:{} {}", found.path, found.line, found.code)).collect();
        assert_eq!(places, expect);
    }
    let planned = |date: &str| said(note_at("a.md", "priya", date), Status::Planned);
    check(planned("2026-03-15"), &["a.md:1 planned-passed"]);
    check(planned("2026-03-16 11:00"), &["a.md:1 planned-passed"]);
    for date in ["2026-03-16", "2026-03-16 12:00", "2026-03-17", ""] {
        check(planned(date), &[]);
    }
    check(note_at("a.md", "priya", "2026-03-03"), &[]);
    check(said(note_at("a.md", "priya", "2026-03-03"), Status::Cancelled), &[]);
}
