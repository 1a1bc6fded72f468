//! Front matter of a goal note.

use schemars::JsonSchema;

use super::scalar::{Day, Health, OneOrMany, People, Text, Visibility};

/// A goal of yours that lasts longer than a meeting. The file lies under `goals/`, or says `type: goal`. No key is
/// required, and keys that headsup does not know are kept and left alone.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(title = "headsup: front matter of a goal")]
pub struct Goal {
    /// `goal`; needed only outside `goals/`.
    pub r#type: Option<Text>,
    /// The short name by which notes mention it, as in `^checkout`. Left out: the file's name without `.md`.
    pub id: Option<Text>,
    /// The goal, in words. Left out: the first heading.
    #[schemars(example = &"Cut failed invoices")]
    pub text: Option<Text>,
    /// Whom you agreed it with: in whose digests it appears.
    pub with: Option<People>,
    /// What is measured.
    #[schemars(example = &"failed invoices a week")]
    pub metric: Option<Text>,
    /// The measure's value at the start.
    pub baseline: Option<Text>,
    /// The measure's value now.
    pub now: Option<Text>,
    /// The measure's value to reach.
    pub target: Option<Text>,
    /// By when.
    #[schemars(example = &"2026-06-30")]
    pub by: Option<Day>,
    /// Which of the other person's goals it serves, one or several: an id from their profile, or a text each.
    pub supports: Option<OneOrMany<Text>>,
    /// How far ahead it looks: `quarter`, `year`, `growth`.
    pub horizon: Option<Text>,
    /// How it is doing.
    pub health: Option<Health>,
    /// How far it is. Left out, it is agreed.
    pub status: Option<Status>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
}

/// How far a goal is.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    Draft,
    Agreed,
    Met,
    Missed,
    Dropped,
}
