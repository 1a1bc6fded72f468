//! Front matter of a person's profile.

use schemars::JsonSchema;

use super::scalar::{Count, Day, Duration, OneOrMany, Recurrence, Text, Time};

/// Somebody you meet. The file lies under `people/`, or says `type: person`. No key is required, and keys that
/// headsup does not know are kept and left alone.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(title = "headsup: front matter of a person")]
pub struct Person {
    /// `person`; needed only outside `people/`.
    pub r#type: Option<Text>,
    /// The short name that notes, digests and commands use. Left out: the file's name without `.md`.
    #[schemars(example = &"priya")]
    pub id: Option<Text>,
    /// The full name.
    #[schemars(example = &"Priya Nair")]
    pub name: Option<Text>,
    /// Other names, initials and handles that mean this person.
    pub aliases: Option<OneOrMany<Text>>,
    /// The mail address.
    pub email: Option<Text>,
    /// What they do.
    pub role: Option<Text>,
    /// What they are to you.
    pub relation: Option<Relation>,
    /// Whether you still meet.
    pub status: Option<Status>,
    /// Since when they have been your manager, peer, mentor.
    #[schemars(example = &"2025-09-15")]
    pub since: Option<Day>,
    /// Until when they were.
    pub until: Option<Day>,
    /// Where they are: an IANA name. When it differs from yours, the digest gives the time in both.
    #[schemars(example = &"Europe/London")]
    pub timezone: Option<Text>,
    /// How you usually meet: `remote`, `phone`, `office`.
    #[schemars(example = &"remote")]
    pub mode: Option<Text>,
    /// When you regularly meet: a mapping (`every`, `day`, `time`, `from`, or `rrule`), or the text of a calendar's
    /// recurrence rule.
    pub meets: Option<Meets>,
    /// How long before a meeting this person's digest appears, where it differs from the notebook's `lead`.
    #[schemars(example = &"24h")]
    pub lead: Option<Duration>,
    /// How they like to be told things.
    pub prefers: Option<Prefers>,
    /// What they want to reach. Your goals name these in `supports`.
    pub goals: Option<OneOrMany<Goal>>,
    /// What weighs on them.
    pub pressures: Option<OneOrMany<Text>>,
    /// The dates that they face.
    pub dates: Option<OneOrMany<Facing>>,
    /// Whom they listen to.
    pub influences: Option<OneOrMany<Text>>,
    /// What is theirs alone, and not for you to offer.
    pub boundaries: Option<OneOrMany<Text>>,
    /// What you want to do better with them.
    pub my_aims: Option<OneOrMany<Text>>,
    /// When you last looked back at how you work with them.
    #[schemars(example = &"2026-03-16")]
    pub reviewed: Option<Day>,
}

/// What somebody is to you.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Relation {
    Manager,
    DottedLine,
    Skip,
    Peer,
    Mentor,
    Report,
}

/// Whether you still meet.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    Active,
    Former,
}

/// When you regularly meet.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Meets {
    Rule(Rule),
    Text(Recurrence),
}

/// A regular meeting. It has `every` or `rrule`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline, extend("anyOf" = [{"required": ["every"]}, {"required": ["rrule"]}]))]
pub struct Rule {
    /// The distance between two meetings: `week`, `2 weeks`, `10 days`, `month`.
    #[schemars(example = &"2 weeks")]
    pub every: Option<Text>,
    /// The weekday, or a list of them: `tue`. Left out: the weekday of `from`.
    #[schemars(example = &"tue")]
    pub day: Option<OneOrMany<Text>>,
    /// The rule as calendars write it.
    #[schemars(example = &"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")]
    pub rrule: Option<Recurrence>,
    /// The time of day.
    #[schemars(example = &"10:00")]
    pub time: Option<Time>,
    /// The first meeting's day, from which the rule counts.
    #[schemars(example = &"2026-03-03")]
    pub from: Option<Day>,
    /// The rule's time zone, when it is not the notebook's: an IANA name.
    pub tz: Option<Text>,
}

/// How somebody likes to be told things.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline)]
pub struct Prefers {
    /// Whether they take things in by reading or by listening.
    pub format: Option<Format>,
    /// How much detail, and in which order.
    pub detail: Option<Text>,
    /// Mail, chat, phone, in person.
    pub channel: Option<Text>,
    /// How many days ahead they want to have things. The digest comes that much earlier.
    pub lead_days: Option<Count>,
    /// When and in which shape they want progress reports.
    pub updates: Option<Text>,
    /// How they like to give and get feedback.
    pub feedback: Option<Text>,
}

/// How somebody takes things in.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    Reader,
    Listener,
}

/// A goal of theirs: in words, or with its fields.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Goal {
    Words(Text),
    Fields {
        /// A short name, for your goals' `supports`.
        id: Option<Text>,
        /// The goal, in words.
        text: Text,
        /// By when.
        by: Option<Day>,
        /// When you last made sure with them that it still holds.
        confirmed: Option<Day>,
    },
}

/// A date that somebody faces.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline)]
pub struct Facing {
    /// The day.
    pub date: Day,
    /// What happens on it.
    pub what: Text,
}
