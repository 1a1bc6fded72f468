//! What `check` says about a note: where, what, how bad, and what to do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::item::Source;
use crate::domain::path::NotePath;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something could not be read.
    Error,
    /// Read, but ambiguous.
    Warning,
    /// Good practice.
    Hint,
}

/// One thing `check` has to say about one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The file.
    pub path: NotePath,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// How many characters it is about; 0 for the whole line.
    pub length: u32,
    /// How bad it is.
    pub severity: Severity,
    /// A stable name for programs, in kebab case: `unknown-owner`.
    pub code: Cow<'static, str>,
    /// What is wrong, in one plain sentence without a closing full stop.
    pub message: String,
    /// What to do about it, where there is something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Diagnostic {
    /// What is to be said about a whole line, and what to do.
    #[must_use]
    pub fn of_line(
        at: &Source,
        severity: Severity,
        code: &'static str,
        message: String,
        fix: String,
    ) -> Self {
        Self {
            path: at.path.clone(),
            line: at.line,
            column: 1,
            length: 0,
            severity,
            code: code.into(),
            message,
            fix: Some(fix),
        }
    }
}
