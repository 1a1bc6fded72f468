//! Which lines of a note are confidential: what lies under such a heading, is marked so, or all of it.

mod lines;

use std::borrow::Cow;

use super::{
    Content, Note,
    diagnostic::{Diagnostic, Severity},
    item::Visibility,
};

/// The confidential lines of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hidden {
    /// None.
    #[default]
    Nothing,
    /// First and last line, from 1, in order.
    Lines(Vec<(usize, usize)>),
    /// All of them.
    Everything,
}

impl Hidden {
    /// The confidential lines of a note, which also holds where the note is of no kind that has items.
    #[must_use]
    pub fn of(note: &Note, text: &str) -> Self {
        if is_confidential(note) {
            return Self::Everything;
        }
        Self::given(marked_lines(note), text)
    }

    /// What the text alone shows to be confidential.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Self::given(Marked::default(), text)
    }

    fn given(marked: Marked, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if lines::front_matter_hides(text) {
            return Self::Everything;
        }
        if marked.is_empty() && !lines::may_hide(text) {
            return Self::Nothing;
        }
        let all: Vec<&str> = text.lines().collect();
        let mut ranges = lines::sections(text, &all);
        let items = marked.items.into_iter().chain(lines::marked(text, &all)).collect();
        ranges.extend(lines::items(&all, items));
        ranges.extend(marked.ranges);
        ranges.retain(|(start, _)| *start < all.len());
        if ranges.is_empty() {
            return Self::Nothing;
        }
        ranges.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (start, end) in ranges {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end.min(all.len())),
                _ => merged.push((start + 1, end.min(all.len()))),
            }
        }
        Self::Lines(merged)
    }

    /// Whether a line, from 1, is confidential.
    #[must_use]
    pub fn holds(&self, line: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Lines(ranges) => {
                let next = ranges.partition_point(|(start, _)| *start <= line);
                next.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|(_, end)| line <= *end)
            }
        }
    }

    /// Takes a file's own words out of what is said about its confidential lines.
    pub fn seal(&self, diagnostics: &mut [Diagnostic]) {
        for found in diagnostics.iter_mut().filter(|found| self.holds(found.line as usize)) {
            if let Some((message, fix)) = sealed(&found.code, found.severity) {
                found.message = message.to_owned();
                found.fix = Some(fix.to_owned());
            }
        }
    }

    /// Whether something may be said to who has not asked for what is confidential: it is about an open line, or
    /// tells that a file or a mark itself could not be read.
    #[must_use]
    pub fn lets_say(&self, found: &Diagnostic) -> bool {
        let is_of_the_file = matches!(found.code.as_ref(), "conflict-file" | "confidential-syncs");
        !self.holds(found.line as usize)
            || is_said_anyway(&found.code)
            // Of a note that is confidential as a whole not even the name is told.
            || is_of_the_file && *self != Self::Everything
    }

    /// The text in two parts: what may be shown, and what is confidential.
    #[must_use]
    pub fn split<'a>(&self, text: &'a str) -> (Cow<'a, str>, Cow<'a, str>) {
        match self {
            Self::Nothing => (text.into(), "".into()),
            Self::Everything => ("".into(), text.into()),
            Self::Lines(_) => {
                let (mut open, mut hidden) = (String::new(), String::new());
                for (index, line) in text.lines().enumerate() {
                    let part = if self.holds(index + 1) { &mut hidden } else { &mut open };
                    part.push_str(line);
                    part.push('\n');
                }
                (open.into(), hidden.into())
            }
        }
    }

    /// As the index keeps it: nothing, `*`, or `3-9,12-12`.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Everything => "*".to_owned(),
            Self::Lines(ranges) => {
                let ranges: Vec<String> =
                    ranges.iter().map(|(start, end)| format!("{start}-{end}")).collect();
                ranges.join(",")
            }
        }
    }

    /// What [`Self::encode`] gave; what is not that hides everything.
    #[must_use]
    pub fn decode(text: &str) -> Self {
        if text.is_empty() {
            return Self::Nothing;
        }
        let range = |range: &str| {
            let (start, end) = range.split_once('-')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        };
        text.split(',').map(range).collect::<Option<_>>().map_or(Self::Everything, Self::Lines)
    }
}

/// Whether a line is marked as confidential by an inline `visibility:`, one that cannot be read included.
#[must_use]
pub fn marks(line: &str) -> bool {
    lines::hides_itself(line)
}

/// Whether a note's own diagnostic, sealed where need be, may be told where nobody asked for what is confidential.
#[must_use]
pub fn may_be_told(found: &Diagnostic) -> bool {
    let as_sealed = sealed(&found.code, found.severity);
    let is_sealed =
        as_sealed.is_some_and(|(message, fix)| found.message == message && found.fix.as_deref() == Some(fix));
    !is_sealed || is_said_anyway(&found.code)
}

fn is_said_anyway(code: &str) -> bool {
    matches!(
        code,
        "too-large"
            | "not-utf8"
            | "utf-16"
            | "nul-byte"
            | "unreadable"
            | "open-comment"
            | "too-deep"
            | "no-date"
            | "front-matter-unclosed"
            | "front-matter-too-long"
            | "front-matter-unreadable"
            | "bad-visibility"
    )
}

/// What is said of a place without a word of it; `None` where that is said anyway.
fn sealed(code: &str, severity: Severity) -> Option<(&'static str, &'static str)> {
    const A_DAY: &str = "write the day as YYYY-MM-DD";
    const LOOK: &str = "`headsup check --confidential` shows the line";
    if is_said_anyway(code) && !matches!(code, "bad-visibility" | "front-matter-unreadable") {
        return None;
    }
    Some(match code {
        "bad-visibility" => (
            "this visibility can't be read: it counts as confidential",
            "write shared, private or confidential",
        ),
        "unknown-owner" => (
            "the notebook knows nobody by this name",
            "check the spelling, or add a person with that name or alias under people/",
        ),
        "bad-date" => ("this is not a date", A_DAY),
        "ambiguous-date" => ("this day can be read in two ways: the earlier is taken", A_DAY),
        "vague-date" => ("this is no day", A_DAY),
        "no-checkbox" => ("a commitment without a checkbox counts as open", "write `- [ ]` before it"),
        "front-matter-unreadable" => ("this YAML can't be read from here on", LOOK),
        _ => match severity {
            Severity::Error => ("something on this confidential line can't be read", LOOK),
            Severity::Warning => ("something on this confidential line is ambiguous", LOOK),
            Severity::Hint => ("something on this confidential line could be written better", LOOK),
        },
    })
}

/// Lines, from 0, that the note's own reading found.
#[derive(Default)]
struct Marked {
    items: Vec<usize>,
    ranges: Vec<(usize, usize)>,
}

impl Marked {
    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.ranges.is_empty()
    }
}

fn marked_lines(note: &Note) -> Marked {
    let mut marked = Marked::default();
    let meetings = match &note.content {
        Content::Meetings(meetings) => meetings.as_slice(),
        Content::Digest(Some(meeting)) => std::slice::from_ref(meeting.as_ref()),
        _ => return marked,
    };
    let from_zero = |line: u32| (line as usize).saturating_sub(1);
    let mut starts: Vec<usize> = meetings.iter().map(|meeting| from_zero(meeting.line)).collect();
    starts.sort_unstable();
    for meeting in meetings {
        let items = meeting.mentions.iter().filter(|mention| mention.visibility == Visibility::Confidential);
        marked.items.extend(items.map(|mention| from_zero(mention.source.line)));
        if meeting.visibility == Visibility::Confidential {
            let start = from_zero(meeting.line);
            let end = starts.iter().find(|next| **next > start).copied().unwrap_or(usize::MAX);
            marked.ranges.push((start, end));
        }
    }
    marked
}

fn is_confidential(note: &Note) -> bool {
    match &note.content {
        Content::Meetings(meetings) => {
            !meetings.is_empty() && meetings.iter().all(|m| m.visibility == Visibility::Confidential)
        }
        Content::Digest(meeting) => {
            meeting.as_ref().is_some_and(|m| m.visibility == Visibility::Confidential)
        }
        Content::Goal(goal) => goal.goal.visibility == Visibility::Confidential,
        Content::Person(_) | Content::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;
    use crate::domain::{
        note::{
            Content, Note,
            diagnostic::{Diagnostic, Severity},
        },
        path::NotePath,
    };

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let path = NotePath::new("a.md").unwrap();
        let note = Note { path, content: Content::Other, title: None, diagnostics: vec![], lacks: None };
        let hidden = Hidden::of(&note, text);
        assert_eq!(hidden.encode(), expect, "{text:?}");
        assert_eq!(Hidden::decode(expect), hidden);
        assert_eq!(Hidden::of_text(text), hidden);
        let (open, secret) = hidden.split(text);
        assert!(!open.contains("SECRET"), "{open:?}");
        assert!(!secret.contains("OPEN"), "{secret:?}");
    }

    #[test]
    fn confidential_lines_of_any_file() {
        check("", "");
        check("OPEN\n# Notes\nOPEN", "");
        check("# OPEN\n## Confidential\nSECRET\n### More SECRET\n## OPEN\nOPEN", "2-4");
        check("# OPEN\r\n## 🔒 1. PRIVATE:\r\nSECRET\r\n# OPEN", "2-3");
        check("## Confidential notes\nSECRET", "1-2");
        check("## Privateer OPEN\nOPEN", "");
        check("Confidential\n---\nSECRET\n\nOPEN\n===\nOPEN", "1-4");
        check("```\n# Confidential\n```\nOPEN", "");
        check("# Private\n```\n# SECRET\n```\nSECRET", "1-5");
        check("---\nvisibility: confidential\n---\nSECRET", "*");
        check("\u{feff}---\nvisibility : secret!\n---\nSECRET", "*");
        check("---\nvisibility:\n---\nSECRET", "*");
        check("---\nvisibility: \"shared\"\n---\nOPEN", "");
        check("---\nx: y\n---\nvisibility: OPEN", "");
        check("- OPEN\n- SECRET visibility:confidential\n  SECRET\n\n  - SECRET\n- OPEN", "2-5");
        check("- SECRET [visibility:: confidential]\nSECRET\n\nOPEN", "1-2");
        check("- OPEN visibility:shared\n- OPEN", "");
        check("SECRET visibility:x\nSECRET visibility:x\n\nOPEN", "1-2");
        check("- SECRET visibility:x\n\n  SECRET visibility:x\nSECRET\n\nOPEN", "1-4");
        check("  - SECRET visibility:x\n- SECRET visibility:x\n  - SECRET visibility:x\n- OPEN", "1-3");
        check("- SECRET visibility:confidential\n## Private\n- SECRET\n", "1-3");
    }

    #[test]
    fn of_a_confidential_line_only_that_something_cannot_be_read_is_said() {
        let hidden = Hidden::Lines(vec![(2, 3)]);
        for (line, code, said) in [
            (1, "bad-date", true),
            (2, "bad-date", false),
            (3, "no-checkbox", false),
            (3, "bad-visibility", true),
            (2, "front-matter-unreadable", true),
            (2, "not-utf8", true),
            (4, "unknown-owner", true),
        ] {
            let found = Diagnostic {
                path: NotePath::new("a.md").unwrap(),
                line,
                column: 1,
                length: 0,
                severity: Severity::Error,
                code: code.into(),
                message: String::new(),
                fix: None,
            };
            assert_eq!(hidden.lets_say(&found), said, "{line} {code}");
        }
    }

    #[test]
    fn lines_are_asked_one_by_one() {
        let lines = Hidden::Lines(vec![(2, 3), (7, 7)]);
        let held: Vec<usize> = (0..10).filter(|line| lines.holds(*line)).collect();
        assert_eq!(held, [2, 3, 7]);
        assert!(Hidden::Everything.holds(1) && !Hidden::Nothing.holds(1));
    }
}
