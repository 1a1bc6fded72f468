//! What can be told of one item: its due dates, where it was asked, how often it was carried.

use jiff::{Zoned, civil::Date};

use super::{Item, Mentioned, Origin, State, identity::fold};
use crate::domain::{
    note::item::{Kind, Mark},
    roster::{Owner, PersonKey},
    schedule::{Calendar, Meeting, Progress},
};

impl Item {
    /// Whether something is still to be done or settled.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// How often the due date was changed after it was first stated.
    #[must_use]
    pub fn moved(&self) -> usize {
        self.due_history.len().saturating_sub(1)
    }

    /// The due date that was stated first.
    #[must_use]
    pub fn first_due(&self) -> Option<Date> {
        self.due_history.first().copied()
    }

    /// How many days, at least one, an open item is past its due date on this day.
    #[must_use]
    pub fn days_late(&self, day: Date) -> Option<i64> {
        let due = self.due.filter(|due| *due < day && self.is_open())?;
        Some(i64::from(day.since(due).ok()?.get_days()))
    }

    /// Where it was first asked: its first mention in a meeting's note, else in its own file. A box in a digest
    /// is no asking.
    #[must_use]
    pub fn asked(&self) -> Option<&Mentioned> {
        let written = || self.mentions.iter().filter(|mentioned| mentioned.origin != Origin::Digest);
        written()
            .find(|mentioned| mentioned.date.is_some())
            .or_else(|| written().next())
            .or_else(|| self.mentions.first())
    }

    /// Where it was last written, pointers to later notes and boxes of digests passed over: the box to tick.
    #[must_use]
    pub fn last_written(&self) -> Option<&Mentioned> {
        let mut back = self.mentions.iter().rev();
        back.clone()
            .find(|mentioned| mentioned.origin != Origin::Digest && mentioned.mark != Mark::Carried)
            .or_else(|| back.next())
    }

    /// How many meetings with this person came after the one that first asked it, the coming one counted,
    /// cancelled and moved ones not. An item whose note has no date was asked before all of them.
    #[must_use]
    pub fn carried(&self, person: &PersonKey, calendar: &Calendar, coming: &Zoned) -> usize {
        let asked = self.asked().and_then(|mentioned| mentioned.start);
        let coming = coming.timestamp();
        if asked.is_some_and(|asked| asked >= coming) {
            return 0;
        }
        let from = after(calendar, asked);
        let before = from.iter().take_while(|meeting| meeting.start.timestamp() < coming);
        let counts = |meeting: &&Meeting| {
            matches!(meeting.progress, Progress::Held | Progress::Planned) && meeting.with.contains(person)
        };
        before.filter(counts).count() + 1
    }

    /// Whether it is the writer's own promise: a commitment, or a request from when it was accepted.
    #[must_use]
    pub fn is_my_commitment(&self) -> bool {
        self.is_commitment() && self.owner == Some(Owner::Me)
    }

    /// Whether it is somebody's promise, open or not: a commitment, or a request that was accepted.
    #[must_use]
    pub fn is_commitment(&self) -> bool {
        match self.kind {
            Kind::Commitment => true,
            Kind::Request => matches!(self.state, State::Accepted | State::Done),
            _ => false,
        }
    }

    /// Whether two items have one id, or the same words: a win and the commitment that it tells of.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        let words = fold(&self.text);
        self.id.is_some() && self.id == other.id || !words.is_empty() && words == fold(&other.text)
    }

    /// Whether this person has been told a win, an FYI or an idea: a meeting with them was held after the note
    /// that first held it for them.
    #[must_use]
    pub fn is_told_to(&self, person: &PersonKey, calendar: &Calendar) -> bool {
        let mut written = self.mentions.iter().filter(|mentioned| mentioned.origin != Origin::Digest);
        let Some(holding) = written
            .clone()
            .find(|mentioned| mentioned.with.contains(person))
            .or_else(|| written.next())
            .or_else(|| self.mentions.first())
        else {
            return false;
        };
        after(calendar, holding.start)
            .iter()
            .any(|meeting| meeting.progress == Progress::Held && meeting.with.contains(person))
    }
}

/// The meetings that start after a moment; all of them where there is none.
fn after(calendar: &Calendar, moment: Option<jiff::Timestamp>) -> &[Meeting] {
    let Some(moment) = moment else { return &calendar.meetings };
    let from = calendar.meetings.partition_point(|meeting| meeting.start.timestamp() <= moment);
    calendar.meetings.get(from..).unwrap_or_default()
}
