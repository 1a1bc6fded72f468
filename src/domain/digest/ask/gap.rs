//! A gap in the profile, as a question to the person.

use super::super::{text, view::View, wording};
use crate::domain::{
    goals,
    note::profile::{Profile, TheirGoal},
};

/// A goal of the person's that was not confirmed for so many days is to be asked about.
const CONFIRMED_DAYS: i32 = 90;

/// The first thing that the profile should say and does not.
pub(super) fn gap(view: &View, profile: &Profile) -> Option<String> {
    let ask = |question: &str| Some(question.to_owned());
    if profile.goals.is_empty() {
        return ask("What are your most important goals at the moment?");
    }
    let confirmed = |goal: &TheirGoal| goals::confirmed(goal, view.person, view.ledger, view.calendar);
    let stale = profile.goals.iter().find(|goal| {
        confirmed(goal).is_none_or(|confirmed| (view.day - confirmed).get_days() >= CONFIRMED_DAYS)
    });
    if let Some(goal) = stale {
        let confirmed = match confirmed(goal) {
            Some(date) => format!("last confirmed {}", wording::day(date, view.day)),
            None => "not confirmed yet".to_owned(),
        };
        return Some(format!("Is {} still your goal ({confirmed})?", text::quoted(&goal.text)));
    }
    if profile.pressures.is_empty() {
        return ask("What weighs on you most at the moment?");
    }
    if profile.prefers.format.is_none() {
        return ask("Would you rather read things ahead or talk them through?");
    }
    if !profile.dates.iter().any(|faced| faced.date >= view.day) {
        return ask("Which dates ahead matter most to you?");
    }
    if profile.boundaries.is_empty() {
        return ask("Which decisions are yours alone?");
    }
    None
}
