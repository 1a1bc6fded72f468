//! Planned notes and recurring meetings, merged.

use std::{cmp::Ordering, collections::BTreeSet};

use jiff::{Zoned, civil::Date};

use super::{
    Calendar, Meeting, Precision, Progress,
    calendar::{Arrival, arrivals, digest_freezes},
    days, recurring,
};
use crate::domain::{
    book::Book,
    note::item::Source,
    roster::{Person, PersonKey},
};

/// How far ahead the next meeting is looked for: a month, then half a year, then ten years.
const REACHES: [i64; 3] = [35, 190, 3650];
/// After how many days a next meeting is taken to be, where none is known.
const USUAL_GAP: i64 = 14;

/// Everything planned and expected from `now` until just before `until`, by start, then people.
///
/// - Planned notes; what `moved_to` leads to; and what each active person's `meets:` gives, between their
///   `since` and `until`, at most ten years ahead.
/// - A note with a person replaces the recurring meeting with them on the same day (in the note's zone or the
///   notebook's), whatever the note says of its own: a cancelled one leaves nothing, a moved one goes to
///   `moved_to`. Where several recur on that day, it replaces the one nearest to it.
/// - What a note was moved to gives way to a note of that day with the same person, unless both state a time
///   and the times differ; and replaces the recurring meeting of that day.
/// - Of several notes with the same people at the same moment only the first, by path, is told.
///
/// A meeting belongs to the span that holds its start; one whose time is not known, to the span that holds the
/// end of its day. So the meetings of two adjacent spans are those of the whole.
#[must_use]
pub fn upcoming(book: &Book, calendar: &Calendar, now: &Zoned, until: &Zoned) -> Vec<Meeting> {
    expected(book, calendar, book.roster.people().iter(), now, until)
}

/// The next meeting with this person that has not started.
#[must_use]
pub fn next_with(book: &Book, calendar: &Calendar, person: &PersonKey, now: &Zoned) -> Option<Meeting> {
    REACHES.into_iter().find_map(|reach| {
        let until = recurring::days_later(now, reach);
        let met = expected(book, calendar, book.roster.get(person), now, &until);
        met.into_iter().find(|meeting| meeting.with.contains(person))
    })
}

/// The start of the next known meeting with this person after this one, else the same wall time 14 days on.
#[must_use]
pub fn following(book: &Book, calendar: &Calendar, person: &PersonKey, meeting: &Meeting) -> Zoned {
    let later = |other: &Meeting| other.with.contains(person) && other.start > meeting.start;
    let noted = calendar
        .meetings
        .iter()
        .find(|other| matches!(other.progress, Progress::Planned | Progress::Held) && later(other))
        .map(|other| other.start.clone());
    let expected = REACHES.into_iter().find_map(|reach| {
        let until = recurring::days_later(&meeting.start, reach);
        let met = expected(book, calendar, book.roster.get(person), &meeting.start, &until);
        met.into_iter().find(later).map(|other| other.start)
    });
    let next = [noted, expected].into_iter().flatten().min();
    next.unwrap_or_else(|| recurring::days_later(&meeting.start, USUAL_GAP))
}

/// The latest meeting held with this person that started before this moment.
#[must_use]
pub fn last_met<'a>(calendar: &'a Calendar, person: &PersonKey, before: &Zoned) -> Option<&'a Meeting> {
    calendar
        .meetings
        .iter()
        .filter(|meeting| meeting.progress == Progress::Held && meeting.start < *before)
        .filter(|meeting| meeting.with.contains(person))
        .max_by(|a, b| a.start.cmp(&b.start))
}

/// As [`upcoming`], with the recurring meetings of these people only.
pub(super) fn expected<'a>(
    book: &Book,
    calendar: &Calendar,
    people: impl IntoIterator<Item = &'a Person>,
    now: &Zoned,
    until: &Zoned,
) -> Vec<Meeting> {
    let (first, last) = (day_in(book, now), day_in(book, until));
    // A note's zone can put it a day off, and the end of a day lies after its start.
    let wide = (days::after(first, -3).unwrap_or(first), days::after(last, 3).unwrap_or(last));
    let near: Vec<&Meeting> =
        calendar.meetings.iter().filter(|m| is_in(day_in(book, &m.start), wide)).collect();
    let moved = moved_here(book, &near, wide);

    let mut found: Vec<Meeting> =
        near.iter().filter(|meeting| meeting.progress == Progress::Planned).map(|m| (*m).clone()).collect();
    for person in people {
        let Some(profile) = &person.profile else { continue };
        let mut starts = recurring::starts(book, calendar, profile, wide);
        // On the note's own day, the note itself already replaces the recurring meeting.
        let elsewhere = moved.iter().filter(|arrival| arrival.from != Some(arrival.to.date));
        for meeting in near.iter().copied().chain(elsewhere.map(|arrival| &arrival.meeting)) {
            if meeting.with.contains(&person.key) {
                replace(book, &mut starts, meeting);
            }
        }
        found.extend(starts.into_iter().map(|(start, precision)| Meeting {
            with: vec![person.key.clone()],
            start,
            precision,
            progress: Progress::Planned,
            note: None,
            duration: None,
            mode: profile.mode.clone(),
        }));
    }
    found.extend(moved.into_iter().map(|moved| moved.meeting));
    found.retain(|meeting| belongs(meeting, now, until));
    found.sort_by(order);
    let mut seen = BTreeSet::new();
    found.retain(|meeting| {
        let people: BTreeSet<PersonKey> = meeting.with.iter().cloned().collect();
        seen.insert((meeting.start.timestamp(), people))
    });
    found
}

fn moved_here(book: &Book, near: &[&Meeting], wide: (Date, Date)) -> Vec<Arrival> {
    let mut found = arrivals(book);
    found.retain_mut(|arrival| {
        let Arrival { meeting, to, .. } = arrival;
        let gives_way = |note: &Meeting| {
            note.start.date() == to.date
                && !same_source(note.note.as_ref(), meeting.note.as_ref())
                && (note.start == meeting.start || note.precision == Precision::Day || to.time.is_none())
        };
        let stay = |key: &PersonKey| !near.iter().any(|note| note.with.contains(key) && gives_way(note));
        let with: Vec<PersonKey> = meeting.with.iter().filter(|key| stay(key)).cloned().collect();
        meeting.with = with;
        !meeting.with.is_empty() && is_in(day_in(book, &meeting.start), wide)
    });
    found
}

fn same_source(a: Option<&Source>, b: Option<&Source>) -> bool {
    a.is_some() && a == b
}

/// Takes out the recurring meeting that this note stands for: of those on its day, the nearest.
fn replace(book: &Book, starts: &mut Vec<(Zoned, Precision)>, meeting: &Meeting) {
    let note_day = meeting.start.date();
    let book_day = day_in(book, &meeting.start);
    let zone = meeting.start.time_zone();
    let nearest = starts
        .iter()
        .enumerate()
        .filter(|(_, (start, _))| {
            start.with_time_zone(zone.clone()).date() == note_day || day_in(book, start) == book_day
        })
        .min_by_key(|(_, (start, _))| start.duration_since(&meeting.start).abs())
        .map(|(index, _)| index);
    if let Some(index) = nearest {
        starts.remove(index);
    }
}

/// Whether the last moment at which the meeting may start lies in the span.
fn belongs(meeting: &Meeting, now: &Zoned, until: &Zoned) -> bool {
    match meeting.precision {
        Precision::Minute => *now <= meeting.start && meeting.start < *until,
        Precision::Day => {
            let end = digest_freezes(meeting);
            *now < end && end <= *until
        }
    }
}

fn order(a: &Meeting, b: &Meeting) -> Ordering {
    let people = a.with.cmp(&b.with);
    // A note comes before the absence of one.
    let note = |m: &Meeting| (m.note.is_none(), m.note.clone());
    a.start.cmp(&b.start).then(people).then_with(|| note(a).cmp(&note(b)))
}

fn is_in(day: Date, (first, last): (Date, Date)) -> bool {
    first <= day && day <= last
}

pub(super) fn day_in(book: &Book, at: &Zoned) -> Date {
    at.with_time_zone(book.zone.clone()).date()
}
