//! Whether anything is being done about what a profile says.

use super::super::view::View;
use crate::domain::{
    ledger::{Item, State},
    note::profile::Profile,
    roster::Owner,
    topic::Topic,
};

/// For so many days after it was done or last spoken of, an item of the writer's counts as under way.
const RECENT_DAYS: i32 = 30;

/// Whether an item's words, or what it says it is about or serves, speak of a topic.
pub(super) fn speaks(profile: Option<&Profile>, item: &Item, topic: &Topic) -> bool {
    let fields = &item.fields;
    let serves = fields.supports.as_deref().map(|goal| goal.trim().trim_start_matches('^'));
    let goals = profile.into_iter().flat_map(|profile| &profile.goals);
    let goal = goals.into_iter().find(|goal| goal.id.is_some() && goal.id.as_deref() == serves);
    let about = fields.about.as_deref().into_iter().chain(fields.benefit.as_deref());
    [item.text.as_str()]
        .into_iter()
        .chain(about)
        .chain(fields.supports.as_deref())
        .chain(goal.map(|goal| goal.text.as_str()))
        .any(|words| topic.is_in(words))
}

/// Whether an item is the writer's own, and open or only lately closed; what was dropped is neither.
pub(super) fn is_mine_and_fresh(view: &View, item: &Item) -> bool {
    let mine = item.owner.as_ref().is_none_or(|owner| *owner == Owner::Me);
    let mentioned = item.mentions.iter().filter_map(|mention| mention.date);
    let last = mentioned.chain(item.closed_on).filter(|date| *date <= view.day).max();
    let recent = last.is_some_and(|last| (view.day - last).get_days() <= RECENT_DAYS);
    mine && !matches!(item.state, State::Dropped | State::Declined) && (item.is_open() || recent)
}
