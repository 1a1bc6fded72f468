//! Questions for the first quarter with a new manager.

use super::{super::view::View, Nudge};
use crate::domain::{
    ledger::identity::fold,
    note::{
        item::Kind,
        profile::{Profile, Relation},
    },
};

/// How many days a manager is new.
const NEW_DAYS: i32 = 90;

/// A question, and whether the profile already holds its answer.
type Starter = (&'static str, fn(&View, &Profile) -> bool);

/// In the order in which one would ask them.
const STARTERS: [Starter; 10] = [
    ("What are your goals this quarter, and where do mine help them?", |_, profile| {
        !profile.goals.is_empty()
    }),
    ("Do you like things in writing ahead, or talked through?", |_, profile| {
        profile.prefers.format.is_some()
    }),
    ("Which decisions are yours alone, and which should I just take?", |_, profile| {
        !profile.boundaries.is_empty()
    }),
    ("What would make the first three months with me good ones for you?", |_, _| false),
    ("How often do you want to hear from me between our meetings, and how?", |_, profile| {
        profile.prefers.updates.is_some()
    }),
    ("How soon do you want to hear bad news, and how much of it?", |_, _| false),
    ("What worries you most at the moment?", |_, profile| !profile.pressures.is_empty()),
    ("Which dates in the coming months matter most to you?", |view, profile| {
        profile.dates.iter().any(|faced| faced.date >= view.day)
    }),
    ("When and how shall we give each other feedback?", |_, profile| profile.prefers.feedback.is_some()),
    ("What should we keep as it is, and what would you change first?", |_, _| false),
];

/// Those that were not yet asked, and to which the profile has no answer; none once the manager is not new.
pub(super) fn starters(view: &View, profile: &Profile) -> Vec<Nudge> {
    if !is_new(view, profile) {
        return Vec::new();
    }
    let asked = asked(view);
    let is_asked = |question: &str| {
        let question = fold(question);
        asked.iter().any(|asked| asked.starts_with(&question))
    };
    let open = STARTERS.iter().filter(|(question, answered)| !answered(view, profile) && !is_asked(question));
    open.map(|(question, _)| Nudge::of(profile, *question)).collect()
}

fn is_new(view: &View, profile: &Profile) -> bool {
    let manager = matches!(profile.relation, Some(Relation::Manager | Relation::DottedLine));
    manager && profile.since.is_some_and(|since| (view.day - since).get_days() < NEW_DAYS)
}

/// The questions of all notes with the person, answered ones too, folded.
fn asked(view: &View) -> Vec<String> {
    let questions = view.items.iter().map(|theirs| theirs.item).filter(|item| item.kind == Kind::Question);
    questions.map(|item| fold(&item.text)).collect()
}
