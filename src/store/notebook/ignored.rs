//! What git is told to leave alone: `.gitignore` files, `info/exclude`, and the person's global excludes.

use std::{
    ffi::OsStr,
    fs::OpenOptions,
    io::Read,
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};
use rustix::fs::OFlags;

use super::{
    Notebook,
    git_settings::{Case, Settings, common_git_folder},
};

/// The rules that hold in one folder, weakest first: global excludes, `info/exclude`, then each folder's
/// `.gitignore` from the repository's root down.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    rules: Vec<Arc<Gitignore>>,
    case: Case,
}

impl Ignored {
    /// The rules that hold in the notebook's root but for its own `.gitignore`: those of the repository around
    /// it. Where there is none, git's global excludes alone. `core.excludesFile` is the repository's or the person's.
    #[must_use]
    pub fn above(notebook: &Notebook) -> Self {
        let root = notebook.root();
        let work_tree = root.ancestors().find(|folder| folder.join(".git").exists());
        let settings = Settings::of(work_tree);
        let mut ignored = Self { rules: Vec::new(), case: settings.case };
        let base = work_tree.unwrap_or(root);
        if let Some(excludes) = settings.excludes {
            ignored.add(base, &excludes);
        }
        if let Some(top) = work_tree {
            ignored.add(top, &common_git_folder(&top.join(".git")).join("info/exclude"));
            let mut above: Vec<&Path> = root.ancestors().skip(1).take_while(|p| p.starts_with(top)).collect();
            above.reverse();
            for folder in above {
                ignored.add_own(folder);
            }
        }
        ignored
    }

    /// These rules and those of the `.gitignore` in `folder`, an absolute path.
    #[must_use]
    pub fn and_folder(&self, folder: &Path) -> Self {
        let mut inner = self.clone();
        inner.add_own(folder);
        inner
    }

    /// Whether the rules leave out the path, absolute; whether a folder above it is left out is not asked.
    #[must_use]
    pub fn matches(&self, path: &[u8], what: Target) -> bool {
        self.rule(path, what).is_some()
    }

    /// The rule that leaves out the path, as [`Self::matches`].
    #[must_use]
    pub fn rule(&self, path: &[u8], what: Target) -> Option<Rule<'_>> {
        let path = Path::new(OsStr::from_bytes(path));
        for rules in self.rules.iter().rev() {
            match rules.matched(path, what == Target::Folder) {
                Match::None => {}
                Match::Ignore(glob) => return Some(Rule { file: glob.from(), pattern: glob.original() }),
                Match::Whitelist(_) => return None,
            }
        }
        None
    }

    /// Whether there is no rule at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn add(&mut self, folder: &Path, file: &Path) {
        let Some(text) = read(file, Links::Followed) else { return };
        self.add_rules(folder, file, &text);
    }

    /// git reads no `.gitignore` through a link.
    fn add_own(&mut self, folder: &Path) {
        let file = folder.join(".gitignore");
        let Some(text) = read(&file, Links::Passed) else { return };
        self.add_rules(folder, &file, &text);
    }

    fn add_rules(&mut self, folder: &Path, file: &Path, text: &[u8]) {
        let mut builder = GitignoreBuilder::new(folder);
        // It cannot fail.
        let _ = builder.case_insensitive(self.case == Case::Ignored);
        for line in String::from_utf8_lossy(text).trim_start_matches('\u{feff}').lines() {
            // A pattern that cannot be read matches nothing, as in git.
            let _ = builder.add_line(Some(file.to_owned()), line);
        }
        if let Ok(rules) = builder.build()
            && !rules.is_empty()
        {
            self.rules.push(Arc::new(rules));
        }
    }
}

/// A line that git is told to leave something alone by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The file that it stands in, absolute.
    pub file: Option<&'a Path>,
    /// As it stands there.
    pub pattern: &'a str,
}

/// What a rule is asked about: `build/` leaves out folders only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What becomes of a link in a file's place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    Followed,
    Passed,
}

/// A file's bytes, as far as they may be rules; `None` for what is no plain file, which is not waited for.
pub(super) fn read(path: &Path, links: Links) -> Option<Vec<u8>> {
    const MOST: u64 = 16 << 20;
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if links == Links::Passed {
        flags |= OFlags::NOFOLLOW;
    }
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    let file = options.open(path).ok()?;
    let meta = file.metadata().ok().filter(|meta| meta.is_file() && meta.len() <= MOST)?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
