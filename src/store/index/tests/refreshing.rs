use super::*;

/// Sets a file's times: what `touch -d` and a restored backup do.
fn set_mtime(path: &std::path::Path, seconds: i64) {
    let time = rustix::fs::Timespec { tv_sec: seconds, tv_nsec: 0 };
    let times = rustix::fs::Timestamps { last_access: time, last_modification: time };
    rustix::fs::utimensat(rustix::fs::CWD, path, &times, rustix::fs::AtFlags::empty()).unwrap();
}

#[test]
fn a_refresh_tells_what_is_new_changed_and_gone() {
    let mut w = World::new(&[("a.md", "a"), ("b.png", "b"), ("sub/c.md", "c")]);
    assert_eq!(w.all(), Refresh::default());
    w.put("a.md", "a!");
    w.put("new.md", "n");
    fs::remove_file(w.at("sub/c.md")).unwrap();
    let refresh = w.all();
    assert_eq!(
        (names(&refresh.changed), names(&refresh.removed)),
        (vec!["a.md".into(), "new.md".into()], vec!["sub/c.md".to_string()])
    );
    assert_eq!(w.all(), Refresh::default());
    let files: Vec<String> = w.index.files().unwrap().iter().map(|file| text(&file.path)).collect();
    assert_eq!(files, ["a.md", "b.png", "new.md"]);
}

#[test]
fn content_ids_are_git_s() {
    let w = World::new(&[("a.md", "hello\n")]);
    let oid = w.index.content_id(b"a.md").unwrap().unwrap();
    let hex: String = oid.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
}

#[test]
fn an_edit_of_the_same_size_in_the_same_second_is_found() {
    let mut w = World::new(&[("a.md", "one")]);
    for n in 0..20 {
        let text = format!("{n:03}");
        w.put("a.md", &text);
        assert_eq!(names(&w.all().changed), ["a.md"], "{text}");
    }
}

#[test]
fn an_edit_that_keeps_size_and_mtime_is_found() {
    let mut w = World::new(&[("a.md", "one")]);
    set_mtime(&w.at("a.md"), 1_000_000_000);
    assert_eq!(w.all(), Refresh::default(), "the content is the same");
    w.put("a.md", "two");
    set_mtime(&w.at("a.md"), 1_000_000_000);
    assert_eq!(names(&w.all().changed), ["a.md"]);
    set_mtime(&w.at("a.md"), 4_000_000_000);
    w.put("a.md", "six");
    set_mtime(&w.at("a.md"), 4_000_000_000);
    assert_eq!(names(&w.all().changed), ["a.md"], "also where the clock was ahead");
}

#[test]
fn a_file_put_in_place_of_another_is_found() {
    let mut w = World::new(&[("a.md", "one"), ("b.md", "")]);
    w.put("tmp.tmp", "two");
    set_mtime(&w.at("a.md"), 1_000_000_000);
    set_mtime(&w.at("tmp.tmp"), 1_000_000_000);
    w.all();
    fs::rename(w.at("tmp.tmp"), w.at("a.md")).unwrap();
    assert_eq!(names(&w.all().changed), ["a.md"]);
}

#[test]
fn a_changed_mode_is_a_change() {
    let mut w = World::new(&[("run.sh", "x"), ("a.md", "")]);
    w.commit();
    fs::set_permissions(w.at("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(names(&w.all().changed), ["run.sh"]);
    assert_eq!(w.pending(), ["+run.sh"]);
    assert_eq!(w.index.pending().unwrap()[0].now.unwrap().1, Kind::Executable);
}

#[test]
fn only_the_paths_asked_for_are_looked_at() {
    let mut w = World::new(&[("a.md", "a"), ("d/b.md", "b"), ("d/e/c.md", "c"), ("d0.md", "")]);
    w.put("a.md", "a2");
    w.put("d/b.md", "b2");
    w.put("d/new.md", "n");
    fs::remove_dir_all(w.at("d/e")).unwrap();
    let refresh = w.only(&["d", "d/b.md", "d/e/c.md", "none.md"]);
    assert_eq!(names(&refresh.changed), ["d/b.md", "d/new.md"]);
    assert_eq!(names(&refresh.removed), ["d/e/c.md"]);
    assert_eq!(names(&w.only(&["a.md"]).changed), ["a.md"]);
    assert_eq!(w.all(), Refresh::default());
    w.put("x.log", "");
    w.put(".gitignore", "*.log\n");
    assert_eq!(names(&w.only(&[".gitignore"]).changed), [".gitignore"]);
}

#[test]
fn a_folder_that_is_replaced_by_a_file_and_back() {
    let mut w = World::new(&[("d/a.md", "a"), ("x.md", "")]);
    fs::remove_dir_all(w.at("d")).unwrap();
    w.put("d", "file");
    let refresh = w.only(&["d"]);
    assert_eq!(
        (names(&refresh.changed), names(&refresh.removed)),
        (vec!["d".into()], vec!["d/a.md".to_string()])
    );
    fs::remove_file(w.at("d")).unwrap();
    w.put("d/a.md", "a");
    let refresh = w.all();
    assert_eq!(
        (names(&refresh.changed), names(&refresh.removed)),
        (vec!["d/a.md".into()], vec!["d".to_string()])
    );
}

#[test]
fn what_waits_for_a_commit() {
    let mut w = World::new(&[("a.md", "a"), ("b.md", "b")]);
    assert_eq!(w.pending(), ["+a.md", "+b.md"]);
    w.commit();
    assert_eq!((w.pending(), w.index.head().unwrap().as_deref()), (vec![], Some("c1")));
    w.put("a.md", "a2");
    fs::remove_file(w.at("b.md")).unwrap();
    w.all();
    assert_eq!(w.pending(), ["+a.md", "-b.md"]);
    w.put("a.md", "a");
    w.put("b.md", "b");
    w.all();
    assert!(w.pending().is_empty(), "as it was");
    fs::remove_file(w.at("b.md")).unwrap();
    w.all();
    w.commit();
    assert!(w.pending().is_empty());
}

#[test]
fn what_somebody_else_committed_is_taken_over() {
    let mut w =
        World::new(&[("a.md", "a"), ("b.md", "b"), ("big.bin", "123456789"), (".gitignore", "kept.log\n")]);
    let mut all = w.index.files().unwrap();
    let other = all[0].now;
    for path in ["gone.md", "kept.log", "big2.bin"] {
        all.push(Change { path: path.into(), now: other });
    }
    w.put("kept.log", "ignored, yet in the last commit");
    w.put("big2.bin", "1234567890123456789");
    w.config.max_file_size = 12;
    all.retain(|change| change.path != b"b.md");
    w.index.set_committed(&all, "c9").unwrap();
    w.config.max_file_size = 18;
    w.put("kept.log", "short");
    let refresh = w.all();
    assert_eq!(w.pending(), ["+b.md", "-gone.md", "+kept.log"]);
    assert_eq!(refresh.unprotected[0].reason, Reason::TooLarge(19));
    w.commit();
    assert!(w.pending().is_empty());
    assert_eq!(w.all().changed, Vec::<Vec<u8>>::new());
}

#[test]
fn a_note_that_could_not_be_read_at_first_is_read_when_it_can_be() {
    let mut w = World::new(&[("a.md", "")]);
    w.put("big.md", "# Big\nneedle");
    w.config.max_file_size = 5;
    w.all();
    let elsewhere = World::new(&[("big.md", "# Big\nneedle")]);
    w.index.set_committed(&elsewhere.index.files().unwrap(), "c1").unwrap();
    assert_eq!(w.all().unprotected.len(), 1);
    assert_eq!((w.pending(), w.search("needle", Confidential::Leave)), (vec!["+a.md".to_owned()], vec![]));
    w.config.max_file_size = 1000;
    w.all();
    assert_eq!(w.pending(), ["+a.md"]);
    assert_eq!(w.search("needle", Confidential::Leave), ["big.md:2 needle"]);
    w.config.max_file_size = 5;
    w.all();
    fs::remove_file(w.at("big.md")).unwrap();
    w.all();
    assert_eq!(w.pending(), ["+a.md", "-big.md"]);
}

#[test]
fn what_can_no_longer_be_kept_is_not_taken_for_deleted() {
    let mut w =
        World::new(&[("a.md", "a"), ("sub/b.md", "b"), ("big.bin", "1"), ("x.log", "l"), ("y.log", "l")]);
    let logs = w.index.pending().unwrap().into_iter().filter(|change| change.path != b"y.log");
    let logs: Vec<Change> = logs.collect();
    w.index.mark_committed(&logs, "c1").unwrap();
    fs::create_dir(w.at("sub/.git")).unwrap();
    w.put("big.bin", "12345678901234567890");
    w.put(".gitignore", "*.log\n");
    w.config.max_file_size = 10;
    let refresh = w.all();
    assert_eq!(names(&refresh.removed), ["y.log"], "never committed, now ignored");
    assert_eq!(refresh.unprotected.len(), 2, "{:?}", refresh.unprotected);
    assert_eq!(w.pending(), ["+.gitignore"]);
    w.put("x.log", "l2");
    w.all();
    assert_eq!(w.pending(), ["+.gitignore", "+x.log"], "git goes on keeping what it kept");
}

#[test]
fn an_emptied_missing_or_replaced_root_changes_nothing() {
    let mut w = World::new(&[("a.md", "a"), ("b/c.md", "c")]);
    fs::remove_file(w.at("a.md")).unwrap();
    fs::remove_dir_all(w.at("b")).unwrap();
    for scope in [Scope::All, Scope::Paths(vec![b"a.md".to_vec(), b"b".to_vec()])] {
        assert!(matches!(w.try_refresh(&scope), Err(Error::RootEmptied(_, 2))));
    }
    let root = w.at("");
    fs::rename(&root, w.dir.path().join("away")).unwrap();
    assert!(matches!(w.try_refresh(&Scope::All), Err(Error::RootGone(_))));
    fs::create_dir(&root).unwrap();
    w.put("other.md", "");
    assert!(matches!(w.try_refresh(&Scope::All), Err(Error::RootGone(_))));
    assert_eq!(w.index.files().unwrap().len(), 2);
}

#[test]
fn digests_and_settings_do_not_make_an_emptied_root_one_that_somebody_meant() {
    let mut w = World::new(&[("a.md", "a"), ("b.md", "b"), ("headsup.yaml", ""), ("digests/a.md", "")]);
    fs::remove_file(w.at("a.md")).unwrap();
    fs::remove_file(w.at("b.md")).unwrap();
    assert!(matches!(w.try_refresh(&Scope::All), Err(Error::RootEmptied(_, 2))));
    w.put("b.md", "b");
    w.all();
    // The last note of all may go.
    fs::remove_file(w.at("b.md")).unwrap();
    assert!(w.try_refresh(&Scope::All).is_ok());
}

#[test]
fn an_index_that_cannot_be_used_costs_one_scan() {
    let mut w = World::new(&[("a.md", "# A\nword")]);
    let broken: [&dyn Fn(&PathBuf); 6] = [
        &|at| fs::write(at, "no database").unwrap(),
        &|at| fs::write(at, "").unwrap(),
        &|at| fs::remove_file(at).unwrap(),
        &|at| {
            fs::remove_file(at).unwrap();
            fs::create_dir(at).unwrap();
        },
        &|at| rusqlite::Connection::open(at).unwrap().execute_batch("PRAGMA user_version = 999").unwrap(),
        &|at| rusqlite::Connection::open(at).unwrap().execute_batch("DROP TABLE meta").unwrap(),
    ];
    let state = w.state();
    for (n, breaks) in broken.iter().enumerate() {
        w.index = Index::open(&w.dir.path().join("elsewhere")).unwrap();
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{beside}", state.display()));
        }
        breaks(&state);
        w.index = Index::open(state.parent().unwrap()).unwrap();
        assert_eq!(names(&w.all().changed), ["a.md"], "case {n}");
        assert_eq!(w.search("word", Confidential::Leave), ["a.md:2 word"], "case {n}");
        assert_eq!(w.all(), Refresh::default(), "case {n}");
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(state.parent().unwrap())), (0o600, 0o700));
    }
}

#[test]
fn an_index_that_is_removed_or_damaged_while_open_is_made_again() {
    let many: Vec<(String, String)> =
        (0..200).map(|n| (format!("{n}.md"), format!("word{n} ").repeat(50))).collect();
    let files: Vec<(&str, &str)> = many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut w = World::new(&files);
    for file in fs::read_dir(w.state().parent().unwrap()).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    assert_eq!(w.all().changed.len(), 200);
    w.index.db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut bytes = fs::read(w.state()).unwrap();
    bytes[4096..].fill(0x5a);
    fs::write(w.state(), bytes).unwrap();
    w.index = Index::open(w.state().parent().unwrap()).unwrap();
    assert_eq!(w.all().changed.len(), 200);
    assert_eq!(w.search("word7", Confidential::Leave).len(), 1);
}

#[test]
fn two_processes_may_use_one_index() {
    let mut w = World::new(&[("a.md", "one")]);
    let mut other = Index::open(w.state().parent().unwrap()).unwrap();
    w.put("a.md", "two");
    w.put("b.md", "");
    let refresh = other.refresh(&w.notebook, &w.config, &Scope::All, &()).unwrap();
    assert_eq!(names(&refresh.changed), ["a.md", "b.md"]);
    w.all();
    assert_eq!(w.index.files().unwrap(), other.files().unwrap());
}

#[test]
fn an_index_that_could_not_be_built_again_is_built_once_that_is_possible() {
    let mut w = World::new(&[("a.md", "# A\nword")]);
    w.index.db = rusqlite::Connection::open_in_memory().unwrap();
    assert_eq!(names(&w.all().changed), ["a.md"]);
    assert_eq!(w.all(), Refresh::default());
}
