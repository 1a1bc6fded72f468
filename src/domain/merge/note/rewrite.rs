//! Lines that one side wrote anew and the other changed: both changed the same thing to different values.

use std::collections::{HashMap, HashSet};

use super::{
    classes::{BASE, Classes, EARLY, LATE},
    own::Clash,
    tree::Kind,
};

/// Leaves of such lines those of the late side alone, all of them, so that what stands there can be read.
pub(super) fn settle(classes: &mut Classes<'_, '_>) -> Clash {
    let mut clash = Clash::No;
    for class in 0..classes.all.len() {
        for rest in broken(classes, class) {
            clash = Clash::Yes;
            classes.all[rest].lives = false;
        }
    }
    for parent in 0..classes.all.len() {
        if classes.all[parent].of.iter().any(Option::is_none) {
            continue;
        }
        for (writer, editor) in [(EARLY, LATE), (LATE, EARLY)] {
            for found in Place::all(classes, parent, writer, editor) {
                clash = Clash::Yes;
                let (gone, kept) =
                    if writer == LATE { (found.edited, Vec::new()) } else { (found.written, found.edited) };
                for class in gone {
                    classes.all[class].lives = false;
                }
                for class in kept {
                    classes.all[class].lives = true;
                }
            }
        }
    }
    clash
}

/// Of a line that the early side broke into several, and that the late side changed, the early side's other lines.
fn broken(classes: &Classes<'_, '_>, class: usize) -> Vec<usize> {
    let [was, early, late] = [BASE, EARLY, LATE].map(|version| classes.node(class, version));
    let (Some(was), Some(early), Some(late)) = (was, early, late) else { return Vec::new() };
    if was.kind != Kind::Line || [was.text, early.text].contains(&late.text) || early.text == was.text {
        return Vec::new();
    }
    let known: HashSet<&str> = was.text.split_whitespace().collect();
    let is_of_it = |other: &usize| {
        let new = classes.all[*other].of == [None, classes.all[*other].of[EARLY], None];
        let text = classes.node(*other, EARLY).filter(|node| new && node.kind == Kind::Line);
        text.is_some_and(|node| node.text.split_whitespace().all(|word| known.contains(word)))
    };
    let (before, behind) = classes.beside(class, EARLY);
    before.take_while(is_of_it).chain(behind.take_while(is_of_it)).collect()
}

/// Where both sides changed the same lines.
struct Place {
    /// What the one put in their place.
    written: Vec<usize>,
    /// What the other made of them.
    edited: Vec<usize>,
}

impl Place {
    fn all(classes: &Classes<'_, '_>, parent: usize, writer: usize, editor: usize) -> Vec<Self> {
        let of = [BASE, writer, editor].map(|version| Children::of(classes, parent, version));
        let [before, written, edited] = &of;
        let is_out = |class: &usize| {
            let kind = classes.kind(*class);
            classes.all[*class].of[writer].is_none() && matches!(kind, Kind::Line | Kind::Blank)
        };
        let is_line = |class: &usize| classes.kind(*class) == Kind::Line;
        let mut out = Vec::new();
        let mut at = 0;
        while at < before.list.len() {
            let length = before.list[at..].iter().take_while(|class| is_out(class)).count();
            let (head, rest) = before.list.split_at(at);
            let (lines, tail) = rest.split_at(length);
            at += length.max(1);
            let first = lines.iter().position(is_line).unwrap_or(length);
            let last = lines.iter().rposition(is_line).map_or(first, |last| last + 1);
            let lines = &lines[first..last];
            if lines.is_empty() {
                continue;
            }
            let is_new = |class: &usize| {
                let of = classes.all[*class].of;
                of[BASE].is_none() && (of[writer].is_none() || of[editor].is_none())
            };
            let new = |between: &[usize]| -> Vec<usize> {
                let new: Vec<usize> = between.iter().copied().filter(|class| is_new(class)).collect();
                let only_text =
                    new.iter().all(|class| matches!(classes.kind(*class), Kind::Line | Kind::Blank));
                new.into_iter().filter(|class| is_line(class) || only_text).collect()
            };
            let written = new(written.between(head, tail));
            if !written.iter().any(is_line) {
                continue;
            }
            let stays = |class: &&usize| edited.place.contains_key(*class);
            let all_stay = lines.iter().filter(|class| is_line(class)).all(|class| stays(&class));
            let inside = if all_stay { edited.among(lines) } else { edited.between(head, tail) };
            let inside = new(inside);
            let is_changed = |class: &usize| match (classes.node(*class, BASE), classes.node(*class, editor))
            {
                (Some(was), Some(is)) => was.text.trim() != is.text.trim(),
                _ => false,
            };
            if lines.iter().any(is_changed) || inside.iter().any(is_line) {
                let edited = lines.iter().filter(stays).copied().chain(inside).collect();
                out.push(Self { written, edited });
            }
        }
        out
    }
}

/// What one piece holds in one version.
struct Children {
    list: Vec<usize>,
    place: HashMap<usize, usize>,
}

impl Children {
    fn of(classes: &Classes<'_, '_>, parent: usize, version: usize) -> Self {
        let list = classes.children(parent, version);
        let place = list.iter().enumerate().map(|(at, class)| (*class, at)).collect();
        Self { list, place }
    }

    /// Those between the last of some and the first of others that are here.
    fn between(&self, head: &[usize], tail: &[usize]) -> &[usize] {
        let place = |class: &usize| self.place.get(class).copied();
        let from = head.iter().rev().find_map(place).map_or(0, |place| place + 1);
        let to = tail.iter().find_map(place).unwrap_or(self.list.len());
        self.list.get(from..to).unwrap_or_default()
    }

    /// Those from the first of some to the last.
    fn among(&self, some: &[usize]) -> &[usize] {
        let places: Vec<usize> = some.iter().filter_map(|class| self.place.get(class).copied()).collect();
        let (first, last) = (places.iter().min().copied(), places.iter().max().copied());
        first.zip(last).and_then(|(first, last)| self.list.get(first..=last)).unwrap_or_default()
    }
}
