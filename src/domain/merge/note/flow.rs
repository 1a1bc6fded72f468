//! A YAML value on one line that both sides changed: a list entry by entry, a mapping key by key.

use super::own::{Clash, pick};

/// Values of more entries than this are not taken apart: each is compared with each.
const MOST: usize = 1000;

/// Merges a line of which all versions are such a value, with what stands before and behind it alike; `None` where
/// one is not.
pub(super) fn merge(base: Option<&str>, early: &str, late: &str) -> Option<(String, Clash)> {
    let (early, late) = (Flow::of(early)?, Flow::of(late)?);
    if early.form != late.form {
        return None;
    }
    let framed = base.and_then(Flow::of);
    let (head, heads) = pick(framed.as_ref().map(|was| was.head), early.head, late.head);
    let (tail, tails) = pick(framed.as_ref().map(|was| was.tail), early.tail, late.tail);
    let was = match (framed, base) {
        (Some(was), _) if was.form == late.form => was,
        (None, Some(base)) if late.form == Form::List => Flow::of_one(base)?,
        (None, None) => Flow { entries: Vec::new(), ..late.clone() },
        _ => return None,
    };
    let (entries, clash) = together(&named(&was)?, &named(&early)?, &named(&late)?);
    let fits = heads == Clash::No && tails == Clash::No;
    fits.then(|| (format!("{head}{}{tail}", entries.join(late.comma)), clash))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `[a, b]`
    List,
    /// `{a: b}`
    Mapping,
}

/// A value on one line: `tags: [a, b]`, `- {id: a}`.
#[derive(Clone, Debug)]
pub(super) struct Flow<'a> {
    pub(super) form: Form,
    /// Up to its first entry.
    pub(super) head: &'a str,
    pub(super) entries: Vec<&'a str>,
    /// From behind its last entry on.
    pub(super) tail: &'a str,
    comma: &'static str,
}

impl<'a> Flow<'a> {
    /// A key's value, or a list entry's, or one that stands alone.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let begins = |at: &usize| text.get(*at..).is_some_and(|rest| rest.starts_with(['[', '{']));
        let indent = text.len() - text.trim_start().len();
        let entry = text.get(indent..).and_then(super::blocks::marker).map(|length| indent + length);
        let value = text.find(": ").map(|at| text.len() - text[at + 1..].trim_start().len());
        let open = [Some(indent), entry, value].into_iter().flatten().find(begins)?;
        let (form, closing) =
            if text[open..].starts_with('[') { (Form::List, ']') } else { (Form::Mapping, '}') };
        let close = closing_bracket(text, open).filter(|close| text[*close..].starts_with(closing))?;
        let behind = text.get(close + 1..)?.trim();
        let inner = text.get(open + 1..close)?;
        let entries = split(inner)?;
        let start = open + 1 + inner.len() - inner.trim_start().len();
        let end = start.max(open + 1 + inner.trim_end().len());
        let comma = if inner.contains(',') && !inner.contains(", ") { "," } else { ", " };
        let fits = behind.is_empty() || behind.starts_with('#');
        let (head, tail) = (text.get(..start)?, text.get(end..)?);
        fits.then_some(Self { form, head, entries, tail, comma })
    }

    /// A value that is no list is as good as the only entry of one.
    fn of_one(text: &'a str) -> Option<Self> {
        let value = text.get(text.find(": ")? + 2..)?.trim();
        let entries = split(value).filter(|entries| entries.len() == 1)?;
        let is_plain = !value.starts_with(['&', '*', '!', '|', '>']);
        is_plain.then_some(Self { form: Form::List, head: "", entries, tail: "", comma: ", " })
    }
}

/// Where the bracket that opens here closes.
fn closing_bracket(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in structure(text.get(open..)?) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// The entries between two brackets, trimmed; `None` where they are not whole, or a comment or a line's end is in
/// them.
fn split(inner: &str) -> Option<Vec<&str>> {
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for (at, c) in structure(inner) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                out.push(inner.get(from..at)?);
                from = at + 1;
            }
            ',' => {}
            _ => return None,
        }
    }
    out.push(inner.get(from..)?);
    let entries: Vec<&str> = out.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let is_whole = |entry: &&str| !entry.starts_with(['"', '\'']) || quoted(entry).is_some();
    (depth == 0 && entries.len() <= MOST && entries.iter().all(is_whole)).then_some(entries)
}

/// How many bytes the quoted text takes that a text begins with.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let mut is_escaped = false;
    let inner = text.get(1..)?;
    let close = inner.char_indices().find(|(_, c)| {
        let closes = *c == quote && !is_escaped;
        is_escaped = quote == '"' && *c == '\\' && !is_escaped;
        closes
    });
    close.map(|(at, _)| at + 2)
}

/// The characters outside quotes that part a value, or that make it more than we take apart: `#` and line ends.
fn structure(text: &str) -> impl Iterator<Item = (usize, char)> + use<'_> {
    let mut skip = 0;
    let mut before = ',';
    text.char_indices().filter(move |(at, c)| {
        if *at < skip {
            return false;
        }
        // A quote begins a value; within one it is a letter, as in `it's`.
        if matches!(before, ',' | '[' | '{' | ':') {
            skip = text.get(*at..).and_then(quoted).map_or(skip, |length| at + length);
        }
        if !c.is_whitespace() || *c == '\n' {
            before = *c;
        }
        matches!(c, ',' | '[' | ']' | '{' | '}' | '#' | '\n') && *at >= skip
    })
}

/// The names of a list's entries or a mapping's, each with the whole entry; `None` where two have one name. Mappings
/// with one id are one.
fn named<'a>(flow: &Flow<'a>) -> Option<Entries<'a>> {
    let name = |entry: &'a str| match flow.form {
        Form::List => Some(id(entry).unwrap_or(entry)),
        Form::Mapping => entry.split_once(':').map(|(key, _)| key.trim()),
    };
    let out: Entries<'a> =
        flow.entries.iter().map(|entry| Some((name(entry)?, *entry))).collect::<Option<_>>()?;
    let twice = out.iter().enumerate().any(|(at, (name, _))| find(&out[..at], name).is_some());
    (!twice).then_some(out)
}

/// The id of an entry that is a mapping.
fn id(entry: &str) -> Option<&str> {
    let flow = Flow::of(entry).filter(|flow| flow.form == Form::Mapping && flow.head.starts_with('{'))?;
    flow.entries.iter().find_map(|field| field.strip_prefix("id:")).map(str::trim)
}

type Entries<'a> = Vec<(&'a str, &'a str)>;

fn find<'a>(entries: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    entries.iter().find(|(other, _)| *other == name).map(|(_, entry)| *entry)
}

/// The entries in the late side's order, those of the early one behind what they stand behind there.
fn together(was: &Entries<'_>, early: &Entries<'_>, late: &Entries<'_>) -> (Vec<String>, Clash) {
    let mut clash = Clash::No;
    let mut merged: Vec<(&str, String)> = Vec::new();
    for (name, entry) in late {
        let before = find(was, name);
        let text = match find(early, name) {
            Some(other) => {
                let (text, clashes) = both(before, other, entry);
                clash = clash.or(clashes);
                text
            }
            None if before == Some(*entry) => continue,
            None => (*entry).to_owned(),
        };
        merged.push((name, text));
    }
    for (at, (name, entry)) in early.iter().enumerate() {
        if find(was, name) == Some(*entry) || find(late, name).is_some() {
            continue;
        }
        let place = |name: &str| merged.iter().position(|(other, _)| *other == name);
        let behind = early[..at].iter().rev().find_map(|(name, _)| place(name));
        merged.insert(behind.map_or(0, |place| place + 1), (name, (*entry).to_owned()));
    }
    (merged.into_iter().map(|(_, text)| text).collect(), clash)
}

/// An entry that both have.
fn both(was: Option<&str>, early: &str, late: &str) -> (String, Clash) {
    match pick(was, early, late) {
        (value, Clash::No) => (value.to_owned(), Clash::No),
        (value, Clash::Yes) => merge(was, early, late).unwrap_or((value.to_owned(), Clash::Yes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Clash, merge};

    #[track_caller]
    fn check(base: &str, early: &str, late: &str, expect: Option<&str>) {
        let merged = merge(Some(base), early, late);
        assert_eq!(merged, expect.map(|text| (text.to_owned(), Clash::No)));
    }

    #[test]
    fn lists_hold_what_both_put_in_and_neither_took_out() {
        check("a: [x, y]", "a: [x, y, e]", "a: [l, y]", Some("a: [l, y, e]"));
        check("a: [ x,y ]", "a: [ x,y,e ]", "a: [ x,l,y ]", Some("a: [ x,l,y,e ]"));
        check("a: x", "a: [x, e]", "a: [x, l]", Some("a: [x, e, l]"));
        check(
            r#"a: ["x, \" y", 'it''s']"#,
            r#"a: ["x, \" y"]"#,
            r#"a: ["x, \" y", 'it''s', l] # c"#,
            Some(r#"a: ["x, \" y", l] # c"#),
        );
        check(
            "a: ['it''s', o'c]",
            "a: ['it''s', o'c, e]",
            "a: ['it''s', \"[\"]",
            Some("a: ['it''s', e, \"[\"]"),
        );
        check("a: [x", "a: [x, y", "a: [x, z", None);
        check("a: [x, x]", "a: [x]", "a: [x, x, z]", None);
    }

    #[test]
    fn mappings_hold_what_both_changed() {
        check(
            "a: {every: week, day: tue} # c",
            "a: {every: 2 weeks, day: tue} # c",
            "a: {day: wed, every: week, time: \"10:00\"} # c",
            Some("a: {day: wed, every: 2 weeks, time: \"10:00\"} # c"),
        );
        check(
            "- {id: x, tags: [a]}",
            "- {id: x, tags: [a, e]}",
            "- {id: x, tags: [l, a]}",
            Some("- {id: x, tags: [l, a, e]}"),
        );
        check(
            "g: [{id: x, by: 1}]",
            "g: [{id: x, by: 2}, {id: y}]",
            "g: [{id: x, by: 1, text: t}]",
            Some("g: [{id: x, by: 2, text: t}, {id: y}]"),
        );
        assert_eq!(
            merge(Some("a: {x: 1, y: 1}"), "a: {x: 2, y: 2}", "a: {x: 3, y: 1}"),
            Some(("a: {x: 3, y: 2}".to_owned(), Clash::Yes))
        );
    }
}
