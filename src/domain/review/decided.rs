//! What the writer brought to be decided, and what came of it.

use super::{Dated, View, written};
use crate::domain::{
    ledger::{Item, State, identity::fold},
    note::item::Kind,
    text,
};

/// Concerns and asks that were decided in the span; and decisions, where they were brought with options or have
/// an outcome: a plain one is only what was decided.
pub(super) fn decided(view: &View) -> Vec<Dated> {
    let brought = view.items().map(|(_, item)| item).filter(|item| match item.kind {
        Kind::Concern | Kind::Ask => true,
        Kind::Decision => !item.options.is_empty() || item.fields.outcome.is_some(),
        _ => false,
    });
    let decided = brought.filter(|item| item.state == State::Decided);
    decided.filter_map(|item| entry(view, item)).collect()
}

/// `Refund checks are done by hand. Decided 17 Feb: script the three commonest cases, as you recommended`
fn entry(view: &View, item: &Item) -> Option<Dated> {
    let date = item.closed_on.filter(|date| view.holds(*date))?;
    let outcome = written(item.fields.outcome.as_deref());
    let recommended = item.options.iter().find(|way| way.recommended).map(|way| text::clean(&way.text));
    let recommended = recommended.or_else(|| written(item.fields.recommend.as_deref()));
    let on = view.day(date);
    let what = match &outcome {
        Some(outcome) => format!("Decided {on}: {}", text::words(outcome)),
        None => format!("Decided {on}"),
    };
    let is_same = |way: &String| outcome.as_ref().is_some_and(|outcome| fold(outcome) == fold(way));
    let what = match &recommended {
        Some(way) if is_same(way) => format!("{what}, as you recommended"),
        Some(way) => format!("{} You recommended: {}", text::sentence(what), text::words(way)),
        None => what,
    };
    let asked = text::sentence(text::beginning(&item.text));
    let mut entry = view.entry(item, Some(date), format!("{asked} {what}"));
    entry.facts.outcome = outcome;
    entry.facts.recommended = recommended;
    Some(Dated { date: Some(date), entry })
}
