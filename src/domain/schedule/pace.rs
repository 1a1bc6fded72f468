//! How long ago the writer last met somebody, held against how often they mean to meet.

use std::cmp::Reverse;

use jiff::{Zoned, civil::Date};

use super::{Calendar, days, last_met, recurring, upcoming::day_in};
use crate::domain::{
    book::Book,
    note::profile::{Profile, Standing},
    roster::{Person, PersonKey},
};

/// Months differ in length, and so do the gaps of a monthly meeting.
const MONTH_SLACK: i64 = 5;

/// A gap between two meetings, held against the cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It is no longer than the cadence.
    On,
    /// It is longer.
    Over {
        /// By how many days.
        days: i64,
    },
}

/// Somebody whom the writer means to meet more often than they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Whom.
    pub person: PersonKey,
    /// When they last met; `None`: not yet, though the first meeting would have been before today.
    pub last_met: Option<Date>,
    /// How many days ago that was.
    pub days: Option<i64>,
    /// About how many days lie between two of their meetings.
    pub cadence: u32,
}

/// A gap of so many days, held against a person's `meets:`; `None` where that gives no cadence.
#[must_use]
pub fn pace(profile: &Profile, gap: i64) -> Option<Pace> {
    recurring::cadence(profile).map(|cadence| against(i64::from(cadence), gap))
}

fn against(cadence: i64, gap: i64) -> Pace {
    let slack = if cadence % 7 != 0 && cadence >= 28 { MONTH_SLACK } else { 0 };
    if gap <= cadence + slack { Pace::On } else { Pace::Over { days: gap - cadence } }
}

/// The people with `meets:` whom the writer last met longer ago than that, as of `now`, the longest ago first and
/// then those not met yet. A rule that asked for no meeting since, because it has ended or not begun, is kept;
/// of somebody not met yet, it must say since when it holds.
#[must_use]
pub fn past_cadence(book: &Book, calendar: &Calendar, now: &Zoned) -> Vec<Overdue> {
    let people = book.roster.people().iter();
    let mut found: Vec<Overdue> = people.filter_map(|person| overdue(book, calendar, person, now)).collect();
    found.sort_by_key(|overdue| Reverse(overdue.days));
    found
}

fn overdue(book: &Book, calendar: &Calendar, person: &Person, now: &Zoned) -> Option<Overdue> {
    let profile = person.profile.as_ref().filter(|profile| profile.standing == Standing::Active)?;
    let cadence = recurring::cadence(profile)?;
    let today = day_in(book, now);
    if profile.until.is_some_and(|until| until < today) {
        return None;
    }
    let last = last_met(calendar, &person.key, now).map(|met| day_in(book, &met.start));
    let gap = last.map(|last| days::between(last, today));
    if gap.is_some_and(|gap| against(i64::from(cadence), gap) == Pace::On) {
        return None;
    }
    let since = match last {
        Some(last) => days::after(last, 1)?,
        None => recurring::stated_start(profile)?,
    };
    let asked = |start: &Zoned| (since..today).contains(&day_in(book, start));
    let starts = recurring::starts(book, calendar, profile, (since, today));
    starts.iter().any(|(start, _)| asked(start)).then(|| Overdue {
        person: person.key.clone(),
        last_met: last,
        days: gap,
        cadence,
    })
}
