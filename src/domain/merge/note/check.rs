//! What must hold of a merged text, looked at from outside.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    align::in_order,
    blocks::marker,
    parts::Parts,
    parts::read,
    tokens::is_seal,
    tree::{Kind, ROOT, Shape, Tree},
};
use crate::domain::{
    config::Config,
    note::{diagnostic::Severity, draft::Draft, front_matter, place::Report, when},
    path::NotePath,
    roster::Roster,
};

/// Whether a note can be read without an error that no other version of it has.
pub(super) fn has_no_new_error(text: &str, versions: [&str; 2]) -> bool {
    // Where a file lies says what it is, where it does not say so itself.
    let places = ["2026-01-01-x.md", "people/x.md", "goals/x.md", "x/notes.md"];
    let roster = Roster::new(Vec::new(), &BTreeSet::from(["x".to_owned()]), &[]);
    let known = |text: &str| -> BTreeSet<Fault> {
        let read = places.iter().filter_map(|place| NotePath::new(*place));
        read.flat_map(|path| faults(&path, text, &roster)).chain(ids_twice(text)).collect()
    };
    let found = known(text);
    found.is_empty() || {
        let before: BTreeSet<Fault> = versions.into_iter().flat_map(known).collect();
        found.is_subset(&before)
    }
}

/// Whether a text can be read as YAML.
pub(super) fn is_yaml(text: &str) -> bool {
    let Some(path) = NotePath::new("file.yaml") else { return true };
    let mut report = Report::new(&path, text);
    front_matter::entries(text, 0..text.len(), &mut report);
    report.finish().iter().all(|found| found.severity != Severity::Error)
}

/// Whether what a version says and no other one said is in the text: each word of the lines that are new in it.
pub(super) fn holds(text: &str, version: &str, others: [&str; 2]) -> bool {
    let lines: HashSet<&str> =
        text.lines().chain(others.iter().flat_map(|other| other.lines())).map(str::trim).collect();
    let mut known: Option<HashSet<String>> = None;
    version.lines().map(str::trim).filter(|line| !lines.contains(line) && !is_seal(line)).all(|line| {
        let known =
            known.get_or_insert_with(|| words(text).chain(others.into_iter().flat_map(words)).collect());
        // The number that an item has in its list is not what it says.
        let said = line.get(marker(line).unwrap_or(0)..).unwrap_or_default();
        words(said).all(|word| known.contains(&word))
    })
}

/// Whether the lines that neither version touched stand in the text as they did in the base.
pub(super) fn is_in_order(text: &str, base: &str, versions: [&str; 2]) -> bool {
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut numbers = |text: &str| -> Vec<u32> {
        let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        let next = |known: &HashMap<String, u32>| u32::try_from(known.len()).unwrap_or(u32::MAX);
        lines
            .map(|line| {
                let next = next(&known);
                *known.entry(line.to_owned()).or_insert(next)
            })
            .collect()
    };
    let base = numbers(base);
    let kept = versions.map(|version| {
        in_order(&base, &numbers(version)).into_iter().map(|(at, _)| at).collect::<HashSet<usize>>()
    });
    let mut rest = numbers(text).into_iter();
    let untouched = (0..base.len()).filter(|at| kept.iter().all(|kept| kept.contains(at)));
    untouched.filter_map(|at| base.get(at)).all(|line| rest.any(|other| other == *line))
}

/// The words of a text, whatever their case.
fn words(text: &str) -> impl Iterator<Item = String> + use<'_> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

type Fault = (String, String);

fn faults(path: &NotePath, text: &str, roster: &Roster) -> Vec<Fault> {
    let note = Draft::read(path, text.as_bytes()).resolve(roster, &Config::default());
    let errors = note.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (format!("{path} {}", found.code), found.message)).collect()
}

/// The ids that stand twice in one meeting: in a whole note, or under one dated heading.
fn ids_twice(text: &str) -> Vec<Fault> {
    let tree = Tree::read(Shape::Note, text);
    let mut meetings: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    let mut out = Vec::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        let heading = node.text.trim().trim_start_matches('#').trim();
        let is_day = node.kind == Kind::Section && when::heading_date(heading).is_some();
        let meeting = if is_day { id } else { meetings.get(node.parent).copied().unwrap_or(ROOT) };
        meetings.push(meeting);
        let found = match node.kind {
            Kind::Item | Kind::Entry => read(Parts::of(node.kind, node.text).body).id,
            _ => None,
        };
        if let Some(found) = found
            && !seen.insert((meeting, found.clone()))
        {
            let place = tree.nodes.get(meeting).map_or("", |node| node.text);
            out.push((format!("id-twice {}", place.trim()), found));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::has_no_new_error;

    #[test]
    fn an_error_that_only_some_kind_of_note_has_counts() {
        let early = "---\ndate: 2026-03-03\n- [ ] send it\n--- due:2026-03-20\n\nwith: priya\n";
        let merged = "---\ndate: 2026-03-03\n- [ ] send it\n--- due:2026-03-20\n\nwith: priya\n---\n";
        assert!(has_no_new_error(early, [early, early]));
        assert!(!has_no_new_error(merged, [early, "with: priya\n---\n"]));
    }
}
