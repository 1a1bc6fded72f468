//! Hints at the writer's own open goals: how they are measured, and whose goals they support.

use super::{View, hint};
use crate::domain::{
    goals::Profiled,
    ledger::{Item, Mentioned, Origin},
    note::{diagnostic::Diagnostic, item::Kind},
};

/// The most goals that a fix names.
const NAMED: usize = 4;

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let theirs = Profiled::of(&view.book.roster);
    let goals = view.items().filter(|item| item.kind == Kind::Goal && theirs.is_mine(item));
    goals.flat_map(|item| [unmeasured(item), unaligned(view, item)]).flatten().collect()
}

/// The goal's own file, where it has one.
fn in_own_file(item: &Item) -> Option<&Mentioned> {
    item.mentions.iter().find(|mentioned| mentioned.origin == Origin::Goal)
}

/// Where a goal's fields are best written: in its own file, else where it was last written.
fn at(item: &Item) -> Option<&Mentioned> {
    in_own_file(item).or_else(|| item.last_written())
}

fn unmeasured(item: &Item) -> Option<Diagnostic> {
    if is_written(item.fields.metric.as_deref()) {
        return None;
    }
    let message = "this goal has no metric by which you both could see how far it is".to_owned();
    let fix = "add `metric:`, and `baseline:` and `target:` where you know them".to_owned();
    at(item).map(|mentioned| hint(&mentioned.source, "goal-unmeasured", message, fix))
}

fn unaligned(view: &View<'_>, item: &Item) -> Option<Diagnostic> {
    if is_written(item.fields.supports.as_deref()) {
        return None;
    }
    let managers: Vec<_> = item
        .people
        .iter()
        .filter_map(|key| view.manager(key))
        .filter(|(_, profile)| !profile.goals.is_empty())
        .collect();
    let names: Vec<String> = managers.iter().map(|(person, _)| format!("{}'s", person.name)).collect();
    if names.is_empty() {
        return None;
    }
    let message = format!("this goal does not say which of {} goals it supports", names.join(" or "));
    let goals = managers.iter().flat_map(|(_, profile)| &profile.goals).take(NAMED);
    let goals: Vec<String> = goals
        .map(|goal| goal.id.as_ref().map_or_else(|| format!("\"{}\"", goal.text), |id| format!("`{id}`")))
        .collect();
    let fix = format!("add `supports:` with {}, or with what else it serves", goals.join(" or "));
    at(item).map(|mentioned| hint(&mentioned.source, "goal-unaligned", message, fix))
}

fn is_written(field: Option<&str>) -> bool {
    field.is_some_and(|text| !text.trim().is_empty())
}
