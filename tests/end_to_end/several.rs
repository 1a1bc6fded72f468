//! One process that keeps several notebooks: nothing of one comes into another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Daemon, NOW, Notebook, err, out};

const SETTINGS: &str = "timezone: Europe/Madrid\nquiet: 200ms\nmax_wait: 5s\n";

/// The second notebook, beside the first, which is in `notes`.
fn pair(notebook: &Notebook) -> PathBuf {
    notebook.outside().join("pair")
}

/// A notebook of one's own, and one that is shared: each has words that the other has not.
fn two() -> Notebook {
    let own = Notebook::of(&[
        ("headsup.yaml", SETTINGS),
        ("people/priya.md", "---\nname: Priya Nair\naliases: [quokka]\nrelation: manager\n---\n"),
        (
            "2026-03-03-priya.md",
            "---\nwith: priya\n---\n- [ ] Quokka rota due:2026-03-06 ^quokka\n\n## Private\n- quokka lease\n",
        ),
        (
            "2026-03-17-priya.md",
            "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n## Questions\n- Why quokka?\n",
        ),
    ]);
    let shared = pair(&own);
    fs::create_dir_all(shared.join("people")).unwrap();
    for (path, text) in [
        ("headsup.yaml", SETTINGS),
        ("people/priya.md", "---\nname: Priya Nair\nrelation: peer\n---\n"),
        ("2026-03-10-priya.md", "---\nwith: priya\n---\n- [ ] Wombat minutes due:2026-03-12 ^wombat\n"),
        (
            "2026-03-17-priya.md",
            "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n## Questions\n- Which wombat?\n",
        ),
    ] {
        fs::write(shared.join(path), text).unwrap();
    }
    own
}

/// The program on both, in one process.
fn both(notebook: &Notebook, args: &[&str]) -> Command {
    let mut command = notebook.command(&[&["run"], args].concat());
    command.arg(notebook.root()).arg(pair(notebook));
    command
}

/// Every byte below a folder, unpacked where git packs it.
fn bytes(notebook: &Notebook, folder: &Path) -> String {
    let mut all = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            all.push_str(&path.display().to_string());
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
            }
        }
    }
    let objects = notebook.git_in(folder, &["cat-file", "--batch-all-objects", "--batch-check"]);
    for object in objects.lines().filter(|line| !line.contains(" tree ")) {
        let id = object.split(' ').next().unwrap();
        all.push_str(&notebook.git_in(folder, &["cat-file", "-p", id]));
    }
    all.to_lowercase()
}

#[track_caller]
fn assert_apart(notebook: &Notebook, said: &str) {
    for (folder, own, other) in [(notebook.root(), "quokka", "wombat"), (pair(notebook), "wombat", "quokka")]
    {
        let all = bytes(notebook, &folder);
        assert!(all.contains(own), "{} was not read", folder.display());
        assert!(!all.contains(other), "`{other}` came into {}", folder.display());
    }
    for line in said.lines().map(str::to_lowercase) {
        let whose = [("notes: ", "wombat"), ("pair: ", "quokka")];
        let is_apart = whose.iter().any(|(whose, other)| line.starts_with(whose) && !line.contains(other));
        let is_log = line.contains("info") || line.contains("debug");
        assert!(is_apart || is_log && !(line.contains("wombat") && line.contains("quokka")), "{line}");
    }
}

#[test]
fn once_each_in_order() {
    let notebook = two();
    let output = both(&notebook, &["--once"]).output().unwrap();
    assert!(output.status.success(), "{}", err(&output));
    let said = out(&output);
    let whose: Vec<&str> = said.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(whose, ["notes:", "notes:", "pair:", "pair:"], "{said}");
    assert_apart(&notebook, &said);
    let again = both(&notebook, &["--once"]).output().unwrap();
    assert_eq!(out(&again), "notes: Everything is up to date.\npair: Everything is up to date.\n");
}

#[test]
fn watched_together_they_stay_apart() {
    let notebook = two();
    let mut daemon = Daemon::of(both(&notebook, &["-vv"]));
    for whose in ["notes: ", "pair: "] {
        let digest =
            notebook.outside().join(whose.trim_end_matches(": ")).join("digests/2026-03-17-priya.md");
        while !digest.exists() {
            daemon.wait_for("Digest");
        }
    }
    notebook
        .write("2026-03-03-priya.md", "---\nwith: priya\n---\n- [x] Quokka rota due:2026-03-06 ^quokka\n");
    daemon.wait_for("notes: Committed");
    fs::write(pair(&notebook).join("thought.md"), "wombat again\n").unwrap();
    let is_in = || !notebook.git_in(&pair(&notebook), &["ls-files", "thought.md"]).is_empty();
    daemon.wait_for_commit(is_in);
    daemon.signal("-TERM");
    let said = daemon.all_said();
    assert!(daemon.end().success(), "{said}");
    assert_apart(&notebook, &said);
    assert_eq!(notebook.git_in(&pair(&notebook), &["status", "--porcelain"]), "");
}

#[test]
fn one_that_cannot_be_used_does_not_end_the_other() {
    let notebook = two();
    fs::remove_dir_all(pair(&notebook)).unwrap();
    fs::write(pair(&notebook), "no folder").unwrap();
    let output = both(&notebook, &["--once"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("pair: ") && err(&output).contains("is no folder"), "{}", err(&output));
    notebook.assert_all_committed();

    let mut daemon = Daemon::of(both(&notebook, &[]));
    notebook.write("essay.md", "still watched\n");
    daemon.wait_for_commit(|| !notebook.git(&["ls-files", "essay.md"]).is_empty());
    daemon.signal("-TERM");
    let said = daemon.all_said();
    assert!(said.contains("pair: ") && said.contains("is no folder"), "{said}");
    assert_eq!(daemon.end().code(), Some(1));
}

#[test]
fn one_that_another_process_watches_does_not_end_the_other() {
    let notebook = two();
    let mut alone = notebook.command(&["run"]);
    let first = Daemon::of({
        alone.arg(pair(&notebook));
        alone
    });
    let mut daemon = Daemon::of(both(&notebook, &[]));
    notebook.write("essay.md", "still watched\n");
    daemon.wait_for_commit(|| !notebook.git(&["ls-files", "essay.md"]).is_empty());
    daemon.signal("-TERM");
    let said = daemon.all_said();
    let taken = format!("pair: another headsup watches this notebook: process {}", first.id());
    assert!(said.contains(&taken), "{said}");
    assert_eq!(daemon.end().code(), Some(1));
    assert!(first.stop().success());
}

#[test]
fn a_sample_wants_one_folder() {
    let notebook = Notebook::new();
    let other = notebook.outside().join("other");
    let mut command = notebook.command(&["run", "--sample", "--now", NOW]);
    let output = command.arg(notebook.root()).arg(&other).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    assert!(!other.exists());
}
