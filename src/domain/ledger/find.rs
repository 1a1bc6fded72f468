//! Which item a mention may be about: the tables that are asked, none of which is ever walked whole.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use crate::domain::{
    note::item::Kind,
    path::NotePath,
    roster::{Owner, PersonKey},
};

/// How many items that share one key are remembered, the latest ones: with more of them than that open at a
/// time, only ids can tell which is meant.
const MAX_ALIKE: usize = 8;

/// The characters of a long text by which it is looked up.
const HEAD_CHARS: usize = 30;

/// Values and the small numbers that stand for them.
#[derive(Debug)]
pub(super) struct Interner<T>(HashMap<T, u32>);

impl<T: Hash + Eq> Interner<T> {
    /// The value's number, a new one if need be.
    pub(super) fn put(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    /// The number of a value that was put before.
    pub(super) fn get<Q>(&self, value: &Q) -> Option<u32>
    where
        T: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get(value).copied()
    }
}

/// Whose items are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Of {
    /// Those of one owner, or of nobody.
    Owner(u32),
    /// Anybody's.
    Anyone,
}

/// What items must share to be one, their text folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) of: Of,
    pub(super) people: u32,
    pub(super) text: u32,
}

/// The tables.
#[derive(Debug)]
pub(super) struct Index<'a> {
    pub(super) owners: Interner<Option<Owner>>,
    pub(super) people: Interner<Arc<[PersonKey]>>,
    pub(super) texts: Interner<String>,
    ids: HashMap<String, Vec<(Kind, usize)>>,
    alike: HashMap<Key, Vec<usize>>,
    goals: HashMap<u32, Vec<usize>>,
    asked: HashMap<(&'a NotePath, u32), Vec<usize>>,
    /// Items with a long text, by note and beginning.
    long: HashMap<(&'a NotePath, String), Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn new() -> Self {
        Self {
            owners: Interner(HashMap::new()),
            people: Interner(HashMap::new()),
            texts: Interner(HashMap::new()),
            ids: HashMap::new(),
            alike: HashMap::new(),
            goals: HashMap::new(),
            asked: HashMap::new(),
            long: HashMap::new(),
        }
    }

    /// The items with this id, one for each kind. Ids do not differ by case alone.
    pub(super) fn with_id(&self, id: &str) -> &[(Kind, usize)] {
        self.ids.get(&id_key(id)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add_id(&mut self, id: &str, kind: Kind, item: usize) {
        let known = self.ids.entry(id_key(id)).or_default();
        if known.iter().all(|(other, _)| *other != kind) {
            known.push((kind, item));
        }
    }

    /// The items that were once worded so, the latest first.
    pub(super) fn alike(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.alike.get(key).map_or(&[][..], Vec::as_slice).iter().rev().copied()
    }

    pub(super) fn add_alike(&mut self, key: Key, item: usize) {
        push(self.alike.entry(key).or_default(), item);
        if key.kind == Kind::Commitment && key.of != Of::Anyone {
            push(self.alike.entry(Key { of: Of::Anyone, ..key }).or_default(), item);
        }
    }

    /// The goals with a file of their own that are worded so.
    pub(super) fn goals(&self, text: u32) -> &[usize] {
        self.goals.get(&text).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add_goal(&mut self, text: u32, item: usize) {
        push(self.goals.entry(text).or_default(), item);
    }

    /// The items that the note asks, or once asked, with this wording, the latest first.
    pub(super) fn asked_in<'s>(&'s self, path: &'s NotePath, text: u32) -> impl Iterator<Item = usize> + 's {
        self.asked.get(&(path, text)).map_or(&[][..], Vec::as_slice).iter().rev().copied()
    }

    pub(super) fn add_asked(&mut self, path: &'a NotePath, text: u32, item: usize) {
        push(self.asked.entry((path, text)).or_default(), item);
    }

    /// The items with a long text that the note asks, and whose text may begin as this one, the latest first.
    pub(super) fn long_in<'s>(&'s self, path: &'s NotePath, light: &str) -> impl Iterator<Item = usize> + 's {
        let found = head(light).and_then(|head| self.long.get(&(path, head.to_owned())));
        found.map_or(&[][..], Vec::as_slice).iter().rev().copied()
    }

    /// `light` is the item's text, lightly folded.
    pub(super) fn add_long(&mut self, path: &'a NotePath, light: &str, item: usize) {
        if let Some(head) = head(light) {
            push(self.long.entry((path, head.to_owned())).or_default(), item);
        }
    }
}

/// What a long text is looked up by: shorter than what a digest leaves of a text that it cuts.
fn head(light: &str) -> Option<&str> {
    light.char_indices().nth(HEAD_CHARS).and_then(|(end, _)| light.get(..end))
}

pub(super) fn id_key(id: &str) -> String {
    id.to_lowercase()
}

fn push(items: &mut Vec<usize>, item: usize) {
    items.retain(|known| *known != item);
    if items.len() == MAX_ALIKE {
        items.remove(0);
    }
    items.push(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_many_alike_are_remembered() {
        let mut index = Index::new();
        let key = Key { kind: Kind::Goal, of: Of::Anyone, people: 0, text: 0 };
        for item in 0..20 {
            index.add_alike(key, item);
        }
        index.add_alike(key, 15);
        assert_eq!(index.alike(&key).collect::<Vec<_>>(), [15, 19, 18, 17, 16, 14, 13, 12]);
    }

    #[test]
    fn ids_are_found_in_any_case() {
        let mut index = Index::new();
        index.add_id("Mig-Plan", Kind::Commitment, 3);
        index.add_id("mig-plan", Kind::Commitment, 4);
        index.add_id("mig-plan", Kind::Win, 5);
        assert_eq!(index.with_id("MIG-plan"), [(Kind::Commitment, 3), (Kind::Win, 5)]);
    }
}
