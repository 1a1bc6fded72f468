//! Notebooks made by hand: Priya, whom the writer meets every second Tuesday at 10:00 in Madrid.

use std::collections::BTreeSet;

use jiff::{Zoned, civil::Date, tz::TimeZone};

use crate::domain::{
    book::Book,
    config::Config,
    digest::{self, Digest, Section, SectionName},
    ledger::{Item, Ledger, Mentioned, Origin, State, Value},
    note::{
        item::{Choice, Fields, Kind, Mark, Source, Visibility},
        profile::{Meets, Prefers, Profile, Standing, TheirGoal, Unit},
    },
    path::NotePath,
    roster::{Owner, PersonKey, Roster},
    schedule::{Calendar, Meeting, Precision, Progress},
};

/// Everything a digest is made from. The meeting is the calendar's last.
pub struct World {
    pub profiles: Vec<Profile>,
    pub book: Book,
    pub calendar: Calendar,
    pub ledger: Ledger,
    pub person: PersonKey,
    pub following: Zoned,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ledger.items.fmt(f)
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn key(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

pub fn priya() -> Owner {
    Owner::Person(key("priya"))
}

pub fn omar() -> Owner {
    Owner::Person(key("omar"))
}

pub fn path(text: &str) -> NotePath {
    NotePath::new(text).unwrap()
}

pub fn madrid() -> TimeZone {
    TimeZone::get("Europe/Madrid").unwrap()
}

pub fn at(date: &str) -> Zoned {
    day(date).at(10, 0, 0, 0).to_zoned(madrid()).unwrap()
}

/// A meeting at 10:00, noted in `DATE-WITH.md`.
pub fn meeting(with: &str, date: &str, progress: Progress) -> Meeting {
    let note = Source { path: path(&format!("{date}-{with}.md")), line: 1 };
    Meeting {
        with: vec![key(with)],
        start: at(date),
        precision: Precision::Minute,
        progress,
        note: Some(note),
        duration: None,
        mode: None,
    }
}

pub fn profile(key_: &str, name: &str) -> Profile {
    Profile {
        key: key(key_),
        name: name.to_owned(),
        aliases: Vec::new(),
        email: None,
        role: None,
        relation: None,
        standing: Standing::Active,
        since: None,
        until: None,
        timezone: None,
        mode: None,
        meets: None,
        lead: None,
        prefers: Prefers::default(),
        goals: Vec::new(),
        pressures: Vec::new(),
        dates: Vec::new(),
        influences: Vec::new(),
        boundaries: Vec::new(),
        my_aims: Vec::new(),
        reviewed: None,
        source: Source { path: path(&format!("people/{key_}.md")), line: 1 },
    }
}

pub fn priya_s_profile() -> Profile {
    Profile {
        timezone: TimeZone::get("Europe/London").ok(),
        mode: Some("remote".to_owned()),
        meets: Some(Meets::Every {
            count: 2,
            unit: Unit::Weeks,
            days: vec![jiff::civil::Weekday::Tuesday],
            time: None,
            from: None,
            tz: None,
        }),
        prefers: Prefers { format: Some("reader".to_owned()), lead_days: Some(1), ..Prefers::default() },
        goals: vec![TheirGoal {
            id: Some("close-5".to_owned()),
            text: "Close month in 5 days".to_owned(),
            by: None,
            confirmed: Some(day("2026-02-17")),
            line: 9,
        }],
        ..profile("priya", "Priya Nair")
    }
}

impl World {
    /// Held meetings on 17 Feb and 3 Mar, the next on 17 Mar, the one after on 31 Mar.
    pub fn new() -> Self {
        let meetings = vec![
            meeting("priya", "2026-02-17", Progress::Held),
            meeting("priya", "2026-03-03", Progress::Held),
            meeting("priya", "2026-03-17", Progress::Planned),
        ];
        let mut world = Self {
            profiles: vec![priya_s_profile(), profile("omar", "Omar Haddad")],
            book: Book {
                notes: Vec::new(),
                unsettled: Vec::new(),
                roster: std::sync::Arc::default(),
                config: Config::default(),
                zone: madrid(),
            },
            calendar: Calendar { meetings },
            ledger: Ledger::default(),
            person: key("priya"),
            following: at("2026-03-31"),
        };
        world.know();
        world
    }

    /// Makes the roster of the profiles.
    pub fn know(&mut self) {
        self.book.roster = Roster::new(self.profiles.clone(), &BTreeSet::new(), &[]).into();
    }

    pub fn with(items: Vec<Item>) -> Self {
        let mut world = Self::new();
        world.ledger.items = items;
        world
    }

    pub fn digest(&self) -> Digest {
        let meeting = self.calendar.meetings.last().unwrap();
        digest::build(&self.book, &self.calendar, &self.ledger, &self.person, meeting, &self.following)
    }

    pub fn markdown(&self) -> String {
        digest::markdown(&self.digest(), &path("digests/2026-03-17-priya.md"))
    }

    /// A section's lines as printed, without its heading.
    pub fn printed(&self, heading: &str) -> Vec<String> {
        let markdown = self.markdown();
        let heading = format!("## {heading}");
        let after = markdown.lines().skip_while(|line| *line != heading).skip(1);
        after.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    pub fn section(&self, name: SectionName) -> Option<Section> {
        self.digest().sections.into_iter().find(|section| section.name == name)
    }
}

/// An item first mentioned on a day, in that day's note with Priya.
pub fn item(kind: Kind, text: &str, asked: &str) -> Item {
    let state = match kind {
        Kind::Feedback => State::Received,
        Kind::Concern | Kind::Decision | Kind::Ask => State::Raised,
        Kind::Request => State::Asked,
        Kind::Goal => State::Agreed,
        _ => State::Open,
    };
    Item {
        kind,
        text: text.to_owned(),
        owner: (kind == Kind::Commitment).then_some(Owner::Me),
        state,
        due: None,
        due_history: Vec::new(),
        id: None,
        fields: Fields::default(),
        options: Vec::new(),
        visibility: Visibility::Private,
        people: vec![key("priya")],
        mentions: vec![mention("priya", asked, 7)],
        closed_on: None,
        ticked_in: None,
        actions: Vec::new(),
        direction: None,
        changed_on: Some(day(asked)),
        values: Vec::new(),
        began: None,
    }
}

pub fn mention(with: &str, date: &str, line: u32) -> Mentioned {
    Mentioned {
        source: Source { path: path(&format!("{date}-{with}.md")), line },
        date: Some(day(date)),
        start: Some(at(date).timestamp()),
        with: [key(with)].into(),
        mark: Mark::Open,
        origin: Origin::Note,
    }
}

/// A commitment of the writer's.
pub fn mine(text: &str, asked: &str) -> Item {
    item(Kind::Commitment, text, asked)
}

/// A commitment of Priya's.
pub fn theirs(text: &str, asked: &str) -> Item {
    Item { owner: Some(priya()), ..mine(text, asked) }
}

impl Item {
    pub(super) fn due_on(mut self, dates: &[&str]) -> Self {
        self.due_history = dates.iter().map(|date| day(date)).collect();
        self.due = self.due_history.last().copied();
        self
    }

    pub(super) fn called(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }

    pub(super) fn also(mut self, date: &str) -> Self {
        self.mentions.push(mention("priya", date, 8));
        self
    }

    /// Mentioned again, with other facts.
    pub(super) fn changed(self, date: &str) -> Self {
        Self { changed_on: Some(day(date)), ..self.also(date) }
    }

    pub(super) fn in_state(self, state: State) -> Self {
        Self { state, ..self }
    }

    pub(super) fn line(mut self, line: u32) -> Self {
        self.mentions[0].source.line = line;
        self
    }

    pub(super) fn fields(self, fields: Fields) -> Self {
        Self { fields, ..self }
    }

    /// Stated to be at these values, each on its day; an empty day is a goal's own file.
    pub(super) fn valued(mut self, values: &[(&str, &str)]) -> Self {
        let value = |(date, text): &(&str, &str)| Value {
            text: (*text).to_owned(),
            date: (!date.is_empty()).then(|| day(date)),
            source: mention("priya", if date.is_empty() { "2026-01-01" } else { date }, 8).source,
        };
        self.values = values.iter().map(value).collect();
        self.fields.now = self.values.last().map(|value| value.text.clone());
        self
    }

    pub(super) fn choice(mut self, text: &str, recommended: bool) -> Self {
        self.options.push(Choice { text: text.to_owned(), recommended });
        self
    }
}

pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
