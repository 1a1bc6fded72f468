//! Profiles of people, and goal notes: files that tell of something lasting.

use jiff::{
    SignedDuration,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use serde::{Deserialize, Serialize};

use super::item::{Mention, Source};
use crate::domain::roster::PersonKey;

/// A person's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// `id:`, else the file's stem.
    pub key: PersonKey,
    /// `name:`, else the first heading, else the key.
    pub name: String,
    /// Other names and handles, without `@`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Mail address, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Role, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What they are to the writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// Whether the relation is over (`status: former`).
    #[serde(default)]
    pub standing: Standing,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Where they are.
    #[serde(default, with = "jiff::fmt::serde::tz::optional", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<TimeZone>,
    /// `remote`, `phone`, …: as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The recurring meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets: Option<Meets>,
    /// How long before a meeting its digest appears; else the notebook's `lead`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<SignedDuration>,
    /// How they like to be told things.
    pub prefers: Prefers,
    /// Their own goals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<TheirGoal>,
    /// What weighs on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pressures: Vec<String>,
    /// The dates they face.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<FacedDate>,
    /// Whom they listen to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub influences: Vec<String>,
    /// What is theirs alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundaries: Vec<String>,
    /// What the writer wants to be better at with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub my_aims: Vec<String>,
    /// When the writer last looked back at how they work with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Date>,
    /// The file; its line is 1.
    pub source: Source,
}

impl Profile {
    /// A profile that says nothing but who it is.
    #[must_use]
    pub fn new(key: PersonKey, name: String, source: Source) -> Self {
        Self {
            key,
            name,
            aliases: Vec::new(),
            email: None,
            role: None,
            relation: None,
            standing: Standing::default(),
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
            source,
        }
    }

    /// Whether the writer reports to this person now.
    #[must_use]
    pub fn is_manager(&self) -> bool {
        let relation = matches!(self.relation, Some(Relation::Manager | Relation::DottedLine));
        relation && self.standing == Standing::Active
    }
}

/// What a person is to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    #[default]
    Active,
    Former,
}

/// `meets:` in one of its two spellings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meets {
    /// `{every: 2 weeks, day: tue, time: "10:00", from: 2026-03-03}`.
    Every {
        /// How many of the unit lie between two meetings, at least 1.
        count: u32,
        /// The unit.
        unit: Unit,
        /// The weekdays; empty: that of `from`.
        #[serde(default, with = "weekdays", skip_serializing_if = "Vec::is_empty")]
        days: Vec<Weekday>,
        /// The time of day; `None`: a meeting whose time is not known, planned until its day ends.
        time: Option<Time>,
        /// The first day the rule counts from.
        from: Option<Date>,
        /// The rule's own time zone; else the notebook's.
        #[serde(default, with = "jiff::fmt::serde::tz::optional", skip_serializing_if = "Option::is_none")]
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
        #[serde(default, with = "jiff::fmt::serde::tz::optional", skip_serializing_if = "Option::is_none")]
        tz: Option<TimeZone>,
        /// Days that are left out (EXDATE).
        except: Vec<Date>,
    },
}

/// The unit of `every:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    Days,
    Weeks,
    Months,
}

/// `prefers:`; every value as written, `lead_days` as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the format's own")]
pub struct Prefers {
    /// `reader` or `listener`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How many days ahead they want to have things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// A goal of the other person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheirGoal {
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its text.
    pub text: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// When it was last confirmed with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Date>,
    /// Where it stands.
    pub line: u32,
}

/// A date the other person faces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacedDate {
    /// The day.
    pub date: Date,
    /// What it is.
    pub what: String,
    /// Where it stands.
    pub line: u32,
}

/// A goal's file. What it shares with a goal mentioned in a note is [`Self::goal`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalNote {
    /// `id:`, else the file's stem; also `goal.id`.
    pub key: String,
    /// Whom it was agreed with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PersonKey>,
    /// Text, metric, baseline, now, target, due (`by`), supports, horizon, health and visibility.
    pub goal: Mention,
    /// How far it is.
    pub status: GoalStatus,
}

/// How far a goal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the format's own")]
#[serde(rename_all = "kebab-case")]
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

/// Weekdays in JSON: numbers, Monday is 1.
mod weekdays {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(days: &[Weekday], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().map(|day| day.to_monday_one_offset()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Weekday>, D::Error> {
        let numbers = Vec::<i8>::deserialize(from)?;
        numbers.into_iter().map(|n| Weekday::from_monday_one_offset(n).map_err(D::Error::custom)).collect()
    }
}
