//! The notes that git is told to ignore: they are a person's, who may not know that nothing keeps them.

use std::{fs, os::unix::ffi::OsStrExt};

use super::{Notebook, Passed, Target, is_temporary, note_path};

/// How many entries of ignored folders are looked at in all: enough for any person's notes, and few for a machine.
const MOST: usize = 2_000;
/// How deep an ignored folder is looked into.
const DEEPEST: usize = 6;
/// Folders that programs fill, whatever they hold.
const MADE: [&str; 9] = [
    "node_modules",
    "bower_components",
    "vendor",
    "target",
    "build",
    "dist",
    "venv",
    "site-packages",
    "__pycache__",
];

impl Notebook {
    /// The markdown files among these and, as far as a short look shows, in those of these that are folders; not in
    /// hidden ones, in those that programs fill, and in repositories of their own. `rule` is the one of the folder.
    #[must_use]
    pub fn markdown_in(&self, passed: &[Passed]) -> Vec<Passed> {
        let mut found = Vec::new();
        let mut left = MOST;
        for one in passed {
            match one.what {
                Target::File => found.push(one.clone()),
                Target::Folder => self.look_into(one, DEEPEST, &mut left, &mut found),
            }
        }
        found.sort();
        found
    }

    fn look_into(&self, folder: &Passed, depth: usize, left: &mut usize, found: &mut Vec<Passed>) {
        let at = self.absolute(&folder.path);
        let name = folder.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let is_made = name.starts_with(b".") || MADE.iter().any(|made| made.as_bytes() == name);
        if is_made || depth == 0 || at.join(".git").exists() {
            return;
        }
        for entry in fs::read_dir(at).into_iter().flatten().flatten() {
            if *left == 0 {
                return;
            }
            *left -= 1;
            let name = entry.file_name();
            let path = [folder.path.as_slice(), b"/", name.as_bytes()].concat();
            let inner = |what| Passed { path, what, rule: folder.rule.clone() };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    self.look_into(&inner(Target::Folder), depth - 1, left, found);
                }
                Ok(kind) if kind.is_file() && is_markdown(name.as_bytes()) => {
                    found.push(inner(Target::Folder));
                }
                _ => {}
            }
        }
    }
}

fn is_markdown(name: &[u8]) -> bool {
    !is_temporary(name) && note_path(name).is_some_and(|path| path.is_markdown())
}
