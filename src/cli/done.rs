//! `headsup done`: tick a box from the command line.

use std::io::Write;

use anyhow::{Context as _, bail};

use super::args::{Done, Global};
use super::choose::{choose, named};
use super::out::clean_line;
use super::session::Session;
use crate::domain::ledger::Item;
use crate::domain::note::item::Visibility;
use crate::domain::note::tick::{NoTick, tick};
use crate::store::notebook::{Expected, Outcome};

/// Ticks the box of the one open item that has this id or these words, where it was last written; the rest of
/// the file stays byte for byte.
///
/// # Errors
/// When no open item, or more than one, fits, or its line has no box.
pub fn done(global: &Global, args: &Done, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let asked = args.item.join(" ");
    let (_, ledger) = session.ledger()?;
    let id = asked.strip_prefix('^').unwrap_or(&asked);
    let may_be = |item: &&Item| {
        let shown = item.visibility < Visibility::Confidential || item.id.as_deref() == Some(id);
        item.is_open() && shown
    };
    let open: Vec<&Item> = ledger.items.iter().filter(may_be).collect();
    let Some(item) = choose(&open, &asked)? else {
        bail!(
            "no open item has the id or the words `{}`: see `headsup items --state open`",
            clean_line(&asked)
        )
    };
    let written = item.last_written().context("the item stands in no note")?;
    let (path, line) = (&written.source.path, written.source.line);
    let notebook = &session.workspace.notebook;
    let bytes = notebook.read(path.as_str().as_bytes(), u64::MAX)?.bytes;
    let text = std::str::from_utf8(&bytes)
        .with_context(|| format!("{path} is not UTF-8: tick line {line} in an editor"))?;
    let ticked = tick(text, line).map_err(|reason| match reason {
        NoTick::Done => anyhow::anyhow!("{path}:{line} is ticked already"),
        NoTick::FrontMatter => anyhow::anyhow!(
            "{path}:{line} stands in the front matter: mark it as done there, for example as `- \"[x] …\"`, \
             or with `done: yes` where it has fields"
        ),
        NoTick::SeveralLines => anyhow::anyhow!(
            "{path}:{line} is several lines, with carriage returns alone between them: tick the box in an editor"
        ),
        NoTick::NoItem | NoTick::NoLine => anyhow::anyhow!(
            "{path}:{line} is no list item with a box: mark it as done there, for example as `- [x] …`"
        ),
    })?;
    match notebook.write(path, Expected::Bytes(&bytes), ticked.as_bytes())? {
        Outcome::Written => writeln!(out, "Done: {}  {path}:{line}", clean_line(&named(item)))?,
        Outcome::Changed => {
            bail!("{path} was changed by somebody else just now: nothing was written, try again")
        }
    }
    Ok(())
}
