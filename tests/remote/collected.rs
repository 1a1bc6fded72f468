//! A person's `git gc` beside a sync.

use std::fs;

use crate::support::World;

#[test]
fn what_was_fetched_outlives_a_persons_gc() {
    let world = World::new();
    let bare = world.bare("notes.git");
    let one = world.notebook("one", bare.to_str().unwrap());
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, bare.to_str().unwrap());
    for round in 0..8 {
        let tip = world.commit(&two, &format!("{round}.md"), format!("{round}\n"));
        world.git(&two, &["push", "-q", "origin", "main"]);
        let fetching = world.begin("fetch", &one);
        // At any moment of the fetch.
        world.git(&one, &["-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now"]);
        fetching.end().done(&tip);
        world.git(&one, &["-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now"]);
        assert_eq!(world.git(&one, &["show", &format!("{tip}:{round}.md")]), round.to_string());
        world.assert_sound(&one);
    }
    let packs = fs::read_dir(one.join(".git/objects/pack")).unwrap();
    let keeps =
        packs.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "keep"));
    assert_eq!(keeps.count(), 0);
}
