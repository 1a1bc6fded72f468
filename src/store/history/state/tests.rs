use std::fs;

use super::super::{
    Outcome, RepoState,
    testing::{Place, now, write},
};

/// What a person is in the middle of, and what the commit is deferred for.
#[track_caller]
fn check_busy(setup: impl FnOnce(&Place), expect: &str, sentence: &str) {
    let place = Place::new();
    place.write("a.md", "one\n");
    place.commit_clean();
    place.git(&["switch", "-q", "-c", "side"]);
    for text in ["side\n", "side 2\n"] {
        place.write("a.md", text);
        place.git(&["commit", "-qam", "side"]);
    }
    place.git(&["switch", "-q", "main"]);
    place.write("a.md", "main\n");
    place.git(&["commit", "-qam", "main"]);
    setup(&place);
    let before = place.git(&["rev-parse", "HEAD"]);
    place.write("b.md", "waits");
    let RepoState::Busy(busy) = place.open().state().unwrap() else { panic!("at rest") };
    assert!(format!("{busy:?}").starts_with(expect), "{busy:?}");
    assert!(busy.to_string().contains(sentence), "{busy}");
    let by_hand = busy.by_hand("headsup sync");
    assert!(by_hand.contains(sentence) && by_hand.contains("run `headsup sync` again"), "{by_hand}");
    assert!(!by_hand.contains("tried again") && !by_hand.contains("by themselves"), "{by_hand}");
    let report = place.open().commit(&[write("b.md")], "m", &now()).unwrap();
    let Outcome::Deferred(busy) = report.outcome else { panic!("{:?}", report.outcome) };
    assert!(format!("{busy:?}").starts_with(expect), "{busy:?}");
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
}

fn fails(place: &Place, args: &[&str]) {
    let (ok, text) = place.try_git(args);
    assert!(!ok, "{text}");
}

#[test]
fn nothing_is_committed_in_the_middle_of_something() {
    check_busy(|place| fails(place, &["merge", "side"]), "Merge", "git merge --abort");
    check_busy(|place| fails(place, &["rebase", "side"]), "Rebase", "git rebase --continue");
    check_busy(|place| fails(place, &["cherry-pick", "side"]), "CherryPick", "cherry-pick");
    check_busy(|place| fails(place, &["revert", "HEAD~1", "--no-edit"]), "Revert", "git revert");
    check_busy(|place| drop(place.git(&["bisect", "start"])), "Bisect", "git bisect reset");
    check_busy(|place| drop(place.git(&["switch", "-q", "--detach"])), "DetachedHead", "git switch");
    check_busy(
        |place| {
            fails(place, &["cherry-pick", "side~1", "side"]);
            place.write("a.md", "settled\n");
            place.git(&["commit", "-qam", "settled"]);
        },
        "CherryPick",
        "cherry-pick",
    );
    check_busy(
        |place| {
            place.write("a.md", "stashed\n");
            place.git(&["stash", "-q"]);
            place.write("a.md", "other\n");
            place.git(&["commit", "-qam", "other"]);
            fails(place, &["stash", "pop"]);
        },
        "Conflicted",
        "a.md has a conflict",
    );
    check_busy(
        |place| fs::write(place.git_dir().join("index.lock"), "").unwrap(),
        "Locked",
        "another program holds",
    );
}
