//! Due and done dates, and the other signs of Obsidian Tasks, wherever they stand in a text.

use std::ops::Range;

use jiff::civil::{Date, date};

use super::{
    scan::Reader,
    signs::{Sign, recurrence, sign},
};
use crate::domain::note::{
    diagnostic::Severity,
    item::Kind,
    when::{self, Outcome},
};

/// One spelling of a due date.
pub(super) struct Due {
    pub(super) range: Range<usize>,
    pub(super) date: Date,
    pub(super) manner: Manner,
}

/// How a date is introduced, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manner {
    /// A word of the sentence: `by Friday`.
    Prose,
    /// A key or a sign: `due:friday`, 📅.
    Key,
}

/// The word that introduces a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// `due`
    Due,
    /// `by`, which is text unless a day follows.
    By,
}

/// What a day phrase comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// This day.
    Day(Date),
    /// It should be one and is none: an error has been said.
    Bad,
    /// It gives no day: a hint or warning has been said.
    NoDay,
}

/// What stands for a day that is not known yet.
const NOT_YET: [&str; 8] = ["tbd", "tba", "tbc", "asap", "none", "?", "unknown", "-"];

impl Reader<'_> {
    /// `due:…`, `due …`, `by:…`, `by …`, the word lying between `at` and `end`.
    pub(super) fn due(&mut self, at: usize, end: usize, lead: Lead) -> Option<usize> {
        let mut start = at;
        let mut value = end;
        let colons = self.from(end).len() - self.from(end).trim_start_matches(':').len();
        let manner = match colons {
            0 if self.from(end).starts_with(char::is_whitespace) => Manner::Prose,
            1 | 2 => Manner::Key,
            _ => return None,
        };
        value += colons;
        let emphasis = emphasis_before(self.slice(0..at));
        if manner == Manner::Key && !emphasis.is_empty() && self.from(value).starts_with(emphasis) {
            start -= emphasis.len();
            value += emphasis.len();
        }
        let glued = !self.from(value).starts_with(char::is_whitespace);
        value = self.skip_spaces(value);
        if let Some((inner, after)) = (manner == Manner::Key).then(|| self.quoted(value)).flatten() {
            self.due_value(inner, start..after);
            return Some(after);
        }
        if lead == Lead::Due {
            value = self.skip_fillers(value);
        }
        let wrap = self.emphasis_around_day(value);
        if let Some((taken, after)) = self.day_at(value + wrap) {
            let after = after + wrap;
            match taken {
                Taken::Day(date) => self.dues.push(Due { range: start..after, date, manner }),
                Taken::NoDay if manner == Manner::Prose => {}
                Taken::Bad | Taken::NoDay => self.cuts.push(start..after),
            }
            return Some(after);
        }
        let firm = manner == Manner::Key && (lead == Lead::Due || self.context.kind == Kind::Goal);
        let word = self.bare_value(value);
        let written = self.slice(value..word);
        let undecided = NOT_YET.iter().any(|word| written.eq_ignore_ascii_case(word));
        if !firm || written.is_empty() || !(glued || undecided) {
            return None;
        }
        self.due_value(value..word, start..word);
        Some(word)
    }

    /// The value of a key that means a due date and nothing else.
    pub(super) fn due_value(&mut self, value: Range<usize>, whole: Range<usize>) {
        let written = self.slice(value.clone()).trim();
        if NOT_YET.iter().any(|word| written.eq_ignore_ascii_case(word)) {
            let message = "No due date yet".to_owned();
            let fix = "write a day once it is known".to_owned();
            self.say(value, Severity::Hint, "vague-date", message, fix);
            self.cuts.push(whole);
            return;
        }
        match self.whole_day(value) {
            Some(Taken::Day(date)) => self.dues.push(Due { range: whole, date, manner: Manner::Key }),
            _ => self.cuts.push(whole),
        }
    }

    /// `done:2026-03-10`.
    pub(super) fn done(&mut self, at: usize, end: usize) -> Option<usize> {
        let value = self.from(end).strip_prefix(':').map(|_| self.skip_spaces(end + 1))?;
        self.done_at(at, value)
    }

    /// A done date at `value`, whose introduction begins at `at`.
    fn done_at(&mut self, at: usize, value: usize) -> Option<usize> {
        let anchor = self.context.anchor.unwrap_or(NO_ANCHOR);
        let reading = when::day(self.from(value), anchor)?;
        let after = value + reading.len;
        let day = match reading.outcome {
            Outcome::Vague => return None,
            // What is done lies behind: of two days the earlier is meant, and there is nothing to ask.
            Outcome::Ambiguous { earlier, .. } if self.context.anchor.is_some() => Some(earlier),
            _ => match self.day_at(value)?.0 {
                Taken::Day(date) => Some(date),
                Taken::Bad | Taken::NoDay => None,
            },
        };
        self.found.done_on = day.or(self.found.done_on);
        self.cuts.push(at..after);
        Some(after)
    }

    /// `:date: 2026-03-13`.
    pub(super) fn shortcode(&mut self, at: usize) -> Option<usize> {
        let rest = self.from(at);
        let len = [":date:", ":calendar:"]
            .into_iter()
            .find(|code| rest.get(..code.len()).is_some_and(|start| start.eq_ignore_ascii_case(code)))?;
        self.due_sign(at, at + len.len())
    }

    /// A sign of Obsidian Tasks, with what follows it.
    pub(super) fn sign(&mut self, c: char, at: usize) -> Option<usize> {
        let sign = sign(c)?;
        let mut end = at + c.len_utf8();
        end += self.from(end).strip_prefix('\u{fe0f}').map_or(0, |_| '\u{fe0f}'.len_utf8());
        let value = self.skip_spaces(end);
        match sign {
            Sign::Due => self.due_sign(at, end),
            Sign::Done => self.done_at(at, value),
            Sign::Id => {
                let rest = self.from(value);
                let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let len = rest.find(|c| !is_id(c)).unwrap_or(rest.len());
                (len > 0).then(|| {
                    self.set_id(value..value + len, at..value + len);
                    value + len
                })
            }
            Sign::OtherDate => {
                let anchor = self.context.anchor.unwrap_or(NO_ANCHOR);
                let reading = when::day(self.from(value), anchor).filter(|day| !day.needs_anchor)?;
                Some(self.keep_sign(at..value + reading.len))
            }
            Sign::Recurrence => {
                let len = recurrence(self.from(value));
                (len > 0).then(|| self.keep_sign(at..value + len))
            }
            Sign::OtherWord => {
                let end = self.bare_value(value);
                (end > value).then(|| self.keep_sign(at..end))
            }
            Sign::Alone => Some(self.keep_sign(at..end)),
        }
    }

    pub(super) fn keep_sign(&mut self, range: Range<usize>) -> usize {
        self.found.signs.push(self.slice(range.clone()).to_owned());
        let end = range.end;
        self.cuts.push(range);
        end
    }

    fn due_sign(&mut self, at: usize, end: usize) -> Option<usize> {
        let value = self.skip_spaces(end);
        let (taken, after) = self.day_at(value)?;
        match taken {
            Taken::Day(date) => self.dues.push(Due { range: at..after, date, manner: Manner::Key }),
            Taken::Bad => self.cuts.push(at..after),
            Taken::NoDay => {}
        }
        Some(after)
    }

    /// Of all spellings of a due date: the last of the strongest. A phrase that says otherwise stays text.
    pub(super) fn settle_dues(&mut self) {
        let dues = std::mem::take(&mut self.dues);
        let strongest = dues.iter().map(|due| due.manner).max();
        let Some(counts) = dues.iter().rfind(|due| Some(due.manner) == strongest) else { return };
        self.found.due = Some(counts.date);
        self.found.findings.retain(|finding| finding.code != "vague-date");
        let agree = |due: &&Due| due.date == counts.date || due.manner == Manner::Key;
        self.cuts.extend(dues.iter().filter(agree).map(|due| due.range.clone()));
        if let Some(other) = dues.iter().find(|due| due.date != counts.date) {
            let message =
                format!("Two due dates, {} and {}: {} counts", other.date, counts.date, counts.date);
            let fix = "keep one of them".to_owned();
            self.say(other.range.clone(), Severity::Warning, "two-due-dates", message, fix);
        }
    }

    /// The day phrase at `at`, and where it ends. What there is to say about it is said.
    pub(super) fn day_at(&mut self, at: usize) -> Option<(Taken, usize)> {
        let reading = when::day(self.from(at), self.context.anchor.unwrap_or(NO_ANCHOR))?;
        let range = at..at + reading.len;
        let after = range.end;
        let written = self.slice(range.clone());
        let plain = || "write the day as YYYY-MM-DD".to_owned();
        let taken = match reading.outcome {
            Outcome::Vague => {
                let message = format!("“{written}” is no day");
                self.say(range, Severity::Hint, "vague-date", message, plain());
                Taken::NoDay
            }
            Outcome::NotADate(message) => {
                self.say(range, Severity::Error, "bad-date", message, plain());
                Taken::Bad
            }
            _ if reading.needs_anchor && self.context.anchor.is_none() => {
                let message = format!("“{written}” counts from the note's date, which is not known");
                let fix = "give the note a date, or write the day as YYYY-MM-DD".to_owned();
                self.say(range, Severity::Warning, "no-note-date", message, fix);
                Taken::NoDay
            }
            Outcome::Ambiguous { earlier, later } => {
                let message = format!("“{written}” can be {earlier} or {later}: {earlier} is taken");
                self.say(range, Severity::Warning, "ambiguous-date", message, plain());
                Taken::Day(earlier)
            }
            Outcome::Day(day) => {
                if let Some(doubt) = reading.doubt {
                    self.say(range, Severity::Warning, "wrong-weekday", doubt, None::<String>);
                }
                Taken::Day(day)
            }
        };
        Some((taken, after))
    }

    /// The day that a whole value is; `None`, with an error said, where it is something else. An empty value
    /// says nothing.
    pub(super) fn whole_day(&mut self, value: Range<usize>) -> Option<Taken> {
        let written = self.slice(value.clone());
        let (text, lead) = (written.trim(), written.len() - written.trim_start().len());
        if text.is_empty() {
            return None;
        }
        let anchor = self.context.anchor.unwrap_or(NO_ANCHOR);
        let whole = when::day(text, anchor).is_some_and(|day| {
            let after = text.get(day.len..).unwrap_or_default();
            after.trim_matches(|c: char| c.is_whitespace() || c == ',').is_empty()
                || when::time(after).is_some()
        });
        if whole {
            return self.day_at(value.start + lead).map(|(taken, _)| taken);
        }
        let message = format!("“{text}” is not a date");
        let fix = "write the day as YYYY-MM-DD".to_owned();
        self.say(value, Severity::Error, "bad-date", message, fix);
        None
    }

    /// The length of the emphasis on each side of a day at `at`; 0 where there is none.
    fn emphasis_around_day(&self, at: usize) -> usize {
        let rest = self.from(at);
        let run = rest.len() - rest.trim_start_matches(['*', '_']).len();
        if run == 0 {
            return 0;
        }
        let (Some(sign), Some(inside)) = (rest.get(..run), rest.get(run..)) else { return 0 };
        let day = when::day(inside, self.context.anchor.unwrap_or(NO_ANCHOR));
        let wrapped =
            |day: when::DayReading| inside.get(day.len..).is_some_and(|after| after.starts_with(sign));
        if day.is_some_and(wrapped) { run } else { 0 }
    }

    pub(super) fn skip_spaces(&self, at: usize) -> usize {
        let rest = self.from(at);
        at + rest.len() - rest.trim_start().len()
    }

    /// Past the small words that may stand between `due` and its day.
    fn skip_fillers(&self, mut at: usize) -> usize {
        const FILLERS: [&str; 5] = ["date", "on", "by", "before", ":"];
        for filler in FILLERS {
            let rest = self.from(at);
            let found = rest.get(..filler.len()).is_some_and(|start| start.eq_ignore_ascii_case(filler));
            let after = rest.get(filler.len()..).unwrap_or_default();
            if found && after.starts_with(|c: char| c.is_whitespace() || c == ':') {
                at = self.skip_spaces(at + filler.len());
                if self.from(at).starts_with(':') {
                    at = self.skip_spaces(at + 1);
                }
            }
        }
        at
    }
}

/// What days are read from where the note has no date, to know where their phrases end.
const NO_ANCHOR: Date = date(2000, 1, 3);

/// The emphasis that a text ends with.
fn emphasis_before(text: &str) -> &str {
    let start = text.trim_end_matches(['*', '_']).len();
    text.get(start..).unwrap_or_default()
}
