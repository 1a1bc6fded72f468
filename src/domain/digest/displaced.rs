//! What a request displaces: one thing or several, each named by its id, by its text, or in words of its own.

use super::{
    text,
    view::{Named, View},
    wording,
};
use crate::domain::{
    goals::{self, Part},
    ledger::{Item, State},
};

/// One thing that a request displaces.
struct Displaced<'a> {
    text: String,
    item: Option<&'a Item>,
}

/// All of it in words, for programs. `None` where nothing is displaced, or only what is confidential.
pub(super) fn text(view: &View, item: &Item) -> Option<String> {
    let texts: Vec<String> = displaced(view, item).into_iter().map(|one| one.text).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// `"Cut failed invoices" and "Draft the rota" (due 20 Mar)`.
pub(super) fn words(view: &View, item: &Item) -> Option<String> {
    let all = displaced(view, item);
    let quoted: Vec<String> = all.iter().map(|one| quoted(view, one)).collect();
    match quoted.split_last()? {
        (last, []) => Some(last.clone()),
        (last, others) => Some(format!("{} and {last}", others.join(", "))),
    }
}

/// A commitment of the writer's with the day it is promised for, or was done.
fn quoted(view: &View, one: &Displaced) -> String {
    let words = text::quoted(&one.text);
    let mine = one.item.filter(|item| item.is_my_commitment());
    let when = mine.and_then(|item| match (item.state, item.due, item.closed_on) {
        (State::Done, _, Some(done)) => Some(format!("done {}", wording::day(done, view.day))),
        (_, Some(due), _) if item.is_open() => Some(format!("due {}", wording::day(due, view.day))),
        _ => None,
    });
    when.map_or_else(|| words.clone(), |when| format!("{words} ({when})"))
}

/// Each thing that the field names, and what it says in words of its own. What is confidential is left out.
fn displaced<'a>(view: &View<'a>, item: &Item) -> Vec<Displaced<'a>> {
    let Some(field) = item.fields.displaces.as_deref() else { return Vec::new() };
    let known = |name: &str| Some(view.find_named(name)).filter(|named| !matches!(named, Named::Nothing));
    let parts = goals::parts(field, known).into_iter().filter_map(|part| match part {
        Part::Known(Named::Goal(goal)) => one(text::clean(&goal.text), None),
        Part::Known(Named::Item(item)) => one(text::clean(&item.text), Some(item)),
        Part::Known(Named::Secret | Named::Nothing) => None,
        Part::Unknown(words) => one(text::clean(words), None),
    });
    parts.collect()
}

fn one<'a>(text: String, item: Option<&'a Item>) -> Option<Displaced<'a>> {
    (!text.is_empty()).then_some(Displaced { text, item })
}
