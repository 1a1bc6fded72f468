//! From an open notebook to the digest of one meeting with one person.

use std::sync::Arc;

use jiff::{ToSpan as _, Zoned, civil::Date};

use super::notebook::ReadError;
use super::workspace::{Error, Workspace};
use crate::domain::book::Book;
use crate::domain::config::Config;
use crate::domain::digest::{self, Digest, Seal};
use crate::domain::note::profile::Standing;
use crate::domain::path::NotePath;
use crate::domain::roster::{Person, PersonKey, Roster};
use crate::domain::schedule::{self, Calendar, Meeting, Precision, Progress};
use crate::domain::update::{self, Update};

/// How many days ahead meetings are looked for.
const HORIZON: i64 = 90;

/// The largest digest that is read back, in bytes; a larger one is not ours any more.
pub const LARGEST_DIGEST: u64 = 1 << 20;

/// A digest, and where its file lies or would lie.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The digest.
    pub digest: Digest,
    /// Its file.
    pub path: NotePath,
}

/// The digest of the next meeting with a person: on the day `at`, if one is given; as if it were now, if none
/// is in sight.
///
/// # Errors
/// When the index fails.
pub fn next(
    workspace: &Workspace,
    person: &PersonKey,
    now: &Zoned,
    at: Option<Date>,
) -> Result<Prepared, Error> {
    let book = workspace.book_for(person, now)?;
    let from = at.and_then(|day| day.to_zoned(now.time_zone().clone()).ok()).unwrap_or_else(|| now.clone());
    let calendar = Calendar::of(&book, &from);
    let known = schedule::next_with(&book, &calendar, person, &from).filter(|meeting| {
        at.is_none_or(|day| meeting.start.with_time_zone(now.time_zone().clone()).date() == day)
    });
    let meeting = known.unwrap_or_else(|| pretended(person, from, at));
    prepare(workspace, &book, person, &meeting)
}

/// The meetings from `now` on, the next one first, and the book that they come from.
///
/// # Errors
/// When the index fails.
pub fn upcoming(workspace: &Workspace, now: &Zoned) -> Result<(Book, Vec<Meeting>), Error> {
    let book = workspace.meetings_book(now)?;
    let calendar = Calendar::of(&book, now);
    let until = now.checked_add(HORIZON.days()).unwrap_or_else(|_| now.clone());
    let meetings = schedule::upcoming(&book, &calendar, now, &until);
    Ok((book, meetings))
}

/// The digest of a meeting that the schedule knows.
///
/// # Errors
/// When the index fails.
pub fn of(workspace: &Workspace, person: &PersonKey, meeting: &Meeting) -> Result<Prepared, Error> {
    prepare(workspace, &workspace.book_for(person, &meeting.start)?, person, meeting)
}

/// The progress note for a person as of now: since a day, else since they last met.
///
/// # Errors
/// When the index fails.
pub fn update(
    workspace: &Workspace,
    person: &PersonKey,
    now: &Zoned,
    since: Option<Date>,
) -> Result<Update, Error> {
    let book = workspace.book_for(person, now)?;
    let calendar = Calendar::of(&book, now);
    let ledger = workspace.ledger(&book, &calendar, now);
    Ok(update::build(&book, &calendar, &ledger, person, now, since))
}

/// What a digest was made from: while it is the same, so is the digest.
#[derive(Clone, Debug)]
pub struct Basis {
    files: u64,
    roster: Arc<Roster>,
    config: Config,
    meeting: Meeting,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
            && Arc::ptr_eq(&self.roster, &other.roster)
            && self.config == other.config
            && self.meeting == other.meeting
    }
}

/// What the digest of a meeting is made from, as things are now.
///
/// # Errors
/// When the index fails.
pub fn basis(workspace: &Workspace, person: &PersonKey, meeting: &Meeting) -> Result<Basis, Error> {
    Ok(Basis {
        files: workspace.stamp_for(person, &meeting.start)?,
        roster: workspace.roster()?,
        config: workspace.config().clone(),
        meeting: meeting.clone(),
    })
}

/// What lies where a meeting's digest belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// Nothing.
    Nothing,
    /// The digest as it was written.
    Untouched,
    /// One that a person has edited, and nothing newer is to be had.
    Edited,
    /// One that a person has edited, and a digest made now says something else.
    Outdated,
}

/// What lies at the path of a meeting's digest.
///
/// # Errors
/// When the index fails.
pub fn lies(
    workspace: &Workspace,
    path: &NotePath,
    person: &PersonKey,
    meeting: &Meeting,
) -> Result<Lies, Error> {
    let bytes = match workspace.notebook.read(path.as_str().as_bytes(), LARGEST_DIGEST) {
        Ok(content) => content.bytes,
        Err(ReadError::Gone) => return Ok(Lies::Nothing),
        Err(ReadError::Left(_)) => return Ok(Lies::Outdated),
    };
    if digest::is_untouched(&bytes) == Seal::Untouched {
        return Ok(Lies::Untouched);
    }
    let fresh = digest::seal(&digest::markdown(&of(workspace, person, meeting)?.digest, path));
    Ok(if digest::was_written_as(&bytes, &fresh) { Lies::Edited } else { Lies::Outdated })
}

/// The people who have left (`status: former`) and with whom something is still open, and how many items that
/// is: what `headsup digest` shows or counts.
///
/// # Errors
/// When the index fails.
pub fn left_open(workspace: &Workspace, now: &Zoned) -> Result<Vec<(PersonKey, usize)>, Error> {
    let roster = workspace.roster()?;
    let former = |person: &&Person| {
        person.profile.as_ref().is_some_and(|profile| profile.standing == Standing::Former)
    };
    let people: Vec<PersonKey> = roster.people().iter().filter(former).map(|p| p.key.clone()).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let book = workspace.book_of(&people, now)?;
    let calendar = Calendar::of(&book, now);
    let ledger = workspace.ledger(&book, &calendar, now);
    let counted = people.into_iter().map(|person| {
        let meeting = pretended(&person, now.clone(), None);
        let count = digest::build(&book, &calendar, &ledger, &person, &meeting, now).count();
        (person, count)
    });
    Ok(counted.filter(|(_, count)| *count > 0).collect())
}

/// For a digest, "now" is the meeting's start.
fn prepare(
    workspace: &Workspace,
    book: &Book,
    person: &PersonKey,
    meeting: &Meeting,
) -> Result<Prepared, Error> {
    let calendar = Calendar::of(book, &meeting.start);
    let ledger = workspace.ledger(book, &calendar, &meeting.start);
    let following = schedule::following(book, &calendar, person, meeting);
    let digest = digest::build(book, &calendar, &ledger, person, meeting, &following);
    Ok(Prepared { digest, path: schedule::digest_path_in(book, &calendar, person, meeting) })
}

fn pretended(person: &PersonKey, start: Zoned, at: Option<Date>) -> Meeting {
    Meeting {
        with: vec![person.clone()],
        start,
        precision: if at.is_some() { Precision::Day } else { Precision::Minute },
        progress: Progress::Planned,
        note: None,
        duration: None,
        mode: None,
    }
}
