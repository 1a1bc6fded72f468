//! A note's body → pieces, line by line.

use std::ops::Range;

use super::tree::{Build, Kind, ROOT, indent, lines};
use crate::domain::note::action;

/// What a heading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Headings {
    /// It holds what stands under it.
    Hold,
    /// It is a line as any other.
    Stand,
}

/// Adds the pieces of a range of the text, a note's body.
pub(super) fn read(build: &mut Build<'_>, range: Range<usize>, headings: Headings) {
    let text = build.text(0..range.end);
    let mut scan = Scan {
        build,
        headings,
        sections: Vec::new(),
        items: Vec::new(),
        blanks: Vec::new(),
        open: None,
        unclosed: Vec::new(),
    };
    for line in lines(text, range) {
        scan.line(line);
    }
    let parent = scan.section();
    scan.flush(parent);
}

/// What the lines that follow belong to, until it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Code(char, usize),
    Comment,
    /// A heading whose level is told by the line under it.
    Underlined,
}

struct Scan<'b, 'a> {
    build: &'b mut Build<'a>,
    headings: Headings,
    /// The headings that we are under: level and piece.
    sections: Vec<(usize, usize)>,
    /// The list items that we are in: indent and piece.
    items: Vec<(usize, usize)>,
    /// Empty lines of which it is not known yet to what they belong.
    blanks: Vec<Range<usize>>,
    open: Option<Open>,
    /// What is not closed in the rest of the text.
    unclosed: Vec<Open>,
}

impl Scan<'_, '_> {
    fn line(&mut self, range: Range<usize>) {
        let line = self.build.text(range.clone());
        let bare = line.trim();
        if let Some(open) = &self.open {
            self.build.extend(range.end);
            if closes(open, bare) {
                self.open = None;
            }
            return;
        }
        let column = indent(line);
        if bare.is_empty() {
            self.blanks.push(range);
        } else if let Some(level) = heading(line) {
            self.heading(level, range);
        } else if let Some(level) = self.underlined(line, range.end) {
            self.heading(level, range);
            self.open = Some(Open::Underlined);
        } else if marker(bare).is_some() && !(self.items.is_empty() && column >= 4) {
            self.leave(column);
            let id = self.push(Kind::Item, range);
            self.items.push((column, id));
        } else if let Some(open) = self.opens(bare, range.end) {
            self.leave(column);
            self.push(Kind::Block, range);
            let rest = bare.get(4..).unwrap_or_default();
            let ends_here = matches!(open, Open::Comment) && rest.contains("-->");
            self.open = (!ends_here).then_some(open);
        } else {
            self.other(column, bare, range);
        }
    }

    fn heading(&mut self, level: usize, range: Range<usize>) {
        self.items.clear();
        if self.headings == Headings::Stand {
            self.push(Kind::Line, range);
            return;
        }
        self.sections.retain(|(other, _)| *other < level);
        let parent = self.section();
        let start = self.blanks.first().map_or(range.start, |blank| blank.start);
        self.blanks.clear();
        let id = self.build.heading(level, parent, range.start - start, start..range.end);
        self.sections.push((level, id));
    }

    /// The level of the heading that a line is because of the line under it. A paragraph of several lines is a
    /// heading too for Markdown; here, its lines are lines.
    fn underlined(&self, line: &str, end: usize) -> Option<usize> {
        let goes_on =
            self.blanks.is_empty() && matches!(self.build.kind(self.build.last()), Kind::Line | Kind::Item);
        let bare = line.trim();
        let is_text =
            indent(line) < 4 && marker(bare).is_none() && !bare.starts_with(['>', '|']) && !is_rule(bare);
        let under = self.build.rest(end).lines().next().filter(|under| indent(under) < 4)?.trim();
        let is_all = |sign: char| under.len() > 1 && under.chars().all(|c| c == sign);
        let level = if is_all('=') { 1 } else { 2 };
        (!goes_on && is_text && opens(bare).is_none() && (level == 1 || is_all('-'))).then_some(level)
    }

    fn other(&mut self, column: usize, bare: &str, range: Range<usize>) {
        let is_plain = !bare.starts_with(['>', '|']) && !is_rule(bare);
        let last = self.build.last();
        if self.blanks.is_empty() && is_plain {
            if self.items.last().is_some_and(|(_, item)| *item == last) {
                self.build.extend(range.end);
                return;
            }
            let goes_on = self.build.kind(last) == Kind::Line;
            if !(goes_on && self.items.last().is_some_and(|(_, item)| *item == self.build.parent(last))) {
                self.leave(column);
            }
        } else {
            self.leave(column);
        }
        let is_action = self.items.is_empty() && action::prefix(bare).is_some();
        self.push(if is_action { Kind::Item } else { Kind::Line }, range);
    }

    /// What a line opens, if it is closed further on: what is not may be just being written, and the rest of the
    /// text is still what it was.
    fn opens(&mut self, bare: &str, end: usize) -> Option<Open> {
        let open = opens(bare)?;
        let ends_here = open == Open::Comment && bare.get(4..).is_some_and(|rest| rest.contains("-->"));
        if ends_here {
            return Some(open);
        }
        let is_known = self.unclosed.iter().any(|other| match (open, *other) {
            (Open::Comment, Open::Comment) => true,
            (Open::Code(sign, length), Open::Code(other, least)) => sign == other && length >= least,
            _ => false,
        });
        let rest = self.build.rest(end);
        if !is_known && rest.lines().any(|line| closes(&open, line.trim())) {
            return Some(open);
        }
        if !is_known {
            self.unclosed.push(open);
        }
        None
    }

    /// Leaves the list items that a line with this indent cannot lie in.
    fn leave(&mut self, column: usize) {
        while self.items.last().is_some_and(|(own, _)| column < own + 2) {
            self.items.pop();
        }
    }

    fn section(&self) -> usize {
        self.sections.last().map_or(ROOT, |(_, id)| *id)
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> usize {
        let parent = self.items.last().map_or_else(|| self.section(), |(_, item)| *item);
        self.flush(parent);
        self.build.push(kind, parent, range)
    }

    fn flush(&mut self, parent: usize) {
        for blank in std::mem::take(&mut self.blanks) {
            self.build.push(Kind::Blank, parent, blank);
        }
    }
}

/// The level of the heading that a line is.
fn heading(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    let level = bare.len() - bare.trim_start_matches('#').len();
    let after = bare.get(level..)?;
    let fits = line.len() - bare.len() < 4 && (1..=6).contains(&level);
    (fits && (after.trim().is_empty() || after.starts_with([' ', '\t']))).then_some(level)
}

/// How many bytes the bullet or number takes that a line begins with, and the white space behind it.
pub(super) fn marker(bare: &str) -> Option<usize> {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match bare.as_bytes().get(digits)? {
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        b'-' | b'*' | b'+' if digits == 0 => 1,
        _ => return None,
    };
    let after = bare.get(sign..)?;
    let gap = after.len() - after.trim_start().len();
    ((gap > 0 || after.is_empty()) && !is_rule(bare)).then_some(sign + gap)
}

fn is_rule(bare: &str) -> bool {
    ['-', '*', '_'].iter().any(|sign| {
        bare.chars().filter(|c| c == sign).count() > 2 && bare.chars().all(|c| c == *sign || c == ' ')
    })
}

fn opens(bare: &str) -> Option<Open> {
    if bare.starts_with("<!--") {
        return Some(Open::Comment);
    }
    let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = bare.len() - bare.trim_start_matches(sign).len();
    let inline = sign == '`' && bare.get(length..)?.contains('`');
    (length > 2 && !inline).then_some(Open::Code(sign, length))
}

fn closes(open: &Open, bare: &str) -> bool {
    match open {
        Open::Code(sign, length) => bare.len() >= *length && bare.chars().all(|c| c == *sign),
        Open::Comment => bare.contains("-->"),
        Open::Underlined => true,
    }
}
