//! The date that a heading begins with, and the one that a file's name holds.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::{
    calendar::written,
    clock::time,
    cursor::{Cursor, weekday},
};

/// What a dated heading begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The day.
    pub date: Date,
    /// The time of day, where one follows the day.
    pub time: Option<Time>,
    /// How many bytes of the heading both take.
    pub len: usize,
}

/// The day at the start of a heading, and how many bytes it takes with the time that may follow it. See
/// [`heading_moment`].
#[must_use]
pub fn heading_date(text: &str) -> Option<(Date, usize)> {
    heading_moment(text).map(|heading| (heading.date, heading.len))
}

/// The day, with its year, at the start of a heading: `2026-03-03`, `2026/03/03`, `3 March 2026`, `Mar 3rd, 2026`, with
/// or without a weekday before, brackets or emphasis around, and a time behind it (`10:00`, `10am`, `, 10:00`).
#[must_use]
pub fn heading_moment(text: &str) -> Option<Heading> {
    let mut c = Cursor::new(text);
    let around = |c: char| c.is_whitespace() || "[(*_".contains(c);
    c.at = text.len() - text.trim_start_matches(around).len();
    let wrapped = c.at > 0;

    let mut ahead = c;
    if ahead.word().is_some_and(|word| weekday(&word).is_some()) {
        let _ = ahead.eat('.');
        let _ = ahead.eat(',');
        ahead.spaces();
        c = ahead;
    }
    let start = c.at;
    let day = written(&mut c)?;
    let date = day.in_year(day.year?)?;
    // A time glued to the day is part of what `written` takes.
    let glued = text.get(start..c.at).and_then(|day| day.split_once(['T', 't'])).and_then(|(_, t)| time(t));
    if wrapped {
        while c.peek().is_some_and(|c| "])*_".contains(c)) {
            c.at += 1;
        }
    }
    let mut ahead = c;
    let _ = ahead.eat(',');
    ahead.spaces();
    let _ = ahead.next_word("at") || ahead.rest().starts_with("at ") && ahead.word().is_some();
    ahead.spaces();
    if let Some((time, len)) = leading_time(ahead.rest()) {
        return Some(Heading { date, time: Some(time), len: ahead.at + len });
    }
    Some(Heading { date, time: glued, len: c.at })
}

/// A time of day at the start of a text, and its length.
pub(super) fn leading_time(text: &str) -> Option<(Time, usize)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !":.".contains(c)).unwrap_or(text.len());
    let word = text.get(..end)?.trim_end_matches([':', '.']);
    if !word.starts_with(|c: char| c.is_ascii_digit()) || word.len() > 10 {
        return None;
    }
    let rest = text.get(word.len()..)?;
    let half = [" am", " pm", " AM", " PM"].into_iter().find(|half| rest.starts_with(half));
    if let Some(half) = half
        && !rest.chars().nth(3).is_some_and(char::is_alphanumeric)
        && let Some(time) = time(&format!("{word}{half}"))
    {
        return Some((time, word.len() + half.len()));
    }
    time(word).map(|time| (time, word.len()))
}

/// The first `YYYY-MM-DD` (also `YYYY_MM_DD`) inside a file's name that is a day and no part of a longer run of digits,
/// and where it stands.
#[must_use]
pub fn date_in_name(stem: &str) -> Option<(Date, Range<usize>)> {
    let bytes = stem.as_bytes();
    let digits = |range: Range<usize>| -> Option<i16> {
        let part = bytes.get(range)?;
        part.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(part).ok()?.parse().ok())?
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len().saturating_sub(9)).find_map(|at| {
        let separator = bytes.get(at + 4).filter(|b| matches!(b, b'-' | b'_'))?;
        if bytes.get(at + 7)? != separator || is_digit(at + 10) || (at > 0 && is_digit(at - 1)) {
            return None;
        }
        let month = i8::try_from(digits(at + 5..at + 7)?).ok()?;
        let day = i8::try_from(digits(at + 8..at + 10)?).ok()?;
        let date = Date::new(digits(at..at + 4)?, month, day).ok()?;
        Some((date, at..at + 10))
    })
}
