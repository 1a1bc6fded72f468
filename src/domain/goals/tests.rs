//! Movements, paths, and whose goals are whose.

use std::collections::BTreeSet;

use jiff::{civil::Date, tz::TimeZone};

use super::{Board, Movement, Profiled, Serves, Shown, Standing, confirmed, measures, numbers, path};
use crate::domain::{
    book::Book,
    config::Config,
    ledger::{Item, Ledger, Mentioned, Origin, State, Value},
    note::{
        item::{Fields, Health, Kind, Mark, Source, Visibility},
        profile::{self, Profile, Relation, TheirGoal},
    },
    path::NotePath,
    roster::{Owner, PersonKey, Roster},
    schedule::{Calendar, Meeting, Precision, Progress},
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn key(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

fn source(path: &str) -> Source {
    Source { path: NotePath::new(path).unwrap(), line: 5 }
}

/// `40 @ 2026-03-03`, or `40` in the goal's own file.
fn value(text: &str) -> Value {
    let (text, date) = text.split_once(" @ ").unzip();
    let (text, date) = (text.unwrap_or_default().to_owned(), date.map(day));
    Value { text, date, source: source("x.md") }
}

fn undated(text: &str) -> Value {
    Value { text: text.to_owned(), date: None, source: source("goals/x.md") }
}

/// A goal from a note with Priya on 3 Mar.
fn goal(text: &str) -> Item {
    let start = day("2026-03-03").at(10, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    Item {
        kind: Kind::Goal,
        text: text.to_owned(),
        owner: None,
        state: State::Agreed,
        due: None,
        due_history: Vec::new(),
        id: None,
        fields: Fields::default(),
        options: Vec::new(),
        visibility: Visibility::Private,
        people: vec![key("priya")],
        mentions: vec![Mentioned {
            source: source("2026-03-03-priya.md"),
            date: Some(day("2026-03-03")),
            start: Some(start),
            with: [key("priya")].into(),
            mark: Mark::Bare,
            origin: Origin::Note,
        }],
        closed_on: None,
        ticked_in: None,
        actions: Vec::new(),
        direction: None,
        changed_on: None,
        values: Vec::new(),
        began: None,
    }
}

fn valued(began: Option<Value>, values: Vec<Value>) -> Item {
    let now = values.last().map(|value| value.text.clone());
    let baseline = began.as_ref().map(|value| value.text.clone());
    let fields = Fields { now, baseline, ..Fields::default() };
    Item { values, began, fields, ..goal("Cut failed invoices") }
}

#[test]
fn a_path_tells_each_value_from_its_first_day() {
    #[track_caller]
    fn check(began: &str, values: &[&str], expect: &str, drawn: &[f64]) {
        let read = |text: &str| if text.contains('@') { value(text) } else { undated(text) };
        let item =
            valued((!began.is_empty()).then(|| read(began)), values.iter().map(|text| read(text)).collect());
        let told = path(&item, day("2026-03-17"), str::to_owned);
        assert_eq!(told.unwrap_or_default(), expect, "{began} {values:?}");
        assert_eq!(numbers(&item), drawn, "{began} {values:?}");
    }
    check("", &[], "", &[]);
    check(
        "6 days @ 2026-01-20",
        &["5.5 days @ 2026-03-03"],
        "6 days (20 Jan) → 5.5 days (3 Mar)",
        &[6.0, 5.5],
    );
    check("31%", &["30% @ 2026-02-03"], "31% → 30% (3 Feb)", &[31.0, 30.0]);
    check("31%", &["24%", "30% @ 2026-02-03"], "31% → 30% (3 Feb)", &[31.0, 30.0]);
    check("31%", &["24%"], "31% → 24%", &[31.0, 24.0]);
    check("40", &[], "", &[40.0]);
    check(
        "40 @ 2026-02-03",
        &["40/week @ 2026-02-03", "22 @ 2026-03-03"],
        "40/week (3 Feb) → 22 (3 Mar)",
        &[40.0, 22.0],
    );
    check("0 @ 2026-03-03", &["2 @ 2026-03-03"], "0 → 2 (3 Mar)", &[0.0, 2.0]);
    check("40 @ 2026-03-03", &["30 @ 2026-02-03"], "40 → 30 (3 Feb)", &[40.0, 30.0]);
    check(
        "",
        &["22 @ 2025-12-03", "22 @ 2026-01-03", "half @ 2026-03-03"],
        "22 (3 Dec 2025) → half (3 Mar)",
        &[22.0, 22.0],
    );
    let many: Vec<String> = (1..=9).map(|at| format!("{at} @ 2026-03-0{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let told = "1 (1 Mar) → … → 6 (6 Mar) → 7 (7 Mar) → 8 (8 Mar) → 9 (9 Mar)";
    check("", &many, told, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
}

#[test]
fn its_last_change_is_told_with_its_day() {
    let item = valued(
        Some(undated("31%")),
        vec![value("30% @ 2026-02-03"), value("27% @ 2026-03-03"), value("27% @ 2026-03-10")],
    );
    let movement = Movement::last(&item);
    assert_eq!(
        (movement.now, movement.since, movement.was),
        (Some("27%"), Some(day("2026-03-03")), Some("31%"))
    );
    let told = |item: &Item, target, due| {
        measures(&Movement::last(item), target, due, day("2026-03-17"), str::to_owned).unwrap_or_default()
    };
    let by = Some(day("2027-06-30"));
    assert_eq!(told(&item, Some("18%"), by), "30% on 3 Feb, was 31%, target 18% by 30 Jun 2027");
    assert_eq!(told(&item, None, by), "30% on 3 Feb, was 31%, by 30 Jun 2027");
    assert_eq!(told(&valued(None, Vec::new()), Some("18%"), None), "target 18%");
    assert_eq!(told(&valued(None, Vec::new()), None, None), "");
}

fn their(id: &str, text: &str) -> TheirGoal {
    TheirGoal { id: Some(id.to_owned()), text: text.to_owned(), by: None, confirmed: None, line: 4 }
}

fn person(name: &str, relation: Relation, goals: Vec<TheirGoal>) -> Profile {
    let profile = Profile::new(key(name), name.to_owned(), source(&format!("people/{name}.md")));
    Profile { relation: Some(relation), goals, ..profile }
}

fn book(profiles: Vec<Profile>) -> Book {
    Book {
        notes: Vec::new(),
        unsettled: Vec::new(),
        roster: Roster::new(profiles, &BTreeSet::new(), &[]).into(),
        config: Config::default(),
        zone: TimeZone::UTC,
    }
}

/// Priya and Tomas are managers, Omar is a peer, Lena was a manager.
fn everyone() -> Book {
    let left = person("lena", Relation::Manager, vec![their("old", "Old aim")]);
    book(vec![
        person(
            "priya",
            Relation::Manager,
            vec![their("close", "Close month in 5 days"), their("team", "Grow the team")],
        ),
        person(
            "tomas",
            Relation::DottedLine,
            vec![their("one", "One platform"), their("close", "Close the shop")],
        ),
        person("omar", Relation::Peer, vec![their("nights", "No night shift")]),
        Profile { standing: profile::Standing::Former, ..left },
    ])
}

#[test]
fn whose_a_goal_is() {
    let book = everyone();
    let theirs = Profiled::of(&book.roster);
    #[track_caller]
    fn check(theirs: &Profiled, item: &Item, expect: Option<&str>) {
        assert_eq!(theirs.whose(item).map(PersonKey::as_str), expect, "{item:?}");
    }
    check(&theirs, &goal("Close month in 5 days"), Some("priya"));
    check(&theirs, &goal("close MONTH in 5 days: still so"), Some("priya"));
    check(&theirs, &goal("Close month"), None);
    let id = || Some("Close".to_owned());
    check(&theirs, &Item { id: id(), ..goal("Faster") }, Some("priya"));
    check(&theirs, &Item { id: id(), people: vec![key("tomas")], ..goal("Faster") }, Some("tomas"));
    check(&theirs, &Item { id: id(), people: vec![key("omar")], ..goal("Faster") }, None);
    check(&theirs, &Item { people: Vec::new(), ..goal("One platform") }, Some("tomas"));
    check(&theirs, &goal("One platform"), None);
    check(&theirs, &Item { owner: Some(Owner::Person(key("omar"))), ..goal("Anything") }, Some("omar"));
    check(&theirs, &Item { owner: Some(Owner::Me), ..goal("Grow the team") }, None);
    let serves = Fields { supports: Some("close".to_owned()), ..Fields::default() };
    check(&theirs, &Item { id: id(), fields: serves, ..goal("Faster") }, None);
    check(&theirs, &Item { kind: Kind::Commitment, ..goal("Grow the team") }, None);
}

#[test]
fn an_id_is_first_that_of_the_people_at_hand() {
    let book = everyone();
    let theirs = Profiled::of(&book.roster);
    let named = |what: &str, near: &str| theirs.named(what, &[key(near)]).map(|goal| goal.text.clone());
    assert_eq!(named("^close", "tomas").as_deref(), Some("Close the shop"));
    assert_eq!(named("close", "priya").as_deref(), Some("Close month in 5 days"));
    assert_eq!(named("CLOSE", "omar").as_deref(), Some("Close month in 5 days"));
    assert_eq!(named("no night shift!", "priya").as_deref(), Some("No night shift"));
    assert_eq!((named("", "priya"), named("shift", "omar")), (None, None));
}

fn met(progress: Progress) -> Calendar {
    Calendar {
        meetings: vec![Meeting {
            with: vec![key("priya")],
            start: day("2026-03-03").at(10, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap(),
            precision: Precision::Minute,
            progress,
            note: None,
            duration: None,
            mode: None,
        }],
    }
}

#[test]
fn a_goal_is_confirmed_by_the_profile_or_a_held_note() {
    let check = |item: Item, progress: Progress, stated: Option<&str>| {
        let goal = TheirGoal { confirmed: stated.map(day), ..their("close", "Close month in 5 days") };
        let ledger = Ledger { items: vec![item], ..Ledger::default() };
        confirmed(&goal, &key("priya"), &ledger, &met(progress)).map(|day| day.to_string())
    };
    let same = || goal("Close month in 5 days");
    let held = |item: Item| check(item, Progress::Held, None);
    assert_eq!(held(same()).as_deref(), Some("2026-03-03"));
    assert_eq!(check(same(), Progress::Held, Some("2026-02-01")).as_deref(), Some("2026-03-03"));
    assert_eq!(check(same(), Progress::Held, Some("2026-03-09")).as_deref(), Some("2026-03-09"));
    assert_eq!(check(same(), Progress::Planned, None), None);
    assert_eq!(check(same(), Progress::Cancelled, Some("2026-02-01")).as_deref(), Some("2026-02-01"));
    assert_eq!(held(goal("Another")), None);
    assert_eq!(held(Item { visibility: Visibility::Confidential, ..same() }), None);
    let mut dropped = same();
    dropped.mentions[0].mark = Mark::Dropped;
    assert_eq!(held(dropped), None);
}

fn serving(text: &str, supports: &str) -> Item {
    let fields = Fields { supports: Some(supports.to_owned()), ..Fields::default() };
    Item { fields, ..goal(text) }
}

/// The board in lines: groups with what they hold, `-` the others, `!` what nothing serves.
#[track_caller]
fn check(items: Vec<Item>, with: Option<&str>, shown: Shown, expect: &[&str]) {
    let (book, ledger) = (everyone(), Ledger { items, ..Ledger::default() });
    let theirs = Profiled::with(&book.roster, &ledger);
    let board = Board::of(&book, &ledger, &theirs, with.map(key).as_ref(), shown);
    let mut told: Vec<String> = Vec::new();
    for (goal, entries) in &board.groups {
        let names: Vec<&str> = entries.iter().map(|entry| entry.item.text.as_str()).collect();
        told.push(format!("{} {}: {}", goal.person, goal.text, names.join(", ")));
    }
    told.extend(board.others.iter().map(|entry| format!("- {}", entry.item.text)));
    told.extend(board.unsupported.iter().map(|goal| format!("! {}", goal.text)));
    assert_eq!(told, expect);
    assert_eq!(board.count(), board.entries().count());
}

#[test]
fn goals_stand_with_what_they_serve() {
    check(
        vec![
            serving("A", "team"),
            goal("B"),
            serving("C", "one and team"),
            serving("D", "close"),
            serving("E", "fame"),
        ],
        None,
        Shown::Open,
        &["priya Close month in 5 days: D", "priya Grow the team: A, C", "- B", "- E", "! Close the shop"],
    );
}

#[test]
fn what_serves_nothing_is_named_for_active_managers_only() {
    let all = ["! Close month in 5 days", "! Grow the team", "! One platform", "! Close the shop"];
    check(Vec::new(), None, Shown::Open, &all);
    check(Vec::new(), Some("omar"), Shown::Open, &["! No night shift"]);
    check(Vec::new(), Some("lena"), Shown::All, &["! Old aim"]);
    let done = Item { state: State::Met, ..serving("A", "old") };
    check(vec![done.clone()], Some("lena"), Shown::Open, &["! Old aim"]);
    check(vec![done], Some("lena"), Shown::All, &["lena Old aim: A", "! Old aim"]);
    let met = Item { state: State::Met, ..goal("Grow the team") };
    check(vec![met], Some("priya"), Shown::Open, &["! Close month in 5 days"]);
    let owned = Item { owner: Some(Owner::Person(key("priya"))), ..goal("Hire two") };
    check(
        vec![owned, serving("A", "hire two"), serving("B", "close, team")],
        Some("priya"),
        Shown::Open,
        &["priya Close month in 5 days: B", "priya Hire two: A"],
    );
}

#[test]
fn confidential_goals_and_those_of_others_are_not_on_it() {
    let secret = |item: Item| Item { visibility: Visibility::Confidential, ..item };
    let named = Item { owner: Some(Owner::Named("Finance".to_owned())), ..goal("Theirs") };
    let items = vec![
        secret(serving("A", "close, team, one")),
        named,
        goal("Grow the team"),
        secret(goal("Close month in 5 days")),
    ];
    check(items, Some("priya"), Shown::All, &["! Close month in 5 days", "! Grow the team"]);

    let aim = Item { id: Some("aim".to_owned()), ..secret(goal("Secret aim")) };
    let (book, ledger) =
        (everyone(), Ledger { items: vec![aim, serving("A", "aim, fame")], ..Ledger::default() });
    let theirs = Profiled::with(&book.roster, &ledger);
    let board = Board::of(&book, &ledger, &theirs, None, Shown::Open);
    assert_eq!(board.others[0].serves, [Serves::Secret, Serves::Words("fame".to_owned())]);
    assert!(theirs.all().iter().all(|goal| goal.standing == Standing::Open));
}

#[test]
fn with_one_person_what_is_theirs_or_serves_theirs() {
    let other = Item { people: vec![key("tomas")], mentions: Vec::new(), ..serving("A", "nights") };
    let elsewhere = Item { people: vec![key("tomas")], mentions: Vec::new(), ..serving("B", "one") };
    let items = || vec![other.clone(), elsewhere.clone(), serving("C", "one")];
    check(items(), Some("omar"), Shown::Open, &["omar No night shift: A"]);
    check(items(), Some("priya"), Shown::Open, &["- C", "! Close month in 5 days", "! Grow the team"]);
}

#[test]
fn the_open_first_then_danger_then_the_due_date() {
    let at = |text: &str, health, due: &str| {
        let fields = Fields { health, ..Fields::default() };
        Item { fields, due: Some(day(due)), ..goal(text) }
    };
    let items = vec![
        Item { state: State::Met, ..at("met", None, "2026-01-01") },
        goal("undated"),
        at("late", None, "2026-05-01"),
        at("soon", Some(Health::OnTrack), "2026-04-01"),
        at("at risk", Some(Health::AtRisk), "2026-09-01"),
        at("off", Some(Health::OffTrack), "2026-12-01"),
    ];
    let own = ["- off", "- at risk", "- soon", "- late", "- undated", "- met"];
    let not_served = ["! Close month in 5 days", "! Grow the team", "! One platform", "! Close the shop"];
    check(items, None, Shown::All, &[own.as_slice(), &not_served].concat());
}
