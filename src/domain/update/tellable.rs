//! Which mentions a person may be told of, and the book of only these.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::domain::{
    book::Book,
    ledger::Ledger,
    note::{
        Content, Note,
        item::{Mention, Source, Visibility},
        meeting::MeetingNote,
        profile::GoalNote,
    },
    roster::PersonKey,
    schedule::{Calendar, Meeting, Progress},
};

/// A book that holds nothing but what this person may be told: mentions that are stated `shared`, and those in
/// the notes of held meetings with them, since everyone in a meeting knows what was said there. An item that is
/// anywhere confidential, or anywhere stated `private`, is not in it at all.
///
/// `ledger` is that of the whole book: it knows which mentions are of one item.
#[must_use]
pub fn tellable(book: &Book, calendar: &Calendar, ledger: &Ledger, person: &PersonKey) -> Book {
    let with = |meeting: &&Meeting| meeting.with.contains(person);
    let met: Vec<&Meeting> = calendar.meetings.iter().filter(with).collect();
    let held = met.iter().filter(|meeting| meeting.progress == Progress::Held);
    let rule = Rule {
        person,
        sealed: sealed(book, ledger),
        held: held.filter_map(|meeting| meeting.note.as_ref()).collect(),
        met: &met,
    };
    let notes = book.notes.iter().filter_map(|note| {
        let content = match &note.content {
            Content::Meetings(meetings) => {
                Content::Meetings(meetings.iter().map(|meeting| rule.meeting(note, meeting)).collect())
            }
            Content::Digest(Some(digest)) => Content::Digest(Some(Box::new(rule.digest(digest)))),
            Content::Goal(goal) => Content::Goal(Box::new(rule.goal(goal)?)),
            Content::Digest(None) | Content::Person(_) | Content::Other => return None,
        };
        Some(Note { content, diagnostics: Vec::new(), lacks: None, ..note.clone() })
    });
    Book { notes: notes.collect(), ..book.clone() }
}

/// The lines of every item that has a mention which is stated private or confidential. Where two items stand on
/// one line, both are sealed.
fn sealed<'a>(book: &'a Book, ledger: &'a Ledger) -> HashSet<&'a Source> {
    let stated: HashSet<&Source> =
        mentions(book).filter(|mention| is_closed(mention)).map(|mention| &mention.source).collect();
    let touched = ledger.items.iter().filter(|item| {
        item.visibility == Visibility::Confidential
            || item.mentions.iter().any(|mentioned| stated.contains(&mentioned.source))
    });
    let lines = touched.flat_map(|item| &item.mentions).map(|mentioned| &mentioned.source);
    stated.iter().copied().chain(lines).collect()
}

fn is_closed(mention: &Mention) -> bool {
    mention.visibility == Visibility::Confidential || mention.stated >= Some(Visibility::Private)
}

fn mentions(book: &Book) -> impl Iterator<Item = &Mention> {
    book.notes.iter().flat_map(|note| match &note.content {
        Content::Meetings(meetings) => meetings.iter().flat_map(|meeting| &meeting.mentions).collect(),
        Content::Digest(Some(digest)) => digest.mentions.iter().collect(),
        Content::Goal(goal) => vec![&goal.goal],
        Content::Digest(None) | Content::Person(_) | Content::Other => Vec::new(),
    })
}

/// Whether the person was in the meeting that a mention's note is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    ToThem,
    NotToThem,
}

struct Rule<'a> {
    person: &'a PersonKey,
    sealed: HashSet<&'a Source>,
    /// The notes of the held meetings with the person.
    held: HashSet<&'a Source>,
    /// Every meeting with the person.
    met: &'a [&'a Meeting],
}

impl Rule<'_> {
    fn meeting(&self, note: &Note, meeting: &MeetingNote) -> MeetingNote {
        let source = Source { path: note.path.clone(), line: meeting.line };
        let said = self.held.contains(&source) && meeting.with.contains(self.person);
        self.filtered(meeting, if said { Said::ToThem } else { Said::NotToThem })
    }

    /// A digest is the writer's own page before a meeting; what a person adds to it is said there. Of several
    /// meetings on that day all must have been held.
    fn digest(&self, digest: &MeetingNote) -> MeetingNote {
        let on = |day: Date| self.met.iter().filter(move |meeting| meeting.start.date() == day);
        let held = digest.when.is_some_and(|when| {
            on(when.date).count() > 0 && on(when.date).all(|meeting| meeting.progress == Progress::Held)
        });
        let said = held && digest.with.contains(self.person);
        self.filtered(digest, if said { Said::ToThem } else { Said::NotToThem })
    }

    fn goal(&self, goal: &GoalNote) -> Option<GoalNote> {
        let told = self.lets(&goal.goal, Said::NotToThem);
        told.then(|| GoalNote { goal: stripped(&goal.goal), ..goal.clone() })
    }

    fn lets(&self, mention: &Mention, said: Said) -> bool {
        // A box that was ticked in a digest has our words, not the writer's.
        let own = mention.refers.is_none();
        let open = mention.stated == Some(Visibility::Shared) || said == Said::ToThem;
        own && open && !is_closed(mention) && !self.sealed.contains(&mention.source)
    }

    fn filtered(&self, meeting: &MeetingNote, said: Said) -> MeetingNote {
        let mut places = Vec::with_capacity(meeting.mentions.len());
        let mut kept: Vec<Mention> = Vec::new();
        for mention in &meeting.mentions {
            let told = self.lets(mention, said);
            places.push(told.then_some(kept.len()));
            if told {
                kept.push(stripped(mention));
            }
        }
        for mention in &mut kept {
            mention.action_on = mention.action_on.and_then(|on| places.get(on).copied().flatten());
        }
        MeetingNote { mentions: kept, headings: Vec::new(), ..meeting.clone() }
    }
}

/// The mention without its remarks, and without an option that tries to say who may see it.
fn stripped(mention: &Mention) -> Mention {
    let mut told = Mention { remarks: Vec::new(), ..mention.clone() };
    told.options.retain(|choice| !choice.text.to_lowercase().contains("visibility:"));
    told
}
