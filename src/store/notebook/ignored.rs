//! What git is told to leave alone: `.gitignore` files, `info/exclude`, and the person's global excludes.

use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path},
};

use super::Notebook;

/// The rules that hold in one folder, weakest first: global excludes, `info/exclude`, then each folder's
/// `.gitignore` from the repository's root down.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    rules: Vec<Arc<Gitignore>>,
}

impl Ignored {
    /// The rules that hold in the notebook's root but for its own `.gitignore`: those of the repository around
    /// it. Where there is none, git's global excludes alone.
    #[must_use]
    pub fn above(notebook: &Notebook) -> Self {
        let root = notebook.root();
        let work_tree = root.ancestors().find(|folder| folder.join(".git").exists());
        let mut ignored = Self::default();
        let base = work_tree.unwrap_or(root);
        if let Some(global) = gitconfig_excludes_path() {
            ignored.add(base, &global);
        }
        if let Some(top) = work_tree {
            ignored.add(top, &common_git_folder(&top.join(".git")).join("info/exclude"));
            let mut above: Vec<&Path> = root.ancestors().skip(1).take_while(|p| p.starts_with(top)).collect();
            above.reverse();
            for folder in above {
                ignored.add(folder, &folder.join(".gitignore"));
            }
        }
        ignored
    }

    /// These rules and those of the `.gitignore` in `folder`, an absolute path.
    #[must_use]
    pub fn and_folder(&self, folder: &Path) -> Self {
        let mut inner = self.clone();
        inner.add(folder, &folder.join(".gitignore"));
        inner
    }

    /// Whether the rules leave out the path, absolute; whether a folder above it is left out is not asked.
    #[must_use]
    pub fn matches(&self, path: &[u8], what: Target) -> bool {
        let path = Path::new(OsStr::from_bytes(path));
        for rules in self.rules.iter().rev() {
            match rules.matched(path, what == Target::Folder) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }

    /// Whether there is no rule at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn add(&mut self, folder: &Path, file: &Path) {
        let Ok(text) = fs::read(file) else { return };
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&text).trim_start_matches('\u{feff}').lines() {
            // A pattern that cannot be read matches nothing, as in git.
            let _ = builder.add_line(None, line);
        }
        if let Ok(rules) = builder.build()
            && !rules.is_empty()
        {
            self.rules.push(Arc::new(rules));
        }
    }
}

/// What a rule is asked about: `build/` leaves out folders only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder.
    Folder,
    /// Anything else.
    File,
}

impl Notebook {
    /// Whether git is told to leave a path alone: it, or a folder above it, inside the notebook.
    #[must_use]
    pub fn is_ignored(&self, path: &[u8]) -> bool {
        let mut rules = Ignored::above(self).and_folder(self.root());
        let absolute = self.absolute(path);
        let all = absolute.as_os_str().as_bytes();
        let start = all.len() - path.len();
        for (slash, _) in path.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let folder = &all[..start + slash];
            if rules.matches(folder, Target::Folder) {
                return true;
            }
            rules = rules.and_folder(Path::new(OsStr::from_bytes(folder)));
        }
        rules.matches(all, Target::File)
    }
}

/// The git directory that all worktrees share, from a work tree's `.git`: a folder, or a file that names one.
fn common_git_folder(dot_git: &Path) -> PathBuf {
    let Ok(text) = fs::read_to_string(dot_git) else { return dot_git.to_owned() };
    let Some(named) = text.strip_prefix("gitdir:").map(str::trim) else { return dot_git.to_owned() };
    let own = dot_git.parent().unwrap_or(dot_git).join(named);
    match fs::read_to_string(own.join("commondir")) {
        Ok(common) => own.join(common.trim()),
        Err(_) => own,
    }
}
