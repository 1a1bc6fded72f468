//! Each command, as a person or a program calls it.

use serde_json::json;

use crate::support::{Notebook, out};

const FIRST: &str = "---
with: Priya Nair
date: 2026-02-17T10:00
---

## Mine

- [ ] Send billing migration plan due:2026-03-06 ^mig-plan

## Theirs

- [ ] Ask finance for second reviewer due:2026-02-27 ^fin-rev

## Confidential

- [ ] Zanzibar
";
const SECOND: &str = "---
with: Priya Nair
date: 2026-03-03T10:00
---

## Mine

- [ ] Send billing migration plan due:2026-03-13 ^mig-plan
";
const PRIYA: &str = "---
id: priya
name: Priya Nair
relation: manager
meets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-02-17}
---
";

fn notebook() -> Notebook {
    let notebook = Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\nme: [Alex]\n"),
        ("people/priya.md", PRIYA),
        ("notes/2026-02-17-priya.md", FIRST),
        ("notes/2026-03-03-priya.md", SECOND),
    ]);
    notebook.run(&["run", "--once"]);
    notebook
}

#[test]
fn items_are_what_the_format_says_they_are() {
    let notebook = notebook();
    let items = notebook.json(&["items", "--json", "--owner", "me"]);
    let plan = &items[0];
    for (key, value) in [
        ("kind", json!("commitment")),
        ("text", json!("Send billing migration plan")),
        ("owner", json!("me")),
        ("state", json!("open")),
        ("due", json!("2026-03-13")),
        ("days_late", json!(3)),
        ("moved", json!(1)),
        ("first_due", json!("2026-03-06")),
        ("asked", json!("2026-02-17")),
        ("id", json!("mig-plan")),
        ("source", json!({"path": "notes/2026-02-17-priya.md", "line": 8})),
    ] {
        assert_eq!(plan[key], value, "{key} in {plan}");
    }
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    assert!(notebook.run(&["items", "--json", "--confidential"]).contains("Zanzibar"));
    assert!(!notebook.run(&["items"]).contains("Zanzibar"));
    assert_eq!(notebook.json(&["items", "--json", "--with", "Priya", "--state", "done"]), json!([]));
    assert_eq!(notebook.json(&["items", "--json", "--kind", "win"]), json!([]));
}

#[test]
fn a_digest_is_printed_and_nothing_is_written() {
    let notebook = notebook();
    let printed = notebook.run(&["digest", "priya"]);
    assert!(printed.contains("## You owe\n- [ ] Send billing migration plan: 4 days late; moved once, 6 → 13 Mar. ([17 Feb](../notes/2026-02-17-priya.md)) ^mig-plan\n"), "{printed}");
    let digest = notebook.json(&["digest", "priya", "--json"]);
    assert_eq!(digest["meeting"]["start"], "2026-03-17T10:00:00+01:00[Europe/Madrid]");
    assert_eq!(digest["meeting"]["with"], json!(["priya"]));
    assert_eq!(digest["meeting"]["last_met"], "2026-03-03");
    assert_eq!(digest["sections"][0]["name"], "you_owe");
    assert_eq!(digest["sections"][0]["items"][0]["days_late"], 4);
    let later = notebook.run(&["digest", "priya", "--at", "2026-04-14"]);
    assert!(later.starts_with("# Priya Nair, Tue 14 Apr 2026, 10:00"), "{later}");
    notebook.assert_all_committed();
    assert_eq!(notebook.run(&["digest"]), printed, "the next meeting is with Priya");
}

#[test]
fn done_ticks_the_box_where_it_was_last_written() {
    let notebook = notebook();
    notebook.run(&["done", "^mig-plan"]);
    assert_eq!(notebook.read("notes/2026-03-03-priya.md"), SECOND.replace("[ ]", "[x]"));
    assert_eq!(notebook.read("notes/2026-02-17-priya.md"), FIRST);
    notebook.run(&["done", "second", "reviewer"]);
    assert_eq!(notebook.read("notes/2026-02-17-priya.md"), FIRST.replace("[ ] Ask", "[x] Ask"));
    assert!(notebook.fail(&["done", "mig-plan"], 1).contains("no open item"));
    assert!(!notebook.fail(&["done", "e"], 1).contains("Zanzibar"));
    notebook.run(&["run", "--once"]);
    assert!(notebook.message().contains("2 commitments done"), "{}", notebook.message());
}

#[test]
fn new_makes_the_next_note_beside_the_last_one() {
    let notebook = notebook();
    let path = notebook.run(&["new", "Priya"]);
    assert!(path.trim_end().ends_with("notes/2026-03-17-priya.md"), "{path}");
    let note = notebook.read("notes/2026-03-17-priya.md");
    assert!(note.starts_with("---\nwith: priya\ndate: 2026-03-17T10:00\n---\n"), "{note}");
    assert_eq!(notebook.run(&["new", "priya"]), path, "asked again, it finds the same note");
    assert_eq!(notebook.read("notes/2026-03-17-priya.md"), note);
    assert!(notebook.fail(&["new", "nobody"], 1).contains("nobody in this notebook"));
}

#[test]
fn new_goes_on_in_a_running_note() {
    let notebook = notebook();
    let running = "---\nwith: Omar Haddad\n---\n\n# Omar\n\n## 2026-03-02\n\n- [ ] Older\n\n## 2026-03-09\n\n- [ ] Newer\n";
    notebook.write("omar.md", running);
    notebook.run(&["new", "omar", "--at", "2026-03-16"]);
    assert_eq!(notebook.read("omar.md"), format!("{running}\n## 2026-03-16\n\n"));
}

#[test]
fn check_shows_the_place_and_the_fix() {
    let notebook = notebook();
    notebook.write(
        "notes/2026-03-10-priya.md",
        "---\nwith: @sarah\ndate: 2026-03-10\n---\n\n- [ ] Plan due:2026-02-30\n",
    );
    let output = notebook.output(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = out(&output);
    assert!(shown.contains("notes/2026-03-10-priya.md:2:7"), "{shown}");
    assert!(shown.contains("notes/2026-03-10-priya.md:6:16"), "{shown}");
    let output = notebook.output(&["check", "--json", "--hints", "none"]);
    let list = serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    let lines: Vec<u64> = list.as_array().unwrap().iter().filter_map(|one| one["line"].as_u64()).collect();
    assert_eq!(lines, [2, 6], "{list}");
    let other = notebook.path("notes/2026-03-03-priya.md");
    assert!(
        notebook.output(&["check", other.to_str().unwrap()]).status.success(),
        "other files are in order"
    );
    assert!(notebook.run(&["check", "-v", other.to_str().unwrap()]).contains("`Mine` is read as"));
}

#[test]
fn check_shows_no_confidential_line_unless_asked() {
    let notebook = notebook();
    notebook.write(
        "notes/2026-03-10-priya.md",
        "---\nwith: Priya\n---\n\n## Confidential\n\n- [ ] Quokka @wombat due:2026-02-30\n\n### Bandicoot actions\n",
    );
    for args in [&["check"][..], &["check", "-v"], &["check", "--json"], &["status"]] {
        let output = notebook.output(args);
        let shown = out(&output).to_lowercase();
        assert!(!["quokka", "wombat", "bandicoot"].iter().any(|word| shown.contains(word)), "{shown}");
    }
    let shown = out(&notebook.output(&["check", "-v", "--confidential"]));
    assert!(shown.contains("Quokka @wombat") && shown.contains("Bandicoot"), "{shown}");
}

#[test]
fn search_finds_words_but_nothing_confidential() {
    let notebook = notebook();
    assert!(notebook.run(&["search", "billing", "migration"]).contains("notes/2026-03-03-priya.md:8"));
    assert!(!notebook.run(&["search", "Zanzibar"]).contains("2026-02-17"));
    assert!(notebook.run(&["search", "--confidential", "Zanzibar"]).contains("notes/2026-02-17-priya.md:16"));
    for query in ["\"", "AND", "a*b(", "-", "NEAR(", "^x:"] {
        assert!(notebook.output(&["search", "--", query]).status.success(), "{query}");
    }
}

#[test]
fn log_tells_the_story_of_all_or_of_one_file() {
    let notebook = notebook();
    notebook.write("essay.md", "words\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.json(&["log", "--json"]).as_array().unwrap().len(), 2);
    assert_eq!(
        notebook
            .json(&["log", "--json", notebook.path("essay.md").to_str().unwrap()])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(notebook.fail(&["log", "/"], 1).contains("outside the notebook"));
}

#[test]
fn status_says_what_waits() {
    let notebook = notebook();
    notebook.write("essay.md", "words\n");
    let status = notebook.told(&["status"]);
    assert!(status.contains("Not running") && status.contains("1 file waits to be committed"), "{status}");
    assert!(status.contains("Tue 17 Mar 10:00  Priya Nair; digest is there"), "{status}");
    let json = notebook.told_json(&["status", "--json"]);
    assert_eq!(json["waiting"], 1);
    assert_eq!(json["meetings"][0]["start"], "2026-03-17T10:00:00+01:00[Europe/Madrid]");
}

#[test]
fn a_wrong_call_exits_with_2_and_a_failure_with_1() {
    let notebook = notebook();
    notebook.fail(&["items", "--kind", "nonsense"], 2);
    notebook.fail(&["frobnicate"], 2);
    notebook.fail(&["schema", "nonsense"], 2);
    assert!(notebook.fail(&["status", "--now", "soon"], 1).contains("not a time"));
    for name in ["meeting", "person", "goal", "config", "digest"] {
        let schema: serde_json::Value = serde_json::from_str(&notebook.run(&["schema", name])).unwrap();
        assert!(schema["$schema"].is_string(), "{name}");
    }
    assert!(notebook.run(&["completions", "bash"]).contains("headsup"));
    assert!(notebook.run(&["man"]).contains(".TH"));
}
