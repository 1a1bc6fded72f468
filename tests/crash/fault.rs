//! The program, with a system call of its that kills it or fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::Notebook;

/// What happens at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The process is killed before it.
    Kill,
    /// Half of what is to be written is, then the process is killed.
    Half,
    /// The process is killed before it, and what it wrote and did not sync is lost; past the last call, once it has
    /// ended.
    Power,
    /// That one call fails with this errno.
    Once(i32),
    /// That call and all that follow fail with this errno.
    On(i32),
    /// It waits there for as long as the file of [`gate`] exists.
    Pause,
    /// The same; then the call is made, and the process is killed before the next one.
    Last,
}

/// Which calls count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Those that change files and folders.
    Change,
    /// Those that read files' content.
    Read,
    /// Those that open files.
    Open,
    /// Those that watch a folder.
    Watch,
}

/// The `at`-th of such calls on files of the notebook, from 1 on; at 0 nothing happens.
#[derive(Clone, Debug)]
pub struct Fault {
    pub calls: Calls,
    pub at: usize,
    pub how: How,
    /// Where it is to happen only while this file exists.
    pub only_while: Option<PathBuf>,
}

pub const EIO: i32 = 5;
pub const EACCES: i32 = 13;
pub const EMFILE: i32 = 24;
pub const ENOSPC: i32 = 28;
pub const EROFS: i32 = 30;

impl Fault {
    pub fn change(at: usize, how: How) -> Self {
        Self { calls: Calls::Change, at, how, only_while: None }
    }

    /// Makes it happen to a program run on a notebook; the calls counted are found by [`calls`].
    pub fn put(&self, notebook: &Notebook, command: &mut Command) {
        let calls = match self.calls {
            Calls::Change => "change",
            Calls::Read => "read",
            Calls::Open => "open",
            Calls::Watch => "watch",
        };
        let how = match self.how {
            How::Kill => "kill".to_owned(),
            How::Half => "half".to_owned(),
            How::Power => "power".to_owned(),
            How::Once(errno) => format!("once:{errno}"),
            How::On(errno) => format!("on:{errno}"),
            How::Pause => "pause".to_owned(),
            How::Last => "last".to_owned(),
        };
        command
            .env("LD_PRELOAD", library())
            .env("FAULT_UNDER", notebook.root())
            .env("FAULT_LOG", log(notebook))
            .env("FAULT_GATE", gate(notebook))
            .env("FAULT_CALLS", calls)
            .env("FAULT_AT", self.at.to_string())
            .env("FAULT_HOW", how);
        if let Some(file) = &self.only_while {
            command.env("FAULT_WHILE", file);
        }
    }
}

/// Makes it happen to the program of this name that the program starts, as often as it is started.
pub fn only_in(program: &str, notebook: &Notebook, command: &mut Command) {
    command.env("FAULT_PROGRAM", program).env("FAULT_COUNT", notebook.outside().join("count"));
}

/// The file that is there while the program waits at a call.
pub fn gate(notebook: &Notebook) -> PathBuf {
    notebook.outside().join("gate-of-calls")
}

fn log(notebook: &Notebook) -> PathBuf {
    notebook.outside().join("calls")
}

/// The calls that were counted on a notebook so far, each as its name and path.
pub fn calls(notebook: &Notebook) -> Vec<String> {
    let text = fs::read_to_string(log(notebook)).unwrap_or_default();
    let root = format!("{}/", notebook.root().display());
    text.lines().filter(|line| !line.starts_with("lost ")).map(|line| line.replace(&root, "")).collect()
}

/// What happened where, for the one who reads of a failure.
pub fn told(calls: &[String], at: usize, how: How) -> String {
    let call = at.checked_sub(1).and_then(|at| calls.get(at));
    format!("{how:?} at {at}, {}", call.map_or("the end", String::as_str))
}

fn library() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| built("fault"))
}

/// The shared library of a C file in `tests/support`, built anew.
pub fn built(name: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/support/{name}.c"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (built, whole) =
        (folder.join(format!("{name}-{}.so", std::process::id())), folder.join(format!("{name}.so")));
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let flags = ["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o"];
    let status = Command::new(compiler).args(flags).arg(&built).arg(&source).status().unwrap();
    assert!(status.success(), "the C compiler refuses {}", source.display());
    fs::rename(built, &whole).unwrap();
    whole
}
