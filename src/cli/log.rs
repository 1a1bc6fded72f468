//! `headsup log`: the story of the notes, newest first.

use std::io::Write;

use super::args::{Global, Log};
use super::life;
use super::out::{clean, clean_line};
use super::session::{Session, inside_or_past};
use crate::domain::path::NotePath;
use crate::domain::roster::Resolved;
use crate::store::history::Entry;

/// Prints what was committed, all of it or what changed one path.
///
/// # Errors
/// When the history cannot be read.
pub fn log(global: &Global, args: &Log, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    if let Some(item) = &args.item {
        return life::life(&session, item, args, out);
    }
    let path = args.path.as_deref().map(|path| inside_or_past(&session, path)).transpose()?.flatten();
    let asked = path.as_ref().map(|path| path.as_str().as_bytes());
    if args.json.json {
        let entries = session.workspace.history.log(asked, args.limit)?;
        let list: Vec<_> = entries.iter().map(|entry| json(entry, path.as_ref())).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
        return Ok(());
    }
    let entries = session.workspace.history.log(asked, args.limit.saturating_add(1))?;
    let mut seen = None;
    for (entry, older) in entries.iter().zip(1..=args.limit).map(|(entry, at)| (entry, entries.get(at))) {
        let time = entry.time.with_time_zone(session.workspace.zone().clone());
        if seen != Some(time.date()) {
            let gap = if seen.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{}", time.strftime("%a %-d %b %Y"))?;
            seen = Some(time.date());
        }
        let subject = clean_line(&entry.subject);
        let by = by(&session, entry)?;
        writeln!(out, "  {}  {}  {subject}{by}", time.strftime("%H:%M"), entry.id.short())?;
        if let Some(older) = older.filter(|older| asked.is_some() && older.path != entry.path) {
            writeln!(
                out,
                "                     was {} before",
                clean_line(&String::from_utf8_lossy(&older.path))
            )?;
        }
        for line in told(&entry.body) {
            writeln!(out, "                     {line}")?;
        }
    }
    match (&path, entries.len()) {
        (None, 0) => writeln!(out, "Nothing is committed yet.")?,
        (Some(path), 0) => writeln!(out, "Nothing of {} is committed.", clean_line(path.as_str()))?,
        (_, n) if n > args.limit => {
            let more = args.limit.saturating_mul(2).max(1);
            writeln!(out, "\nOlder ones: headsup log -n {more}")?;
        }
        _ => {}
    }
    Ok(())
}

fn json(entry: &Entry, path: Option<&NotePath>) -> serde_json::Value {
    let mut json = serde_json::json!({
        "id": entry.id.to_string(),
        "time": entry.time.to_string(),
        "author": entry.author,
        "subject": entry.subject,
        "body": entry.body,
    });
    if let (Some(_), Some(json)) = (path, json.as_object_mut()) {
        json.insert("path".to_owned(), String::from_utf8_lossy(&entry.path).into());
    }
    json
}

/// Who wrote it, where that is not the writer of the notes.
fn by(session: &Session, entry: &Entry) -> anyhow::Result<String> {
    let own = session.workspace.history.author()?;
    let known = entry.author == own
        || entry.author == "headsup"
        || session.workspace.roster()?.resolve(&entry.author, &[]) == Resolved::Me;
    Ok(if known { String::new() } else { format!("  ({})", clean_line(&entry.author)) })
}

/// A message's body, without what only says how it came into the history.
fn told(body: &str) -> Vec<String> {
    let lines = clean(body);
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    let plumbing = |line: &str| {
        line.starts_with("Kept aside: ") || (line.starts_with("Join ") && line.ends_with(" kept aside"))
    };
    lines.filter(|line| !plumbing(line)).map(str::to_owned).collect()
}
