//! How one mention changes its item: FORMAT's rules 2 and 3.

use jiff::civil::Date;

use super::{
    Doubt, Evidence, Item, Value,
    build::Work,
    state::{Cause, Closing},
};
use crate::domain::note::item::{Fields, Kind, Mention, Source};

/// Takes over what a mention states: words, owner, due date, fields and options. Whether that changed anything.
pub(super) fn say(item: &mut Item, mention: &Mention) -> bool {
    let mut changed = false;
    if !mention.text.trim().is_empty() {
        changed |= replace(&mut item.text, mention.text.clone());
    }
    if mention.owner.is_some() {
        changed |= replace(&mut item.owner, mention.owner.clone());
    }
    if let Some(due) = mention.due {
        changed |= state_due(item, due);
    }
    if !mention.options.is_empty() {
        changed |= replace(&mut item.options, mention.options.clone());
    }
    if mention.direction.is_some() {
        item.direction = mention.direction;
    }
    changed | overlay(&mut item.fields, &mention.fields)
}

/// Keeps what a mention of a goal states of its metric.
pub(super) fn measure(item: &mut Item, mention: &Mention, day: Option<Date>) {
    if item.kind != Kind::Goal {
        return;
    }
    let value = |text: &String| Value { text: text.clone(), date: day, source: mention.source.clone() };
    item.values.extend(mention.fields.now.as_ref().map(value));
    if let Some(baseline) = &mention.fields.baseline {
        let dates = |began: &Value| began.date.is_none() && day.is_some() && began.text == *baseline;
        if item.began.as_ref().is_none_or(dates) {
            item.began = Some(value(baseline));
        }
    }
}

fn replace<T: PartialEq>(old: &mut T, new: T) -> bool {
    let changed = *old != new;
    *old = new;
    changed
}

pub(super) fn state_due(item: &mut Item, due: Date) -> bool {
    let changed = item.due != Some(due);
    if changed {
        item.due = Some(due);
        item.due_history.push(due);
    }
    changed
}

/// Closes, reopens or leaves an item as its latest mention says. Whether that changed its state.
pub(super) fn settle(
    work: &mut Work,
    mention: &Mention,
    cause: Option<Cause>,
    day: Option<Date>,
    evidence: &Evidence,
) -> bool {
    let latest = work.item.mentions.len().saturating_sub(1);
    if let Some(cause) = cause {
        let on = mention.done_on.or(day);
        let again = work.closing.filter(|closing| closing.cause == cause);
        let first = again.map(|closing| mention.done_on.or(closing.on)).unwrap_or(on);
        work.closing = Some(Closing { cause, on: first, mention: latest });
        work.doubt = None;
        return again.is_none();
    }
    let tick = work.doubt.take().map(|(tick, _)| tick).or(work.closing);
    let Some(tick) = tick.filter(|tick| tick.cause == Cause::Ticked) else {
        return work.closing.take().is_some();
    };
    let was_open = work.closing.is_none();
    let ticked: Option<&Source> = work.item.mentions.get(tick.mention).map(|mentioned| &mentioned.source);
    let Some(ticked) = ticked.cloned() else { return false };
    let doubt = Doubt { ticked, open: mention.source.clone() };
    let answered = evidence.contains(&doubt);
    // It was ticked after the copy was written, so unless the line says when, it was not done before that.
    let stated = work.item.mentions.get(tick.mention).is_some_and(|ticked| ticked.date != tick.on);
    let on = if stated { tick.on } else { tick.on.max(day) };
    work.closing = answered.then_some(Closing { on, ..tick });
    work.answered.extend(answered.then(|| doubt.clone()));
    work.doubt = Some((tick, doubt));
    was_open != work.closing.is_none()
}

/// Takes over the fields that are stated. Whether that changed any.
fn overlay(old: &mut Fields, new: &Fields) -> bool {
    fn field<T: Clone + PartialEq>(old: &mut Option<T>, new: &Option<T>) -> bool {
        new.is_some() && replace(old, new.clone())
    }
    let Fields {
        from,
        to,
        decider,
        tell,
        about,
        metric,
        baseline,
        now,
        target,
        supports,
        goal,
        horizon,
        health,
        displaces,
        agreed,
        decide_by,
        recommend,
        outcome,
        evidence,
        benefit,
        until,
    } = new;
    let people = [
        field(&mut old.from, from),
        field(&mut old.to, to),
        field(&mut old.decider, decider),
        field(&mut old.tell, tell),
    ];
    let texts = [
        field(&mut old.about, about),
        field(&mut old.metric, metric),
        field(&mut old.baseline, baseline),
        field(&mut old.now, now),
        field(&mut old.target, target),
        field(&mut old.supports, supports),
        field(&mut old.goal, goal),
        field(&mut old.horizon, horizon),
        field(&mut old.displaces, displaces),
        field(&mut old.recommend, recommend),
        field(&mut old.outcome, outcome),
        field(&mut old.evidence, evidence),
        field(&mut old.benefit, benefit),
    ];
    let others = [
        field(&mut old.health, health),
        field(&mut old.agreed, agreed),
        field(&mut old.decide_by, decide_by),
        field(&mut old.until, until),
    ];
    people.into_iter().chain(texts).chain(others).any(|changed| changed)
}
