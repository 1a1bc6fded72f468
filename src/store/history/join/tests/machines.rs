use std::collections::BTreeSet;

use super::super::super::testing::Place;
use super::super::{Joined, Relation};
use super::fixture::{LIMITS, Two, assert_clean, fetch, id, later, save, tree};

/// A stream of numbers that is the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Fetch, join, and push where nobody else has: as often as it takes.
fn sync(place: &Place, remote: &Place, hours: i64) {
    for _ in 0..5 {
        if remote.try_git(&["rev-parse", "-q", "--verify", "refs/heads/shared"]).0 {
            place.git(&["fetch", "-q", remote.root.to_str().unwrap(), "refs/heads/shared"]);
            let theirs = id(place.git(&["rev-parse", "FETCH_HEAD"]).trim());
            match place.open().join(theirs, LIMITS, &later(hours)).unwrap() {
                Joined::Nothing | Joined::Applied { .. } => {}
                other => panic!("{other:?}"),
            }
            assert_ne!(place.open().relation(theirs).unwrap(), Relation::Diverged);
        }
        let to = remote.root.to_str().unwrap();
        if place.try_git(&["push", "-q", to, "HEAD:refs/heads/shared"]).0 {
            return;
        }
    }
    panic!("somebody is always faster");
}

fn edit(place: &Place, random: &mut Random, line: &str) {
    let paths = ["a.md", "b.md", "d/c.md", "e.txt", "2026-03-03-sam.md", "digests/x.md"];
    let path = paths[random.below(paths.len())];
    let full = place.root.join(path);
    match random.below(8) {
        0 if full.exists() => {
            let to = format!("moved/{}", line.replace(' ', "-"));
            place.write(&format!("{to}/x"), "");
            std::fs::rename(&full, place.root.join(&to).join("note.md")).unwrap();
        }
        _ => {
            let mut text = std::fs::read_to_string(&full).unwrap_or_default();
            let at =
                text.match_indices('\n').map(|(at, _)| at + 1).nth(random.below(4)).unwrap_or(text.len());
            text.insert_str(at, &format!("{line}\n"));
            place.write(path, &text);
        }
    }
}

#[test]
fn three_machines_that_sync_in_any_order_end_equal_and_keep_every_line() {
    for seed in 1..=4 {
        let mut random = Random(seed * 7_919);
        let two = Two::with(&[("a.md", "one\ntwo\nthree\n"), ("b.md", "b\n")]);
        let third = Place::new();
        third.git(&["config", "headsup.machine", "third"]);
        fetch(&third, &two.here);
        third.git(&["reset", "-q", "--hard", "FETCH_HEAD"]);
        let remote = Place::new();
        let machines = [&two.here, &two.there, &third];
        let mut lines = BTreeSet::new();
        for round in 0..16 {
            let machine = random.below(3);
            if random.below(3) == 0 {
                sync(machines[machine], &remote, 10 + round);
                continue;
            }
            let line = format!("line {round} of {machine}");
            edit(machines[machine], &mut random, &line);
            lines.insert(line);
            save(machines[machine], 10 + round);
        }
        for _ in 0..2 {
            machines.iter().for_each(|machine| sync(machine, &remote, 50));
        }
        let trees: BTreeSet<String> =
            machines.iter().map(|machine| tree(&machine.open()).to_string()).collect();
        assert_eq!(trees.len(), 1, "seed {seed}");
        for machine in machines {
            assert_clean(machine);
        }
        let held: String = third.git(&["grep", "-h", "", "HEAD"]);
        let names = third.files().join("\n");
        for line in lines {
            let moved = line.replace(' ', "-");
            assert!(held.contains(&line) || names.contains(&moved), "seed {seed}: {line} of {held}");
        }
    }
}
