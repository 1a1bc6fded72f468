//! The digest that the format reference shows, from the three notes behind it.

use serde_json::{Value, json};

use crate::support::Notebook;

const FILES: [(&str, &str); 5] = [
    (
        "headsup.yaml",
        r#"timezone: Europe/Madrid
"#,
    ),
    (
        "people/priya.md",
        r#"---
name: Priya Nair
relation: manager
timezone: Europe/London
mode: remote
meets: {every: 2 weeks, day: tue, time: "10:00", from: 2026-02-17}
prefers: {format: reader, lead_days: 1}
goals:
  - {id: close-5, text: Close month in 5 days, by: 2026-06-30, confirmed: 2026-02-17}
---
"#,
    ),
    (
        "2026-02-17-priya.md",
        r#"---
with: priya
date: 2026-02-17
---

## Mine
- [ ] Send billing migration plan due:2026-03-06 ^mig-plan

## Theirs
- [ ] Ask finance for second reviewer due:2026-02-27 ^fin-rev

## Goals
- Cut failed invoices metric:"failed invoices a week" baseline:40 now:40 target:10 by:2026-06-30 supports:close-5 ^invoices

## Feedback received
- On 12 Feb I answered over Omar; he stopped contributing
"#,
    ),
    (
        "2026-03-03-priya.md",
        r#"---
with: priya
date: 2026-03-03
---

## Mine
- [ ] Send billing migration plan due:2026-03-13 ^mig-plan

## Concerns
- Omar's leave puts on-call on two people decider:priya decide-by:2026-03-20
  - Pause features two weeks
  - borrow Ana from Platform (recommended)

## Requests
- SOC 2 evidence due:2026-03-31 displaces:invoices
"#,
    ),
    (
        "2026-03-17-priya.md",
        r#"---
with: priya
date: 2026-03-17
---

## Goals
- Cut failed invoices now:22/week ^invoices

## Wins
- Invoice retries shipped 11 Mar

## FYI
- Platform freezes deploys 23–27 Mar

## Questions
- What would you want to see for level 5?
"#,
    ),
];

const DIGEST: &str = r#"# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)
Last met 3 Mar (14 days, on cadence). Remote. Reader: send a day ahead.

## Decide
- Omar's leave puts on-call on two people. Priya decides, by Fri 20 Mar. ([3 Mar](../2026-03-03-priya.md))
  Pause features two weeks / borrow Ana from Platform (recommended).
- SOC 2 evidence, due 31 Mar, displaces "Cut failed invoices". Not agreed. ([3 Mar](../2026-03-03-priya.md))

## You owe
- [ ] Send billing migration plan: 4 days late; moved once, 6 → 13 Mar. ([17 Feb](../2026-02-17-priya.md)) ^mig-plan

## Priya owes
- [ ] Ask finance for second reviewer: 18 days late; not mentioned 3 Mar. ([17 Feb](../2026-02-17-priya.md)) ^fin-rev

## Goals
- Cut failed invoices: 22/week (was 40, target 10 by 30 Jun). Supports: Close month in 5 days. ([17 Feb](../2026-02-17-priya.md))

## Feedback
- Received 17 Feb: "On 12 Feb I answered over Omar; he stopped contributing". No action recorded. ([17 Feb](../2026-02-17-priya.md))

## Tell
- Win: Invoice retries shipped 11 Mar.
- FYI: Platform freezes deploys 23–27 Mar.

## Ask
- What would you want to see for level 5?
"#;

const DIGEST_PATH: &str = "digests/2026-03-17-priya.md";

#[test]
fn the_example_comes_out_byte_for_byte() {
    let notebook = repository();
    assert_eq!(notebook.run(&["digest", "priya"]), DIGEST);
    assert!(!notebook.path("digests").exists(), "`digest` writes nothing");
    assert!(notebook.run(&["check"]).starts_with("0 errors, 0 warnings"), "the example is clean");
}

#[test]
fn it_is_written_a_day_ahead_and_sealed_by_its_last_line() {
    let notebook = Notebook::of(&FILES);
    notebook.run(&["run", "--once", "--now", "2026-03-16T09:59:00+01:00[Europe/Madrid]"]);
    assert!(!notebook.path(DIGEST_PATH).exists());
    notebook.run(&["run", "--once", "--now", "2026-03-16T10:00:00+01:00[Europe/Madrid]"]);
    let written = notebook.read(DIGEST_PATH);
    let last = written.strip_prefix(DIGEST).unwrap().trim_start();
    assert!(last.starts_with("<!-- ") && last.ends_with(" -->\n") && last.lines().count() == 1, "{last}");
}

#[test]
fn its_json_is_that_of_the_reference() {
    let notebook = repository();
    let digest = notebook.json(&["digest", "priya", "--json"]);
    let meeting = json!({
        "with": ["priya"], "start": "2026-03-17T10:00:00+01:00[Europe/Madrid]", "last_met": "2026-03-03",
        "note": "2026-03-17-priya.md"
    });
    assert_eq!(digest["meeting"], meeting);
    assert_eq!(digest["diagnostics"], json!([]));
    let names: Vec<&str> = array(&digest["sections"]).iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["decide", "you_owe", "they_owe", "goals", "feedback", "tell", "ask"]);
    let owed = &digest["sections"][1];
    assert_eq!((&owed["hidden"], array(&owed["items"]).len()), (&json!(0), 1));
    let facts = json!({
        "kind": "commitment", "text": "Send billing migration plan", "owner": "me", "state": "open",
        "due": "2026-03-13", "days_late": 4, "moved": 1, "first_due": "2026-03-06", "asked": "2026-02-17",
        "id": "mig-plan", "source": {"path": "2026-02-17-priya.md", "line": 7}
    });
    assert_eq!(owed["items"][0], facts);
}

/// What an item says of itself in a list of all: `open Send plan`.
fn items(notebook: &Notebook) -> Vec<String> {
    let all = notebook.json(&["items", "--json"]);
    let shown = array(&all).iter().map(|item| {
        let owner = item["owner"].as_str().unwrap_or("nobody");
        format!("{} {owner}: {}", item["state"].as_str().unwrap(), item["text"].as_str().unwrap())
    });
    shown.collect()
}

#[test]
fn what_a_person_writes_into_the_digest_counts_and_stays_and_our_own_lines_do_not() {
    let notebook = Notebook::of(&FILES);
    notebook.run(&["run", "--once"]);
    let before = items(&notebook);
    let written = notebook.read(DIGEST_PATH);
    let edited = written
        .replace("- [ ] Send billing", "- [x] Send billing")
        .replace("## Priya owes\n", "- [ ] Book the room due:2026-03-20\n\n## Priya owes\n")
        .replace("## Goals\n", "- Read the plan\n\n## Goals\n");
    notebook.write(DIGEST_PATH, &edited);
    let sent = "Send billing migration plan";
    let mut expect: Vec<String> = before
        .iter()
        .map(|item| item.replace(&format!("open me: {sent}"), &format!("done me: {sent}")))
        .collect();
    expect.extend(["open me: Book the room".to_owned(), "open priya: Read the plan".to_owned()]);
    assert_eq!(items(&notebook), expect);

    notebook.run(&["run", "--once"]);
    notebook.run(&["run", "--once", "--now", "2026-03-17T09:59:00+01:00[Europe/Madrid]"]);
    assert_eq!(notebook.read(DIGEST_PATH), edited, "an edited digest is the person's");
    let next = notebook.run(&["digest", "priya", "--now", "2026-03-30T12:00:00+02:00[Europe/Madrid]"]);
    assert!(next.starts_with("# Priya Nair, Tue 31 Mar 2026, 10:00 Madrid (09:00 London)\n"), "{next}");
    assert!(next.contains("- Done 17 Mar: Send billing migration plan."), "{next}");
    assert!(next.contains("- [ ] Book the room: 11 days late. ([17 Mar](2026-03-17-priya.md))"), "{next}");
    assert!(!next.contains("## You owe\n- [ ] Send billing"), "{next}");
}

#[test]
fn a_digest_is_left_alone_once_its_meeting_has_started() {
    let notebook = Notebook::of(&FILES);
    notebook.run(&["run", "--once", "--now", "2026-03-17T09:59:00+01:00[Europe/Madrid]"]);
    let written = notebook.read(DIGEST_PATH);
    let note = FILES[4].1.replace("Invoice retries shipped", "Invoice retries were shipped");
    notebook.write(FILES[4].0, &note);
    notebook.run(&["run", "--once", "--now", "2026-03-17T10:00:00+01:00[Europe/Madrid]"]);
    assert_eq!(notebook.read(DIGEST_PATH), written);
    notebook.run(&["run", "--once", "--now", "2026-03-17T09:59:30+01:00[Europe/Madrid]"]);
    assert!(notebook.read(DIGEST_PATH).contains("were shipped"));
    // The machine slept through the meeting: there is nothing left to prepare.
    std::fs::remove_dir_all(notebook.path("digests")).unwrap();
    notebook.run(&["run", "--once", "--now", "2026-03-17T10:00:01+01:00[Europe/Madrid]"]);
    assert!(!notebook.path("digests").exists());
}

#[test]
fn of_two_meetings_a_day_the_later_has_its_time_and_a_written_file_keeps_its_name() {
    let notebook = Notebook::new();
    let note = |path: &str, time: &str| {
        notebook.write(path, format!("---\nwith: priya\ndate: 2026-03-17T{time}\n---\n- [ ] Call\n"));
        notebook.run(&["run", "--once", "--now", "2026-03-17T08:00:00+01:00[Europe/Madrid]"]);
    };
    let title = |path: &str| notebook.read(path).lines().next().unwrap_or_default().to_owned();
    notebook.write("headsup.yaml", "timezone: Europe/Madrid\n");
    note("a.md", "14:00");
    note("b.md", "16:00");
    note("c.md", "09:00");
    assert_eq!(title("digests/2026-03-17-priya.md"), "# priya, Tue 17 Mar 2026, 14:00");
    assert_eq!(title("digests/2026-03-17-priya-1600.md"), "# priya, Tue 17 Mar 2026, 16:00");
    assert_eq!(title("digests/2026-03-17-priya-0900.md"), "# priya, Tue 17 Mar 2026, 09:00");
    assert_eq!(std::fs::read_dir(notebook.path("digests")).unwrap().count(), 3);
}

fn repository() -> Notebook {
    let notebook = Notebook::of(&FILES);
    notebook.git(&["init", "-q"]);
    notebook
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}
