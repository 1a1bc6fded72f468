use super::super::testing::{Place, write};
use super::*;

/// A repository with this many commits of headsup's own, each of one more line.
fn grown(commits: usize) -> Place {
    let place = Place::new();
    let history = place.open();
    for n in 0..commits {
        place.write("note.md", format!("line {n}\n").repeat(n + 1));
        let when = super::super::testing::now();
        history.commit(&[write("note.md")], &format!("save {n}\n"), &when).unwrap();
    }
    place
}

fn pack(place: &Place) -> bool {
    place.open().packing().run(&AtomicBool::new(false)).unwrap()
}

#[test]
fn many_loose_objects_become_one_pack_and_few_are_left_alone() {
    let place = grown(20);
    assert_eq!(place.open().upkeep().loose, 60, "a file, a tree and a commit each");
    assert!(!pack(&place), "not due yet");
    let place = grown(LOOSE / 3 + 1);
    let before = place.git(&["rev-list", "--objects", "HEAD"]);
    assert!(pack(&place));
    let after = place.open().upkeep();
    assert_eq!((after.loose, after.packs), (0, 1));
    assert_eq!(place.git(&["rev-list", "--objects", "HEAD"]), before);
    place.assert_sound();
    assert!(!pack(&place), "once is enough");
}

#[test]
fn what_no_branch_leads_to_is_packed_too_and_never_lost() {
    let place = grown(LOOSE / 3 + 1);
    place.write("aside.md", "kept aside");
    let aside = place.git(&["hash-object", "-w", "aside.md"]);
    place.git(&["update-ref", "refs/headsup/aside/root", "HEAD~3"]);
    let unreachable = place.git(&["commit-tree", "-m", "young, and of nobody's yet", "HEAD^{tree}"]);
    for hostile in [&["gc.pruneExpire", "now"][..], &["gc.reflogExpire", "never"]] {
        place.git(&[&["config"], hostile].concat());
    }
    assert!(pack(&place));
    assert_eq!(place.git(&["cat-file", "-t", aside.trim()]), "blob\n");
    assert_eq!(place.git(&["cat-file", "-t", unreachable.trim()]), "commit\n");
    assert_eq!(place.git(&["rev-parse", "refs/headsup/aside/root"]), place.git(&["rev-parse", "HEAD~3"]));
    assert_eq!(place.open().upkeep().loose, 0);
}

#[test]
fn while_git_packs_by_itself_we_do_not() {
    let place = grown(LOOSE / 3 + 1);
    for lock in ["gc.pid", "objects/maintenance.lock"] {
        let lock = place.git_dir().join(lock);
        fs::write(&lock, "1 somewhere").unwrap();
        assert!(!pack(&place), "{}", lock.display());
        let old = SystemTime::now() - STALE - Duration::from_secs(1);
        File::options().write(true).open(&lock).unwrap().set_modified(old).unwrap();
    }
    let turn = place.open().packing().turn().unwrap();
    assert!(!pack(&place), "another headsup is at it");
    drop(turn);
    // A process that another test starts may hold the turn's file for the moment between fork and exec.
    assert!((0..1000).any(|_| pack(&place)), "what was left behind by a killed git does not count");
}

#[test]
fn of_the_repositorys_own_settings_no_program_is_run() {
    let place = grown(LOOSE / 3 + 1);
    let mark = place.root.with_file_name("mark");
    let leave = format!("touch {} #", mark.display());
    for name in [
        "gc.recentObjectsHook",
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "uploadpack.packObjectsHook",
        "alias.repack",
        "core.editor",
    ] {
        let value = if name == "alias.repack" { format!("!{leave}") } else { leave.clone() };
        place.git(&["config", name, &value]);
    }
    for name in ["pre-auto-gc", "post-index-change", "reference-transaction", "post-rewrite"] {
        let hook = place.git_dir().join("hooks").join(name);
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        let mut options = OpenOptions::new();
        let mut file = options.create(true).write(true).truncate(true).mode(0o755).open(hook).unwrap();
        io::Write::write_all(&mut file, format!("#!/bin/sh\n{leave}\n").as_bytes()).unwrap();
    }
    let log = place.git_dir().join("logs/HEAD");
    let line = fs::read_to_string(&log).unwrap().lines().last().unwrap().to_owned() + "\n";
    fs::write(&log, line.repeat(REFLOG as usize / line.len() + 1)).unwrap();
    assert!(pack(&place));
    assert!(!mark.exists(), "a program of the repository's was run");
}

#[test]
fn a_linked_work_tree_shares_its_objects() {
    let place = grown(LOOSE / 3 + 1);
    let linked = place.root.with_file_name("linked");
    place.git(&["worktree", "add", "-q", "-b", "linked", linked.to_str().unwrap()]);
    let history = History::open(&linked).unwrap();
    assert!(history.packing().run(&AtomicBool::new(false)).unwrap());
    assert_eq!(place.open().upkeep().loose, 0);
    place.assert_sound();
}

#[test]
fn reflogs_are_cut_where_they_are_long_and_old() {
    let place = grown(LOOSE / 3 + 1);
    let log = place.git_dir().join("logs/HEAD");
    let newest = fs::read_to_string(&log).unwrap().lines().last().unwrap().to_owned();
    let (id, _) = newest.split_once(' ').unwrap();
    let old = format!("{id} {id} Test Writer <writer@example.invalid> 1000000000 +0000\tlong ago\n");
    fs::write(&log, old.repeat(REFLOG as usize / old.len() + 1)).unwrap();
    place.git(&["commit", "-q", "--allow-empty", "-m", "young"]);
    assert!(pack(&place));
    // Those that git would keep are kept.
    for log in [log, place.git_dir().join("logs/refs/heads/main")] {
        assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 1, "{}", log.display());
    }
}

#[test]
fn what_a_power_cut_left_goes_with_it() {
    let place = grown(LOOSE / 3 + 1);
    let empty = place.git_dir().join("objects/ab").join("38".repeat(19));
    fs::create_dir_all(empty.parent().unwrap()).unwrap();
    let file = File::create(&empty).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(25 * 3600)).unwrap();
    drop(file);
    assert!(!place.try_git(&["fsck"]).0);
    let objects = place.git_dir().join("objects");
    // A process that another test starts may hold the file for the moment between fork and exec.
    assert!((0..100).any(|_| {
        leftovers::remove(&objects);
        !empty.exists()
    }));
    assert!(pack(&place));
    place.assert_sound();
}
