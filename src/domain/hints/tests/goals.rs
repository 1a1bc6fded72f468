use super::{PRIYA, check, says};

const OMAR: (&str, &str) =
    ("people/omar.md", "---\nname: Omar Haddad\nrelation: peer\ngoals: [Fewer alarms]\n---\n");

/// The line 6 of a note with these people on 3 March, under Goals.
#[track_caller]
fn line(with: &str, line: &str, codes: &[&str]) {
    let note = format!("---\nwith: [{with}]\ndate: 2026-03-03\n---\n## Goals\n{line}\n");
    let expect: Vec<String> = codes.iter().map(|code| format!("n.md:6 {code}")).collect();
    check(&[PRIYA, OMAR, ("n.md", &note)], &expect.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_goal_says_how_it_is_measured_and_what_it_supports() {
    let both = &["goal-unaligned", "goal-unmeasured"];
    for (with, goal, codes) in [
        ("priya", "- Cut failed invoices", &both[..]),
        ("priya", "- Cut failed invoices metric:\"failed a week\"", &["goal-unaligned"]),
        ("priya", "- Cut failed invoices supports:close-5", &["goal-unmeasured"]),
        ("priya", "- Cut failed invoices metric:failed supports:\"my own growth\"", &[]),
        // Only a manager's goals are to be supported.
        ("omar", "- Cut failed invoices", &["goal-unmeasured"]),
        ("omar, priya", "- Cut failed invoices metric:failed", &["goal-unaligned"]),
        // Over, somebody else's, or the person's own of the profile.
        ("priya", "- [x] Cut failed invoices", &[]),
        ("priya", "- [-] Cut failed invoices", &[]),
        ("priya", "- @priya Cut failed invoices", &[]),
        ("priya", "- Close month in 5 days", &[]),
        ("priya", "- Month end ^CLOSE-5", &[]),
        ("omar", "- Fewer alarms", &[]),
        // The writer's own of the same words.
        ("priya", "- @me Close month in 5 days", both),
        ("priya", "- Close month in 5 days metric:days supports:close-5", &[]),
        ("omar", "- Close month in 5 days", &["goal-unmeasured"]),
        ("priya", "- Cut failed invoices visibility:confidential", &[]),
    ] {
        line(with, goal, codes);
    }
}

#[test]
fn a_goal_with_a_file_is_hinted_at_there() {
    let note = |date: &str| format!("---\nwith: priya\ndate: {date}\n---\n## Goals\n- now:3 ^checkout\n");
    let (old, new) = (note("2026-02-03"), note("2026-03-03"));
    let notes = [PRIYA, ("a.md", old.as_str()), ("b.md", new.as_str())];
    let file = |front: &str| format!("---\ntext: Fewer abandoned checkouts\n{front}---\n");
    for (front, expect) in [
        ("", &["goals/checkout.md:1 goal-unaligned", "goals/checkout.md:1 goal-unmeasured"][..]),
        ("metric: share\nsupports: close-5\n", &[]),
        ("metric: share\nsupports: close-5\nstatus: draft\n", &[]),
        ("status: draft\nsupports: close-5\n", &["goals/checkout.md:1 goal-unmeasured"]),
        ("status: missed\n", &[]),
        ("visibility: confidential\n", &[]),
    ] {
        let text = file(front);
        check(&[&notes[..], &[("goals/checkout.md", &text)]].concat(), expect);
    }
    // A file about a goal of a profile is no goal of the writer's.
    check(&[PRIYA, ("goals/close.md", "---\ntext: Close month in 5 days\nwith: priya\n---\n")], &[]);
    // Whom it is with, the file says too; with nobody there is nothing to align it with.
    for (with, expect) in [("with: priya\n", &["goals/checkout.md:1 goal-unaligned"][..]), ("", &[])] {
        let text = file(&format!("{with}metric: share\n"));
        check(&[PRIYA, ("goals/checkout.md", &text)], expect);
    }
}

#[test]
fn the_latest_line_is_hinted_at_and_every_line_counts() {
    let note = |date: &str, goal: &str| format!("---\nwith: priya\ndate: {date}\n---\n## Goals\n{goal}\n");
    let first = note("2026-02-03", "- Cut failed invoices metric:failed ^cut");
    let last = note("2026-03-03", "- Cut failed invoices now:3 ^cut");
    check(&[PRIYA, ("a.md", &first), ("b.md", &last)], &["b.md:6 goal-unaligned"]);
}

#[test]
fn a_manager_without_goals_or_from_before_asks_for_no_support() {
    let note = ("n.md", "---\nwith: priya\ndate: 2026-03-03\n---\n## Goals\n- Cut metric:m\n");
    for (front, expect) in [
        ("relation: manager", &["people/priya.md:1 no-goals"][..]),
        ("relation: manager\nstatus: former\ngoals: [Close]", &["people/priya.md:1 former-open"]),
        ("relation: mentor\ngoals: [Close]", &[]),
    ] {
        let profile = format!("---\nname: Priya Nair\n{front}\n---\n");
        check(&[("people/priya.md", &profile), note], expect);
    }
}

#[test]
fn what_is_said() {
    let note = "---\nwith: [priya, bo]\ndate: 2026-03-03\n---\n## Goals\n- Cut failed invoices metric:m\n";
    let bo =
        "---\nname: Bo Li\nrelation: dotted-line\ngoals:\n  - {text: Ship it, confirmed: 2026-03-01}\n---\n";
    says(
        &[PRIYA, ("people/bo.md", bo), ("n.md", note)],
        "this goal does not say which of Bo Li's or Priya Nair's goals it supports",
        "add `supports:` with \"Ship it\" or `close-5`, or with what else it serves",
    );
    says(
        &[PRIYA, ("n.md", "---\nwith: priya\ndate: 2026-03-03\n---\n## Goals\n- Cut supports:close-5\n")],
        "this goal has no metric by which you both could see how far it is",
        "add `metric:`, and `baseline:` and `target:` where you know them",
    );
}
