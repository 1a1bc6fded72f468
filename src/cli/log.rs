//! `headsup log`: the story of the notes, newest first.

use std::io::Write;

use super::args::{Global, Log};
use super::out::{clean, clean_line};
use super::session::{Session, inside};

/// Prints what was committed, all of it or what changed one path.
///
/// # Errors
/// When the history cannot be read.
pub fn log(global: &Global, args: &Log, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let path = args.path.as_deref().map(|path| inside(&session, path)).transpose()?.flatten();
    let entries =
        session.workspace.history.log(path.as_ref().map(|path| path.as_str().as_bytes()), args.limit)?;
    if args.json.json {
        let list: Vec<_> = entries
            .iter()
            .map(|entry| {
                serde_json::json!({
                    "id": entry.id.to_string(),
                    "time": entry.time.to_string(),
                    "author": entry.author,
                    "subject": entry.subject,
                    "body": entry.body,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
        return Ok(());
    }
    for entry in &entries {
        let time = entry.time.with_time_zone(session.workspace.zone().clone());
        writeln!(out, "{}  {}", time.strftime("%a %-d %b %Y %H:%M"), clean_line(&entry.subject))?;
        for line in clean(&entry.body).lines().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "    {line}")?;
        }
    }
    if entries.is_empty() {
        writeln!(out, "Nothing is committed yet.")?;
    }
    Ok(())
}
