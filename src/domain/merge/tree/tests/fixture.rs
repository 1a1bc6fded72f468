use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::super::{BlobId, Changes, Content, Entry, Failure, Lies, Merged, Mode, Touched, Versions, merge};
use crate::domain::merge::{Origin, Side};

/// A folder's files.
pub(super) type Files = BTreeMap<String, (Mode, Vec<u8>)>;

/// `path: text` for each; a path that begins with `*` is executable, with `@` a link, with `+` a repository.
pub(super) fn files(all: &[(&str, &str)]) -> Files {
    let one = |(path, text): &(&str, &str)| {
        let modes = [('*', Mode::Executable), ('@', Mode::Link), ('+', Mode::Repository)];
        let found = modes.iter().find(|(sign, _)| path.starts_with(*sign));
        let (path, mode) = found.map_or((*path, Mode::Regular), |(_, mode)| (&path[1..], *mode));
        (path.to_owned(), (mode, text.as_bytes().to_vec()))
    };
    all.iter().map(one).collect()
}

pub(super) fn origin(day: i8, machine: &str) -> Origin {
    let time = jiff::civil::date(2026, 3, day).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    Origin { time, machine: machine.to_owned() }
}

/// Three versions of a folder, and who made the two sides.
pub(super) struct Three<'a> {
    pub(super) base: &'a Files,
    pub(super) a: (&'a Files, Origin),
    pub(super) b: (&'a Files, Origin),
    pub(super) renamed_a: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) renamed_b: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl<'a> Three<'a> {
    pub(super) fn new(base: &'a Files, a: &'a Files, b: &'a Files) -> Self {
        let (renamed_a, renamed_b) = (renamed(base, a), renamed(base, b));
        Self { base, a: (a, origin(4, "laptop")), b: (b, origin(5, "desk")), renamed_a, renamed_b }
    }

    pub(super) fn turned(&self) -> Self {
        Self {
            base: self.base,
            a: self.b.clone(),
            b: self.a.clone(),
            renamed_a: self.renamed_b.clone(),
            renamed_b: self.renamed_a.clone(),
        }
    }

    fn changes(&self) -> Changes {
        let mut touched = BTreeMap::new();
        let paths: BTreeSet<&String> =
            [self.base, self.a.0, self.b.0].iter().flat_map(|f| f.keys()).collect();
        for path in paths {
            let [base, a, b] = [self.base, self.a.0, self.b.0].map(|files| entry(files.get(path)));
            if base != a || base != b {
                touched.insert(path.clone().into_bytes(), Touched { base, a, b });
            }
        }
        Changes { touched, renamed_a: self.renamed_a.clone(), renamed_b: self.renamed_b.clone() }
    }

    /// The merged folder, and the paths of what could not be merged.
    pub(super) fn merged(&self) -> Result<(Files, Vec<String>), String> {
        let blobs: HashMap<BlobId, Vec<u8>> = [self.base, self.a.0, self.b.0]
            .iter()
            .flat_map(|files| files.values())
            .map(|(_, bytes)| (id(bytes), bytes.clone()))
            .collect();
        let mut versions = Memory { three: self, blobs: &blobs };
        let Merged { files, conflicts } = match merge(&self.changes(), &mut versions) {
            Ok(merged) => merged,
            Err(Failure::Repository(path)) => return Err(String::from_utf8(path).unwrap()),
            Err(Failure::Versions(())) => return Err("cannot be read".to_owned()),
        };
        let mut all = self.base.clone();
        for (path, kept) in files {
            let path = String::from_utf8(path).unwrap();
            match kept {
                None => drop(all.remove(&path)),
                Some(kept) => {
                    let bytes = match kept.content {
                        Content::Blob(blob) => blobs[&blob].clone(),
                        Content::Bytes(bytes) => bytes,
                    };
                    all.insert(path, (kept.mode, bytes));
                }
            }
        }
        Ok((all, conflicts.into_iter().map(|path| String::from_utf8(path).unwrap()).collect()))
    }
}

fn entry(file: Option<&(Mode, Vec<u8>)>) -> Option<Entry> {
    file.map(|(mode, bytes)| Entry { mode: *mode, blob: id(bytes) })
}

fn id(bytes: &[u8]) -> BlobId {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let mut id = [0; 20];
    id[..8].copy_from_slice(&hasher.finish().to_be_bytes());
    id
}

/// Files that went, and came back under another name with the same first line.
fn renamed(base: &Files, side: &Files) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let first = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
    let mut renamed: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for (old, (_, before)) in base.iter().filter(|(old, _)| !side.contains_key(*old)) {
        let found = side.iter().find(|(new, (_, after))| {
            !base.contains_key(*new)
                && first(before) == first(after)
                && !before.is_empty()
                && !renamed.values().any(|taken| taken == new.as_bytes())
        });
        renamed.extend(found.map(|(new, _)| (old.clone().into_bytes(), new.clone().into_bytes())));
    }
    renamed
}

struct Memory<'a> {
    three: &'a Three<'a>,
    blobs: &'a HashMap<BlobId, Vec<u8>>,
}

impl Versions for Memory<'_> {
    type Error = ();

    fn bytes(&mut self, blob: BlobId) -> Result<Option<Vec<u8>>, ()> {
        Ok(self.blobs.get(&blob).filter(|bytes| bytes.len() < 1000).cloned())
    }

    fn origin(&mut self, side: Side, path: &[u8]) -> Result<Origin, ()> {
        let (files, origin) = if side == Side::A { &self.three.a } else { &self.three.b };
        assert!(files.contains_key(std::str::from_utf8(path).unwrap()), "asked of a path that is not there");
        Ok(origin.clone())
    }

    fn untouched(&mut self, path: &[u8]) -> Result<Lies, ()> {
        let path = std::str::from_utf8(path).unwrap();
        if let Some(entry) = entry(self.three.base.get(path)) {
            return Ok(Lies::Entry(entry));
        }
        let below = format!("{path}/");
        let folder = self.three.base.keys().any(|other| other.starts_with(&below));
        Ok(if folder { Lies::Folder } else { Lies::Nothing })
    }
}
