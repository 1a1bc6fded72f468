//! What lies in the notebook: one walk, links not followed.

use std::{
    ffi::OsStr,
    fmt, io,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::{Path, PathBuf},
};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};

use super::{
    FileStat, Notebook,
    ignored::{Ignored, Rule, Target},
    is_draft, is_temporary, note_path,
};
use crate::domain::path::NotePath;

/// How deep folders may lie in each other: each one on the way holds a file descriptor.
const DEEPEST: usize = 128;

/// Everything in a notebook, or in a part of it.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// The files, in no particular order.
    pub files: Vec<FileEntry>,
    /// What cannot be kept, and why.
    pub unprotected: Vec<Unprotected>,
    /// The drafts of our own, which may be abandoned.
    pub drafts: Vec<Vec<u8>>,
    /// The markdown files and the folders that git is told to ignore; nothing of what lies in these folders.
    pub passed: Vec<Passed>,
}

/// Something that git is told to ignore.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// Where, relative to the root.
    pub path: Vec<u8>,
    /// What the rule leaves out: the file itself, or a folder that it lies in.
    pub what: Target,
    /// The rule, and where it stands: `*.md in .gitignore`.
    pub rule: String,
}

/// A file that can be kept in history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Where, relative to the root.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: Kind,
    /// What tells it from its earlier self.
    pub stat: FileStat,
}

/// What a file is, as git sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A plain file.
    Regular,
    /// A file its owner may run.
    Executable,
    /// A symbolic link; its content is its target.
    Symlink,
}

/// Something in the notebook that is not kept in history, or not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unprotected {
    /// Where, relative to the root; a folder stands for all that is in it.
    pub path: Vec<u8>,
    /// Why.
    pub reason: Reason,
}

/// Why something is not kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A repository of its own inside the notebook.
    NestedRepository,
    /// A pipe, a device or a socket.
    Special,
    /// The file system does not let us read it; its words.
    Unreadable(String),
    /// More bytes than `max_file_size`.
    TooLarge(u64),
    /// A folder in more than 128 folders.
    TooDeep,
}

impl FileEntry {
    /// The entry, where `stat` is of a file or a link.
    pub(super) fn new(path: Vec<u8>, stat: &Stat) -> Option<Self> {
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile if stat.st_mode & 0o100 != 0 => Kind::Executable,
            FileType::RegularFile => Kind::Regular,
            FileType::Symlink => Kind::Symlink,
            _ => return None,
        };
        Some(Self { path, kind, stat: FileStat::new(stat) })
    }

    /// The note that the file is: a markdown file whose name is UTF-8, and no link.
    #[must_use]
    pub fn note(&self) -> Option<NotePath> {
        (self.kind != Kind::Symlink).then(|| note_path(&self.path))?.filter(NotePath::is_markdown)
    }
}

impl Kind {
    /// The mode git records: `0o100644`, `0o100755` or `0o120000`.
    #[must_use]
    pub fn git_mode(self) -> u32 {
        match self {
            Self::Regular => 0o100_644,
            Self::Executable => 0o100_755,
            Self::Symlink => 0o120_000,
        }
    }

    /// The kind that git's mode means; any other mode is a plain file's.
    #[must_use]
    pub fn from_git_mode(mode: u32) -> Self {
        match mode {
            0o100_755 => Self::Executable,
            0o120_000 => Self::Symlink,
            _ => Self::Regular,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NestedRepository => f.write_str("a git repository of its own; commit it there"),
            Self::Special => f.write_str("a pipe, device or socket; only files and links can be kept"),
            Self::Unreadable(why) => write!(f, "cannot be read ({why}); check its permissions"),
            Self::TooLarge(size) => {
                write!(
                    f,
                    "{} MiB, more than `max_file_size`; raise it in headsup.yaml, or add the file to .gitignore",
                    size >> 20
                )
            }
            Self::TooDeep => write!(f, "folders nested more than {DEEPEST} deep"),
        }
    }
}

impl Notebook {
    /// Everything in the notebook but `.git`, editors' temporary files, and what git is told to ignore. Files
    /// of more than `max_file_size` bytes are named as unprotected.
    #[must_use]
    pub fn scan(&self, max_file_size: u64) -> Scan {
        let mut walk = Walk::new(self, max_file_size);
        match self.open_root() {
            Ok(folder) => walk.folder(folder, &Ignored::above(self), 0),
            Err(error) => walk.leave_out(unreadable(error)),
        }
        walk.found
    }

    /// What lies at and below `path`, as [`Self::scan`] would find it; nothing where git ignores it.
    #[must_use]
    pub fn scan_below(&self, path: &[u8], max_file_size: u64) -> Scan {
        let mut walk = Walk::new(self, max_file_size);
        if path.is_empty() {
            return self.scan(max_file_size);
        }
        let mut rules = Ignored::above(self);
        for segment in path.split(|byte| *byte == b'/') {
            // Each round enters the folder found so far, as the whole walk would.
            if segment.is_empty() || segment == b"." || segment == b".." || segment == b".git" {
                return walk.found;
            }
            if !walk.path.is_empty() && self.exists(&walk.relative_with(b".git")) {
                walk.leave_out(Reason::NestedRepository);
                return walk.found;
            }
            rules = rules.and_folder(Path::new(OsStr::from_bytes(&walk.absolute)));
            let kept = walk.push(segment);
            let last = walk.path.len() == path.len();
            let target = if last && !self.is_folder(path) { Target::File } else { Target::Folder };
            if rules.matches(&walk.absolute, target) {
                return walk.found;
            }
            if last {
                walk.pop(kept);
                if let Ok((parent, name)) = self.parent_of(path) {
                    let depth = path.iter().filter(|byte| **byte == b'/').count();
                    walk.entry(&parent, name, None, &Ignored::default(), &rules, depth);
                }
                return walk.found;
            }
        }
        walk.found
    }
}

struct Walk {
    found: Scan,
    max_file_size: u64,
    root: PathBuf,
    path: Vec<u8>,
    absolute: Vec<u8>,
}

impl Walk {
    fn new(notebook: &Notebook, max_file_size: u64) -> Self {
        let absolute = notebook.root().as_os_str().as_bytes().to_vec();
        let root = notebook.root().to_owned();
        Self { found: Scan::default(), max_file_size, root, path: Vec::new(), absolute }
    }

    /// Everything in an open folder, which is the walk's current path.
    fn folder(&mut self, folder: OwnedFd, above: &Ignored, depth: usize) {
        if depth > DEEPEST {
            return self.leave_out(Reason::TooDeep);
        }
        let entries = match list(&folder) {
            Ok(entries) => entries,
            Err(error) => return self.leave_out(unreadable(error)),
        };
        let has = |name: &[u8]| entries.iter().any(|(found, _)| found == name);
        if depth > 0 && has(b".git") {
            return self.leave_out(Reason::NestedRepository);
        }
        let own;
        let rules = if has(b".gitignore") {
            own = above.and_folder(Path::new(OsStr::from_bytes(&self.absolute)));
            &own
        } else {
            above
        };
        for (name, kind) in &entries {
            if name != b".git" {
                self.entry(&folder, name, Some(*kind), rules, rules, depth);
            }
        }
    }

    /// One entry of an open folder; `asked` are the rules to test it by, `below` those that hold in it.
    fn entry(
        &mut self,
        folder: &OwnedFd,
        name: &[u8],
        kind: Option<FileType>,
        asked: &Ignored,
        below: &Ignored,
        depth: usize,
    ) {
        let kept = self.push(name);
        if is_draft(name) {
            self.found.drafts.push(self.path.clone());
            return self.pop(kept);
        }
        let stat = match kind {
            Some(FileType::Directory) => None,
            _ if is_temporary(name) => return self.pop(kept),
            _ => rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok(),
        };
        let is_folder = stat.map_or(kind == Some(FileType::Directory), |stat| super::is_folder(&stat));
        let target = if is_folder { Target::Folder } else { Target::File };
        if let Some(rule) = asked.rule(&self.absolute, target) {
            let is_link = stat.is_some_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink);
            let is_note = || note_path(&self.path).is_some_and(|path| path.is_markdown());
            if target == Target::Folder || (!is_link && is_note()) {
                let rule = self.told(rule);
                self.found.passed.push(Passed { path: self.path.clone(), what: target, rule });
            }
            return self.pop(kept);
        }
        if is_folder {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            match rustix::fs::openat(folder, name, flags, Mode::empty()) {
                Ok(inner) => self.folder(inner, below, depth + 1),
                // Gone, or no folder any more, since it was listed.
                Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP) => {}
                Err(error) => self.leave_out(unreadable(error.into())),
            }
        } else if let Some(stat) = stat {
            match FileEntry::new(self.path.clone(), &stat) {
                None => self.leave_out(Reason::Special),
                Some(entry) if entry.stat.size > self.max_file_size => {
                    self.leave_out(Reason::TooLarge(entry.stat.size));
                }
                Some(entry) => self.found.files.push(entry),
            }
        }
        self.pop(kept);
    }

    /// A rule, for people: its file from the root, where it lies below.
    fn told(&self, rule: Rule<'_>) -> String {
        let file = rule.file.unwrap_or(Path::new("git's settings"));
        let file = file.strip_prefix(&self.root).unwrap_or(file);
        format!("{} in {}", rule.pattern, file.display())
    }

    fn leave_out(&mut self, reason: Reason) {
        self.found.unprotected.push(Unprotected { path: self.path.clone(), reason });
    }

    fn push(&mut self, name: &[u8]) -> (usize, usize) {
        let kept = (self.path.len(), self.absolute.len());
        if !self.path.is_empty() {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(name);
        if self.absolute.last() != Some(&b'/') {
            self.absolute.push(b'/');
        }
        self.absolute.extend_from_slice(name);
        kept
    }

    fn pop(&mut self, kept: (usize, usize)) {
        self.path.truncate(kept.0);
        self.absolute.truncate(kept.1);
    }

    fn relative_with(&self, name: &[u8]) -> Vec<u8> {
        [&self.path, b"/".as_slice(), name].concat()
    }
}

fn list(folder: &OwnedFd) -> io::Result<Vec<(Vec<u8>, FileType)>> {
    let mut entries = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            entries.push((name.to_vec(), entry.file_type()));
        }
    }
    Ok(entries)
}

fn unreadable(error: io::Error) -> Reason {
    Reason::Unreadable(super::read::words(&error))
}
