//! How goals moved, month by month.

use jiff::civil::Date;

use super::{Dated, Stood, View, written};
use crate::domain::{
    goals::changes,
    ledger::{Item, State, Value},
    note::item::{Health, Kind},
    text,
};

/// That a goal was met or missed.
pub(super) struct Ended {
    pub(super) what: &'static str,
    /// The day, where any is known.
    pub(super) date: Option<Date>,
}

impl Ended {
    /// A goal that only its own file says to be met was met on the day of its last value; one that it says to be
    /// missed, on its due date.
    pub(super) fn of(item: &Item, values: &[&Value]) -> Option<Self> {
        let last = values.iter().rev().find_map(|value| value.date);
        match item.state {
            State::Met => Some(Self { what: "Goal met", date: item.closed_on.or(last) }),
            State::Missed => Some(Self { what: "Goal missed", date: item.closed_on.or(item.due) }),
            _ => None,
        }
    }
}

/// One entry for each goal and month in which its value changed; one without a day for a goal whose value only
/// its own file tells.
pub(super) fn goals(view: &View) -> Vec<Dated> {
    let goals = view.items().map(|(_, item)| item);
    let kept = goals.filter(|item| item.kind == Kind::Goal && item.state != State::Dropped);
    kept.flat_map(|item| of_goal(view, item, &changes(item))).collect()
}

fn of_goal(view: &View, item: &Item, values: &[&Value]) -> Vec<Dated> {
    let known: Vec<(Date, &Value)> = values
        .iter()
        .filter_map(|value| Some((value.date?, *value)))
        .filter(|(date, _)| *date <= view.until)
        .collect();
    if known.is_empty() {
        return undated(view, item, values).into_iter().collect();
    }
    let baseline = written(item.fields.baseline.as_deref());
    let ended = Ended::of(item, values).and_then(|ended| ended.date);
    let mut entries = Vec::new();
    let mut before = baseline;
    for month in known.chunk_by(|(a, _), (b, _)| a.first_of_month() == b.first_of_month()) {
        let was = before.clone();
        before = month.last().map(|(_, value)| value.text.clone());
        let moved: Vec<&(Date, &Value)> = month
            .iter()
            .filter(|(date, value)| view.holds(*date) && Some(&value.text) != was.as_ref())
            .collect();
        // The entry of the goal that was met or missed in this month has its value.
        let told = |date: Date| ended.is_some_and(|ended| ended.first_of_month() == date.first_of_month());
        if let Some((last, value)) = moved.last().filter(|(last, _)| !told(*last)) {
            entries.push(entry(view, item, &moved, was, (*last, value)));
        }
    }
    entries
}

/// `Refunds answered within two days: 5.5 days on 3 Mar (was 6 days, target 2 days by 29 May)`
fn entry(
    view: &View,
    item: &Item,
    moved: &[&(Date, &Value)],
    was: Option<String>,
    last: (Date, &Value),
) -> Dated {
    let shown =
        moved.iter().map(|(date, value)| format!("{} on {}", text::words(&value.text), view.day(*date)));
    let told = view.told(item, shown, was.as_deref());
    let mut entry = view.entry(item, Some(last.0), format!("{}: {told}", text::beginning(&item.text)));
    entry = entry.with_measures(item, was);
    entry.facts.values =
        moved.iter().map(|(date, value)| Stood { date: Some(*date), value: value.text.clone() }).collect();
    entry.facts.source = Some(last.1.source.clone());
    entry.noted = Some(last.0);
    Dated { date: Some(last.0), entry }
}

fn undated(view: &View, item: &Item, values: &[&Value]) -> Option<Dated> {
    let value = values.iter().find(|value| value.date.is_none()).filter(|_| item.is_open())?;
    let health = item.fields.health.filter(|health| *health >= Health::AtRisk);
    let said = health.map(|health| health.words().to_owned()).into_iter().chain([text::words(&value.text)]);
    let was = item.fields.baseline.as_deref();
    let told = view.told(item, said, was);
    let entry = view.entry(item, None, format!("{}: {told}", text::beginning(&item.text)));
    let mut entry = entry.with_measures(item, written(was));
    entry.facts.values = vec![Stood { date: None, value: value.text.clone() }];
    entry.facts.source = Some(value.source.clone());
    entry.noted = None;
    Some(Dated { date: None, entry })
}
