//! Tables of what must hold for the schedule, over books made by hand.

mod calendar;
mod digests;
mod naming;
mod pace;
mod properties;
mod recurring;
mod upcoming;

use std::collections::BTreeSet;

use jiff::{
    Zoned,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::{Calendar, Meeting, Precision, Progress};
use crate::domain::{
    book::Book,
    config::Config,
    note::{
        Content, Note,
        item::{Source, Visibility},
        meeting::{MeetingNote, Status, When},
        profile::{Meets, Profile, Unit},
    },
    path::NotePath,
    roster::{PersonKey, Roster},
};

pub(super) fn tz(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn clock(text: &str) -> Time {
    text.parse().unwrap()
}

/// `2026-03-17T10:00` in Madrid, or any zoned form.
pub(super) fn at(text: &str) -> Zoned {
    text.parse().unwrap_or_else(|_| format!("{text}[Europe/Madrid]").parse().unwrap())
}

pub(super) fn when(text: &str) -> When {
    let (date, time) = text.split_at(10);
    When { date: day(date), time: time.strip_prefix(' ').map(clock) }
}

pub(super) fn key(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

fn source(path: &str) -> Source {
    Source { path: NotePath::new(path).unwrap(), line: 1 }
}

/// A notebook in Madrid.
pub(super) fn book(
    profiles: impl IntoIterator<Item = Profile>,
    notes: impl IntoIterator<Item = Note>,
) -> Book {
    let mut notes: Vec<Note> = notes.into_iter().collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    let roster = Roster::new(profiles.into_iter().collect(), &BTreeSet::new(), &[]);
    Book {
        notes,
        unsettled: Vec::new(),
        roster: roster.into(),
        config: Config::default(),
        zone: tz("Europe/Madrid"),
    }
}

pub(super) fn person(name: &str, meets: impl Into<Option<Meets>>) -> Profile {
    let mut profile = Profile::new(key(name), name.to_owned(), source(&format!("people/{name}.md")));
    profile.meets = meets.into();
    profile
}

/// `every("2 weeks", "tue", "10:00", "2026-03-03")`, each part perhaps empty.
pub(super) fn every(every: &str, on: &str, time: &str, from: &str) -> Meets {
    let (count, unit) = every.split_once(' ').unwrap_or(("1", every));
    Meets::Every {
        count: count.parse().unwrap(),
        unit: match unit.trim_end_matches('s') {
            "day" => Unit::Days,
            "week" => Unit::Weeks,
            "month" => Unit::Months,
            other => panic!("{other}"),
        },
        days: on.split_whitespace().map(weekday).collect(),
        time: (!time.is_empty()).then(|| clock(time)),
        from: (!from.is_empty()).then(|| day(from)),
        tz: None,
    }
}

pub(super) fn rule(rrule: &str, time: &str, from: &str) -> Meets {
    Meets::Rule {
        rrule: rrule.to_owned(),
        from: (!from.is_empty()).then(|| day(from)),
        time: (!time.is_empty()).then(|| clock(time)),
        tz: None,
        except: Vec::new(),
    }
}

pub(super) fn in_zone(meets: Meets, zone: &str) -> Meets {
    match meets {
        Meets::Every { count, unit, days, time, from, .. } => {
            Meets::Every { count, unit, days, time, from, tz: Some(tz(zone)) }
        }
        Meets::Rule { rrule, from, time, except, .. } => {
            Meets::Rule { rrule, from, time, except, tz: Some(tz(zone)) }
        }
    }
}

fn weekday(name: &str) -> Weekday {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let offset = names.iter().position(|known| *known == name).unwrap();
    Weekday::from_monday_zero_offset(offset.try_into().unwrap()).unwrap()
}

/// `note("priya omar", "2026-03-17 16:00")`, a meeting note without a status, named by day, time and people.
pub(super) fn note(with: &str, date: &str) -> Note {
    note_at(&format!("{}-{}.md", date.replace([' ', ':'], "-"), with.replace(' ', "-")), with, date)
}

pub(super) fn note_at(path: &str, with: &str, date: &str) -> Note {
    let meeting = MeetingNote {
        with: with.split_whitespace().map(key).collect(),
        when: (!date.is_empty()).then(|| when(date)),
        tz: None,
        duration: None,
        status: None,
        moved_to: None,
        mode: None,
        visibility: Visibility::default(),
        tags: Vec::new(),
        line: 1,
        mentions: Vec::new(),
        headings: Vec::new(),
    };
    Note {
        path: NotePath::new(path).unwrap(),
        content: Content::Meetings(vec![meeting]),
        title: None,
        diagnostics: Vec::new(),
        lacks: None,
    }
}

pub(super) fn digest(path: &str, title: &str) -> Note {
    Note {
        path: NotePath::new(path).unwrap(),
        content: Content::Digest(None),
        title: (!title.is_empty()).then(|| title.to_owned()),
        diagnostics: Vec::new(),
        lacks: None,
    }
}

pub(super) fn with(mut note: Note, change: impl Fn(&mut MeetingNote)) -> Note {
    if let Content::Meetings(meetings) = &mut note.content {
        meetings.iter_mut().for_each(change);
    }
    note
}

pub(super) fn said(note: Note, status: Status) -> Note {
    with(note, |meeting| meeting.status = Some(status))
}

pub(super) fn moved(note: Note, to: &str) -> Note {
    with(said(note, Status::Moved), |meeting| meeting.moved_to = Some(when(to)))
}

/// A meeting made by hand, in Madrid.
pub(super) fn meeting(with: &str, start: &str) -> Meeting {
    Meeting {
        with: with.split_whitespace().map(key).collect(),
        start: at(start),
        precision: Precision::Minute,
        progress: Progress::Planned,
        note: None,
        duration: None,
        mode: None,
    }
}

/// `2026-03-17 10:00 priya` for each, with ` noted` where there is a note; `day` for a time not known. Times
/// are those of the meetings' own zones.
pub(super) fn told<'a>(meetings: impl IntoIterator<Item = &'a Meeting>) -> Vec<String> {
    let tell = |meeting: &Meeting| {
        let format = match meeting.precision {
            Precision::Minute => "%Y-%m-%d %H:%M",
            Precision::Day => "%Y-%m-%d day",
        };
        let people: Vec<&str> = meeting.with.iter().map(PersonKey::as_str).collect();
        let note = if meeting.note.is_some() { " noted" } else { "" };
        format!("{} {}{note}", meeting.start.strftime(format), people.join("+"))
    };
    meetings.into_iter().map(tell).collect()
}

/// What is coming from `now` until `until`.
pub(super) fn coming(book: &Book, now: &str, until: &str) -> Vec<String> {
    let calendar = Calendar::of(book, &at(now));
    told(&super::upcoming(book, &calendar, &at(now), &at(until)))
}
