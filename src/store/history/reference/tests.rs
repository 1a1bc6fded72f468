use std::fs;

use super::super::{
    Busy, Outcome,
    testing::{Place, now, write},
};
use super::*;

const BRANCH: &str = "refs/heads/main";

/// A notebook with two commits on `main`, the earlier and the later one.
fn place() -> (Place, Oid, Oid) {
    let place = Place::new();
    place.write("a.md", "one\n");
    let one = place.commit_clean().oid();
    place.write("a.md", "two\n");
    let two = place.commit_clean().oid();
    (place, one, two)
}

fn try_shift(place: &Place, name: &str, from: Option<Oid>, to: Option<Oid>) -> Result<Moved, Error> {
    let history = place.open();
    let repo = history.repo()?;
    let turn = Turn::take(&history.lock_dir())?.unwrap();
    let who = Signature::now("Test\nWriter", "writer@example.invalid").unwrap();
    shift(&history, &repo, &turn, Move { name, from, to }, (&who, "why\nnot"))
}

fn tip(place: &Place, name: &str) -> String {
    place.try_git(&["rev-parse", "--verify", "-q", name]).1.trim().to_owned()
}

#[test]
fn it_moves_only_from_what_was_seen() {
    let (place, one, two) = place();
    assert_eq!(try_shift(&place, BRANCH, Some(one), Some(one)).unwrap(), Moved::Meanwhile);
    assert_eq!(try_shift(&place, BRANCH, None, Some(one)).unwrap(), Moved::Meanwhile);
    assert_eq!(tip(&place, BRANCH), two.to_string());
    assert_eq!(try_shift(&place, BRANCH, Some(two), Some(one)).unwrap(), Moved::Yes);
    assert_eq!(tip(&place, BRANCH), one.to_string());
    place.git(&["pack-refs", "--all"]);
    assert_eq!(try_shift(&place, BRANCH, Some(one), Some(two)).unwrap(), Moved::Yes);
    assert_eq!(tip(&place, BRANCH), two.to_string());
    assert_eq!(try_shift(&place, "refs/headsup/aside/x", None, Some(one)).unwrap(), Moved::Yes);
    assert_eq!(try_shift(&place, "refs/headsup/aside/x", Some(one), None).unwrap(), Moved::Yes);
    assert_eq!(tip(&place, "refs/headsup/aside/x"), "");
    place.assert_sound();
}

#[test]
fn the_reflog_is_as_git_would_write_it() {
    let (place, one, two) = place();
    let log = place.git_dir().join("logs/refs/heads/main");
    let cut = fs::read_to_string(&log).unwrap();
    fs::write(&log, format!("{}\n0123", cut.lines().next().unwrap())).unwrap();
    try_shift(&place, BRANCH, Some(two), Some(one)).unwrap();
    for name in [BRANCH, "HEAD"] {
        let first = place.git(&["reflog", "show", "-1", "--format=%H %gn <%ge> %gs", name]);
        assert_eq!(first, format!("{one} Test Writer <writer@example.invalid> why not\n"));
    }
    assert_eq!(place.git(&["reflog", "show", "--format=%gs", BRANCH]).lines().count(), 2);
    place.git(&["config", "core.logAllRefUpdates", "false"]);
    fs::remove_file(&log).unwrap();
    try_shift(&place, BRANCH, Some(one), Some(two)).unwrap();
    assert!(!log.exists());
    assert_eq!(place.git(&["reflog", "show", "-1", "--format=%H", "HEAD"]).trim(), two.to_string());
    place.assert_sound();
}

#[test]
fn a_first_commit_where_other_branches_are() {
    let (place, one, _) = place();
    for (there, unborn, free) in
        [("a/b", "a", false), ("a", "a/b", false), ("a/b", "a/c", true), ("ab", "a", true)]
    {
        place.git(&["update-ref", &format!("refs/heads/{there}"), "HEAD"]);
        place.git(&["pack-refs", "--all"]);
        place.git(&["symbolic-ref", "HEAD", &format!("refs/heads/{unborn}")]);
        let moved = try_shift(&place, &format!("refs/heads/{unborn}"), None, Some(one));
        assert_eq!(moved.is_ok(), free, "{unborn} beside {there}: {moved:?}");
        place.git(&["symbolic-ref", "HEAD", BRANCH]);
        if free {
            place.git(&["update-ref", "-d", &format!("refs/heads/{unborn}")]);
        }
        place.git(&["update-ref", "-d", &format!("refs/heads/{there}")]);
        place.assert_sound();
    }
    fs::create_dir_all(place.git_dir().join("refs/heads/empty/in/it")).unwrap();
    assert_eq!(try_shift(&place, "refs/heads/empty", None, Some(one)).unwrap(), Moved::Yes);
}

#[test]
fn a_lock_is_removed_where_it_is_ours_and_left_to_a_stranger() {
    let (place, ..) = place();
    let lock = place.git_dir().join("refs/heads/main.lock");
    let draft = place.git_dir().join("headsup/ref.1");
    place.write("a.md", "three\n");
    for ours in [false, true] {
        fs::write(&draft, "").unwrap();
        if ours {
            fs::remove_file(&lock).unwrap();
            fs::hard_link(&draft, &lock).unwrap();
        } else {
            fs::write(&lock, "").unwrap();
        }
        let outcome = place.open().commit(&[write("a.md")], "m", &now()).unwrap().outcome;
        assert_eq!(lock.exists(), !ours);
        assert!(!draft.exists());
        match outcome {
            Outcome::Deferred(Busy::Locked { path, .. }) => assert!(!ours && path == lock),
            outcome => assert!(ours && matches!(outcome, Outcome::Committed(_)), "{outcome:?}"),
        }
    }
    place.assert_sound();
}
