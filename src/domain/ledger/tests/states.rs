//! Rule 6, and what FORMAT 3 says of wins, decisions, questions and nested boxes.

use super::*;
use crate::domain::note::item::{Agreed, FeedbackDirection};

const P: &[&str] = &["priya"];

/// The state, on 17 March, of the only item of these mentions, one a week from 24 February (24 Feb, 3 Mar,
/// 10 Mar held; 17 Mar and later planned).
#[track_caller]
fn check(mentions: Vec<Mention>, expect: State) -> Item {
    let days = ["2026-02-24", "2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"];
    let mut world = on("2026-03-17");
    for (date, mention) in days.iter().zip(mentions) {
        world = world.note(date, P, vec![mention]);
    }
    let item = world.one();
    assert_eq!(item.state, expect, "{item:#?}");
    assert_eq!(item.is_open(), item.closed_on.is_none(), "{item:#?}");
    item
}

fn outcome(mention: Mention) -> Mention {
    mention.with(|mention| mention.fields.outcome = Some("Pause".to_owned()))
}

fn until(mention: Mention, date: &str) -> Mention {
    mention.with(|mention| mention.fields.until = Some(day(date)))
}

#[test]
fn a_commitment_without_a_box_is_open() {
    check(vec![todo("A")], State::Open);
    check(vec![todo("[/] A")], State::Open);
    check(vec![todo("[x] A")], State::Done);
    check(vec![todo("[-] A")], State::Dropped);
}

#[test]
fn concerns_and_asks() {
    for kind in [Kind::Concern, Kind::Ask] {
        let new = |line: &str| item(kind, line);
        check(vec![new("A")], State::Raised);
        check(vec![new("[ ] A").options(&["one"])], State::Raised);
        check(vec![new("[ ] A").options(&["one", "two"])], State::Ready);
        check(vec![new("A").options(&["one", "two"]), new("A")], State::Ready);
        check(vec![outcome(new("A"))], State::Decided);
        check(vec![outcome(new("[ ] A"))], State::Decided);
        check(vec![new("[x] A")], State::Decided);
        check(vec![new("[-] A")], State::Dropped);
        check(vec![until(new("A"), "2026-03-18").options(&["one", "two"])], State::Parked);
        check(vec![until(new("A"), "2026-03-17").options(&["one", "two"])], State::Ready);
        check(vec![until(new("A"), "2026-03-18"), new("[x] A")], State::Decided);
        check(vec![until(new("A"), "2026-04-01"), until(new("A"), "2026-03-01")], State::Raised);
        check(vec![outcome(new("A ^a")), new("A ^a")], State::Raised);
        check(vec![new("A"), outcome(new("A — settled"))], State::Decided);
    }
}

#[test]
fn a_plain_decision_is_decided() {
    let new = |line: &str| item(Kind::Decision, line);
    let decided = check(vec![new("Use Rust")], State::Decided);
    assert_eq!(decided.closed_on, Some(day("2026-02-24")));
    check(vec![new("[ ] Use Rust")], State::Raised);
    check(vec![new("Use Rust or C").options(&["Rust", "C"])], State::Ready);
    check(vec![new("Use Rust or C").options(&["Rust"])], State::Raised);
    check(vec![new("Use Rust").with(|m| m.fields.decide_by = Some(day("2026-03-20")))], State::Raised);
    check(vec![outcome(new("Use Rust or C").options(&["Rust", "C"]))], State::Decided);
    check(vec![new("[ ] Use Rust"), new("Use Rust")], State::Decided);
    check(vec![new("[ ] Use Rust"), new("[x] Use Rust")], State::Decided);
    check(vec![new("[ ] Use Rust"), new("[-] Use Rust")], State::Dropped);
    check(vec![until(new("[ ] Use Rust"), "2026-04-01")], State::Parked);
}

#[test]
fn a_plain_question_is_done_once_its_meeting_is_held() {
    let new = |line: &str| item(Kind::Question, line);
    let asked = check(vec![new("What is level 5?")], State::Done);
    assert_eq!(asked.closed_on, Some(day("2026-02-24")));
    check(vec![new("[ ] What is level 5?")], State::Open);
    check(vec![new("[ ] What?"), new("[x] What?")], State::Done);
    check(vec![new("[ ] What?"), new("[-] What?")], State::Dropped);
    check(vec![new("[ ] What?"), new("What?")], State::Done);
    on("2026-03-17").note("2026-03-17", P, vec![new("What?")]).check(&["open What? (1)"]);
    for progress in [Progress::Planned, Progress::Cancelled, Progress::Moved] {
        on("2026-03-17").met("2026-03-03", P, progress, vec![new("What?")]).check(&["open What? (1)"]);
    }
    let again = on("2026-03-17").note("2026-03-03", P, vec![new("What? ^w")]).note(
        "2026-03-10",
        P,
        vec![new("[ ] What? ^w")],
    );
    assert_eq!((again.one().state, again.one().ticked_in), (State::Open, None));
    assert_eq!(again.ledger().doubts, []);
}

#[test]
fn goals() {
    let new = |line: &str| item(Kind::Goal, line);
    check(vec![new("A")], State::Agreed);
    check(vec![new("[ ] A"), new("[x] A")], State::Met);
    check(vec![new("[ ] A"), new("[-] A")], State::Dropped);
    for (status, plain, ticked) in [
        (GoalStatus::Draft, "draft", "met"),
        (GoalStatus::Agreed, "agreed", "met"),
        (GoalStatus::Met, "met", "met"),
        (GoalStatus::Missed, "missed", "missed"),
        (GoalStatus::Dropped, "dropped", "dropped"),
    ] {
        let world = on("2026-03-17").goal("a", P, status, "A");
        world.check(&[&format!("{plain} A ^a (1)")]);
        world.clone().note("2026-03-03", P, vec![new("[ ] A ^a")]).check(&[&format!("{plain} A ^a (2)")]);
        world.note("2026-03-03", P, vec![new("[x] A")]).check(&[&format!("{ticked} A ^a (2)")]);
    }
    let goal = on("2026-03-17").goal("a", P, GoalStatus::Agreed, "A").note(
        "2026-03-03",
        P,
        vec![new("[ ] A ^a").due("2026-06-30")],
    );
    assert_eq!(goal.one().due, Some(day("2026-06-30")));
    assert_eq!(goal.one().asked().unwrap().date, Some(day("2026-03-03")));
}

#[test]
fn feedback_and_its_actions() {
    let got = |line: &str| item(Kind::Feedback, line);
    let act = |line: &str| todo(line).with(|mention| mention.action_on = Some(0));
    check(vec![got("A")], State::Received);
    check(vec![got("[ ] A")], State::Received);
    check(vec![got("[x] A")], State::Closed);
    check(vec![got("[-] A")], State::Dropped);
    let planned =
        on("2026-03-17").note("2026-03-03", P, vec![got("I answered over Omar"), act("[ ] Let him finish")]);
    planned.check(&["planned I answered over Omar (1)", "open Let him finish (1)"]);
    assert_eq!(planned.ledger().items[0].actions, [1]);
    let acted = planned.clone().note("2026-03-10", P, vec![todo("[x] Let him finish")]);
    acted.check(&["acted I answered over Omar (1)", "done Let him finish (2)"]);
    acted
        .note("2026-03-12", P, vec![got("[x] I answered over Omar")])
        .check(&["closed I answered over Omar (2)", "done Let him finish (2)"]);
    planned.clone().note("2026-03-10", P, vec![got("I answered over Omar"), act("[x] Ask him")]).check(&[
        "planned I answered over Omar (2)",
        "open Let him finish (1)",
        "done Ask him (1)",
    ]);
    planned
        .note("2026-03-10", P, vec![todo("[-] Let him finish")])
        .check(&["received I answered over Omar (1)", "dropped Let him finish (2)"]);
}

#[test]
fn feedback_given_and_to_ask() {
    let given = |line| item(Kind::Feedback, line).with(|m| m.direction = Some(FeedbackDirection::Given));
    let ask = |line| item(Kind::Feedback, line).with(|m| m.direction = Some(FeedbackDirection::ToAsk));
    check(vec![given("Good talk")], State::Closed);
    check(vec![given("[ ] Good talk")], State::Open);
    on("2026-03-17").note("2026-03-17", P, vec![given("A"), ask("B")]).check(&["open A (1)", "open B (1)"]);
    let item = check(vec![ask("How was the demo?")], State::Asked);
    assert_eq!(item.direction, Some(FeedbackDirection::ToAsk));
    check(vec![ask("How was the demo?"), ask("[x] How was the demo?")], State::Closed);
}

#[test]
fn requests() {
    let new = |line: &str| item(Kind::Request, line);
    let agreed = |mention: Mention| mention.with(|m| m.fields.agreed = Some(Agreed::Yes));
    let asked = check(vec![new("SOC 2")], State::Asked);
    assert_eq!((asked.owner.as_ref(), asked.is_commitment()), (None, false));
    check(vec![new("SOC 2").due("2026-03-31")], State::Asked);
    check(vec![agreed(new("SOC 2"))], State::Asked);
    check(vec![new("SOC 2").due("2026-03-31").with(|m| m.fields.agreed = Some(Agreed::No))], State::Asked);
    let accepted = check(vec![new("SOC 2").due("2026-03-31"), agreed(new("SOC 2"))], State::Accepted);
    assert_eq!((accepted.owner.clone(), accepted.due), (Some(Owner::Me), Some(day("2026-03-31"))));
    assert!(accepted.is_my_commitment() && accepted.is_open());
    let done = check(vec![agreed(new("SOC 2").due("2026-03-31")), new("[x] SOC 2")], State::Done);
    assert!(done.is_my_commitment());
    check(vec![new("SOC 2"), new("[-] SOC 2")], State::Declined);
    let item = check(
        vec![agreed(new("SOC 2 ^s").due("2026-03-31")), todo("[ ] SOC 2 ^s"), todo("[x] SOC 2 ^s")],
        State::Done,
    );
    assert_eq!(item.kind, Kind::Request);
    check(vec![agreed(new("SOC 2").due("2026-03-31")), todo("[x] SOC 2")], State::Done);
    on("2026-03-17")
        .note("2026-03-03", P, vec![new("SOC 2 ^s")])
        .note("2026-03-10", P, vec![todo("[ ] SOC 2 ^s")])
        .says(&["2026-03-10-priya.md:5 id-on-two-kinds"]);
}

#[test]
fn news_is_done_once_a_later_meeting_is_held() {
    for kind in [Kind::Win, Kind::Fyi, Kind::Idea] {
        let new = |line: &str| item(kind, line);
        let told = on("2026-03-17").note("2026-03-03", P, vec![new("A")]).note("2026-03-10", P, vec![]);
        assert_eq!((told.one().state, told.one().closed_on), (State::Done, Some(day("2026-03-10"))));
        assert!(told.one().is_told_to(&key("priya"), &told.calendar));
        for (date, progress) in [
            ("2026-03-10", Progress::Cancelled),
            ("2026-03-10", Progress::Moved),
            ("2026-03-24", Progress::Planned),
        ] {
            let untold =
                on("2026-03-17").note("2026-03-03", P, vec![new("A")]).met(date, P, progress, vec![]);
            untold.check(&["open A (1)"]);
            assert!(!untold.one().is_told_to(&key("priya"), &untold.calendar));
        }
        on("2026-03-17").note("2026-03-17", P, vec![new("A")]).check(&["open A (1)"]);
        on("2026-03-17")
            .note("2026-03-03", P, vec![new("A")])
            .note("2026-03-10", &["omar"], vec![])
            .check(&["open A (1)"]);
        // Said again before it was told: the same news. Said again afterwards: news anew.
        on("2026-03-17")
            .note("2026-03-03", P, vec![new("A")])
            .note("2026-03-10", P, vec![new("A")])
            .check(&["done A (2)"]);
        on("2026-03-17")
            .note("2026-02-24", P, vec![new("Away 2 Mar")])
            .note("2026-03-03", P, vec![])
            .note("2026-03-10", P, vec![new("Away 16 Mar")])
            .check(&["done Away 2 Mar (1)", "open Away 16 Mar (1)"]);
        check(vec![new("[-] A")], State::Dropped);
    }
}

#[test]
fn news_of_a_group_is_told_person_by_person() {
    let world = on("2026-03-17").note("2026-03-03", &["omar", "priya"], vec![item(Kind::Win, "A")]).note(
        "2026-03-10",
        P,
        vec![],
    );
    let item = world.one();
    assert_eq!(item.state, State::Open);
    assert!(item.is_told_to(&key("priya"), &world.calendar));
    assert!(!item.is_told_to(&key("omar"), &world.calendar));
    let told = world.note("2026-03-12", &["omar"], vec![]).one();
    assert_eq!((told.state, told.closed_on), (State::Done, Some(day("2026-03-12"))));
    let world = on("2026-03-17")
        .note(
            "2026-03-03",
            &["omar"],
            vec![super::item(Kind::Fyi, "A").with(|m| m.fields.tell = Some(owner("priya")))],
        )
        .note("2026-03-10", &["omar"], vec![]);
    assert!(!world.one().is_told_to(&key("priya"), &world.calendar));
    assert_eq!(world.one().state, State::Open);
}

#[test]
fn the_box_of_a_win_says_that_it_was_won() {
    on("2026-03-17").note("2026-03-10", P, vec![item(Kind::Win, "[x] A")]).check(&["open A (1)"]);
    on("2026-03-17").note("2026-03-10", P, vec![item(Kind::Fyi, "[x] A")]).check(&["done A (1)"]);
}

#[test]
fn a_ticked_win_closes_the_commitment_it_matches() {
    let win = |line: &str| item(Kind::Win, line);
    for (promise, line, expect) in [
        (todo("[ ] Ship retries ^ret"), "[x] Retries shipped ^ret", "done Ship retries ^ret (2)"),
        (todo("[ ] Ship retries ^ret"), "[x] ship retries!", "done Ship retries ^ret (2)"),
        (todo("[ ] Ship retries"), "[x] Ship retries", "done Ship retries (2)"),
        (todo("[ ] Ship retries"), "[x] Ship retries: 40 → 3 a week", "done Ship retries (2)"),
        (todo("[ ] Ship retries"), "[x] Ship retries ^ret", "done Ship retries ^ret (2)"),
        (todo("[ ] Ship retries").owner("priya"), "[x] Ship retries", "done Ship retries (2)"),
        (todo("[x] Ship retries"), "[x] Ship retries", "done Ship retries (2)"),
    ] {
        let world =
            on("2026-03-17").note("2026-03-03", P, vec![promise]).note("2026-03-10", P, vec![win(line)]);
        world.check(&[expect]);
        world.says(&[]);
    }
    let closed = on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] A")])
        .note("2026-03-10", P, vec![win("[x] A")])
        .one();
    assert_eq!(closed.closed_on, Some(day("2026-03-10")));
    on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] A"), win("[x] A")]).check(&["done A (2)"]);
    for line in ["Ship retries", "[ ] Ship retries", "[x] Ship it", "[x] Ship retries ^other"] {
        let world = on("2026-03-17").note("2026-03-03", P, vec![todo("[ ] Ship retries ^ret")]).note(
            "2026-03-10",
            P,
            vec![win(line)],
        );
        assert_eq!(world.ledger().items.len(), 2, "{line}");
        assert_eq!(world.ledger().items[0].state, State::Open, "{line}");
    }
    let mine = on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[ ] A"), todo("[ ] A").owner("priya")])
        .note("2026-03-10", P, vec![win("[x] A")]);
    mine.check(&["done A (2)", "open A (1)"]);
    on("2026-03-17")
        .note("2026-03-03", P, vec![todo("[-] A ^a")])
        .note("2026-03-10", P, vec![win("[x] A ^a")])
        .check(&["dropped A ^a (1)", "open A ^a (1)"]);
}
