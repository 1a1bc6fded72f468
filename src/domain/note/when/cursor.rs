//! A place in a text, moved forward token by token. A copy of it is a way back.

use jiff::civil::Weekday;

/// A byte offset in a text, always on a character boundary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes this character, where it is next.
    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// Takes white space; whether there was any.
    pub(super) fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start().len();
        self.at += count;
        count > 0
    }

    /// Takes a run of ASCII letters of at most 16, lower-cased.
    pub(super) fn word(&mut self) -> Option<String> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        if end == 0 || end > 16 {
            return None;
        }
        self.at += end;
        rest.get(..end).map(str::to_ascii_lowercase)
    }

    /// Takes white space and this word after it, where both are next.
    pub(super) fn next_word(&mut self, wanted: &str) -> bool {
        let mut ahead = *self;
        let found = ahead.spaces() && ahead.word().is_some_and(|word| word == wanted);
        if found {
            *self = ahead;
        }
        found
    }

    /// Takes a run of `least` to `most` digits that no further digit follows.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end < least || end > most.min(18) {
            return None;
        }
        let number = rest.get(..end)?.parse().ok()?;
        self.at += end;
        Some(number)
    }

    /// Whether a phrase may end here: no letter or digit follows, nor a possessive, nor a hyphen with a
    /// word, nor another date behind a slash.
    pub(super) fn is_end(&self) -> bool {
        let mut next = self.rest().chars();
        match next.next() {
            None => true,
            Some('-' | '\'' | '’' | '_') => !next.next().is_some_and(char::is_alphanumeric),
            Some('/') => !next.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => !c.is_alphanumeric(),
        }
    }
}

/// The month that a lower-cased word names, 1 to 12, in full or short.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word == "sept" {
        return Some(9);
    }
    let at = NAMES.iter().position(|name| word == *name || (word.len() == 3 && name.starts_with(word)))?;
    i8::try_from(at + 1).ok()
}

/// The weekday that a lower-cased word names, in full or short.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" | "weds" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}
