//! Decide: what waits for the person's word, and requests that are a trade-off to settle.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{
    Line, Look, Section, SectionName, displaced, former,
    section::{never_late, section},
    text,
    view::{Theirs, View, age, fold},
    wording,
};
use crate::domain::{
    ledger::{Item, State},
    note::item::{Agreed, Choice, Kind},
    roster::Owner,
};

/// The widest that the second line may be, in columns: it holds all options in full width.
const REASONS_WIDTH: usize = 280;

/// The widest an option may be however many there are, in columns.
const OPTION_WIDTH: usize = 66;

/// What marks the option that the writer recommends.
const RECOMMENDED: &str = " (recommended)";

/// The widest that the name of something late may be before an ask, in columns.
const LATE_WIDTH: usize = 80;

/// How many options are named.
const OPTIONS: usize = 4;

/// Concerns, decisions and asks that the person may decide, and requests not yet accepted or declined: first
/// what is to be decided soonest, then the oldest.
pub(super) fn decide(view: &View) -> Option<Section> {
    let mut enter: Vec<Theirs> =
        view.items.iter().filter(|theirs| enters(view, theirs.item)).copied().collect();
    enter.sort_by_key(|theirs| (decide_by(theirs.item).is_none(), decide_by(theirs.item), age(theirs.item)));
    let first_ask = enter.iter().map(|theirs| theirs.item).find(|item| item.kind == Kind::Ask);
    section(SectionName::Decide, "Decide", &enter, never_late, |theirs| {
        let before =
            first_ask.filter(|ask| std::ptr::eq(*ask, theirs.item)).and_then(|_| before_asking(view));
        line(view, theirs, before)
    })
}

fn enters(view: &View, item: &Item) -> bool {
    match item.kind {
        Kind::Concern | Kind::Decision | Kind::Ask => {
            let theirs = item.fields.decider.as_ref().is_none_or(|decider| view.is_person(decider));
            theirs && view.is_in_time(item) && matches!(item.state, State::Raised | State::Ready)
        }
        Kind::Request => view.is_in_time(item) && item.state == State::Asked,
        _ => false,
    }
}

fn decide_by(item: &Item) -> Option<Date> {
    item.fields.decide_by
}

/// What the writer is late on, since one delivers before asking for more:
/// `Before you ask: "Send billing migration plan" is 4 days late, and 2 more are late.`
fn before_asking(view: &View) -> Option<String> {
    let mine = view.items.iter().map(|theirs| theirs.item).filter(|item| item.is_my_commitment());
    let mut late: Vec<(&Item, i64)> =
        mine.filter_map(|item| Some((item, item.days_late(view.day)?))).collect();
    late.sort_by_key(|(item, days)| (Reverse(*days), age(item)));
    let ((latest, days), others) = late.split_first()?;
    let name = text::quoted(&text::clip(&text::clean(&latest.text), LATE_WIDTH));
    let others = match others.len() {
        0 => String::new(),
        1 => ", and 1 more is late".to_owned(),
        more => format!(", and {more} more are late"),
    };
    Some(format!("Before you ask: {name} is {} late{others}.", wording::counted(*days, "day")))
}

/// `before` are sentences that come before the item's own.
pub(super) fn line(view: &View, theirs: &Theirs, before: Option<String>) -> Line {
    let item = theirs.item;
    let body = if item.kind == Kind::Request { request(view, item) } else { choice(view, item) };
    let body = match view.elsewhere(theirs) {
        Some(from) => format!("{} {}", text::sentence(body), wording::capital(&from)),
        None => body,
    };
    let body = before.into_iter().chain([body]).collect::<Vec<_>>().join(" ");
    Line { more: reasons(view, item), ..view.line(item, Look::Bullet, body) }
}

/// `SOC 2 evidence, due 31 Mar, displaces "Cut failed invoices". Not agreed`
fn request(view: &View, item: &Item) -> String {
    let mut body = text::opening(&item.text);
    if let Some(from) = item.fields.from.as_ref().and_then(|from| view.other_name(from)) {
        body.push_str(&format!(", from {from}"));
    }
    match item.due {
        Some(due) => {
            body.push_str(&format!(", due {}{}", wording::day(due, view.day), passed(view, due)));
        }
        None => body.push_str(", no due date"),
    }
    if let Some(displaced) = displaced::words(view, item) {
        body.push_str(&format!(", displaces {displaced}"));
    }
    body = text::sentence(body);
    body.push_str(if item.fields.agreed == Some(Agreed::Yes) {
        " Agreed, but for a date"
    } else {
        " Not agreed"
    });
    match decide_by(item) {
        Some(by) => format!("{}, to settle {}", body, by_day(view, by)),
        None => body,
    }
}

/// `Omar's leave puts on-call on two people. Was parked until 10 Mar. Priya decides, by Fri 20 Mar`
fn choice(view: &View, item: &Item) -> String {
    let mut body = text::sentence(text::opening_whole(&item.text));
    if let Some(until) = parked_until(view, item) {
        body = format!("{body} Was parked until {}.", wording::day(until, view.day));
    }
    let by = decide_by(item).map(|by| by_day(view, by));
    let decides = match &item.fields.decider {
        Some(Owner::Me) => Some("You decide".to_owned()),
        Some(decider) if !view.is_person(decider) => {
            view.other_name(decider).map(|other| format!("{other} decides"))
        }
        // Who has left decides nothing any more.
        _ if former::is_former(view) => by.is_some().then(|| "To decide".to_owned()),
        Some(_) => Some(format!("{} decides", view.first_name)),
        None => by.is_some().then(|| format!("{} decides", view.first_name)),
    };
    match (decides, by) {
        (Some(decides), Some(by)) => format!("{body} {decides}, {by}"),
        (Some(decides), None) => format!("{body} {decides}"),
        (None, _) => body,
    }
}

/// The day that brought back what was parked, unless it was spoken of since.
fn parked_until(view: &View, item: &Item) -> Option<Date> {
    let until = item.fields.until.filter(|until| *until <= view.day)?;
    let mut since = item.mentions.iter().filter_map(|mention| mention.date);
    (!since.any(|date| date >= until && date < view.day)).then_some(until)
}

fn by_day(view: &View, by: Date) -> String {
    format!("by {}{}", wording::weekday_day(by, view.day), passed(view, by))
}

/// `, 4 days ago`, for a day that has passed.
fn passed(view: &View, day: Date) -> String {
    match i64::from((view.day - day).get_days()) {
        days if days > 0 => format!(", {} ago", wording::counted(days, "day")),
        _ => String::new(),
    }
}

/// `Pause features two weeks / borrow Ana from Platform (recommended).` and what speaks for it.
fn reasons(view: &View, item: &Item) -> Option<String> {
    let facts = view.facts(item);
    let marked = item.options.iter().any(|way| is_recommended(item, way));
    let recommended = item.fields.recommend.as_deref().map(text::clean);
    let recommended = recommended.filter(|words| !words.is_empty() && !marked);
    let field = |label: &str, words: Option<String>| Some(format!("{label}: {}", words?));
    let parts = [
        options(item),
        field("Recommended", recommended),
        field("Benefit", facts.benefit),
        field("Evidence", facts.evidence),
        field("Supports", facts.supports),
        field("About", facts.about),
    ];
    let sentences: Vec<String> = parts.into_iter().flatten().map(text::sentence).collect();
    (!sentences.is_empty()).then(|| text::line(&sentences.join(" "), REASONS_WIDTH))
}

/// Whether an option is marked as the recommended one, or named by `recommend:`.
fn is_recommended(item: &Item, way: &Choice) -> bool {
    let named = item.fields.recommend.as_deref().map(fold).filter(|named| !named.is_empty());
    way.recommended || named.is_some_and(|named| named == fold(&way.text))
}

/// The options, the recommended one always among them.
fn options(item: &Item) -> Option<String> {
    let ways = item.options.iter().map(|way| (text::clean(&way.text), is_recommended(item, way)));
    let mut ways: Vec<(String, bool)> = ways.filter(|(way, _)| !way.is_empty()).collect();
    let more = ways.len().saturating_sub(OPTIONS);
    let width = (REASONS_WIDTH / ways.len().clamp(1, OPTIONS)).max(OPTION_WIDTH) - RECOMMENDED.len();
    if let Some(at) = ways.iter().position(|(_, recommended)| *recommended).filter(|at| *at >= OPTIONS) {
        ways.swap(at, OPTIONS - 1);
    }
    let shown = ways.iter().take(OPTIONS).map(|(way, recommended)| {
        let way = text::clip(way.trim_end_matches(['.', ';', ',']), width);
        if *recommended { format!("{way}{RECOMMENDED}") } else { way }
    });
    let more = (more > 0).then(|| format!("{more} more"));
    let shown: Vec<String> = shown.chain(more).collect();
    (!shown.is_empty()).then(|| shown.join(" / "))
}
