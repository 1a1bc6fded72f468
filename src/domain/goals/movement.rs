//! What became of a goal since some moment.

use jiff::civil::Date;

use super::same;
use crate::domain::ledger::{Item, Value};

/// Where a goal is, and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement<'a> {
    /// The value that was stated last.
    pub now: Option<&'a str>,
    /// The first day of the value that was stated last, where a later meeting stated it again.
    pub since: Option<Date>,
    /// The value known at that moment, where it is neither the one of now nor [`Self::was`].
    pub before: Option<&'a Value>,
    /// Where the metric was at first; where no baseline says so, the value known at that moment, else the last
    /// one that was another.
    pub was: Option<&'a str>,
}

impl<'a> Movement<'a> {
    /// What became of it since the moment up to which values are `known`.
    #[must_use]
    pub fn of(item: &'a Item, known: impl Fn(&Value) -> bool) -> Self {
        let now = item.fields.now.as_deref();
        let other = |value: &&Value| !now.is_some_and(|now| same(now, &value.text));
        let latest = item.values.iter().rev().find(|value| known(value)).filter(other);
        let since = now.and_then(|now| since(item, now));
        let Some(baseline) = item.fields.baseline.as_deref() else {
            let was = latest.or_else(|| item.values.iter().rev().find(other));
            return Self { now, since, before: None, was: was.map(|value| value.text.as_str()) };
        };
        let before = latest.filter(|value| !same(baseline, &value.text));
        Self { now, since, before, was: Some(baseline) }
    }

    /// Nothing but where it came from.
    #[must_use]
    pub fn from(was: Option<&'a str>) -> Self {
        Self { now: None, since: None, before: None, was }
    }

    /// What became of it with its last change.
    #[must_use]
    pub fn last(item: &'a Item) -> Self {
        let now = item.fields.now.as_deref();
        Self::of(item, |value| value.date.is_some() && !now.is_some_and(|now| same(now, &value.text)))
    }
}

/// The day of the first of the statements at the end that all say `now`; `None` where it is the only day.
fn since(item: &Item, now: &str) -> Option<Date> {
    let dated = item.values.iter().rev().filter(|value| value.date.is_some());
    let days = || dated.clone().take_while(|value| same(now, &value.text)).filter_map(|value| value.date);
    let first = days().last()?;
    days().next().filter(|last| *last != first).map(|_| first)
}

/// A value on the way of a goal, and its day where one is known.
pub(super) type Point<'a> = (&'a str, Option<Date>);

/// The values of a goal in order: where it began, then each statement. What only the goal's own file says has no
/// place in time, and is left out beside values that have.
pub(super) fn points(item: &Item) -> Vec<Point<'_>> {
    let is_dated = item.values.iter().any(|value| value.date.is_some());
    let values = item.values.iter().filter(|value| !is_dated || value.date.is_some());
    let mut points: Vec<Point> = values.map(|value| (value.text.as_str(), value.date)).collect();
    if let Some(began) = &item.began {
        let (first, on) = points.first().copied().unzip();
        let on = on.flatten();
        // Stated with the first value, or after it: then the day says nothing of when it was so.
        let again =
            first.is_some_and(|first| same(first, &began.text)) && (began.date.is_none() || began.date == on);
        if !again {
            let day = began.date.filter(|day| on.is_none_or(|on| *day < on));
            points.insert(0, (&began.text, day));
        }
    }
    points
}

/// A goal's values in order, each change once; the undated one of its own file first: it has no place in time, so
/// it is no change, and none is measured by it.
#[must_use]
pub fn changes(item: &Item) -> Vec<&Value> {
    let mut changes: Vec<&Value> = Vec::new();
    for value in &item.values {
        let last = changes.last().filter(|last| last.date.is_some() == value.date.is_some());
        if !value.text.trim().is_empty() && last.is_none_or(|last| !same(&last.text, &value.text)) {
            changes.push(value);
        }
    }
    changes
}

/// The numbers of the values of a goal in order, for a drawing; those without a number left out.
#[must_use]
pub fn numbers(item: &Item) -> Vec<f64> {
    points(item).into_iter().filter_map(|(text, _)| super::number(text)).collect()
}
