//! Hints at commitments that begin with somebody's name, and are the writer's for want of an owner.

use std::collections::HashSet;

use super::{View, hint_at};
use crate::domain::{
    ledger::Item,
    note::{
        Content,
        diagnostic::Diagnostic,
        item::{Kind, Mention, Source},
    },
    roster::{Owner, Person, PersonKey, Resolved, clean_name, slug},
};

/// The most words that a name has.
const NAME_WORDS: usize = 4;

/// After one of these a name is none (`Mark the date`), or the writer may be meant too (`Sol and I`).
const NO_VERBS: [&str; 15] =
    ["a", "all", "an", "and", "as", "her", "his", "it", "my", "or", "our", "that", "the", "this", "your"];

pub(super) fn hints(view: &View<'_>) -> Vec<Diagnostic> {
    let stated = stated(view);
    let mine = view.items().filter(|item| item.kind == Kind::Commitment && item.owner == Some(Owner::Me));
    let unstated = mine.filter(|item| !item.mentions.iter().any(|at| stated.contains(&at.source)));
    unstated.filter_map(|item| maybe_theirs(item, leading(view, item)?)).collect()
}

/// The lines that say whose a commitment is.
fn stated<'a>(view: &View<'a>) -> HashSet<&'a Source> {
    let mentions = view.book.notes.iter().flat_map(|note| match &note.content {
        Content::Meetings(meetings) => meetings.as_slice(),
        Content::Digest(Some(meeting)) => std::slice::from_ref(meeting.as_ref()),
        _ => &[],
    });
    let owned = |mention: &&Mention| mention.kind == Kind::Commitment && mention.owner.is_some();
    let mentions = mentions.flat_map(|meeting| &meeting.mentions).filter(owned);
    mentions.map(|mention| &mention.source).collect()
}

/// The name that a text begins with as written, and whose it is: a first name only of the item's people, a full
/// name or an alias of anybody.
fn leading<'a>(view: &View<'_>, item: &'a Item) -> Option<(&'a str, PersonKey)> {
    let text = item.text.as_str();
    if text.chars().next().is_some_and(char::is_lowercase) {
        return None;
    }
    let ends = text.match_indices(' ').map(|(at, _)| at).take(NAME_WORDS);
    let named = |end: usize| {
        let (name, rest) = text.split_at_checked(end)?;
        let next = rest.split_whitespace().next()?;
        let is_verb = next.starts_with(char::is_alphanumeric)
            && !NO_VERBS.contains(&next.to_lowercase().trim_end_matches(','));
        let Resolved::Person(key) = view.book.roster.resolve(name, &item.people) else { return None };
        let person = view.book.roster.get(&key)?;
        let is_name = is_called(person, name) || item.people.contains(&key) && !is_initials(name);
        (is_verb && name.ends_with(char::is_alphanumeric) && is_name).then_some((name, key))
    };
    ends.collect::<Vec<_>>().into_iter().rev().find_map(named)
}

fn is_called(person: &Person, name: &str) -> bool {
    let aliases = person.profile.iter().flat_map(|profile| &profile.aliases);
    let aliases = aliases.map(|alias| slug(&clean_name(alias)));
    aliases.chain([slug(&person.name)]).any(|own| own == slug(name))
}

/// Whether a word may be an abbreviation rather than a name.
fn is_initials(name: &str) -> bool {
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

fn maybe_theirs(item: &Item, (name, key): (&str, PersonKey)) -> Option<Diagnostic> {
    let message = format!("this begins with {name}, but is read as yours");
    let fix = format!("write \"@{key}\" or \"{name}:\" if it is {name}'s");
    hint_at(item, "maybe-theirs", message, fix)
}
