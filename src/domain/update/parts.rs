//! What enters each part of an update, in which order, and how it is worded.

mod achievements;
mod challenges;
mod steps;

use jiff::civil::Date;

use super::{Facts, Line, Part, PartName, Since, Way, Weight, told::Told, words::plain};
use crate::domain::{
    book::Book,
    goals::{Movement, changes, measures, same, told},
    ledger::{Item, Ledger, Value, identity::fold},
    note::item::{Choice, Health, Kind, Visibility},
    roster::{Owner, PersonKey},
    schedule::Calendar,
    text, wording,
};

/// What every part looks at.
pub(super) struct View<'a> {
    pub(super) calendar: &'a Calendar,
    /// The ledger of the whole book: only to know what must not be named.
    pub(super) ledger: &'a Ledger,
    /// The book of what may be told.
    pub(super) book: &'a Book,
    pub(super) person: &'a PersonKey,
    pub(super) told: &'a [Told],
    pub(super) day: Date,
    pub(super) since: Since,
    /// The day of the next meeting.
    pub(super) following: Date,
}

/// Every part that holds anything.
pub(super) fn all(view: &View) -> Vec<Part> {
    let goals: Vec<Goal> = Goal::of_all(view);
    let parts = [
        (PartName::Achievements, achievements::achievements(view, &goals)),
        (PartName::Challenges, challenges::challenges(view, &goals)),
        (PartName::NextSteps, steps::next_steps(view)),
        (PartName::WaitingForYou, steps::waiting(view)),
        (PartName::GoodToKnow, achievements::good_to_know(view)),
    ];
    let parts = parts.into_iter().map(|(name, lines)| Part { name, lines });
    parts.filter(|part| !part.lines.is_empty()).collect()
}

impl View<'_> {
    /// Whether a day is not before what the update reaches back to.
    fn is_new(&self, day: Date) -> bool {
        self.since.day().is_none_or(|since| day >= since)
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.told.iter().map(|told| &told.item)
    }

    fn is_person(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Me => false,
            Owner::Person(key) => key == self.person,
            Owner::Named(name) => self.book.roster.name_of(self.person).eq_ignore_ascii_case(name),
        }
    }

    /// `You decide`, `I decide`, `Omar decides`.
    fn who_decides(&self, owner: &Owner) -> String {
        let name = match owner {
            Owner::Me => return "I decide".to_owned(),
            owner if self.is_person(owner) => return "You decide".to_owned(),
            Owner::Person(key) => wording::first_name(&text::clean(self.book.roster.name_of(key))),
            Owner::Named(name) => text::words(name),
        };
        format!("{name} decides")
    }

    /// The words of what a field names by id or text: one of the told items, else the field as written. `None`
    /// where it is the id of what the person does not know, or names what is confidential.
    fn named(&self, field: Option<&str>) -> Option<String> {
        let field = plain(field?);
        let id = field.trim_start_matches('^');
        let by_id = |item: &&Item| item.id.as_deref() == Some(id);
        let by_text = |item: &&Item| fold(&item.text) == fold(&field);
        if let Some(item) = self.items().find(by_id).or_else(|| self.items().find(by_text)) {
            return Some(plain(&item.text));
        }
        let hidden =
            |item: &Item| by_id(&item) || item.visibility == Visibility::Confidential && by_text(&item);
        (!field.is_empty() && !self.ledger.items.iter().any(hidden)).then_some(field)
    }

    fn line(&self, item: &Item, body: String) -> Line {
        let facts = Facts {
            kind: item.kind,
            text: plain(&item.text),
            done: None,
            due: item.due,
            first_due: item.first_due().filter(|first| Some(*first) != item.due),
            days_late: item.days_late(self.day),
            decide_by: None,
            displaces: None,
            options: Vec::new(),
            health: None,
            now: None,
            was: None,
            target: None,
            benefit: None,
            evidence: None,
        };
        Line { facts, body: text::sentence(body), more: None, weight: Weight::Usual }
    }
}

/// An open goal as the person knows it, and how it moved.
struct Goal<'a> {
    item: &'a Item,
    /// Where it stands, if a value was told.
    now: Option<&'a Value>,
    /// Where it stood before what is new, else its baseline.
    was: Option<&'a str>,
    /// Whether its value is new and another one than before.
    has_moved: HasMoved,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HasMoved {
    Yes,
    No,
}

impl<'a> Goal<'a> {
    fn of_all(view: &View<'a>) -> Vec<Self> {
        let goals = view.told.iter().map(|told| &told.item);
        let open = goals.filter(|item| item.kind == Kind::Goal && item.is_open());
        open.map(|item| Self::of(view, item)).collect()
    }

    fn of(view: &View, item: &'a Item) -> Self {
        let values = changes(item);
        let is_new = |value: &&&Value| value.date.is_some_and(|date| view.is_new(date));
        let before = values.iter().rev().find(|value| !is_new(value)).map(|value| value.text.as_str());
        let baseline = || item.fields.baseline.as_deref().filter(|was| !was.trim().is_empty());
        let was = before.or_else(baseline);
        let now = values.last().copied();
        // What stood first at the last meeting is known, and no movement.
        let met = matches!(view.since, Since::Met(met) if now.is_some_and(|now| now.date == Some(met)));
        let moved = now.as_ref().filter(is_new).is_some_and(|now| match &was {
            Some(was) => !same(was, &now.text),
            None => !met,
        });
        Self { item, now, was, has_moved: if moved { HasMoved::Yes } else { HasMoved::No } }
    }

    fn is_in_danger(&self) -> bool {
        self.item.fields.health.is_some_and(|health| health >= Health::AtRisk)
    }

    /// `Refunds answered within two days: at risk, 5.5 days (was 6 days, target 2 days by 29 May)`
    fn line(&self, view: &View) -> Line {
        let text = text::beginning(&plain(&self.item.text));
        let mut line = view.line(self.item, format!("{text}: {}", self.told(view)));
        line.facts = Facts { days_late: None, ..self.measures(line.facts) };
        line
    }

    /// `at risk, 5.5 days (was 6 days, target 2 days by 29 May)`; empty where nothing is known.
    fn told(&self, view: &View) -> String {
        let health =
            self.item.fields.health.filter(|health| self.item.is_open() && *health >= Health::AtRisk);
        let health = health.map(|health| health.words().to_owned());
        let now = self.now.map(|now| text::words(&now.text));
        let target = self.item.fields.target.as_deref();
        let movement = Movement::from(self.before());
        let measures = measures(&movement, target, self.item.due, view.day, text::words);
        told(health.into_iter().chain(now), measures)
    }

    /// Where it stood, unless it stands there still.
    fn before(&self) -> Option<&'a str> {
        self.was.filter(|was| self.now.is_none_or(|now| !same(&now.text, was)))
    }

    fn measures(&self, facts: Facts) -> Facts {
        Facts {
            health: self.item.fields.health,
            now: self.now.map(|now| text::clean(&now.text)),
            was: self.before().map(text::clean),
            target: written(self.item.fields.target.as_deref()),
            ..facts
        }
    }
}

fn written(field: Option<&str>) -> Option<String> {
    field.map(plain).filter(|words| !words.is_empty())
}

fn ways(item: &Item) -> Vec<Way> {
    let named = item.fields.recommend.as_deref().map(fold).filter(|named| !named.is_empty());
    let way = |choice: &Choice| Way {
        text: plain(&choice.text),
        recommended: choice.recommended || named.as_deref() == Some(fold(&choice.text).as_str()),
    };
    item.options.iter().map(way).filter(|way| !way.text.is_empty()).collect()
}
