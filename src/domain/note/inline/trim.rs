//! Taking spellings out of a text, and what they leave behind with them.

use std::ops::Range;

/// Cuts in order, each widened over brackets and emphasis that held nothing else, those with nothing but
/// separators between them made one.
pub(super) fn joined(text: &str, mut cuts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for mut cut in cuts {
        loop {
            let touches = |last: &Range<usize>| {
                last.end >= cut.start
                    || text.get(last.end..cut.start).is_some_and(|gap| gap.chars().all(is_loose))
            };
            if let Some(last) = out.pop_if(|last| touches(last)) {
                cut = last.start..last.end.max(cut.end);
                continue;
            }
            let floor = out.last().map_or(0, |last| last.end);
            match widened(text, floor, &cut) {
                Some(wider) => cut = wider,
                None => break,
            }
        }
        out.push(cut);
    }
    out
}

/// The text without the cuts, which are those of [`joined`]: no double spaces where they were, no separators
/// that now separate nothing.
pub(super) fn without(text: &str, cuts: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (place, cut) in cuts.iter().enumerate() {
        let before = text.get(from..cut.start).unwrap_or_default();
        if place == 0 {
            out.push_str(before)
        } else {
            join(&mut out, before)
        }
        from = cut.end;
    }
    let rest = text.get(from..).unwrap_or_default();
    if cuts.is_empty() {
        out.push_str(rest)
    } else {
        join(&mut out, rest)
    }
    out.truncate(out.trim_end().len());
    let lead = out.len() - out.trim_start().len();
    out.drain(..lead);
    out
}

/// Puts what followed a cut behind what preceded it.
fn join(out: &mut String, right: &str) {
    let spaced = out.ends_with(char::is_whitespace) || right.starts_with(char::is_whitespace);
    let left_end = out.trim_end().chars().next_back();
    let next = right.trim_start();
    match (left_end, next.chars().next()) {
        (None, _) => {
            out.clear();
            out.push_str(after_separators(next));
        }
        (Some(_), None) => out.truncate(before_separators(out).len()),
        (Some('(' | '[' | '{'), Some(_)) => {
            out.truncate(out.trim_end().len());
            out.push_str(after_separators(next));
        }
        (Some('*' | '_' | '~'), Some(_)) if opens_emphasis(out.trim_end()) => {
            out.truncate(out.trim_end().len());
            out.push_str(after_separators(next));
        }
        (Some(_), Some(')' | ']' | '}')) => {
            out.truncate(before_separators(out).len());
            out.push_str(next);
        }
        (Some(_), Some('*' | '_' | '~')) if closes_emphasis(next) => {
            out.truncate(before_separators(out).len());
            out.push_str(next);
        }
        (Some(left), Some('.' | ',' | ';' | ':' | '!' | '?')) => {
            if ",;-–—".contains(left) {
                out.truncate(before_separators(out).len());
            }
            out.truncate(out.trim_end().len());
            out.push_str(next);
        }
        (Some(_), Some(_)) => {
            if after_separators(next).len() < next.len() {
                out.truncate(before_separators(out).len());
            }
            if spaced {
                out.truncate(out.trim_end().len());
                out.push(' ');
            }
            out.push_str(next);
        }
    }
}

/// Whether the emphasis at a text's end begins something: white space, or nothing, before it.
fn opens_emphasis(text: &str) -> bool {
    let before = text.trim_end_matches(is_emphasis);
    before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "([{".contains(c))
}

/// Whether the emphasis at a text's beginning ends something: no word follows it.
fn closes_emphasis(text: &str) -> bool {
    !text.trim_start_matches(is_emphasis).starts_with(|c: char| c.is_alphanumeric() || "([{@#`".contains(c))
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '*' | '_' | '~')
}

/// A text without the separators at its beginning. A hyphen is one only before white space.
fn after_separators(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let arrow = text.strip_prefix("->").or_else(|| text.strip_prefix("=>"));
        let dash =
            text.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '-']));
        let mark = text.strip_prefix([',', ';', ':', '|', '·', '–', '—', '→']);
        match arrow.or(dash).or(mark) {
            Some(rest) => text = rest.trim_start(),
            None => return text,
        }
    }
}

/// A text without the separators at its end. A hyphen is one only after white space.
fn before_separators(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let arrow = text.strip_suffix("->").or_else(|| text.strip_suffix("=>"));
        let dash = text.strip_suffix('-').filter(|rest| rest.is_empty() || rest.ends_with([' ', '\t', '-']));
        let mark = text.strip_suffix([',', ';', ':', '|', '·', '–', '—', '→']);
        match arrow.or(dash).or(mark) {
            Some(rest) => text = rest.trim_end(),
            None => return text,
        }
    }
}

fn is_loose(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '|' | '·' | '-' | '–' | '—' | '→' | '&' | '/' | '+')
}

/// A cut with the brackets or the emphasis around it, where there is nothing else between them.
fn widened(text: &str, floor: usize, cut: &Range<usize>) -> Option<Range<usize>> {
    let (left, right) = (text.get(floor..cut.start)?, text.get(cut.end..)?);
    if let Some(sign) = left.chars().next_back().filter(|c| matches!(c, '*' | '_' | '~' | '=')) {
        let run = left.len() - left.trim_end_matches(sign).len();
        let closing = right.len() - right.trim_start_matches(sign).len();
        if run == closing && run <= 3 {
            return Some(cut.start - run..cut.end + run);
        }
    }
    let (left, trimmed) = (left.trim_end_matches(is_loose), right.trim_start_matches(is_loose));
    let close = match left.chars().next_back()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let rest = trimmed.strip_prefix(close)?;
    if close == ']' && rest.starts_with(['(', '[']) {
        return None;
    }
    Some(floor + left.len() - 1..text.len() - rest.len())
}

/// What is left of a text, with the way back to the places it stands at.
pub(super) struct Rest {
    pub(super) text: String,
    /// Where a part begins, here and in the whole text.
    parts: Vec<(usize, usize)>,
}

impl Rest {
    pub(super) fn new(whole: &str, cuts: &[Range<usize>]) -> Self {
        let mut rest = Self { text: String::with_capacity(whole.len()), parts: Vec::new() };
        let mut from = 0;
        for cut in cuts.iter().chain([&(whole.len()..whole.len())]) {
            if from < cut.start {
                rest.parts.push((rest.text.len(), from));
                rest.text.push_str(whole.get(from..cut.start).unwrap_or_default());
            }
            from = cut.end;
        }
        rest
    }

    /// The bytes of the whole text that these bytes, at least one, stand for, with any cut inside them.
    pub(super) fn whole(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end.saturating_sub(1)) + 1
    }

    fn place(&self, at: usize) -> usize {
        let part = self.parts.partition_point(|(here, _)| *here <= at).saturating_sub(1);
        self.parts.get(part).map_or(at, |(here, there)| there + (at - here))
    }
}

#[cfg(test)]
mod tests {
    use super::{Rest, joined, without};

    /// Every `#` is a spelling that is taken out.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let cuts = text.match_indices('#').map(|(at, _)| at..at + 1).collect();
        assert_eq!(without(text, &joined(text, cuts)), expect, "{text:?}");
    }

    #[test]
    fn what_a_spelling_leaves_behind_goes_with_it() {
        for (text, expect) in [
            ("Send plan #", "Send plan"),
            ("Send # plan", "Send plan"),
            ("# Send plan", "Send plan"),
            ("#: Send", "Send"),
            ("# - Send", "Send"),
            ("# -5 degrees", "-5 degrees"),
            ("Send plan - #", "Send plan"),
            ("Send plan — # #", "Send plan"),
            ("Send plan, #, #", "Send plan"),
            ("Send plan (#)", "Send plan"),
            ("Send plan (#, #) now", "Send plan now"),
            ("Send (# - see doc)", "Send (see doc)"),
            ("Send (see doc, #)", "Send (see doc)"),
            ("Send plan [#]", "Send plan"),
            ("Send **#** plan", "Send plan"),
            ("Send plan #.", "Send plan."),
            ("Send plan #, then", "Send plan, then"),
            ("Send plan, #, then", "Send plan, then"),
            ("Send – # – to Omar", "Send – to Omar"),
            ("Send plan # (v2)", "Send plan (v2)"),
            ("f() and  two  spaces #", "f() and  two  spaces"),
            ("a#b", "ab"),
            ("**Send plan #**", "**Send plan**"),
            ("**Send plan - #** now", "**Send plan** now"),
            ("Send **# plan**", "Send **plan**"),
            ("Send # **plan**", "Send **plan**"),
            ("**Send** # plan", "**Send** plan"),
            ("#", ""),
            ("(#)", ""),
            ("~~#~~", ""),
            ("é#🎉", "é🎉"),
            ("see [#](x.md)", "see [](x.md)"),
            ("- plain -", "- plain -"),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn places_lead_back() {
        let rest = Rest::new("ab##cd#", &[2..4, 6..7]);
        assert_eq!(rest.text, "abcd");
        assert_eq!(rest.whole(0..2), 0..2);
        assert_eq!(rest.whole(2..4), 4..6);
        assert_eq!(rest.whole(1..3), 1..5);
    }
}
