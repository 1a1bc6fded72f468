//! The parts of an item: what stands before its text, its box, and the words and fields of its text.

use std::ops::Range;

use super::{blocks::marker, tree::Kind};
use crate::domain::{
    note::{
        body,
        inline::{self, Context, Inline},
        item::Kind as ItemKind,
    },
    roster::Roster,
};

/// An item's text, taken apart; one after the other the parts are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// Indent, bullet and white space; in YAML also an opening quote.
    pub(super) lead: &'a str,
    /// The box with the white space behind it, or nothing.
    pub(super) mark: &'a str,
    /// The text itself.
    pub(super) body: &'a str,
    /// In YAML a closing quote and what follows it.
    pub(super) tail: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes an item or a YAML list's entry apart.
    pub(super) fn of(kind: Kind, text: &'a str) -> Self {
        let bare = text.trim_start();
        let indent = text.len() - bare.len();
        let mut at = indent + marker(bare).unwrap_or(0);
        let mut end = text.len();
        if kind == Kind::Entry {
            let rest = text.get(at..).unwrap_or_default();
            for quote in ['"', '\''] {
                let closing = rest.strip_prefix(quote).and_then(|inner| inner.rfind(quote));
                if let Some(length) = closing {
                    at += 1;
                    end = at + length;
                }
            }
        } else {
            // `- - [ ] x`: a list within a list, on one line.
            while let Some(more) = text.get(at..).and_then(marker).filter(|_| at > indent) {
                at += more;
            }
        }
        let inner = text.get(at..end).unwrap_or_default();
        let bracket = body::checkbox(inner).map_or(0, |(_, length)| length);
        let after = inner.get(bracket..).unwrap_or_default();
        let gap = if bracket > 0 { after.len() - after.trim_start_matches([' ', '\t']).len() } else { 0 };
        let cut = |range: Range<usize>| text.get(range).unwrap_or_default();
        Self {
            lead: cut(0..at),
            mark: cut(at..at + bracket + gap),
            body: cut(at + bracket + gap..end),
            tail: cut(end..text.len()),
        }
    }
}

/// A word or a field of an item's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// The white space before it.
    pub(super) gap: &'a str,
    pub(super) text: &'a str,
    /// What field it is, with a number where it is not the first of its kind; `None` for a word.
    pub(super) field: Option<(String, usize)>,
}

/// The words and fields of an item's text, in order.
pub(super) fn elements(text: &str) -> Vec<Element<'_>> {
    let mut out: Vec<Element<'_>> = Vec::new();
    let mut from = 0;
    for cut in spellings(text) {
        let whole = text.get(cut.clone()).unwrap_or_default();
        let trimmed = whole.trim();
        let name = name(trimmed);
        if cut.start < from || trimmed.is_empty() || name.is_none() {
            continue;
        }
        let start = cut.start + whole.len() - whole.trim_start().len();
        let (start, trimmed) = bracketed(text, from, start, trimmed);
        words(text, from..start, &mut out);
        from = start + trimmed.len();
        let name = name.unwrap_or_default();
        let is_same = |one: &&Element<'_>| one.field.as_ref().is_some_and(|(other, _)| *other == name);
        let earlier = out.iter().filter(is_same).count();
        let field = Some((name, earlier));
        let gap = gap_before(text, start);
        out.push(Element { gap, text: trimmed, field });
    }
    words(text, from..text.len(), &mut out);
    out
}

/// A spelling with the brackets around it, if nothing else is in them.
fn bracketed<'a>(text: &'a str, floor: usize, start: usize, spelling: &'a str) -> (usize, &'a str) {
    let end = start + spelling.len();
    let before = text.get(floor..start).and_then(|before| before.chars().next_back());
    let behind = text.get(end..).and_then(|behind| behind.chars().next());
    match (before, behind) {
        (Some('('), Some(')')) | (Some('['), Some(']')) => {
            (start - 1, text.get(start - 1..=end).unwrap_or(spelling))
        }
        _ => (start, spelling),
    }
}

/// An item's text as the reader of notes sees it, without what it says of itself.
pub(super) fn read(text: &str) -> Inline {
    with_context(|context| inline::read(&one_line(text), context))
}

/// Where the fields stand, those that overlap made one.
fn spellings(text: &str) -> Vec<Range<usize>> {
    let found = with_context(|context| inline::spellings(&one_line(text), context));
    let mut out: Vec<Range<usize>> = Vec::new();
    for cut in found {
        match out.last_mut() {
            Some(last) if cut.start < last.end => last.end = last.end.max(cut.end),
            _ => out.push(cut),
        }
    }
    out
}

fn with_context<T>(read: impl FnOnce(&Context<'_>) -> T) -> T {
    let roster = Roster::default();
    // Which day a phrase means makes no difference, only that it means one.
    let anchor = Some(jiff::civil::Date::constant(2026, 1, 1));
    read(&Context { roster: &roster, attendees: &[], anchor, kind: ItemKind::Commitment })
}

/// The text with its line ends as spaces, every byte where it was.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn words<'a>(text: &'a str, range: Range<usize>, out: &mut Vec<Element<'a>>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut at = range.start;
    for word in part.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !bare.is_empty() {
            out.push(Element { gap: gap_before(text, at), text: bare, field: None });
        }
        at += word.len();
    }
}

fn gap_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.get(before.trim_end().len()..).unwrap_or_default()
}

/// Which field a spelling gives; `None` where it is none, such as a comment.
fn name(spelling: &str) -> Option<String> {
    if spelling.starts_with("<!--") {
        return None;
    }
    let bare = spelling.trim_start_matches(['[', '(', '*', '_', ' ']).to_lowercase();
    let sign = bare.chars().next()?;
    let word: String = bare.chars().take_while(|c| c.is_alphabetic() || *c == '-').collect();
    let after = bare.get(word.len()..).unwrap_or_default();
    Some(match sign {
        '^' | '🆔' => "id".to_owned(),
        '~' => "strike".to_owned(),
        '📅' | '📆' | '🗓' | ':' => "due".to_owned(),
        '✅' => "done".to_owned(),
        _ if matches!(word.as_str(), "due" | "by") => "due".to_owned(),
        _ if matches!(word.as_str(), "done" | "completion" | "completed") => "done".to_owned(),
        _ if !word.is_empty() && after.trim_start().starts_with(':') && is_field(&word) => word,
        _ if sign.is_ascii() || sign.is_alphabetic() => "owner".to_owned(),
        sign => sign.to_string(),
    })
}

fn is_field(word: &str) -> bool {
    let mut item = Inline::default();
    let known = with_context(|context| inline::set(&mut item, word, "", context));
    known == inline::Known::Yes || matches!(word, "created" | "scheduled" | "start" | "repeat" | "priority")
}

#[cfg(test)]
mod tests {
    use super::{Kind, Parts, elements};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found = elements(text);
        let shown: Vec<String> = found
            .iter()
            .map(|one| match &one.field {
                Some((name, 0)) => format!("{name}={}", one.text),
                Some((name, n)) => format!("{name}{n}={}", one.text),
                None => one.text.to_owned(),
            })
            .collect();
        assert_eq!(shown, expect, "{text:?}");
        let whole: String = found.iter().map(|one| [one.gap, one.text].concat()).collect();
        assert_eq!(whole, text.trim_end(), "{text:?}");
    }

    #[test]
    fn words_and_fields() {
        check("Send the plan", &["Send", "the", "plan"]);
        check("Send plan due:2026-03-13 ^mig-plan", &["Send", "plan", "due=due:2026-03-13", "id=^mig-plan"]);
        check("@priya send (due 2026-03-13).", &["owner=@priya", "send", "due=(due 2026-03-13)", "."]);
        check("Send 📅 2026-03-13 ✅ 2026-03-10", &["Send", "due=📅 2026-03-13", "done=✅ 2026-03-10"]);
        check("Send\n  it by friday\r\n  now", &["Send", "it", "due=by friday", "now"]);
        check(
            "Fix calls metric:\"calls a week\" [target:: 10]",
            &["Fix", "calls", "metric=metric:\"calls a week\"", "target=[target:: 10]"],
        );
        check("~~gone~~", &["strike=~~", "gone", "strike1=~~"]);
        check("I'll go <!-- not: this -->", &["owner=I'll", "go", "<!--", "not:", "this", "-->"]);
        check(
            "Ship ⏳ 2026-03-01 [priority:: high]",
            &["Ship", "⏳=⏳ 2026-03-01", "priority=[priority:: high]"],
        );
    }

    #[test]
    fn what_stands_before_and_behind_a_text() {
        let parts = |kind, text| {
            let Parts { lead, mark, body, tail } = Parts::of(kind, text);
            [lead, mark, body, tail]
        };
        assert_eq!(parts(Kind::Item, "  1. [x]  send\n it"), ["  1. ", "[x]  ", "send\n it", ""]);
        assert_eq!(parts(Kind::Item, "- - [ ]"), ["- - ", "[ ]", "", ""]);
        assert_eq!(parts(Kind::Item, "- plain"), ["- ", "", "plain", ""]);
        assert_eq!(parts(Kind::Item, "TODO send"), ["", "", "TODO send", ""]);
        assert_eq!(parts(Kind::Entry, "  - \"[ ] a\" # b"), ["  - \"", "[ ] ", "a", "\" # b"]);
        assert_eq!(parts(Kind::Entry, "- a"), ["- ", "", "a", ""]);
    }
}
