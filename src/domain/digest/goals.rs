//! Goals: those that are in danger, have changed, cannot be measured, or were not spoken of for long.

use jiff::civil::Date;

use super::{
    Line, Look, Section, SectionName,
    ask::Asking,
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    goals::{self, Movement, Profiled},
    ledger::{Item, Value},
    note::item::{Health, Kind},
    roster::PersonKey,
};

/// A goal that was not raised for so many days is raised again.
pub(super) const SILENT_DAYS: i32 = 30;

/// Those in danger first, then the silent and unmeasured, then those that only changed; of these by due date, then
/// age.
pub(super) fn goals(view: &View, asking: &Asking) -> Option<Section> {
    let theirs = Profiled::of(&view.book.roster);
    let whose = |item| theirs.whose(item);
    let mut enter: Vec<Theirs> = view
        .items
        .iter()
        .filter(|theirs| theirs.item.kind == Kind::Goal && theirs.item.is_open())
        .filter(|theirs| !asking.is_growth_goal(theirs.item))
        .filter(|theirs| enters(view, theirs.item, whose(theirs.item)))
        .copied()
        .collect();
    enter.sort_by_cached_key(|theirs| {
        let item = theirs.item;
        let only_changed = whose(item).is_some() || !is_nagged(view, item);
        (std::cmp::Reverse(danger(item)), only_changed, item.due.is_none(), item.due, age(item))
    });
    section(SectionName::Goals, "Goals", &enter, never_late, |theirs| line(view, theirs, whose(theirs.item)))
}

/// At risk or off track.
pub(super) fn danger(item: &Item) -> Option<Health> {
    item.fields.health.filter(|health| *health >= Health::AtRisk)
}

/// Whether what the notes say of a goal has changed since the person and the writer last met: it is new, or
/// was changed later, or in that meeting's note against an earlier one.
pub(super) fn has_changed(view: &View, item: &Item) -> bool {
    let Some(changed) = item.changed_on else { return false };
    let is_older = |met| item.asked().and_then(|asked| asked.date).is_some_and(|asked| asked < met);
    view.last_met.is_none_or(|met| changed > met || (changed == met && is_older(met)))
}

/// When the goal was last raised with the person; `None`: not yet.
pub(super) fn last_raised(view: &View, item: &Item) -> Option<Date> {
    let with = item.mentions.iter().filter(|mention| mention.with.contains(view.person));
    with.filter_map(|mention| mention.date).filter(|date| *date <= view.day).max()
}

/// Whether it was not raised for 30 days.
pub(super) fn is_silent(view: &View, item: &Item) -> bool {
    last_raised(view, item).is_none_or(|raised| (view.day - raised).get_days() >= SILENT_DAYS)
}

/// How many days ago it was to be reached.
fn days_late(view: &View, item: &Item) -> Option<i64> {
    item.days_late(view.day).filter(|days| *days > 0)
}

/// Whether it is past its date, cannot be measured, or was not raised for long.
fn is_nagged(view: &View, item: &Item) -> bool {
    days_late(view, item).is_some() || item.fields.metric.is_none() || is_silent(view, item)
}

/// A goal of somebody else's is let in by danger and change alone: how it is measured is not the writer's care.
/// That a note lists it for the first time is no change where it says nothing new.
fn enters(view: &View, item: &Item, whose: Option<&PersonKey>) -> bool {
    let says_something = item.owner.is_some() || !item.fields.is_empty() || item.due.is_some();
    danger(item).is_some()
        || match whose {
            None => is_nagged(view, item) || has_changed(view, item),
            Some(_) => says_something && has_changed(view, item),
        }
}

/// `Cut failed invoices: 22/week (was 40, target 10 by 30 Jun). Supports: Close month in 5 days`
pub(super) fn line(view: &View, theirs: &Theirs, whose: Option<&PersonKey>) -> Line {
    let item = theirs.item;
    let facts = view.facts(item);
    let movement = Movement::of(item, |value| known_then(view, value));
    let opening = text::opening(&item.text);
    let name = match whose {
        None => opening,
        Some(person) if person == view.person => format!("{opening} ({}'s goal)", view.first_name),
        Some(person) => format!("{opening} ({}'s goal)", view.first_name_of(person)),
    };
    let late = days_late(view, item).map(|days| format!("{} late", wording::counted(days, "day")));
    let health = danger(item).map(|health| health.words().to_owned());
    // What a goal of somebody else's lacks is not the writer's care.
    let stands = goals::stands(item, &movement, view.day, text::words);
    let stands = stands.filter(|_| whose.is_none() || movement.now.is_some());
    let said: Vec<String> = [late, health, stands].into_iter().flatten().collect();
    let measures = goals::measures(&movement, item.fields.target.as_deref(), item.due, view.day, text::words);
    let mut body = match (said.is_empty(), measures) {
        (true, None) => name,
        (true, Some(measures)) => format!("{name} ({measures})"),
        (false, measures) => format!("{name}: {}", goals::told(said, measures)),
    };
    if let Some(supports) = &facts.supports {
        body = format!("{}. Supports: {}", body, text::words(supports));
    }
    if whose.is_none() && is_silent(view, item) {
        let since = match last_raised(view, item) {
            Some(raised) => format!("Not raised since {}", wording::day(raised, view.day)),
            None => "Not raised yet".to_owned(),
        };
        body = format!("{} {since}", text::sentence(body));
    }
    if let Some(from) = view.elsewhere(theirs) {
        body = format!("{} {}", text::sentence(body), wording::capital(&from));
    }
    view.line(item, Look::Bullet, body)
}

/// Whether a value was known when the person and the writer last met: stated by then, if with somebody else. What
/// this meeting's own note says was not.
fn known_then(view: &View, value: &Value) -> bool {
    let own = view.meeting.note.as_ref().is_some_and(|note| note.path == value.source.path)
        && value.date == Some(view.meeting.start.date());
    !own && value.date.is_some_and(|date| view.last_met.is_some_and(|met| date <= met))
}
