//! A file's versions, commit by commit, and the story they tell.

use jiff::civil::date;

use super::{Confidential, Subject, Version, life};
use crate::domain::{
    book::Book,
    config::Config,
    ledger::{Evidence, Ledger},
    note::draft::Draft,
    path::NotePath,
    roster::Roster,
    schedule::Calendar,
};

const FEB: &str = "2026-02-17-priya.md";
const MAR: &str = "2026-03-03-priya.md";

/// A note's items, one a line, as `|` parts them.
fn note(items: &str) -> String {
    format!("---\nwith: priya\n---\n## Commitments\n{}\n", items.replace('|', "\n"))
}

/// The story of `asked` after these commits: a day, a file, and its items (none where it is deleted).
fn story(commits: &[(&str, &str, Option<&str>)], asked: &str, confidential: Confidential) -> String {
    let roster = Roster::new(Vec::new(), &["priya".to_owned()].into(), &[]);
    let config = Config::default();
    let zone = jiff::tz::TimeZone::UTC;
    let read = |path: &NotePath, text: &str| {
        let draft = Draft::read(path, text.as_bytes());
        (draft.text().to_owned(), draft.resolve(&roster, &config))
    };
    let mut versions = Vec::new();
    let mut last = std::collections::BTreeMap::new();
    for (at, (day, path, items)) in commits.iter().enumerate() {
        let (was, path) = match path.split_once('>') {
            Some((was, path)) => (NotePath::new(was), NotePath::new(path).unwrap()),
            None => (None, NotePath::new(*path).unwrap()),
        };
        let held = items.map(|items| read(&path, &note(items)));
        last.remove(was.as_ref().unwrap_or(&path));
        last.extend(held.clone().map(|held| (path.clone(), held)));
        let time = format!("{day}T10:00[UTC]").parse().unwrap();
        versions.push(Version { commit: Some((time, format!("c{at}"))), path, was, held });
    }
    let notes = last.values().map(|(_, note)| note.clone()).collect();
    let book =
        Book { notes, unsettled: Vec::new(), roster: roster.clone().into(), config, zone: zone.clone() };
    let now = "2026-03-20T10:00[UTC]".parse().unwrap();
    let ledger = Ledger::build(&book, &Calendar::of(&book, &now), &now, &Evidence::new());
    let named = |item: &&crate::domain::ledger::Item| item.id.as_deref() == Some(asked) || item.text == asked;
    let subject = match ledger.items.iter().find(named) {
        Some(item) => Subject::of(item, &ledger, &book),
        None => Subject::gone(asked),
    };
    for (path, held) in last {
        if subject.paths().contains(&path) {
            versions.push(Version { commit: None, path, was: None, held: Some(held) });
        }
    }
    let events = life(&subject, &versions, &book.roster, date(2026, 3, 20), confidential);
    let line = |event: &super::Event| {
        let commit = event.commit.as_deref().unwrap_or("now");
        format!(
            "{} {}: {} {commit}",
            event.day.strftime("%-d %b"),
            event.path.stem().get(5..10).unwrap(),
            event.told
        )
    };
    events.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(commits: &[(&str, &str, Option<&str>)], asked: &str, expect: &[&str]) {
    assert_eq!(story(commits, asked, Confidential::PassedOver), expect.join("\n"));
}

#[test]
fn a_promise_from_its_first_asking_to_its_end() {
    check(
        &[
            ("2026-02-17", FEB, Some("- [ ] Send the plan due:2026-02-27 ^p|- [ ] Other")),
            ("2026-02-24", FEB, Some("- [ ] Send the plan due:2026-03-06 ^p|- [ ] Other")),
            ("2026-02-25", FEB, Some("- [ ] Other words|- [ ] Send the plan due:2026-03-06 ^p")),
            ("2026-03-03", MAR, Some("- [/] Send the whole plan due:2026-03-12 ^p")),
            ("2026-03-10", MAR, Some("- [x] Send the whole plan due:2026-03-12 ^p")),
            ("2026-03-11", MAR, Some("- [ ] Send the whole plan due:2026-03-12 ^p")),
            ("2026-03-12", MAR, Some("- [-] Send the whole plan due:2026-03-12 ^p")),
        ],
        "p",
        &[
            "17 Feb 02-17: asked, due 27 Feb c0",
            "24 Feb 02-17: due moved to 6 Mar c1",
            "3 Mar 03-03: asked again, under way, due moved to 12 Mar, reworded: Send the whole plan c3",
            "10 Mar 03-03: done c4",
            "11 Mar 03-03: open again c5",
            "12 Mar 03-03: dropped c6",
        ],
    );
}

#[test]
fn without_an_id_it_is_known_by_its_words_and_through_its_edits() {
    check(
        &[
            ("2026-02-17", FEB, Some("- [ ] Draft the plan for the north|- [ ] Ask finance")),
            ("2026-02-18", FEB, Some("- [ ] Send the plan for the north|- [ ] Ask finance")),
            ("2026-03-03", MAR, Some("- [ ] Send the plan for the north — no answer yet")),
        ],
        "Send the plan for the north — no answer yet",
        &[
            "17 Feb 02-17: asked c0",
            "18 Feb 02-17: reworded: Send the plan for the north c1",
            "3 Mar 03-03: asked again, reworded: Send the plan for the north — no answer yet c2",
        ],
    );
}

#[test]
fn a_file_goes_on_under_a_new_name() {
    check(
        &[
            ("2026-02-17", FEB, Some("- [ ] Send the plan")),
            ("2026-02-18", "2026-02-17-priya.md>2026-02-18-priya.md", Some("- [ ] Send the plan")),
            ("2026-02-19", "2026-02-18-priya.md", Some("- [x] Send the plan")),
        ],
        "Send the plan",
        &["17 Feb 02-17: asked c0", "19 Feb 02-18: done c2"],
    );
}

#[test]
fn what_is_gone_has_a_story_too() {
    check(
        &[
            ("2026-02-17", FEB, Some("- [ ] Send the plan ^p")),
            ("2026-02-18", FEB, Some("- [ ] Other")),
            ("2026-02-19", FEB, Some("- [ ] Send the plan ^p")),
            ("2026-02-20", FEB, None),
        ],
        "p",
        &[
            "17 Feb 02-17: asked c0",
            "18 Feb 02-17: taken out of this note c1",
            "19 Feb 02-17: put back c2",
            "20 Feb 02-17: this note was deleted c3",
        ],
    );
}

#[test]
fn a_history_of_one_commit_tells_by_the_meetings() {
    check(
        &[
            ("2026-03-05", MAR, Some("- [x] Send the plan ^p")),
            ("2026-03-05", FEB, Some("- [ ] Send the plan due:2026-02-27 ^p")),
        ],
        "p",
        &["17 Feb 02-17: asked, due 27 Feb c1", "3 Mar 03-03: done c0"],
    );
}

#[test]
fn the_same_words_of_another_item_are_not_its_own() {
    check(
        &[
            ("2026-02-17", FEB, Some("- [x] Send the report")),
            ("2026-03-03", MAR, Some("- [ ] Send the report")),
            ("2026-03-04", MAR, Some("- [ ] Send the report due:2026-03-06")),
        ],
        "Send the report",
        &["17 Feb 02-17: done c0"],
    );
}

#[test]
fn what_was_in_confidence_is_passed_over() {
    let secret = "- [ ] Zanzibar ^p visibility:confidential";
    let commits = [
        ("2026-02-17", FEB, Some("- [ ] Zanzibar early ^p")),
        ("2026-02-18", FEB, Some(secret)),
        ("2026-02-19", FEB, Some("- [ ] Move house ^p")),
        ("2026-02-20", FEB, Some("- [x] Move house ^p")),
    ];
    check(&commits, "p", &["20 Feb 02-17: done c3"]);
    check(&commits[..2], "p", &[]);
    check(&[commits[0], commits[1], ("2026-02-19", FEB, None)], "p", &[]);
    let all = story(&commits, "p", Confidential::Told);
    assert!(all.starts_with("17 Feb 02-17: asked c0") && all.lines().count() == 4, "{all}");
}

#[test]
fn a_goal_tells_its_values() {
    let goals = |items: &str| format!("x|## Goals|{items}");
    let (one, two) = (
        goals("- Fewer failed invoices now:40 target:10 ^g"),
        goals("- Fewer failed invoices now:22 health:at-risk ^g"),
    );
    check(
        &[("2026-02-17", FEB, Some(&one)), ("2026-03-03", MAR, Some(&two))],
        "g",
        &[
            "17 Feb 02-17: set, now 40, target 10 c0",
            "3 Mar 03-03: stated again, now 22 (was 40), at risk c1",
        ],
    );
}
