//! Which digests are due, and when that changes.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Zoned};

use super::{
    Calendar, Meeting, Precision, Progress,
    calendar::{day_end, digest_freezes},
    naming::digest_path_in,
    recurring::days_later,
    upcoming::upcoming,
};
use crate::domain::{book::Book, path::NotePath, roster::PersonKey};

/// A longer lead counts as this one, in days.
const MAX_LEAD: i64 = 366;
/// How far ahead the next moment is looked for, in days beyond the longest lead.
const REACHES: [i64; 4] = [9, 40, 400, 3650];

/// A digest that ought to be written, or kept fresh, now.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Whom it is about.
    pub person: PersonKey,
    /// The meeting it prepares.
    pub meeting: Meeting,
    /// The file.
    pub path: NotePath,
}

/// The moment at which the digest for this person appears: the person's `lead`, else the notebook's, before
/// the meeting's start (before its day's, where the time is not known), or as many days before, at the same
/// wall time, as the person prefers to have things (`lead_days`): the earlier of the two.
#[must_use]
pub fn digest_due(book: &Book, person: &PersonKey, meeting: &Meeting) -> Zoned {
    let profile = book.roster.get(person).and_then(|person| person.profile.as_ref());
    let lead = profile.and_then(|profile| profile.lead).unwrap_or(book.config.lead);
    let lead = lead.clamp(SignedDuration::ZERO, SignedDuration::from_hours(24 * MAX_LEAD));
    let lead_days = profile.and_then(|profile| profile.prefers.lead_days).map_or(0, i64::from).min(MAX_LEAD);
    let by_lead = meeting.start.checked_sub(lead).unwrap_or_else(|_| meeting.start.clone());
    by_lead.min(days_later(&meeting.start, -lead_days))
}

/// The digests to be written or kept fresh at `now`, one for each person of each meeting that is near enough
/// and has not started, by meeting, then person. `calendar` is the one of `now`.
#[must_use]
pub fn digests_wanted(book: &Book, calendar: &Calendar, now: &Zoned) -> Vec<Wanted> {
    let until = days_later(now, longest_lead(book) + 3);
    let mut paths = BTreeSet::new();
    upcoming(book, calendar, now, &until)
        .iter()
        .flat_map(|meeting| meeting.with.iter().map(move |person| (person, meeting)))
        .filter(|(person, meeting)| {
            digest_due(book, person, meeting) <= *now && *now < digest_freezes(meeting)
        })
        .map(|(person, meeting)| Wanted {
            person: person.clone(),
            path: digest_path_in(book, calendar, person, meeting),
            meeting: meeting.clone(),
        })
        // Two meetings with one person at one moment are one meeting to prepare.
        .filter(|wanted| paths.insert(wanted.path.clone()))
        .collect()
}

/// The first instant after `now` at which, notes unchanged, [`digests_wanted`] or a note's progress can differ;
/// `None` where nothing lies ahead for ten years.
#[must_use]
pub fn next_moment(book: &Book, calendar: &Calendar, now: &Zoned) -> Option<Zoned> {
    let lead = longest_lead(book);
    let turns = calendar.meetings.iter().filter(|m| m.progress == Progress::Planned).flat_map(turns);
    let turn = turns.filter(|at| at > now).min();
    let mut found = None;
    for reach in REACHES {
        let until = days_later(now, lead + reach);
        let moments = upcoming(book, calendar, now, &until).into_iter().flat_map(|meeting| {
            let dues: Vec<Zoned> =
                meeting.with.iter().map(|person| digest_due(book, person, &meeting)).collect();
            dues.into_iter().chain([digest_freezes(&meeting)])
        });
        found = moments.filter(|at| at > now).chain(turn.clone()).min();
        // A meeting beyond the span has its digest due after `reach`, less the day that a zone may be off.
        if found.as_ref().is_some_and(|at| *at <= days_later(now, reach - 3)) {
            break;
        }
    }
    found
}

/// When a planned note's meeting comes to count as held: just after its start, which is still its own, or at
/// the end of its day; for a note that says `held`, just after the start of its day.
fn turns(meeting: &Meeting) -> Vec<Zoned> {
    let past_start = meeting.start.checked_add(SignedDuration::from_nanos(1)).ok();
    let day = (meeting.precision == Precision::Day).then(|| day_end(&meeting.start));
    past_start.into_iter().chain(day).collect()
}

/// In whole days, rounded up.
fn longest_lead(book: &Book) -> i64 {
    let profiles = || book.roster.people().iter().filter_map(|person| person.profile.as_ref());
    let leads = profiles().filter_map(|profile| profile.lead).chain([book.config.lead]);
    let hours = leads.map(|lead| lead.as_hours()).max().unwrap_or(0);
    let days = profiles().filter_map(|profile| profile.prefers.lead_days).map(i64::from).max().unwrap_or(0);
    (hours / 24 + 1).max(days).clamp(0, MAX_LEAD)
}
