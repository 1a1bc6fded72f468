//! What a person has put into the index: it stays there, byte for byte, unless it is of a note that is committed.

use std::fs;

use super::{commits_all, notebook, versions};
use crate::support::{Daemon, Notebook};

/// A notebook in a folder of a larger repository, with a file beside it and one in it.
fn inside_another() -> Notebook {
    let notebook = Notebook::of(&[("headsup.yaml", super::CONFIG), ("a.md", "one\n")]);
    notebook.git_in(notebook.outside(), &["init", "-q", "-b", "main"]);
    for (path, text) in
        [("code.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"), ("gone.txt", "gone\n"), ("kept.txt", "kept\n")]
    {
        fs::write(notebook.outside().join(path), text).unwrap();
    }
    notebook.git_in(notebook.outside(), &["add", "--", "code.txt", "gone.txt", "kept.txt"]);
    notebook.git_in(notebook.outside(), &["commit", "-qm", "code"]);
    notebook.run(&["run", "--once"]);
    notebook
}

#[test]
fn outside_the_notebook_it_stays_byte_for_byte() {
    let notebook = inside_another();
    let top = notebook.outside().to_owned();
    // Partly staged: the first line is, the last is not.
    fs::write(top.join("code.txt"), "one\n2\n3\n4\n5\n6\n7\n8\n9\n").unwrap();
    notebook.git_in(&top, &["add", "code.txt"]);
    fs::write(top.join("code.txt"), "one\n2\n3\n4\n5\n6\n7\n8\nnine\n").unwrap();
    fs::write(top.join("new.txt"), "new\n").unwrap();
    fs::write(top.join("meant.txt"), "to be added\n").unwrap();
    notebook.git_in(&top, &["add", "new.txt"]);
    notebook.git_in(&top, &["add", "--intent-to-add", "meant.txt"]);
    notebook.git_in(&top, &["rm", "-q", "gone.txt"]);
    notebook.git_in(&top, &["update-index", "--assume-unchanged", "kept.txt"]);
    let index = || {
        (
            notebook.git_in(&top, &["diff", "--cached", "--", ".", ":!notes"]),
            notebook.git_in(&top, &["diff", "--", ".", ":!notes"]),
            notebook.git_in(&top, &["ls-files", "-s", "-v", "--", ".", ":!notes"]),
            notebook.git_in(
                &top,
                &["status", "--porcelain", "--", "code.txt", "new.txt", "meant.txt", "gone.txt"],
            ),
        )
    };
    let before = index();
    assert!(before.0.contains("+one") && !before.0.contains("nine"), "{}", before.0);
    for n in 0..3 {
        notebook.write("a.md", format!("{n}\n"));
        notebook.run(&["run", "--once"]);
        assert_eq!(index(), before);
    }
    let committed = notebook.git_in(&top, &["diff", "--name-only", "HEAD~3", "HEAD"]);
    assert_eq!(committed, "notes/a.md\n");
    notebook.assert_sound();
}

#[test]
fn a_note_staged_as_it_lies_on_disk_is_committed() {
    let notebook = notebook();
    notebook.write("b.md", "staged\n");
    notebook.write("new.md", "new\n");
    notebook.git(&["add", "b.md"]);
    notebook.git(&["add", "--intent-to-add", "new.md"]);
    commits_all(&notebook);
    assert_eq!(versions(&notebook, "b.md"), ["staged\n", "one\n"]);
    assert_eq!(notebook.committed("new.md"), b"new\n");
}

#[test]
fn a_note_staged_in_another_version_is_in_history_in_both() {
    let notebook = notebook();
    notebook.write("b.md", "staged\n");
    notebook.git(&["add", "b.md"]);
    notebook.write("b.md", "staged\nand gone on\n");
    notebook.write("new.md", "first\n");
    notebook.git(&["add", "new.md"]);
    notebook.write("new.md", "second\n");
    commits_all(&notebook);
    assert_eq!(versions(&notebook, "b.md"), ["staged\nand gone on\n", "staged\n", "one\n"]);
    assert_eq!(versions(&notebook, "new.md"), ["second\n", "first\n"]);
    assert_eq!(
        notebook.git(&["diff", "--cached"]),
        "",
        "the index goes with the branch: nothing there undoes a note"
    );
    assert_eq!(notebook.git(&["rev-list", "--merges", "HEAD"]), "");
    let commits = notebook.commits();
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.commits(), commits);
}

#[test]
fn a_note_staged_and_put_back_on_disk_is_left_to_the_person() {
    let notebook = notebook();
    notebook.write("b.md", "staged\n");
    notebook.git(&["add", "b.md"]);
    notebook.write("b.md", "one\n");
    let before = notebook.git(&["diff", "--cached"]);
    notebook.write("other.md", "other\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.git(&["diff", "--cached"]), before);
    assert_eq!(notebook.git(&["diff", "--name-only", "HEAD~1", "HEAD"]), "other.md\n");
    notebook.assert_sound();
}

#[test]
fn what_is_staged_while_the_daemon_runs_goes_into_the_same_history() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    for n in 0..5 {
        notebook.write("b.md", format!("{n}\n"));
        notebook.git_output(&notebook.root(), &["add", "b.md"]);
        daemon.wait_for_commit(|| notebook.committed("b.md") == format!("{n}\n").as_bytes());
    }
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}
