//! What a commit says: the change in the notes' own terms.
//!
//! A pure function of the notes before and after, so that the same change has the same message on any
//! machine. Confidential items are in it in no way, not even as a number; of a note that is confidential as a
//! whole it says that a note changed. Prose is never quoted.

mod events;
mod words;

use std::collections::BTreeMap;

use events::{Event, Secrets, What};
use words::{clean, count, day, kind_name, names};

use crate::domain::{
    note::{Content, Note, confidential::Hidden, item::Visibility, meeting::MeetingNote},
    path::NotePath,
    roster::Roster,
};

/// The longest subject, in characters.
const SUBJECT: usize = 72;
/// The longest body, in lines, before "and 12 more".
const BODY: usize = 50;

/// A markdown file that changed.
#[derive(Clone, Copy, Debug)]
pub struct NoteChange<'a> {
    /// Where it lies, or lay.
    pub path: &'a NotePath,
    /// As the last commit holds it, from its old path if it was renamed; `None` for a new file.
    pub before: Option<&'a Note>,
    /// As it is to be committed; `None` for a deleted file.
    pub after: Option<&'a Note>,
    /// Which of its lines are confidential: as it is to be committed, or as it was where it is deleted.
    pub hidden: &'a Hidden,
}

/// Another file that changed.
#[derive(Clone, Copy, Debug)]
pub struct OtherChange<'a> {
    /// Where it lies, or lay.
    pub path: &'a [u8],
    /// What happened to it.
    pub what: Happened,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Happened {
    Added,
    Edited,
    Deleted,
    Renamed,
}

impl Happened {
    fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Renamed => "renamed",
        }
    }

    fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Edited | Self::Renamed => '~',
            Self::Deleted => '-',
        }
    }
}

/// The message of a notebook's first commit.
#[must_use]
pub fn start_of_history(notes: usize, others: usize) -> String {
    let mut parts = Vec::new();
    if notes > 0 || others == 0 {
        parts.push(count(notes, "note"));
    }
    if others > 0 {
        parts.push(count(others, if notes > 0 { "other file" } else { "file" }));
    }
    format!("Start of history: {}\n", parts.join(", "))
}

/// The message for these changes, whatever their order: a subject of at most 72 characters, and a line for
/// each item, at most 50.
#[must_use]
pub fn compose(notes: &[NoteChange<'_>], others: &[OtherChange<'_>], roster: &Roster) -> String {
    let mut notes = notes.to_vec();
    notes.sort_by_key(|change| (is_digest(change), change.path));
    let secrets = Secrets::of(notes.iter().flat_map(|change| [change.before, change.after]).flatten());
    let told = notes.iter().map(|change| (is_digest(change), Story::of(change, &secrets, roster)));
    // A digest that only follows the notes is no news beside them.
    let (echoes, news): (Vec<_>, Vec<_>) =
        told.partition(|(digest, story)| *digest && story.events.is_empty());
    let stories = if news.is_empty() && others.is_empty() { echoes } else { news };
    let stories: Vec<Story> = stories.into_iter().map(|(_, story)| story).collect();
    let mut others = others.to_vec();
    others.sort_by_key(|other| (other.path, other.what));
    let subject = subject(&stories, &others);
    let body = body(&stories, &others);
    if body.is_empty() { format!("{subject}\n") } else { format!("{subject}\n\n{}\n", body.join("\n")) }
}

/// What happened in one note.
struct Story {
    /// Whose, and when; `a note` for a confidential one.
    label: String,
    /// Without events: `edited`, `profile added`. Empty where the label says it.
    verb: String,
    events: Vec<Event>,
}

impl Story {
    fn of(change: &NoteChange<'_>, secrets: &Secrets, roster: &Roster) -> Self {
        let happened = match (change.before, change.after) {
            (None, _) => Happened::Added,
            (_, None) => Happened::Deleted,
            (Some(before), Some(after)) if before.path != after.path => Happened::Renamed,
            _ => Happened::Edited,
        };
        let word = happened.word();
        let story = |label: String, verb: String| Self { label, verb, events: Vec::new() };
        let note = change.after.or(change.before);
        if *change.hidden == Hidden::Everything || note.is_some_and(is_secret) {
            return story("a note".to_owned(), word.to_owned());
        }
        let Some(note) = note else {
            return story(clean(change.path.as_str()), word.to_owned());
        };
        match &note.content {
            Content::Person(profile) => story(clean(&profile.name), format!("profile {word}")),
            Content::Goal(goal) => story(clean(&goal.goal.text), format!("goal {word}")),
            Content::Other => story(clean(change.path.as_str()), word.to_owned()),
            Content::Digest(None) => story(clean(change.path.as_str()), word.to_owned()),
            Content::Digest(Some(meeting)) => {
                let mut events = events::between(change.before, change.after, secrets, roster);
                // The rest of a digest is headsup's own doing, told where it was first written.
                events.retain(|event| event.what == What::Done && happened != Happened::Added);
                let label = format!("Digest for {}", meeting_label(meeting, &note.path, roster));
                let verb = if happened == Happened::Deleted { word.to_owned() } else { String::new() };
                Self { label, verb, events }
            }
            Content::Meetings(meetings) => {
                let events = match happened {
                    Happened::Deleted => Vec::new(),
                    _ => events::between(change.before, change.after, secrets, roster),
                };
                Self { label: meetings_label(meetings, &events, note, roster), verb: word.to_owned(), events }
            }
        }
    }

    fn alone(&self) -> String {
        if self.verb.is_empty() { self.label.clone() } else { format!("{}: {}", self.label, self.verb) }
    }
}

fn is_digest(change: &NoteChange<'_>) -> bool {
    change.after.or(change.before).is_some_and(|note| matches!(note.content, Content::Digest(_)))
}

/// Whether a note is confidential as a whole.
fn is_secret(note: &Note) -> bool {
    match &note.content {
        Content::Meetings(meetings) => {
            !meetings.is_empty() && meetings.iter().all(|m| m.visibility == Visibility::Confidential)
        }
        Content::Goal(goal) => goal.goal.visibility == Visibility::Confidential,
        Content::Digest(meeting) => {
            meeting.as_ref().is_some_and(|meeting| meeting.visibility == Visibility::Confidential)
        }
        Content::Person(_) | Content::Other => false,
    }
}

fn meeting_label(meeting: &MeetingNote, path: &NotePath, roster: &Roster) -> String {
    let who = names(&meeting.with, roster);
    let when = meeting.when.map(|when| day(when.date, None));
    match (who, when) {
        (None, _) => clean(path.stem()),
        (Some(who), None) => who,
        (Some(who), Some(when)) => format!("{who} {when}"),
    }
}

/// A running note is named after the one meeting of it that changed, else after its people.
fn meetings_label(meetings: &[MeetingNote], events: &[Event], note: &Note, roster: &Roster) -> String {
    let open = || meetings.iter().filter(|meeting| meeting.visibility != Visibility::Confidential);
    let mut touched = open().filter(|meeting| events.iter().any(|event| event.meeting == meeting.line));
    match (meetings, touched.next(), touched.next()) {
        ([meeting], ..) | (_, Some(meeting), None) => meeting_label(meeting, &note.path, roster),
        _ => open()
            .next()
            .and_then(|meeting| names(&meeting.with, roster))
            .unwrap_or_else(|| clean(note.path.stem())),
    }
}

fn subject(stories: &[Story], others: &[OtherChange<'_>]) -> String {
    let all: Vec<&Event> = stories.iter().flat_map(|story| &story.events).collect();
    let files = files(stories, others);
    let mut tries = Vec::new();
    match stories {
        [] => match others {
            [] => tries.push("Nothing changed".to_owned()),
            [other] => {
                tries.push(format!("{}: {}", clean(&String::from_utf8_lossy(other.path)), other.what.word()))
            }
            _ => {}
        },
        [story] if all.is_empty() => tries.push(format!("{}{files}", story.alone())),
        _ => {
            let labels: Vec<&str> = stories.iter().map(|story| story.label.as_str()).collect();
            let mut labels = labels.join(", ");
            if stories.len() > 3 {
                labels = count(stories.len(), "note");
            }
            let told = if all.is_empty() { verbs(stories) } else { counts(&all) };
            let notes = count(stories.len(), "note");
            for who in [&labels, &notes] {
                tries.push(format!("{who}: {told}{files}"));
                tries.push(format!("{who}: {told}"));
            }
            if !all.is_empty() {
                tries.push(format!("{labels}: {}", count(all.len(), "change")));
            }
        }
    }
    if stories.is_empty() && others.len() > 1 {
        let mut by_what: BTreeMap<Happened, usize> = BTreeMap::new();
        others.iter().for_each(|other| *by_what.entry(other.what).or_default() += 1);
        let told: Vec<String> = by_what.iter().map(|(what, n)| format!("{n} {}", what.word())).collect();
        tries.push(format!("{}: {}", count(others.len(), "file"), told.join(", ")));
    }
    let fits = |text: &&String| text.chars().count() <= SUBJECT;
    match tries.iter().find(fits).or(tries.last()) {
        Some(text) => words::shorten(text, SUBJECT),
        None => "Notes".to_owned(),
    }
}

fn files(stories: &[Story], others: &[OtherChange<'_>]) -> String {
    match (stories, others) {
        (_, []) => String::new(),
        _ => format!(", {}", count(others.len(), "other file")),
    }
}

fn verbs(stories: &[Story]) -> String {
    let mut verbs: Vec<&str> = stories.iter().map(|story| story.verb.as_str()).collect();
    verbs.dedup();
    match verbs[..] {
        [""] => "written".to_owned(),
        [verb] => verb.to_owned(),
        _ => "edited".to_owned(),
    }
}

/// `2 commitments added, 1 done`: a kind is named where it is not the one named before.
fn counts(events: &[&Event]) -> String {
    let mut groups: BTreeMap<(What, crate::domain::note::item::Kind), usize> = BTreeMap::new();
    for event in events {
        *groups.entry((event.what, event.kind)).or_default() += 1;
    }
    let mut named = None;
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for ((what, kind), number) in groups {
        let noun = if named == Some(kind) { number.to_string() } else { count(number, kind_name(kind)) };
        named = Some(kind);
        if last == Some(what) {
            // `2 commitments, 1 win added`: the verb stands after the last kind.
            if let Some(part) = parts.last_mut() {
                let stem = part.strip_suffix(what.word()).map_or(part.as_str(), str::trim_end).to_owned();
                *part = format!("{stem}, {noun} {}", what.word());
                continue;
            }
        }
        last = Some(what);
        parts.push(format!("{noun} {}", what.word()));
    }
    parts.join(", ")
}

fn body(stories: &[Story], others: &[OtherChange<'_>]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let alone = stories.len() == 1;
    for story in stories {
        if story.events.is_empty() {
            if !alone {
                lines.push(story.alone());
            }
            continue;
        }
        if !alone {
            lines.push(format!("{}:", story.label));
        }
        lines.extend(story.events.iter().map(|event| event.line.clone()));
    }
    if !(stories.is_empty() && others.len() == 1) {
        let path = |other: &OtherChange<'_>| clean(&String::from_utf8_lossy(other.path));
        lines.extend(others.iter().map(|other| format!("{} {}", other.what.sign(), path(other))));
    }
    if lines.len() > BODY {
        let more = lines.len() - BODY;
        lines.truncate(BODY);
        lines.push(format!("and {more} more"));
    }
    lines
}

#[cfg(test)]
mod tests;
