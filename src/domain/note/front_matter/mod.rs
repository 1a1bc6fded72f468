//! The YAML at the top of a file: found, read as a tree of text, and never lost when it is broken.

mod fallback;
mod node;
pub mod split;
mod trouble;
pub mod value;

use std::ops::Range;

use super::{diagnostic::Severity, place::Report};
use split::End;
pub use value::{Entry, Node, Value};

/// The most bytes of front matter that are read as YAML.
const LARGEST: usize = 16 * 1024;

/// A file's front matter. Its byte offsets count from the beginning of the file's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The keys, in order.
    pub entries: Vec<Entry>,
    /// Where the body begins.
    pub body: usize,
}

impl FrontMatter {
    /// Reads a file's front matter. Where its YAML can't be read, the report says so where it stands, and the
    /// plain `key: value` lines are what is left of it.
    #[must_use]
    pub fn read(text: &str, report: &mut Report<'_>) -> Self {
        let Some(split) = split::split(text) else { return Self::default() };
        if split.end == End::Missing {
            report.push(
                0..3,
                Severity::Error,
                "front-matter-unclosed",
                "the front matter has no closing `---`",
                Some("put a line `---` after its last key".to_owned()),
            );
        }
        let start = split.yaml.start;
        match entries(text, split.yaml, report) {
            Some(entries) => Self { entries, body: split.body },
            None => {
                report.push(
                    start..start,
                    Severity::Error,
                    "front-matter-unreadable",
                    "the front matter holds no `key: value` lines",
                    Some("write keys such as `with: Priya`, or take out the two `---` lines".to_owned()),
                );
                Self { entries: Vec::new(), body: 0 }
            }
        }
    }

    /// The value of a key that holds something; case and the choice of `-` or `_` make no difference.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        get(&self.entries, key)
    }
}

/// Where a file's body begins, in bytes of its whole text.
#[must_use]
pub(super) fn body(text: &str) -> usize {
    let bare = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let is_mapping = |yaml: &str| match value::read(yaml) {
        Ok(_) => true,
        Err(broken) => broken.cause != value::Cause::NoMapping,
    };
    split::split(bare)
        .filter(|split| split.yaml.len() > LARGEST || bare.get(split.yaml.clone()).is_some_and(is_mapping))
        .map_or(0, |split| text.len() - bare.len() + split.body)
}

/// The entry with this key that holds something; case and the choice of `-` or `_` make no difference.
#[must_use]
pub fn get<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| same_key(&entry.key, key) && entry.node.value != Value::Null)
}

/// Whether two keys are the same but for case and the choice of `-` or `_`.
#[must_use]
pub fn same_key(a: &str, b: &str) -> bool {
    let fold = |c: u8| if c == b'-' { b'_' } else { c.to_ascii_lowercase() };
    a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| fold(a) == fold(b))
}

/// Reads a range of a text as YAML; broken YAML is reported and read line by line. `None` where its top is no
/// mapping.
pub(in crate::domain) fn entries(
    text: &str,
    range: Range<usize>,
    report: &mut Report<'_>,
) -> Option<Vec<Entry>> {
    let start = range.start;
    let mut yaml = text.get(range.clone()).unwrap_or_default();
    let mut found = if yaml.len() > LARGEST {
        let message = format!("this YAML is {} bytes long; at most {LARGEST} are read", yaml.len());
        let fix = Some("move the long texts into the note's body".to_owned());
        report.push(start..start, Severity::Error, "front-matter-too-long", message, fix);
        let mut end = LARGEST;
        while !yaml.is_char_boundary(end) {
            end -= 1;
        }
        yaml = &yaml[..end];
        fallback::read(yaml)
    } else {
        match value::read(yaml) {
            Ok(entries) => entries,
            Err(broken) if broken.cause == value::Cause::NoMapping => return None,
            Err(broken) => {
                trouble::report(yaml, start, &broken, report);
                fallback::read(yaml)
            }
        }
    };
    shift(&mut found, start);
    Some(found)
}

fn shift(entries: &mut [Entry], by: usize) {
    for entry in entries {
        entry.at += by;
        shift_node(&mut entry.node, by);
    }
}

fn shift_node(node: &mut Node, by: usize) {
    node.at += by;
    match &mut node.value {
        Value::Null | Value::Text(_) => {}
        Value::List(list) => list.iter_mut().for_each(|node| shift_node(node, by)),
        Value::Map(map) => shift(map, by),
    }
}

#[cfg(test)]
mod tests;
