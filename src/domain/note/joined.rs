//! A text gathered from pieces of a file, that still knows where each piece stands.

use std::ops::Range;

/// A piece of the file: where it begins in the gathered text and in the file, and how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    here: usize,
    there: usize,
    len: usize,
}

/// Pieces of a file joined to one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    text: String,
    pieces: Vec<Piece>,
}

impl Joined {
    /// The range of a file's text, its lines trimmed and joined by spaces, HTML comments left out.
    #[must_use]
    pub fn of(file: &str, range: Range<usize>) -> Self {
        let mut joined = Self::default();
        let mut rest = range.clone();
        while let Some((open, close)) = comment(file.get(rest.clone()).unwrap_or_default()) {
            joined.lines(file, rest.start..rest.start + open);
            rest.start += close;
        }
        joined.lines(file, rest);
        joined
    }

    /// Text that stands at `at` in the file in one piece of `len` bytes, or, with another length than the
    /// text's, somewhere there.
    #[must_use]
    pub fn at(text: &str, at: usize, len: usize) -> Self {
        let mut joined = Self::default();
        joined.push(text, at, len);
        joined
    }

    /// Adds text after a space; line breaks in it become spaces.
    pub fn push(&mut self, text: &str, at: usize, len: usize) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.pieces.push(Piece { here: self.text.len(), there: at, len });
        if !text.contains(['\n', '\r']) {
            self.text.push_str(text);
            return;
        }
        let lines: Vec<&str> =
            text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        self.text.push_str(&lines.join(" "));
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the first `n` bytes stand in the file in one piece.
    #[must_use]
    pub fn begins_whole(&self, n: usize) -> bool {
        self.pieces.get(1).is_none_or(|second| second.here >= n)
    }

    /// This without its first `n` bytes and the white space that follows them.
    #[must_use]
    pub fn skip(&self, n: usize) -> Self {
        let tail = self.text.get(n..).unwrap_or_default();
        let n = n + tail.len() - tail.trim_start().len();
        self.part(n.min(self.text.len())..self.text.len())
    }

    /// A part of this.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let first = self.pieces.partition_point(|piece| piece.here <= range.start).saturating_sub(1);
        let pieces = self.pieces.get(first..).unwrap_or_default();
        let cut = pieces.iter().take_while(|piece| piece.here < range.end).map(|piece| {
            let lost = range.start.saturating_sub(piece.here);
            Piece {
                here: piece.here.saturating_sub(range.start),
                there: piece.there + lost.min(piece.len),
                len: piece.len.saturating_sub(lost),
            }
        });
        Self { text, pieces: cut.collect() }
    }

    /// Where a range of the text stands in the file.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_of(range.start);
        let end = self.source_of(range.end.max(range.start));
        start..end.max(start)
    }

    fn source_of(&self, at: usize) -> usize {
        let n = self.pieces.partition_point(|piece| piece.here <= at).saturating_sub(1);
        self.pieces.get(n).map_or(0, |piece| piece.there + at.saturating_sub(piece.here).min(piece.len))
    }

    fn lines(&mut self, file: &str, range: Range<usize>) {
        let mut at = range.start;
        for line in file.get(range).unwrap_or_default().split_inclusive(['\n', '\r']) {
            let text = line.trim();
            let margin = line.len() - line.trim_start().len();
            // A backslash at a line's end is a hard break, no part of the words.
            let text =
                if line.ends_with(['\n', '\r']) { text.strip_suffix('\\').unwrap_or(text) } else { text };
            self.push(text, at + margin, text.len());
            at += line.len();
        }
    }
}

/// The first HTML comment of a text, from its beginning to behind its end.
fn comment(text: &str) -> Option<(usize, usize)> {
    let open = text.find("<!--")?;
    let close = text[open..].find("-->").map_or(text.len(), |close| open + close + 3);
    Some((open, close))
}

#[cfg(test)]
mod tests {
    use super::Joined;

    #[track_caller]
    fn check(file: &str, expect: &str) {
        let joined = Joined::of(file, 0..file.len());
        assert_eq!(joined.text(), expect, "{file:?}");
        for word in expect.split(' ').filter(|word| !word.is_empty()) {
            let at = expect.find(word).unwrap();
            assert_eq!(&file[joined.source(at..at + word.len())], word, "{file:?}");
            let part = joined.part(at..expect.len());
            assert_eq!(&file[part.source(0..word.len())], word, "{file:?}");
        }
    }

    #[test]
    fn lines_are_joined_and_every_word_knows_its_place() {
        assert_eq!(Joined::at("-plan: folded\n text\r\n\n more\n", 0, 0).text(), "-plan: folded text more");
        check("Send  plan\r\n   to Ömer\\\n\tby Friday \n", "Send  plan to Ömer by Friday");
        check("Send <!-- not\n this --> plan<!-- x -->", "Send plan");
        check("Send <!-- never closed\nplan", "Send");
        check("", "");
        check("<!-- -->", "");
    }

    #[test]
    fn a_text_that_is_not_in_one_piece_is_somewhere_there() {
        let joined = Joined::at("folded text", 7, 0);
        assert_eq!(joined.source(0..6), 7..7);
        assert_eq!(joined.skip(6).text(), "text");
    }
}
