//! `headsup status`: whether all is well, at a glance.

use std::io::Write;

use jiff::{Zoned, tz::TimeZone};
use serde::Serialize;

use super::args::{Global, Json};
use super::out::{clean_line, count, path};
use super::session::Session;
use crate::domain::note::diagnostic::Severity;
use crate::domain::schedule::{self, Meeting, Precision};
use crate::store::history::RepoState;
use crate::store::instance;
use crate::store::prepare;

/// How many meetings are shown.
const MEETINGS: usize = 3;
/// How many paths of each kind are named.
const NAMED: usize = 10;

/// What `status --json` prints.
#[derive(Debug, Serialize)]
struct Status {
    notebook: String,
    running: Option<Running>,
    last_commit: Option<LastCommit>,
    meetings: Vec<Next>,
    /// How many paths wait to be committed.
    waiting: usize,
    /// Why they wait, if it is not only for the daemon's next look.
    why: Option<String>,
    /// What is not kept in history, and why.
    unprotected: Vec<Named>,
    /// Notes with something in them that could not be read.
    unread: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Running {
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

#[derive(Debug, Serialize)]
struct LastCommit {
    id: String,
    time: String,
    subject: String,
}

#[derive(Debug, Serialize)]
struct Next {
    with: Vec<String>,
    start: String,
    digest_due: String,
    #[serde(skip)]
    line: String,
}

#[derive(Debug, Serialize)]
struct Named {
    path: String,
    why: String,
}

/// Prints the state of the notebook.
///
/// # Errors
/// When it cannot be read.
pub fn status(global: &Global, args: Json, out: &mut impl Write) -> anyhow::Result<()> {
    let mut session = Session::open(global)?;
    let status = gather(&mut session)?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&status)?)?;
        return Ok(());
    }
    print(&status, out)
}

fn gather(session: &mut Session) -> anyhow::Result<Status> {
    let zone = session.workspace.zone().clone();
    let running = instance::holder(session.workspace.history.make_state_dir()?)?.map(|holder| Running {
        pid: holder.as_ref().map(|holder| holder.pid),
        since: holder
            .map(|holder| holder.since.to_zoned(zone.clone()).strftime("%a %-d %b %H:%M").to_string()),
    });
    let last_commit = session.workspace.history.log(None, 1)?.into_iter().next().map(|entry| LastCommit {
        id: entry.id.short(),
        time: entry.time.with_time_zone(zone).strftime("%a %-d %b %Y %H:%M").to_string(),
        subject: clean_line(&entry.subject),
    });
    let meetings = meetings(session)?;
    let waiting = session.workspace.pending()?;
    let why = match session.workspace.history.state()? {
        RepoState::AtRest => None,
        RepoState::Busy(busy) => Some(busy.to_string()),
    };
    let unprotected = session.unprotected()?;
    let unprotected = unprotected.into_iter().map(|(at, why)| Named { path: path(&at), why }).collect();
    Ok(Status {
        notebook: session.workspace.notebook.root().display().to_string(),
        running,
        last_commit,
        meetings,
        waiting,
        why,
        unprotected,
        unread: unread(session)?,
    })
}

fn meetings(session: &Session) -> anyhow::Result<Vec<Next>> {
    let (book, upcoming) = prepare::upcoming(&session.workspace, &session.now)?;
    Ok(upcoming
        .iter()
        .take(MEETINGS)
        .map(|meeting| {
            let names: Vec<&str> = meeting.with.iter().map(|key| book.roster.name_of(key)).collect();
            let due = meeting.with.iter().map(|key| schedule::digest_due(&book, key, meeting)).min();
            let due = due.unwrap_or_else(|| meeting.start.clone()).with_time_zone(book.zone.clone());
            let there = if due <= session.now {
                "digest is there".to_owned()
            } else {
                format!("digest comes {}", moment(&due))
            };
            Next {
                with: meeting.with.iter().map(ToString::to_string).collect(),
                start: meeting.start.to_string(),
                digest_due: due.to_string(),
                line: format!("{}  {}; {there}", when(meeting, &book.zone), clean_line(&names.join(", "))),
            }
        })
        .collect())
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

fn unread(session: &Session) -> anyhow::Result<Vec<Named>> {
    let errors = session
        .workspace
        .diagnostics()?
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(errors
        .map(|diagnostic| Named {
            path: format!("{}:{}:{}", diagnostic.path, diagnostic.line, diagnostic.column),
            why: clean_line(&diagnostic.message),
        })
        .collect())
}

fn print(status: &Status, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}", clean_line(&status.notebook))?;
    match &status.running {
        Some(Running { pid: Some(pid), since: Some(since) }) => {
            writeln!(out, "Running (process {pid}, since {since}).")?;
        }
        Some(_) => writeln!(out, "Running.")?,
        None => writeln!(out, "Not running: `headsup run` keeps it committed.")?,
    }
    match &status.last_commit {
        Some(last) => writeln!(out, "Last commit {} {}: {}", last.id, last.time, last.subject)?,
        None => writeln!(out, "Nothing is committed yet.")?,
    }
    if let Some(why) = &status.why {
        writeln!(out, "{}", clean_line(why))?;
    } else if status.waiting > 0 {
        let wait = if status.waiting == 1 { "waits" } else { "wait" };
        writeln!(out, "{} {wait} to be committed.", count(status.waiting, "file"))?;
    }
    if !status.meetings.is_empty() {
        writeln!(out, "\nNext meetings")?;
        for meeting in &status.meetings {
            writeln!(out, "  {}", meeting.line)?;
        }
    }
    named(out, "Not protected", &status.unprotected)?;
    named(out, "Not read in full", &status.unread)
}

fn named(out: &mut impl Write, title: &str, named: &[Named]) -> anyhow::Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for one in named.iter().take(NAMED) {
        writeln!(out, "  {}: {}", clean_line(&one.path), clean_line(&one.why))?;
    }
    if named.len() > NAMED {
        writeln!(
            out,
            "  and {} more; `headsup check` shows all that could not be read",
            named.len() - NAMED
        )?;
    }
    Ok(())
}
