//! A long-lived goal's file.

use super::{
    front_items,
    front_matter::FrontMatter,
    item::{Kind, Mark},
    joined::Joined,
    mention::Scope,
    place::Report,
    profile::{GoalNote, GoalStatus},
    scalar,
};
use crate::domain::{
    path::NotePath,
    roster::{PersonKey, Roster},
};

/// Reads a goal; `None` never, since its text is at least the file's stem.
#[must_use]
pub fn read(
    front: &FrontMatter,
    heading: Option<&str>,
    with: Vec<PersonKey>,
    roster: &Roster,
    path: &NotePath,
    report: &mut Report<'_>,
) -> Option<GoalNote> {
    let id = front.get("id").and_then(|entry| scalar::text(entry, report));
    let key = id.map_or_else(|| path.stem().to_owned(), |id| id.trim_start_matches('^').to_owned());
    let status =
        front.get("status").and_then(|entry| scalar::word(entry, STATUS, report)).unwrap_or_default();
    let visibility = front.get("visibility").map(|entry| scalar::visibility(entry, report));
    let scope = Scope { roster, attendees: &with, anchor: None, visibility };
    let own: Vec<_> = front
        .entries
        .iter()
        .filter(|entry| !["id", "status", "state", "visibility", "done"].contains(&entry.key.as_str()))
        .cloned()
        .collect();
    let named = heading.unwrap_or_else(|| path.stem());
    let fallback = Joined::at(named, 0, 0);
    let mut goal = front_items::fields(Kind::Goal, &own, Some(&fallback), &scope, report)?;
    goal.id = Some(key.clone());
    goal.mark = match status {
        GoalStatus::Met => Mark::Done,
        GoalStatus::Dropped => Mark::Dropped,
        GoalStatus::Draft | GoalStatus::Agreed | GoalStatus::Missed => Mark::Bare,
    };
    goal.source.line = 1;
    Some(GoalNote { key, with, goal, status })
}

const STATUS: &[(&str, GoalStatus)] = &[
    ("draft", GoalStatus::Draft),
    ("agreed", GoalStatus::Agreed),
    ("met", GoalStatus::Met),
    ("missed", GoalStatus::Missed),
    ("dropped", GoalStatus::Dropped),
];
