//! The pass over a text: every spelling that can stand anywhere, and then the order in which the rest is
//! settled.

use std::ops::Range;

use super::{
    Context, Finding, Inline, Struck, fields,
    mask::{Over, shields},
    owner,
    trim::{Rest, joined, without},
};
use crate::domain::note::diagnostic::Severity;

use super::dates::{Due, Lead};

/// One item's text while it is read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(super) found: Inline,
    /// What is taken out, in any order.
    pub(super) cuts: Vec<Range<usize>>,
    pub(super) dues: Vec<Due>,
    /// Every `@name` that may be an owner, by place.
    pub(super) handles: Vec<Handle>,
    /// The last `^word`.
    caret: Option<Range<usize>>,
}

/// An `@name` in a text.
pub(super) struct Handle {
    pub(super) range: Range<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, context: &'a Context<'a>) -> Self {
        Self {
            text,
            context,
            found: Inline::default(),
            cuts: Vec::new(),
            dues: Vec::new(),
            handles: Vec::new(),
            caret: None,
        }
    }

    pub(super) fn read(mut self) -> Inline {
        self.settle();
        let cuts = joined(self.text, std::mem::take(&mut self.cuts));
        self.found.text = without(self.text, &cuts);
        self.found.findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
        self.found
    }

    pub(super) fn spellings(mut self) -> Vec<Range<usize>> {
        self.settle();
        self.cuts.sort_by_key(|cut| (cut.start, cut.end));
        self.cuts
    }

    fn settle(&mut self) {
        self.scan();
        self.settle_dues();
        self.settle_id();
        self.settle_strike();
        owner::settle(self);
        self.settle_strike();
    }

    pub(super) fn say(
        &mut self,
        range: Range<usize>,
        severity: Severity,
        code: &'static str,
        message: String,
        fix: impl Into<Option<String>>,
    ) {
        self.found.findings.push(Finding { range, severity, code, message, fix: fix.into() });
    }

    /// What is left of the text as things stand.
    pub(super) fn rest(&self) -> Rest {
        Rest::new(self.text, &joined(self.text, self.cuts.clone()))
    }

    /// The text from `at` on, empty where there is none.
    pub(super) fn from(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The bytes that a part of the text takes.
    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    fn scan(&mut self) {
        let shields = shields(self.text);
        let mut next = 0;
        let mut at = 0;
        while at < self.text.len() {
            while let Some(shield) = shields.get(next).filter(|shield| shield.range.start < at) {
                at = at.max(shield.range.end);
                next += 1;
            }
            if let Some(shield) = shields.get(next).filter(|shield| shield.range.start == at) {
                if shield.over == Over::Comment {
                    self.cuts.push(shield.range.clone());
                }
                at = shield.range.end;
                next += 1;
                continue;
            }
            let Some(c) = self.from(at).chars().next() else { break };
            at = self.token(c, at).unwrap_or(at + c.len_utf8());
        }
    }

    /// Reads what begins at `at`; where it ends, if it is anything.
    fn token(&mut self, c: char, at: usize) -> Option<usize> {
        match c {
            '[' => self.bracketed(at, ']'),
            '(' => self.bracketed(at, ')'),
            '@' => self.handle(at),
            '^' => self.caret(at),
            ':' => self.shortcode(at),
            c if c.is_alphanumeric() => {
                let rest = self.from(at);
                let word = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
                let read = if self.begins_word(at) { self.word(at, at + word) } else { None };
                read.or(Some(at + word))
            }
            c if !c.is_ascii() => self.sign(c, at),
            _ => None,
        }
    }

    /// Whether a keyword may begin here.
    fn begins_word(&self, at: usize) -> bool {
        let mut before = self.slice(0..at).chars().rev();
        match before.next() {
            None => true,
            Some('_') => before.find(|c| *c != '_').is_none_or(|c| !c.is_alphanumeric()),
            Some(c) if c.is_ascii() => c.is_ascii_whitespace() || "([{*~=,;!?\"'|>".contains(c),
            Some(c) => !c.is_alphanumeric(),
        }
    }

    fn word(&mut self, at: usize, end: usize) -> Option<usize> {
        const LONGEST_KEY: usize = 12;
        if end - at > LONGEST_KEY {
            return None;
        }
        match self.slice(at..end).to_ascii_lowercase().as_str() {
            "due" => self.due(at, end, Lead::Due),
            "by" => self.due(at, end, Lead::By),
            "done" => self.done(at, end),
            key if fields::is_key(key) => self.field(at, end, key),
            _ => None,
        }
    }

    fn handle(&mut self, at: usize) -> Option<usize> {
        let before = self.slice(0..at).chars().next_back();
        let follows_handle = self.handles.last().is_some_and(|last| last.range.end + 1 == at);
        let free = match before {
            Some('/') => follows_handle,
            Some(c) => !c.is_alphanumeric() && !"._+-@\\`#".contains(c),
            None => true,
        };
        let (len, _) = free.then(|| owner::handle(self.from(at), self.context.roster)).flatten()?;
        self.handles.push(Handle { range: at..at + len });
        Some(at + len)
    }

    fn caret(&mut self, at: usize) -> Option<usize> {
        let before = self.slice(0..at).chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace() && !"~*_)]".contains(c)) {
            return None;
        }
        let rest = self.from(at);
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let end = rest.get(..end)?.trim_end_matches(['~', '*']).len();
        if end > 1 {
            self.caret = Some(at..at + end);
        }
        None
    }

    /// Whether nothing but what is taken out, these places, and closing punctuation follows `at`.
    pub(super) fn is_last(&self, at: usize, also: &[Range<usize>]) -> bool {
        let later = self.cuts.iter().chain(also).filter(|cut| cut.start >= at).cloned().collect();
        let mut from = at;
        for cut in joined(self.text, later) {
            if from < cut.start && !is_tail(self.slice(from..cut.start)) {
                return false;
            }
            from = cut.end;
        }
        is_tail(self.from(from))
    }

    /// A closing `^id`: nothing but what is taken out, and `@names`, may follow it.
    fn settle_id(&mut self) {
        let Some(caret) = self.caret.take() else { return };
        let handles: Vec<Range<usize>> = self.handles.iter().map(|handle| handle.range.clone()).collect();
        if !self.is_last(caret.end, &handles) {
            return;
        }
        let id = self.slice(caret.start + 1..caret.end);
        if !id.chars().all(|c| c.is_alphanumeric() || c == '-') {
            let message = format!("“^{id}” is not an id");
            let fix = "use letters, digits and - only".to_owned();
            self.say(caret, Severity::Warning, "bad-id", message, fix);
            return;
        }
        if self.found.id.as_deref().is_some_and(|other| other != id) {
            let message = format!("This item has two ids; “{id}” counts");
            self.say(caret.clone(), Severity::Warning, "two-ids", message, None::<String>);
        }
        self.found.id = Some(id.to_owned());
        self.cuts.push(caret);
    }

    /// A text that is struck from beginning to end loses its tildes.
    fn settle_strike(&mut self) {
        let rest = self.rest();
        let text = rest.text.trim_start_matches(is_loose);
        let start = rest.text.len() - text.len();
        let text = text.trim_end_matches(is_loose);
        let Some(inner) = text.strip_prefix("~~").and_then(|text| text.strip_suffix("~~")) else { return };
        if inner.trim().is_empty() || inner.contains("~~") {
            return;
        }
        self.found.struck = Struck::Whole;
        let end = start + text.len();
        self.cuts.extend([rest.whole(start..start + 2), rest.whole(end - 2..end)]);
    }
}

fn is_tail(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || "~*_)].!,;-–—".contains(c))
}

fn is_loose(c: char) -> bool {
    c.is_whitespace() || "-–—,;:|→".contains(c)
}
