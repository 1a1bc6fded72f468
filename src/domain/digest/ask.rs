//! Ask: the questions to put; where there are none, one growth goal, else one gap in the profile.

use super::{
    Facts, Line, Link, Look, Section, SectionName,
    goals::{danger, has_changed, last_raised},
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    goals,
    ledger::Item,
    note::{
        item::Kind,
        profile::{Profile, TheirGoal},
    },
};

/// Goals of these horizons are the writer's own growth.
const GROWTH: [&str; 3] = ["growth", "career", "development"];

/// A goal of the person's that was not confirmed for so many days is to be asked about.
const CONFIRMED_DAYS: i32 = 90;

/// What the section asks.
pub(super) enum Asking<'a> {
    /// Questions, the meeting's own note's first.
    Questions(Vec<Theirs<'a>>),
    /// The growth goal that was silent longest.
    Growth(Theirs<'a>),
    /// A question about a gap in the profile.
    Gap(String),
    /// Nothing.
    Nothing,
}

impl<'a> Asking<'a> {
    /// What the section asks. A growth goal in danger, or one that has changed, is left to the goals.
    pub fn of(view: &View<'a>) -> Self {
        let mut questions: Vec<Theirs> =
            view.items.iter().filter(|theirs| is_question(view, theirs.item)).copied().collect();
        if !questions.is_empty() {
            questions.sort_by_key(|theirs| (!view.in_own_note(theirs.item), age(theirs.item)));
            return Self::Questions(questions);
        }
        let growth = view.items.iter().filter(|theirs| is_growth(theirs.item));
        let quiet = growth.filter(|theirs| danger(theirs.item).is_none() && !has_changed(view, theirs.item));
        let silent = quiet.min_by_key(|theirs| (last_raised(view, theirs.item), age(theirs.item)));
        match (silent, view.profile.and_then(|profile| gap(view, profile))) {
            (Some(theirs), _) => Self::Growth(*theirs),
            (None, Some(gap)) => Self::Gap(gap),
            (None, None) => Self::Nothing,
        }
    }

    /// Whether the section asks about this goal.
    pub fn is_growth_goal(&self, item: &Item) -> bool {
        matches!(self, Self::Growth(theirs) if std::ptr::eq(theirs.item, item))
    }
}

/// The section.
pub(super) fn ask(view: &View, asking: &Asking) -> Option<Section> {
    let (name, heading) = (SectionName::Ask, "Ask");
    match asking {
        Asking::Questions(enter) => section(name, heading, enter, never_late, |theirs| {
            let mut body = text::opening_whole(&theirs.item.text);
            if let Some(from) = view.elsewhere(theirs) {
                body = format!("{} {}", text::sentence(body), wording::capital(&from));
            }
            let own = view.in_own_note(theirs.item);
            let line = view.told(theirs.item, body);
            Line { look: if own { Look::Own } else { Look::Bullet }, ..line }
        }),
        Asking::Growth(theirs) => section(name, heading, &[*theirs], never_late, |theirs| {
            let raised = match last_raised(view, theirs.item) {
                Some(raised) => format!("last raised {}", wording::day(raised, view.day)),
                None => "not raised yet".to_owned(),
            };
            let body = format!("Growth goal, {raised}: {}", text::words(&theirs.item.text));
            view.line(theirs.item, Look::Bullet, body)
        }),
        Asking::Gap(question) => section(name, heading, &[question], never_late, |question| {
            let source = view.profile.map(|profile| profile.source.clone());
            Line {
                facts: Facts::nudge(Kind::Question, question, None, source.clone()),
                look: Look::Bullet,
                body: text::sentence((*question).clone()),
                more: None,
                link: source.map(|source| Link { label: "profile".to_owned(), path: source.path }),
            }
        }),
        Asking::Nothing => None,
    }
}

fn is_question(view: &View, item: &Item) -> bool {
    let in_time = item.asked().and_then(|asked| asked.date).is_none_or(|asked| asked <= view.day);
    item.kind == Kind::Question && item.is_open() && in_time
}

fn is_growth(item: &Item) -> bool {
    let horizon = item.fields.horizon.as_deref().map(str::trim);
    let growth = horizon.is_some_and(|is| GROWTH.iter().any(|one| one.eq_ignore_ascii_case(is)));
    item.kind == Kind::Goal && item.is_open() && growth
}

/// The first thing that the profile should say and does not.
fn gap(view: &View, profile: &Profile) -> Option<String> {
    let ask = |question: &str| Some(question.to_owned());
    if profile.goals.is_empty() {
        return ask("What are your most important goals at the moment?");
    }
    let confirmed = |goal: &TheirGoal| goals::confirmed(goal, view.person, view.ledger, view.calendar);
    let stale = profile.goals.iter().find(|goal| {
        confirmed(goal).is_none_or(|confirmed| (view.day - confirmed).get_days() >= CONFIRMED_DAYS)
    });
    if let Some(goal) = stale {
        let confirmed = match confirmed(goal) {
            Some(date) => format!("last confirmed {}", wording::day(date, view.day)),
            None => "not confirmed yet".to_owned(),
        };
        return Some(format!("Is {} still your goal ({confirmed})?", text::quoted(&goal.text)));
    }
    if profile.pressures.is_empty() {
        return ask("What weighs on you most at the moment?");
    }
    if profile.prefers.format.is_none() {
        return ask("Would you rather read things ahead or talk them through?");
    }
    if !profile.dates.iter().any(|faced| faced.date >= view.day) {
        return ask("Which dates ahead matter most to you?");
    }
    if profile.boundaries.is_empty() {
        return ask("Which decisions are yours alone?");
    }
    None
}
