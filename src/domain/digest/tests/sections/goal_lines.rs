//! Goals.

use super::check;
use crate::domain::{
    digest::{
        SectionName,
        tests::fixture::{World, item, some},
    },
    ledger::{Item, State},
    note::item::{Fields, Health, Kind, Visibility},
};

const FEB: &str = "([17 Feb](../2026-02-17-priya.md))";

fn measured() -> Fields {
    Fields { metric: some("failed invoices"), ..Fields::default() }
}

fn goal(asked: &str, fields: Fields) -> Item {
    item(Kind::Goal, "Cut failed invoices", asked).fields(fields)
}

#[test]
fn what_enters() {
    let enters = |item: Item| World::with(vec![item]).section(SectionName::Goals).is_some();
    assert!(!enters(goal("2026-02-17", measured())), "measured, on track, raised 28 days ago");
    assert!(enters(goal("2026-02-17", Fields::default())), "no metric");
    assert!(enters(goal("2026-02-15", measured())), "not raised for 30 days");
    assert!(!enters(goal("2026-02-16", measured())), "raised 29 days ago");
    assert!(!enters(goal("2026-02-15", measured()).also("2026-03-03")), "raised again");
    assert!(enters(goal("2026-02-17", measured()).changed("2026-03-17")), "changed since");
    assert!(enters(goal("2026-02-17", measured()).changed("2026-03-03")), "changed in the last note");
    assert!(!enters(goal("2026-03-03", measured())), "new when last met");
    assert!(enters(goal("2026-03-10", measured())), "new since last met");
    for (health, is_in) in [(Health::OnTrack, false), (Health::AtRisk, true), (Health::OffTrack, true)] {
        let fields = Fields { health: Some(health), ..measured() };
        assert_eq!(enters(goal("2026-02-17", fields)), is_in, "{health:?}");
    }
    for state in [State::Met, State::Missed, State::Dropped] {
        assert!(!enters(goal("2026-02-17", Fields::default()).in_state(state)), "{state:?}");
    }
    assert!(enters(goal("2026-02-17", Fields::default()).in_state(State::Draft)));
}

#[track_caller]
fn one(item: Item, words: &str) {
    check(vec![item], "Goals", &[&format!("- Cut failed invoices: {words} {FEB}")]);
}

#[test]
fn how_it_stands() {
    let at_risk = Fields { health: Some(Health::AtRisk), now: some("22/week"), ..measured() };
    one(goal("2026-02-17", at_risk), "at risk, 22/week.");
    let off = Fields {
        health: Some(Health::OffTrack),
        baseline: some("40"),
        target: some("10"),
        supports: some("fewer complaints"),
        ..measured()
    };
    one(
        goal("2026-02-17", off).due_on(&["2026-06-30"]),
        "off track, no figure yet (was 40, target 10 by 30 Jun). Supports: fewer complaints.",
    );
    one(goal("2026-02-17", Fields::default()), "no metric.");
    one(goal("2026-02-17", Fields::default()).due_on(&["2027-01-30"]), "no metric (by 30 Jan 2027).");
    let figures = Fields { now: some("22"), baseline: some("40"), ..Fields::default() };
    one(goal("2026-02-17", figures), "22 (was 40).");
}

#[test]
fn what_was_not_raised_says_since_when() {
    check(
        vec![goal("2026-02-03", measured())],
        "Goals",
        &["- Cut failed invoices: no figure yet. Not raised since 3 Feb. ([3 Feb](../2026-02-03-priya.md))"],
    );
    let mut of_file = goal("2026-02-17", measured());
    of_file.mentions[0].date = None;
    of_file.mentions[0].start = None;
    of_file.mentions[0].source.path = crate::domain::digest::tests::fixture::path("goals/invoices.md");
    of_file.changed_on = None;
    check(
        vec![of_file],
        "Goals",
        &["- Cut failed invoices: no figure yet. Not raised yet. ([invoices](../goals/invoices.md))"],
    );
}

#[test]
fn the_manager_s_goal_is_told_in_its_own_words() {
    let supports = |what: &str| Fields { supports: some(what), ..Fields::default() };
    one(goal("2026-02-17", supports("close-5")), "no metric. Supports: Close month in 5 days.");
    one(goal("2026-02-17", supports("unknown-id")), "no metric. Supports: unknown-id.");
    let secret = Item {
        visibility: Visibility::Confidential,
        ..item(Kind::Goal, "Secret aim", "2026-02-17").called("aim")
    };
    let open = goal("2026-02-17", supports("aim"));
    check(vec![secret, open], "Goals", &[&format!("- Cut failed invoices: no metric. {FEB}")]);
}

#[test]
fn the_worst_first_then_by_due_date() {
    let at = |text: &str, health: Option<Health>, due: &[&str]| {
        item(Kind::Goal, text, "2026-02-17").fields(Fields { health, ..Fields::default() }).due_on(due)
    };
    let items = vec![
        at("fine, undated", None, &[]),
        at("fine", Some(Health::OnTrack), &["2026-04-01"]),
        at("at risk", Some(Health::AtRisk), &["2026-06-01"]),
        at("off, later", Some(Health::OffTrack), &["2026-05-01"]),
        at("off, sooner", Some(Health::OffTrack), &["2026-04-01"]),
    ];
    let section = World::with(items).section(SectionName::Goals).unwrap();
    let names: Vec<&str> = section.items.iter().map(|line| line.facts.text.as_str()).collect();
    assert_eq!((names, section.hidden), (vec!["off, sooner", "off, later", "at risk", "fine"], 1));
}
