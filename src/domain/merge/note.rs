//! One note: its front matter, items, sections and lines.

use super::{Origin, Side, chosen};

/// A version of a file's text.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The whole file.
    pub text: &'a str,
    /// Which commit made it.
    pub origin: &'a Origin,
}

/// What became of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file's text.
    pub text: String,
    /// The side of which something is not in it: that side's whole version is to be kept beside it. At most one,
    /// since within a file the same side is chosen everywhere.
    pub lost: Option<Side>,
}

/// Merges two versions of one note; `base` is the version both came from, empty where both made the file.
#[must_use]
pub fn merge(base: &str, a: Version<'_>, b: Version<'_>) -> Merged {
    if a.text == b.text || b.text == base {
        return Merged { text: a.text.to_owned(), lost: None };
    }
    if a.text == base {
        return Merged { text: b.text.to_owned(), lost: None };
    }
    let (kept, lost) = match chosen((a.origin, a.text.as_bytes()), (b.origin, b.text.as_bytes())) {
        Side::A => (a, Side::B),
        Side::B => (b, Side::A),
    };
    Merged { text: kept.text.to_owned(), lost: Some(lost) }
}
