//! Ask.

use super::check;
use crate::domain::{
    digest::{
        SectionName,
        tests::fixture::{World, day, item, mine, profile, some},
    },
    ledger::{Item, State},
    note::{
        item::{Fields, Health, Kind},
        profile::{FacedDate, Profile},
    },
};

fn question(text: &str, asked: &str) -> Item {
    item(Kind::Question, text, asked)
}

#[test]
fn the_own_note_s_questions_first_then_the_oldest() {
    check(
        vec![
            question("Younger?", "2026-03-03"),
            question("Older", "2026-02-17"),
            question("Second here?", "2026-03-17").line(9),
            question("First here?", "2026-03-17").line(8),
        ],
        "Ask",
        &["- First here?", "- Second here?", "- Older. ([17 Feb](../2026-02-17-priya.md))", "+ 1 more"],
    );
}

#[test]
fn a_question_asked_again_here_keeps_its_link_and_comes_first() {
    check(
        vec![question("Older?", "2026-02-17"), question("Again?", "2026-03-03").also("2026-03-17")],
        "Ask",
        &["- Again? ([3 Mar](../2026-03-03-priya.md))", "- Older? ([17 Feb](../2026-02-17-priya.md))"],
    );
}

#[test]
fn what_is_answered_or_for_a_later_meeting_is_not_asked() {
    let done = question("Answered?", "2026-03-03").in_state(State::Done);
    let later = question("Later?", "2026-03-31");
    check(
        vec![done, later, question("Now?", "2026-03-03")],
        "Ask",
        &["- Now? ([3 Mar](../2026-03-03-priya.md))"],
    );
}

fn growth(text: &str, asked: &str) -> Item {
    let fields = Fields { horizon: some("Growth"), metric: some("x"), ..Fields::default() };
    item(Kind::Goal, text, asked).fields(fields)
}

#[test]
fn without_questions_the_growth_goal_silent_longest() {
    let world = World::with(vec![
        growth("Lead the guild", "2026-02-03"),
        growth("Speak at the meetup", "2026-01-20"),
        item(Kind::Goal, "Cut failed invoices", "2026-01-06"),
    ]);
    assert_eq!(
        world.printed("Ask"),
        ["- Growth goal, last raised 20 Jan: Speak at the meetup. ([20 Jan](../2026-01-20-priya.md))"]
    );
    let goals = world.section(SectionName::Goals).unwrap();
    let names: Vec<&str> = goals.items.iter().map(|line| line.facts.text.as_str()).collect();
    assert_eq!(names, ["Cut failed invoices", "Lead the guild"]);
}

#[test]
fn with_questions_or_in_danger_a_growth_goal_is_a_goal() {
    let both = World::with(vec![growth("Lead the guild", "2026-02-03"), question("Why?", "2026-03-17")]);
    assert_eq!(both.printed("Ask"), ["- Why?"]);
    assert!(both.section(SectionName::Goals).is_some());
    let mut danger = growth("Lead the guild", "2026-02-03");
    danger.fields.health = Some(Health::AtRisk);
    let world = World::with(vec![danger]);
    assert!(world.section(SectionName::Goals).is_some());
    assert!(!world.printed("Ask").iter().any(|line| line.contains("guild")));
}

#[test]
fn else_one_gap_in_the_profile() {
    let asks = |change: fn(&mut Profile)| {
        let mut world = World::with(vec![mine("Help with the audit", "2026-03-03")]);
        change(&mut world.profiles[0]);
        world.know();
        let line = world.printed("Ask").into_iter().next();
        line.map(|line| line.trim_end_matches(" ([profile](../people/priya.md))").to_owned())
    };
    let is = |line: &str| some(&format!("- {line}"));
    assert_eq!(asks(|p| p.goals.clear()), is("What are your most important goals at the moment?"));
    assert_eq!(
        asks(|p| p.goals[0].confirmed = None),
        is("Is \"Close month in 5 days\" still your goal (not confirmed yet)?")
    );
    assert_eq!(
        asks(|p| p.goals[0].confirmed = Some(day("2025-12-17"))),
        is("Is \"Close month in 5 days\" still your goal (last confirmed 17 Dec 2025)?")
    );
    assert_eq!(asks(|_| ()), is("What weighs on you most at the moment?"));
    let full = |p: &mut Profile| {
        p.pressures = vec!["audit".to_owned()];
        p.boundaries = vec!["hiring".to_owned()];
        p.dates = vec![FacedDate { date: day("2026-04-01"), what: "audit".to_owned(), line: 4 }];
    };
    assert_eq!(asks(full), None);
    let mut world = World::new();
    world.profiles = vec![profile("omar", "Omar Haddad")];
    world.know();
    assert_eq!(world.printed("Ask"), Vec::<String>::new(), "no profile, no gap");
}

#[test]
fn a_goal_of_theirs_in_a_held_note_is_confirmed_there() {
    let asks = |mention: Item| {
        let mut world = World::with(vec![mention]);
        world.profiles[0].goals[0].confirmed = Some(day("2025-11-01"));
        world.know();
        world.printed("Ask").into_iter().next().unwrap_or_default().contains("last confirmed 1 Nov")
    };
    let goal = |text: &str, asked: &str| item(Kind::Goal, text, asked);
    assert!(asks(mine("Close month in 5 days", "2026-03-03")), "a commitment confirms no goal");
    assert!(!asks(goal("Close month in 5 days", "2026-03-03")));
    assert!(!asks(goal("Close month in 5 days — still so", "2026-03-03")));
    assert!(!asks(goal("Close faster", "2026-03-03").called("close-5")));
    assert!(asks(goal("Close month in 5 days", "2026-03-17")), "that meeting is still to come");
    assert!(asks(goal("Close faster", "2026-03-03")));
}
