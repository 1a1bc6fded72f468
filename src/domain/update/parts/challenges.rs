//! Challenges: what is not decided, with the ways out; requests that are a trade-off; goals at risk.

use jiff::civil::Date;

use super::{Goal, View, ways};
use crate::domain::{
    ledger::{Item, State},
    note::item::{Agreed, Kind},
    roster::Owner,
    text,
    update::{Line, Way, words::plain},
    wording,
};

/// Concerns, asks and decisions that are open, what is to be decided soonest first; then requests not yet
/// accepted or declined; then goals at risk or off track.
pub(super) fn challenges(view: &View, goals: &[Goal]) -> Vec<Line> {
    let mut open: Vec<&Item> = view.items().filter(|item| enters(item)).collect();
    open.sort_by_key(|item| {
        let by = item.fields.decide_by;
        (item.kind == Kind::Request, by.is_none(), by)
    });
    let open = open.into_iter().map(|item| match item.kind {
        Kind::Request => request(view, item),
        _ => choice(view, item),
    });
    let danger = goals.iter().filter(|goal| goal.is_in_danger()).map(|goal| goal.line(view));
    open.chain(danger).collect()
}

fn enters(item: &Item) -> bool {
    let mine = item.owner.as_ref().is_none_or(|owner| *owner == Owner::Me);
    match item.kind {
        Kind::Concern | Kind::Decision | Kind::Ask => {
            mine && matches!(item.state, State::Raised | State::Ready)
        }
        Kind::Request => item.state == State::Asked,
        _ => false,
    }
}

/// `Two people hold all the knowledge. Omar decides, by Fri 20 Mar`
fn choice(view: &View, item: &Item) -> Line {
    let by = item.fields.decide_by;
    let mut body = text::beginning(&plain(&item.text));
    let who = item.fields.decider.as_ref().map(|decider| view.who_decides(decider));
    let asked = match (who, by) {
        (Some(who), Some(by)) => Some(format!("{who}, {}", due(view, by))),
        (Some(who), None) => Some(who),
        (None, Some(by)) => Some(format!("To be decided {}", due(view, by))),
        (None, None) => None,
    };
    if let Some(asked) = asked {
        body = format!("{} {asked}", text::sentence(body));
    }
    let ways = ways(item);
    let mut line = view.line(item, body);
    line.more = options(&ways);
    line.facts.decide_by = by;
    line.facts.options = ways;
    line
}

fn due(view: &View, by: Date) -> String {
    format!("by {}", wording::weekday_day(by, view.day))
}

/// `Options: hire one / borrow Jun two days a week (recommended).`
fn options(ways: &[Way]) -> Option<String> {
    let shown = ways.iter().map(|way| {
        let words = text::words(way.text.trim_end_matches(['.', ';', ',']));
        if way.recommended { format!("{words} (recommended)") } else { words }
    });
    let shown: Vec<String> = shown.collect();
    let label = if shown.len() == 1 { "Option" } else { "Options" };
    (!shown.is_empty()).then(|| text::sentence(format!("{label}: {}", shown.join(" / "))))
}

/// `Evidence for the tender, due 31 Mar, displaces "Refunds within two days". Not agreed yet`
fn request(view: &View, item: &Item) -> Line {
    let mut body = text::beginning(&plain(&item.text));
    if let Some(due) = item.due {
        body.push_str(&format!(", due {}", wording::day(due, view.day)));
    }
    let displaced = view.named(item.fields.displaces.as_deref());
    if let Some(displaced) = &displaced {
        body.push_str(&format!(", displaces {}", text::quoted(displaced)));
    }
    let agreed = match (item.fields.agreed, item.due) {
        (Some(Agreed::Yes), _) => "Agreed, but for a date",
        (_, None) => "Not agreed yet, no date either",
        _ => "Not agreed yet",
    };
    body = format!("{} {agreed}", text::sentence(body));
    if let Some(by) = item.fields.decide_by {
        body.push_str(&format!(", to settle {}", due(view, by)));
    }
    let mut line = view.line(item, body);
    line.facts.decide_by = item.fields.decide_by;
    line.facts.displaces = displaced;
    line.facts.days_late = None;
    line
}
