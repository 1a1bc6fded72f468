//! `headsup log --item`: what became of one item, over all notes and commits.

use std::io::Write;

use anyhow::bail;

use super::args::Log;
use super::choose::choose;
use super::out::clean_line;
use super::session::Session;
use crate::domain::digest;
use crate::domain::ledger::Item;
use crate::domain::life::{Confidential, Event, Subject};
use crate::domain::note::item::Visibility;
use crate::domain::roster::Roster;
use crate::domain::wording::day;
use crate::store::life;

/// The widest column, in characters; what is longer goes beyond it.
const WIDEST: usize = 48;

/// Tells the life of the item that has this id or these words; of one that no note holds any more, from history.
///
/// # Errors
/// When no item, or more than one, fits, or the history cannot be read.
pub fn life(session: &Session, asked: &str, args: &Log, out: &mut impl Write) -> anyhow::Result<()> {
    let (book, ledger) = session.ledger()?;
    let told = |item: &&Item| args.confidential || item.visibility < Visibility::Confidential;
    let all: Vec<&Item> = ledger.items.iter().filter(told).collect();
    let item = choose(&all, asked)?;
    let subject = match item {
        Some(item) => Subject::of(item, &ledger, &book),
        None => Subject::gone(asked),
    };
    let (hidden, id) = (|item: &&Item| !told(item), asked.trim_start_matches('^'));
    let is_secret = item.is_none()
        && ledger.items.iter().filter(hidden).any(|item| {
            item.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))
                || subject.is_worded(&item.text)
        });
    let confidential = if args.confidential { Confidential::Told } else { Confidential::PassedOver };
    let events = if is_secret {
        Vec::new()
    } else {
        life::of(&session.workspace, &subject, &session.now, confidential)?
    };
    if item.is_none() && events.is_empty() {
        bail!("no item has, or ever had, the id or the words `{}`: see `headsup items`", clean_line(asked));
    }
    if args.json.json {
        let item = item.map(|item| digest::item_json(item, session.now.date()));
        let json = serde_json::json!({ "item": item, "events": events });
        writeln!(out, "{}", serde_json::to_string_pretty(&json)?)?;
        return Ok(());
    }
    match item {
        Some(item) => writeln!(out, "{}", title(item, &book.roster))?,
        None => writeln!(out, "{}  (in no note any more)", clean_line(asked))?,
    }
    print(session, &events, out)
}

fn title(item: &Item, roster: &Roster) -> String {
    let people = item.people.iter().map(|key| roster.name_of(key)).collect::<Vec<_>>().join(", ");
    let id = item.id.as_deref().map(|id| format!("^{id}"));
    let parts = [Some(item.text.clone()), id, Some(people).filter(|people| !people.is_empty())];
    clean_line(&parts.into_iter().flatten().collect::<Vec<_>>().join("  "))
}

fn print(session: &Session, events: &[Event], out: &mut impl Write) -> anyhow::Result<()> {
    let today = session.now.date();
    let rows: Vec<[String; 4]> = events
        .iter()
        .map(|event| {
            let commit = match (&event.time, &event.commit) {
                (Some(time), Some(commit)) => {
                    format!("{} {}  {commit}", day(time.date(), today), time.strftime("%H:%M"))
                }
                _ => "not committed yet".to_owned(),
            };
            let place = format!("{}:{}", event.path, event.line);
            [day(event.day, today), clean_line(&event.told), clean_line(&place), commit]
        })
        .collect();
    let width = |column: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count());
        widths.filter(|width| *width <= WIDEST).max().unwrap_or_default()
    };
    let (days, tolds, places) = (width(0), width(1), width(2));
    for [day, told, place, commit] in &rows {
        // New words can be long: they have a line of their own.
        let (told, more) = match told.split_once(", reworded: ") {
            Some((told, more)) => (told, Some(more)),
            None => (told.as_str(), None),
        };
        writeln!(out, "{day:<days$}  {told:<tolds$}  {place:<places$}  {commit}")?;
        if let Some(more) = more {
            writeln!(out, "{:<days$}  reworded: {more}", "")?;
        }
    }
    Ok(())
}
