//! One item's life over all notes and all their versions: when it was asked, what became of it.
//!
//! [`Subject`] says what is looked for; `trace` finds its lines in each version of a file; `tell` words what
//! changed from one to the next.

mod tell;
#[cfg(test)]
mod tests;
mod trace;

use std::collections::BTreeSet;

use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{
    book::Book,
    ledger::{Item, Ledger, identity::fold},
    note::{
        Content, Note,
        item::{Kind, Mention, Source, Visibility},
        meeting::MeetingNote,
    },
    path::NotePath,
    roster::{PersonKey, Roster},
};

/// A file as a commit left it.
#[derive(Clone, Debug)]
pub struct Version {
    /// The commit's time, in the notebook's zone, and its short name; `None` for what is not committed yet.
    pub commit: Option<(Zoned, String)>,
    /// The file.
    pub path: NotePath,
    /// What it was called before, where this commit gave it its name.
    pub was: Option<NotePath>,
    /// Its text, and what is read from it; `None` where the commit deleted it.
    pub held: Option<(String, Note)>,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Subject {
    id: Option<String>,
    kind: Option<Kind>,
    /// Its wordings, folded.
    texts: BTreeSet<String>,
    /// The people of the notes that mention it, one list a note; none where they are not known.
    with: BTreeSet<Vec<PersonKey>>,
    /// Where it stands now.
    places: BTreeSet<Source>,
    /// Files in which these words are another item's.
    strangers: BTreeSet<NotePath>,
    visibility: Visibility,
}

/// Whether what is confidential is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidential {
    /// It is.
    Told,
    /// It is passed over as if it were not there.
    PassedOver,
}

/// Something that happened to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The day: of the meeting, for what its note says when it is first committed; else of the commit.
    pub day: Date,
    /// What happened, first of all.
    pub what: What,
    /// All that happened, as one line: `asked again, due moved to 12 Mar`.
    pub told: String,
    /// The due date since then, where it was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Where it is written.
    pub path: NotePath,
    /// The line there, in that version.
    pub line: u32,
    /// The commit's time.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "instant")]
    pub time: Option<Zoned>,
    /// The commit's short name; absent for what is not committed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum What {
    Asked,
    Again,
    Moved,
    Reworded,
    Changed,
    Carried,
    Done,
    Dropped,
    Reopened,
    Removed,
}

impl Subject {
    /// An item of the ledger of this book.
    #[must_use]
    pub fn of(item: &Item, ledger: &Ledger, book: &Book) -> Self {
        let places: BTreeSet<Source> = item.mentions.iter().map(|mention| mention.source.clone()).collect();
        let written = book.notes.iter().flat_map(mentions);
        let mut texts: BTreeSet<String> = written
            .filter(|(mention, _)| places.contains(&mention.source))
            .map(|(mention, _)| fold(&mention.text))
            .collect();
        texts.insert(fold(&item.text));
        texts.remove("");
        let others =
            ledger.items.iter().filter(|other| !std::ptr::eq(*other, item) && other.kind == item.kind);
        let strangers = others
            .filter(|other| texts.contains(&fold(&other.text)))
            .flat_map(|other| other.mentions.iter().map(|mention| mention.source.path.clone()))
            .filter(|path| places.iter().all(|place| place.path != *path))
            .collect();
        Self {
            id: item.id.clone(),
            kind: Some(item.kind),
            texts,
            with: item.mentions.iter().map(|mention| sorted(&mention.with)).collect(),
            places,
            strangers,
            visibility: item.visibility,
        }
    }

    /// What no note holds any more: by its id, with or without `^`, or all of its words.
    #[must_use]
    pub fn gone(asked: &str) -> Self {
        let id = asked.strip_prefix('^').unwrap_or(asked);
        let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || c == '-');
        Self {
            id: is_id.then(|| id.to_owned()),
            kind: None,
            texts: BTreeSet::from([fold(asked)]).into_iter().filter(|text| !text.is_empty()).collect(),
            with: BTreeSet::new(),
            places: BTreeSet::new(),
            strangers: BTreeSet::new(),
            visibility: Visibility::default(),
        }
    }

    /// Whether a text is one of its wordings.
    #[must_use]
    pub fn is_worded(&self, text: &str) -> bool {
        let text = fold(text);
        self.texts.iter().any(|own| text.contains(own.as_str()))
    }

    /// The files that hold it now.
    pub fn paths(&self) -> BTreeSet<&NotePath> {
        self.places.iter().map(|place| &place.path).collect()
    }

    /// Whether a file with these bytes may hold it. Cheap, and never wrong where it says no, but for texts whose
    /// longest word is not written plainly.
    #[must_use]
    pub fn may_be_in(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let longest = |text: &String| text.split(' ').max_by_key(|word| word.len()).map(str::to_owned);
        let id = self.id.as_ref().map(|id| id.to_lowercase());
        id.into_iter().chain(self.texts.iter().filter_map(longest)).any(|word| text.contains(&word))
    }
}

/// What happened to it over these versions, each file's in order; what is not committed yet is of `today`.
#[must_use]
pub fn life(
    subject: &Subject,
    versions: &[Version],
    roster: &Roster,
    today: Date,
    confidential: Confidential,
) -> Vec<Event> {
    if confidential == Confidential::PassedOver && subject.visibility == Visibility::Confidential {
        return Vec::new();
    }
    let mut steps = trace::steps(subject, versions, today);
    if confidential == Confidential::PassedOver {
        // What was in confidence once is nobody's business later, whichever line said so.
        let is_secret = |seen: &trace::Seen| seen.mention.visibility == Visibility::Confidential;
        let secret = |step: &trace::Step| step.before.iter().chain(&step.after).any(is_secret);
        let time = |step: &trace::Step| step.commit.as_ref().map(|(time, _)| time.timestamp());
        if steps.iter().any(|step| secret(step) && (step.commit.is_none() || subject.places.is_empty())) {
            return Vec::new();
        }
        let last = steps.iter().filter(|step| secret(step)).filter_map(time).max();
        steps.retain(|step| last.is_none() || time(step).is_none_or(|time| Some(time) > last));
    }
    tell::tell(&steps, roster)
}

/// The mentions of a note, each with its meeting.
fn mentions(note: &Note) -> Vec<(&Mention, Option<&MeetingNote>)> {
    fn all(meeting: &MeetingNote) -> impl Iterator<Item = (&Mention, Option<&MeetingNote>)> {
        meeting.mentions.iter().map(move |mention| (mention, Some(meeting)))
    }
    match &note.content {
        Content::Meetings(meetings) => meetings.iter().flat_map(all).collect(),
        Content::Digest(Some(meeting)) => all(meeting).collect(),
        Content::Goal(goal) => vec![(&goal.goal, None)],
        Content::Digest(None) | Content::Person(_) | Content::Other => Vec::new(),
    }
}

fn sorted(people: &[PersonKey]) -> Vec<PersonKey> {
    let mut people = people.to_vec();
    people.sort();
    people
}

#[expect(clippy::ref_option, reason = "serde's own shape")]
fn instant<S: serde::Serializer>(time: &Option<Zoned>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => to.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%S%:z")),
        None => to.serialize_none(),
    }
}
