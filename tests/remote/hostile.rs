//! Repositories, ours and the remote, that name programs; and remotes that send what is not sound.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::servers::{self, closed_port};
use crate::support::{World, noise};

const HOOKS: [&str; 14] = [
    "pre-receive",
    "update",
    "post-receive",
    "post-update",
    "reference-transaction",
    "pre-auto-gc",
    "push-to-checkout",
    "proc-receive",
    "pre-push",
    "post-checkout",
    "post-merge",
    "post-index-change",
    "pre-commit",
    "fsmonitor-watchman",
];

/// Fills a folder with hooks that would leave a mark.
fn hooks(world: &World, folder: &Path, whose: &str) {
    fs::create_dir_all(folder).unwrap();
    for hook in HOOKS {
        let _ = fs::remove_file(folder.join(hook));
        symlink(world.marker(&format!("{whose}-{hook}")), folder.join(hook)).unwrap();
    }
}

fn set(world: &World, repository: &Path, whose: &str, names: &[&str]) {
    for name in names {
        let program = world.marker(&format!("{whose}-{name}"));
        world.git(repository, &["config", "--add", name, program.to_str().unwrap()]);
    }
}

#[test]
fn nothing_that_our_own_repository_names_is_obeyed() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    hooks(&world, &one.join(".git/hooks"), "hook");
    hooks(&world, &world.path("elsewhere"), "elsewhere");
    let programs = [
        "core.sshCommand",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "core.fsmonitor",
        "credential.helper",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
    ];
    set(&world, &one, "own", &programs);
    let config = one.join(".git/config");
    let more = format!(
        "[core]\n\thooksPath = {0}\n[url \"{0}/\"]\n\tinsteadOf = {1}\n[remote \"origin\"]\n\tvcs = ext\n\tproxy = http://127.0.0.1:1\n\
         [include]\n\tpath = more\n[protocol \"ext\"]\n\tallow = always\n[fetch \"fsck\"]\n\tbadDate = ignore\n",
        world.path("elsewhere").display(),
        bare.parent().unwrap().display(),
    );
    fs::write(&config, fs::read_to_string(&config).unwrap() + &more).unwrap();
    fs::write(
        one.join(".git/more"),
        format!("[credential]\n\thelper = {}\n", world.marker("included").display()),
    )
    .unwrap();
    let tip = world.commit(&two, "two.md", "x");
    world.git(&two, &["push", "-q", "origin", "main"]);
    world.act("fetch", &one).done(&tip);
    world.git(&two, &["pull", "-q"]);
    world.git(
        &one,
        &[
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "reset",
            "-q",
            "--hard",
            "origin/main",
        ],
    );
    fs::write(one.join("three.md"), "x").unwrap();
    let plain = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
    world.git(&one, &[&plain[..], &["add", "three.md"]].concat());
    world.git(&one, &[&plain[..], &["commit", "-q", "-m", "three"]].concat());
    world.act("push", &one).done("taken");
    for scheme in ["ssh", "git", "http"] {
        let address = format!("{scheme}://127.0.0.1:{}/x", closed_port());
        world.git(&one, &[&plain[..], &["remote", "set-url", "origin", &address]].concat());
        world.act("fetch", &one).failed("unreachable (passing)", "sent once it can be");
        world.act("push", &one).failed("unreachable (passing)", "sent once it can be");
    }
    if let Some(server) = servers::http(&world, &world.path("srv"), Some("me:secret")) {
        let address = format!("http://127.0.0.1:{}/notes.git", server.port);
        world.git(&one, &[&plain[..], &["remote", "set-url", "origin", &address]].concat());
        world.act("fetch", &one).failed("needs_login", "by hand");
    }
    assert_eq!(world.marks(), Vec::<String>::new());
    let ignored = world.act("ignored", &one);
    assert_eq!(ignored.word, "done");
    for name in programs.iter().chain(&[
        "core.hooksPath",
        "remote.origin.vcs",
        "remote.origin.proxy",
        "protocol.ext.allow",
    ]) {
        assert!(ignored.text.split(' ').any(|told| told == *name), "{name}: {}", ignored.text);
    }
    // The marks work: git itself obeys.
    let mut command = world.isolated("git");
    command.current_dir(&one).args(["fetch", "ssh://127.0.0.1:1/x"]).output().unwrap();
    assert!(world.marks().contains(&"own-core.sshCommand".to_owned()), "{:?}", world.marks());
}

/// A remote full of programs; whether headsup or git itself is at work there.
fn armed(world: &World) -> (std::path::PathBuf, std::path::PathBuf) {
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let lender = world.bare("lender.git");
    world.git(&one, &["push", "-q", lender.to_str().unwrap(), "main:lent"]);
    fs::write(bare.join("objects/info/alternates"), format!("{}\n", lender.join("objects").display()))
        .unwrap();
    hooks(world, &bare.join("hooks"), "hook");
    hooks(world, &lender.join("hooks"), "lender");
    set(
        world,
        &bare,
        "config",
        &[
            "core.alternateRefsCommand",
            "uploadpack.packObjectsHook",
            "core.fsmonitor",
            "core.sshCommand",
            "gpg.program",
            "credential.helper",
        ],
    );
    for (name, value) in [
        ("gc.auto", "1"),
        ("receive.autogc", "true"),
        ("gc.autoDetach", "false"),
        ("maintenance.auto", "true"),
    ] {
        world.git(&bare, &["config", name, value]);
    }
    (bare, one)
}

#[test]
fn nothing_that_a_remote_on_this_machine_names_runs() {
    let world = World::new();
    let (bare, one) = armed(&world);
    let tip = world.commit(&one, "two.md", "x");
    world.act("push", &one).done("taken");
    assert_eq!(world.tip(&bare, "main"), tip);
    world.act("fetch", &one).done(&tip);
    world.act("default branch", &bare).done("main");
    world.git(&bare, &["config", "receive.procReceiveRefs", "refs"]);
    world.commit(&one, "three.md", "x");
    world.act("push", &one).failed("denied", "proc-receive");
    assert_eq!(world.marks(), Vec::<String>::new());
    // The marks work: git itself obeys.
    world.git(&bare, &["config", "--unset", "receive.procReceiveRefs"]);
    let mut command = world.isolated("git");
    command.current_dir(&one).args(["push", "-q", "origin", "main"]).output().unwrap();
    let marks = world.marks();
    for mark in ["hook-reference-transaction", "hook-pre-receive", "config-core.alternateRefsCommand"] {
        assert!(marks.contains(&mark.to_owned()), "{marks:?}");
    }
}

#[test]
fn a_partial_remote_fetches_nothing_by_its_own_settings() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    world.git(&bare, &["config", "core.repositoryFormatVersion", "1"]);
    world.git(&bare, &["config", "extensions.partialClone", "origin"]);
    world.git(&bare, &["config", "remote.origin.promisor", "true"]);
    world.git(&bare, &["config", "remote.origin.url", "ssh://127.0.0.1:1/x"]);
    set(&world, &bare, "config", &["core.sshCommand"]);
    let blob = world.git(&one, &["rev-parse", "HEAD:one.md"]);
    let loose = bare.join("objects").join(&blob[..2]).join(&blob[2..]);
    if loose.exists() {
        fs::remove_file(&loose).unwrap();
    } else {
        println!("the object is packed, and the remote whole");
    }
    let two = world.notebook("two", bare.to_str().unwrap());
    let told = world.act("fetch", &two);
    assert!(!loose.exists() && told.word != "done", "{told:?}");
    assert_eq!(world.marks(), Vec::<String>::new());
}

#[test]
fn an_address_that_a_person_rewrites_is_looked_at_again() {
    let world = World::new();
    let (bare, one) = armed(&world);
    let tip = world.commit(&one, "two.md", "x");
    // It leads to this machine, whatever it looks like.
    world.set(&format!("url.{}/.insteadOf", bare.parent().unwrap().display()), "https://notes.invalid/");
    world.git(&one, &["remote", "set-url", "origin", "https://notes.invalid/notes.git"]);
    world.act("push", &one).done("taken");
    world.act("fetch", &one).done(&tip);
    assert_eq!(world.marks(), Vec::<String>::new());
    world.set("url.ext::sh -c .insteadOf", "https://worse.invalid/");
    world.git(&one, &["remote", "set-url", "origin", "https://worse.invalid/id"]);
    world.act("fetch", &one).failed("bad_address", "would run a program");
}

/// A remote whose main branch has a tree with this entry is refused, and nothing of it stays.
#[track_caller]
fn refused(entry: &str, why: &str) {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let seed = world.path("seed");
    fs::write(&seed, "x").unwrap();
    let blob = world.git(&bare, &["hash-object", "-w", seed.to_str().unwrap()]);
    let raw: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&blob[2 * n..2 * n + 2], 16).unwrap()).collect();
    fs::write(&seed, [entry.as_bytes(), b"\0", &raw].concat()).unwrap();
    let tree = world.git(&bare, &["hash-object", "-w", "-t", "tree", "--literally", seed.to_str().unwrap()]);
    let person = ["-c", "user.name=T", "-c", "user.email=t@example.invalid"];
    let commit = world.git(&bare, &[&person[..], &["commit-tree", "-m", "x", "-p", "main", &tree]].concat());
    world.git(&bare, &["update-ref", "refs/heads/main", &commit]);
    world.act("fetch", &one).failed("broken", why);
    assert!(!world.has(&one, &format!("{commit}^{{commit}}")));
    world.assert_sound(&one);
}

#[test]
fn a_tree_that_leads_outside_is_not_taken_in() {
    refused("100644 .git", "hasDotgit");
    refused("100644 ..", "hasDotdot");
    refused("100644 a/b", "fullPathname");
    refused("100644 .GIT", "hasDotgit");
    refused("100644 git~1", "hasDotgit");
}

#[test]
fn harmless_oddities_of_old_programs_pass() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let (seed, tree, tip) =
        (world.path("seed"), world.git(&one, &["rev-parse", "HEAD^{tree}"]), world.tip(&one, "HEAD"));
    let text = format!(
        "tree {tree}\nparent {tip}\nauthor Old Writer<writer@example.invalid> 1700000000 +051800\ncommitter  <> 1700000000 +0000\n\nold\n"
    );
    fs::write(&seed, text).unwrap();
    let commit =
        world.git(&bare, &["hash-object", "-w", "-t", "commit", "--literally", seed.to_str().unwrap()]);
    world.git(&bare, &["update-ref", "refs/heads/main", &commit]);
    world.act("fetch", &one).done(&commit);
}

#[test]
fn a_branch_that_leads_to_no_commit_is_refused() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let blob = world.git(&bare, &["rev-parse", "main:one.md"]);
    fs::write(bare.join("refs/heads/main"), format!("{blob}\n")).unwrap();
    let told = world.act("fetch", &one);
    assert_eq!(told.word, "broken", "{told:?}");
    fs::write(bare.join("refs/heads/main"), format!("{}\n", "1".repeat(40))).unwrap();
    let told = world.act("fetch", &one);
    assert_ne!(told.word, "done", "{told:?}");
    world.assert_sound(&one);
}

#[test]
fn a_corrupt_remote_is_refused() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    world.commit(&two, "two.md", "y".repeat(5000));
    world.act("push", &two).done("taken");
    let blob = world.git(&two, &["rev-parse", "HEAD:two.md"]);
    let loose = bare.join("objects").join(&blob[..2]).join(&blob[2..]);
    let mut bytes = fs::read(&loose).unwrap();
    let end = bytes.len() - 8;
    bytes[end] ^= 0xff;
    fs::remove_file(&loose).unwrap();
    fs::write(&loose, bytes).unwrap();
    let told = world.act("fetch", &one);
    assert_ne!(told.word, "done", "{told:?}");
    assert_eq!(fs::read_dir(one.join(".git/objects/pack")).unwrap().count(), 0);
    world.assert_sound(&one);
}

#[test]
fn a_pack_that_would_fill_the_disk_is_cut_off() {
    let mut world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", format!("file://{}", bare.display()));
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    let tip = world.commit(&two, "noise.bin", noise(3_000_000));
    world.act("push", &two).done("taken");
    world.environment.push(("ACT_FILE".to_owned(), "100000".to_owned()));
    let told = world.act("fetch", &one);
    assert_eq!(told.word, "broken", "{told:?}");
    assert_eq!(fs::read_dir(one.join(".git/objects/pack")).unwrap().count(), 0);
    world.environment.clear();
    world.act("fetch", &one).done(&tip);
}
