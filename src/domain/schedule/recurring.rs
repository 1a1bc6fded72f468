//! A person's `meets:` → the starts of their meetings, in either spelling.

use std::collections::BTreeMap;

use jiff::{
    Span, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Calendar, Precision, Progress, days,
    recurrence::Rule,
    rhythm::{Anchor, Rhythm},
};
use crate::domain::{
    book::Book,
    note::profile::{Meets, Profile, Standing, Unit},
    roster::PersonKey,
};

/// How far ahead recurring meetings are looked for at most, in days: ten years.
const HORIZON: i64 = 3653;

/// About how many days lie between two meetings, at least 1; `None` without `meets:`, or where it gives fewer
/// than two meetings.
#[must_use]
pub fn cadence(profile: &Profile) -> Option<u32> {
    let meets = profile.meets.as_ref()?;
    let anchor = stated_anchor(profile, meets).unwrap_or(Anchor::Through(days::EPOCH));
    let first = match anchor {
        Anchor::From(day) | Anchor::Through(day) => day,
        Anchor::Nothing => days::EPOCH,
    };
    let found = meeting_days(meets, anchor, &TimeZone::UTC, (first, days::after(first, HORIZON)?));
    let found: Vec<Date> = found.into_iter().map(|(day, _)| day).take(25).collect();
    let gaps = i64::try_from(found.len().checked_sub(1)?).ok().filter(|gaps| *gaps > 0)?;
    let span = days::between(*found.first()?, *found.last()?);
    u32::try_from((span / gaps).max(1)).ok()
}

/// What is wrong with a profile's `meets:`, as a sentence for `check`; `None` where nothing is. Until it is
/// put right, such a rule gives no meetings.
#[must_use]
pub fn check(profile: &Profile) -> Option<String> {
    let meets = profile.meets.as_ref()?;
    let anchor = stated_anchor(profile, meets);
    match meets {
        Meets::Every { unit, days, .. } => {
            let needs = *unit != Unit::Days && days.is_empty();
            (needs && anchor.is_none())
                .then(|| "`meets` says neither a `day` nor `from`, so the weekday is not known".to_owned())
        }
        Meets::Rule { rrule, .. } => match Rule::read(rrule) {
            Err(problem) => Some(format!("`meets` cannot be read as a recurrence rule: {problem}")),
            Ok(rule) if rule.needs_first_day() && anchor.is_none() => Some(
                "`meets` needs a first day (`from`, or a DTSTART line) to know which days the rule means"
                    .to_owned(),
            ),
            Ok(_) => {
                let first = match anchor {
                    Some(Anchor::From(day) | Anchor::Through(day)) => day,
                    Some(Anchor::Nothing) | None => days::EPOCH,
                };
                let span = (first, days::after(first, HORIZON)?);
                meeting_days(meets, Anchor::From(first), &TimeZone::UTC, span)
                    .is_empty()
                    .then(|| "`meets` is a rule that never comes about".to_owned())
            }
        },
    }
}

/// The time of day of each person's meetings, and the zone it is told in: what a date without a time takes.
pub(super) fn usual_times(book: &Book) -> BTreeMap<&PersonKey, (Time, TimeZone)> {
    let profiles = book.roster.people().iter().filter_map(|person| person.profile.as_ref());
    profiles
        .filter_map(|profile| {
            let meets = profile.meets.as_ref()?;
            Some((&profile.key, (time(meets)?, zone(meets, &book.zone).clone())))
        })
        .collect()
}

/// The starts of a person's recurring meetings on the days, in the notebook's zone, `first..=last`, ascending,
/// each once; nothing that a note says of them is applied yet.
pub(super) fn starts(
    book: &Book,
    calendar: &Calendar,
    profile: &Profile,
    (first, last): (Date, Date),
) -> Vec<(Zoned, Precision)> {
    let Some(meets) = profile.meets.as_ref().filter(|_| profile.standing == Standing::Active) else {
        return Vec::new();
    };
    // A day in the rule's own zone can be the one before or after in the notebook's.
    let wide = |day: Date, by| days::after(day, by).unwrap_or(day);
    let first = wide(first, -1).max(profile.since.unwrap_or(Date::MIN));
    let last = wide(last, 1).min(wide(first, HORIZON)).min(profile.until.unwrap_or(Date::MAX));
    if first > last {
        return Vec::new();
    }
    let anchor = from(meets)
        .map(Anchor::From)
        .or_else(|| latest_held(calendar, &profile.key).map(Anchor::Through))
        .or_else(|| profile.since.map(Anchor::From))
        .unwrap_or(Anchor::Nothing);
    let zone = zone(meets, &book.zone);
    let mut starts: Vec<(Zoned, Precision)> = meeting_days(meets, anchor, zone, (first, last))
        .into_iter()
        .filter_map(|(day, time)| match time {
            Some(time) => Some((day.to_datetime(time).to_zoned(zone.clone()).ok()?, Precision::Minute)),
            None => Some((day.to_zoned(book.zone.clone()).ok()?, Precision::Day)),
        })
        .collect();
    starts.sort_by(|a, b| a.0.cmp(&b.0));
    starts.dedup_by(|a, b| a.0 == b.0);
    starts
}

/// Days and times in the rule's own zone.
fn meeting_days(
    meets: &Meets,
    anchor: Anchor,
    zone: &TimeZone,
    (first, last): (Date, Date),
) -> Vec<(Date, Option<Time>)> {
    match meets {
        Meets::Every { count, unit, days, time, .. } => {
            let rhythm = Rhythm { count: *count, unit: *unit, weekdays: days, anchor };
            rhythm.days(first, last).into_iter().map(|day| (day, *time)).collect()
        }
        Meets::Rule { rrule, time: beside, except, .. } => {
            let Ok(rule) = Rule::read(rrule) else { return Vec::new() };
            let from = match anchor {
                Anchor::From(day) => day,
                Anchor::Through(day) if !rule.is_counted() => day,
                Anchor::Through(_) => return Vec::new(),
                Anchor::Nothing if rule.needs_first_day() => return Vec::new(),
                Anchor::Nothing => days::EPOCH,
            };
            let timed = rule.time(*beside).is_some();
            rule.starts(from, *beside, zone, (first, last))
                .into_iter()
                .filter(|at| !except.contains(&at.date()))
                .map(|at| (at.date(), timed.then(|| at.time())))
                .collect()
        }
    }
}

/// What the profile itself says the count starts from.
fn stated_anchor(profile: &Profile, meets: &Meets) -> Option<Anchor> {
    from(meets).or(profile.since).map(Anchor::From)
}

/// The first day that the profile says the rule holds from.
pub(super) fn stated_start(profile: &Profile) -> Option<Date> {
    profile.meets.as_ref().and_then(from).or(profile.since)
}

/// The day of the latest meeting held with this person alone.
fn latest_held(calendar: &Calendar, person: &PersonKey) -> Option<Date> {
    calendar
        .meetings
        .iter()
        .filter(|meeting| meeting.progress == Progress::Held && meeting.with.as_slice() == [person.clone()])
        .max_by(|a, b| a.start.cmp(&b.start))
        .map(|meeting| meeting.start.date())
}

fn from(meets: &Meets) -> Option<Date> {
    match meets {
        Meets::Every { from, .. } | Meets::Rule { from, .. } => *from,
    }
}

fn time(meets: &Meets) -> Option<Time> {
    match meets {
        Meets::Every { time, .. } => *time,
        Meets::Rule { rrule, time, .. } => Rule::read(rrule).map_or(*time, |rule| rule.time(*time)),
    }
}

fn zone<'a>(meets: &'a Meets, notebook: &'a TimeZone) -> &'a TimeZone {
    match meets {
        Meets::Every { tz, .. } | Meets::Rule { tz, .. } => tz.as_ref().unwrap_or(notebook),
    }
}

/// So many days later, wall time kept; the same instant past the calendar's end.
pub(super) fn days_later(at: &Zoned, days: i64) -> Zoned {
    let span = Span::new().try_days(days).ok();
    span.and_then(|span| at.checked_add(span).ok()).unwrap_or_else(|| at.clone())
}
