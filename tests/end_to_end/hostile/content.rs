//! What lies in the folder, or in its repository, leads nowhere outside and stops nothing for ever.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{ends, notebook};
use crate::support::{Notebook, err, out};

/// What reads and writes all there is: files, index, digests, history.
const COMMANDS: [&[&str]; 4] = [&["run", "--once"], &["status"], &["new", "priya"], &["log"]];

/// A folder outside the notebook, with a secret in it.
fn outside(notebook: &Notebook) -> PathBuf {
    let folder = notebook.outside().join("outside");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("secret.md"), "- [ ] Zanzibar\n").unwrap();
    folder
}

/// All that lies in the folder outside, with its content.
fn listed(folder: &PathBuf) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap_or_default()))
        .collect();
    found.sort();
    found
}

fn fifo(path: &PathBuf) {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// After `setup`, every command ends, none prints what lies outside, and nothing there has changed.
#[track_caller]
fn check(what: &str, setup: impl FnOnce(&Notebook, &PathBuf)) -> Notebook {
    let notebook = notebook();
    let folder = outside(&notebook);
    setup(&notebook, &folder);
    let before = listed(&folder);
    for command in COMMANDS {
        let output = ends(&notebook, command);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &err(&output);
        assert!(!said.contains("Zanzibar"), "{what}: {command:?}: {said}");
        assert!(output.status.code().is_some_and(|code| code < 2), "{what}: {command:?}: {said}");
        assert_eq!(listed(&folder), before, "{what}: {command:?} wrote outside: {said}");
    }
    notebook
}

#[test]
fn links_that_lead_outside() {
    for link in [
        "digests",
        "people",
        "notes",
        "headsup.yaml",
        "x.md",
        ".gitignore",
        ".gitattributes",
        "2026-03-24-priya.md",
    ] {
        let notebook = check(link, |notebook, folder| {
            let at = notebook.path(link);
            if at.is_dir() {
                fs::remove_dir_all(&at).unwrap();
            } else {
                let _ = fs::remove_file(&at);
            }
            let target = if link.contains('.') { folder.join("secret.md") } else { folder.clone() };
            symlink(target, at).unwrap();
        });
        let listed = notebook.git(&["ls-tree", "-r", "HEAD"]);
        assert!(listed.contains(&format!("\t{link}\n")), "the link itself is kept: {listed}");
    }
}

#[test]
fn links_in_the_git_directory() {
    for link in [
        "headsup",
        "headsup/root",
        "headsup/commit.lock",
        "headsup/root/daemon.lock",
        "headsup/root/index.lock",
        "headsup/root/index.db",
        "logs",
        "logs/HEAD",
        "logs/refs/heads/main",
        "objects/pack",
        "refs/heads",
        "refs/heads/main",
        "refs/headsup",
    ] {
        check(link, |notebook, folder| {
            let at = notebook.path(&format!(".git/{link}"));
            let is_folder = at.is_dir();
            let _ = if is_folder { fs::remove_dir_all(&at) } else { fs::remove_file(&at) };
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            symlink(if is_folder { folder.clone() } else { folder.join("made") }, &at).unwrap();
        });
    }
}

#[test]
fn a_link_is_named_with_what_to_do() {
    let notebook = notebook();
    let log = notebook.path(".git/logs/HEAD");
    fs::remove_file(&log).unwrap();
    symlink(outside(&notebook).join("made"), &log).unwrap();
    let message = notebook.fail(&["status"], 1);
    assert!(message.contains(".git/logs/HEAD is a symbolic link"), "{message}");
}

#[test]
fn pipes_everywhere() {
    for path in [
        "headsup.yaml",
        ".gitignore",
        ".gitattributes",
        "sub/.gitignore",
        "sub/.gitattributes",
        "x.md",
        "digests/2026-03-17-priya.md",
        ".git/HEAD",
        ".git/config",
        ".git/index",
        ".git/index.lock",
        ".git/packed-refs",
        ".git/commondir",
        ".git/shallow",
        ".git/MERGE_HEAD",
        ".git/info/exclude",
        ".git/info/attributes",
        ".git/objects/info/alternates",
        ".git/refs/heads/main",
        ".git/refs/heads/main.lock",
        ".git/logs/HEAD",
        ".git/sequencer/todo",
        ".git/headsup/commit.lock",
        ".git/headsup/root/daemon.lock",
        ".git/headsup/root/index.lock",
        ".git/headsup/root/index.db",
    ] {
        check(path, |notebook, _| {
            notebook.write("sub/n.md", "n\n");
            let at = notebook.path(path);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fifo(&at);
        });
    }
    check(".git", |notebook, _| {
        fs::remove_dir_all(notebook.path(".git")).unwrap();
        fifo(&notebook.path(".git"));
    });
}

#[test]
fn pipes_that_the_repositorys_settings_name() {
    for setting in [
        "[include]\n\tpath = PIPE\n",
        "[includeIf \"onbranch:main\"]\n\tpath = PIPE\n",
        "[core]\n\tattributesFile = PIPE\n",
        "[core]\n\texcludesFile = PIPE\n",
    ] {
        check(setting, |notebook, _| {
            let pipe = notebook.path(".git/pipe");
            fifo(&pipe);
            let settings = notebook.read(".git/config") + &setting.replace("PIPE", pipe.to_str().unwrap());
            notebook.write(".git/config", settings);
        });
    }
}

#[test]
fn a_git_directory_that_is_another_folders() {
    for how in ["file", "link", "work tree"] {
        let victim = |notebook: &Notebook| notebook.outside().join("victim");
        let notebook = check(how, |notebook, _| {
            let victim = victim(notebook);
            fs::create_dir(&victim).unwrap();
            fs::write(victim.join("precious.md"), "precious\n").unwrap();
            notebook.git_in(&victim, &["init", "-q", "-b", "main"]);
            notebook.git_in(&victim, &["add", "."]);
            notebook.git_in(&victim, &["commit", "-qm", "theirs"]);
            let linked = notebook.outside().join("linked");
            notebook.git_in(&victim, &["worktree", "add", "-q", linked.to_str().unwrap()]);
            let git = notebook.path(".git");
            fs::remove_dir_all(&git).unwrap();
            match how {
                "file" => fs::write(git, format!("gitdir: {}\n", victim.join(".git").display())).unwrap(),
                "link" => symlink(victim.join(".git"), git).unwrap(),
                _ => fs::copy(linked.join(".git"), git).map(drop).unwrap(),
            }
        });
        let victim = victim(&notebook);
        assert_eq!(notebook.git_in(&victim, &["log", "--all", "--format=%s"]), "theirs\n", "{how}");
        assert!(
            !victim.join(".git/headsup").exists() && !victim.join(".git/worktrees/linked/headsup").exists()
        );
        let message = notebook.fail(&["run"], 1);
        assert!(message.contains("where other files belong"), "{message}");
    }
}

/// A tree with these entries, made as git would refuse to.
fn tree(notebook: &Notebook, entries: &[(&str, &[u8], &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        write!(bytes, "{mode} ").unwrap();
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend((0..20).map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap()));
    }
    let args = ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"];
    let mut child = Command::new("git")
        .arg("-C")
        .arg(notebook.root())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    out(&output).trim().to_owned()
}

#[test]
fn names_in_the_last_commit_that_lead_outside() {
    for name in [
        &b".git"[..],
        b"..",
        b".",
        b".GIT",
        b"git~1",
        b".g\xe2\x80\x8cit",
        b"a/b",
        b"../outside/made",
        b"a\nb",
    ] {
        let notebook = check(&String::from_utf8_lossy(name), |notebook, _| {
            fs::write(notebook.outside().join("blob"), "planted\n").unwrap();
            let blob =
                notebook.git(&["hash-object", "-w", notebook.outside().join("blob").to_str().unwrap()]);
            let inner = tree(notebook, &[("100644", b"made", blob.trim())]);
            let whole = tree(notebook, &[("40000", name, &inner), ("100644", b"z.md", blob.trim())]);
            let commit = notebook.git(&["commit-tree", "-m", "planted", &whole]);
            notebook.git(&["update-ref", "refs/heads/main", commit.trim()]);
        });
        assert!(notebook.read(".git/HEAD").starts_with("ref: refs/heads/main"));
        assert!(!notebook.path("z.md").exists(), "nothing of a commit is ever written to the folder");
    }
}

#[test]
fn references_that_are_garbage() {
    for (path, text) in [
        (".git/HEAD", "ref: refs/heads/../../../outside/made\n"),
        (".git/HEAD", "ref: refs/heads/a\nb\n"),
        (".git/HEAD", "garbage\n"),
        (".git/HEAD", ""),
        (".git/packed-refs", "garbage\n\u{1}\u{2} ^^^ refs/heads/main\n"),
        (".git/packed-refs", "0123456789012345678901234567890123456789 refs/heads/../../x\n"),
        (".git/refs/heads/main", "not an object\n"),
        (".git/refs/heads/main", "ref: refs/heads/main\n"),
        (".git/refs/headsup/aside/main/root", "garbage\n"),
        (".git/config", "[core\n\tgarbage"),
        (".git/index", "DIRC\0\0\0\u{2}\u{7f}\u{7f}\u{7f}\u{7f}garbage garbage garbage"),
        (".git/headsup/commit.lock", "1 2 garbage"),
        (".git/objects/info/alternates", "../../../outside\n/nowhere\n"),
    ] {
        check(&format!("{path}: {text:?}"), |notebook, _| notebook.write(path, text));
    }
}

#[test]
fn a_file_without_end() {
    for path in [".gitignore", "headsup.yaml", "x.md"] {
        check(path, |notebook, _| {
            // Sparse: no room on the disk, but too much for memory.
            fs::File::create(notebook.path(path)).unwrap().set_len(1 << 40).unwrap();
        });
    }
    check("/dev/zero", |notebook, _| symlink("/dev/zero", notebook.path(".gitignore")).unwrap());
}

#[test]
fn folders_that_cannot_be_written() {
    // Root writes everywhere: then there is nothing to see.
    let notebook = notebook();
    let digests = notebook.path("digests");
    fs::set_permissions(&digests, fs::Permissions::from_mode(0o500)).unwrap();
    notebook.write("2026-03-17-priya.md", format!("{}\n## Questions\n\n- Why?\n", super::PLANNED));
    notebook.output(&["run", "--once"]);
    fs::set_permissions(&digests, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(notebook.committed("2026-03-17-priya.md"), notebook.read("2026-03-17-priya.md").as_bytes());
}
