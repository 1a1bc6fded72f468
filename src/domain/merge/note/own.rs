//! Two versions of one piece's own text → one.

use std::borrow::Cow;

use super::{
    Grain, lines_of,
    parts::Parts,
    tokens::is_seal,
    tree::{Kind, Node},
    words,
};

/// Whether both sides changed one thing to different values, so that one of them is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    No,
    Yes,
}

impl Clash {
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Yes { self } else { other }
    }
}

/// What a piece says in the merged text.
#[derive(Clone, Debug)]
pub(super) struct Own<'a> {
    pub(super) lead: &'a str,
    pub(super) text: Cow<'a, str>,
    pub(super) end: &'a str,
    pub(super) clash: Clash,
}

/// The value of one thing: the one that a side changed it to, and where both did, `late`'s.
pub(super) fn pick<'a>(base: Option<&str>, early: &'a str, late: &'a str) -> (&'a str, Clash) {
    if early == late || Some(early) == base {
        (late, Clash::No)
    } else if Some(late) == base {
        (early, Clash::No)
    } else {
        (late, Clash::Yes)
    }
}

/// A piece of one version only.
pub(super) fn alone<'a>(node: &Node<'a>) -> Own<'a> {
    Own { lead: node.lead, text: Cow::Borrowed(node.text), end: node.end, clash: Clash::No }
}

/// Merges what both versions say.
pub(super) fn merge<'a>(base: Option<&Node<'a>>, early: &Node<'a>, late: &Node<'a>, grain: Grain) -> Own<'a> {
    let (lead, _) = pick(base.map(|base| base.lead), early.lead, late.lead);
    let was = base.map(|base| base.text);
    let (chosen, clash) = pick(was, early.text, late.text);
    let mut own =
        Own { lead, text: Cow::Borrowed(chosen), end: end(base.map(|base| base.end), early, late), clash };
    if clash == Clash::No {
        return own;
    }
    if early.text.trim() == late.text.trim() || is_seal(late.text) {
        // White space is worth no file beside the note; a digest's seal no longer fits, whichever is taken.
        own.clash = Clash::No;
        return own;
    }
    if grain == Grain::Fields {
        let found = match late.kind {
            Kind::Item => item(late.kind, was, early.text, late.text),
            Kind::Entry => entry(was, early.text, late.text),
            Kind::Key => flow(was, early.text, late.text).map(|text| (text, Clash::No)),
            Kind::Line => was
                .and_then(|was| super::line::merge(was, early.text, late.text))
                .map(|text| (text, Clash::No)),
            Kind::Block => was.and_then(|was| lines_of(was, early.text, late.text)),
            _ => None,
        };
        if let Some((text, clash)) = found {
            (own.text, own.clash) = (Cow::Owned(text), clash);
        }
    }
    own
}

/// How the line ends; the end of the text says nothing of it.
fn end<'a>(base: Option<&'a str>, early: &Node<'a>, late: &Node<'a>) -> &'a str {
    match (early.end, late.end) {
        ("", end) | (end, "") => end,
        (early, late) => pick(base, early, late).0,
    }
}

fn item(kind: Kind, base: Option<&str>, early: &str, late: &str) -> Option<(String, Clash)> {
    let (early, late) = (Parts::of(kind, early), Parts::of(kind, late));
    let was = base.map(|base| Parts::of(kind, base));
    let (lead, _) = pick(was.map(|was| was.lead), early.lead, late.lead);
    // White space behind the box is no part of what it says.
    let sign = |parts: Parts<'_>| parts.mark.trim_end().to_owned();
    let (early_mark, late_mark) = (sign(early), sign(late));
    let was_mark = was.map(sign);
    let (mark, marks) = pick(was_mark.as_deref(), &early_mark, &late_mark);
    let mark = if mark == late_mark { late.mark } else { early.mark };
    let spaced = mark.is_empty() || mark.ends_with([' ', '\t']);
    let mark = if spaced { mark.to_owned() } else { format!("{mark} ") };
    let (body, words) = words::merge(was.map_or("", |was| was.body), early.body, late.body);
    let (tail, tails) = pick(was.map(|was| was.tail), early.tail, late.tail);
    let mark = if body.is_empty() || body.starts_with(char::is_whitespace) { mark.trim_end() } else { &mark };
    Some(([lead, mark, &body, tail].concat(), marks.or(words).or(tails)))
}

/// An entry of a YAML list is merged as an item where all of its versions are quoted alike.
fn entry(base: Option<&str>, early: &str, late: &str) -> Option<(String, Clash)> {
    let quote =
        |text: &str| Parts::of(Kind::Entry, text).lead.trim_start().trim_start_matches(['-', ' ']).to_owned();
    let is_mapping = |text: &str| {
        let inner = text.trim_start().trim_start_matches('-').trim_start();
        inner.starts_with(['{', '[', '&', '*', '!', '|', '>'])
            || crate::domain::note::front_matter::split::key(inner).is_some()
    };
    let all: Vec<&str> = base.into_iter().chain([early, late]).collect();
    let alike = all.windows(2).all(|two| quote(two[0]) == quote(two[1]));
    let quoted = !quote(late).is_empty();
    if !alike || !quoted && all.iter().any(|text| is_mapping(text)) {
        return None;
    }
    item(Kind::Entry, base, early, late)
}

/// A key's list on one line: `tags: [a, b]`.
struct Flow<'a> {
    head: &'a str,
    entries: Vec<&'a str>,
    tail: &'a str,
}

impl<'a> Flow<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let open = text.find(": [").map(|at| at + 3)?;
        let close = text.rfind(']').filter(|close| *close >= open)?;
        let entries = entries(text.get(open..close)?)?;
        let twice = entries.iter().enumerate().any(|(at, entry)| entries[..at].contains(entry));
        (!twice).then_some(Self { head: text.get(..open)?, entries, tail: text.get(close..)? })
    }

    /// A value that is no list is as good as the only entry of one.
    fn of_one(text: &'a str) -> Option<Self> {
        let value = text.get(text.find(": ")? + 2..)?.trim();
        let entries = entries(value).filter(|entries| entries.len() == 1)?;
        (!value.starts_with(['&', '*', '!', '|', '>'])).then_some(Self { head: "", entries, tail: "" })
    }
}

/// The entries of a list on one line; `None` where one is itself a list or a mapping, or a comment follows.
fn entries(inner: &str) -> Option<Vec<&str>> {
    let mut out = Vec::new();
    let (mut from, mut quote) = (0, None);
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') | (None, '[' | ']' | '{' | '}' | '#') | (_, '\n') => return None,
            (Some(open), _) => quote = quote.filter(|_| open != c),
            (None, '"' | '\'') if inner.get(from..at).is_some_and(|before| before.trim().is_empty()) => {
                quote = Some(c);
            }
            (None, ',') => {
                out.extend(inner.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    out.extend(inner.get(from..));
    let entries = out.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).collect();
    quote.is_none().then_some(entries)
}

fn flow(base: Option<&str>, early: &str, late: &str) -> Option<String> {
    let list = base.and_then(Flow::of);
    let frame = list.as_ref().map(|list| (list.head, list.tail));
    let was = match (list, base) {
        (Some(list), _) => list,
        (None, Some(base)) => Flow::of_one(base)?,
        (None, None) => Flow { head: "", entries: Vec::new(), tail: "" },
    };
    let (early, late) = (Flow::of(early)?, Flow::of(late)?);
    let mut merged: Vec<&str> = late
        .entries
        .iter()
        .copied()
        .filter(|entry| !was.entries.contains(entry) || early.entries.contains(entry))
        .collect();
    for (at, entry) in early.entries.iter().enumerate() {
        if was.entries.contains(entry) || late.entries.contains(entry) {
            continue;
        }
        let before =
            early.entries[..at].iter().rev().find_map(|one| merged.iter().position(|other| other == one));
        merged.insert(before.map_or(0, |before| before + 1), entry);
    }
    let (head, heads) = pick(frame.map(|(head, _)| head), early.head, late.head);
    let (tail, tails) = pick(frame.map(|(_, tail)| tail), early.tail, late.tail);
    (heads == Clash::No && tails == Clash::No).then(|| format!("{head}{}{tail}", merged.join(", ")))
}
