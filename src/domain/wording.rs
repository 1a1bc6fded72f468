//! Dates, counts and names, as every page words them.

use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};

use super::text;

/// `1 day`, `4 days`.
pub(in crate::domain) fn counted(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `3 Mar`; with its year when that is not the year of `seen`, the meeting's day.
#[must_use]
pub fn day(date: Date, seen: Date) -> String {
    if date.year() == seen.year() { short(date) } else { format!("{} {}", short(date), date.year()) }
}

/// `Fri 20 Mar`; with its year when that is not the year of `seen`.
pub(in crate::domain) fn weekday_day(date: Date, seen: Date) -> String {
    format!("{} {}", weekday(date), day(date, seen))
}

/// `Tue 17 Mar 2026`.
pub(in crate::domain) fn full_day(date: Date) -> String {
    format!("{} {} {}", weekday(date), short(date), date.year())
}

/// How a due date moved: `6 → 13 Mar`, `27 Feb → 13 Mar`, `30 Dec 2025 → 13 Mar`.
pub(super) fn span(from: Date, to: Date, seen: Date) -> String {
    let from = if from.first_of_month() == to.first_of_month() {
        from.day().to_string()
    } else if from.year() == to.year() {
        short(from)
    } else {
        day(from, seen)
    };
    format!("{from} → {}", day(to, seen))
}

/// The city of a zone (`Madrid`, `New York`), else its offset (`+05:30`) on that day.
pub(super) fn city(zone: &TimeZone, at: jiff::Timestamp) -> String {
    match zone.iana_name() {
        Some(name) => name.rsplit('/').next().unwrap_or(name).replace('_', " "),
        None => zone.to_offset(at).to_string(),
    }
}

/// The first name: the first word that is no title (`Dr. Priya Nair` → `Priya`).
#[must_use]
pub fn first_name(name: &str) -> String {
    let word = name.split_whitespace().find(|word| !word.ends_with('.')).unwrap_or(name);
    text::opening(word)
}

/// `Omar`, `Omar and Ana`, `Omar, Ana and Eli`, `Omar, Ana and 3 others`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, others @ ..] => format!("{one}, {two} and {} others", others.len()),
    }
}

/// The word with its first letter in upper case.
pub(super) fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn short(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
    format!("{} {month}", date.day())
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date, tz::TimeZone};

    use super::{capital, city, counted, day, first_name, full_day, listed, span, weekday_day};

    #[test]
    fn days_carry_the_year_only_when_it_is_another() {
        let seen = date(2026, 3, 17);
        assert_eq!(day(date(2026, 3, 3), seen), "3 Mar");
        assert_eq!(day(date(2025, 3, 3), seen), "3 Mar 2025");
        assert_eq!(weekday_day(date(2026, 3, 20), seen), "Fri 20 Mar");
        assert_eq!(weekday_day(date(2027, 1, 4), seen), "Mon 4 Jan 2027");
        assert_eq!(full_day(seen), "Tue 17 Mar 2026");
    }

    #[test]
    fn a_moved_due_date() {
        let seen = date(2026, 3, 17);
        assert_eq!(span(date(2026, 3, 6), date(2026, 3, 13), seen), "6 → 13 Mar");
        assert_eq!(span(date(2026, 2, 27), date(2026, 3, 13), seen), "27 Feb → 13 Mar");
        assert_eq!(span(date(2025, 12, 30), date(2026, 3, 13), seen), "30 Dec 2025 → 13 Mar");
        assert_eq!(span(date(2025, 12, 1), date(2025, 12, 30), seen), "1 → 30 Dec 2025");
        assert_eq!(span(date(2025, 11, 1), date(2025, 12, 30), seen), "1 Nov → 30 Dec 2025");
        assert_eq!(span(date(2026, 3, 13), date(2026, 3, 6), seen), "13 → 6 Mar");
    }

    #[test]
    fn counts_and_names() {
        assert_eq!((counted(1, "day"), counted(0, "day")), ("1 day".to_owned(), "0 days".to_owned()));
        for (name, first) in
            [("Priya Nair", "Priya"), ("Dr. Priya Nair", "Priya"), ("Dr.", "Dr"), ("李", "李")]
        {
            assert_eq!(first_name(name), first);
        }
        let names: Vec<String> = ["Omar", "Ana", "Eli", "Kai"].map(str::to_owned).to_vec();
        assert_eq!(listed(&names[..2]), "Omar and Ana");
        assert_eq!(listed(&names[..3]), "Omar, Ana and Eli");
        assert_eq!(listed(&names), "Omar, Ana and 2 others");
        assert_eq!(capital("remote"), "Remote");
    }

    #[test]
    fn zones_are_named_by_their_city() {
        let zone = |name| TimeZone::get(name).unwrap();
        assert_eq!(city(&zone("Europe/Madrid"), Timestamp::UNIX_EPOCH), "Madrid");
        assert_eq!(city(&zone("America/Argentina/Buenos_Aires"), Timestamp::UNIX_EPOCH), "Buenos Aires");
        assert_eq!(city(&TimeZone::UTC, Timestamp::UNIX_EPOCH), "UTC");
        let fixed = TimeZone::fixed(jiff::tz::offset(-3));
        assert_eq!(city(&fixed, Timestamp::UNIX_EPOCH), "-03");
    }
}
