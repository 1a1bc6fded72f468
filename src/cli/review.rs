//! `headsup review`: print what came of the last months, for a self-appraisal; writes nothing.

use std::io::{self, Write};

use jiff::{ToSpan as _, civil::Date};

use super::args::{Global, Review as Args};
use super::out::clean;
use super::session::Session;
use crate::domain::review::{build, json, markdown};

/// How many months back a review reaches where nobody says.
const MONTHS: i32 = 12;

/// Prints the review.
///
/// # Errors
/// When the notebook cannot be read, or nobody has that name.
pub fn review(global: &Global, args: &Args, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let with = args.with.as_deref().map(|name| session.person(name)).transpose()?;
    let until = session.now.with_time_zone(session.workspace.zone().clone()).date();
    let since = args.since.unwrap_or_else(|| until.checked_sub(MONTHS.months()).unwrap_or(Date::MIN));
    let (book, ledger) = session.ledger()?;
    let review = build(&book, &ledger, since, until, with.as_ref());
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json(&review))?)?;
    } else if !review.is_empty() {
        write!(out, "{}", clean(&markdown(&review)))?;
    }
    out.flush()?;
    if review.is_empty() {
        // Standard error may be gone; there is nothing to print in any case.
        let _ = writeln!(io::stderr(), "Nothing to review from {since} to {until}.");
    }
    Ok(())
}
