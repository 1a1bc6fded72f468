//! Dates, names and numbers as a commit message spells them.

use jiff::civil::Date;

use crate::domain::{
    note::item::Kind,
    roster::{Owner, PersonKey, Roster},
};

/// The longest text of one item, in characters.
const LONGEST: usize = 100;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `3 Mar`, with the year where it is not that of `near`, the day it is read from.
pub(super) fn day(date: Date, near: Option<Date>) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let text = format!("{} {}", date.day(), month.unwrap_or(&"?"));
    match near {
        Some(near) if near.year() != date.year() => format!("{text} {}", date.year()),
        _ => text,
    }
}

/// `due 6 → 13 Mar`, `due 27 Feb → 6 Mar`, `due 13 Mar`, `no longer due 6 Mar`.
pub(super) fn due(before: Option<Date>, after: Option<Date>, near: Option<Date>) -> String {
    match (before, after) {
        (Some(old), Some(new)) if (old.year(), old.month()) == (new.year(), new.month()) => {
            format!("due {} → {}", old.day(), day(new, near))
        }
        (Some(old), Some(new)) => format!("due {} → {}", day(old, near), day(new, near)),
        (None, Some(new)) => format!("due {}", day(new, near)),
        (Some(old), None) => format!("no longer due {}", day(old, near)),
        (None, None) => "no due date".to_owned(),
    }
}

/// `Priya Nair`, `Priya Nair & Omar Haddad`, `Priya Nair & 3 others`; `None` for nobody.
pub(super) fn names(keys: &[PersonKey], roster: &Roster) -> Option<String> {
    match keys {
        [] => None,
        [one] => Some(name(one, roster)),
        [one, other] => Some(format!("{} & {}", name(one, roster), name(other, roster))),
        [one, rest @ ..] => Some(format!("{} & {} others", name(one, roster), rest.len())),
    }
}

fn name(key: &PersonKey, roster: &Roster) -> String {
    clean(roster.get(key).map_or(key.as_str(), |person| person.name.as_str()))
}

/// An owner other than the writer.
pub(super) fn owner(owner: Option<&Owner>, roster: &Roster) -> Option<String> {
    match owner? {
        Owner::Me => None,
        Owner::Person(key) => Some(name(key, roster)),
        Owner::Named(text) => Some(clean(text)),
    }
}

/// `1 note`, `2 notes`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "feedback") => format!("{number} feedback"),
        _ => format!("{number} {noun}s"),
    }
}

pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Commitment => "commitment",
        Kind::Goal => "goal",
        Kind::Feedback => "feedback",
        Kind::Concern => "concern",
        Kind::Request => "request",
        Kind::Decision => "decision",
        Kind::Ask => "ask",
        Kind::Question => "question",
        Kind::Win => "win",
        Kind::Fyi => "FYI",
        Kind::Idea => "idea",
    }
}

/// One line without control characters, at most 100 characters long.
pub(super) fn clean(text: &str) -> String {
    // These turn the direction of what follows them on a terminal, or cannot be seen at all.
    let hidden =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible: String = text
        .chars()
        .filter(|c| !hidden(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(4 * LONGEST)
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    shorten(&words.join(" "), LONGEST)
}

/// At most `longest` characters, the last of them `…` where something is left out.
pub(super) fn shorten(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
    }
}
