//! Hints at open concerns, asks and offers.

use std::collections::HashMap;

use super::{View, hint_at, is_mine};
use crate::domain::{
    ledger::{Item, State},
    note::{diagnostic::Diagnostic, item::Kind, profile::Standing},
    roster::{Owner, PersonKey},
    topic::Topic,
};

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let boundaries = Boundaries::of(view);
    let of_one = |item| [few_options(item), unframed(item), boundaries.cross(item)];
    view.items().flat_map(of_one).flatten().collect()
}

fn few_options(item: &Item) -> Option<Diagnostic> {
    if !matches!(item.kind, Kind::Concern | Kind::Ask) || item.state != State::Raised {
        return None;
    }
    let count = if item.options.is_empty() { "no option" } else { "one option only" };
    let message = format!("this {} comes with {count}: from two or more one can choose", item.kind.name());
    let fix = "write the ways out as bullets below it, and `(recommended)` on the one you favour";
    hint_at(item, "few-options", message, fix.to_owned())
}

fn unframed(item: &Item) -> Option<Diagnostic> {
    let fields = &item.fields;
    let framed = [&fields.supports, &fields.benefit, &fields.evidence]
        .into_iter()
        .any(|field| field.as_deref().is_some_and(|text| !text.trim().is_empty()));
    if item.kind != Kind::Ask || framed {
        return None;
    }
    let message = "this ask does not say what it brings, what shows that, or which goal it supports";
    let fix = "add `benefit:\"…\"`, `evidence:\"…\"` or `supports:` with a goal's id";
    hint_at(item, "ask-unframed", message.to_owned(), fix.to_owned())
}

/// What is somebody's alone, for everyone whom the writer still meets.
struct Boundaries<'a>(HashMap<&'a PersonKey, Vec<Boundary<'a>>>);

struct Boundary<'a> {
    /// Whose it is.
    name: &'a str,
    /// As written.
    text: &'a str,
    topic: Topic,
}

impl<'a> Boundaries<'a> {
    fn of(view: &View<'a>) -> Self {
        let active = view.profiles().filter(|(_, profile)| profile.standing == Standing::Active);
        let of_one = active.map(|(person, profile)| {
            let boundary = |text: &'a String| Boundary { name: &person.name, text, topic: Topic::of(text) };
            (&person.key, profile.boundaries.iter().map(boundary).collect::<Vec<_>>())
        });
        Self(of_one.filter(|(_, boundaries)| !boundaries.is_empty()).collect())
    }

    /// The hint at an offer that speaks of a boundary; where it speaks of several, of the first.
    fn cross(&self, item: &Item) -> Option<Diagnostic> {
        let offer = match item.kind {
            Kind::Idea | Kind::Ask => is_mine(item),
            Kind::Commitment => item.owner == Some(Owner::Me),
            _ => false,
        };
        if !offer {
            return None;
        }
        let all = item.people.iter().filter_map(|key| self.0.get(key)).flatten();
        let crossed = all.into_iter().find(|boundary| boundary.topic.is_in(&item.text))?;
        let message = format!("this may lie inside a boundary of {}'s: \"{}\"", crossed.name, crossed.text);
        let fix = "ask whether it is wanted before you offer it, or drop it with `[-]`";
        hint_at(item, "inside-boundary", message, fix.to_owned())
    }
}
