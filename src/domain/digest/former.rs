//! Somebody the writer no longer works with: in place of the usual choice, a list of all that is still open.

use super::{
    Digest, Line, Look, Section, SectionName, decide, feedback, goals, owe,
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    goals::Profiled,
    ledger::{Item, State},
    note::{
        item::{FeedbackDirection, Kind},
        profile::{Profile, Relation, Standing},
    },
    roster::Owner,
};

/// Whether the relation is over (`status: former`).
pub(super) fn is_former(view: &View) -> bool {
    view.profile.is_some_and(|profile| profile.standing == Standing::Former)
}

/// Everything that is open, in the usual sections: nothing to tell, and nothing that only a next meeting asks for.
pub(super) fn sections(view: &View) -> Vec<Section> {
    let profiled = Profiled::of(&view.book.roster);
    let whose = |item| profiled.whose(item);
    let sections = [
        decide(view),
        owes(view, SectionName::YouOwe, "You owe".to_owned()),
        owes(view, SectionName::TheyOwe, format!("{} owes", view.first_name)),
        owe::unowned(view),
        section(SectionName::Goals, "Goals", &goals(view), never_late, |theirs| {
            goals::line(view, theirs, whose(theirs.item))
        }),
        feedback(view),
        questions(view),
    ];
    sections.into_iter().flatten().collect()
}

/// How many open commitments of this person's notes others owe.
pub(super) fn others(view: &View) -> usize {
    let other = |owner: &Owner| *owner != Owner::Me && !view.is_person(owner);
    open(view, |item| item.is_commitment() && item.owner.as_ref().is_some_and(other)).len()
}

/// `Former manager since 31 Jan 2026. Still open; close it, drop it, or restate it with somebody else.`
pub(super) fn circumstances(view: &View, open: usize) -> String {
    let mut line = "Former".to_owned();
    if let Some(relation) = view.profile.and_then(|profile| profile.relation) {
        line.push_str(&format!(" {}", called(relation)));
    }
    let over = |profile: &Profile| profile.until.filter(|until| *until <= view.day);
    if let Some(until) = view.profile.and_then(over) {
        line.push_str(&format!(" since {}", wording::day(until, view.day)));
    }
    line.push_str(match open {
        0 => ". Nothing is open.",
        _ => ". Still open; close it, drop it, or restate it with somebody else.",
    });
    line
}

fn called(relation: Relation) -> &'static str {
    match relation {
        Relation::Manager => "manager",
        Relation::DottedLine => "dotted-line manager",
        Relation::Skip => "skip-level manager",
        Relation::Peer => "peer",
        Relation::Mentor => "mentor",
        Relation::Report => "report",
    }
}

fn open<'a>(view: &View<'a>, is_it: impl Fn(&Item) -> bool) -> Vec<Theirs<'a>> {
    let mut open: Vec<Theirs> =
        view.items.iter().filter(|theirs| theirs.item.is_open() && is_it(theirs.item)).copied().collect();
    open.sort_by_key(|theirs| age(theirs.item));
    open
}

/// Whatever waits for a word, whoever is to give it: parked as well.
fn decide(view: &View) -> Option<Section> {
    let mut enter = open(view, |item| match item.kind {
        Kind::Concern | Kind::Decision | Kind::Ask => true,
        Kind::Request => !item.is_commitment(),
        _ => false,
    });
    enter.sort_by_key(|theirs| {
        let by = theirs.item.fields.decide_by;
        (by.is_none(), by)
    });
    section(SectionName::Decide, "Decide", &enter, never_late, |theirs| {
        let line = decide::line(view, theirs, None);
        let parked = theirs.item.fields.until.filter(|_| theirs.item.state == State::Parked);
        match parked {
            Some(until) => {
                let until = wording::weekday_day(until, view.day);
                Line { body: format!("{} Parked until {until}.", line.body), ..line }
            }
            None => line,
        }
    })
}

/// Every open commitment, due or not.
fn owes(view: &View, name: SectionName, heading: String) -> Option<Section> {
    let mine = name == SectionName::YouOwe;
    let mut enter = open(view, |item| {
        let theirs = || item.owner.as_ref().is_some_and(|owner| view.is_person(owner));
        if mine { item.is_my_commitment() } else { item.is_commitment() && theirs() }
    });
    enter.sort_by_key(|theirs| owe::order(theirs.item));
    let late = |theirs: &Theirs| mine && theirs.item.days_late(view.day).is_some();
    section(name, heading, &enter, late, |theirs| owe::commitment(view, theirs, Look::Box))
}

fn goals<'a>(view: &View<'a>) -> Vec<Theirs<'a>> {
    open(view, |item| item.kind == Kind::Goal)
}

/// All that is not closed.
fn feedback(view: &View) -> Option<Section> {
    let enter = open(view, |item| item.kind == Kind::Feedback);
    section(SectionName::Feedback, "Feedback", &enter, never_late, |theirs| {
        let item = theirs.item;
        let what = match (item.direction, item.state) {
            (Some(FeedbackDirection::Given), _) => "Given",
            (_, State::Planned) => "Action planned on what was received",
            _ => return feedback::line(view, theirs),
        };
        let asked = item.asked().and_then(|asked| asked.date);
        let on = asked.map_or_else(String::new, |date| format!(" {}", wording::day(date, view.day)));
        view.line(item, Look::Bullet, format!("{what}{on}: {}", text::quoted(&item.text)))
    })
}

fn questions(view: &View) -> Option<Section> {
    let enter = open(view, |item| item.kind == Kind::Question);
    section(SectionName::Ask, "Ask", &enter, never_late, |theirs| {
        let mut body = text::opening_whole(&theirs.item.text);
        if let Some(from) = view.elsewhere(theirs) {
            body = format!("{} {}", text::sentence(body), wording::capital(&from));
        }
        view.told(theirs.item, body)
    })
}

impl Digest {
    /// How many items it shows or counts.
    #[must_use]
    pub fn count(&self) -> usize {
        let held = self.sections.iter().map(|section| section.items.len() + section.hidden);
        held.sum::<usize>() + self.others
    }
}
