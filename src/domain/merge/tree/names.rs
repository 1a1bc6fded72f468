//! Where the versions go that the merged tree cannot hold under their own names.

use std::collections::BTreeMap;

use super::{Content, Entry, Failure, Kept, Lies, Merged, Mode, Pair, Versions};
use crate::domain::merge::{Origin, Side, conflict};

/// How many names are tried.
const MOST: usize = 10_000;

type Files = BTreeMap<Vec<u8>, Option<Kept>>;

/// Versions that need a name beside the file they are of.
#[derive(Default)]
pub(super) struct Names {
    beside: Vec<Beside>,
}

struct Beside {
    of: Vec<u8>,
    origin: Origin,
    kept: Kept,
}

impl Names {
    /// Asks for a name for a version of the file at `path`.
    pub(super) fn beside(&mut self, path: &[u8], entry: Entry, origin: &Origin) {
        self.beside.push(Beside { of: path.to_vec(), origin: origin.clone(), kept: Kept::from(entry) });
    }

    /// Gives every version its place: first come the files whose name a folder has, then what was asked for, in an
    /// order that is the same from both sides.
    pub(super) fn settle<V: Versions>(
        mut self,
        pairs: &BTreeMap<Vec<u8>, Pair>,
        mut files: Files,
        versions: &mut V,
    ) -> Result<Merged, Failure<V::Error>> {
        let hidden: Vec<Vec<u8>> = files
            .iter()
            .filter(|(path, kept)| kept.is_some() && holds_folder(&files, path))
            .map(|(path, _)| path.clone())
            .collect();
        for path in hidden {
            let origin = origin_of(&path, pairs.get(&path), versions)?;
            if let (Some(kept), Some(origin)) = (files.insert(path.clone(), None).flatten(), origin) {
                if kept.mode == Mode::Repository {
                    return Err(Failure::Repository(path));
                }
                self.beside.push(Beside { of: path, origin, kept });
            }
        }
        let rank = |beside: &Beside| match &beside.kept.content {
            Content::Blob(blob) => blob.to_vec(),
            Content::Bytes(bytes) => bytes.clone(),
        };
        self.beside.sort_by(|a, b| {
            a.of.cmp(&b.of).then_with(|| (rank(a), a.kept.mode).cmp(&(rank(b), b.kept.mode)))
        });
        let mut conflicts = Vec::new();
        for Beside { of, origin, kept } in self.beside {
            for n in 1..=MOST {
                let name = name(&of, &origin, n);
                match lies(&files, &name, versions)? {
                    Found::Free => {
                        files.insert(name.clone(), Some(kept));
                        conflicts.push(name);
                        break;
                    }
                    Found::Kept(there) if is_same(&there, &kept) => break,
                    _ => {}
                }
            }
        }
        conflicts.sort();
        Ok(Merged { files, conflicts })
    }
}

/// The `n`-th name for a version of a file; a file that has such a name already is only numbered.
fn name(of: &[u8], origin: &Origin, n: usize) -> Vec<u8> {
    let text = std::str::from_utf8(of).ok().filter(|text| conflict::original(text).is_some());
    match text.and_then(|text| text.rfind(')')) {
        Some(close) => {
            let (mark, end) = of.split_at(close);
            [mark, format!(" {}", n + 1).as_bytes(), end].concat()
        }
        None => conflict::path(of, origin, n),
    }
}

fn is_same(there: &Kept, kept: &Kept) -> bool {
    there.content == kept.content && there.mode.is_file() == kept.mode.is_file()
}

enum Found {
    Free,
    Kept(Kept),
    Folder,
}

fn lies<V: Versions>(files: &Files, path: &[u8], versions: &mut V) -> Result<Found, V::Error> {
    if holds_folder(files, path) {
        return Ok(Found::Folder);
    }
    Ok(match files.get(path) {
        Some(Some(kept)) => Found::Kept(kept.clone()),
        Some(None) => Found::Free,
        None => match versions.untouched(path)? {
            Lies::Nothing => Found::Free,
            Lies::Entry(entry) => Found::Kept(Kept::from(entry)),
            Lies::Folder => Found::Folder,
        },
    })
}

/// Whether something is kept below a path.
fn holds_folder(files: &Files, path: &[u8]) -> bool {
    let below = [path, b"/"].concat();
    let after = files.range(below.clone()..);
    after.take_while(|(other, _)| other.starts_with(&below)).any(|(_, kept)| kept.is_some())
}

/// The greater origin of the versions that meet at a path.
fn origin_of<V: Versions>(
    path: &[u8],
    pair: Option<&Pair>,
    versions: &mut V,
) -> Result<Option<Origin>, V::Error> {
    let Some(pair) = pair else { return Ok(None) };
    let mut found = None;
    for (side, place) in [(Side::A, &pair.a), (Side::B, &pair.b)] {
        if let Some(place) =
            place.as_ref().filter(|place| Some(place.entry) != pair.base || place.path != path)
        {
            found = found.max(Some(versions.origin(side, &place.path)?));
        }
    }
    Ok(found)
}
