//! Real repositories in temporary folders, for this room's tests.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Path, PathBuf},
    process::Command,
};

use jiff::Zoned;
use tempfile::TempDir;

use super::{Change, History, Id, Mode, Outcome, Report, Stored};

/// A repository, and a notebook in it.
pub(super) struct Place {
    _temp: TempDir,
    pub(super) root: PathBuf,
}

/// A file as a scan would find it.
pub(super) struct Found {
    path: Vec<u8>,
    id: Id,
    mode: Mode,
}

impl Place {
    /// A folder in no repository.
    pub(super) fn bare_folder() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap().join("notes");
        fs::create_dir(&root).unwrap();
        Self { _temp: temp, root }
    }

    /// A fresh repository with an identity of its own and no commit.
    pub(super) fn new() -> Self {
        let place = Self::bare_folder();
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["config", "user.name", "Test Writer"]);
        place.git(&["config", "user.email", "writer@example.invalid"]);
        place
    }

    pub(super) fn open(&self) -> History {
        History::open(&self.root).unwrap()
    }

    pub(super) fn git(&self, args: &[&str]) -> String {
        let (ok, text) = self.try_git(args);
        assert!(ok, "git {args:?}: {text}");
        text
    }

    pub(super) fn try_git(&self, args: &[&str]) -> (bool, String) {
        git_in(&self.root, args)
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        self.write_bytes(path.as_bytes(), text);
    }

    pub(super) fn write_bytes(&self, path: &[u8], text: impl AsRef<[u8]>) {
        let path = self.root.join(std::ffi::OsStr::from_bytes(path));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    /// All files of the notebook, `.git` and nested repositories apart.
    pub(super) fn scan(&self) -> Vec<Found> {
        let mut found = Vec::new();
        scan(&self.root, &self.root, &mut found);
        found
    }

    pub(super) fn changed(&self) -> Vec<Change> {
        let found = self.scan();
        let files = found.iter().map(|file| Stored { path: &file.path, id: file.id, mode: file.mode });
        self.open().changed(files).unwrap()
    }

    /// Commits all that changed.
    pub(super) fn commit(&self) -> Report {
        self.open().commit(&self.changed(), "notes\n\n+ one\n", &now()).unwrap()
    }

    /// Commits all that changed, and checks that it worked and that git agrees.
    #[track_caller]
    pub(super) fn commit_clean(&self) -> Id {
        let report = self.commit();
        assert_eq!(report.failures, []);
        let Outcome::Committed(id) = report.outcome else { panic!("{:?}", report.outcome) };
        self.assert_sound();
        assert_eq!(self.status(), "", "git status");
        assert_eq!(self.changed(), []);
        id
    }

    #[track_caller]
    pub(super) fn assert_sound(&self) {
        let (ok, text) = self.try_git(&["fsck", "--strict", "--no-dangling"]);
        assert!(ok && !text.contains("error") && !text.contains("warning"), "{text}");
        assert!(!self.git_dir().join("index.lock").exists());
    }

    pub(super) fn status(&self) -> String {
        self.git(&["status", "--porcelain"])
    }

    pub(super) fn git_dir(&self) -> PathBuf {
        PathBuf::from(self.git(&["rev-parse", "--absolute-git-dir"]).trim())
    }

    /// The files of the last commit, as `mode path`, by path.
    pub(super) fn files(&self) -> Vec<String> {
        let listed =
            self.git(&["ls-tree", "-r", "-z", "--full-tree", "--format=%(objectmode) %(path)", "HEAD"]);
        listed.split('\0').filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// A file of the last commit, as text.
    pub(super) fn show(&self, path: &str) -> String {
        self.git(&["show", &format!("HEAD:./{path}")])
    }
}

pub(super) fn now() -> Zoned {
    "2026-03-03T10:00:00+01:00[Europe/Madrid]".parse().unwrap()
}

pub(super) fn write(path: &str) -> Change {
    Change::Write { path: path.as_bytes().to_vec() }
}

/// The arguments that make a first commit where git knows nobody.
pub(in crate::store) const FIRST_COMMIT: &[&str] = &[
    "-c",
    "user.name=Test Writer",
    "-c",
    "user.email=writer@example.invalid",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "first",
];

/// Runs these git commands in a folder, one after the other.
#[track_caller]
pub(in crate::store) fn set_up(dir: &Path, commands: &[&[&str]]) {
    for args in commands {
        let (ok, text) = git_in(dir, args);
        assert!(ok, "git {args:?}: {text}");
    }
}

pub(in crate::store) fn git_in(dir: &Path, args: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .current_dir(dir)
        .args(["-c", "protocol.file.allow=always", "-c", "core.fsmonitor=false"])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_EDITOR", "true")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_WORK_TREE")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn scan(root: &Path, folder: &Path, found: &mut Vec<Found>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let meta = fs::symlink_metadata(&path).unwrap();
        if meta.is_dir() {
            if entry.file_name() != ".git" && !path.join(".git").exists() {
                scan(root, &path, found);
            }
            continue;
        }
        let Some(mode) = Mode::of_stat(meta.mode()).filter(|_| entry.file_name() != ".git") else { continue };
        let bytes = match mode {
            Mode::Link => fs::read_link(&path).unwrap().as_os_str().as_bytes().to_vec(),
            _ => fs::read(&path).unwrap(),
        };
        let path = path.strip_prefix(root).unwrap().as_os_str().as_bytes().to_vec();
        found.push(Found { path, id: Id::of_blob(&bytes).unwrap(), mode });
    }
}
