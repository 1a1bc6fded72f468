//! Front matter of a meeting note.

use schemars::JsonSchema;

use super::{
    item::Items,
    scalar::{Duration, Moment, OneOrMany, People, Text, Time, Visibility},
};

/// A one-on-one that was held or will be. No key is required: whom it is with and when may also stand in the
/// file's name, and keys that headsup does not know are kept and left alone.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(title = "headsup: front matter of a meeting note")]
pub struct Meeting {
    /// Whom you meet: a name, or a list. An id, name, alias, `"@handle"` or `"[[Wiki Link]]"`, the last two in
    /// quotes. Your own name is passed over.
    #[schemars(example = &"Priya Nair")]
    pub with: Option<People>,
    /// The same as `with`.
    pub attendees: Option<People>,
    /// The same as `with`.
    pub participants: Option<People>,
    /// The same as `with`.
    pub people: Option<People>,
    /// The same as `with`.
    pub person: Option<People>,
    /// The same as `with`.
    pub member: Option<People>,
    /// The meeting's day, and its time if you like. Without it the `YYYY-MM-DD` in the file's name counts.
    #[schemars(example = &"2026-03-03", example = &"2026-03-03T10:00", example = &"2026-03-03T10:00+01:00")]
    pub date: Option<Moment>,
    /// The time of day, `10:00`. Without it the person's `meets` gives one.
    #[schemars(example = &"10:00")]
    pub time: Option<Time>,
    /// The meeting's time zone, when it is not the notebook's: an IANA name.
    #[schemars(example = &"Europe/London")]
    pub tz: Option<Text>,
    /// How long it takes.
    #[schemars(example = &"45 min")]
    pub duration: Option<Duration>,
    /// What became of the meeting. Left out, it is planned until it starts and held from then on.
    pub status: Option<Status>,
    /// For `status: moved`: the new day, and its time.
    #[schemars(example = &"2026-03-05T16:00")]
    pub moved_to: Option<Moment>,
    /// How you meet: `remote`, `phone`, `office`. It is shown at the top of the digest.
    #[schemars(example = &"remote")]
    pub mode: Option<Text>,
    /// Who may see the whole note. `confidential` keeps all of it out of digests, counts and commit messages.
    pub visibility: Option<Visibility>,
    /// Tags, for you and for other programs.
    pub tags: Option<OneOrMany<Text>>,
    /// The note's title, where the first heading is not it.
    pub title: Option<Text>,
    /// Your goals, or a change to one.
    pub goals: Option<Items>,
    /// What you promised, and what was promised to you.
    pub commitments: Option<Items>,
    /// Feedback received, given, or to ask for.
    pub feedback: Option<Items>,
    /// Problems, with their options and a day to decide by.
    pub concerns: Option<Items>,
    /// New work that somebody asks of you, with its due date and what it displaces.
    pub requests: Option<Items>,
    /// What was decided.
    pub decisions: Option<Items>,
    /// What you want to ask.
    pub questions: Option<Items>,
    /// What went well.
    pub wins: Option<Items>,
    /// What the other person should know.
    pub fyi: Option<Items>,
}

/// What became of a meeting.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    Planned,
    Held,
    Cancelled,
    Moved,
}
