//! A digest that may have been edited: ticked boxes, and lines that a person added.

use jiff::civil::{Date, Time};

use super::{
    body::{Block, ItemBlock, Lead},
    inline,
    item::{Fields, Kind, Mark, Mention, Source, Visibility},
    meeting::{MeetingNote, Section, When},
    mention::Scope,
    place::Report,
    section::{self, Author},
    when,
};
use crate::domain::{
    path::NotePath,
    roster::{Owner, PersonKey, Resolved, Roster},
};

/// Reads a digest as a note of its meeting. `None` where the file's name tells no meeting.
///
/// Lines that end in a source link are ours: of these only a ticked or dropped box says something, of the item
/// that it names. Everything else is read as in a meeting note, but for bullets under our own headings.
#[must_use]
pub fn read(blocks: &[Block], roster: &Roster, report: &mut Report<'_>) -> Option<MeetingNote> {
    let path = report.path();
    let (date, time, person) = meeting(path, roster)?;
    let with = [person];
    let scope = Scope { roster, attendees: &with, anchor: Some(date), visibility: None };
    let mut ours = Vec::new();
    let mut owner = None;
    let theirs: Vec<Block> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => {
                owner = owner_of(&heading.text, &scope);
                block.clone()
            }
            Block::Item(item) => match Line::of(item, path) {
                Some(line) => {
                    ours.extend(line.mention(item, owner.clone(), &scope, report));
                    Block::Prose(item.at)
                }
                None if is_count(item) => Block::Prose(item.at),
                None => block.clone(),
            },
            _ => block.clone(),
        })
        .collect();
    let found = section::read(&scope, Author::Digest, &[], &theirs, 0, report);
    Some(MeetingNote {
        mentions: by_line(found.mentions, ours),
        headings: found.headings,
        with: with.to_vec(),
        when: Some(When { date, time }),
        tz: None,
        duration: None,
        status: None,
        moved_to: None,
        mode: None,
        visibility: Visibility::default(),
        tags: Vec::new(),
        line: 1,
    })
}

/// The meeting that a digest's name tells: `2026-03-17-priya`, `2026-03-17-priya-1600`.
#[must_use]
pub fn meeting(path: &NotePath, roster: &Roster) -> Option<(Date, Option<Time>, PersonKey)> {
    let stem = path.stem();
    let (date, range) = when::date_in_name(stem)?;
    let rest = stem.get(range.end..)?.trim_start_matches(['-', '_', ' ']);
    let known = |name: &str| match roster.resolve(name, &[]) {
        Resolved::Person(key) => Some(key),
        _ => None,
    };
    if let Some(key) = known(rest) {
        return Some((date, None, key));
    }
    let timed = rest.rsplit_once('-').and_then(|(name, clock)| {
        let digits = clock.len() == 4 && clock.bytes().all(|b| b.is_ascii_digit());
        let (hour, minute) = digits.then(|| clock.split_at(2))?;
        Some((name, Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?))
    });
    let (name, time) = timed.map_or((rest, None), |(name, time)| (name, Some(time)));
    let key = known(name).or_else(|| (!name.is_empty()).then(|| PersonKey(name.to_owned())))?;
    Some((date, time, key))
}

/// A line that we wrote: `- [ ] Send plan: 4 days late. ([3 Mar](../2026-03-03-priya.md)) ^plan`.
struct Line<'a> {
    words: &'a str,
    after: &'a str,
    refers: NotePath,
}

impl<'a> Line<'a> {
    fn of(item: &'a ItemBlock, digest: &NotePath) -> Option<Self> {
        let text = item.text.text();
        let close = text.rfind("))")?;
        let open = text[..close].rfind("([")?;
        let (_, target) = text[open..close].split_once("](")?;
        let refers = linked(target, digest).filter(NotePath::is_markdown)?;
        Some(Self { words: text[..open].trim(), after: text[close + 2..].trim(), refers })
    }

    fn mention(
        self,
        item: &ItemBlock,
        owner: Option<Owner>,
        scope: &Scope<'_>,
        report: &Report<'_>,
    ) -> Option<Mention> {
        let Lead::Checkbox(mark @ (Mark::Done | Mark::Dropped)) = item.lead else { return None };
        let tail = inline::read(self.after, &scope.context(Kind::Commitment));
        let text = before_facts(self.words).to_owned();
        if text.is_empty() && tail.id.is_none() {
            return None;
        }
        Some(Mention {
            kind: Kind::Commitment,
            text,
            mark,
            owner,
            due: None,
            done_on: tail.done_on,
            id: tail.id,
            fields: Fields::default(),
            visibility: Visibility::default(),
            stated: None,
            options: Vec::new(),
            action_on: None,
            remarks: Vec::new(),
            direction: None,
            refers: Some(self.refers),
            source: Source { path: report.path().clone(), line: report.lines().line(item.at) },
        })
    }
}

/// Whose the boxes under one of our headings are.
fn owner_of(heading: &str, scope: &Scope<'_>) -> Option<Owner> {
    match section::owing(heading)? {
        Section::Mine => Some(Owner::Me),
        _ => scope.attendees.first().cloned().map(Owner::Person),
    }
}

/// Whether a bullet is our `+ 3 more, 2 of them late`.
fn is_count(item: &ItemBlock) -> bool {
    let text = item.text.text().trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.get(digits..).and_then(|rest| rest.strip_prefix(" more"));
    item.lead == Lead::Bullet
        && digits > 0
        && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("late"))
}

/// An item's own words, without the facts that a digest puts behind a colon.
fn before_facts(words: &str) -> &str {
    let words = words.strip_suffix('.').unwrap_or(words).trim_end();
    let mut colons = words.rmatch_indices(": ").map(|(at, _)| words.split_at(at));
    let found = colons.find(|(_, facts)| looks_like_facts(facts.trim_start_matches([':', ' '])));
    found.map_or(words, |(before, _)| before.trim_end())
}

fn looks_like_facts(text: &str) -> bool {
    const STARTS: [&str; 16] = [
        "due ",
        "moved ",
        "first due",
        "not mentioned",
        "carried ",
        "undated",
        "no due date",
        "no date",
        "late",
        "ticked in",
        "today",
        "tomorrow",
        "under way",
        "overdue",
        "asked ",
        "waiting",
    ];
    let counted = || {
        let (number, unit) = text.split_once(' ')?;
        let unit = unit.split([' ', ';', ',', '.']).next()?;
        Some(number.bytes().all(|b| b.is_ascii_digit()) && matches!(unit, "day" | "days" | "week" | "weeks"))
    };
    STARTS.iter().any(|start| text.starts_with(start)) || counted() == Some(true)
}

/// The note that a link in the digest leads to.
fn linked(target: &str, digest: &NotePath) -> Option<NotePath> {
    let target = decode(target.split('#').next().unwrap_or_default())?;
    let mut parts: Vec<&str> = digest.folder().split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    NotePath::new(parts.join("/"))
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = (*first == b'%').then(|| tail.get(..2)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Two lists of mentions as one, by line; what points into the first list still points to the same mention.
fn by_line(theirs: Vec<Mention>, ours: Vec<Mention>) -> Vec<Mention> {
    let mut all: Vec<(usize, Mention)> = theirs.into_iter().chain(ours).enumerate().collect();
    all.sort_by_key(|(_, mention)| mention.source.line);
    let mut place = vec![0; all.len()];
    for (now, (before, _)) in all.iter().enumerate() {
        if let Some(slot) = place.get_mut(*before) {
            *slot = now;
        }
    }
    let moved = |mention: Mention| {
        let action_on = mention.action_on.and_then(|on| place.get(on).copied());
        Mention { action_on, ..mention }
    };
    all.into_iter().map(|(_, mention)| moved(mention)).collect()
}

#[cfg(test)]
mod tests {
    use super::{before_facts, linked};
    use crate::domain::path::NotePath;

    #[test]
    fn facts_are_no_part_of_an_items_words() {
        for (line, words) in [
            ("Send plan: 4 days late; moved once, 6 → 13 Mar.", "Send plan"),
            ("Read: the manual: due Fri 20 Mar.", "Read: the manual"),
            ("Ask finance: 18 days late; not mentioned 3 Mar.", "Ask finance"),
            ("Note: call Omar.", "Note: call Omar"),
            ("Call Omar .", "Call Omar"),
            ("Read 3 books: all of them", "Read 3 books: all of them"),
        ] {
            assert_eq!(before_facts(line), words);
        }
    }

    #[test]
    fn links_lead_back_to_the_note() {
        let digest = NotePath::new("digests/2026-03-17-priya.md").unwrap();
        for path in ["2026/2026-03-03-priya.md", "digests/a.md", "1 on 1 (old)/ä%.md"] {
            let note = NotePath::new(path).unwrap();
            assert_eq!(linked(&note.relative_to(&digest), &digest), Some(note));
        }
        assert_eq!(linked("../../x.md", &digest), None);
    }
}
