//! Achievements: goals met, wins, goals that moved, and what was done; and what is good to know.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{Goal, HasMoved, View, written};
use crate::domain::{
    ledger::{Item, State},
    note::item::{Kind, Visibility},
    text,
    update::{Line, told::Told, words::plain},
    wording,
};

/// What came of the time since: goals met, wins, movements and finished commitments, each newest first.
pub(super) fn achievements(view: &View, goals: &[Goal]) -> Vec<Line> {
    let mut wins: Vec<(Option<Date>, &Item)> = view.items().filter_map(|item| win(view, item)).collect();
    wins.sort_by_key(|(date, _)| Reverse(*date));
    let is_won = |item: &Item| wins.iter().any(|(_, win)| win.is_alike(item));
    let mut done: Vec<(Date, &Item)> =
        view.told.iter().filter_map(|told| done(view, told)).filter(|(_, item)| !is_won(item)).collect();
    done.sort_by_key(|(date, _)| Reverse(*date));

    let (met, kept): (Vec<_>, Vec<_>) = done.into_iter().partition(|(_, item)| item.kind == Kind::Goal);
    let met = met.into_iter().map(|(date, item)| reached(view, date, item));
    let wins = wins.iter().map(|(date, item)| told_win(view, *date, item));
    let moved = goals.iter().filter(|goal| goal.has_moved == HasMoved::Yes && !goal.is_in_danger());
    let moved = moved.map(|goal| goal.line(view));
    let kept = kept.into_iter().map(|(date, item)| finished(view, "Done", date, item));
    met.chain(wins).chain(moved).chain(kept).collect()
}

/// FYIs and ideas that are stated `shared` and have not been told: what was said in a meeting is known.
pub(super) fn good_to_know(view: &View) -> Vec<Line> {
    let news = view.items().filter(|item| {
        let is_news = matches!(item.kind, Kind::Fyi | Kind::Idea) && item.is_open();
        is_news && item.visibility == Visibility::Shared && !item.is_told_to(view.person, view.calendar)
    });
    news.map(|item| view.line(item, text::beginning(&plain(&item.text)))).collect()
}

/// A win, and its day: one of the time since, or one that the person was not told at a meeting.
fn win<'a>(view: &View, item: &'a Item) -> Option<(Option<Date>, &'a Item)> {
    let date = item.asked().and_then(|asked| asked.date);
    let is_new = date.is_none_or(|date| view.is_new(date)) || !item.is_told_to(view.person, view.calendar);
    (item.kind == Kind::Win && item.state != State::Dropped && is_new).then_some((date, item))
}

/// A commitment of the writer's that was kept, or a goal that was met, and the day.
fn done<'a>(view: &View, told: &'a Told) -> Option<(Date, &'a Item)> {
    let item = &told.item;
    let counts = match item.kind {
        Kind::Goal => item.state == State::Met,
        _ => item.is_my_commitment() && item.state == State::Done,
    };
    let known = told.finished?;
    let is_it = counts && known <= view.day && view.is_new(known);
    is_it.then(|| (item.closed_on.unwrap_or(known), item))
}

/// `Done 6 Mar: Send the plan`
fn finished(view: &View, what: &str, date: Date, item: &Item) -> Line {
    let words = text::clause(&plain(&item.text));
    let mut line = view.line(item, format!("{what} {}: {words}", wording::day(date, view.day)));
    line.facts.done = Some(date);
    line.facts.due = None;
    line.facts.first_due = None;
    line
}

/// `Goal met 3 Mar: Second ramp in service: 11 (was 4, target 10 by 31 Mar)`
fn reached(view: &View, date: Date, item: &Item) -> Line {
    let goal = Goal::of(view, item);
    let mut line = finished(view, "Goal met", date, item);
    let told = goal.told(view);
    if !told.is_empty() {
        line.body = text::sentence(format!("{}: {told}", line.body.trim_end_matches('.')));
    }
    line.facts = goal.measures(line.facts);
    line
}

/// `The retry page won back 140 bookings. Evidence: the dashboard`
fn told_win(view: &View, date: Option<Date>, item: &Item) -> Line {
    let fields = &item.fields;
    let (benefit, evidence) = (written(fields.benefit.as_deref()), written(fields.evidence.as_deref()));
    let body = text::beginning(&plain(&item.text));
    let body = text::labelled(body, &[("Benefit", &benefit), ("Evidence", &evidence)]);
    let mut line = view.line(item, body);
    line.facts.done = date.filter(|date| *date <= view.day);
    line.facts.benefit = benefit;
    line.facts.evidence = evidence;
    line
}
