//! The two header lines.

use jiff::{civil::Weekday, tz::TimeZone};

use super::fixture::{World, at, day, key, meeting, path, profile};
use crate::domain::{
    digest,
    note::profile::{Meets, Prefers, Profile, Unit},
    schedule::{Precision, Progress},
};

impl World {
    fn profile(mut self, change: impl FnOnce(&mut Profile)) -> Self {
        change(&mut self.profiles[0]);
        self.know();
        self
    }

    /// Only one held meeting, on that day.
    fn last_met(mut self, date: &str) -> Self {
        self.calendar.meetings.drain(..2);
        self.calendar.meetings.insert(0, meeting("priya", date, Progress::Held));
        self
    }
}

#[track_caller]
fn check(world: World, first: &str, second: &str) {
    let lines = world.digest().meeting.lines;
    assert_eq!(lines, [first, second]);
}

const FIRST: &str = "# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)";

#[test]
fn the_time_stands_in_both_zones_when_they_differ() {
    let second = "Last met 3 Mar (14 days, on cadence). Remote. Reader: send a day ahead.";
    let zone = |name: &'static str| World::new().profile(|p| p.timezone = TimeZone::get(name).ok());
    check(zone("Europe/London"), FIRST, second);
    check(zone("Europe/Paris"), "# Priya Nair, Tue 17 Mar 2026, 10:00", second);
    check(zone("Pacific/Auckland"), "# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (22:00 Auckland)", second);
    check(
        zone("Pacific/Kiritimati"),
        "# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (23:00 Kiritimati)",
        second,
    );
    check(
        zone("Pacific/Honolulu"),
        "# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (23:00 Honolulu, Mon 16 Mar)",
        second,
    );
    check(World::new().profile(|p| p.timezone = None), "# Priya Nair, Tue 17 Mar 2026, 10:00", second);
}

#[test]
fn a_meeting_noted_in_another_zone_is_told_in_the_notebook_s() {
    let mut world = World::new();
    let last = world.calendar.meetings.last_mut().unwrap();
    last.start = last.start.with_time_zone(TimeZone::get("Asia/Tokyo").unwrap());
    check(world, FIRST, "Last met 3 Mar (14 days, on cadence). Remote. Reader: send a day ahead.");
}

#[test]
fn a_meeting_without_a_time_has_none() {
    let mut world = World::new();
    world.calendar.meetings.last_mut().unwrap().precision = Precision::Day;
    assert_eq!(world.digest().meeting.lines[0], "# Priya Nair, Tue 17 Mar 2026");
}

#[track_caller]
fn gap(world: World, expect: &str) {
    let line = world.digest().meeting.lines[1].clone();
    assert_eq!(line, format!("{expect} Remote. Reader: send a day ahead."));
}

#[test]
fn the_gap_is_held_against_the_cadence() {
    gap(World::new().last_met("2026-03-03"), "Last met 3 Mar (14 days, on cadence).");
    gap(World::new().last_met("2026-03-10"), "Last met 10 Mar (7 days, on cadence).");
    gap(World::new().last_met("2026-02-25"), "Last met 25 Feb (20 days, 6 days over cadence).");
    gap(World::new().last_met("2026-03-02"), "Last met 2 Mar (15 days, 1 day over cadence).");
    gap(World::new().last_met("2026-03-16"), "Last met 16 Mar (1 day, on cadence).");
    gap(World::new().last_met("2025-12-16"), "Last met 16 Dec 2025 (91 days, 77 days over cadence).");
    gap(World::new().last_met("2026-03-03").profile(|p| p.meets = None), "Last met 3 Mar (14 days).");
    let monthly = Meets::Every {
        count: 1,
        unit: Unit::Months,
        days: vec![Weekday::Tuesday],
        time: None,
        from: None,
        tz: None,
    };
    gap(
        World::new().last_met("2026-02-10").profile(|p| p.meets = Some(monthly)),
        "Last met 10 Feb (35 days, on cadence).",
    );
}

#[test]
fn two_meetings_in_a_day() {
    let mut world = World::new().last_met("2026-03-17");
    world.calendar.meetings[1].start =
        day("2026-03-17").at(16, 0, 0, 0).to_zoned(super::fixture::madrid()).unwrap();
    gap(world, "Last met 17 Mar (the same day, on cadence).");
}

#[test]
fn cancelled_and_other_people_s_meetings_are_not_last_met() {
    let mut world = World::new().last_met("2026-03-03");
    world.calendar.meetings.insert(1, meeting("priya", "2026-03-10", Progress::Cancelled));
    world.calendar.meetings.insert(1, meeting("priya", "2026-03-11", Progress::Moved));
    world.calendar.meetings.insert(1, meeting("omar", "2026-03-12", Progress::Held));
    gap(world, "Last met 3 Mar (14 days, on cadence).");
    let mut never = World::new();
    never.calendar.meetings.drain(..2);
    gap(never, "First meeting.");
}

#[test]
fn mode_and_preference() {
    let line = |change: fn(&mut Profile)| World::new().profile(change).digest().meeting.lines[1].clone();
    let met = "Last met 3 Mar (14 days, on cadence).";
    assert_eq!(line(|p| p.mode = None), format!("{met} Reader: send a day ahead."));
    assert_eq!(line(|p| p.prefers.lead_days = Some(3)), format!("{met} Remote. Reader: send 3 days ahead."));
    assert_eq!(line(|p| p.prefers.lead_days = Some(0)), format!("{met} Remote. Reader."));
    assert_eq!(line(|p| p.prefers.format = None), format!("{met} Remote. Send a day ahead."));
    assert_eq!(line(|p| p.prefers = Prefers::default()), format!("{met} Remote."));
    let listener = |p: &mut Profile| {
        p.prefers = Prefers { format: Some("listener".to_owned()), ..Prefers::default() };
    };
    assert_eq!(line(listener), format!("{met} Remote. Listener."));
    let mut world = World::new();
    world.calendar.meetings.last_mut().unwrap().mode = Some("phone".to_owned());
    assert_eq!(world.digest().meeting.lines[1], format!("{met} Phone. Reader: send a day ahead."));
}

#[test]
fn a_person_without_a_profile() {
    let mut world = World::new();
    world.person = key("sarah-chen");
    world.calendar.meetings.push(meeting("sarah-chen", "2026-03-17", Progress::Planned));
    check(world, "# sarah-chen, Tue 17 Mar 2026, 10:00", "First meeting.");
}

#[test]
fn a_name_cannot_break_the_page() {
    let world = World::new().profile(|p| p.name = "Priya\n## Nair <!--".to_owned());
    let lines = world.digest().meeting.lines;
    assert_eq!(lines[0], "# Priya ## Nair \\<!--, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)");
}

#[test]
fn the_person_of_the_digest_is_first_in_the_json() {
    let mut world = World::new();
    let last = world.calendar.meetings.last_mut().unwrap();
    last.with = vec![key("omar"), key("priya")];
    last.note = None;
    world.profiles.push(profile("eli", "Eli"));
    let meeting = digest::json(&world.digest())["meeting"].clone();
    assert_eq!(meeting["with"], serde_json::json!(["priya", "omar"]));
    assert!(meeting.get("note").is_none());
    assert_eq!(world.digest().meeting.start, at("2026-03-17"));
    let never = World { person: key("omar"), ..World::new() };
    assert!(digest::json(&never.digest())["meeting"].get("last_met").is_none());
    assert!(digest::markdown(&never.digest(), &path("digests/x.md")).contains("First meeting."));
}
