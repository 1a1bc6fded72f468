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
    ledger::Item,
    note::item::{Health, Kind},
};

/// A goal that was not raised for so many days is raised again.
pub(super) const SILENT_DAYS: i32 = 30;

/// The worst first, then by due date.
pub(super) fn goals(view: &View, asking: &Asking) -> Option<Section> {
    let mut enter: Vec<Theirs> = view
        .items
        .iter()
        .filter(|theirs| theirs.item.kind == Kind::Goal && theirs.item.is_open())
        .filter(|theirs| !asking.is_growth_goal(theirs.item) && enters(view, theirs.item))
        .copied()
        .collect();
    enter.sort_by_key(|theirs| {
        let item = theirs.item;
        (std::cmp::Reverse(danger(item)), item.due.is_none(), item.due, age(item))
    });
    section(SectionName::Goals, "Goals", &enter, never_late, |theirs| line(view, theirs))
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

fn enters(view: &View, item: &Item) -> bool {
    danger(item).is_some() || item.fields.metric.is_none() || is_silent(view, item) || has_changed(view, item)
}

/// `Cut failed invoices: 22/week (was 40, target 10 by 30 Jun). Supports: Close month in 5 days`
fn line(view: &View, theirs: &Theirs) -> Line {
    let item = theirs.item;
    let facts = view.facts(item);
    let fields = &item.fields;
    let health = danger(item).map(|health| match health {
        Health::OffTrack => "off track".to_owned(),
        Health::AtRisk | Health::OnTrack => "at risk".to_owned(),
    });
    let measured = facts.metric.is_some() || facts.baseline.is_some() || facts.target.is_some();
    let now = match &facts.now {
        Some(now) => text::words(now),
        None if measured => "no figure yet".to_owned(),
        None => "no metric".to_owned(),
    };
    let mut body = format!("{}: ", text::opening(&item.text));
    body.push_str(&health.into_iter().chain([now]).collect::<Vec<_>>().join(", "));
    let measures =
        wording::measures(fields.baseline.as_deref(), fields.target.as_deref(), item.due, view.day);
    if let Some(measures) = measures {
        body.push_str(&format!(" ({measures})"));
    }
    if let Some(supports) = &facts.supports {
        body = format!("{}. Supports: {}", body, text::words(supports));
    }
    if is_silent(view, item) {
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
