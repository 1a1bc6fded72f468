use std::fs;

use super::{
    super::{
        Busy, Change, Outcome,
        commit::Step,
        lock::{FileId, Record, Turn},
        testing::{Place, now},
    },
    recover,
};

/// What the next start does. The lock of a process that is just being forked, by another test, counts as held
/// until it has become another program: it is waited for here, and left to the next commit there.
fn start(place: &Place) {
    let history = place.open();
    let turn = Turn::take(&history.lock_dir()).unwrap().unwrap();
    assert_eq!(recover(&history, &turn).unwrap(), None);
}

#[test]
fn a_strangers_lock_is_never_removed() {
    let place = Place::new();
    place.write("a.md", "a");
    let lock = place.git_dir().join("index.lock");
    fs::write(&lock, "theirs").unwrap();
    assert!(matches!(place.commit().outcome, Outcome::Deferred(Busy::Locked { .. })));
    assert_eq!(fs::read(&lock).unwrap(), b"theirs");
    fs::remove_file(&lock).unwrap();
    let branch = place.git_dir().join("refs/heads/main.lock");
    fs::write(&branch, "").unwrap();
    assert!(matches!(place.commit().outcome, Outcome::Deferred(Busy::Locked { path, .. }) if path == branch));
    assert!(branch.exists() && !lock.exists());
    fs::remove_file(&branch).unwrap();
    place.commit_clean();
}

#[test]
fn a_kill_at_any_step_leaves_nothing_that_stays_wrong() {
    for step in [Step::Stored, Step::Drafted, Step::Locked, Step::Moved, Step::Published] {
        let place = Place::new();
        place.write("a.md", "a");
        place.write("gone.md", "x");
        place.commit_clean();
        place.write("a.md", "edited");
        place.write("new.md", "new");
        place.remove("gone.md");
        place.write("staged.txt", "s");
        place.git(&["add", "staged.txt"]);
        let changes: Vec<Change> =
            place.changed().into_iter().filter(|c| c.path() != b"staged.txt").collect();
        place.open().commit_until(&changes, "m", &now(), &|at| at == step).unwrap();
        start(&place);
        assert!(!place.git_dir().join("index.lock").exists(), "{step:?}");
        place.open().commit(&changes, "m", &now()).unwrap();
        assert_eq!(place.status(), "A  staged.txt\n", "{step:?}");
        assert_eq!(place.git(&["rev-list", "--count", "HEAD"]), "2\n", "{step:?}");
        place.assert_sound();
        let left = fs::read_dir(place.git_dir().join("headsup")).unwrap().count();
        assert_eq!(left, 1, "only commit.lock is left: {step:?}");
    }
}

#[test]
fn a_lock_removed_by_hand_and_commits_made_since_a_kill() {
    let place = Place::new();
    place.write("a.md", "a");
    place.write("b.md", "b");
    place.commit_clean();
    place.write("a.md", "edited");
    place.open().commit_until(&place.changed(), "m", &now(), &|at| at == Step::Moved).unwrap();
    fs::remove_file(place.git_dir().join("index.lock")).unwrap();
    place.write("b.md", "by hand");
    place.git(&["commit", "-qm", "by hand", "--only", "b.md"]);
    assert_eq!(place.status(), "MM a.md\n");
    start(&place);
    assert_eq!(place.status(), "");
    place.assert_sound();
}

#[test]
fn another_headsup_that_commits_is_waited_for() {
    let place = Place::new();
    place.write("a.md", "a");
    let changes = place.changed();
    let history = place.open();
    let turn = Turn::take(&history.lock_dir()).unwrap().unwrap();
    assert!(Turn::try_take(&history.lock_dir()).is_none());
    let waiting = std::thread::spawn(move || history.commit(&changes, "m", &now()).unwrap());
    drop(turn);
    assert!(matches!(waiting.join().unwrap().outcome, Outcome::Committed(_)));
}

#[test]
fn a_lock_that_could_not_be_removed_stays_known() {
    let place = Place::new();
    let history = place.open();
    let turn = Turn::take(&history.lock_dir()).unwrap().unwrap();
    let (draft, lock) = (turn.file("index"), place.git_dir().join("index.lock"));
    fs::write(&draft, "").unwrap();
    let record = Record { file: FileId::of(&draft).unwrap(), from: None, commit: git2::Oid::ZERO_SHA1 };
    turn.write(record).unwrap();
    fs::hard_link(&draft, &lock).unwrap();
    turn.clear().unwrap();
    assert_eq!(turn.record(), Some(record));
    fs::remove_file(&lock).unwrap();
    turn.clear().unwrap();
    assert_eq!(turn.record(), None);
}

#[test]
fn a_lock_whose_record_a_power_cut_took_is_known_by_its_draft() {
    let place = Place::new();
    place.write("a.md", "a");
    place.open().commit_until(&place.changed(), "m", &now(), &|at| at == Step::Locked).unwrap();
    let lock = place.git_dir().join("index.lock");
    fs::write(place.git_dir().join("headsup/commit.lock"), "").unwrap();
    fs::write(&lock, "").unwrap();
    start(&place);
    assert!(!lock.exists());
    fs::write(&lock, "theirs").unwrap();
    start(&place);
    assert!(lock.exists(), "a stranger's stays");
    fs::remove_file(&lock).unwrap();
    place.commit_clean();
}
