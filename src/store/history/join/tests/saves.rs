use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::PathBuf,
};

use super::super::super::testing::Place;
use super::super::{Joined, Step};
use super::fixture::{LIMITS, Two, assert_clean, later, save, text, tree};
use super::kills::{killed, made, start, steps, theirs};
use crate::store::notebook::aside;

const SAVED: &str = "a person's save\n";

fn aside_of(place: &Place, path: &str) -> PathBuf {
    place.root.join(String::from_utf8(aside(path.as_bytes())).unwrap())
}

/// Both what was saved and what came from there is in the last commit, after the next rounds.
#[track_caller]
fn assert_both(two: &Two, told: &str) {
    save(&two.here, 5);
    if two.join() != Joined::Nothing {
        assert_eq!(two.join(), Joined::Nothing, "{told}");
    }
    assert_clean(&two.here);
    let held = two.here.git(&["grep", "-h", "", "HEAD"]);
    for line in [SAVED.trim(), "h", "f2", "n"] {
        assert!(held.lines().any(|held| held == line), "{told}: {line} of {held:?}");
    }
}

/// What a kill between an exchange and the look at what it brought out leaves.
#[test]
fn a_save_that_a_kill_left_aside_is_kept_and_merged() {
    let made = made();
    let mut beside = 0;
    for step in steps().filter(|step| *step != Step::Prepared) {
        for path in ["a.md", "gone.md", "file", "d/x.md"] {
            let two = made.copied();
            assert!(killed(&two.here, step));
            let aside = aside_of(&two.here, path);
            fs::create_dir_all(aside.parent().unwrap()).unwrap();
            fs::write(&aside, SAVED).unwrap();
            start(&two.here);
            assert!(!aside.exists(), "{step:?} {path}");
            let is_back = !two.here.root.join(path).is_dir() && text_of(&two.here, path) == SAVED;
            beside += usize::from(!is_back);
            assert_both(&two, &format!("{step:?} {path}"));
        }
    }
    // The branch holds what came, or a folder has come in its place.
    assert_eq!(beside, 2 * 4 + 4);
}

fn text_of(place: &Place, path: &str) -> String {
    fs::read_to_string(place.root.join(path)).unwrap_or_default()
}

#[test]
fn what_lies_aside_and_is_no_save_goes() {
    let made = made();
    let expect = {
        let two = made.copied();
        two.joined();
        tree(&two.here.open())
    };
    let aside = [("a.md", "a"), ("gone.md", "g"), ("a.md", "A"), ("new/n.md", "n")];
    for (at, step) in steps().filter(|step| *step != Step::Prepared).enumerate() {
        for (path, bytes) in [aside[at % 4], aside[(at + 1) % 4]] {
            let two = made.copied();
            assert!(killed(&two.here, step));
            let aside = aside_of(&two.here, path);
            fs::create_dir_all(aside.parent().unwrap()).unwrap();
            fs::write(&aside, bytes).unwrap();
            start(&two.here);
            assert_clean(&two.here);
            assert_eq!(tree(&two.here.open()), expect, "{step:?} {path}");
        }
    }
}

#[test]
fn two_saves_are_both_kept() {
    let made = made();
    for step in steps().filter(|step| *step != Step::Prepared) {
        let two = made.copied();
        assert!(killed(&two.here, step));
        fs::write(aside_of(&two.here, "a.md"), SAVED).unwrap();
        two.here.write("a.md", "saved again\n");
        start(&two.here);
        assert_eq!(text(&two.here, "a.md"), "saved again\n", "{step:?}");
        assert_both(&two, &format!("{step:?}"));
        assert!(two.here.git(&["grep", "-h", "", "HEAD"]).contains("saved again"), "{step:?}");
    }
}

#[test]
fn what_lies_aside_without_a_journal_is_kept_beside() {
    let two = made();
    fs::write(aside_of(&two.here, "a.md"), SAVED).unwrap();
    let theirs = theirs(&two.here);
    let joined = two.here.open().join(theirs, LIMITS, &later(3)).unwrap();
    assert!(matches!(joined, Joined::Applied { .. }), "{joined:?}");
    assert_eq!(text(&two.here, "a.md"), "A");
    assert_both(&two, "without a journal");
}

/// An editor that has a file open writes into it at any step, even when it is in nobody's folder any more.
#[test]
fn a_write_through_a_file_that_was_open_before_is_kept() {
    let made = made();
    for step in steps() {
        for path in ["a.md", "gone.md", "d/x.md"] {
            let two = made.copied();
            let file = OpenOptions::new().write(true).open(two.here.root.join(path)).unwrap();
            let came = std::cell::Cell::new(false);
            let edits = |now| {
                if now == step && !came.replace(true) {
                    file.set_len(0).unwrap();
                    (&file).write_all(SAVED.as_bytes()).unwrap();
                }
                false
            };
            let theirs = theirs(&two.here);
            let joined = two.here.open().join_until(theirs, LIMITS, &later(3), &edits).unwrap();
            assert!(came.get(), "{step:?}");
            match (step, joined) {
                (Step::Drafted | Step::Locked | Step::Moved | Step::Published, joined) => {
                    let Joined::Applied { conflicts, .. } = joined else { panic!("{joined:?}") };
                    let [beside] = &conflicts[..] else { panic!("{conflicts:?}") };
                    assert_eq!(text(&two.here, std::str::from_utf8(beside).unwrap()), SAVED);
                }
                (_, joined) => {
                    assert_eq!(joined, Joined::Again { path: path.as_bytes().to_vec() }, "{step:?}");
                    assert_eq!(text(&two.here, path), SAVED);
                }
            }
            assert_both(&two, &format!("{step:?} {path}"));
        }
    }
}

/// Most editors that write in place empty the file before.
#[test]
fn a_file_that_is_emptied_while_it_is_replaced_is_waited_for() {
    let made = made();
    for (writes, held) in [(Some(Step::Applied(6)), SAVED), (None, "a")] {
        let two = made.copied();
        let file = OpenOptions::new().write(true).open(two.here.root.join("a.md")).unwrap();
        let edits = |now| {
            if now == Step::Applied(4) {
                file.set_len(0).unwrap();
            }
            if Some(now) == writes {
                (&file).write_all(SAVED.as_bytes()).unwrap();
            }
            false
        };
        let theirs = theirs(&two.here);
        let joined = two.here.open().join_until(theirs, LIMITS, &later(3), &edits).unwrap();
        assert_eq!(joined, Joined::Again { path: b"a.md".to_vec() });
        assert_eq!(text(&two.here, "a.md"), held);
    }
}
