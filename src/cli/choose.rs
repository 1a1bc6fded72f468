//! The item that words on the command line mean.

use anyhow::bail;

use super::out::{clean, clean_line};
use crate::domain::ledger::{Item, identity::fold};
use crate::domain::note::item::Visibility;

/// The most candidates that are named.
const NAMED: usize = 8;

/// The one item with this id, else with this text, else whose text has all these words in a row; of several, the
/// one that is open. `None` where none fits.
///
/// # Errors
/// Where more than one fits.
pub fn choose<'a>(items: &[&'a Item], asked: &str) -> anyhow::Result<Option<&'a Item>> {
    let id = asked.strip_prefix('^').unwrap_or(asked);
    let folded = fold(asked);
    let fits = |fit: &dyn Fn(&Item) -> bool| -> Vec<&'a Item> {
        items.iter().copied().filter(|item| fit(item)).collect()
    };
    let tries = [
        fits(&|item| item.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))),
        fits(&|item| fold(&item.text) == folded),
        fits(&|item| !folded.is_empty() && fold(&item.text).contains(&folded)),
    ];
    let found = tries.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    let open: Vec<&Item> = found.iter().copied().filter(|item| item.is_open()).collect();
    match (found.as_slice(), open.as_slice()) {
        ([], _) => Ok(None),
        ([item], _) | (_, [item]) => Ok(Some(item)),
        (several, _) => bail!("{}", list(several, asked)),
    }
}

fn list(several: &[&Item], asked: &str) -> String {
    let mut message = format!("`{}` may be any of these; give an id or more words:", clean_line(asked));
    for item in several.iter().take(NAMED) {
        let place = item.last_written().map(|at| format!("{}:{}", at.source.path, at.source.line));
        message.push_str(&format!("\n  {}  {}", named(item), place.unwrap_or_default()));
    }
    clean(&message)
}

/// Its words and its id; of a confidential item, which only its id can mean, the id alone.
pub fn named(item: &Item) -> String {
    let text = Some(item.text.clone()).filter(|_| item.visibility < Visibility::Confidential);
    let id = item.id.as_deref().map(|id| format!("^{id}"));
    text.into_iter().chain(id).collect::<Vec<_>>().join(" ")
}
