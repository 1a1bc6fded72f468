use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use super::super::identity::signature;
use super::super::{
    Change, History, NotProtected, Outcome, RepoState,
    testing::{Place, git_in, now, write},
};
use super::Step;

#[test]
fn the_first_commit_of_a_repository_without_one() {
    let place = Place::new();
    place.git(&["config", "headsup.machine", "laptop"]);
    assert_eq!(place.open().state().unwrap(), RepoState::AtRest);
    assert_eq!(place.commit().outcome, Outcome::Nothing);
    place.write("2026-03-03-priya.md", "a\r\nb\r\n");
    place.write("priya/deep/er/x.md", "");
    let id = place.commit_clean();
    assert_eq!(place.open().head_id().unwrap(), Some(id));
    assert_eq!(place.show("2026-03-03-priya.md"), "a\r\nb\r\n");
    assert_eq!(
        place.git(&["log", "--format=%an|%ae|%cn|%aI|%B"]).trim(),
        "Test Writer|writer@example.invalid|headsup on laptop|2026-03-03T10:00:00+01:00|notes\n\n+ one"
    );
    assert_eq!(place.git(&["reflog", "--format=%gs"]).trim(), "commit (initial)");
    assert_eq!(place.git(&["reflog", "main", "--format=%gs"]).trim(), "commit (initial)");
}

#[test]
fn edits_deletions_and_folders_in_place_of_files() {
    let place = Place::new();
    for path in ["a", "b/c", "b/d", "b.x", "b0", "e/f/g"] {
        place.write(path, path);
    }
    place.commit_clean();
    place.remove("a");
    place.write("a/now/a/folder", "1");
    fs::remove_dir_all(place.root.join("b")).unwrap();
    place.write("b", "a file");
    fs::remove_dir_all(place.root.join("e")).unwrap();
    place.commit_clean();
    assert_eq!(place.files(), ["100644 a/now/a/folder", "100644 b", "100644 b.x", "100644 b0"]);
    fs::remove_dir_all(place.root.join("a")).unwrap();
    for path in ["b", "b.x", "b0"] {
        place.remove(path);
    }
    place.commit_clean();
    assert_eq!(place.files(), [""; 0]);
    assert_eq!(place.commit().outcome, Outcome::Nothing);
}

#[test]
fn names_modes_and_links_are_kept_as_they_are() {
    let place = Place::new();
    place.write_bytes(b"not \xff utf-8/\xfe.md", "1");
    place.write("two\nlines \u{1f389} \"q\" \\.md", "2");
    place.write("run.sh", "3");
    fs::set_permissions(place.root.join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("/nowhere/at/all", place.root.join("link")).unwrap();
    symlink(".", place.root.join("loop")).unwrap();
    place.commit_clean();
    let modes: Vec<String> = place.files().iter().map(|line| line[..6].to_owned()).collect();
    assert_eq!(modes.iter().filter(|mode| *mode == "120000").count(), 2);
    assert_eq!(modes.iter().filter(|mode| *mode == "100755").count(), 1);
    assert_eq!(place.show("link"), "/nowhere/at/all");
    fs::set_permissions(place.root.join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
    place.remove("link");
    place.write("link", "now a file");
    place.commit_clean();
    assert!(place.files().contains(&"100644 link".to_owned()));
}

#[test]
fn a_name_that_changes_only_its_case() {
    let place = Place::new();
    place.write("Priya.md", "x");
    place.commit_clean();
    fs::rename(place.root.join("Priya.md"), place.root.join("priya.md")).unwrap();
    place.commit_clean();
    assert_eq!(place.files(), ["100644 priya.md"]);
}

#[test]
fn what_is_staged_stays_staged() {
    let place = Place::new();
    for path in ["staged.txt", "removed.txt", "note.md"] {
        place.write(path, "old");
    }
    place.commit_clean();
    place.write("staged.txt", "staged");
    place.write("new.txt", "new");
    place.git(&["add", "staged.txt", "new.txt"]);
    place.git(&["rm", "-q", "--cached", "removed.txt"]);
    place.write("note.md", "edited");
    let report = place.open().commit(&[write("note.md")], "note", &now()).unwrap();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    assert_eq!(place.status(), "A  new.txt\nD  removed.txt\nM  staged.txt\n?? removed.txt\n");
    assert_eq!(place.git(&["show", "--name-only", "--format="]), "note.md\n");
    assert_eq!(place.show("staged.txt"), "old");
    place.assert_sound();
}

#[test]
fn in_a_larger_repository_only_the_notebooks_paths() {
    let mut place = Place::new();
    place.write("src/main.rs", "code");
    place.write("notes/sub/a.md", "a");
    place.write("notes-old/b.md", "b");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "theirs"]);
    place.write("src/main.rs", "edited code");
    place.remove("notes-old/b.md");
    let top = place.root.clone();
    place.root = top.join("notes");
    place.write("sub/c.md", "c");
    place.remove("sub/a.md");
    let history = place.open();
    assert_eq!((history.prefix(), history.work_tree()), (&b"notes"[..], top.as_path()));
    let report = place.commit();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    assert_eq!(place.changed(), []);
    place.assert_sound();
    assert_eq!(
        place.git(&["show", "--name-status", "--no-renames", "--format="]),
        "D\tnotes/sub/a.md\nA\tnotes/sub/c.md\n"
    );
    assert_eq!(place.status(), " D notes-old/b.md\n M src/main.rs\n");
}

#[test]
fn a_linked_work_tree_has_its_own_index_branch_and_state() {
    let mut place = Place::new();
    place.write("a.md", "a");
    place.commit_clean();
    let main = place.root.clone();
    place.git(&["worktree", "add", "-q", "-b", "other", "../linked"]);
    place.root = main.with_file_name("linked");
    place.write("b.md", "b");
    place.commit_clean();
    let history = place.open();
    assert!(history.state_dir().starts_with(main.join(".git/worktrees/linked/headsup")));
    assert_eq!(place.git(&["log", "--format=%s", "other"]), "notes\nnotes\n");
    assert_eq!(place.git(&["log", "--format=%s", "main"]), "notes\n");
}

#[test]
fn nested_repositories_are_named_and_never_added() {
    let place = Place::new();
    place.write("a.md", "a");
    place.write("nested/inner.md", "inner");
    assert!(git_in(&place.root.join("nested"), &["init", "-q"]).0);
    place.write("real/x.md", "x");
    symlink("real", place.root.join("alias")).unwrap();
    let changes =
        ["a.md", "nested/inner.md", "alias/x.md", "../out.md", ".GIT/config", "gone.md", "real"].map(write);
    let report = place.open().commit(&changes, "m", &now()).unwrap();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    let why: Vec<NotProtected> = report.failures.into_iter().map(|failure| failure.why).collect();
    for expected in [
        NotProtected::NestedRepository,
        NotProtected::BehindLink,
        NotProtected::BadName,
        NotProtected::Vanished,
        NotProtected::NotAFile,
    ] {
        assert!(why.contains(&expected), "{expected} in {why:?}");
    }
    assert_eq!(why.len(), 6);
    assert_eq!(place.files(), ["100644 a.md"]);
    place.assert_sound();
}

#[test]
fn a_submodule_stays_what_it_is() {
    let place = Place::new();
    place.write("sub/x", "x");
    assert!(git_in(&place.root.join("sub"), &["init", "-q"]).0);
    place.git(&["-C", "sub", "add", "x"]);
    place.git(&[
        "-C",
        "sub",
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.invalid",
        "commit",
        "-qm",
        "x",
    ]);
    place.git(&["add", "sub"]);
    place.git(&["commit", "-qm", "sub"]);
    fs::remove_dir_all(place.root.join("sub")).unwrap();
    place.write("sub/note.md", "in an empty submodule");
    place.write("a.md", "a");
    let report = place.commit();
    assert_eq!(report.failures.len(), 1);
    assert_eq!(
        (&report.failures[0].path[..], &report.failures[0].why),
        (&b"sub/note.md"[..], &NotProtected::NestedRepository)
    );
    assert_eq!(place.files(), ["100644 a.md", "160000 sub"]);
}

#[test]
fn what_a_filter_program_owns_is_left_to_the_person() {
    let place = Place::new();
    place.write(
        ".gitattributes",
        "secret/** filter=git-crypt diff=git-crypt\n*.u16 working-tree-encoding=UTF-16\n",
    );
    place.write("secret/a.md", "plain");
    place.write("b.u16", "x");
    place.write("open.md", "x");
    let report = place.commit();
    assert_eq!(report.failures.len(), 2);
    assert!(
        report.failures.iter().all(|f| matches!(&f.why, NotProtected::Foreign(_))),
        "{:?}",
        report.failures
    );
    assert_eq!(place.files(), ["100644 .gitattributes", "100644 open.md"]);
    // The rule holds though its file is off the disk.
    place.remove(".gitattributes");
    let report = place.open().commit(&[write("secret/a.md")], "m", &now()).unwrap();
    assert_eq!((report.outcome, report.failures.len()), (Outcome::Nothing, 1));
}

#[test]
fn line_ends_are_kept_unless_git_would_change_them_in_any_case() {
    let place = Place::new();
    place.git(&["config", "core.autocrlf", "input"]);
    place.write("new.md", "a\r\nb\r\n");
    place.commit_clean();
    assert_eq!(place.show("new.md"), "a\r\nb\r\n");
    // What git has stored with LF stays so.
    place.write("lf.md", "a\r\nb\r\n");
    place.git(&["add", "lf.md"]);
    place.git(&["commit", "-qm", "by git"]);
    assert_eq!(place.show("lf.md"), "a\nb\n");
    assert_eq!(place.changed(), []);
    place.write("lf.md", "a\r\nb\r\nc\r\n");
    place.commit_clean();
    assert_eq!(place.show("lf.md"), "a\nb\nc\n");
    place.git(&["config", "--unset", "core.autocrlf"]);
    place.write(".gitattributes", "*.txt text\n*.bin -text\n");
    place.write("t.txt", "a\r\n");
    place.write("t.bin", "a\r\n");
    place.write("lf.md", "a\nb\n");
    place.commit_clean();
    assert_eq!(place.show("lf.md"), "a\nb\n");
    assert_eq!((place.show("t.txt"), place.show("t.bin")), ("a\n".to_owned(), "a\r\n".to_owned()));
}

#[test]
fn a_commit_made_meanwhile_is_built_upon() {
    let place = Place::new();
    place.write("a.md", "a");
    place.commit_clean();
    place.write("b.md", "b");
    place.write("c.md", "c");
    let first = std::cell::Cell::new(true);
    let meanwhile = |at| {
        if at == Step::Drafted && first.replace(false) {
            place.git(&["add", "c.md"]);
            place.git(&["commit", "-qm", "theirs"]);
        }
        false
    };
    let report = place.open().commit_until(&[write("b.md")], "ours", &now(), &meanwhile).unwrap();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    assert_eq!(place.git(&["log", "--format=%s"]), "ours\ntheirs\nnotes\n");
    assert_eq!(place.status(), "");
    place.assert_sound();
}

/// `main`, which is checked out, and `side`, with other words in `a.md`.
fn two_branches() -> Place {
    let place = Place::new();
    place.write("a.md", "main");
    place.commit_clean();
    place.git(&["switch", "-q", "-c", "side"]);
    place.write("a.md", "side");
    place.commit_clean();
    place.git(&["switch", "-q", "main"]);
    place
}

#[test]
fn what_lay_on_disk_on_another_branch_stays_there() {
    let place = two_branches();
    place.write("b.md", "b");
    // There and back again while the files are read.
    let first = std::cell::Cell::new(true);
    let meanwhile = |at| {
        match at {
            Step::Begun if first.get() => place.git(&["switch", "-q", "side"]),
            Step::Stored if first.replace(false) => place.git(&["switch", "-q", "main"]),
            _ => String::new(),
        };
        false
    };
    let changes = [write("a.md"), write("b.md")];
    let report = place.open().commit_until(&changes, "ours", &now(), &meanwhile).unwrap();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    assert_eq!(place.show("a.md"), "main");
    assert_eq!(place.status(), "");
    place.assert_sound();
}

#[test]
fn edits_after_the_commit_show_in_git_even_in_the_same_instant() {
    let place = Place::new();
    for round in 0..8 {
        place.write("a.md", format!("{round} one"));
        place.commit();
        place.write("a.md", format!("{round} two"));
        assert_eq!(place.status(), " M a.md\n");
    }
}

#[test]
fn the_person_signs_and_else_headsup_does() {
    let dir = tempfile::tempdir().unwrap();
    let time = git2::Time::new(0, 0);
    let mut config = git2::Config::open(&dir.path().join("config")).unwrap();
    let signed = |config: &git2::Config| signature(config, "author", &time).unwrap().to_string();
    assert_eq!(signed(&config), "headsup <headsup@localhost>");
    config.set_str("user.name", "<>").unwrap();
    assert_eq!(signed(&config), "headsup <headsup@localhost>");
    config.set_str("user.name", "Test Writer").unwrap();
    assert_eq!(signed(&config), "Test Writer <headsup@localhost>");
    config.set_str("author.email", "w@example.invalid").unwrap();
    assert_eq!(signed(&config), "Test Writer <w@example.invalid>");
}

#[test]
fn files_that_stay_on_disk_or_are_kept_off_it_are_not_deletions() {
    let place = Place::new();
    for path in ["kept/a.md", "off/b.md", "big.md"] {
        place.write(path, "x");
    }
    place.commit_clean();
    // Files written just now are not trusted yet, and git leaves those on disk.
    place.git(&["update-index", "--refresh"]);
    place.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/off/"]);
    assert!(!place.root.join("off").exists());
    assert_eq!(place.changed(), []);
    let history = place.open();
    let found = place.scan();
    assert_eq!(found.len(), 2);
    assert_eq!(history.changed(std::iter::empty()).unwrap(), []);
    assert_eq!(place.commit().outcome, Outcome::Nothing);
    let delete = Change::Delete { path: b"big.md".to_vec() };
    assert_eq!(history.commit(&[delete], "m", &now()).unwrap().outcome, Outcome::Nothing);
}

#[test]
fn modes_that_the_file_system_does_not_keep_are_not_edits() {
    let place = Place::new();
    place.write("run.sh", "x");
    fs::set_permissions(place.root.join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    place.commit_clean();
    place.git(&["config", "core.fileMode", "false"]);
    fs::set_permissions(place.root.join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(place.changed(), []);
    place.write("run.sh", "y");
    place.commit_clean();
    assert_eq!(place.files(), ["100755 run.sh"]);
}

#[test]
fn hooks_and_programs_of_the_repository_are_not_run() {
    let place = Place::new();
    place.write("a.md", "a");
    let hooks = place.git_dir().join("hooks");
    fs::create_dir_all(&hooks).unwrap();
    let ran = place.git_dir().join("ran");
    for name in
        ["pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change", "monitor"]
    {
        fs::write(hooks.join(name), format!("#!/bin/sh\ntouch '{}'\n", ran.display())).unwrap();
        fs::set_permissions(hooks.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let monitor = hooks.join("monitor");
    place.git(&["config", "core.fsmonitor", monitor.to_str().unwrap()]);
    let changes = place.changed();
    assert!(matches!(place.open().commit(&changes, "m", &now()).unwrap().outcome, Outcome::Committed(_)));
    assert!(!ran.exists());
}

#[test]
fn many_files_at_once() {
    let place = Place::new();
    for number in 0..300 {
        place.write(&format!("{}/{number}.md", number % 7), format!("note {number}"));
    }
    place.commit_clean();
    assert_eq!(place.files().len(), 300);
    assert_eq!(place.open().head_blob(b"3/150.md").unwrap().as_deref(), Some(&b"note 150"[..]));
    assert_eq!(place.open().head_blob(b"3").unwrap(), None);
}

#[test]
fn a_root_that_is_gone_is_not_an_empty_notebook() {
    let place = Place::new();
    place.write("a.md", "a");
    place.commit_clean();
    let history = place.open();
    fs::rename(&place.root, place.root.with_extension("away")).unwrap();
    assert!(matches!(history.changed(std::iter::empty()), Err(super::Error::RootGone(_))));
    assert!(matches!(history.commit(&[], "m", &now()), Err(super::Error::RootGone(_))));
    assert!(matches!(History::open(&place.root), Err(super::Error::RootGone(_))));
}

#[test]
fn one_history_over_many_commits_and_a_persons_own_between_them() {
    let place = Place::new();
    place.write("a.md", "a");
    let history = place.open();
    let commit = |path: &str, text: &str| {
        place.write(path, text);
        let report = history.commit(&[write(path)], path, &now()).unwrap();
        assert!(matches!(report.outcome, Outcome::Committed(_)));
        assert_eq!(place.status(), "");
        place.assert_sound();
    };
    commit("a.md", "1");
    commit("b/c.md", "2");
    place.write("by-hand.md", "3");
    place.git(&["add", "by-hand.md"]);
    place.git(&["commit", "-qm", "by hand"]);
    commit("b/c.md", "4");
    place.git(&["config", "index.skipHash", "true"]);
    place.write("by-hand.md", "5");
    place.git(&["commit", "-qam", "by hand"]);
    commit("a.md", "6");
    place.write("staged.md", "7");
    place.git(&["add", "staged.md"]);
    place.write("a.md", "8");
    history.commit(&[write("a.md")], "a", &now()).unwrap();
    assert_eq!(place.status(), "A  staged.md\n");
    assert_eq!(place.git(&["rev-list", "--count", "HEAD"]), "7\n");
}

#[test]
fn git_on_its_way_to_another_branch_is_let_finish() {
    let place = two_branches();
    let main = place.git(&["rev-parse", "main"]);
    // As `git switch` does it: files and index first, and HEAD when the index's lock is given back.
    place.git(&["read-tree", "-u", "-m", "main", "side"]);
    let changes = place.changed();
    assert_eq!(changes.len(), 1);
    let (signal, heard) = std::sync::mpsc::channel();
    let head = place.git_dir().join("HEAD");
    let git = std::thread::spawn(move || {
        heard.recv().unwrap();
        std::fs::write(head, "ref: refs/heads/side\n").unwrap();
    });
    let step = |step| {
        let _ = signal.send(step);
        false
    };
    let report = place.open().commit_until(&changes, "m", &now(), &step).unwrap();
    git.join().unwrap();
    assert_eq!(report.outcome, Outcome::Nothing);
    assert_eq!(place.git(&["rev-parse", "main"]), main);
    assert_eq!(place.status(), "");
    place.assert_sound();
}

#[test]
fn the_marks_of_a_conflict_are_never_committed() {
    let place = Place::new();
    let conflict = "<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> side\n";
    place.write("a.md", "one\n");
    place.write("about-git.md", conflict);
    place.commit_clean();
    place.write("a.md", conflict);
    place.write("b.md", "goes on\n");
    let report = place.commit();
    assert!(matches!(report.outcome, Outcome::Committed(_)));
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].why, NotProtected::Conflict);
    assert_eq!((place.show("a.md").as_str(), place.show("b.md").as_str()), ("one\n", "goes on\n"));
    place.write("about-git.md", format!("{conflict}more\n"));
    place.write("a.md", "settled\n");
    place.commit_clean();
}
