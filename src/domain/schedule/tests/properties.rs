//! What must hold for every book, found by trying many.

use jiff::{SignedDuration, ToSpan, civil::DateTime};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::domain::schedule::{check, digests_wanted, next_moment, upcoming as between};

const ZONES: [&str; 8] = [
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "UTC",
];
const PEOPLE: [&str; 3] = ["priya", "omar", "kim"];
const NO_WEEKDAYS: [&str; 5] = ["", "tue", "mon thu", "sun", "fri"];

fn some_day() -> impl Strategy<Value = Date> {
    (0..90i64).prop_map(|n| day("2026-02-20").saturating_add(n.days()))
}

fn some_time() -> impl Strategy<Value = String> {
    select(vec!["", "00:00", "02:30", "10:00", "16:00", "23:45"]).prop_map(str::to_owned)
}

fn some_meets() -> impl Strategy<Value = Option<Meets>> {
    let units = select(vec!["day", "week", "2 weeks", "3 weeks", "month", "2 months", "10 days"]);
    let spelled = (units, select(NO_WEEKDAYS.to_vec()), some_time(), proptest::option::of(some_day()))
        .prop_map(|(unit, on, time, from)| {
            every(unit, on, &time, &from.map_or(String::new(), |d| d.to_string()))
        });
    let rules = select(vec![
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
        "FREQ=MONTHLY;BYDAY=-1WE",
        "FREQ=DAILY;COUNT=9;BYHOUR=2,3,16",
        "FREQ=WEEKLY;UNTIL=20260401T080000Z",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=SECONDLY",
    ]);
    let ruled =
        (rules, some_time(), some_day()).prop_map(|(text, time, from)| rule(text, &time, &from.to_string()));
    let zoned = (prop_oneof![spelled, ruled], proptest::option::of(select(ZONES.to_vec())));
    proptest::option::weighted(
        0.8,
        zoned.prop_map(|(meets, zone)| match zone {
            Some(zone) => in_zone(meets, zone),
            None => meets,
        }),
    )
}

fn some_profile(name: &'static str) -> impl Strategy<Value = Profile> {
    let lead = proptest::option::of((0..120i64).prop_map(SignedDuration::from_hours));
    (some_meets(), lead, proptest::option::of(0..9u32)).prop_map(move |(meets, lead, lead_days)| {
        let mut profile = person(name, meets);
        profile.lead = lead;
        profile.prefers.lead_days = lead_days;
        profile
    })
}

fn some_note() -> impl Strategy<Value = Note> {
    let people = select(vec!["priya", "omar", "kim", "priya omar", "omar priya", "zoe"]);
    let statuses =
        [None, Some(Status::Planned), Some(Status::Held), Some(Status::Cancelled), Some(Status::Moved)];
    let zone = proptest::option::weighted(0.2, select(ZONES.to_vec()));
    let to = proptest::option::of((some_day(), some_time()));
    (people, some_day(), some_time(), select(statuses.to_vec()), to, zone).prop_map(
        |(who, day, time, status, to, zone)| {
            let date = |day: Date, time: &str| format!("{day} {time}").trim_end().to_owned();
            with(note(who, &date(day, &time)), |meeting| {
                meeting.status = status;
                meeting.moved_to = to.as_ref().map(|(day, time)| when(&date(*day, time)));
                meeting.tz = zone.map(tz);
            })
        },
    )
}

fn some_book() -> impl Strategy<Value = Book> {
    let people = PEOPLE.map(some_profile);
    (people, vec(some_note(), 0..12), select(ZONES.to_vec())).prop_map(|(people, mut notes, zone)| {
        for (n, note) in notes.iter_mut().enumerate() {
            note.path = NotePath::new(format!("{n}.md")).unwrap();
        }
        Book { zone: tz(zone), ..book(people, notes) }
    })
}

fn some_moment() -> impl Strategy<Value = Zoned> {
    (0..60 * 24 * 4i64).prop_map(|quarters| at("2026-03-01T00:00").saturating_add((quarters * 15).minutes()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_weekly_meeting_keeps_its_wall_time_for_ten_years(zone in select(ZONES.to_vec()), hour in 3..24i8, spelled in any::<bool>()) {
        let time = format!("{hour:02}:15");
        let meets = if spelled { every("week", "tue", &time, "2026-01-06") } else { rule("FREQ=WEEKLY", &time, "2026-01-06") };
        let book = book([person("priya", in_zone(meets, zone))], []);
        let start = day("2026-01-06").to_zoned(tz("UTC")).unwrap();
        let found = between(&book, &Calendar::default(), &start, &start.saturating_add(3640.days()));
        prop_assert!((519..=521).contains(&found.len()), "{}", found.len());
        for (n, meeting) in found.iter().enumerate() {
            let first = found[0].start.datetime();
            let expect: DateTime = first.saturating_add((7 * i64::try_from(n).unwrap()).days());
            prop_assert_eq!(meeting.start.datetime(), expect);
            prop_assert_eq!(meeting.start.time(), clock(&time));
        }
    }

    #[test]
    fn spans_compose_and_tell_no_meeting_twice(book in some_book(), mut ends in [some_moment(), some_moment(), some_moment()]) {
        ends.sort();
        let [a, b, c] = ends;
        let calendar = Calendar::of(&book, &a);
        let whole = between(&book, &calendar, &a, &c);
        let mut halves = between(&book, &calendar, &a, &b);
        halves.extend(between(&book, &calendar, &b, &c));
        let mut told = (told(&whole), told(&halves));
        told.0.sort();
        told.1.sort();
        prop_assert_eq!(told.0, told.1);

        let mut seen = BTreeSet::new();
        for meeting in &whole {
            let people: BTreeSet<_> = meeting.with.iter().cloned().collect();
            prop_assert!(seen.insert((meeting.start.timestamp(), people)), "twice: {:?}", meeting);
            prop_assert_eq!(meeting.progress, Progress::Planned);
        }
        prop_assert!(whole.is_sorted_by(|a, b| a.start <= b.start));
    }

    #[test]
    fn nothing_changes_before_the_next_moment(book in some_book(), now in some_moment(), part in 0.0..1.0f64) {
        let seen = |at: &Zoned| {
            let calendar = Calendar::of(&book, at);
            let wanted: Vec<_> = digests_wanted(&book, &calendar, at).into_iter().map(|w| (w.person, w.path)).collect();
            let progress: Vec<_> = calendar.meetings.iter().map(|meeting| meeting.progress).collect();
            (wanted, progress)
        };
        let next = next_moment(&book, &Calendar::of(&book, &now), &now);
        let end = next.clone().unwrap_or_else(|| now.saturating_add(60.days()));
        prop_assert!(end > now);
        let last = end.saturating_sub(1.nanosecond());
        let within = now.saturating_add(now.duration_until(&last).mul_f64(part));
        prop_assert_eq!(seen(&now), seen(&within));
        prop_assert_eq!(seen(&now), seen(&last));
    }

    #[test]
    fn both_spellings_of_a_weekly_rhythm_agree(n in 1..6u32, from in some_day(), on in select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"])) {
        let lower = match on { "MO" => "mon", "TU" => "tue", "WE" => "wed", "TH" => "thu", "FR" => "fri", "SA" => "sat", _ => "sun" };
        let days = |meets| coming(&book([person("priya", meets)], []), "2026-01-01T00:00", "2027-01-01T00:00");
        let spelled = days(every(&format!("{n} weeks"), lower, "10:00", &from.to_string()));
        let first = &spelled[0][..10];
        prop_assert_eq!(&spelled, &days(rule(&format!("FREQ=WEEKLY;INTERVAL={n};BYDAY={on}"), "10:00", first)));
    }

    #[test]
    fn no_rule_text_is_too_odd(text in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY))?(;(BYDAY|BYHOUR|BYMONTHDAY|BYSETPOS|BYWEEKNO|BYYEARDAY|BYMONTH|WKST|COUNT|INTERVAL|UNTIL)=[-+0-9A-Z,]{0,6}){0,4}|\\PC{0,30}") {
        let priya = person("priya", rule(&text, "10:00", "2026-03-03"));
        let ill = check(&priya).is_some();
        let found = coming(&book([priya], []), "2026-03-01T00:00", "2027-03-01T00:00");
        prop_assert!(!ill || found.is_empty(), "{:?}", found);
    }
}
