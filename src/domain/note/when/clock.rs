//! Moments and stretches of time, as front matter and the configuration have them.

use jiff::{
    SignedDuration,
    civil::{Date, Time},
    tz::Offset,
};

use super::{calendar::written, cursor::Cursor};

/// A day, with the time of day and the offset from UTC where the text gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// The offset that the day and time are given in.
    pub offset: Option<Offset>,
}

/// Reads a whole text as a day and, perhaps, a time: `2026-03-03`, `2026-03-03T10:00`, `2026-03-03 10:00:00`,
/// with or without `Z`, `+01:00`, `+0100`; a zone in brackets after the offset is passed over. The day may
/// also be written out with its year (`3 March 2026`), as a link (`[[2026-03-03]]`), and the time as [`time`]
/// reads it.
///
/// # Errors
///
/// Why it is no date, in one sentence.
pub fn date_time(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    let inner = text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]")).unwrap_or(text);
    let unreadable = || format!("“{text}” is not a date: write it as 2026-03-03, or 2026-03-03T10:00");
    let glued = inner.match_indices(['T', 't']).map(|(at, _)| at).find(|at| {
        let is_digit = |c: &char| c.is_ascii_digit();
        inner[..*at].chars().next_back().filter(is_digit).is_some()
            && inner[at + 1..].chars().next().filter(is_digit).is_some()
    });
    let (day, mut clock) = glued.map_or((inner, ""), |at| (&inner[..at], &inner[at + 1..]));
    let mut cursor = Cursor::new(day);
    let date = written(&mut cursor).ok_or_else(unreadable)?;
    let (day, rest) = day.split_at(cursor.at);
    if glued.is_none() {
        clock = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    } else if !rest.is_empty() {
        return Err(unreadable());
    }
    let year = date.year.ok_or_else(unreadable)?;
    let date = date.in_year(year).ok_or_else(|| date.complaint(day))?;
    if clock.is_empty() {
        return Ok(Moment { date, time: None, offset: None });
    }
    let clock = clock.split('[').next().unwrap_or_default().trim();
    let (clock, offset) = split_offset(clock);
    let time = time(clock).ok_or_else(unreadable)?;
    Ok(Moment { date, time: Some(time), offset })
}

fn split_offset(text: &str) -> (&str, Option<Offset>) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock.trim_end(), Some(Offset::UTC));
    }
    if let Some(clock) = text.strip_suffix("UTC") {
        return (clock.trim_end(), Some(Offset::UTC));
    }
    let Some(at) = text.rfind(['+', '-', '−']) else { return (text, None) };
    let (clock, signed) = text.split_at(at);
    let digits: String = signed.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2).unwrap_or((&digits, ""));
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i32>().ok() };
    let seconds = match (number(hours), number(minutes)) {
        (Some(hours), Some(minutes)) if !hours.is_negative() && (0..60).contains(&minutes) => {
            hours * 3600 + minutes * 60
        }
        _ => return (text, None),
    };
    let seconds = if signed.starts_with('+') { seconds } else { -seconds };
    Offset::from_seconds(seconds).map_or((text, None), |offset| (clock.trim_end(), Some(offset)))
}

/// Reads a whole text as a time of day: `14:00`, `9:30`, `10:00:00`, `14.30`, `10am`, `9:30 pm`, `noon`.
#[must_use]
pub fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase();
    match text.as_str() {
        "noon" | "midday" => return Time::new(12, 0, 0, 0).ok(),
        "midnight" => return Some(Time::midnight()),
        _ => {}
    }
    let (clock, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("a.m.")) {
        Some(clock) => (clock.trim_end(), Some(0)),
        None => match text.strip_suffix("pm").or_else(|| text.strip_suffix("p.m.")) {
            Some(clock) => (clock.trim_end(), Some(12)),
            None => (text.as_str(), None),
        },
    };
    let mut c = Cursor::new(clock);
    let hour = i8::try_from(c.number(1, 2)?).ok()?;
    let separator = c.peek().filter(|c| matches!(c, ':' | '.' | 'h'));
    let mut parts = [0i8; 2];
    if let Some(separator) = separator {
        let _ = c.eat(separator);
        parts[0] = i8::try_from(c.number(2, 2)?).ok()?;
        if c.eat(separator) {
            parts[1] = i8::try_from(c.number(2, 2)?).ok()?;
            if c.eat('.') {
                c.number(1, 9)?;
            }
        }
    } else if half.is_none() {
        return None;
    }
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    let [minute, second] = parts;
    c.rest().is_empty().then(|| Time::new(hour, minute, second, 0).ok())?
}

/// Reads a whole text as a meeting's length: `30 min`, `1h`, `1h 30m`, `1h30`, `1:30`, `1.5 hours`, `PT45M`;
/// a bare number is minutes.
#[must_use]
pub fn duration(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let mut c = Cursor::new(text);
    if let Some(first) = c.number(1, 4) {
        if c.rest().is_empty() {
            return Some(SignedDuration::from_mins(first));
        }
        if c.eat(':') {
            let minutes = c.number(2, 2).filter(|minutes| *minutes < 60)?;
            return c.rest().is_empty().then(|| SignedDuration::from_mins(first * 60 + minutes));
        }
    }
    parts(text)
}

/// Reads a whole text as a stretch of time for the configuration: `2 s`, `500 ms`, `24h`, `30s`, `2 days`,
/// `1h 30m`, `1 week`, `0`. Any other bare number says too little.
#[must_use]
pub fn span(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    if text == "0" { Some(SignedDuration::ZERO) } else { parts(text) }
}

fn parts(text: &str) -> Option<SignedDuration> {
    if text.starts_with(['P', 'p']) {
        return text.parse::<SignedDuration>().ok().filter(|length| !length.is_negative());
    }
    let mut c = Cursor::new(text);
    let mut total = SignedDuration::ZERO;
    let mut last = None;
    while c.peek().is_some() {
        let count = c.number(1, 9)?;
        let tenths = if c.eat('.') { Some(c.number(1, 1)?) } else { None };
        c.spaces();
        let unit = match (c.word(), last) {
            (Some(word), _) => unit(&word)?,
            (None, Some(HOUR)) => MINUTE,
            (None, _) => return None,
        };
        let ms = count.checked_mul(unit)?.checked_add(tenths.unwrap_or(0) * unit / 10)?;
        total = total.checked_add(SignedDuration::from_millis(ms))?;
        last = Some(unit);
        c.spaces();
        let _ = c.eat(',');
        c.spaces();
    }
    last.map(|_| total)
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A unit's milliseconds.
fn unit(word: &str) -> Option<i64> {
    Some(match word {
        "ms" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "secs" | "second" | "seconds" => 1000,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => 24 * HOUR,
        "w" | "wk" | "week" | "weeks" => 7 * 24 * HOUR,
        _ => return None,
    })
}
