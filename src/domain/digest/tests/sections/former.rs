//! Somebody the writer no longer works with: a list of all that is open.

use crate::domain::{
    digest::{
        self, SectionName,
        tests::fixture::{World, day, item, key, mention, mine, omar, priya, theirs},
    },
    ledger::{Item, State},
    note::{
        item::{FeedbackDirection, Fields, Kind, Visibility},
        profile::{Relation, Standing},
    },
    roster::Owner,
};

/// Priya was the writer's manager until the end of January.
fn world(items: Vec<Item>) -> World {
    let mut world = World::with(items);
    let profile = &mut world.profiles[0];
    profile.standing = Standing::Former;
    profile.relation = Some(Relation::Manager);
    profile.until = Some(day("2026-01-31"));
    world.know();
    world
}

#[track_caller]
fn check(items: Vec<Item>, heading: &str, expect: &[&str]) {
    assert_eq!(world(items).printed(heading), expect);
}

#[test]
fn the_header_says_what_to_do_about_it() {
    let said = |relation, until: Option<&str>, items| {
        let mut world = world(items);
        world.profiles[0].relation = relation;
        world.profiles[0].until = until.map(day);
        world.know();
        world.digest().meeting.lines[1].clone()
    };
    let open = || vec![mine("Send plan", "2026-02-17")];
    let end = "Still open; close it, drop it, or restate it with somebody else.";
    let until = Some("2026-01-31");
    assert_eq!(said(Some(Relation::Manager), until, open()), format!("Former manager since 31 Jan. {end}"));
    assert_eq!(said(Some(Relation::Skip), None, open()), format!("Former skip-level manager. {end}"));
    assert_eq!(said(None, until, open()), format!("Former since 31 Jan. {end}"));
    assert_eq!(said(None, None, open()), format!("Former. {end}"));
    assert_eq!(said(Some(Relation::Peer), Some("2026-12-31"), open()), format!("Former peer. {end}"));
    assert_eq!(said(Some(Relation::Mentor), None, vec![]), "Former mentor. Nothing is open.");
    assert_eq!(
        world(vec![]).markdown().lines().collect::<Vec<_>>(),
        [
            "# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)",
            "Former manager since 31 Jan. Nothing is open."
        ]
    );
}

#[test]
fn every_open_promise_is_there_due_or_not() {
    let link = "([3 Mar](../2026-03-03-priya.md))";
    check(
        vec![
            mine("Some day", "2026-03-03"),
            mine("Next year", "2026-03-03").due_on(&["2027-01-08"]),
            mine("Late", "2026-03-03").due_on(&["2026-03-13"]),
            mine("Done", "2026-03-03").in_state(State::Done),
            Item { visibility: Visibility::Confidential, ..mine("Zanzibar", "2026-03-03") },
        ],
        "You owe",
        &[
            &format!("- [ ] Late: 4 days late. {link}"),
            &format!("- [ ] Next year: due Fri 8 Jan 2027. {link}"),
            &format!("- [ ] Some day: no due date; carried once. {link}"),
        ],
    );
    check(
        vec![theirs("Next year", "2026-03-03").due_on(&["2027-01-08"])],
        "Priya owes",
        &[&format!("- [ ] Next year: due Fri 8 Jan 2027. {link}")],
    );
    let accepted = Item { owner: Some(Owner::Me), ..item(Kind::Request, "Evidence", "2026-03-03") };
    let accepted = accepted.in_state(State::Accepted).due_on(&["2027-01-08"]);
    check(vec![accepted], "You owe", &[&format!("- [ ] Evidence: due Fri 8 Jan 2027. {link}")]);
}

#[test]
fn whatever_waits_for_a_word_is_there_parked_as_well() {
    let link = "([3 Mar](../2026-03-03-priya.md))";
    let fields = |decider: Option<Owner>, until: Option<&str>| Fields {
        decider,
        until: until.map(day),
        ..Fields::default()
    };
    check(
        vec![
            item(Kind::Concern, "Two on call", "2026-03-03").fields(fields(Some(priya()), None)),
            item(Kind::Ask, "A raise", "2026-03-03")
                .fields(fields(None, Some("2026-06-01")))
                .in_state(State::Parked)
                .line(8),
            item(Kind::Decision, "Which bank", "2026-03-03").fields(fields(Some(omar()), None)).line(9),
        ],
        "Decide",
        &[
            &format!("- Two on call. {link}"),
            &format!("- A raise. {link}").replace(". (", ". Parked until Mon 1 Jun. ("),
            &format!("- Which bank. Omar decides. {link}"),
        ],
    );
    check(
        vec![
            item(Kind::Request, "Evidence", "2026-03-03"),
            item(Kind::Decision, "Mine", "2026-03-03").fields(fields(Some(Owner::Me), None)).line(8),
            item(Kind::Concern, "Settled", "2026-03-03").in_state(State::Decided),
            item(Kind::Request, "Refused", "2026-03-03").in_state(State::Declined),
        ],
        "Decide",
        &[&format!("- Evidence, no due date. Not agreed. {link}"), &format!("- Mine. You decide. {link}")],
    );
}

#[test]
fn goals_feedback_and_questions_are_all_that_are_open() {
    let link = "([3 Mar](../2026-03-03-priya.md))";
    let measured =
        Fields { metric: Some("stores".to_owned()), now: Some("3".to_owned()), ..Fields::default() };
    check(
        vec![
            item(Kind::Goal, "Quiet", "2026-03-03").fields(measured),
            item(Kind::Goal, "Met", "2026-03-03").in_state(State::Met),
        ],
        "Goals",
        &[&format!("- Quiet: 3. {link}")],
    );
    let given = Some(FeedbackDirection::Given);
    check(
        vec![
            item(Kind::Feedback, "Louder", "2026-03-03"),
            item(Kind::Feedback, "Shorter", "2026-03-03").in_state(State::Planned).line(8),
            Item { direction: given, ..item(Kind::Feedback, "Clearer", "2026-03-03") }
                .in_state(State::Open)
                .line(9),
            item(Kind::Feedback, "Closed", "2026-03-03").in_state(State::Closed).line(10),
        ],
        "Feedback",
        &[
            &format!("- Received 3 Mar: \"Louder\". No action recorded. {link}"),
            &format!("- Action planned on what was received 3 Mar: \"Shorter\". {link}"),
            &format!("- Given 3 Mar: \"Clearer\". {link}"),
        ],
    );
    check(
        vec![item(Kind::Question, "Who decides now?", "2026-03-03")],
        "Ask",
        &[&format!("- Who decides now? {link}")],
    );
}

#[test]
fn there_is_nothing_to_tell_and_nothing_to_nudge() {
    let news = [Kind::Win, Kind::Fyi, Kind::Idea].map(|kind| item(kind, "News", "2026-03-17"));
    let world = world(news.into());
    assert_eq!(world.markdown().lines().count(), 2, "{}", world.markdown());
    assert_eq!(world.digest().count(), 0);
}

#[test]
fn caps_hold_and_what_they_leave_out_is_counted() {
    let mut items: Vec<Item> =
        (0..8).map(|at| mine(&format!("Item {at}"), "2026-02-17").line(at + 1)).collect();
    items.push(Item { owner: Some(omar()), ..mine("Not yours", "2026-02-17") });
    items.push(mine("Late", "2026-02-17").due_on(&["2026-03-01"]));
    for at in 0..9 {
        for kind in [Kind::Concern, Kind::Goal, Kind::Feedback, Kind::Question] {
            items.push(item(kind, &format!("Thing {at}"), "2026-02-17"));
        }
    }
    let world = world(items);
    assert_eq!(world.printed("You owe").len(), 6);
    assert_eq!(world.printed("You owe")[5], "+ 4 more");
    assert_eq!(world.digest().count(), 10 + 36);
    let page = digest::seal(&world.markdown());
    assert!(page.lines().count() <= digest::MAX_LINES, "{page}");
    let names: Vec<SectionName> = world.digest().sections.iter().map(|section| section.name).collect();
    use SectionName::{Ask, Decide, Feedback, Goals, YouOwe};
    assert_eq!(names, [Decide, YouOwe, Goals, Feedback, Ask]);
}

/// What was promised to Priya is not Omar's, though he has taken her place.
#[test]
fn nothing_is_handed_on() {
    let mut world = world(vec![
        mine("Send plan", "2026-02-17").due_on(&["2026-03-13"]),
        theirs("Ask finance", "2026-02-17").due_on(&["2026-03-13"]),
        item(Kind::Goal, "Fewer incidents", "2026-02-17"),
    ]);
    world.profiles[1].relation = Some(Relation::Manager);
    world.know();
    world.person = key("omar");
    let page = world.markdown();
    for word in ["Send plan", "Ask finance", "Fewer incidents", "Elsewhere"] {
        assert!(!page.contains(word), "{page}");
    }
    let mut restated = mine("Send plan", "2026-02-17").due_on(&["2026-03-13"]);
    restated.mentions.push(mention("omar", "2026-03-10", 5));
    restated.people.insert(0, key("omar"));
    world.ledger.items = vec![restated];
    assert_eq!(world.printed("You owe").len(), 1, "restated with him, it is his too");
}
