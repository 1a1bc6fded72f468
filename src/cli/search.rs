//! `headsup search`: find notes by their words.

use std::io::Write;

use super::args::{Global, Search};
use super::out::clean_line;
use super::session::Session;
use crate::store::index::Confidential;

/// Prints where the words occur, best first.
///
/// # Errors
/// When the notebook cannot be read.
pub fn search(global: &Global, args: &Search, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let include = if args.confidential { Confidential::Include } else { Confidential::Leave };
    let hits = session.workspace.search(&args.query.join(" "), args.limit, include)?;
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&hits)?)?;
        return Ok(());
    }
    for hit in &hits {
        writeln!(out, "{}:{}: {}", clean_line(hit.path.as_str()), hit.line, clean_line(&hit.snippet))?;
    }
    if hits.is_empty() {
        writeln!(out, "Nothing holds all of these words.")?;
    }
    Ok(())
}
