//! Rules 7 and 8: visibility, and whose digest an item goes into.

use super::*;
use crate::domain::ledger::Belonging::{self, FromElsewhere, Own};

const P: &[&str] = &["priya"];
const GROUP: &[&str] = &["omar", "priya"];

/// Whether the only item is Priya's.
#[track_caller]
fn check(world: World, expect: Option<Belonging>) {
    let ledger = world.ledger();
    assert_eq!(ledger.items.len(), 1);
    assert_eq!(ledger.belongs_to(&ledger.items[0], &key("priya"), &world.book), expect);
}

fn noted(with: &[&str], mention: Mention) -> World {
    on("2026-03-17").note("2026-03-03", with, vec![mention])
}

fn tell(mention: Mention, name: &str) -> Mention {
    mention.with(|mention| mention.fields.tell = Some(owner(name)))
}

#[test]
fn everything_in_a_note_with_the_person_alone_is_theirs() {
    for mention in [todo("A"), todo("A").owner("priya"), todo("A").owner("omar"), tell(todo("A"), "omar")] {
        check(noted(P, mention), Some(Own));
    }
}

#[test]
fn of_a_group_what_they_own_what_names_them_and_mine_that_names_nobody() {
    check(noted(GROUP, todo("A").owner("priya")), Some(Own));
    check(noted(GROUP, todo("A").owner("omar")), None);
    check(noted(GROUP, todo("A").owner("me")), Some(Own));
    check(noted(GROUP, todo("A")), Some(Own));
    check(noted(GROUP, item(Kind::Win, "A")), Some(Own));
    check(noted(GROUP, todo("A")).default_owner(DefaultOwner::Nobody), Some(Own));
    type Field = fn(&mut Fields) -> &mut Option<Owner>;
    let fields: [Field; 4] = [|f| &mut f.to, |f| &mut f.from, |f| &mut f.decider, |f| &mut f.tell];
    for field in fields {
        let names = |name: &str| todo("A").with(|mention| *field(&mut mention.fields) = Some(owner(name)));
        check(noted(GROUP, names("priya")), Some(Own));
        check(noted(GROUP, names("omar")), None);
        check(noted(GROUP, names("me")), Some(Own));
        check(noted(GROUP, names("priya").owner("omar")), Some(Own));
    }
}

#[test]
fn of_other_notes_what_they_own_or_are_to_be_told() {
    for with in [&["omar"][..], &["omar", "ana"], &[]] {
        check(noted(with, todo("A")), None);
        check(noted(with, todo("A").owner("priya")), Some(FromElsewhere));
        check(noted(with, tell(todo("A"), "priya")), Some(FromElsewhere));
        check(noted(with, todo("A").with(|m| m.fields.to = Some(owner("priya")))), None);
        check(noted(with, todo("A").with(|m| m.fields.decider = Some(owner("priya")))), None);
    }
}

#[test]
fn any_mention_can_make_it_theirs() {
    let world = noted(&["omar"], todo("[ ] A ^a").owner("priya"));
    check(world.clone().note("2026-03-10", P, vec![todo("[ ] A ^a")]), Some(Own));
    check(world.clone().note("2026-03-10", &["ana"], vec![todo("[ ] A ^a")]), Some(FromElsewhere));
    // Its tick in their digest leaves it the other meeting's.
    check(world.digest("2026-03-10", "priya", vec![todo("[x] A ^a")]), Some(FromElsewhere));
}

#[test]
fn a_name_that_only_spells_the_key_otherwise_is_the_person() {
    let named = |name: &str| todo("A").with(|mention| mention.owner = Some(Owner::Named(name.to_owned())));
    check(noted(&["omar"], named("PRIYA")), Some(FromElsewhere));
    check(noted(&["omar"], named("Priya.")), Some(FromElsewhere));
    check(noted(&["omar"], named("Priyanka")), None);
    check(noted(&["omar"], named("?")), None);
    let world = noted(&["omar"], named("Sarah Chen"));
    let ledger = world.ledger();
    assert_eq!(ledger.belongs_to(&ledger.items[0], &key("sarah-chen"), &world.book), Some(FromElsewhere));
}

#[test]
fn a_goal_is_theirs_with_whom_it_was_agreed() {
    let goal = |with: &[&str]| on("2026-03-17").goal("a", with, GoalStatus::Agreed, "A");
    check(goal(P), Some(Own));
    check(goal(GROUP), Some(Own));
    check(goal(&["omar"]), None);
    check(goal(&[]), None);
    check(goal(&[]).note("2026-03-03", P, vec![item(Kind::Goal, "A ^a")]), Some(Own));
}

#[test]
fn only_commitments_have_an_owner_where_none_is_stated() {
    for kind in
        [Kind::Goal, Kind::Feedback, Kind::Concern, Kind::Request, Kind::Ask, Kind::Question, Kind::Win]
    {
        assert_eq!(noted(P, item(kind, "A")).one().owner, None, "{kind:?}");
        assert_eq!(noted(P, item(kind, "A").owner("priya")).one().owner, Some(owner("priya")), "{kind:?}");
    }
    assert_eq!(noted(P, todo("A")).one().owner, Some(Owner::Me));
    assert_eq!(noted(P, todo("A")).default_owner(DefaultOwner::Nobody).one().owner, None);
}

#[test]
fn the_strictest_visibility_of_all_mentions_counts() {
    use Visibility::{Confidential, Private, Shared};
    for (first, second, expect) in [
        (Shared, Shared, Shared),
        (Shared, Private, Private),
        (Confidential, Shared, Confidential),
        (Private, Confidential, Confidential),
    ] {
        let seen = |visibility| todo("[ ] A").with(|mention| mention.visibility = visibility);
        let item = noted(P, seen(first)).note("2026-03-10", P, vec![seen(second)]).one();
        assert_eq!(item.visibility, expect);
    }
}

#[test]
fn news_is_told_when_whose_it_is_was_told_too() {
    let met = |with: &'static [&str]| {
        let win = item(Kind::Win, "A").owner("priya");
        on("2026-03-31").note("2026-03-03", &["omar"], vec![win]).note("2026-03-17", with, vec![])
    };
    let state = |world: World| world.one().state;
    assert_eq!(state(met(&["omar"])), State::Open);
    assert_eq!(state(met(&["priya"])), State::Open);
    assert_eq!(state(met(&["omar", "priya"])), State::Done);
}
