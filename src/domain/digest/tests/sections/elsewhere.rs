//! What other managers wait for: one line, without names.

use crate::domain::{
    digest::{
        self, SectionName, needed_for,
        tests::fixture::{World, key, mention, mine, profile, theirs},
    },
    ledger::{Item, State},
    note::{
        item::{Agreed, Fields, Kind, Visibility},
        profile::{Relation, Standing},
    },
    roster::{Owner, PersonKey},
};

const DUE: &str = "Elsewhere: 1 due before Tue 31 Mar.";

/// Something the writer owes that only a note with this person holds.
fn with(who: &str, due: &[&str]) -> Item {
    let mut item = mine("Zanzibar", "2026-03-03").due_on(due);
    item.people = vec![key(who)];
    item.mentions = vec![mention(who, "2026-03-03", 7)];
    item
}

/// Priya and Omar with these relations, and Quinn, a manager once.
fn world(priya: Relation, omar: Relation, items: Vec<Item>) -> World {
    let mut world = World::with(items);
    world.profiles[0].relation = Some(priya);
    world.profiles[1].relation = Some(omar);
    let mut quinn = profile("quinn", "Quinn Ash");
    quinn.relation = Some(Relation::Manager);
    quinn.standing = Standing::Former;
    world.profiles.push(quinn);
    world.know();
    world
}

#[track_caller]
fn check(items: Vec<Item>, expect: &str) {
    let world = world(Relation::Manager, Relation::DottedLine, items);
    let markdown = world.markdown();
    let line = markdown.lines().find(|line| line.starts_with("Elsewhere")).unwrap_or_default();
    assert_eq!(line, expect, "{markdown}");
    assert!(!markdown.contains("Zanzibar") && !markdown.contains("Omar"), "{markdown}");
}

#[test]
fn what_counts() {
    check(vec![with("omar", &["2026-03-20"])], DUE);
    check(vec![with("omar", &["2026-03-30"])], DUE);
    check(vec![with("omar", &["2026-03-31"])], "");
    check(vec![with("omar", &["2026-03-16"])], "Elsewhere: 1, late.");
    check(vec![with("omar", &["2026-03-17"])], DUE);
    check(vec![with("omar", &[])], "");
    check(vec![with("omar", &["2026-03-20"]).in_state(State::Done)], "");
    check(vec![with("quinn", &["2026-03-20"])], "");
    check(vec![with("nobody", &["2026-03-20"])], "");
    check(vec![Item { visibility: Visibility::Confidential, ..with("omar", &["2026-03-20"]) }], "");
    check(vec![Item { owner: Some(Owner::Person(key("omar"))), ..with("omar", &["2026-03-20"]) }], "");
    check(vec![Item { owner: None, ..with("omar", &["2026-03-20"]) }], "");
    let request = |state| {
        let fields = Fields { agreed: Some(Agreed::Yes), ..Fields::default() };
        Item { kind: Kind::Request, state, fields, ..with("omar", &["2026-03-20"]) }
    };
    check(vec![request(State::Accepted)], DUE);
    check(vec![request(State::Asked)], "");
    check(
        vec![with("omar", &["2026-03-20"]), with("omar", &["2026-03-10"]), with("omar", &["2026-03-18"])],
        "Elsewhere: 3 due before Tue 31 Mar, 1 of them late.",
    );
}

#[test]
fn what_is_in_the_digest_itself_is_not_elsewhere() {
    let own = |text: &str| mine(text, "2026-03-03").due_on(&["2026-03-20"]);
    let both = |to: Option<Owner>| {
        let mut item = own("Both");
        item.people = vec![key("omar"), key("priya")];
        item.mentions[0].with = [key("omar"), key("priya")].into();
        item.fields.to = to;
        item
    };
    check(vec![own("Mine")], "");
    check(vec![both(None)], "");
    let world = world(Relation::Manager, Relation::Manager, vec![both(Some(Owner::Person(key("omar"))))]);
    assert_eq!(world.printed("You owe"), [DUE], "it is owed to him alone");
}

#[test]
fn only_managers_are_told() {
    use Relation::{DottedLine, Manager, Mentor, Peer, Report, Skip};
    for (priya, omar, told) in [
        (Manager, Manager, true),
        (DottedLine, Manager, true),
        (Manager, DottedLine, true),
        (Peer, Manager, false),
        (Skip, Manager, false),
        (Manager, Skip, false),
        (Manager, Peer, false),
        (Mentor, Report, false),
    ] {
        let world = world(priya, omar, vec![with("omar", &["2026-03-20"])]);
        let needed = needed_for(&world.book.roster, &key("priya"));
        assert_eq!(world.printed("You owe").len(), usize::from(told), "{priya:?} {omar:?}");
        let expect: Vec<PersonKey> = if told { vec![key("priya"), key("omar")] } else { vec![key("priya")] };
        assert_eq!(needed, expect, "{priya:?} {omar:?}");
    }
    assert_eq!(needed_for(&World::new().book.roster, &key("stranger")), [key("stranger")]);
}

#[test]
fn a_former_manager_hears_of_nobody() {
    let mut world = world(Relation::Manager, Relation::Manager, vec![with("omar", &["2026-03-20"])]);
    world.profiles[0].standing = Standing::Former;
    world.know();
    assert!(!world.markdown().contains("Elsewhere"));
    assert_eq!(needed_for(&world.book.roster, &key("priya")), [key("priya")]);
}

#[test]
fn it_ends_the_section_and_stays_when_the_page_is_trimmed() {
    let mut items: Vec<Item> =
        (0..7).map(|at| mine(&format!("Item {at}"), "2026-02-17").due_on(&["2026-03-10"])).collect();
    items.extend([with("omar", &["2026-03-20"]), with("omar", &["2026-03-10"])]);
    let loose = world(Relation::Manager, Relation::Manager, items.clone()).markdown();
    assert!(
        loose.contains("\n+ 2 more, all late\n\nElsewhere: 2 more due before Tue 31 Mar, 1 of them late.\n"),
        "{loose}"
    );
    for at in 0..6 {
        let text = format!("Thing {at}");
        items.push(theirs(&text, "2026-02-17").due_on(&["2026-03-10"]));
        for kind in [Kind::Concern, Kind::Goal, Kind::Feedback, Kind::Win, Kind::Question] {
            items.push(super::super::fixture::item(kind, &text, "2026-03-17"));
        }
    }
    let full = world(Relation::Manager, Relation::Manager, items).markdown();
    assert!(full.contains("\n\nElsewhere: 2 more due before Tue 31 Mar, 1 of them late.\n"), "{full}");
    assert!(digest::seal(&full).lines().count() <= digest::MAX_LINES, "{full}");
}

#[test]
fn programs_get_the_counts() {
    let items = vec![with("omar", &["2026-03-20"]), with("omar", &["2026-03-10"])];
    let both = world(Relation::Manager, Relation::Manager, items.clone());
    let section = both.section(SectionName::YouOwe).unwrap();
    assert_eq!((section.items.len(), section.hidden), (0, 0));
    let json = digest::json(&both.digest());
    let expect = serde_json::json!({"count": 2, "late": 1, "before": "2026-03-31"});
    assert_eq!(json["sections"][0]["elsewhere"], expect);
    let peer = digest::json(&world(Relation::Manager, Relation::Peer, items).digest());
    assert!(!peer.to_string().contains("elsewhere"));
}
