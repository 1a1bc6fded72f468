//! A person who works with git beside the daemon: it commits nothing that git itself did, and loses nothing.

use super::{notebook, versions};
use crate::support::{Daemon, Notebook};

/// While the daemon runs, `act` is done with git; then one more file is saved. The next commit holds that file and
/// nothing else, on the branch that HEAD is on.
#[track_caller]
fn check_only_the_marker(act: impl FnOnce(&Notebook)) -> Notebook {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    act(&notebook);
    let before = notebook.git(&["rev-parse", "HEAD"]);
    notebook.write("marker.md", "marker\n");
    daemon.wait_for_commit(|| !notebook.git(&["ls-tree", "HEAD", "marker.md"]).is_empty());
    assert!(daemon.stop().success());
    let changed = notebook.git(&["diff", "--name-only", before.trim(), "HEAD"]);
    assert_eq!(changed, "marker.md\n");
    notebook.git(&["merge-base", "--is-ancestor", before.trim(), "HEAD"]);
    notebook.assert_all_committed();
    notebook
}

#[test]
fn another_branch() {
    let notebook = check_only_the_marker(|notebook| drop(notebook.git(&["switch", "-q", "side"])));
    assert_eq!(notebook.git(&["symbolic-ref", "HEAD"]), "refs/heads/side\n");
    assert_eq!(notebook.git(&["log", "-1", "--format=%s", "main"]), "main\n");
}

#[test]
fn from_branch_to_branch_again_and_again() {
    let notebook = check_only_the_marker(|notebook| {
        for branch in ["side", "main", "side", "main", "side", "main", "side"] {
            notebook.git(&["switch", "-q", branch]);
        }
    });
    assert_eq!(notebook.git(&["rev-list", "--count", "main"]), "2\n");
    assert_eq!(notebook.git(&["rev-list", "--count", "side"]), "4\n");
}

#[test]
fn a_hard_reset() {
    let notebook = check_only_the_marker(|notebook| {
        notebook.git(&["reset", "-q", "--hard", "HEAD~1"]);
    });
    assert_eq!(versions(&notebook, "a.md"), ["one\n"]);
}

#[test]
fn an_amended_commit() {
    let notebook = check_only_the_marker(|notebook| {
        notebook.write("a.md", "amended\n");
        notebook.git(&["commit", "-qa", "--amend", "-m", "amended"]);
    });
    assert_eq!(versions(&notebook, "a.md")[0], "amended\n");
}

#[test]
fn a_merge_without_conflict() {
    check_only_the_marker(|notebook| {
        notebook.git(&["reset", "-q", "--hard", "HEAD~1"]);
        notebook.git(&["merge", "-q", "side"]);
    });
}

#[test]
fn a_rebase_without_conflict() {
    check_only_the_marker(|notebook| {
        notebook.git(&["switch", "-q", "-c", "third", "main~1"]);
        notebook.write("c.md", "third\n");
        notebook.git(&["add", "c.md"]);
        notebook.git_output(&notebook.root(), &["commit", "-qm", "third"]);
        notebook.git(&["rebase", "-q", "main"]);
    });
}

#[test]
fn a_stash_and_its_return() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    notebook.write("b.md", "stashed\n");
    // The daemon may be faster: then there is nothing to stash.
    notebook.git(&["stash", "-q"]);
    notebook.write("marker.md", "marker\n");
    daemon.wait_for_commit(|| !notebook.git(&["ls-tree", "HEAD", "marker.md"]).is_empty());
    notebook.git_output(&notebook.root(), &["stash", "pop", "-q"]);
    notebook.write("marker.md", "marker 2\n");
    daemon.wait_for_commit(|| notebook.committed("marker.md") == b"marker 2\n");
    assert!(daemon.stop().success());
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("b.md"), notebook.read("b.md").as_bytes());
    notebook.assert_all_committed();
}

#[test]
fn a_branch_that_is_deleted_under_it() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    let before = notebook.git(&["rev-parse", "HEAD"]);
    notebook.git(&["update-ref", "-d", "refs/heads/main"]);
    notebook.write("marker.md", "marker\n");
    daemon.wait_for("Committed");
    assert!(daemon.stop().success());
    assert_eq!(notebook.git(&["symbolic-ref", "HEAD"]), "refs/heads/main\n");
    notebook.assert_all_committed();
    assert_eq!(notebook.git(&["diff", "--name-only", before.trim(), "HEAD"]), "marker.md\n");
}

#[test]
fn a_branch_that_is_renamed_under_it() {
    let notebook = check_only_the_marker(|notebook| drop(notebook.git(&["branch", "-q", "-m", "trunk"])));
    assert_eq!(notebook.git(&["symbolic-ref", "HEAD"]), "refs/heads/trunk\n");
}
