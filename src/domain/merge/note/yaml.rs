//! YAML → pieces, by its indents alone: broken YAML has pieces too.

use std::ops::Range;

use super::tree::{Build, Kind, indent, lines};
use crate::domain::note::front_matter::split::key;

/// Adds the pieces of a range of the text under `top`.
pub(super) fn read(build: &mut Build<'_>, top: usize, range: Range<usize>) {
    let text = build.text(0..range.end);
    // The pieces that we are in: indent and piece.
    let mut open: Vec<(usize, usize)> = Vec::new();
    // Empty lines and comments belong to what follows them.
    let mut waiting: Vec<(Kind, Range<usize>)> = Vec::new();
    for line in lines(text, range) {
        let whole = build.text(line.clone());
        let bare = whole.trim();
        let column = indent(whole);
        if bare.is_empty() || bare.starts_with('#') {
            waiting.push((if bare.is_empty() { Kind::Blank } else { Kind::Line }, line));
            continue;
        }
        let is_entry = bare == "-" || bare.starts_with("- ");
        let is_key = key(bare).is_some();
        let kind = match (is_entry, is_key) {
            (true, _) => Kind::Entry,
            (false, true) => Kind::Key,
            (false, false) => Kind::Line,
        };
        let holds = |build: &Build<'_>, (own, id): (usize, usize)| match kind {
            // A list may stand at its key's own indent; what is neither key nor entry belongs to the line above.
            Kind::Entry => own < column || own == column && build.kind(id) == Kind::Key,
            Kind::Line => own <= column,
            _ => own < column,
        };
        while open.last().is_some_and(|last| !holds(build, *last)) {
            open.pop();
        }
        let parent = open.last().map_or(top, |(_, id)| *id);
        for (kind, range) in waiting.drain(..) {
            build.push(kind, parent, range);
        }
        let id = build.push(kind, parent, line);
        if kind != Kind::Line {
            open.push((column, id));
        }
    }
    for (kind, range) in waiting {
        build.push(kind, top, range);
    }
}

/// The key of a line, as keys are compared.
pub(super) fn folded_key(text: &str) -> String {
    let key = key(text.trim()).map_or(text, |(key, _)| key);
    key.to_lowercase().replace('-', "_")
}
