//! The people who want a look: not met for longer than meant, or gone with something still open.

use jiff::civil::Date;
use serde::Serialize;

use crate::cli::out::{clean_line, count};
use crate::cli::session::Session;
use crate::domain::book::Book;
use crate::domain::schedule::{self, Calendar};
use crate::store::prepare;

/// Somebody whom the writer means to meet more often than they do.
#[derive(Debug, Serialize)]
pub(super) struct Overdue {
    person: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_met: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    cadence: u32,
}

/// Somebody who has left, and with whom something is still open.
#[derive(Debug, Serialize)]
pub(super) struct Former {
    person: String,
    name: String,
    open: usize,
}

/// Those not met for longer than their `meets:` says.
pub(super) fn past_cadence(session: &Session, book: &Book, calendar: &Calendar) -> Vec<Overdue> {
    let found = schedule::past_cadence(book, calendar, &session.now).into_iter();
    let told = found.map(|overdue| Overdue {
        name: book.roster.name_of(&overdue.person).to_owned(),
        person: overdue.person.to_string(),
        last_met: overdue.last_met,
        days: overdue.days,
        cadence: overdue.cadence,
    });
    told.collect()
}

/// Those who have left, and with whom something is still open.
pub(super) fn former(session: &Session, book: &Book) -> anyhow::Result<Vec<Former>> {
    let found = prepare::left_open(&session.workspace, &session.now)?.into_iter();
    let told = found.map(|(person, open)| Former {
        name: book.roster.name_of(&person).to_owned(),
        person: person.to_string(),
        open,
    });
    Ok(told.collect())
}

impl Overdue {
    /// `Omar Haddad: last met 3 Feb (41 days ago), every 14 days`
    pub(super) fn line(&self, today: Date) -> String {
        let met = match (self.last_met, self.days) {
            (Some(met), Some(days)) => {
                let format = if met.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
                format!("last met {} ({} ago)", met.strftime(format), days_of(days))
            }
            _ => "not met yet".to_owned(),
        };
        let every = if self.cadence == 1 { "day".to_owned() } else { format!("{} days", self.cadence) };
        clean_line(&format!("{}: {met}, every {every}", self.name))
    }
}

impl Former {
    /// `Dana Whitfield: 3 items, see headsup digest dana`
    pub(super) fn line(&self) -> String {
        clean_line(&format!(
            "{}: {}, see `headsup digest {}`",
            self.name,
            count(self.open, "item"),
            self.person
        ))
    }
}

fn days_of(days: i64) -> String {
    count(usize::try_from(days).unwrap_or(0), "day")
}
