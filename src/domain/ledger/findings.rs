//! What the ledger has to say to the person: worded at the end, when it is known what is confidential.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

use jiff::civil::Date;

use super::{Item, identity};
use crate::domain::{
    note::{
        diagnostic::{Diagnostic, Severity},
        item::{Kind, Source, Visibility},
    },
    roster::{Owner, PersonKey},
};

/// Texts with more words than this are not compared.
const MAX_WORDS: usize = 24;

/// Something to say about two items, or two mentions of one, by their indices.
#[derive(Clone, Debug)]
pub(super) enum Finding {
    /// One id stands twice in one meeting.
    IdTwice { first: usize, first_line: u32, second: usize, at: Source },
    /// One id stands on two kinds.
    IdOnTwoKinds { first: usize, second: usize, at: Source },
    /// Two goal files have one id.
    IdOfTwoGoals { first: usize, second: usize, at: Source },
    /// Ticked earlier, open here.
    TickedEarlier { ticked: Source, on: Option<Date>, at: Source },
}

/// The findings in words, and the hints at texts that are nearly one, by place.
pub(super) fn diagnostics(findings: &[Finding], items: &[Item]) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = findings.iter().map(|finding| word(finding, items)).collect();
    all.extend(nearly_one(items));
    all.sort();
    all.dedup();
    all
}

fn word(finding: &Finding, items: &[Item]) -> Diagnostic {
    let hidden = |item: usize| items.get(item).is_none_or(|item| item.visibility == Visibility::Confidential);
    let id = |first: usize, second: usize| {
        let id = items.get(first).and_then(|item| item.id.as_deref());
        match id {
            Some(id) if !hidden(first) && !hidden(second) => format!("`^{id}`"),
            _ => "the id of a confidential item".to_owned(),
        }
    };
    let place = |item: usize| match items.get(item).and_then(|item| item.mentions.first()) {
        Some(first) => format!("{}:{}", first.source.path, first.source.line),
        None => "an earlier note".to_owned(),
    };
    match finding {
        Finding::IdTwice { first, first_line, second, at } => diagnostic(
            at,
            Severity::Error,
            "duplicate-id",
            format!("{} stands twice in this meeting, first on line {first_line}", id(*first, *second)),
            "give one of the two another id, or none",
        ),
        Finding::IdOnTwoKinds { first, second, at } => {
            let kind = |item: usize| items.get(item).map_or("item", |item| item.kind.name());
            let message = if hidden(*first) || hidden(*second) {
                format!("{} is here on an item of another kind", id(*first, *second))
            } else {
                format!(
                    "{} is here on a {}, but on a {} at {}",
                    id(*first, *second),
                    kind(*second),
                    kind(*first),
                    place(*first)
                )
            };
            diagnostic(
                at,
                Severity::Error,
                "id-on-two-kinds",
                message,
                "give this item another id, or move it under a heading of the same kind",
            )
        }
        Finding::IdOfTwoGoals { first, second, at } => diagnostic(
            at,
            Severity::Error,
            "duplicate-goal",
            match id(*first, *second) {
                id if hidden(*first) => format!("this is {id}"),
                id => format!("{id} is also that of the goal in {}", place(*first)),
            },
            "give one of the two goals another `id:`, or rename its file",
        ),
        Finding::TickedEarlier { ticked, on, at } => {
            let day = on.map_or_else(String::new, |on| format!(" of {on}"));
            diagnostic(
                at,
                Severity::Warning,
                "ticked-earlier",
                format!("ticked in the note{day} ({}:{}), but open here", ticked.path, ticked.line),
                "tick this box too if it is done, else untick the earlier one",
            )
        }
    }
}

fn diagnostic(at: &Source, severity: Severity, code: &'static str, message: String, fix: &str) -> Diagnostic {
    Diagnostic::of_line(at, severity, code, message, fix.to_owned())
}

/// Open items of one kind, owner and people whose texts differ in a single word: one is left out, or spelled
/// a little otherwise. Each text is put down once for each of its words, without that word, so that two such
/// texts meet without all being compared.
fn nearly_one(items: &[Item]) -> Vec<Diagnostic> {
    type Group<'i> = (Kind, Option<&'i Owner>, &'i [PersonKey]);
    let mut met: HashMap<(Group<'_>, u64), (usize, Option<String>)> = HashMap::new();
    let mut hints = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if !item.is_open() || item.visibility == Visibility::Confidential {
            continue;
        }
        let folded = identity::fold(&item.text);
        let words: Vec<&str> = folded.split(' ').take(MAX_WORDS + 1).collect();
        if words.len() < 2 || words.len() > MAX_WORDS {
            continue;
        }
        let group = (item.kind, item.owner.as_ref(), item.people.as_slice());
        let mut near = None;
        let gaps = (0..words.len()).map(Some).chain([None]);
        for gap in gaps {
            let left_out = gap.and_then(|gap| words.get(gap)).map(|word| (*word).to_owned());
            match met.entry((group, signature(&words, gap))) {
                Entry::Occupied(mut other) => {
                    let (before, their_word) = other.get();
                    let apart = items.get(*before).is_some_and(|before| are_apart(before, item));
                    if apart && may_be_one(left_out.as_deref(), their_word.as_deref(), words.len()) {
                        near = near.or(Some(*before));
                    }
                    other.insert((index, left_out));
                }
                Entry::Vacant(free) => {
                    free.insert((index, left_out));
                }
            }
        }
        let other = near.and_then(|near| items.get(near)).and_then(|other| other.mentions.first());
        if let (Some(other), Some(at)) = (other, item.mentions.first()) {
            hints.push(diagnostic(
                &at.source,
                Severity::Hint,
                "nearly-the-same",
                format!("nearly the same as {}:{}", other.source.path, other.source.line),
                "if they are one, give both the same ^id or the same words",
            ));
        }
    }
    hints
}

/// Whether two items never stand in one note and have no two different ids.
fn are_apart(a: &Item, b: &Item) -> bool {
    let place = |item: &Item| item.mentions.first().map(|first| (first.source.path.clone(), first.date));
    place(a) != place(b) && (a.id.is_none() || b.id.is_none())
}

fn may_be_one(mine: Option<&str>, theirs: Option<&str>, words: usize) -> bool {
    match (mine, theirs) {
        (None, None) => false,
        (Some(_), None) => words >= 4,
        (None, Some(_)) => words >= 3,
        (Some(mine), Some(theirs)) => mine != theirs && are_spellings(mine, theirs),
    }
}

/// Whether two words are one, a little misspelled: letters only, of four or more, one letter changed, added,
/// left out or swapped with the next.
fn are_spellings(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 4 || long.len() - short.len() > 1 || a.iter().chain(&b).any(|c| !c.is_alphabetic()) {
        return false;
    }
    let same_start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |word: &[char]| word.get(same_start..).unwrap_or_default().to_vec();
    let (short, long) = (rest(short), rest(long));
    let tail = |word: &[char], from: usize| word.get(from..).unwrap_or_default().to_vec();
    if short.len() < long.len() {
        return short == tail(&long, 1);
    }
    let swapped =
        short.first() == long.get(1) && short.get(1) == long.first() && tail(&short, 2) == tail(&long, 2);
    tail(&short, 1) == tail(&long, 1) || swapped
}

fn signature(words: &[&str], gap: Option<usize>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (_, word) in words.iter().enumerate().filter(|(at, _)| Some(*at) != gap) {
        word.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::are_spellings;

    #[test]
    fn one_letter_apart() {
        for (a, b) in
            [("migration", "migraton"), ("plan", "plans"), ("review", "reveiw"), ("größe", "größer")]
        {
            assert!(are_spellings(a, b) && are_spellings(b, a), "{a} {b}");
        }
        for (a, b) in [("ana", "ann"), ("2026", "2027"), ("alpha", "beta"), ("team", "teammate")] {
            assert!(!are_spellings(a, b), "{a} {b}");
        }
    }
}
