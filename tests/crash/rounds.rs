//! Rounds of syncing and clones, disturbed at every call that changes a file: the next start needs no hand, and both
//! machines and the remote end in step, with what everybody wrote.
//!
//! Calls of headsup's own process count; and, apart from those, what git's programs do that it starts here. Those
//! that serve the remote are another machine's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::after;
use crate::each::each;
use crate::every_point::assert_says_why;
use crate::fault::{self, EACCES, EIO, EMFILE, ENOSPC, EROFS, Fault, How};
use crate::machines;
use crate::support::{NOW, Notebook, err};

/// How many points of each kind there are, unless `HEADSUP_EVERY_POINT` asks for all.
const SAMPLE: usize = 6;
/// Where all are asked for, every so many calls are refused.
const REFUSED: usize = 3;
pub const NOTE: &str = "2026-03-03-priya.md";
pub const LATER: &str = "2026-03-16T12:30:00+01:00[Europe/Madrid]";

/// The machine that is disturbed, another one, and their remote, which lies beside the first.
pub struct World {
    pub here: Notebook,
    pub there: Notebook,
}

fn note(plan: &str, room: &str) -> String {
    format!(
        "---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\nTalked about the move.\n\n## Mine\n\n- [ ] Send plan {plan} ^plan\n- [ ] {room} ^room\n"
    )
}

impl World {
    /// Two machines in step.
    pub fn new() -> Self {
        let world = Self { here: Notebook::new(), there: Notebook::new() };
        let remote = world.remote();
        world
            .here
            .git_in(world.here.outside(), &["init", "-q", "--bare", "-b", "main", remote.to_str().unwrap()]);
        let there = machines::first(
            remote.to_str().unwrap(),
            &[
                ("headsup.yaml", "timezone: Europe/Madrid\n"),
                ("people/priya.md", "---\nname: Priya Nair\nrelation: manager\n---\n"),
                ("2026-03-17-priya.md", "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n"),
                (NOTE, &note("due:2026-03-13", "Book room")),
                ("gone.md", "Will go.\n"),
                ("old/name.md", "# Keeps its words\n\nand is called something else.\n"),
                ("script", "#!/bin/sh\n"),
            ],
        );
        symlink("gone.md", there.path("link")).unwrap();
        there.run(&["sync"]);
        let here = machines::clone(remote.to_str().unwrap(), "laptop");
        // Under the names that the copies have.
        after::copy(&here.root(), &world.here.root());
        after::copy(&there.root(), &world.there.root());
        world
    }

    fn remote(&self) -> PathBuf {
        self.here.outside().join("notes.git")
    }

    fn git_there(&self, args: &[&str]) -> String {
        self.here.git_in(&self.remote(), args).trim().to_owned()
    }

    /// The same again.
    pub fn again(&self) -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let world = Self { here: Notebook::new_in(&folder), there: Notebook::new_in(&folder) };
        fs::create_dir(world.remote()).unwrap();
        after::copy(&self.remote(), &world.remote());
        for (from, to) in [(&self.here, &world.here), (&self.there, &world.there)] {
            if !from.root().exists() {
                fs::remove_dir(to.root()).unwrap();
                continue;
            }
            after::copy(&from.root(), &to.root());
            let config = to.path(".git/config");
            let text = fs::read_to_string(&config).unwrap();
            let (old, new) = (self.remote(), world.remote());
            fs::write(config, text.replace(old.to_str().unwrap(), new.to_str().unwrap())).unwrap();
        }
        world
    }

    /// What is on disk of both machines, as git names it.
    fn blobs(&self) -> BTreeSet<String> {
        let mut blobs = BTreeSet::new();
        for machine in [&self.here, &self.there].into_iter().filter(|machine| machine.root().exists()) {
            let files = after::written(machine);
            let files = files.keys().filter(|path| !machine.root().join(path).is_symlink());
            let files: Vec<&str> = files.map(|path| path.to_str().unwrap()).collect();
            let args = [&["hash-object", "--no-filters"], files.as_slice()].concat();
            blobs.extend(machine.git(&args).lines().map(str::to_owned));
        }
        blobs
    }

    fn commits(&self) -> Vec<String> {
        let tip = |machine: &Notebook| machine.git(&["rev-parse", "HEAD"]).trim().to_owned();
        let machines = [&self.here, &self.there].into_iter().filter(|machine| machine.root().exists());
        machines.map(tip).collect()
    }
}

struct Round {
    name: &'static str,
    /// Puts the two machines where they are before.
    prepare: fn(&World),
    /// What is disturbed.
    command: fn(&World) -> Command,
}

pub fn sync(world: &World) -> Command {
    world.here.command(&["sync", "--now", LATER])
}

fn clone(world: &World) -> Command {
    let folder = world.here.root();
    let mut command = world.here.isolated(env!("CARGO_BIN_EXE_headsup"));
    command.args(["--now", NOW, "clone", world.remote().to_str().unwrap(), folder.to_str().unwrap()]);
    command.current_dir(world.here.outside());
    command
}

pub fn fast_forward(world: &World) {
    let there = &world.there;
    there.write(NOTE, note("due:2026-03-13", "Book the big room"));
    there.write("new/folder/thought.md", "A thought.\n");
    fs::remove_file(there.path("gone.md")).unwrap();
    fs::create_dir(there.path("other")).unwrap();
    fs::rename(there.path("old/name.md"), there.path("other/title.md")).unwrap();
    fs::set_permissions(there.path("script"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_file(there.path("link")).unwrap();
    symlink("other/title.md", there.path("link")).unwrap();
    symlink("headsup.yaml", there.path("second-link")).unwrap();
    there.run(&["sync"]);
}

pub fn diverged(world: &World) {
    fast_forward(world);
    world.there.write(NOTE, note("due:2026-03-18", "Book the big room"));
    world.there.run(&["sync"]);
    world.here.write(NOTE, note("due:2026-03-20", "Book room"));
    // As headsup commits while the remote is away.
    world.here.git(&["commit", "-q", "-a", "-m", "Priya Nair 3 Mar"]);
    world.here.write("2026-03-10-priya.md", "---\nwith: priya\n---\n\n- [ ] Call Omar ^omar\n");
}

const ROUNDS: [Round; 4] = [
    Round {
        name: "a push",
        prepare: |world| {
            world.here.write(NOTE, note("due:2026-03-20", "Book room"));
            fs::rename(world.here.path("gone.md"), world.here.path("stays.md")).unwrap();
        },
        command: sync,
    },
    Round { name: "a fast-forward", prepare: fast_forward, command: sync },
    Round { name: "a merge", prepare: diverged, command: sync },
    Round {
        name: "a clone",
        prepare: |world| fs::remove_dir_all(world.here.root()).unwrap(),
        command: clone,
    },
];

#[test]
fn a_push() {
    check(&ROUNDS[0], Whose::Ours, &[How::Kill, How::Half, How::Power, How::Once(0)]);
}

#[test]
fn a_fast_forward() {
    check(&ROUNDS[1], Whose::Ours, &[How::Kill, How::Half, How::Power, How::Once(0)]);
}

#[test]
fn a_merge() {
    check(&ROUNDS[2], Whose::Ours, &[How::Kill, How::Half, How::Power, How::Once(0)]);
}

#[test]
fn a_clone() {
    check(&ROUNDS[3], Whose::Ours, &[How::Kill, How::Half, How::Power, How::Once(0)]);
}

#[test]
fn a_merge_whose_git_is_killed() {
    check(&ROUNDS[2], Whose::Git, &[How::Kill, How::Half, How::Once(0)]);
}

/// Whose calls count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Ours,
    Git,
}

/// What must hold in the end.
struct End {
    tree: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// What had been written before, and the commits that there were.
    blobs: BTreeSet<String>,
    commits: Vec<String>,
}

fn check(round: &Round, whose: Whose, kinds: &[How]) {
    let template = World::new();
    (round.prepare)(&template);
    let undisturbed = template.again();
    let output = faulty(&undisturbed, round, whose, &Fault::change(0, How::Kill));
    assert!(output.status.success(), "{}", err(&output));
    let calls = fault::calls(&undisturbed.here);
    assert!(calls.len() > 5, "{}: only {} calls are seen", round.name, calls.len());
    let mut end = End {
        tree: String::new(),
        files: BTreeMap::new(),
        blobs: template.blobs(),
        commits: template.commits(),
    };
    go_on(&undisturbed, round, 0);
    end.tree = undisturbed.here.git(&["ls-tree", "-r", "HEAD"]);
    end.files = after::written(&undisturbed.here);
    settled(&undisturbed, &end);
    let points = points(&calls, kinds);
    let begun = Instant::now();
    let told = |(at, how): &(usize, How)| fault::told(&calls, *at, *how);
    each(round.name, &points, told, |&(at, how)| {
        disturb(&template, round, whose, &Fault::change(at, how), &end);
    });
    println!("{}: {} calls, {} points, {:?}", round.name, calls.len(), points.len(), begun.elapsed());
}

/// What is to happen at which call.
fn points(calls: &[String], kinds: &[How]) -> Vec<(usize, How)> {
    let all = std::env::var_os("HEADSUP_EVERY_POINT").is_some();
    let mut points = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        let writes = |at: &usize| *kind != How::Half || calls[at - 1].contains("write ");
        let fit: Vec<usize> = (1..=calls.len()).filter(writes).collect();
        let step = match (all, kind) {
            (true, How::Once(_)) => REFUSED,
            (true, _) => 1,
            (false, _) => fit.len().div_ceil(SAMPLE).max(1),
        };
        // Of each kind other ones.
        let first = number * step / kinds.len();
        for at in fit.into_iter().skip(first).step_by(step) {
            let errno = [ENOSPC, EIO, EACCES, EROFS, EMFILE][at / step % 5];
            points.push((
                at,
                match kind {
                    How::Once(_) if at / step % 2 == 0 => How::Once(errno),
                    How::Once(_) => How::On(errno),
                    kind => *kind,
                },
            ));
        }
    }
    if let Some(only) = std::env::var("HEADSUP_POINT").ok().and_then(|at| at.parse::<usize>().ok()) {
        points.retain(|(at, _)| *at == only);
    }
    points
}

fn faulty(world: &World, round: &Round, whose: Whose, fault: &Fault) -> std::process::Output {
    let mut command = (round.command)(world);
    fault.put(&world.here, &mut command);
    if whose == Whose::Git {
        fault::only_in("git", &world.here, &mut command);
    }
    command.output().unwrap()
}

/// A plain next start, here and there.
fn go_on(world: &World, round: &Round, turn: usize) {
    let (here, there) = (&world.here, &world.there);
    if round.name == "a clone" {
        if !here.path("headsup.yaml").exists() || turn.is_multiple_of(2) {
            let output = clone(world).output().unwrap();
            assert!(output.status.success(), "{}", err(&output));
        }
    } else if turn % 3 == 1 {
        here.run(&["run", "--once", "--now", LATER]);
    }
    here.run(&["sync", "--now", LATER]);
    there.run(&["sync", "--now", LATER]);
}

/// One round that goes wrong, and all that must hold after it.
fn disturb(template: &World, round: &Round, whose: Whose, fault: &Fault, end: &End) {
    let world = template.again();
    let here = &world.here;
    let before = if here.root().exists() { after::written(here) } else { BTreeMap::new() };
    let output = faulty(&world, round, whose, fault);
    match fault.how {
        How::Kill | How::Half if whose == Whose::Ours => {
            assert_eq!(output.status.signal(), Some(9), "it was killed: {}", err(&output));
        }
        How::Power => assert!(matches!(output.status.signal(), Some(9) | None), "{}", output.status),
        _ => assert_says_why(&output),
    }
    if here.root().exists() {
        for (path, bytes) in after::written(here) {
            let known = [before.get(&path), end.files.get(&path)];
            assert!(known.contains(&Some(&bytes)), "{}: {}", path.display(), String::from_utf8_lossy(&bytes));
        }
        for (path, bytes) in &before {
            let kept =
                here.root().join(path).symlink_metadata().is_ok() || end.files.get(path) != Some(bytes);
            assert!(kept, "{} is gone", path.display());
        }
    }
    if fault.how == How::Power {
        go_on(&world, round, fault.at);
        after::assert_nothing_in_use_is_lost(here);
        after::remove_empty_objects(here);
    } else {
        if here.path(".git/HEAD").exists() && round.name != "a clone" {
            after::assert_sound(here);
        }
        go_on(&world, round, fault.at);
    }
    settled(&world, end);
}

#[track_caller]
fn settled(world: &World, end: &End) {
    let (here, there) = (&world.here, &world.there);
    machines::assert_equal(&[here, there]);
    let head = here.git(&["rev-parse", "HEAD"]).trim().to_owned();
    assert_eq!(world.git_there(&["rev-parse", "refs/heads/main"]), head);
    assert_eq!(here.git(&["ls-tree", "-r", "HEAD"]), end.tree);
    let history = here.git(&["rev-list", "--objects", "--no-object-names", "HEAD"]);
    let history: BTreeSet<&str> = history.lines().collect();
    for id in end.blobs.iter().chain(&end.commits) {
        assert!(history.contains(id.as_str()), "{id} is not in history");
    }
    world.git_there(&["fsck", "--strict", "--no-dangling"]);
    for machine in [here, there] {
        after::assert_nothing_left(machine);
        after::assert_status_fine(machine);
        assert_eq!(machine.json(&["status", "--json"])["sync"]["state"], "in_step");
    }
}
