//! You owe, P owes, Unowned: commitments that are late, due before the following meeting, or undated and
//! carried twice.

use jiff::civil::Date;

use super::{
    Line, Look, Section, SectionName,
    elsewhere::elsewhere,
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording::{counted, day, span, weekday_day},
};
use crate::domain::{
    config::DefaultOwner,
    ledger::{Belonging, Item},
    note::item::{Kind, Source},
    roster::Owner,
};

/// How often an undated commitment is carried before it shows.
const CARRIED: usize = 2;

/// What the writer owes: first what is latest, then what is due soonest, then the oldest; and what other
/// managers wait for, as a count.
pub(super) fn you_owe(view: &View) -> Option<Section> {
    let enter = pressing(view, |item| item.is_my_commitment());
    let own = section(
        SectionName::YouOwe,
        "You owe",
        &enter,
        |theirs| is_late(view, theirs.item),
        |theirs| commitment(view, theirs, Look::Box),
    );
    match elsewhere(view, enter.len()) {
        None => own,
        elsewhere => {
            let own = own.unwrap_or_else(|| Section::empty(SectionName::YouOwe, "You owe"));
            Some(Section { elsewhere, ..own })
        }
    }
}

/// What the person owes, by the same rule.
pub(super) fn they_owe(view: &View) -> Option<Section> {
    let enter = pressing(view, |item| {
        item.is_commitment() && item.owner.as_ref().is_some_and(|owner| view.is_person(owner))
    });
    let heading = format!("{} owes", view.first_name);
    section(SectionName::TheyOwe, heading, &enter, never_late, |theirs| commitment(view, theirs, Look::Box))
}

/// Open commitments that nobody has taken, the oldest first; only where `default_owner: nobody`.
pub(super) fn unowned(view: &View) -> Option<Section> {
    if view.book.config.default_owner != DefaultOwner::Nobody {
        return None;
    }
    let mut enter = open(view, |item| item.kind == Kind::Commitment && item.owner.is_none());
    enter.sort_by_key(|theirs| age(theirs.item));
    section(SectionName::Unowned, "Unowned", &enter, never_late, |theirs| {
        commitment(view, theirs, Look::Bullet)
    })
}

/// How many commitments of this person's notes others owe, by the same rule.
pub(super) fn of_others(view: &View) -> usize {
    let other = |owner: &Owner| *owner != Owner::Me && !view.is_person(owner);
    let enter = pressing(view, |item| item.is_commitment() && item.owner.as_ref().is_some_and(other));
    enter.len()
}

fn open<'a>(view: &View<'a>, is_it: impl Fn(&Item) -> bool) -> Vec<Theirs<'a>> {
    view.items.iter().filter(|theirs| theirs.item.is_open() && is_it(theirs.item)).copied().collect()
}

fn pressing<'a>(view: &View<'a>, is_it: impl Fn(&Item) -> bool) -> Vec<Theirs<'a>> {
    let mut enter = open(view, is_it);
    enter.retain(|theirs| match theirs.item.due {
        Some(due) => due < view.following,
        None => theirs.item.carried(view.person, view.calendar, &view.meeting.start) >= CARRIED,
    });
    enter.sort_by_key(|theirs| order(theirs.item));
    enter
}

/// Days late and due date are one order: the earliest due is the latest.
pub(super) fn order(item: &Item) -> (bool, Option<Date>, (Date, Option<&Source>)) {
    (item.due.is_none(), item.due, age(item))
}

fn is_late(view: &View, item: &Item) -> bool {
    item.days_late(view.day).is_some_and(|days| days > 0)
}

/// `Send billing migration plan: 4 days late; moved once, 6 → 13 Mar`
pub(super) fn commitment(view: &View, theirs: &Theirs, look: Look) -> Line {
    let item = theirs.item;
    let facts = [
        Some(due(view, item)),
        moved(view, item),
        carried(view, item),
        item.ticked_in.map(|date| format!("ticked in {}", day(date, view.day))),
        not_mentioned(view, theirs, look),
        view.elsewhere(theirs),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let body = format!("{}: {}", text::opening(&item.text), facts.join("; "));
    view.line(item, look, body)
}

fn due(view: &View, item: &Item) -> String {
    match (item.due, item.days_late(view.day).filter(|days| *days > 0)) {
        (_, Some(days)) => format!("{} late", counted(days, "day")),
        (Some(due), None) => format!("due {}", weekday_day(due, view.day)),
        (None, None) => "no due date".to_owned(),
    }
}

fn moved(view: &View, item: &Item) -> Option<String> {
    let (first, last) = (item.first_due()?, item.due?);
    match item.moved() {
        0 => None,
        1 => Some(format!("moved once, {}", span(first, last, view.day))),
        times => Some(format!("moved {times}×, first due {}", day(first, view.day))),
    }
}

fn carried(view: &View, item: &Item) -> Option<String> {
    let times = item.carried(view.person, view.calendar, &view.meeting.start);
    let times = Some(times).filter(|times| *times > 0 && item.due.is_none())?;
    Some(if times == 1 { "carried once".to_owned() } else { format!("carried {times}×") })
}

/// Whether what the person owes was passed over when they last met.
fn not_mentioned(view: &View, theirs: &Theirs, look: Look) -> Option<String> {
    let item = theirs.item;
    let met = view.last_met?;
    let waits = look == Look::Box && !item.is_my_commitment() && theirs.belongs == Belonging::Own;
    let older = item.asked().and_then(|asked| asked.date).is_some_and(|asked| asked < met);
    let mentioned = item.mentions.iter().any(|mention| mention.date == Some(met));
    (waits && older && !mentioned).then(|| format!("not mentioned {}", day(met, view.day)))
}
