use super::*;
use crate::domain::schedule::{cadence, check};

/// The days and times of the meetings that `meets:` alone gives between two days.
#[track_caller]
fn gives(meets: Meets, from: &str, until: &str, expect: &[&str]) {
    gives_person(person("priya", meets), from, until, expect);
}

#[track_caller]
fn gives_person(profile: Profile, from: &str, until: &str, expect: &[&str]) {
    let found = coming(&book([profile], []), &format!("{from}T00:00"), &format!("{until}T00:00"));
    let found: Vec<&str> = found.iter().map(|line| line.trim_end_matches(" priya")).collect();
    assert_eq!(found, expect);
}

#[test]
fn every_so_many_weeks() {
    let (from, until) = ("2026-03-01", "2026-04-10");
    let biweekly = ["2026-03-03 10:00", "2026-03-17 10:00", "2026-03-31 10:00"];
    gives(every("2 weeks", "tue", "10:00", "2026-03-03"), from, until, &biweekly);
    gives(every("2 weeks", "", "10:00", "2026-03-03"), from, until, &biweekly);
    // The first Tuesday on or after `from`.
    gives(every("2 weeks", "tue", "10:00", "2026-02-25"), from, until, &biweekly);
    gives(every("2 weeks", "tue", "10:00", "2026-03-17"), from, until, &biweekly[1..]);
    // Several days of one week.
    let pair =
        ["2026-03-05 09:00", "2026-03-17 09:00", "2026-03-19 09:00", "2026-03-31 09:00", "2026-04-02 09:00"];
    gives(every("2 weeks", "tue thu", "09:00", "2026-03-04"), from, until, &pair);
    gives(
        every("week", "sun", "18:00", ""),
        "2026-03-01",
        "2026-03-16",
        &["2026-03-01 18:00", "2026-03-08 18:00", "2026-03-15 18:00"],
    );
    gives(every("week", "tue", "", ""), "2026-03-01", "2026-03-12", &["2026-03-03 day", "2026-03-10 day"]);
    gives(every("4294967295 weeks", "tue", "10:00", "2026-03-03"), from, until, &["2026-03-03 10:00"]);
    gives(
        every("0 weeks", "tue", "10:00", "2026-03-31"),
        from,
        until,
        &["2026-03-31 10:00", "2026-04-07 10:00"],
    );
}

#[test]
fn every_so_many_days() {
    gives(
        every("10 days", "", "10:00", "2026-03-03"),
        "2026-03-01",
        "2026-03-24",
        &["2026-03-03 10:00", "2026-03-13 10:00", "2026-03-23 10:00"],
    );
    gives(
        every("day", "mon wed", "10:00", "2026-03-03"),
        "2026-03-01",
        "2026-03-12",
        &["2026-03-04 10:00", "2026-03-09 10:00", "2026-03-11 10:00"],
    );
}

#[test]
fn every_so_many_months() {
    let (from, until) = ("2026-03-01", "2026-06-10");
    let first_tuesdays = ["2026-03-03 10:00", "2026-04-07 10:00", "2026-05-05 10:00", "2026-06-02 10:00"];
    gives(every("month", "tue", "10:00", "2026-03-03"), from, until, &first_tuesdays);
    gives(every("month", "tue", "10:00", "2026-03-02"), from, until, &first_tuesdays);
    gives(every("month", "tue", "10:00", ""), from, until, &first_tuesdays);
    gives(
        every("month", "tue", "10:00", "2026-03-31"),
        from,
        until,
        &["2026-03-31 10:00", "2026-04-28 10:00", "2026-05-26 10:00"],
    );
    gives(
        every("month", "", "10:00", "2026-01-31"),
        from,
        until,
        &["2026-03-31 10:00", "2026-04-30 10:00", "2026-05-31 10:00"],
    );
    gives(
        every("3 months", "", "10:00", "2025-12-15"),
        from,
        "2026-10-01",
        &["2026-03-15 10:00", "2026-06-15 10:00", "2026-09-15 10:00"],
    );
    gives(
        every("month", "mon tue", "10:00", "2026-03-03"),
        from,
        "2026-04-30",
        &["2026-03-03 10:00", "2026-03-09 10:00", "2026-04-07 10:00", "2026-04-13 10:00"],
    );
}

#[test]
fn recurrence_rules() {
    let (from, until) = ("2026-03-01", "2026-04-10");
    let biweekly = ["2026-03-03 10:00", "2026-03-17 10:00", "2026-03-31 10:00"];
    gives(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "10:00", "2026-03-03"), from, until, &biweekly);
    gives(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "10:00", "2006-02-28"), from, until, &biweekly);
    gives(rule("rrule:freq=weekly; interval=2", "10:00", "2026-03-03"), from, until, &biweekly);
    gives(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;", "10:00", "2026-03-17"), from, until, &biweekly[1..]);
    gives(rule("FREQ=WEEKLY;INTERVAL=2;COUNT=2", "10:00", "2026-03-03"), from, until, &biweekly[..2]);
    gives(rule("FREQ=WEEKLY;COUNT=2", "10:00", "2026-01-06"), from, until, &[]);
    gives(rule("FREQ=MONTHLY;BYDAY=-1FR", "15:00", "2026-01-01"), from, until, &["2026-03-27 15:00"]);
    gives(
        rule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "", ""),
        from,
        until,
        &["2026-03-02 day", "2026-04-01 day"],
    );
    gives(
        rule("FREQ=DAILY;INTERVAL=20;BYHOUR=9,16;BYMINUTE=30", "", "2026-03-01"),
        from,
        until,
        &[
            "2026-03-01 09:30",
            "2026-03-01 16:30",
            "2026-03-21 09:30",
            "2026-03-21 16:30",
            "2026-04-10 09:30",
            "2026-04-10 16:30",
        ][..4],
    );
    gives(rule("FREQ=YEARLY;BYMONTH=3;BYDAY=2TU", "10:00", "2020-01-01"), from, until, &["2026-03-10 10:00"]);
}

#[test]
fn until_and_exdate_end_and_thin_a_rule() {
    let (from, until) = ("2026-03-01", "2026-04-10");
    let all = ["2026-03-03 10:00", "2026-03-17 10:00", "2026-03-31 10:00"];
    let ended = |end: &str| rule(&format!("FREQ=WEEKLY;INTERVAL=2;UNTIL={end}"), "10:00", "2026-03-03");
    gives(ended("20260331"), from, until, &all);
    gives(ended("20260330"), from, until, &all[..2]);
    gives(ended("20260331T100000"), from, until, &all);
    gives(ended("20260331T095959"), from, until, &all[..2]);
    // In Madrid 10:00 is 08:00 UTC from 29 March on.
    gives(ended("20260331T080000Z"), from, until, &all);
    gives(ended("20260331T075959Z"), from, until, &all[..2]);
    gives(ended("20250101"), from, until, &[]);
    let mut thinned = rule("FREQ=WEEKLY;INTERVAL=2;COUNT=3", "10:00", "2026-03-03");
    if let Meets::Rule { except, .. } = &mut thinned {
        except.push(day("2026-03-17"));
    }
    gives(thinned, from, until, &[all[0], all[2]]);
}

#[test]
fn the_wall_time_stays_over_daylight_saving_changes() {
    let spring = ["2026-03-24 10:00", "2026-03-31 10:00"];
    for meets in [every("week", "tue", "10:00", "2026-01-06"), rule("FREQ=WEEKLY", "10:00", "2026-01-06")] {
        gives(meets.clone(), "2026-03-20", "2026-04-02", &spring);
        gives(in_zone(meets.clone(), "America/New_York"), "2026-03-20", "2026-04-02", &spring);
        gives(meets, "2026-10-20", "2026-10-30", &["2026-10-20 10:00", "2026-10-27 10:00"]);
    }
    // 02:30 is skipped on 29 March: an hour later; and comes twice on 25 October: the first.
    for meets in [every("week", "sun", "02:30", ""), rule("FREQ=WEEKLY;BYDAY=SU", "02:30", "")] {
        let book = book([person("priya", meets)], []);
        let calendar = Calendar::default();
        let next = |now| {
            crate::domain::schedule::next_with(&book, &calendar, &key("priya"), &at(now)).unwrap().start
        };
        assert_eq!(next("2026-03-23T00:00").to_string(), "2026-03-29T03:30:00+02:00[Europe/Madrid]");
        assert_eq!(next("2026-10-20T00:00").to_string(), "2026-10-25T02:30:00+02:00[Europe/Madrid]");
    }
    // Both times of a spring night are one.
    gives(
        rule("FREQ=DAILY;BYHOUR=2,3", "00:00", "2026-03-29"),
        "2026-03-29",
        "2026-03-30",
        &["2026-03-29 03:00"],
    );
}

#[test]
fn meetings_recur_only_while_the_relation_lasts() {
    let weekly = || every("week", "tue", "10:00", "2026-01-06");
    let mut priya = person("priya", weekly());
    priya.since = Some(day("2026-03-10"));
    priya.until = Some(day("2026-03-17"));
    gives_person(priya.clone(), "2026-03-01", "2026-04-10", &["2026-03-10 10:00", "2026-03-17 10:00"]);
    priya.standing = crate::domain::note::profile::Standing::Former;
    gives_person(priya, "2026-03-01", "2026-04-10", &[]);
    gives_person(person("priya", None), "2026-03-01", "2026-04-10", &[]);
}

#[test]
fn without_from_the_count_goes_through_the_latest_meeting_held_then_since() {
    let fortnightly = || person("priya", every("2 weeks", "tue", "10:00", ""));
    let next = |profile: Profile, notes: Vec<Note>| {
        coming(&book([profile], notes), "2026-03-08T00:00", "2026-03-21T00:00")
    };
    assert_eq!(next(fortnightly(), vec![note("priya", "2026-03-03")]), ["2026-03-17 10:00 priya"]);
    // A day off the rhythm is still that week.
    assert_eq!(next(fortnightly(), vec![note("priya", "2026-03-05")]), ["2026-03-17 10:00 priya"]);
    assert_eq!(next(fortnightly(), vec![note("priya", "2026-02-24")]), ["2026-03-10 10:00 priya"]);
    // Neither a cancelled one, nor a group, nor one to come counts.
    let none = vec![
        said(note("priya", "2026-03-03"), Status::Cancelled),
        note("omar priya", "2026-03-04"),
        note("priya", "2026-02-24"),
    ];
    assert_eq!(next(fortnightly(), none), ["2026-03-10 10:00 priya"]);
    let mut since = fortnightly();
    since.since = Some(day("2026-02-18"));
    assert_eq!(next(since.clone(), vec![]), ["2026-03-10 10:00 priya"]);
    since.since = Some(day("2026-02-25"));
    assert_eq!(next(since.clone(), vec![]), ["2026-03-17 10:00 priya"]);
    // A stated first day outweighs both.
    since.meets = Some(every("2 weeks", "tue", "10:00", "2026-03-10"));
    assert_eq!(next(since, vec![note("priya", "2026-03-03")]), ["2026-03-10 10:00 priya"]);
    // Without a day either, the weekday is that of the meeting held.
    let bare = || person("priya", every("week", "", "10:00", ""));
    assert_eq!(
        next(bare(), vec![note("priya", "2026-03-05")]),
        ["2026-03-12 10:00 priya", "2026-03-19 10:00 priya"]
    );
    assert_eq!(next(bare(), vec![]), Vec::<String>::new());
    let by_rule = person("priya", rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "10:00", ""));
    assert_eq!(next(by_rule, vec![note("priya", "2026-03-05")]), ["2026-03-17 10:00 priya"]);
}

#[test]
fn a_rule_that_cannot_be_kept_gives_no_meetings_and_says_why() {
    let long = format!("FREQ=WEEKLY;BYDAY={}TU", "TU,".repeat(500));
    for (rrule, why) in [
        ("", "FREQ"),
        ("every tuesday", "KEY=VALUE"),
        ("FREQ=SECONDLY", "use DAILY"),
        ("FREQ=MINUTELY;BYSETPOS=-1", "use DAILY"),
        ("FREQ=HOURLY", "use DAILY"),
        ("FREQ=WEEKLY;BYDAY=XX", "XX"),
        ("FREQ=WEEKLY;BYDAY=TU;BYSECOND=0,1", "minute"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=WEEKLY;INTERVAL=99999999999", "INTERVAL"),
        ("FREQ=WEEKLY;COUNT=0", "COUNT=0"),
        ("FREQ=WEEKLY;COUNT=-1", "COUNT=-1"),
        ("FREQ=WEEKLY;UNTIL=soon", "UNTIL=SOON"),
        ("FREQ=WEEKLY;UNTIL=2026é401", "no part"),
        ("FREQ=WEEKLY;BYDAY=€", "no part"),
        ("FREQ=WEEKLY\nDTSTART:19700101T000000Z", "no part"),
        ("FREQ=WEEKLY\0", "no part"),
        ("FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8;BYDAY=MO", "times in one day"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "never"),
        (&long, "longer"),
    ] {
        let profile = person("priya", rule(rrule, "10:00", "2026-03-03"));
        let said = check(&profile).unwrap_or_default();
        assert!(said.contains(why), "{rrule:?}: {said:?}");
        assert!(!said.ends_with('.') && !said.contains("RRule"), "{rrule:?}: {said:?}");
        let book = book([profile], []);
        assert_eq!(coming(&book, "2026-03-01T00:00", "2027-03-01T00:00"), Vec::<String>::new(), "{rrule:?}");
        assert_eq!(
            crate::domain::schedule::next_moment(&book, &Calendar::default(), &at("2026-03-01T00:00")),
            None
        );
    }
}

#[test]
fn check_is_silent_about_good_rules_and_asks_for_a_first_day_where_one_is_needed() {
    for good in [
        every("2 weeks", "tue", "10:00", "2026-03-03"),
        every("week", "tue", "", ""),
        every("3 days", "", "", ""),
        rule("FREQ=WEEKLY;BYDAY=TU", "10:00", ""),
        rule("FREQ=WEEKLY;BYDAY=TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0", "", ""),
        rule("FREQ=WEEKLY;COUNT=5", "10:00", "2026-03-03"),
        rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "10:00", "2026-03-03"),
    ] {
        assert_eq!(check(&person("priya", good)), None);
    }
    assert_eq!(check(&person("priya", None)), None);
    for vague in [
        every("week", "", "10:00", ""),
        rule("FREQ=WEEKLY", "10:00", ""),
        rule("FREQ=WEEKLY;COUNT=5;BYDAY=TU", "", ""),
    ] {
        let mut priya = person("priya", vague);
        assert!(check(&priya).is_some_and(|said| said.contains("from")), "{priya:?}");
        priya.since = Some(day("2026-03-03"));
        assert_eq!(check(&priya), None);
    }
}

#[test]
fn absurd_dates_are_no_trouble() {
    for from in ["0000-01-01", "0001-01-01", "9999-12-31"] {
        for meets in [
            every("2 weeks", "tue", "10:00", from),
            every("month", "fri", "", from),
            every("day", "", "10:00", from),
            rule("FREQ=DAILY", "10:00", from),
            rule("FREQ=DAILY;COUNT=65535", "10:00", from),
            rule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4,5,6,7,8", "", from),
        ] {
            let priya = person("priya", meets);
            assert!(cadence(&priya).is_none_or(|days| days <= 31));
            assert!(check(&priya).is_none_or(|said| said.contains("never")));
            let found = coming(&book([priya], [note("priya", from)]), "2026-03-01T00:00", "9999-01-01T00:00");
            assert!(found.len() < 40_000);
        }
    }
}

#[test]
fn cadence_is_about_how_many_days_lie_between_meetings() {
    for (meets, expect) in [
        (every("2 weeks", "tue", "10:00", "2026-03-03"), Some(14)),
        (every("week", "tue", "", ""), Some(7)),
        (every("week", "", "", ""), Some(7)),
        (every("week", "tue thu", "", ""), Some(3)),
        (every("month", "tue", "", "2026-03-03"), Some(30)),
        (every("10 days", "", "", ""), Some(10)),
        (rule("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "", ""), Some(21)),
        (rule("FREQ=MONTHLY;BYMONTHDAY=1", "", "2026-03-01"), Some(30)),
        (rule("FREQ=YEARLY", "", "2026-03-03"), Some(365)),
        (rule("FREQ=WEEKLY;COUNT=1", "", "2026-03-03"), None),
        (rule("FREQ=NEVER", "", "2026-03-03"), None),
    ] {
        assert_eq!(cadence(&person("priya", meets.clone())), expect, "{meets:?}");
    }
    assert_eq!(cadence(&person("priya", None)), None);
}
