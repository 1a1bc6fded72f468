//! What every section looks at: the meeting, the person, and the items that are theirs.

use jiff::{Zoned, civil::Date};

use super::{Facts, Line, Link, Look, displaced, text, wording};
use crate::domain::{
    book::Book,
    goals::{self, Part},
    ledger::{Belonging, Item, Ledger, Mentioned, Origin},
    note::{
        Content, Note,
        item::{Kind, Source, Visibility},
        profile::{Profile, TheirGoal},
    },
    path::NotePath,
    roster::{Owner, PersonKey},
    schedule::{self, Calendar, Meeting},
};

/// The meeting seen from one person's side. All days are days of the notebook's zone.
pub(super) struct View<'a> {
    pub book: &'a Book,
    pub calendar: &'a Calendar,
    pub ledger: &'a Ledger,
    pub person: &'a PersonKey,
    pub meeting: &'a Meeting,
    pub profile: Option<&'a Profile>,
    /// The person's name, as written.
    pub name: String,
    /// Their first name, as markdown.
    pub first_name: String,
    /// The meeting's day.
    pub day: Date,
    /// The day of the meeting after it.
    pub following: Date,
    /// The day of the last held meeting before it.
    pub last_met: Option<Date>,
    /// The items that are the person's and not confidential, in the ledger's order.
    pub items: Vec<Theirs<'a>>,
}

/// An item that is in the person's digest.
#[derive(Clone, Copy)]
pub(super) struct Theirs<'a> {
    pub item: &'a Item,
    pub belongs: Belonging,
}

/// What a field names.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// One of the person's own goals.
    Goal(&'a TheirGoal),
    /// An item.
    Item(&'a Item),
    /// Something confidential.
    Secret,
    /// Nothing that is known: the field speaks for itself.
    Nothing,
}

impl<'a> View<'a> {
    pub fn new(
        book: &'a Book,
        calendar: &'a Calendar,
        ledger: &'a Ledger,
        person: &'a PersonKey,
        meeting: &'a Meeting,
        following: &Zoned,
    ) -> Self {
        let known = book.roster.get(person);
        let name = text::clean(known.map_or(person.as_str(), |known| known.name.as_str()));
        let name = if name.is_empty() { person.as_str().to_owned() } else { name };
        let local = |at: &Zoned| at.with_time_zone(book.zone.clone()).date();
        let seen = ledger.items.iter().filter(|item| item.visibility != Visibility::Confidential);
        let items = seen.filter_map(|item| {
            let belongs = ledger.belongs_to(item, person, book)?;
            Some(Theirs { item, belongs })
        });
        Self {
            book,
            calendar,
            ledger,
            person,
            meeting,
            profile: known.and_then(|known| known.profile.as_ref()),
            first_name: wording::first_name(&name),
            name,
            day: local(&meeting.start),
            following: local(following),
            last_met: schedule::last_met(calendar, person, &meeting.start).map(|met| local(&met.start)),
            items: items.collect(),
        }
    }

    /// The note at a path.
    pub fn note(&self, path: &NotePath) -> Option<&'a Note> {
        self.book.notes.iter().find(|note| note.path == *path)
    }

    /// Whether the meeting's own note mentions the item.
    pub fn in_own_note(&self, item: &Item) -> bool {
        item.mentions.iter().any(|mention| self.is_own_note(mention))
    }

    /// Whether a mention is in the meeting's own note; of a running note, under its day.
    pub fn is_own_note(&self, mention: &Mentioned) -> bool {
        let own = self.meeting.note.as_ref().is_some_and(|note| note.path == mention.source.path);
        own && mention.date == Some(self.meeting.start.date()) && mention.origin == Origin::Note
    }

    /// Whether an item was first asked by this meeting: not only in the note of one that is still to come after it.
    pub fn is_in_time(&self, item: &Item) -> bool {
        let Some(asked) = item.asked() else { return true };
        let by_then = asked.start.is_none_or(|start| start <= self.meeting.start.timestamp());
        by_then || self.is_moved_here(asked)
    }

    /// Whether a mention is in the one meeting of a note that was moved to this meeting's day.
    fn is_moved_here(&self, mention: &Mentioned) -> bool {
        let own = self.meeting.note.as_ref().filter(|note| note.path == mention.source.path);
        own.and_then(|note| self.note(&note.path)).is_some_and(|note| match &note.content {
            Content::Meetings(meetings) => meetings.len() == 1,
            _ => false,
        })
    }

    /// The item's facts, with what only a digest knows, and without what goes without saying there: that the
    /// person alone is concerned, and how often an item with a due date was carried.
    pub fn facts(&self, item: &Item) -> Facts {
        let carried = item.carried(self.person, self.calendar, &self.meeting.start);
        let fields = &item.fields;
        let facts = Facts::of(item, self.day);
        let alone = facts.people.as_slice() == [self.person.clone()];
        Facts {
            carried: Some(carried).filter(|carried| *carried > 0 && item.due.is_none()),
            people: if alone { Vec::new() } else { facts.people },
            displaces: displaced::text(self, item),
            supports: fields.supports.as_deref().and_then(|what| self.all_named(what)),
            goal: fields.goal.as_deref().and_then(|what| self.named(what)),
            ..facts
        }
    }

    /// The words of what a field names by id or text; else the field as written. `None` where it names what is
    /// confidential.
    fn named(&self, what: &str) -> Option<String> {
        let what = text::clean(what);
        self.known(&what).unwrap_or(Some(what)).filter(|text| !text.is_empty())
    }

    /// As [`Self::named`], for a field that may name several things: parted by semicolons.
    fn all_named(&self, what: &str) -> Option<String> {
        let what = text::clean(what);
        let parts = goals::parts(&what, |name| self.known(name)).into_iter().filter_map(|part| match part {
            Part::Known(words) => words,
            Part::Unknown(words) => Some(words.to_owned()),
        });
        let mut named: Vec<String> = Vec::new();
        for words in parts.filter(|words| !words.is_empty()) {
            if !named.contains(&words) {
                named.push(words);
            }
        }
        (!named.is_empty()).then(|| named.join("; "))
    }

    /// The words of what a name means: `None` where nothing has it, `Some(None)` where that is confidential.
    fn known(&self, what: &str) -> Option<Option<String>> {
        match self.find_named(what) {
            Named::Goal(goal) => Some(Some(text::clean(&goal.text))),
            Named::Item(item) => Some(Some(text::clean(&item.text))),
            Named::Secret => Some(None),
            Named::Nothing => None,
        }
    }

    /// What a field names by id or text: one of the person's goals, a goal or any other item, a goal of somebody
    /// else's. By text, only what a book for this person is sure to hold is looked at, so that the same is said
    /// whatever else the book holds.
    pub fn find_named(&self, what: &str) -> Named<'a> {
        let what = text::clean(what);
        let id = what.trim_start_matches('^');
        let folded = fold(&what);
        let is_goal = |goal: &&TheirGoal| {
            goal.id.as_deref() == Some(id) || (!folded.is_empty() && fold(&goal.text) == folded)
        };
        if let Some(goal) = self.profile.into_iter().flat_map(|profile| &profile.goals).find(is_goal) {
            return Named::Goal(goal);
        }
        let has_id = |item: &&Item| item.id.as_deref() == Some(id);
        let is_worded = |item: &Item| fold(&item.text) == folded;
        let concerns = |item: &Item| {
            item.kind == Kind::Goal || self.ledger.belongs_to(item, self.person, self.book).is_some()
        };
        let mut secret = self.ledger.items.iter().filter(|item| item.visibility == Visibility::Confidential);
        if secret.any(|item| has_id(&item) || (is_worded(item) && concerns(item))) {
            return Named::Secret;
        }
        let by_text = || self.items.iter().map(|theirs| theirs.item).find(|item| is_worded(item));
        if let Some(item) = self.ledger.items.iter().find(has_id).or_else(by_text) {
            return Named::Item(item);
        }
        let others = self.book.roster.people().iter().filter_map(|person| person.profile.as_ref());
        others.flat_map(|profile| &profile.goals).find(is_goal).map_or(Named::Nothing, Named::Goal)
    }

    /// A line for an item, its body one or more sentences.
    pub fn line(&self, item: &Item, look: Look, body: String) -> Line {
        Line {
            facts: self.facts(item),
            look,
            body: text::sentence(body),
            more: None,
            link: item_link(item, self.day),
        }
    }

    /// As [`Self::line`], without a link when the meeting's own note is where it was first asked.
    pub fn told(&self, item: &Item, body: String) -> Line {
        let own = item.asked().is_some_and(|asked| self.is_own_note(asked));
        let line = self.line(item, if own { Look::Own } else { Look::Bullet }, body);
        Line { link: line.link.filter(|_| !own), ..line }
    }

    /// `from the 3 Mar meeting with Omar`, for an item that another note gives the person.
    pub fn elsewhere(&self, theirs: &Theirs) -> Option<String> {
        if theirs.belongs == Belonging::Own {
            return None;
        }
        let asked = theirs.item.asked()?;
        let date = wording::day(asked.date?, self.day);
        let others = asked.with.iter().filter(|key| *key != self.person);
        let names: Vec<String> = others.map(|key| self.first_name_of(key)).collect();
        if names.is_empty() {
            return Some(format!("from the {date} meeting"));
        }
        Some(format!("from the {date} meeting with {}", wording::listed(&names)))
    }

    /// The first name of anyone, as markdown; the whole name where somebody else is called so too.
    pub fn first_name_of(&self, key: &PersonKey) -> String {
        let name = self.book.roster.get(key).map_or(key.as_str(), |person| person.name.as_str());
        let name = text::clean(name);
        let first = wording::first_name(&name);
        let others = self.book.roster.people().iter().filter(|person| person.key != *key);
        let mut others = others.map(|person| wording::first_name(&text::clean(&person.name)));
        if others.any(|other| fold(&other) == fold(&first)) { text::words(&name) } else { first }
    }

    /// A name for an owner who is not the person: `you`, a first name, a name as written.
    pub fn other_name(&self, owner: &Owner) -> Option<String> {
        match owner {
            Owner::Me => Some("you".to_owned()),
            owner if self.is_person(owner) => None,
            Owner::Person(key) => Some(self.first_name_of(key)),
            Owner::Named(name) => Some(text::words(name)),
        }
    }

    /// Whether an owner is the person, if only by a name that is spelled otherwise.
    pub fn is_person(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Me => false,
            Owner::Person(key) => key == self.person,
            Owner::Named(name) => {
                let name = fold(name);
                !name.is_empty() && (name == fold(&self.name) || name == fold(self.person.as_str()))
            }
        }
    }
}

/// The age of an item, oldest first: the day it was first asked, then where.
pub(super) fn age(item: &Item) -> (Date, Option<&Source>) {
    let asked = item.asked();
    (asked.and_then(|asked| asked.date).unwrap_or(Date::MAX), asked.map(|asked| &asked.source))
}

/// The text without case and punctuation, to see that two are the same.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn item_link(item: &Item, day: Date) -> Option<Link> {
    let asked = item.asked()?;
    let label = match asked.date {
        Some(date) => wording::day(date, day),
        None => text::clean(asked.source.path.stem()),
    };
    Some(Link { label, path: asked.source.path.clone() })
}
