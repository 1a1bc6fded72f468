use super::{PRIYA, check, says};

/// A profile of Priya's with these lines, and these notes.
#[track_caller]
fn of(front: &str, notes: &[(&str, &str)], expect: &[&str]) {
    let profile = format!("---\nname: Priya Nair\n{front}\n---\n");
    let files: Vec<_> =
        [("people/priya.md", profile.as_str())].into_iter().chain(notes.iter().copied()).collect();
    check(&files, expect);
}

const GOALS: &str = "goals:\n  - {id: a, text: Close month in 5 days, confirmed: 2026-03-01}";

#[test]
fn a_manager_without_goals() {
    for (relation, expect) in [
        ("relation: manager", &["people/priya.md:1 no-goals"][..]),
        ("relation: dotted-line", &["people/priya.md:1 no-goals"]),
        ("relation: manager\nstatus: former", &[]),
        ("relation: skip", &[]),
        ("relation: peer", &[]),
        ("role: Lead", &[]),
    ] {
        of(relation, &[], expect);
    }
    of(&format!("relation: manager\n{GOALS}"), &[], &[]);
}

#[test]
fn goals_that_nobody_confirmed_for_90_days() {
    // 16 December is 90 days before 16 March; the goals stand on the lines 5 and 6.
    for (first, second, expect) in [
        ("2025-12-16", "2025-11-01", Some(5)),
        ("2025-11-01", "2025-12-16", Some(6)),
        ("2025-12-16", "2025-12-16", Some(5)),
        ("2025-12-17", "2025-11-01", None),
        ("2025-11-01", "2025-12-17", None),
        ("", "2025-12-16", Some(6)),
        ("", "", Some(5)),
        ("2026-04-01", "", None),
    ] {
        let goal = |text: &str, on: &str| {
            let confirmed = if on.is_empty() { String::new() } else { format!(", confirmed: {on}") };
            format!("\n  - {{text: {text}{confirmed}}}")
        };
        let front = format!("relation: manager\ngoals:{}{}", goal("Close", first), goal("Hire", second));
        let expect = expect.map(|line| format!("people/priya.md:{line} goals-unconfirmed"));
        of(&front, &[], &expect.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn a_goal_is_confirmed_when_a_held_meeting_speaks_of_it() {
    let old = "relation: manager\ngoals:\n  - {id: close-5, text: Close month in 5 days, confirmed: 2025-06-01}\n  - Hire two\nreviewed: 2026-03-01";
    let hint = |line: u32| vec![format!("people/priya.md:{line} goals-unconfirmed")];
    for (note, expect) in [
        ("with: priya\ndate: 2026-03-03\n---\n## Goals\n- Month end ^close-5\n", vec![]),
        ("with: priya\ndate: 2026-03-03\n---\n## Goals\n- close MONTH in 5 days.\n", vec![]),
        ("with: priya\ndate: 2026-03-03\ngoals: [Hire two]\n---\n", vec![]),
        // Too long ago, but later than what the profile says of the other goal.
        ("with: priya\ndate: 2025-11-03\n---\n## Goals\n- Hire two\n", hint(6)),
        // With somebody else, not held, to come, not a goal, dropped, confidential.
        (
            "with: Omar Haddad\ndate: 2026-03-03\n---\n## Goals\n- Other goal supports:x metric:m ^close-5\n",
            hint(5),
        ),
        ("with: priya\ndate: 2026-03-03\nstatus: cancelled\n---\n## Goals\n- Hire two\n", hint(5)),
        ("with: priya\ndate: 2026-03-20\n---\n## Goals\n- Hire two\n", hint(5)),
        ("with: priya\ndate: 2026-03-03\n---\n## FYI\n- Hire two\n", hint(5)),
        ("with: priya\ndate: 2026-03-03\n---\n## Goals\n- [-] Hire two\n", hint(5)),
        ("with: priya\ndate: 2026-03-03\n---\n## Goals\n- Hire two visibility:confidential\n", hint(5)),
    ] {
        let note = format!("---\n{note}");
        of(old, &[("n.md", &note)], &expect.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn a_review_each_quarter() {
    // 15 December is 91 days before 16 March.
    let met = ("n.md", "---\nwith: priya\ndate: 2025-12-14\n---\n");
    let later = ("o.md", "---\nwith: priya\ndate: 2026-03-02\n---\n");
    let cancelled = ("c.md", "---\nwith: priya\ndate: 2025-12-14\nstatus: cancelled\n---\n");
    let hint: &[&str] = &["people/priya.md:1 review-due"];
    for (front, notes, expect) in [
        ("reviewed: 2025-12-14", &[][..], hint),
        ("reviewed: 2025-12-15", &[], &[][..]),
        ("reviewed: 2026-03-01\nsince: 2020-01-01", &[met], &[]),
        ("since: 2025-12-14", &[], hint),
        ("since: 2025-12-15", &[met], &[]),
        ("since: 2026-05-01", &[met], &[]),
        ("mode: remote", &[met, later], hint),
        ("mode: remote", &[later], &[]),
        ("mode: remote", &[cancelled, later], &[]),
        ("mode: remote", &[], &[]),
    ] {
        of(&format!("relation: dotted-line\n{front}\n{GOALS}"), notes, expect);
    }
    of(&format!("relation: skip\nsince: 2020-01-01\n{GOALS}"), &[], &[]);
    of(&format!("relation: manager\nstatus: former\nsince: 2020-01-01\n{GOALS}"), &[], &[]);
}

#[test]
fn what_is_open_with_someone_from_before() {
    let open = "---\nwith: [priya]\ndate: 2026-01-12\n---\n- [ ] Send the plan\n- [x] Book\n## Feedback\n- Too late from:@priya\n## FYI\n- Freeze\n## Confidential\n- [ ] Zanzibar\n";
    let elsewhere =
        "---\nwith: Omar Haddad\ndate: 2026-03-02\n---\n- [ ] @priya Hand over the keys\n- [ ] Mine\n";
    let done = "---\nwith: priya\ndate: 2026-01-12\n---\n- [x] Book\n## FYI\n- Freeze\n## Confidential\n- [ ] Zanzibar\n";
    let former: &[&str] = &["people/priya.md:1 former-open"];
    of("status: former\nrelation: manager", &[("n.md", open)], former);
    of("status: former\nrelation: peer", &[("n.md", elsewhere)], former);
    of("status: former", &[("n.md", done)], &[]);
    of("relation: peer", &[("n.md", open)], &[]);
    let profile = ("people/priya.md", "---\nname: Priya Nair\nstatus: former\n---\n");
    says(
        &[profile, ("n.md", open), ("o.md", elsewhere)],
        "3 items are still open with Priya Nair, whose `status` is `former`",
        "`headsup digest priya` lists them: finish each, settle it with somebody else, or drop it with `[-]`",
    );
    says(
        &[profile, ("o.md", elsewhere)],
        "1 item is still open with Priya Nair, whose `status` is `former`",
        "`headsup digest priya` lists them: finish each, settle it with somebody else, or drop it with `[-]`",
    );
}

#[test]
fn what_is_said() {
    says(
        &[("people/priya.md", "---\nname: Priya Nair\nrelation: manager\n---\n")],
        "this profile has no goals of Priya Nair's, so none of yours can be aligned with them",
        "ask what matters most to them, and write `goals:` with `text:` and `confirmed: 2026-03-16`",
    );
    says(
        &[("people/priya.md", &PRIYA.1.replace("confirmed: 2026-02-17", "confirmed: 2025-12-01"))],
        "none of Priya Nair's goals was confirmed for 90 days, the last one on 2025-12-01, 105 days ago",
        "ask whether it still holds, and write `confirmed: 2026-03-16` on it",
    );
    says(
        &[("people/priya.md", &PRIYA.1.replace(", confirmed: 2026-02-17", ""))],
        "none of Priya Nair's goals says when it was confirmed",
        "ask whether it still holds, and write `confirmed: 2026-03-16` on it",
    );
    let fix = "read `headsup review`, adjust `my_aims`, then write `reviewed: 2026-03-16`";
    says(
        &[("people/priya.md", &PRIYA.1.replace("reviewed: 2026-02-17", "reviewed: 2025-12-01"))],
        "you last reviewed how you work with Priya Nair on 2025-12-01, 105 days ago",
        fix,
    );
    says(
        &[("people/priya.md", &PRIYA.1.replace("reviewed: 2026-02-17", "since: 2025-12-01"))],
        "you have worked with Priya Nair since 2025-12-01, and no review of how that goes is written here",
        fix,
    );
}
