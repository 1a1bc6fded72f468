//! The two header lines: whom, when, and how it has been since.

use jiff::{Zoned, civil::Date};

use super::{Header, text, view::View, wording};
use crate::domain::{
    note::{Content, item::Visibility, profile::Prefers},
    path::NotePath,
    schedule::{self, Pace, Precision},
};

/// The header.
pub(super) fn header(view: &View) -> Header {
    let others = view.meeting.with.iter().filter(|key| *key != view.person);
    Header {
        person: view.person.clone(),
        name: view.name.clone(),
        with: std::iter::once(view.person).chain(others).cloned().collect(),
        start: view.meeting.start.clone(),
        last_met: view.last_met,
        note: note(view),
        lines: vec![title(view), circumstances(view)],
    }
}

/// A note that is confidential as a whole is not named.
fn note(view: &View) -> Option<NotePath> {
    let source = view.meeting.note.as_ref()?;
    let hidden = match view.note(&source.path).map(|note| &note.content) {
        Some(Content::Meetings(meetings)) => {
            let mut own =
                meetings.iter().filter(|meeting| meetings.len() == 1 || meeting.line == source.line);
            own.any(|meeting| meeting.visibility == Visibility::Confidential)
        }
        _ => false,
    };
    (!hidden).then(|| source.path.clone())
}

/// `# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)`
fn title(view: &View) -> String {
    let mut title = format!("# {}, {}", text::words(&view.name), wording::full_day(view.day));
    if view.meeting.precision == Precision::Day {
        return title;
    }
    let here = view.meeting.start.with_time_zone(view.book.zone.clone());
    let there = view.profile.and_then(|profile| profile.timezone.clone());
    let there = there.map(|zone| here.with_time_zone(zone)).filter(|at| at.datetime() != here.datetime());
    title.push_str(&format!(", {}", clock(&here)));
    if let Some(there) = there {
        title.push_str(&format!(" {} ({} {}", city(&here), clock(&there), city(&there)));
        if there.date() != here.date() {
            title.push_str(&format!(", {}", wording::weekday_day(there.date(), view.day)));
        }
        title.push(')');
    }
    title
}

/// `Last met 3 Mar (14 days, on cadence). Remote. Reader: send a day ahead.`
fn circumstances(view: &View) -> String {
    let met = view.last_met.map_or_else(|| "First meeting".to_owned(), |met| last_met(view, met));
    let mode = view.meeting.mode.as_deref();
    let mode = mode.or_else(|| view.profile.and_then(|profile| profile.mode.as_deref()));
    let mode = mode.map(|mode| wording::capital(&text::words(mode))).filter(|mode| !mode.is_empty());
    let preference = view.profile.and_then(|profile| preference(&profile.prefers));
    let sentences = [Some(met), mode, preference];
    sentences.into_iter().flatten().map(text::sentence).collect::<Vec<_>>().join(" ")
}

fn last_met(view: &View, met: Date) -> String {
    let gap = i64::from((view.day - met).get_days());
    let length = if gap == 0 { "the same day".to_owned() } else { wording::counted(gap, "day") };
    let against = view.profile.and_then(|profile| schedule::pace(profile, gap)).map(|pace| match pace {
        Pace::On => ", on cadence".to_owned(),
        Pace::Over { days } => format!(", {} over cadence", wording::counted(days, "day")),
    });
    format!("Last met {} ({length}{})", wording::day(met, view.day), against.unwrap_or_default())
}

/// `Reader: send a day ahead`
fn preference(prefers: &Prefers) -> Option<String> {
    let ahead = prefers.lead_days.filter(|days| *days > 0).map(|days| match days {
        1 => "send a day ahead".to_owned(),
        days => format!("send {days} days ahead"),
    });
    let format = prefers.format.as_deref().map(|format| wording::capital(&text::words(format)));
    match (format.filter(|format| !format.is_empty()), ahead) {
        (Some(format), Some(ahead)) => Some(format!("{format}: {ahead}")),
        (Some(format), None) => Some(format),
        (None, Some(ahead)) => Some(wording::capital(&ahead)),
        (None, None) => None,
    }
}

fn clock(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn city(at: &Zoned) -> String {
    wording::city(at.time_zone(), at.timestamp())
}
