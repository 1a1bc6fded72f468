//! Lines that begin `ACTION:`, `AI:`, `TODO` or `Action item:`.

use std::ops::Range;

/// How many bytes of a line are such a beginning, with emphasis marks around it and the separator behind it.
#[must_use]
pub fn prefix(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(MARKS);
    let opened = line.len() - bare.len();
    let word = ["action item", "action"]
        .iter()
        .find(|word| bare.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
        .map(|word| word.len());
    let (len, colon) = match word {
        Some(len) => (len, Colon::Needed),
        None if bare.starts_with("AI") => (2, Colon::Needed),
        None if bare.get(..4).is_some_and(|start| start == "TODO") => (4, Colon::Free),
        None if bare.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("todo:")) => (4, Colon::Needed),
        None => return None,
    };
    let mut rest = &bare[len..];
    if word.is_some() {
        rest = without_number(rest);
    }
    if opened > 0 {
        rest = rest.trim_start_matches(MARKS);
    }
    let before = rest;
    rest = rest.strip_prefix(':').or_else(|| rest.trim_start().strip_prefix(':')).unwrap_or(rest);
    let has_colon = rest.len() < before.len();
    let word_ends = before.chars().next().is_none_or(|c| c.is_whitespace() || c == '(');
    let begins = has_colon || colon == Colon::Free && word_ends;
    if !begins {
        return None;
    }
    if opened > 0 {
        rest = rest.trim_start_matches(MARKS);
    }
    Some(line.len() - rest.trim_start().len())
}

/// A text without the number that it begins with: ` 1` of `Action 1:`, ` #12`.
fn without_number(text: &str) -> &str {
    let bare = text.trim_start_matches([' ', '#']);
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < bare.len() && bare.len() < text.len() { rest } else { text }
}

/// Whether a beginning needs its colon.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colon {
    Needed,
    Free,
}

const MARKS: [char; 2] = ['*', '_'];

/// Whether what follows such a beginning is no action at all: "none", or a template's `<placeholder>`.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['.', '!', ':', ';', ',']).trim_matches(MARKS).trim();
    const NOTHING: [&str; 8] = ["none", "n/a", "na", "nothing", "nil", "tbd", "-", "–"];
    bare.is_empty()
        || NOTHING.iter().any(|word| bare.eq_ignore_ascii_case(word))
        || bare.len() > 4
            && bare.is_char_boundary(5)
            && bare[..5].eq_ignore_ascii_case("none ")
            && bare.len() < 24
        || placeholder(bare)
}

/// Whether a text begins with a template's `<placeholder>`, which is neither a link nor a tag with attributes.
#[must_use]
pub fn placeholder(text: &str) -> bool {
    text.strip_prefix('<').and_then(|rest| rest.split_once('>')).is_some_and(|(inside, _)| {
        !inside.is_empty() && !inside.starts_with('/') && !inside.contains(['@', ':', '=', '"'])
    })
}

/// Whether the first line of a paragraph may begin an action of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// It may.
    Counts,
    /// It is a list item's own.
    Passed,
}

/// The lines of a paragraph that begin an action: where the first of them
/// begins (the paragraph's end if none does) and the range of each. A line that is indented more than the
/// action's own goes on with it.
#[must_use]
pub fn lines(file: &str, range: Range<usize>, first: First) -> (usize, Vec<Range<usize>>) {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut margin = None;
    let mut at = range.start;
    for (n, line) in file.get(range.clone()).unwrap_or_default().split_inclusive('\n').enumerate() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if (n > 0 || first == First::Counts) && prefix(bare).is_some() {
            found.push(at + indent..at + line.len());
            margin = Some(indent);
        } else if let (Some(last), Some(own)) = (found.last_mut(), margin)
            && last.end == at
            && indent > own
            && !bare.is_empty()
        {
            last.end = at + line.len();
        }
        at += line.len();
    }
    (found.first().map_or(range.end, |first| first.start), found)
}

#[cfg(test)]
mod tests {
    use super::{First, is_nothing, lines, prefix};

    #[track_caller]
    fn check(line: &str, rest: Option<&str>) {
        assert_eq!(prefix(line).map(|len| &line[len..]), rest, "{line:?}");
    }

    #[test]
    fn beginnings() {
        check("ACTION: eP to merge", Some("eP to merge"));
        check("Action:merge", Some("merge"));
        check("Action item: merge", Some("merge"));
        check("ACTION ITEM : merge", Some("merge"));
        check("Action 1: merge", Some("merge"));
        check("**Action #12:** **Priya** to merge", Some("**Priya** to merge"));
        check("Action 1 merge", None);
        check("AI: merge", Some("merge"));
        check("TODO merge", Some("merge"));
        check("TODO: merge", Some("merge"));
        check("TODO(priya): merge", Some("(priya): merge"));
        check("todo: merge", Some("merge"));
        check("TODO", Some(""));
        check("**ACTION:** merge", Some("merge"));
        check("**Action item**: merge", Some("merge"));
        check("ACTION: **merge** now", Some("**merge** now"));
        check("**TODO** merge", Some("merge"));
        for text in [
            "ai: x",
            "Ai: x",
            "AI is here",
            "AIM: x",
            "TODOs: x",
            "Actions: x",
            "Action items: x",
            "",
            "ACTION",
        ] {
            check(text, None);
        }
        check("action plan: x", None);
        check("todo list", None);
        check("é", None);
    }

    #[test]
    fn nothing_is_no_action() {
        for text in
            ["none", "None.", " N/A ", "", "-", "<owner> to <do it>", "<placeholder>", "none this week"]
        {
            assert!(is_nothing(text), "{text:?}");
        }
        for text in
            ["None of the tests pass: mend them all before Friday", "Send <b>", "<https://x.example> to read"]
        {
            assert!(!is_nothing(text), "{text:?}");
        }
    }

    #[track_caller]
    fn found(text: &str, expect: &[&str]) {
        let (_, ranges) = lines(text, 0..text.len(), First::Counts);
        let texts: Vec<&str> = ranges.into_iter().map(|range| text[range].trim_end()).collect();
        assert_eq!(texts, expect, "{text:?}");
    }

    #[test]
    fn each_line_of_a_paragraph_may_begin_one() {
        found("SC: hello\nACTION: a\nSC: bye\n  ACTION: b\n", &["ACTION: a", "ACTION: b"]);
        found("ACTION: a\n  goes on\nnot this", &["ACTION: a\n  goes on"]);
        found("nothing\nhere", &[]);
    }
}
