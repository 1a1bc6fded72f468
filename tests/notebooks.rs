//! Golden notebooks: each folder of `tests/notebooks` is a situation of working life, `notes/` as somebody wrote
//! them and in `expected.md` what the program says of them. `UPDATE_NOTEBOOKS=1` writes down what it says now;
//! then read the page as the person who walks into that meeting in five minutes.
//!
//! `expected.md` is a title, `now: TIME`, and commands `$ headsup …`, each followed by its output in a fence.
//! A later `now:` counts for the commands after it; `then: FOLDER` lays the files of that folder, beside `notes/`,
//! over the notebook, as time goes on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Stands for the notebook's folder, which is another one in every run.
const ROOT: &str = "/NOTEBOOK";
const FENCE: &str = "```";
/// Notebooks are run side by side, a few at a time.
const WORKERS: usize = 3;

#[test]
fn every_notebook_says_what_was_read_and_found_right() {
    let update = std::env::var_os("UPDATE_NOTEBOOKS").is_some();
    let waiting = Mutex::new(folders());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let Some(folder) = waiting.lock().unwrap().pop() else { break };
                    let page = folder.join("expected.md");
                    let expected = fs::read_to_string(&page).unwrap();
                    let actual = played(&folder, &expected);
                    if actual != expected && update {
                        fs::write(&page, actual).unwrap();
                    } else if actual != expected {
                        wrong.lock().unwrap().push(difference(&page, &expected, &actual));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} notebooks differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_notebook_tells_its_situation_and_shows_something() {
    let folders = folders();
    assert!(folders.len() >= 25, "only {} notebooks", folders.len());
    for folder in folders {
        let name = folder.display();
        let notes = fs::read_dir(folder.join("notes")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(notes.count() > 0, "{name}: no notes");
        let text = fs::read_to_string(folder.join("expected.md")).unwrap();
        let mut lines = text.lines();
        let title = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        assert!(title.ends_with('.'), "{name}: the first line is `# ` and one sentence");
        let parts = parts(&text);
        assert!(parts.iter().any(|part| matches!(part, Part::Command(..))), "{name}: no command");
        for part in parts {
            if let Part::Command(command, output) = part {
                assert!(!output.trim().is_empty(), "{name}: nothing expected of `{command}`");
            }
        }
    }
}

/// The folders of all notebooks, by name.
fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notebooks");
    let mut folders: Vec<PathBuf> = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

enum Part<'a> {
    /// A line that stays as it is.
    Line(&'a str),
    /// `now: TIME`
    Now(&'a str),
    /// `then: FOLDER`
    Then(&'a str),
    /// What follows `$ headsup `, and what was expected of it.
    Command(&'a str, String),
}

fn parts(page: &str) -> Vec<Part<'_>> {
    let mut lines = page.lines().peekable();
    let mut parts = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(now) = line.strip_prefix("now: ") {
            parts.push(Part::Now(now));
        } else if let Some(folder) = line.strip_prefix("then: ") {
            parts.push(Part::Then(folder));
        } else if let Some(command) = line.strip_prefix("$ headsup ") {
            let blank = lines.next_if(|line| line.is_empty());
            let mut output = String::new();
            let fenced = lines.next_if(|line| *line == FENCE).is_some();
            if fenced {
                for line in lines.by_ref().take_while(|line| *line != FENCE) {
                    output.push_str(line);
                    output.push('\n');
                }
            }
            parts.push(Part::Command(command, output));
            parts.extend(blank.filter(|_| !fenced).map(Part::Line));
        } else {
            parts.push(Part::Line(line));
        }
    }
    parts
}

/// The page with what the program says now.
fn played(folder: &Path, page: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("notes");
    fs::create_dir(dir.path().join("home")).unwrap();
    copy(&folder.join("notes"), &root);
    git2::Repository::init(&root).unwrap();
    let mut now = "";
    let mut said = String::new();
    for part in parts(page) {
        match part {
            Part::Line(line) => said.push_str(line),
            Part::Now(time) => {
                now = time;
                said.push_str(&format!("now: {time}"));
            }
            Part::Then(later) => {
                copy(&folder.join(later), &root);
                said.push_str(&format!("then: {later}"));
            }
            Part::Command(command, _) => {
                let output = run(dir.path(), &root, now, command);
                said.push_str(&format!("$ headsup {command}\n\n{FENCE}\n{output}{FENCE}"));
            }
        }
        said.push('\n');
    }
    said
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a command prints: its answer, then what it complains of, then how it ended if not well.
fn run(dir: &Path, root: &Path, now: &str, command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_headsup"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", dir.join("home"))
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
        .arg("-C")
        .arg(root)
        .args(["--now", now])
        .args(command.split(' '))
        .output()
        .unwrap();
    let mut said = String::from_utf8(output.stdout).unwrap();
    said.push_str(&String::from_utf8(output.stderr).unwrap());
    if !output.status.success() {
        said.push_str(&format!("[{}]\n", output.status));
    }
    let root = fs::canonicalize(root).unwrap();
    said.replace(root.to_str().unwrap(), ROOT)
}

/// What differs, as `diff -u` would show it.
fn difference(page: &Path, expected: &str, actual: &str) -> String {
    let (expected, actual) = (expected.as_bytes(), actual.as_bytes());
    let mut patch = git2::Patch::from_buffers(expected, Some(page), actual, Some(page), None).unwrap();
    String::from_utf8_lossy(&patch.to_buf().unwrap()).into_owned()
}
