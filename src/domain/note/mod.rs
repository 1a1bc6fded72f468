//! A file of the notebook, read: text → [`Note`] and diagnostics. Parsing cannot fail.
//!
//! Reading has two steps, because a name means a person only once all profiles are known. [`draft::Draft::read`]
//! looks at one file alone and says what it gives to the [`roster`](crate::domain::roster);
//! [`draft::Draft::resolve`] reads the items with that roster at hand.

pub(in crate::domain) mod action;
pub(in crate::domain) mod body;
pub mod confidential;
pub(in crate::domain) mod decode;
pub mod diagnostic;
pub(super) mod digest_file;
pub mod draft;
mod facts;
mod front_items;
pub mod front_matter;
mod goal_file;
pub mod heading;
pub mod inline;
pub mod item;
mod joined;
mod kind;
pub mod lineage;
pub mod meeting;
mod meeting_file;
mod meets;
mod mention;
pub(in crate::domain) mod place;
pub mod profile;
mod profile_file;
pub(in crate::domain) mod scalar;
mod section;
pub mod template;
pub mod tick;
pub mod when;

use serde::{Deserialize, Serialize};

use diagnostic::Diagnostic;
use meeting::MeetingNote;
use profile::{GoalNote, Profile};

use crate::domain::path::NotePath;

/// A file of the notebook, read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Where it lies.
    pub path: NotePath,
    /// What it is.
    pub content: Content,
    /// The front matter's `title`, else the first heading's text, else `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What `check` says about it, by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// Why a file that looks like meeting notes is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Lacks>,
}

/// What a file that looks like meeting notes would need to be read as such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lacks {
    /// A person: why none was found and what to do, as a sentence.
    Person(String),
    /// A date: why none was found and what to do, as a sentence.
    Date(String),
}

/// What a markdown file of the notebook holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// A meeting note (one entry), or a running note (one for each dated heading, as they stand in the file).
    Meetings(Vec<MeetingNote>),
    /// A person's profile.
    Person(Box<Profile>),
    /// A long-lived goal.
    Goal(Box<GoalNote>),
    /// A digest: written by headsup, perhaps edited since. A ticked box or an added item is a mention of
    /// that meeting; `None` where the file's name tells no meeting.
    Digest(Option<Box<MeetingNote>>),
    /// Any other note: kept in history and search.
    Other,
}
