//! A person is in the middle of something: nothing goes to the branch, everything is kept aside.

use super::{check_waits, notebook, stops, versions};
use crate::support::{Daemon, Notebook};

/// Settles the conflict in `a.md` and goes on.
fn settle(notebook: &Notebook, go_on: &[&str]) {
    notebook.write("a.md", "settled\n");
    notebook.git(&["add", "a.md"]);
    notebook.git(&[&["-c", "core.editor=true"], go_on].concat());
}

#[test]
fn a_merge() {
    let ended = check_waits(
        1,
        "a merge is under way; `git merge --continue` or `git merge --abort` ends it",
        |notebook| stops(notebook, &["merge", "side"]),
        |notebook| settle(notebook, &["merge", "--continue"]),
    );
    assert_eq!(ended.read("a.md"), "settled\n");
    ended.assert_all_committed();
}

#[test]
fn a_rebase_that_applies() {
    check_waits(
        1,
        "a rebase is under way; `git rebase --continue` or `git rebase --abort` ends it",
        |notebook| stops(notebook, &["rebase", "--apply", "side"]),
        // git refuses to go on over unstaged changes: a person adds what they want, or gives up.
        give_up,
    );
}

#[test]
fn a_rebase_that_merges() {
    check_waits(
        1,
        "a rebase is under way",
        |notebook| stops(notebook, &["rebase", "--merge", "side"]),
        give_up,
    );
}

#[test]
fn a_rebase_that_stopped_for_an_edit() {
    check_waits(
        1,
        "a rebase is under way",
        |notebook| {
            notebook.git(&["-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-q", "-i", "HEAD~1"]);
        },
        |notebook| {
            notebook.git(&["add", "b.md"]);
            notebook.git(&["-c", "core.editor=true", "rebase", "--continue"]);
        },
    );
}

#[test]
fn a_cherry_pick_of_one_commit() {
    check_waits(
        1,
        "a cherry-pick is under way; `git cherry-pick --continue` or `git cherry-pick --abort` ends it",
        |notebook| stops(notebook, &["cherry-pick", "side"]),
        |notebook| settle(notebook, &["cherry-pick", "--continue"]),
    );
}

#[test]
fn a_cherry_pick_between_two_commits() {
    check_waits(
        1,
        "a cherry-pick is under way",
        |notebook| {
            stops(notebook, &["cherry-pick", "side~1", "side"]);
            settle(notebook, &["commit", "-q", "-m", "picked"]);
        },
        |notebook| drop(notebook.git(&["cherry-pick", "--quit"])),
    );
}

#[test]
fn a_revert() {
    check_waits(
        1,
        "a revert is under way; `git revert --continue` or `git revert --abort` ends it",
        |notebook| {
            notebook.write("a.md", "main 2\n");
            notebook.git(&["commit", "-qam", "main 2"]);
            stops(notebook, &["revert", "--no-edit", "HEAD~1"]);
        },
        |notebook| settle(notebook, &["revert", "--continue"]),
    );
}

#[test]
fn a_bisection() {
    check_waits(
        1,
        "a bisection is under way; `git bisect reset` ends it",
        |notebook| {
            notebook.git(&["bisect", "start", "HEAD", "HEAD~1"]);
        },
        |notebook| drop(notebook.git(&["bisect", "reset"])),
    );
}

#[test]
fn patches_that_are_applied() {
    check_waits(
        1,
        "`git am` is under way; `git am --continue` or `git am --abort` ends it",
        |notebook| {
            let patch = notebook.git(&["format-patch", "--stdout", "-1", "side"]);
            std::fs::write(notebook.outside().join("side.patch"), patch).unwrap();
            stops(notebook, &["am", notebook.outside().join("side.patch").to_str().unwrap()]);
        },
        |notebook| settle(notebook, &["am", "--continue"]),
    );
}

#[test]
fn head_on_a_commit() {
    check_waits(
        1,
        "HEAD is on a commit, not on a branch; `git switch BRANCH` goes back to a branch",
        |notebook| drop(notebook.git(&["switch", "-q", "--detach"])),
        |notebook| drop(notebook.git(&["switch", "-q", "main"])),
    );
}

#[test]
fn a_conflict_that_a_stash_left() {
    check_waits(
        1,
        "a.md has a conflict that is not settled; edit it, then `git add` it",
        |notebook| {
            notebook.git(&["switch", "-q", "--detach"]);
            notebook.write("a.md", "stashed\n");
            notebook.git(&["stash", "-q"]);
            notebook.git(&["switch", "-q", "main"]);
            stops(notebook, &["merge", "-q", "side"]);
            notebook.write("a.md", "other\n");
            notebook.git(&["commit", "-qam", "other"]);
            stops(notebook, &["stash", "pop"]);
        },
        |notebook| {
            notebook.write("a.md", "settled\n");
            notebook.git(&["add", "a.md"]);
        },
    );
}

/// Gives a rebase up where it stopped, and goes back to the branch with the files as they are.
fn give_up(notebook: &Notebook) {
    notebook.git(&["rebase", "--quit"]);
    notebook.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    notebook.git(&["reset", "-q"]);
    notebook.write("a.md", "settled\n");
}

#[test]
fn many_saves_in_the_middle_of_a_merge_are_all_kept() {
    let notebook = notebook();
    stops(&notebook, &["merge", "side"]);
    let mut daemon = Daemon::start(&notebook);
    let conflict = notebook.read("a.md");
    for (n, kept) in ["1 version is kept", "2 versions are kept", "3 versions are kept"].iter().enumerate() {
        notebook.write("b.md", format!("{n}\n"));
        daemon.wait_for(kept);
    }
    assert_eq!(notebook.read("a.md"), conflict, "a person's file is never written to");
    assert_eq!(notebook.told_json(&["status", "--json"])["aside"], 3);
    // The last save is taken back before the merge ends: the versions in between are in history all the same.
    notebook.write("b.md", "one\n");
    settle(&notebook, &["merge", "--continue"]);
    daemon.wait_for("Committed");
    assert!(daemon.stop().success());
    let held = versions(&notebook, "b.md");
    for n in 0..3 {
        assert!(held.contains(&format!("{n}\n")), "{held:?}");
    }
    assert_eq!(notebook.git(&["for-each-ref", "refs/headsup"]), "");
    notebook.assert_all_committed();
}

#[test]
fn a_branch_without_a_commit_is_begun() {
    let notebook = Notebook::of(&[("a.md", "one\n")]);
    notebook.git(&["init", "-q", "-b", "trunk"]);
    assert!(notebook.told(&["status"]).contains("Nothing is committed yet."));
    notebook.run(&["run", "--once"]);
    notebook.assert_all_committed();
    assert_eq!(notebook.git(&["rev-list", "--count", "trunk"]), "1\n");
}

#[test]
fn asked_to_do_it_once_it_says_why_it_cannot_and_keeps_the_version() {
    let notebook = notebook();
    stops(&notebook, &["merge", "side"]);
    notebook.write("b.md", "saved meanwhile\n");
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("a merge is under way"), "{message}");
    assert!(message.contains("1 version is kept aside until then"), "{message}");
}

/// Each of the versions kept aside in a row tells what is new in it, and the commit that joins them only what is new
/// since.
#[test]
fn every_line_is_told_once() {
    let note = |items: &str| format!("---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Mine\n\n{items}");
    let told = |notebook: &Notebook, commit: &str| -> Vec<String> {
        let message = notebook.git(&["log", "-1", "--format=%b", commit]);
        message.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
    };
    let save = |notebook: &Notebook, items: &str| {
        notebook.write("2026-03-03-priya.md", note(items));
        notebook.command(&["run", "--once"]).output().unwrap()
    };
    let notebook = notebook();
    notebook.write("2026-03-03-priya.md", note("- [ ] Plan\n"));
    notebook.run(&["run", "--once"]);
    stops(&notebook, &["merge", "side"]);
    save(&notebook, "- [ ] Plan\n- [ ] Draft\n");
    save(&notebook, "- [ ] Plan\n- [ ] Draft\n- [ ] Review\n");
    let aside = notebook.git(&["for-each-ref", "--format=%(refname)", "refs/headsup/aside"]);
    let aside = aside.trim();
    let (first, second) = (told(&notebook, &format!("{aside}~1")), told(&notebook, aside));
    let says = |lines: &[String], word: &str| lines.iter().filter(|line| line.contains(word)).count();
    assert_eq!((says(&first, "Draft"), says(&first, "Review")), (1, 0), "{first:?}");
    assert_eq!((says(&second, "Draft"), says(&second, "Review")), (0, 1), "{second:?}");
    settle(&notebook, &["merge", "--continue"]);
    save(&notebook, "- [x] Plan\n- [ ] Draft\n- [ ] Review\n");
    let joined = told(&notebook, "HEAD");
    assert_eq!(
        (says(&joined, "Draft"), says(&joined, "Review"), says(&joined, "Plan")),
        (0, 0, 1),
        "{joined:?}"
    );
    notebook.assert_all_committed();
}
