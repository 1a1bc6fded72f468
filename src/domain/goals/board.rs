//! Every goal of the writer by what it serves, and what nothing serves.

use std::cmp::Reverse;

use super::{Part, Profiled, TheirOwn, parts, theirs::Standing};
use crate::domain::{
    book::Book,
    ledger::{Item, Ledger, identity::fold},
    note::{
        item::{Health, Kind, Visibility},
        profile::Profile,
    },
    roster::PersonKey,
};

/// The writer's goals. Confidential ones are not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Board<'a> {
    /// The goals of other people that something of the writer's serves, each with what serves it. A goal that
    /// serves several stands with the first.
    pub groups: Vec<(&'a TheirOwn, Vec<Entry<'a>>)>,
    /// The goals that serve nobody's.
    pub others: Vec<Entry<'a>>,
    /// The open goals of active managers, or of the person asked for, that no open goal of the writer's serves.
    pub unsupported: Vec<&'a TheirOwn>,
}

/// A goal of the writer's, and what it serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// The goal.
    pub item: &'a Item,
    /// What it serves, in the order in which it says so.
    pub serves: Vec<Serves<'a>>,
}

/// What a goal serves.
#[derive(Clone, Debug, PartialEq)]
pub enum Serves<'a> {
    /// A goal of somebody else's.
    Theirs(&'a TheirOwn),
    /// Something else: another goal's or item's text, or the words of the note.
    Words(String),
    /// What is confidential.
    Secret,
}

/// Which goals a board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those that are still worked on.
    Open,
    /// Also those that were met, missed or dropped.
    All,
}

impl<'a> Board<'a> {
    /// The board of everything, or of what concerns one person: what their notes hold, or serves a goal of
    /// theirs.
    #[must_use]
    pub fn of(
        book: &Book,
        ledger: &'a Ledger,
        theirs: &'a Profiled,
        with: Option<&PersonKey>,
        shown: Shown,
    ) -> Self {
        let seen = ledger.items.iter().filter(|item| item.visibility != Visibility::Confidential);
        let goals = seen.filter(|item| item.kind == Kind::Goal && theirs.is_mine(item));
        let entries: Vec<Entry> =
            goals.map(|item| Entry { item, serves: serves(item, ledger, theirs) }).collect();
        let served = |goal: &TheirOwn| {
            entries.iter().any(|entry| entry.item.is_open() && entry.their_goals().any(|own| own == goal))
        };
        let asked = |goal: &&TheirOwn| match with {
            Some(person) => goal.person == *person,
            None => is_manager(book, &goal.person),
        };
        let open = theirs.all().iter().filter(|goal| goal.standing == Standing::Open);
        let unsupported = open.filter(asked).filter(|goal| !served(goal)).collect();
        let concerns = |entry: &Entry| {
            with.is_none_or(|person| {
                entry.their_goals().any(|goal| goal.person == *person)
                    || ledger.belongs_to(entry.item, person, book).is_some()
            })
        };
        let mut shown: Vec<Entry> = entries
            .iter()
            .filter(|entry| (shown == Shown::All || entry.item.is_open()) && concerns(entry))
            .cloned()
            .collect();
        shown.sort_by_key(|entry| rank(entry.item));
        let mut groups: Vec<(&TheirOwn, Vec<Entry>)> = Vec::new();
        for goal in theirs.all().iter().filter(|goal| with.is_none_or(|person| goal.person == *person)) {
            let (group, rest) =
                shown.into_iter().partition(|entry| entry.their_goals().any(|own| own == goal));
            shown = rest;
            groups.push((goal, group));
        }
        groups.retain(|(_, entries)| !entries.is_empty());
        Self { groups, others: shown, unsupported }
    }

    /// How many goals of the writer's are on it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.others.len() + self.groups.iter().map(|(_, entries)| entries.len()).sum::<usize>()
    }

    /// The goals of the writer's, in the order of the board.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.groups.iter().flat_map(|(_, entries)| entries).chain(&self.others)
    }
}

impl<'a> Entry<'a> {
    /// The goals of other people that it serves.
    pub fn their_goals(&self) -> impl Iterator<Item = &'a TheirOwn> {
        self.serves.iter().filter_map(|serves| match serves {
            Serves::Theirs(goal) => Some(*goal),
            Serves::Words(_) | Serves::Secret => None,
        })
    }
}

fn is_manager(book: &Book, person: &PersonKey) -> bool {
    let profile = book.roster.get(person).and_then(|person| person.profile.as_ref());
    profile.is_some_and(Profile::is_manager)
}

/// The open ones first, of these the ones in danger, then by due date, then in the order of the notes.
fn rank(item: &Item) -> impl Ord + use<> {
    let danger = item.fields.health.filter(|health| *health >= Health::AtRisk);
    (!item.is_open(), Reverse(danger), item.due.is_none(), item.due)
}

fn serves<'a>(item: &Item, ledger: &'a Ledger, theirs: &'a Profiled) -> Vec<Serves<'a>> {
    let Some(what) = item.fields.supports.as_deref() else { return Vec::new() };
    let known = |name: &str| {
        if let Some(goal) = theirs.named(name, &item.people) {
            return Some(Serves::Theirs(goal));
        }
        let id = name.trim_start_matches('^');
        let folded = fold(name);
        let named = |other: &&Item| {
            !std::ptr::eq(*other, item)
                && (other.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))
                    || (other.kind == Kind::Goal && !folded.is_empty() && fold(&other.text) == folded))
        };
        let others = || ledger.items.iter().filter(named);
        if others().any(|other| other.visibility == Visibility::Confidential) {
            return Some(Serves::Secret);
        }
        others().next().map(|other| Serves::Words(other.text.clone()))
    };
    let mut found: Vec<Serves> = Vec::new();
    for part in parts(what, known) {
        let serves = match part {
            Part::Known(serves) => serves,
            Part::Unknown(words) => Serves::Words(words.to_owned()),
        };
        if !found.contains(&serves) {
            found.push(serves);
        }
    }
    found
}
