//! You owe, P owes, Unowned.

use super::check;
use crate::domain::{
    config::DefaultOwner,
    digest::{
        SectionName,
        tests::fixture::{World, day, item, key, mention, mine, omar, some, theirs},
    },
    ledger::{Item, State},
    note::item::{Fields, Kind},
    roster::Owner,
    schedule::Progress,
};

const FEB: &str = "([17 Feb](../2026-02-17-priya.md))";
const MAR: &str = "([3 Mar](../2026-03-03-priya.md))";

#[test]
fn how_late_and_when_due() {
    let line = |dates: &[&str]| vec![mine("Send plan", "2026-03-03").due_on(dates)];
    let one = |facts: &str| format!("- [ ] Send plan: {facts}. {MAR}");
    check(line(&["2026-03-13"]), "You owe", &[&one("4 days late")]);
    check(line(&["2026-03-16"]), "You owe", &[&one("1 day late")]);
    check(line(&["2026-03-17"]), "You owe", &[&one("due Tue 17 Mar")]);
    check(line(&["2026-03-30"]), "You owe", &[&one("due Mon 30 Mar")]);
    check(line(&["2026-03-31"]), "You owe", &[]);
    check(line(&["2025-12-31"]), "You owe", &[&one("76 days late")]);
    check(line(&["2026-03-06", "2026-03-20"]), "You owe", &[&one("due Fri 20 Mar; moved once, 6 → 20 Mar")]);
    check(
        line(&["2026-03-06", "2026-03-13", "2026-03-20"]),
        "You owe",
        &[&one("due Fri 20 Mar; moved 2×, first due 6 Mar")],
    );
    check(
        line(&["2025-12-20", "2026-03-13", "2026-03-12"]),
        "You owe",
        &[&one("5 days late; moved 2×, first due 20 Dec 2025")],
    );
}

#[test]
fn what_has_no_due_date_shows_once_it_was_carried_twice() {
    check(vec![mine("Send plan", "2026-03-03")], "You owe", &[]);
    check(vec![mine("Send plan", "2026-03-17")], "You owe", &[]);
    check(
        vec![mine("Send plan", "2026-02-17")],
        "You owe",
        &[&format!("- [ ] Send plan: no due date; carried 2×. {FEB}")],
    );
}

#[test]
fn the_latest_first_then_by_due_date_and_age() {
    let names = |items| {
        let section = World::with(items).section(SectionName::YouOwe).unwrap();
        section.items.into_iter().map(|line| line.facts.text).collect::<Vec<_>>()
    };
    let items = vec![
        mine("undated", "2026-02-17"),
        mine("soon", "2026-02-17").due_on(&["2026-03-20"]),
        mine("late, young", "2026-03-03").due_on(&["2026-03-10"]),
        mine("late, old", "2026-02-17").due_on(&["2026-03-10"]),
        mine("latest", "2026-03-03").due_on(&["2026-03-01"]),
    ];
    assert_eq!(names(items), ["latest", "late, old", "late, young", "soon", "undated"]);
}

#[test]
fn over_the_cap_what_i_am_late_on_is_counted() {
    let many = |late: usize, due: usize| {
        let item = |at: usize, dates: &[&str]| mine(&format!("Item {at:02}"), "2026-02-17").due_on(dates);
        let late = (0..late).map(|at| item(at, &["2026-03-10"]));
        late.chain((50..50 + due).map(|at| item(at, &["2026-03-20"]))).collect::<Vec<Item>>()
    };
    let last = |late, due| {
        let printed = World::with(many(late, due)).printed("You owe");
        assert_eq!(printed.len(), 6);
        printed[5].clone()
    };
    assert_eq!(last(2, 5), "+ 2 more");
    assert_eq!(last(7, 1), "+ 3 more, 2 of them late");
    assert_eq!(last(6, 0), "+ 1 more, late");
    assert_eq!(last(7, 0), "+ 2 more, all late");
    assert_eq!(World::with(many(5, 0)).printed("You owe").len(), 5);
    let markdown = World::with(many(2, 5)).markdown();
    assert!(markdown.ends_with("\n\nLeft out: 2 items. See `headsup items --with priya`.\n"), "{markdown}");
}

#[test]
fn the_id_closes_the_line_where_there_is_one() {
    let line = |id: &str| vec![mine("Send plan", "2026-03-03").due_on(&["2026-03-13"]).called(id)];
    check(line("mig-plan"), "You owe", &[&format!("- [ ] Send plan: 4 days late. {MAR} ^mig-plan")]);
    check(line("no id"), "You owe", &[&format!("- [ ] Send plan: 4 days late. {MAR}")]);
}

#[test]
fn an_accepted_request_is_mine() {
    let asked = item(Kind::Request, "SOC 2 evidence", "2026-03-03").due_on(&["2026-03-20"]);
    let accepted = Item { owner: Some(Owner::Me), ..asked.in_state(State::Accepted) };
    check(vec![accepted.clone()], "You owe", &[&format!("- [ ] SOC 2 evidence: due Fri 20 Mar. {MAR}")]);
    check(vec![accepted], "Decide", &[]);
}

#[test]
fn done_dropped_and_others_items_do_not_enter() {
    let late = |state| mine("Send plan", "2026-03-03").due_on(&["2026-03-13"]).in_state(state);
    check(vec![late(State::Done), late(State::Dropped)], "You owe", &[]);
    let other = Item { owner: Some(omar()), ..late(State::Open) };
    let named = Item { owner: Some(Owner::Named("Finance".to_owned())), ..late(State::Open) };
    let world = World::with(vec![other, named]);
    assert_eq!(world.printed("You owe"), Vec::<String>::new());
    assert_eq!(world.printed("Priya owes"), Vec::<String>::new());
    let markdown = world.markdown();
    assert!(markdown.contains("Left out: 2 items that others owe. See"), "{markdown}");
}

#[test]
fn what_was_ticked_in_an_older_note_says_so() {
    let item = Item { ticked_in: Some(day("2026-02-03")), ..mine("Send plan", "2026-02-17") };
    check(
        vec![item],
        "You owe",
        &[&format!("- [ ] Send plan: no due date; carried 2×; ticked in 3 Feb. {FEB}")],
    );
}

#[test]
fn what_the_person_owes_says_whether_it_was_mentioned() {
    let owed = |asked: &str| theirs("Ask finance", asked).due_on(&["2026-03-13"]);
    let head = "- [ ] Ask finance: 4 days late";
    check(vec![owed("2026-02-17")], "Priya owes", &[&format!("{head}; not mentioned 3 Mar. {FEB}")]);
    check(vec![owed("2026-02-17").also("2026-03-03")], "Priya owes", &[&format!("{head}. {FEB}")]);
    check(vec![owed("2026-03-03")], "Priya owes", &[&format!("{head}. {MAR}")]);
    let mine = mine("Ask finance", "2026-02-17").due_on(&["2026-03-13"]);
    check(vec![mine], "You owe", &[&format!("{head}. {FEB}")]);
}

#[test]
fn what_another_meeting_gave_the_person_names_it() {
    let mut item = theirs("Ask finance", "2026-03-03").due_on(&["2026-03-20"]);
    item.people = vec![key("omar")];
    item.mentions = vec![mention("omar", "2026-03-03", 4)];
    check(
        vec![item.clone()],
        "Priya owes",
        &["- [ ] Ask finance: due Fri 20 Mar; from the 3 Mar meeting with Omar. \
           ([3 Mar](../2026-03-03-omar.md))"],
    );
    item.owner = Some(Owner::Me);
    item.fields.tell = Some(crate::domain::digest::tests::fixture::priya());
    check(
        vec![item],
        "You owe",
        &["- [ ] Ask finance: due Fri 20 Mar; from the 3 Mar meeting with Omar. \
           ([3 Mar](../2026-03-03-omar.md))"],
    );
}

#[test]
fn unowned_stands_only_where_nobody_is_the_default() {
    let items = || {
        vec![
            Item { owner: None, ..mine("Younger", "2026-03-03") },
            Item { owner: None, ..mine("Older", "2026-02-17").due_on(&["2026-04-20"]) },
        ]
    };
    check(items(), "Unowned", &[]);
    let mut world = World::with(items());
    world.book.config.default_owner = DefaultOwner::Nobody;
    assert_eq!(
        world.printed("Unowned"),
        [format!("- Older: due Mon 20 Apr. {FEB}"), format!("- Younger: no due date; carried once. {MAR}"),]
    );
    assert_eq!(world.section(SectionName::Unowned).unwrap().items[0].facts.owner, None);
}

#[test]
fn links_carry_the_year_of_another_year_and_spaces() {
    let mut item = mine("Send plan", "2025-12-02").due_on(&["2026-03-13"]);
    item.mentions[0].source.path = crate::domain::digest::tests::fixture::path("1 on 1/2025-12-02 (a).md");
    check(
        vec![item],
        "You owe",
        &["- [ ] Send plan: 4 days late. ([2 Dec 2025](../1%20on%201/2025-12-02%20%28a%29.md))"],
    );
}

#[test]
fn long_and_hostile_texts_keep_their_line() {
    let long = "Send the billing migration plan ".repeat(2000);
    let world = World::with(vec![mine(&long, "2026-03-03").due_on(&["2026-03-13"]).called("id-1")]);
    let printed = world.printed("You owe");
    assert_eq!(printed.len(), 1);
    assert!(printed[0].ends_with(&format!("…: 4 days late. {MAR} ^id-1")), "{}", printed[0]);
    assert!(printed[0].chars().count() < 230);
    check(
        vec![mine("Send\r\n# plan\u{1b}[0m <!-- `x.", "2026-03-03").due_on(&["2026-03-13"])],
        "You owe",
        &[&format!("- [ ] Send # plan [0m \\<!-- \\`x: 4 days late. {MAR}")],
    );
}

#[test]
fn the_following_meeting_ends_what_is_due() {
    let mut world = World::with(vec![mine("Send plan", "2026-03-03").due_on(&["2026-03-24"])]);
    assert_eq!(world.printed("You owe").len(), 1);
    world.following = crate::domain::digest::tests::fixture::at("2026-03-24");
    assert_eq!(world.printed("You owe").len(), 0);
}

#[test]
fn late_is_counted_to_the_meeting_s_day_and_only_what_the_person_has_a_part_in() {
    let mut world = World::with(vec![mine("Send plan", "2026-02-17").due_on(&["2026-03-13"])]);
    world.calendar.meetings.push(crate::domain::digest::tests::fixture::meeting(
        "priya",
        "2026-03-20",
        Progress::Planned,
    ));
    assert_eq!(world.printed("You owe"), [format!("- [ ] Send plan: 7 days late. {FEB}")]);
    world.ledger.items[0].people = vec![key("omar")];
    world.ledger.items[0].mentions = vec![mention("omar", "2026-02-17", 3)];
    assert_eq!(world.printed("You owe"), Vec::<String>::new());
}

#[test]
fn facts_that_are_absent_are_left_out() {
    let item = mine("Send plan", "2026-03-03").due_on(&["2026-03-20"]);
    let json = crate::domain::digest::item_json(&item, day("2026-03-17"));
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["kind", "text", "owner", "state", "due", "asked", "source", "people"]);
    let fields = Fields { metric: some("x"), decide_by: Some(day("2026-03-18")), ..Fields::default() };
    let json = crate::domain::digest::item_json(&item.fields(fields), day("2026-03-17"));
    assert_eq!((json["metric"].as_str(), json["decide_by"].as_str()), (Some("x"), Some("2026-03-18")));
}
