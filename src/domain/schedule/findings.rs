//! What `check` says of meetings: rules that give none, and notes that still say `planned` afterwards.

use std::{borrow::Cow, collections::BTreeSet};

use super::{Calendar, Progress, recurring};
use crate::domain::{
    book::Book,
    note::{
        Content,
        diagnostic::{Diagnostic, Severity},
        item::{Source, Visibility},
        meeting::Status,
    },
};

/// What there is to say of a book's profiles and meetings, by place. `calendar` is the one of now.
#[must_use]
pub fn findings(book: &Book, calendar: &Calendar) -> Vec<Diagnostic> {
    let held: BTreeSet<&Source> = calendar
        .meetings
        .iter()
        .filter(|meeting| meeting.progress == Progress::Held)
        .filter_map(|meeting| meeting.note.as_ref())
        .collect();
    let profiles = book.roster.people().iter().filter_map(|person| person.profile.as_ref());
    let rules = profiles.filter_map(|profile| {
        let fix = "write it like `meets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-03-03}`";
        let problem = recurring::check(profile)?;
        Some(at(profile.source.clone(), Severity::Warning, "meets-never", problem, fix))
    });
    let mut found: Vec<Diagnostic> = rules.collect();
    for note in &book.notes {
        let Content::Meetings(meetings) = &note.content else { continue };
        for meeting in meetings {
            let source = Source { path: note.path.clone(), line: meeting.line };
            let passed = meeting.status == Some(Status::Planned) && held.contains(&source);
            if passed && meeting.visibility != Visibility::Confidential {
                let message = "it says `planned`, but its time has passed: it counts as held";
                let fix = "write `held`, `cancelled` or `moved`, or leave `status` out";
                found.push(at(source, Severity::Hint, "planned-passed", message.to_owned(), fix));
            }
        }
    }
    found.sort();
    found
}

fn at(source: Source, severity: Severity, code: &'static str, message: String, fix: &str) -> Diagnostic {
    Diagnostic {
        line: source.line,
        path: source.path,
        column: 1,
        length: 0,
        severity,
        code: Cow::Borrowed(code),
        message,
        fix: Some(fix.to_owned()),
    }
}
