//! Remotes that hold what no git would write, or what is meant to do harm: nothing is written outside the notebook,
//! nothing runs, what is there stays, and once the remote is mended it goes on by itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::machines::{Remote, assert_equal, first};
use crate::support::{Notebook, err};

const NOTE: &str = "2026-03-03-priya.md";
const FILE: &str = "100644";
const LINK: &str = "120000";
const TREE: &str = "40000";
const GITLINK: &str = "160000";

/// An entry of a tree: mode, name, object.
type Entry = (String, Vec<u8>, String);

struct World {
    remote: Remote,
    desk: Notebook,
    base: String,
}

impl World {
    fn new() -> Self {
        Self::with_config("timezone: Europe/Madrid\n")
    }

    fn with_config(config: &str) -> Self {
        let remote = Remote::new();
        let desk = first(
            &remote.url(),
            &[
                ("headsup.yaml", config),
                ("people/priya.md", "---\nname: Priya Nair\n---\n"),
                ("digests/kept.md", "A page of ours.\n"),
                (NOTE, "---\nwith: priya\n---\n\n- [ ] Send plan ^plan\n"),
            ],
        );
        fs::create_dir(desk.outside().join("outside")).unwrap();
        let base = remote.tip();
        Self { remote, desk, base }
    }

    /// git in the remote, fed with bytes; what it prints.
    fn feed(&self, args: &[&str], bytes: &[u8]) -> String {
        let mut child = Command::new("git")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.remote.base())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .args(["-c", "user.name=Mal", "-c", "user.email=mal@example.org", "-C"])
            .arg(self.remote.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "git {args:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn blob(&self, bytes: impl AsRef<[u8]>) -> String {
        self.feed(&["hash-object", "-w", "--stdin"], bytes.as_ref())
    }

    /// A tree as it is written, whatever git thinks of it.
    fn tree(&self, mut entries: Vec<Entry>) -> String {
        let key = |(mode, name, _): &Entry| [&name[..], if mode == TREE { &b"/"[..] } else { b"" }].concat();
        entries.sort_by_key(key);
        let mut raw = Vec::new();
        for (mode, name, id) in entries {
            let id: Vec<u8> =
                (0..20).map(|n| u8::from_str_radix(&id[2 * n..2 * n + 2], 16).unwrap()).collect();
            raw.extend([mode.as_bytes(), b" ", &name, b"\0", &id].concat());
        }
        self.feed(&["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], &raw)
    }

    /// What the tree of the first commit holds, with these in place of what has their names.
    fn with(&self, more: &[(&str, &[u8], &str)]) -> String {
        let listed = self.remote.git(&["ls-tree", &self.base]);
        let mut entries: Vec<Entry> = listed
            .lines()
            .map(|line| {
                let (what, name) = line.split_once('\t').unwrap();
                let what: Vec<&str> = what.split(' ').collect();
                (what[0].trim_start_matches('0').to_owned(), name.as_bytes().to_vec(), what[2].to_owned())
            })
            .filter(|(_, name, _)| more.iter().all(|(_, other, _)| other != name))
            .collect();
        entries.extend(
            more.iter().map(|(mode, name, id)| ((*mode).to_owned(), name.to_vec(), (*id).to_owned())),
        );
        self.tree(entries)
    }

    /// Makes this tree the remote's last version, after the first.
    fn publish(&self, tree: &str) {
        let commit = self.feed(&["commit-tree", tree, "-p", &self.base, "-m", "From elsewhere"], b"");
        self.remote.git(&["update-ref", "refs/heads/main", &commit]);
    }

    /// All that must stay: what lies around the notebook and in it, and what of its repository is no cache.
    fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let top = self.desk.outside();
        let mut kept = BTreeMap::new();
        for path in files_below(top) {
            let inside = path.strip_prefix(top).unwrap().to_owned();
            let git = inside.strip_prefix("notes/.git").ok();
            let stays = ["config", "HEAD", "hooks", "info", "refs/heads"];
            if git.is_none_or(|git| stays.iter().any(|start| git.starts_with(start))) {
                let held = fs::read_link(&path).map(|to| to.into_os_string().into_encoded_bytes());
                kept.insert(inside, held.or_else(|_| fs::read(&path)).unwrap());
            }
        }
        kept
    }

    /// It stops, here with these words, as a fast-forward and as a merge; and goes on once the remote is mended.
    #[track_caller]
    fn check_stops(&self, words: &[&str]) {
        for turn in 0..2 {
            let before = self.kept();
            let said = self.desk.fail(&["sync"], 1);
            for word in words {
                assert!(said.contains(word), "`{word}` is not in: {said}");
            }
            assert!(said.trim().lines().count() == 1 && !said.contains('\u{1b}'), "{said}");
            assert_same(&self.kept(), &before);
            let status = self.desk.told(&["status"]);
            assert!(
                status.contains("Not in step") && words.iter().all(|word| status.contains(word)),
                "{status}"
            );
            let path = format!("thought-{turn}.md");
            self.desk.write(&path, "A thought.\n");
            let output = self.desk.output(&["run", "--once"]);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", err(&output));
            assert_eq!(self.desk.committed(&path), b"A thought.\n");
        }
        self.mend();
    }

    /// The remote holds a good version again.
    #[track_caller]
    fn mend(&self) {
        let good = self.with(&[(FILE, b"good.md", &self.blob("Good.\n"))]);
        self.publish(&good);
        self.desk.run(&["sync"]);
        assert_equal(&[&self.desk]);
        assert_eq!(self.desk.read("good.md"), "Good.\n");
        assert_eq!(self.remote.tip(), self.desk.git(&["rev-parse", "HEAD"]).trim());
        assert!(self.desk.told(&["status"]).contains("In step with origin"));
        self.assert_no_marks();
    }

    /// It is taken, and nothing but the notebook changes.
    #[track_caller]
    fn check_taken(&self) {
        let around = |kept: BTreeMap<PathBuf, Vec<u8>>| -> Vec<(PathBuf, Vec<u8>)> {
            let is_ours = |path: &Path| {
                let notes = path.strip_prefix("notes");
                notes.is_ok_and(|path| !path.starts_with(".git") || path.starts_with(".git/refs"))
            };
            kept.into_iter().filter(|(path, _)| !is_ours(path)).collect()
        };
        let before = around(self.kept());
        self.desk.run(&["sync"]);
        assert_eq!(around(self.kept()), before);
        assert_eq!(self.desk.git(&["rev-parse", "HEAD"]).trim(), self.remote.tip());
        self.desk.write("thought.md", "A thought.\n");
        self.desk.run(&["sync"]);
        assert_eq!(self.desk.git(&["rev-parse", "HEAD"]).trim(), self.remote.tip());
        self.assert_no_marks();
    }

    #[track_caller]
    fn assert_no_marks(&self) {
        let marks: Vec<PathBuf> = files_below(self.desk.outside())
            .into_iter()
            .chain(files_below(self.remote.base()))
            .filter(|path| {
                path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"mark-of"))
            })
            .collect();
        assert!(marks.is_empty(), "{marks:?}");
        assert_eq!(fs::read_dir(self.desk.outside().join("outside")).unwrap().count(), 0);
    }
}

#[track_caller]
fn assert_same(now: &BTreeMap<PathBuf, Vec<u8>>, before: &BTreeMap<PathBuf, Vec<u8>>) {
    let paths = now.keys().chain(before.keys());
    let other: Vec<&PathBuf> = paths.filter(|path| now.get(*path) != before.get(*path)).collect();
    assert!(other.is_empty(), "changed: {other:?}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    files
}

#[test]
fn names_that_lead_elsewhere() {
    let world = World::new();
    let script = world.blob("#!/bin/sh\ntouch mark-of-hook\n");
    let hooks = world.tree(vec![("100755".into(), b"post-checkout".to_vec(), script.clone())]);
    let git = world.tree(vec![
        (TREE.into(), b"hooks".to_vec(), hooks),
        (FILE.into(), b"config".to_vec(), script.clone()),
    ]);
    for (name, word) in [
        (&b".git"[..], ".git"),
        (b".GIT", ".git"),
        (b"git~1", ".git"),
        (".g\u{200c}it".as_bytes(), ".git"),
        (b"..", ".."),
        (b".", "."),
        (b"", "empty"),
        (b"../x", "full"),
        (b"a/../../x", "full"),
        (b".git ", ".git"),
    ] {
        for (mode, id) in [(TREE, &git), (FILE, &script)] {
            world.publish(&world.with(&[(mode, name, id)]));
            let before = world.kept();
            let said = world.desk.fail(&["sync"], 1);
            println!("{}: {said}", String::from_utf8_lossy(name));
            assert!(said.to_lowercase().contains(word), "{word}: {said}");
            assert_same(&world.kept(), &before);
            assert!(world.desk.told(&["status"]).contains("Not in step"));
        }
    }
    let before = world.kept();
    assert!(!before.keys().any(|path| path.ends_with("post-checkout")));
    world.publish(&world.with(&[(TREE, b".GIT", &git)]));
    world.check_stops(&[]);
}

#[test]
fn names_that_are_odd_and_harmless() {
    let world = World::new();
    let blob = world.blob("Words.\n");
    let names: [&[u8]; 9] = [
        b"aux",
        b"con.md",
        b"A.md",
        b"a.md",
        b"two\nlines.md",
        b"\x1b[31m.md",
        b"\xff\xfe",
        b"back\\slash",
        b"-rf",
    ];
    let entries: Vec<_> = names.iter().map(|name| (FILE, *name, blob.as_str())).collect();
    world.publish(&world.with(&entries));
    world.check_taken();
    assert_eq!(world.desk.read("con.md"), "Words.\n");
}

#[test]
fn names_that_are_one_on_this_machine() {
    let world = World::new();
    world.desk.git(&["config", "core.ignorecase", "true"]);
    let (one, two) = (world.blob("one\n"), world.blob("two\n"));
    world.publish(&world.with(&[(FILE, b"A.md", &one), (FILE, b"a.md", &two)]));
    world.check_stops(&["A.md", "a.md", "rename one of them there"]);
}

#[test]
fn nothing_is_written_through_a_link() {
    let world = World::new();
    let outside = world.desk.outside().join("outside");
    let target = world.blob(outside.to_str().unwrap());
    // Ours has files under it; theirs makes it a link.
    world.desk.write("digests/more.md", "More of ours.\n");
    world.publish(&world.with(&[(LINK, b"digests", &target), (LINK, b"n", &target)]));
    world.desk.output(&["sync"]);
    world.assert_no_marks();
    assert!(world.desk.git(&["log", "--format=", "--name-only", "--all"]).contains("digests/more.md"));
    // Then a file where the link is.
    let tip = world.remote.tip();
    let blob = world.blob("owned\n");
    let inner = world.tree(vec![(FILE.into(), b"mark-of-link.md".to_vec(), blob)]);
    let listed = world.remote.git(&["ls-tree", &tip]);
    let entries = listed.lines().map(|line| {
        let (what, name) = line.split_once('\t').unwrap();
        let what: Vec<&str> = what.split(' ').collect();
        let (mode, id) =
            if name == "n" { (TREE, inner.as_str()) } else { (what[0].trim_start_matches('0'), what[2]) };
        (mode.to_owned(), name.as_bytes().to_vec(), id.to_owned())
    });
    let tree = world.tree(entries.collect());
    let commit = world.feed(&["commit-tree", &tree, "-p", &tip, "-m", "Through it"], b"");
    world.remote.git(&["update-ref", "refs/heads/main", &commit]);
    world.desk.output(&["sync"]);
    assert_eq!(fs::read_dir(outside).unwrap().count(), 0);
}

#[test]
fn too_much_at_once() {
    let world = World::with_config("timezone: Europe/Madrid\nmax_file_size: 1 MB\n");
    let large = world.blob(vec![b'x'; 2 << 20]);
    world.publish(&world.with(&[(FILE, b"large.bin", &large)]));
    world.check_stops(&["large.bin", "max_file_size"]);
    let world = World::new();
    let mut deep = world.tree(vec![(FILE.into(), b"x.md".to_vec(), world.blob("x"))]);
    for _ in 0..200 {
        deep = world.tree(vec![(TREE.into(), b"d".to_vec(), deep)]);
    }
    world.publish(&world.with(&[(TREE, b"deep", &deep)]));
    world.check_stops(&["too deep", "deep/d/d"]);
}

/// `HEADSUP_MANY` folders of a hundred files each, at once: a thousand take minutes in a debug build.
#[test]
fn many_files_at_once() {
    let world = World::new();
    let folders = std::env::var("HEADSUP_MANY").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    let blob = world.blob("A thought.\n");
    let files = (0..100).map(|file| (FILE.to_owned(), format!("{file:03}.md").into_bytes(), blob.clone()));
    let folder = world.tree(files.collect());
    let all = (0..folders).map(|n| (TREE.to_owned(), format!("{n:04}").into_bytes(), folder.clone()));
    let many = world.tree(all.collect());
    world.publish(&world.with(&[(TREE, b"many", &many)]));
    world.desk.run(&["sync"]);
    assert_eq!(world.desk.git(&["rev-parse", "HEAD"]).trim(), world.remote.tip());
    assert_eq!(world.desk.read(&format!("many/{:04}/099.md", folders - 1)), "A thought.\n");
    assert_equal(&[&world.desk]);
}

#[test]
fn settings_that_name_programs() {
    let world = World::new();
    let attributes = world.blob("*.md filter=mark\n");
    world.publish(&world.with(&[(FILE, b".gitattributes", &attributes)]));
    world.desk.git(&["config", "filter.mark.clean", "touch mark-of-filter; cat"]);
    world.desk.git(&["config", "filter.mark.smudge", "touch mark-of-filter; cat"]);
    world.check_stops(&[".gitattributes", "headsup does not run"]);
    let world = World::new();
    let modules = "[submodule \"x\"]\n\tpath = x\n\turl = ./x\n\tupdate = !touch mark-of-module\n";
    let (modules, commit) = (world.blob(modules), world.base.clone());
    world.publish(&world.with(&[(FILE, b".gitmodules", &modules), (GITLINK, b"x", &commit)]));
    world.check_stops(&["gitmodules"]);
    let world = World::new();
    let elsewhere = world.desk.outside().join("outside/elsewhere.git");
    let config = format!("timezone: Europe/Madrid\nsync: {{remote: \"{}\"}}\n", elsewhere.display());
    world.publish(&world.with(&[(FILE, b"headsup.yaml", &world.blob(config))]));
    world.desk.run(&["sync"]);
    // Where notes go is said on each machine: until a person has looked at it, nowhere.
    world.desk.write("thought.md", "A thought.\n");
    let before = world.remote.tip();
    for command in [&["sync"][..], &["run", "--once"]] {
        let said = world.desk.fail(command, 1);
        assert!(said.contains("headsup.yaml:2:17"), "{said}");
    }
    assert_eq!(world.desk.committed("thought.md"), b"A thought.\n");
    assert_eq!(world.remote.tip(), before);
    world.desk.write("headsup.yaml", "timezone: Europe/Madrid\n");
    world.desk.run(&["sync"]);
    assert_eq!(world.desk.git(&["rev-parse", "HEAD"]).trim(), world.remote.tip());
    assert!(!elsewhere.exists());
}

#[test]
fn all_is_to_be_ignored() {
    let world = World::new();
    world.publish(&world.with(&[(FILE, b".gitignore", &world.blob("*\n"))]));
    world.desk.write(NOTE, "---\nwith: priya\n---\n\n- [x] Send plan ^plan\n");
    world.desk.run(&["sync"]);
    assert!(world.desk.read(NOTE).contains("[x]"));
    assert!(String::from_utf8(world.desk.committed(NOTE)).unwrap().contains("[x]"));
    assert_eq!(world.desk.git(&["rev-parse", "HEAD"]).trim(), world.remote.tip());
}

#[test]
fn all_is_gone() {
    let world = World::new();
    let empty = world.tree(Vec::new());
    world.publish(&empty);
    world.check_stops(&["removed every file"]);
}

#[test]
fn commits_that_are_none() {
    let world = World::new();
    let good = world.with(&[(FILE, b"a.md", &world.blob("a\n"))]);
    let missing = "1234567890123456789012345678901234567890";
    let text = |parent: &str| {
        format!(
            "tree {good}\nparent {parent}\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n\nx\n"
        )
    };
    let orphan = world
        .feed(&["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], text(missing).as_bytes());
    let main = world.remote.path().join("refs/heads/main");
    fs::write(&main, format!("{orphan}\n")).unwrap();
    world.check_stops(&["origin"]);

    let world = World::new();
    let tag = world.feed(
        &["mktag"],
        format!("object {}\ntype commit\ntag x\ntagger A <a@example.org> 1 +0000\n\nx\n", world.base)
            .as_bytes(),
    );
    fs::write(world.remote.path().join("refs/heads/main"), format!("{tag}\n")).unwrap();
    let before = world.kept();
    world.desk.output(&["sync"]);
    assert_same(&world.kept(), &before);
    world.desk.write("thought.md", "A thought.\n");
    world.desk.output(&["run", "--once"]);
    assert_eq!(world.desk.committed("thought.md"), b"A thought.\n");
    world.mend();

    // An object that is damaged.
    let world = World::new();
    let blob = world.blob("Will be damaged.\n");
    world.publish(&world.with(&[(FILE, b"damaged.md", &blob)]));
    let path = world.remote.path().join("objects").join(&blob[..2]).join(&blob[2..]);
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"x\x9c not what it was").unwrap();
    world.check_stops(&["origin"]);
}
