//! What is confidential stays so.

use std::{collections::HashSet, ops::Range};

use super::classes::{BASE, Classes, EARLY, LATE};
use crate::domain::note::{confidential::Hidden, place::Lines};

/// Whether each line that is confidential is so in the merged text too, given where the pieces stand in it. What one
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
        let sides = [hides(EARLY), hides(LATE)];
        let is_opened = sides.iter().flatten().any(|(lines, _)| !lines.contains(&true));
        let merged = merged.hide(range.clone());
        sides.iter().flatten().all(|side| {
            let was_before = hides(BASE).is_some_and(|base| base == *side);
            is_opened && was_before || side.0.iter().zip(&merged).all(|(was, is)| *is || !*was)
        })
    })
}

/// Whether a version shows a line that the other one made confidential.
pub(super) fn opens(base: &str, shown: &str, other: &str) -> bool {
    open_lines(base, shown, other).next().is_some()
}

/// A version without the lines that the other one made confidential.
pub(super) fn without(base: &str, shown: &str, other: &str) -> String {
    let open: Vec<usize> = open_lines(base, shown, other).collect();
    let lines = shown.split_inclusive('\n').enumerate();
    lines.filter(|(at, _)| open.binary_search(at).is_err()).map(|(_, line)| line).collect()
}

/// The lines of a version, by number from 0, that the other one made confidential and this one shows.
fn open_lines<'a>(base: &str, shown: &'a str, other: &str) -> impl Iterator<Item = usize> + use<'a> {
    let of = |text: &str| {
        let hidden = Hidden::of_text(text);
        let lines = text.lines().enumerate().filter(|(at, _)| hidden.holds(at + 1));
        let said = lines.map(|(_, line)| line.trim().to_owned());
        said.filter(|line| line.chars().any(char::is_alphanumeric)).collect::<HashSet<String>>()
    };
    let (before, made) = (of(base), of(other));
    let hidden = Hidden::of_text(shown);
    let is_open = move |(at, line): &(usize, &str)| {
        let line = line.trim();
        !hidden.holds(at + 1) && made.contains(line) && !before.contains(line)
    };
    shown.lines().enumerate().filter(is_open).map(|(at, _)| at)
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

    /// Of each line of a range whether it is confidential.
    fn hide(&self, range: Range<usize>) -> Vec<bool> {
        let last = range.end.saturating_sub(1).max(range.start);
        let lines = self.lines.line(range.start)..=self.lines.line(last);
        lines.map(|line| self.hidden.holds(line as usize)).collect()
    }
}
