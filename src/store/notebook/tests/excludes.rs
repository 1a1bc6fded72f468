//! What is passed over, against what `git check-ignore` says.

use std::{fs, path::Path, process::Command};

use super::{Notebook, fifo, folder, scanned};

fn git(at: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(at).args(args);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// In a repository with these settings and files, what git ignores of the files is what is passed over.
#[track_caller]
fn check(settings: &[(&str, &str)], files: &[(&str, &str)], ignored: &[&str]) {
    let (dir, notebook) = folder(files);
    git(dir.path(), &["init", "-q"]);
    for (name, value) in settings {
        git(dir.path(), &["config", name, &value.replace("ROOT", dir.path().to_str().unwrap())]);
    }
    let paths: Vec<&str> =
        files.iter().map(|(path, _)| *path).filter(|path| !path.starts_with(".git/")).collect();
    let all = [&["check-ignore", "--no-index"][..], &paths].concat();
    let said = git(dir.path(), &all);
    let of_git: Vec<&str> = said.lines().collect();
    assert_eq!(of_git, ignored, "git");
    let kept: Vec<String> = scanned(&notebook);
    let mut expected: Vec<&str> = paths.into_iter().filter(|path| !of_git.contains(path)).collect();
    expected.sort_unstable();
    assert_eq!(kept, expected, "{settings:?}");
    for path in ignored {
        assert!(notebook.is_ignored(path.as_bytes()), "{path}");
    }
}

#[test]
fn a_file_that_the_repositorys_settings_name() {
    let files = [("a.md", ""), ("private.md", ""), ("d/private.md", ""), ("out.txt", "private.md\n")];
    check(&[("core.excludesFile", "ROOT/out.txt")], &files, &["private.md", "d/private.md"]);
    // Without a folder, it is one of the work tree.
    check(&[("core.excludesFile", "out.txt")], &files, &["private.md", "d/private.md"]);
    check(&[("core.excludesFile", "nowhere.txt")], &files, &[]);
    check(&[("core.excludesFile", "")], &files, &[]);
}

#[test]
fn nearer_rules_win() {
    check(
        &[("core.excludesFile", "ROOT/x")],
        &[
            ("a.md", ""),
            ("b.md", ""),
            ("c.md", ""),
            ("x", "a.md\nb.md\nc.md\n"),
            (".git/info/exclude", "!a.md\n"),
            (".gitignore", "!b.md\n"),
        ],
        &["c.md"],
    );
}

#[test]
fn a_repository_that_ignores_case() {
    let files = [("Draft.md", ""), ("draft.md", ""), ("OUT/a.md", ""), (".gitignore", "draft.md\nout/\n")];
    check(&[("core.ignoreCase", "true")], &files, &["Draft.md", "draft.md", "OUT/a.md"]);
    check(&[("core.ignoreCase", "false")], &files, &["draft.md"]);
}

#[test]
fn a_linked_work_tree_has_the_settings_of_its_repository() {
    let (dir, _) = folder(&[("main/a.md", ""), ("x", "b.md\n")]);
    let main = dir.path().join("main");
    git(&main, &["init", "-q"]);
    git(&main, &["config", "core.excludesFile", dir.path().join("x").to_str().unwrap()]);
    let identity = ["-c", "user.name=Tess", "-c", "user.email=tess@example.org"];
    git(&main, &[&identity[..], &["commit", "-q", "--allow-empty", "-m", "x"]].concat());
    git(&main, &["worktree", "add", "-q", "../w"]);
    fs::write(dir.path().join("w/b.md"), "").unwrap();
    fs::write(dir.path().join("w/c.md"), "").unwrap();
    assert_eq!(scanned(&Notebook::open(&dir.path().join("w")).unwrap()), ["c.md"]);
}

/// A setting of a stranger's repository names what is no file: nobody waits for it.
#[test]
fn a_pipe_or_a_device_in_a_files_place() {
    let (dir, notebook) = folder(&[("a.md", "")]);
    git(dir.path(), &["init", "-q"]);
    fifo(&dir.path().join(".git/pipe"));
    for path in [dir.path().join(".git/pipe").to_str().unwrap(), "/dev/zero", "/", "/proc/self/mem"] {
        git(dir.path(), &["config", "core.excludesFile", path]);
        assert_eq!(scanned(&notebook), ["a.md"], "{path}");
    }
    fs::write(dir.path().join(".git/config"), "[include]\n\tpath = pipe\n").unwrap();
    assert_eq!(scanned(&notebook), ["a.md"]);
    fs::remove_file(dir.path().join(".git/config")).unwrap();
    fifo(&dir.path().join(".git/config"));
    assert_eq!(scanned(&notebook), ["a.md"]);
}
