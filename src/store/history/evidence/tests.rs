use super::super::testing::Place;
use super::{Doubtful, Line, bare};

/// What history says of the box in the line of `early` that is like TICKED, and of the one like OPEN in `late`.
#[track_caller]
fn ask(place: &Place, early: &str, late: &str) -> Option<bool> {
    let read = |path: &str| std::fs::read_to_string(place.root.join(path)).unwrap_or_default();
    let texts = [read(early), read(late)];
    let find = |text: &str, word: &str| {
        text.lines().position(|line| line.contains(word)).map_or(1, |at| u32::try_from(at + 1).unwrap())
    };
    let doubt = Doubtful {
        ticked: Line { path: early.as_bytes(), text: &texts[0], line: find(&texts[0], "plan") },
        open: Line { path: late.as_bytes(), text: &texts[1], line: find(&texts[1], "plan") },
    };
    let answers = place.open().ticked_after(&[doubt, doubt]).unwrap();
    assert_eq!(answers[0], answers[1]);
    answers[0]
}

/// Each step writes one file, and is committed. What history then says.
#[track_caller]
fn check(steps: &[(&str, &str)], uncommitted: Option<(&str, &str)>, expect: Option<bool>) {
    let place = Place::new();
    for (path, text) in steps {
        place.write(path, text);
        place.commit();
    }
    if let Some((path, text)) = uncommitted {
        place.write(path, text);
    }
    assert_eq!(ask(&place, "early.md", "late.md"), expect);
}

#[test]
fn what_history_says_of_a_box() {
    let early = ("early.md", "# A\n- [ ] Send the plan by Friday\n");
    let ticked = ("early.md", "# A\n\n  - [X] Send the plan by Friday \u{2705} 2026-03-10\nmore\n");
    let late = ("late.md", "text\n* [ ] Send the plan by Friday\n");
    let late_edited = ("late.md", "other text\n\n* [ ] Send the plan by Friday\n");
    check(&[early, late, ticked, late_edited], None, Some(true));
    check(&[early, ticked, late], None, Some(false));
    check(&[early, late], Some(ticked), Some(true));
    check(&[early, ticked], Some(late), Some(false));
    check(&[early], None, None);
    check(&[], None, None);
    // Never seen open: nobody knows when it was ticked.
    check(&[ticked, late], None, None);
    check(&[late, ticked], None, None);
    // Ticked, opened again, ticked again: the last time counts.
    check(&[early, ticked, late, early, ticked], None, Some(true));
}

#[test]
fn one_commit_that_brings_both_shows_nothing_was_ticked_later() {
    let place = Place::new();
    place.write("early.md", "- [ ] Send the plan by Friday\n");
    place.commit();
    place.write("early.md", "- [x] Send the plan by Friday\n");
    place.write("late.md", "- [ ] Send the plan by Friday\n");
    place.commit();
    assert_eq!(ask(&place, "early.md", "late.md"), Some(false));
}

#[test]
fn a_line_is_followed_through_edits() {
    let early = ("early.md", "- [ ] Send the plan by Friday\n");
    let ticked = ("early.md", "- [x] Send the plan by Friday\n");
    let more = ("early.md", "- [x] Send the whole plan by Friday, in two parts\n");
    let late = ("late.md", "- [ ] Send the plan by Friday due:2026-03-06\n");
    let moved = ("late.md", "# Notes\n\n- [ ] Send the plan by Friday due:2026-03-13\n");
    check(&[early, late, ticked, more], None, Some(true));
    check(&[early, ticked, more, late], None, Some(false));
    check(&[early, late, ticked, moved], None, Some(true));
    check(&[early, ticked, late, moved], None, Some(false));
    check(&[early, late, ticked], Some(moved), Some(true));
}

#[test]
fn a_file_is_followed_through_names() {
    for first in ["early.md", "late.md"] {
        let place = Place::new();
        let write = |path: &str, text: &str| {
            place.write(path, format!("# Notes\n\nsome words\n\n{text}\n"));
            place.commit();
        };
        write("early.md", "- [ ] Send the plan");
        if first == "early.md" {
            write("early.md", "- [x] Send the plan");
            write("late.md", "- [ ] Send the plan");
        } else {
            write("late.md", "- [ ] Send the plan");
            write("early.md", "- [x] Send the plan");
        }
        for file in ["early.md", "late.md"] {
            place.write(&format!("notes/{file}"), std::fs::read(place.root.join(file)).unwrap());
            place.remove(file);
            place.commit();
        }
        assert_eq!(ask(&place, "notes/early.md", "notes/late.md"), Some(first == "late.md"));
    }
}

#[test]
fn versions_of_a_merge_have_their_own_order() {
    for first in ["early.md", "late.md"] {
        let place = Place::new();
        place.write("early.md", "- [ ] Send the plan\n");
        place.write("other.md", "1");
        place.commit();
        place.git(&["switch", "-qc", "side"]);
        let steps = [("early.md", "- [x] Send the plan\n"), ("late.md", "- [ ] Send the plan\n")];
        let mut steps = steps.to_vec();
        if first == "late.md" {
            steps.reverse();
        }
        for (path, text) in steps {
            place.write(path, text);
            place.git(&["add", "-A"]);
            place.git(&["commit", "-qm", path]);
        }
        place.git(&["switch", "-q", "main"]);
        place.write("other.md", "2");
        place.git(&["commit", "-qam", "other"]);
        place.git(&["merge", "-q", "--no-edit", "side"]);
        assert_eq!(ask(&place, "early.md", "late.md"), Some(first == "late.md"), "{first} first");
    }
}

#[test]
fn a_line_without_its_box() {
    let check = |line: &str, text: &str, ticked: bool| {
        assert_eq!(bare(line), (text.to_owned(), ticked), "{line:?}");
    };
    check("  - [x] a  b\r", "a b", true);
    check("12. [ ] a", "a", false);
    check("3) [X] a done:2026-03-10 b", "a b", true);
    check("+ [-] a", "a", false);
    check("- plain", "plain", false);
    check("2026 plan", "2026 plan", false);
    check("- [x] a [completion:: 2026-03-10]", "a", true);
    check("- [x] \u{2705} soon", "\u{2705} soon", true);
    check("- [\u{e9}] \u{e9}", "\u{e9}", false);
    check("", "", false);
}

#[test]
fn a_shallow_clone_does_not_tell() {
    let mut place = Place::new();
    for text in ["- [ ] Send the plan by Friday", "- [x] Send the plan by Friday"] {
        place.write("early.md", text);
        place.commit();
    }
    place.write("late.md", "* [ ] Send the plan by Friday");
    place.commit();
    let from = format!("file://{}", place.root.display());
    place.git(&["clone", "-q", "--depth=2", &from, "../shallow"]);
    assert_eq!(ask(&place, "early.md", "late.md"), Some(false));
    place.root = place.root.with_file_name("shallow");
    assert_eq!(ask(&place, "early.md", "late.md"), None);
    assert_eq!(place.open().log(None, 9).unwrap().len(), 2);
}
