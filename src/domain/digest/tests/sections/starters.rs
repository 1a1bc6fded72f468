//! Ask, in the first quarter with a new manager.

use super::super::fixture::{World, day, item, mention, some};
use crate::domain::{
    ledger::{Item, State},
    note::{
        item::{Kind, Visibility},
        profile::{FacedDate, Prefers, Profile, Relation, Standing},
    },
};

fn asks(items: Vec<Item>, change: impl Fn(&mut Profile)) -> Vec<String> {
    let mut world = World::with(items);
    let profile = &mut world.profiles[0];
    profile.relation = Some(Relation::Manager);
    profile.since = Some(day("2026-03-01"));
    profile.goals.clear();
    profile.prefers = Prefers::default();
    change(profile);
    world.know();
    let printed = world.printed("Ask");
    printed.into_iter().map(|line| line.replace(" ([profile](../people/priya.md))", "")).collect()
}

const FIRST: [&str; 3] = [
    "- What are your goals this quarter, and where do mine help them?",
    "- Do you like things in writing ahead, or talked through?",
    "- Which decisions are yours alone, and which should I just take?",
];
const FOURTH: &str = "- What would make the first three months with me good ones for you?";

#[test]
fn they_fill_the_room_in_their_order() {
    let question = |text: &str| item(Kind::Question, text, "2026-03-17");
    assert_eq!(asks(vec![], |_| ()), FIRST);
    assert_eq!(asks(vec![question("Why?")], |_| ()), ["- Why?", FIRST[0], FIRST[1]]);
    let three = ["1?", "2?", "3?"].map(question).to_vec();
    assert_eq!(asks(three, |_| ()), ["- 1?", "- 2?", "- 3?"]);
    let faced = |profile: &mut Profile| {
        profile.dates = vec![FacedDate { date: day("2026-03-26"), what: "board".to_owned(), line: 3 }];
    };
    let printed = asks(vec![question("Why?")], faced);
    assert_eq!(printed, ["- Why?", "- Thu 26 Mar, for Priya: board. What would help?", FIRST[0]]);
}

#[test]
fn for_ninety_days_of_a_manager_s() {
    let is_new = |change: fn(&mut Profile)| asks(vec![], change).first().is_some_and(|line| line == FIRST[0]);
    assert!(is_new(|profile| profile.since = Some(day("2025-12-18"))), "the 89th day");
    assert!(!is_new(|profile| profile.since = Some(day("2025-12-17"))), "the 90th day");
    assert!(is_new(|profile| profile.since = Some(day("2026-03-17"))));
    assert!(is_new(|profile| profile.since = Some(day("2026-04-01"))), "before the first day");
    assert!(!is_new(|profile| profile.since = None));
    assert!(is_new(|profile| profile.relation = Some(Relation::DottedLine)));
    for other in [Relation::Skip, Relation::Peer, Relation::Mentor, Relation::Report] {
        assert_ne!(asks(vec![], |profile| profile.relation = Some(other)).first().unwrap(), FIRST[0]);
    }
    assert!(!is_new(|profile| profile.relation = None));
    assert!(!is_new(|profile| profile.standing = Standing::Former));
}

#[test]
fn what_was_asked_or_is_known_is_passed_over() {
    let asked = |change: fn(&mut Item)| {
        let mut asked = item(Kind::Question, FIRST[0].trim_start_matches("- "), "2026-03-03");
        asked = asked.in_state(State::Done);
        change(&mut asked);
        asks(vec![asked], |_| ())
    };
    assert_eq!(asked(|_| ()), [FIRST[1], FIRST[2], FOURTH]);
    assert_eq!(asked(|item| item.state = State::Dropped), [FIRST[1], FIRST[2], FOURTH]);
    assert_eq!(
        asked(|item| item.text = item.text.to_uppercase().replace(',', " –")),
        [FIRST[1], FIRST[2], FOURTH]
    );
    assert_eq!(asked(|item| item.text.push_str(" — two of them, she says")), [FIRST[1], FIRST[2], FOURTH]);
    assert_eq!(asked(|item| item.kind = Kind::Fyi), FIRST);
    assert_eq!(asked(|item| item.mentions = vec![mention("omar", "2026-03-03", 3)]), FIRST);
    assert_eq!(asked(|item| item.visibility = Visibility::Confidential), FIRST);
    let known = |profile: &mut Profile| {
        profile.goals = super::super::fixture::priya_s_profile().goals;
        profile.prefers.format = some("reader");
        profile.boundaries = vec!["hiring".to_owned()];
    };
    assert_eq!(asks(vec![], known)[0], FOURTH);
}

#[test]
fn each_is_asked_once_and_none_is_left_for_ever() {
    let full = |profile: &mut Profile| {
        profile.goals = super::super::fixture::priya_s_profile().goals;
        profile.prefers = Prefers {
            format: some("reader"),
            updates: some("Fridays"),
            feedback: some("at once"),
            ..Prefers::default()
        };
        profile.boundaries = vec!["hiring".to_owned()];
        profile.pressures = vec!["audit".to_owned()];
        profile.dates = vec![FacedDate { date: day("2026-06-30"), what: "board".to_owned(), line: 3 }];
    };
    let mut items: Vec<Item> = Vec::new();
    let mut meetings = 0;
    loop {
        let printed = asks(items.clone(), full);
        if printed.is_empty() || printed[0].starts_with("- Pressure") {
            break;
        }
        let asked = printed.iter().filter(|line| line.ends_with('?') && !line.starts_with("- Pressure"));
        let asked: Vec<Item> = asked
            .map(|line| {
                item(Kind::Question, line.trim_start_matches("- "), "2026-03-03").in_state(State::Done)
            })
            .collect();
        assert!(asked.iter().all(|item| !items.iter().any(|before| before.text == item.text)));
        items.extend(asked);
        meetings += 1;
        assert!(meetings < 5);
    }
    assert_eq!((items.len(), meetings), (3, 1), "what the profile cannot hold");
    assert!(asks(vec![], |_| ()).iter().all(|line| !line.contains("weighs on you")), "no gap beside them");
}
