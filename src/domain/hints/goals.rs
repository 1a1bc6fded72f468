//! Hints at the writer's own open goals: how they are measured, and whose goals they support.

use super::{View, hint, is_mine};
use crate::domain::{
    ledger::{Item, Mentioned, Origin, identity::fold},
    note::{diagnostic::Diagnostic, item::Kind, profile::TheirGoal},
    roster::PersonKey,
};

/// The most goals that a fix names.
const NAMED: usize = 4;

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let goals = view.items().filter(|item| item.kind == Kind::Goal && is_own(view, item));
    goals.flat_map(|item| [unmeasured(item), unaligned(view, item)]).flatten().collect()
}

/// Whether a goal is the writer's, and not a mention of one that stands in the profile of someone it is with.
fn is_own(view: &View<'_>, item: &Item) -> bool {
    let theirs = || item.people.iter().flat_map(|key| goals_of(view, key));
    let id = item.id.as_deref().map(str::to_lowercase);
    let is_this = |goal: &TheirGoal| {
        let same_id = id.is_some() && goal.id.as_deref().map(str::to_lowercase) == id;
        same_id || fold(&goal.text) == fold(&item.text)
    };
    is_mine(item) && (in_own_file(item).is_some() || !theirs().any(is_this))
}

fn goals_of<'a>(view: &View<'a>, key: &PersonKey) -> &'a [TheirGoal] {
    let profile = view.book.roster.get(key).and_then(|person| person.profile.as_ref());
    profile.map_or(&[], |profile| &profile.goals)
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
