//! The JSON Schemas of what a person writes in front matter and in `headsup.yaml`, and of what headsup prints as
//! JSON.
//!
//! The types here are declarations and nothing else: they are never filled. Notes are read as text by
//! [`domain::note`](crate::domain::note), which forgives more than any schema; an editor that knows the schema
//! completes keys, shows their meaning and marks slips while they are typed. Each doc comment below a type is
//! what the editor shows. An editor types scalars as YAML does, so wherever headsup wants text the schema takes
//! numbers and truth values too, and an empty value anywhere.
//!
//! What people write is described in draft 7, the newest that yaml-language-server knows.

pub mod config;
pub mod goal;
pub mod item;
pub mod meeting;
pub mod person;
pub mod scalar;
mod tidy;

use super::digest;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

/// Which schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// Front matter of a meeting note, or of a running note.
    Meeting,
    /// Front matter of a person's profile.
    Person,
    /// Front matter of a goal note.
    Goal,
    /// `headsup.yaml`.
    Config,
    /// What `headsup digest --json` prints.
    Digest,
}

impl Name {
    /// All of them, in the order in which they are listed to people.
    pub const ALL: [Self; 5] = [Self::Meeting, Self::Person, Self::Goal, Self::Config, Self::Digest];

    /// The name as it is typed on the command line: `meeting`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Person => "person",
            Self::Goal => "goal",
            Self::Config => "config",
            Self::Digest => "digest",
        }
    }

    /// The schema with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// The name of its file in the repository's `schema/` folder: `meeting.schema.json`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.schema.json", self.as_str())
    }
}

/// The schema, as a JSON value.
#[must_use]
pub fn schema(name: Name) -> Value {
    match name {
        Name::Meeting => written::<meeting::Meeting>(),
        Name::Person => written::<person::Person>(),
        Name::Goal => written::<goal::Goal>(),
        Name::Config => written::<config::Config>(),
        Name::Digest => tidy::tidy(digest::json_schema().to_value()),
    }
}

/// The schema as it is printed and kept: indented by two spaces, with a newline at the end.
#[must_use]
pub fn text(name: Name) -> String {
    format!("{:#}\n", schema(name))
}

/// The schema of something that people write.
fn written<T: JsonSchema>() -> Value {
    from::<T>(SchemaSettings::draft07())
}

/// The schema of something that headsup prints: facts that are not there are left out, not null.
fn from<T: JsonSchema>(settings: SchemaSettings) -> Value {
    tidy::tidy(settings.into_generator().into_root_schema_for::<T>().to_value())
}
