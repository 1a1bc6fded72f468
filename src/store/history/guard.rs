//! A git directory may come from a stranger, in an archive or on a shared disk. Before libgit2 opens it, or
//! writes to it: no pipe that would be waited for, no link through which something outside is written.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Component, Path, PathBuf},
};

use git2::Repository;

use super::{Error, History, head::Head};
use crate::store::notebook::{endless_include, is_endless};

/// What libgit2 and we read whole.
const READ: [&str; 14] = [
    "HEAD",
    "config",
    "config.worktree",
    "commondir",
    "gitdir",
    "index",
    "packed-refs",
    "shallow",
    "MERGE_HEAD",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "objects/info/alternates",
    "sequencer/todo",
];

/// What is written to, by name or below.
const WRITTEN: [&str; 8] =
    ["HEAD", "index", "packed-refs", "refs/heads", "refs/headsup", "logs/HEAD", "objects/pack", "headsup"];

/// The longest `.git` file or `commondir` that is looked into, in bytes.
const LONGEST: u64 = 8192;

const A_PIPE: &str = "is no file but a pipe, a device or a folder; if this repository comes from somebody else, do not use it, else move that away";
const A_PIPE_NAMED: &str = "is no file but a pipe or a device, and the repository's settings (`.git/config`) have git read it; if they come from somebody else, do not use them, else take that line out";
const A_LINK: &str = "is a symbolic link, through which headsup does not write; put a copy of what it leads to in its place (or use `git worktree`)";

/// Looks at the nearest `.git` at or above `root` before libgit2 does.
pub(super) fn before_opening(root: &Path) -> Result<(), Error> {
    let Some(dot_git) = root.ancestors().map(|dir| dir.join(".git")).find(|at| at.symlink_metadata().is_ok())
    else {
        return Ok(());
    };
    let attributes = dot_git.with_file_name(".gitattributes");
    if attributes.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return Err(Error::StrangeFile { path: attributes, why: A_PIPE });
    }
    let git_dir = match named(&dot_git, "gitdir:")? {
        Some(named) => named,
        None => dot_git,
    };
    readable(&git_dir)?;
    match named(&git_dir.join("commondir"), "")? {
        Some(common) => readable(&common),
        None => Ok(()),
    }
}

fn readable(git_dir: &Path) -> Result<(), Error> {
    for name in READ {
        let path = git_dir.join(name);
        if path.metadata().is_ok_and(|meta| !meta.is_file()) {
            return Err(Error::StrangeFile { path, why: A_PIPE });
        }
    }
    for settings in ["config", "config.worktree"] {
        if let Some(path) = endless_include(&git_dir.join(settings)) {
            return Err(Error::StrangeFile { path, why: A_PIPE_NAMED });
        }
    }
    Ok(())
}

/// Refuses settings that name what is no file where libgit2 and git look up attributes.
fn attributes(repo: &Repository) -> Result<(), Error> {
    let config = repo.config().map_err(Error::git("read its settings"))?;
    match config.get_path("core.attributesfile") {
        Ok(path) if path.metadata().is_ok_and(|meta| is_endless(&meta)) => {
            Err(Error::StrangeFile { path, why: A_PIPE_NAMED })
        }
        _ => Ok(()),
    }
}

/// The folder that a file names after a word, from the file's own folder; `None` where `file` is a folder, or no
/// such file.
fn named(file: &Path, word: &str) -> Result<Option<PathBuf>, Error> {
    let Ok(meta) = file.metadata() else { return Ok(None) };
    if meta.is_dir() {
        return Ok(None);
    }
    if !meta.is_file() || meta.len() > LONGEST {
        return Err(Error::StrangeFile { path: file.to_owned(), why: A_PIPE });
    }
    let text = fs::read(file).map_err(Error::io("read", file))?;
    let Some(named) = text.strip_prefix(word.as_bytes()) else { return Ok(None) };
    let named = Path::new(OsStr::from_bytes(named.trim_ascii()));
    Ok(file.parent().map(|folder| folder.join(named)))
}

/// Refuses a git directory that belongs to another folder: what is committed here would take the place of what
/// lies there. `git init --separate-git-dir`, submodules and linked work trees are none of this.
pub(super) fn refuse_foreign(history: &History) -> Result<(), Error> {
    let (git_dir, work_tree) = (history.git_dir(), history.work_tree());
    let own = work_tree.join(".git");
    let folder = if git_dir == history.common_dir() {
        let folder = git_dir.parent().filter(|_| git_dir.file_name() == Some(OsStr::new(".git")));
        folder.filter(|folder| *folder != work_tree && !has_work_tree(history)).map(Path::to_owned)
    } else {
        // A linked work tree's git directory says where the work tree lies, or lay.
        let back = named(&git_dir.join("gitdir"), "")?;
        let there = |path: &Path| path.metadata().ok().map(|meta| (meta.dev(), meta.ino()));
        let other = back.filter(|back| there(back).is_some_and(|back| Some(back) != there(&own)));
        other.and_then(|other| other.parent().map(Path::to_owned))
    };
    folder.map_or(Ok(()), |folder| Err(Error::OthersRepository { path: own, folder }))
}

/// Whether the repository says which folder is its own.
fn has_work_tree(history: &History) -> bool {
    let config = history.repo().and_then(|repo| repo.config().map_err(Error::git("read its settings")));
    config.is_ok_and(|config| config.get_path("core.worktree").is_ok())
}

/// Refuses links where this history, and a commit on its branch, are written; settings that name pipes; and a HEAD that
/// is on no branch.
pub(super) fn refuse_links(history: &History) -> Result<(), Error> {
    for name in WRITTEN {
        no_link(history.git_dir(), Path::new(name))?;
        no_link(history.common_dir(), Path::new(name))?;
    }
    for objects in fs::read_dir(history.common_dir().join("objects")).into_iter().flatten().flatten() {
        if objects.file_type().is_ok_and(|kind| kind.is_symlink()) {
            return Err(Error::StrangeFile { path: objects.path(), why: A_LINK });
        }
    }
    // What HEAD names is looked at before it is read.
    let repo = history.repo()?;
    attributes(&repo)?;
    let head = repo.find_reference("HEAD").map_err(Error::git("read HEAD"))?;
    let name = std::str::from_utf8(head.symbolic_target_bytes().unwrap_or_default()).unwrap_or_default();
    branch(history, name)?;
    Head::read(&repo).map(drop)
}

/// Refuses links where a branch and its log are written.
pub(super) fn branch(history: &History, name: &str) -> Result<(), Error> {
    no_link(history.common_dir(), Path::new(name))?;
    no_link(history.common_dir(), &Path::new("logs").join(name))?;
    no_link(history.git_dir(), Path::new("logs/HEAD"))
}

/// Refuses anything but files and folders where headsup keeps what is its own.
pub(super) fn own_folder(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_symlink() => return Err(Error::StrangeFile { path, why: A_LINK }),
            Ok(kind) if !kind.is_file() && !kind.is_dir() => {
                return Err(Error::StrangeFile { path, why: A_PIPE });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a link at any segment of `path` below `top`.
fn no_link(top: &Path, path: &Path) -> Result<(), Error> {
    let mut at = top.to_owned();
    for part in path.components().filter(|part| matches!(part, Component::Normal(_))) {
        at.push(part);
        match at.symlink_metadata() {
            Ok(meta) if meta.is_symlink() => return Err(Error::StrangeFile { path: at, why: A_LINK }),
            Ok(meta) if !meta.is_file() && !meta.is_dir() => {
                return Err(Error::StrangeFile { path: at, why: A_PIPE });
            }
            Ok(_) => {}
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}
