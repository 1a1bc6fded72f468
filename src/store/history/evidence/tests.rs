use super::super::testing::Place;
use super::{Doubtful, bare};

const TICKED: &str = "- [x] Send the plan by Friday \u{2705} 2026-03-10";
const OPEN: &str = "* [ ] Send the plan by Friday";

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
    let doubt = Doubtful { ticked: (b"early.md", TICKED), open: (b"late.md", OPEN) };
    let history = place.open();
    assert_eq!(history.ticked_after(&[doubt, doubt]).unwrap(), [expect, expect]);
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
    let doubt = Doubtful { ticked: (b"early.md", TICKED), open: (b"late.md", OPEN) };
    assert_eq!(place.open().ticked_after(&[doubt]).unwrap(), [Some(false)]);
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
    for text in ["- [ ] Send the plan by Friday", TICKED] {
        place.write("early.md", text);
        place.commit();
    }
    place.write("late.md", OPEN);
    place.commit();
    let from = format!("file://{}", place.root.display());
    place.git(&["clone", "-q", "--depth=2", &from, "../shallow"]);
    let doubt = Doubtful { ticked: (b"early.md", TICKED), open: (b"late.md", OPEN) };
    assert_eq!(place.open().ticked_after(&[doubt]).unwrap(), [Some(false)]);
    place.root = place.root.with_file_name("shallow");
    assert_eq!(place.open().ticked_after(&[doubt]).unwrap(), [None]);
    assert_eq!(place.open().log(None, 9).unwrap().len(), 2);
}
