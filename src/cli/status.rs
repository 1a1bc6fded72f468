//! `headsup status`: whether all is well, at a glance.

mod meetings;
mod people;
mod promise;
pub(super) mod sync;

use std::io::Write;
use std::process::ExitCode;

use jiff::civil::Date;
use serde::Serialize;

use super::args::{Global, Json};
use super::out::{clean_line, path};
use super::run::ONCE;
use super::session::Session;
use crate::daemon::work::kept_aside;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::diagnostic::Severity;
use crate::domain::path::NotePath;
use crate::domain::schedule::Calendar;
use crate::store::history::RepoState;
use crate::store::instance;
use crate::store::prepare;

/// How many people, and how many paths of each kind, are named.
const NAMED: usize = 10;

/// What `status --json` prints.
#[derive(Debug, Serialize)]
struct Status {
    protected: promise::Promise,
    sync: sync::Sync,
    notebook: String,
    running: Option<Running>,
    last_commit: Option<LastCommit>,
    meetings: Vec<meetings::Next>,
    /// The people not met for longer than their cadence.
    past_cadence: Vec<people::Overdue>,
    /// The people who have left, and with whom something is still open.
    former: Vec<people::Former>,
    /// How many paths the last commit does not hold as they are.
    waiting: usize,
    /// How many versions are kept aside until the branch may be committed to.
    aside: usize,
    /// Why they wait, if it is not only for the daemon's next look.
    why: Option<String>,
    /// What is not kept in history, and why.
    unprotected: Vec<Named>,
    /// The notes that git is told to ignore: no commit keeps them.
    ignored: Vec<Ignored>,
    /// The files that keep another version of a file, until a person has settled which.
    unsettled: Vec<Other>,
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
struct Named {
    path: String,
    why: String,
}

#[derive(Debug, Serialize)]
struct Ignored {
    /// None of a confidential note.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// By which rule, and where it stands.
    rule: String,
}

#[derive(Debug, Serialize)]
struct Other {
    /// Neither path where the file is confidential as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    fix: String,
}

/// Prints the state of the notebook; fails where something that was saved is kept nowhere.
///
/// # Errors
/// When it cannot be read.
pub fn status(global: &Global, args: Json, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut session = Session::open(global)?;
    let status = gather(&mut session)?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&status)?)?;
    } else {
        print(&status, session.now.date(), out)?;
    }
    Ok(if status.protected.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
    let (book, upcoming) = prepare::upcoming(&session.workspace, &session.now)?;
    let calendar = Calendar::of(&book, &session.now);
    let meetings = meetings::next(session, &book, &calendar, &upcoming)?;
    let past_cadence = people::past_cadence(session, &book, &calendar);
    let former = people::former(session, &book)?;
    let waiting = session.workspace.pending()?;
    let why = match session.workspace.history.state()? {
        RepoState::AtRest => None,
        RepoState::Busy(busy) if busy.is_passing() && running.is_none() => Some(busy.by_hand(ONCE)),
        RepoState::Busy(busy) => Some(busy.to_string()),
    };
    let aside = session.workspace.history.aside()?;
    let unprotected = session.unprotected()?;
    let ignored = ignored(session)?;
    let protected = promise::Promise::of(session, &unprotected, ignored.len(), &book, &upcoming)?;
    let unprotected = unprotected.into_iter().map(|(at, why)| Named { path: path(&at), why }).collect();
    let daemon = if running.is_some() { sync::Daemon::Runs } else { sync::Daemon::Sleeps };
    Ok(Status {
        protected,
        sync: sync::Sync::of(&session.workspace, daemon, &session.now),
        notebook: session.workspace.notebook.root().display().to_string(),
        running,
        last_commit,
        meetings,
        past_cadence,
        former,
        waiting,
        aside,
        why,
        unprotected,
        ignored,
        unsettled: unsettled(session)?,
        unread: unread(session)?,
    })
}

fn ignored(session: &Session) -> anyhow::Result<Vec<Ignored>> {
    let notes = session.workspace.ignored_notes(&session.refresh.passed)?.into_iter();
    Ok(notes.map(|note| Ignored { path: note.path.map(|path| path.to_string()), rule: note.rule }).collect())
}

fn unsettled(session: &Session) -> anyhow::Result<Vec<Other>> {
    let found = session.workspace.unsettled()?;
    let both = found.iter().flat_map(|one| [one.path.clone(), one.original.clone()]);
    let hidden = session.workspace.hidden_in(both)?;
    let is_hidden = |path: &NotePath| hidden.get(path) == Some(&Hidden::Everything);
    let told = found.iter().map(|one| {
        if is_hidden(&one.path) || is_hidden(&one.original) {
            let fix = "`headsup check --confidential` names it, and says what to do".to_owned();
            return Other { path: None, original: None, fix };
        }
        let (path, original) = (Some(one.path.to_string()), Some(one.original.to_string()));
        Other { path, original, fix: one.fix() }
    });
    Ok(told.collect())
}

fn unread(session: &Session) -> anyhow::Result<Vec<Named>> {
    let mut errors = session.workspace.diagnostics()?;
    errors.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let errors = session.openly(errors)?.into_iter();
    Ok(errors
        .map(|diagnostic| Named {
            path: format!("{}:{}:{}", diagnostic.path, diagnostic.line, diagnostic.column),
            why: clean_line(&diagnostic.message),
        })
        .collect())
}

fn print(status: &Status, today: Date, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}", status.protected.line())?;
    if let Some(line) = status.sync.line() {
        writeln!(out, "{line}")?;
    }
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
        writeln!(out, "{}{}.", clean_line(why), kept_aside(status.aside))?;
    }
    listed(out, "Next meetings", status.meetings.iter().map(|next| next.line().to_owned()))?;
    listed(out, "Past their cadence", status.past_cadence.iter().map(|overdue| overdue.line(today)))?;
    listed(out, "Former, still open", status.former.iter().map(people::Former::line))?;
    named(out, "Not protected", &status.unprotected)?;
    let line = |one: &Ignored| {
        let path = one.path.as_deref().unwrap_or("a note that is confidential");
        clean_line(&format!("{path}: by the rule {}", one.rule))
    };
    listed(out, "Ignored by git, and so in no commit", status.ignored.iter().map(line))?;
    let unsettled = status.unsettled.iter();
    let line = |one: &Other| match (&one.path, &one.original) {
        (Some(path), Some(original)) => {
            format!("{path}: keep what you want of it in `{original}`, then delete it")
        }
        _ => format!("of a confidential note: {}", one.fix),
    };
    listed(out, "Two versions", unsettled.map(|one| clean_line(&line(one))))?;
    named(out, "Not read in full", &status.unread)
}

fn listed(
    out: &mut impl Write,
    title: &str,
    lines: impl ExactSizeIterator<Item = String>,
) -> anyhow::Result<()> {
    let more = lines.len().saturating_sub(NAMED);
    if lines.len() > 0 {
        writeln!(out, "\n{title}")?;
    }
    for line in lines.take(NAMED) {
        writeln!(out, "  {line}")?;
    }
    if more > 0 {
        writeln!(out, "  and {more} more; `headsup status --json` names them all")?;
    }
    Ok(())
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
