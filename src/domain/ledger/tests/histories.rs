//! Rules 2 to 5: wording, owner, due dates, closing, what is derived.

use super::*;
use crate::domain::ledger::{Doubt, Origin};

const P: &[&str] = &["priya"];

fn source(file: &str, line: u32) -> Source {
    Source { path: path(file), line }
}

#[test]
fn the_latest_mention_gives_the_wording_and_what_it_states() {
    let item = on("2026-03-30")
        .note("2026-03-10", P, vec![todo("[ ] New words ^a")])
        .note("2026-03-03", P, vec![todo("[ ] Old words ^a").owner("priya").due("2026-03-06")])
        .one();
    assert_eq!(item.text, "New words");
    assert_eq!(item.owner, Some(owner("priya")));
    assert_eq!(item.due, Some(day("2026-03-06")));
    let item = on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A ^a").owner("priya")])
        .note("2026-03-10", P, vec![todo("[ ] A ^a").owner("me")])
        .one();
    assert_eq!(item.owner, Some(Owner::Me));
}

#[test]
fn each_change_of_due_date_is_kept() {
    #[track_caller]
    fn check(dues: &[&str], history: &[&str]) {
        let mut world = on("2026-03-30");
        for (at, due) in dues.iter().enumerate() {
            let mention = todo("[ ] A").with(|mention| mention.due = (!due.is_empty()).then(|| day(due)));
            world = world.note(&format!("2026-03-{:02}", at + 1), P, vec![mention]);
        }
        let item = world.one();
        let history: Vec<Date> = history.iter().map(|date| day(date)).collect();
        assert_eq!(item.due_history, history, "{dues:?}");
        assert_eq!(item.moved(), history.len().saturating_sub(1));
        assert_eq!((item.first_due(), item.due), (history.first().copied(), history.last().copied()));
    }
    check(&[""], &[]);
    check(&["2026-03-06"], &["2026-03-06"]);
    check(&["2026-03-06", "2026-03-13"], &["2026-03-06", "2026-03-13"]);
    check(&["2026-03-06", "2026-03-06"], &["2026-03-06"]);
    check(&["", "2026-03-06", "", "2026-03-13", "2026-03-13"], &["2026-03-06", "2026-03-13"]);
    check(&["2026-03-06", "2026-03-13", "2026-03-06"], &["2026-03-06", "2026-03-13", "2026-03-06"]);
}

#[test]
fn done_or_dropped_in_the_latest_mention_closes() {
    for (line, state) in [("[x] A ^a", State::Done), ("[-] A ^a", State::Dropped), ("[/] A ^a", State::Open)]
    {
        let item = on("2026-03-30")
            .note("2026-03-03", P, vec![todo("[ ] A ^a")])
            .note("2026-03-10", P, vec![todo(line)])
            .note("2026-03-17", P, vec![todo("[ ] B")])
            .ledger()
            .items
            .remove(0);
        assert_eq!(item.state, state);
        assert_eq!(item.closed_on, (state != State::Open).then(|| day("2026-03-10")));
        assert_eq!(item.is_open(), state == State::Open);
    }
    let item = on("2026-03-30").note("2026-03-10", P, vec![todo("[x] A").done("2026-03-08")]).one();
    assert_eq!((item.state, item.closed_on), (State::Done, Some(day("2026-03-08"))));
    let item = on("2026-03-30").note("2026-03-10", P, vec![todo("A").done("2026-03-08")]).one();
    assert_eq!(item.state, State::Done);
}

#[test]
fn a_done_date_later_than_its_note_counts_at_that_date() {
    let world = on("2026-03-30")
        .note("2026-02-03", P, vec![todo("[x] A ^a").done("2026-03-10").due("2026-02-06")])
        .note("2026-03-03", P, vec![todo("[ ] A, still ^a").due("2026-03-13")]);
    let item = world.one();
    assert_eq!((item.state, item.closed_on), (State::Done, Some(day("2026-03-10"))));
    assert_eq!((item.text.as_str(), item.moved(), item.due), ("A, still", 1, Some(day("2026-03-13"))));
    assert_eq!(item.asked().unwrap().date, Some(day("2026-02-03")));
    world.says(&[]);
    assert_eq!(world.ledger().doubts, []);
    // The copy of that very day is before the tick; one of a later day is after it.
    on("2026-03-30")
        .note("2026-02-03", P, vec![todo("[x] A").done("2026-03-10")])
        .note("2026-03-10", P, vec![todo("[ ] A")])
        .note("2026-03-11", P, vec![todo("[ ] A")])
        .check(&["done A (2)", "open A (1)"]);
    let world = on("2026-03-30").note("2026-02-03", P, vec![todo("[x] A ^a").done("2026-03-10")]).note(
        "2026-03-11",
        P,
        vec![todo("[ ] A ^a")],
    );
    world.check(&["open A ^a (2)"]);
    assert_eq!(world.one().ticked_in, Some(day("2026-02-03")));
}

#[test]
fn ticked_earlier_but_open_later_is_for_history_to_decide() {
    let mut world = on("2026-03-30")
        .note("2026-02-03", P, vec![todo("[x] A ^a")])
        .note("2026-02-17", P, vec![todo("[ ] A ^a")])
        .note("2026-03-03", P, vec![todo("[ ] A ^a")]);
    let doubt = Doubt { ticked: source("2026-02-03-priya.md", 5), open: source("2026-03-03-priya.md", 5) };
    assert_eq!(world.ledger().doubts, vec![doubt.clone()]);
    let item = world.one();
    assert_eq!((item.state, item.ticked_in), (State::Open, Some(day("2026-02-03"))));
    world.says(&["2026-03-03-priya.md:5 ticked-earlier"]);
    assert!(world.ledger().diagnostics[0].message.contains("2026-02-03-priya.md:5"));
    world.evidence.insert(doubt.clone());
    let item = world.one();
    assert_eq!((item.state, item.ticked_in, item.closed_on), (State::Done, None, Some(day("2026-03-03"))));
    world.says(&[]);
    assert_eq!(world.ledger().doubts, vec![doubt], "the same question is asked again");
    // The copy may stand in a note of a meeting that is still to come.
    let mut early = world.clone();
    early.now = ten("2026-02-20");
    assert_eq!(early.one().closed_on, Some(day("2026-02-20")));
    // Evidence about the copy between says nothing of the last one.
    world.evidence = Evidence::from([Doubt {
        ticked: source("2026-02-03-priya.md", 5),
        open: source("2026-02-17-priya.md", 5),
    }]);
    assert_eq!(world.one().state, State::Open);
}

#[test]
fn a_doubt_ends_with_the_next_tick() {
    let world = on("2026-03-30")
        .note("2026-02-03", P, vec![todo("[x] A ^a")])
        .note("2026-02-17", P, vec![todo("[ ] A ^a")])
        .note("2026-03-03", P, vec![todo("[x] A ^a")]);
    assert_eq!((world.one().state, world.one().ticked_in), (State::Done, None));
    assert_eq!(world.one().closed_on, Some(day("2026-03-03")));
    assert_eq!(world.ledger().doubts, []);
    world.says(&[]);
}

#[test]
fn without_an_id_history_alone_joins_a_tick_and_a_later_copy() {
    let world = on("2026-03-30").note("2026-02-03", P, vec![todo("[x] A")]).note(
        "2026-02-17",
        P,
        vec![todo("[ ] A")],
    );
    world.check(&["done A (1)", "open A (1)"]);
    world.says(&[]);
    let mut world = world.note("2026-03-03", P, vec![todo("[ ] A")]);
    world.check(&["done A (1)", "open A (2)"]);
    let doubts = world.ledger().doubts;
    let open = doubts.iter().map(|doubt| doubt.open.path.as_str());
    assert_eq!(open.collect::<Vec<_>>(), ["2026-02-17-priya.md", "2026-03-03-priya.md"]);
    world.evidence = doubts.iter().cloned().collect();
    world.check(&["done A (3)"]);
    assert_eq!(world.one().closed_on, Some(day("2026-03-03")));
    assert_eq!(world.ledger().doubts, doubts);
    world.evidence = doubts[..1].iter().cloned().collect();
    world.check(&["done A (2)", "open A (1)"]);
    // What was ticked since needs no history.
    world.evidence.clear();
    let world = world.note("2026-03-10", P, vec![todo("[x] A")]);
    world.check(&["done A (1)", "done A (3)"]);
    assert_eq!(world.ledger().doubts, []);
}

#[test]
fn what_was_dropped_and_is_open_again_is_open_without_a_doubt() {
    let world = on("2026-03-30").note("2026-02-03", P, vec![todo("[-] A ^a")]).note(
        "2026-02-17",
        P,
        vec![todo("[ ] A ^a")],
    );
    assert_eq!((world.one().state, world.one().ticked_in), (State::Open, None));
    assert_eq!(world.ledger().doubts, []);
}

#[test]
fn a_pointer_to_a_later_note_changes_nothing() {
    let world = on("2026-03-30").note("2026-02-03", P, vec![todo("[ ] A ^a").due("2026-02-06")]).note(
        "2026-02-17",
        P,
        vec![todo("[>] Other words ^a").due("2026-03-06").owner("priya")],
    );
    let item = world.one();
    assert_eq!((item.text.as_str(), item.due, item.moved()), ("A", Some(day("2026-02-06")), 0));
    assert_eq!((item.owner, item.state), (Some(Owner::Me), State::Open));
    for line in ["[x] A ^a", "[-] A ^a", "[x] A", "[-] A"] {
        let closed = on("2026-03-30").note("2026-02-03", P, vec![todo(line)]);
        let pointed = closed.clone().note(
            "2026-02-17",
            P,
            vec![todo(&line.replace("[x]", "[>]").replace("[-]", "[>]"))],
        );
        assert_eq!(pointed.one().state, closed.one().state, "{line}");
        assert_eq!(pointed.ledger().doubts, []);
    }
}

#[test]
fn a_pointer_that_comes_first_is_where_it_was_asked() {
    let world = on("2026-03-30").note("2026-02-03", P, vec![todo("[>] A").due("2026-02-06")]);
    assert_eq!((world.one().state, world.one().due), (State::Open, Some(day("2026-02-06"))));
    let item = world
        .note("2026-02-17", P, vec![todo("[>] A").due("2026-03-06")])
        .note("2026-03-03", P, vec![todo("[ ] A").due("2026-03-13")])
        .one();
    assert_eq!(item.asked().unwrap().date, Some(day("2026-02-03")));
    assert_eq!(item.last_written().unwrap().date, Some(day("2026-03-03")));
    assert_eq!((item.moved(), item.first_due()), (2, Some(day("2026-02-06"))));
}

#[test]
fn lateness_is_counted_from_the_day_after() {
    let item = on("2026-03-30").note("2026-03-03", P, vec![todo("[ ] A").due("2026-03-13")]).one();
    assert_eq!(item.days_late(day("2026-03-13")), None);
    assert_eq!(item.days_late(day("2026-03-17")), Some(4));
    assert_eq!(item.days_late(day("2027-03-13")), Some(365));
    let item = on("2026-03-30").note("2026-03-03", P, vec![todo("[x] A").due("2026-03-13")]).one();
    assert_eq!(item.days_late(day("2026-03-17")), None);
}

#[test]
fn carried_counts_the_meetings_with_the_person_since_it_was_asked() {
    let world = on("2026-03-30")
        .note("2026-02-24", P, vec![])
        .note("2026-03-03", P, vec![todo("[ ] A")])
        .note("2026-03-05", &["omar"], vec![])
        .met("2026-03-10", P, Progress::Cancelled, vec![])
        .met("2026-03-11", P, Progress::Moved, vec![])
        .note("2026-03-12", &["omar", "priya"], vec![])
        .note("2026-03-31", P, vec![])
        .note("2026-04-07", P, vec![]);
    let item = world.one();
    let carried = |coming: &str| item.carried(&key("priya"), &world.calendar, &ten(coming));
    assert_eq!(carried("2026-03-03"), 0);
    assert_eq!(carried("2026-03-12"), 1);
    assert_eq!(carried("2026-03-31"), 2);
    assert_eq!(carried("2026-04-07"), 3);
    assert_eq!(item.carried(&key("omar"), &world.calendar, &ten("2026-03-31")), 3);
    let undated = on("2026-03-30").note("2026-03-03", P, vec![]).undated(P, vec![todo("[ ] A")]);
    assert_eq!(undated.one().carried(&key("priya"), &undated.calendar, &ten("2026-03-31")), 2);
}

#[test]
fn cancelled_moved_and_planned_notes_count_as_mentions() {
    for progress in [Progress::Cancelled, Progress::Moved, Progress::Planned] {
        on("2026-03-30")
            .note("2026-03-03", P, vec![todo("[ ] A")])
            .met("2026-04-10", P, progress, vec![todo("[x] A"), todo("[ ] B")])
            .check(&["done A (2)", "open B (1)"]);
    }
}

#[test]
fn notes_without_a_date_never_overrule_those_with_one() {
    on("2026-03-30")
        .undated(P, vec![todo("[ ] A ^a")])
        .note("2026-03-03", P, vec![todo("[x] A ^a")])
        .check(&["done A ^a (2)"]);
}

#[test]
fn a_note_that_the_calendar_does_not_know_is_dated_by_itself() {
    let mut world = on("2026-03-30").note("2026-03-10", P, vec![todo("[x] A ^a")]).note(
        "2026-03-03",
        P,
        vec![todo("[ ] A ^a")],
    );
    world.calendar = Calendar::default();
    assert_eq!(world.one().state, State::Done);
}

#[test]
fn a_box_ticked_in_a_digest_closes_its_item() {
    let world = on("2026-03-30").note(
        "2026-03-03",
        P,
        vec![todo("[ ] Send plan ^p").due("2026-03-06"), todo("[ ] Ask Ana: budget")],
    );
    let facts = "[x] Ask Ana: budget: 4 days late; moved once, 6 → 13 Mar.";
    let ticked = world.clone().note("2026-03-10", P, vec![todo("[ ] Send plan ^p")]).digest(
        "2026-03-10",
        "priya",
        vec![printed("[x] Send plan: 4 days late ^p").due("2026-05-05"), printed(facts)],
    );
    let items = ticked.ledger().items;
    assert_eq!(lines(&items), ["done Send plan ^p (3)", "done Ask Ana: budget (2)"]);
    assert_eq!(items[0].closed_on, Some(day("2026-03-10")));
    assert_eq!(items[0].due, Some(day("2026-03-06")));
    assert_eq!(items[1].mentions[1].origin, Origin::Digest);
    assert_eq!(items[1].mentions[1].start, Some(ten("2026-03-10").timestamp()));
    assert_eq!(items[1].last_written().unwrap().date, Some(day("2026-03-03")));
    assert_eq!(ticked.ledger().doubts, []);
    world
        .digest("2026-03-10", "priya", vec![printed("[-] Send plan ^p")])
        .check(&["dropped Send plan ^p (2)", "open Ask Ana: budget (1)"]);
}

#[test]
fn a_box_ticked_in_a_digest_closes_the_item_it_was_printed_for() {
    let long = "Write down, as agreed, which of the services — payments and invoices — go to the new region";
    let world = on("2026-03-30").note(
        "2026-03-03",
        P,
        vec![
            todo("[ ] Prep 3 Mar").owner("me"),
            todo("[ ] Prep 10 Mar").owner("me"),
            todo("[ ] Call").owner("priya"),
            todo("[ ] Call").owner("me"),
            todo(&format!("[ ] {long} by the end of the quarter")).owner("me"),
            todo("[ ] Write down").owner("me"),
            todo("[ ] Move house").owner("me"),
            item(Kind::Goal, "[ ] Move house").owner("me"),
            todo("[ ] Sweep").with(|mention| mention.owner = Some(Owner::Named("Priya".to_owned()))),
            todo("[ ] Sweep").owner("omar"),
        ],
    );
    let check = |line: &str, owner: &str, item: usize| {
        let world = world.clone().digest("2026-03-10", "priya", vec![printed(line).owner(owner)]);
        let items = world.ledger().items;
        let done = |at: &usize| items.get(*at).is_some_and(|item| item.state == State::Done);
        assert_eq!((0..items.len()).filter(done).collect::<Vec<_>>(), [item], "{line}");
    };
    check("[x] Prep 3 Mar", "me", 0);
    check("[x] Prep 10 Mar", "me", 1);
    check("[x] Call", "priya", 2);
    check("[x] Call", "me", 3);
    check(&format!("[x] {long}…"), "me", 4);
    check("[x] Write down", "me", 5);
    check("[x] Move house", "me", 6);
    // Known by the digest's name alone.
    check("[x] Sweep", "priya", 8);
}

#[test]
fn a_line_without_an_id_was_not_printed_for_an_item_that_has_one() {
    on("2026-03-30")
        .note("2026-02-17", &["omar"], vec![todo("[ ] Send plan ^r")])
        .note("2026-03-03", P, vec![todo("[ ] Rope").due("2026-03-06"), todo("[ ] Rope ^r")])
        .digest("2026-03-10", "priya", vec![printed("[x] Rope").owner("me")])
        .check(&["open Rope ^r (2)", "done Rope (2)"]);
}

#[test]
fn an_unticked_box_of_a_digest_is_a_copy_that_says_nothing() {
    let world = on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A ^a"), todo("[ ] B")])
        .note("2026-03-10", P, vec![todo("[x] A ^a"), todo("[x] B")])
        .digest("2026-03-10", "priya", vec![printed("[ ] A: 4 days late ^a"), printed("[ ] B")]);
    world.check(&["done A ^a (2)", "done B (2)"]);
    world.says(&[]);
    assert_eq!(world.ledger().doubts, []);
}

#[test]
fn a_printed_line_whose_item_is_gone_makes_no_new_one() {
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A")])
        .digest("2026-03-10", "priya", vec![printed("[ ] B: 3 days late"), printed("[x] C ^c")])
        .check(&["open A (1)"]);
}

#[test]
fn a_line_that_a_person_adds_to_a_digest_counts_as_a_note() {
    let world = on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A")])
        .note("2026-03-10", P, vec![])
        .digest("2026-03-10", "priya", vec![todo("[x] A"), todo("[ ] B").due("2026-03-20")]);
    world.check(&["done A (2)", "open B (1)"]);
    let items = world.ledger().items;
    assert_eq!((items[1].asked().unwrap().origin, items[1].due), (Origin::Note, Some(day("2026-03-20"))));
    assert!(world.ledger().belongs_to(&items[1], &key("priya"), &world.book).is_some());
}

#[test]
fn what_changed_last_is_dated() {
    let world = on("2026-03-30")
        .note("2026-03-03", P, vec![item(Kind::Goal, "A ^a")])
        .note(
            "2026-03-10",
            P,
            vec![item(Kind::Goal, "A ^a").with(|goal| goal.fields.now = Some("22".to_owned()))],
        )
        .note(
            "2026-03-17",
            P,
            vec![item(Kind::Goal, "A ^a").with(|goal| goal.fields.now = Some("22".to_owned()))],
        );
    assert_eq!(world.one().changed_on, Some(day("2026-03-10")));
    assert_eq!(world.one().fields.now.as_deref(), Some("22"));
}

#[test]
fn a_digest_is_of_the_meeting_that_its_heading_names() {
    let mut world = on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A ^a")])
        .note("2026-03-10", P, vec![])
        .note("2026-03-10", &["omar", "priya"], vec![todo("[ ] A ^a")])
        .digest("2026-03-10", "priya", vec![printed("[x] A ^a")]);
    for meeting in world.calendar.meetings.iter_mut().filter(|meeting| meeting.with.len() == 2) {
        meeting.start = meeting.start.checked_add(jiff::Span::new().hours(6)).unwrap();
    }
    assert_eq!(world.one().state, State::Open);
    let mut named = world.clone();
    named.book.notes[3].title = Some("Priya Nair, Tue 10 Mar 2026, 16:00 Madrid".to_owned());
    assert_eq!(named.one().state, State::Done);
    if let Content::Digest(Some(digest)) = &mut world.book.notes[3].content {
        digest.when = Some(When { date: day("2026-03-10"), time: Some(jiff::civil::time(16, 0, 0, 0)) });
    }
    assert_eq!(world.one().state, State::Done);
}

#[test]
fn what_is_added_to_a_digest_of_a_group_is_said_to_the_group() {
    let world = on("2026-03-30").note("2026-03-10", &["omar", "priya"], vec![todo("[ ] A")]).digest(
        "2026-03-10",
        "priya",
        vec![todo("[x] A"), todo("[ ] B")],
    );
    world.check(&["done A (2)", "open B (1)"]);
    assert_eq!(world.ledger().items[1].people, [key("omar"), key("priya")]);
}

#[test]
fn a_digest_of_a_meeting_without_a_note_is_at_the_time_that_its_heading_names() {
    let mut world = on("2026-03-30").note("2026-03-10", &["omar"], vec![todo("[ ] A ^a").owner("priya")]);
    world = world.digest("2026-03-10", "priya", vec![printed("[x] A ^a")]);
    for (heading, expect) in
        [("Priya, Tue 10 Mar 2026, 15:00 Madrid", "done A ^a (2)"), ("Priya", "open A ^a (1)")]
    {
        world.book.notes[1].title = Some(heading.to_owned());
        world.check(&[expect]);
    }
}

#[test]
fn a_digest_of_a_meeting_without_a_note_is_dated_by_its_name() {
    on("2026-03-30")
        .note("2026-03-03", P, vec![todo("[ ] A ^a")])
        .digest("2026-03-10", "priya", vec![printed("[x] A ^a")])
        .note("2026-03-17", P, vec![])
        .check(&["done A ^a (2)"]);
}

/// A mention of a goal `^a` that states these fields: `now`, `baseline`.
fn figures(now: &str, baseline: &str) -> Mention {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let fields = Fields { now: some(now), baseline: some(baseline), ..Fields::default() };
    item(Kind::Goal, "Cut failed invoices ^a").with(|mention| mention.fields = fields)
}

/// `40 @ 2026-03-03`: a value and its day.
fn told(value: &crate::domain::ledger::Value) -> String {
    let day = value.date.map_or_else(|| value.source.path.to_string(), |date| date.to_string());
    format!("{} @ {day}", value.text)
}

#[test]
fn every_stated_value_of_a_goal_is_kept_with_its_day() {
    let goal = on("2026-04-30")
        .note("2026-03-17", &["omar"], vec![figures("24", "")])
        .note("2026-03-03", P, vec![figures("40/week", "40")])
        .note("2026-03-24", P, vec![figures("", "")])
        .note("2026-03-31", P, vec![figures("24", "30")])
        .goal("a", P, GoalStatus::Agreed, "Cut failed invoices");
    let item = goal.one();
    let values: Vec<String> = item.values.iter().map(told).collect();
    assert_eq!(values, ["40/week @ 2026-03-03", "24 @ 2026-03-17", "24 @ 2026-03-31"]);
    assert_eq!(item.values[1].source, source("2026-03-17-omar.md", 5));
    assert_eq!(item.began.as_ref().map(told).as_deref(), Some("40 @ 2026-03-03"), "the first one stated");
    assert_eq!(item.fields.baseline.as_deref(), Some("30"), "the latest one counts");
}

#[test]
fn a_goal_s_own_file_states_values_without_a_day() {
    let mut world = on("2026-04-30").goal("a", P, GoalStatus::Agreed, "Cut failed invoices");
    if let Content::Goal(goal) = &mut world.book.notes[0].content {
        goal.goal.fields = figures("24", "40").fields;
    }
    let item = world.one();
    assert_eq!(item.values.iter().map(told).collect::<Vec<_>>(), ["24 @ goals/a.md"]);
    assert_eq!(item.began.as_ref().map(told).as_deref(), Some("40 @ goals/a.md"));
    let dated = world.note("2026-03-03", P, vec![figures("", "40")]).one();
    assert_eq!(dated.began.as_ref().map(told).as_deref(), Some("40 @ 2026-03-03"), "a meeting dates it");
}

#[test]
fn pointers_and_other_kinds_state_no_values() {
    let pointer = figures("30", "50").with(|mention| mention.mark = Mark::Carried);
    let item = on("2026-04-30")
        .note("2026-03-03", P, vec![figures("40", "40")])
        .note("2026-03-10", P, vec![pointer])
        .one();
    assert_eq!(item.values.iter().map(told).collect::<Vec<_>>(), ["40 @ 2026-03-03"]);
    let other = figures("40", "40").with(|mention| mention.kind = Kind::Commitment);
    let item = on("2026-04-30").note("2026-03-03", P, vec![other]).one();
    assert_eq!((item.values.len(), item.began), (0, None));
}
