//! Where a file's front matter ends and its body begins.

use std::ops::Range;

/// A file, split. All positions are byte offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML between the two marks, without them.
    pub yaml: Range<usize>,
    /// Where the body begins.
    pub body: usize,
    /// Whether the closing mark is there.
    pub end: End,
}

/// Whether front matter has its closing mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `---` or `...`.
    Marked,
    /// None: it was taken to end before the first line that is not like YAML.
    Missing,
}

/// Finds the front matter: a first line `---`, up to a line `---` or `...`. Without the closing line it is the
/// `key: value` lines, and what belongs to them, that follow at once; `None` where there are none, since a
/// lone `---` is a rule.
///
/// `text` begins after any byte order mark.
#[must_use]
pub fn split(text: &str) -> Option<Split> {
    let first = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
    let start = first.len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(Split { yaml: start..at, body: at + line.len(), end: End::Marked });
        }
        at += line.len();
    }
    let kept: usize = text[start..]
        .split_inclusive('\n')
        .take_while(|line| {
            let bare = line.trim();
            !bare.is_empty()
                && !bare.starts_with("- [")
                && (key(line).is_some() || line.starts_with([' ', '\t']) || line.starts_with("- "))
        })
        .map(str::len)
        .sum();
    key(text[start..].lines().next()?)?;
    Some(Split { yaml: start..start + kept, body: start + kept, end: End::Missing })
}

/// The key of a line such as `key: value` that begins at the margin, with the colon's place.
#[must_use]
pub fn key(line: &str) -> Option<(&str, usize)> {
    let line = line.trim_end_matches(['\n', '\r']);
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = line[at + 1..].chars().next();
        after.is_none_or(|c| c == ' ' || c == '\t')
    })?;
    let key = line[..colon].trim_end();
    let bare = key.trim_matches(['"', '\'']);
    let fits = !bare.is_empty()
        && bare.len() <= 64
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        && !key.starts_with([' ', '\t', '-', '.'])
        && bare.split(' ').count() <= 3;
    fits.then_some((bare, colon))
}

#[cfg(test)]
mod tests {
    use super::{End, split};

    #[track_caller]
    fn check(text: &str, expect: Option<(&str, &str, End)>) {
        let found = split(text).map(|split| (&text[split.yaml], &text[split.body..], split.end));
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn front_matter_lies_at_the_very_top_between_its_marks() {
        check("---\na: b\n---\nbody\n", Some(("a: b\n", "body\n", End::Marked)));
        check("---\r\na: b\r\n---\r\nbody", Some(("a: b\r\n", "body", End::Marked)));
        check("---  \na: b\n...\nbody\n---\n", Some(("a: b\n", "body\n---\n", End::Marked)));
        check("---\n---", Some(("", "", End::Marked)));
        check("\n---\na: b\n---\n", None);
        check(" ---\na: b\n---\n", None);
        check("----\na: b\n---\n", None);
        check("", None);
    }

    #[test]
    fn without_its_closing_mark_it_is_the_key_lines() {
        check(
            "---\nwith: Priya\ntags:\n  - x\n\n# Hi\nNote: a\n",
            Some(("with: Priya\ntags:\n  - x\n", "\n# Hi\nNote: a\n", End::Missing)),
        );
        check("---\nwith: Priya\n- [ ] x\n", Some(("with: Priya\n", "- [ ] x\n", End::Missing)));
        check("---\n\nJust a rule\n", None);
        check("---\nJust a rule\n", None);
        check("---", None);
    }
}
