//! Dates written out: `2026-03-13`, `13 Mar`, `March 13th, 2026`, with or without a year.

use jiff::civil::Date;

use super::cursor::{Cursor, month};

/// A day as written; the year may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Written {
    /// The day in its own year, or in this one.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        Date::new(self.year.unwrap_or(year), self.month, self.day).ok()
    }

    /// Why this is no day, in words.
    pub(super) fn complaint(self, written: &str) -> String {
        let written = written.trim();
        match self.year {
            _ if !(1..=12).contains(&self.month) => {
                format!("“{written}” is not a date: there is no month {}", self.month)
            }
            Some(year) => format!(
                "“{written}” is not a date: {} {year} has no day {}",
                month_name(self.month),
                self.day
            ),
            None => {
                format!("“{written}” is not a date: {} has no day {}", month_name(self.month), self.day)
            }
        }
    }
}

/// A date at the cursor, which is moved behind it; the day may be one that no month has.
pub(super) fn written(cursor: &mut Cursor<'_>) -> Option<Written> {
    for read in [iso, day_month, month_day] {
        let mut ahead = *cursor;
        if let Some(found) = read(&mut ahead)
            && ahead.is_end()
        {
            *cursor = ahead;
            return Some(found);
        }
    }
    None
}

/// `13/03/2026` and its like, of which nobody can say which number is the month.
pub(super) fn is_slashed(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let read = |ahead: &mut Cursor<'_>| {
        ahead.number(1, 2)?;
        let separator = ahead.peek().filter(|c| matches!(c, '/' | '.' | '-'))?;
        let _ = ahead.eat(separator);
        ahead.number(1, 2)?;
        (ahead.eat(separator) && (ahead.number(4, 4).is_some() || ahead.number(2, 2).is_some())).then_some(())
    };
    let found = read(&mut ahead).is_some() && ahead.is_end();
    if found {
        *cursor = ahead;
    }
    found
}

fn iso(c: &mut Cursor<'_>) -> Option<Written> {
    let year = i16::try_from(c.number(4, 4)?).ok()?;
    let separator = c.peek().filter(|c| matches!(c, '-' | '/'))?;
    let _ = c.eat(separator);
    let month = i8::try_from(c.number(1, 2)?).ok()?;
    if !c.eat(separator) {
        return None;
    }
    let day = i8::try_from(c.number(1, 2)?).ok()?;
    // A time of day glued to the date: the day is what counts here.
    let mut ahead = *c;
    if (ahead.eat('T') || ahead.eat('t')) && clock(&mut ahead).is_some() {
        *c = ahead;
    }
    Some(Written { year: Some(year), month, day })
}

fn clock(c: &mut Cursor<'_>) -> Option<()> {
    c.number(1, 2)?;
    let mut ahead = *c;
    while (ahead.eat(':') || ahead.eat('.') || ahead.eat('+') || ahead.eat('-'))
        && ahead.number(1, 9).is_some()
    {
        *c = ahead;
    }
    let _ = c.eat('Z') || c.eat('z');
    Some(())
}

/// `28 Nov`, `28th of November`, `28 Nov 2026`, `28. November, 2026`.
fn day_month(c: &mut Cursor<'_>) -> Option<Written> {
    let day = ordinal(c)?;
    let _ = c.eat('.');
    let _ = c.eat('-') || c.spaces();
    let mut word = c.word()?;
    if word == "of" && c.spaces() {
        word = c.word()?;
    }
    let month = month(&word)?;
    let year = year(c);
    Some(Written { year, month, day })
}

/// `Nov 28`, `November 28th, 2026`, `Nov. 28`.
fn month_day(c: &mut Cursor<'_>) -> Option<Written> {
    let month = month(&c.word()?)?;
    let _ = c.eat('.');
    let _ = c.spaces();
    let day = ordinal(c)?;
    let year = year(c);
    Some(Written { year, month, day })
}

fn ordinal(c: &mut Cursor<'_>) -> Option<i8> {
    let day = i8::try_from(c.number(1, 2)?).ok()?;
    let mut ahead = *c;
    if ahead.word().is_some_and(|word| matches!(word.as_str(), "st" | "nd" | "rd" | "th")) {
        *c = ahead;
    }
    Some(day)
}

/// A year of four digits behind a day and month, taken only where it is one.
fn year(c: &mut Cursor<'_>) -> Option<i16> {
    let mut ahead = *c;
    let _ = ahead.eat('.');
    let comma = ahead.eat(',');
    let apart = ahead.spaces() || ahead.eat('-') || comma;
    let year = ahead.number(4, 4).and_then(|year| i16::try_from(year).ok())?;
    if !apart || !(1900..2200).contains(&year) || !ahead.is_end() {
        return None;
    }
    *c = ahead;
    Some(year)
}

fn month_name(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}
