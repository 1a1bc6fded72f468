//! Tell.

use super::check;
use crate::domain::{
    digest::tests::fixture::{World, day, item, key, meeting, mention, mine, omar, priya, some},
    ledger::{Item, State},
    note::item::{Fields, Kind, Mark},
    schedule::Progress,
};

#[test]
fn what_the_meeting_s_own_note_tells_has_no_link() {
    check(
        vec![
            item(Kind::Fyi, "Deploys are frozen.", "2026-03-17").line(12),
            item(Kind::Win, "Retries shipped", "2026-03-17").line(10),
            item(Kind::Idea, "Pair on Fridays", "2026-03-03"),
        ],
        "Tell",
        &[
            "- Win: Retries shipped.",
            "- FYI: Deploys are frozen.",
            "- Idea: Pair on Fridays. ([3 Mar](../2026-03-03-priya.md))",
        ],
    );
}

#[test]
fn what_was_told_is_not_told_again() {
    check(vec![item(Kind::Win, "Retries shipped", "2026-02-17")], "Tell", &[]);
    check(vec![item(Kind::Win, "Retries shipped", "2026-03-17").in_state(State::Done)], "Tell", &[]);
    check(vec![item(Kind::Win, "Not yet", "2026-03-24")], "Tell", &[]);
}

fn done(text: &str, note: &str, on: &str) -> Item {
    let mut item = mine(text, "2026-02-17").also(note).in_state(State::Done);
    item.mentions[1].mark = Mark::Done;
    Item { closed_on: Some(day(on)), ..item }
}

#[test]
fn my_commitments_done_in_the_last_held_note_or_later() {
    let link = "([17 Feb](../2026-02-17-priya.md))";
    check(
        vec![
            done("Before", "2026-02-24", "2026-02-24"),
            done("Then", "2026-03-03", "2026-03-03"),
            done("Noted then", "2026-03-03", "2026-02-27"),
            done("Since", "2026-03-03", "2026-03-10"),
            Item { owner: Some(priya()), ..done("Theirs", "2026-03-03", "2026-03-10") },
        ],
        "Tell",
        &[
            &format!("- Done 10 Mar: Since. {link}"),
            &format!("- Done 3 Mar: Then. {link}"),
            &format!("- Done 27 Feb: Noted then. {link}"),
        ],
    );
}

#[test]
fn a_win_that_closed_a_commitment_is_told_once() {
    let commitment = done("Ship the retries", "2026-03-17", "2026-03-17").called("ship");
    check(
        vec![commitment.clone(), item(Kind::Win, "Ship the retries!", "2026-03-17")],
        "Tell",
        &["- Win: Ship the retries!"],
    );
    check(
        vec![commitment, item(Kind::Win, "Retries are live", "2026-03-17").called("ship")],
        "Tell",
        &["- Win: Retries are live."],
    );
}

#[test]
fn a_benefit_and_another_meeting_are_named() {
    let benefit = Fields { benefit: some("two hours a week"), ..Fields::default() };
    check(
        vec![item(Kind::Idea, "Pair on Fridays", "2026-03-17").fields(benefit)],
        "Tell",
        &["- Idea: Pair on Fridays. Benefit: two hours a week."],
    );
    let serves = Fields { benefit: some("two hours."), supports: some("close-5"), ..Fields::default() };
    check(
        vec![item(Kind::Idea, "Pair on Fridays?", "2026-03-17").fields(serves.clone())],
        "Tell",
        &["- Idea: Pair on Fridays? Benefit: two hours. Supports: Close month in 5 days."],
    );
    let mut step = done("Ship the retries", "2026-03-17", "2026-03-17");
    step.fields = Fields { benefit: None, ..serves };
    check(vec![step], "Tell", &["- Done 17 Mar: Ship the retries. ([17 Feb](../2026-02-17-priya.md))"]);
    let mut news = item(Kind::Fyi, "Platform freezes", "2026-03-03");
    news.people = vec![key("omar")];
    news.mentions = vec![mention("omar", "2026-03-10", 4)];
    news.fields.tell = Some(priya());
    check(
        vec![news],
        "Tell",
        &["- FYI: Platform freezes. From the 10 Mar meeting with Omar. ([10 Mar](../2026-03-10-omar.md))"],
    );
}

#[test]
fn what_a_group_s_note_tells_is_told_to_each_until_they_met_again() {
    let mut news = item(Kind::Win, "The drill took nine minutes", "2026-03-10");
    news.people = vec![key("omar"), key("priya")];
    news.mentions[0].with = [key("omar"), key("priya")].into();
    let line = "- Win: The drill took nine minutes. ([10 Mar](../2026-03-10-priya.md))";
    check(vec![news.clone()], "Tell", &[line]);
    let mut world = World::with(vec![news.clone()]);
    world.calendar.meetings.insert(2, meeting("priya", "2026-03-12", Progress::Held));
    assert_eq!(world.printed("Tell"), Vec::<String>::new(), "told on 12 Mar");
    world.calendar.meetings[2] = meeting("omar", "2026-03-12", Progress::Held);
    assert_eq!(world.printed("Tell"), [line], "told to Omar alone");
    news.fields.tell = Some(omar());
    check(vec![news], "Tell", &[]);
}

#[test]
fn the_newest_four() {
    let win = |line| item(Kind::Win, &format!("Win {line}"), "2026-03-17").line(line);
    let mut items: Vec<Item> = (1..6).map(win).collect();
    items.push(item(Kind::Win, "Older", "2026-03-03"));
    let printed = World::with(items).printed("Tell");
    assert_eq!(printed, ["- Win: Win 1.", "- Win: Win 2.", "- Win: Win 3.", "- Win: Win 4.", "+ 2 more"]);
}
