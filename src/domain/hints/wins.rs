//! Hints at wins beside which the commitment that they tell of is still open.

use std::collections::HashMap;

use super::{View, hint_at};
use crate::domain::{
    ledger::{Item, State, identity::fold},
    note::{
        diagnostic::Diagnostic,
        item::{Kind, Mark, Visibility},
    },
};

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let open = Open::of(view);
    let wins = view.ledger.items.iter().filter(|item| {
        item.kind == Kind::Win && item.state != State::Dropped && item.visibility < Visibility::Confidential
    });
    wins.filter_map(|win| leaves_open(win, open.beside(win)?)).collect()
}

/// What a win and a commitment share.
#[derive(Clone, Copy)]
enum Shared {
    Id,
    Words,
}

/// The writer's open commitments, by id and by folded text.
struct Open<'a> {
    ids: HashMap<String, Vec<&'a Item>>,
    texts: HashMap<String, Vec<&'a Item>>,
}

impl<'a> Open<'a> {
    fn of(view: &View<'a>) -> Self {
        let mut open = Self { ids: HashMap::new(), texts: HashMap::new() };
        for item in view.items().filter(|item| item.is_my_commitment()) {
            if let Some(id) = &item.id {
                open.ids.entry(id.to_lowercase()).or_default().push(item);
            }
            let text = fold(&item.text);
            if !text.is_empty() {
                open.texts.entry(text).or_default().push(item);
            }
        }
        open
    }

    /// The commitment that a win tells of: of the same id, or of the same words in notes with one of its people;
    /// one that was asked only after the win is another.
    fn beside(&self, win: &Item) -> Option<(&'a Item, Shared)> {
        let told = win.last_written().and_then(|mentioned| mentioned.start);
        let before = |item: &&&Item| match (item.asked().and_then(|asked| asked.start), told) {
            (Some(asked), Some(told)) => asked <= told,
            _ => true,
        };
        let near = |item: &&&Item| item.people.iter().any(|key| win.people.contains(key));
        let by_id = || self.ids.get(&win.id.as_deref()?.to_lowercase())?.iter().find(before);
        let by_text = || self.texts.get(&fold(&win.text))?.iter().filter(near).find(before);
        by_id().map(|item| (*item, Shared::Id)).or_else(|| by_text().map(|item| (*item, Shared::Words)))
    }
}

fn leaves_open(win: &Item, (open, shared): (&Item, Shared)) -> Option<Diagnostic> {
    if win.last_written()?.mark == Mark::Done {
        return None;
    }
    let shared = match shared {
        Shared::Id => "has the same id",
        Shared::Words => "says the same",
    };
    let at = open.last_written().map(|at| format!(" ({}:{})", at.source.path, at.source.line));
    let message = format!("this win {shared} as a commitment that is still open{}", at.unwrap_or_default());
    hint_at(win, "win-leaves-open", message, "tick one of them (`- [x]`)".to_owned())
}
