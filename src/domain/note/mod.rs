//! A file of the notebook, read: text → [`Note`] and diagnostics. Parsing cannot fail.
//!
//! Reading has two steps, because a name means a person only once all profiles are known. [`draft::Draft::read`]
//! looks at one file alone and says what it gives to the [`roster`](crate::domain::roster);
//! [`draft::Draft::resolve`] reads the items with that roster at hand.

pub mod diagnostic;
pub mod draft;
pub mod item;
pub mod meeting;
pub mod profile;
pub mod template;
pub mod tick;

use diagnostic::Diagnostic;
use meeting::MeetingNote;
use profile::{GoalNote, Profile};

use crate::domain::path::NotePath;

/// A file of the notebook, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where it lies.
    pub path: NotePath,
    /// What it is.
    pub content: Content,
    /// The front matter's `title`, else the first heading's text, else `None`.
    pub title: Option<String>,
    /// What `check` says about it, by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a markdown file of the notebook holds.
#[derive(Clone, Debug, PartialEq)]
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
