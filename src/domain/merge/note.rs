//! One text of a notebook, merged by what it means: front matter by key, items by identity and field by field,
//! sections by heading, all else by lines.
//!
//! Values that stand in two forms are brought into one (`form`), each version is taken apart into a tree of pieces
//! that are byte ranges of it (`tree`), and the pieces of the three versions are matched (`matching`). Each piece then
//! stands in the merged text once, where the side that moved it put it, and says what the side that changed it says
//! (`classes`, `rewrite`, `weave`, `own`). What neither touched is copied byte for byte.
//!
//! Inside, the two sides are *early* and *late*, by their origins: the late side is the one whose values are chosen,
//! and nothing depends on which of them was given first.

mod align;
mod blocks;
mod check;
mod classes;
mod flow;
mod form;
mod line;
mod matching;
mod numbering;
mod own;
mod parts;
mod rewrite;
mod secret;
mod similar;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod weave;
mod words;
mod yaml;

use super::{Origin, Side, chosen};
use crate::domain::note::decode::LARGEST;

use own::Clash;
use tokens::{Named, Numbers};
use tree::{Shape, Tree};

/// A version of a file's text.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The whole file.
    pub text: &'a str,
    /// Which commit made it.
    pub origin: &'a Origin,
}

/// What became of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file's text.
    pub text: String,
    /// The side of which something is not in it: that side's whole version is to be kept beside it. At most one,
    /// since within a file the same side is chosen everywhere.
    pub lost: Option<Side>,
}

/// Merges two versions of one note; `base` is the version both came from, empty where both made the file.
///
/// Where one side took something out and the other changed it, the change stays; where it put other lines in their
/// place, both changed the same thing. What both added is there once where it is the same, else one behind the other,
/// the side with the lesser origin first. The result has no error that neither version has: rather than that, more is
/// chosen from one side.
#[must_use]
pub fn merge(base: &str, a: Version<'_>, b: Version<'_>) -> Merged {
    both(base, a, b, |base, early, late| {
        let ways: [(Shape, Grain); 6] = [
            (Shape::Note, Grain::Fields),
            // Where one side put headings in and the other took some out, what is under which heading tells little.
            (Shape::Flat, Grain::Fields),
            // Where one side put in what makes all of it something else, such as a fence of code that stays open.
            (Shape::Lines, Grain::Fields),
            (Shape::Note, Grain::Items),
            (Shape::Flat, Grain::Items),
            (Shape::Note, Grain::Sections),
        ];
        let mut disordered = None;
        for (shape, grain) in ways {
            let Some((text, clash)) = attempt(shape, grain, [base, early, late]) else { continue };
            let reads = check::has_no_new_error(&text, [early, late]);
            if !reads || !check::holds(&text, late, [base, early]) {
                continue;
            }
            let clash = if check::holds(&text, early, [base, late]) { clash } else { Clash::Yes };
            if check::is_in_order(&text, base, [early, late]) {
                return Some((text, clash));
            }
            disordered.get_or_insert((text, clash));
        }
        disordered
    })
}

/// Merges two versions of a file that is YAML as a whole, by key.
#[must_use]
pub fn yaml(base: &str, a: Version<'_>, b: Version<'_>) -> Merged {
    both(base, a, b, |base, early, late| {
        let (text, clash) = attempt(Shape::Yaml, Grain::Fields, [base, early, late])?;
        let reads = check::is_yaml(&text) || !check::is_yaml(early) || !check::is_yaml(late);
        reads.then_some((text, clash))
    })
}

/// Merges two versions of any text by its lines.
#[must_use]
pub fn lines(base: &str, a: Version<'_>, b: Version<'_>) -> Merged {
    both(base, a, b, |base, early, late| attempt(Shape::Lines, Grain::Fields, [base, early, late]))
}

/// How finely two versions are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// What both changed is merged field by field.
    Fields,
    /// Of an item that both changed one version is chosen.
    Items,
    /// Of a section that both changed, and of the front matter, one version is chosen.
    Sections,
}

/// Settles what needs no merge, and who is early and who is late, for a `merge` of base, early and late; where that
/// comes to nothing, the late version is chosen whole; where it shows what the early one made confidential, the early
/// one; where both do, the late one without those lines.
fn both(
    base: &str,
    a: Version<'_>,
    b: Version<'_>,
    merge: impl Fn(&str, &str, &str) -> Option<(String, Clash)>,
) -> Merged {
    if a.text == b.text || b.text == base {
        return Merged { text: a.text.to_owned(), lost: None };
    }
    if a.text == base {
        return Merged { text: b.text.to_owned(), lost: None };
    }
    let (early, late, loser) = match chosen((a.origin, a.text.as_bytes()), (b.origin, b.text.as_bytes())) {
        Side::A => (b.text, a.text, Side::B),
        Side::B => (a.text, b.text, Side::A),
    };
    let fits = [base, early, late].iter().all(|text| text.len() <= LARGEST);
    let merged = if fits { merge(base, early, late) } else { None };
    if let Some((text, clash)) = merged {
        return Merged { text, lost: (clash == Clash::Yes).then_some(loser) };
    }
    if !secret::opens(base, late, early) {
        return Merged { text: late.to_owned(), lost: Some(loser) };
    }
    if !secret::opens(base, early, late) {
        let winner = if loser == Side::A { Side::B } else { Side::A };
        return Merged { text: early.to_owned(), lost: Some(winner) };
    }
    Merged { text: secret::without(base, late, early), lost: Some(loser) }
}

/// Merges three texts, each taken apart alike.
fn attempt(shape: Shape, grain: Grain, versions: [&str; 3]) -> Option<(String, Clash)> {
    let marked = versions.map(|text| text.starts_with(MARK));
    let texts = form::alike(shape, versions.map(|text| text.strip_prefix(MARK).unwrap_or(text)));
    let [base, early, late] = texts.each_ref().map(String::as_str);
    let mut numbers = Numbers::default();
    let mut named = |text| {
        let tree = Tree::read(shape, text);
        let tree = if grain == Grain::Sections { tree.coarse() } else { tree };
        Named::new(text, tree, &mut numbers)
    };
    let (base, early, late) = (named(base), named(early), named(late));
    let (text, clash) = weave::weave([&base, &early, &late], grain, &mut numbers)?;
    let has_mark = if marked[1] == marked[0] { marked[2] } else { marked[1] };
    Some((if has_mark { format!("{MARK}{text}") } else { text }, clash))
}

/// The byte order mark.
const MARK: char = '\u{FEFF}';

/// Merges lines, for a piece that is several: its text and whether something of it is lost.
fn lines_of(base: &str, early: &str, late: &str) -> Option<(String, Clash)> {
    attempt(Shape::Lines, Grain::Fields, [base, early, late])
}
