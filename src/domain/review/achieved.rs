//! Results: commitments kept, wins, goals met or missed.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{Dated, View, goals::Ended, written};
use crate::domain::{
    goals::changes,
    ledger::{Item, State, identity::fold},
    note::item::Kind,
    text,
};

/// What came of the writer's own work, actions on feedback apart: these are told with the feedback.
pub(super) fn achieved(view: &View, actions: &HashSet<usize>) -> Vec<Dated> {
    let wins = wins(view);
    let is_won = |item: &Item| wins.iter().any(|(_, win)| win.is_alike(item));
    let kept = view.items().filter(|(at, item)| !actions.contains(at) && !is_won(item));
    let kept = kept.filter_map(|(_, item)| kept_on(view, item).map(|date| done(view, date, item)));
    let goals = view.items().filter_map(|(_, item)| goal(view, item));
    wins.iter().map(|(date, item)| win(view, *date, item)).chain(kept).chain(goals).collect()
}

/// The wins of the span, each text once: what was told to several people was won once.
fn wins<'a>(view: &View<'a>) -> Vec<(Date, &'a Item)> {
    let dated = view.items().map(|(_, item)| item).filter_map(|item| {
        let is_win = item.kind == Kind::Win && item.state != State::Dropped;
        Some((item.asked().and_then(|asked| asked.date).filter(|_| is_win)?, item))
    });
    let mut wins: Vec<(Date, &Item)> = dated.filter(|(date, _)| *date <= view.until).collect();
    wins.sort_by_key(|(date, _)| *date);
    let mut seen = HashSet::new();
    wins.retain(|(_, item)| seen.insert(fold(&item.text)));
    wins.retain(|(date, _)| view.holds(*date));
    wins
}

fn kept_on(view: &View, item: &Item) -> Option<Date> {
    let kept = item.is_my_commitment() && item.state == State::Done;
    item.closed_on.filter(|date| kept && view.holds(*date))
}

/// `Win: The retry page won back 140 bookings. Evidence: the dashboard`
fn win(view: &View, date: Date, item: &Item) -> Dated {
    let fields = &item.fields;
    let (benefit, evidence) = (written(fields.benefit.as_deref()), written(fields.evidence.as_deref()));
    let body = format!("Win: {}", text::clause(&item.text));
    let body = text::labelled(body, &[("Benefit", &benefit), ("Evidence", &evidence)]);
    let mut entry = view.entry(item, Some(date), body);
    (entry.facts.benefit, entry.facts.evidence) = (benefit, evidence);
    Dated { date: Some(date), entry }
}

/// `Done 6 Mar: Send the plan`
fn done(view: &View, date: Date, item: &Item) -> Dated {
    let body = format!("Done {}: {}", view.day(date), text::clause(&item.text));
    Dated { date: Some(date), entry: view.entry(item, Some(date), body) }
}

/// `Goal met 9 Mar: Cut failed invoices: 9/week (was 40, target 10 by 30 Jun)`
fn goal(view: &View, item: &Item) -> Option<Dated> {
    if item.kind != Kind::Goal {
        return None;
    }
    let values = changes(item);
    let ended = Ended::of(item, &values)?;
    if ended.date.is_some_and(|date| !view.holds(date)) {
        return None;
    }
    let now = values.last().map(|value| value.text.clone()).or_else(|| written(item.fields.now.as_deref()));
    let on = ended.date.map(|date| format!(" {}", view.day(date))).unwrap_or_default();
    let mut body = format!("{}{on}: {}", ended.what, text::clause(&item.text));
    let was = item.fields.baseline.as_deref();
    let told = view.told(item, now.as_deref().map(text::words), was);
    if !told.is_empty() {
        body = format!("{body}: {told}");
    }
    let mut entry = view.entry(item, ended.date, body).with_measures(item, written(was));
    // The note that says so, where one does.
    if let Some(says) = item.mentions.iter().rev().find(|says| says.date.is_some() && says.date == ended.date)
    {
        entry.facts.source = Some(says.source.clone());
        entry.noted = says.date;
    }
    Some(Dated { date: ended.date, entry })
}
