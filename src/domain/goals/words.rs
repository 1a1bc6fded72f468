//! How a goal's movement is told.

use jiff::civil::Date;

use super::{Movement, movement::points, same};
use crate::domain::{ledger::Item, wording};

/// Of more values, the first and the last few are told.
const MOST: usize = 6;

/// `24 on 3 Mar, was 40, target 10 by 30 Jun`: what there is of them, in that order. `show` makes a value fit for
/// where it goes; `seen` is the day whose year goes without saying.
#[must_use]
pub fn measures(
    movement: &Movement,
    target: Option<&str>,
    due: Option<Date>,
    seen: Date,
    show: impl Fn(&str) -> String,
) -> Option<String> {
    let before = movement.before.map(|value| match value.date {
        Some(date) => format!("{} on {}", show(&value.text), wording::day(date, seen)),
        None => format!("{} before", show(&value.text)),
    });
    let was = movement.was.map(|was| format!("was {}", show(was)));
    let by = due.map(|due| format!("by {}", wording::day(due, seen)));
    let aim = match (target.map(show), by) {
        (Some(target), Some(by)) => Some(format!("target {target} {by}")),
        (Some(target), None) => Some(format!("target {target}")),
        (None, by) => by,
    };
    let parts: Vec<String> = [before, was, aim].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `22/week, unchanged since 3 Mar`: where a goal stands; of an open one without a value, what it lacks.
#[must_use]
pub fn stands(item: &Item, movement: &Movement, seen: Date, show: impl Fn(&str) -> String) -> Option<String> {
    let fields = &item.fields;
    let measured = fields.metric.is_some() || fields.baseline.is_some() || fields.target.is_some();
    match (movement.now, movement.since) {
        (Some(now), Some(since)) => {
            Some(format!("{}, unchanged since {}", show(now), wording::day(since, seen)))
        }
        (Some(now), None) => Some(show(now)),
        (None, _) if !item.is_open() => None,
        (None, _) if measured => Some("no figure yet".to_owned()),
        (None, _) => Some("no metric".to_owned()),
    }
}

/// `at risk, 5.5 days (was 6 days, target 2 days by 29 May)`: what is said of a goal, and its measures.
#[must_use]
pub fn told(said: impl IntoIterator<Item = String>, measures: Option<String>) -> String {
    let said = said.into_iter().collect::<Vec<_>>().join(", ");
    match measures {
        Some(measures) if said.is_empty() => measures,
        Some(measures) => format!("{said} ({measures})"),
        None => said,
    }
}

/// `6 days (20 Jan) → 5.5 days (3 Mar)`: the values of a goal, each from the day of its first statement. `None`
/// where nothing but its beginning is stated.
#[must_use]
pub fn path(item: &Item, seen: Date, show: impl Fn(&str) -> String) -> Option<String> {
    if item.values.is_empty() {
        return None;
    }
    let mut told = points(item);
    told.dedup_by(|next, kept| same(next.0, kept.0));
    let mut steps: Vec<String> = told
        .iter()
        .map(|(text, date)| match date {
            Some(date) => format!("{} ({})", show(text), wording::day(*date, seen)),
            None => show(text),
        })
        .collect();
    if steps.len() > MOST {
        let late = steps.split_off(steps.len() - (MOST - 2));
        steps.truncate(1);
        steps.push("…".to_owned());
        steps.extend(late);
    }
    Some(steps.join(" → "))
}
