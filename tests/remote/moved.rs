//! Remotes whose branch no longer holds what it held, and remotes of another kind.

use std::fs;
use std::path::PathBuf;

use crate::support::World;

/// A notebook in step with a remote, and another clone that has gone on: the first commit and the second.
fn in_step() -> (World, PathBuf, PathBuf, PathBuf, [String; 2]) {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    let first = world.tip(&one, "HEAD");
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    let second = world.commit(&one, "second.md", "x");
    world.act("push", &one).done("taken");
    (world, bare, one, two, [first, second])
}

#[test]
fn a_forced_push_is_recognised_and_taken_only_when_told() {
    let (world, bare, one, two, [_, second]) = in_step();
    let other = world.commit(&two, "other.md", "x");
    world.git(&two, &["push", "-q", "-f", "origin", "main"]);
    for _ in 0..2 {
        let told = world.act("fetch", &one);
        told.failed("rewritten", "was force-pushed");
        assert!(told.text.contains(&second[..10]) && told.text.contains(&other[..10]), "{}", told.text);
        assert!(told.text.contains("headsup sync --accept"), "{}", told.text);
    }
    // As git would, so that it can be looked at.
    assert_eq!(world.tip(&one, "origin/main"), other);
    assert_eq!(world.tip(&one, "HEAD"), second);
    world.act("push", &one).done("behind");
    assert_eq!(world.tip(&bare, "main"), other);
    world.act("accept", &one).done("true");
    world.act("fetch", &one).done(&other);
    world.git(&one, &["merge", "-q", "-m", "merge", "origin/main"]);
    world.act("push", &one).done("taken");
    world.act("fetch", &one).done(&world.tip(&one, "HEAD"));
}

#[test]
fn a_remote_that_is_behind_is_recognised() {
    let (world, bare, one, _, [first, second]) = in_step();
    world.git(&bare, &["update-ref", "refs/heads/main", &first]);
    // Packing references, as `git gc` does, changes nothing.
    world.git(&one, &["pack-refs", "--all"]);
    for _ in 0..2 {
        world.act("fetch", &one).failed("rewritten", "is behind");
    }
    world.act("accept", &one).done("true");
    world.act("fetch", &one).done(&first);
    world.act("push", &one).done("taken");
    assert_eq!(world.tip(&bare, "main"), second);
    world.act("fetch", &one).done(&second);
}

#[test]
fn a_branch_that_is_gone_is_recognised() {
    let (world, bare, one, _, [_, second]) = in_step();
    world.git(&bare, &["update-ref", "-d", "refs/heads/main"]);
    world.act("fetch", &one).failed("rewritten", "is gone");
    world.act("accept", &one).done("true");
    world.act("fetch", &one).done("");
    world.act("push", &one).done("taken");
    assert_eq!(world.tip(&bare, "main"), second);
}

#[test]
fn what_was_fetched_and_merged_counts_though_it_was_never_pushed() {
    let (world, bare, one, two, [first, _]) = in_step();
    world.git(&two, &["pull", "-q"]);
    let third = world.commit(&two, "third.md", "x");
    world.act("push", &two).done("taken");
    world.act("fetch", &one).done(&third);
    world.git(&one, &["merge", "-q", "--ff-only", "origin/main"]);
    world.git(&bare, &["update-ref", "refs/heads/main", &first]);
    world.act("fetch", &one).failed("rewritten", &third[..10]);
}

#[test]
fn what_was_fetched_and_not_merged_does_not_count() {
    let (world, _, one, two, [_, second]) = in_step();
    world.git(&two, &["pull", "-q"]);
    let third = world.commit(&two, "third.md", "x");
    world.act("push", &two).done("taken");
    world.act("fetch", &one).done(&third);
    world.git(&two, &["reset", "-q", "--hard", &second]);
    let other = world.commit(&two, "other.md", "x");
    world.git(&two, &["push", "-q", "-f", "origin", "main"]);
    world.act("fetch", &one).done(&other);
}

#[test]
fn ones_own_forced_push_is_no_surprise() {
    let (world, _, one, _, [_, second]) = in_step();
    world.git(&one, &["commit", "-q", "--amend", "-m", "reworded"]);
    world.git(&one, &["push", "-q", "-f", "origin", "main"]);
    let reworded = world.tip(&one, "HEAD");
    assert_ne!(reworded, second);
    world.act("fetch", &one).done(&reworded);
}

#[test]
fn a_remote_that_is_not_there_may_be_on_a_disk_that_comes_back() {
    let (world, bare, one, _, [_, second]) = in_step();
    let away = world.path("away");
    fs::rename(&bare, &away).unwrap();
    world.act("fetch", &one).failed("unreachable (passing)", "does not appear to be a git repository");
    world.act("push", &one).failed("unreachable (passing)", "does not appear to be a git repository");
    world.act("default branch", &bare).failed("unreachable (passing)", "does not appear");
    fs::create_dir(&bare).unwrap();
    world.act("fetch", &one).failed("unreachable (passing)", "does not appear to be a git repository");
    fs::remove_dir(&bare).unwrap();
    fs::rename(&away, &bare).unwrap();
    world.act("fetch", &one).done(&second);
}

#[test]
fn a_remote_of_another_format_is_named() {
    let world = World::new();
    let other = world.path("sha256.git");
    world.git(&world.path("."), &["init", "-q", "--bare", "--object-format=sha256", other.to_str().unwrap()]);
    let one = world.notebook("one", other.to_str().unwrap());
    world.act("push", &one).failed("other_format", "sha1");
    let seed = world.path("seed");
    world.git(&world.path("."), &["init", "-q", "--object-format=sha256", seed.to_str().unwrap()]);
    world.commit(&seed, "a.md", "x");
    world.git(&seed, &["push", "-q", other.to_str().unwrap(), "main"]);
    world.act("fetch", &one).failed("other_format", "sha256");
    world.git(&other, &["config", "core.repositoryFormatVersion", "99"]);
    world.act("fetch", &one).failed("other_format", "99");
}

#[test]
fn a_shallow_clone_is_told_what_it_lacks() {
    let (world, bare, _, _, _) = in_step();
    let shallow = world.path("shallow");
    let address = format!("file://{}", bare.display());
    world.git(&world.path("."), &["clone", "-q", "--depth=1", &address, shallow.to_str().unwrap()]);
    world.act("fetch", &shallow).failed("shallow", "fetch origin --unshallow");
    world.act("push", &shallow).failed("shallow", "fetch origin --unshallow");
    world.git(&shallow, &["fetch", "-q", "origin", "--unshallow"]);
    world.act("fetch", &shallow).done(&world.tip(&bare, "main"));
}

#[test]
fn a_remote_that_refuses_is_told_in_its_words() {
    let (world, bare, one, _, _) = in_step();
    world.commit(&one, "third.md", "x");
    let plain = world.notebook("plain", "unset");
    world.git(&one, &["remote", "set-url", "origin", plain.to_str().unwrap()]);
    world.git(&plain, &["config", "receive.denyCurrentBranch", "updateInstead"]);
    world.git(&plain, &["fetch", "-q", one.to_str().unwrap(), "main"]);
    world.git(&plain, &["reset", "-q", "--hard", "FETCH_HEAD~1"]);
    let before = world.tip(&plain, "main");
    world.act("push", &one).failed("denied", "checked out there");
    assert_eq!(world.tip(&plain, "main"), before);
    world.git(&bare, &["config", "transfer.hideRefs", "refs/heads/main"]);
    world.git(&one, &["remote", "set-url", "origin", bare.to_str().unwrap()]);
    world.act("push", &one).failed("denied", "hidden");
}

#[test]
fn the_branch_that_a_clone_begins_with() {
    let world = World::new();
    let bare = world.bare("notes.git");
    world.act("default branch", &bare).done("");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.git(&one, &["push", "-q", "origin", "main:zebra"]);
    world.act("default branch", &bare).done("zebra");
    world.git(&one, &["push", "-q", "origin", "main:apple", "main:master"]);
    world.act("default branch", &bare).done("master");
    world.git(&bare, &["symbolic-ref", "HEAD", "refs/heads/apple"]);
    world.act("default branch", &bare).done("apple");
    world.act("default branch", "ext::sh -c id").failed("bad_address", "would run a program");
}
