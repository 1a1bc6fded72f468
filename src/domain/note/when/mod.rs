//! Days and times as people write them. Every day word is read from a given day, never from today.

mod calendar;
mod clock;
mod cursor;
mod names;
#[cfg(test)]
mod tests;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

pub use clock::{Moment, date_time, duration, span, time};
pub use cursor::month;
pub use names::{Heading, date_in_name, heading_date, heading_moment};

use calendar::{Written, is_slashed, written};
use cursor::{Cursor, weekday};

/// How long ago a day without a year may lie and still be meant.
const RECENT_DAYS: i32 = 60;

/// A phrase that was read as a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayReading {
    /// How many bytes of the text it takes.
    pub len: usize,
    /// What it means.
    pub outcome: Outcome,
    /// Whether it means something only as seen from a given day: a day word, or a date without a year.
    pub needs_anchor: bool,
    /// A contradiction in it, in one sentence: a weekday that the date is not.
    pub doubt: Option<String>,
}

/// What a phrase that stands where a day should means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This day.
    Day(Date),
    /// One of two days; the earlier one is to be taken.
    Ambiguous {
        /// The one to take.
        earlier: Date,
        /// The other.
        later: Date,
    },
    /// It is written like a date and is none; why, in one sentence.
    NotADate(String),
    /// A stretch of time, or an event, that is no day: `next week`, `next meeting`.
    Vague,
}

/// Reads the longest phrase for a day at the start of `text`; `None` where there is none.
///
/// - `2026-03-13` (also with slashes, or with a time glued on), `28 Nov`, `Nov 28`, `28th of November 2026`,
///   `Nov 28, 2026`, with or without a weekday before.
/// - Without a year: the first on or after the anchor. Where that day was at most 60 days before the anchor,
///   both are possible (people carry old lines along): ambiguous.
/// - `today`, `tomorrow`, `yesterday`, `in 3 days`, `in two weeks`, `in a month`.
/// - A weekday, full or short: the first after the anchor. `this friday`: the first on or after it. `friday
///   next week`: of the week, from Monday, after the anchor's. `next friday`: ambiguous, the first after the
///   anchor or a week later.
/// - `end of day`, `end of week` (the Friday on or after the anchor), `end of month`, `quarter`, `year`, `next
///   week`, `next month`, `March`; `eod`, `cob`, `eow`, `eom`, `eoq`, `eoy`. A `the` may stand before and within.
/// - A time of day behind the day is passed over: `friday 17:00`, `13 Mar at 5pm`, `fri EOD`.
/// - `next week`, `next month`, `next meeting`, `next 1:1` and the like are no day.
#[must_use]
pub fn day(text: &str, anchor: Date) -> Option<DayReading> {
    let mut cursor = Cursor::new(text);
    let found = phrase(&mut cursor, anchor)?;
    if !cursor.is_end() {
        return None;
    }
    if matches!(found.outcome, Outcome::Day(_) | Outcome::Ambiguous { .. }) {
        pass_time(&mut cursor);
    }
    let Found { outcome, needs_anchor, doubt } = found;
    Some(DayReading { len: cursor.at, outcome, needs_anchor, doubt })
}

/// Past a time of day behind a day: `17:00`, `at 5pm`, `EOD`. A number alone is none.
fn pass_time(c: &mut Cursor<'_>) {
    let mut ahead = *c;
    let _ = ahead.eat(',');
    if !ahead.spaces() {
        return;
    }
    if ahead.rest().get(..3).is_some_and(|at| at.eq_ignore_ascii_case("at ")) {
        ahead.at += 3;
        ahead.spaces();
    }
    let mut word = ahead;
    if word.word().is_some_and(|word| matches!(word.as_str(), "eod" | "cob" | "eob" | "noon" | "midday")) {
        ahead = word;
    } else if let Some((_, len)) = names::leading_time(ahead.rest()) {
        let plain = |c: char| c.is_ascii_digit() || c == '.';
        if ahead.rest().get(..len).is_none_or(|time| time.chars().all(plain)) {
            return;
        }
        ahead.at += len;
    } else {
        return;
    }
    if ahead.is_end() {
        *c = ahead;
    }
}

struct Found {
    outcome: Outcome,
    needs_anchor: bool,
    doubt: Option<String>,
}

impl Found {
    fn relative(outcome: Outcome) -> Self {
        Self { outcome, needs_anchor: true, doubt: None }
    }

    fn from_anchor(date: Option<Date>) -> Self {
        Self::relative(
            date.map_or_else(|| Outcome::NotADate("the date is out of reach".to_owned()), Outcome::Day),
        )
    }
}

fn phrase(c: &mut Cursor<'_>, anchor: Date) -> Option<Found> {
    if let Some(found) = full_date(c, anchor) {
        return Some(found);
    }
    let start = *c;
    if is_slashed(c) {
        let taken = start.rest().get(..c.at - start.at).unwrap_or_default();
        return Some(Found {
            outcome: Outcome::NotADate(format!("“{taken}” can be read in two ways: write it as YYYY-MM-DD")),
            needs_anchor: false,
            doubt: None,
        });
    }
    let mut word = c.word()?;
    if word == "the" && c.spaces() {
        if let Some(found) = full_date(c, anchor) {
            return Some(found);
        }
        word = c.word()?;
        if !matches!(word.as_str(), "end" | "eod" | "eow" | "eom" | "eoq" | "eoy" | "next") {
            return None;
        }
    }
    let found = match word.as_str() {
        "today" | "tonight" => Found::from_anchor(Some(anchor)),
        "tomorrow" | "tmrw" => Found::from_anchor(anchor.tomorrow().ok()),
        "yesterday" => Found::from_anchor(anchor.yesterday().ok()),
        "in" => in_some_time(c, anchor)?,
        "next" => next(c, anchor)?,
        "this" | "coming" => {
            let day = c.spaces().then(|| c.word()).flatten()?;
            Found::from_anchor(on_or_after(anchor, weekday(&day)?))
        }
        "eod" | "cob" | "eob" => end_of_day(c, anchor),
        "eow" => Found::from_anchor(on_or_after(anchor, Weekday::Friday)),
        "eom" => Found::from_anchor(Some(anchor.last_of_month())),
        "eoq" => Found::from_anchor(last_of_quarter(anchor)),
        "eoy" => Found::from_anchor(Some(anchor.last_of_year())),
        "end" => end_of(c, anchor)?,
        word => a_weekday(c, anchor, weekday(word)?)?,
    };
    Some(found)
}

/// A written-out date, with or without a weekday before it.
fn full_date(c: &mut Cursor<'_>, anchor: Date) -> Option<Found> {
    let mut ahead = *c;
    let named = ahead.word().and_then(|word| weekday(&word));
    if named.is_some() {
        let _ = ahead.eat('.');
        let _ = ahead.eat(',');
        ahead.spaces();
        if ahead.rest().starts_with("the ") {
            ahead.word();
            ahead.spaces();
        }
    } else {
        ahead = *c;
    }
    let date = written(&mut ahead)?;
    let taken = c.rest().get(..ahead.at - c.at).unwrap_or_default();
    let outcome = match date.year {
        Some(year) => {
            date.in_year(year).map_or_else(|| Outcome::NotADate(date.complaint(taken)), Outcome::Day)
        }
        None => without_year(date, taken, anchor),
    };
    let doubt = match (&outcome, named) {
        (Outcome::Day(day), Some(named)) if day.weekday() != named => {
            Some(format!("{day} is a {:?}, not a {named:?}", day.weekday()))
        }
        _ => None,
    };
    *c = ahead;
    Some(Found { outcome, needs_anchor: date.year.is_none(), doubt })
}

fn without_year(date: Written, taken: &str, anchor: Date) -> Outcome {
    pick(anchor, |year| date.in_year(year)).unwrap_or_else(|| Outcome::NotADate(date.complaint(taken)))
}

/// Of a day in the years around the anchor's: the coming one, or the recent and the coming one.
fn pick(anchor: Date, in_year: impl Fn(i16) -> Option<Date>) -> Option<Outcome> {
    let year = anchor.year();
    let candidates = [year.checked_sub(1), Some(year), year.checked_add(1)];
    let days: Vec<Date> = candidates.into_iter().flatten().filter_map(in_year).collect();
    let coming = days.iter().copied().find(|day| *day >= anchor);
    let recent = days
        .iter()
        .copied()
        .rev()
        .find(|day| *day < anchor && anchor.since(*day).is_ok_and(|span| span.get_days() <= RECENT_DAYS));
    match (recent, coming) {
        (Some(earlier), Some(later)) => Some(Outcome::Ambiguous { earlier, later }),
        (Some(day), None) | (None, Some(day)) => Some(Outcome::Day(day)),
        (None, None) => None,
    }
}

/// After a weekday: nothing, or the week it is of.
fn a_weekday(c: &mut Cursor<'_>, anchor: Date, day: Weekday) -> Option<Found> {
    let mut ahead = *c;
    let _ = ahead.next_word("of");
    if ahead.next_word("next") && ahead.next_word("week") {
        *c = ahead;
        let monday = next_monday(anchor)?;
        return Some(Found::from_anchor(on_or_after(monday, day)));
    }
    ahead = *c;
    let _ = ahead.next_word("of");
    if ahead.next_word("this") && ahead.next_word("week") {
        *c = ahead;
        let back = i32::from(anchor.weekday().to_monday_zero_offset());
        return Some(Found::from_anchor(
            anchor.checked_sub(back.days()).ok().and_then(|monday| on_or_after(monday, day)),
        ));
    }
    Some(Found::from_anchor(first_after(anchor, day)))
}

fn next(c: &mut Cursor<'_>, anchor: Date) -> Option<Found> {
    if !c.spaces() {
        return None;
    }
    if c.rest().starts_with("1:1") {
        c.at += 3;
        return Some(Found::relative(Outcome::Vague));
    }
    let word = c.word()?;
    if let Some(day) = weekday(&word) {
        let earlier = first_after(anchor, day)?;
        let later = earlier.checked_add(7.days()).ok()?;
        return Some(Found::relative(Outcome::Ambiguous { earlier, later }));
    }
    let one_on_one = word == "one" && c.rest().starts_with("-on-one");
    if one_on_one {
        c.at += "-on-one".len();
    }
    let vague = one_on_one
        || matches!(
            word.as_str(),
            "week"
                | "meeting"
                | "month"
                | "quarter"
                | "year"
                | "sprint"
                | "time"
                | "session"
                | "call"
                | "sync"
        );
    vague.then(|| Found::relative(Outcome::Vague))
}

fn in_some_time(c: &mut Cursor<'_>, anchor: Date) -> Option<Found> {
    if !c.spaces() {
        return None;
    }
    let count = match c.number(1, 4) {
        Some(count) => count,
        None => count_word(&c.word()?)?,
    };
    c.spaces();
    let span = match c.word()?.as_str() {
        "day" | "days" | "d" => count.days(),
        "week" | "weeks" | "w" | "wk" | "wks" => count.weeks(),
        "month" | "months" => count.months(),
        "year" | "years" => count.years(),
        _ => return None,
    };
    Some(Found::from_anchor(anchor.checked_add(span).ok()))
}

fn count_word(word: &str) -> Option<i64> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    WORDS.iter().position(|name| *name == word).and_then(|at| i64::try_from(at + 1).ok())
}

/// `eod`, and the day whose end it is, where one follows: `eod Friday`.
fn end_of_day(c: &mut Cursor<'_>, anchor: Date) -> Found {
    let mut ahead = *c;
    let _ = ahead.next_word("on");
    if ahead.spaces() {
        let mut plain = ahead;
        let day = full_date(&mut plain, anchor).or_else(|| {
            plain = ahead;
            match plain.word()?.as_str() {
                "today" => Some(Found::from_anchor(Some(anchor))),
                "tomorrow" => Some(Found::from_anchor(anchor.tomorrow().ok())),
                word => a_weekday(&mut plain, anchor, weekday(word)?),
            }
        });
        if let Some(found) = day
            && plain.is_end()
        {
            *c = plain;
            return found;
        }
    }
    Found::from_anchor(Some(anchor))
}

fn end_of(c: &mut Cursor<'_>, anchor: Date) -> Option<Found> {
    if !c.next_word("of") || !c.spaces() {
        return None;
    }
    let mut word = c.word()?;
    if matches!(word.as_str(), "the" | "this") && c.spaces() {
        word = c.word()?;
    }
    let after = word == "next" && c.spaces();
    if after {
        word = c.word()?;
    }
    let from = match (after, word.as_str()) {
        (false, _) => Some(anchor),
        (true, "week") => next_monday(anchor),
        (true, "month") => anchor.last_of_month().tomorrow().ok(),
        (true, "quarter") => last_of_quarter(anchor).and_then(|last| last.tomorrow().ok()),
        (true, "year") => anchor.last_of_year().tomorrow().ok(),
        _ => return None,
    };
    let date = match word.as_str() {
        "day" | "business" | "play" => return Some(end_of_day(c, anchor)),
        "week" => from.and_then(|from| on_or_after(from, Weekday::Friday)),
        "month" => from.map(Date::last_of_month),
        "quarter" => from.and_then(last_of_quarter),
        "year" => from.map(Date::last_of_year),
        word => {
            let month = month(word)?;
            let mut ahead = *c;
            let year = ahead.spaces().then(|| ahead.number(4, 4)).flatten();
            let last = |year| Date::new(year, month, 1).ok().map(Date::last_of_month);
            if let Some(year) = year.and_then(|year| i16::try_from(year).ok()) {
                *c = ahead;
                return last(year).map(|day| Found {
                    outcome: Outcome::Day(day),
                    needs_anchor: false,
                    doubt: None,
                });
            }
            return pick(anchor, last).map(Found::relative);
        }
    };
    Some(Found::from_anchor(date))
}

fn first_after(anchor: Date, day: Weekday) -> Option<Date> {
    anchor.nth_weekday(1, day).ok()
}

fn on_or_after(anchor: Date, day: Weekday) -> Option<Date> {
    if anchor.weekday() == day { Some(anchor) } else { first_after(anchor, day) }
}

fn next_monday(anchor: Date) -> Option<Date> {
    first_after(anchor, Weekday::Monday)
}

fn last_of_quarter(anchor: Date) -> Option<Date> {
    let month = (anchor.month() - 1) / 3 * 3 + 3;
    Date::new(anchor.year(), month, 1).ok().map(Date::last_of_month)
}
