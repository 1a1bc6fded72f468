//! What a value says when a text, or a list of texts, is meant.

use std::ops::Range;

use super::value::{Node, Value};

impl Node {
    /// The text of a scalar; of a list that holds one scalar at any depth, that one's (an unquoted `[[link]]`
    /// is such a list to YAML).
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim()),
            Value::List(list) => match list.as_slice() {
                [one] => one.text(),
                _ => None,
            },
            Value::Null | Value::Map(_) => None,
        }
    }

    /// The values of a list; a single value is a list of one.
    #[must_use]
    pub fn list(&self) -> &[Node] {
        match &self.value {
            Value::List(list) => list,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Every text of a list, or of a single value.
    pub fn texts(&self) -> impl Iterator<Item = (&Node, &str)> {
        self.list().iter().filter_map(|node| Some((node, node.text()?))).filter(|(_, text)| !text.is_empty())
    }

    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.at..self.at + self.len
    }
}
