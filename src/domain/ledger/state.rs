//! What one mention closes, and how far an item is in the end: FORMAT's rules 3 and 6.

use jiff::{Timestamp, civil::Date};

use super::{State, build::Work, order::Held};
use crate::domain::{
    note::{
        item::{Agreed, FeedbackDirection, Kind, Mark, Mention},
        profile::GoalStatus,
    },
    roster::Owner,
};

/// Why an item is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its box is ticked.
    Ticked,
    /// Its box says dropped.
    Dropped,
    /// No box says so: its meeting was held, its outcome is written, or it is a plain decision.
    Settled,
}

/// When and why an item was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) cause: Cause,
    pub(super) on: Option<Date>,
    /// The index of the closing mention in the item's mentions.
    pub(super) mention: usize,
}

/// What a mention closes, for an item of this kind. A win's tick says that the thing was won, not that it was
/// told; the same tick closes a commitment.
pub(super) fn closing(kind: Kind, mention: &Mention, held: Held) -> Option<Cause> {
    let given = mention.direction == Some(FeedbackDirection::Given);
    match mention.mark {
        Mark::Carried => None,
        Mark::Dropped => Some(Cause::Dropped),
        Mark::Done => (kind != Kind::Win).then_some(Cause::Ticked),
        Mark::Bare if mention.done_on.is_some() && kind != Kind::Win => Some(Cause::Ticked),
        Mark::Bare if kind == Kind::Question || (kind == Kind::Feedback && given) => {
            (held == Held::Yes).then_some(Cause::Settled)
        }
        Mark::Bare | Mark::Open | Mark::UnderWay => {
            let plain = mention.mark == Mark::Bare
                && mention.options.is_empty()
                && mention.fields.decide_by.is_none();
            let settled = match kind {
                Kind::Decision => plain || mention.fields.outcome.is_some(),
                Kind::Concern | Kind::Ask => mention.fields.outcome.is_some(),
                _ => false,
            };
            settled.then_some(Cause::Settled)
        }
    }
}

/// What the state is read from, beside the item itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// The day on which the ledger is read.
    pub(super) today: Date,
    /// For news: when and on which day the last of its people was told.
    pub(super) told: Option<(Timestamp, Date)>,
    /// For feedback: how far the actions on it are.
    pub(super) actions: Actions,
}

/// How far the actions on some feedback are; dropped ones do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actions {
    None,
    SomeOpen,
    AllDone,
}

/// An item's state in the end.
pub(super) fn conclude(work: &Work, facts: Facts) -> State {
    let item = &work.item;
    let cause = work.closing.map(|closing| closing.cause);
    match item.kind {
        Kind::Commitment | Kind::Question => simple(cause),
        Kind::Win | Kind::Fyi | Kind::Idea => match cause {
            None if facts.told.is_some() => State::Done,
            cause => simple(cause),
        },
        Kind::Goal => goal(work.goal, cause),
        Kind::Feedback => feedback(item.direction, cause, work.raised, facts.actions),
        Kind::Concern | Kind::Decision | Kind::Ask => match cause {
            Some(Cause::Dropped) => State::Dropped,
            Some(Cause::Ticked | Cause::Settled) => State::Decided,
            None if item.fields.until.is_some_and(|until| until > facts.today) => State::Parked,
            None if item.options.len() >= 2 => State::Ready,
            None => State::Raised,
        },
        Kind::Request => match cause {
            Some(Cause::Dropped) => State::Declined,
            Some(Cause::Ticked | Cause::Settled) => State::Done,
            None if is_accepted(work) => State::Accepted,
            None => State::Asked,
        },
    }
}

/// Whether a request has both a due date and `agreed:yes`: from then on it is the writer's commitment.
pub(super) fn is_accepted(work: &Work) -> bool {
    let item = &work.item;
    item.kind == Kind::Request && item.due.is_some() && item.fields.agreed == Some(Agreed::Yes)
}

/// The owner in the end: a request that was accepted is the writer's unless somebody else is stated.
pub(super) fn owner(work: &Work) -> Option<Owner> {
    let stated = work.item.owner.clone();
    if stated.is_none() && is_accepted(work) { Some(Owner::Me) } else { stated }
}

fn simple(cause: Option<Cause>) -> State {
    match cause {
        None => State::Open,
        Some(Cause::Dropped) => State::Dropped,
        Some(Cause::Ticked | Cause::Settled) => State::Done,
    }
}

fn goal(file: Option<GoalStatus>, cause: Option<Cause>) -> State {
    match (file, cause) {
        (Some(GoalStatus::Met), _) => State::Met,
        (Some(GoalStatus::Missed), _) => State::Missed,
        (Some(GoalStatus::Dropped), _) | (_, Some(Cause::Dropped)) => State::Dropped,
        (_, Some(Cause::Ticked | Cause::Settled)) => State::Met,
        (Some(GoalStatus::Draft), None) => State::Draft,
        (Some(GoalStatus::Agreed) | None, None) => State::Agreed,
    }
}

fn feedback(
    direction: Option<FeedbackDirection>,
    cause: Option<Cause>,
    raised: Held,
    actions: Actions,
) -> State {
    match (cause, direction) {
        (Some(Cause::Dropped), _) => State::Dropped,
        (Some(Cause::Ticked | Cause::Settled), _) => State::Closed,
        (None, Some(FeedbackDirection::ToAsk)) if raised == Held::Yes => State::Asked,
        (None, Some(FeedbackDirection::ToAsk | FeedbackDirection::Given)) => State::Open,
        (None, Some(FeedbackDirection::Received) | None) => match actions {
            Actions::None => State::Received,
            Actions::SomeOpen => State::Planned,
            Actions::AllDone => State::Acted,
        },
    }
}
