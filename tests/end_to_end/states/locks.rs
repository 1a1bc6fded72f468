//! Locks: those of commands that run, of programs that were killed, and headsup's own.

use std::fs::File;
use std::time::SystemTime;

use super::{check_waits, notebook, old_lock, remove, versions};
use crate::support::Daemon;

/// An old lock at `path` keeps everything waiting, is named with its age and owner, and is never removed.
#[track_caller]
fn check_old(path: &str) {
    let named = format!("{path}, made 10 minutes ago by ");
    let notebook = check_waits(
        1,
        &named,
        |notebook| old_lock(notebook, path),
        |notebook| {
            assert!(notebook.path(path).exists(), "a stranger's lock is never removed");
            let status = notebook.told(&["status"]);
            assert!(status.contains("if no git command is running here, one was killed: delete that file"));
            remove(notebook, path);
        },
    );
    notebook.assert_all_committed();
    assert_eq!(notebook.git(&["rev-list", "--merges", "HEAD"]), "", "the history stays straight");
}

#[test]
fn an_abandoned_lock_on_the_index() {
    check_old(".git/index.lock");
}

#[test]
fn an_abandoned_lock_on_the_branch() {
    check_old(".git/refs/heads/main.lock");
}

#[test]
fn an_abandoned_lock_on_head() {
    check_old(".git/HEAD.lock");
}

#[test]
fn a_lock_on_packed_references_is_in_nobodys_way() {
    let notebook = notebook();
    old_lock(&notebook, ".git/packed-refs.lock");
    notebook.write("b.md", "saved\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("b.md"), b"saved\n");
    assert!(notebook.path(".git/packed-refs.lock").exists());
    // Nor where what was kept aside is to be forgotten, for which it would be needed.
    notebook.git(&["switch", "-q", "--detach"]);
    notebook.write("b.md", "aside\n");
    notebook.fail(&["run", "--once"], 1);
    remove(&notebook, ".git/packed-refs.lock");
    notebook.git(&["switch", "-q", "main"]);
    old_lock(&notebook, ".git/packed-refs.lock");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("b.md"), b"aside\n");
    remove(&notebook, ".git/packed-refs.lock");
    notebook.write("b.md", "after\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.git(&["for-each-ref", "refs/headsup"]), "");
    assert_eq!(versions(&notebook, "b.md"), ["after\n", "aside\n", "saved\n", "one\n"]);
}

#[test]
fn a_command_that_is_just_running_is_waited_for_without_a_word() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    let held = File::create(notebook.path(".git/index.lock")).unwrap();
    notebook.write("b.md", "saved\n");
    let status = notebook.told(&["status"]);
    assert!(status.contains("seconds ago") || status.contains("second ago"), "{status}");
    assert!(status.contains("nothing to do: it is tried again"), "{status}");
    assert!(!status.contains("kept aside"), "{status}");
    if std::path::Path::new("/proc/self/fd").exists() {
        assert!(status.contains(&format!("process {} has it open", std::process::id())), "{status}");
    }
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("another program holds"), "{message}");
    drop(held);
    remove(&notebook, ".git/index.lock");
    daemon.wait_for("Committed");
    daemon.signal("-TERM");
    let said = daemon.all_said();
    assert!(!said.contains("Changes wait"), "{said}");
    notebook.assert_all_committed();
}

#[test]
fn a_lock_from_the_future_is_an_old_one() {
    let notebook = notebook();
    let ahead = SystemTime::now() + std::time::Duration::from_secs(3_600);
    File::create(notebook.path(".git/index.lock")).unwrap().set_modified(ahead).unwrap();
    notebook.write("b.md", "saved\n");
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("1 version is kept aside"), "{message}");
}
