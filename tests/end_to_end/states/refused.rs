//! Repositories that headsup cannot use: every command says which kind it is and what to do, and ends.

use std::os::unix::fs::chown;

use super::{CONFIG, notebook, versions};
use crate::support::{Daemon, Notebook};

const COMMANDS: [&[&str]; 14] = [
    &["run"],
    &["run", "--once"],
    &["status"],
    &["status", "--json"],
    &["digest", "priya"],
    &["items"],
    &["check"],
    &["search", "plan"],
    &["log"],
    &["goals"],
    &["update", "priya"],
    &["review"],
    &["new", "priya"],
    &["done", "plan"],
];

/// After `setup`, every command ends with 1 and says `cause` and `fix`.
#[track_caller]
fn check(cause: &str, fix: &str, setup: impl FnOnce(&Notebook)) {
    let notebook = Notebook::of(&[
        ("headsup.yaml", CONFIG),
        ("2026-03-03.md", "---\nwith: priya\n---\n- [ ] plan ^plan\n"),
    ]);
    setup(&notebook);
    for command in COMMANDS {
        let message = notebook.fail(command, 1);
        assert!(message.contains(cause) && message.contains(fix), "{command:?}: {message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    }
}

#[test]
fn a_split_index() {
    check("has a split index", "`git update-index --no-split-index`", |notebook| {
        notebook.git(&["init", "-q"]);
        notebook.git(&["add", "."]);
        notebook.git(&["update-index", "--split-index"]);
    });
}

#[test]
fn a_sparse_index() {
    check("has a sparse index", "`git sparse-checkout init --no-sparse-index`", |notebook| {
        notebook.git(&["init", "-q"]);
        notebook.write("in/a.md", "a");
        notebook.write("out/b.md", "b");
        notebook.git(&["add", "."]);
        notebook.git(&["commit", "-qm", "first"]);
        notebook.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    });
}

#[test]
fn objects_named_by_sha256() {
    check("by sha256", "`git init --object-format=sha1`", |notebook| {
        notebook.git(&["init", "-q", "--object-format=sha256"]);
    });
}

#[test]
fn branches_in_a_reftable() {
    check("in a reftable", "`git refs migrate --ref-format=files`", |notebook| {
        notebook.git(&["init", "-q", "--ref-format=reftable"]);
    });
}

#[test]
fn a_partial_clone() {
    check("is a partial clone", "full clone", |notebook| {
        notebook.git(&["init", "-q"]);
        notebook.git(&["config", "core.repositoryFormatVersion", "1"]);
        notebook.git(&["config", "extensions.partialClone", "origin"]);
    });
}

#[test]
fn an_extension_that_is_not_known() {
    check("extensions.later", "`git init`", |notebook| {
        notebook.git(&["init", "-q"]);
        notebook.git(&["config", "core.repositoryFormatVersion", "1"]);
        notebook.git(&["config", "extensions.later", "1"]);
    });
}

#[test]
fn a_bare_repository() {
    check("is bare", "`git clone` it and use the clone", |notebook| {
        notebook.git(&["init", "-q", "--bare", "."]);
    });
}

#[test]
fn another_users_repository() {
    let probe = tempfile::tempdir().unwrap();
    // Only root can give a folder away.
    if chown(probe.path(), Some(12_345), None).is_err() {
        return;
    }
    check("belongs to another user", "safe.directory", |notebook| {
        notebook.git(&["init", "-q"]);
        chown(notebook.path(".git"), Some(12_345), None).unwrap();
        chown(notebook.root(), Some(12_345), None).unwrap();
    });
}

#[test]
fn a_head_that_is_no_branch() {
    check("points to refs/tags/x, which is no branch", "`git switch main`", |notebook| {
        notebook.git(&["init", "-q"]);
        notebook.write(".git/HEAD", "ref: refs/tags/x\n");
    });
}

#[test]
fn an_index_that_is_no_index() {
    let notebook = notebook();
    notebook.write(".git/index", "garbage, and more than twenty bytes of it\n");
    notebook.write("b.md", "saved\n");
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("cannot be read") && message.contains("`git reset`"), "{message}");
    super::remove(&notebook, ".git/index");
    notebook.git(&["reset", "-q"]);
    super::commits_all(&notebook);
}

#[test]
fn a_daemon_whose_index_is_split_meanwhile_says_so_and_goes_on_when_it_is_whole() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    notebook.git(&["update-index", "--split-index"]);
    notebook.write("b.md", "saved meanwhile\n");
    daemon.wait_for("has a split index");
    notebook.git(&["update-index", "--no-split-index"]);
    daemon.wait_for_commit(|| versions(&notebook, "b.md").contains(&"saved meanwhile\n".to_owned()));
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}
