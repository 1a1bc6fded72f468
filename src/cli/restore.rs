//! `headsup restore`: an earlier version of a file, written back as a new change.

use std::io::Write;

use anyhow::{Context as _, bail};
use jiff::{Timestamp, ToSpan as _, Zoned, civil, tz::TimeZone};

use super::args::{Global, Restore};
use super::out::clean_line;
use super::session::{Session, inside_or_past};
use crate::domain::path::NotePath;
use crate::domain::wording::day;
use crate::store::history::{Entry, Found, Mode, Point, SHORTEST, Version};
use crate::store::notebook::{Expected, Kind, Outcome, ReadError};

/// The largest file that is replaced, in bytes.
const LARGEST: u64 = 256 << 20;

/// Writes back the version of a file that the arguments ask for. What it replaces must be in the history.
///
/// # Errors
/// When there is no such version, the file holds what is not committed, or it cannot be written.
pub fn restore(global: &Global, args: &Restore, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let path = inside_or_past(&session, &args.path)?
        .context("give one file: the whole notebook is restored with git")?;
    if session.workspace.notebook.is_folder(path.as_str().as_bytes()) {
        bail!("{path} is a folder: give one file of it");
    }
    let version = find(&session, &path, args.at.trim())?;
    let when = moment(&version.commit, &session);
    if version.mode == Mode::Link {
        bail!("{path} was a symbolic link as of {when}: headsup writes none");
    }
    let old = on_disk(&session, &path)?;
    if old.as_ref() == Some(&version.bytes) {
        writeln!(out, "{path} already holds what it held as of {when}.")?;
        return Ok(());
    }
    let expected = old.as_deref().map_or(Expected::Absent, Expected::Bytes);
    if session.workspace.notebook.write(&path, expected, &version.bytes)? == Outcome::Changed {
        bail!("{path} was changed by somebody else just now: nothing was written, try again")
    }
    if old.is_none() && version.mode == Mode::Executable {
        session.workspace.notebook.make_executable(&path)?;
    }
    let then = String::from_utf8_lossy(&version.commit.path).into_owned();
    let then = if then == path.as_str() { String::new() } else { format!(", then {}", clean_line(&then)) };
    writeln!(out, "Restored {} as of {when}{then}", clean_line(path.as_str()))?;
    Ok(())
}

/// What the file holds now; `None` where it is gone.
fn on_disk(session: &Session, path: &NotePath) -> anyhow::Result<Option<Vec<u8>>> {
    let raw = path.as_str().as_bytes();
    let failing = session.workspace.history.unrecordable([raw])?;
    if let Some(failure) = failing.first() {
        bail!("{path} cannot be restored: {}", failure.why);
    }
    let content = match session.workspace.notebook.read(raw, LARGEST) {
        Ok(content) => content,
        Err(ReadError::Gone) => return Ok(None),
        Err(error) => bail!("{path} cannot be read: {error}"),
    };
    if content.entry.kind == Kind::Symlink {
        bail!("{path} is a symbolic link now: headsup does not write through it");
    }
    if !session.workspace.history.holds(raw, &content.bytes)? {
        bail!("{path} has changes that are not committed yet: `headsup run --once` commits them");
    }
    Ok(Some(content.bytes))
}

fn find(session: &Session, path: &NotePath, at: &str) -> anyhow::Result<Version> {
    let raw = path.as_str().as_bytes();
    let history = &session.workspace.history;
    let time = time(at, session.workspace.zone());
    let mut point = match time {
        Some(time) => Point::At(time),
        None => Point::Commit(at.to_ascii_lowercase()),
    };
    if is_commit(at) {
        let commit = Point::Commit(at.to_ascii_lowercase());
        match history.version(raw, &commit)? {
            Found::NoCommit if time.is_some() => {}
            _ => point = commit,
        }
    } else if time.is_none() {
        bail!(
            "--at {}: neither a time nor a commit; write 2026-03-03, 2026-03-03T10:00, or a commit that `headsup \
             log {path}` shows",
            clean_line(at)
        );
    }
    let shown = clean_line(at);
    Ok(match history.version(raw, &point)? {
        Found::Version(version) => *version,
        Found::Never => bail!("{path} was never committed: there is nothing to restore"),
        Found::NoCommit => {
            bail!(
                "no commit of the history begins with {shown}: `headsup log {path}` shows those that changed it"
            )
        }
        Found::Several => bail!("more than one commit begins with {shown}: give more digits"),
        Found::Absent { then: None, first } => {
            bail!("{path} was not there yet at {shown}: its first version is of {}", moment(&first, session))
        }
        Found::Absent { then: Some(then), .. } => {
            bail!(
                "{path} was not there as of {}: `headsup log {path}` shows when it was",
                moment(&then, session)
            )
        }
    })
}

/// `3 Mar 10:42 (a1b2c3d4e5)`.
fn moment(entry: &Entry, session: &Session) -> String {
    let time = entry.time.with_time_zone(session.workspace.zone().clone());
    let day = day(time.date(), session.now.date());
    format!("{day} {} ({})", time.strftime("%H:%M"), entry.id.short())
}

fn is_commit(text: &str) -> bool {
    (SHORTEST..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The moment that a text means: a day means its end, and a time without seconds the end of its minute.
fn time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let last = |zoned: Zoned| zoned.timestamp().checked_sub(1.nanosecond()).ok();
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some(zoned.timestamp());
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(date) = text.parse::<civil::Date>()
        && !text.contains(':')
    {
        return last(date.tomorrow().ok()?.to_zoned(zone.clone()).ok()?);
    }
    let civil = zone.to_zoned(text.parse::<civil::DateTime>().ok()?).ok()?;
    if text.matches(':').count() == 1 {
        last(civil.checked_add(1.minute()).ok()?)
    } else {
        Some(civil.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::{is_commit, time};
    use jiff::tz::TimeZone;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        assert_eq!(time(text, &zone).map(|time| time.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn a_day_means_its_end_and_a_minute_too() {
        check("2026-03-03", Some("2026-03-03T22:59:59.999999999Z"));
        check("2026-03-03T10:00", Some("2026-03-03T09:00:59.999999999Z"));
        check("2026-03-03 10:00", Some("2026-03-03T09:00:59.999999999Z"));
        check("2026-03-03T10:00:05", Some("2026-03-03T09:00:05Z"));
        check("2026-03-03T10:00:00Z", Some("2026-03-03T10:00:00Z"));
        check("2026-03-03T10:00:00+01:00[Europe/Madrid]", Some("2026-03-03T09:00:00Z"));
        check("yesterday", None);
        check("a1b2c3d4", None);
    }

    #[test]
    fn a_commit_has_at_least_four_hex_digits() {
        for (text, expect) in
            [("a1b", false), ("a1b2", true), ("A1B2c3", true), ("2026-03", false), ("g123", false)]
        {
            assert_eq!(is_commit(text), expect, "{text}");
        }
        assert!(is_commit(&"a".repeat(40)) && !is_commit(&"a".repeat(41)));
    }
}
