//! Two versions of a notebook's files and the one both came from: what the merged tree holds at each path.
//!
//! Both sides are alike: `merge` of a and b is `merge` of b and a. What one side has and the merged tree cannot is
//! kept beside it under the name that [`conflict`](super::conflict) gives. What a file holds is looked at only where
//! both sides changed it.

mod contents;
mod names;
mod renames;

use std::collections::BTreeMap;

use super::{Origin, Side, chosen};
use contents::{Text, Version};
use names::Names;

/// A blob's name in git.
pub type BlobId = [u8; 20];

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// A file.
    Regular,
    /// A file that its owner may execute.
    Executable,
    /// A symbolic link, whose content is its target.
    Link,
    /// A repository of its own (a submodule), whose "blob" is a commit.
    Repository,
}

impl Mode {
    fn is_file(self) -> bool {
        matches!(self, Self::Regular | Self::Executable)
    }
}

/// What a tree holds at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entry {
    /// What it is.
    pub mode: Mode,
    /// What it holds.
    pub blob: BlobId,
}

/// A path that a side changed, as all three trees hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The version that both came from.
    pub base: Option<Entry>,
    /// One side's.
    pub a: Option<Entry>,
    /// The other's.
    pub b: Option<Entry>,
}

/// What the two sides changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Every path that differs between the base and a side. `/`-separated, from the notebook's root.
    pub touched: BTreeMap<Vec<u8>, Touched>,
    /// Files that a renamed: the old path and the new one.
    pub renamed_a: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Files that b renamed.
    pub renamed_b: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// Where the merge looks for what it needs to know, no sooner than it needs it.
pub trait Versions {
    /// Why something could not be looked up.
    type Error;

    /// What a blob holds; `None` where it is too large to be merged.
    ///
    /// # Errors
    /// When it cannot be read.
    fn bytes(&mut self, blob: BlobId) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Which commit gave a path of a side what it holds.
    ///
    /// # Errors
    /// When it cannot be found.
    fn origin(&mut self, side: Side, path: &[u8]) -> Result<Origin, Self::Error>;

    /// What both sides hold at a path that none of them touched.
    ///
    /// # Errors
    /// When it cannot be read.
    fn untouched(&mut self, path: &[u8]) -> Result<Lies, Self::Error>;
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// Nothing.
    Nothing,
    /// A file, a link or a repository.
    Entry(Entry),
    /// A folder.
    Folder,
}

/// What the merged tree holds at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub mode: Mode,
    /// What it holds.
    pub content: Content,
}

/// What a file of the merged tree holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// What a side held.
    Blob(BlobId),
    /// What was merged.
    Bytes(Vec<u8>),
}

/// The merged tree, as far as a side touched it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What it holds at each path that a side touched, and beside it.
    pub files: BTreeMap<Vec<u8>, Option<Kept>>,
    /// The paths among them that keep what could not be merged.
    pub conflicts: Vec<Vec<u8>>,
}

/// Why two trees were not merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// Both sides changed which commit of another repository lies here.
    Repository(Vec<u8>),
    /// Something could not be looked up.
    Versions(E),
}

impl<E> From<E> for Failure<E> {
    fn from(error: E) -> Self {
        Self::Versions(error)
    }
}

/// Merges what two sides changed.
///
/// # Errors
/// When both moved a submodule, or something cannot be looked up.
pub fn merge<V: Versions>(changes: &Changes, versions: &mut V) -> Result<Merged, Failure<V::Error>> {
    let pairs = renames::pairs(changes, versions)?;
    let mut names = Names::default();
    let mut files = BTreeMap::new();
    for (path, pair) in &pairs {
        let kept = resolve(path, pair, versions, &mut names)?;
        files.insert(path.clone(), kept);
    }
    names.settle(&pairs, files, versions)
}

/// The versions that meet at one path of the merged tree; a side's may have another path there.
#[derive(Clone, Debug, Default)]
struct Pair {
    base: Option<Entry>,
    a: Option<Place>,
    b: Option<Place>,
}

/// A side's version, and its path on that side.
#[derive(Clone, Debug)]
struct Place {
    path: Vec<u8>,
    entry: Entry,
}

/// What the merged tree holds; the version that it cannot is handed to `names`.
fn resolve<V: Versions>(
    path: &[u8],
    pair: &Pair,
    versions: &mut V,
    names: &mut Names,
) -> Result<Option<Kept>, Failure<V::Error>> {
    let (a, b) = (pair.a.as_ref().map(|a| a.entry), pair.b.as_ref().map(|b| b.entry));
    let only = match (a, b) {
        (a, b) if a == b || b == pair.base => Some(a),
        (a, b) if a == pair.base => Some(b),
        _ => None,
    };
    if let Some(entry) = only {
        return Ok(entry.map(Kept::from));
    }
    if [pair.base, a, b].into_iter().flatten().any(|entry| entry.mode == Mode::Repository) {
        return Err(Failure::Repository(path.to_vec()));
    }
    match (&pair.a, &pair.b) {
        (Some(a), Some(b)) => both(path, pair.base, [a, b], versions, names).map(Some),
        // Deleted here, edited there: the edit lives.
        (one, other) => Ok(one.as_ref().or(other.as_ref()).map(|place| Kept::from(place.entry))),
    }
}

fn both<V: Versions>(
    path: &[u8],
    base: Option<Entry>,
    [a, b]: [&Place; 2],
    versions: &mut V,
    names: &mut Names,
) -> Result<Kept, Failure<V::Error>> {
    let base = base.filter(|base| base.mode.is_file());
    let are_files = a.entry.mode.is_file() && b.entry.mode.is_file();
    let mode = match base.map(|base| base.mode) {
        _ if a.entry.mode == b.entry.mode => a.entry.mode,
        Some(base) if base == a.entry.mode => b.entry.mode,
        Some(base) if base == b.entry.mode => a.entry.mode,
        _ => Mode::Executable,
    };
    if are_files && a.entry.blob == b.entry.blob {
        return Ok(Kept { mode, content: Content::Blob(a.entry.blob) });
    }
    // One side changed the mode alone.
    for (one, other) in [(a, b), (b, a)] {
        if are_files && base.is_some_and(|base| base.blob == one.entry.blob) {
            return Ok(Kept { mode, content: Content::Blob(other.entry.blob) });
        }
    }
    let origins = (versions.origin(Side::A, &a.path)?, versions.origin(Side::B, &b.path)?);
    let mut bytes = |blob: BlobId| if are_files { versions.bytes(blob) } else { Ok(None) };
    if let (Some(in_a), Some(in_b)) = (bytes(a.entry.blob)?, bytes(b.entry.blob)?) {
        let before = base.map(|base| bytes(base.blob)).transpose()?;
        let [in_a, in_b] = [(&in_a, &origins.0), (&in_b, &origins.1)]
            .map(|(bytes, origin)| Version { bytes: bytes.as_slice(), origin });
        // A base that is too large to be read is as good as none of these.
        let merged = match before {
            Some(None) => None,
            before => contents::merge(path, before.flatten().as_deref(), in_a, in_b),
        };
        if let Some(merged) = merged {
            if let Some(lost) = merged.lost {
                let (place, origin) = of_side(lost, [a, b], (&origins.0, &origins.1));
                names.beside(path, place.entry, origin);
            }
            let content = match merged.text {
                Text::Of(Side::A) => Content::Blob(a.entry.blob),
                Text::Of(Side::B) => Content::Blob(b.entry.blob),
                Text::Merged(text) => Content::Bytes(text.into_bytes()),
            };
            return Ok(Kept { mode, content });
        }
    }
    let rank = |entry: Entry| [&entry.blob[..], &[entry.mode as u8]].concat();
    let kept = chosen((&origins.0, &rank(a.entry)), (&origins.1, &rank(b.entry)));
    let (lost, kept) = if kept == Side::A { (Side::B, a) } else { (Side::A, b) };
    let (lost, origin) = of_side(lost, [a, b], (&origins.0, &origins.1));
    names.beside(path, lost.entry, origin);
    Ok(Kept::from(kept.entry))
}

fn of_side<'s>(
    side: Side,
    [a, b]: [&'s Place; 2],
    origins: (&'s Origin, &'s Origin),
) -> (&'s Place, &'s Origin) {
    match side {
        Side::A => (a, origins.0),
        Side::B => (b, origins.1),
    }
}

impl From<Entry> for Kept {
    fn from(Entry { mode, blob }: Entry) -> Self {
        Self { mode, content: Content::Blob(blob) }
    }
}

#[cfg(test)]
mod tests;
