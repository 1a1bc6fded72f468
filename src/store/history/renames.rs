//! Where a file came from that a commit brought under another name.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt, path::Path};

use git2::{Delta, DiffDelta, DiffFindOptions, DiffOptions, FileMode, Oid, Repository};

/// How many files that went are compared with the one that came.
const MOST: usize = 200;

/// The path, in the tree `old`, of the file that the tree `new` holds at `path` and `old` does not: one that is
/// gone in `new`, with the same content, else with at least half of it.
pub(super) fn source(
    repo: &Repository,
    old: Oid,
    new: Oid,
    path: &[u8],
) -> Result<Option<Vec<u8>>, git2::Error> {
    let (old, new) = (repo.find_tree(old)?, repo.find_tree(new)?);
    let mut options = DiffOptions::new();
    let diff = repo.diff_tree_to_tree(Some(&old), Some(&new), Some(options.skip_binary_check(true)))?;
    let came = diff.deltas().find(|delta| {
        delta.status() == Delta::Added
            && is_file(&delta.new_file())
            && delta.new_file().path_bytes() == Some(path)
    });
    let Some(came) = came.map(|delta| delta.new_file().id()) else { return Ok(None) };
    let gone: Vec<DiffDelta<'_>> = diff
        .deltas()
        .filter(|delta| delta.status() == Delta::Deleted && is_file(&delta.old_file()))
        .collect();
    let named = |delta: &DiffDelta<'_>| delta.old_file().path_bytes().map(<[u8]>::to_vec);
    if gone.is_empty() || repo.find_blob(came)?.size() == 0 {
        return Ok(None);
    }
    if let Some(same) = gone.iter().find(|delta| delta.old_file().id() == came) {
        return Ok(named(same));
    }
    let mut options = DiffOptions::new();
    options.disable_pathspec_match(true).pathspec(Path::new(OsStr::from_bytes(path)));
    for path in gone.iter().take(MOST).filter_map(named) {
        options.pathspec(Path::new(OsStr::from_bytes(&path)));
    }
    let mut diff = repo.diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options))?;
    diff.find_similar(Some(DiffFindOptions::new().renames(true).rename_limit(MOST)))?;
    let renamed = diff
        .deltas()
        .find(|delta| delta.status() == Delta::Renamed && delta.new_file().path_bytes() == Some(path));
    Ok(renamed.as_ref().and_then(named))
}

fn is_file(file: &git2::DiffFile<'_>) -> bool {
    matches!(file.mode(), FileMode::Blob | FileMode::BlobExecutable | FileMode::BlobGroupWritable)
}
