//! Tell: what the person does not know yet.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{
    Line, Section, SectionName,
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    ledger::{Item, State},
    note::item::{Kind, Mark},
};

/// The writer's commitments done in the last held note or later, and untold wins, FYIs and ideas: the newest
/// first.
pub(super) fn tell(view: &View) -> Option<Section> {
    let mut enter: Vec<(Date, Theirs)> =
        view.items.iter().filter_map(|theirs| Some((news(view, theirs.item)?, *theirs))).collect();
    // A win that closed a commitment tells of it: the commitment need not be told beside it.
    let wins: Vec<&Item> =
        enter.iter().map(|(_, theirs)| theirs.item).filter(|item| item.kind == Kind::Win).collect();
    enter.retain(|(_, theirs)| {
        let item = theirs.item;
        !item.is_my_commitment() || !wins.iter().any(|win| win.is_alike(item))
    });
    enter.sort_by_key(|(date, theirs)| (Reverse(*date), age(theirs.item).1));
    section(SectionName::Tell, "Tell", &enter, never_late, |(date, theirs)| line(view, *date, theirs))
}

/// Whether an item stands in the section, be it beyond its cap.
pub(super) fn tells(view: &View, item: &Item) -> bool {
    let theirs = view.items.iter().any(|theirs| std::ptr::eq(theirs.item, item));
    theirs && news(view, item).is_some()
}

/// The day of what is to be told; `None` where there is nothing to tell.
fn news(view: &View, item: &Item) -> Option<Date> {
    if item.is_news() {
        let date = item.asked().and_then(|asked| asked.date).unwrap_or(view.day);
        let is_told = item.is_told_to(view.person, view.calendar);
        return (item.is_open() && !is_told && view.is_in_time(item)).then_some(date);
    }
    (item.is_my_commitment() && item.state == State::Done).then(|| done_since(view, item)).flatten()
}

/// The day a commitment was done, where it or the note that says so is not older than the last held meeting.
fn done_since(view: &View, item: &Item) -> Option<Date> {
    let ticked = item.mentions.iter().find(|mention| mention.mark == Mark::Done);
    let noted = ticked.and_then(|mention| mention.date);
    let done = item.closed_on.or(noted)?;
    let known = noted.map_or(done, |noted| noted.max(done));
    (known <= view.day && view.last_met.is_none_or(|met| known >= met)).then_some(done)
}

/// `Win: Invoice retries shipped 11 Mar`
fn line(view: &View, date: Date, theirs: &Theirs) -> Line {
    let item = theirs.item;
    let what = match item.kind {
        Kind::Win => "Win".to_owned(),
        Kind::Fyi => "FYI".to_owned(),
        Kind::Idea => "Idea".to_owned(),
        _ => format!("Done {}", wording::day(date, view.day)),
    };
    let mut body = format!("{what}: {}", text::words(&item.text));
    let facts = view.facts(item);
    let serves = [("Benefit", facts.benefit), ("Supports", facts.supports.filter(|_| item.is_news()))];
    for (what, words) in serves {
        if let Some(words) = words {
            body = format!("{} {what}: {}", text::sentence(body), text::words(&words));
        }
    }
    if let Some(from) = view.elsewhere(theirs) {
        body = format!("{} {}", text::sentence(body), wording::capital(&from));
    }
    view.told(item, body)
}
