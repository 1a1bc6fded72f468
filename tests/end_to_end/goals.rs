//! Goals from their own files, from sections of notes and from profiles, as one thing.

use serde_json::json;

use crate::support::Notebook;

const FILES: [(&str, &str); 7] = [
    ("headsup.yaml", "timezone: Europe/Madrid\n"),
    (
        "people/priya.md",
        "---
name: Priya Nair
relation: manager
goals:
  - {id: close-5, text: Close month in 5 days, by: 2026-06-30, confirmed: 2026-03-03}
  - {id: team, text: 'Grow, and keep, the team', confirmed: 2026-03-03}
  - {id: audit, text: Pass the audit}
---
",
    ),
    ("people/omar.md", "---\nname: Omar Haddad\nrelation: peer\ngoals:\n  - No night shift\n---\n"),
    (
        "goals/invoices.md",
        "---
text: Cut failed invoices
with: priya
metric: failed invoices a week
baseline: 40
target: 10
by: 2026-06-30
supports: [close-5, team]
---
",
    ),
    (
        "2026-02-17-priya.md",
        "---
with: priya
---
## Goals
- Cut failed invoices baseline:40 now:40 ^invoices
- Reviews within a day metric:hours now:30 target:24 supports:\"No night shift and close-5\" health:at-risk
- Pass the audit
- Zanzibar visibility:confidential now:1 ^zanzibar
- Learn to say no supports:zanzibar
",
    ),
    (
        "2026-02-24-omar.md",
        "---
with: omar
---
## Goals
- Cut failed invoices now:24/week ^invoices
- No night shift
",
    ),
    (
        "2026-03-03-priya.md",
        "---
with: priya
---
## Goals
- [x] Write the handbook
- Close month in 5 days
- Reviews within a day now:30
",
    ),
];

fn notebook() -> Notebook {
    let notebook = Notebook::of(&FILES);
    notebook.git(&["init", "-q"]);
    notebook.write(
        "2026-03-17-priya.md",
        "---\nwith: priya\n---\n## Goals\n- Cut failed invoices now:22/week ^invoices\n",
    );
    notebook
}

#[test]
fn each_goal_is_drawn_under_what_it_supports() {
    let notebook = notebook();
    let expect = "Omar Haddad: No night shift
  ██┆▁   Reviews within a day: at risk, 30, unchanged since 17 Feb (target 24). Also supports: Close month in 5 days (Priya Nair)  2026-03-03-priya.md:7

Priya Nair: Close month in 5 days (by 30 Jun)
  █▄▄┆▁  Cut failed invoices: 22/week (24/week on 24 Feb, was 40, target 10 by 30 Jun). Also supports: Grow, and keep, the team (Priya Nair)  goals/invoices.md

Supporting nobody's goal
         Learn to say no: no metric  2026-02-17-priya.md:9

Nothing of yours supports
  Priya Nair: Pass the audit

3 goals
";
    assert_eq!(notebook.run(&["goals"]), expect);
    let all = notebook.run(&["goals", "--all"]);
    assert!(all.contains("Write the handbook: met 3 Mar  2026-03-03-priya.md:5\n"), "{all}");
    let omar = notebook.run(&["goals", "--with", "omar"]);
    assert!(omar.contains("Reviews within a day") && omar.contains("Cut failed invoices"), "{omar}");
    assert!(!omar.contains("Pass the audit") && !omar.contains("Learn to say no"), "{omar}");
    for args in [["goals", "--all"].as_slice(), &["goals", "--json"], &["goals", "--all", "--json"]] {
        let said = notebook.run(args);
        assert!(!said.to_lowercase().contains("zanzibar"), "{said}");
    }
}

#[test]
fn goals_for_programs() {
    let notebook = notebook();
    let board = notebook.json(&["goals", "--json", "--with", "priya"]);
    let goals = board["goals"].as_array().unwrap();
    let texts: Vec<&str> = goals.iter().map(|goal| goal["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Reviews within a day", "Cut failed invoices", "Learn to say no"]);
    assert_eq!(
        goals[1]["supports_goals"],
        json!([
            {"person": "priya", "id": "close-5", "text": "Close month in 5 days", "by": "2026-06-30"},
            {"person": "priya", "id": "team", "text": "Grow, and keep, the team"},
        ])
    );
    assert_eq!(goals[1]["supports"], "Close month in 5 days; Grow, and keep, the team");
    assert_eq!((&goals[2]["supports"], &goals[2]["supports_goals"]), (&json!(null), &json!([])));
    assert_eq!(board["unsupported"], json!([{"person": "priya", "id": "audit", "text": "Pass the audit"}]));
}

#[test]
fn items_tell_the_values_with_their_days() {
    let notebook = notebook();
    let items = notebook.run(&["items", "--kind", "goal"]);
    let path =
        "Cut failed invoices, due 2026-06-30, 40 (17 Feb) → 24/week (24 Feb) → 22/week (17 Mar) ^invoices";
    assert!(items.contains(path), "{items}");
    let items = notebook.json(&["items", "--kind", "goal", "--json"]);
    let invoices = items.as_array().unwrap().iter().find(|item| item["id"] == "invoices").unwrap();
    assert_eq!(
        invoices["values"],
        json!([
            {"date": "2026-02-17", "now": "40", "source": {"path": "2026-02-17-priya.md", "line": 5}},
            {"date": "2026-02-24", "now": "24/week", "source": {"path": "2026-02-24-omar.md", "line": 5}},
            {"date": "2026-03-17", "now": "22/week", "source": {"path": "2026-03-17-priya.md", "line": 5}},
        ])
    );
    let other = items.as_array().unwrap().iter().find(|item| item["text"] == "Pass the audit").unwrap();
    assert!(other.get("values").is_none(), "{other}");
}

#[test]
fn a_digest_tells_the_movement_and_leaves_their_goals_to_them() {
    let notebook = notebook();
    let digest = notebook.run(&["digest", "priya"]);
    let goals = digest.split("## Goals\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert_eq!(
        goals,
        "- Reviews within a day: at risk, 30, unchanged since 17 Feb (target 24). Supports: No night shift; Close month in 5 days. ([17 Feb](../2026-02-17-priya.md))
- Learn to say no: no metric. ([17 Feb](../2026-02-17-priya.md))
- Cut failed invoices: 22/week (24/week on 24 Feb, was 40, target 10 by 30 Jun). Supports: Close month in 5 days; Grow, and keep, the team. ([17 Feb](../2026-02-17-priya.md))"
    );
    assert!(!digest.contains("Pass the audit\" still your goal"), "a held note confirmed it:\n{digest}");
}
