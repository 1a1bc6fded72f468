//! What is not taken over from another machine, whatever it is for.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

use git2::{ObjectType, Oid, Repository};

use super::{Difference, Limits, Stop};
use crate::store::history::{
    Error, History,
    attributes::{Attributes, Storage},
    tree::{self, GITLINK, TREE},
};

/// The longest name of a file, in bytes, as file systems have it.
const LONGEST_NAME: usize = 255;
/// The longest path, in bytes: with a name for a draft beside it, the system's 4,096.
const LONGEST_PATH: usize = 4000;
/// The longest target of a link, in bytes.
const LONGEST_TARGET: usize = 4095;

/// Whether git refuses a name, in any spelling that a file system takes for `.git`. It may hold a backslash, which
/// some take for a separator.
pub(super) fn is_refused(name: &[u8]) -> bool {
    // HFS+ passes over these characters.
    let ignored = |c: &char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let text = String::from_utf8_lossy(name);
    let plain: String = text.chars().filter(|c| !ignored(c)).collect();
    // NTFS passes over dots and blanks at the end, and takes what follows a colon for a stream of the file.
    let is_git = |part: &str| {
        let part = part.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']);
        part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case("git~1")
    };
    matches!(name, b"" | b"." | b"..")
        || name.len() > LONGEST_NAME
        || name.iter().any(|byte| matches!(byte, 0 | b'/'))
        || plain.split('\\').any(is_git)
}

/// What is wrong with the files that another machine brings.
pub(super) fn incoming(
    repo: &Repository,
    limits: Limits,
    differences: &[Difference],
) -> Result<Option<Stop>, Error> {
    let doing = "look at what was fetched";
    let odb = repo.odb().map_err(Error::git(doing))?;
    for Difference { path, new, .. } in differences {
        let Some((mode, id)) = new.filter(|(mode, _)| *mode != GITLINK) else { continue };
        let (size, kind) = odb.read_header(id).map_err(Error::git(doing))?;
        if kind != ObjectType::Blob {
            return Ok(Some(Stop::Kind(path.clone())));
        }
        if size as u64 > limits.file {
            return Ok(Some(Stop::Large { path: path.clone(), size: size as u64, limit: limits.file }));
        }
        if mode == 0o120_000 && !is_target(repo, id, size).map_err(Error::git(doing))?
            || is_special(path, mode)
        {
            return Ok(Some(Stop::Kind(path.clone())));
        }
    }
    Ok(None)
}

fn is_target(repo: &Repository, id: Oid, size: usize) -> Result<bool, git2::Error> {
    Ok((1..=LONGEST_TARGET).contains(&size) && !repo.find_blob(id)?.content().contains(&0))
}

/// git refuses links under this name, because it would follow them.
fn is_special(path: &[u8], mode: u32) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    mode == 0o120_000 && name.eq_ignore_ascii_case(b".gitmodules")
}

/// What keeps these differences from being written to the work tree.
pub(super) fn on_disk(
    history: &History,
    repo: &Repository,
    to: Oid,
    differences: &[Difference],
) -> Result<Option<Stop>, Error> {
    let attributes = Attributes::read(history, repo, Some(to))?;
    for one in differences {
        if history.work_tree().as_os_str().len() + one.path.len() > LONGEST_PATH {
            return Ok(Some(Stop::Deep(one.path.clone())));
        }
        let place = history.work_tree().join(OsStr::from_bytes(&one.path));
        if place.starts_with(history.git_dir()) || place.starts_with(history.common_dir()) {
            return Ok(Some(Stop::Name(one.path.clone())));
        }
        if let Some((_, id)) = one.new.filter(|(mode, _)| *mode & 0o170_000 == 0o100_000) {
            if let Storage::Foreign(through) = attributes.storage(&one.path) {
                return Ok(Some(Stop::Filter { path: one.path.clone(), through }));
            }
            if brings_filter(repo, &one.path, id)? {
                let through = "a program that this file names".to_owned();
                return Ok(Some(Stop::Filter { path: one.path.clone(), through }));
            }
        }
    }
    let removes = |one: &Difference| one.new.is_none() && history.is_inside(&one.path);
    let empties = differences.iter().any(removes) && !holds_notes(history, repo, to)?;
    Ok(empties.then_some(Stop::Empties))
}

/// Whether these are attributes that send files through a program or an encoding.
fn brings_filter(repo: &Repository, path: &[u8], id: Oid) -> Result<bool, Error> {
    if path.rsplit(|byte| *byte == b'/').next() != Some(b".gitattributes") {
        return Ok(false);
    }
    let blob = repo.find_blob(id).map_err(Error::git("look at what was fetched"))?;
    let says = |word: &[u8]| blob.content().windows(word.len()).any(|part| part == word);
    Ok(says(b"filter=") || says(b"working-tree-encoding="))
}

/// Whether a commit has nothing left of the notebook, of which the one that both came from had something.
pub(super) fn empties(history: &History, repo: &Repository, ours: Oid, theirs: Oid) -> Result<bool, Error> {
    let doing = "look at what was fetched";
    let tree = |commit: Oid| repo.find_commit(commit).map(|commit| commit.tree_id());
    if holds_notes(history, repo, tree(theirs).map_err(Error::git(doing))?)? {
        return Ok(false);
    }
    let base = repo.merge_base(ours, theirs).and_then(tree).map_err(Error::git(doing))?;
    holds_notes(history, repo, base)
}

/// Whether a tree holds anything of the notebook.
fn holds_notes(history: &History, repo: &Repository, tree: Oid) -> Result<bool, Error> {
    let doing = "look at what was fetched";
    let found = tree::entry(repo, tree, history.prefix()).map_err(Error::git(doing))?;
    let Some((TREE, id)) = found else { return Ok(false) };
    Ok(!repo.find_tree(id).map_err(Error::git(doing))?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_refused;

    #[test]
    fn names_that_a_file_system_takes_for_gits_own() {
        for name in [
            ".git",
            ".GIT",
            ".Git",
            ".git ",
            ".git.",
            ".git. .",
            "git~1",
            "GIT~1",
            "git~1.",
            ".g\u{200c}it",
            "\u{feff}.git",
            ".git::$INDEX_ALLOCATION",
            ".git:x",
            "a\\.git",
            ".git\\x",
            "",
            ".",
            "..",
            "a/b",
            "a\0b",
        ] {
            assert!(is_refused(name.as_bytes()), "{name:?}");
        }
        for name in [
            ".gitignore",
            "git",
            "a.git",
            ".git2",
            "git~2",
            "aux",
            "a\\b",
            "two\nlines",
            "...",
            "a:b",
            "\u{1b}[31m",
        ] {
            assert!(!is_refused(name.as_bytes()), "{name:?}");
        }
        assert!(!is_refused(b"\xff\xfe"));
        assert!(is_refused(&[b'x'; 256]));
    }
}
