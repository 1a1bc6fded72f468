//! An item as programs see it: the object of `headsup digest --json` and of `headsup items --json`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::text;
use crate::domain::{
    ledger::{Item, State, Value},
    note::item::{Agreed, Choice, FeedbackDirection, Health, Kind, Source, Visibility},
    roster::{Owner, PersonKey},
};

/// The facts of an item. Absent facts are left out, `owner` aside. Dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "item", title = "Item")]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// What it is.
    #[schemars(with = "String", extend("enum" = KINDS))]
    pub kind: Kind,
    /// The writer's words, on one line.
    pub text: String,
    /// `me`, a person's key (an unknown or ambiguous name as written), or null.
    pub owner: Option<String>,
    /// How far it is.
    #[schemars(with = "String", extend("enum" = STATES))]
    pub state: State,
    /// The due date that was stated last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub due: Option<Date>,
    /// How many days before the meeting's day it was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64", range(min = 1))]
    pub days_late: Option<i64>,
    /// How many times its due date changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize", range(min = 1))]
    pub moved: Option<usize>,
    /// The due date that was stated first, where it changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub first_due: Option<Date>,
    /// The day of the meeting that first asked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub asked: Option<Date>,
    /// Its id, without `^`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub id: Option<String>,
    /// Where it was first asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Place")]
    pub source: Option<Source>,
    /// How many meetings with the person came after the one that first asked it, the coming one counted; only in
    /// a digest, of an item without a due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    pub carried: Option<usize>,
    /// The day it was done, dropped, decided, declined or closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub closed: Option<Date>,
    /// The meeting whose note has its box ticked, though a later note has it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub ticked_in: Option<Date>,
    /// Of feedback: which way it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["received", "given", "to-ask"]))]
    pub direction: Option<FeedbackDirection>,
    /// The ways out of a concern, decision or ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Way>,
    /// The option that the writer recommends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub recommended: Option<String>,
    /// By when it is to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub decide_by: Option<Date>,
    /// Who decides, written as `owner` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub decider: Option<String>,
    /// What a request displaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub displaces: Option<String>,
    /// Whether a request was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["yes", "no"]))]
    pub agreed: Option<Agreed>,
    /// What a goal is measured by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub metric: Option<String>,
    /// Where the goal's metric was at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub baseline: Option<String>,
    /// Where it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub now: Option<String>,
    /// Where it is to go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub target: Option<String>,
    /// What it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub supports: Option<String>,
    /// The goal it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub goal: Option<String>,
    /// How far ahead a goal lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub horizon: Option<String>,
    /// How a goal is doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["on-track", "at-risk", "off-track"]))]
    pub health: Option<Health>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub outcome: Option<String>,
    /// What speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub evidence: Option<String>,
    /// What it is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub benefit: Option<String>,
    /// Until when it is parked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub until: Option<Date>,
    /// Whom it is from, written as `owner` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub from: Option<String>,
    /// Whom it is for, written as `owner` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub to: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub about: Option<String>,
    /// Who may see it, where that is not `private`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["shared", "confidential"]))]
    pub visibility: Option<Visibility>,
    /// The people of the notes that mention it, by key; in a digest only where that is not just its person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub people: Vec<PersonKey>,
    /// Of a goal: every statement of where it is, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Measured>,
}

/// Where a goal was, as a note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "value")]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The day of the note's meeting; a goal's own file has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Option<Date>,
    /// The value, as written.
    pub now: String,
    /// Where it stands.
    #[schemars(with = "Place")]
    pub source: Source,
}

/// One way out of a concern, decision or ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "option")]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The option.
    pub text: String,
    /// Whether it is the one the writer recommends.
    pub recommended: bool,
}

/// A line of a file, as [`Source`] is written.
#[derive(JsonSchema)]
#[schemars(rename = "source")]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "it only gives the schema of Source, which is defined where schemas are unknown"
)]
struct Place {
    /// The file, from the notebook's root.
    path: String,
    /// The line, from 1.
    #[schemars(range(min = 1))]
    line: u32,
}

const KINDS: [&str; 11] = [
    "commitment",
    "goal",
    "feedback",
    "concern",
    "request",
    "decision",
    "ask",
    "question",
    "win",
    "fyi",
    "idea",
];

const STATES: [&str; 18] = [
    "open", "done", "dropped", "received", "planned", "acted", "closed", "raised", "ready", "decided",
    "parked", "asked", "accepted", "declined", "met", "missed", "draft", "agreed",
];

impl Facts {
    /// An item's facts, as seen on a day: that of the meeting, or today for a list of all items. What only a
    /// digest knows ([`Self::carried`]) is left out.
    #[must_use]
    pub fn of(item: &Item, day: Date) -> Self {
        let fields = &item.fields;
        let asked = item.asked();
        let moved = Some(item.moved()).filter(|moved| *moved > 0);
        let options: Vec<Way> = item.options.iter().map(Way::of).collect();
        let recommended = options.iter().find(|way| way.recommended).map(|way| way.text.clone());
        Self {
            kind: item.kind,
            text: text::clean(&item.text),
            owner: item.owner.as_ref().map(owner),
            state: item.state,
            due: item.due,
            days_late: item.days_late(day).filter(|days| *days > 0),
            moved,
            first_due: moved.and_then(|_| item.first_due()),
            asked: asked.and_then(|asked| asked.date),
            id: item.id.clone(),
            source: asked.map(|asked| asked.source.clone()),
            carried: None,
            closed: item.closed_on,
            ticked_in: item.ticked_in,
            direction: item.direction,
            recommended: recommended.or_else(|| written(&fields.recommend)),
            options,
            decide_by: fields.decide_by,
            decider: fields.decider.as_ref().map(owner),
            displaces: written(&fields.displaces),
            agreed: fields.agreed,
            metric: written(&fields.metric),
            baseline: written(&fields.baseline),
            now: written(&fields.now),
            target: written(&fields.target),
            supports: written(&fields.supports),
            goal: written(&fields.goal),
            horizon: written(&fields.horizon),
            health: fields.health,
            outcome: written(&fields.outcome),
            evidence: written(&fields.evidence),
            benefit: written(&fields.benefit),
            until: fields.until,
            from: fields.from.as_ref().map(owner),
            to: fields.to.as_ref().map(owner),
            about: written(&fields.about),
            visibility: Some(item.visibility).filter(|seen| *seen != Visibility::Private),
            people: item.people.clone(),
            values: item.values.iter().map(Measured::of).collect(),
        }
    }

    /// The facts of a line that no note holds: a nudge, or a question about a gap in a profile.
    #[must_use]
    pub(super) fn nudge(kind: Kind, text: &str, asked: Option<Date>, source: Option<Source>) -> Self {
        Self {
            kind,
            text: text::clean(text),
            owner: None,
            state: State::Open,
            due: None,
            days_late: None,
            moved: None,
            first_due: None,
            asked,
            id: None,
            source,
            carried: None,
            closed: None,
            ticked_in: None,
            direction: None,
            options: Vec::new(),
            recommended: None,
            decide_by: None,
            decider: None,
            displaces: None,
            agreed: None,
            metric: None,
            baseline: None,
            now: None,
            target: None,
            supports: None,
            goal: None,
            horizon: None,
            health: None,
            outcome: None,
            evidence: None,
            benefit: None,
            until: None,
            from: None,
            to: None,
            about: None,
            visibility: None,
            people: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl Measured {
    fn of(value: &Value) -> Self {
        Self { date: value.date, now: text::clean(&value.text), source: value.source.clone() }
    }
}

impl Way {
    fn of(choice: &Choice) -> Self {
        Self { text: text::clean(&choice.text), recommended: choice.recommended }
    }
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Me => "me".to_owned(),
        Owner::Person(key) => key.as_str().to_owned(),
        Owner::Named(name) => text::clean(name),
    }
}

fn written(field: &Option<String>) -> Option<String> {
    field.as_deref().map(text::clean).filter(|text| !text.is_empty())
}
