//! `headsup digest`: print what to know before the next meeting; writes nothing.

use std::io::Write;

use anyhow::bail;

use super::args::{Digest as Args, Global};
use super::out::clean;
use super::session::Session;
use crate::domain::digest;
use crate::domain::roster::PersonKey;
use crate::store::prepare::{self, Prepared};

/// Prints the digest of the next meeting with a person, or those of the next meeting with anybody.
///
/// # Errors
/// When the notebook cannot be read, nobody has that name, or no meeting is known.
pub fn digest(global: &Global, args: &Args, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let people = match &args.person {
        Some(name) => vec![session.person(name)?],
        None => next_people(&session)?,
    };
    let mut printed = Vec::new();
    for (at, person) in people.iter().enumerate() {
        let Prepared { digest, path } = prepare::next(&session.workspace, person, &session.now, args.at)?;
        if args.json.json {
            printed.push(digest::json(&digest));
        } else {
            if at > 0 {
                writeln!(out)?;
            }
            write!(out, "{}", clean(&digest::markdown(&digest, &path)))?;
        }
    }
    if args.json.json {
        let one = args.person.is_some() || printed.len() == 1;
        let json = if one { printed.remove(0) } else { serde_json::Value::Array(printed) };
        writeln!(out, "{}", serde_json::to_string_pretty(&json)?)?;
    }
    Ok(())
}

fn next_people(session: &Session) -> anyhow::Result<Vec<PersonKey>> {
    let Some(meeting) = prepare::upcoming(&session.workspace, &session.now)?.1.into_iter().next() else {
        bail!("no meeting is in sight: name a person, or give their profile a `meets:`");
    };
    Ok(meeting.with)
}
