//! Hints at people's profiles: a manager's goals, the quarterly review, what is open with someone from before.

use super::{View, hint};
use crate::domain::{
    goals::confirmed,
    note::{
        diagnostic::Diagnostic,
        item::{Source, Visibility},
        profile::{Profile, Standing, TheirGoal},
    },
    roster::Person,
    schedule::Progress,
};

/// After so many days without being confirmed, goals are to be asked about.
const CONFIRMED_DAYS: i64 = 90;

/// The longest that how one manages up goes without a review, in days: a quarter.
const QUARTER_DAYS: i64 = 91;

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (person, profile) in view.profiles() {
        if profile.is_manager() {
            all.extend(goals(view, person, profile));
            all.extend(review(view, person, profile));
        } else if profile.standing == Standing::Former {
            all.extend(former(view, person, profile));
        }
    }
    all
}

fn goals(view: &View<'_>, person: &Person, profile: &Profile) -> Option<Diagnostic> {
    let name = &person.name;
    let Some(first) = profile.goals.first() else {
        return Some(hint(
            &profile.source,
            "no-goals",
            format!("this profile has no goals of {name}'s, so none of yours can be aligned with them"),
            format!(
                "ask what matters most to them, and write `goals:` with `text:` and `confirmed: {}`",
                view.today
            ),
        ));
    };
    let confirmed = |goal: &TheirGoal| confirmed(goal, &person.key, view.ledger, view.calendar);
    let dated = profile.goals.iter().filter_map(|goal| Some((confirmed(goal)?, goal)));
    // Of goals confirmed on one day the first counts.
    let latest = dated.rev().max_by_key(|(day, _)| *day);
    let since = latest.map(|(day, _)| view.days_since(day));
    if since.is_some_and(|days| days < CONFIRMED_DAYS) {
        return None;
    }
    let message = match (latest, since) {
        (Some((day, _)), Some(days)) => {
            format!(
                "none of {name}'s goals was confirmed for 90 days, the last one on {day}, {days} days ago"
            )
        }
        _ => format!("none of {name}'s goals says when it was confirmed"),
    };
    let line = latest.map_or(first.line, |(_, goal)| goal.line);
    let fix = format!("ask whether it still holds, and write `confirmed: {}` on it", view.today);
    Some(hint(&Source { path: profile.source.path.clone(), line }, "goals-unconfirmed", message, fix))
}

fn review(view: &View<'_>, person: &Person, profile: &Profile) -> Option<Diagnostic> {
    let name = &person.name;
    let first_met = || {
        let held = view.calendar.meetings.iter().filter(|meeting| meeting.progress == Progress::Held);
        let with = held.filter(|meeting| meeting.with.contains(&person.key));
        with.map(|meeting| meeting.start.with_time_zone(view.book.zone.clone()).date()).min()
    };
    let day = profile.reviewed.or(profile.since).or_else(first_met)?;
    let days = view.days_since(day);
    let message = match profile.reviewed {
        Some(day) => format!("you last reviewed how you work with {name} on {day}, {days} days ago"),
        None => {
            format!("you have worked with {name} since {day}, and no review of how that goes is written here")
        }
    };
    let fix = format!("read `headsup review`, adjust `my_aims`, then write `reviewed: {}`", view.today);
    (days > QUARTER_DAYS).then(|| hint(&profile.source, "review-due", message, fix))
}

/// News that was never told is left out: there is no later meeting to tell it in.
fn former(view: &View<'_>, person: &Person, profile: &Profile) -> Option<Diagnostic> {
    let seen = view.ledger.items.iter().filter(|item| item.visibility < Visibility::Confidential);
    let open = seen.filter(|item| item.is_open() && !item.is_news());
    let theirs = open.filter(|item| view.ledger.belongs_to(item, &person.key, view.book).is_some());
    let name = &person.name;
    let message = match theirs.count() {
        0 => return None,
        1 => format!("1 item is still open with {name}, whose `status` is `former`"),
        count => format!("{count} items are still open with {name}, whose `status` is `former`"),
    };
    let fix = format!(
        "`headsup digest {}` lists them: finish each, settle it with somebody else, or drop it with `[-]`",
        person.key
    );
    Some(hint(&profile.source, "former-open", message, fix))
}
