//! Feedback: what was received and not acted on, acted on and not told, asked and not answered; and that it
//! is time to ask again.

use jiff::civil::Date;

use super::{
    Facts, Line, Link, Look, Section, SectionName,
    section::{never_late, section},
    text,
    view::{Theirs, View, age},
    wording,
};
use crate::domain::{
    ledger::{Item, State},
    note::item::{FeedbackDirection, Kind, Source},
    schedule::Progress,
};

/// After so many days without asking for feedback it is time to ask: 6 weeks.
const ASK_AGAIN_DAYS: i32 = 42;

enum Entry<'a> {
    Item(Theirs<'a>),
    Time(Nudge),
}

struct Nudge {
    text: String,
    source: Source,
    date: Date,
}

/// The oldest first; last, that none was asked for long.
pub(super) fn feedback(view: &View) -> Option<Section> {
    let mut items: Vec<Theirs> = view.items.iter().filter(|theirs| enters(theirs.item)).copied().collect();
    items.sort_by_key(|theirs| age(theirs.item));
    let enter: Vec<Entry> =
        items.into_iter().map(Entry::Item).chain(time_to_ask(view).map(Entry::Time)).collect();
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

fn enters(item: &Item) -> bool {
    item.kind == Kind::Feedback
        && item.direction != Some(FeedbackDirection::Given)
        && item.is_open()
        && (item.direction == Some(FeedbackDirection::ToAsk)
            || matches!(item.state, State::Received | State::Acted))
}

/// `Received 17 Feb: "On 12 Feb I answered over Omar". No action recorded`
fn line(view: &View, theirs: &Theirs) -> Line {
    let item = theirs.item;
    let asked = item.asked().and_then(|asked| asked.date).map(|date| wording::day(date, view.day));
    let to_ask = item.direction == Some(FeedbackDirection::ToAsk);
    let own = item.state == State::Open || view.in_own_note(item);
    let what = match (to_ask, asked) {
        (true, _) if own => "To ask".to_owned(),
        (true, Some(asked)) => format!("Asked {asked}"),
        (true, None) => "Asked".to_owned(),
        (false, Some(asked)) => format!("Received {asked}"),
        (false, None) => "Received".to_owned(),
    };
    let from = item.fields.from.as_ref().filter(|_| !to_ask).and_then(|from| view.other_name(from));
    let from = from.map_or_else(String::new, |from| format!(" from {from}"));
    let state = match item.state {
        State::Acted => " Acted on, not told",
        _ if to_ask && own => "",
        _ if to_ask => " Not answered",
        _ => " No action recorded",
    };
    let mut body = format!("{what}{from}: {}.{state}", text::quoted(&item.text));
    if let Some(from) = view.elsewhere(theirs) {
        body = format!("{} {}", text::sentence(body), wording::capital(&from));
    }
    view.line(item, Look::Bullet, body)
}

/// That none was asked for 6 weeks, or since a milestone was done.
fn time_to_ask(view: &View) -> Option<Nudge> {
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

/// When feedback was last asked or received, the meeting's own note counted.
fn last_asked(view: &View) -> Option<(Date, Source)> {
    let asked = view.items.iter().map(|theirs| theirs.item);
    let asked = asked.filter(|i| i.kind == Kind::Feedback && i.direction != Some(FeedbackDirection::Given));
    let dated = asked.filter_map(|item| item.asked()).filter_map(|at| Some((at.date?, &at.source)));
    dated.filter(|(date, _)| *date <= view.day).max().map(|(date, source)| (date, source.clone()))
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
