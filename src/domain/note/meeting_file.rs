//! A meeting note, or a running note with a dated heading for each meeting.

use super::{
    body::{Block, HeadingBlock},
    facts::Facts,
    front_items,
    front_matter::FrontMatter,
    heading::{classify, holds_items},
    meeting::{Heading, MeetingNote, Section, When},
    mention::Scope,
    place::Report,
    section::{self, Author, Found},
    when,
};
use crate::domain::roster::{PersonKey, Roster};

/// The parts of a file that has been taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Its front matter.
    pub front: &'a FrontMatter,
    /// What that and the name say of the meeting.
    pub facts: &'a Facts,
    /// Its body.
    pub blocks: &'a [Block],
    /// The other people.
    pub with: &'a [PersonKey],
    /// Who is who.
    pub roster: &'a Roster,
}

/// Reads the meetings of a file: one, or one for each dated heading, as they stand in the file.
///
/// Dated headings are those of the highest level that has any. In a file with a date of its own, one under a
/// heading that names a kind of items is about that day, not a meeting held on it (`## Topics`, `### 10 March
/// off-site`). What stands above the first of them belongs to
/// the meeting that the front matter or the file's name dates, else to the first dated heading's.
#[must_use]
pub fn read(parts: &Parts<'_>, report: &mut Report<'_>) -> Vec<MeetingNote> {
    let days = days(parts.blocks, parts.facts.when);
    let Some(first) = days.first() else { return vec![single(parts, report)] };
    let top = parts.blocks.get(..first.block).unwrap_or_default();
    let own = parts.facts.when.and_then(|own| days.iter().position(|day| day.when.date == own.date));
    let has_items = parts.front.entries.iter().any(|entry| {
        front_items::LISTS.iter().any(|(key, _)| super::front_matter::same_key(key, &entry.key))
    });
    let title_only = matches!(top, [] | [Block::Heading(_)]);
    let mut meetings = Vec::new();
    let mut pending = Some(parts.front);
    if own.is_none() && parts.facts.when.is_some() && (has_items || !title_only) {
        let slot = Slot { when: parts.facts.when, at: parts.facts.at, whole: Whole::Yes };
        meetings.push(meeting(parts, slot, &[(top, 0, &[])], pending.take(), report));
    }
    for (n, day) in days.iter().enumerate() {
        let end = days.get(n + 1).map_or(parts.blocks.len(), |next| next.block);
        let within = parts.blocks.get(day.block..end).unwrap_or_default();
        let takes_top = pending.is_some() && n == own.unwrap_or(0);
        let ranges = [(top, 0, &[][..]), (within, day.block, &day.above)];
        let ranges = if takes_top { &ranges[..] } else { &ranges[1..] };
        let front = if takes_top { pending.take() } else { None };
        let whole = if own == Some(n) || days.len() == 1 && own.is_none() && parts.facts.when.is_none() {
            Whole::Yes
        } else {
            Whole::No
        };
        let time =
            day.when.time.or(parts.facts.time).or_else(|| {
                parts.facts.when.filter(|own| own.date == day.when.date).and_then(|own| own.time)
            });
        let slot = Slot { when: Some(When { time, ..day.when }), at: day.at, whole };
        let mut note = meeting(parts, slot, ranges, front, report);
        mark_day(&mut note.headings, note.line);
        meetings.push(note);
    }
    meetings
}

/// Whether what the front matter says of a meeting's fate is said of this one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// One meeting of the file: when, and where its date stands.
#[derive(Clone, Copy)]
struct Slot {
    when: Option<When>,
    at: usize,
    whole: Whole,
}

/// Blocks of one meeting: the index of the first in the file, and the headings that are open before it.
type Part<'a> = (&'a [Block], usize, &'a [&'a HeadingBlock]);

/// A dated heading.
struct Day<'a> {
    block: usize,
    /// The headings that it stands under.
    above: Vec<&'a HeadingBlock>,
    at: usize,
    level: u8,
    when: When,
}

fn days(blocks: &[Block], own: Option<When>) -> Vec<Day<'_>> {
    let names_items = |heading: &&HeadingBlock| holds_items(classify(&heading.text));
    let mut open: Vec<&HeadingBlock> = Vec::new();
    let mut days: Vec<Day<'_>> = blocks
        .iter()
        .enumerate()
        .filter_map(|(block, found)| {
            let Block::Heading(heading) = found else { return None };
            open.retain(|outer| outer.level < heading.level);
            let above = open.clone();
            open.push(heading);
            if own.is_some() && above.iter().any(names_items) {
                return None;
            }
            let found = when::heading_moment(&heading.text)?;
            let when = When { date: found.date, time: found.time };
            Some(Day { block, above, at: heading.at, level: heading.level, when })
        })
        .collect();
    let top = days.iter().map(|day| day.level).min();
    days.retain(|day| Some(day.level) == top);
    days
}

fn single(parts: &Parts<'_>, report: &mut Report<'_>) -> MeetingNote {
    let slot = Slot { when: parts.facts.when, at: parts.facts.at, whole: Whole::Yes };
    meeting(parts, slot, &[(parts.blocks, 0, &[])], Some(parts.front), report)
}

fn meeting(
    parts: &Parts<'_>,
    slot: Slot,
    ranges: &[Part<'_>],
    front: Option<&FrontMatter>,
    report: &mut Report<'_>,
) -> MeetingNote {
    let facts = parts.facts;
    let scope = Scope {
        roster: parts.roster,
        attendees: parts.with,
        anchor: slot.when.map(|when| when.date),
        visibility: facts.visibility,
    };
    let mut all = Found::default();
    if let Some(front) = front {
        all.mentions = front_items::read(front, &scope, report);
    }
    for (blocks, first, above) in ranges {
        let found = section::read(&scope, Author::Person, above, blocks, *first, report);
        let before = all.mentions.len();
        all.headings.extend(found.headings);
        all.mentions.extend(found.mentions.into_iter().map(|mut mention| {
            mention.action_on = mention.action_on.map(|on| on + before);
            mention
        }));
    }
    MeetingNote {
        with: parts.with.to_vec(),
        when: slot.when,
        tz: facts.tz.clone(),
        duration: facts.duration,
        status: facts.status.filter(|_| slot.whole == Whole::Yes),
        moved_to: facts.moved_to.filter(|_| slot.whole == Whole::Yes),
        mode: facts.mode.clone(),
        visibility: facts.visibility.unwrap_or_default(),
        tags: facts.tags.clone(),
        line: report.lines().line(slot.at),
        mentions: all.mentions,
        headings: all.headings,
    }
}

fn mark_day(headings: &mut [Heading], line: u32) {
    if let Some(day) =
        headings.iter_mut().find(|heading| heading.line == line && heading.section == Section::Prose)
    {
        day.section = Section::Day;
    }
}
