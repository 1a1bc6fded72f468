//! Housekeeping by git, while headsup is at work and between.

use super::{commits_all, notebook, versions};
use crate::support::Daemon;

#[test]
fn objects_and_references_are_packed_under_a_running_daemon() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    for (n, args) in [
        &["gc", "-q", "--prune=now"][..],
        &["repack", "-adq"],
        &["pack-refs", "--all", "--prune"],
        &["prune", "--expire=now"],
        &["-c", "gc.pruneExpire=now", "maintenance", "run", "--quiet", "--task=gc"],
    ]
    .iter()
    .enumerate()
    {
        notebook.git(args);
        notebook.write("b.md", format!("after {n}\n"));
        daemon.wait_for("Committed");
        assert_eq!(notebook.committed("b.md"), format!("after {n}\n").as_bytes());
    }
    assert!(daemon.stop().success());
    assert_eq!(versions(&notebook, "b.md").len(), 6);
    notebook.assert_all_committed();
}

#[test]
fn what_is_kept_aside_outlives_every_clean_up() {
    let notebook = notebook();
    notebook.git(&["switch", "-q", "--detach"]);
    for n in 0..3 {
        notebook.write("b.md", format!("{n}\n"));
        notebook.fail(&["run", "--once"], 1);
        notebook.git(&["reflog", "expire", "--expire=now", "--all"]);
        notebook.git(&["gc", "-q", "--prune=now"]);
    }
    notebook.git(&["stash", "-q"]);
    notebook.git(&["switch", "-q", "main"]);
    notebook.git(&["stash", "drop", "-q"]);
    notebook.git(&["gc", "-q", "--prune=now"]);
    commits_all(&notebook);
    for n in 0..3 {
        assert!(versions(&notebook, "b.md").contains(&format!("{n}\n")));
    }
    assert_eq!(notebook.read("b.md"), "one\n");
    // A packed reference that is done with leads to no commit.
    assert!(!notebook.git(&["for-each-ref", "refs/headsup"]).contains("commit"));
}
