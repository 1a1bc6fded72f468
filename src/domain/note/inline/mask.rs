//! The parts of a text that are not read: code spans, addresses, link targets, wiki links, comments.

use std::{collections::HashMap, ops::Range};

/// A part of a text that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shield {
    pub(super) range: Range<usize>,
    pub(super) over: Over,
}

/// What a shield covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Something that stays as written.
    Verbatim,
    /// An HTML comment, which is no text.
    Comment,
}

/// How far a closing bracket may be from its opening one.
const REACH: usize = 1000;

/// The shields of a text, in order, none overlapping another.
pub(super) fn shields(text: &str) -> Vec<Shield> {
    let closing_ticks = closing_ticks(text);
    let mut comments_end = true;
    let mut out: Vec<Shield> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let floor = out.last().map_or(0, |shield| shield.range.end);
        let mut over = Over::Verbatim;
        let range = match byte {
            b'\\' => {
                at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
                continue;
            }
            b'`' => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                match closing_ticks.get(&at) {
                    Some(end) => Some(at..*end),
                    None => {
                        at += run;
                        continue;
                    }
                }
            }
            b'<' if rest.starts_with("<!--") && comments_end => {
                over = Over::Comment;
                let end = rest.get(4..).and_then(|rest| rest.find("-->"));
                comments_end = end.is_some();
                end.map(|end| at..at + 4 + end + 3)
            }
            b'<' => tag(rest).map(|len| at..at + len),
            b'[' if rest.starts_with("[[") => {
                near(rest).find("]]").filter(|end| *end > 2).map(|end| at..at + end + 2)
            }
            b']' if rest.starts_with("](") => target(rest).map(|len| at..at + len),
            b':' if rest.starts_with("://") => address(text, at, floor),
            _ => None,
        };
        match range {
            Some(range) => {
                at = range.end;
                out.push(Shield { range, over });
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out
}

/// For each run of backticks that opens a code span: where the next run of the same length ends.
fn closing_ticks(text: &str) -> HashMap<usize, usize> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    let mut next: HashMap<usize, usize> = HashMap::new();
    let mut out = HashMap::new();
    for run in runs.into_iter().rev() {
        if let Some(end) = next.insert(run.len(), run.end) {
            out.insert(run.start, end);
        }
    }
    out
}

/// The start of a text, no longer than a bracket may reach.
fn near(text: &str) -> &str {
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The length of an HTML tag or an address in angle brackets.
fn tag(rest: &str) -> Option<usize> {
    let name = rest.get(1..)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let end = near(name).find(['>', '<'])?;
    name.get(end..)?.starts_with('>').then_some(end + 2)
}

/// The length of `](target)`.
fn target(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in near(rest).char_indices().skip(1) {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The address around the `://` at `at`.
fn address(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    let before = text.get(floor..at)?;
    let scheme: usize = before.chars().rev().take(24).take_while(|c| is_scheme(*c)).map(char::len_utf8).sum();
    if scheme == 0 {
        return None;
    }
    let start = at - scheme;
    let rest = text.get(at..)?;
    let mut open = 0usize;
    let mut end = rest.len();
    for (offset, c) in rest.char_indices() {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' if open == 0 => {
                end = offset;
                break;
            }
            ')' | ']' => open -= 1,
            c if c.is_whitespace() || "<>\"`“”".contains(c) => {
                end = offset;
                break;
            }
            _ => {}
        }
    }
    let taken = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    (taken.len() > 3).then(|| start..at + taken.len())
}

#[cfg(test)]
mod tests {
    use super::{Over, shields};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let got: Vec<&str> = shields(text).iter().map(|shield| &text[shield.range.clone()]).collect();
        assert_eq!(got, expect, "{text:?}");
    }

    #[test]
    fn what_is_not_read() {
        check("a `due:x` b ``c`d`` e", &["`due:x`", "``c`d``"]);
        check("an open ` tick", &[]);
        check("``` `x`", &["`x`"]);
        check("see https://x.org/@a?b=due:1, then", &["https://x.org/@a?b=due:1"]);
        check("(https://x.org/a_(b)).", &["https://x.org/a_(b)"]);
        check("evidence:https://x.org", &["https://x.org"]);
        check("<https://x.org> <a@b.c> 3 < 4 > 2", &["<https://x.org>", "<a@b.c>"]);
        check("[[Priya|P]] [x](y z(1)) [a]", &["[[Priya|P]]", "](y z(1))"]);
        check("a \\`b` c", &[]);
        check("é \\é ::// 🎉", &[]);
        assert_eq!(shields("a <!-- x --> b")[0].over, Over::Comment);
        check("a <!-- x", &[]);
    }
}
