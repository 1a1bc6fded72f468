//! Decide: what waits for the person's word, and requests that are a trade-off to settle.

use super::{
    Line, Look, Section, SectionName,
    section::{never_late, section},
    text,
    view::{Theirs, View, age, fold},
    wording,
};
use crate::domain::{
    ledger::{Item, State},
    note::item::{Agreed, Choice, Kind},
};

/// The widest that the second line may be, in columns: it holds all options in full width.
const REASONS_WIDTH: usize = 280;

/// The widest an option may be, in columns.
const OPTION_WIDTH: usize = 50;

/// How many options are named.
const OPTIONS: usize = 4;

/// Concerns, decisions and asks that the person may decide, and requests not yet accepted or declined: first
/// what is to be decided soonest, then the oldest.
pub(super) fn decide(view: &View) -> Option<Section> {
    let mut enter: Vec<Theirs> =
        view.items.iter().filter(|theirs| enters(view, theirs.item)).copied().collect();
    enter.sort_by_key(|theirs| (decide_by(theirs.item).is_none(), decide_by(theirs.item), age(theirs.item)));
    section(SectionName::Decide, "Decide", &enter, never_late, |theirs| line(view, theirs))
}

fn enters(view: &View, item: &Item) -> bool {
    match item.kind {
        Kind::Concern | Kind::Decision | Kind::Ask => {
            let theirs = item.fields.decider.as_ref().is_none_or(|decider| view.is_person(decider));
            theirs && matches!(item.state, State::Raised | State::Ready)
        }
        Kind::Request => item.state == State::Asked,
        _ => false,
    }
}

fn decide_by(item: &Item) -> Option<jiff::civil::Date> {
    item.fields.decide_by
}

fn line(view: &View, theirs: &Theirs) -> Line {
    let item = theirs.item;
    let body = if item.kind == Kind::Request { request(view, item) } else { choice(view, item) };
    let body = match view.elsewhere(theirs) {
        Some(from) => format!("{} {}", text::sentence(body), wording::capital(&from)),
        None => body,
    };
    Line { more: reasons(item), ..view.line(item, Look::Bullet, body) }
}

/// `SOC 2 evidence, due 31 Mar, displaces "Cut failed invoices". Not agreed`
fn request(view: &View, item: &Item) -> String {
    let mut body = text::opening(&item.text);
    if let Some(from) = item.fields.from.as_ref().and_then(|from| view.other_name(from)) {
        body.push_str(&format!(", from {from}"));
    }
    match item.due {
        Some(due) => body.push_str(&format!(", due {}", wording::day(due, view.day))),
        None => body.push_str(", no due date"),
    }
    if let Some(displaced) = view.facts(item).displaces {
        body.push_str(&format!(", displaces {}", text::quoted(&displaced)));
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

/// `Omar's leave puts on-call on two people. Priya decides, by Fri 20 Mar`
fn choice(view: &View, item: &Item) -> String {
    let body = text::sentence(text::opening_whole(&item.text));
    match (&item.fields.decider, decide_by(item)) {
        (_, Some(by)) => format!("{body} {} decides, {}", view.first_name, by_day(view, by)),
        (Some(_), None) => format!("{body} {} decides", view.first_name),
        (None, None) => body,
    }
}

fn by_day(view: &View, by: jiff::civil::Date) -> String {
    let on = wording::weekday_day(by, view.day);
    let late = i64::from((view.day - by).get_days());
    if late > 0 { format!("by {on}, {} ago", wording::counted(late, "day")) } else { format!("by {on}") }
}

/// `Pause features two weeks / borrow Ana from Platform (recommended).` and what speaks for it.
fn reasons(item: &Item) -> Option<String> {
    let fields = &item.fields;
    let marked = item.options.iter().any(|way| is_recommended(item, way));
    let field = |label: &str, field: &Option<String>| {
        let words = field.as_deref().map(text::clean).filter(|words| !words.is_empty())?;
        Some(format!("{label}: {words}"))
    };
    let parts = [
        options(item),
        field("Recommended", &fields.recommend).filter(|_| !marked),
        field("Benefit", &fields.benefit),
        field("Evidence", &fields.evidence),
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
    if let Some(at) = ways.iter().position(|(_, recommended)| *recommended).filter(|at| *at >= OPTIONS) {
        ways.swap(at, OPTIONS - 1);
    }
    let shown = ways.iter().take(OPTIONS).map(|(way, recommended)| {
        let way = text::clip(way.trim_end_matches(['.', ';', ',']), OPTION_WIDTH);
        if *recommended { format!("{way} (recommended)") } else { way }
    });
    let more = (more > 0).then(|| format!("{more} more"));
    let shown: Vec<String> = shown.chain(more).collect();
    (!shown.is_empty()).then(|| shown.join(" / "))
}
