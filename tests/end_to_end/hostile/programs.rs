//! Git's settings name programs in many places. Each here leaves a mark when it is run; none is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::{COMMANDS, ends, notebook};
use crate::support::{Daemon, Notebook};

const HOOKS: [&str; 28] = [
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "pre-receive",
    "update",
    "proc-receive",
    "post-receive",
    "post-update",
    "reference-transaction",
    "push-to-checkout",
    "pre-auto-gc",
    "post-rewrite",
    "sendemail-validate",
    "fsmonitor-watchman",
    "p4-changelist",
    "p4-prepare-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "post-index-change",
];

/// A program that leaves a mark, at `path` outside the notebook.
fn marker(notebook: &Notebook, path: &str) -> String {
    let program = notebook.outside().join(path);
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark(notebook).display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program.display().to_string()
}

fn mark(notebook: &Notebook) -> PathBuf {
    notebook.outside().join("a-program-was-run")
}

/// Every command, and a daemon that commits, run no program.
#[track_caller]
fn check_nothing_runs(notebook: &Notebook) {
    for command in COMMANDS {
        notebook.write("2026-03-03-priya.md", super::NOTE.to_owned() + &command.join(" "));
        ends(notebook, command);
        assert!(!mark(notebook).exists(), "headsup {command:?} ran a program");
    }
    let mut daemon = Daemon::start(notebook);
    notebook.write("thought.md", "a thought\n");
    daemon.wait_for_commit(|| notebook.read("thought.md").as_bytes() == committed(notebook, "thought.md"));
    notebook.write("thought.md", "another\n");
    daemon.wait_for("Committed");
    assert!(daemon.stop().success());
    assert!(!mark(notebook).exists(), "the daemon ran a program");
}

/// Read without git, which would run the programs.
fn committed(notebook: &Notebook, path: &str) -> Vec<u8> {
    let repository = git2::Repository::open(notebook.root()).unwrap();
    let tree = repository.head().unwrap().peel_to_tree().unwrap();
    let Ok(entry) = tree.get_path(path.as_ref()) else { return Vec::new() };
    entry.to_object(&repository).unwrap().peel_to_blob().unwrap().content().to_vec()
}

#[test]
fn the_mark_is_left_where_git_itself_is_run() {
    let notebook = notebook();
    let program = marker(&notebook, "program");
    notebook.git(&["config", "core.fsmonitor", &program]);
    notebook.git_output(&notebook.root(), &["status"]);
    assert!(mark(&notebook).exists(), "the test can fail");
}

#[test]
fn hooks() {
    for folder in ["notes/.git/hooks", "hooks-elsewhere"] {
        let notebook = notebook();
        for hook in HOOKS {
            marker(&notebook, &format!("{folder}/{hook}"));
        }
        if folder == "hooks-elsewhere" {
            let elsewhere = notebook.outside().join(folder);
            append(&notebook, &format!("[core]\n\thooksPath = {}\n", elsewhere.display()));
        }
        check_nothing_runs(&notebook);
    }
}

/// Adds to the repository's settings without git, which would obey them.
fn append(notebook: &Notebook, text: &str) {
    let config = notebook.read(".git/config");
    notebook.write(".git/config", config + text);
}

#[test]
fn settings_that_name_programs() {
    let notebook = notebook();
    let program = marker(&notebook, "program");
    append(
        &notebook,
        &format!(
            "[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n\tpager = {program}\n\teditor = {program}\n\
             \taskPass = {program}\n\tgitProxy = {program}\n\talternateRefsCommand = {program}\n\
             [sequence]\n\teditor = {program}\n[credential]\n\thelper = !{program}\n\
             [gpg]\n\tprogram = {program}\n[gpg \"ssh\"]\n\tprogram = {program}\n\tdefaultKeyCommand = {program}\n\
             [commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[user]\n\tsigningKey = x\n\
             [alias]\n\tcommit = !{program}\n\tstatus = !{program}\n\tlog = !{program}\n\
             [uploadpack]\n\tpackObjectsHook = {program}\n[protocol]\n\tallow = always\n[protocol \"ext\"]\n\tallow = always\n\
             [remote \"origin\"]\n\turl = ext::{program}\n\tuploadpack = {program}\n\treceivepack = {program}\n\
             [branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n\
             [diff]\n\texternal = {program}\n[interactive]\n\tdiffFilter = {program}\n\
             [merge]\n\ttool = x\n[mergetool \"x\"]\n\tcmd = {program}\n[difftool \"x\"]\n\tcmd = {program}\n\
             [maintenance]\n\tauto = true\n[gc]\n\tauto = 1\n\trecentObjectsHook = {program}\n\
             [trailer \"x\"]\n\tcommand = {program}\n[browser \"x\"]\n\tcmd = {program}\n\
             [web]\n\tbrowser = x\n[man]\n\tviewer = x\n[ssh]\n\tvariant = ssh\n"
        ),
    );
    check_nothing_runs(&notebook);
}

#[test]
fn filters_and_drivers_of_attributes() {
    let notebook = notebook();
    let program = marker(&notebook, "program");
    append(
        &notebook,
        &format!(
            "[filter \"f\"]\n\tclean = {program}\n\tsmudge = {program}\n\tprocess = {program}\n\trequired = true\n\
             [diff \"d\"]\n\tcommand = {program}\n\ttextconv = {program}\n\tcachetextconv = true\n\
             [merge \"m\"]\n\tdriver = {program} %A\n\trecursive = m\n"
        ),
    );
    notebook.write(".gitattributes", "*.md diff=d merge=m\n*.txt filter=f\n");
    notebook.write("secret.txt", "through the filter only\n");
    check_nothing_runs(&notebook);
    assert_eq!(committed(&notebook, "secret.txt"), b"");
}

#[test]
fn settings_that_lie_elsewhere() {
    let notebook = notebook();
    let program = marker(&notebook, "program");
    let elsewhere = notebook.outside().join("elsewhere.config");
    fs::write(&elsewhere, format!("[core]\n\tfsmonitor = {program}\n\tpager = {program}\n")).unwrap();
    let at = elsewhere.display();
    append(&notebook, &format!("[include]\n\tpath = {at}\n[includeIf \"gitdir:**\"]\n\tpath = {at}\n"));
    check_nothing_runs(&notebook);
}

#[test]
fn what_the_environment_says_of_git_is_not_obeyed() {
    let notebook = notebook();
    let program = marker(&notebook, "program");
    let other = notebook.outside().join("other");
    fs::create_dir(&other).unwrap();
    notebook.git_in(&other, &["init", "-q"]);
    notebook.write("thought.md", "a thought\n");
    let mut command = notebook.command(&["run", "--once"]);
    for (key, value) in [
        ("GIT_DIR", other.join(".git").display().to_string()),
        ("GIT_WORK_TREE", other.display().to_string()),
        ("GIT_INDEX_FILE", other.join("index").display().to_string()),
        ("GIT_OBJECT_DIRECTORY", other.join("objects").display().to_string()),
        ("GIT_EDITOR", program.clone()),
        ("GIT_SSH_COMMAND", program.clone()),
        ("GIT_EXTERNAL_DIFF", program),
    ] {
        command.env(key, value);
    }
    assert!(command.output().unwrap().status.success());
    assert_eq!(committed(&notebook, "thought.md"), b"a thought\n");
    assert!(!mark(&notebook).exists() && !other.join("index").exists() && !other.join("objects").exists());
}
