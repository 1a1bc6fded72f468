//! Arithmetic on whole days.

use jiff::{Span, civil::Date};

/// Monday of the week that holds 1 January 1970: where weeks and months are counted from when no note and no
/// profile says anything.
pub(super) const EPOCH: Date = Date::constant(1969, 12, 29);

/// How many days lie from one day to a later one; negative towards an earlier one.
pub(super) fn between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The day so many days after this one; `None` past the calendar's ends.
pub(super) fn after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Monday of the week that holds this day.
pub(super) fn monday(day: Date) -> Option<Date> {
    after(day, -i64::from(day.weekday().to_monday_zero_offset()))
}
