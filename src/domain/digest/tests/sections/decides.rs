//! Decide.

use super::check;
use crate::domain::{
    digest::{
        SectionName,
        tests::fixture::{World, day, item, mine, omar, priya, some, theirs},
    },
    ledger::{Item, State},
    note::item::{Agreed, Fields, Kind, Visibility},
    roster::Owner,
};

const MAR: &str = "([3 Mar](../2026-03-03-priya.md))";

fn concern(fields: Fields) -> Item {
    item(Kind::Concern, "On-call rests on two people", "2026-03-03").fields(fields)
}

#[test]
fn who_decides_and_by_when() {
    let one = |fields, words: &str| check(vec![concern(fields)], "Decide", &[&format!("- {words} {MAR}")]);
    let plain = "On-call rests on two people.";
    one(Fields::default(), plain);
    let by = |date| Fields { decide_by: Some(day(date)), ..Fields::default() };
    one(by("2026-03-20"), &format!("{plain} Priya decides, by Fri 20 Mar."));
    one(by("2026-03-16"), &format!("{plain} Priya decides, by Mon 16 Mar, 1 day ago."));
    let decider = |decider| Fields { decider: Some(decider), ..Fields::default() };
    one(decider(priya()), &format!("{plain} Priya decides."));
    one(decider(Owner::Named("Priya Nair".to_owned())), &format!("{plain} Priya decides."));
    check(vec![concern(decider(omar()))], "Decide", &[]);
    check(vec![concern(decider(Owner::Me))], "Decide", &[]);
}

#[test]
fn options_stand_on_a_line_of_their_own() {
    let with = |change: fn(Item) -> Item, line: &str| {
        let first = format!("- On-call rests on two people. {MAR}");
        check(vec![change(concern(Fields::default()))], "Decide", &[&first, line]);
    };
    with(|i| i.choice("Pause", false).choice("borrow Ana.", true), "  Pause / borrow Ana (recommended).");
    with(|i| i.choice("Pause features?", false), "  Pause features?");
    with(
        |i| {
            let i = i.choice("a", false).choice("b", false).choice("c", false).choice("d", false);
            i.choice("e", false).choice("f", true)
        },
        "  a / b / c / f (recommended) / 2 more.",
    );
    with(
        |i| {
            let fields =
                Fields { benefit: some("fewer pages"), evidence: some("9 in Feb."), ..Fields::default() };
            i.choice("Pause", false).fields(fields)
        },
        "  Pause. Benefit: fewer pages. Evidence: 9 in Feb.",
    );
    with(
        |i| i.choice("# Pause", false).fields(Fields { recommend: some("Wait"), ..Fields::default() }),
        "  \\# Pause. Recommended: Wait.",
    );
    with(
        |i| {
            let i = i.choice("Pause.", false).choice("Wait", false);
            i.fields(Fields { recommend: some("pause"), ..Fields::default() })
        },
        "  Pause (recommended) / Wait.",
    );
}

#[test]
fn only_what_is_raised_or_ready_enters() {
    for (kind, state, enters) in [
        (Kind::Concern, State::Raised, true),
        (Kind::Decision, State::Ready, true),
        (Kind::Ask, State::Raised, true),
        (Kind::Concern, State::Parked, false),
        (Kind::Concern, State::Decided, false),
        (Kind::Decision, State::Dropped, false),
        (Kind::Request, State::Asked, true),
        (Kind::Request, State::Declined, false),
        (Kind::Request, State::Accepted, false),
    ] {
        let world = World::with(vec![item(kind, "x", "2026-03-03").in_state(state)]);
        assert_eq!(world.section(SectionName::Decide).is_some(), enters, "{kind:?} {state:?}");
    }
}

#[test]
fn a_request_is_a_trade_off() {
    let request = |fields, dates: &[&str]| {
        vec![item(Kind::Request, "SOC 2 evidence.", "2026-03-03").fields(fields).due_on(dates)]
    };
    let one = |items, words: &str| check(items, "Decide", &[&format!("- {words} {MAR}")]);
    one(request(Fields::default(), &[]), "SOC 2 evidence, no due date. Not agreed.");
    one(
        request(Fields { displaces: some("the retro"), ..Fields::default() }, &["2026-03-31"]),
        "SOC 2 evidence, due 31 Mar, displaces \"the retro\". Not agreed.",
    );
    one(
        request(Fields { agreed: Some(Agreed::Yes), ..Fields::default() }, &[]),
        "SOC 2 evidence, no due date. Agreed, but for a date.",
    );
    one(
        request(Fields { from: Some(omar()), decide_by: Some(day("2026-03-20")), ..Fields::default() }, &[]),
        "SOC 2 evidence, from Omar, no due date. Not agreed, to settle by Fri 20 Mar.",
    );
    one(
        request(Fields { from: Some(priya()), ..Fields::default() }, &[]),
        "SOC 2 evidence, no due date. Not agreed.",
    );
}

#[test]
fn what_is_displaced_is_told_in_its_own_words_unless_it_is_confidential() {
    let goal = item(Kind::Goal, "Cut failed invoices", "2026-02-17").called("invoices");
    let request = item(Kind::Request, "SOC 2 evidence", "2026-03-03")
        .fields(Fields { displaces: some("^invoices"), ..Fields::default() });
    let line = |words: &str| format!("- SOC 2 evidence, no due date{words}. Not agreed. {MAR}");
    check(vec![goal.clone(), request.clone()], "Decide", &[&line(", displaces \"Cut failed invoices\"")]);
    let secret = Item { visibility: Visibility::Confidential, ..goal };
    check(vec![secret, request], "Decide", &[&line("")]);
}

#[test]
fn several_things_displaced_are_each_told_in_their_own_words() {
    let rota = mine("Draft the rota.", "2026-03-03").called("rota").due_on(&["2026-03-20"]);
    let done = Item { closed_on: Some(day("2026-03-09")), ..mine("Notice", "2026-03-03") };
    let secret = Item { visibility: Visibility::Confidential, ..mine("Redundancies", "2026-03-03") };
    let world = |displaces: &str| {
        let request = item(Kind::Request, "SOC 2 evidence", "2026-03-03")
            .fields(Fields { displaces: some(displaces), ..Fields::default() });
        World::with(vec![
            item(Kind::Goal, "Cut failed invoices, all of them", "2026-02-17").called("invoices"),
            rota.clone(),
            done.clone().in_state(State::Done),
            theirs("Ask finance", "2026-03-03").due_on(&["2026-03-20"]),
            secret.clone(),
            request,
        ])
    };
    let check = |displaces: &str, words: &str, json: Option<&str>| {
        let world = world(displaces);
        let words = if words.is_empty() { String::new() } else { format!(", displaces {words}") };
        let line = format!("- SOC 2 evidence, no due date{words}. Not agreed. {MAR}");
        assert_eq!(world.printed("Decide"), [line], "{displaces}");
        let facts = &world.section(SectionName::Decide).unwrap().items[0].facts;
        assert_eq!(facts.displaces.as_deref(), json, "{displaces}");
    };
    let goal = "Cut failed invoices, all of them";
    check("rota", "\"Draft the rota\" (due 20 Mar)", Some("Draft the rota."));
    check("draft the rota", "\"Draft the rota\" (due 20 Mar)", Some("Draft the rota."));
    check("notice", "\"Notice\" (done 9 Mar)", Some("Notice"));
    check("ask finance", "\"Ask finance\"", Some("Ask finance"));
    check("close-5", "\"Close month in 5 days\"", Some("Close month in 5 days"));
    check(goal, &format!("\"{goal}\""), Some(goal));
    check(
        "invoices, ^rota; the retro",
        &format!("\"{goal}\", \"Draft the rota\" (due 20 Mar) and \"the retro\""),
        Some(&format!("{goal}, Draft the rota., the retro")),
    );
    check("the retro, and lunch", "\"the retro, and lunch\"", Some("the retro, and lunch"));
    check("redundancies, rota", "\"Draft the rota\" (due 20 Mar)", Some("Draft the rota."));
    check("redundancies", "", None);
}

#[test]
fn what_was_parked_says_so_on_the_day_it_comes_back() {
    let parked = |until: &str| {
        let fields = Fields { until: Some(day(until)), ..Fields::default() };
        item(Kind::Ask, "A second tester?", "2026-02-17").fields(fields)
    };
    let feb = "([17 Feb](../2026-02-17-priya.md))";
    let one = |item, words: &str| check(vec![item], "Decide", &[&format!("- {words} {feb}")]);
    one(parked("2026-03-10"), "A second tester? Was parked until 10 Mar.");
    one(parked("2026-03-17"), "A second tester? Was parked until 17 Mar.");
    one(parked("2026-03-10").also("2026-03-17"), "A second tester? Was parked until 10 Mar.");
    one(parked("2026-03-03").also("2026-03-03"), "A second tester?");
    let mut by = parked("2026-03-10");
    by.fields.decide_by = Some(day("2026-03-13"));
    one(by, "A second tester? Was parked until 10 Mar. Priya decides, by Fri 13 Mar, 4 days ago.");
    check(vec![parked("2026-03-18").in_state(State::Parked)], "Decide", &[]);
}

#[test]
fn a_request_whose_day_has_passed_says_how_long_ago() {
    let request = |due: &str| item(Kind::Request, "SOC 2 evidence", "2026-03-03").due_on(&[due]);
    let one = |item, words: &str| {
        check(vec![item], "Decide", &[&format!("- SOC 2 evidence, due {words}. Not agreed. {MAR}")]);
    };
    one(request("2026-03-17"), "17 Mar");
    one(request("2026-03-16"), "16 Mar, 1 day ago");
}

#[test]
fn what_i_am_late_on_is_named_before_the_first_ask() {
    let ask = |text: &str, asked: &str| item(Kind::Ask, text, asked);
    let late = |text: &str, due: &str| mine(text, "2026-02-17").due_on(&[due]);
    let plan = late("Send the plan.", "2026-03-13");
    let named = "Before you ask: \"Send the plan\" is 4 days late";
    let tester = |before: &str| format!("- {before}A second tester. {MAR}");
    let one = |items: Vec<Item>, before: &str| {
        let items = items.into_iter().chain([ask("A second tester", "2026-03-03")]).collect();
        check(items, "Decide", &[&tester(before)]);
    };
    one(vec![], "");
    one(vec![plan.clone()], &format!("{named}. "));
    one(vec![plan.clone(), late("Call", "2026-03-16")], &format!("{named}, and 1 more is late. "));
    one(
        vec![late("Mail", "2026-03-15"), plan.clone(), late("Call", "2026-03-16")],
        &format!("{named}, and 2 more are late. "),
    );
    one(vec![late("Today", "2026-03-17")], "");
    one(vec![plan.clone().in_state(State::Done)], "");
    one(vec![Item { visibility: Visibility::Confidential, ..plan.clone() }], "");
    one(vec![theirs("Budget", "2026-02-17").due_on(&["2026-03-13"])], "");
    let accepted = item(Kind::Request, "SOC 2 evidence", "2026-02-17").due_on(&["2026-03-16"]);
    let accepted = Item { owner: Some(Owner::Me), ..accepted.in_state(State::Accepted) };
    one(vec![accepted], "Before you ask: \"SOC 2 evidence\" is 1 day late. ");
    check(
        vec![
            plan.clone(),
            ask("A desk", "2026-03-03").line(9),
            ask("A second tester", "2026-03-03"),
            concern(Fields::default()).line(1),
        ],
        "Decide",
        &[
            &format!("- On-call rests on two people. {MAR}"),
            &tester(&format!("{named}. ")),
            &format!("- A desk. {MAR}"),
        ],
    );
    let owed = World::with(vec![plan, ask("A desk", "2026-03-03")]).printed("You owe");
    assert_eq!(owed.len(), 1, "it stands where it is owed as well");
}

#[test]
fn what_speaks_for_an_ask_stands_on_its_second_line() {
    let fields = Fields {
        benefit: some("a release every week"),
        evidence: some("11 of 14 delays"),
        supports: some("close-5"),
        about: some("the test queue"),
        ..Fields::default()
    };
    let ask = item(Kind::Ask, "A second tester", "2026-03-03").fields(fields).choice("hire one", true);
    check(
        vec![ask],
        "Decide",
        &[
            &format!("- A second tester. {MAR}"),
            "  hire one (recommended). Benefit: a release every week. Evidence: 11 of 14 delays. \
             Supports: Close month in 5 days. About: the test queue.",
        ],
    );
    let long = "word ".repeat(60);
    let wide = Fields { benefit: some(&long), evidence: some(&long), ..Fields::default() };
    let printed = World::with(vec![concern(wide)]).printed("Decide");
    assert!(printed.len() == 2 && printed[1].chars().count() <= 282, "{printed:?}");
}

#[test]
fn what_is_to_be_decided_first_comes_first() {
    let at = |text: &str, asked: &str, by: Option<&str>| {
        item(Kind::Concern, text, asked).fields(Fields { decide_by: by.map(day), ..Fields::default() })
    };
    let items = vec![
        at("younger", "2026-03-03", None),
        at("older", "2026-02-17", None),
        at("later", "2026-02-17", Some("2026-03-25")),
        at("sooner", "2026-03-03", Some("2026-03-20")),
    ];
    let section = World::with(items).section(SectionName::Decide).unwrap();
    let names: Vec<&str> = section.items.iter().map(|line| line.facts.text.as_str()).collect();
    assert_eq!((names, section.hidden), (vec!["sooner", "later", "older"], 1));
}

#[test]
fn what_is_planned_for_a_later_meeting_waits_for_it() {
    check(vec![item(Kind::Concern, "Two on call", "2026-03-31")], "Decide", &[]);
    check(vec![item(Kind::Request, "Evidence", "2026-03-31").in_state(State::Asked)], "Decide", &[]);
}
