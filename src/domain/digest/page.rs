//! One page: the digest as markdown, in at most 45 lines.

use super::{Digest, Line, Look, Section, SectionName, text};
use crate::domain::path::NotePath;

/// The most lines of a digest's file.
pub const MAX_LINES: usize = 45;

/// The blank line and the comment that [`seal`](super::seal) adds.
const SEAL_LINES: usize = 2;

/// What is trimmed, in this order, until the page holds the rest.
const TRIMMED: [Trim; 10] = [
    Trim::One(SectionName::Tell),
    Trim::One(SectionName::Goals),
    Trim::One(SectionName::Feedback),
    Trim::One(SectionName::TheyOwe),
    Trim::One(SectionName::Unowned),
    Trim::Written(SectionName::Ask),
    Trim::Own(SectionName::Ask),
    Trim::One(SectionName::Decide),
    Trim::One(SectionName::YouOwe),
    Trim::One(SectionName::Ask),
];

#[derive(Clone, Copy)]
enum Trim {
    /// To one item.
    One(SectionName),
    /// To what notes hold, at least one.
    Written(SectionName),
    /// To what the meeting's own note asks, at least one.
    Own(SectionName),
}

/// A section as it is printed: how many of its items.
struct Shown<'a> {
    section: &'a Section,
    items: usize,
}

impl Shown<'_> {
    fn hidden(&self) -> usize {
        let trimmed = self.section.items.iter().skip(self.items);
        self.section.hidden + trimmed.filter(|line| line.look != Look::Nudge).count()
    }

    fn hidden_late(&self) -> usize {
        let trimmed = self.section.items.iter().skip(self.items);
        let late = trimmed.filter(|line| line.facts.days_late.is_some()).count();
        self.section.hidden_late + if self.section.name == SectionName::YouOwe { late } else { 0 }
    }

    fn lines(&self, at: &NotePath) -> Vec<String> {
        let mut lines = vec![String::new(), format!("## {}", self.section.heading)];
        for line in self.section.items.iter().take(self.items) {
            lines.push(item(line, at));
            lines.extend(line.more.iter().map(|more| format!("  {more}")));
        }
        lines.extend(more(self.hidden(), self.hidden_late()));
        if let Some(elsewhere) = &self.section.elsewhere {
            // Right below an item it would be read as the item's own words.
            lines.extend((self.items > 0).then(String::new));
            lines.push(elsewhere.line.clone());
        }
        lines
    }
}

/// The digest as markdown, with links relative to its file, and without its [`seal`](super::seal).
#[must_use]
pub fn markdown(digest: &Digest, at: &NotePath) -> String {
    let mut shown: Vec<Shown> =
        digest.sections.iter().map(|section| Shown { section, items: section.items.len() }).collect();
    let mut lines = page(digest, &shown, at);
    for trim in TRIMMED {
        if lines.len() + SEAL_LINES <= MAX_LINES {
            break;
        }
        apply(trim, &mut shown);
        lines = page(digest, &shown, at);
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

fn apply(trim: Trim, shown: &mut [Shown]) {
    let (Trim::One(name) | Trim::Written(name) | Trim::Own(name)) = trim;
    for part in shown.iter_mut().filter(|part| part.section.name == name) {
        let count = |is: fn(Look) -> bool| part.section.items.iter().filter(|line| is(line.look)).count();
        let kept = match trim {
            Trim::One(_) => 1,
            Trim::Written(_) => count(|look| look != Look::Nudge),
            Trim::Own(_) => count(|look| look == Look::Own),
        };
        part.items = part.items.min(kept.max(1));
    }
}

fn page(digest: &Digest, shown: &[Shown], at: &NotePath) -> Vec<String> {
    let mut lines = digest.meeting.lines.clone();
    lines.extend(shown.iter().flat_map(|part| part.lines(at)));
    let footer = footer(digest, shown.iter().map(Shown::hidden).sum());
    if !footer.is_empty() {
        lines.push(String::new());
        lines.extend(footer);
    }
    lines
}

/// `- [ ] Send plan: 4 days late. ([17 Feb](../2026-02-17-priya.md)) ^mig-plan`
fn item(line: &Line, at: &NotePath) -> String {
    let mut out = if line.look == Look::Box { "- [ ] ".to_owned() } else { "- ".to_owned() };
    out.push_str(&line.body);
    if let Some(link) = &line.link {
        out.push_str(&format!(" ([{}]({}))", text::label(&link.label), link.path.relative_to(at)));
    }
    let id = line.facts.id.as_deref().filter(|id| line.look == Look::Box && is_block_id(id));
    if let Some(id) = id {
        out.push_str(&format!(" ^{id}"));
    }
    out
}

/// `+ 3 more, 2 of them late`
fn more(hidden: usize, late: usize) -> Option<String> {
    match (hidden, late) {
        (0, _) => None,
        (hidden, 0) => Some(format!("+ {hidden} more")),
        (1, _) => Some("+ 1 more, late".to_owned()),
        (hidden, late) if late >= hidden => Some(format!("+ {hidden} more, all late")),
        (hidden, late) => Some(format!("+ {hidden} more, {late} of them late")),
    }
}

fn footer(digest: &Digest, hidden: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let left = match (hidden, digest.others) {
        (0, 0) => None,
        (hidden, 0) => Some(items(hidden)),
        (0, others) => Some(format!("{} that others owe", items(others))),
        (hidden, others) => Some(format!("{}, and {others} that others owe", items(hidden))),
    };
    if let Some(left) = left {
        lines.push(format!("Left out: {left}. See `headsup items --with {}`.", digest.meeting.person));
    }
    let unread =
        named(&digest.unread, "note").map(|notes| format!("Not read in full: {notes}. See `headsup check`."));
    let unsettled = named(&digest.unsettled, "file")
        .map(|files| format!("Another version: {files}. See `headsup status`."));
    // They share a line: the footer has two.
    let wrong: Vec<String> = unread.into_iter().chain(unsettled).collect();
    lines.extend((!wrong.is_empty()).then(|| wrong.join(" ")));
    lines
}

/// `2026-03-03-priya.md and 2 more notes`
fn named(paths: &[NotePath], one: &str) -> Option<String> {
    let (first, rest) = paths.split_first()?;
    let first = text::words(first.as_str());
    Some(match rest.len() {
        0 => first,
        1 => format!("{first} and 1 more {one}"),
        more => format!("{first} and {more} more {one}s"),
    })
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

fn is_block_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || c == '-')
}
