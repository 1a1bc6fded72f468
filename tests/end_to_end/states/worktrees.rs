//! Work trees: linked ones, a bare repository's, and settings of their own.

use std::fs;
use std::path::PathBuf;

use super::{CONFIG, commits_all, files, notebook, versions};
use crate::support::{Daemon, Notebook};

/// The notebook's folder as a linked work tree of the repository at the path given, on the branch `notes`.
fn linked(bare: &[&str]) -> (Notebook, PathBuf) {
    let notebook = Notebook::new();
    let main = notebook.outside().join("main");
    fs::create_dir(&main).unwrap();
    notebook.git_in(&main, &[&["init", "-q", "-b", "trunk"], bare].concat());
    let tree = notebook.git_in(&main, &["write-tree"]);
    let first = notebook.git_in(&main, &["commit-tree", "-m", "first", tree.trim()]);
    notebook.git_in(&main, &["update-ref", "refs/heads/trunk", first.trim()]);
    fs::remove_dir(notebook.root()).unwrap();
    notebook
        .git_in(&main, &["worktree", "add", "-q", "-b", "notes", notebook.root().to_str().unwrap(), "trunk"]);
    notebook.write("headsup.yaml", CONFIG);
    (notebook, main)
}

#[test]
fn a_work_tree_of_a_bare_repository() {
    let (notebook, main) = linked(&["--bare"]);
    commits_all(&notebook);
    assert_eq!(notebook.git_in(&main, &["rev-list", "--count", "notes"]), "2\n");
    assert!(main.join("worktrees/notes/headsup/root").is_dir(), "its state is its own");
    assert!(!main.join("headsup").exists());
}

#[test]
fn each_work_tree_is_a_notebook_of_its_own() {
    let (notebook, main) = linked(&[]);
    fs::write(main.join("m.md"), "main\n").unwrap();
    commits_all(&notebook);
    let other = notebook.command(&["run", "--once"]).arg(&main).output().unwrap();
    assert!(other.status.success(), "{}", crate::support::err(&other));
    assert_eq!(notebook.git_in(&main, &["ls-tree", "-r", "--name-only", "trunk"]), "m.md\n");
    assert_eq!(files(&notebook), "headsup.yaml\n");
    // What one of them waits for holds nobody else up, and what it keeps aside is its own.
    notebook.git(&["switch", "-q", "--detach"]);
    notebook.write("waits.md", "waits\n");
    notebook.fail(&["run", "--once"], 1);
    fs::write(main.join("m.md"), "main 2\n").unwrap();
    assert!(notebook.command(&["run", "--once"]).arg(&main).output().unwrap().status.success());
    assert_eq!(notebook.git_in(&main, &["rev-list", "--count", "trunk"]), "3\n");
    assert_eq!(notebook.told_json(&["status", "--json"])["aside"], 1);
    notebook.git(&["switch", "-q", "notes"]);
    commits_all(&notebook);
    assert_eq!(notebook.git(&["for-each-ref", "refs/headsup"]), "");
    assert_eq!(notebook.git_in(&main, &["rev-list", "--count", "trunk"]), "3\n");
}

#[test]
fn a_work_tree_that_was_moved() {
    let (notebook, _) = linked(&[]);
    let aside = notebook.outside().join("moved");
    fs::rename(notebook.root(), &aside).unwrap();
    let output = notebook.command(&["run", "--once"]).arg(&aside).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(crate::support::err(&output).contains("`git worktree repair`"));
    notebook.git_in(&aside, &["worktree", "repair"]);
    assert!(notebook.command(&["run", "--once"]).arg(&aside).output().unwrap().status.success());
}

#[test]
fn settings_of_one_work_tree_alone() {
    let (notebook, _) = linked(&[]);
    notebook.git(&["config", "extensions.worktreeConfig", "true"]);
    notebook.git(&["config", "--worktree", "user.name", "Wren Writer"]);
    commits_all(&notebook);
    assert_eq!(notebook.git(&["log", "-1", "--format=%an"]), "Wren Writer\n");
}

#[test]
fn a_git_directory_that_lies_elsewhere() {
    let notebook = Notebook::of(&[("a.md", "one\n")]);
    let elsewhere = notebook.outside().join("notes.git");
    notebook.git(&["init", "-q", "--separate-git-dir", elsewhere.to_str().unwrap()]);
    commits_all(&notebook);
    assert!(elsewhere.join("headsup/root").is_dir());
    assert!(notebook.path(".git").is_file());
}

#[test]
fn a_work_tree_that_the_repository_says_lies_elsewhere() {
    let notebook = Notebook::of(&[("a.md", "one\n")]);
    let elsewhere = notebook.outside().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("theirs.md"), "theirs\n").unwrap();
    notebook.git(&["init", "-q"]);
    notebook.git(&["config", "core.worktree", elsewhere.to_str().unwrap()]);
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("core.worktree") && message.contains("elsewhere"), "{message}");
    assert!(notebook.fail(&["status"], 1).contains("`git config --unset core.worktree`"));
    assert!(!elsewhere.join(".git").exists());
}

#[test]
fn a_shallow_clone_and_borrowed_objects() {
    for how in [&["--depth=1"][..], &["--shared"], &["--reference"]] {
        let origin = notebook();
        let url = format!("file://{}", origin.root().display());
        let from = if how == ["--shared"] { origin.root().display().to_string() } else { url };
        let root = origin.root().display().to_string();
        let notebook = Notebook::new();
        let mut args = vec!["clone", "-q"];
        args.extend(how);
        if how == ["--reference"] {
            args.push(&root);
        }
        args.extend([from.as_str(), "."]);
        notebook.git(&args);
        notebook.write("b.md", "saved\n");
        commits_all(&notebook);
        assert_eq!(versions(&notebook, "b.md"), ["saved\n", "one\n"], "{how:?}");
        assert!(notebook.run(&["log"]).contains("b.md"), "{how:?}");
    }
}

#[test]
fn a_daemon_in_a_work_tree_waits_for_what_happens_there() {
    let (notebook, main) = linked(&[]);
    let mut daemon = Daemon::start(&notebook);
    daemon.wait_for("Committed");
    notebook.git(&["switch", "-q", "--detach"]);
    notebook.write("a.md", "saved\n");
    daemon.wait_for("1 version is kept aside");
    notebook.git(&["switch", "-q", "notes"]);
    daemon.wait_for("Committed");
    assert!(daemon.stop().success());
    assert_eq!(notebook.git_in(&main, &["show", "notes:a.md"]), "saved\n");
}
