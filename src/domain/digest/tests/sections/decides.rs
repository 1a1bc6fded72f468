//! Decide.

use super::check;
use crate::domain::{
    digest::{
        SectionName,
        tests::fixture::{World, day, item, omar, priya, some},
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
