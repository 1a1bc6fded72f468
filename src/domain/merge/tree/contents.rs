//! One file that both sides changed, or made.

use std::collections::BTreeSet;

use crate::domain::{
    digest::{Seal, is_untouched},
    merge::{Origin, Side, chosen, conflict, note},
    note::draft::{Draft, Reads},
    path::NotePath,
    roster::{clean_name, slug},
};

/// A side's version.
#[derive(Clone, Copy)]
pub(super) struct Version<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) origin: &'a Origin,
}

/// What became of both.
pub(super) struct Merged {
    pub(super) text: Text,
    /// The side of which something is not in it.
    pub(super) lost: Option<Side>,
}

/// A merged file's text.
pub(super) enum Text {
    /// A side's, as it is.
    Of(Side),
    /// Something of both.
    Merged(String),
}

/// What a file is merged as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digest,
    Note,
    Settings,
    Other,
}

/// Merges two files that differ, and differ from `base`; `None` where both have to be kept whole.
pub(super) fn merge(path: &[u8], base: Option<&[u8]>, a: Version<'_>, b: Version<'_>) -> Option<Merged> {
    let name = std::str::from_utf8(path).ok().and_then(NotePath::new);
    let kind = match &name {
        Some(path) if path.is_markdown() && path.is_under("digests") => Kind::Digest,
        Some(path) if path.is_markdown() => Kind::Note,
        Some(path) if path.as_str() == "headsup.yaml" => Kind::Settings,
        _ => Kind::Other,
    };
    if kind == Kind::Digest
        && let Some(side) = remade(a, b)
    {
        return Some(Merged { text: Text::Of(side), lost: None });
    }
    let (text_a, text_b) = (text(a.bytes)?, text(b.bytes)?);
    let is_conflict = name.as_ref().is_some_and(|path| conflict::original(path.as_str()).is_some());
    let before = match (base, kind, &name) {
        (Some(base), ..) => text(base)?,
        (None, Kind::Digest | Kind::Settings, _) if !is_conflict => "",
        (None, Kind::Note, Some(path)) if !is_conflict && agree(path, a.bytes, b.bytes) => "",
        _ => return None,
    };
    let a = note::Version { text: text_a, origin: a.origin };
    let b = note::Version { text: text_b, origin: b.origin };
    let merged = match kind {
        Kind::Digest | Kind::Note => note::merge(before, a, b),
        Kind::Settings => note::yaml(before, a, b),
        Kind::Other => note::lines(before, a, b),
    };
    let text = match merged.text {
        text if text == text_a => Text::Of(Side::A),
        text if text == text_b => Text::Of(Side::B),
        text => Text::Merged(text),
    };
    Some(Merged { text, lost: merged.lost })
}

/// The side whose digest is taken as it is, because nobody has written in the other.
fn remade(a: Version<'_>, b: Version<'_>) -> Option<Side> {
    match (is_untouched(a.bytes), is_untouched(b.bytes)) {
        (Seal::Untouched, Seal::Untouched) => Some(chosen((a.origin, a.bytes), (b.origin, b.bytes))),
        (Seal::Untouched, _) => Some(Side::B),
        (_, Seal::Untouched) => Some(Side::A),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Whether two files that both sides made are of one meeting, person or goal.
pub(super) fn agree(path: &NotePath, a: &[u8], b: &[u8]) -> bool {
    let of = |bytes: &[u8]| {
        let draft = Draft::read(path, bytes);
        let names = draft.names();
        let is_ours = names.profile.is_some() || draft.needs_roster() == Reads::WithRoster;
        let with: BTreeSet<String> = names.with.iter().map(|name| slug(&clean_name(name))).collect();
        is_ours.then(|| (with, draft.date()))
    };
    let (a, b) = (of(a), of(b));
    a.is_some() && a == b
}
