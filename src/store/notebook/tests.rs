use std::{
    ffi::OsStr,
    fs,
    ops::ControlFlow,
    os::unix::{
        ffi::OsStrExt,
        fs::{PermissionsExt, symlink},
    },
    path::Path,
};

use tempfile::TempDir;

use super::{Content, Error, Expected, Kind, Lay, Notebook, Outcome, ReadError, Reason, note_path};
use crate::domain::path::NotePath;

const LIMIT: u64 = 1 << 20;

fn folder(files: &[(&str, &str)]) -> (TempDir, Notebook) {
    let dir = TempDir::new().unwrap();
    for (path, text) in files {
        put(dir.path(), path.as_bytes(), text.as_bytes());
    }
    let notebook = Notebook::open(dir.path()).unwrap();
    (dir, notebook)
}

fn put(root: &Path, path: &[u8], text: &[u8]) {
    let path = root.join(OsStr::from_bytes(path));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(super) fn fifo(path: &Path) {
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
}

fn note(path: &str) -> NotePath {
    NotePath::new(path).unwrap()
}

#[track_caller]
fn scanned(notebook: &Notebook) -> Vec<String> {
    let mut paths: Vec<String> = notebook.scan(LIMIT).files.iter().map(|f| text(&f.path)).collect();
    paths.sort();
    let mut below: Vec<String> = Vec::new();
    for file in &notebook.scan(LIMIT).files {
        let found = notebook.scan_below(&file.path, LIMIT);
        assert_eq!(
            found.files.iter().collect::<Vec<_>>(),
            [file],
            "a scan of one path finds what the whole scan finds"
        );
        below.push(text(&file.path));
    }
    below.sort();
    assert_eq!(paths, below);
    paths
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

fn left_out(notebook: &Notebook) -> Vec<(String, Reason)> {
    let mut left: Vec<_> =
        notebook.scan(LIMIT).unprotected.into_iter().map(|u| (text(&u.path), u.reason)).collect();
    left.sort();
    left
}

#[test]
fn a_scan_finds_every_file_whatever_its_name() {
    let (dir, notebook) =
        folder(&[("a.md", ""), ("b c/ä 🎉.md", "x"), (".obsidian/app.json", "{}"), ("new\nline.md", "")]);
    put(dir.path(), b"caf\xe9.md", b"latin");
    assert_eq!(
        scanned(&notebook),
        [".obsidian/app.json", "a.md", "b c/ä 🎉.md", "caf\u{fffd}.md", "new\nline.md"]
    );
    let odd = notebook.entry(b"caf\xe9.md").unwrap();
    assert_eq!((odd.note(), odd.kind, odd.stat.size), (None, Kind::Regular, 5));
    assert_eq!(notebook.entry("b c/ä 🎉.md".as_bytes()).unwrap().note(), Some(note("b c/ä 🎉.md")));
    assert_eq!(notebook.entry(b".obsidian/app.json").unwrap().note(), None);
    assert_eq!(note_path(b"caf\xe9.md"), None);
}

#[test]
fn temporary_files_and_git_s_own_are_passed_over() {
    let (_dir, notebook) = folder(&[
        ("a.md", ""),
        (".a.md.swp", ""),
        ("4913", ""),
        ("d/a.md~", ""),
        (".#a.md", ""),
        ("#a.md#", ""),
        (".goutputstream-1", ""),
        ("x.tmp", ""),
        (".DS_Store", ""),
        (".git/HEAD", ""),
        ("d/.gitignore", ""),
    ]);
    assert_eq!(scanned(&notebook), ["a.md", "d/.gitignore"]);
    assert!(notebook.scan_below(b".a.md.swp", LIMIT).files.is_empty());
    assert!(notebook.scan_below(b".git/HEAD", LIMIT).files.is_empty());
    assert!(notebook.scan_below(b"../a.md", LIMIT).files.is_empty());
}

#[test]
fn what_git_ignores_is_passed_over_also_by_rules_from_above() {
    let (dir, _) = folder(&[
        (".git/info/exclude", "secret.md\n"),
        (".gitignore", "*.log\n/notes/build/\n"),
        ("notes/.gitignore", "!keep.log\nout/\n\u{feff}\n[\n"),
        ("notes/a.md", ""),
        ("notes/x.log", ""),
        ("notes/keep.log", ""),
        ("notes/build/b.md", ""),
        ("notes/secret.md", ""),
        ("notes/out/c.md", ""),
        ("notes/deep/out", ""),
        ("notes/deep/out2/d.md", ""),
    ]);
    let notebook = Notebook::open(&dir.path().join("notes")).unwrap();
    assert_eq!(scanned(&notebook), [".gitignore", "a.md", "deep/out", "deep/out2/d.md", "keep.log"]);
    for ignored in ["x.log", "build/b.md", "secret.md", "out/c.md"] {
        assert!(notebook.is_ignored(ignored.as_bytes()), "{ignored}");
        assert!(notebook.scan_below(ignored.as_bytes(), LIMIT).files.is_empty(), "{ignored}");
    }
    assert!(!notebook.is_ignored(b"deep/out2/d.md"));
}

#[test]
fn excludes_of_a_linked_worktree_are_those_of_its_repository() {
    let (dir, _) = folder(&[
        ("main/.git/info/exclude", "x.md\n"),
        ("main/.git/worktrees/w/commondir", "../..\n"),
        ("w/x.md", ""),
        ("w/y.md", ""),
    ]);
    let gitdir = format!("gitdir: {}\n", dir.path().join("main/.git/worktrees/w").display());
    put(dir.path(), b"w/.git", gitdir.as_bytes());
    assert_eq!(scanned(&Notebook::open(&dir.path().join("w")).unwrap()), ["y.md"]);
}

#[test]
fn links_are_kept_as_links_and_never_followed() {
    let (dir, notebook) = folder(&[("a.md", "in"), ("d/b.md", "")]);
    let outside = TempDir::new().unwrap();
    put(outside.path(), b"secret.md", b"out");
    for (to, at) in [
        ("a.md", "in.md"),
        ("..", "loop"),
        ("/dev/zero", "zero.md"),
        ("nowhere", "broken.md"),
        ("self.md", "self.md"),
    ] {
        symlink(to, dir.path().join(at)).unwrap();
    }
    symlink(outside.path(), dir.path().join("away")).unwrap();
    let found = scanned(&notebook);
    assert_eq!(found, ["a.md", "away", "broken.md", "d/b.md", "in.md", "loop", "self.md", "zero.md"]);
    let Content { entry, bytes } = notebook.read(b"zero.md", LIMIT).unwrap();
    assert_eq!((entry.kind, bytes.as_slice(), entry.note()), (Kind::Symlink, b"/dev/zero".as_slice(), None));
    for through in ["away/secret.md", "loop/a.md", "d/../a.md", "/etc/passwd", "../x", "", "."] {
        assert!(notebook.read(through.as_bytes(), LIMIT).is_err(), "{through}");
        assert!(notebook.entry(through.as_bytes()).is_none(), "{through}");
    }
    assert!(notebook.write(&note("away/new.md"), Expected::Absent, b"x").is_err());
    assert!(!outside.path().join("new.md").exists());
    assert_eq!(notebook.write(&note("in.md"), Expected::Bytes(b"in"), b"x").unwrap(), Outcome::Changed);
}

#[test]
fn what_cannot_be_kept_is_named_and_the_rest_goes_on() {
    let (dir, notebook) = folder(&[
        ("a.md", ""),
        ("sub/.git/HEAD", ""),
        ("sub/x.md", ""),
        ("mod/.git", "gitdir: x"),
        ("mod/y.md", ""),
    ]);
    fifo(&dir.path().join("pipe.md"));
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("sock")).unwrap();
    put(dir.path(), b"huge.png", &vec![0; LIMIT as usize + 1]);
    assert_eq!(scanned(&notebook), ["a.md"]);
    let named = |path: &str, reason| (path.to_owned(), reason);
    assert_eq!(
        left_out(&notebook),
        [
            named("huge.png", Reason::TooLarge(LIMIT + 1)),
            named("mod", Reason::NestedRepository),
            named("pipe.md", Reason::Special),
            named("sock", Reason::Special),
            named("sub", Reason::NestedRepository),
        ]
    );
    for (path, reason) in [
        ("pipe.md", Reason::Special),
        ("sock", Reason::Special),
        ("huge.png", Reason::TooLarge(LIMIT + 1)),
        ("sub", Reason::Special),
    ] {
        match notebook.read(path.as_bytes(), LIMIT) {
            Err(ReadError::Left(found)) => assert_eq!(found, reason, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!(notebook.scan_below(b"sub/x.md", LIMIT).unprotected[0].path, b"sub");
}

#[test]
fn unreadable_files_and_folders_are_named() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let (dir, notebook) = folder(&[("a.md", ""), ("shut/b.md", ""), ("c.md", "")]);
    let mode = |path: &str, mode| {
        fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("shut", 0);
    mode("c.md", 0);
    assert_eq!(left_out(&notebook), [("shut".to_owned(), Reason::Unreadable("permission denied".into()))]);
    assert!(matches!(notebook.read(b"c.md", LIMIT), Err(ReadError::Left(Reason::Unreadable(_)))));
    mode("shut", 0o700);
}

#[test]
fn folders_nested_without_end_are_left_out() {
    let (dir, notebook) = folder(&[("a.md", "")]);
    put(dir.path(), format!("{}x.md", "d/".repeat(200)).as_bytes(), b"");
    let scan = notebook.scan(LIMIT);
    assert_eq!((scan.files.len(), scan.unprotected.len()), (1, 1));
    assert_eq!(scan.unprotected[0].reason, Reason::TooDeep);
}

#[test]
fn a_root_that_is_replaced_is_noticed() {
    let dir = TempDir::new().unwrap();
    let root = dir.path().join("notes");
    assert!(matches!(Notebook::open(&root), Err(Error::Open { .. })));
    fs::create_dir(&root).unwrap();
    let notebook = Notebook::open(&root).unwrap();
    assert!(notebook.is_intact());
    fs::rename(&root, dir.path().join("moved")).unwrap();
    assert!(!notebook.is_intact());
    fs::create_dir(&root).unwrap();
    assert!(!notebook.is_intact());
    fs::remove_dir(&root).unwrap();
    fs::rename(dir.path().join("moved"), &root).unwrap();
    assert!(notebook.is_intact());
}

#[test]
fn executables_are_told_apart() {
    let (dir, notebook) = folder(&[("run.sh", "")]);
    fs::set_permissions(dir.path().join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(notebook.entry(b"run.sh").unwrap().kind, Kind::Executable);
    for kind in [Kind::Regular, Kind::Executable, Kind::Symlink] {
        assert_eq!(Kind::from_git_mode(kind.git_mode()), kind);
    }
}

#[test]
fn a_write_replaces_what_was_expected_and_nothing_else() {
    let (dir, notebook) = folder(&[("a.md", "old")]);
    let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(dir.path().join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    let write =
        |path: &str, expected, bytes: &str| notebook.write(&note(path), expected, bytes.as_bytes()).unwrap();

    assert_eq!(write("a.md", Expected::Bytes(b"other"), "new"), Outcome::Changed);
    assert_eq!(write("a.md", Expected::Bytes(b"older"), "new"), Outcome::Changed);
    assert_eq!(write("a.md", Expected::Bytes(b"ol"), "new"), Outcome::Changed);
    assert_eq!(write("a.md", Expected::Absent, "new"), Outcome::Changed);
    assert_eq!(write("none.md", Expected::Bytes(b"x"), "new"), Outcome::Changed);
    assert_eq!(fs::read(dir.path().join("a.md")).unwrap(), b"old");

    assert_eq!(write("a.md", Expected::Bytes(b"old"), "new"), Outcome::Written);
    assert_eq!((fs::read(dir.path().join("a.md")).unwrap(), mode("a.md")), (b"new".to_vec(), 0o640));

    assert_eq!(write("digests/2026/x.md", Expected::Absent, "d"), Outcome::Written);
    assert_eq!((mode("digests/2026/x.md"), mode("digests"), mode("digests/2026")), (0o600, 0o700, 0o700));
    assert_eq!(scanned(&notebook), ["a.md", "digests/2026/x.md"]);
    let left =
        fs::read_dir(dir.path()).unwrap().chain(fs::read_dir(dir.path().join("digests/2026")).unwrap());
    assert!(left.map(|e| e.unwrap().file_name()).all(|n| !n.to_string_lossy().ends_with(".tmp")));
}

mod excludes;

#[test]
fn new_files_are_laid_where_nothing_lies() {
    let (dir, notebook) = folder(&[("a/there.md", "a person's")]);
    let files: [(&[u8], Lay<'_>); 4] = [
        (b"a/b/new.md", Lay::File(b"new")),
        (b"a/there.md", Lay::File(b"another")),
        (b"run.sh", Lay::Program(b"run")),
        (b"stopped.md", Lay::File(b"stopped")),
    ];
    let mut told = Vec::new();
    let mut done = |index: usize, outcome: Outcome| {
        told.push((index, outcome));
        if index == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    notebook.lay_new(&files, &|_| true, &mut done).unwrap();
    assert_eq!(told, [(0, Outcome::Written), (1, Outcome::Changed), (2, Outcome::Written)]);
    assert_eq!(fs::read(dir.path().join("a/b/new.md")).unwrap(), b"new");
    assert_eq!(fs::read(dir.path().join("a/there.md")).unwrap(), b"a person's");
    let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("a/b/new.md"), mode("run.sh"), mode("a/b")), (0o600, 0o700, 0o700));
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "no draft is left: {names:?}");
    let refused = |index: usize| index != 0;
    let mut changed = |_: usize, outcome: Outcome| {
        assert_eq!(outcome, Outcome::Changed);
        ControlFlow::Continue(())
    };
    notebook.lay_new(&[(b"c.md", Lay::File(b"c"))], &refused, &mut changed).unwrap();
    assert!(!dir.path().join("c.md").exists());
}
