//! What the digest was made from, and could not read.

use std::collections::{BTreeMap, BTreeSet};

use super::view::View;
use crate::domain::{
    merge::unsettled::Unsettled,
    note::{
        Content, Note,
        confidential::may_be_told,
        diagnostic::{Diagnostic, Severity},
        item::Visibility,
        meeting::{MeetingNote, Section},
    },
    path::NotePath,
};

/// Errors and warnings in the notes that concern the person. Of what is confidential nothing is told: no
/// diagnostic of a confidential note, and none from a confidential heading or item on.
pub(super) fn diagnostics(view: &View) -> Vec<Diagnostic> {
    let notes = view.book.notes.iter().filter(|note| concerns(view, note));
    let notes: BTreeMap<&NotePath, &Note> = notes.map(|note| (&note.path, note)).collect();
    let secret = view.ledger.confidential_lines();
    let of_notes = notes.values().flat_map(|note| &note.diagnostics).filter(|found| may_be_told(found));
    let told = of_notes.chain(&view.ledger.diagnostics).filter(|diagnostic| {
        diagnostic.severity <= Severity::Warning
            && !secret.contains(&(&diagnostic.path, diagnostic.line))
            && notes.get(&diagnostic.path).is_some_and(|note| diagnostic.line < secret_from(note))
    });
    let sorted: BTreeSet<&Diagnostic> = told.collect();
    sorted.into_iter().cloned().collect()
}

/// The other versions of the notes that concern the person; of a note that is confidential as a whole none is named.
pub(super) fn unsettled(view: &View) -> Vec<Unsettled> {
    let is_told = |one: &&Unsettled| {
        let note = view.book.notes.iter().find(|note| note.path == one.original);
        note.is_some_and(|note| concerns(view, note) && secret_from(note) > 0)
    };
    view.book.unsettled.iter().filter(is_told).cloned().collect()
}

/// The notes with errors among these.
pub(super) fn unread(diagnostics: &[Diagnostic]) -> Vec<NotePath> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let paths: BTreeSet<&NotePath> = errors.map(|diagnostic| &diagnostic.path).collect();
    paths.into_iter().cloned().collect()
}

fn concerns(view: &View, note: &Note) -> bool {
    match &note.content {
        Content::Meetings(meetings) => meetings.iter().any(|meeting| meeting.with.contains(view.person)),
        Content::Person(profile) => profile.key == *view.person,
        Content::Goal(goal) => goal.with.contains(view.person),
        Content::Digest(_) | Content::Other => false,
    }
}

/// The line from which a note is confidential.
fn secret_from(note: &Note) -> u32 {
    match &note.content {
        Content::Meetings(meetings) => meetings.iter().map(secret_part).min().unwrap_or(u32::MAX),
        Content::Goal(goal) if goal.goal.visibility == Visibility::Confidential => 0,
        _ => u32::MAX,
    }
}

fn secret_part(meeting: &MeetingNote) -> u32 {
    if meeting.visibility == Visibility::Confidential {
        return 0;
    }
    let headings = meeting.headings.iter().filter(|heading| heading.section == Section::Confidential);
    headings.map(|heading| heading.line).min().unwrap_or(u32::MAX)
}
