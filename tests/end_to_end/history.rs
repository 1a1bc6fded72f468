//! What ends up in git, in every kind of repository.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::Notebook;

const PRIYA: &str = "---\nname: Priya Nair\n---\n";
const NOTE: &str = "---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Commitments\n\n- [ ] Send plan ^plan\n- [ ] @priya ask finance ^fin\n";

fn notebook() -> Notebook {
    Notebook::of(&[("people/priya.md", PRIYA), ("2026-03-03-priya.md", NOTE)])
}

#[test]
fn a_folder_becomes_a_repository_with_everything_in_it() {
    let notebook = notebook();
    notebook.write("photo.png", [0x89, b'P', 0, 0xff]);
    notebook.run(&["run", "--once"]);
    notebook.assert_all_committed();
    assert_eq!(notebook.committed("photo.png"), [0x89, b'P', 0, 0xff]);
    assert_eq!(notebook.git(&["ls-files"]), "2026-03-03-priya.md\npeople/priya.md\nphoto.png\n");
    let mode = fs::metadata(notebook.path(".git")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "what headsup makes is private");
}

#[test]
fn the_message_says_what_changed_in_the_notes_own_terms() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    let more = NOTE.replace("- [ ] Send plan", "- [x] Send plan").to_owned()
        + "- [ ] Book a room due:2026-03-13\n- [ ] Call Omar\n";
    notebook.write("2026-03-03-priya.md", more);
    notebook.run(&["run", "--once"]);
    let message = notebook.message();
    assert_eq!(message.lines().next(), Some("Priya Nair 3 Mar: 2 commitments added, 1 done"), "{message}");
    for line in ["Book a room", "Call Omar", "Send plan"] {
        assert_eq!(message.matches(line).count(), 1, "{message}");
    }
}

#[test]
fn nothing_confidential_is_in_a_message() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    notebook
        .write("2026-03-03-priya.md", format!("{NOTE}\n## Confidential\n\n- [ ] Zanzibar reorganisation\n"));
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("2026-03-03-priya.md").len(), NOTE.len() + 48);
    let message = notebook.message();
    assert!(!message.contains("Zanzibar") && !message.contains('1'), "{message}");
}

#[test]
fn a_run_with_nothing_new_makes_no_commit() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    notebook.write("2026-03-03-priya.md", NOTE);
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.commits(), 1);
}

#[test]
fn two_at_once_take_turns() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    for n in 0..10 {
        notebook.write("thought.md", format!("{n}\n"));
        let both = [(); 2].map(|()| notebook.command(&["run", "--once"]).spawn().unwrap());
        for one in both {
            assert!(one.wait_with_output().unwrap().status.success(), "round {n}");
        }
        assert_eq!(notebook.committed("thought.md"), format!("{n}\n").as_bytes());
    }
    notebook.assert_all_committed();
}

#[test]
fn what_a_person_has_staged_stays_staged() {
    let notebook = notebook();
    notebook.git_in(notebook.outside(), &["init", "-q"]);
    fs::write(notebook.outside().join("code.txt"), "theirs").unwrap();
    notebook.git_in(notebook.outside(), &["add", "code.txt"]);
    notebook.run(&["run", "--once"]);
    let status = notebook.git_in(notebook.outside(), &["status", "--porcelain", "--untracked-files=no"]);
    assert_eq!(status, "A  code.txt\n");
    let files = notebook.git_in(notebook.outside(), &["ls-tree", "-r", "--name-only", "HEAD"]);
    assert_eq!(files, "notes/2026-03-03-priya.md\nnotes/people/priya.md\n");
    assert!(!notebook.path(".git").exists(), "the repository around the notebook is used");
    notebook.assert_sound();
}

#[test]
fn a_linked_worktree_commits_to_its_own_branch() {
    let notebook = Notebook::new();
    let main = notebook.outside().join("main");
    fs::create_dir(&main).unwrap();
    notebook.git_in(&main, &["init", "-q", "-b", "trunk"]);
    notebook.git_in(&main, &["commit", "-q", "--allow-empty", "-m", "first"]);
    fs::remove_dir(notebook.root()).unwrap();
    notebook.git_in(&main, &["worktree", "add", "-q", "-b", "notes", notebook.root().to_str().unwrap()]);
    notebook.write("2026-03-03-priya.md", NOTE);
    notebook.run(&["run", "--once"]);
    notebook.assert_all_committed();
    assert_eq!(notebook.git_in(&main, &["rev-list", "--count", "trunk"]), "1\n");
    assert_eq!(notebook.git_in(&main, &["rev-list", "--count", "notes"]), "2\n");
}

#[test]
fn ignored_and_temporary_files_stay_out() {
    let notebook = notebook();
    notebook.write(".gitignore", "secret/\n*.log\n");
    for path in [
        "secret/a.md",
        "b.log",
        "4913",
        ".a.md.swp",
        "a.md~",
        ".#a.md",
        "#a.md#",
        ".goutputstream-1",
        "a.tmp",
        ".DS_Store",
    ] {
        notebook.write(path, "noise");
    }
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.git(&["ls-files"]), ".gitignore\n2026-03-03-priya.md\npeople/priya.md\n");
}

#[test]
fn a_deleted_index_costs_one_scan_and_nothing_else() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    let before = notebook.run(&["items", "--json"]);
    for wreck in ["delete", "garbage", "empty"] {
        for file in index_files(&notebook) {
            match wreck {
                "delete" => fs::remove_file(file).unwrap(),
                "garbage" => fs::write(file, vec![0x5a; 8192]).unwrap(),
                _ => fs::write(file, "").unwrap(),
            }
        }
        assert_eq!(notebook.run(&["items", "--json"]), before, "{wreck}");
        notebook.run(&["run", "--once"]);
        assert_eq!(notebook.commits(), 1, "{wreck}");
    }
}

fn index_files(notebook: &Notebook) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![notebook.path(".git/headsup")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().contains("index") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn the_index_is_private_and_never_committed() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    for file in index_files(&notebook) {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{}", file.display());
    }
}

#[test]
fn an_emptied_root_is_not_committed() {
    let notebook = notebook();
    notebook.run(&["run", "--once"]);
    fs::remove_dir_all(notebook.path("people")).unwrap();
    fs::remove_file(notebook.path("2026-03-03-priya.md")).unwrap();
    let message = notebook.fail(&["run", "--once"], 1);
    assert!(message.contains("empty"), "{message}");
    assert_eq!(notebook.commits(), 1);
}
