//! How an update reads.

use super::{update, update_since};

#[track_caller]
fn check(files: &[(&str, &str)], expect: &str) {
    assert_eq!(update(files), expect);
}

const HEAD: &str = "# Update for Priya Nair, 16 Mar 2026\nSince 3 Mar, when we last met.\n";

/// What the update says of a note of the last held meeting, below its head.
#[track_caller]
fn says(note: &str, expect: &str) {
    let note = format!("---\nwith: Priya\ndate: 2026-03-03\n---\n{note}");
    let next = ("b.md", "---\nwith: Priya\ndate: 2026-03-17\n---\n");
    let text = update(&[("a.md", &note), next]);
    assert_eq!(text.strip_prefix(HEAD).unwrap(), expect, "{note}");
}

#[test]
fn nothing_to_tell_is_no_part() {
    check(&[], "# Update for Priya Nair, 16 Mar 2026\n");
    says("", "");
}

#[test]
fn what_is_late_says_so_plainly_and_where_it_moved() {
    let earlier = "---\nwith: Priya\ndate: 2026-02-17\n---\n- [ ] Send the plan due:2026-02-27 ^p\n";
    let later = "---\nwith: Priya\ndate: 2026-03-03\n---\n- [ ] Send the plan due:2026-03-12 ^p\n- [ ] Draft the rota due:2026-03-20\n- [ ] Some day\n";
    let text = update(&[("a.md", earlier), ("b.md", later)]);
    let steps = "\n## Next steps\n- Send the plan: due 12 Mar, was 27 Feb; 4 days late.\n- Draft the rota: due 20 Mar.\n- Some day.\n";
    assert_eq!(text, format!("{HEAD}{steps}"));
}

#[test]
fn steps_beyond_the_next_meeting_fill_up_to_three() {
    says(
        "- [ ] A due:2026-03-30\n- [ ] B due:2026-04-01\n- [ ] C due:2026-04-02\n- [ ] D due:2026-04-03\n",
        "\n## Next steps\n- A: due 30 Mar.\n- B: due 1 Apr.\n- C: due 2 Apr.\n",
    );
    says(
        "- [ ] A due:2026-03-10\n- [ ] B due:2026-03-11\n- [ ] C due:2026-03-12\n- [ ] D due:2026-03-16\n- [ ] E due:2026-03-18\n",
        "\n## Next steps\n- A: due 10 Mar; 6 days late.\n- B: due 11 Mar; 5 days late.\n- C: due 12 Mar; 4 days late.\n- D: due 16 Mar.\n",
    );
}

#[test]
fn what_waits_for_them_has_a_date_and_no_reproach() {
    says(
        "## Theirs\n- [ ] Confirm the budget due:2026-03-05\n- [ ] Later due:2026-04-20\n- [ ] Some day\n",
        "\n## Waiting for you\n- Confirm the budget, due 5 Mar.\n",
    );
}

#[test]
fn challenges_come_with_their_options() {
    says(
        "## Concerns\n- Two people hold it all decider:@omar\n- The database is slow decider:@priya decide-by:2026-03-20\n  - a larger one (recommended)\n  - a queue\n- Parked until:2026-06-01\n- Settled outcome:\"a queue\"\n\n## Asks\n- A second tester decide-by:2026-03-18\n",
        "\n## Challenges\n- A second tester. To be decided by Wed 18 Mar.\n- The database is slow. You decide, by Fri 20 Mar.\n  Options: a larger one (recommended) / a queue.\n- Two people hold it all. Omar decides.\n",
    );
    says(
        "## Requests\n- Papers due:2026-03-31 displaces:\"the rota\" agreed:no\n- Slides\n- [-] Declined\n",
        "\n## Challenges\n- Papers, due 31 Mar, displaces \"the rota\". Not agreed yet.\n- Slides. Not agreed yet, no date either.\n",
    );
}

#[test]
fn goals_tell_their_movement_and_are_a_challenge_when_in_danger() {
    let first = "---\nwith: Priya\ndate: 2026-02-03\n---\n## Goals\n- Refund time baseline:\"6 days\" now:\"5.8 days\" target:\"2 days\" by:2026-05-29 ^r\n- Checkout baseline:31% now:30% ^c\n- Still baseline:5 now:4 ^s\n";
    let met = "---\nwith: Priya\ndate: 2026-03-03\n---\n## Goals\n- Refund time now:\"5.5 days\" health:at-risk ^r\n- Checkout now:27% ^c\n- Still ^s\n- [x] Hire one ^h\n";
    let text = update(&[("a.md", first), ("b.md", met)]);
    let expect = "\n## Achievements\n- Goal met 3 Mar: Hire one.\n- Checkout: 27% (was 30%).\n\n## Challenges\n- Refund time: at risk, 5.5 days (was 5.8 days, target 2 days by 29 May).\n";
    assert_eq!(text.strip_prefix(HEAD).unwrap(), expect);
}

#[test]
fn a_win_is_told_once_and_stands_for_the_promise_that_it_closed() {
    says(
        "- [x] Ship the retries ^r\n- [x] Call Ana\n\n## Wins\n- Ship the retries evidence:\"the dashboard\" benefit:\"fewer calls\"\n",
        "\n## Achievements\n- Ship the retries. Benefit: fewer calls. Evidence: the dashboard.\n- Done 3 Mar: Call Ana.\n",
    );
    // A win of an earlier meeting was told at the one after it.
    let old = ("a.md", "---\nwith: Priya\ndate: 2026-02-17\n---\n## Wins\n- Old win\n");
    let met = ("b.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n");
    assert!(!update(&[old, met]).contains("Old win"));
    assert!(update_since(&[old, met], Some("2026-02-01")).0.contains("- Old win.\n"));
}

#[test]
fn what_the_planned_note_shares_is_told_before_the_meeting() {
    let met = ("a.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n## FYI\n- Known\n");
    let next = (
        "b.md",
        "---\nwith: Priya\ndate: 2026-03-17\nvisibility: shared\n---\n## Wins\n- Retries shipped\n## FYI\n- Deploys are frozen\n## Questions\n- What next?\n",
    );
    let expect = "\n## Achievements\n- Retries shipped.\n\n## Good to know\n- Deploys are frozen.\n";
    assert_eq!(update(&[met, next]).strip_prefix(HEAD).unwrap(), expect);
}

#[test]
fn since_a_day_reaches_further_back() {
    let note = ("a.md", "---\nwith: Priya\ndate: 2026-01-20\n---\n- [x] Old plan\n");
    let met = ("b.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n- [x] New plan\n");
    assert!(!update(&[note, met]).contains("Old plan"));
    let (text, json) = update_since(&[note, met], Some("2026-01-01"));
    assert!(text.starts_with("# Update for Priya Nair, 16 Mar 2026\nSince 1 Jan.\n"), "{text}");
    assert!(text.contains("- Done 3 Mar: New plan.\n- Done 20 Jan: Old plan.\n"), "{text}");
    assert!(json.contains(r#""since":"2026-01-01""#), "{json}");
}

#[test]
fn it_is_cut_to_what_is_read_and_counts_what_is_late() {
    let mut note = "---\nwith: Priya\ndate: 2026-03-03\n---\n".to_owned();
    for n in 0..40 {
        note.push_str(&format!(
            "- [x] Kept {n}\n- [ ] Late {n} due:2026-03-04\n- [ ] Open {n} due:2026-03-16\n"
        ));
    }
    note.push_str("## Concerns\n");
    for n in 0..9 {
        note.push_str(&format!("- Choice {n}\n  - this\n  - that\n"));
    }
    note.push_str("## Theirs\n- [ ] Call due:2026-03-05\n");
    let (text, json) = update_since(&[("a.md", &note)], None);
    assert_eq!(text.lines().count(), 25, "{text}");
    assert!(text.contains("- Late 5: due 4 Mar; 12 days late.\n- And 34 more that are late.\n"), "{text}");
    let told =
        ["12 days late", "Open", "Done 3 Mar", "Choice", "Call"].map(|words| text.matches(words).count());
    assert_eq!(told, [6, 0, 3, 2, 1], "{text}");
    assert!(json.contains(r#""left_out":84,"more_late":34"#), "{json}");
}

#[test]
fn a_goal_that_was_met_says_how_far_it_came() {
    says(
        "## Goals\n- [x] Ramp baseline:0 now:11 target:10 by:2026-03-10 health:at-risk ^r\n",
        "\n## Achievements\n- Goal met 3 Mar: Ramp: 11 (was 0, target 10 by 10 Mar).\n",
    );
}

#[test]
fn late_steps_are_counted_from_the_seventh_on() {
    #[track_caller]
    fn check(late: usize, named: usize, expect: Option<&str>) {
        let steps: String = (0..late).map(|n| format!("- [ ] Step {n} due:2026-03-04\n")).collect();
        let text = update(&[("a.md", &format!("---\nwith: Priya\ndate: 2026-03-03\n---\n{steps}"))]);
        let counted = text.lines().find(|line| line.contains("more"));
        assert_eq!((text.matches("days late").count(), counted), (named, expect), "{text}");
    }
    check(6, 6, None);
    check(7, 6, Some("- And 1 more that is late."));
    check(20, 6, Some("- And 14 more that are late."));
}

#[test]
fn notes_in_a_hurry_read_as_sentences() {
    says(
        "- [x] raise it:\n- [ ] rota for May:\n## Theirs\n- [ ] get me in due:2026-03-05\n## Concerns\n- too few guards,\n## Goals\n- shorter queue baseline:25 now:25 ^q\n- longer days now:3 health:at-risk\n",
        "\n## Achievements\n- Done 3 Mar: Raise it.\n\n## Challenges\n- Too few guards.\n- Longer days: at risk, 3.\n\n## Next steps\n- Rota for May.\n\n## Waiting for you\n- Get me in, due 5 Mar.\n",
    );
}
