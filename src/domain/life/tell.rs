//! What each step means, in words.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{
    Event, What,
    trace::{File, Seen, Step},
};
use crate::domain::{
    ledger::identity::fold,
    note::item::{Agreed, Health, Kind, Mark, Mention},
    path::NotePath,
    roster::{Owner, Roster},
    wording::day,
};

/// What is known of the item so far.
#[derive(Default)]
struct Known {
    said: Option<Mention>,
    due: Option<Date>,
    closed: Option<What>,
    /// Where it was written, and taken out again.
    left: HashSet<(NotePath, Option<Date>)>,
}

/// The steps as events; those that say nothing new are left out.
pub(super) fn tell(steps: &[Step], roster: &Roster) -> Vec<Event> {
    let mut known = Known::default();
    let mut events = Vec::new();
    for step in steps {
        let Some(at) = step.after.as_ref().or(step.before.as_ref()) else { continue };
        let told = match (&step.before, &step.after) {
            (before, Some(after)) => known.take(before.as_ref(), after, step.day, roster),
            (Some(before), None) => {
                known.left.insert((before.mention.source.path.clone(), before.date));
                let what = match step.file {
                    File::There => "taken out of this note",
                    File::Gone => "this note was deleted",
                };
                vec![(What::Removed, what.to_owned())]
            }
            (None, None) => continue,
        };
        let Some((what, _)) = told.first() else { continue };
        let (time, commit) = step.commit.clone().unzip();
        events.push(Event {
            day: step.day,
            what: *what,
            told: told.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(", "),
            due: at.mention.due,
            path: at.mention.source.path.clone(),
            line: at.mention.source.line,
            time,
            commit,
        });
    }
    events
}

impl Known {
    /// What a line says that was not known, the most telling first.
    fn take(
        &mut self,
        before: Option<&Seen>,
        after: &Seen,
        seen_from: Date,
        roster: &Roster,
    ) -> Vec<(What, String)> {
        let mention = &after.mention;
        let mut told = Vec::new();
        let mut say = |what: What, words: &str| told.push((what, words.to_owned()));
        let same_mark = before.is_some_and(|before| before.mention.mark == mention.mark);
        let put_back = before.is_none() && self.left.remove(&(mention.source.path.clone(), after.date));
        if self.said.is_none() && mention.mark != Mark::Done {
            say(What::Asked, first(mention.kind));
        }
        match mention.mark {
            Mark::Done if !same_mark && self.closed != Some(What::Done) => {
                say(What::Done, "done");
                self.closed = Some(What::Done);
            }
            Mark::Dropped if !same_mark && self.closed != Some(What::Dropped) => {
                say(What::Dropped, "dropped");
                self.closed = Some(What::Dropped);
            }
            Mark::Done | Mark::Dropped => {}
            Mark::Carried if !same_mark => say(What::Carried, "carried on to a later note"),
            Mark::Carried => return told,
            Mark::Bare | Mark::Open | Mark::UnderWay => {
                if self.closed.is_some() && !same_mark {
                    say(What::Reopened, "open again");
                    self.closed = None;
                } else if put_back {
                    say(What::Again, "put back");
                } else if self.said.is_some() && before.is_none() {
                    say(What::Again, again(mention.kind));
                }
                if mention.mark == Mark::UnderWay && !same_mark {
                    say(What::Changed, "under way");
                }
            }
        }
        // An edit is told by what it changed in its line, a new line by what is new in it.
        let old = before.map(|before| &before.mention).or(self.said.as_ref());
        told.extend(changes(old, mention, self.due, seen_from, roster));
        self.due = mention.due.or(self.due);
        if mention.mark != Mark::Carried {
            self.said = Some(mention.clone());
        }
        told
    }
}

fn first(kind: Kind) -> &'static str {
    match kind {
        Kind::Commitment | Kind::Request | Kind::Ask | Kind::Question => "asked",
        Kind::Concern => "raised",
        Kind::Goal => "set",
        Kind::Feedback | Kind::Decision | Kind::Win | Kind::Fyi | Kind::Idea => "noted",
    }
}

fn again(kind: Kind) -> &'static str {
    match kind {
        Kind::Commitment | Kind::Request | Kind::Ask | Kind::Question => "asked again",
        Kind::Concern => "raised again",
        _ => "stated again",
    }
}

fn changes(
    old: Option<&Mention>,
    new: &Mention,
    due: Option<Date>,
    seen: Date,
    roster: &Roster,
) -> Vec<(What, String)> {
    let mut told = Vec::new();
    let was = old.and_then(|old| old.due).or(due);
    match (was, new.due) {
        (None, Some(due)) => told.push((What::Moved, format!("due {}", day(due, seen)))),
        (Some(was), Some(due)) if was != due => {
            told.push((What::Moved, format!("due moved to {}", day(due, seen))));
        }
        _ => {}
    }
    if old.is_some_and(|old| fold(&old.text) != fold(&new.text)) && !new.text.is_empty() {
        told.push((What::Reworded, format!("reworded: {}", new.text)));
    }
    if new.owner.is_some() && old.is_some_and(|old| old.owner != new.owner) {
        let name = match &new.owner {
            Some(Owner::Person(key)) => roster.name_of(key).to_owned(),
            Some(Owner::Named(name)) => name.clone(),
            Some(Owner::Me) | None => "me".to_owned(),
        };
        told.push((What::Changed, format!("owner {name}")));
    }
    let (is, was) = (&new.fields, old.map(|old| &old.fields));
    let texts = [
        ("now", is.now.as_ref(), was.and_then(|was| was.now.as_ref())),
        ("baseline", is.baseline.as_ref(), was.and_then(|was| was.baseline.as_ref())),
        ("target", is.target.as_ref(), was.and_then(|was| was.target.as_ref())),
        ("outcome", is.outcome.as_ref(), was.and_then(|was| was.outcome.as_ref())),
        ("recommended", is.recommend.as_ref(), was.and_then(|was| was.recommend.as_ref())),
    ];
    for (name, is, was) in texts {
        match (is, was) {
            (Some(is), Some(was)) if is != was => {
                told.push((What::Changed, format!("{name} {is} (was {was})")));
            }
            (Some(is), None) => told.push((What::Changed, format!("{name} {is}"))),
            _ => {}
        }
    }
    let days = [
        ("decide by", is.decide_by, was.and_then(|was| was.decide_by)),
        ("parked until", is.until, was.and_then(|was| was.until)),
    ];
    for (name, date, was) in days {
        if let Some(date) = date.filter(|date| Some(*date) != was) {
            told.push((What::Changed, format!("{name} {}", day(date, seen))));
        }
    }
    if let Some(health) = is.health.filter(|health| Some(*health) != was.and_then(|was| was.health)) {
        let name = match health {
            Health::OnTrack => "on track",
            Health::AtRisk => "at risk",
            Health::OffTrack => "off track",
        };
        told.push((What::Changed, name.to_owned()));
    }
    if let Some(agreed) = is.agreed.filter(|agreed| Some(*agreed) != was.and_then(|was| was.agreed)) {
        let name = match agreed {
            Agreed::Yes => "agreed",
            Agreed::No => "not agreed",
        };
        told.push((What::Changed, name.to_owned()));
    }
    told
}
