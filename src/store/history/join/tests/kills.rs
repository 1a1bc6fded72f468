use std::{cell::Cell, fs};

use super::super::super::{
    Id, Outcome,
    lock::Turn,
    recover,
    testing::{Place, write},
};
use super::super::{Joined, Step, resume};
use super::fixture::{LIMITS, Two, assert_clean, fetch, id, later, save, text, tree};

/// Two machines that both went on; what was done there is fetched here.
pub(super) fn made() -> Two {
    let two = Two::with(&[("a.md", "a"), ("gone.md", "g"), ("d/x.md", "x"), ("file", "f"), ("mine.md", "1")]);
    two.change(
        &[("here.md", Some("h"))],
        &[
            ("a.md", Some("A")),
            ("gone.md", None),
            ("d/x.md", None),
            ("new/n.md", Some("n")),
            ("file", None),
            ("file/in", Some("f2")),
        ],
    );
    fetch(&two.here, &two.there);
    two
}

pub(super) fn theirs(place: &Place) -> Id {
    let text = fs::read_to_string(place.root.join(".git/FETCH_HEAD")).unwrap();
    id(&text[..40])
}

/// A join that is killed after a step; `false` where it never came to that step.
pub(super) fn killed(place: &Place, at: Step) -> bool {
    let came = Cell::new(false);
    let dies = |step| {
        came.set(came.get() || step == at);
        step == at
    };
    place.open().join_until(theirs(place), LIMITS, &later(3), &dies).unwrap();
    came.get()
}

pub(super) fn steps() -> impl Iterator<Item = Step> {
    let ends = [Step::Prepared, Step::Journaled, Step::Drafted, Step::Locked, Step::Moved, Step::Published];
    ends.into_iter().chain((1..=6).map(Step::Applied))
}

/// What the next start does; the lock of a process that another test is just forking is waited for.
pub(super) fn start(place: &Place) {
    let history = place.open();
    let turn = Turn::take(&history.lock_dir()).unwrap().unwrap();
    assert_eq!(recover::recover(&history, &turn).unwrap(), None);
    assert_eq!(resume(&history, &turn).unwrap(), None);
}

#[test]
fn a_kill_at_any_step_is_completed_by_the_next_start() {
    let made = made();
    let expect = {
        let two = made.copied();
        two.joined();
        tree(&two.here.open())
    };
    for step in steps() {
        let two = made.copied();
        assert!(killed(&two.here, step), "{step:?}");
        start(&two.here);
        assert_clean(&two.here);
        let left: Vec<_> = fs::read_dir(two.here.git_dir().join("headsup")).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "only commit.lock is left: {step:?}, {left:?}");
        if step == Step::Prepared {
            assert_eq!(text(&two.here, "a.md"), "a");
            two.joined();
        }
        assert_eq!(tree(&two.here.open()), expect, "{step:?}");
        assert_eq!(two.join(), Joined::Nothing);
        let subjects = two.here.git(&["log", "--format=%s", "--first-parent"]);
        assert_eq!(subjects.lines().count(), 3, "{subjects}");
    }
}

#[test]
fn a_commit_completes_it_before_it_records_anything() {
    let made = made();
    for step in steps().filter(|step| *step != Step::Prepared) {
        let two = made.copied();
        assert!(killed(&two.here, step));
        two.here.write("mine.md", "2");
        let changes = [write("mine.md")];
        let report = two.here.open().commit(&changes, "mine\n", &later(4)).unwrap();
        assert!(matches!(report.outcome, Outcome::Committed(_)), "{step:?} {report:?}");
        assert_clean(&two.here);
        let changed = two.here.git(&["show", "--name-only", "--format=", "HEAD"]);
        assert_eq!(changed, "mine.md\n", "{step:?}");
        assert_eq!(text(&two.here, "a.md"), "A");
    }
}

#[test]
fn an_edit_made_between_kill_and_start_is_kept_and_merged() {
    let made = made();
    let paths = ["a.md", "gone.md", "new/n.md", "mine.md"];
    for (at, step) in steps().enumerate() {
        for path in [paths[at % 4], paths[(at + 1) % 4]] {
            let two = made.copied();
            assert!(killed(&two.here, step));
            let theirs = text(&two.here, path);
            two.here.write(path, "a person's edit\n");
            start(&two.here);
            assert_eq!(text(&two.here, path), "a person's edit\n", "{step:?} {path}, was {theirs}");
            save(&two.here, 5);
            if two.join() != Joined::Nothing {
                assert_eq!(two.join(), Joined::Nothing);
            }
            assert_clean(&two.here);
            let held: Vec<String> =
                two.here.git(&["grep", "-h", "", "HEAD"]).lines().map(str::to_owned).collect();
            for line in ["a person's edit", "h", "f2"] {
                assert!(held.iter().any(|held| held == line), "{step:?} {path}: {line} of {held:?}");
            }
            // What came from there is in the last commit, or it is the person's edit that took its place.
            assert!(path == "a.md" || held.iter().any(|held| held == "A"), "{step:?} {path}: {held:?}");
        }
    }
}

#[test]
fn an_edit_made_while_files_are_replaced_takes_all_back() {
    let made = made();
    for at in 1..=5 {
        let two = made.copied();
        let theirs = theirs(&two.here);
        let before = tree(&two.here.open());
        let edits = |step| {
            if step == Step::Applied(at) {
                // The last one that is written.
                two.here.write("new/n.md", "a person's\n");
            }
            false
        };
        let joined = two.here.open().join_until(theirs, LIMITS, &later(3), &edits).unwrap();
        assert_eq!(joined, Joined::Again { path: b"new/n.md".to_vec() }, "{at}");
        assert_eq!(tree(&two.here.open()), before);
        assert_eq!(two.here.status(), "?? new/\n");
        assert_eq!(text(&two.here, "new/n.md"), "a person's\n");
        save(&two.here, 4);
        two.joined();
        let held = two.here.git(&["grep", "-h", "", "HEAD"]);
        assert!(held.contains("a person's") && held.contains("f2"), "{held}");
    }
}

#[test]
fn a_person_who_goes_on_by_hand_after_a_kill_loses_nothing() {
    let made = made();
    for step in steps().filter(|step| matches!(step, Step::Journaled | Step::Applied(_))) {
        // Commits all that lies there.
        let two = made.copied();
        assert!(killed(&two.here, step));
        two.here.write("mine.md", "2");
        two.here.git(&["add", "-A"]);
        two.here.git(&["commit", "-qm", "by hand"]);
        start(&two.here);
        assert_clean(&two.here);
        two.joined();
        assert_eq!((text(&two.here, "a.md"), text(&two.here, "mine.md")), ("A".to_owned(), "2".to_owned()));
        // Commits one file.
        let two = made.copied();
        assert!(killed(&two.here, step));
        two.here.write("mine.md", "2");
        two.here.git(&["commit", "-qm", "by hand", "--only", "mine.md"]);
        start(&two.here);
        assert_clean(&two.here);
        assert_eq!(text(&two.here, "a.md"), "a");
        two.joined();
        // Goes to a new branch.
        let two = made.copied();
        assert!(killed(&two.here, step));
        two.here.git(&["switch", "-q", "-c", "other"]);
        start(&two.here);
        assert_clean(&two.here);
        assert_eq!(text(&two.here, "a.md"), "a");
    }
}

#[test]
fn a_journal_that_was_cut_short_or_names_nothing_is_dropped() {
    let two = made();
    let journal = two.here.git_dir().join("headsup/join");
    let head = two.here.git(&["rev-parse", "HEAD"]);
    for text in [
        "",
        "garbage",
        &format!("{} {}", head.trim(), "0".repeat(40)),
        &format!("{0} {1} refs/heads/main end\n", head.trim(), "1".repeat(40)),
    ] {
        fs::write(&journal, text).unwrap();
        start(&two.here);
        assert_clean(&two.here);
    }
}
