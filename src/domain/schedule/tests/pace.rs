//! Who was not met for longer than the cadence.

use super::{Calendar, at, book, day, every, note, person, rule, said};
use crate::domain::{
    note::{
        Note,
        meeting::Status,
        profile::{Meets, Profile, Standing},
    },
    schedule::{Pace, pace, past_cadence},
};

/// `omar 41 of 14` for each, `omar never of 14` for somebody not met yet.
#[track_caller]
fn check(profiles: Vec<Profile>, notes: Vec<Note>, now: &str, expect: &[&str]) {
    let book = book(profiles, notes);
    let calendar = Calendar::of(&book, &at(now));
    let told = past_cadence(&book, &calendar, &at(now)).into_iter().map(|one| {
        let days = one.days.map_or_else(|| "never".to_owned(), |days| days.to_string());
        format!("{} {days} of {}", one.person, one.cadence)
    });
    assert_eq!(told.collect::<Vec<_>>(), expect);
}

const NOW: &str = "2026-03-16T12:00";

fn fortnightly() -> Meets {
    every("2 weeks", "tue", "10:00", "2026-01-20")
}

#[test]
fn a_gap_longer_than_the_cadence() {
    let met = |date: &str| vec![note("omar", "2026-01-20 10:00"), note("omar", date)];
    let omar = || vec![person("omar", fortnightly())];
    check(omar(), met("2026-02-03 10:00"), NOW, &["omar 41 of 14"]);
    check(omar(), met("2026-03-03 10:00"), NOW, &[]);
    check(omar(), met("2026-03-01 10:00"), NOW, &["omar 15 of 14"]);
    check(omar(), met("2026-03-02 10:00"), NOW, &[]);
    check(omar(), met("2026-03-24 10:00"), NOW, &["omar 55 of 14"]);
    check(vec![person("omar", None)], met("2026-02-03 10:00"), NOW, &[]);
    let group = vec![note("omar lee", "2026-03-10 10:00")];
    check(omar(), group, NOW, &[]);
}

#[test]
fn what_was_called_off_or_moved_is_no_meeting() {
    let called_off = said(note("omar", "2026-03-03 10:00"), Status::Cancelled);
    let moved = said(note("omar", "2026-03-10 10:00"), Status::Moved);
    let notes = vec![note("omar", "2026-02-17 10:00"), called_off, moved];
    check(vec![person("omar", fortnightly())], notes, NOW, &["omar 27 of 14"]);
}

#[test]
fn months_have_slack() {
    let monthly = || vec![person("omar", every("month", "tue", "10:00", "2026-01-13"))];
    check(monthly(), vec![note("omar", "2026-02-10 10:00")], "2026-03-17T12:00", &[]);
    check(monthly(), vec![note("omar", "2026-02-10 10:00")], "2026-03-18T12:00", &["omar 36 of 30"]);
    let profile = person("omar", fortnightly());
    assert_eq!(pace(&profile, 14), Some(Pace::On));
    assert_eq!(pace(&profile, 15), Some(Pace::Over { days: 1 }));
    assert_eq!(pace(&person("omar", None), 15), None);
}

#[test]
fn somebody_not_met_yet() {
    let from = |from: &str| vec![person("omar", every("2 weeks", "tue", "10:00", from))];
    check(from("2026-03-03"), vec![], NOW, &["omar never of 14"]);
    check(from("2026-03-17"), vec![], NOW, &[]);
    check(from("2026-03-17"), vec![], "2026-03-17T12:00", &[]);
    check(from("2026-03-17"), vec![], "2026-03-18T09:00", &["omar never of 14"]);
    check(from(""), vec![], NOW, &[]);
    let mut since = from("");
    since[0].since = Some(day("2026-03-01"));
    check(since, vec![], NOW, &["omar never of 14"]);
}

#[test]
fn a_rule_or_a_relation_that_is_over_is_kept() {
    let met = || vec![note("omar", "2026-01-20 10:00")];
    let three = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=1", "10:00", "2026-01-20");
    check(vec![person("omar", three)], met(), NOW, &[]);
    let ended = rule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260120T235959Z", "10:00", "2026-01-06");
    check(vec![person("omar", ended)], met(), NOW, &[]);
    check(vec![person("omar", every("2 weeks", "tue", "10:00", "2026-04-07"))], met(), NOW, &[]);
    let mut former = person("omar", fortnightly());
    former.standing = Standing::Former;
    check(vec![former], met(), NOW, &[]);
    let mut until = person("omar", fortnightly());
    until.until = Some(day("2026-02-28"));
    check(vec![until], met(), NOW, &[]);
}

#[test]
fn the_longest_ago_first_and_then_those_not_met_yet() {
    let people = ["bo", "cy", "di"].map(|name| person(name, fortnightly()));
    let notes = vec![note("cy", "2026-01-20 10:00"), note("di", "2026-02-03 10:00")];
    check(people.into(), notes, NOW, &["cy 55 of 14", "di 41 of 14", "bo never of 14"]);
}
