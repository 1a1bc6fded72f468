//! The goals of other people: those that their profiles list, and those that notes say are theirs.

use jiff::civil::Date;

use crate::domain::{
    ledger::{
        Item, Ledger,
        identity::{beginnings, fold},
    },
    note::{
        item::{Kind, Mark, Visibility},
        profile::TheirGoal,
    },
    roster::{Owner, PersonKey, Roster},
    schedule::{Calendar, Progress},
};

/// A goal of somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TheirOwn {
    /// Whose.
    pub person: PersonKey,
    /// Its id.
    pub id: Option<String>,
    /// Its text.
    pub text: String,
    /// By when.
    pub by: Option<Date>,
    /// Whether a note says that it was met, missed or dropped.
    pub standing: Standing,
    folded: String,
}

/// Whether a goal is still worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Standing {
    Open,
    Closed,
}

/// The goals of everybody else, by person, in the order of their profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profiled(Vec<TheirOwn>);

impl Profiled {
    /// The goals that profiles list.
    #[must_use]
    pub fn of(roster: &Roster) -> Self {
        let profiles = roster.people().iter().filter_map(|person| person.profile.as_ref());
        let goals = profiles.flat_map(|profile| profile.goals.iter().map(|goal| (&profile.key, goal)));
        Self(goals.map(|(person, goal)| TheirOwn::of(person, goal)).collect())
    }

    /// As [`Self::of`], with the goals in notes that other people own, and what notes say of any of them.
    /// Confidential items say nothing.
    #[must_use]
    pub fn with(roster: &Roster, ledger: &Ledger) -> Self {
        let mut known = Self::of(roster);
        for item in goals(ledger) {
            if let Some(at) = known.position(item) {
                if let Some(goal) = known.0.get_mut(at) {
                    goal.by = goal.by.or(item.due);
                    goal.standing = standing(item);
                }
            } else if let Some(Owner::Person(person)) = &item.owner {
                known.0.push(TheirOwn {
                    person: person.clone(),
                    id: item.id.clone(),
                    text: item.text.clone(),
                    by: item.due,
                    standing: standing(item),
                    folded: fold(&item.text),
                });
            }
        }
        known.0.sort_by(|a, b| a.person.cmp(&b.person));
        known
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[TheirOwn] {
        &self.0
    }

    /// The goal that an id or a text names; of several, that of one of these people.
    #[must_use]
    pub fn named(&self, what: &str, near: &[PersonKey]) -> Option<&TheirOwn> {
        let what = what.trim().trim_start_matches('^');
        let folded = fold(what);
        let by_id = |goal: &&TheirOwn| goal.has_id(what);
        let by_text = |goal: &&TheirOwn| !folded.is_empty() && goal.folded == folded;
        let is_near = |goal: &&TheirOwn| near.contains(&goal.person);
        let all = || self.0.iter();
        all()
            .filter(is_near)
            .find(by_id)
            .or_else(|| all().filter(is_near).find(by_text))
            .or_else(|| all().find(by_id))
            .or_else(|| all().find(by_text))
    }

    /// Whose goal an item of the notes is, where it is not the writer's: that of its owner, else of the person
    /// of its notes whose profile lists it.
    #[must_use]
    pub fn whose<'a>(&'a self, item: &'a Item) -> Option<&'a PersonKey> {
        match &item.owner {
            Some(Owner::Person(person)) => Some(person),
            Some(Owner::Me | Owner::Named(_)) => None,
            None => self.0.get(self.position(item)?).map(|goal| &goal.person),
        }
    }

    /// Whether a goal is the writer's: nobody else owns it, or has it in their profile.
    #[must_use]
    pub fn is_mine(&self, item: &Item) -> bool {
        !matches!(item.owner, Some(Owner::Named(_))) && self.whose(item).is_none()
    }

    fn position(&self, item: &Item) -> Option<usize> {
        self.0.iter().position(|goal| goal.is(item))
    }
}

impl TheirOwn {
    fn of(person: &PersonKey, goal: &TheirGoal) -> Self {
        Self {
            person: person.clone(),
            id: goal.id.clone(),
            text: goal.text.clone(),
            by: goal.by,
            standing: Standing::Open,
            folded: fold(&goal.text),
        }
    }

    fn has_id(&self, id: &str) -> bool {
        self.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))
    }

    /// Whether an item of the notes is this goal: of notes with the person, or a file that names nobody, with its
    /// id or its text. What the writer owns, or what supports this goal, is another.
    fn is(&self, item: &Item) -> bool {
        let owned = match &item.owner {
            Some(owner) => *owner == Owner::Person(self.person.clone()),
            None => item.people.is_empty() || item.people.contains(&self.person),
        };
        if item.kind != Kind::Goal || !owned {
            return false;
        }
        let serves = item.fields.supports.as_deref().map(|what| what.trim().trim_start_matches('^'));
        let other = serves.is_some_and(|what| self.has_id(what) || fold(what) == self.folded);
        !other && (item.id.as_deref().is_some_and(|id| self.has_id(id)) || self.is_worded(&item.text))
    }

    fn is_worded(&self, text: &str) -> bool {
        !self.folded.is_empty() && (fold(text) == self.folded || beginnings(text).contains(&self.folded))
    }
}

fn goals(ledger: &Ledger) -> impl Iterator<Item = &Item> {
    let goals = ledger.items.iter().filter(|item| item.kind == Kind::Goal);
    goals.filter(|item| item.visibility != Visibility::Confidential)
}

fn standing(item: &Item) -> Standing {
    if item.is_open() { Standing::Open } else { Standing::Closed }
}

/// When a person last confirmed a goal of theirs: as their profile says, or in the latest held meeting whose
/// note mentions it among its goals.
#[must_use]
pub fn confirmed(goal: &TheirGoal, person: &PersonKey, ledger: &Ledger, calendar: &Calendar) -> Option<Date> {
    let own = TheirOwn::of(person, goal);
    let mentions = goals(ledger).filter(|item| own.is(item)).flat_map(|item| &item.mentions);
    let with = mentions.filter(|mention| mention.with.contains(person) && mention.mark != Mark::Dropped);
    let held = |start: jiff::Timestamp| {
        let mut held = calendar.meetings.iter().filter(|meeting| meeting.progress == Progress::Held);
        held.any(|meeting| meeting.start.timestamp() == start && meeting.with.contains(person))
    };
    let days = with.filter(|mention| mention.start.is_some_and(held)).filter_map(|mention| mention.date);
    days.max().max(goal.confirmed)
}
