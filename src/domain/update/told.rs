//! Items as their person knows them: words from what they were told, state from all that is known.

use std::collections::HashMap;

use jiff::{Zoned, civil::Date};

use crate::domain::{
    book::Book,
    ledger::{Evidence, Item, Ledger, State},
    note::item::{Kind, Mark, Source, Visibility},
    roster::PersonKey,
    schedule::Calendar,
};

/// An item that may be told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// Words, owner, dates, options and fields as the person knows them; its state and the day it was closed as
    /// they are. A win has its own state: the person may know it while the promise behind it is the writer's.
    pub(super) item: Item,
    /// The later of the day it was done and the day of the note that says so.
    pub(super) finished: Option<Date>,
}

impl Told {
    /// The items of a book that holds only what the person may be told, each with its state in the ledger of
    /// the whole book. One that cannot be found there again, or that is somebody else's there, is left out.
    pub(super) fn of(
        book: &Book,
        calendar: &Calendar,
        whole: &Ledger,
        person: &PersonKey,
        now: &Zoned,
    ) -> Vec<Self> {
        let mut lines: HashMap<&Source, Vec<&Item>> = HashMap::new();
        for item in &whole.items {
            for mentioned in &item.mentions {
                let here = lines.entry(&mentioned.source).or_default();
                if !here.last().is_some_and(|last| std::ptr::eq(*last, item)) {
                    here.push(item);
                }
            }
        }
        let told = Ledger::build(book, calendar, now, &Evidence::new());
        let theirs = told.items.iter().filter(|item| told.belongs_to(item, person, book).is_some());
        theirs.filter_map(|item| Self::with_state_of(item, same(item, &lines)?)).collect()
    }

    fn with_state_of(item: &Item, whole: &Item) -> Option<Self> {
        if whole.visibility == Visibility::Confidential {
            return None;
        }
        let ticked = whole.mentions.iter().find(|mentioned| mentioned.mark == Mark::Done);
        let noted = ticked.and_then(|mentioned| mentioned.date);
        let finished = noted.max(whole.closed_on);
        if item.kind == Kind::Win {
            return Some(Self { item: item.clone(), finished });
        }
        // That a request was accepted is an answer: the person has it from the writer, or not at all.
        let accepted = whole.state == State::Accepted && item.state != State::Accepted;
        if item.owner != whole.owner || accepted {
            return None;
        }
        let item = Item { state: whole.state, closed_on: whole.closed_on, ..item.clone() };
        Some(Self { item, finished })
    }
}

/// The item of the whole book that a told one is: the one on the line of its latest mention, the earlier ones
/// tried after it. Of several on that line, the one of the same id or words.
fn same<'a>(item: &Item, lines: &HashMap<&Source, Vec<&'a Item>>) -> Option<&'a Item> {
    item.mentions.iter().rev().find_map(|mentioned| {
        let here = lines.get(&mentioned.source)?;
        // A win may close a commitment, and is then a mention of it.
        let of_kind = |other: &&&'a Item| other.kind == item.kind;
        let mut found: Vec<&&'a Item> = here.iter().filter(of_kind).collect();
        if found.is_empty() && item.kind == Kind::Win {
            found = here.iter().collect();
        }
        if let [one] = found.as_slice() {
            return Some(**one);
        }
        let mut alike = found.iter().filter(|other| item.is_alike(other));
        alike.next().filter(|_| alike.next().is_none()).map(|one| **one)
    })
}
