//! `headsup update`: print a progress note to send to a person; writes and sends nothing.

use std::io::{self, Write};

use super::args::{Global, Update as Args};
use super::out::{clean, clean_line, count};
use super::session::Session;
use crate::domain::note::profile::Prefers;
use crate::domain::roster::PersonKey;
use crate::domain::update::{Update, json, markdown};
use crate::domain::wording;
use crate::store::prepare;

/// Prints the update; what is only for the writer goes to standard error.
///
/// # Errors
/// When the notebook cannot be read, or nobody has that name.
pub fn update(global: &Global, args: &Args, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let person = session.person(&args.person)?;
    let update = prepare::update(&session.workspace, &person, &session.now, args.since)?;
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json(&update))?)?;
    } else if !update.parts.is_empty() {
        write!(out, "{}", clean(&markdown(&update)))?;
    }
    out.flush()?;
    for line in remarks(&session, &person, &update)? {
        // Standard error may be gone; the update is printed all the same.
        let _ = writeln!(io::stderr(), "{}", clean_line(&line));
    }
    Ok(())
}

/// What the writer should know before sending it.
fn remarks(session: &Session, person: &PersonKey, update: &Update) -> anyhow::Result<Vec<String>> {
    let name = &update.name;
    if update.parts.is_empty() {
        let since = update.since.day().map(|day| format!(" since {day}")).unwrap_or_default();
        return Ok(vec![format!(
            "Nothing to tell {name}{since}: only what is `visibility:shared`, or was said in a meeting with them, \
             goes into an update."
        )]);
    }
    let mut remarks = Vec::new();
    if update.left_out > 0 {
        remarks.push(format!("{} left out to keep it short.", count(update.left_out, "item")));
    }
    let roster = session.workspace.roster()?;
    let profile = roster.get(person).and_then(|person| person.profile.as_ref());
    if let Some(prefers) = profile.and_then(|profile| preference(&profile.prefers)) {
        remarks.push(format!("{} prefers: {prefers}.", wording::first_name(name)));
    }
    Ok(remarks)
}

fn preference(prefers: &Prefers) -> Option<String> {
    let said = [&prefers.updates, &prefers.detail].into_iter().flatten().cloned();
    let by = prefers.channel.as_ref().map(|channel| format!("by {channel}"));
    let said: Vec<String> = said.chain(by).collect();
    (!said.is_empty()).then(|| said.join("; "))
}
