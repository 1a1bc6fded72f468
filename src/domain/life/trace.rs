//! The lines of one item in each version of the files that hold it, and how they follow on each other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Zoned, civil::Date};

use super::{Subject, Version, mentions, sorted};
use crate::domain::{
    ledger::identity::{beginnings, fold},
    note::{
        Content, Note,
        item::{Mark, Mention},
        lineage::origin,
    },
    path::NotePath,
};

/// A line of the item in one version.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) mention: Mention,
    /// The day of its meeting.
    pub(super) date: Option<Date>,
}

/// A line that came, changed or went with a commit.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) day: Date,
    pub(super) commit: Option<(Zoned, String)>,
    pub(super) before: Option<Seen>,
    pub(super) after: Option<Seen>,
    /// Whether the file is still there.
    pub(super) file: File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    There,
    Gone,
}

/// What came, changed or went, by day, then in the order of the versions.
pub(super) fn steps(subject: &Subject, versions: &[Version], today: Date) -> Vec<Step> {
    let lines = lines(subject, versions);
    let mut standing: BTreeMap<&NotePath, Vec<Seen>> = BTreeMap::new();
    let mut gone_from: BTreeSet<(&NotePath, Option<Date>)> = BTreeSet::new();
    let mut steps = Vec::new();
    for (version, lines) in versions.iter().zip(&lines) {
        let before = standing.remove(version.was.as_ref().unwrap_or(&version.path)).unwrap_or_default();
        let after = version.held.as_ref().map(|(_, note)| seen(note, lines)).unwrap_or_default();
        let day = version.commit.as_ref().map_or(today, |(time, _)| time.date());
        let file = if version.held.is_some() { File::There } else { File::Gone };
        let (pairs, left) = pair(before, &after);
        for (now, old) in after.iter().zip(pairs) {
            // What a note says at first is of its meeting's day, unless that is still to come.
            let day = match (&old, now.date) {
                (None, Some(date)) if !gone_from.contains(&(&version.path, now.date)) => date.min(day),
                _ => day,
            };
            let (commit, after) = (version.commit.clone(), Some(now.clone()));
            steps.push(Step { day, commit, before: old, after, file });
        }
        gone_from.extend(left.iter().map(|old| (&version.path, old.date)));
        let gone = left.into_iter().map(|old| {
            let (commit, before) = (version.commit.clone(), Some(old));
            Step { day, commit, before, after: None, file }
        });
        steps.extend(gone);
        if !after.is_empty() {
            standing.insert(&version.path, after);
        }
    }
    steps.sort_by_key(|step| step.day);
    steps
}

/// What each line was before: in the same meeting, else, where as many came as went, in the same order. And the
/// lines that are gone.
fn pair(mut before: Vec<Seen>, after: &[Seen]) -> (Vec<Option<Seen>>, Vec<Seen>) {
    let mut pairs: Vec<Option<Seen>> = Vec::with_capacity(after.len());
    for now in after {
        let same = |old: &Seen| old.date == now.date && old.mention.kind == now.mention.kind;
        pairs.push(before.iter().position(same).map(|at| before.remove(at)));
    }
    let alone = pairs.iter().filter(|pair| pair.is_none());
    if alone.count() == before.len() {
        let mut left = before.drain(..);
        pairs.iter_mut().filter(|pair| pair.is_none()).for_each(|pair| *pair = left.next());
    }
    (pairs, before)
}

fn seen(note: &Note, lines: &BTreeSet<u32>) -> Vec<Seen> {
    let is_digest = matches!(note.content, Content::Digest(_));
    let here = mentions(note).into_iter().filter(|(mention, _)| lines.contains(&mention.source.line));
    // What a digest prints is no mention; a box ticked in it is one.
    here.filter(|(mention, _)| !is_digest || matches!(mention.mark, Mark::Done | Mark::Dropped))
        .map(|(mention, meeting)| {
            let date = meeting.and_then(|meeting| meeting.when).map(|when| when.date);
            Seen { mention: mention.clone(), date }
        })
        .collect()
}

/// The item's lines in each version: those that name it, and those that became one that does.
fn lines(subject: &Subject, versions: &[Version]) -> Vec<BTreeSet<u32>> {
    let mut all = vec![BTreeSet::new(); versions.len()];
    // What follows each file, going back.
    let mut later: BTreeMap<&NotePath, usize> = BTreeMap::new();
    for (at, version) in versions.iter().enumerate().rev() {
        let next = later.remove(&version.path);
        let mut lines = BTreeSet::new();
        if let Some((text, note)) = &version.held {
            let newest = version.commit.is_none();
            let from: BTreeSet<u32> = next
                .and_then(|next| Some((all.get(next)?, versions.get(next)?.held.as_ref()?)))
                .map(|(found, (newer, _))| {
                    found.iter().filter_map(|line| origin(text, newer, *line)).collect()
                })
                .unwrap_or_default();
            for (mention, meeting) in mentions(note) {
                let with = meeting.map(|meeting| sorted(&meeting.with)).unwrap_or_default();
                let line = mention.source.line;
                let is_it = if newest {
                    subject.places.contains(&mention.source)
                } else {
                    subject.names(mention, &with) || (from.contains(&line) && subject.may_be(mention))
                };
                if is_it {
                    lines.insert(line);
                }
            }
        }
        if let Some(all) = all.get_mut(at) {
            *all = lines;
        }
        later.insert(version.was.as_ref().unwrap_or(&version.path), at);
    }
    all
}

impl Subject {
    /// Whether a line says by itself that it is about this item.
    fn names(&self, mention: &Mention, with: &[crate::domain::roster::PersonKey]) -> bool {
        if !self.may_be(mention) {
            return false;
        }
        if mention.id.is_some() && self.id.is_some() {
            return true;
        }
        let is_worded = || {
            self.texts.contains(&fold(&mention.text))
                || beginnings(&mention.text).iter().any(|text| self.texts.contains(text))
        };
        let among = self.with.is_empty() || self.with.contains(with);
        among && !self.strangers.contains(&mention.source.path) && is_worded()
    }

    /// Whether nothing about a line says that it is another item.
    fn may_be(&self, mention: &Mention) -> bool {
        let other_id = match (&self.id, &mention.id) {
            (Some(own), Some(id)) => !own.eq_ignore_ascii_case(id),
            (None, Some(_)) => !self.places.is_empty(),
            _ => false,
        };
        let kind = self
            .kind
            .is_none_or(|kind| kind == mention.kind || mention.kind == crate::domain::note::item::Kind::Win);
        !other_id && kind
    }
}
