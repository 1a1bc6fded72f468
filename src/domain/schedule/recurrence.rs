//! RFC 5545 recurrence rules: text and a first day → civil date-times.
//!
//! A rule is worked out on civil time alone, as if there were no time zones, and its results become instants
//! later: so a wall time stays what it is over daylight-saving changes, and a time that a spring day lacks is
//! moved by the one rule that all of headsup follows. The `rrule` crate is named in this file only.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use rrule::RRuleSet;

use super::days;

/// No rule of a person's calendar is longer.
const MAX_TEXT: usize = 500;
/// How many times of day one rule may have.
const MAX_TIMES: usize = 8;
/// How many occurrences are walked through, from the first one on, before we give up.
const MAX_STEPS: usize = 40_000;
/// The calendar repeats, weekdays included, after so many years. The crate seeks the next occurrence of a rule
/// that has none up to the year 10000, so rules are worked out in the last cycle before it.
const CYCLE: i16 = 400;
const LAST_YEAR: i16 = 9990;

/// An RRULE that can be worked out in bounded time and space.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    /// Its parts but UNTIL, in capitals: `FREQ=WEEKLY;BYDAY=TU`.
    parts: String,
    frequency: Frequency,
    interval: i64,
    until: Option<Until>,
    /// Whether it ends after a number of occurrences.
    counted: Counted,
    /// The first hour of BYHOUR, and the first minute of BYMINUTE.
    hour: Option<i8>,
    minute: Option<i8>,
    /// Whether its own parts say which days it falls on.
    days: Days,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Counted {
    Yes,
    No,
}

/// Which days a rule falls on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Days {
    /// Those that its own parts name.
    Named,
    /// Those that fit its first day.
    OfTheFirst,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Until {
    Day(Date),
    Civil(DateTime),
    Instant(Timestamp),
}

impl Rule {
    /// Reads an RRULE's value, with or without `RRULE:` before it. The error is a sentence for the person.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.len() > MAX_TEXT {
            return Err(format!("the rule is longer than {MAX_TEXT} characters"));
        }
        if !text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err("the rule holds something that is no part of one".to_owned());
        }
        let text = text.to_ascii_uppercase().replace(' ', "");
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);

        let (mut kept, mut frequency, mut interval) = (Vec::new(), None, 1);
        let mut named = Days::OfTheFirst;
        let (mut until, mut counted, mut hours, mut minutes) = (None, Counted::No, Vec::new(), Vec::new());
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let Some((key, value)) = part.split_once('=') else {
                return Err(format!("`{part}` is not of the form KEY=VALUE"));
            };
            match key {
                "FREQ" => frequency = Some(read_frequency(value)?),
                "INTERVAL" => interval = read_number(part, value)?,
                "COUNT" => {
                    read_number(part, value)?;
                    counted = Counted::Yes;
                }
                "UNTIL" => {
                    until = Some(read_until(value).ok_or_else(|| format!("`{part}` is not a date"))?);
                    continue;
                }
                "BYHOUR" => hours = value.split(',').collect(),
                "BYMINUTE" => minutes = value.split(',').collect(),
                "BYSECOND" if value == "0" => continue,
                "BYSECOND" => return Err(format!("`{part}`: meetings start on the minute")),
                "BYDAY" | "BYWEEKDAY" | "BYMONTHDAY" | "BYYEARDAY" => named = Days::Named,
                _ => {}
            }
            kept.push(part);
        }
        let frequency = frequency.ok_or("the rule has no FREQ (`FREQ=WEEKLY;BYDAY=TU`)")?;
        if hours.len().max(1) * minutes.len().max(1) > MAX_TIMES {
            return Err(format!("the rule has more than {MAX_TIMES} times in one day"));
        }
        if frequency == Frequency::Daily {
            named = Days::Named;
        }
        let lowest = |values: &[&str]| values.iter().filter_map(|value| value.parse().ok()).min();
        let (hour, minute) = (lowest(&hours), lowest(&minutes));
        let rule =
            Self { parts: kept.join(";"), frequency, interval, until, counted, hour, minute, days: named };
        rule.set(DateTime::constant(2000, 1, 1, 0, 0, 0, 0)).map(|_| rule)
    }

    /// The first time of day that the rule itself names, given the one stated beside it.
    pub(super) fn time(&self, beside: Option<Time>) -> Option<Time> {
        if self.hour.is_none() && beside.is_none() {
            return None;
        }
        let beside = beside.unwrap_or(Time::midnight());
        let hour = self.hour.unwrap_or(beside.hour());
        Time::new(hour, self.minute.unwrap_or(beside.minute()), 0, 0).ok()
    }

    /// Whether it ends after a number of occurrences.
    pub(super) fn is_counted(&self) -> bool {
        self.counted == Counted::Yes
    }

    /// Whether it means nothing without a first day: it ends after a number of occurrences, or does not say
    /// which days it falls on.
    pub(super) fn needs_first_day(&self) -> bool {
        self.is_counted() || self.days == Days::OfTheFirst
    }

    /// The starts within `first..=last`, ascending, each once, of the rule that begins on `from`. Times that
    /// the rule does not name are `at`; `zone` is where UNTIL's instant is compared. Empty past any limit.
    pub(super) fn starts(
        &self,
        from: Date,
        at: Option<Time>,
        zone: &TimeZone,
        (first, last): (Date, Date),
    ) -> Vec<DateTime> {
        if from.year() < 1 || last.year() > LAST_YEAR || from > last {
            return Vec::new();
        }
        let from = self.skip_to(from, first).to_datetime(at.unwrap_or(Time::midnight()));
        let cycles = (LAST_YEAR - last.year()) / CYCLE;
        let Some(set) = years_later(from, cycles * CYCLE).and_then(|from| self.set(from).ok()) else {
            return Vec::new();
        };
        // A panic in a dependency costs this rule's meetings only; nothing outlives the closure.
        let walked = catch_unwind(AssertUnwindSafe(|| {
            (&set)
                .into_iter()
                .take(MAX_STEPS)
                .filter_map(|at| years_later(civil(at.timestamp())?, -cycles * CYCLE))
                .skip_while(|at| at.date() < first)
                .take_while(|at| at.date() <= last && self.is_before_until(*at, zone))
                .collect::<Vec<_>>()
        }));
        let mut starts = walked.unwrap_or_default();
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// A later first day that gives the same days from `first` on, so that years gone by cost nothing.
    fn skip_to(&self, from: Date, first: Date) -> Date {
        let period = match self.frequency {
            _ if self.is_counted() => return from,
            Frequency::Daily => self.interval,
            Frequency::Weekly => self.interval * 7,
            Frequency::Monthly | Frequency::Yearly => return from,
        };
        let periods = (days::between(from, first) / period - 1).max(0);
        days::after(from, periods * period).unwrap_or(from)
    }

    fn is_before_until(&self, at: DateTime, zone: &TimeZone) -> bool {
        match self.until {
            None => true,
            Some(Until::Day(day)) => at.date() <= day,
            Some(Until::Civil(end)) => at <= end,
            Some(Until::Instant(end)) => at.to_zoned(zone.clone()).is_ok_and(|at| at.timestamp() <= end),
        }
    }

    fn set(&self, from: DateTime) -> Result<RRuleSet, String> {
        let text = format!("DTSTART:{}\nRRULE:{}", from.strftime("%Y%m%dT%H%M%SZ"), self.parts);
        let read = catch_unwind(|| text.parse::<RRuleSet>());
        match read {
            Ok(Ok(set)) => Ok(set.limit()),
            Ok(Err(error)) => Err(reason(&error.to_string()).to_owned()),
            Err(_) => Err("the rule cannot be read".to_owned()),
        }
    }
}

/// What the crate says, as part of a sentence of ours.
fn reason(error: &str) -> &str {
    let error = error.strip_prefix("RRule parsing error: ").unwrap_or(error);
    error.trim_end_matches('.')
}

fn years_later(at: DateTime, years: i16) -> Option<DateTime> {
    at.with().year(at.year().checked_add(years)?).build().ok()
}

/// The crate works in UTC here: its instants are our civil times.
fn civil(timestamp: i64) -> Option<DateTime> {
    Some(Zoned::new(Timestamp::from_second(timestamp).ok()?, TimeZone::UTC).datetime())
}

fn read_frequency(value: &str) -> Result<Frequency, String> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        _ => Err(format!("`FREQ={value}`: use DAILY, WEEKLY, MONTHLY or YEARLY")),
    }
}

fn read_number(part: &str, value: &str) -> Result<i64, String> {
    match value.parse::<u16>() {
        Ok(number) if number > 0 => Ok(number.into()),
        _ => Err(format!("`{part}`: use a whole number from 1 to {}", u16::MAX)),
    }
}

fn read_until(value: &str) -> Option<Until> {
    let day = Date::strptime("%Y%m%d", value.get(..8)?).ok()?;
    let rest = value.get(8..)?;
    if rest.is_empty() {
        return Some(Until::Day(day));
    }
    let digits = rest.strip_prefix('T')?;
    let clock = Time::strptime("%H%M%S", digits.trim_end_matches('Z')).ok()?;
    let at = day.to_datetime(clock);
    match digits.strip_suffix('Z') {
        Some(_) => Some(Until::Instant(at.to_zoned(TimeZone::UTC).ok()?.timestamp())),
        None => Some(Until::Civil(at)),
    }
}
