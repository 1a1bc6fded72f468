//! The daemon as a process: what it does about saves, signals, a second one of it, and a root that goes away.

use std::fs;

use crate::support::{Daemon, Notebook};

const PRIYA: &str = "---\nname: Priya Nair\nrelation: manager\n---\n";
const NOTE: &str = "---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Mine\n\n- [ ] Send billing plan due:2026-03-06 ^plan\n";
const PLANNED: &str = "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n\n## Questions\n\n- What is level 5?\n";

fn notebook() -> Notebook {
    Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\nquiet: 200ms\nmax_wait: 5s\n"),
        ("people/priya.md", PRIYA),
        ("2026-03-03-priya.md", NOTE),
        ("2026-03-17-priya.md", PLANNED),
    ])
}

#[test]
fn a_save_is_committed_and_the_digest_is_fresh() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    let digest = "digests/2026-03-17-priya.md";
    daemon.wait_for("Committed");
    assert!(
        notebook.read(digest).contains("- [ ] Send billing plan: 11 days late."),
        "{}",
        notebook.read(digest)
    );
    notebook.write("2026-03-03-priya.md", NOTE.replace("[ ]", "[x]"));
    let line = daemon.wait_for("Committed");
    assert!(line.contains("Priya Nair 3 Mar: 1 commitment done"), "{line}");
    assert!(!notebook.read(digest).contains("## You owe"), "{}", notebook.read(digest));
    notebook.assert_all_committed();
    assert!(daemon.stop().success());
}

#[test]
fn a_digest_follows_its_notes_and_comes_back_when_it_is_deleted() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    let digest = "digests/2026-03-17-priya.md";
    daemon.wait_for("Digest");
    notebook.write("essay.md", "nothing to do with her\n");
    daemon.wait_for("essay.md");
    let before = notebook.read(digest);
    fs::remove_file(notebook.path(digest)).unwrap();
    daemon.wait_for("Digest");
    assert_eq!(notebook.read(digest), before);
    for word in ["first", "second"] {
        notebook.write("people/priya.md", PRIYA.replace("Nair", word));
        daemon.wait_for("Digest");
        assert!(notebook.read(digest).starts_with(&format!("# Priya {word}, ")), "{}", notebook.read(digest));
    }
    assert!(daemon.stop().success());
}

#[test]
fn asked_to_stop_it_commits_what_was_saved_and_exits_with_0() {
    for signal in ["-TERM", "-INT"] {
        let notebook = notebook();
        notebook.write("headsup.yaml", "timezone: Europe/Madrid\nquiet: 1h\nmax_wait: 2h\n");
        let mut daemon = Daemon::start(&notebook);
        notebook.write("thought.md", "saved a moment before the end\n");
        daemon.signal(signal);
        daemon.wait_for("Committed");
        assert!(daemon.end().success());
        notebook.assert_all_committed();
        assert_eq!(notebook.committed("thought.md"), b"saved a moment before the end\n");
    }
}

#[test]
fn a_save_that_another_command_sees_first_is_committed_all_the_same() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    // Only after a save of its own is the daemon past its first look, which commits whatever it finds.
    daemon.wait_for("Committed");
    notebook.write("essay.md", "first\n");
    daemon.wait_for_commit(|| notebook.git(&["ls-files", "essay.md"]) == "essay.md\n");
    daemon.signal("-STOP");
    notebook.write("thought.md", "seen by `status` first\n");
    assert!(notebook.told(&["status"]).contains("1 file waits to be committed"));
    daemon.signal("-CONT");
    daemon.wait_for("Committed");
    assert_eq!(notebook.committed("thought.md"), b"seen by `status` first\n");
    assert!(daemon.stop().success());
}

#[test]
fn a_second_daemon_says_who_has_the_notebook() {
    let notebook = notebook();
    let daemon = Daemon::start(&notebook);
    let message = notebook.fail(&["run"], 1);
    assert!(message.contains(&format!("process {}", daemon.id())), "{message}");
    let status = notebook.told(&["status"]);
    assert!(status.contains(&format!("Running (process {}", daemon.id())), "{status}");
    daemon.kill();
    assert!(notebook.told(&["status"]).contains("Not running"));
    assert!(Daemon::start(&notebook).stop().success(), "a killed daemon leaves nothing in the way");
}

#[test]
fn new_folders_renames_and_deletions_are_committed() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    daemon.wait_for("Committed");
    let deep = || notebook.git(&["ls-tree", "-r", "HEAD", "--name-only", "a"]);
    notebook.write("a/b/c/deep.md", "deep\n");
    daemon
        .wait_for_commit(|| deep() == "a/b/c/deep.md\n" && notebook.committed("a/b/c/deep.md") == b"deep\n");
    fs::rename(notebook.path("a/b"), notebook.path("a/z")).unwrap();
    daemon.wait_for_commit(|| deep() == "a/z/c/deep.md\n");
    fs::remove_dir_all(notebook.path("a")).unwrap();
    daemon.wait_for_commit(|| deep().is_empty());
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}

#[test]
fn the_save_patterns_of_editors_leave_one_clean_commit() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    let note = "2026-03-03-priya.md";
    // vim: a swap file, a probe, the old version renamed to a backup, the new one written, the backup removed.
    notebook.write(".2026-03-03-priya.md.swp", "swap");
    notebook.write("4913", "");
    fs::remove_file(notebook.path("4913")).unwrap();
    fs::rename(notebook.path(note), notebook.path(&format!("{note}~"))).unwrap();
    notebook.write(note, format!("{NOTE}\nfrom vim\n"));
    daemon.wait_for("Committed");
    // GNOME and others: write beside, rename over.
    notebook.write(".goutputstream-X1Y2Z3", format!("{NOTE}\nfrom gedit\n"));
    fs::rename(notebook.path(".goutputstream-X1Y2Z3"), notebook.path(note)).unwrap();
    daemon.wait_for("Committed");
    assert_eq!(notebook.committed(note), format!("{NOTE}\nfrom gedit\n").as_bytes());
    let files = notebook.git(&["log", "--name-only", "--format="]);
    for noise in ["swp", "4913", "~", "goutputstream"] {
        assert!(!files.contains(noise), "{files}");
    }
    assert!(daemon.stop().success());
}

#[test]
fn a_root_that_disappears_is_not_committed_as_a_deletion() {
    let notebook = notebook();
    // The repository lies above, so that it outlives the folder.
    notebook.git_in(notebook.outside(), &["init", "-q"]);
    notebook.run(&["run", "--once"]);
    let commits = notebook.commits();
    let mut daemon = Daemon::start(&notebook);
    fs::rename(notebook.root(), notebook.outside().join("elsewhere")).unwrap();
    daemon.wait_for("gone");
    fs::rename(notebook.outside().join("elsewhere"), notebook.root()).unwrap();
    notebook.write("back.md", "back\n");
    daemon.wait_for("Committed");
    assert_eq!(notebook.commits(), commits + 1);
    assert_eq!(notebook.committed("back.md"), b"back\n");
    assert!(daemon.stop().success());
}

#[test]
fn a_merge_under_way_is_waited_for_and_then_it_goes_on_by_itself() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    notebook.git(&["checkout", "-q", "-b", "other"]);
    notebook.write("thought.md", "theirs\n");
    notebook.git(&["add", "thought.md"]);
    notebook.git(&["commit", "-q", "-m", "theirs"]);
    notebook.git(&["checkout", "-q", "-"]);
    notebook.write("thought.md", "ours\n");
    notebook.git(&["add", "thought.md"]);
    notebook.git(&["commit", "-q", "-m", "ours"]);
    assert!(!notebook.git_output(&notebook.root(), &["merge", "other"]).status.success());
    let commits = notebook.commits();
    let mut daemon = Daemon::start(&notebook);
    daemon.wait_for("merge");
    assert_eq!(notebook.commits(), commits, "no conflict marker is committed");
    assert!(notebook.told(&["status"]).contains("merge"));
    notebook.write("thought.md", "both\n");
    notebook.git(&["add", "thought.md"]);
    notebook.git(&["commit", "-q", "-m", "merged"]);
    notebook.write("after.md", "after\n");
    daemon.wait_for("Committed");
    notebook.assert_all_committed();
    assert!(daemon.stop().success());
}
