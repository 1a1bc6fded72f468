//! A bare repository on a disk.

use crate::support::World;

/// Two notebooks that share a remote of this form see each other's commits.
#[track_caller]
fn check(address: impl Fn(&str) -> String) {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", address(bare.to_str().unwrap()));
    world.act("fetch", &one).done("");
    world.act("push", &one).done("taken");
    world.act("push", &one).done("taken");
    let first = world.tip(&one, "HEAD");
    assert_eq!(world.tip(&bare, "main"), first);
    assert_eq!(world.tip(&one, "refs/remotes/origin/main"), first);
    let two = world.second("two", &bare, address(bare.to_str().unwrap()));
    let second = world.commit(&two, "two.md", "another\n");
    world.act("push", &two).done("taken");
    world.act("fetch", &one).done(&second);
    assert_eq!(world.tip(&one, "refs/remotes/origin/main"), second);
    assert_eq!(world.tip(&one, "refs/headsup/remote/origin/main"), second);
    assert_eq!(world.tip(&one, "HEAD"), first);
    assert_eq!(world.git(&one, &["show", "refs/headsup/remote/origin/main:two.md"]), "another");
    // Nothing new is no error.
    world.act("fetch", &one).done(&second);
    world.commit(&one, "three.md", "beside it\n");
    world.act("push", &one).done("behind");
    assert_eq!(world.tip(&bare, "main"), second);
    for repository in [&one, &two, &bare] {
        world.assert_sound(repository);
    }
}

#[test]
fn by_its_path() {
    check(str::to_owned);
}

#[test]
fn by_its_path_from_the_work_tree() {
    check(|path| format!("../{}", path.rsplit('/').next().unwrap()));
}

#[test]
fn by_a_file_address() {
    check(|path| format!("file://{path}"));
}

#[test]
fn other_branches_and_tags_stay_as_they_are() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    world.git(&two, &["branch", "mine"]);
    world.git(&two, &["tag", "-a", "-m", "v1", "v1"]);
    world.git(&two, &["push", "-q", "origin", "mine", "v1"]);
    let tip = world.commit(&two, "two.md", "x");
    world.git(&two, &["push", "-q", "origin", "main"]);
    world.git(&one, &["tag", "own"]);
    world.git(&one, &["branch", "own-branch"]);
    world.act("fetch", &one).done(&tip);
    let refs = world.git(&one, &["for-each-ref", "--format=%(refname)"]);
    let expect = [
        "refs/heads/main",
        "refs/heads/own-branch",
        "refs/headsup/agreed/origin/main",
        "refs/headsup/remote/origin/main",
        "refs/remotes/origin/main",
        "refs/tags/own",
    ];
    assert_eq!(refs, expect.join("\n"));
    assert!(!one.join(".git/FETCH_HEAD").exists());
    world.git(&one, &["merge", "-q", "--ff-only", "origin/main"]);
    world.commit(&one, "three.md", "x");
    world.act("push", &one).done("taken");
    let refs = world.git(&bare, &["for-each-ref", "--format=%(refname)"]);
    assert_eq!(refs, "refs/heads/main\nrefs/heads/mine\nrefs/tags/v1");
}

#[test]
fn objects_that_are_borrowed_are_found() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let lender = world.notebook("lender", bare.to_str().unwrap());
    world.act("push", &lender).done("taken");
    let one = world.path("one");
    world
        .git(&world.path("."), &["clone", "-q", "--shared", lender.to_str().unwrap(), one.to_str().unwrap()]);
    std::fs::write(one.join(".git/objects/info/alternates"), "../../../lender/.git/objects\n").unwrap();
    world.git(&one, &["remote", "set-url", "origin", bare.to_str().unwrap()]);
    let tip = world.commit(&one, "two.md", "x");
    world.act("push", &one).done("taken");
    world.act("fetch", &one).done(&tip);
    world.act("fetch", &lender).done(&tip);
    world.assert_sound(&lender);
}

#[test]
fn several_at_once_take_turns_on_every_work_tree() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let tip = world.tip(&one, "HEAD");
    let linked = world.path("linked");
    world.git(&one, &["worktree", "add", "-q", "-b", "main-linked", linked.to_str().unwrap()]);
    world.git(&linked, &["config", "branch.main-linked.remote", "origin"]);
    world.git(&linked, &["config", "branch.main-linked.merge", "refs/heads/main"]);
    let begun: Vec<_> =
        (0..3).flat_map(|_| [world.begin("fetch", &one), world.begin("fetch", &linked)]).collect();
    for fetching in begun {
        fetching.end().done(&tip);
    }
    world.assert_sound(&one);
}
