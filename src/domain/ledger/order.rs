//! Every mention of a book, in the order in which the rules read them: by their meeting's start, then path,
//! then line; a digest's after the notes of its meeting.

use std::{collections::HashMap, sync::Arc};

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::Origin;
use crate::domain::{
    book::Book,
    note::{
        Content,
        item::{Mark, Mention, Source},
        meeting::{MeetingNote, When},
        profile::GoalStatus,
    },
    path::NotePath,
    roster::PersonKey,
    schedule::{self, Calendar, Meeting, Progress},
};

/// A list of mentions, and the meeting it belongs to.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) path: &'a NotePath,
    /// The meeting's day; `None` for a goal's file and a note without a date.
    pub(super) date: Option<Date>,
    pub(super) start: Option<Timestamp>,
    /// The other people, by key.
    pub(super) with: Arc<[PersonKey]>,
    pub(super) held: Held,
    pub(super) origin: Origin,
    pub(super) goal: Option<GoalStatus>,
    pub(super) mentions: &'a [Mention],
}

/// Whether a note's meeting has taken place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Yes,
    No,
}

/// One step of the ledger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// The index of the setting.
    pub(super) setting: usize,
    /// The index of the mention in its setting.
    pub(super) mention: usize,
    pub(super) act: Act,
    at: Option<Timestamp>,
    rank: u8,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The mention says what it says.
    State,
    /// The mention says what it says, but is not done before a later day.
    StateOpen,
    /// That later day has come.
    Close(Date),
}

/// The settings of a book and the events in order. Notes without a start come first, so that they never
/// overrule one that has a date.
pub(super) fn order<'a>(book: &'a Book, calendar: &Calendar) -> (Vec<Setting<'a>>, Vec<Event>) {
    let settings = settings(book, calendar);
    let mut events = Vec::with_capacity(settings.iter().map(|setting| setting.mentions.len()).sum());
    for (at, setting) in settings.iter().enumerate() {
        let rank = match setting.origin {
            Origin::Goal => 0,
            Origin::Note => 1,
            Origin::Digest => 2,
        };
        for (index, mention) in setting.mentions.iter().enumerate() {
            let later = closes_later(mention, setting);
            let act = if later.is_some() { Act::StateOpen } else { Act::State };
            events.push(Event { setting: at, mention: index, act, at: setting.start, rank });
            if let Some(day) = later {
                let end = end_of(day, &book.zone).or(setting.start);
                events.push(Event { setting: at, mention: index, act: Act::Close(day), at: end, rank: 3 });
            }
        }
    }
    let place = |event: &Event| {
        let setting = settings.get(event.setting);
        let line = setting.and_then(|s| s.mentions.get(event.mention)).map(|mention| mention.source.line);
        (setting.map(|s| s.path), line, event.setting, event.mention)
    };
    events.sort_by(|a, b| (a.at, a.rank).cmp(&(b.at, b.rank)).then_with(|| place(a).cmp(&place(b))));
    (settings, events)
}

/// The day on which a mention counts as done, where that is later than its note's.
fn closes_later(mention: &Mention, setting: &Setting<'_>) -> Option<Date> {
    if setting.origin == Origin::Digest || !matches!(mention.mark, Mark::Done | Mark::Bare | Mark::Dropped) {
        return None;
    }
    let day = mention.done_on?;
    setting.date.is_some_and(|date| day > date).then_some(day)
}

fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let start = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp())
}

fn settings<'a>(book: &'a Book, calendar: &Calendar) -> Vec<Setting<'a>> {
    let mut noted: HashMap<&Source, (&Meeting, Held)> = HashMap::with_capacity(calendar.meetings.len());
    for meeting in &calendar.meetings {
        let held = if meeting.progress == Progress::Held { Held::Yes } else { Held::No };
        if let Some(note) = &meeting.note {
            let entry = noted.entry(note).or_insert((meeting, held));
            if held == Held::Yes {
                entry.1 = held;
            }
        }
    }
    let mut days: Option<HashMap<Date, Vec<&Meeting>>> = None;
    let mut settings = Vec::with_capacity(book.notes.len());
    for note in &book.notes {
        match &note.content {
            Content::Meetings(meetings) => {
                for meeting in meetings {
                    let source = Source { path: note.path.clone(), line: meeting.line };
                    let found = noted.get(&source);
                    let held = found.map_or(Held::No, |(_, held)| *held);
                    let found = found.map(|(meeting, _)| *meeting);
                    settings.push(of_meeting(&note.path, meeting, found, held, Origin::Note, book));
                }
            }
            Content::Digest(Some(meeting)) => {
                let days = days.get_or_insert_with(|| by_day(calendar, &book.zone));
                let heading = note.title.as_deref().unwrap_or_default();
                let found = meeting.when.as_ref().and_then(|when| same_day(days, meeting, when, heading));
                let held = found.map_or(Held::No, |found| match found.progress {
                    Progress::Held => Held::Yes,
                    _ => Held::No,
                });
                let setting = of_meeting(&note.path, meeting, found, held, Origin::Digest, book);
                // A recurring meeting that nobody has written a note for is known by the digest's heading alone.
                let start = setting.start.filter(|_| found.is_some());
                let start = start.or_else(|| own_start(meeting, schedule::title_time(heading), book));
                settings.push(Setting { start, ..setting });
            }
            Content::Goal(goal) => settings.push(Setting {
                path: &note.path,
                date: None,
                start: None,
                with: sorted(&goal.with),
                held: Held::No,
                origin: Origin::Goal,
                goal: Some(goal.status),
                mentions: std::slice::from_ref(&goal.goal),
            }),
            Content::Digest(None) | Content::Person(_) | Content::Other => {}
        }
    }
    settings
}

fn of_meeting<'a>(
    path: &'a NotePath,
    note: &'a MeetingNote,
    found: Option<&Meeting>,
    held: Held,
    origin: Origin,
    book: &Book,
) -> Setting<'a> {
    Setting {
        path,
        date: note.when.as_ref().map(|when| when.date).or_else(|| found.map(|found| found.start.date())),
        start: found.map(|found| found.start.timestamp()).or_else(|| own_start(note, None, book)),
        // What a person adds to the digest of one of several people is said to all of them.
        with: sorted(match (origin, found) {
            (Origin::Digest, Some(found)) => &found.with,
            _ => &note.with,
        }),
        held,
        origin,
        goal: None,
        mentions: &note.mentions,
    }
}

/// When a note says that its meeting starts; `time` stands in where it says no time.
fn own_start(note: &MeetingNote, time: Option<Time>, book: &Book) -> Option<Timestamp> {
    let when = note.when.as_ref()?;
    let zone = note.tz.as_ref().unwrap_or(&book.zone).clone();
    let time = when.time.or(time).unwrap_or_default();
    Some(when.date.to_datetime(time).to_zoned(zone).ok()?.timestamp())
}

fn sorted(people: &[PersonKey]) -> Arc<[PersonKey]> {
    let mut people = people.to_vec();
    people.sort();
    people.dedup();
    people.into()
}

fn by_day<'c>(calendar: &'c Calendar, zone: &TimeZone) -> HashMap<Date, Vec<&'c Meeting>> {
    let mut days: HashMap<Date, Vec<&Meeting>> = HashMap::new();
    for meeting in &calendar.meetings {
        let (own, ours) = (meeting.start.date(), meeting.start.timestamp().to_zoned(zone.clone()).date());
        days.entry(own).or_default().push(meeting);
        if ours != own {
            days.entry(ours).or_default().push(meeting);
        }
    }
    days
}

/// A digest's meeting: that of the time in its name, else in its heading, else the first of its day.
fn same_day<'c>(
    days: &HashMap<Date, Vec<&'c Meeting>>,
    digest: &MeetingNote,
    when: &When,
    heading: &str,
) -> Option<&'c Meeting> {
    let of_these = |meeting: &&&Meeting| digest.with.iter().any(|person| meeting.with.contains(person));
    let that_day = days.get(&when.date)?;
    let exact = that_day.iter().filter(of_these).find(|meeting| match when.time {
        Some(time) => meeting.start.time() == time,
        None => heading.contains(&meeting.start.strftime("%H:%M").to_string()),
    });
    exact.or_else(|| that_day.iter().find(of_these)).copied()
}
