//! What the writer owes to other managers: told to each of them as a count, without a name or a word of it.

use jiff::civil::Date;

use super::{view::View, wording};
use crate::domain::{
    ledger::Item,
    note::{item::Visibility, profile::Profile},
    roster::{Person, PersonKey, Roster},
};

/// The writer's open commitments to other managers that compete with what the person waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// How many are late or due before the following meeting with the person.
    pub count: usize,
    /// How many of them are late.
    pub late: usize,
    /// The day of the following meeting.
    pub before: Date,
    /// The sentence: `Elsewhere: 3 more due before Tue 31 Mar, 1 of them late.`
    pub line: String,
}

/// The people whose notes a digest of this person is made from: the person's own, and for a manager, direct or
/// dotted-line, those of all the others, for the due dates that compete.
#[must_use]
pub fn needed_for(roster: &Roster, person: &PersonKey) -> Vec<PersonKey> {
    let others = other_managers(roster, person);
    std::iter::once(person).chain(others).cloned().collect()
}

/// Everyone else whom the writer reports to at present; nobody, where the person is not among these.
fn other_managers<'a>(roster: &'a Roster, person: &PersonKey) -> Vec<&'a PersonKey> {
    if !roster.get(person).is_some_and(is_manager) {
        return Vec::new();
    }
    let others = roster.people().iter().filter(|other| other.key != *person && is_manager(other));
    others.map(|other| &other.key).collect()
}

fn is_manager(person: &Person) -> bool {
    person.profile.as_ref().is_some_and(Profile::is_manager)
}

/// What competes; `None` where nothing does. `shown` is how many of the person's own the section shows.
pub(super) fn elsewhere(view: &View, shown: usize) -> Option<Elsewhere> {
    let managers = other_managers(&view.book.roster, view.person);
    if managers.is_empty() {
        return None;
    }
    let owed_to = |item: &Item, key: &PersonKey| view.ledger.belongs_to(item, key, view.book).is_some();
    let competes = |item: &&Item| {
        item.visibility != Visibility::Confidential
            && item.is_open()
            && item.is_my_commitment()
            && item.due.is_some_and(|due| due < view.following)
            && !owed_to(item, view.person)
            && managers.iter().any(|key| owed_to(item, key))
    };
    let found: Vec<&Item> = view.ledger.items.iter().filter(competes).collect();
    let late = found.iter().filter(|item| item.days_late(view.day).is_some()).count();
    let line = sentence(found.len(), late, shown, &wording::weekday_day(view.following, view.day))?;
    Some(Elsewhere { count: found.len(), late, before: view.following, line })
}

/// `Elsewhere: 3 more due before Tue 31 Mar, 1 of them late.`
fn sentence(count: usize, late: usize, shown: usize, before: &str) -> Option<String> {
    let more = if shown > 0 { " more" } else { "" };
    let what = match (count, late) {
        (0, _) => return None,
        (1, 1) => format!("1{more}, late"),
        (_, late) if late >= count => format!("{count}{more}, all late"),
        (_, 0) => format!("{count}{more} due before {before}"),
        _ => format!("{count}{more} due before {before}, {late} of them late"),
    };
    Some(format!("Elsewhere: {what}."))
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[track_caller]
    fn check(count: usize, late: usize, shown: usize, expect: &str) {
        assert_eq!(sentence(count, late, shown, "Tue 31 Mar").unwrap_or_default(), expect);
    }

    #[test]
    fn counts_and_forms() {
        check(0, 0, 2, "");
        check(1, 0, 2, "Elsewhere: 1 more due before Tue 31 Mar.");
        check(3, 0, 2, "Elsewhere: 3 more due before Tue 31 Mar.");
        check(3, 1, 2, "Elsewhere: 3 more due before Tue 31 Mar, 1 of them late.");
        check(1, 1, 2, "Elsewhere: 1 more, late.");
        check(2, 2, 2, "Elsewhere: 2 more, all late.");
        check(1, 0, 0, "Elsewhere: 1 due before Tue 31 Mar.");
        check(1, 1, 0, "Elsewhere: 1, late.");
        check(3, 2, 0, "Elsewhere: 3 due before Tue 31 Mar, 2 of them late.");
    }
}
