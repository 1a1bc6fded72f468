use super::fixture::{Files, Three, files};
use crate::domain::digest::seal;

/// What base, a and b become, from either side; b is the later one.
#[track_caller]
fn check(base: &[(&str, &str)], a: &[(&str, &str)], b: &[(&str, &str)], expect: &[(&str, &str)]) {
    let (base, a, b) = (files(base), files(a), files(b));
    let three = Three::new(&base, &a, &b);
    let (merged, conflicts) = three.merged().unwrap();
    assert_eq!(show(&merged), show(&files(expect)));
    assert_eq!(three.turned().merged().unwrap(), (merged.clone(), conflicts.clone()));
    assert!(conflicts.iter().all(|path| merged.contains_key(path)), "{conflicts:?}");
}

fn show(files: &Files) -> Vec<String> {
    files
        .iter()
        .map(|(path, (mode, bytes))| format!("{mode:?} {path}: {}", String::from_utf8_lossy(bytes)))
        .collect()
}

#[test]
fn what_one_side_did_alone_holds() {
    check(&[("a", "1"), ("b", "1")], &[("a", "2"), ("b", "1")], &[("a", "1")], &[("a", "2")]);
    check(&[("a", "1")], &[("a", "1"), ("c/d", "x")], &[("*a", "1")], &[("*a", "1"), ("c/d", "x")]);
    check(&[("a", "1")], &[], &[], &[]);
    check(&[], &[("a", "1")], &[("a", "1")], &[("a", "1")]);
}

#[test]
fn deleted_here_edited_there_the_edit_lives() {
    check(&[("a.md", "1")], &[], &[("a.md", "2")], &[("a.md", "2")]);
    check(&[("a.md", "1")], &[("*a.md", "1")], &[], &[("*a.md", "1")]);
}

#[test]
fn both_edited_the_later_keeps_the_name() {
    let beside = "a (conflict 2026-03-04 laptop).md";
    check(&[("a.md", "1")], &[("a.md", "2")], &[("a.md", "3")], &[("a.md", "3"), (beside, "2")]);
    let beside = "a (conflict 2026-03-04 laptop).png";
    check(
        &[("a.png", "\x001")],
        &[("a.png", "\x002")],
        &[("a.png", "\x003")],
        &[("a.png", "\x003"), (beside, "\x002")],
    );
    let (long, longer) = ("x".repeat(2000), "y".repeat(2000));
    let beside = "a (conflict 2026-03-04 laptop).txt";
    check(&[], &[("a.txt", &long)], &[("a.txt", &longer)], &[("a.txt", &longer), (beside, &long)]);
}

#[test]
fn a_name_that_is_taken_is_numbered_and_the_same_bytes_are_kept_once() {
    let first = "a (conflict 2026-03-04 laptop).md";
    let second = "a (conflict 2026-03-04 laptop 2).md";
    check(
        &[("a.md", "1"), (first, "other")],
        &[("a.md", "2"), (first, "other")],
        &[("a.md", "3"), (first, "other")],
        &[("a.md", "3"), (first, "other"), (second, "2")],
    );
    check(
        &[("a.md", "1"), (first, "2")],
        &[("a.md", "2"), (first, "2")],
        &[("a.md", "3"), (first, "2")],
        &[("a.md", "3"), (first, "2")],
    );
    check(&[], &[(first, "x")], &[(first, "y")], &[(first, "y"), (second, "x")]);
    check(
        &[("a.md", "1"), ("a (conflict 2026-03-04 laptop).md/x", "")],
        &[("a.md", "2"), ("a (conflict 2026-03-04 laptop).md/x", "")],
        &[("a.md", "3"), ("a (conflict 2026-03-04 laptop).md/x", "")],
        &[("a.md", "3"), ("a (conflict 2026-03-04 laptop).md/x", ""), (second, "2")],
    );
}

#[test]
fn modes_links_and_kinds() {
    check(&[("s", "1")], &[("*s", "1")], &[("s", "2")], &[("*s", "2")]);
    check(&[], &[("*s", "1")], &[("s", "1")], &[("*s", "1")]);
    let beside = "s (conflict 2026-03-04 laptop)";
    check(&[("@s", "1")], &[("@s", "2")], &[("@s", "3")], &[("@s", "3"), (&format!("@{beside}"), "2")]);
    check(&[("s", "1")], &[("@s", "2")], &[("s", "3")], &[("s", "3"), (&format!("@{beside}"), "2")]);
    check(&[("s", "1")], &[("@s", "1")], &[("*s", "1")], &[("*s", "1"), (&format!("@{beside}"), "1")]);
}

#[test]
fn an_edit_goes_where_the_file_was_renamed_to() {
    let text = |line: &str| format!("title\n{line}");
    let (old, new) = (text("old"), text("new"));
    check(&[("a.md", &old)], &[("b.md", &old)], &[("a.md", &new)], &[("b.md", &new)]);
    check(&[("a.md", &old)], &[("b.md", &old)], &[("c/d.md", &old)], &[("c/d.md", &old)]);
    check(&[("a.md", &old)], &[("b.md", &new)], &[("c.md", &old)], &[("c.md", &new)]);
    check(&[("a.md", &old)], &[("b.md", &old)], &[], &[("b.md", &old)]);
    check(&[("a.md", &old)], &[("b.md", &new)], &[("b.md", &new)], &[("b.md", &new)]);
    // No room under the new name.
    check(
        &[("a.md", &old)],
        &[("b.md", &old)],
        &[("a.md", &new), ("b.md", "another")],
        &[("a.md", &new), ("b.md", "another"), ("b (conflict 2026-03-04 laptop).md", &old)],
    );
}

#[test]
fn a_folder_keeps_its_name_over_a_file() {
    check(
        &[],
        &[("x", "file")],
        &[("x/y", "in it")],
        &[("x (conflict 2026-03-04 laptop)", "file"), ("x/y", "in it")],
    );
    check(
        &[("x.md", "1")],
        &[("x.md", "2")],
        &[("x.md/y/z", "deep")],
        &[("x (conflict 2026-03-04 laptop).md", "2"), ("x.md/y/z", "deep")],
    );
    check(&[("x/y", "1")], &[("x", "file")], &[("x/y", "1"), ("z", "")], &[("x", "file"), ("z", "")]);
}

#[test]
fn made_by_both() {
    let note =
        |with: &str, day: u8, text: &str| format!("---\nwith: {with}\ndate: 2026-03-{day:02}\n---\n{text}\n");
    let merges = |a: &str, b: &str, path: &str| {
        let (a, b) = (files(&[(path, a)]), files(&[(path, b)]));
        let base = Files::new();
        let found = super::super::contents::agree(
            &crate::domain::path::NotePath::new(path).unwrap(),
            &a[path].1,
            &b[path].1,
        );
        let (merged, _) = Three::new(&base, &a, &b).merged().unwrap();
        let whole = merged.values().filter(|(_, bytes)| *bytes == a[path].1 || *bytes == b[path].1).count();
        assert!(found || whole == 2, "both are kept whole where they are of different things");
        found
    };
    assert!(merges(&note("Priya", 3, "- [ ] a"), &note("[[priya]]", 3, "- [ ] b"), "n.md"));
    assert!(!merges(&note("Priya", 3, "a"), &note("Sam", 3, "b"), "n.md"));
    assert!(!merges(&note("Priya", 3, "a"), &note("Priya", 4, "b"), "n.md"));
    assert!(merges(&note("[Sam, Priya]", 3, "a"), &note("Priya, Sam", 3, "b"), "n.md"));
    assert!(merges("# Notes\na", "# Notes\nb", "2026-03-03-priya.md"));
    assert!(merges("role: x", "role: y", "people/priya.md"));
    assert!(!merges("an idea", "another", "ideas.md"));
}

#[test]
fn digests_are_remade_unless_somebody_wrote_in_them() {
    let path = "digests/2026-03-17-priya.md";
    let [old, one, two] = ["# old\n", "# one\n", "# two\n"].map(seal);
    let [mine, theirs] = [format!("{one}mine\n"), format!("{two}theirs\n")];
    check(&[(path, &old)], &[(path, &one)], &[(path, &two)], &[(path, &two)]);
    check(&[], &[(path, &one)], &[(path, &two)], &[(path, &two)]);
    check(&[(path, &old)], &[(path, &mine)], &[(path, &two)], &[(path, &mine)]);
    check(&[(path, &old)], &[(path, &one)], &[(path, &theirs)], &[(path, &theirs)]);
    // What two people wrote into one digest is both in it.
    let (mine, theirs) = (one.replace("# one\n", "# one\nmine\n"), one.replace("# one\n", "# one\ntheirs\n"));
    let both = one.replace("# one\n", "# one\nmine\ntheirs\n");
    check(&[(path, &one)], &[(path, &mine)], &[(path, &theirs)], &[(path, &both)]);
    check(&[], &[(path, &mine)], &[(path, &theirs)], &[(path, &both)]);
}

#[test]
fn a_submodule_is_moved_by_one_side_only() {
    check(&[("+sub", "1")], &[("+sub", "1"), ("a", "")], &[("+sub", "2")], &[("+sub", "2"), ("a", "")]);
    for (a, b) in [("+sub", "+sub"), ("+sub", "sub")] {
        let (base, a, b) = (files(&[("+sub", "1")]), files(&[(a, "2")]), files(&[(b, "3")]));
        assert_eq!(Three::new(&base, &a, &b).merged(), Err("sub".to_owned()));
    }
}
