//! What may lie in a notebook: one thing that cannot be kept never stops the others, and `status` names it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::{commits_all, files, notebook, remove};
use crate::support::{Daemon, Notebook};

/// What `status` says is not protected, and why, line by line.
fn unprotected(notebook: &Notebook) -> Vec<(String, String)> {
    let status = notebook.told_json(&["status", "--json"]);
    let named = status["unprotected"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    named.iter().map(|one| (text(&one["path"]), text(&one["why"]))).collect()
}

/// A folder with a repository of its own, one commit in it.
fn nested(notebook: &Notebook, path: &str) {
    notebook.write(&format!("{path}/n.md"), "nested\n");
    let folder = notebook.path(path);
    notebook.git_in(&folder, &["init", "-q", "-b", "main"]);
    notebook.git_in(&folder, &["add", "."]);
    notebook.git_in(&folder, &["commit", "-qm", "its own"]);
}

/// With what `setup` does, `path` is not protected, because of `why`; another file is committed all the same.
#[track_caller]
fn check_left_out(path: &str, why: &str, setup: impl FnOnce(&Notebook)) -> Notebook {
    let notebook = notebook();
    setup(&notebook);
    notebook.write("other.md", "other\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("other.md"), b"other\n");
    let named = unprotected(&notebook);
    assert!(named.iter().any(|(at, said)| at == path && said.contains(why)), "{named:?}");
    let printed = notebook.told(&["status"]);
    assert!(printed.contains("Not protected") && printed.contains(path), "{printed}");
    assert!(!files(&notebook).lines().any(|file| file == path), "{}", files(&notebook));
    notebook.assert_sound();
    notebook
}

#[test]
fn a_nested_repository_is_named_and_the_rest_goes_on() {
    let notebook = check_left_out("inner", "a git repository of its own; commit it there", |notebook| {
        nested(notebook, "inner")
    });
    // Once it is none any more, its files are the notebook's.
    fs::remove_dir_all(notebook.path("inner/.git")).unwrap();
    commits_all(&notebook);
    assert_eq!(notebook.committed("inner/n.md"), b"nested\n");
    assert_eq!(unprotected(&notebook), []);
}

#[test]
fn a_folder_that_becomes_a_repository_and_is_none_any_more_while_the_daemon_runs() {
    let notebook = notebook();
    notebook.write("inner/n.md", "nested\n");
    notebook.run(&["run", "--once"]);
    let mut daemon = Daemon::start(&notebook);
    notebook.git_in(&notebook.path("inner"), &["init", "-q"]);
    notebook.write("inner/n.md", "edited\n");
    notebook.write("other.md", "other\n");
    daemon.wait_for_commit(|| files(&notebook).contains("other.md"));
    assert_eq!(notebook.committed("inner/n.md"), b"nested\n", "what was committed before stays as it was");
    fs::remove_dir_all(notebook.path("inner/.git")).unwrap();
    daemon.wait_for_commit(|| notebook.committed("inner/n.md") == b"edited\n");
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}

#[test]
fn a_submodule_stays_what_it_is() {
    let notebook = notebook();
    let library = notebook.outside().join("library");
    fs::create_dir(&library).unwrap();
    notebook.git_in(&library, &["init", "-q", "-b", "main"]);
    notebook.git_in(&library, &["commit", "-q", "--allow-empty", "-m", "library"]);
    let url = library.to_str().unwrap();
    notebook.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "lib"]);
    notebook.git(&["commit", "-qm", "a submodule"]);
    let entry = notebook.git(&["ls-tree", "HEAD", "lib"]);
    notebook.write("lib/n.md", "inside\n");
    notebook.write("b.md", "saved\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.git(&["ls-tree", "HEAD", "lib"]), entry);
    assert_eq!(notebook.committed("b.md"), b"saved\n");
    assert!(unprotected(&notebook).iter().any(|(path, _)| path == "lib"));
    // A submodule is a notebook of its own, if that is asked for.
    let own = notebook.command(&["run", "--once"]).arg(notebook.path("lib")).output().unwrap();
    assert!(own.status.success(), "{}", crate::support::err(&own));
    assert_eq!(notebook.git_in(&notebook.path("lib"), &["ls-files"]), "n.md\n");
    notebook.assert_sound();
}

#[test]
fn a_file_that_is_too_large() {
    let notebook =
        check_left_out("film.mov", "more than `max_file_size`; raise it in headsup.yaml", |notebook| {
            notebook.write("headsup.yaml", "max_file_size: 1 MiB\n");
            notebook.write("film.mov", vec![0; (1 << 20) + 1]);
        });
    notebook.write("film.mov", "short\n");
    commits_all(&notebook);
    assert_eq!(unprotected(&notebook), []);
    // One that has grown since stays in history as it was; it is not taken for deleted.
    notebook.write("film.mov", vec![0; (1 << 20) + 1]);
    notebook.write("other.md", "other 2\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.committed("film.mov"), b"short\n");
}

#[test]
fn a_pipe() {
    check_left_out("pipe.md", "a pipe, device or socket", |notebook| fifo(notebook, "pipe.md"));
}

#[test]
fn what_git_stores_through_a_program() {
    for filter in ["git-crypt", "lfs"] {
        let notebook = check_left_out("secret.md", &format!("the filter `{filter}`"), |notebook| {
            notebook.write(".gitattributes", format!("secret.md filter={filter} diff={filter}\n"));
            notebook.git(&["config", &format!("filter.{filter}.clean"), "tr a-z n-za-m"]);
            notebook.write("secret.md", "plain words\n");
        });
        let all = notebook.git(&["rev-list", "--objects", "--all"]);
        for line in all.lines() {
            let id = line.split(' ').next().unwrap();
            let output = notebook.git_output(&notebook.root(), &["cat-file", "-p", id]);
            assert!(!String::from_utf8_lossy(&output.stdout).contains("plain words"), "{line}");
        }
        // The person commits it, through the program, and nothing is left to do.
        notebook.git(&["add", "secret.md"]);
        notebook.git(&["commit", "-qm", "secret"]);
        notebook.run(&["run", "--once"]);
        assert_eq!(notebook.git(&["show", "HEAD:secret.md"]), "cynva jbeqf\n");
        notebook.assert_all_committed();
    }
}

#[test]
fn what_git_stores_in_another_encoding() {
    check_left_out("wide.md", "the encoding UTF-16", |notebook| {
        notebook.write(".gitattributes", "wide.md text working-tree-encoding=UTF-16\n");
        notebook.write("wide.md", b"\xff\xfea\0\n\0");
    });
}

#[test]
fn files_folders_and_links_in_each_others_place() {
    let notebook = notebook();
    let step = |expect: &str| {
        commits_all(&notebook);
        let listed = notebook.git(&["ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD"]);
        let rest: Vec<&str> = listed.lines().filter(|line| line.contains(" x")).collect();
        assert_eq!(rest, expect.lines().collect::<Vec<_>>());
    };
    notebook.write("x", "a file\n");
    step("100644 x");
    remove(&notebook, "x");
    notebook.write("x/y.md", "in a folder\n");
    notebook.write("x/z/deep.md", "deeper\n");
    step("100644 x/y.md\n100644 x/z/deep.md");
    fs::remove_dir_all(notebook.path("x")).unwrap();
    notebook.write("x", "a file again\n");
    step("100644 x");
    remove(&notebook, "x");
    symlink("a.md", notebook.path("x")).unwrap();
    step("120000 x");
    remove(&notebook, "x");
    symlink("/nowhere/at all", notebook.path("x")).unwrap();
    step("120000 x");
    remove(&notebook, "x");
    notebook.write("x", "#!/bin/sh\n");
    step("100644 x");
    fs::set_permissions(notebook.path("x"), fs::Permissions::from_mode(0o755)).unwrap();
    step("100755 x");
    fs::set_permissions(notebook.path("x"), fs::Permissions::from_mode(0o644)).unwrap();
    step("100644 x");
}

#[test]
fn names_that_differ_in_case_or_composition_only() {
    for setting in ["core.ignorecase", "core.precomposeunicode"] {
        let notebook = notebook();
        notebook.git(&["config", setting, "true"]);
        notebook.write("Priya.md", "one\n");
        notebook.write("caf\u{e9}.md", "composed\n");
        commits_all(&notebook);
        fs::rename(notebook.path("Priya.md"), notebook.path("priya.md")).unwrap();
        fs::rename(notebook.path("caf\u{e9}.md"), notebook.path("cafe\u{301}.md")).unwrap();
        notebook.run(&["run", "--once"]);
        let listed = notebook.git(&["ls-tree", "-rz", "--name-only", "HEAD"]);
        for (name, is_there) in
            [("priya.md", true), ("Priya.md", false), ("cafe\u{301}.md", true), ("caf\u{e9}.md", false)]
        {
            assert_eq!(listed.split('\0').any(|file| file == name), is_there, "{setting}: {listed}");
        }
        notebook.assert_sound();
    }
}

#[test]
fn line_ends_as_git_is_told_to_keep_them() {
    // What is said, what is on disk, what git itself and so headsup stores.
    for (config, attributes, text, stored) in [
        ("", "", "a\r\nb\r\n", "a\r\nb\r\n"),
        ("core.autocrlf=true", "", "a\r\nb\r\n", "a\r\nb\r\n"),
        ("", "*.md text\n", "a\r\nb\r\n", "a\nb\n"),
        ("", "*.md eol=crlf\n", "a\r\nb\r\n", "a\nb\n"),
        ("", "*.md -text\n", "a\r\nb\r\n", "a\r\nb\r\n"),
        ("core.autocrlf=true", "*.md -text\n", "a\r\nb\r\n", "a\r\nb\r\n"),
    ] {
        let notebook = notebook();
        if let Some((key, value)) = config.split_once('=') {
            notebook.git(&["config", key, value]);
        }
        notebook.write(".gitattributes", attributes);
        notebook.write("ends.md", text);
        notebook.run(&["run", "--once"]);
        assert_eq!(notebook.committed("ends.md"), stored.as_bytes(), "{config} {attributes}");
        assert_eq!(notebook.read("ends.md"), text, "the file on disk is never changed");
        notebook.run(&["run", "--once"]);
        let commits = notebook.commits();
        notebook.run(&["run", "--once"]);
        assert_eq!(notebook.commits(), commits, "{config} {attributes}: nothing is committed twice");
        notebook.assert_all_committed();
    }
}

pub(super) fn fifo(notebook: &Notebook, path: &str) {
    let made = std::process::Command::new("mkfifo").arg(notebook.path(path)).status().unwrap();
    assert!(made.success());
}
