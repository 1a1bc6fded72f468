//! Good practice: what `check` would do otherwise, each hint with its line, the reason and what to do.
//!
//! [`hints`] looks at the profiles (`profiles`), the goals (`goals`), the other open items (`items`),
//! commitments that may be somebody else's (`theirs`) and wins (`wins`); [`syncing`] at what is sent to a remote;
//! [`within`] leaves out what is about notes long past. Nothing is said of what is confidential.

mod goals;
mod items;
mod profiles;
mod recent;
mod sync;
#[cfg(test)]
mod tests;
mod theirs;
mod wins;

use jiff::{Zoned, civil::Date};

pub use recent::{Extent, Kept, within};
pub use sync::syncing;

use super::{
    book::Book,
    ledger::{Item, Ledger, State},
    note::{
        diagnostic::{Diagnostic, Severity},
        item::{Source, Visibility},
        profile::Profile,
    },
    roster::{Owner, Person, PersonKey},
    schedule::Calendar,
};

/// Every hint that the profiles and the ledger give at a moment, by place. `calendar` and `ledger` are those of
/// the same book and moment.
#[must_use]
pub fn hints(book: &Book, calendar: &Calendar, ledger: &Ledger, now: &Zoned) -> Vec<Diagnostic> {
    let today = now.with_time_zone(book.zone.clone()).date();
    let view = View { book, calendar, ledger, today };
    let mut all = profiles::hints(&view);
    all.extend(goals::hints(&view));
    all.extend(items::hints(&view));
    all.extend(theirs::hints(&view));
    all.extend(wins::hints(&view));
    all.sort();
    all.dedup();
    all
}

/// What every hint looks at.
struct View<'a> {
    book: &'a Book,
    calendar: &'a Calendar,
    ledger: &'a Ledger,
    /// The day of now, in the notebook's zone.
    today: Date,
}

impl<'a> View<'a> {
    /// Everyone with a profile.
    fn profiles(&self) -> impl Iterator<Item = (&'a Person, &'a Profile)> + use<'a> {
        let people = self.book.roster.people().iter();
        people.filter_map(|person| Some((person, person.profile.as_ref()?)))
    }

    /// This person, if they are a manager of the writer's now.
    fn manager(&self, key: &PersonKey) -> Option<(&'a Person, &'a Profile)> {
        let person = self.book.roster.get(key)?;
        person.profile.as_ref().filter(|profile| profile.is_manager()).map(|profile| (person, profile))
    }

    /// The items that are to be done or settled: what is parked is left alone until its day, and what is
    /// confidential always.
    fn items(&self) -> impl Iterator<Item = &'a Item> + use<'a> {
        let seen = self.ledger.items.iter().filter(|item| item.visibility < Visibility::Confidential);
        seen.filter(|item| item.is_open() && item.state != State::Parked)
    }

    /// How many days ago a day was; negative for one that is to come.
    fn days_since(&self, day: Date) -> i64 {
        self.today.duration_since(day).as_hours() / 24
    }
}

/// Whether nobody else owns the item.
fn is_mine(item: &Item) -> bool {
    item.owner.as_ref().is_none_or(|owner| *owner == Owner::Me)
}

fn hint(at: &Source, code: &'static str, message: String, fix: String) -> Diagnostic {
    Diagnostic::of_line(at, Severity::Hint, code, message, fix)
}

/// A hint where the item was last written.
fn hint_at(item: &Item, code: &'static str, message: String, fix: String) -> Option<Diagnostic> {
    item.last_written().map(|mentioned| hint(&mentioned.source, code, message, fix))
}
