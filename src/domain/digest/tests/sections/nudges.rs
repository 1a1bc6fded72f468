//! Ask, where the profile gives something to speak of: dates, pressures, aims.

use super::super::fixture::{World, day, item, key, meeting, mention, mine, omar, priya, some, theirs};
use crate::domain::{
    ledger::{Item, Origin, State},
    note::{
        item::{Fields, Kind, Visibility},
        profile::{FacedDate, Profile, Standing},
    },
    schedule::Progress,
};

const PROFILE: &str = "([profile](../people/priya.md))";
const BOARD: &str = "presents the launch to the board";

/// What Ask prints, with a profile that has no gaps.
fn asks(items: Vec<Item>, change: impl Fn(&mut Profile)) -> Vec<String> {
    let mut world = world(items);
    change(&mut world.profiles[0]);
    world.know();
    world.printed("Ask")
}

fn world(items: Vec<Item>) -> World {
    let mut world = World::with(items);
    let profile = &mut world.profiles[0];
    profile.dates = faced(&[("2026-06-30", "half-year figures")]);
    profile.boundaries = vec!["hiring".to_owned()];
    world
}

fn faced(dates: &[(&str, &str)]) -> Vec<FacedDate> {
    let faced =
        |(date, what): &(&str, &str)| FacedDate { date: day(date), what: (*what).to_owned(), line: 4 };
    dates.iter().map(faced).collect()
}

fn question(text: &str) -> Item {
    item(Kind::Question, text, "2026-03-17")
}

#[track_caller]
fn check_date(items: Vec<Item>, dates: &[(&str, &str)], expect: Option<&str>) {
    // A question leaves the date alone with it.
    let items = items.into_iter().chain([question("Why?")]).collect();
    let printed = asks(items, |profile| profile.dates = faced(dates));
    let expect = expect.map(|words| format!("- {words} What would help? {PROFILE}"));
    assert_eq!(printed.get(1), expect.as_ref(), "{dates:?}");
}

#[test]
fn the_nearest_date_they_face_before_the_following_meeting() {
    let board = |date| [(date, BOARD)];
    let line = |day: &str| format!("{day}, for Priya: {BOARD}.");
    check_date(vec![], &board("2026-03-16"), None);
    check_date(vec![], &board("2026-03-17"), Some(&line("Tue 17 Mar")));
    check_date(vec![], &board("2026-03-31"), Some(&line("Tue 31 Mar")));
    check_date(vec![], &board("2026-04-01"), None);
    let two = [("2026-03-27", "audit!"), ("2026-03-26", BOARD)];
    check_date(vec![], &two, Some(&line("Thu 26 Mar")));
    check_date(
        vec![mine("Slides on the launch for the board", "2026-03-03")],
        &two,
        Some("Fri 27 Mar, for Priya: audit!"),
    );
    check_date(vec![], &[("2026-03-26", " ")], None);
    check_date(vec![], &[], None);
}

#[test]
fn a_following_meeting_further_off_widens_what_is_near_and_a_nearer_one_does_not_narrow_it() {
    let near = |following: &str, date: &str| {
        let mut world = world(vec![question("Why?")]);
        world.following = super::super::fixture::at(following);
        world.profiles[0].dates = faced(&[(date, BOARD)]);
        world.know();
        world.printed("Ask").len() == 2
    };
    assert!(near("2026-04-14", "2026-04-14"));
    assert!(!near("2026-04-14", "2026-04-15"));
    assert!(near("2026-03-20", "2026-03-31"));
    assert!(!near("2026-03-20", "2026-04-01"));
}

#[test]
fn a_date_that_something_is_linked_to_is_not_named() {
    let board = [("2026-03-26", BOARD)];
    let line = format!("Thu 26 Mar, for Priya: {BOARD}.");
    let linked = |item| check_date(vec![item], &board, None);
    let open = |item| check_date(vec![item], &board, Some(&line));
    let slides = "Slides on the launch for the board";
    for kind in [Kind::Commitment, Kind::Idea, Kind::Ask, Kind::Concern, Kind::Request, Kind::Fyi, Kind::Win]
    {
        linked(item(kind, slides, "2026-03-03"));
    }
    for kind in [Kind::Goal, Kind::Feedback, Kind::Decision] {
        open(item(kind, slides, "2026-03-03"));
    }
    linked(theirs(slides, "2026-03-03"));
    for field in [
        Fields { about: some(BOARD), ..Fields::default() },
        Fields { benefit: some("a calm launch before the board"), ..Fields::default() },
        Fields { supports: some("launch, board"), ..Fields::default() },
    ] {
        linked(item(Kind::Idea, "Rehearse", "2026-03-17").fields(field));
    }
    open(item(Kind::Idea, "Rehearse", "2026-03-17"));
    open(Item { visibility: Visibility::Confidential, ..mine(slides, "2026-03-03") });
    // Done, but lately.
    let done =
        |on: &str| Item { closed_on: Some(day(on)), ..mine(slides, "2026-01-06").in_state(State::Done) };
    linked(done("2026-02-15"));
    open(done("2026-02-14"));
    open(mine(slides, "2026-03-03").in_state(State::Dropped));
    open(item(Kind::Win, slides, "2026-03-03").in_state(State::Done));
    // Due shortly before, one shared word is enough.
    let due = |text: &str, due: &str| mine(text, "2026-03-03").due_on(&[due]);
    linked(due("Rota for launch week", "2026-03-19"));
    linked(due("Rota for launch week", "2026-03-26"));
    open(due("Rota for launch week", "2026-03-18"));
    open(due("Rota for launch week", "2026-03-27"));
    open(due("Rota for the week", "2026-03-20"));
    open(Item { owner: Some(priya()), ..due("Rota for launch week", "2026-03-20") });
}

#[test]
fn what_supports_one_of_their_goals_speaks_of_it() {
    let supports = Fields { supports: some("^close-5"), ..Fields::default() };
    let item = item(Kind::Idea, "Rehearse", "2026-03-17").fields(supports);
    check_date(vec![item], &[("2026-03-26", "close month in 5 days, for the first time")], None);
}

#[test]
fn a_date_comes_after_the_questions_and_only_where_there_is_room() {
    let dates = |profile: &mut Profile| profile.dates = faced(&[("2026-03-26", BOARD)]);
    let questions = |count: usize| (0..count).map(|at| question(&format!("Question {at}?"))).collect();
    for count in [1, 2] {
        let printed = asks(questions(count), dates);
        assert_eq!(printed.len(), count + 1, "{printed:?}");
        assert!(printed[count].contains("for Priya"), "{printed:?}");
    }
    assert_eq!(asks(questions(3), dates).len(), 3);
    assert!(!asks(questions(3), dates)[2].contains("for Priya"));
    assert_eq!(asks(questions(4), dates)[3], "+ 1 more");
    let left = |profile: &mut Profile| {
        dates(profile);
        profile.standing = Standing::Former;
    };
    assert_eq!(asks(questions(1), left), ["- Question 0?"]);
    assert_eq!(asks(vec![], left), Vec::<String>::new());
}

#[test]
fn a_date_is_known_by_its_line_in_the_profile() {
    let mut world = world(vec![]);
    world.profiles[0].dates = faced(&[("2026-03-26", BOARD)]);
    world.know();
    let section = world.section(crate::domain::digest::SectionName::Ask).unwrap();
    let source = section.items[0].facts.source.as_ref().unwrap();
    assert_eq!((source.path.as_str(), source.line), ("people/priya.md", 4));
}

fn pressed(profile: &mut Profile) {
    profile.pressures = vec!["Finance wants the tender papers early".to_owned(), "Hiring".to_owned()];
}

#[track_caller]
fn check_pressure(item: Item, expect: Option<&str>) {
    let printed = asks(vec![item], pressed);
    let offer = |what: &str| format!("- Pressure: \"{what}\". Offer to take something off? {PROFILE}");
    assert_eq!(printed.first(), expect.map(offer).as_ref());
}

#[test]
fn the_first_pressure_that_nothing_was_offered_for() {
    let papers = "Finance wants the tender papers early";
    let offer = "Collect the tender papers for finance";
    check_pressure(mine("Call", "2026-03-03"), Some(papers));
    for kind in [Kind::Commitment, Kind::Idea, Kind::Ask, Kind::Concern] {
        check_pressure(item(kind, offer, "2026-03-03"), Some("Hiring"));
    }
    let about = Fields { about: some("tender papers"), ..Fields::default() };
    check_pressure(mine("Lend a hand", "2026-03-03").fields(about), Some("Hiring"));
    let done =
        |on: &str| Item { closed_on: Some(day(on)), ..mine(offer, "2026-01-06").in_state(State::Done) };
    check_pressure(done("2026-02-15"), Some("Hiring"));
    check_pressure(done("2026-02-14"), Some(papers));
    check_pressure(item(Kind::Idea, offer, "2026-02-17").in_state(State::Done), Some("Hiring"));
    check_pressure(item(Kind::Fyi, offer, "2026-03-17"), Some(papers));
    check_pressure(theirs(offer, "2026-03-03"), Some(papers));
    check_pressure(Item { owner: Some(omar()), ..item(Kind::Idea, offer, "2026-03-03") }, Some(papers));
    check_pressure(mine(offer, "2026-03-03").in_state(State::Dropped), Some(papers));
    check_pressure(Item { visibility: Visibility::Confidential, ..mine(offer, "2026-03-03") }, Some(papers));
    check_pressure(mine("Hiring: papers for the finance tender", "2026-03-03"), None);
}

/// The three last meetings are 10 Feb, 17 Feb and 3 Mar.
fn aims(items: Vec<Item>) -> Vec<String> {
    let mut world = world(items);
    world.calendar.meetings.insert(0, meeting("priya", "2026-02-10", Progress::Held));
    world.calendar.meetings.insert(0, meeting("priya", "2026-01-27", Progress::Held));
    aim(&mut world);
    world.printed("Ask")
}

fn aim(world: &mut World) {
    world.profiles[0].pressures = vec!["Hiring".to_owned()];
    world.profiles[0].my_aims = vec!["Bring two ways out with every problem".to_owned()];
    world.ledger.items.push(item(Kind::Idea, "Help with hiring", "2026-03-03"));
    world.know();
}

#[test]
fn an_aim_not_touched_in_three_meetings() {
    let line = format!(
        "- Your aim, not touched in three meetings: \"Bring two ways out with every problem\". {PROFILE}"
    );
    let told = |items| assert_eq!(aims(items), std::slice::from_ref(&line));
    let not = |items| assert_eq!(aims(items), Vec::<String>::new());
    let touch = |date| mine("Bring two ways out", date).due_on(&["2027-01-01"]);
    told(vec![]);
    told(vec![touch("2026-01-27")]);
    not(vec![touch("2026-02-10")]);
    not(vec![touch("2026-01-27").also("2026-03-03")]);
    not(vec![touch("2026-03-17")]);
    told(vec![touch("2026-03-31")]);
    told(vec![Item { visibility: Visibility::Confidential, ..touch("2026-03-03") }]);
    let mut ticked = touch("2026-01-27").also("2026-03-03");
    ticked.mentions[1].origin = Origin::Digest;
    told(vec![ticked]);
    let with_omar = Item {
        mentions: vec![mention("omar", "2026-03-03", 7)],
        people: vec![key("omar")],
        ..touch("2026-03-03")
    };
    told(vec![with_omar]);
}

#[test]
fn two_meetings_are_too_few_to_speak_of_an_aim() {
    let with = |date: &str, progress| {
        let mut world = world(vec![]);
        world.calendar.meetings.insert(0, meeting("priya", date, progress));
        aim(&mut world);
        world.printed("Ask").len()
    };
    assert_eq!(with("2026-02-10", Progress::Held), 1);
    assert_eq!(with("2026-02-10", Progress::Cancelled), 0);
    let mut world = world(vec![]);
    world.calendar.meetings.insert(0, meeting("omar", "2026-02-10", Progress::Held));
    aim(&mut world);
    assert_eq!(world.printed("Ask"), Vec::<String>::new());
}

#[test]
fn in_the_silence_growth_comes_before_a_pressure_and_an_aim_and_a_gap_is_last() {
    let growth = Fields { horizon: some("growth"), metric: some("x"), ..Fields::default() };
    let growth = item(Kind::Goal, "Lead the guild", "2026-03-03").fields(growth);
    let all = |profile: &mut Profile| {
        profile.dates = faced(&[("2026-03-26", BOARD)]);
        profile.my_aims = vec!["Tell her before she has to ask".to_owned()];
        profile.boundaries.clear();
        pressed(profile);
    };
    let begins = |printed: Vec<String>| -> Vec<String> {
        printed.iter().map(|line| line.chars().skip(2).take(8).collect()).collect()
    };
    assert_eq!(begins(asks(vec![growth.clone()], all)), ["Thu 26 M", "Growth g", "Pressure"]);
    let no_date = |profile: &mut Profile| {
        all(profile);
        profile.dates.clear();
    };
    assert_eq!(begins(asks(vec![growth.clone()], no_date)), ["Growth g", "Pressure"]);
    assert_eq!(begins(asks(vec![question("Why not?")], no_date)), ["Why not?"]);
    let only_date = |profile: &mut Profile| profile.dates = faced(&[("2026-03-26", BOARD)]);
    assert_eq!(begins(asks(vec![], only_date)), ["Thu 26 M", "What wei"]);
    let left = |profile: &mut Profile| {
        all(profile);
        profile.standing = Standing::Former;
    };
    assert_eq!(asks(vec![growth], left), Vec::<String>::new());
}
