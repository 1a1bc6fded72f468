//! What git's settings say of files to leave alone: `core.excludesFile` and `core.ignoreCase`.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use git2::{Config, ConfigLevel, Repository, RepositoryOpenFlags};
use ignore::gitignore::gitconfig_excludes_path;

use super::git_includes::endless_include;
use super::ignored::{Links, read};

/// What counts for one work tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// A person's own file of patterns, for all repositories or for this one.
    pub(super) excludes: Option<PathBuf>,
    pub(super) case: Case,
}

/// Whether patterns tell `A` from `a`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Case {
    /// They do.
    #[default]
    Told,
    /// They do not (`core.ignoreCase`).
    Ignored,
}

impl Settings {
    /// The settings of the repository with this work tree; without one, the person's own.
    pub(super) fn of(work_tree: Option<&Path>) -> Self {
        let Some(top) = work_tree else {
            return Self { excludes: person(None), case: Case::Told };
        };
        let Some(config) = config(top) else {
            return Self { excludes: person(None), case: Case::Told };
        };
        let case = match config.get_bool("core.ignorecase") {
            Ok(true) => Case::Ignored,
            _ => Case::Told,
        };
        let excludes = match own(&config) {
            // An empty name is none; one without a folder is of the work tree.
            Some(path) => Some(path).filter(|path| path != Path::new("")).map(|path| top.join(path)),
            None => person(Some(&config)),
        };
        Self { excludes, case }
    }
}

/// What the repository's own settings name.
fn own(config: &Config) -> Option<PathBuf> {
    let named = |level| config.open_level(level).ok()?.get_path("core.excludesfile").ok();
    [ConfigLevel::Worktree, ConfigLevel::Local].into_iter().find_map(named)
}

/// What the person's settings name, else git's default. libgit2 does not know the environment's say in where they
/// lie.
fn person(config: Option<&Config>) -> Option<PathBuf> {
    let moved =
        ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"].iter().any(|name| std::env::var_os(name).is_some());
    match config.and_then(|config| config.get_path("core.excludesfile").ok()) {
        Some(path) if !moved => Some(path),
        _ => gitconfig_excludes_path(),
    }
}

/// A repository's settings with the person's, or as many of them as can be read: nothing that is no file is waited
/// for.
fn config(top: &Path) -> Option<Config> {
    let dot_git = top.join(".git");
    let common = common_git_folder(&dot_git);
    let own = own_git_folder(&dot_git);
    let strange =
        |path: PathBuf| path.metadata().is_ok_and(|meta| !meta.is_file()) || endless_include(&path).is_some();
    let read = ["config", "config.worktree", "HEAD", "commondir", "gitdir"];
    if [&common, &own].iter().any(|folder| read.iter().any(|name| strange(folder.join(name)))) {
        return None;
    }
    let repo = Repository::open_ext(top, RepositoryOpenFlags::NO_SEARCH, &[] as &[&OsStr]);
    repo.and_then(|repo| repo.config()).and_then(|mut config| config.snapshot()).ok()
}

/// The git directory that all work trees share, from a work tree's `.git`: a folder, or a file that names one.
pub(super) fn common_git_folder(dot_git: &Path) -> PathBuf {
    let own = own_git_folder(dot_git);
    match text(&own.join("commondir")) {
        Some(common) if own != dot_git => own.join(common.trim()),
        _ => own,
    }
}

fn own_git_folder(dot_git: &Path) -> PathBuf {
    let text = text(dot_git);
    match text.as_deref().and_then(|text| text.strip_prefix("gitdir:")) {
        Some(named) => dot_git.parent().unwrap_or(dot_git).join(named.trim()),
        None => dot_git.to_owned(),
    }
}

fn text(file: &Path) -> Option<String> {
    String::from_utf8(read(file, Links::Followed)?).ok()
}
