use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
};

use super::super::super::{Busy, Outcome, testing::now};
use super::super::{Fast, Joined, Relation, Stop, Stopped};
use super::fixture::{Two, change, fetch, later, save, text, tree};

#[test]
fn how_two_commits_stand_to_each_other() {
    let two = Two::with(&[("a.md", "a")]);
    let relation = || two.here.open().relation(fetch(&two.here, &two.there)).unwrap();
    assert_eq!(relation(), Relation::Same);
    change(&two.there, &[("b.md", Some("b"))], 1);
    assert_eq!(relation(), Relation::Behind);
    change(&two.here, &[("c.md", Some("c"))], 1);
    assert_eq!(relation(), Relation::Diverged);
    two.joined();
    assert_eq!(relation(), Relation::Ahead);
    assert_eq!(two.join(), Joined::Nothing);
    let other = Two::with(&[("x.md", "x")]);
    let theirs = fetch(&two.here, &other.here);
    assert_eq!(two.here.open().relation(theirs).unwrap(), Relation::Unrelated);
    assert_eq!(
        two.here.open().join(theirs, super::fixture::LIMITS, &now()).unwrap(),
        Joined::Stopped(Stop::Unrelated)
    );
    let empty = Two::with(&[]);
    change(&empty.there, &[("n/a.md", Some("a")), ("b.md", Some("b"))], 1);
    assert_eq!(empty.here.open().relation(fetch(&empty.here, &empty.there)).unwrap(), Relation::Unborn);
    assert_eq!(empty.joined(), (Fast::Forward, vec![]));
    assert_eq!(text(&empty.here, "n/a.md"), "a");
}

#[test]
fn a_fast_forward_writes_what_changed_and_removes_what_went() {
    let two =
        Two::with(&[("a.md", "a"), ("d/e/b.md", "b"), ("same.md", "s"), ("x", "file"), ("y/z", "folder")]);
    let before = fs::metadata(two.here.root.join("same.md")).unwrap().ino();
    fs::set_permissions(two.here.root.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    two.there.remove("x");
    fs::remove_dir_all(two.there.root.join("y")).unwrap();
    symlink("a.md", two.there.root.join("link")).unwrap();
    two.there.write("run.sh", "#!");
    fs::set_permissions(two.there.root.join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    two.there.write_bytes(b"not \xff utf-8.md", "1");
    let files = [
        ("a.md", Some("A")),
        ("d/e/b.md", None),
        ("new/c.md", Some("c")),
        ("x/deep/er", Some("1")),
        ("y", Some("2")),
    ];
    change(&two.there, &files, 1);
    assert_eq!(two.joined(), (Fast::Forward, vec![]));
    assert_eq!(two.here.files(), two.there.files());
    assert_eq!(text(&two.here, "a.md"), "A");
    assert!(!two.here.root.join("d").exists());
    assert_eq!(fs::metadata(two.here.root.join("same.md")).unwrap().ino(), before);
    assert_eq!(fs::metadata(two.here.root.join("a.md")).unwrap().mode() & 0o777, 0o640);
    assert_eq!(fs::metadata(two.here.root.join("new/c.md")).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(two.here.root.join("run.sh")).unwrap().mode() & 0o100, 0o100);
    assert_eq!(fs::read_link(two.here.root.join("link")).unwrap().to_str(), Some("a.md"));
    // Modes and links that become files.
    two.there.remove("link");
    fs::set_permissions(two.there.root.join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
    change(&two.there, &[("link", Some("now a file"))], 2);
    two.joined();
    assert_eq!(text(&two.here, "link"), "now a file");
}

#[test]
fn what_both_did_is_merged() {
    let two = Two::with(&[
        ("a.md", "a\n"),
        ("b.md", "b\n"),
        ("old.md", "one\ntwo\nthree\nfour\n"),
        ("gone.md", "1\n"),
    ]);
    two.change(
        &[
            ("a.md", Some("here\n")),
            ("here.md", Some("h")),
            ("old.md", None),
            ("new.md", Some("one\ntwo\nthree\nfour\n")),
        ],
        &[("b.md", Some("there\n")), ("there.md", Some("t")), ("old.md", Some("one\ntwo\nthree\nfour!\n"))],
    );
    assert_eq!(two.joined(), (Fast::Merge, vec![]));
    for (path, expect) in [("a.md", "here\n"), ("b.md", "there\n"), ("here.md", "h"), ("there.md", "t")] {
        assert_eq!(text(&two.here, path), expect);
    }
    assert_eq!(text(&two.here, "new.md"), "one\ntwo\nthree\nfour!\n");
    assert!(!two.here.root.join("old.md").exists());
    assert_eq!(
        two.here.git(&["log", "-1", "--format=%s|%an|%cn"]),
        "Merge 3 notes|Test Writer|headsup on here\n"
    );
    assert_eq!(two.here.git(&["log", "-1", "--format=%P"]).split_whitespace().count(), 2);
    // From the other side it is the same.
    let here = fetch(&two.there, &two.here);
    let Joined::Applied { fast: Fast::Forward, .. } =
        two.there.open().join(here, super::fixture::LIMITS, &later(4)).unwrap()
    else {
        panic!()
    };
    assert_eq!(two.here.files(), two.there.files());
}

#[test]
fn both_sides_come_to_the_same_tree_and_conflict_file() {
    let two = Two::with(&[("a.png", "\0base")]);
    two.change(&[("a.png", Some("\0here"))], &[("a.png", Some("\0there"))]);
    let (here, there) = (fetch(&two.there, &two.here), fetch(&two.here, &two.there));
    let joined = |place: &super::super::super::testing::Place, theirs| {
        place.open().join(theirs, super::fixture::LIMITS, &later(5)).unwrap()
    };
    let Joined::Applied { conflicts, .. } = joined(&two.here, there) else { panic!() };
    assert_eq!(conflicts, [b"a (conflict 2026-03-03 here).png"]);
    assert!(matches!(joined(&two.there, here), Joined::Applied { .. }));
    assert_eq!(tree(&two.here.open()), tree(&two.there.open()));
    assert_eq!(text(&two.here, "a (conflict 2026-03-03 here).png"), "\0here");
    assert_eq!(text(&two.here, "a.png"), "\0there");
    // Both merges are merged: the versions that they came from are several.
    change(&two.here, &[("c.md", Some("c"))], 6);
    change(&two.there, &[("d.md", Some("d"))], 6);
    let (_, conflicts) = two.joined();
    assert_eq!(conflicts, [""; 0]);
    assert_eq!(two.here.files().len(), 4);
}

#[test]
fn what_is_not_committed_is_never_replaced() {
    for (path, edit) in
        [("a.md", Some("mine")), ("a.md", None), ("new.md", Some("mine")), ("gone.md", Some("mine"))]
    {
        let two = Two::with(&[("a.md", "a"), ("gone.md", "g"), ("b.md", "b")]);
        change(
            &two.there,
            &[("a.md", Some("A")), ("new.md", Some("n")), ("gone.md", None), ("b.md", Some("B"))],
            1,
        );
        match edit {
            Some(edit) => two.here.write(path, edit),
            None => two.here.remove(path),
        }
        assert_eq!(two.join(), Joined::Again { path: path.as_bytes().to_vec() });
        assert_eq!(text(&two.here, "b.md"), "b");
        save(&two.here, 2);
        two.joined();
        assert_eq!(text(&two.here, "b.md"), "B");
        let all = two.here.git(&["log", "-p", "--format=", "-m"]);
        assert!(edit.is_none_or(|edit| all.contains(&format!("+{edit}"))), "{all}");
    }
    // The very same change is no obstacle.
    let two = Two::with(&[("a.md", "a"), ("gone.md", "g")]);
    change(&two.there, &[("a.md", Some("A")), ("new.md", Some("n")), ("gone.md", None)], 1);
    two.here.write("a.md", "A");
    two.here.write("new.md", "n");
    two.here.remove("gone.md");
    two.joined();
}

#[test]
fn what_git_does_not_keep_is_never_replaced() {
    let two = Two::with(&[("a.md", "a"), (".gitignore", "*.log\nsecret/\n")]);
    two.there.git(&["config", "core.excludesFile", "/dev/null"]);
    two.there.write("x.log", "theirs");
    two.there.write("b.md", "b");
    two.there.git(&["add", "-f", "-A"]);
    two.there.git(&["commit", "-qm", "x"]);
    two.here.write("x.log", "mine");
    assert_eq!(two.stopped(), Stop::InTheWay(b"x.log".to_vec()));
    assert_eq!(text(&two.here, "x.log"), "mine");
    assert!(!two.here.root.join("b.md").exists());
    two.here.write("x.log", "theirs");
    two.joined();
    // A folder in which something lies that git does not keep.
    change(&two.there, &[("secret", Some("a file"))], 2);
    two.here.write("secret/key", "mine");
    assert_eq!(two.stopped(), Stop::InTheWay(b"secret/key".to_vec()));
    // An edit of what is tracked and ignored.
    fs::remove_dir_all(two.here.root.join("secret")).unwrap();
    two.joined();
    two.there.write("x.log", "newer");
    two.there.git(&["commit", "-qam", "y"]);
    two.here.write("x.log", "mine");
    assert_eq!(two.stopped(), Stop::Uncommitted(b"x.log".to_vec()));
}

#[test]
fn a_folder_goes_only_when_it_is_empty() {
    let two = Two::with(&[("d/a.md", "a"), ("d/e/b.md", "b"), ("c.md", "c"), (".gitignore", "*.log\n")]);
    two.here.write("d/mine.log", "mine");
    change(&two.there, &[("d/a.md", None), ("d/e/b.md", None)], 1);
    assert!(matches!(two.join(), Joined::Applied { .. }));
    assert_eq!(two.here.status(), "");
    assert_eq!(text(&two.here, "d/mine.log"), "mine");
    assert!(!two.here.root.join("d/e").exists());
    change(&two.there, &[("c.md", None), (".gitignore", None)], 2);
    assert_eq!(two.stopped(), Stop::Empties);
}

#[test]
fn what_is_staged_is_kept() {
    let two = Two::with(&[("a.md", "a"), ("b.md", "b"), ("c.md", "c")]);
    two.here.write("a.md", "staged");
    two.here.git(&["add", "a.md"]);
    two.here.write("a.md", "a");
    two.here.write("c.md", "also staged");
    two.here.git(&["add", "c.md"]);
    change(&two.there, &[("a.md", Some("A"))], 1);
    let Joined::Applied { fast, .. } = two.join() else { panic!() };
    assert_eq!(fast, Fast::Merge);
    assert_eq!(text(&two.here, "a.md"), "A");
    assert_eq!(two.here.show("a.md"), "A");
    assert_eq!(two.here.git(&["show", "HEAD^1:a.md"]), "staged");
    assert_eq!(two.here.status(), "M  c.md\n");
    two.here.assert_sound();
}

#[test]
fn a_repository_in_the_middle_of_something_is_waited_for() {
    let two = Two::with(&[("a.md", "a")]);
    change(&two.there, &[("a.md", Some("A"))], 1);
    let lock = two.here.git_dir().join("index.lock");
    fs::write(&lock, "theirs").unwrap();
    assert!(matches!(two.join(), Joined::Waits(Busy::Locked { .. })));
    fs::remove_file(&lock).unwrap();
    two.here.git(&["checkout", "-q", "--detach"]);
    assert_eq!(two.join(), Joined::Waits(Busy::DetachedHead));
    two.here.git(&["checkout", "-q", "main"]);
    two.joined();
}

#[test]
fn a_notebook_in_a_larger_repository() {
    let mut two = Two::with(&[("notes/a.md", "a"), ("src/x.rs", "x"), ("src/y.rs", "y"), ("z", "z")]);
    change(&two.there, &[("notes/a.md", Some("A")), ("src/x.rs", Some("X"))], 1);
    two.here.write("z", "an edit of something else");
    let top = two.here.root.clone();
    two.here.root = top.join("notes");
    let Joined::Applied { paths, .. } = two.join() else { panic!() };
    assert_eq!(paths, [b"a.md".to_vec(), b"src/x.rs".to_vec()]);
    two.here.root = top.clone();
    assert_eq!((text(&two.here, "notes/a.md"), text(&two.here, "src/x.rs")), ("A".into(), "X".into()));
    assert_eq!(two.here.status(), " M z\n");
    // Edits that are not committed.
    change(&two.there, &[("z", Some("Z"))], 2);
    two.here.root = top.join("notes");
    assert_eq!(two.stopped(), Stop::Uncommitted(b"z".to_vec()));
    two.here.git(&["checkout", "-q", "--", "../z"]);
    // Changed on both sides.
    two.here.write("../z", "mine");
    two.here.git(&["commit", "-qam", "mine"]);
    let stop = two.stopped();
    assert_eq!(stop, Stop::Outside(b"z".to_vec()));
    let told = Stopped { stop, theirs: two.there.open().head_id().unwrap().unwrap() }.to_string();
    assert!(told.contains("z was changed on both sides and is no part of the notebook"), "{told}");
}

#[test]
fn submodules_move_in_tree_and_index_alone() {
    let two = Two::with(&[("a.md", "a")]);
    let gitlink = |place: &super::super::super::testing::Place, commit: &str| {
        place.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},sub")]);
        place.git(&["commit", "-qm", "sub"]);
    };
    let (one, other) = ("1".repeat(40), "2".repeat(40));
    fs::create_dir(two.there.root.join("sub")).unwrap();
    gitlink(&two.there, &one);
    assert!(matches!(two.join(), Joined::Applied { .. }));
    assert!(two.here.root.join("sub").is_dir());
    assert_eq!(two.here.status(), "");
    gitlink(&two.there, &other);
    two.here.write("b.md", "b");
    two.here.git(&["add", "b.md"]);
    two.here.git(&["commit", "-qm", "b"]);
    assert!(matches!(two.join(), Joined::Applied { fast: Fast::Merge, .. }));
    assert!(two.here.git(&["ls-files", "-s", "sub"]).contains(&other));
    assert_eq!(two.here.status(), "");
    gitlink(&two.here, &one);
    gitlink(&two.there, &"3".repeat(40));
    assert_eq!(two.stopped(), Stop::Submodule(b"sub".to_vec()));
}

#[test]
fn line_ends_that_git_converts_are_no_edits() {
    let two = Two::with(&[("a.md", "one\ntwo\n"), (".gitattributes", "*.md text\n")]);
    two.here.write("a.md", "one\r\ntwo\r\n");
    change(&two.there, &[("a.md", Some("one\nTWO\n"))], 1);
    assert!(matches!(two.join(), Joined::Applied { .. }));
    assert_eq!(two.here.show("a.md"), "one\nTWO\n");
    assert_eq!(two.here.status(), "");
}

#[test]
fn a_commit_after_a_join_goes_on_from_it() {
    let two = Two::with(&[("a.md", "a")]);
    two.change(&[("b.md", Some("b"))], &[("c.md", Some("c"))]);
    two.joined();
    two.here.write("c.md", "edited");
    assert!(matches!(two.here.commit().outcome, Outcome::Committed(_)));
    super::fixture::assert_clean(&two.here);
}
