//! What holds of every ledger.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;

use super::fixture::{World, at, day, item, key, omar, path, priya};
use crate::domain::{
    config::DefaultOwner,
    digest::{self, Digest, MAX_LINES, SectionName},
    ledger::{Item, State},
    note::{
        item::{Choice, FeedbackDirection, Fields, Health, Kind, Visibility},
        profile::{FacedDate, Relation},
    },
    roster::Owner,
};

const SECRET: &str = "zanzibar";

const KINDS: [Kind; 11] = [
    Kind::Commitment,
    Kind::Goal,
    Kind::Feedback,
    Kind::Concern,
    Kind::Request,
    Kind::Decision,
    Kind::Ask,
    Kind::Question,
    Kind::Win,
    Kind::Fyi,
    Kind::Idea,
];

const DAYS: [&str; 7] =
    ["2025-12-30", "2026-02-03", "2026-02-17", "2026-03-03", "2026-03-10", "2026-03-17", "2026-03-31"];

fn states(kind: Kind) -> &'static [State] {
    match kind {
        Kind::Commitment | Kind::Question | Kind::Win | Kind::Fyi | Kind::Idea => {
            &[State::Open, State::Open, State::Done, State::Dropped]
        }
        Kind::Goal => &[State::Agreed, State::Draft, State::Met, State::Missed],
        Kind::Feedback => &[State::Received, State::Planned, State::Acted, State::Closed, State::Asked],
        Kind::Concern | Kind::Decision | Kind::Ask => {
            &[State::Raised, State::Ready, State::Decided, State::Parked]
        }
        Kind::Request => &[State::Asked, State::Accepted, State::Declined],
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[A-Z][a-z]{2,8}( [a-z]{2,8}){0,6}",
        2 => "\\PC{1,40}",
        1 => any::<String>(),
        1 => "[#>`<!*_\\[\\]()^ \\n-]{1,20}",
        1 => "([a-z]{9} ){40}",
    ]
}

prop_compose! {
    fn any_item()(
        kind in prop::sample::select(KINDS.to_vec()),
        text in text(),
        (asked, again) in (prop::sample::select(DAYS.to_vec()), prop::option::of(0..DAYS.len())),
        due in prop::collection::vec(prop::sample::select(DAYS.to_vec()), 0..3),
        (state, owner, elsewhere) in (0..5_usize, 0..5_usize, prop::bool::weighted(0.1)),
        id in prop::option::of("[a-z]{3}-[0-9]{4}"),
        (secret, health, growth) in (prop::bool::weighted(0.15), 0..4_usize, any::<bool>()),
        options in prop::collection::vec((text_of_option(), any::<bool>()), 0..6),
        direction in 0..4_usize,
        line in 1..500_u32,
    ) -> Item {
        let mut item = item(kind, &text, asked).due_on(&due).line(line);
        item.state = *states(kind).get(state % states(kind).len()).unwrap();
        if kind == Kind::Commitment || item.state == State::Accepted {
            item.owner = match owner {
                0 => Some(priya()),
                1 => Some(omar()),
                2 if kind == Kind::Commitment => None,
                _ => Some(Owner::Me),
            };
        }
        item.closed_on = (!item.is_open()).then(|| asked.parse().unwrap());
        item.id = id;
        item.direction = [
            None,
            Some(FeedbackDirection::Received),
            Some(FeedbackDirection::Given),
            Some(FeedbackDirection::ToAsk),
        ][direction];
        item.fields = Fields {
            health: [None, Some(Health::OnTrack), Some(Health::AtRisk), Some(Health::OffTrack)][health],
            horizon: growth.then(|| "growth".to_owned()),
            decide_by: item.due,
            ..Fields::default()
        };
        item.options = options.into_iter().map(|(text, recommended)| Choice { text, recommended }).collect();
        if let Some(again) = again {
            item = item.also(DAYS[again]);
        }
        if elsewhere {
            item.people = vec![key("omar")];
            for mention in &mut item.mentions {
                mention.with = [key("omar")].into();
            }
        }
        if secret {
            item.visibility = Visibility::Confidential;
            item.text = format!("{SECRET} {}", item.text);
        }
        item
    }
}

fn text_of_option() -> impl Strategy<Value = String> {
    "[a-z]{3,9}( [a-z`<]{1,9}){0,8}"
}

prop_compose! {
    fn any_world()(
        items in prop::collection::vec(any_item(), 0..60),
        nobody in any::<bool>(),
        (asks, what, new) in (any::<bool>(), text(), any::<bool>()),
        managers in any::<bool>(),
    ) -> World {
        let mut world = World::with(items);
        for profile in &mut world.profiles {
            profile.relation = managers.then_some(Relation::Manager);
        }
        if asks {
            // Without a question of the notes', the profile asks.
            world.ledger.items.retain(|item| item.kind != Kind::Question);
            let profile = &mut world.profiles[0];
            profile.relation = (new || managers).then_some(Relation::Manager);
            profile.since = profile.goals[0].confirmed;
            profile.dates = vec![FacedDate { date: day("2026-03-26"), what: what.clone(), line: 9 }];
            profile.pressures = vec![what.clone()];
            profile.my_aims = vec![what];
        }
        world.know();
        world.book.config.default_owner = if nobody { DefaultOwner::Nobody } else { DefaultOwner::Me };
        world
    }
}

/// Where an item stands, to tell items apart.
fn places(digest: &Digest) -> Vec<(String, u32, String)> {
    let lines = digest.sections.iter().flat_map(|section| &section.items);
    let items = lines.filter(|line| !line.facts.people.is_empty());
    let place = |line: &digest::Line| {
        let source = line.facts.source.as_ref().unwrap();
        (source.path.to_string(), source.line, format!("{:?} {}", line.facts.kind, line.facts.text))
    };
    items.map(place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_one_page_of_sections_that_hold_something(world in any_world()) {
        let digest = world.digest();
        let sealed = digest::seal(&digest::markdown(&digest, &path("digests/x.md")));
        prop_assert!(sealed.lines().count() <= MAX_LINES, "{}", sealed);
        prop_assert_eq!(sealed.chars().filter(|c| c.is_control() && *c != '\n').count(), 0);
        for section in &digest.sections {
            prop_assert!(!section.items.is_empty() || section.elsewhere.is_some());
            prop_assert!(section.items.len() <= section.name.cap());
            prop_assert!(section.hidden == 0 || section.items.len() == section.name.cap());
        }
        let names: Vec<SectionName> = digest.sections.iter().map(|section| section.name).collect();
        prop_assert!(names.is_sorted());
    }

    #[test]
    fn an_item_stands_once(mut world in any_world()) {
        for (at, item) in world.ledger.items.iter_mut().enumerate() {
            item.mentions[0].source.line = u32::try_from(at).unwrap() + 1;
        }
        let places = places(&world.digest());
        let once: BTreeSet<_> = places.iter().collect();
        prop_assert_eq!(once.len(), places.len());
    }

    #[test]
    fn what_is_confidential_changes_not_a_byte(world in any_world()) {
        let json = digest::json(&world.digest()).to_string();
        let markdown = world.markdown();
        prop_assert!(!json.contains(SECRET) && !markdown.contains(SECRET));
        let mut without = world;
        without.ledger.items.retain(|item| item.visibility != Visibility::Confidential);
        prop_assert_eq!(without.markdown(), markdown);
        prop_assert_eq!(digest::json(&without.digest()).to_string(), json);
    }

    #[test]
    fn the_same_notes_give_the_same_bytes_in_any_order(world in any_world(), by in 0..60_usize) {
        let mut turned = World::with(world.ledger.items.clone());
        turned.book = world.book.clone();
        prop_assert_eq!(world.markdown(), turned.markdown());
        // Only items that share a day and a line have no order of their own.
        for (at, item) in turned.ledger.items.iter_mut().enumerate() {
            item.mentions[0].source.line = u32::try_from(at).unwrap() + 1;
        }
        let before = turned.markdown();
        let by = by.min(turned.ledger.items.len());
        turned.ledger.items.rotate_left(by);
        prop_assert_eq!(turned.markdown(), before);
    }

    #[test]
    fn what_i_am_late_on_is_shown_or_counted(world in any_world()) {
        let late = world.ledger.items.iter().filter(|item| {
            item.visibility != Visibility::Confidential
                && item.people == [key("priya")]
                && item.is_my_commitment()
                && item.days_late(at("2026-03-17").date()).is_some()
        });
        let late = late.count();
        let printed = world.printed("You owe");
        let shown = printed.iter().filter(|line| line.starts_with("- [ ] ") && line.contains(" late")).count();
        let more = printed.iter().find(|line| line.starts_with("+ "));
        let counted = more.map_or(0, |more| {
            let number = |text: &str| text.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap();
            match more.split_once(" more") {
                Some((hidden, ", late" | ", all late")) => number(hidden),
                Some((_, rest)) if rest.ends_with("of them late") => number(rest.trim_start_matches(", ")),
                _ => 0,
            }
        });
        prop_assert_eq!(shown + counted, late, "{:?}", printed);
    }

    #[test]
    fn every_line_of_what_is_owed_can_be_ticked_and_found(world in any_world()) {
        for heading in ["You owe", "Priya owes"] {
            for line in world.printed(heading) {
                let found = line.starts_with("- [ ] ") && line.contains("](../") && line.contains(".md))");
                let counted = line.starts_with("+ ") || line.starts_with("Elsewhere: ");
                prop_assert!(found || counted, "{}", line);
            }
        }
    }

    #[test]
    fn its_json_fits_its_schema(world in any_world()) {
        static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
            jsonschema::validator_for(&serde_json::to_value(digest::json_schema()).unwrap()).unwrap()
        });
        let json = digest::json(&world.digest());
        prop_assert!(SCHEMA.is_valid(&json), "{}", json);
    }
}
