//! Which versions meet where a side renamed a file that the other edited, or renamed too.

use std::collections::{BTreeMap, BTreeSet};

use super::{Changes, Entry, Pair, Place, Touched, Versions};
use crate::domain::merge::{Side, chosen};

/// What meets at each path. An edit goes where the other side moved the file; a rename that the other side leaves
/// no room for counts as a deletion and a new file.
pub(super) fn pairs<V: Versions>(
    changes: &Changes,
    versions: &mut V,
) -> Result<BTreeMap<Vec<u8>, Pair>, V::Error> {
    let own = |path: &Vec<u8>, entry: Option<Entry>| entry.map(|entry| Place { path: path.clone(), entry });
    let mut pairs: BTreeMap<Vec<u8>, Pair> = BTreeMap::new();
    for (path, Touched { base, a, b }) in &changes.touched {
        pairs.insert(path.clone(), Pair { base: *base, a: own(path, *a), b: own(path, *b) });
    }
    let olds: BTreeSet<&Vec<u8>> = changes.renamed_a.keys().chain(changes.renamed_b.keys()).collect();
    for old in olds {
        let Some(Touched { base: Some(base), a, b }) = changes.touched.get(old).copied() else { continue };
        let to = |renamed: &BTreeMap<Vec<u8>, Vec<u8>>, here: Option<Entry>| {
            renamed.get(old).filter(|_| here.is_none()).cloned()
        };
        let (new_a, new_b) = (to(&changes.renamed_a, a), to(&changes.renamed_b, b));
        let (a, b) = (
            new_a.as_ref().and_then(|new| added(&pairs, new, Side::A)).or_else(|| own(old, a)),
            new_b.as_ref().and_then(|new| added(&pairs, new, Side::B)).or_else(|| own(old, b)),
        );
        // Deleted by the other side: the renamed file is all there is.
        let (Some(a), Some(b)) = (a, b) else { continue };
        if !base.mode.is_file() || !a.entry.mode.is_file() || !b.entry.mode.is_file() {
            continue;
        }
        let is_free = |path: &[u8], side: Side| {
            pairs.get(path).is_some_and(|pair| match side {
                Side::A => pair.a.is_none() && pair.base.is_none(),
                Side::B => pair.b.is_none() && pair.base.is_none(),
            })
        };
        let name = match (a.path != *old, b.path != *old) {
            (true, true) if a.path == b.path => a.path.clone(),
            (true, true) if is_free(&a.path, Side::B) && is_free(&b.path, Side::A) => {
                let origins = (versions.origin(Side::A, &a.path)?, versions.origin(Side::B, &b.path)?);
                match chosen((&origins.0, &a.path), (&origins.1, &b.path)) {
                    Side::A => a.path.clone(),
                    Side::B => b.path.clone(),
                }
            }
            (true, false) if is_free(&a.path, Side::B) => a.path.clone(),
            (false, true) if is_free(&b.path, Side::A) => b.path.clone(),
            _ => continue,
        };
        for path in [old.clone(), a.path.clone(), b.path.clone()] {
            pairs.insert(path, Pair::default());
        }
        pairs.insert(name, Pair { base: Some(base), a: Some(a), b: Some(b) });
    }
    Ok(pairs)
}

/// What a side added under this name, where nothing was before and no rename has taken it yet.
fn added(pairs: &BTreeMap<Vec<u8>, Pair>, path: &[u8], side: Side) -> Option<Place> {
    let pair = pairs.get(path).filter(|pair| pair.base.is_none())?;
    let place = match side {
        Side::A => pair.a.clone(),
        Side::B => pair.b.clone(),
    };
    place.filter(|place| place.path == path)
}
