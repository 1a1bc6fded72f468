//! Rule 1: which mentions are one item.

use super::*;

const P: &[&str] = &["priya"];

/// Two notes with Priya that hold one line each.
#[track_caller]
fn two(first: Mention, second: Mention, expect: &[&str]) {
    on("2026-03-17").note("2026-03-03", P, vec![first]).note("2026-03-10", P, vec![second]).check(expect);
}

#[test]
fn the_same_id_is_the_same_item() {
    two(
        todo("[ ] Send plan ^p"),
        todo("[ ] Quite another wording ^p"),
        &["open Quite another wording ^p (2)"],
    );
    two(todo("[ ] Send plan ^p"), todo("[x] Send plan ^P"), &["done Send plan ^p (2)"]);
    two(todo("[ ] Send plan ^a").owner("priya"), todo("[ ] Send ^a").owner("me"), &["open Send ^a (2)"]);
    on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] Send plan ^p")])
        .note("2026-03-10", &["omar"], vec![todo("[x] Send plan ^p")])
        .check(&["done Send plan ^p (2)"]);
}

#[test]
fn two_ids_are_two_items() {
    two(
        todo("[ ] Send plan ^a"),
        todo("[ ] Send plan ^b"),
        &["open Send plan ^a (1)", "open Send plan ^b (1)"],
    );
}

#[test]
fn an_id_may_come_or_go_while_the_item_is_open() {
    two(todo("[ ] Send plan"), todo("[ ] Send plan ^p"), &["open Send plan ^p (2)"]);
    two(todo("[ ] Send plan ^p"), todo("[ ] send plan"), &["open send plan ^p (2)"]);
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] Send plan")])
        .note("2026-03-10", P, vec![todo("[ ] Send plan ^p")])
        .note("2026-03-17", P, vec![todo("[x] Plan is sent ^p")])
        .check(&["done Plan is sent ^p (3)"]);
}

#[test]
fn without_ids_the_folded_text_counts() {
    for other in
        ["[ ] send  the PLAN.", "[x] **Send** [the plan](https://example.org)", "[ ] 🚀 Send the plan 3 Mar"]
    {
        let text = todo(other).text;
        let state = if other.starts_with("[x]") { "done" } else { "open" };
        two(todo("[ ] Send the plan"), todo(other), &[&format!("{state} {text} (2)")]);
    }
    two(
        todo("[ ] Send the plan"),
        todo("[ ] Send a plan"),
        &["open Send the plan (1)", "open Send a plan (1)"],
    );
    two(todo("[ ] 👍"), todo("[ ] 🎉"), &["open 👍 (1)", "open 🎉 (1)"]);
}

#[test]
fn kind_owner_and_people_must_agree() {
    two(todo("[ ] A"), item(Kind::Question, "[ ] A"), &["open A (1)", "open A (1)"]);
    two(todo("[ ] A"), todo("[ ] A").owner("priya"), &["open A (1)", "open A (1)"]);
    two(todo("[ ] A"), todo("[ ] A").owner("me"), &["open A (2)"]);
    on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] A")])
        .note("2026-03-10", &["omar"], vec![todo("[ ] A")])
        .note("2026-03-11", &["omar", "priya"], vec![todo("[ ] A")])
        .note("2026-03-12", &["priya", "omar"], vec![todo("[ ] A")])
        .check(&["open A (1)", "open A (1)", "open A (2)"]);
}

#[test]
fn an_unstated_owner_is_nobody_where_the_notebook_says_so() {
    let world = on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A")]).note(
        "2026-03-10",
        P,
        vec![todo("[ ] A").owner("me")],
    );
    world.clone().default_owner(DefaultOwner::Nobody).check(&["open A (1)", "open A (1)"]);
    world.check(&["open A (2)"]);
}

#[test]
fn a_wording_by_hand_of_its_new_owner_is_found() {
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] Send plan ^p")])
        .note("2026-03-10", P, vec![todo("[ ] Send the plan ^p").owner("priya")])
        .note("2026-03-17", P, vec![todo("[x] Send plan").owner("priya")])
        .check(&["done Send plan ^p (3)"]);
}

#[test]
fn what_was_closed_and_is_open_again_without_id_is_a_new_item() {
    two(todo("[x] Send report"), todo("[ ] Send report"), &["done Send report (1)", "open Send report (1)"]);
    two(
        todo("[-] Send report"),
        todo("[ ] Send report"),
        &["dropped Send report (1)", "open Send report (1)"],
    );
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[x] Send report")])
        .note("2026-03-10", P, vec![todo("[ ] Send report")])
        .note("2026-03-17", P, vec![todo("[x] Send report")])
        .check(&["done Send report (1)", "done Send report (2)"]);
}

#[test]
fn the_same_text_again_both_done_is_one_item() {
    two(todo("[x] Send report"), todo("[x] Send report"), &["done Send report (2)"]);
    let item = on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[x] A")])
        .note("2026-03-10", P, vec![todo("[x] A")])
        .one();
    assert_eq!(item.closed_on, Some(day("2026-03-03")));
}

#[test]
fn people_append_what_is_new() {
    for more in [
        " — update 21 Sep: no answer yet",
        ": half done",
        " (see mail)",
        ", really",
        " - asked again",
        " [wip]",
    ] {
        let text = format!("Send plan{more}");
        two(todo("[ ] Send plan"), todo(&format!("[ ] {text}")), &[&format!("open {text} (2)")]);
    }
    two(todo("[ ] Send plan"), todo("[ ] Send plan now"), &["open Send plan (1)", "open Send plan now (1)"]);
    two(todo("[ ] Send"), todo("[ ] Send-off for Ana"), &["open Send (1)", "open Send-off for Ana (1)"]);
    two(
        todo("[ ] Meet at 10"),
        todo("[ ] Meet at 10:30"),
        &["open Meet at 10 (1)", "open Meet at 10:30 (1)"],
    );
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] Send plan")])
        .note("2026-03-10", P, vec![todo("[ ] Send plan — no answer")])
        .note("2026-03-17", P, vec![todo("[ ] Send plan — asked again")])
        .note("2026-03-18", P, vec![todo("[x] Send plan")])
        .check(&["done Send plan (4)"]);
    two(todo("[x] Send plan"), todo("[ ] Send plan, v2"), &["done Send plan (1)", "open Send plan, v2 (1)"]);
}

#[test]
fn lines_of_one_meeting_that_only_go_on_or_differ_in_a_date_are_items_of_their_own() {
    on("2026-03-30")
        .note(
            "2026-03-03",
            P,
            vec![todo("[ ] Prep 10 Mar"), todo("[ ] Prep 17 Mar"), todo("[ ] Hire"), todo("[ ] Hire: ad")],
        )
        .note("2026-03-10", P, vec![todo("[x] Prep 10 Mar"), todo("[ ] Prep 17 Mar"), todo("[ ] Hire: ad")])
        .check(&["done Prep 10 Mar (2)", "open Prep 17 Mar (2)", "open Hire (1)", "open Hire: ad (2)"]);
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] Hire"), todo("[x] hire!")])
        .check(&["done hire! (2)"]);
}

#[test]
fn one_id_twice_in_a_meeting_is_an_error_and_loses_nothing() {
    let world = on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A ^a"), todo("[ ] B ^a")]);
    world.check(&["open A ^a (1)", "open B (1)"]);
    world.says(&["2026-03-03-priya.md:6 duplicate-id"]);
    let said = &world.ledger().diagnostics[0];
    assert_eq!(said.severity, crate::domain::note::diagnostic::Severity::Error);
    assert_eq!(said.message, "`^a` stands twice in this meeting, first on line 5");
    assert!(said.fix.is_some());
    let world = on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A ^a"), todo("[x] A ^A")]);
    world.check(&["done A ^a (2)"]);
    world.says(&["2026-03-03-priya.md:6 duplicate-id"]);
    let world = on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A ^a")]).note(
        "2026-03-10",
        P,
        vec![todo("[ ] A ^a"), todo("[ ] B ^a")],
    );
    world.check(&["open A ^a (2)", "open B (1)"]);
    world.says(&["2026-03-10-priya.md:6 duplicate-id"]);
    on("2026-03-17").note("2026-03-03", P, vec![todo("[>] A ^a"), todo("[ ] A ^a")]).says(&[]);
}

#[test]
fn one_id_on_two_kinds_is_an_error_wins_apart() {
    let world = on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] A ^a")])
        .note("2026-03-10", P, vec![item(Kind::Concern, "B ^a")])
        .note("2026-03-11", P, vec![item(Kind::Concern, "[x] B ^a"), todo("[x] A ^a")]);
    world.check(&["done A ^a (2)", "decided B ^a (2)"]);
    world.says(&["2026-03-10-priya.md:5 id-on-two-kinds"]);
    let world =
        on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A ^a"), item(Kind::Win, "Half of A ^a")]);
    world.check(&["open A ^a (1)", "open Half of A ^a (1)"]);
    world.says(&[]);
    on("2026-03-17")
        .note("2026-03-03", P, vec![item(Kind::Concern, "B ^a"), todo("[ ] A")])
        .note("2026-03-10", P, vec![todo("[ ] A ^a")])
        .says(&["2026-03-10-priya.md:5 id-on-two-kinds"]);
}

#[test]
fn nothing_is_said_in_the_words_of_a_confidential_item() {
    let secret = |line: &str| todo(line).with(|mention| mention.visibility = Visibility::Confidential);
    let ledger = on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] Zebra ^lay-offs"), secret("[ ] Yak ^lay-offs")])
        .note("2026-03-10", P, vec![item(Kind::Ask, "Xerus ^lay-offs"), secret("[x] Wombat ^wombats")])
        .note("2026-03-11", P, vec![secret("[ ] Wombat ^wombats")])
        .ledger();
    assert_eq!(ledger.diagnostics.len(), 3, "{:#?}", ledger.diagnostics);
    let said = serde_json::to_string(&ledger.diagnostics[..1]).unwrap();
    assert!(said.contains("a confidential item"), "{said}");
    let all = serde_json::to_string(&ledger.diagnostics).unwrap();
    for word in ["Zebra", "Yak", "Wombat", "wombats"] {
        assert!(!all.contains(word), "{all}");
    }
    let elsewhere = on("2026-03-17")
        .note("2026-03-03", P, vec![secret("[ ] Yak ^lay-offs")])
        .note("2026-03-10", P, vec![item(Kind::Ask, "Xerus ^lay-offs")])
        .ledger();
    let said = &elsewhere.diagnostics[0].message;
    assert!(!said.contains("03-03") && !said.contains("commitment") && !said.contains("lay-offs"), "{said}");
}

#[test]
fn nearly_equal_texts_are_hinted_at_and_never_merged() {
    let hint = &["2026-03-10-priya.md:5 nearly-the-same"];
    #[track_caller]
    fn near(first: Mention, second: Mention, expect: &[&str]) {
        let world = on("2026-03-17").note("2026-03-03", P, vec![first]).note("2026-03-10", P, vec![second]);
        world.says(expect);
        assert_eq!(world.ledger().items.len(), 2);
    }
    near(todo("[ ] Send migration plan"), todo("[ ] Send migraton plan"), hint);
    near(todo("[ ] Send the migration plan"), todo("[ ] Send migration plan"), hint);
    near(todo("[ ] Book room 3"), todo("[ ] Book room 4"), &[]);
    near(todo("[ ] Call Alva today"), todo("[ ] Call Benno today"), &[]);
    near(todo("[x] Send migration plan"), todo("[ ] Send migraton plan"), &[]);
    near(todo("[ ] Send plans"), todo("[ ] Send plan").owner("priya"), &[]);
    near(todo("[ ] Send plans ^a"), todo("[ ] Send plan ^b"), &[]);
    on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] Send plan"), todo("[ ] Send plans")]).says(&[]);
}

#[test]
fn a_goal_of_a_note_and_of_a_file_is_one() {
    let goal = |line| item(Kind::Goal, line);
    on("2026-03-17")
        .note("2026-03-03", P, vec![goal("Cut failed invoices a lot ^invoices")])
        .goal("invoices", P, GoalStatus::Agreed, "Cut failed invoices")
        .check(&["agreed Cut failed invoices a lot ^invoices (2)"]);
    for with in [P, &[], &["omar", "priya"]] {
        on("2026-03-17")
            .note("2026-03-03", P, vec![goal("[ ] Cut failed invoices")])
            .goal("invoices", with, GoalStatus::Draft, "Cut failed invoices.")
            .check(&["draft Cut failed invoices ^invoices (2)"]);
    }
    on("2026-03-17")
        .note("2026-03-03", P, vec![goal("[ ] Cut failed invoices")])
        .goal("invoices", &["omar"], GoalStatus::Met, "Cut failed invoices")
        .check(&["met Cut failed invoices ^invoices (1)", "agreed Cut failed invoices (1)"]);
    let world = on("2026-03-17").goal("a", P, GoalStatus::Met, "A").goal("b", P, GoalStatus::Met, "B");
    world.says(&[]);
    let mut world = world;
    if let Content::Goal(goal) = &mut world.book.notes[1].content {
        goal.goal.id = Some("a".to_owned());
    }
    world.says(&["goals/b.md:1 duplicate-goal"]);
    assert_eq!(world.ledger().items.len(), 2);
}

#[test]
fn a_tick_with_nothing_but_an_id_closes() {
    two(todo("[ ] Send plan ^p"), todo("[x]  ^p"), &["done Send plan ^p (2)"]);
    on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] "), todo("[x]  ^p")]).check(&[]);
}
