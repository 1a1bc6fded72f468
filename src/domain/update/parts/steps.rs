//! Next steps: what the writer does next; and what waits for the person.

use super::View;
use crate::domain::{
    ledger::Item,
    text,
    update::{Line, Weight, words::plain},
    wording,
};

/// However little is due before the next meeting, so many steps are named where there are any.
const FEWEST: usize = 3;

/// The writer's open commitments: those late or due before the next meeting, and where these are few, the next
/// ones. By due date, undated ones last.
pub(super) fn next_steps(view: &View) -> Vec<Line> {
    let mut open: Vec<&Item> =
        view.items().filter(|item| item.is_my_commitment() && item.is_open()).collect();
    open.sort_by_key(|item| (item.due.is_none(), item.due));
    let pressing = open.iter().take_while(|item| item.due.is_some_and(|due| due < view.following)).count();
    open.truncate(pressing.max(FEWEST));
    open.into_iter().map(|item| step(view, item)).collect()
}

/// What the person owes: late or due before the next meeting. A date, and no word about how late it is.
pub(super) fn waiting(view: &View) -> Vec<Line> {
    let mut open: Vec<&Item> = view
        .items()
        .filter(|item| item.is_commitment() && item.is_open())
        .filter(|item| item.owner.as_ref().is_some_and(|owner| view.is_person(owner)))
        .filter(|item| item.due.is_some_and(|due| due < view.following))
        .collect();
    open.sort_by_key(|item| item.due);
    let line = |item: &Item| {
        let due = item.due.map(|due| format!(", due {}", wording::day(due, view.day))).unwrap_or_default();
        let mut line = view.line(item, format!("{}{due}", text::beginning(&plain(&item.text))));
        line.facts.days_late = None;
        line
    };
    open.into_iter().map(line).collect()
}

/// `Send the plan: due 12 Mar, was 27 Feb; 4 days late`
fn step(view: &View, item: &Item) -> Line {
    let late = item.days_late(view.day);
    let due = item.due.map(|due| format!("due {}", wording::day(due, view.day)));
    let moved = match (item.moved(), item.first_due()) {
        (1, Some(first)) => Some(format!("was {}", wording::day(first, view.day))),
        (2.., Some(first)) => Some(format!("first {}", wording::day(first, view.day))),
        _ => None,
    };
    let dates: Vec<String> = due.into_iter().chain(moved).collect();
    let late_by = late.map(|days| format!("{} late", wording::counted(days, "day")));
    let facts: Vec<String> =
        [dates.join(", ")].into_iter().filter(|dates| !dates.is_empty()).chain(late_by).collect();
    let mut body = text::beginning(&plain(&item.text));
    if !facts.is_empty() {
        body = format!("{body}: {}", facts.join("; "));
    }
    let mut line = view.line(item, body);
    line.weight = if late.is_some() { Weight::Late } else { Weight::Usual };
    line
}
