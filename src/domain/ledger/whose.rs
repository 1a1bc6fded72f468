//! Whose digest an item goes into: FORMAT's rule 8.

use super::{Item, Ledger, Mentioned, Origin};
use crate::domain::{
    book::Book,
    note::item::{Fields, Kind},
    roster::{Owner, PersonKey, slug},
};

/// Why an item goes into a person's digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Belonging {
    /// A note with the person holds it.
    Own,
    /// Only notes without the person hold it, but they own it or are to be told: its line then names the
    /// meeting it came from.
    FromElsewhere,
}

impl Ledger {
    /// Whether, and why, an item goes into this person's digest. Any of its mentions can make it so; the box
    /// that was ticked in a digest cannot. Confidential items belong like any other: the caller leaves them
    /// out.
    #[must_use]
    pub fn belongs_to(&self, item: &Item, person: &PersonKey, book: &Book) -> Option<Belonging> {
        let name = book.roster.get(person).map(|person| person.name.as_str());
        let is_person = |owner: Option<&Owner>| owner.is_some_and(|owner| is_them(owner, person, name));
        let owns = is_person(item.owner.as_ref());
        let tell = is_person(item.fields.tell.as_ref());
        let Fields { to, from, decider, .. } = &item.fields;
        let named = tell || [to, from, decider].into_iter().any(|owner| is_person(owner.as_ref()));
        let own = |mentioned: &Mentioned| {
            let with = mentioned.with.contains(person);
            with && (mentioned.with.len() == 1 || owns || named || concerns_all(item))
        };
        let mut written = item.mentions.iter().filter(|mentioned| mentioned.origin != Origin::Digest);
        if written.clone().any(own) {
            return Some(Belonging::Own);
        }
        let elsewhere = owns || tell;
        written.next().filter(|_| elsewhere).map(|_| Belonging::FromElsewhere)
    }
}

/// Whether an item of a group's note is the writer's and names nobody. What has no owner is the writer's own
/// (a win, a question), or, with `default_owner: nobody`, a promise that all of the group must see to find it one.
fn concerns_all(item: &Item) -> bool {
    let mine = match &item.owner {
        Some(owner) => *owner == Owner::Me,
        None => true,
    };
    let Fields { to, from, decider, tell, .. } = &item.fields;
    let names = |owner: &Option<Owner>| owner.as_ref().is_some_and(|owner| *owner != Owner::Me);
    mine && ![to, from, decider, tell].into_iter().any(names)
}

/// Whether an owner is this person: by key, or as a name that only spells it otherwise (`Sarah Chen` for
/// `sarah-chen`).
fn is_them(owner: &Owner, person: &PersonKey, name: Option<&str>) -> bool {
    match owner {
        Owner::Me => false,
        Owner::Person(key) => key == person,
        Owner::Named(written) => {
            let spelled = slug(written);
            !spelled.is_empty()
                && (spelled == slug(person.as_str()) || name.is_some_and(|name| slug(name) == spelled))
        }
    }
}

impl Item {
    /// Whether it is a win, an FYI or an idea: something to tell.
    #[must_use]
    pub fn is_news(&self) -> bool {
        matches!(self.kind, Kind::Win | Kind::Fyi | Kind::Idea)
    }
}
