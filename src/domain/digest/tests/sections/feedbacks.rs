//! Feedback.

use super::check;
use crate::domain::{
    digest::tests::fixture::{World, day, item, meeting, mine, omar, priya, some},
    ledger::{Item, Origin, State},
    note::{
        item::{FeedbackDirection, Fields, Kind, Mark, Visibility},
        profile::Standing,
    },
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
    let asking = Item { text: "Was it too long?".to_owned(), ..feedback(ToAsk, State::Asked) };
    check(vec![asking], "Feedback", &[&format!("- Asked 17 Feb: \"Was it too long?\" Not answered. {FEB}")]);
    one(ToAsk, State::Open, "To ask: \"You answered over Omar\".");
    for (direction, state) in [
        (Received, State::Planned),
        (Received, State::Closed),
        (Received, State::Dropped),
        (Given, State::Closed),
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

#[test]
fn what_was_done_about_it_is_told_with_it() {
    let action = |text: &str, on: &str| Item {
        closed_on: Some(day(on)),
        ..mine(text, "2026-02-17").in_state(State::Done)
    };
    let one = |actions: Vec<Item>, words: &str| {
        let received = Item {
            actions: (1..=actions.len()).collect(),
            ..feedback(FeedbackDirection::Received, State::Acted)
        };
        let world = World::with([received].into_iter().chain(actions).collect());
        let line = format!("- Received 17 Feb: \"You answered over Omar\". Acted on, not told{words}. {FEB}");
        assert_eq!(world.printed("Feedback")[0], line);
    };
    let let_him = action("Let him answer first.", "2026-03-02");
    one(vec![let_him.clone()], ": \"Let him answer first\" (2 Mar)");
    one(
        vec![action("Say sorry", "2026-02-20"), let_him.clone(), mine("Ask him", "2026-02-17")],
        ": \"Let him answer first\" (2 Mar) and 1 more",
    );
    // What stands under Tell is not told twice.
    one(vec![action("Let him answer first.", "2026-03-10")], "");
    one(vec![Item { closed_on: None, ..let_him.clone() }], ": \"Let him answer first\"");
    one(vec![let_him.clone().in_state(State::Dropped)], "");
    one(vec![Item { visibility: Visibility::Confidential, ..let_him }], "");
    let wordy = action(&"word ".repeat(40), "2026-03-02");
    one(vec![wordy], &format!(": \"{}word…\" (2 Mar)", "word ".repeat(14)));
}

#[test]
fn what_is_still_to_be_given() {
    let given = |asked: &str| Item {
        direction: Some(FeedbackDirection::Given),
        ..item(Kind::Feedback, "The brief came late.", asked).in_state(State::Open)
    };
    let one = |item: Item, words: &str, link: &str| {
        check(vec![item], "Feedback", &[&format!("- {words}: \"The brief came late\". {link}")]);
    };
    check(vec![given("2026-03-17")], "Feedback", &["- To give: \"The brief came late\"."]);
    one(given("2026-03-03"), "To give since 3 Mar", "([3 Mar](../2026-03-03-priya.md))");
    one(given("2026-02-17").also("2026-03-17"), "To give since 17 Feb", FEB);
    let to = |owner| given("2026-02-17").fields(Fields { to: Some(owner), ..Fields::default() });
    one(to(omar()), "To give Omar since 17 Feb", FEB);
    one(to(priya()), "To give since 17 Feb", FEB);
    check(vec![given("2026-03-31")], "Feedback", &[]);
    let ask = |to| Item { direction: Some(FeedbackDirection::ToAsk), ..to };
    one(ask(to(omar())), "To ask Omar", FEB);
    check(
        vec![ask(to(omar()).in_state(State::Asked))],
        "Feedback",
        &[&format!("- Asked Omar 17 Feb: \"The brief came late\". Not answered. {FEB}")],
    );
    check(vec![ask(given("2026-03-31"))], "Feedback", &[]);
    let received = item(Kind::Feedback, "Fine", "2026-03-03");
    let printed = World::with(vec![given("2026-02-17"), received]).printed("Feedback");
    assert!(printed[0].starts_with("- Received") && printed[1].starts_with("- To give"), "{printed:?}");
}

#[test]
fn what_is_asked_again_is_asked_anew_and_what_is_copied_is_not() {
    let last = |direction, change: fn(&mut Item)| {
        let mut item = Item {
            direction,
            ..item(Kind::Feedback, "Fine?", "2026-01-20").also("2026-02-17").in_state(State::Closed)
        };
        change(&mut item);
        older(vec![item], "2026-01-06").printed("Feedback").len()
    };
    let to_ask = Some(FeedbackDirection::ToAsk);
    assert_eq!(last(to_ask, |_| ()), 0);
    assert_eq!(last(to_ask, |item| item.mentions[1].mark = Mark::Done), 1);
    assert_eq!(last(to_ask, |item| item.mentions[1].mark = Mark::Carried), 1);
    assert_eq!(last(to_ask, |item| item.mentions[1].origin = Origin::Digest), 1);
    assert_eq!(last(Some(FeedbackDirection::Received), |_| ()), 1);
    assert_eq!(last(None, |_| ()), 1);
    assert_eq!(last(Some(FeedbackDirection::Given), |item| item.state = State::Closed), 1);
}

#[test]
fn nobody_is_to_be_asked_who_left() {
    let mut world = older(vec![], "2026-01-06");
    assert_eq!(world.printed("Feedback").len(), 1);
    world.profiles[0].standing = Standing::Former;
    world.know();
    assert_eq!(world.printed("Feedback"), Vec::<String>::new());
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
        ["- To ask: \"How was the demo?\""]
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
