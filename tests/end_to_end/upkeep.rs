//! What `status` promises, what `doctor` finds, and a repository that stays small.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::support::{Daemon, NOW, Notebook, err, out};

const PRIYA: &str =
    "---\nname: Priya Nair\nmeets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-03-17}\n---\n";
const NOTE: &str =
    "---\nwith: Priya Nair\ndate: 2026-03-03T10:00\n---\n## Mine\n\n- [ ] Send the plan ^plan\n";

fn notebook() -> Notebook {
    Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\n"),
        ("people/priya.md", PRIYA),
        ("2026-03-03-priya.md", NOTE),
    ])
}

/// What `status` says in its first line, with ID for the last version, and with which code it ends; the same for
/// programs.
#[track_caller]
fn promises(notebook: &Notebook, expect: &str, code: i32) {
    let output = notebook.output(&["status"]);
    assert_eq!(output.status.code(), Some(code), "{}{}", out(&output), err(&output));
    let status = notebook.output(&["status", "--json"]);
    assert_eq!(status.status.code(), Some(code));
    let status: serde_json::Value = serde_json::from_str(&out(&status)).unwrap();
    let id = status["protected"]["last"]["id"].as_str().unwrap_or("none").to_owned();
    let line = out(&output).lines().next().unwrap_or_default().replace(&id, "ID");
    assert_eq!(line, format!("{expect} Next digest: Mon 30 Mar 10:00, Priya Nair."));
    assert_eq!(status["protected"]["all"], code == 0, "{status}");
    let next = json!({"person": "priya", "due": "2026-03-30T10:00:00+02:00[Europe/Madrid]"});
    assert_eq!(status["protected"]["next_digest"], next);
}

#[test]
fn status_promises_that_every_save_is_protected_or_says_what_is_not() {
    let notebook = notebook();
    notebook.git(&["init", "-q"]);
    promises(
        &notebook,
        "Not everything is protected: 3 files wait to be committed; nothing is protected yet.",
        1,
    );
    notebook.run(&["run", "--once"]);
    promises(&notebook, "Every save is protected, the last one just now (ID).", 0);
    notebook.write("thought.md", "not yet\n");
    let waits = "Not everything is protected: 1 file waits to be committed; the last protected save was just now (ID).";
    promises(&notebook, waits, 1);
    fs::remove_file(notebook.path("thought.md")).unwrap();
    promises(&notebook, "Every save is protected, the last one just now (ID).", 0);
    notebook.write("nested/note.md", "of another repository\n");
    notebook.git_in(&notebook.path("nested"), &["init", "-q"]);
    let left_out = "Not everything is protected: 1 path cannot be kept, see below; the last protected save was just now (ID).";
    promises(&notebook, left_out, 1);
}

#[test]
fn what_is_kept_aside_is_protected_too() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    notebook.git(&["checkout", "-q", "--detach"]);
    notebook.write("thought.md", "while HEAD is on no branch\n");
    let waits = "Not everything is protected: 1 file waits to be committed; the last protected save was just now (ID).";
    promises(&notebook, waits, 1);
    notebook.fail(&["run", "--once"], 1);
    promises(&notebook, "Every save is protected, the last one just now (ID, kept aside).", 0);
    let status = notebook.run(&["status"]);
    assert!(status.contains("; 1 version is kept aside until then."), "{status}");
    notebook.write("thought.md", "and again\n");
    promises(&notebook, waits, 1);
    notebook.git(&["checkout", "-q", "-"]);
    notebook.run(&["run", "--once"]);
    promises(&notebook, "Every save is protected, the last one just now (ID).", 0);
}

#[test]
fn how_long_ago_is_counted_from_now() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    let status = notebook.told(&["status", "--now", "2026-03-16T15:00:00+01:00[Europe/Madrid]"]);
    assert!(status.starts_with("Every save is protected, the last one 3 hours ago ("), "{status}");
}

/// What `doctor` says about one thing, without what is of this machine.
#[track_caller]
fn finding(notebook: &Notebook, about: &str) -> serde_json::Value {
    let report = notebook.told_json(&["doctor", "--json"]);
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["about"] == about).unwrap_or(&serde_json::Value::Null).clone()
}

#[track_caller]
fn is_wrong(notebook: &Notebook, about: &str, says: &str, mend: &str) {
    let found = finding(notebook, about);
    assert_eq!(found["state"], "wrong", "{found}");
    let root = notebook.root().canonicalize().unwrap().display().to_string();
    let said = |key: &str| found[key].as_str().unwrap_or_default().replace(&root, "ROOT");
    assert!(said("says").contains(says) && said("mend").contains(mend), "{found}");
    let printed = notebook.output(&["doctor"]);
    assert_eq!(printed.status.code(), Some(1));
    assert!(out(&printed).contains("not in order."), "{}", out(&printed));
}

#[test]
fn doctor_finds_all_in_order_in_one_screen() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    let said = notebook.run(&["doctor"]);
    assert!(said.ends_with("\nAll is in order.\n") && !said.contains("!!"), "{said}");
    assert!(said.lines().count() <= 24, "{said}");
    for line in ["ok  saves       every one is protected", "ok  time zone   Europe/Madrid", "--  daemon "] {
        assert!(said.contains(line), "no `{line}` in\n{said}");
    }
    let daemon = Daemon::start(&notebook);
    assert!(finding(&notebook, "daemon")["says"].as_str().unwrap().contains(&daemon.id().to_string()));
}

#[test]
fn doctor_names_what_is_not_in_order_and_what_mends_it() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    notebook.write("thought.md", "not yet\n");
    is_wrong(&notebook, "saves", "1 file not kept yet", "headsup run --once");
    notebook.run(&["run", "--once"]);
    notebook.write("headsup.yaml", "timezone: Nowhere/Atall\n");
    is_wrong(&notebook, "settings", "1 place in headsup.yaml", "headsup check");
    notebook.write("headsup.yaml", "timezone: Europe/Madrid\n");

    let state = notebook.path(".git/headsup/root");
    fs::set_permissions(&state, fs::Permissions::from_mode(0o755)).unwrap();
    is_wrong(&notebook, "privacy", "ROOT/.git/headsup/root", "chmod -R go-rwx ROOT/.git/headsup");
    fs::set_permissions(&state, fs::Permissions::from_mode(0o700)).unwrap();

    notebook.git(&["checkout", "-q", "--detach"]);
    is_wrong(&notebook, "repository", "`git switch BRANCH`", "");
    notebook.git(&["checkout", "-q", "-"]);

    let lock = notebook.path(".git/packed-refs.lock");
    fs::write(&lock, "").unwrap();
    assert_eq!(finding(&notebook, "lock"), serde_json::Value::Null, "a command may be running");
    let hours_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 3600);
    fs::File::options().write(true).open(&lock).unwrap().set_modified(hours_ago).unwrap();
    is_wrong(&notebook, "lock", "was taken 3 hours ago", "rm ROOT/.git/packed-refs.lock");
    fs::remove_file(lock).unwrap();

    let early = notebook.output(&["doctor", "--now", "2026-03-14T12:00:00+01:00[Europe/Madrid]"]);
    assert!(
        out(&early).contains("!!  clock       the newest version is 48 hours in the future"),
        "{}",
        out(&early)
    );
    notebook.run(&["run", "--once"]);
    notebook.run(&["doctor"]);
}

#[test]
fn doctor_says_what_is_the_matter_where_nothing_else_works() {
    let notebook = notebook();
    let said = notebook.told(&["doctor"]);
    assert!(
        said.contains("!!  notebook ") && said.contains("is in no git repository; run `headsup run"),
        "{said}"
    );
    notebook.run(&["run", "--once"]);
    let without_git = notebook.command(&["doctor"]).env("PATH", "/nowhere").output().unwrap();
    assert!(out(&without_git).contains("!!  git         is not installed"), "{}", out(&without_git));
    assert_eq!(without_git.status.code(), Some(1));
    let output = notebook.command(&["run", "--once"]).env("PATH", "/nowhere").output().unwrap();
    assert!(output.status.success(), "git's program is not needed for the rest: {}", err(&output));
}

fn loose(notebook: &Notebook) -> usize {
    let count = notebook.git(&["count-objects"]);
    count.split(' ').next().unwrap().parse().unwrap()
}

/// A notebook whose repository has this many loose objects to spare.
fn cluttered() -> Notebook {
    let notebook = notebook();
    for n in 0..450 {
        notebook.write(&format!("n/{n}.md"), format!("note {n}\n"));
    }
    notebook
}

#[test]
fn once_packs_what_is_due_but_not_in_the_hour_before_a_meeting() {
    let notebook = cluttered();
    notebook.run(&["run", "--once", "--now", "2026-03-17T09:15:00+01:00[Europe/Madrid]"]);
    assert!(loose(&notebook) > 400);
    notebook.write("thought.md", "a thought\n");
    let mut command = notebook.command(&["run", "--once", "--now", NOW]);
    for stray in ["GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env(stray, "/nowhere");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!((loose(&notebook), err(&output)), (0, String::new()));
    notebook.assert_all_committed();
}

#[test]
fn a_daemon_ends_at_once_and_leaves_a_sound_repository_whatever_it_was_doing() {
    let notebook = cluttered();
    let daemon = Daemon::start(&notebook);
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}

/// A stranger's repository may name programs: which of them headsup leaves alone is said in one line.
#[test]
fn what_is_not_obeyed_is_named() {
    let notebook = Notebook::of(&[("a.md", "a\n")]);
    notebook.run(&["run", "--once"]);
    let told = || notebook.told(&["doctor"]);
    assert!(!told().contains("programs"), "{}", told());
    notebook.git(&["config", "core.sshCommand", "touch mark"]);
    notebook.git(&["config", "filter.x.clean", "touch mark"]);
    let said = told();
    let line = said.lines().find(|line| line.contains("programs")).unwrap();
    assert!(line.starts_with("--  programs") && line.contains("core.sshcommand, filter.x.clean"), "{line}");
    assert!(!notebook.path("mark").exists());
    assert!(said.contains("watchers"), "{said}");
}
