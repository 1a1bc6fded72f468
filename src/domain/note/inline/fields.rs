//! `key:value`, `key:"two words"`, `[key:: two words]`: the fields of an item.

use std::ops::Range;

use super::{dates::Taken, owner, scan::Reader, signs::is_other_key};
use crate::domain::{
    note::{
        diagnostic::Severity,
        item::{Agreed, Health, Visibility},
    },
    roster::Owner,
};

/// Whether a word, lower-cased, is the key of a field.
pub(super) fn is_key(word: &str) -> bool {
    const KEYS: [&str; 22] = [
        "from",
        "to",
        "about",
        "metric",
        "baseline",
        "now",
        "target",
        "supports",
        "goal",
        "horizon",
        "health",
        "displaces",
        "agreed",
        "decide-by",
        "decider",
        "recommend",
        "outcome",
        "evidence",
        "benefit",
        "until",
        "tell",
        "visibility",
    ];
    KEYS.contains(&word)
}

/// How far a closing bracket or quote may be from its opening one.
const REACH: usize = 1000;

impl Reader<'_> {
    /// `key:value`, its key lying between `at` and `end`.
    pub(super) fn field(&mut self, at: usize, end: usize, key: &str) -> Option<usize> {
        let after = self.from(end).strip_prefix(':')?;
        let is_day = matches!(key, "decide-by" | "until");
        let spaced = after.starts_with([' ', '\t']);
        let doubled = after.starts_with(':');
        let value = self.skip_spaces(end + 1 + usize::from(doubled));
        if (spaced || doubled) && !is_day && key != "visibility" {
            return None;
        }
        if let Some((inner, after)) = (!spaced).then(|| self.quoted(value)).flatten() {
            self.set(key, inner, at..after);
            return Some(after);
        }
        if is_day && let Some((taken, after)) = self.day_at(value) {
            self.set_day(key, Some(taken));
            self.cuts.push(at..after);
            return Some(after);
        }
        let opened = self.from(value).strip_prefix(QUOTES).is_some();
        let from = if opened { self.skip_one(value) } else { value };
        let to = self.bare_value(from);
        let written = self.slice(from..to);
        let known_word = visibility(written).is_some();
        if written.is_empty() || (spaced && !(key == "visibility" && known_word)) {
            return None;
        }
        if opened {
            let message = format!("The quote after `{key}:` does not end");
            self.say(value..to, Severity::Warning, "open-quote", message, "close the quote".to_owned());
        }
        self.set(key, from..to, at..to);
        Some(to)
    }

    /// `[key:: value]` or `(key:: value)`, its bracket at `at`.
    pub(super) fn bracketed(&mut self, at: usize, close: char) -> Option<usize> {
        const LONGEST_KEY: usize = 24;
        let inside = self.skip_spaces(at + 1);
        let rest = self.from(inside);
        let is_key = |c: char| c.is_ascii_alphabetic() || c == '-';
        let len = rest.char_indices().take(LONGEST_KEY).find(|(_, c)| !is_key(*c)).map(|(len, _)| len)?;
        let key = self.slice(inside..inside + len).to_ascii_lowercase();
        let after_key = self.skip_spaces(inside + len);
        let value = self.from(after_key).strip_prefix("::").map(|_| after_key + 2)?;
        let open = self.from(at).chars().next()?;
        let mut depth = 0usize;
        let mut end = None;
        for (offset, c) in self.from(value).char_indices().take_while(|(offset, _)| *offset < REACH) {
            if c == close && depth == 0 {
                end = Some(value + offset);
                break;
            }
            if c == open {
                depth += 1;
            } else if c == close {
                depth -= 1;
            }
        }
        let end = end?;
        let whole = at..end + close.len_utf8();
        let after = whole.end;
        if is_other_key(&key) {
            return Some(self.keep_sign(whole));
        }
        let inner = match self.quoted(self.skip_spaces(value)) {
            Some((inner, after)) if self.slice(after..end).trim().is_empty() => inner,
            _ => value..end,
        };
        self.set(&key, inner, whole).then_some(after)
    }

    /// Gives a key its value and takes the whole spelling out; whether the key is one of an item's.
    pub(super) fn set(&mut self, key: &str, value: Range<usize>, whole: Range<usize>) -> bool {
        match key {
            "due" | "by" => {
                self.due_value(value, whole);
                return true;
            }
            "completion" | "completed" | "done" => {
                if let Some(Taken::Day(day)) = self.whole_day(value) {
                    self.found.done_on = Some(day);
                }
            }
            "id" => {
                self.set_id(value, whole);
                return true;
            }
            "owner" => {
                if !self.slice(value.clone()).trim().is_empty() {
                    let name = self.slice(value.clone()).trim();
                    self.found.owner = Some(owner::owner_of(self, name, value));
                }
            }
            "decide-by" | "until" => {
                let taken = self.whole_day(value);
                self.set_day(key, taken);
            }
            "visibility" => self.set_visibility(value),
            "from" | "to" | "decider" | "tell" => self.set_person(key, value),
            "health" | "agreed" => self.set_choice(key, value),
            _ if is_key(key) => self.set_text(key, value),
            _ => return false,
        }
        self.cuts.push(whole);
        true
    }

    pub(super) fn set_id(&mut self, value: Range<usize>, whole: Range<usize>) {
        let id = self.slice(value.clone()).trim().trim_start_matches('^');
        let is_id = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if !id.is_empty() && id.chars().all(is_id) {
            if self.found.id.as_deref().is_some_and(|other| other != id) {
                let message = format!("This item has two ids; “{id}” counts");
                self.say(value, Severity::Warning, "two-ids", message, None::<String>);
            }
            self.found.id = Some(id.to_owned());
        } else if !id.is_empty() {
            let message = format!("“{id}” is not an id");
            let fix = "use letters, digits and - only".to_owned();
            self.say(value, Severity::Warning, "bad-id", message, fix);
        }
        self.cuts.push(whole);
    }

    fn set_day(&mut self, key: &str, taken: Option<Taken>) {
        let Some(Taken::Day(day)) = taken else { return };
        let slot = match key {
            "until" => &mut self.found.fields.until,
            _ => &mut self.found.fields.decide_by,
        };
        slot.get_or_insert(day);
    }

    fn set_visibility(&mut self, value: Range<usize>) {
        let written = self.slice(value.clone()).trim();
        let read = visibility(written);
        if read.is_none() {
            let message = format!("“{written}” is not a visibility: the item is confidential");
            let fix = "write shared, private or confidential".to_owned();
            self.say(value, Severity::Error, "bad-visibility", message, fix);
        }
        self.found.visibility = self.found.visibility.max(Some(read.unwrap_or(Visibility::Confidential)));
    }

    fn set_person(&mut self, key: &str, value: Range<usize>) {
        let written = self.slice(value.clone()).trim();
        if written.is_empty() {
            return;
        }
        let person = owner::owner_of(self, written, value.clone());
        let fields = &mut self.found.fields;
        let slot: &mut Option<Owner> = match key {
            "from" => &mut fields.from,
            "to" => &mut fields.to,
            "decider" => &mut fields.decider,
            _ => &mut fields.tell,
        };
        let first = slot.get_or_insert_with(|| person.clone());
        if *first != person {
            self.say_twice(key, value);
        }
    }

    fn set_choice(&mut self, key: &str, value: Range<usize>) {
        let written = self.slice(value.clone()).trim();
        let folded: String =
            written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let fields = &mut self.found.fields;
        let read = match (key, folded.as_str()) {
            (_, "") => true,
            ("health", "ontrack") => fields.health.get_or_insert(Health::OnTrack) == &Health::OnTrack,
            ("health", "atrisk") => fields.health.get_or_insert(Health::AtRisk) == &Health::AtRisk,
            ("health", "offtrack") => fields.health.get_or_insert(Health::OffTrack) == &Health::OffTrack,
            ("agreed", "yes" | "y" | "true") => fields.agreed.get_or_insert(Agreed::Yes) == &Agreed::Yes,
            ("agreed", "no" | "n" | "false") => fields.agreed.get_or_insert(Agreed::No) == &Agreed::No,
            _ => {
                let (code, words) = match key {
                    "health" => ("bad-health", "on-track, at-risk or off-track"),
                    _ => ("bad-agreed", "yes or no"),
                };
                let message = format!("`{key}` cannot be “{written}”");
                self.say(value, Severity::Warning, code, message, format!("write {words}"));
                return;
            }
        };
        if !read {
            self.say_twice(key, value);
        }
    }

    fn set_text(&mut self, key: &str, value: Range<usize>) {
        let written = self.slice(value.clone()).trim();
        let written = written.replace("\\\"", "\"");
        if written.is_empty() {
            return;
        }
        let fields = &mut self.found.fields;
        let slot: &mut Option<String> = match key {
            "about" => &mut fields.about,
            "metric" => &mut fields.metric,
            "baseline" => &mut fields.baseline,
            "now" => &mut fields.now,
            "target" => &mut fields.target,
            "supports" => &mut fields.supports,
            "goal" => &mut fields.goal,
            "horizon" => &mut fields.horizon,
            "displaces" => &mut fields.displaces,
            "recommend" => &mut fields.recommend,
            "outcome" => &mut fields.outcome,
            "evidence" => &mut fields.evidence,
            _ => &mut fields.benefit,
        };
        let first = slot.get_or_insert_with(|| written.clone());
        if *first != written {
            self.say_twice(key, value);
        }
    }

    fn say_twice(&mut self, key: &str, value: Range<usize>) {
        let message = format!("`{key}` stands here twice: the first counts");
        self.say(value, Severity::Warning, "field-twice", message, "keep one of them".to_owned());
    }

    /// The inside of a quote at `at`, and where the quote ends.
    pub(super) fn quoted(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let rest = self.from(at);
        let open = rest.chars().next()?;
        let is_close = |c: char| match open {
            '"' => c == '"',
            '“' | '”' | '„' => matches!(c, '”' | '“' | '"'),
            '\'' => c == '\'',
            '‘' => c == '’',
            '«' => c == '»',
            _ => false,
        };
        let inside = at + open.len_utf8();
        let mut escaped = false;
        for (offset, c) in self.from(inside).char_indices().take_while(|(offset, _)| *offset < REACH) {
            let end = inside + offset;
            let after = end + c.len_utf8();
            // An apostrophe within a word does not end a quote.
            let closes = is_close(c) && !escaped;
            if closes && !self.from(after).starts_with(char::is_alphanumeric) {
                return Some((inside..end, after));
            }
            escaped = c == '\\' && !escaped;
        }
        None
    }

    /// Where an unquoted value that begins at `at` ends: before white space and the punctuation before it,
    /// but after a link's brackets.
    pub(super) fn bare_value(&self, at: usize) -> usize {
        let rest = self.from(at);
        let mut end = 0;
        if rest.starts_with('[') {
            let reach = rest.char_indices().take_while(|(offset, _)| *offset < REACH);
            let mut depth = 0usize;
            for (offset, c) in reach {
                match c {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    end = offset + c.len_utf8();
                    break;
                }
            }
        }
        let tail = rest.get(end..).unwrap_or_default();
        end += tail.find(char::is_whitespace).unwrap_or(tail.len());
        let mut word = rest.get(..end).unwrap_or_default();
        let count = |c: char| word.chars().filter(|other| *other == c).count();
        let mut spare = [('(', ')'), ('[', ']'), ('{', '}')]
            .map(|(open, close)| (close, count(close).saturating_sub(count(open))));
        while let Some(last) = word.chars().next_back() {
            let unmatched = spare.iter_mut().find(|(close, spare)| *close == last && *spare > 0);
            match unmatched {
                Some((_, spare)) => *spare -= 1,
                None if ",;.!*~".contains(last) => {}
                None => break,
            }
            word = word.get(..word.len() - last.len_utf8()).unwrap_or_default();
        }
        at + word.len()
    }

    fn skip_one(&self, at: usize) -> usize {
        at + self.from(at).chars().next().map_or(0, char::len_utf8)
    }
}

const QUOTES: [char; 6] = ['"', '“', '”', '„', '‘', '«'];

fn visibility(written: &str) -> Option<Visibility> {
    match written.to_ascii_lowercase().as_str() {
        "shared" => Some(Visibility::Shared),
        "private" => Some(Visibility::Private),
        "confidential" => Some(Visibility::Confidential),
        _ => None,
    }
}
