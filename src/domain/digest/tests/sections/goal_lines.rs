//! Goals.

use super::check;
use crate::domain::{
    digest::{
        SectionName,
        tests::fixture::{World, item, key, omar, priya, profile, some},
    },
    ledger::{Item, State},
    note::{
        item::{Fields, Health, Kind, Visibility},
        profile::TheirGoal,
    },
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
    one(goal("2026-02-17", measured()).due_on(&["2026-03-10"]), "7 days late, no figure yet (by 10 Mar).");
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
fn several_of_their_goals_are_each_named() {
    let supports = |what: &str| Fields { supports: some(what), ..Fields::default() };
    let world = |what: &str| {
        let secret = Item {
            visibility: Visibility::Confidential,
            ..item(Kind::Goal, "Secret aim", "2026-02-17").called("aim")
        };
        let mut world = World::with(vec![secret, goal("2026-02-17", supports(what))]);
        let their = |id: &str, text: &str| TheirGoal {
            id: some(id),
            text: text.to_owned(),
            by: None,
            confirmed: None,
            line: 9,
        };
        world.profiles[0].goals.push(their("team", "Grow, and keep, the team"));
        world.profiles[1].goals.push(their("nights", "Nobody on call at night"));
        world.know();
        world
    };
    for (what, told) in [
        ("close-5, team", " Supports: Close month in 5 days; Grow, and keep, the team."),
        ("team and close-5", " Supports: Grow, and keep, the team; Close month in 5 days."),
        ("grow and keep the team", " Supports: Grow, and keep, the team."),
        ("close MONTH in 5 days", " Supports: Close month in 5 days."),
        ("nights", " Supports: Nobody on call at night."),
        (
            "close-5 and fewer calls, fewer mails",
            " Supports: Close month in 5 days; fewer calls, fewer mails.",
        ),
        ("aim and close-5", " Supports: Close month in 5 days."),
        ("Secret aim", ""),
        ("close-5, close-5", " Supports: Close month in 5 days."),
    ] {
        let expect = format!("- Cut failed invoices: no metric.{told} {FEB}");
        assert_eq!(world(what).printed("Goals"), [expect], "{what}");
    }
}

/// A goal with a baseline or none, stated to be at these values.
#[track_caller]
fn moved(baseline: &str, values: &[(&str, &str)], words: &str) {
    let fields = Fields {
        baseline: (!baseline.is_empty()).then(|| baseline.to_owned()),
        target: some("10"),
        ..Fields::default()
    };
    one(goal("2026-02-17", fields).valued(values), words);
}

#[test]
fn how_it_moved_since_last_met() {
    const FEB: &str = "2026-02-17";
    const MAR: &str = "2026-03-03";
    const SINCE: &str = "2026-03-17";
    moved("40", &[(FEB, "40"), (SINCE, "22/week")], "22/week (was 40, target 10).");
    moved("40", &[(FEB, "40/week"), (SINCE, "22/week")], "22/week (was 40, target 10).");
    moved("40", &[(FEB, "30"), (MAR, "24"), (SINCE, "22")], "22 (24 on 3 Mar, was 40, target 10).");
    moved("40", &[("2026-02-24", "24"), (SINCE, "22")], "22 (24 on 24 Feb, was 40, target 10).");
    moved("40", &[(FEB, "30"), (MAR, "24")], "24 (was 40, target 10).");
    moved("40", &[(FEB, "30"), ("2026-03-10", "24")], "24 (30 on 17 Feb, was 40, target 10).");
    moved("", &[(FEB, "40"), (MAR, "24"), (SINCE, "22")], "22 (was 24, target 10).");
    moved("", &[(FEB, "40"), (MAR, "24")], "24 (was 40, target 10).");
    moved("", &[(SINCE, "22")], "22 (target 10).");
    moved("", &[("", "40"), (SINCE, "22")], "22 (was 40, target 10).");
    moved("40", &[("", "30"), (SINCE, "22")], "22 (was 40, target 10).");
    moved("not begun", &[(FEB, "half"), (SINCE, "done")], "done (half on 17 Feb, was not begun, target 10).");
}

#[test]
fn what_did_not_move_says_since_when() {
    moved(
        "40",
        &[("2026-02-03", "22"), ("2026-03-03", "22/week")],
        "22/week, unchanged since 3 Feb (was 40, target 10).",
    );
    moved("", &[("2026-02-03", "22"), ("2026-03-03", "22")], "22, unchanged since 3 Feb (target 10).");
    moved(
        "",
        &[("2026-01-03", "30"), ("2026-02-03", "22"), ("2026-03-03", "22")],
        "22, unchanged since 3 Feb (was 30, target 10).",
    );
    moved("40", &[("2026-03-03", "22"), ("2026-03-03", "22")], "22 (was 40, target 10).");
    moved("40", &[("", "22"), ("2026-03-03", "22")], "22 (was 40, target 10).");
    moved(
        "40",
        &[("2026-02-03", "22"), ("2026-02-17", "24"), ("2026-03-03", "22")],
        "22 (was 40, target 10).",
    );
    moved(
        "40",
        &[("2025-12-03", "22"), ("2026-03-03", "22")],
        "22, unchanged since 3 Dec 2025 (was 40, target 10).",
    );
}

/// A goal that is Priya's own.
fn hers(asked: &str, fields: Fields) -> Item {
    item(Kind::Goal, "Close month in 5 days", asked).fields(fields)
}

#[test]
fn a_goal_of_theirs_is_let_in_by_danger_and_change_alone() {
    let enters = |item: Item| World::with(vec![item]).section(SectionName::Goals).is_some();
    let stated = || Fields { now: some("7"), ..Fields::default() };
    assert!(!enters(hers("2026-02-03", Fields::default())), "neither measured nor raised for long");
    assert!(!enters(hers("2026-03-17", Fields::default())), "their profile lists it already");
    assert!(enters(hers("2026-03-17", stated())), "a value is news");
    assert!(!enters(hers("2026-02-03", stated())), "old news");
    let id = || item(Kind::Goal, "Close faster", "2026-02-03");
    assert!(!enters(id().called("close-5")), "known by its id");
    assert!(enters(id()), "another goal");
    let owned = Item { owner: Some(priya()), ..id() };
    assert!(!enters(owned), "she owns it");
    let mine =
        Item { owner: Some(crate::domain::roster::Owner::Me), ..hers("2026-02-03", Fields::default()) };
    assert!(enters(mine), "the writer owns it");
    let serving = Fields { supports: some("close-5"), ..Fields::default() };
    assert!(enters(id().called("close-5").fields(serving)), "what supports hers is another");
    let of_omar = Item { people: vec![key("omar")], ..hers("2026-02-03", Fields::default()) };
    let told = Fields { tell: Some(priya()), ..Fields::default() };
    assert!(enters(of_omar.fields(told)), "worded alike, but from notes without her");
}

#[test]
fn a_goal_of_theirs_is_told_as_such() {
    let at_risk = Fields { health: Some(Health::AtRisk), ..Fields::default() };
    check(
        vec![hers("2026-02-03", at_risk).due_on(&["2026-05-12"])],
        "Goals",
        &["- Close month in 5 days (Priya's goal): at risk (by 12 May). ([3 Feb](../2026-02-03-priya.md))"],
    );
    check(
        vec![
            hers("2026-02-17", Fields::default())
                .valued(&[("2026-02-17", "9"), ("2026-03-17", "7")])
                .changed("2026-03-17"),
        ],
        "Goals",
        &[&format!("- Close month in 5 days (Priya's goal): 7 (was 9). {FEB}")],
    );
    let omar_s = Item { owner: Some(omar()), ..hers("2026-02-17", Fields::default()) };
    let mut world = World::with(vec![omar_s.changed("2026-03-17")]);
    world.profiles[1] = profile("omar", "Omar Haddad");
    world.know();
    assert_eq!(world.printed("Goals"), [format!("- Close month in 5 days (Omar's goal). {FEB}")]);
}

#[test]
fn after_danger_the_silent_and_unmeasured_then_what_only_changed() {
    let at = |text: &str, asked: &str, fields: Fields, due: &str| {
        item(Kind::Goal, text, asked).fields(fields).due_on(&[due])
    };
    let items = vec![
        at("changed, soon", "2026-02-17", measured(), "2026-03-20").changed("2026-03-17"),
        at("silent", "2026-02-03", measured(), "2026-05-01"),
        at("unmeasured, sooner", "2026-02-17", Fields::default(), "2026-04-01"),
        at(
            "at risk, late",
            "2026-02-17",
            Fields { health: Some(Health::AtRisk), ..measured() },
            "2026-12-01",
        ),
    ];
    let section = World::with(items).section(SectionName::Goals).unwrap();
    let names: Vec<&str> = section.items.iter().map(|line| line.facts.text.as_str()).collect();
    assert_eq!(names, ["at risk, late", "unmeasured, sooner", "silent", "changed, soon"]);
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
