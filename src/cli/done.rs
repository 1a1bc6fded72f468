//! `headsup done`: tick a box from the command line.

use std::io::Write;

use anyhow::{Context as _, bail};

use super::args::{Done, Global};
use super::out::clean_line;
use super::session::Session;
use crate::domain::ledger::{Item, identity::fold};
use crate::domain::note::item::Visibility;
use crate::domain::note::tick::{NoTick, tick};
use crate::store::notebook::{Expected, Outcome};

/// The most candidates that are named.
const NAMED: usize = 8;

/// Ticks the box of the one open item that has this id or these words, where it was last written; the rest of
/// the file stays byte for byte.
///
/// # Errors
/// When no open item, or more than one, fits, or its line has no box.
pub fn done(global: &Global, args: &Done, out: &mut impl Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let asked = args.item.join(" ");
    let (_, ledger) = session.ledger()?;
    let open: Vec<&Item> = ledger.items.iter().filter(|item| item.is_open()).collect();
    let item = choose(&open, &asked)?;
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

/// The one item with this id, else with this text, else whose text has all these words in a row.
fn choose<'a>(open: &[&'a Item], asked: &str) -> anyhow::Result<&'a Item> {
    let id = asked.strip_prefix('^').unwrap_or(asked);
    let shown = || open.iter().filter(|item| item.visibility < Visibility::Confidential);
    let folded = fold(asked);
    let by_id: Vec<&&Item> = open.iter().filter(|item| item.id.as_deref() == Some(id)).collect();
    let same: Vec<&&Item> = shown().filter(|item| fold(&item.text) == folded).collect();
    let part: Vec<&&Item> =
        shown().filter(|item| !folded.is_empty() && fold(&item.text).contains(&folded)).collect();
    let found = [by_id, same, part].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [item] => Ok(item),
        [] => bail!(
            "no open item has the id or the words `{}`: see `headsup items --state open`",
            clean_line(asked)
        ),
        several => {
            let mut message =
                format!("`{}` may be any of these; give an id or more words:", clean_line(asked));
            for item in several.iter().take(NAMED) {
                let place = item
                    .last_written()
                    .map(|written| format!("{}:{}", written.source.path, written.source.line));
                message.push_str(&format!("\n  {}  {}", named(item), place.unwrap_or_default()));
            }
            bail!("{}", super::out::clean(&message))
        }
    }
}

/// Its words and its id; of a confidential item, which only its id can mean, the id alone.
fn named(item: &Item) -> String {
    let text = Some(item.text.clone()).filter(|_| item.visibility < Visibility::Confidential);
    let id = item.id.as_deref().map(|id| format!("^{id}"));
    text.into_iter().chain(id).collect::<Vec<_>>().join(" ")
}
