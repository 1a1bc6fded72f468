use std::{
    fs::{self, File},
    time::{Duration, SystemTime},
};

use super::super::{
    Busy, Id, Mode, Outcome, RepoState,
    testing::{Place, now, write},
};

/// A notebook with a commit on `main` and another way on `side`, which conflicts in `a.md`.
fn place() -> Place {
    let place = Place::new();
    place.write("a.md", "one\n");
    place.write("b.md", "one\n");
    place.commit_clean();
    place.git(&["switch", "-q", "-c", "side"]);
    place.write("a.md", "side\n");
    place.write("c.md", "side\n");
    place.git(&["add", "."]);
    place.git(&["commit", "-qm", "side"]);
    place.git(&["switch", "-q", "main"]);
    place.write("a.md", "main\n");
    place.git(&["commit", "-qam", "main"]);
    place
}

/// Saves what changed as the daemon does: on the branch, else aside.
fn save(place: &Place, message: &str) -> Outcome {
    let history = place.open();
    let changes = place.changed();
    let outcome = history.commit(&changes, message, &now()).unwrap().outcome;
    if let Outcome::Deferred(busy) = &outcome {
        history.keep_aside(&changes, message, &now(), busy).unwrap();
    }
    outcome
}

/// Edits `b.md` to `text` and saves, which has to wait.
#[track_caller]
fn waits(place: &Place, text: &str, aside: usize) {
    place.write("b.md", text);
    let head = place.git(&["rev-parse", "HEAD"]);
    for _ in 0..2 {
        let outcome = save(place, &format!("b is {}", text.trim()));
        assert!(matches!(outcome, Outcome::Deferred(_)), "{outcome:?}");
        assert_eq!(place.open().aside().unwrap(), aside, "{text}");
    }
    assert_eq!(place.git(&["rev-parse", "HEAD"]), head);
}

/// Every version of `b.md` is in the branch's history, nothing is kept aside any more, and all is sound.
#[track_caller]
fn joined(place: &Place, versions: &[&str]) {
    let outcome = save(place, "joined");
    assert!(matches!(outcome, Outcome::Committed(_)), "{outcome:?}");
    assert_eq!(place.open().aside().unwrap(), 0);
    assert_eq!(place.git(&["for-each-ref", "refs/headsup"]), "");
    place.assert_sound();
    assert_eq!(place.status(), "");
    let commits = place.git(&["rev-list", "HEAD"]);
    let held: Vec<String> = commits.lines().map(|id| place.git(&["show", &format!("{id}:b.md")])).collect();
    for version in versions {
        assert!(held.iter().any(|held| held == version), "{version:?} is in no commit: {held:?}");
    }
    let all: Vec<String> = commits.lines().map(|id| place.git(&["show", &format!("{id}:a.md")])).collect();
    assert!(!all.iter().any(|text| text.contains("<<<<")), "a conflict is in a commit: {all:?}");
}

fn fails(place: &Place, args: &[&str]) {
    let (ok, text) = place.try_git(args);
    assert!(!ok, "{text}");
}

#[test]
fn a_merge() {
    let place = place();
    fails(&place, &["merge", "side"]);
    waits(&place, "during\n", 1);
    waits(&place, "during 2\n", 2);
    place.write("a.md", "settled\n");
    place.git(&["commit", "-qam", "merged"]);
    joined(&place, &["during\n", "during 2\n"]);
    assert_eq!(place.show("c.md"), "side\n");
    assert_eq!(place.show("a.md"), "settled\n");
}

#[test]
fn an_aborted_merge_leaves_no_trace_of_the_other_side() {
    let place = place();
    fails(&place, &["merge", "side"]);
    place.write("n.md", "mine\n");
    waits(&place, "during\n", 1);
    let kept = place.git(&["for-each-ref", "--format=%(objectname)", "refs/headsup"]);
    assert_eq!(place.git(&["ls-tree", "--name-only", kept.trim()]), "a.md\nb.md\nn.md\n");
    place.write("b.md", "one\n");
    place.git(&["merge", "--abort"]);
    joined(&place, &["during\n"]);
    assert!(!place.root.join("c.md").exists());
}

#[test]
fn a_rebase_that_ends_and_one_that_is_aborted() {
    for end in ["--continue", "--abort"] {
        let place = place();
        fails(&place, &["rebase", "side"]);
        let during = place.git(&["rev-parse", "HEAD"]);
        waits(&place, "during\n", 1);
        place.write("b.md", "one\n");
        if end == "--continue" {
            place.write("a.md", "settled\n");
            place.git(&["add", "a.md"]);
        }
        place.git(&["rebase", end]);
        place.write("b.md", "after\n");
        joined(&place, &["during\n", "after\n"]);
        let (holds, _) = place.try_git(&["merge-base", "--is-ancestor", during.trim(), "HEAD"]);
        assert_eq!(holds, end == "--continue", "an aborted rebase's commits stay out");
    }
}

#[test]
fn a_detached_head_and_a_lock_leave_a_straight_history() {
    let place = place();
    place.git(&["switch", "-q", "--detach"]);
    waits(&place, "during\n", 1);
    waits(&place, "during 2\n", 2);
    place.git(&["switch", "-q", "main"]);
    joined(&place, &["during\n", "during 2\n"]);
    assert_eq!(place.git(&["rev-list", "--merges", "HEAD"]), "");
    let subjects = place.git(&["log", "--format=%s", "-3"]);
    assert_eq!(subjects, "b is during 2\nb is during\nmain\n");

    let lock = place.git_dir().join("index.lock");
    let old = SystemTime::now() - Duration::from_secs(600);
    File::create(&lock).unwrap().set_modified(old).unwrap();
    waits(&place, "locked\n", 1);
    fs::remove_file(&lock).unwrap();
    place.write("b.md", "after\n");
    joined(&place, &["locked\n", "after\n"]);
    assert_eq!(place.git(&["rev-list", "--merges", "HEAD"]), "");
}

#[test]
fn a_command_that_just_runs_leaves_no_version() {
    let place = place();
    fs::write(place.git_dir().join("index.lock"), "").unwrap();
    waits(&place, "during\n", 0);
}

#[test]
fn a_bisection_and_a_branch_that_went_on() {
    let place = place();
    place.git(&["bisect", "start"]);
    place.git(&["bisect", "bad"]);
    place.git(&["bisect", "good", "HEAD~1"]);
    waits(&place, "during\n", 1);
    place.git(&["stash", "-q"]);
    place.git(&["bisect", "reset"]);
    place.write("d.md", "went on\n");
    place.git(&["add", "."]);
    place.git(&["commit", "-qm", "went on"]);
    joined(&place, &["during\n"]);
    assert_eq!(place.show("d.md"), "went on\n");
    assert_eq!(place.show("b.md"), "one\n");
}

#[test]
fn a_conflict_that_is_not_settled_is_kept_once_it_is_without_marks() {
    let place = place();
    fails(&place, &["merge", "side"]);
    assert!(matches!(place.open().state().unwrap(), RepoState::Busy(Busy::Merge)));
    let text = fs::read_to_string(place.root.join("a.md")).unwrap();
    assert!(text.contains("<<<<<<<"));
    save(&place, "m");
    assert_eq!(place.open().aside().unwrap(), 0);
    place.write("a.md", "settled, not added\n");
    save(&place, "m");
    assert_eq!(place.open().aside().unwrap(), 1);
}

#[test]
fn each_notebook_keeps_its_own() {
    let place = place();
    place.write("sub/x.md", "x");
    place.commit_clean();
    place.git(&["switch", "-q", "--detach"]);
    let mut other = Place::bare_folder();
    let top = std::mem::replace(&mut other.root, place.root.join("sub"));
    fs::write(other.root.join("x.md"), "y").unwrap();
    let history = other.open();
    let busy = Busy::DetachedHead;
    assert!(history.keep_aside(&[write("x.md")], "m", &now(), &busy).unwrap().is_some());
    assert_eq!((history.aside().unwrap(), place.open().aside().unwrap()), (1, 0));
    other.root = top;
}

#[test]
fn a_packed_reference_is_forgotten_too() {
    let place = place();
    let _ = place.try_git(&["merge", "side"]);
    place.write("b.md", "one aside\n");
    save(&place, "aside");
    place.git(&["pack-refs", "--all"]);
    place.git(&["merge", "--abort"]);
    place.write("b.md", "one aside\n");
    assert!(matches!(save(&place, "joined"), Outcome::Committed(_)));
    place.git(&["reset", "-q", "--hard", "HEAD^"]);
    assert_eq!(place.open().aside().unwrap(), 0, "what was joined does not come back");
    place.write("b.md", "two aside\n");
    let _ = place.try_git(&["merge", "side"]);
    save(&place, "aside again");
    assert_eq!(place.open().aside().unwrap(), 1);
    place.assert_sound();
}

#[test]
fn what_a_merge_brings_is_stored_by_git() {
    let place = Place::new();
    place.write("a.md", "a");
    place.write("gone.md", "g");
    place.commit_clean();
    place.git(&["switch", "-q", "-c", "side"]);
    place.write("a.md", "side");
    place.git(&["rm", "-q", "gone.md"]);
    place.git(&["commit", "-qam", "side"]);
    place.git(&["switch", "-q", "-"]);
    let lies = |text: &str| Some((Id::of_blob(text.as_bytes()).unwrap(), Mode::Regular));
    let stored = |path: &str, now| place.open().stored_by_git(&[(path.as_bytes(), now)]).unwrap() == [true];
    assert!(!stored("a.md", lies("a")), "nothing is under way");
    place.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    assert!(stored("a.md", lies("side")) && stored("gone.md", None));
    assert!(!stored("a.md", lies("saved since")) && !stored("gone.md", lies("g")));
}
