//! Which files a side renamed: the same content under another name, else at least half of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use git2::{Delta, DiffFindOptions, DiffOptions, Oid, Repository};

use super::{Difference, differ::Held};

/// How many files are compared by what they hold, and how large they may be, in bytes.
const MOST: usize = 200;
const LARGEST: usize = 1 << 20;

/// Old paths, of those that are wanted, and the new ones.
pub(super) fn detect(
    repo: &Repository,
    (base, side): (Option<Oid>, Oid),
    differences: &[Difference],
    wanted: &BTreeSet<Vec<u8>>,
) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, git2::Error> {
    let mut renamed = BTreeMap::new();
    let Some(base) = base.filter(|_| !wanted.is_empty()) else { return Ok(renamed) };
    let is_file = |held: &Held| held.0 & 0o170_000 == 0o100_000;
    let mut came: BTreeMap<&[u8], Oid> = BTreeMap::new();
    let mut went: BTreeMap<&[u8], Oid> = BTreeMap::new();
    for one in differences {
        match (one.old.filter(is_file), one.new.filter(is_file)) {
            (None, Some((_, id))) if one.old.is_none() => drop(came.insert(&one.path, id)),
            (Some((_, id)), None) if wanted.contains(&one.path) => drop(went.insert(&one.path, id)),
            _ => {}
        }
    }
    let odb = repo.odb()?;
    let size = |id: Oid| odb.read_header(id).map(|(size, _)| size);
    let mut by_id: BTreeMap<Oid, Vec<&[u8]>> = BTreeMap::new();
    came.iter().for_each(|(path, id)| by_id.entry(*id).or_default().push(path));
    let name = |path: &[u8]| path.rsplit(|byte| *byte == b'/').next().unwrap_or_default().to_vec();
    for (old, id) in &went {
        let Some(same) = by_id.get_mut(id).filter(|same| !same.is_empty()) else { continue };
        if size(*id)? > 0 {
            let at = same.iter().position(|new| name(new) == name(old)).unwrap_or(0);
            let new = same.remove(at);
            came.remove(new);
            renamed.insert(old.to_vec(), new.to_vec());
        }
    }
    went.retain(|old, _| !renamed.contains_key(*old));
    if went.is_empty() || came.is_empty() {
        return Ok(renamed);
    }
    let mut options = DiffOptions::new();
    options.disable_pathspec_match(true).skip_binary_check(true);
    for files in [&went, &came] {
        let mut paths = 0;
        for (path, id) in files {
            if paths < MOST && (1..=LARGEST).contains(&size(*id)?) {
                options.pathspec(Path::new(OsStr::from_bytes(path)));
                paths += 1;
            }
        }
        if paths == 0 {
            return Ok(renamed);
        }
    }
    let (base, side) = (repo.find_tree(base)?, repo.find_tree(side)?);
    let mut diff = repo.diff_tree_to_tree(Some(&base), Some(&side), Some(&mut options))?;
    diff.find_similar(Some(DiffFindOptions::new().renames(true).rename_limit(MOST)))?;
    for delta in diff.deltas().filter(|delta| delta.status() == Delta::Renamed) {
        let paths = (delta.old_file().path_bytes(), delta.new_file().path_bytes());
        if let (Some(old), Some(new)) = paths
            && went.contains_key(old)
            && came.contains_key(new)
        {
            renamed.insert(old.to_vec(), new.to_vec());
        }
    }
    Ok(renamed)
}
