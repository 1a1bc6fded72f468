//! Feedback.

use super::check;
use crate::domain::{
    digest::tests::fixture::{World, day, item, meeting, mine, omar, some},
    ledger::{Item, State},
    note::item::{FeedbackDirection, Fields, Kind},
    schedule::Progress,
};

const FEB: &str = "([17 Feb](../2026-02-17-priya.md))";

fn feedback(direction: FeedbackDirection, state: State) -> Item {
    let item = item(Kind::Feedback, "You answered over Omar.", "2026-02-17").in_state(state);
    Item { direction: Some(direction), ..item }
}

#[test]
fn what_enters_and_how_it_is_worded() {
    use FeedbackDirection::{Given, Received, ToAsk};
    let one = |direction, state, words: &str| {
        check(vec![feedback(direction, state)], "Feedback", &[&format!("- {words} {FEB}")]);
    };
    one(Received, State::Received, "Received 17 Feb: \"You answered over Omar\". No action recorded.");
    one(Received, State::Acted, "Received 17 Feb: \"You answered over Omar\". Acted on, not told.");
    one(ToAsk, State::Asked, "Asked 17 Feb: \"You answered over Omar\". Not answered.");
    one(ToAsk, State::Open, "To ask: \"You answered over Omar\".");
    for (direction, state) in [
        (Received, State::Planned),
        (Received, State::Closed),
        (Received, State::Dropped),
        (Given, State::Open),
        (Given, State::Received),
        (ToAsk, State::Closed),
    ] {
        check(vec![feedback(direction, state)], "Feedback", &[]);
    }
    let unsaid = Item { direction: None, ..feedback(Received, State::Received) };
    check(
        vec![unsaid],
        "Feedback",
        &[&format!("- Received 17 Feb: \"You answered over Omar\". No action recorded. {FEB}")],
    );
    let from = Fields { from: Some(omar()), ..Fields::default() };
    check(
        vec![feedback(Received, State::Received).fields(from)],
        "Feedback",
        &[&format!("- Received 17 Feb from Omar: \"You answered over Omar\". No action recorded. {FEB}")],
    );
}

fn older(mut items: Vec<Item>, first_met: &str) -> World {
    items.push(mine("x", "2026-03-03").due_on(&["2027-01-01"]));
    let mut world = World::with(items);
    world.calendar.meetings.insert(0, meeting("priya", first_met, Progress::Held));
    world
}

#[test]
fn after_six_weeks_it_is_time_to_ask() {
    let printed = older(vec![], "2026-02-03").printed("Feedback");
    assert_eq!(
        printed,
        ["- No feedback asked yet; first met 3 Feb (42 days). ([3 Feb](../2026-02-03-priya.md))"]
    );
    assert_eq!(older(vec![], "2026-02-04").printed("Feedback"), Vec::<String>::new());
    let answered = Item { state: State::Closed, ..item(Kind::Feedback, "Fine", "2026-01-20") };
    assert_eq!(
        older(vec![answered.clone()], "2026-01-06").printed("Feedback"),
        ["- No feedback asked since 20 Jan (56 days). ([20 Jan](../2026-01-20-priya.md))"]
    );
    let about_to = Item {
        direction: Some(FeedbackDirection::ToAsk),
        ..item(Kind::Feedback, "How was the demo?", "2026-03-17").in_state(State::Open)
    };
    assert_eq!(
        older(vec![answered, about_to], "2026-01-06").printed("Feedback"),
        ["- To ask: \"How was the demo?\". ([17 Mar](../2026-03-17-priya.md))"]
    );
}

#[test]
fn once_a_milestone_is_done_it_is_time_to_ask() {
    let done = Item {
        closed_on: Some(day("2026-03-10")),
        ..item(Kind::Goal, "Cut failed invoices", "2026-02-17").in_state(State::Met).also("2026-03-10")
    };
    assert_eq!(
        World::with(vec![done.clone()]).printed("Feedback"),
        ["- No feedback asked since \"Cut failed invoices\" was done 10 Mar. \
          ([10 Mar](../2026-03-10-priya.md))"]
    );
    let asked = Item { state: State::Closed, ..item(Kind::Feedback, "Fine", "2026-03-12") };
    assert_eq!(World::with(vec![done, asked]).printed("Feedback"), Vec::<String>::new());
    let step = |fields| Item {
        closed_on: Some(day("2026-03-10")),
        ..mine("Ship retries", "2026-02-17").in_state(State::Done).fields(fields)
    };
    assert_eq!(World::with(vec![step(Fields::default())]).printed("Feedback"), Vec::<String>::new());
    let towards = Fields { goal: some("invoices"), ..Fields::default() };
    assert_eq!(World::with(vec![step(towards)]).printed("Feedback").len(), 1);
}
