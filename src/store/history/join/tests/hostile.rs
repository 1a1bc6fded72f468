use std::fs;

use git2::{ObjectType, Oid, Repository, Signature};

use super::super::super::{History, Id, testing::now};
use super::super::{Joined, Stop, Stopped};
use super::fixture::{LIMITS, Two, change, text};

/// A commit on ours whose tree has these raw entries beside what ours has.
fn commit(repo: &Repository, ours: Oid, entries: &[(&str, &[u8], Oid)]) -> Id {
    let parent = repo.find_commit(ours).unwrap();
    let tree = parent.tree().unwrap();
    let mut all: Vec<(String, Vec<u8>, Oid)> = tree
        .iter()
        .map(|entry| (format!("{:o}", entry.filemode()), entry.name_bytes().to_vec(), entry.id()))
        .collect();
    all.extend(entries.iter().map(|(mode, name, id)| ((*mode).to_owned(), name.to_vec(), *id)));
    all.sort_by(|a, b| a.1.cmp(&b.1));
    let tree = repo.find_tree(raw_tree(repo, &all)).unwrap();
    let who = Signature::now("A", "a@example.invalid").unwrap();
    repo.commit(None, &who, &who, "x", &tree, &[&parent]).unwrap().into()
}

fn raw_tree(repo: &Repository, entries: &[(String, Vec<u8>, Oid)]) -> Oid {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend([mode.as_bytes(), b" ", name, b"\0", id.as_bytes()].concat());
    }
    repo.odb().unwrap().write(ObjectType::Tree, &bytes).unwrap()
}

struct Ours {
    two: Two,
    history: History,
    repo: Repository,
    tip: Oid,
}

fn ours() -> Ours {
    let two = Two::with(&[("a.md", "a"), ("d/b.md", "b")]);
    let history = two.here.open();
    let repo = history.repo().unwrap();
    let tip = repo.head().unwrap().target().unwrap();
    Ours { two, history, repo, tip }
}

impl Ours {
    /// What comes of joining such a commit: by itself, and merged with one of ours. Nothing is touched.
    #[track_caller]
    fn check(&self, entries: &[(&str, &[u8], Oid)], expect: &dyn Fn(&Stop) -> bool) {
        let theirs = commit(&self.repo, self.tip, entries);
        for _ in 0..2 {
            let before = (self.two.here.git(&["rev-parse", "HEAD"]), self.two.here.scan().len());
            let joined = self.history.join(theirs, LIMITS, &now()).unwrap();
            let Joined::Stopped(stop) = &joined else { panic!("{joined:?}") };
            assert!(expect(stop), "{stop:?}");
            let told = Stopped { stop: stop.clone(), theirs }.to_string();
            assert!(!told.contains(['\n', '\u{1b}']), "{told}");
            assert_eq!(before, (self.two.here.git(&["rev-parse", "HEAD"]), self.two.here.scan().len()));
            let text = self.two.here.scan().len().to_string();
            change(&self.two.here, &[("ours.md", Some(&format!("{text}{before:?}")))], 1);
        }
        self.two.here.git(&["reset", "-q", "--hard", &self.tip.to_string()]);
    }
}

#[test]
fn paths_that_lead_elsewhere() {
    let ours = ours();
    let blob = ours.repo.blob(b"#!/bin/sh\ntouch /tmp/owned\n").unwrap();
    let inner = raw_tree(&ours.repo, &[("100644".into(), b"post-checkout".to_vec(), blob)]);
    let is_name = |stop: &Stop| matches!(stop, Stop::Name(_));
    for name in
        [&b".git"[..], b".GIT", b"git~1", b"..", b".", b".git ", ".g\u{200c}it".as_bytes(), b"a/b", b"../x"]
    {
        ours.check(&[("40000", name, inner)], &is_name);
        ours.check(&[("100644", name, blob)], &is_name);
    }
    let long = [b'x'; 300];
    ours.check(&[("100644", &long, blob)], &is_name);
    let under = raw_tree(&ours.repo, &[("40000".into(), b".git".to_vec(), inner)]);
    ours.check(&[("40000", b"sub", under)], &|stop| *stop == Stop::Name(b"sub/.git".to_vec()));
}

#[test]
fn trees_that_git_would_not_write() {
    let ours = ours();
    let blob = ours.repo.blob(b"x").unwrap();
    let empty = ours.repo.blob(b"").unwrap();
    ours.check(&[("100644", b"n", blob), ("100755", b"n", blob)], &|stop| matches!(stop, Stop::Tree(_)));
    ours.check(&[("120000", b"n", empty)], &|stop| matches!(stop, Stop::Kind(_)));
    ours.check(&[("120000", b".gitmodules", blob)], &|stop| matches!(stop, Stop::Kind(_)));
    ours.check(&[("100600", b"n", blob)], &|stop| matches!(stop, Stop::Kind(_)));
    let tree = raw_tree(&ours.repo, &[("100644".into(), b"x".to_vec(), blob)]);
    ours.check(&[("100644", b"n", tree)], &|stop| matches!(stop, Stop::Kind(_)));
    let mut deep = tree;
    for _ in 0..150 {
        deep = raw_tree(&ours.repo, &[("40000".into(), b"d".to_vec(), deep)]);
    }
    ours.check(&[("40000", b"deep", deep)], &|stop| matches!(stop, Stop::Deep(_)));
    let mut long = tree;
    for _ in 0..20 {
        long = raw_tree(&ours.repo, &[("40000".into(), vec![b'd'; 250], long)]);
    }
    ours.check(&[("40000", b"long", long)], &|stop| matches!(stop, Stop::Deep(_)));
    // 10^30 files in thirty objects.
    let mut bomb = tree;
    for _ in 0..30 {
        let entries: Vec<_> = (0..10u8).map(|n| ("40000".to_owned(), vec![b'0' + n], bomb)).collect();
        bomb = raw_tree(&ours.repo, &entries);
    }
    ours.check(&[("40000", b"bomb", bomb)], &|stop| *stop == Stop::Many(LIMITS.entries));
    let large = ours.repo.blob(&vec![b'x'; (1 << 20) + 1]).unwrap();
    ours.check(&[("100644", b"large", large)], &|stop| matches!(stop, Stop::Large { .. }));
}

#[test]
fn nothing_is_written_through_a_link() {
    let ours = ours();
    let outside = ours.two.here.root.with_file_name("outside");
    fs::create_dir(&outside).unwrap();
    let target = ours.repo.blob(outside.to_str().unwrap().as_bytes()).unwrap();
    let theirs = commit(&ours.repo, ours.tip, &[("120000", b"n", target)]);
    assert!(matches!(ours.history.join(theirs, LIMITS, &now()).unwrap(), Joined::Applied { .. }));
    // The link becomes a folder, with a file in it.
    let blob = ours.repo.blob(b"x").unwrap();
    let folder = raw_tree(&ours.repo, &[("100644".into(), b"owned".to_vec(), blob)]);
    let next = commit(&ours.repo, ours.tip, &[("40000", b"n", folder)]);
    ours.two.here.git(&["merge", "-q", "-s", "ours", "--no-edit", &next.to_string()]);
    let tip = ours.repo.head().unwrap().target().unwrap();
    let parent = ours.repo.find_commit(tip).unwrap();
    let who = Signature::now("A", "a@example.invalid").unwrap();
    let tree = ours.repo.find_commit(next.oid()).unwrap().tree().unwrap();
    let back: Id = ours.repo.commit(None, &who, &who, "x", &tree, &[&parent]).unwrap().into();
    assert!(matches!(ours.history.join(back, LIMITS, &now()).unwrap(), Joined::Applied { .. }));
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    assert_eq!(text(&ours.two.here, "n/owned"), "x");
    // A folder of ours that is a link by now.
    fs::rename(ours.two.here.root.join("d"), outside.join("d")).unwrap();
    std::os::unix::fs::symlink(outside.join("d"), ours.two.here.root.join("d")).unwrap();
    let tip = ours.repo.head().unwrap().target().unwrap();
    let folder = raw_tree(&ours.repo, &[("100644".into(), b"c.md".to_vec(), blob)]);
    let parent = ours.repo.find_commit(tip).unwrap();
    let tree = ours.repo.find_tree(raw_tree(&ours.repo, &[("40000".into(), b"d".to_vec(), folder)])).unwrap();
    let theirs: Id = ours.repo.commit(None, &who, &who, "x", &tree, &[&parent]).unwrap().into();
    assert!(matches!(ours.history.join(theirs, LIMITS, &now()).unwrap(), Joined::Again { .. }));
    assert_eq!(fs::read_dir(outside.join("d")).unwrap().count(), 1);
}

#[test]
fn names_that_are_one_where_case_is_ignored() {
    let ours = ours();
    let blob = ours.repo.blob(b"x").unwrap();
    ours.two.here.git(&["config", "core.ignorecase", "true"]);
    ours.check(&[("100644", b"A.md", blob)], &|stop| *stop == Stop::Case(b"A.md".to_vec(), b"a.md".to_vec()));
    ours.check(&[("100644", "é".as_bytes(), blob), ("100644", "É".as_bytes(), blob)], &|stop| {
        matches!(stop, Stop::Case(..))
    });
}

#[test]
fn what_a_program_would_have_to_store_is_left_to_the_person() {
    let two = Two::with(&[("a.md", "a"), (".gitattributes", "*.key filter=git-crypt\n")]);
    two.there.write("x.key", "secret");
    two.there.git(&["-c", "filter.git-crypt.clean=cat", "add", "-A"]);
    two.there.git(&["commit", "-qm", "x"]);
    let stop = two.stopped();
    assert!(matches!(&stop, Stop::Filter { path, .. } if path == b"x.key"), "{stop:?}");
    let two = Two::with(&[("a.md", "a")]);
    change(&two.there, &[(".gitattributes", Some("*.md filter=evil\n"))], 1);
    assert!(matches!(two.stopped(), Stop::Filter { .. }));
}

#[test]
fn a_nested_repository_in_the_way() {
    let two = Two::with(&[("a.md", "a")]);
    change(&two.there, &[("sub/a.md", Some("theirs"))], 1);
    two.here.write("sub/.git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(two.stopped(), Stop::Nested(b"sub".to_vec()));
    fs::remove_dir_all(two.here.root.join("sub")).unwrap();
    two.joined();
}
