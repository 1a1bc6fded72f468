use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use jiff::{civil::date, tz::TimeZone};
use tempfile::TempDir;

use super::{Change, Confidential, Error, Index, Refresh, Scope, Window};
use crate::{
    domain::{
        book::Book,
        config::Config,
        note::{Content, item::Mention},
        path::NotePath,
        roster::{Owner, PersonKey},
    },
    store::notebook::{Kind, Notebook, Reason},
};

/// A notebook and its index in a temporary folder.
struct World {
    dir: TempDir,
    notebook: Notebook,
    index: Index,
    config: Config,
}

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("notes")).unwrap();
        let notebook = Notebook::open(&dir.path().join("notes")).unwrap();
        let index = Index::open(&dir.path().join("state/headsup")).unwrap();
        let mut world = Self { dir, notebook, index, config: Config::default() };
        for (path, text) in files {
            world.put(path, text);
        }
        world.all();
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join("notes").join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn try_refresh(&mut self, scope: &Scope) -> Result<Refresh, Error> {
        self.index.refresh(&self.notebook, &self.config, scope, &())
    }

    #[track_caller]
    fn all(&mut self) -> Refresh {
        self.try_refresh(&Scope::All).unwrap()
    }

    #[track_caller]
    fn only(&mut self, paths: &[&str]) -> Refresh {
        self.try_refresh(&Scope::Paths(paths.iter().map(|p| p.as_bytes().to_vec()).collect())).unwrap()
    }

    fn commit(&mut self) {
        let pending = self.index.pending().unwrap();
        self.index.mark_committed(&pending, "c1").unwrap();
    }

    fn pending(&self) -> Vec<String> {
        let sign = |change: Change| {
            format!("{}{}", if change.now.is_some() { "+" } else { "-" }, text(&change.path))
        };
        self.index.pending().unwrap().into_iter().map(sign).collect()
    }

    fn book(&self) -> Book {
        self.index.book(&self.config, TimeZone::UTC).unwrap()
    }

    fn search(&self, query: &str, include: Confidential) -> Vec<String> {
        let hits = self.index.search(&self.notebook, query, 10, include).unwrap();
        hits.iter().map(|hit| format!("{}:{} {}", hit.path, hit.line, hit.snippet)).collect()
    }

    fn state(&self) -> PathBuf {
        self.dir.path().join("state/headsup/index.db")
    }
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

fn names(paths: &[Vec<u8>]) -> Vec<String> {
    paths.iter().map(|path| text(path)).collect()
}

fn mentions(book: &Book) -> Vec<Mention> {
    let meetings = book.notes.iter().filter_map(|note| match &note.content {
        Content::Meetings(meetings) => Some(meetings),
        _ => None,
    });
    meetings.flatten().flat_map(|meeting| meeting.mentions.clone()).collect()
}

fn paths(book: &Book) -> Vec<&str> {
    book.notes.iter().map(|note| note.path.as_str()).collect()
}

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
fn a_note_is_read_with_the_people_that_all_files_give() {
    let mut w = World::new(&[
        ("2026-03-03-priya.md", "- [ ] x @priya"),
        ("z.md", "---\nwith: Omar Diaz\n---\n- [ ] y @Omar"),
    ]);
    assert_eq!(paths(&w.book()), ["z.md"]);
    assert_eq!(mentions(&w.book())[0].owner, Some(Owner::Person(PersonKey("omar-diaz".into()))));
    w.put("people/priya.md", "---\nname: Priya Nair\n---\n");
    let refresh = w.only(&["people/priya.md"]);
    assert_eq!(names(&refresh.changed), ["people/priya.md"]);
    assert_eq!(
        refresh.reread.iter().map(NotePath::as_str).collect::<Vec<_>>(),
        ["2026-03-03-priya.md", "z.md"]
    );
    assert_eq!(paths(&w.book()), ["2026-03-03-priya.md", "people/priya.md", "z.md"]);
    assert_eq!(mentions(&w.book())[0].owner, Some(Owner::Person(PersonKey("priya".into()))));
    w.put("z.md", "---\nwith: Omar Diaz\n---\n- [ ] other @Omar");
    assert_eq!(w.all().reread, [], "the people are the same");
    fs::remove_file(w.at("people/priya.md")).unwrap();
    w.all();
    assert_eq!(paths(&w.book()), ["z.md"]);
    w.config.me = vec!["Omar Diaz".into()];
    assert_eq!(w.all().reread.len(), 2, "the settings have changed");
    assert_eq!(w.book().roster.people().len(), 0);
}

#[test]
fn a_book_for_one_person_holds_what_concerns_them() {
    let w = World::new(&[
        ("2026-01-01.md", "---\nwith: Priya\n---\n- [ ] shared ^x1"),
        ("2026-01-02.md", "---\nwith: Omar\n---\n- [ ] again ^x1"),
        ("2026-01-03.md", "---\nwith: Omar\n---\n- [ ] nothing to do with her"),
        ("2026-01-04.md", "---\nwith: Omar\n---\n- [ ] hers @Priya"),
        ("2026-01-05.md", "---\nwith: Omar\n---\n- [ ] told tell:@Priya"),
        ("2026-09-09.md", "---\nwith: Omar\n---\n"),
        ("other.md", "- [ ] no items"),
    ]);
    let of = |people: &[&str], from| {
        let people: Vec<PersonKey> = people.iter().map(|key| PersonKey((*key).to_owned())).collect();
        let book = w.index.book_for(&people, from, &w.config, TimeZone::UTC).unwrap();
        assert_eq!(book.roster.people().len(), 2);
        paths(&book).join(" ").replace("2026-", "").replace(".md", "")
    };
    assert_eq!(of(&["priya"], date(2026, 8, 1)), "01-01 01-02 01-04 01-05 09-09");
    assert_eq!(of(&["priya"], date(2026, 10, 1)), "01-01 01-02 01-04 01-05");
    assert_eq!(of(&["priya", "omar"], date(2026, 10, 1)), "01-01 01-02 01-03 01-04 01-05 09-09");
    assert_eq!(of(&["nobody"], date(2026, 10, 1)), "");
    let light = |from, to| {
        let book = w.index.meetings_book(Window { from, to }, &w.config, TimeZone::UTC).unwrap();
        assert!(mentions(&book).is_empty());
        paths(&book).join(" ").replace("2026-", "").replace(".md", "")
    };
    assert_eq!(light(date(2026, 1, 2), date(2026, 1, 3)), "01-01 01-02 01-03");
    assert_eq!(light(date(2027, 1, 1), date(2027, 1, 3)), "01-01 09-09", "the last one with each");
    assert_eq!(w.index.notes().unwrap().len(), 7);
    assert_eq!(w.index.note(&NotePath::new("other.md").unwrap()).unwrap().unwrap().content, Content::Other);
}

#[test]
fn search_finds_lines_and_keeps_confidential_ones_back() {
    let mut w = World::new(&[
        (
            "a.md",
            "# Plans\nBilling migration plan\n## Confidential\nlayoffs in May, billing too\n## Next\nplan",
        ),
        ("b.md", "---\nvisibility: confidential\n---\n# Secret plan\nlayoffs"),
        ("c.md", "Überraschung \"quoted\" follow-up\n"),
        ("d e.md", "migrations"),
    ]);
    let found = |w: &World, query: &str| w.search(query, Confidential::Leave);
    assert_eq!(found(&w, "layoffs"), Vec::<String>::new());
    assert_eq!(found(&w, "secret"), Vec::<String>::new());
    assert_eq!(
        found(&w, "plan -layoffs"),
        ["a.md:2 Billing migration plan"],
        "a hidden word leaves nothing out"
    );
    assert_eq!(found(&w, "billing plan"), ["a.md:2 Billing migration plan"]);
    assert_eq!(found(&w, "\"migration plan\""), ["a.md:2 Billing migration plan"]);
    assert_eq!(found(&w, "\"plan migration\""), Vec::<String>::new());
    assert_eq!(found(&w, "migration*").len(), 2);
    assert_eq!(found(&w, "uberraschung"), ["c.md:1 Überraschung \"quoted\" follow-up"]);
    assert_eq!(found(&w, "FOLLOW-UP").len(), 1);
    assert_eq!(found(&w, "\" OR * ( NEAR"), Vec::<String>::new());
    let all = w.search("layoffs", Confidential::Include);
    assert!(all.contains(&"a.md:4 layoffs in May, billing too".to_owned()) && all.len() == 2, "{all:?}");
    w.put("a.md", "moved on");
    fs::remove_file(w.at("d e.md")).unwrap();
    w.all();
    assert_eq!((found(&w, "billing"), found(&w, "migrations")), (vec![], vec![]));
    assert_eq!(found(&w, "moved"), ["a.md:1 moved on"]);
}

#[test]
fn bad_input_never_stops_the_rest() {
    let mut w = World::new(&[
        ("good.md", "good"),
        ("empty.md", ""),
        ("nul.md", "a\0b"),
        ("crlf.md", "\u{feff}a\r\nb\r\n"),
    ]);
    fs::write(w.at("latin.md"), b"caf\xe9").unwrap();
    fs::write(w.at("panic.md"), "PANIC-HERE").unwrap();
    fs::write(w.at("line.md"), "x".repeat(1 << 20)).unwrap();
    fs::write(w.at("huge.md"), vec![b'y'; 9 << 20]).unwrap();
    std::os::unix::fs::symlink("/dev/zero", w.at("zero.md")).unwrap();
    use std::os::unix::ffi::OsStrExt;
    fs::write(w.at("").join(std::ffi::OsStr::from_bytes(b"odd\xff\n.md")), "odd").unwrap();
    assert_eq!(w.all().changed.len(), 6);
    assert_eq!(w.index.files().unwrap().len(), 10);
    let said = w.index.diagnostics(None).unwrap();
    let said: Vec<String> = said.iter().map(|d| format!("{} {}", d.path, d.code)).collect();
    assert_eq!(said, ["huge.md note-too-large", "panic.md parser-failed"]);
    assert_eq!(w.index.diagnostics(Some(&[NotePath::new("huge.md").unwrap()])).unwrap().len(), 1);
    assert_eq!(w.search("good", Confidential::Leave), ["good.md:1 good"]);
    assert_eq!(w.all(), Refresh::default());
}

#[test]
fn many_files_are_read_at_once() {
    let files: Vec<(String, String)> = (0..300)
        .map(|n| (format!("{n:03}.md"), format!("---\nwith: P{}\n---\n- [ ] item {n} @P{}", n % 7, n % 7)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let w = World::new(&files);
    let book = w.book();
    assert_eq!((book.notes.len(), book.roster.people().len(), mentions(&book).len()), (300, 7, 300));
    assert!(mentions(&book).iter().all(|m| matches!(m.owner, Some(Owner::Person(_)))));
}
