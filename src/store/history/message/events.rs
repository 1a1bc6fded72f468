//! What happened to the items of a note, from its version before to the one after.

use std::collections::{HashMap, HashSet, VecDeque};

use jiff::civil::Date;

use super::words::{clean, due, kind_name, owner};
use crate::domain::{
    ledger::identity::fold,
    note::{
        Content, Note,
        item::{Kind, Mark, Mention, Visibility},
        meeting::MeetingNote,
    },
    roster::Roster,
};

/// Above this many pairs, reworded lines are not looked for.
const MOST_PAIRS: usize = 250_000;

/// What happened to an item, in the order in which a subject counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Added,
    Done,
    Dropped,
    Moved,
    Changed,
    Removed,
}

impl What {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// One item, and what happened to it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) what: What,
    pub(super) kind: Kind,
    /// [`MeetingNote::line`] of the meeting it stands in after the change, else before.
    pub(super) meeting: u32,
    /// `+ Send the plan (due 13 Mar)`.
    pub(super) line: String,
}

/// An item of a note, with what its meeting says of it.
#[derive(Clone, Copy)]
struct Placed<'a> {
    mention: &'a Mention,
    meeting: u32,
    date: Option<Date>,
}

/// What happened to the items that are confidential neither before nor after, by line; what was removed last.
pub(super) fn between(
    before: Option<&Note>,
    after: Option<&Note>,
    secrets: &Secrets,
    roster: &Roster,
) -> Vec<Event> {
    let (before, after) = (placed(before), placed(after));
    let open = |item: &Placed<'_>| !secrets.cover(item.mention);
    let before: Vec<Placed<'_>> = before.into_iter().filter(open).collect();
    let after: Vec<Placed<'_>> = after.into_iter().filter(open).collect();
    let pairs = pair(&before, &after);
    let mut events: Vec<Event> = after
        .iter()
        .zip(&pairs.of_after)
        .filter_map(|(item, pair)| match pair {
            Pair::With(old) => before.get(*old).and_then(|old| changed(old, item, roster)),
            Pair::New => added(item, roster),
            // People copy an open item on from meeting to meeting: only its end is news.
            Pair::Copy => {
                added(item, roster).filter(|event| matches!(event.what, What::Done | What::Dropped))
            }
        })
        .collect();
    let removed = pairs.removed.iter().filter_map(|old| before.get(*old));
    events.extend(removed.filter(|old| !secrets.may_continue(old.mention)).map(|old| {
        let text = format!("- {} (removed)", text(old.mention));
        event(What::Removed, old, text)
    }));
    events
}

/// What is confidential in any of the notes, before or after: by id and by text, whatever the kind, since a line
/// that is moved under a confidential heading, if of another note, can change its kind.
pub(super) struct Secrets {
    ids: HashSet<String>,
    texts: HashSet<String>,
}

impl Secrets {
    pub(super) fn of<'a>(notes: impl Iterator<Item = &'a Note>) -> Self {
        let mut secrets = Self { ids: HashSet::new(), texts: HashSet::new() };
        for mention in notes.flat_map(mentions) {
            if mention.visibility == Visibility::Confidential {
                secrets.ids.extend(mention.id.clone());
                secrets.texts.insert(fold(&mention.text));
            }
        }
        secrets
    }

    fn cover(&self, mention: &Mention) -> bool {
        mention.visibility == Visibility::Confidential
            || mention.id.as_ref().is_some_and(|id| self.ids.contains(id))
            || self.texts.contains(&fold(&mention.text))
    }

    /// Whether a line that is gone may be one that goes on in confidence in other words.
    fn may_continue(&self, mention: &Mention) -> bool {
        let text = fold(&mention.text);
        self.texts.iter().any(|secret| secret.starts_with(&text) || text.starts_with(secret.as_str()))
    }
}

fn meetings(note: &Note) -> &[MeetingNote] {
    match &note.content {
        Content::Meetings(meetings) => meetings,
        Content::Digest(Some(meeting)) => std::slice::from_ref(meeting),
        Content::Digest(None) | Content::Goal(_) | Content::Person(_) | Content::Other => &[],
    }
}

fn mentions(note: &Note) -> impl Iterator<Item = &Mention> {
    let goal = match &note.content {
        Content::Goal(goal) => Some(&goal.goal),
        _ => None,
    };
    meetings(note).iter().flat_map(|meeting| &meeting.mentions).chain(goal)
}

fn placed(note: Option<&Note>) -> Vec<Placed<'_>> {
    let meetings = note.map(meetings).unwrap_or_default();
    let place = |meeting: &'_ MeetingNote| (meeting.line, meeting.when.map(|when| when.date));
    meetings
        .iter()
        .flat_map(|meeting| {
            let (line, date) = place(meeting);
            meeting.mentions.iter().map(move |mention| Placed { mention, meeting: line, date })
        })
        .filter(|item| item.mention.mark != Mark::Carried)
        .collect()
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Id(String),
    Text(Kind, String),
}

impl Key {
    fn of(mention: &Mention) -> Self {
        match &mention.id {
            Some(id) => Self::Id(id.clone()),
            None => Self::Text(mention.kind, fold(&mention.text)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    With(usize),
    New,
    Copy,
}

struct Pairs {
    of_after: Vec<Pair>,
    removed: Vec<usize>,
}

fn pair(before: &[Placed<'_>], after: &[Placed<'_>]) -> Pairs {
    let mut left: Vec<bool> = vec![true; before.len()];
    let mut of_after = vec![Pair::New; after.len()];
    // First by what it is known by, then by the text alone, then by how the text begins.
    for key in [Key::of, |mention: &Mention| Key::Text(mention.kind, fold(&mention.text))] {
        let mut known: HashMap<Key, VecDeque<usize>> = HashMap::new();
        for (at, item) in before.iter().enumerate().filter(|(at, _)| left.get(*at) == Some(&true)) {
            known.entry(key(item.mention)).or_default().push_back(at);
        }
        for (item, pair) in after.iter().zip(&mut of_after).filter(|(_, pair)| **pair == Pair::New) {
            if let Some(old) = known.get_mut(&key(item.mention)).and_then(VecDeque::pop_front) {
                *pair = Pair::With(old);
                left[old] = false;
            }
        }
    }
    let waiting = left.iter().filter(|left| **left).count();
    if waiting * of_after.iter().filter(|pair| **pair == Pair::New).count() <= MOST_PAIRS {
        by_beginning(before, after, &mut left, &mut of_after);
    }
    let mut seen: HashSet<Key> = before.iter().map(|item| Key::of(item.mention)).collect();
    for (item, pair) in after.iter().zip(&mut of_after) {
        let is_new = seen.insert(Key::of(item.mention));
        if *pair == Pair::New && !is_new {
            *pair = Pair::Copy;
        }
    }
    let removed = (0..before.len()).filter(|at| left.get(*at) == Some(&true)).collect();
    Pairs { of_after, removed }
}

fn by_beginning(before: &[Placed<'_>], after: &[Placed<'_>], left: &mut [bool], of_after: &mut [Pair]) {
    let old: Vec<(usize, String)> = left
        .iter()
        .enumerate()
        .filter(|(_, left)| **left)
        .filter_map(|(at, _)| before.get(at).map(|item| (at, fold(&item.mention.text))))
        .filter(|(_, text)| text.len() >= 4)
        .collect();
    for (item, pair) in after.iter().zip(of_after).filter(|(_, pair)| **pair == Pair::New) {
        let text = fold(&item.mention.text);
        let same = |(at, old): &&(usize, String)| {
            let kind = before.get(*at).map(|item| item.mention.kind);
            left.get(*at) == Some(&true)
                && kind == Some(item.mention.kind)
                && text.len() >= 4
                && (text.starts_with(old.as_str()) || old.starts_with(&text))
        };
        if let Some((at, _)) = old.iter().find(same) {
            *pair = Pair::With(*at);
            left[*at] = false;
        }
    }
}

fn event(what: What, item: &Placed<'_>, line: String) -> Event {
    Event { what, kind: item.mention.kind, meeting: item.meeting, line }
}

fn text(mention: &Mention) -> String {
    match mention.kind {
        Kind::Commitment => clean(&mention.text),
        kind => format!("{}: {}", kind_name(kind), clean(&mention.text)),
    }
}

fn added(item: &Placed<'_>, roster: &Roster) -> Option<Event> {
    let mention = item.mention;
    let said = text(mention);
    Some(match mention.mark {
        Mark::Carried => return None,
        Mark::Done => event(What::Done, item, format!("x {said}")),
        Mark::Dropped => event(What::Dropped, item, format!("- {said}")),
        Mark::Bare | Mark::Open | Mark::UnderWay => {
            let due = mention.due.map(|date| due(None, Some(date), item.date));
            let facts: Vec<String> =
                [owner(mention.owner.as_ref(), roster), due].into_iter().flatten().collect();
            let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
            event(What::Added, item, format!("+ {said}{facts}"))
        }
    })
}

fn changed(old: &Placed<'_>, new: &Placed<'_>, roster: &Roster) -> Option<Event> {
    let (was, is) = (old.mention, new.mention);
    let said = text(is);
    let closed = |mark: Mark| matches!(mark, Mark::Done | Mark::Dropped);
    let more = |what: What, detail: &str| Some(event(what, new, format!("~ {said}: {detail}")));
    match (was.mark, is.mark) {
        (was, Mark::Done) if was != Mark::Done => return Some(event(What::Done, new, format!("x {said}"))),
        (was, Mark::Dropped) if was != Mark::Dropped => {
            return Some(event(What::Dropped, new, format!("- {said}")));
        }
        (was, is) if closed(was) && !closed(is) => return more(What::Changed, "open again"),
        _ => {}
    }
    if was.due != is.due {
        return more(What::Moved, &due(was.due, is.due, new.date));
    }
    if was.text != is.text {
        return Some(event(What::Changed, new, format!("~ {said}")));
    }
    if was.owner != is.owner {
        let whom = owner(is.owner.as_ref(), roster).unwrap_or_else(|| "me".to_owned());
        return more(What::Changed, &format!("owner {whom}"));
    }
    if was.mark != is.mark && is.mark == Mark::UnderWay {
        return more(What::Changed, "under way");
    }
    let same = was.fields == is.fields && was.options == is.options && was.done_on == is.done_on;
    if same { None } else { more(What::Changed, "edited") }
}
