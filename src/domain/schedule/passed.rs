//! Meetings that a note still calls planned though their time has passed.

use std::collections::BTreeSet;

use super::{Calendar, Progress, calendar::noted};
use crate::domain::{
    book::Book,
    note::{
        diagnostic::{Diagnostic, Severity},
        item::Source,
        meeting::Status,
    },
};

/// A hint at each note that says `planned` of a meeting that counts as held by now, where its date stands.
#[must_use]
pub fn planned_but_passed(book: &Book, calendar: &Calendar) -> Vec<Diagnostic> {
    let held: BTreeSet<&Source> = calendar
        .meetings
        .iter()
        .filter(|meeting| meeting.progress == Progress::Held)
        .filter_map(|meeting| meeting.note.as_ref())
        .collect();
    noted(book)
        .filter(|(_, meeting)| meeting.status == Some(Status::Planned))
        .map(|(note, meeting)| (Source { path: note.path.clone(), line: meeting.line }, meeting.when))
        .filter(|(source, _)| held.contains(source))
        .filter_map(|(source, when)| Some((source, when?.date)))
        .map(|(source, day)| Diagnostic {
            path: source.path,
            line: source.line,
            column: 1,
            length: 0,
            severity: Severity::Hint,
            code: "planned-passed".into(),
            message: format!("this meeting is `planned` for {day}, which has passed: it counts as held"),
            fix: Some("write `status: held`, or `cancelled`, or `moved` with `moved_to:`".to_owned()),
        })
        .collect()
}
