use super::*;
use crate::domain::schedule::{Written, digest_path, digest_path_in};

/// `plain 10:00` and `1600` are files of 17 March for priya that exist, with the time that their heading names.
#[track_caller]
fn check(start: &str, day: &str, existing: &[&str], expect: &str) {
    let on_day = |time: &str| meeting("priya", &format!("2026-03-17T{time}"));
    let day: Vec<Meeting> = day.split_whitespace().map(on_day).collect();
    let existing: Vec<Written> = existing
        .iter()
        .map(|file| {
            let (name, heading) = file.split_once(' ').unwrap_or((file, ""));
            let path = match name {
                "plain" => "digests/2026-03-17-priya.md".to_owned(),
                time => format!("digests/2026-03-17-priya-{time}.md"),
            };
            Written {
                path: NotePath::new(path).unwrap(),
                time: (!heading.is_empty()).then(|| clock(heading)),
            }
        })
        .collect();
    let path = digest_path(&tz("Europe/Madrid"), &key("priya"), &on_day(start), &day, &existing);
    let expect = match expect {
        "plain" => "digests/2026-03-17-priya.md".to_owned(),
        time => format!("digests/2026-03-17-priya-{time}.md"),
    };
    assert_eq!(path.as_str(), expect);
}

#[test]
fn the_first_of_a_day_has_the_plain_name_and_the_later_its_time() {
    check("10:00", "10:00", &[], "plain");
    check("10:00", "10:00 16:00", &[], "plain");
    check("16:00", "10:00 16:00", &[], "1600");
    check("16:00", "16:00 10:00", &[], "1600");
    check("16:00", "16:00", &[], "plain");
    check("16:00", "", &[], "plain");
    check("09:05", "08:00 09:05 10:00", &[], "0905");
}

#[test]
fn a_file_once_written_keeps_its_name() {
    check("10:00", "10:00", &["plain 10:00"], "plain");
    check("16:00", "10:00 16:00", &["plain 10:00"], "1600");
    check("16:00", "10:00 16:00", &["plain 10:00", "1600 16:00"], "1600");
    // An earlier meeting is added after the first digest was written.
    check("16:00", "10:00 16:00", &["plain 16:00"], "plain");
    check("10:00", "10:00 16:00", &["plain 16:00"], "1000");
    check("10:00", "10:00 16:00", &["plain 16:00", "1000 10:00"], "1000");
    // The first of two is called off.
    check("16:00", "16:00", &["plain 10:00", "1600 16:00"], "1600");
    // The only meeting, or the first of two, is put off.
    check("11:30", "11:30", &["plain 10:00"], "plain");
    check("11:30", "11:30 16:00", &["plain 10:00", "1600 16:00"], "plain");
    check("18:00", "16:00 18:00", &["plain 10:00", "1600 16:00"], "plain");
    // A heading that was edited away.
    check("10:00", "10:00 16:00", &["plain"], "plain");
    check("16:00", "10:00 16:00", &["plain"], "1600");
    check("16:00", "10:00 16:00", &["plain", "1000"], "plain");
}

#[test]
fn the_day_and_the_time_are_the_notebooks() {
    let zone = tz("Europe/Madrid");
    let tokyo = meeting("priya", "2026-03-17T01:00[Asia/Tokyo]");
    let path = |who: &str, day: &[Meeting], existing: &[Written]| {
        digest_path(&zone, &key(who), &tokyo, day, existing).as_str().to_owned()
    };
    assert_eq!(path("priya", &[], &[]), "digests/2026-03-16-priya.md");
    let earlier = meeting("priya", "2026-03-16T10:00");
    assert_eq!(path("priya", std::slice::from_ref(&earlier), &[]), "digests/2026-03-16-priya-1700.md");
    // The heading names the meeting's own time first, or the notebook's.
    for heading in ["01:00", "17:00"] {
        let plain = NotePath::new("digests/2026-03-16-priya.md").unwrap();
        let written = Written { path: plain.clone(), time: Some(clock(heading)) };
        assert_eq!(path("priya", std::slice::from_ref(&earlier), &[written]), plain.as_str());
    }
}

#[test]
fn a_key_becomes_a_safe_name() {
    let zone = tz("Europe/Madrid");
    let path = |who: &str| digest_path(&zone, &key(who), &meeting(who, "2026-03-17T10:00"), &[], &[]);
    for (who, expect) in [
        ("priya", "priya"),
        ("Priya Nair", "priya-nair"),
        ("josé.ñ", "josé-ñ"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\0b\nc:d*e?", "a-b-c-d-e"),
        ("", "someone"),
        ("🎉", "someone"),
        ("--x--", "x"),
        ("田中", "田中"),
        ("a_b", "a_b"),
    ] {
        assert_eq!(path(who).as_str(), format!("digests/2026-03-17-{expect}.md"), "{who:?}");
    }
    assert!(path(&"ﷺ".repeat(5000)).file_name().len() < 255);
}

#[test]
fn a_digest_keeps_the_name_that_the_person_had_when_it_was_written() {
    let path = |existing: &[&str], start: &str| {
        let mut priya = person("priya-nair", None);
        priya.name = "Priya Nair".to_owned();
        priya.aliases = vec!["pn".to_owned()];
        let notes = ["10:00", "16:00"].map(|time| note("priya-nair", &format!("2026-03-17 {time}")));
        let written = existing.iter().map(|name| digest(&format!("digests/2026-03-17-{name}.md"), ""));
        let book = book([priya, person("omar", None)], notes.into_iter().chain(written));
        let calendar = Calendar::of(&book, &at("2026-03-17T09:00"));
        let meeting = calendar.meetings.iter().find(|meeting| meeting.start == at(start)).unwrap();
        digest_path_in(&book, &calendar, &key("priya-nair"), meeting).file_name().to_owned()
    };
    let (ten, four) = ("2026-03-17T10:00", "2026-03-17T16:00");
    assert_eq!(path(&["pn"], ten), "2026-03-17-pn.md");
    assert_eq!(path(&["priya"], ten), "2026-03-17-priya.md");
    assert_eq!(path(&["pn"], four), "2026-03-17-priya-nair-1600.md");
    assert_eq!(path(&["pn", "pn-1600"], four), "2026-03-17-pn-1600.md");
    assert_eq!(path(&["omar"], ten), "2026-03-17-priya-nair.md");
    assert_eq!(path(&["pn", "priya-nair"], ten), "2026-03-17-priya-nair.md");
}

#[test]
fn the_books_own_notes_and_digests_decide() {
    let day = |extra: Vec<Note>| {
        let notes = [note("priya", "2026-03-17 16:00"), note("priya", "2026-03-17 10:00")];
        book([], notes.into_iter().chain(extra))
    };
    let paths = |book: &Book, now: &str| -> Vec<String> {
        let calendar = Calendar::of(book, &at(now));
        let path = |m: &Meeting| digest_path_in(book, &calendar, &key("priya"), m).file_name().to_owned();
        calendar.meetings.iter().map(path).collect()
    };
    let named = ["2026-03-17-priya.md", "2026-03-17-priya-1600.md"];
    // Whatever has been held meanwhile.
    for now in ["2026-03-17T09:00", "2026-03-17T12:00", "2026-03-17T20:00", "2026-03-10T20:00"] {
        assert_eq!(paths(&day(vec![]), now), named);
    }
    let title = "Priya Nair, Tue 17 Mar 2026, 16:00 Madrid (15:00 London)";
    let written = day(vec![digest("digests/2026-03-17-priya.md", title)]);
    assert_eq!(paths(&written, "2026-03-17T09:00"), ["2026-03-17-priya-1000.md", "2026-03-17-priya.md"]);
    let edited = day(vec![digest("digests/2026-03-17-priya.md", "My own 99:99 words, 1:1")]);
    assert_eq!(paths(&edited, "2026-03-17T09:00"), named);
    // A recurring meeting earlier that day, without a note of its own, is the first.
    let twice = person("priya", rule("FREQ=WEEKLY;BYDAY=TU;BYHOUR=8,16", "08:00", "2026-01-06"));
    let book = book([twice], [note("priya", "2026-03-17 16:00")]);
    assert_eq!(paths(&book, "2026-03-17T12:00"), ["2026-03-17-priya-1600.md"]);
}
