//! `meets:`, the recurring meeting, in its two spellings.

use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::{
    front_matter::{Entry, Node, Value, get},
    place::Report,
    profile::{Meets, Unit},
    scalar, when,
};

/// Reads it; what can't be read is reported, and `None`.
#[must_use]
pub fn read(entry: &Entry, report: &mut Report<'_>) -> Option<Meets> {
    match &entry.node.value {
        Value::Map(map) => mapping(entry, map, report),
        _ => {
            let text = scalar::text(entry, report)?;
            let read =
                if text.to_ascii_uppercase().contains("FREQ=") { rule_text(text) } else { every_text(text) };
            if read.is_none() {
                bad(&entry.node, report);
            }
            read
        }
    }
}

fn bad(node: &Node, report: &mut Report<'_>) {
    let example = "{every: 2 weeks, day: tue, time: \"10:00\", from: 2026-03-03}";
    scalar::unreadable(node, "meets", "a recurring meeting that we can read", example, report);
}

fn mapping(entry: &Entry, map: &[Entry], report: &mut Report<'_>) -> Option<Meets> {
    let time =
        get(map, "time").and_then(|at| scalar::parsed(at, "a time of day", "14:00", when::time, report));
    let start = get(map, "from").or_else(|| get(map, "start")).and_then(|at| scalar::date_time(at, report));
    let (from, time) = (start.as_ref().map(|start| start.date), time.or(start.and_then(|start| start.time)));
    let tz = get(map, "tz").or_else(|| get(map, "timezone")).and_then(|at| scalar::zone(at, report));
    if let Some(rule) = get(map, "rrule") {
        let text = scalar::text(rule, report)?;
        return match rule_text(text) {
            Some(Meets::Rule { rrule, from: own, time: own_time, tz: own_tz, except }) => Some(Meets::Rule {
                rrule,
                from: from.or(own),
                time: time.or(own_time),
                tz: tz.or(own_tz),
                except,
            }),
            _ => {
                scalar::unreadable(&rule.node, "rrule", "a recurrence rule", "FREQ=WEEKLY;BYDAY=TU", report);
                None
            }
        };
    }
    let Some(every) = get(map, "every") else {
        bad(&entry.node, report);
        return None;
    };
    let (count, unit, named) = scalar::parsed(every, "a rhythm", "2 weeks", rhythm, report)?;
    let mut days = Vec::new();
    for day in get(map, "day").or_else(|| get(map, "days")).iter().flat_map(|entry| entry.node.list()) {
        for word in day.text().unwrap_or_default().split([',', ' ', '/']).filter(|word| !word.is_empty()) {
            match weekday(word) {
                Some(day) if !days.contains(&day) => days.push(day),
                Some(_) => {}
                None if matches!(word, "and" | "&") => {}
                None => scalar::unreadable(day, "day", "a weekday", "tue", report),
            }
        }
    }
    if days.is_empty() {
        days.extend(named);
    }
    Some(Meets::Every { count, unit, days, time, from, tz })
}

/// `2 weeks`, `week`, `other week`, `weekly`, `tuesday`.
fn rhythm(text: &str) -> Option<(u32, Unit, Option<Weekday>)> {
    let text = text.to_lowercase();
    let (count, word) = match text.as_str() {
        "daily" => (1, "day"),
        "weekly" => (1, "week"),
        "biweekly" | "bi-weekly" | "fortnightly" | "fortnight" => (2, "week"),
        "monthly" => (1, "month"),
        "quarterly" | "quarter" => (3, "month"),
        text => {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits > 0 {
                (text[..digits].parse().ok()?, text[digits..].trim())
            } else {
                match text.split_once(' ') {
                    Some(("one" | "a" | "every", unit)) => (1, unit.trim()),
                    Some(("two" | "other" | "second", unit)) => (2, unit.trim()),
                    Some(("three" | "third", unit)) => (3, unit.trim()),
                    Some(("four" | "fourth", unit)) => (4, unit.trim()),
                    _ => (1, text),
                }
            }
        }
    };
    if count == 0 || count > 1000 {
        return None;
    }
    let unit = match word {
        "d" | "day" | "days" => Unit::Days,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Weeks,
        "m" | "mo" | "month" | "months" => Unit::Months,
        _ => return Some((count, Unit::Weeks, Some(weekday(word)?))),
    };
    Some((count, unit, None))
}

/// `every 2 weeks`, `weekly`, without a mapping.
fn every_text(text: &str) -> Option<Meets> {
    let lower = text.to_lowercase();
    let (count, unit, day) = rhythm(lower.strip_prefix("every ").unwrap_or(&lower).trim())?;
    Some(Meets::Every { count, unit, days: day.into_iter().collect(), time: None, from: None, tz: None })
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let word = word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(&word);
    let fits = |full: &str| full == word || word.len() >= 2 && word.len() <= 5 && full.starts_with(word);
    DAYS.iter().find(|(full, _)| fits(full)).map(|(_, day)| *day)
}

/// RFC 5545 text: a rule alone, or DTSTART, RRULE and EXDATE lines (long lines may be folded).
fn rule_text(text: &str) -> Option<Meets> {
    let (mut rrule, mut from, mut time, mut tz, mut except) = (None, None, None, None, Vec::new());
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    // A folded YAML scalar has put the lines on one, with spaces between them.
    let lines = unfolded.split(['\n', ' ']).map(str::trim).filter(|line| !line.is_empty());
    for line in lines {
        let (head, value) = line.split_once(':').unwrap_or(("RRULE", line));
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        match name.to_ascii_uppercase().as_str() {
            "DTSTART" => {
                let (date, at, zone) = stamp(value, parameters)?;
                (from, time, tz) = (Some(date), at, zone);
            }
            "RRULE" => rrule = Some(rule(value)?),
            "EXDATE" => {
                for value in value.split(',') {
                    except.push(stamp(value, parameters)?.0);
                }
            }
            _ => {}
        }
    }
    Some(Meets::Rule { rrule: rrule?, from, time, tz, except })
}

/// Checks a rule's shape: `NAME=VALUE` pairs, FREQ among them; upper-cased.
fn rule(value: &str) -> Option<String> {
    let upper = value.trim().trim_end_matches(';').to_ascii_uppercase();
    let mut freq = false;
    for part in upper.split(';') {
        let (name, value) = part.split_once('=')?;
        let known = match name {
            "FREQ" => {
                freq = true;
                matches!(value, "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY")
            }
            "INTERVAL" | "COUNT" => value.parse::<u32>().is_ok_and(|n| n > 0),
            "UNTIL" => stamp(value, "").is_some(),
            "BYDAY" | "BYMONTH" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYSETPOS" | "BYHOUR"
            | "BYMINUTE" | "BYSECOND" => !value.is_empty(),
            "WKST" => ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].contains(&value),
            _ => false,
        };
        if !known {
            return None;
        }
    }
    freq.then_some(upper)
}

/// `20260303T100000`, `20260303`, with a `Z` or a `TZID` parameter.
fn stamp(value: &str, parameters: &str) -> Option<(Date, Option<Time>, Option<TimeZone>)> {
    let value = value.trim();
    let (day, clock) = value.split_once('T').map_or((value, None), |(day, clock)| (day, Some(clock)));
    let number = |text: Option<&str>| text?.parse::<i16>().ok();
    let small = |text: Option<&str>| text?.parse::<i8>().ok();
    if day.len() != 8 {
        let date = day.parse().ok()?;
        return Some((date, clock.and_then(when::time), None));
    }
    let date = Date::new(number(day.get(..4))?, small(day.get(4..6))?, small(day.get(6..))?).ok()?;
    let Some(clock) = clock else { return Some((date, None, None)) };
    let digits = clock.trim_end_matches('Z');
    let time = Time::new(small(digits.get(..2))?, small(digits.get(2..4))?, 0, 0).ok()?;
    let named = parameters.split(';').find_map(|part| part.strip_prefix("TZID="));
    let zone = match named {
        Some(name) => Some(TimeZone::get(name.trim_matches('"')).ok()?),
        None => clock.ends_with('Z').then_some(TimeZone::UTC),
    };
    Some((date, Some(time), zone))
}
