//! What nobody has written down as a question, but the profile gives to speak of.

use jiff::civil::Date;

use super::{
    super::{text, view::View, wording},
    Nudge,
    linked::{is_mine_and_fresh, speaks},
};
use crate::domain::{
    ledger::{Item, Origin},
    note::{
        item::{Kind, Source, Visibility},
        profile::{FacedDate, Profile},
    },
    schedule::{Meeting, Progress},
    topic::Topic,
};

/// A date is near when it lies within so many days, or before the following meeting.
const NEAR_DAYS: i32 = 14;

/// What the writer has due within so many days before a date may well be for it.
const PREPARING_DAYS: i32 = 7;

/// An aim that was not touched in so many meetings is to be remembered.
const UNTOUCHED_MEETINGS: usize = 3;

/// The nearest date the person faces that nothing is linked to:
/// `Thu 26 Mar, for Priya: presents the launch to the board. What would help?`
pub(super) fn faced_date(view: &View, profile: &Profile) -> Option<Nudge> {
    let near = |faced: &&FacedDate| {
        let days = (faced.date - view.day).get_days();
        days >= 0
            && (days <= NEAR_DAYS || faced.date <= view.following)
            && !text::clean(&faced.what).is_empty()
    };
    let mut near: Vec<&FacedDate> = profile.dates.iter().filter(near).collect();
    near.sort_by_key(|faced| (faced.date, faced.line));
    let faced = near.into_iter().find(|faced| !is_prepared(view, profile, faced))?;
    let day = wording::weekday_day(faced.date, view.day);
    let what = text::sentence(text::words(&faced.what));
    Some(Nudge {
        text: format!("{day}, for {}: {what} What would help?", view.first_name),
        source: Source { path: profile.source.path.clone(), line: faced.line },
    })
}

fn is_prepared(view: &View, profile: &Profile, faced: &FacedDate) -> bool {
    let topic = Topic::of(&faced.what);
    let before = |due: Date| (0..=PREPARING_DAYS).contains(&(faced.date - due).get_days());
    view.items.iter().map(|theirs| theirs.item).any(|item| {
        let linked = match item.kind {
            Kind::Commitment | Kind::Idea | Kind::Ask | Kind::Concern | Kind::Question => {
                item.is_open() || is_mine_and_fresh(view, item)
            }
            Kind::Request | Kind::Fyi | Kind::Win => item.is_open(),
            Kind::Goal | Kind::Feedback | Kind::Decision => false,
        };
        let preparing = item.is_open() && item.is_my_commitment() && item.due.is_some_and(before);
        linked && speaks(Some(profile), item, &topic) || preparing && topic.touches(&item.text)
    })
}

/// The first pressure for which nothing of the writer's is under way:
/// `Pressure: "Finance wants the tender papers early". Offer to take something off?`
pub(super) fn pressure(view: &View, profile: &Profile) -> Option<Nudge> {
    let offered = |item: &Item, topic: &Topic| {
        matches!(item.kind, Kind::Idea | Kind::Ask | Kind::Commitment | Kind::Concern | Kind::Request)
            && (item.kind != Kind::Request || item.is_my_commitment())
            && is_mine_and_fresh(view, item)
            && speaks(Some(profile), item, topic)
    };
    let mut told = profile.pressures.iter().filter(|pressure| !text::clean(pressure).is_empty());
    let pressure = told.find(|pressure| {
        let topic = Topic::of(pressure);
        !view.items.iter().any(|theirs| offered(theirs.item, &topic))
    })?;
    let words = text::quoted(pressure);
    Some(Nudge::of(profile, format!("Pressure: {words}. Offer to take something off?")))
}

/// The first of the writer's aims that neither the last three meetings' notes nor the coming one's speak of:
/// `Your aim, not touched in three meetings: "Bring two ways out with every problem"`
pub(super) fn aim(view: &View, profile: &Profile) -> Option<Nudge> {
    if profile.my_aims.is_empty() {
        return None;
    }
    let last = last_held(view);
    if last.len() < UNTOUCHED_MEETINGS {
        return None;
    }
    let seen = view.ledger.items.iter().filter(|item| item.visibility != Visibility::Confidential);
    let recent: Vec<&Item> = seen.filter(|item| is_of(view, &last, item)).collect();
    let mut aims = profile.my_aims.iter().filter(|aim| !text::clean(aim).is_empty());
    let aim = aims.find(|aim| {
        let topic = Topic::of(aim);
        !recent.iter().any(|item| speaks(Some(profile), item, &topic))
    })?;
    let words = text::quoted(aim);
    Some(Nudge::of(profile, format!("Your aim, not touched in three meetings: {words}.")))
}

/// The last meetings held with the person before this one.
fn last_held<'a>(view: &View<'a>) -> Vec<&'a Meeting> {
    let meetings = view.calendar.meetings.iter().rev();
    let held = meetings.filter(|meeting| {
        meeting.progress == Progress::Held
            && meeting.start < view.meeting.start
            && meeting.with.contains(view.person)
    });
    held.take(UNTOUCHED_MEETINGS).collect()
}

/// Whether a note of these meetings, or the coming meeting's own, mentions the item.
fn is_of(view: &View, meetings: &[&Meeting], item: &Item) -> bool {
    item.mentions.iter().any(|mention| {
        let with = mention.origin == Origin::Note && mention.with.contains(view.person);
        let then = mention
            .start
            .is_some_and(|start| meetings.iter().any(|meeting| meeting.start.timestamp() == start));
        with && then || view.is_own_note(mention)
    })
}
