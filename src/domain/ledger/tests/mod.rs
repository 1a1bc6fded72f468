//! Notebooks built by hand, and what the ledger makes of them.

mod histories;
mod identities;
mod owners;
mod properties;
mod states;
mod visibilities;

use jiff::{Zoned, civil::Date, tz::TimeZone};

use super::{Evidence, Item, Ledger, State};
use crate::domain::{
    book::Book,
    config::{Config, DefaultOwner},
    note::{
        Content, Note,
        item::{Choice, Fields, Kind, Mark, Mention, Source, Visibility},
        meeting::{MeetingNote, When},
        profile::{GoalNote, GoalStatus},
    },
    path::NotePath,
    roster::{Owner, PersonKey},
    schedule::{Calendar, Meeting, Precision, Progress},
};

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn key(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

pub(super) fn path(text: &str) -> NotePath {
    NotePath::new(text).unwrap()
}

pub(super) fn owner(name: &str) -> Owner {
    if name == "me" { Owner::Me } else { Owner::Person(key(name)) }
}

/// `2026-03-17` at 10:00 UTC.
pub(super) fn ten(date: &str) -> Zoned {
    day(date).at(10, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap()
}

/// A mention: `"[ ] Send plan ^id"`, `"[x] …"`, or without a box.
pub(super) fn item(kind: Kind, line: &str) -> Mention {
    let (mark, rest) = match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        Some((" ", rest)) => (Mark::Open, rest),
        Some(("/", rest)) => (Mark::UnderWay, rest),
        Some(("x", rest)) => (Mark::Done, rest),
        Some(("-", rest)) => (Mark::Dropped, rest),
        Some((">", rest)) => (Mark::Carried, rest),
        _ => (Mark::Bare, line),
    };
    let (text, id) = match rest.rsplit_once('^') {
        Some((text, id)) => (text.trim_end(), Some(id.to_owned())),
        None => (rest, None),
    };
    Mention {
        kind,
        text: text.to_owned(),
        mark,
        owner: None,
        due: None,
        done_on: None,
        id,
        fields: Fields::default(),
        visibility: Visibility::Private,
        stated: None,
        options: Vec::new(),
        action_on: None,
        remarks: Vec::new(),
        direction: None,
        refers: None,
        source: Source { path: path("x.md"), line: 0 },
    }
}

pub(super) fn todo(line: &str) -> Mention {
    item(Kind::Commitment, line)
}

/// As a digest prints it of an item of this note.
pub(super) fn printed(line: &str) -> Mention {
    todo(line).with(|mention| mention.refers = Some(path("2026-03-03-priya.md")))
}

/// Small changes to a mention, to be chained.
pub(super) trait With: Sized {
    fn with(self, change: impl FnOnce(&mut Mention)) -> Self;

    fn owner(self, name: &str) -> Self {
        self.with(|mention| mention.owner = Some(owner(name)))
    }

    fn due(self, date: &str) -> Self {
        self.with(|mention| mention.due = Some(day(date)))
    }

    fn done(self, date: &str) -> Self {
        self.with(|mention| mention.done_on = Some(day(date)))
    }

    fn options(self, options: &[&str]) -> Self {
        let choice = |text: &&str| Choice { text: (*text).to_owned(), recommended: false };
        self.with(|mention| mention.options = options.iter().map(choice).collect())
    }
}

impl With for Mention {
    fn with(mut self, change: impl FnOnce(&mut Mention)) -> Self {
        change(&mut self);
        self
    }
}

/// A notebook, its calendar, and the moment it is looked at.
#[derive(Clone)]
pub(super) struct World {
    pub(super) book: Book,
    pub(super) calendar: Calendar,
    pub(super) now: Zoned,
    pub(super) evidence: Evidence,
}

/// A notebook as seen on this day at 10:00.
pub(super) fn on(now: &str) -> World {
    World {
        book: Book {
            notes: Vec::new(),
            unsettled: Vec::new(),
            roster: std::sync::Arc::default(),
            config: Config::default(),
            zone: TimeZone::UTC,
        },
        calendar: Calendar::default(),
        now: ten(now),
        evidence: Evidence::new(),
    }
}

fn meeting_note(date: &str, with: &[&str], mentions: Vec<Mention>, path: &NotePath) -> MeetingNote {
    let mut mentions = mentions;
    for (at, mention) in mentions.iter_mut().enumerate() {
        mention.source = Source { path: path.clone(), line: u32::try_from(at).unwrap() + 5 };
    }
    MeetingNote {
        with: with.iter().copied().map(key).collect(),
        when: (!date.is_empty()).then(|| When { date: day(date), time: None }),
        tz: None,
        duration: None,
        status: None,
        moved_to: None,
        mode: None,
        visibility: Visibility::Private,
        tags: Vec::new(),
        line: 1,
        mentions,
        headings: Vec::new(),
    }
}

impl World {
    fn add(&mut self, path: NotePath, content: Content) {
        self.book.notes.push(Note { path, content, title: None, diagnostics: Vec::new(), lacks: None });
    }

    /// A note `DATE-PEOPLE.md`; its meeting is at 10:00, held when that is before now.
    pub(super) fn note(self, date: &str, with: &[&str], mentions: Vec<Mention>) -> Self {
        let progress = if ten(date) < self.now { Progress::Held } else { Progress::Planned };
        self.met(date, with, progress, mentions)
    }

    pub(super) fn met(
        mut self,
        date: &str,
        with: &[&str],
        progress: Progress,
        mentions: Vec<Mention>,
    ) -> Self {
        let path = path(&format!("{date}-{}.md", with.join("-")));
        let note = meeting_note(date, with, mentions, &path);
        self.calendar.meetings.push(Meeting {
            with: note.with.clone(),
            start: ten(date),
            precision: Precision::Minute,
            progress,
            note: Some(Source { path: path.clone(), line: 1 }),
            duration: None,
            mode: None,
        });
        self.calendar.meetings.sort_by_key(|meeting| meeting.start.timestamp());
        self.add(path, Content::Meetings(vec![note]));
        self
    }

    pub(super) fn undated(mut self, with: &[&str], mentions: Vec<Mention>) -> Self {
        let path = path("some day.md");
        let note = meeting_note("", with, mentions, &path);
        self.add(path, Content::Meetings(vec![note]));
        self
    }

    pub(super) fn digest(mut self, date: &str, person: &str, mentions: Vec<Mention>) -> Self {
        let path = path(&format!("digests/{date}-{person}.md"));
        let note = meeting_note(date, &[person], mentions, &path);
        self.add(path, Content::Digest(Some(Box::new(note))));
        self
    }

    pub(super) fn goal(mut self, id: &str, with: &[&str], status: GoalStatus, text: &str) -> Self {
        let path = path(&format!("goals/{id}.md"));
        let mut goal = item(Kind::Goal, text);
        goal.id = Some(id.to_owned());
        goal.source = Source { path: path.clone(), line: 1 };
        let with = with.iter().copied().map(key).collect();
        self.add(path, Content::Goal(Box::new(GoalNote { key: id.to_owned(), with, goal, status })));
        self
    }

    pub(super) fn default_owner(mut self, owner: DefaultOwner) -> Self {
        self.book.config.default_owner = owner;
        self
    }

    pub(super) fn ledger(&self) -> Ledger {
        Ledger::build(&self.book, &self.calendar, &self.now, &self.evidence)
    }

    /// The only item.
    #[track_caller]
    pub(super) fn one(&self) -> Item {
        let mut items = self.ledger().items;
        assert_eq!(items.len(), 1, "{:?}", lines(&items));
        items.remove(0)
    }

    /// The items in short.
    #[track_caller]
    pub(super) fn check(&self, expect: &[&str]) {
        assert_eq!(lines(&self.ledger().items), expect);
    }

    /// The codes of what is said, with the place.
    #[track_caller]
    pub(super) fn says(&self, expect: &[&str]) {
        let ledger = self.ledger();
        let said = ledger.diagnostics.iter().map(|said| format!("{}:{} {}", said.path, said.line, said.code));
        assert_eq!(said.collect::<Vec<_>>(), expect, "{:#?}", ledger.diagnostics);
    }
}

/// `open Send plan ^id (2)`: state, text, id, number of mentions.
pub(super) fn lines(items: &[Item]) -> Vec<String> {
    let line = |item: &Item| {
        let id = item.id.as_ref().map(|id| format!(" ^{id}")).unwrap_or_default();
        let state = serde_json::to_value(item.state).unwrap();
        format!("{} {}{id} ({})", state.as_str().unwrap(), item.text, item.mentions.len())
    };
    items.iter().map(line).collect()
}
