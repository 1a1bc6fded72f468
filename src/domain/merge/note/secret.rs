//! What is confidential stays so.

use std::ops::Range;

use super::classes::{BASE, Classes, EARLY, LATE};
use crate::domain::note::{confidential::Hidden, place::Lines};

/// Whether each piece that is confidential is so in the merged text too, given where the pieces stand in it. What one
/// version hides and the other does not is confidential, unless it was before and is word for word what it was.
pub(super) fn keeps(classes: &Classes<'_, '_>, text: &str, placed: &[(usize, Range<usize>)]) -> bool {
    let versions = [BASE, EARLY, LATE].map(|version| Secrets::of(classes.versions[version].source));
    if versions.iter().all(|version| version.hidden == Hidden::Nothing) {
        return true;
    }
    let merged = Secrets::of(text);
    placed.iter().all(|(class, range)| {
        let hides = |version: usize| {
            let node = classes.node(*class, version).filter(|node| !node.text.trim().is_empty())?;
            Some((versions[version].hide(node.range()), node.text.trim()))
        };
        let (early, late) = (hides(EARLY), hides(LATE));
        let hider = [early, late].into_iter().flatten().find(|(hides, _)| *hides);
        let is_open = [early, late].into_iter().flatten().any(|(hides, _)| !hides);
        let wanted = hider.is_some() && !(is_open && hides(BASE) == hider);
        !wanted || merged.hide(range.clone())
    })
}

/// The confidential lines of a text.
struct Secrets<'a> {
    hidden: Hidden,
    lines: Lines<'a>,
}

impl<'a> Secrets<'a> {
    fn of(text: &'a str) -> Self {
        Self { hidden: Hidden::of_text(text), lines: Lines::new(text) }
    }

    /// Whether any line of a range is confidential.
    fn hide(&self, range: Range<usize>) -> bool {
        let last = range.end.saturating_sub(1).max(range.start);
        let lines = self.lines.line(range.start)..=self.lines.line(last);
        self.hidden != Hidden::Nothing && lines.into_iter().any(|line| self.hidden.holds(line as usize))
    }
}
