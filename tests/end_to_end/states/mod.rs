//! Every state that a repository can be in: what becomes of a save, what `status` says of it, and that all goes
//! on by itself once the cause is gone.

mod inside;
mod kinds;
mod locks;
mod operations;
mod person;
mod refused;
mod staged;
mod worktrees;

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::support::{Daemon, Notebook};

const CONFIG: &str = "timezone: Europe/Madrid\nquiet: 100ms\nmax_wait: 2s\n";

/// A committed notebook on the branch `main`, with another way on `side` that conflicts in `a.md`.
fn notebook() -> Notebook {
    let notebook = Notebook::of(&[("headsup.yaml", CONFIG), ("a.md", "one\n"), ("b.md", "one\n")]);
    notebook.git(&["init", "-q", "-b", "main"]);
    notebook.run(&["run", "--once"]);
    notebook.git(&["switch", "-q", "-c", "side"]);
    for text in ["side\n", "side 2\n"] {
        notebook.write("a.md", text);
        notebook.git(&["commit", "-qam", text.trim()]);
    }
    notebook.git(&["switch", "-q", "main"]);
    notebook.write("a.md", "main\n");
    notebook.git(&["commit", "-qam", "main"]);
    notebook
}

/// Runs git, which stops half-way.
#[track_caller]
fn stops(notebook: &Notebook, args: &[&str]) {
    let output = notebook.git_output(&notebook.root(), args);
    assert!(!output.status.success(), "git {args:?} went through");
}

/// An empty file from ten minutes ago, as a program that was killed leaves it.
fn old_lock(notebook: &Notebook, path: &str) {
    let ago = SystemTime::now() - Duration::from_secs(600);
    File::create(notebook.path(path)).unwrap().set_modified(ago).unwrap();
}

/// Every version that `path` has in the branch's history, the latest first.
fn versions(notebook: &Notebook, path: &str) -> Vec<String> {
    let commits = notebook.git(&["log", "--full-history", "--format=%H", "HEAD", "--", path]);
    let spec = |id: &str| format!("{id}:{path}");
    let held = commits.lines().map(|id| notebook.git_output(&notebook.root(), &["show", &spec(id)]));
    held.filter(|output| output.status.success()).map(|output| crate::support::out(&output)).collect()
}

/// With `cause` there, a save waits, and is kept aside where `aside` says so; `status` says `sentence`. Once
/// `cure` has been applied it is committed, without another save.
#[track_caller]
fn check_waits(
    aside: usize,
    sentence: &str,
    cause: impl FnOnce(&Notebook),
    cure: impl FnOnce(&Notebook),
) -> Notebook {
    let notebook = notebook();
    cause(&notebook);
    let mut daemon = Daemon::start(&notebook);
    let head = notebook.git(&["rev-parse", "HEAD"]);
    notebook.write("b.md", "saved meanwhile\n");
    let said = daemon.wait_for(if aside > 0 { "1 version is kept aside" } else { "Changes wait" });
    assert!(said.contains(sentence), "{said}");
    assert_eq!(notebook.git(&["rev-parse", "HEAD"]), head, "nothing is committed to the branch");
    let status = notebook.told(&["status"]);
    assert!(status.contains(sentence), "{status}");
    assert_eq!(status.contains("kept aside"), aside > 0, "{status}");
    assert_eq!(notebook.told_json(&["status", "--json"])["aside"], aside);
    cure(&notebook);
    daemon.wait_for_commit(|| versions(&notebook, "b.md").iter().any(|text| text == "saved meanwhile\n"));
    assert!(daemon.stop().success());
    assert_eq!(notebook.git(&["for-each-ref", "refs/headsup"]), "");
    for version in versions(&notebook, "a.md") {
        assert!(!version.contains("<<<<<<<"), "a conflict is in the history: {version}");
    }
    assert_eq!(notebook.told_json(&["status", "--json"])["why"], serde_json::Value::Null);
    notebook.assert_sound();
    notebook
}

/// Commits, and checks that git sees nothing left to do.
#[track_caller]
fn commits_all(notebook: &Notebook) {
    notebook.run(&["run", "--once"]);
    notebook.assert_all_committed();
}

fn files(notebook: &Notebook) -> String {
    notebook.git(&["ls-tree", "-r", "--name-only", "HEAD"])
}

fn remove(notebook: &Notebook, path: &str) {
    fs::remove_file(notebook.path(path)).unwrap();
}
