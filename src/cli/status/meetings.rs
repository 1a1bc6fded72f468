//! The next meetings, and what lies where their digests belong.

use jiff::{Zoned, tz::TimeZone};
use serde::Serialize;

use crate::cli::out::clean_line;
use crate::cli::session::Session;
use crate::domain::book::Book;
use crate::domain::roster::PersonKey;
use crate::domain::schedule::{self, Calendar, Meeting, Precision};
use crate::store::prepare::{self, Lies};

/// How many meetings are shown.
const SHOWN: usize = 3;

/// One meeting.
#[derive(Debug, Serialize)]
pub(super) struct Next {
    with: Vec<String>,
    start: String,
    digest_due: String,
    digests: Vec<Digest>,
    #[serde(skip)]
    line: String,
}

/// The digest of one person in it.
#[derive(Debug, Serialize)]
struct Digest {
    person: String,
    path: String,
    state: State,
}

/// How a digest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// Its time has not come.
    Coming,
    /// Its time has come, and it is not written.
    Due,
    /// It is there.
    There,
    /// A person has edited it, and nothing newer is to be had.
    Edited,
    /// A person has edited it, and `headsup digest` has a fresher one.
    Outdated,
}

impl Next {
    /// As it is printed.
    pub(super) fn line(&self) -> &str {
        &self.line
    }
}

/// The next meetings, from the book and the calendar of now.
pub(super) fn next(
    session: &Session,
    book: &Book,
    calendar: &Calendar,
    upcoming: &[Meeting],
) -> anyhow::Result<Vec<Next>> {
    upcoming.iter().take(SHOWN).map(|meeting| one(session, book, calendar, meeting)).collect()
}

fn one(session: &Session, book: &Book, calendar: &Calendar, meeting: &Meeting) -> anyhow::Result<Next> {
    let due = meeting.with.iter().map(|key| schedule::digest_due(book, key, meeting)).min();
    let due = due.unwrap_or_else(|| meeting.start.clone()).with_time_zone(book.zone.clone());
    let mut digests = Vec::new();
    let mut told: Vec<(&str, String)> = Vec::new();
    for key in &meeting.with {
        let path = schedule::digest_path_in(book, calendar, key, meeting);
        let state = match prepare::lies(&session.workspace, &path, key, meeting)? {
            Lies::Untouched => State::There,
            Lies::Edited => State::Edited,
            Lies::Outdated => State::Outdated,
            Lies::Nothing if schedule::digest_due(book, key, meeting) <= session.now => State::Due,
            Lies::Nothing => State::Coming,
        };
        told.push((book.roster.name_of(key), words(state, key, &due)));
        digests.push(Digest { person: key.to_string(), path: path.to_string(), state });
    }
    let names: Vec<&str> = told.iter().map(|(name, _)| *name).collect();
    let line = format!("{}  {}; {}", when(meeting, &book.zone), names.join(", "), together(&told));
    Ok(Next {
        with: meeting.with.iter().map(ToString::to_string).collect(),
        start: meeting.start.to_string(),
        digest_due: due.to_string(),
        digests,
        line: clean_line(&line),
    })
}

fn words(state: State, person: &PersonKey, due: &Zoned) -> String {
    match state {
        State::Coming => format!("digest comes {}", moment(due)),
        State::Due => "digest is due, not written yet".to_owned(),
        State::There => "digest is there".to_owned(),
        State::Edited => "digest is there (edited by you)".to_owned(),
        State::Outdated => {
            format!("digest is yours since you edited it; a fresher one: `headsup digest {person}`")
        }
    }
}

/// Once, where the digests of all are in one state; else whose is how.
fn together(told: &[(&str, String)]) -> String {
    match told {
        [(_, first), rest @ ..] if rest.iter().all(|(_, words)| words == first) => first.clone(),
        told => {
            let each: Vec<String> = told.iter().map(|(name, words)| format!("{name}: {words}")).collect();
            each.join("; ")
        }
    }
}

/// In the notebook's zone, whatever the meeting's is.
fn when(meeting: &Meeting, zone: &TimeZone) -> String {
    match meeting.precision {
        Precision::Minute => moment(&meeting.start.with_time_zone(zone.clone())),
        Precision::Day => meeting.start.strftime("%a %-d %b").to_string(),
    }
}

fn moment(at: &Zoned) -> String {
    at.strftime("%a %-d %b %H:%M").to_string()
}
