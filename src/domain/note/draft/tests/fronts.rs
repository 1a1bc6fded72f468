use jiff::{
    SignedDuration,
    civil::{date, time},
    tz::{TimeZone, offset},
};

use super::{Note, Status, meetings, read, said, show};
use crate::domain::note::meeting::When;

fn with(note: &Note) -> Vec<&str> {
    meetings(note)[0].with.iter().map(|key| key.as_str()).collect()
}

#[track_caller]
fn people(yaml: &str, expect: &[&str]) {
    let note = read("2026-03-03.md", &format!("---\n{yaml}\n---\n"));
    assert_eq!(with(&note), expect, "{yaml}");
    assert_eq!(said(&note), [""; 0], "{yaml}");
}

#[test]
fn people_in_every_spelling() {
    people("with: Priya", &["priya"]);
    people("with: Priya Nair", &["priya"]);
    people("with: priya", &["priya"]);
    people("with: [Priya, Omar Haddad]", &["priya", "omar"]);
    people("with:\n  - Priya\n  - '@omar'", &["priya", "omar"]);
    people("with: \"@priya\"", &["priya"]);
    people("with: [[Priya Nair]]", &["priya"]);
    people("with: \"[[Priya Nair]]\"", &["priya"]);
    people("with:\n  - [[Priya Nair]]\n  - \"[[Omar Haddad]]\"", &["priya", "omar"]);
    people("with: [[[Priya Nair]], [[Omar]]]", &["priya", "omar"]);
    people("with: \"[[Priya Nair]], [[Omar]]\"", &["priya", "omar"]);
    people("with: Priya, Omar", &["priya", "omar"]);
    people("with: Priya and Omar", &["priya", "omar"]);
    people("with: Priya / Omar", &["priya", "omar"]);
    people("with: \"@priya @omar @me\"", &["priya", "omar"]);
    people("with: Priya @Acme", &["priya-acme"]);
    people("with: Sarah Chen", &["sarah-chen"]);
    people("with: [Priya, Ana Ruiz, me, Priya Nair]", &["priya"]);
    people("with: {name: Priya}", &["priya"]);
    for key in ["attendees", "participants", "people", "person", "member", "With"] {
        people(&format!("{key}: Priya"), &["priya"]);
    }
}

#[track_caller]
fn when(path: &str, yaml: &str, expect: Option<When>) {
    let note = read(path, &format!("---\nwith: Priya\n{yaml}\n---\n"));
    assert_eq!(meetings(&note)[0].when, expect, "{yaml}");
}

#[test]
fn dates_and_times() {
    let day = date(2026, 3, 3);
    let at = |hour, minute| Some(When { date: day, time: Some(time(hour, minute, 0, 0)) });
    when("a.md", "date: 2026-03-03", Some(When { date: day, time: None }));
    when("a.md", "date: 2026-03-03T10:00", at(10, 0));
    when("a.md", "date: 2026-03-03 10:00", at(10, 0));
    when("a.md", "date: 2026-03-03\ntime: 14:00", at(14, 0));
    when("2026-03-03-priya.md", "time: 14:00", at(14, 0));
    when("2026-03-03-priya.md", "date: soon", Some(When { date: day, time: None }));
    when("2026-03-04.md", "date: \"[[2026-03-03]]\"", Some(When { date: day, time: None }));
    when("a.md", "", None);
    let note = read("a.md", "---\nwith: Priya\ndate: 2026-03-03T10:00+02:00\ntz: Europe/Madrid\n---\n");
    assert_eq!(meetings(&note)[0].when, at(10, 0));
    assert_eq!(meetings(&note)[0].tz, Some(TimeZone::fixed(offset(2))));
}

#[test]
fn the_other_keys() {
    let text = "---\nwith: Priya\ndate: 2026-03-03\ntz: Europe/Madrid\nduration: 30\nstatus: Cancelled\nmode: phone\ntags: '#a, b'\ntitle: Hello\nunknown: {x: [y]}\n---\n# Other\n";
    let note = read("a.md", text);
    let meeting = &meetings(&note)[0];
    assert_eq!(meeting.tz, Some(TimeZone::get("Europe/Madrid").unwrap()));
    assert_eq!(meeting.duration, Some(SignedDuration::from_mins(30)));
    assert_eq!((meeting.status, meeting.mode.as_deref()), (Some(Status::Cancelled), Some("phone")));
    assert_eq!((meeting.tags.join(" ").as_str(), meeting.line), ("a b", 3));
    assert_eq!(note.title.as_deref(), Some("Hello"));
    assert_eq!(said(&note), [""; 0]);
    let text = "---\nwith: Priya\ndate: 2026-03-03\nmoved_to: 2026-03-05 11:00\ntags: [x, y]\n---\n";
    let note = read("a.md", text);
    let meeting = &meetings(&note)[0];
    assert_eq!(meeting.status, Some(Status::Moved));
    assert_eq!(meeting.moved_to, Some(When { date: date(2026, 3, 5), time: Some(time(11, 0, 0, 0)) }));
}

#[test]
fn bad_values_are_said_where_they_stand_and_the_rest_is_read() {
    let text = "---\nwith: Priya\ndate: soon\ntime: late\ntz: Mars/Olympus\nduration: ages\nstatus: maybe\nmoved_to: x\nmode: [a, b]\n---\n- [ ] a\n";
    let note = read("2026-03-03.md", text);
    assert_eq!(
        said(&note),
        [
            "3:7 bad-value",
            "4:7 bad-value",
            "5:5 bad-value",
            "6:11 bad-value",
            "7:9 unknown-value",
            "8:11 bad-value",
            "9:1 not-a-value"
        ]
    );
    assert_eq!(meetings(&note)[0].mentions.len(), 1);
}

#[test]
fn broken_yaml_does_not_lose_the_note() {
    let text = "\u{FEFF}---\r\nwith: @priya\r\ndate: 2026-03-03\r\ntags: [a]\r\n---\r\n- [ ] a\r\n";
    let note = read("a.md", text);
    assert_eq!(said(&note), ["2:7 front-matter-unreadable"]);
    assert_eq!(note.diagnostics[0].fix.as_deref(), Some("quote it: \"@priya\""));
    assert_eq!(with(&note), ["priya"]);
    let shown: Vec<String> = meetings(&note)[0].mentions.iter().map(show).collect();
    assert_eq!(shown, ["6 commitment [ ] a"]);
    assert_eq!(meetings(&note)[0].tags, [""; 0]);
    let note = read("a.md", "---\nwith: Priya\ndate: {{date}}\n---\n- [ ] a\n");
    assert_eq!(said(&note), ["2:1 no-date", "3:7 front-matter-unreadable"]);
    assert_eq!(meetings(&note)[0].when, None);
    let note = read("a.md", "---\nwith: Priya\ndate: 2026-03-03\n- [ ] a\n");
    assert_eq!(said(&note), ["1:1 front-matter-unclosed"]);
    assert_eq!(meetings(&note)[0].mentions.len(), 1);
}
