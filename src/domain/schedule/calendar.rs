//! Notes → when their meetings start, and how far they are.

use std::collections::BTreeMap;

use jiff::{
    Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{Calendar, Meeting, Precision, Progress, days, recurring};
use crate::domain::{
    book::Book,
    note::{
        Content, Note,
        item::Source,
        meeting::{MeetingNote, Status, When},
    },
    roster::PersonKey,
};

impl Calendar {
    /// Every meeting that a note tells of and that has a date, as seen from `now`.
    ///
    /// - A start is the note's date and time in its own zone, else the notebook's. A date without a time takes
    ///   the one that a moved note names for that day and person, else the first attendee's usual time (from
    ///   `meets:`), else none: [`Precision::Day`].
    /// - `cancelled` and `moved` are taken as said. Else a meeting is held once its start lies **before** `now`
    ///   (a meeting that starts at `now` is the one being prepared for), or, where only its day is known, once
    ///   that day has ended. A note that says `held` is believed from the moment its start (or its day's) has
    ///   passed, not before.
    #[must_use]
    pub fn of(book: &Book, now: &Zoned) -> Self {
        let usual = Usual::of(book);
        let arrivals = arrival_times(book, &usual);
        let mut meetings: Vec<Meeting> = noted(book)
            .filter_map(|(note, meeting)| {
                let when = meeting.when?;
                let arrival = || meeting.with.iter().find_map(|key| arrivals.get(&(key, when.date)).cloned());
                let (start, precision) = match when.time {
                    None => arrival().or_else(|| usual.place(meeting, when))?,
                    Some(_) => usual.place(meeting, when)?,
                };
                let progress = progress(meeting.status, &start, precision, now);
                Some(usual.meeting(note, meeting, start, precision, progress))
            })
            .collect();
        // The notes come by path, and a stable sort keeps their order.
        meetings.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.note.cmp(&b.note)));
        Self { meetings }
    }
}

/// What a moved note leads to.
pub(super) struct Arrival {
    /// The meeting, planned, at its new place.
    pub(super) meeting: Meeting,
    /// What `moved_to` says.
    pub(super) to: When,
    /// The note's own day.
    pub(super) from: Option<Date>,
}

/// What each note leads to that says `moved` and `moved_to`.
pub(super) fn arrivals(book: &Book) -> Vec<Arrival> {
    let usual = Usual::of(book);
    moved(book)
        .filter_map(|(note, meeting, to)| {
            let (start, precision) = usual.place_moved(meeting, to)?;
            let from = meeting.when.map(|when| when.date);
            Some(Arrival {
                meeting: usual.meeting(note, meeting, start, precision, Progress::Planned),
                to,
                from,
            })
        })
        .collect()
}

/// The moment from which a meeting's digest is left alone: its start, or, where only its day is known, the end
/// of that day.
#[must_use]
pub fn digest_freezes(meeting: &Meeting) -> Zoned {
    match meeting.precision {
        Precision::Minute => meeting.start.clone(),
        Precision::Day => day_end(&meeting.start),
    }
}

pub(super) fn day_end(start: &Zoned) -> Zoned {
    let next = start.date().tomorrow().and_then(|day| day.to_zoned(start.time_zone().clone()));
    next.unwrap_or_else(|_| start.clone())
}

fn progress(said: Option<Status>, start: &Zoned, precision: Precision, now: &Zoned) -> Progress {
    let has_started = match (said, precision) {
        (Some(Status::Cancelled), _) => return Progress::Cancelled,
        (Some(Status::Moved), _) => return Progress::Moved,
        (Some(Status::Held), _) | (_, Precision::Minute) => start < now,
        (_, Precision::Day) => day_end(start) <= *now,
    };
    if has_started { Progress::Held } else { Progress::Planned }
}

pub(super) fn noted(book: &Book) -> impl Iterator<Item = (&Note, &MeetingNote)> {
    book.notes
        .iter()
        .filter_map(|note| match &note.content {
            Content::Meetings(meetings) => Some(meetings.iter().map(move |meeting| (note, meeting))),
            _ => None,
        })
        .flatten()
}

fn moved(book: &Book) -> impl Iterator<Item = (&Note, &MeetingNote, When)> {
    noted(book)
        .filter(|(_, meeting)| meeting.status == Some(Status::Moved))
        .filter_map(|(note, meeting)| Some((note, meeting, meeting.moved_to?)))
}

type Arrivals<'a> = BTreeMap<(&'a PersonKey, Date), (Zoned, Precision)>;

/// For each person and day that a moved note leads to with a time: that time. Of several, the last note's.
fn arrival_times<'a>(book: &'a Book, usual: &Usual<'a>) -> Arrivals<'a> {
    moved(book)
        .filter(|(_, _, to)| to.time.is_some())
        .filter_map(|(_, meeting, to)| Some((meeting, to.date, usual.place_moved(meeting, to)?)))
        .flat_map(|(meeting, day, place)| meeting.with.iter().map(move |key| ((key, day), place.clone())))
        .collect()
}

/// The notebook's zone, and everyone's usual time.
struct Usual<'a> {
    book: &'a Book,
    times: BTreeMap<&'a PersonKey, (Time, TimeZone)>,
    modes: BTreeMap<&'a PersonKey, &'a str>,
}

impl<'a> Usual<'a> {
    fn of(book: &'a Book) -> Self {
        let modes = book.roster.people().iter().filter_map(|person| {
            let mode = person.profile.as_ref()?.mode.as_deref()?;
            Some((&person.key, mode))
        });
        Self { book, times: recurring::usual_times(book), modes: modes.collect() }
    }

    fn place(&self, meeting: &MeetingNote, when: When) -> Option<(Zoned, Precision)> {
        let zone = meeting.tz.as_ref().unwrap_or(&self.book.zone);
        if let Some(time) = when.time {
            return Some((when.date.to_datetime(time).to_zoned(zone.clone()).ok()?, Precision::Minute));
        }
        match meeting.with.iter().find_map(|key| self.times.get(key)) {
            Some((time, theirs)) => Some((on_day(when.date, *time, theirs, zone)?, Precision::Minute)),
            None => Some((when.date.to_zoned(self.book.zone.clone()).ok()?, Precision::Day)),
        }
    }

    /// `moved_to` without a time takes the usual time, else that of the note.
    fn place_moved(&self, meeting: &MeetingNote, to: When) -> Option<(Zoned, Precision)> {
        match self.place(meeting, to)? {
            (_, Precision::Day) if meeting.when.is_some_and(|when| when.time.is_some()) => {
                self.place(meeting, When { date: to.date, time: meeting.when?.time })
            }
            place => Some(place),
        }
    }

    fn meeting(
        &self,
        note: &Note,
        meeting: &MeetingNote,
        start: Zoned,
        precision: Precision,
        progress: Progress,
    ) -> Meeting {
        let usual_mode =
            || meeting.with.iter().find_map(|key| self.modes.get(key)).map(|mode| (*mode).to_owned());
        Meeting {
            with: meeting.with.clone(),
            start,
            precision,
            progress,
            note: Some(Source { path: note.path.clone(), line: meeting.line }),
            duration: meeting.duration,
            mode: meeting.mode.clone().or_else(usual_mode),
        }
    }
}

/// The moment when a clock in `theirs` shows `time` while the day in `ours` is this one, told in `ours`.
fn on_day(day: Date, time: Time, theirs: &TimeZone, ours: &TimeZone) -> Option<Zoned> {
    let at =
        |day: Date| Some(day.to_datetime(time).to_zoned(theirs.clone()).ok()?.with_time_zone(ours.clone()));
    let near = [0, -1, 1].into_iter().filter_map(|by| at(days::after(day, by)?));
    near.into_iter().find(|start| start.date() == day).or_else(|| at(day))
}
