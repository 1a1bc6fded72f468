use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::*;

const PAGE: u64 = 4096;

fn now() -> Zoned {
    "2026-03-03T10:00:00+01:00[Europe/Madrid]".parse().unwrap()
}

/// A notebook of some pages, committed; and where its index lies.
fn notebook() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("people")).unwrap();
    fs::write(dir.path().join("people/priya.md"), "---\nname: Priya Nair\n---\n").unwrap();
    fs::write(dir.path().join("headsup.yaml"), "me: [Tess]\ntimezone: Europe/Madrid\n").unwrap();
    for day in 1..=28 {
        let words: String = (0..60).map(|number| format!("word{} ", day * number)).collect();
        let note = format!(
            "---\nwith: Priya\ndate: 2026-02-{day:02}\n---\n- [ ] Thing {day} ^t{day}\n- [x] Done {day}\n\n# Private\n- Quiet {day}\n\n{words}\n"
        );
        fs::write(dir.path().join(format!("{day:02}.md")), note).unwrap();
    }
    let mut workspace = Workspace::open_or_init(dir.path()).unwrap();
    workspace.refresh(&Scope::All, &()).unwrap();
    workspace.save(&now()).unwrap();
    workspace.compact().unwrap();
    let index = workspace.history.state_dir().join("index.db");
    (dir, index)
}

/// What every command asks for.
fn answers(root: &Path) -> Vec<String> {
    let mut workspace = Workspace::open(root).unwrap();
    workspace.refresh(&Scope::All, &()).unwrap();
    let priya = PersonKey("priya".to_owned());
    let path = NotePath::new("01.md").unwrap();
    vec![
        format!("{:?}", workspace.book().unwrap().notes),
        format!("{:?}", workspace.book_for(&priya, &now()).unwrap().notes),
        format!("{:?}", workspace.meetings_book(&now()).unwrap().notes),
        format!("{:?}", workspace.roster().unwrap().people()),
        format!("{:?}", workspace.diagnostics().unwrap()),
        format!("{:?}", workspace.search("word7", 20, Confidential::Leave).unwrap()),
        format!("{:?}", workspace.search("quiet", 20, Confidential::Include).unwrap()),
        format!("{:?}", workspace.hidden_in([path].into_iter()).unwrap()),
        format!("{:?}", workspace.paths().unwrap()),
        format!("{:?}", workspace.unsettled().unwrap()),
        format!("{:?}", workspace.pending().unwrap()),
        format!("{:?}", workspace.save(&now()).unwrap()),
    ]
}

/// Bytes that no page holds.
fn garbage(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2).wrapping_add(0x2545_f491_4f6c_dd1d);
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3] | 0x80
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn whatever_page_of_the_index_is_damaged_every_answer_is_right() {
    let (dir, path) = notebook();
    let expect = answers(dir.path());
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() as u64 / PAGE;
    assert!(pages > 20, "{pages}");
    for page in 0..pages {
        let (offset, bytes) = match page % 3 {
            0 => (0, garbage(page, 4096)),
            1 => (0, vec![0; 4096]),
            _ => (1500, garbage(page, 700)),
        };
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
        fs::write(&path, &whole).unwrap();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all_at(&bytes, page * PAGE + offset).unwrap();
        for (number, (found, expect)) in answers(dir.path()).iter().zip(&expect).enumerate() {
            assert_eq!(found, expect, "page {page}, question {number}");
        }
    }
}

/// A commit is made, and the index that is to be told of it is damaged: what is committed is compared anew.
#[test]
fn an_index_that_cannot_be_told_of_a_commit_is_built_again() {
    let (dir, path) = notebook();
    let workspace = Workspace::open(dir.path()).unwrap();
    let pages = fs::metadata(&path).unwrap().len() / PAGE;
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    for page in 1..pages {
        file.write_all_at(&garbage(page, 4096), page * PAGE).unwrap();
    }
    let head = workspace.history.head_id().unwrap().unwrap().to_string();
    workspace.mark_committed(&[], &head).unwrap();
    assert_eq!(save::pending(&workspace).unwrap(), []);
}

/// Git goes on keeping a file that it is told to ignore later, and so does a new index.
#[test]
fn what_is_committed_and_ignored_since_is_kept_by_a_new_index_too() {
    let (dir, path) = notebook();
    let open = || {
        let mut workspace = Workspace::open(dir.path()).unwrap();
        workspace.refresh(&Scope::All, &()).unwrap();
        workspace
    };
    fs::write(dir.path().join(".gitignore"), "*.md\n").unwrap();
    open().save(&now()).unwrap();
    for (text, is_new) in [("one\n", false), ("two\n", true), ("three\n", true)] {
        if text == "two\n" {
            fs::remove_file(&path).unwrap();
            assert_eq!(open().pending().unwrap(), 0);
        }
        fs::write(dir.path().join("01.md"), text).unwrap();
        fs::write(dir.path().join("new.md"), text).unwrap();
        if is_new {
            fs::remove_file(&path).unwrap();
        }
        // The branch may have to wait: what was edited is not forgotten meanwhile.
        for _ in 0..2 {
            assert_eq!(open().pending().unwrap(), 1);
        }
        let mut workspace = open();
        workspace.save(&now()).unwrap();
        assert_eq!(workspace.history.kept_blob(b"01.md").unwrap().unwrap(), text.as_bytes());
        assert_eq!(workspace.history.kept_blob(b"new.md").unwrap(), None);
    }
}

/// What `status` names where git is told to ignore notes, in a notebook that has `meetings/old.md` committed.
#[track_caller]
fn check_ignored(rules: &str, files: &[(&str, &str)], expect: &[&str]) {
    const MEETING: &str = "---\nwith: Priya\n---\n- [ ] x\n";
    let dir = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), if text.is_empty() { MEETING } else { text }).unwrap();
    };
    put("meetings/old.md", MEETING);
    let mut workspace = Workspace::open_or_init(dir.path()).unwrap();
    workspace.refresh(&Scope::All, &()).unwrap();
    workspace.save(&now()).unwrap();
    put(".gitignore", rules);
    for (path, text) in files {
        put(path, text);
    }
    for _ in 0..2 {
        let refresh = workspace.refresh(&Scope::All, &()).unwrap();
        let notes = workspace.ignored_notes(&refresh.passed).unwrap();
        let told = |note: &IgnoredNote| {
            format!("{}: {}", note.path.as_ref().map_or("hidden", NotePath::as_str), note.rule)
        };
        assert_eq!(notes.iter().map(told).collect::<Vec<_>>(), expect, "{rules}");
        workspace.save(&now()).unwrap();
    }
}

#[test]
fn notes_that_git_is_told_to_ignore_are_named_with_the_rule() {
    check_ignored("*.log\n", &[("a.log", "x"), ("b.md", "")], &[]);
    check_ignored(
        "*.md\n",
        &[("b.md", "any text\n"), ("meetings/c.md", ""), ("digests/2026-03-03-priya.md", ""), ("x.txt", "x")],
        &["b.md: *.md in .gitignore", "meetings/c.md: *.md in .gitignore"],
    );
    // In a folder that is ignored as a whole only what is plainly a note of ours counts.
    check_ignored(
        "*\n!.gitignore\n",
        &[
            ("meetings/new.md", ""),
            ("priya/2026-03-03.md", ""),
            ("people/omar.md", "---\nname: Omar\n---\n"),
            ("meetings/deep/prose.md", "prose\n"),
            ("node_modules/left/README.md", ""),
            (".obsidian/x.md", ""),
            ("digests/2026-03-03-priya.md", ""),
            ("other/.git/x", "x"),
            ("other/x.md", ""),
        ],
        &[
            "meetings/new.md: * in .gitignore",
            "people/omar.md: * in .gitignore",
            "priya/2026-03-03.md: * in .gitignore",
        ],
    );
    check_ignored("!*.md\n", &[("a.md", "")], &[]);
    check_ignored(
        "# mine\n/secret.md\n/quiet/\n",
        &[
            ("secret.md", "---\nwith: Priya\nvisibility: confidential\n---\nx\n"),
            ("quiet/a.md", "---\nwith: Priya\nvisibility: confidential\n---\nx\n"),
            ("sub/.gitignore", "draft-*\n"),
            ("sub/draft-1.md", "x"),
        ],
        &[
            "hidden: /quiet/ in .gitignore",
            "hidden: /secret.md in .gitignore",
            "sub/draft-1.md: draft-* in sub/.gitignore",
        ],
    );
}
