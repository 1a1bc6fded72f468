//! Where in a file something stands, and the list of what `check` will say about it.

use std::{borrow::Cow, ops::Range};

use super::diagnostic::{Diagnostic, Severity};
use crate::domain::path::NotePath;

/// More than this many about one file are not kept: the first ones tell what is wrong with it.
const MOST: usize = 200;

/// Line starts of a text, to turn byte offsets into lines and columns.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The line, from 1, that holds the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The line and the column in characters, both from 1.
    #[must_use]
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0);
        (line, chars(self.text, start..offset) + 1)
    }
}

/// How many characters a range of bytes holds; its ends may lie inside characters or beyond the text.
fn chars(text: &str, range: Range<usize>) -> u32 {
    let bytes = text.as_bytes();
    let end = range.end.min(bytes.len());
    let within = bytes.get(range.start.min(end)..end).unwrap_or_default();
    let count = within.iter().filter(|b| **b & 0xC0 != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Collects what `check` says about one file, with places given as byte ranges of its text.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    path: &'a NotePath,
    lines: Lines<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// An empty report about a file.
    #[must_use]
    pub fn new(path: &'a NotePath, text: &'a str) -> Self {
        Self { path, lines: Lines::new(text), found: Vec::new() }
    }

    /// The file's lines.
    #[must_use]
    pub fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &'a NotePath {
        self.path
    }

    /// Adds one finding about a range of the text; an empty range is about the whole line.
    pub fn push(
        &mut self,
        range: Range<usize>,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
        fix: Option<String>,
    ) {
        if self.found.len() >= MOST {
            return;
        }
        let (line, column) = self.lines.place(range.start);
        self.found.push(Diagnostic {
            path: self.path.clone(),
            line,
            column,
            length: chars(self.lines.text, range),
            severity,
            code: Cow::Borrowed(code),
            message: message.into(),
            fix,
        });
    }

    /// Whether nothing was found yet.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found, by line and column.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|found| (found.line, found.column));
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[track_caller]
    fn check(text: &str, offset: usize, place: (u32, u32)) {
        assert_eq!(Lines::new(text).place(offset), place, "{text:?} at {offset}");
    }

    #[test]
    fn offsets_become_lines_and_columns_in_characters() {
        check("", 0, (1, 1));
        check("ab\ncd", 1, (1, 2));
        check("ab\r\ncd", 4, (2, 1));
        check("ä🎉x\ny", 6, (1, 3));
        check("a\n", 2, (2, 1));
        check("a", 99, (1, 2));
    }
}
