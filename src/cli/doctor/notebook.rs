//! The notes: whether every save is kept, and what could not be read. Counts only; other commands name things.

use super::{Finding, found};
use crate::cli::out::count;
use crate::cli::session::Session;
use crate::cli::status::sync::{Daemon, State, Sync};
use crate::domain::note::diagnostic::Severity;

/// The settings' file.
const CONFIG: &str = "headsup.yaml";

/// Everything about the notes.
pub(super) fn examine(session: &mut Session) -> Vec<Finding> {
    let mut findings = vec![found("saves", saves(session))];
    match session.workspace.ignored_notes(&session.refresh.passed).map(|notes| notes.len()) {
        Ok(0) => {}
        Ok(some) => findings.push(Finding::note(
            "ignored",
            format!("git is told to ignore {}: no commit keeps what it ignores", count(some, "note")),
            "headsup status names the rules",
        )),
        Err(error) => findings.push(Finding::failed("ignored", error.to_string())),
    }
    match session.workspace.history.aside() {
        Ok(0) => {}
        Ok(aside) => findings.push(Finding::note(
            "aside",
            format!("{} kept aside until the branch may be committed to", count(aside, "version")),
            "headsup status",
        )),
        Err(error) => findings.push(Finding::failed("aside", error.to_string())),
    }
    findings
        .extend(read(session).unwrap_or_else(|error| vec![Finding::failed("notes", format!("{error:#}"))]));
    findings.push(zone(session));
    findings.push(sync(session));
    findings
}

fn saves(session: &mut Session) -> anyhow::Result<Finding> {
    let left_out = session.unprotected()?;
    let mut waiting = session.workspace.unkept()?;
    waiting.retain(|path| !left_out.iter().any(|(out, _)| out == path));
    let status = "headsup status names them";
    Ok(match (waiting.len(), left_out.len()) {
        (0, 0) => Finding::ok("saves", "every one is protected"),
        (0, out) => Finding::wrong("saves", format!("{} cannot be kept", count(out, "path")), status),
        (waiting, 0) => {
            Finding::wrong("saves", format!("{} not kept yet", count(waiting, "file")), "headsup run --once")
        }
        (waiting, out) => {
            let said = format!("{} not kept yet, {} cannot be", count(waiting, "file"), count(out, "path"));
            Finding::wrong("saves", said, status)
        }
    })
}

fn read(session: &Session) -> anyhow::Result<Vec<Finding>> {
    let mut errors = session.workspace.diagnostics()?;
    errors.retain(|found| found.severity == Severity::Error);
    let (settings, notes): (Vec<_>, Vec<_>) =
        session.openly(errors)?.into_iter().partition(|found| found.path.as_str() == CONFIG);
    let settings = match settings.len() {
        0 => Finding::ok("settings", "read in full"),
        n => Finding::wrong(
            "settings",
            format!("{} in {CONFIG} that cannot be read", count(n, "place")),
            "headsup check",
        ),
    };
    let notes = match notes.len() {
        0 => Finding::ok("notes", "read in full"),
        n => Finding::note(
            "notes",
            format!("{} that cannot be read; all is kept as it is", count(n, "place")),
            "headsup check",
        ),
    };
    Ok(vec![settings, notes])
}

fn sync(session: &Session) -> Finding {
    let sync = Sync::of(&session.workspace, Daemon::Sleeps, &session.now);
    match sync.state {
        State::Off | State::InStep | State::Waiting => Finding::ok("sync", sync.says()),
        // It says what to do.
        State::Never => {
            Finding { about: "sync", state: super::State::Note, says: sync.says().to_owned(), mend: None }
        }
        State::Trying => Finding::note("sync", sync.says(), "`headsup sync` tries it now"),
        State::Stopped => Finding::wrong("sync", sync.says(), "then `headsup sync`"),
    }
}

fn zone(session: &Session) -> Finding {
    let zone = session.workspace.zone().iana_name().unwrap_or("UTC").to_owned();
    if session.workspace.config().timezone.is_some() {
        return Finding::ok("time zone", zone);
    }
    Finding::note(
        "time zone",
        format!("this machine's, {zone}, counts"),
        format!("write `timezone: {zone}` into {CONFIG}, so that it is the same everywhere"),
    )
}
