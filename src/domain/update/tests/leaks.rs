//! What a person may be told of, and that nothing else reaches them.

use super::{told, update, update_since};

/// Whether `Plan` may be told to Priya when it stands in this note.
#[track_caller]
fn check(path: &str, note: &str, expect: bool) {
    let found = told(&[(path, note)]).iter().any(|text| text.starts_with("Plan"));
    assert_eq!(found, expect, "{path}\n{note}");
}

#[test]
fn what_was_said_in_a_held_meeting_or_is_stated_shared_may_be_told() {
    let held = "---\nwith: Priya\ndate: 2026-03-03\n";
    let planned = "---\nwith: Priya\ndate: 2026-03-17\n";
    let with_omar = "---\nwith: Omar\ndate: 2026-03-04\n";
    let group = "---\nwith: [Priya, Omar]\ndate: 2026-03-04\n";
    let cancelled = "---\nwith: Priya\ndate: 2026-03-03\nstatus: cancelled\n";
    let moved = "---\nwith: Priya\ndate: 2026-03-03\nstatus: moved\nmoved_to: 2026-03-24\n";
    for (note, unstated, shared) in [
        (held, true, true),
        (planned, false, true),
        (with_omar, false, true),
        (group, true, true),
        (cancelled, false, true),
        (moved, false, true),
    ] {
        check("a.md", &format!("{note}---\n- [ ] Plan\n"), unstated);
        check("a.md", &format!("{note}---\n- [ ] Plan visibility:shared\n"), shared);
        check("a.md", &format!("{note}visibility: shared\n---\n- [ ] Plan\n"), shared);
        check("a.md", &format!("{note}---\n## Wins\n- Plan\n"), unstated);
        check("a.md", &format!("{note}wins: [Plan]\n---\n"), unstated);
        for never in [
            format!("{note}---\n- [ ] Plan visibility:private\n"),
            format!("{note}visibility: private\n---\n- [ ] Plan\n"),
            format!("{note}visibility: private\n---\n- [ ] Plan visibility:shared\n"),
            format!("{note}visibility: shared\n---\n- [ ] Plan visibility:private\n"),
            format!("{note}---\n## Private\n- [ ] Plan\n"),
            format!("{note}---\n## Confidential\n- [ ] Plan visibility:shared\n"),
            format!("{note}---\n- [ ] Plan visibility:confidential\n"),
            format!("{note}---\n- [ ] Plan visibility:frends\n"),
            format!("{note}visibility: confidential\n---\n- [ ] Plan visibility:shared\n"),
            format!("{note}---\n- [ ] Parent visibility:private\n  - [ ] Plan\n"),
            format!("{note}wins:\n  - text: Plan\n    visibility: private\n---\n"),
        ] {
            check("a.md", &never, false);
        }
    }
}

#[test]
fn of_a_running_note_only_the_days_that_were_held_are_known() {
    let note = "---\nwith: Priya\n---\n## 2026-03-17\n- [ ] Plan\n\n## 2026-03-03\n- [ ] Draft\n";
    assert_eq!(told(&[("priya.md", note)]), ["Draft"]);
    let note = note.replace("with: Priya", "with: Priya\nvisibility: private");
    assert_eq!(told(&[("priya.md", &note)]), [""; 0]);
}

#[test]
fn a_goal_s_own_file_is_told_only_where_it_is_stated_shared() {
    check("goals/a.md", "---\ntext: Plan\nwith: Priya\n---\n", false);
    check("goals/a.md", "---\ntext: Plan\nwith: Priya\nvisibility: private\n---\n", false);
    check("goals/a.md", "---\ntext: Plan\nwith: Priya\nvisibility: shared\n---\n", true);
}

#[test]
fn what_was_added_to_a_digest_is_said_in_its_meeting_and_a_ticked_line_is_ours() {
    let digest = "## You owe\n- [x] Old words: due 3 Mar. ([17 Feb](../a.md))\n- [ ] Plan\n";
    let held = ("a.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n");
    let planned = ("a.md", "---\nwith: Priya\ndate: 2026-03-17\n---\n");
    assert_eq!(told(&[held, ("digests/2026-03-03-priya.md", digest)]), ["Plan"]);
    assert_eq!(told(&[planned, ("digests/2026-03-17-priya.md", digest)]), [""; 0]);
    // Omar's page before a meeting of all three is no word said to Priya.
    let group = ("a.md", "---\nwith: [Priya, Omar]\ndate: 2026-03-03\n---\n");
    assert_eq!(told(&[group, ("digests/2026-03-03-omar.md", digest)]), [""; 0]);
}

#[test]
fn a_word_in_private_takes_the_whole_item_out() {
    let held = ("a.md", "---\nwith: Priya\ndate: 2026-02-17\n---\n- [ ] Plan ^p\n- [ ] Draft\n");
    for private in [
        "---\nwith: Priya\ndate: 2026-03-17\nvisibility: private\n---\n- [ ] Plan, but smaller ^p\n",
        "---\nwith: Priya\ndate: 2026-03-03\n---\n- [ ] Plan ^p visibility:private\n",
        "---\nwith: Omar\ndate: 2026-03-04\n---\n- [ ] Plan ^p visibility:confidential\n",
        "---\nwith: Omar\ndate: 2026-03-04\n---\n## Private\n- [ ] Plan ^p\n",
    ] {
        assert_eq!(told(&[held, ("b.md", private)]), ["Draft"], "{private}");
    }
}

/// Priya's update of a held note and another one, whose words must not be in it.
#[track_caller]
fn keeps(held: &str, other: &str, expect: &str) {
    let held = format!("---\nwith: Priya\ndate: 2026-03-03\n---\n{held}");
    for head in ["with: Priya\ndate: 2026-03-17\nstatus: planned", "with: Omar\ndate: 2026-03-04"] {
        let files = [("a.md", held.as_str()), ("b.md", &*format!("---\n{head}\n---\n{other}"))];
        let (text, json) = update_since(&files, None);
        assert!(text.contains(expect), "no `{expect}` in\n{text}");
        for word in ["SECRET", "Omar", "2027", "2 Apr", "77", "b.md", "a.md"] {
            assert!(!text.contains(word) && !json.contains(word), "{word} in\n{text}\n{json}");
        }
    }
}

#[test]
fn what_is_worded_otherwise_in_private_is_told_as_it_was_said() {
    keeps("- [ ] Send the plan ^p\n", "- [ ] Send the plan though SECRET ^p\n", "- Send the plan.\n");
    // Without an id, a wording that goes on is the same item.
    keeps(
        "## Mine\n- [ ] Send the plan\n",
        "## Mine\n- [ ] Send the plan — SECRET thinks not\n",
        "- Send the plan.\n",
    );
    keeps(
        "- [ ] Send the plan due:2026-03-20 ^p\n",
        "- [ ] Send the plan due:2026-04-02 ^p\n",
        "- Send the plan: due 20 Mar.\n",
    );
    keeps(
        "## Concerns\n- The database is slow decide-by:2026-03-20 ^c\n  - a larger one\n  - a queue\n",
        "## Concerns\n- The database is SECRET decide-by:2027-01-01 decider:@omar ^c\n  - SECRET (recommended)\n  - none\n",
        "- The database is slow. To be decided by Fri 20 Mar.\n  Options: a larger one / a queue.\n",
    );
    keeps(
        "## Goals\n- Answer refunds baseline:\"6 days\" now:\"5 days\" target:\"2 days\" ^g\n",
        "## Goals\n- Answer refunds SECRET now:\"77 days\" health:off-track target:\"77 days\" ^g\n",
        "- Answer refunds: 5 days (was 6 days, target 2 days).\n",
    );
    keeps(
        "## Requests\n- Tender papers due:2026-03-31 ^r\n",
        "## Requests\n- Tender papers SECRET displaces:SECRET ^r\n",
        "- Tender papers, due 31 Mar. Not agreed yet.\n",
    );
}

#[test]
fn done_is_done_wherever_the_box_was_ticked() {
    let held = ("a.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n- [ ] Send the plan ^p\n");
    let ticked =
        ("b.md", "---\nwith: Omar\ndate: 2026-03-04\n---\n- [x] Send the plan, SECRET ✅ 2026-03-05 ^p\n");
    let text = update(&[held, ticked]);
    assert!(text.contains("- Done 5 Mar: Send the plan.\n"), "{text}");
    let dropped = ("b.md", "---\nwith: Omar\ndate: 2026-03-04\n---\n- [-] Send the plan ^p\n");
    assert!(!update(&[held, dropped]).contains("plan"));
}

#[test]
fn what_passed_to_somebody_else_or_was_accepted_in_private_is_not_told_otherwise() {
    let held = (
        "a.md",
        "---\nwith: Priya\ndate: 2026-03-03\n---\n- [ ] Send the plan ^p\n## Requests\n- Papers ^r\n",
    );
    let other = "---\nwith: Omar\ndate: 2026-03-04\n---\n- [ ] Send the plan @omar ^p\n## Requests\n- Papers due:2026-03-31 agreed:yes ^r\n";
    assert_eq!(update(&[held, ("b.md", other)]).lines().count(), 2);
}

#[test]
fn remarks_ids_and_links_into_the_notebook_stay_at_home() {
    let note = "---\nwith: Priya\ndate: 2026-03-03\n---\n- [ ] Send [the plan](secret/SECRET.md) to [[people/SECRET|Ana]] ^p\n  - SECRET thinks not\n\n## Concerns\n- The route is late\n  - wait\n  - pay SECRET visibility:private\n";
    let (text, json) = update_since(&[("a.md", note)], None);
    assert!(text.contains("- Send the plan to Ana.\n"), "{text}");
    assert!(text.contains("  Option: wait.\n"), "{text}");
    for word in ["SECRET", "^p", "a.md", "\"p\"", "source"] {
        assert!(!text.contains(word) && !json.contains(word), "{word} in\n{text}\n{json}");
    }
}

#[test]
fn an_id_that_leads_to_what_they_do_not_know_is_not_told() {
    let held = "---\nwith: Priya\ndate: 2026-03-03\n---\n## Requests\n- Papers due:2026-03-31 displaces:secret-goal\n";
    let goal = ("goals/secret-goal.md", "---\ntext: SECRET\nwith: Omar\n---\n");
    let text = update(&[("a.md", held), goal]);
    assert!(text.contains("- Papers, due 31 Mar. Not agreed yet.\n"), "{text}");
    let shared = ("goals/secret-goal.md", "---\ntext: Two days\nwith: Priya\nvisibility: shared\n---\n");
    let text = update(&[("a.md", held), shared]);
    assert!(text.contains("- Papers, due 31 Mar, displaces \"Two days\". Not agreed yet.\n"), "{text}");
}

#[test]
fn what_another_note_gives_is_told_only_where_it_is_stated_shared() {
    let met = ("a.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n");
    let omar = |line: &str| format!("---\nwith: Omar\ndate: 2026-03-04\n---\n## Wins\n- {line}\n");
    for (line, expect) in [
        ("Retries shipped tell:@priya visibility:shared", true),
        ("Retries shipped tell:@priya", false),
        ("Retries shipped visibility:shared", false),
    ] {
        let text = update(&[met, ("b.md", &omar(line))]);
        assert_eq!(text.contains("Retries shipped"), expect, "{line}\n{text}");
    }
}

#[test]
fn two_items_on_one_line_are_told_apart_or_not_at_all() {
    let note = "---\nwith: Priya\ndate: 2026-03-03\ncommitments: [\"[ ] Send the plan\", \"[x] Write the draft\"]\n---\n";
    let text = update(&[("a.md", note)]);
    assert!(
        text.contains("- Done 3 Mar: Write the draft.\n") && text.contains("- Send the plan.\n"),
        "{text}"
    );
    let sealed = note.replace("Write the draft", "SECRET visibility:private");
    assert_eq!(update(&[("a.md", &sealed)]).lines().count(), 2);
}
