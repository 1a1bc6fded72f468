//! The JSON Schemas: the files in `schema/` are current, take what people write and refuse what headsup would not
//! understand, and the sample notebook fits them.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test schema` rewrites the files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here, fails a test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use headsup::domain::schema::{Name, schema, text};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error} in:\n{text}"))
}

fn complaints(name: Name, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema(name)).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[track_caller]
fn takes(name: Name, text: &str) {
    assert_eq!(complaints(name, &yaml(text)), Vec::<String>::new(), "{name:?} refuses:\n{text}");
}

#[track_caller]
fn refuses(name: Name, text: &str) {
    assert_ne!(complaints(name, &yaml(text)), Vec::<String>::new(), "{name:?} takes:\n{text}");
}

#[test]
fn files_are_current() {
    for name in Name::ALL {
        let path = root().join("schema").join(name.file_name());
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(&path, text(name)).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, text(name), "run UPDATE_SCHEMAS=1 cargo test --test schema, for {}", path.display());
    }
}

#[test]
fn schemas_suit_editors_and_explain_every_key() {
    for name in Name::ALL {
        let schema = schema(name);
        if name != Name::Digest {
            assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{name:?}");
        }
        assert!(jsonschema::meta::is_valid(&schema), "{name:?}");
        assert!(schema["title"].as_str().is_some_and(|title| title.starts_with("headsup")), "{name:?}");
        let mut bare = Vec::new();
        bare_keys(&schema, &mut bare);
        assert_eq!(bare, Vec::<String>::new(), "{name:?}: keys without a description");
    }
}

/// The keys, at any depth, that an editor could say nothing about.
fn bare_keys(schema: &Value, bare: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(keys)) = map.get("properties") {
                let without = keys.iter().filter(|(_, value)| value.get("description").is_none());
                bare.extend(without.map(|(key, _)| key.clone()));
            }
            map.values().for_each(|value| bare_keys(value, bare));
        }
        Value::Array(list) => list.iter().for_each(|value| bare_keys(value, bare)),
        _ => {}
    }
}

#[test]
fn names_are_those_of_the_command_line() {
    let names = Name::ALL.map(Name::as_str);
    assert_eq!(names, ["meeting", "person", "goal", "config", "digest"]);
    for name in Name::ALL {
        assert_eq!(Name::parse(name.as_str()), Some(name));
    }
    assert_eq!(Name::parse("Meeting"), None);
}

#[test]
fn meetings_as_people_write_them() {
    let with = [
        "with: Priya Nair",
        "with: '@priya'",
        "with: '[[Priya Nair]]'",
        "with: [[Priya Nair]]",
        "with: [Priya, Omar Haddad]",
        "with:\n  - '[[Priya Nair]]'\n  - '@omar'",
        "attendees: [Priya Nair, Alex Rivera]",
        "participants: Priya",
        "people: [Priya]",
        "person: Priya",
        "member: '@priya'",
        "with: 007",
        "with:",
    ];
    let when = [
        "date: 2026-03-03",
        "date: 2026-03-03T10:00",
        "date: 2026-03-03 10:00",
        "date: 2026-03-03T10:00:00",
        "date: 2026-03-03T10:00+01:00",
        "date: 2026-03-03T10:00:00Z",
        "date: 2026-03-03T10:00[Europe/Madrid]",
        "date: 2026-03-03 10:00 -0800",
        "date: '2026-03-03'",
        "date:",
        "{}",
        "time: '10:00'",
        "time: 10:00",
        "time: 9:30",
        "time: 14:00:00",
        "tz: Europe/London",
        "duration: 30",
        "duration: 45 min",
        "duration: 1h30m",
        "duration: PT45M",
        "duration: 1.5 hours",
    ];
    let rest = [
        "status: planned",
        "status: held",
        "status: cancelled",
        "status:",
        "{status: moved, moved_to: 2026-03-05}",
        "{status: moved, moved_to: 2026-03-05 16:00}",
        "mode: no",
        "mode: on",
        "visibility: shared",
        "visibility: private",
        "visibility: confidential",
        "tags: 1-1",
        "tags: 1:1",
        "tags: [1-1, 2026, true]",
        "title: 1.10",
        "cssclasses: [wide]\nlayout: post\ndraft: true\nweight: 3",
        "goals: []",
        "wins: The retry page is live",
        "fyi: [The freeze starts on Monday, ]",
        "questions:\n  - What next?\n  -\n  - 42",
        "commitments:\n  - '[ ] Send the plan @me due:2026-03-13 ^plan'\n  - {text: Ask finance, owner: Priya, due: friday}",
        "commitments: {text: Send the plan, by: 2026-03-13, done: 2026-03-12, id: 017, colour: blue}",
        "concerns:\n  - text: Two on call\n    options: [pause, {text: borrow, recommended: yes}]\n    decide-by: 2026-03-20",
        "concerns: [{text: Two on call, options: wait, decider: '@priya', outcome: no, until: 2026-04-01}]",
        "requests:\n  - {text: Evidence, from: priya, due: 2026-03-31, displaces: invoices, agreed: no}",
        "requests: [{text: Help, agreed: false}]",
        "feedback:\n  - {text: Too late, from: priya, visibility: shared}",
        "goals:\n  - {text: Fewer, metric: per week, baseline: 40, now: 22, target: 10, health: at-risk}",
    ];
    for text in with.into_iter().chain(when).chain(rest) {
        takes(Name::Meeting, text);
    }
}

#[test]
fn meetings_that_would_be_misread() {
    for text in [
        "status: perhaps",
        "status: Held by phone",
        "status: true",
        "visibility: secret",
        "date: 3 March 2026",
        "date: 2026-3-3",
        "date: 20260303",
        "date: [2026-03-03]",
        "date: 2026-03-03 at ten",
        "moved_to: next week",
        "time: 10",
        "time: ten",
        "time: 10.30",
        "duration: long",
        "duration: -5",
        "duration: [30]",
        "with: {name: Priya}",
        "with: [[[Priya]]]",
        "title: [a, b]",
        "commitments:\n  - Priya: send the plan",
        "commitments: [[Send the plan]]",
        "goals: [{text: Fewer, health: fine}]",
        "requests: [{text: Evidence, agreed: perhaps}]",
        "just text",
        "- a list",
    ] {
        refuses(Name::Meeting, text);
    }
}

#[test]
fn people_as_people_write_them() {
    for text in [
        "{}",
        "type: person\nid: 017\nname: Priya Nair",
        "aliases: Priya\nemail: priya@example.com\nrole: Head of no",
        "aliases: [Priya, '@priya', PN]",
        "relation: manager",
        "relation: dotted-line",
        "relation: skip",
        "relation: peer",
        "relation: mentor",
        "relation: report",
        "relation:",
        "{status: active, since: 2025-09-15}",
        "{status: former, until: 2026-01-31}",
        "timezone: Europe/London\nmode: remote",
        "meets: {every: 2 weeks, day: tue, time: '10:00', from: 2026-03-03}",
        "meets: {every: week, day: [mon, thu], time: 10:00, from: 2026-03-03, tz: Europe/London}",
        "meets: {rrule: 'FREQ=WEEKLY;BYDAY=TU', time: 10:00, from: 2026-03-03}",
        "meets: |\n  DTSTART;TZID=Europe/Madrid:20260303T100000\n  RRULE:FREQ=WEEKLY;INTERVAL=2",
        "meets: RRULE:FREQ=DAILY",
        "meets:",
        "lead: 24h",
        "lead: 2",
        "prefers: {format: reader, detail: low, channel: mail, lead_days: 1, updates: Friday, feedback: no}",
        "prefers: {format: listener, lead_days: '2'}",
        "prefers: {format: , pets: cats}",
        "goals:\n  - {id: close, text: Close month in 5 days, by: 2026-06-30, confirmed: 2026-03-03}\n  - Grow the team",
        "goals: Grow the team",
        "pressures: The budget\ninfluences: [Tomas]\nboundaries: [announcements]\nmy_aims: [two ways out, ]",
        "dates: [{date: 2026-03-26, what: board}]",
        "dates: {date: 2026-03-26, what: 360}",
        "favourite_tea: green",
    ] {
        takes(Name::Person, text);
    }
}

#[test]
fn people_that_would_be_misread() {
    for text in [
        "relation: boss",
        "relation: [manager]",
        "status: gone",
        "since: last year",
        "meets: {day: tue, time: '10:00'}",
        "meets: {every: 2 weeks, time: noon}",
        "meets: {rrule: every other Tuesday}",
        "meets: every other Tuesday",
        "meets: [{every: week}]",
        "prefers: reader",
        "prefers: {format: book}",
        "prefers: {lead_days: soon}",
        "dates: [2026-03-26]",
        "dates: [{date: 26 March, what: board}]",
        "goals: [{id: close}]",
        "lead: early",
    ] {
        refuses(Name::Person, text);
    }
}

#[test]
fn goals() {
    for text in [
        "{}",
        "text: Cut failed invoices\nwith: priya\nmetric: per week\nbaseline: 40\nnow: 22\ntarget: 10\nby: 2026-06-30",
        "{type: goal, id: 017, with: [priya, '[[Omar]]'], supports: close, horizon: 2026}",
        "supports: [close, calm]",
        "{health: on-track, status: draft}",
        "{health: at-risk, status: agreed}",
        "{health: off-track, status: met, visibility: shared}",
        "status: missed",
        "status: dropped",
        "tags: [goal]",
    ] {
        takes(Name::Goal, text);
    }
    for text in ["health: fine", "status: done", "by: end of June", "by: 2026", "with: {id: priya}"] {
        refuses(Name::Goal, text);
    }
}

#[test]
fn configurations() {
    for text in [
        "{}",
        "me: Alex Rivera",
        "me: [Alex Rivera, '@alex', AR]",
        "timezone: Europe/Madrid",
        "{lead: 24h, quiet: 2s, max_wait: 30s}",
        "{lead: 1 day, quiet: 2, max_wait: 0.5 min}",
        "default_owner: me",
        "default_owner: nobody",
        "max_file_size: 52428800",
        "max_file_size: 50 MB",
        "max_file_size: 1.5GiB",
        "sync: no",
        "sync: {every: 5 min}",
        "quiet:",
    ] {
        takes(Name::Config, text);
    }
    for text in [
        "default_owner: priya",
        "quiett: 2s",
        "quiet: soon",
        "max_file_size: big",
        "max_file_size: -1",
        "me: {name: Alex}",
    ] {
        refuses(Name::Config, text);
    }
}

#[test]
fn digests() {
    let digest = json!({
        "meeting": {
            "with": ["priya"], "start": "2026-03-17T10:00:00+01:00[Europe/Madrid]", "last_met": "2026-03-03",
            "note": "2026-03-17-priya.md"
        },
        "sections": [{"name": "you_owe", "hidden": 0, "items": [{
            "kind": "commitment", "text": "Send billing migration plan", "owner": "me", "state": "open",
            "due": "2026-03-13", "days_late": 4, "moved": 1, "first_due": "2026-03-06", "asked": "2026-02-17",
            "id": "mig-plan", "source": {"path": "2026-02-17-priya.md", "line": 7}
        }]}],
        "diagnostics": [{
            "path": "a.md", "line": 3, "column": 1, "length": 0, "severity": "warning", "code": "unknown-owner", "message": "who?"
        }]
    });
    assert_eq!(complaints(Name::Digest, &digest), Vec::<String>::new());
    for (place, wrong) in [
        ("/sections/0/name", json!("You owe")),
        ("/sections/0/items/0/state", json!("late")),
        ("/sections/0/items/0/kind", json!("promise")),
        ("/sections/0/items/0/due", json!(13)),
        ("/sections/0/items/0/due", json!(null)),
        ("/sections/0/items/0/source", json!({"path": "a.md", "line": "7"})),
        (
            "/sections/0/items/0",
            json!({"kind": "win", "text": "x", "state": "open", "source": {"path": "a", "line": 1}}),
        ),
        ("/sections/0/hidden", json!(null)),
        ("/meeting/with", json!("priya")),
        ("/meeting/last_met", json!(null)),
        ("/diagnostics", json!(null)),
    ] {
        let mut changed = digest.clone();
        *changed.pointer_mut(place).unwrap() = wrong;
        assert_ne!(complaints(Name::Digest, &changed), Vec::<String>::new(), "{place}: {changed:#}");
    }
    let mut unowned = digest;
    *unowned.pointer_mut("/sections/0/items/0/owner").unwrap() = json!(null);
    assert_eq!(complaints(Name::Digest, &unowned), Vec::<String>::new());
}

fn sample() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let notebook = root().join("examples/notebook");
    let mut found = Vec::new();
    walk(&notebook, &mut found);
    found.sort();
    let relative =
        |path: &PathBuf| path.strip_prefix(&notebook).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(|path| (relative(path), fs::read_to_string(path).unwrap())).collect()
}

fn front_matter(text: &str) -> Option<&str> {
    let (front, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(front)
}

#[test]
fn the_sample_notebook_fits() {
    let mut counted = [0; Name::ALL.len()];
    for (path, text) in sample() {
        let (name, yaml_text) = match front_matter(&text) {
            _ if path == "headsup.yaml" => (Name::Config, text.as_str()),
            Some(front) if path.starts_with("people/") => (Name::Person, front),
            Some(front) if path.starts_with("goals/") => (Name::Goal, front),
            Some(front) => (Name::Meeting, front),
            None => continue,
        };
        assert_eq!(complaints(name, &yaml(yaml_text)), Vec::<String>::new(), "{path}");
        counted[Name::ALL.iter().position(|known| *known == name).unwrap()] += 1;
    }
    assert_eq!(counted, [9, 3, 3, 1, 0], "meeting, person, goal, config, digest");
}

/// `run --sample` moves every `YYYY-MM-DD` by whole weeks; a date in words would stay behind.
#[test]
fn the_sample_notebook_holds_no_date_that_cannot_be_moved() {
    let months = "january february march april may june july august september october november december";
    let is_day = |word: &str| word.len() <= 2 && word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let is_month = |word: &str| {
        let word = word.to_lowercase();
        word.len() > 2
            && months.split(' ').any(|month| month == word || (word.len() < 5 && month.starts_with(&word)))
    };
    for (path, text) in sample() {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        for pair in words.windows(2) {
            let found = (is_day(pair[0]) && is_month(pair[1])) || (is_month(pair[0]) && is_day(pair[1]));
            assert!(!found, "{path}: {pair:?}");
        }
        let years = words.iter().filter(|word| word.len() == 4 && word.starts_with("202")).count();
        let dates = text.as_bytes().windows(10).filter(|bytes| is_date(bytes)).count();
        assert_eq!(years, dates, "{path}: a year that is not part of a YYYY-MM-DD");
    }
}

fn is_date(bytes: &[u8]) -> bool {
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    digits(0..4) && bytes[4] == b'-' && digits(5..7) && bytes[7] == b'-' && digits(8..10)
}
