//! Profiles of people, and goal notes: files that tell of something lasting.

use jiff::{
    SignedDuration,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::item::{Mention, Source};
use crate::domain::roster::PersonKey;

/// A person's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// `id:`, else the file's stem.
    pub key: PersonKey,
    /// `name:`, else the first heading, else the key.
    pub name: String,
    /// Other names and handles, without `@`.
    pub aliases: Vec<String>,
    /// Mail address, as written.
    pub email: Option<String>,
    /// Role, as written.
    pub role: Option<String>,
    /// What they are to the writer.
    pub relation: Option<Relation>,
    /// Whether the relation is over (`status: former`).
    pub standing: Standing,
    /// When it began.
    pub since: Option<Date>,
    /// When it ended.
    pub until: Option<Date>,
    /// Where they are.
    pub timezone: Option<TimeZone>,
    /// `remote`, `phone`, …: as written.
    pub mode: Option<String>,
    /// The recurring meeting.
    pub meets: Option<Meets>,
    /// How long before a meeting its digest appears; else the notebook's `lead`.
    pub lead: Option<SignedDuration>,
    /// How they like to be told things.
    pub prefers: Prefers,
    /// Their own goals.
    pub goals: Vec<TheirGoal>,
    /// What weighs on them.
    pub pressures: Vec<String>,
    /// The dates they face.
    pub dates: Vec<FacedDate>,
    /// Whom they listen to.
    pub influences: Vec<String>,
    /// What is theirs alone.
    pub boundaries: Vec<String>,
    /// What the writer wants to be better at with them.
    pub my_aims: Vec<String>,
    /// The file; its line is 1.
    pub source: Source,
}

/// What a person is to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Relation {
    Manager,
    DottedLine,
    Skip,
    Peer,
    Mentor,
    Report,
}

/// Whether a relation goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Standing {
    #[default]
    Active,
    Former,
}

/// `meets:` in one of its two spellings.
#[derive(Clone, Debug, PartialEq)]
pub enum Meets {
    /// `{every: 2 weeks, day: tue, time: "10:00", from: 2026-03-03}`.
    Every {
        /// How many of the unit lie between two meetings, at least 1.
        count: u32,
        /// The unit.
        unit: Unit,
        /// The weekdays; empty: that of `from`.
        days: Vec<Weekday>,
        /// The time of day; `None`: a meeting whose time is not known, planned until its day ends.
        time: Option<Time>,
        /// The first day the rule counts from.
        from: Option<Date>,
        /// The rule's own time zone; else the notebook's.
        tz: Option<TimeZone>,
    },
    /// RFC 5545 text: DTSTART and RRULE lines, or built from `{rrule, time, from, tz}`.
    Rule {
        /// The RRULE's value: `FREQ=WEEKLY;BYDAY=TU`.
        rrule: String,
        /// The first occurrence's day.
        from: Option<Date>,
        /// The time of day.
        time: Option<Time>,
        /// The rule's own time zone (`tz`, or DTSTART's TZID); else the notebook's.
        tz: Option<TimeZone>,
        /// Days that are left out (EXDATE).
        except: Vec<Date>,
    },
}

/// The unit of `every:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Days,
    Weeks,
    Months,
}

/// `prefers:`; every value as written, `lead_days` as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the format's own")]
pub struct Prefers {
    /// `reader` or `listener`.
    pub format: Option<String>,
    pub detail: Option<String>,
    pub channel: Option<String>,
    /// How many days ahead they want to have things.
    pub lead_days: Option<u32>,
    pub updates: Option<String>,
    pub feedback: Option<String>,
}

/// A goal of the other person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TheirGoal {
    /// Its id.
    pub id: Option<String>,
    /// Its text.
    pub text: String,
    /// By when.
    pub by: Option<Date>,
    /// When it was last confirmed with them.
    pub confirmed: Option<Date>,
    /// Where it stands.
    pub line: u32,
}

/// A date the other person faces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacedDate {
    /// The day.
    pub date: Date,
    /// What it is.
    pub what: String,
    /// Where it stands.
    pub line: u32,
}

/// A goal's file. What it shares with a goal mentioned in a note is [`Self::goal`].
#[derive(Clone, Debug, PartialEq)]
pub struct GoalNote {
    /// `id:`, else the file's stem; also `goal.id`.
    pub key: String,
    /// Whom it was agreed with.
    pub with: Vec<PersonKey>,
    /// Text, metric, baseline, now, target, due (`by`), supports, horizon, health and visibility.
    pub goal: Mention,
    /// How far it is.
    pub status: GoalStatus,
}

/// How far a goal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the format's own")]
pub enum GoalStatus {
    Draft,
    #[default]
    Agreed,
    Met,
    Missed,
    Dropped,
}

impl GoalStatus {
    /// Whether the goal is still worked on.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Agreed)
    }
}
