//! The values that keys take, as an editor sees them after YAML has typed them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

macro_rules! scalar {
    ($(#[$doc:meta])* $name:ident = $schema:tt) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema_of(json!($schema))
            }
        }
    };
}

scalar! {
    /// Text. YAML reads `2026`, `1.10` or `true` as something else; headsup takes them all as they are written.
    Text = {"type": ["string", "number", "boolean"]}
}

scalar! {
    /// A day: `2026-03-03`.
    Day = {"type": "string", "pattern": r"^\s*\d{4}-\d{2}-\d{2}\s*$"}
}

scalar! {
    /// A day, and perhaps a time: `2026-03-03`, `2026-03-03T10:00`, `2026-03-03 10:00`, with an offset or without.
    Moment = {
        "type": "string",
        "pattern": r"^\s*\d{4}-\d{2}-\d{2}([Tt ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)?(\[[^\]]+\])?)?\s*$",
    }
}

scalar! {
    /// A time of day: `10:00`.
    Time = {"type": "string", "pattern": r"^\s*\d{1,2}:\d{2}(:\d{2})?\s*$"}
}

scalar! {
    /// A length of time: `45 min`, `24h`, `2 days`, or a bare number.
    Duration = {"type": ["string", "number"], "pattern": r"^\s*[Pp]?[Tt]?\d", "minimum": 0}
}

scalar! {
    /// A whole number, quoted or not.
    Count = {"type": ["string", "integer"], "pattern": r"^\s*\d+\s*$", "minimum": 0}
}

scalar! {
    /// A number of bytes: `52428800`, `50 MB`, `50MiB`.
    Size = {"type": ["string", "integer"], "pattern": r"^\s*\d+(\.\d+)?\s*([KkMmGg]([Ii]?[Bb])?|[Bb])?\s*$", "minimum": 0}
}

scalar! {
    /// Yes or no, in words or as a truth value.
    YesNo = {"enum": ["yes", "no", true, false]}
}

scalar! {
    /// A recurrence as in RFC 5545: `RRULE` lines, with `DTSTART` before them or not.
    Recurrence = {"type": "string", "pattern": "FREQ="}
}

/// One value, or a list of them.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<Option<T>>),
}

/// One person or several: names, ids, aliases, handles (`"@priya"`, quoted: YAML keeps a bare `@` for itself) or
/// links (`"[[Priya Nair]]"`).
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum People {
    One(Text),
    Many(Vec<Option<Link>>),
}

/// A name in a list. YAML reads a link without quotes, `[[Priya Nair]]`, as a list in a list.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Link {
    Name(Text),
    Unquoted(Vec<Text>),
}

/// Who may see a note or an item.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Visibility {
    Shared,
    Private,
    Confidential,
}

/// How a goal is doing.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Health {
    OnTrack,
    AtRisk,
    OffTrack,
}

fn schema_of(value: Value) -> Schema {
    Schema::try_from(value).unwrap_or_default()
}
