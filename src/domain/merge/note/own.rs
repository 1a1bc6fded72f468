//! Two versions of one piece's own text → one.

use std::borrow::Cow;

use super::{
    Grain, flow, lines_of,
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
    if said(early) == said(late) || is_seal(late.text) {
        // White space and quotes are worth no file beside the note; a digest's seal no longer fits, whichever is
        // taken.
        own.clash = Clash::No;
        return own;
    }
    if grain == Grain::Fields {
        let found = match late.kind {
            Kind::Item => item(late.kind, was, early.text, late.text),
            Kind::Entry => entry(was, early.text, late.text),
            Kind::Key => flow::merge(was, early.text, late.text),
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

/// What a piece says, however it is written.
fn said(node: &Node<'_>) -> String {
    match node.kind {
        Kind::Key | Kind::Entry => node.text.trim().replace(['"', '\''], ""),
        _ => node.text.trim().to_owned(),
    }
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

/// An entry of a YAML list is merged by its keys, or as an item where all of its versions are quoted alike.
fn entry(base: Option<&str>, early: &str, late: &str) -> Option<(String, Clash)> {
    if let Some(merged) = flow::merge(base, early, late) {
        return Some(merged);
    }
    let quote =
        |text: &str| Parts::of(Kind::Entry, text).lead.trim_start().trim_start_matches(['-', ' ']).to_owned();
    let is_mapping = |text: &str| {
        let inner = text.trim_start().trim_start_matches('-').trim_start();
        inner.starts_with(['{', '[', '&', '*', '!', '|', '>'])
            || crate::domain::note::front_matter::split::key(inner).is_some()
    };
    let all: Vec<&str> = base.into_iter().chain([early, late]).collect();
    let alike = all.windows(2).all(|two| quote(two[0]) == quote(two[1]));
    if all.iter().any(|text| quote(text).is_empty() && is_mapping(text)) {
        return None;
    }
    if alike {
        return item(Kind::Entry, base, early, late);
    }
    // A box wants quotes: what one side put them around is the same text.
    let is_plain = |text: &&str| !Parts::of(Kind::Entry, text).body.contains(['"', '\'', '\\']);
    let merged = item(Kind::Entry, base, early, late).filter(|_| all.iter().all(is_plain));
    merged.filter(|(text, _)| {
        let quote = quote(text);
        !quote.is_empty() && Parts::of(Kind::Entry, text).tail.starts_with(&quote)
    })
}
