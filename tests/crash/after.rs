//! What must hold after the program ended, however it ended.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Notebook, err};

/// Every file that a person wrote, by path: all but git's, the digests and what stays out of history.
pub fn written(notebook: &Notebook) -> BTreeMap<PathBuf, Vec<u8>> {
    let root = notebook.root();
    let mut files = BTreeMap::new();
    for path in files_below(&root) {
        let inside = path.strip_prefix(&root).unwrap().to_owned();
        let name = inside.file_name().unwrap().to_string_lossy().into_owned();
        let ours = inside.starts_with(".git")
            || inside.starts_with("digests")
            || inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with(".headsup-"));
        if !ours && !name.ends_with(".tmp") {
            // A link may lead to what is gone.
            let link = fs::read_link(&path).map(|target| target.into_os_string().into_encoded_bytes());
            files.insert(inside, link.or_else(|_| fs::read(&path)).unwrap());
        }
    }
    files
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// The repository, where there is one yet, is sound.
#[track_caller]
pub fn assert_sound(notebook: &Notebook) {
    if notebook.path(".git").exists() {
        let output = notebook.git_output(&notebook.root(), &["fsck", "--strict", "--no-dangling"]);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), err(&output));
        assert!(output.status.success() && !said.contains("error"), "git fsck: {said}");
    }
}

/// All that a reference, a reflog or the index leads to can be read. What nothing leads to may be damaged.
#[track_caller]
pub fn assert_nothing_in_use_is_lost(notebook: &Notebook) {
    if notebook.path(".git").exists() {
        let all = ["pack-objects", "-q", "--revs", "--all", "--reflog", "--indexed-objects", "--stdout"];
        let output = notebook.git_output(&notebook.root(), &all);
        assert!(output.status.success(), "git pack-objects: {}", err(&output));
    }
}

/// Removes what a power cut left of objects that nothing leads to.
pub fn remove_empty_objects(notebook: &Notebook) {
    for path in files_below(&notebook.path(".git/objects")) {
        if path.metadata().unwrap().len() == 0 {
            fs::remove_file(path).unwrap();
        }
    }
}

/// No lock and no temporary file is left; but for objects and packs under a temporary name, as any killed git leaves
/// them for its own housekeeping.
#[track_caller]
pub fn assert_nothing_left(notebook: &Notebook) {
    let root = notebook.root();
    let left: Vec<PathBuf> = files_below(&root).into_iter().filter(|path| is_left(&root, path)).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

fn is_left(root: &Path, path: &Path) -> bool {
    let inside = path.strip_prefix(root).unwrap();
    let name = inside.file_name().unwrap().to_str().unwrap_or_default();
    if let Ok(own) = inside.strip_prefix(".git/headsup") {
        // The locks are files that stay; who holds them is the system's to say.
        let stays: &[&str] = match own.components().count() {
            1 => &["commit.lock", "upkeep.lock", "remote.lock"],
            _ => &["index.lock", "daemon.lock", "index.db", "index.db-wal", "index.db-shm", "sync.json"],
        };
        return !stays.contains(&name);
    }
    if inside.starts_with(".git/objects") {
        let of_git = ["tmp_obj", "tmp_pack", "tmp_idx", "tmp_rev", ".tmp-"];
        return name.ends_with(".keep")
            || name.contains("tmp") && !of_git.iter().any(|start| name.starts_with(start));
    }
    let temporary =
        inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with(".headsup-"));
    temporary || name.ends_with(".lock") || name.starts_with("_git2_")
}

/// `status` has nothing to complain of, and nothing waits.
#[track_caller]
pub fn assert_status_fine(notebook: &Notebook) {
    let status = notebook.json(&["status", "--json"]);
    assert_eq!(status["waiting"], 0, "{status:#}");
    assert!(status["why"].is_null(), "{status:#}");
    assert_eq!(status["unprotected"], serde_json::json!([]), "{status:#}");
    assert_eq!(status["unread"], serde_json::json!([]), "{status:#}");
}

/// A folder with all in it, under another name.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else if entry.file_type().unwrap().is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path()).unwrap(), to).unwrap();
        } else {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
}
