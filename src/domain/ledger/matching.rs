//! Which item a mention is about: FORMAT's rule 1.

use std::collections::HashSet;

use super::{
    Doubt,
    build::{Builder, Read, Work},
    find::{Key, Of, id_key},
    identity::{beginnings, fold_lightly},
    order::Setting,
    state::{self, Cause, is_accepted},
};
use crate::domain::{
    note::{
        item::{Kind, Mark, Mention, Source},
        profile::GoalStatus,
    },
    roster::{Owner, slug},
};

/// How many wordings of one item are remembered for a change of owner.
const MAX_WORDINGS: usize = 8;

/// A text of more bytes may be cut in a digest.
const LONG_TEXT: usize = 70;

/// Whether an item that is worded alike is the mention's.
enum Fit {
    Yes,
    No,
    /// Ticked there, open here: one item if the tick came after this copy, else the same task anew.
    Doubtful(Source),
}

/// Whether both are one. Who a digest is for is known by its name alone, where no note or profile knows them.
fn is_one(own: &Owner, owner: &Owner) -> bool {
    match (own, owner) {
        (Owner::Named(name), Owner::Person(key)) => slug(name) == key.0,
        _ => own == owner,
    }
}

/// What a mention is about.
pub(super) enum Found {
    /// An item that is known.
    Known(usize),
    /// One that was not mentioned before; or, for all that can be known without history, is a copy of one that
    /// was ticked there.
    New { copy_of: Option<Source> },
}

/// How a candidate was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    /// It has the same text.
    Same,
    /// Its text is the beginning of the mention's.
    Beginning,
}

impl<'a> Builder<'a> {
    /// The item that a mention of a note is about.
    pub(super) fn find(&self, read: Read<'a, '_>) -> Found {
        let Read { setting, mention, .. } = read;
        if let Some(item) = mention.id.as_deref().and_then(|id| self.of_id(id, mention.kind)) {
            let own = self.is_of_id(item, read);
            return if own { Found::Known(item) } else { Found::New { copy_of: None } };
        }
        let texts = self.texts(read);
        let people = self.people.get(setting).copied().unwrap_or_default();
        let owner = self.owner(mention);
        let owners = |builder: &Self, owner: &Option<Owner>| builder.index.owners.get(owner).map(Of::Owner);
        let mut keys: Vec<(Kind, Option<Of>)> = vec![(mention.kind, owners(self, &owner))];
        if mention.kind == Kind::Commitment && owner == Some(Owner::Me) {
            // What was asked of the writer and accepted goes on as a commitment.
            keys.push((Kind::Request, owners(self, &owner)));
            keys.push((Kind::Request, owners(self, &None)));
        }
        let mut copy_of = None;
        for (wording, text) in texts {
            if mention.kind == Kind::Goal
                && let Some(item) = self.goal_file(read, text)
            {
                return Found::Known(item);
            }
            for (kind, of) in &keys {
                let Some(of) = *of else { continue };
                let key = Key { kind: *kind, of, people, text };
                match self.best(&key, wording, read) {
                    Some((item, Fit::Yes)) => return Found::Known(item),
                    Some((_, Fit::Doubtful(ticked))) => copy_of = copy_of.or(Some(ticked)),
                    Some((_, Fit::No)) | None => {}
                }
            }
        }
        Found::New { copy_of }
    }

    /// The commitment, open or done, that a ticked line under a win heading closes.
    pub(super) fn won(&self, read: Read<'a, '_>) -> Option<usize> {
        let Read { setting, mention, .. } = read;
        let read = Read { cause: Some(Cause::Ticked), ..read };
        let dropped = |work: &Work| work.closing.is_some_and(|closing| closing.cause == Cause::Dropped);
        let is_won = |item: &usize| self.works.get(*item).is_some_and(|work| !dropped(work));
        if let Some(item) = mention.id.as_deref().and_then(|id| self.of_id(id, Kind::Commitment)) {
            return Some(item).filter(is_won);
        }
        let people = self.people.get(setting).copied()?;
        let owner = mention.owner.clone();
        let of = match owner {
            Some(_) => vec![Of::Owner(self.index.owners.get(&owner)?)],
            None => [Some(Owner::Me), None]
                .iter()
                .filter_map(|owner| self.index.owners.get(owner).map(Of::Owner))
                .chain([Of::Anyone])
                .collect(),
        };
        for (wording, text) in self.texts(read) {
            for of in &of {
                for kind in [Kind::Commitment, Kind::Request] {
                    let key = Key { kind, of: *of, people, text };
                    if let Some((item, Fit::Yes)) = self.best(&key, wording, read)
                        && is_won(&item)
                    {
                        return Some(item);
                    }
                }
            }
        }
        None
    }

    /// The item that a line of a digest was printed for: by id, else by its source link and the text before
    /// our facts.
    pub(super) fn find_printed(&self, read: Read<'a, '_>) -> Option<usize> {
        let mention = read.mention;
        if let Some(id) = &mention.id {
            let known = self.index.with_id(id);
            let of_kind = known.iter().find(|(kind, _)| *kind == mention.kind);
            let found = of_kind.or_else(|| known.iter().find(|(kind, _)| *kind != Kind::Win));
            if let Some((_, item)) = found.or(known.first()) {
                return Some(*item);
            }
        }
        let path = mention.refers.as_ref()?;
        let light = fold_lightly(&mention.text);
        let texts = self.texts(read);
        let worded = |wording: Wording| {
            let texts = texts.iter().filter(move |(is, _)| *is == wording);
            texts.map(|(_, text)| self.index.asked_in(path, *text).collect::<Vec<_>>())
        };
        let is_cut = mention.text.ends_with('…');
        let begins = |item: &usize| {
            self.works.get(*item).is_some_and(|work| fold_lightly(&work.item.text).starts_with(&light))
        };
        let cut = is_cut.then(|| self.index.long_in(path, &light).filter(begins).collect());
        worded(Wording::Same)
            .chain(cut)
            .chain(worded(Wording::Beginning))
            .find_map(|items| self.printed_best(&items, mention, &light))
    }

    /// Of items that are worded alike, the one of this owner, with the very same words, that is open. What is
    /// printed as somebody's is a commitment, without an id where it has none, and linked to where it was first
    /// asked.
    fn printed_best(&self, items: &[usize], mention: &Mention, light: &str) -> Option<usize> {
        let owner = mention.owner.as_ref();
        let works = items.iter().filter_map(|item| Some((*item, self.works.get(*item)?)));
        let rank = |work: &Work| {
            let owned = owner.is_none_or(|owner| state::owner(work).is_some_and(|own| is_one(&own, owner)));
            let owed = owner.is_none() || work.item.kind == Kind::Commitment || is_accepted(work);
            let differs = fold_lightly(&work.item.text) != light;
            let asked = work.item.mentions.first().map(|first| &first.source.path);
            let elsewhere = asked != mention.refers.as_ref();
            (!owed, !owned, differs, work.item.id != mention.id, elsewhere, work.closing.is_some())
        };
        works.min_by_key(|(_, work)| rank(work)).map(|(item, _)| item)
    }

    /// Puts an item's wording where later mentions look for it.
    pub(super) fn remember(&mut self, at: usize, read: Read<'a, '_>, owner_changed: bool) {
        let Some(people) = self.people.get(read.setting).copied() else { return };
        let Some(setting) = self.settings.get(read.setting) else { return };
        let Some(work) = self.works.get_mut(at) else { return };
        let text = self.index.texts.put(read.folded.to_owned());
        let owner = self.index.owners.put(work.item.owner.clone());
        let key = |people, text| Key { kind: work.item.kind, of: Of::Owner(owner), people, text };
        if owner_changed {
            for (people, text) in &work.wordings {
                self.index.add_alike(key(*people, *text), at);
            }
        }
        self.index.add_alike(key(people, text), at);
        if !work.wordings.contains(&(people, text)) {
            if work.wordings.len() == MAX_WORDINGS {
                work.wordings.remove(0);
            }
            work.wordings.push((people, text));
        }
        self.index.add_asked(setting.path, text, at);
        if read.mention.text.len() > LONG_TEXT {
            self.index.add_long(setting.path, &fold_lightly(&read.mention.text), at);
        }
        if work.goal.is_some() {
            self.index.add_goal(text, at);
        }
    }

    /// The numbers of a mention's text and of its beginnings, longest first, as far as they were seen before.
    fn texts(&self, read: Read<'_, '_>) -> Vec<(Wording, u32)> {
        if read.folded.is_empty() {
            return Vec::new();
        }
        let whole = self.index.texts.get(read.folded).map(|text| (Wording::Same, text));
        let parts = beginnings(&read.mention.text);
        let parts = parts.iter().filter_map(|part| self.index.texts.get(part.as_str()));
        whole.into_iter().chain(parts.map(|text| (Wording::Beginning, text))).collect()
    }

    /// The item of a kind with this id; for a commitment also an accepted request.
    fn of_id(&self, id: &str, kind: Kind) -> Option<usize> {
        let known = self.index.with_id(id);
        let of_kind = |kind: Kind| known.iter().find(|(other, _)| *other == kind).map(|(_, item)| *item);
        let accepted = |item: &usize| self.works.get(*item).is_some_and(is_accepted);
        of_kind(kind)
            .or_else(|| if kind == Kind::Commitment { of_kind(Kind::Request).filter(accepted) } else { None })
    }

    /// Whether a mention with an item's id is its: not where the id stands in that meeting already on other
    /// words, nor in another goal's own file.
    fn is_of_id(&self, item: usize, read: Read<'_, '_>) -> bool {
        let Some(work) = self.works.get(item) else { return false };
        let is_file = self.settings.get(read.setting).is_some_and(|setting| setting.goal.is_some());
        if is_file && work.goal.is_some() {
            return false;
        }
        let here = read.mention.id.as_deref().map(|id| (read.setting, id_key(id), read.mention.kind));
        let twice = here.is_some_and(|here| self.stands_here(&here)) && read.mention.mark != Mark::Carried;
        !twice || fold_lightly(&work.item.text) == fold_lightly(&read.mention.text)
    }

    /// The goal with its own file that a mention is about: its people need not be the same, only overlap.
    fn goal_file(&self, read: Read<'_, '_>, text: u32) -> Option<usize> {
        let setting = self.settings.get(read.setting)?;
        let with: HashSet<_> = setting.with.iter().collect();
        let fits = |work: &Work| {
            let people = work.item.mentions.first().map(|first| &first.with);
            let overlap = people
                .is_none_or(|people| people.is_empty() || people.iter().any(|person| with.contains(person)));
            setting.goal.is_none() && overlap && ids_agree(work, read.mention)
        };
        let items = self.index.goals(text);
        items.iter().rev().copied().find(|item| self.works.get(*item).is_some_and(fits))
    }

    /// The best of the items with this key: first those with the very same words, then the open ones, then
    /// the latest.
    fn best(&self, key: &Key, wording: Wording, read: Read<'_, '_>) -> Option<(usize, Fit)> {
        let mut alike = self.index.alike(key).peekable();
        alike.peek()?;
        let mine = fold_lightly(&read.mention.text);
        let mut candidates: Vec<(bool, bool, usize, &Work)> = Vec::new();
        for item in alike {
            let Some(work) = self.works.get(item) else { continue };
            let differs = fold_lightly(&work.item.text) != mine;
            let here = work.setting == read.setting;
            let accepted = key.kind == read.mention.kind || key.kind != Kind::Request || is_accepted(work);
            let owned = match key.of {
                Of::Owner(owner) => self.index.owners.get(&work.item.owner) == Some(owner),
                Of::Anyone => true,
            };
            // Two lines of one meeting that differ in a date or a link, or of which one goes on, are two items.
            let twin = here && (differs || wording == Wording::Beginning);
            if !twin && accepted && owned && ids_agree(work, read.mention) {
                candidates.push((differs, work.closing.is_some(), item, work));
            }
        }
        candidates.sort_by_key(|(differs, closed, _, _)| (*differs, *closed));
        let mut doubtful = None;
        for (_, _, item, work) in candidates {
            match self.fit(work, read) {
                Fit::Yes => return Some((item, Fit::Yes)),
                Fit::No => {}
                Fit::Doubtful(ticked) => doubtful = doubtful.or(Some((item, Fit::Doubtful(ticked)))),
            }
        }
        doubtful
    }

    fn fit(&self, work: &Work, read: Read<'_, '_>) -> Fit {
        let setting = self.settings.get(read.setting);
        let mark = read.mention.mark;
        if read.cause.is_some() || mark == Mark::Carried || self.is_open_before(work, setting) {
            return Fit::Yes;
        }
        let Some(closing) = work.closing.filter(|closing| closing.cause == Cause::Ticked) else {
            return Fit::No;
        };
        match work.item.mentions.get(closing.mention) {
            Some(ticked) if work.setting != read.setting => {
                let doubt = Doubt { ticked: ticked.source.clone(), open: read.mention.source.clone() };
                if self.evidence.contains(&doubt) { Fit::Yes } else { Fit::Doubtful(doubt.ticked) }
            }
            _ => Fit::No,
        }
    }

    fn is_open_before(&self, work: &Work, setting: Option<&Setting<'_>>) -> bool {
        let start = setting.and_then(|setting| setting.start);
        let told = || match (self.told(work), start) {
            (Some((told, _)), Some(start)) => told < start,
            _ => false,
        };
        work.closing.is_none() && work.goal.is_none_or(GoalStatus::is_open) && !told()
    }
}

/// Two different ids are never one item.
fn ids_agree(work: &Work, mention: &Mention) -> bool {
    match (&work.item.id, &mention.id) {
        (Some(own), Some(id)) => id_key(own) == id_key(id),
        _ => true,
    }
}
