//! What `check` hints at, and which hints it shows.

use serde_json::Value;

use crate::support::Notebook;

const CONFIG: (&str, &str) = ("headsup.yaml", "timezone: Europe/Madrid\nme: [Alex Rivera, Alex]\n");

/// A notebook in which everything is as good practice has it.
const CLEAN: [(&str, &str); 5] = [
    CONFIG,
    (
        "people/priya.md",
        "---
name: Priya Nair
relation: manager
since: 2024-02-01
goals:
  - {id: close-5, text: Close month in 5 days, confirmed: 2025-06-01}
boundaries: [She announces team changes herself]
reviewed: 2026-01-05
---
",
    ),
    (
        "goals/invoices.md",
        "---\ntext: Cut failed invoices\nwith: priya\nmetric: failed a week\nsupports: close-5\n---\n",
    ),
    (
        "2026-02-17-priya.md",
        "---
with: Priya Nair
---
## Concerns
- On-call rests on two people
  - pause features
  - borrow Ana (recommended)
## Asks
- A second tester benefit:\"a release every week\"
  - hire one
  - borrow Jun
",
    ),
    (
        "2026-03-03-priya.md",
        "---
with: Priya Nair
---
## Goals
- Close month in 5 days
- now:22 ^invoices
## Actions
- [ ] Send the plan due:2026-03-20
",
    ),
];

/// `people/priya.md:1 no-goals`, for each.
fn places(said: &Value) -> Vec<String> {
    let place = |one: &Value| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        assert!(!text("message").is_empty() && !text("fix").is_empty(), "{one}");
        format!("{}:{} {} {}", text("path"), one["line"], text("severity"), text("code"))
    };
    said.as_array().unwrap().iter().map(place).collect()
}

fn repository(files: &[(&str, &str)]) -> Notebook {
    let notebook = Notebook::of(files);
    notebook.git(&["init", "-q"]);
    notebook
}

#[test]
fn a_clean_notebook_has_none() {
    let notebook = repository(&CLEAN);
    assert_eq!(notebook.json(&["check", "--json", "--hints", "all"]), serde_json::json!([]));
    assert_eq!(notebook.run(&["check"]), "0 errors, 0 warnings, 0 hints\n");
}

#[test]
fn each_hint_stands_on_its_line() {
    let notebook = repository(&[
        CONFIG,
        ("people/ana.md", "---\nname: Ana Ruiz\nrelation: dotted-line\nreviewed: 2026-03-01\n---\n"),
        ("people/omar.md", "---\nname: Omar Haddad\nrelation: manager\nstatus: former\n---\n"),
        (
            "people/priya.md",
            "---
name: Priya Nair
relation: manager
since: 2025-09-15
goals:
  - {text: Hire two, confirmed: 2025-06-01}
  - {id: close-5, text: Close month in 5 days, confirmed: 2025-11-01}
boundaries: [She announces team changes herself]
---
",
        ),
        ("goals/invoices.md", "---\ntext: Cut failed invoices\nwith: priya\n---\n"),
        ("2026-01-12-omar.md", "---\nwith: omar\n---\n- [ ] Hand over the keys\n"),
        (
            "2026-02-17-priya.md",
            "---\nwith: priya\n---\n## Concerns\n- On-call rests on two people\n- The cable is old\n",
        ),
        (
            "2026-03-03-priya.md",
            "---
with: priya
date: 2026-03-03
status: planned
---
## Concerns
- On-call rests on two people
  - pause features
## Asks
- A second tester
## Actions
- [ ] Announce the team change on Monday
- Send the plan due:\"next week\"
- [ ] Write up how we test refunds
## Confidential
- [ ] Announce the team change to Zanzibar
",
        ),
        ("2026-03-10-priya.md", "---\nwith: priya\n---\n- [ ] Write up how we test refund\n"),
    ]);
    let said = notebook.json(&["check", "--json"]);
    let expect = [
        "2026-02-17-priya.md:6 hint few-options",
        "2026-03-03-priya.md:3 hint planned-passed",
        "2026-03-03-priya.md:7 hint few-options",
        "2026-03-03-priya.md:10 hint ask-unframed",
        "2026-03-03-priya.md:10 hint few-options",
        "2026-03-03-priya.md:12 hint inside-boundary",
        "2026-03-03-priya.md:13 hint no-checkbox",
        "2026-03-03-priya.md:13 hint vague-date",
        "2026-03-10-priya.md:4 hint nearly-the-same",
        "goals/invoices.md:1 hint goal-unaligned",
        "goals/invoices.md:1 hint goal-unmeasured",
        "people/ana.md:1 hint no-goals",
        "people/omar.md:1 hint former-open",
        "people/priya.md:1 hint review-due",
        "people/priya.md:7 hint goals-unconfirmed",
    ];
    // The note of 17 February is older than the last two meetings.
    assert_eq!(places(&said), expect[1..], "{said:#}");
    assert_eq!(places(&notebook.json(&["check", "--json", "--hints", "all"])), expect);
    assert_eq!(notebook.json(&["check", "--json", "--hints", "none"]), serde_json::json!([]));
    assert!(!said.to_string().contains("Zanzibar"), "{said}");
    let boundary = said.as_array().unwrap().iter().find(|one| one["code"] == "inside-boundary").unwrap();
    assert!(boundary["message"].as_str().unwrap().contains("\"She announces team changes herself\""));
}

#[test]
fn hints_in_older_notes_are_counted_on_the_last_line() {
    let note = |date: &str, concern: &str, due: &str| {
        let text = format!("---\nwith: priya\n---\n- [ ] Call due:{due}\n## Concerns\n- {concern}\n");
        (format!("{date}-priya.md"), text)
    };
    let notes = [
        // An error is shown whatever the age of its note.
        note("2026-02-03", "Noise", "2026-02-30"),
        note("2026-02-10", "Heat", "2026-03-20"),
        note("2026-02-17", "Dust", "2026-03-20"),
        note("2026-03-03", "Rust", "2026-03-20"),
        note("2026-03-10", "Leaks", "2026-03-20"),
    ];
    let files: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let notebook = repository(&files);
    let last = |args: &[&str]| {
        let text = String::from_utf8(notebook.output(args).stdout).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(2)..].join("\n")
    };
    assert_eq!(last(&["check"]), "1 error, 0 warnings, 2 hints\n3 hints in older notes: --hints all");
    assert!(last(&["check", "--hints", "all"]).ends_with("\n1 error, 0 warnings, 5 hints"));
    assert!(last(&["check", "--hints", "none"]).ends_with("\n1 error, 0 warnings"));
    let old = notebook.path("2026-02-10-priya.md");
    let old = old.to_str().unwrap();
    assert_eq!(last(&["check", old]), "0 errors, 0 warnings, 0 hints\n1 hint in older notes: --hints all");
    assert!(notebook.fail(&["check", "--hints", "some"], 2).contains("none, recent, all"));
}

#[test]
fn of_what_is_confidential_nothing_is_hinted() {
    let ana = "---\nname: Ana Ruiz\nrelation: manager\nsince: 2024-02-01\nvisibility: confidential\n---\n";
    let bo = "---\nname: Bo Li\nrelation: peer\nstatus: former\n---\n";
    let note =
        "---\nwith: [ana, bo]\nvisibility: confidential\n---\n## Asks\n- A tester\n## Goals\n- Zanzibar\n";
    let section = "---\nwith: bo\n---\n## Confidential\n- [ ] Wombat\n";
    let goal = "---\ntext: Quokka\nwith: ana\nvisibility: confidential\n---\n";
    let notebook = repository(&[
        CONFIG,
        ("people/ana.md", ana),
        ("people/bo.md", bo),
        ("2026-03-03-both.md", note),
        ("2026-03-04-bo.md", section),
        ("goals/g.md", goal),
    ]);
    assert_eq!(notebook.json(&["check", "--json", "--hints", "all"]), serde_json::json!([]));
}
