//! Feedback, both ways: what was received and not acted on, acted on and not told, asked and not answered, still
//! to be given; and that it is time to ask again.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{
    Facts, Line, Link, Look, Section, SectionName,
    section::{never_late, section},
    tell, text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    ledger::{Item, Origin, State},
    note::{
        item::{FeedbackDirection, Kind, Mark, Source, Visibility},
        profile::Standing,
    },
    roster::Owner,
    schedule::Progress,
};

/// After so many days without asking for feedback it is time to ask: 6 weeks.
const ASK_AGAIN_DAYS: i32 = 42;

/// The widest that the name of an action may be, in columns.
const ACTION_WIDTH: usize = 80;

enum Entry<'a> {
    Item(Theirs<'a>),
    Time(Nudge),
}

struct Nudge {
    text: String,
    source: Source,
    date: Date,
}

/// The oldest first; then, that none was asked for long; last, what the writer has still to give.
pub(super) fn feedback(view: &View) -> Option<Section> {
    let mut items: Vec<Theirs> =
        view.items.iter().filter(|theirs| enters(view, theirs.item)).copied().collect();
    items.sort_by_key(|theirs| age(theirs.item));
    let (give, items): (Vec<Theirs>, Vec<Theirs>) =
        items.into_iter().partition(|theirs| theirs.item.direction == Some(FeedbackDirection::Given));
    let mut enter: Vec<Entry> = items.into_iter().map(Entry::Item).collect();
    enter.extend(time_to_ask(view).map(Entry::Time));
    enter.extend(give.into_iter().map(Entry::Item));
    section(SectionName::Feedback, "Feedback", &enter, never_late, |entry| match entry {
        Entry::Item(theirs) => line(view, theirs),
        Entry::Time(nudge) => Line {
            facts: Facts::nudge(Kind::Feedback, &nudge.text, Some(nudge.date), Some(nudge.source.clone())),
            look: Look::Bullet,
            body: text::sentence(nudge.text.clone()),
            more: None,
            link: Some(Link { label: wording::day(nudge.date, view.day), path: nudge.source.path.clone() }),
        },
    })
}

fn enters(view: &View, item: &Item) -> bool {
    let waits = match item.direction {
        Some(FeedbackDirection::ToAsk | FeedbackDirection::Given) => true,
        Some(FeedbackDirection::Received) | None => matches!(item.state, State::Received | State::Acted),
    };
    item.kind == Kind::Feedback && item.is_open() && waits && view.is_in_time(item)
}

/// `Received 17 Feb: "On 12 Feb I answered over Omar". No action recorded`
pub(super) fn line(view: &View, theirs: &Theirs) -> Line {
    let item = theirs.item;
    let words = text::sentence(text::quoted(&item.text));
    let mut body = match item.direction {
        Some(FeedbackDirection::Given) => format!("{}: {words}", to_give(view, item)),
        Some(FeedbackDirection::ToAsk) => to_ask(view, item, &words),
        Some(FeedbackDirection::Received) | None => received(view, item, &words),
    };
    if let Some(from) = view.elsewhere(theirs) {
        body = format!("{} {}", text::sentence(body), wording::capital(&from));
    }
    let own = !matches!(item.direction, Some(FeedbackDirection::Received) | None);
    if own {
        Line { look: Look::Bullet, ..view.told(item, body) }
    } else {
        view.line(item, Look::Bullet, body)
    }
}

/// `To give since 3 Mar`; what the meeting's own note was the first to hold is simply to give.
fn to_give(view: &View, item: &Item) -> String {
    let own = item.asked().is_none_or(|asked| view.is_own_note(asked));
    let since = asked_on(view, item).filter(|_| !own).map(|date| format!(" since {date}"));
    format!("To give{}{}", whom(view, item), since.unwrap_or_default())
}

fn to_ask(view: &View, item: &Item, words: &str) -> String {
    let whom = whom(view, item);
    if item.state == State::Open || view.in_own_note(item) {
        return format!("To ask{whom}: {words}");
    }
    let asked = asked_on(view, item).map(|date| format!(" {date}"));
    format!("Asked{whom}{}: {words} Not answered", asked.unwrap_or_default())
}

fn received(view: &View, item: &Item, words: &str) -> String {
    let asked = asked_on(view, item).map(|date| format!(" {date}"));
    let from = item.fields.from.as_ref().and_then(|from| view.other_name(from));
    let from = from.map(|from| format!(" from {from}"));
    let what = format!("Received{}{}", asked.unwrap_or_default(), from.unwrap_or_default());
    match item.state {
        State::Acted => format!("{what}: {words} Acted on, not told{}", acted(view, item)),
        _ => format!("{what}: {words} No action recorded"),
    }
}

/// What was done about it: `: "Put the decision first" (9 Mar)`, of several actions the one done last. What stands
/// under Tell is left to it.
fn acted(view: &View, item: &Item) -> String {
    let actions = item.actions.iter().filter_map(|at| view.ledger.items.get(*at));
    let done = actions.filter(|action| action.state == State::Done);
    let mut told: Vec<&Item> = done.filter(|action| action.visibility != Visibility::Confidential).collect();
    told.retain(|action| !tell::tells(view, action));
    told.sort_by_key(|action| Reverse((action.closed_on, Reverse(age(action)))));
    let Some((last, others)) = told.split_first() else { return String::new() };
    let words = text::quoted(&text::clip(&text::clean(&last.text), ACTION_WIDTH));
    let done = last.closed_on.map(|date| format!(" ({})", wording::day(date, view.day)));
    let others = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    format!(": {words}{}{others}", done.unwrap_or_default())
}

fn asked_on(view: &View, item: &Item) -> Option<String> {
    item.asked().and_then(|asked| asked.date).map(|date| wording::day(date, view.day))
}

/// Whom else than the person it is meant for: ` Omar`.
fn whom(view: &View, item: &Item) -> String {
    let to = item.fields.to.as_ref().filter(|to| **to != Owner::Me).and_then(|to| view.other_name(to));
    to.map_or_else(String::new, |to| format!(" {to}"))
}

/// That none was asked for 6 weeks, or since a milestone was done.
fn time_to_ask(view: &View) -> Option<Nudge> {
    if view.profile.is_some_and(|profile| profile.standing == Standing::Former) {
        return None;
    }
    let last = last_asked(view);
    let undiscussed = |done: &Date| last.as_ref().is_none_or(|(asked, _)| asked < done);
    if let Some((item, done)) = milestone(view).filter(|(_, done)| undiscussed(done)) {
        let source = item.mentions.last()?.source.clone();
        let text = format!(
            "No feedback asked since {} was done {}",
            text::quoted(&item.text),
            wording::day(done, view.day)
        );
        return Some(Nudge { text, source, date: done });
    }
    let ((date, source), words) = match last {
        Some(last) => (last, "No feedback asked since"),
        None => (first_met(view)?, "No feedback asked yet; first met"),
    };
    let days = (view.day - date).get_days();
    let text =
        format!("{words} {} ({})", wording::day(date, view.day), wording::counted(i64::from(days), "day"));
    (days >= ASK_AGAIN_DAYS).then_some(Nudge { text, source, date })
}

/// When feedback was last asked or received, the meeting's own note counted. What is asked again is asked
/// anew; what was received once is only copied.
fn last_asked(view: &View) -> Option<(Date, Source)> {
    let items = view.items.iter().map(|theirs| theirs.item);
    let feedback = items.filter(|item| item.kind == Kind::Feedback);
    let dated = feedback.flat_map(|item| {
        let (first, again) = match item.direction {
            Some(FeedbackDirection::Given) => (None, &[][..]),
            Some(FeedbackDirection::ToAsk) => (item.asked(), item.mentions.as_slice()),
            Some(FeedbackDirection::Received) | None => (item.asked(), &[][..]),
        };
        let again = again.iter().filter(|at| at.origin == Origin::Note && is_asking(at.mark));
        first.into_iter().chain(again).filter_map(|at| Some((at.date?, &at.source)))
    });
    dated.filter(|(date, _)| *date <= view.day).max().map(|(date, source)| (date, source.clone()))
}

/// A box that is ticked or struck says that it was answered, and one that points elsewhere says nothing.
fn is_asking(mark: Mark) -> bool {
    matches!(mark, Mark::Bare | Mark::Open | Mark::UnderWay)
}

/// The goal, or commitment towards a goal, that was done last.
fn milestone<'a>(view: &View<'a>) -> Option<(&'a Item, Date)> {
    let done = view.items.iter().map(|theirs| theirs.item).filter(|item| match item.kind {
        Kind::Goal => matches!(item.state, State::Done | State::Met),
        Kind::Commitment => {
            let towards = item.fields.goal.is_some() || item.fields.supports.is_some();
            item.is_my_commitment() && item.state == State::Done && towards
        }
        _ => false,
    });
    let dated = done.filter_map(|item| Some((item, item.closed_on?)));
    dated.filter(|(_, date)| *date <= view.day).max_by_key(|(item, date)| (*date, age(item)))
}

/// The first held meeting with the person that has a note.
fn first_met(view: &View) -> Option<(Date, Source)> {
    let held = view
        .calendar
        .meetings
        .iter()
        .filter(|meeting| meeting.progress == Progress::Held && meeting.with.contains(view.person));
    let noted = held.filter_map(|meeting| Some((meeting.start.date(), meeting.note.clone()?)));
    noted.min().filter(|(date, _)| *date <= view.day)
}
