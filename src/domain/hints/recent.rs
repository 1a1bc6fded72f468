//! Which hints are shown: by default none that are about notes long past.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::{
    book::Book,
    note::{
        Content,
        diagnostic::{Diagnostic, Severity},
        meeting::MeetingNote,
    },
    path::NotePath,
    roster::PersonKey,
    schedule::{Calendar, Progress},
};

/// Which hints are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// None.
    None,
    /// None about a note older than the last two meetings with everyone in it.
    Recent,
    /// All.
    All,
}

impl Extent {
    /// Each, from fewest hints to most.
    pub const ALL: [Self; 3] = [Self::None, Self::Recent, Self::All];

    /// As the command line writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Recent => "recent",
            Self::All => "all",
        }
    }
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Every error and warning, and the hints that are wanted, in the order given.
    pub diagnostics: Vec<Diagnostic>,
    /// How many hints are about older notes, and left out for that alone.
    pub older: usize,
}

/// What is shown of all there is to say. Errors, warnings, and hints about files that are no meeting's note are
/// never older.
///
/// `calendar` holds the meetings of `book` as seen from now: the last two with a person are the last two held.
#[must_use]
pub fn within(extent: Extent, all: Vec<Diagnostic>, book: &Book, calendar: &Calendar) -> Kept {
    let is_hint = |said: &Diagnostic| said.severity == Severity::Hint;
    match extent {
        Extent::All => Kept { diagnostics: all, older: 0 },
        Extent::None => {
            Kept { diagnostics: all.into_iter().filter(|said| !is_hint(said)).collect(), older: 0 }
        }
        Extent::Recent => {
            let notes = Notes::of(book, calendar);
            let count = all.len();
            let diagnostics: Vec<_> =
                all.into_iter().filter(|said| !is_hint(said) || notes.is_recent(said)).collect();
            Kept { older: count - diagnostics.len(), diagnostics }
        }
    }
}

struct Notes<'a> {
    /// The meetings of each note.
    meetings: HashMap<&'a NotePath, &'a [MeetingNote]>,
    /// The day of the last but one meeting that was held with each person; no entry where there were fewer.
    since: HashMap<&'a PersonKey, Date>,
}

impl<'a> Notes<'a> {
    fn of(book: &'a Book, calendar: &'a Calendar) -> Self {
        let meetings = book.notes.iter().filter_map(|note| match &note.content {
            Content::Meetings(meetings) => Some((&note.path, meetings.as_slice())),
            Content::Digest(Some(meeting)) => Some((&note.path, std::slice::from_ref(meeting.as_ref()))),
            _ => None,
        });
        let mut held: HashMap<&PersonKey, Vec<Date>> = HashMap::new();
        for meeting in calendar.meetings.iter().filter(|meeting| meeting.progress == Progress::Held) {
            for person in &meeting.with {
                held.entry(person).or_default().push(meeting.start.date());
            }
        }
        let last_but_one = |days: &mut Vec<Date>| {
            days.sort_unstable();
            days.len().checked_sub(2).and_then(|at| days.get(at)).copied()
        };
        let since = held.into_iter().filter_map(|(key, mut days)| Some((key, last_but_one(&mut days)?)));
        Self { meetings: meetings.collect(), since: since.collect() }
    }

    fn is_recent(&self, said: &Diagnostic) -> bool {
        let meetings = self.meetings.get(&said.path).copied().unwrap_or_default();
        let under = |meeting: &&MeetingNote| meeting.line <= said.line;
        let meeting = match meetings {
            [one] => Some(one),
            several => several.iter().filter(under).max_by_key(|meeting| meeting.line),
        };
        let Some((meeting, when)) = meeting.and_then(|meeting| Some((meeting, meeting.when?))) else {
            return true;
        };
        let is_after = |person| self.since.get(person).is_none_or(|since| when.date >= *since);
        meeting.with.is_empty() || meeting.with.iter().any(is_after)
    }
}
