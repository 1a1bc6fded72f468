//! `headsup new`: the next meeting's note, ready to write in.

use std::io::Write;

use anyhow::{Context as _, bail};
use jiff::Zoned;

use super::args::{Global, New};
use super::session::Session;
use crate::domain::book::Book;
use crate::domain::note::{Content, Note, template};
use crate::domain::path::NotePath;
use crate::domain::roster::{Person, PersonKey};
use crate::domain::schedule::{self, Calendar, Precision};
use crate::store::notebook::{Expected, Outcome};

/// Makes the note of the next meeting with a person, or finds the one that is there, and prints its path.
///
/// It goes where the last note with that person lies; a person with a running note gets a dated heading there.
///
/// # Errors
/// When nobody has that name, or the file cannot be written.
pub fn new(global: &Global, args: &New, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let key = session.person(&args.person)?;
    let book = session.workspace.book_for(&key, &session.now)?;
    let person = book.roster.get(&key).context("the person has just gone from the notebook: try again")?;
    let (start, precision) = meeting(&book, &key, &session.now, args)?;
    let day = start.with_time_zone(book.zone.clone()).date();
    let theirs: Vec<&Note> = book.notes.iter().filter(|note| is_with(note, &key)).collect();
    if let Some(note) = theirs.iter().find(|note| days(note).iter().any(|(_, there)| *there == day)) {
        return print(&session, &note.path, out);
    }
    let last = theirs.iter().max_by_key(|note| days(note).into_iter().map(|(_, day)| day).max());
    let notebook = &session.workspace.notebook;
    let (path, outcome) = match last {
        Some(note) if is_running(note) => {
            let bytes = notebook.read(note.path.as_str().as_bytes(), u64::MAX)?.bytes;
            let text = std::str::from_utf8(&bytes)
                .with_context(|| format!("{} is not UTF-8: add `## {day}` in an editor", note.path))?;
            let text = template::with_day(text, &days(note), day);
            (note.path.clone(), notebook.write(&note.path, Expected::Bytes(&bytes), text.as_bytes())?)
        }
        last => {
            let path = path_beside(last.map(|note| &note.path), person, day)
                .context("the person's key makes no file name: give their profile an `id:`")?;
            let text = template::meeting_note(person, &start.with_time_zone(book.zone.clone()), precision);
            (path.clone(), notebook.write(&path, Expected::Absent, text.as_bytes())?)
        }
    };
    match outcome {
        Outcome::Written => print(&session, &path, out),
        Outcome::Changed => bail!("{path} is there already with something else in it: nothing was written"),
    }
}

fn print(session: &Session, path: &NotePath, out: &mut impl Write) -> anyhow::Result<()> {
    Ok(writeln!(out, "{}", session.workspace.notebook.absolute(path.as_str().as_bytes()).display())?)
}

/// The start of the meeting that the note is for: the next one known, else now.
fn meeting(book: &Book, key: &PersonKey, now: &Zoned, args: &New) -> anyhow::Result<(Zoned, Precision)> {
    let calendar = Calendar::of(book, now);
    let from = match args.at {
        Some(day) => day.to_zoned(book.zone.clone())?,
        None => now.clone(),
    };
    let next = schedule::next_with(book, &calendar, key, &from).filter(|meeting| {
        args.at.is_none_or(|day| meeting.start.with_time_zone(book.zone.clone()).date() == day)
    });
    Ok(next.map_or((from, Precision::Day), |meeting| (meeting.start, meeting.precision)))
}

/// `2026-03-17-priya.md` beside the last note, or `2026-03-17.md` where the folder is the person's own.
fn path_beside(last: Option<&NotePath>, person: &Person, day: jiff::civil::Date) -> Option<NotePath> {
    let key = crate::domain::roster::slug(person.key.as_str());
    let folder = last.map_or("", NotePath::folder);
    let dated_only = last.is_some_and(|last| last.stem().parse::<jiff::civil::Date>().is_ok());
    let name = if dated_only { format!("{day}.md") } else { format!("{day}-{key}.md") };
    let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
    NotePath::new(path).or_else(|| NotePath::new(name))
}

fn is_with(note: &Note, key: &PersonKey) -> bool {
    matches!(&note.content, Content::Meetings(meetings) if meetings.iter().any(|meeting| meeting.with.contains(key)))
}

fn is_running(note: &Note) -> bool {
    matches!(&note.content, Content::Meetings(meetings) if meetings.iter().any(|meeting| {
        meeting.headings.iter().any(|heading| heading.line == meeting.line && heading.section == crate::domain::note::meeting::Section::Day)
    }))
}

/// The lines and days of a note's meetings.
fn days(note: &Note) -> Vec<(u32, jiff::civil::Date)> {
    match &note.content {
        Content::Meetings(meetings) => {
            meetings.iter().filter_map(|meeting| Some((meeting.line, meeting.when?.date))).collect()
        }
        _ => Vec::new(),
    }
}
