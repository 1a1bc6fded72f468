//! Feedback that the writer received, and what became of it.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{Action, Dated, View};
use crate::domain::{
    ledger::{Item, State},
    note::item::{FeedbackDirection, Kind, Visibility},
    text,
};

/// The feedback of the span, and which items are told with it.
pub(super) struct Feedback {
    pub(super) entries: Vec<Dated>,
    /// Indices in the ledger's items.
    pub(super) actions: HashSet<usize>,
}

/// Feedback received in the span; or earlier, where it was acted on or closed in the span.
pub(super) fn feedback(view: &View) -> Feedback {
    let mut found = Feedback { entries: Vec::new(), actions: HashSet::new() };
    for (_, item) in view.items() {
        let received = matches!(item.direction, None | Some(FeedbackDirection::Received));
        if item.kind != Kind::Feedback || !received || item.state == State::Dropped {
            continue;
        }
        if let Some(entry) = entry(view, item) {
            found.entries.push(entry);
            found.actions.extend(&item.actions);
        }
    }
    found
}

fn entry(view: &View, item: &Item) -> Option<Dated> {
    let received = item.asked().and_then(|asked| asked.date)?;
    let actions: Vec<&Item> = item.actions.iter().filter_map(|at| view.ledger.items.get(*at)).collect();
    let open = actions
        .into_iter()
        .filter(|action| action.visibility < Visibility::Confidential && action.state != State::Dropped);
    let actions: Vec<&Item> = open.collect();
    let later = actions.iter().filter_map(|action| action.closed_on).chain(item.closed_on);
    let date = [received].into_iter().chain(later).find(|date| view.holds(*date))?;
    // A state that only a confidential action gives would tell of it.
    let state = match item.state {
        State::Planned | State::Acted if actions.is_empty() => State::Received,
        state => state,
    };
    let mut entry = view.entry(item, Some(received), body(view, item, (received, state), &actions));
    entry.facts.state = state.name();
    entry.facts.from = item.fields.from.as_ref().map(|from| view.name(from));
    entry.facts.actions = actions.iter().map(|action| told(action)).collect();
    Some(Dated { date: Some(date), entry })
}

/// `From Priya, 3 Feb: "The decision is at the bottom". Done 20 Feb: Put the decision in the first line`
fn body(view: &View, item: &Item, (received, state): (Date, State), actions: &[&Item]) -> String {
    let from = item.fields.from.as_ref().map(|from| format!("From {}, ", view.name(from)));
    let from = from.unwrap_or_else(|| "Received ".to_owned());
    let mut sentences = vec![format!("{from}{}: {}", view.day(received), text::quoted(&item.text))];
    for action in actions {
        let what = match (action.state, action.closed_on, action.due) {
            (State::Done, Some(on), _) => format!("Done {}", view.day(on)),
            (State::Done, None, _) => "Done".to_owned(),
            (_, _, Some(due)) => format!("Planned by {}", view.day(due)),
            _ => "Planned".to_owned(),
        };
        sentences.push(format!("{what}: {}", text::clause(&action.text)));
    }
    match state {
        State::Closed => sentences.push("Closed".to_owned()),
        State::Received => sentences.push("No action recorded".to_owned()),
        _ => {}
    }
    // What is quoted ends its sentence outside the quotation marks.
    let mut sentences = sentences.into_iter();
    let first = sentences.next().map(|quote| format!("{quote}.")).unwrap_or_default();
    sentences.fold(first, |all, sentence| format!("{all} {}", text::sentence(sentence)))
}

fn told(action: &Item) -> Action {
    Action {
        text: text::clean(&action.text),
        state: action.state.name(),
        done: action.closed_on,
        due: action.due.filter(|_| action.is_open()),
    }
}
