//! `meets: {every: …}`: a count of days, weeks or months → days.
//!
//! - `every: 2 weeks`: the weekdays of every second week, Monday first, counted from the week of the first
//!   meeting: the first fitting day on or after `from`. Without `day`, the weekday of `from`.
//! - `every: month` with `day: tue`: the same Tuesday of the month as the first one on or after `from` (the
//!   first, the second …; a fifth one counts as the last). Without `day`, the day of the month of `from`, or
//!   the month's last where it is shorter.
//! - `every: 3 days`: counted from `from`; with `day`, only those that fall on these weekdays.
//!
//! Without `from`, an [`Anchor`] takes its place.

use jiff::civil::{Date, Weekday};

use super::days;
use crate::domain::note::profile::Unit;

/// What a count that skips weeks or months starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The first fitting day on or after this one is the first meeting; there is none before.
    From(Date),
    /// The count passes through this day: that of the latest meeting held.
    Through(Date),
    /// Nothing is known: counted from the week, or the month, that 1970 began in.
    Nothing,
}

/// One `every:` spelling, with what it is counted from.
#[derive(Clone, Debug)]
pub(super) struct Rhythm<'a> {
    pub(super) count: u32,
    pub(super) unit: Unit,
    pub(super) weekdays: &'a [Weekday],
    pub(super) anchor: Anchor,
}

impl Rhythm<'_> {
    /// The days within `first..=last`, ascending, each once.
    pub(super) fn days(&self, first: Date, last: Date) -> Vec<Date> {
        let Some(base) = self.base() else { return Vec::new() };
        let first = match self.anchor {
            Anchor::From(from) => first.max(from),
            Anchor::Through(_) | Anchor::Nothing => first,
        };
        let mut found = match self.unit {
            Unit::Days => self.by_days(base, first, last),
            Unit::Weeks => self.by_weeks(base, first, last),
            Unit::Months => self.by_months(base, first, last),
        }
        .unwrap_or_default();
        found.retain(|day| (first..=last).contains(day));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The day that the count goes through: the first meeting's, where `from` is known.
    fn base(&self) -> Option<Date> {
        match self.anchor {
            Anchor::From(from) if self.unit == Unit::Days => Some(from),
            Anchor::From(from) => self.first_fitting(from),
            Anchor::Through(day) => Some(day),
            Anchor::Nothing if self.weekdays.is_empty() && self.unit != Unit::Days => None,
            Anchor::Nothing if self.unit == Unit::Months => days::after(days::EPOCH, 3),
            Anchor::Nothing => Some(days::EPOCH),
        }
    }

    fn first_fitting(&self, from: Date) -> Option<Date> {
        (0..7).filter_map(|n| days::after(from, n)).find(|day| self.fits(*day, from.weekday()))
    }

    fn fits(&self, day: Date, default: Weekday) -> bool {
        if self.weekdays.is_empty() {
            day.weekday() == default
        } else {
            self.weekdays.contains(&day.weekday())
        }
    }

    fn step(&self) -> i64 {
        i64::from(self.count.max(1))
    }

    fn by_days(&self, base: Date, first: Date, last: Date) -> Option<Vec<Date>> {
        let step = self.step();
        let steps = days::between(base, first).div_euclid(step);
        let walk = (0..).map_while(|n| days::after(base, (steps + n) * step)).take_while(|day| *day <= last);
        Some(walk.filter(|day| self.fits(*day, day.weekday())).collect())
    }

    fn by_weeks(&self, base: Date, first: Date, last: Date) -> Option<Vec<Date>> {
        let step = self.step() * 7;
        let monday = days::monday(base)?;
        let steps = days::between(monday, first).div_euclid(step);
        let weeks =
            (0..).map_while(|n| days::after(monday, (steps + n) * step)).take_while(|day| *day <= last);
        Some(
            weeks
                .flat_map(|week| (0..7).filter_map(move |n| days::after(week, n)))
                .filter(|day| self.fits(*day, base.weekday()))
                .collect(),
        )
    }

    fn by_months(&self, base: Date, first: Date, last: Date) -> Option<Vec<Date>> {
        let step = self.step();
        let steps = (month_number(first) - month_number(base)).div_euclid(step);
        let months = (0..)
            .map_while(|n| month(month_number(base) + (steps + n) * step))
            .take_while(|month| *month <= last);
        let nth: Vec<(i8, Weekday)> =
            self.weekdays.iter().map(|day| (self.ordinal(base, *day), *day)).collect();
        Some(
            months
                .flat_map(|month| {
                    let same_day = if nth.is_empty() { same_day(month, base.day()) } else { None };
                    let on_weekdays = nth
                        .iter()
                        .filter_map(move |(nth, weekday)| month.nth_weekday_of_month(*nth, *weekday).ok());
                    same_day.into_iter().chain(on_weekdays).collect::<Vec<_>>()
                })
                .collect(),
        )
    }

    /// Which one of the month a weekday's meetings are on: 1 to 4, or -1 for the last.
    fn ordinal(&self, base: Date, weekday: Weekday) -> i8 {
        let day = match self.anchor {
            Anchor::Nothing => return 1,
            Anchor::Through(day) => day,
            Anchor::From(_) => {
                base.nth_weekday(1, weekday).ok().filter(|_| base.weekday() != weekday).unwrap_or(base)
            }
        };
        match (day.day() - 1) / 7 + 1 {
            5 => -1,
            nth => nth,
        }
    }
}

fn month_number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn month(number: i64) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

fn same_day(month: Date, day: i8) -> Option<Date> {
    Date::new(month.year(), month.month(), day.min(month.days_in_month())).ok()
}
