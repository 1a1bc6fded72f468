//! Days and times, as people write them.

use headsup::domain::note::when::{self, DayReading, Outcome};
use jiff::civil::{Date, date};

use super::common::text;

/// Reads the input as each of them.
pub fn check(input: &[u8]) {
    let text = text(input);
    let anchors = [date(2026, 3, 3), date(2024, 2, 29), date(2025, 12, 31), Date::MAX, Date::MIN];
    let readings = anchors.map(|anchor| when::day(&text, anchor));
    for (anchor, reading) in anchors.into_iter().zip(&readings) {
        let Some(reading) = reading else { continue };
        day(reading, &text, anchor);
        if !reading.needs_anchor {
            assert!(readings.iter().all(|other| other.as_ref() == Some(reading)), "{text:?}: {readings:?}");
        }
    }
    if let Ok(moment) = when::date_time(&text) {
        // As we write it, it is the same moment.
        let written = match moment.time {
            Some(time) => format!("{}T{time}", moment.date),
            None => moment.date.to_string(),
        };
        let again = when::date_time(&written);
        if (0..=9999).contains(&moment.date.year()) {
            assert_eq!(
                again.map(|again| (again.date, again.time)),
                Ok((moment.date, moment.time)),
                "{text:?}"
            );
        }
    }
    if let Some(time) = when::time(&text) {
        assert_eq!(when::time(&time.to_string()), Some(time), "{text:?}");
    }
    let _ = when::duration(&text);
    let _ = when::span(&text);
    if let Some(found) = when::heading_moment(&text) {
        assert!(found.len > 0 && text.is_char_boundary(found.len), "{text:?}: {found:?}");
        assert_eq!(when::heading_date(&text), Some((found.date, found.len)));
    }
    if let Some((found, range)) = when::date_in_name(&text) {
        let part = text.get(range.clone()).expect("a part of the name");
        assert_eq!(when::date_in_name(part), Some((found, 0..part.len())), "{text:?}");
    }
}

fn day(reading: &DayReading, text: &str, anchor: Date) {
    let phrase = text.get(..reading.len).expect("a part of the text");
    assert!(!phrase.is_empty(), "{text:?}");
    match &reading.outcome {
        Outcome::Day(_) | Outcome::Vague => {}
        Outcome::Ambiguous { earlier, later } => assert!(earlier < later, "{text:?}: {reading:?}"),
        Outcome::NotADate(why) => assert!(!why.is_empty() && !why.ends_with('.'), "{text:?}: {reading:?}"),
    }
    // What stands behind a phrase plays no part in what it means.
    assert_eq!(when::day(phrase, anchor).as_ref(), Some(reading), "{text:?}");
}
