//! The digest as programs see it: `schema/digest.schema.json` comes from these types.

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::Value;

use super::{Digest, Facts, SectionName, text};
use crate::domain::{
    ledger::Item,
    note::diagnostic::{Diagnostic, Severity},
    roster::PersonKey,
};

/// What `headsup digest PERSON --json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "digest", title = "headsup digest")]
#[serde(deny_unknown_fields)]
pub struct DigestJson {
    /// The meeting that the digest is for.
    pub meeting: MeetingJson,
    /// The sections that hold anything, in the order they are printed.
    pub sections: Vec<SectionJson>,
    /// Errors and warnings in the notes that the digest was made from.
    pub diagnostics: Vec<DiagnosticJson>,
}

/// The meeting that a digest is for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "meeting")]
#[serde(deny_unknown_fields)]
pub struct MeetingJson {
    /// Everyone in the meeting, by key, first the person that the digest is about.
    #[schemars(with = "Vec<String>")]
    pub with: Vec<PersonKey>,
    /// When it starts, in RFC 9557's form: `2026-03-17T10:00:00+01:00[Europe/Madrid]`.
    pub start: String,
    /// The day of the latest held meeting with the person before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub last_met: Option<String>,
    /// The meeting's note, from the notebook's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub note: Option<String>,
}

/// One section of a digest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "section")]
#[serde(deny_unknown_fields)]
pub struct SectionJson {
    /// Which one.
    pub name: SectionName,
    /// How many items the section's cap leaves out.
    pub hidden: usize,
    /// The items.
    pub items: Vec<Facts>,
    /// Only in `you_owe`, for a manager: what the writer owes to other managers at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ElsewhereJson")]
    pub elsewhere: Option<ElsewhereJson>,
}

/// What the writer owes to other managers, as counts alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "elsewhere")]
#[serde(deny_unknown_fields)]
pub struct ElsewhereJson {
    /// How many open commitments are late or due before the following meeting.
    #[schemars(range(min = 1))]
    pub count: usize,
    /// How many of them are late.
    pub late: usize,
    /// The day of the following meeting.
    #[schemars(with = "String", extend("format" = "date"))]
    pub before: Date,
}

/// One thing that `check` has to say about one place: a [`Diagnostic`] with text that is clean to print.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "diagnostic")]
#[serde(deny_unknown_fields)]
pub struct DiagnosticJson {
    /// The file, from the notebook's root.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// How many characters it is about; 0 for the whole line.
    pub length: u32,
    /// How bad it is.
    #[schemars(with = "String", extend("enum" = ["error", "warning", "hint"]))]
    pub severity: Severity,
    /// A stable name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub fix: Option<String>,
}

impl DigestJson {
    /// The digest as programs see it: the caps hold, the one page does not.
    #[must_use]
    pub fn of(digest: &Digest) -> Self {
        let header = &digest.meeting;
        let meeting = MeetingJson {
            with: header.with.clone(),
            start: header.start.to_string(),
            last_met: header.last_met.map(|day| day.to_string()),
            note: header.note.as_ref().map(|path| path.as_str().to_owned()),
        };
        let sections = digest.sections.iter().map(|section| SectionJson {
            name: section.name,
            hidden: section.hidden,
            items: section.items.iter().map(|line| line.facts.clone()).collect(),
            elsewhere: section.elsewhere.as_ref().map(|elsewhere| ElsewhereJson {
                count: elsewhere.count,
                late: elsewhere.late,
                before: elsewhere.before,
            }),
        });
        Self {
            meeting,
            sections: sections.collect(),
            diagnostics: digest.diagnostics.iter().map(DiagnosticJson::of).collect(),
        }
    }
}

impl DiagnosticJson {
    /// The diagnostic, clean to print.
    #[must_use]
    pub fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            path: diagnostic.path.as_str().to_owned(),
            line: diagnostic.line,
            column: diagnostic.column,
            length: diagnostic.length,
            severity: diagnostic.severity,
            code: diagnostic.code.to_string(),
            message: text::clean(&diagnostic.message),
            fix: diagnostic.fix.as_deref().map(text::clean),
        }
    }
}

/// The digest as FORMAT 5's JSON.
#[must_use]
pub fn json(digest: &Digest) -> Value {
    value(&DigestJson::of(digest))
}

/// An item as FORMAT 5's JSON, as seen on a day: one entry of `headsup items --json`.
#[must_use]
pub fn item_json(item: &Item, day: Date) -> Value {
    value(&Facts::of(item, day))
}

/// The JSON Schema of [`json`]'s value, draft 2020-12.
#[must_use]
pub fn json_schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<DigestJson>()
}

/// Structs of strings, numbers and lists always have a JSON value.
fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}
