//! `headsup items`: every item with its state.

use super::args::{Global, Items};
use super::out::{clean_line, count};
use super::session::Session;
use crate::domain::digest;
use crate::domain::goals;
use crate::domain::ledger::Item;
use crate::domain::note::item::Visibility;
use crate::domain::roster::{Owner, PersonKey};

/// Lists the items that the arguments ask for.
///
/// # Errors
/// When the notebook cannot be read, or a name or state is none.
pub fn items(global: &Global, args: &Items, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    let mut session = Session::open(global)?;
    let with = args.with.as_deref().map(|name| session.person(name)).transpose()?;
    let owner = args.owner.as_deref().map(|name| owner(&mut session, name)).transpose()?;
    let (book, ledger) = session.ledger()?;
    let wanted = |item: &&Item| {
        (args.confidential || item.visibility < Visibility::Confidential)
            && args.kind.is_none_or(|kind| item.kind == kind)
            && owner.as_ref().is_none_or(|owner| item.owner == *owner)
            && (args.state.is_empty() || args.state.contains(&item.state))
            && with.as_ref().is_none_or(|person| ledger.belongs_to(item, person, &book).is_some())
    };
    let found: Vec<&Item> = ledger.items.iter().filter(wanted).collect();
    let today = session.now.date();
    if args.json.json {
        let list: Vec<_> = found.iter().map(|item| digest::item_json(item, today)).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
        return Ok(());
    }
    for item in &found {
        writeln!(out, "{}", line(item, today))?;
    }
    writeln!(out, "{}", count(found.len(), "item"))?;
    Ok(())
}

fn owner(session: &mut Session, name: &str) -> anyhow::Result<Option<Owner>> {
    Ok(match name {
        "me" => Some(Owner::Me),
        "nobody" => None,
        name => Some(Owner::Person(session.person(name)?)),
    })
}

fn line(item: &Item, today: jiff::civil::Date) -> String {
    let mut line = format!("{:<9} {:<10} ", item.state.name(), item.kind.name());
    let owner = match &item.owner {
        Some(Owner::Me) => "me",
        Some(Owner::Person(PersonKey(name)) | Owner::Named(name)) => name,
        None => "",
    };
    line.push_str(&format!("{:<10} ", clean_line(owner)));
    line.push_str(&clean_line(&item.text));
    if let Some(due) = item.due {
        line.push_str(&match item.days_late(today) {
            Some(days) => format!(", due {due} ({} late)", count(usize::try_from(days).unwrap_or(0), "day")),
            None => format!(", due {due}"),
        });
    }
    if let Some(values) = goals::path(item, today, clean_line) {
        line.push_str(&format!(", {values}"));
    }
    if let Some(id) = &item.id {
        line.push_str(&format!(" ^{}", clean_line(id)));
    }
    if let Some(mentioned) = item.last_written() {
        line.push_str(&clean_line(&format!("  {}:{}", mentioned.source.path, mentioned.source.line)));
    }
    line
}
