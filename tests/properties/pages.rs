//! What holds of every page.

use std::collections::BTreeSet;

use headsup::domain::{
    digest::{self, MAX_LINES, SectionName},
    ledger::Item,
    note::{
        diagnostic::{Diagnostic, Severity},
        item::Visibility,
    },
    roster::Owner,
};
use proptest::prelude::*;

use crate::generate::{Files, SECRET, notebook};
use crate::read::{Page, page, page_at, priya};

/// How many notebooks each property is tried on.
const CASES: u32 = 48;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        max_global_rejects: 100 * CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Priya's open commitments of one owner, all that is late among them first counted.
fn owed(page: &Page, is_owner: impl Fn(&Item) -> bool) -> Vec<&Item> {
    let person = priya(&page.book);
    let hers = |item: &&Item| page.ledger.belongs_to(item, &person, &page.book).is_some();
    let open = page.ledger.items.iter().filter(hers).filter(|item| item.is_open() && is_owner(item));
    open.filter(|item| item.is_commitment() && item.visibility != Visibility::Confidential).collect()
}

fn late(page: &Page, items: &[&Item]) -> usize {
    let day = page.meeting.start.with_time_zone(page.book.zone.clone()).date();
    items.iter().filter(|item| item.days_late(day).is_some_and(|days| days > 0)).count()
}

/// Of a line `+ 3 more, 2 of them late`: how many there are, and how many of them are late.
fn more(lines: &[&str]) -> (usize, usize) {
    let Some(line) = lines.iter().find_map(|line| line.strip_prefix("+ ")) else { return (0, 0) };
    let (hidden, rest) = line.split_once(" more").unwrap();
    let hidden = hidden.parse().unwrap();
    let late = match rest {
        "" => 0,
        ", late" | ", all late" => hidden,
        rest => {
            rest.strip_prefix(", ").and_then(|r| r.strip_suffix(" of them late")).unwrap().parse().unwrap()
        }
    };
    (hidden, late)
}

fn is_late(line: &str) -> bool {
    line.contains(" days late") || line.contains(" day late")
}

/// The same files, in another order.
fn shuffled(files: &Files, seed: u64) -> Files {
    let mut files = files.clone();
    let mut state = seed | 1;
    for at in (1..files.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        files.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
    }
    files
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn it_is_one_page_and_says_nothing_confidential(files in notebook()) {
        let page = page(&files);
        let sealed = digest::seal(&page.markdown);
        prop_assert!(sealed.lines().count() <= MAX_LINES, "{sealed}");
        prop_assert!(!page.markdown.contains(SECRET) && !page.json.contains(SECRET), "{sealed}");
    }

    #[test]
    fn an_item_stands_in_one_section(files in notebook()) {
        let page = page(&files);
        let lines = page.digest.sections.iter().flat_map(|section| &section.items);
        let places = lines.filter_map(|line| {
            let source = line.facts.source.as_ref()?;
            Some((source.path.to_string(), source.line, format!("{:?} {}", line.facts.kind, line.facts.text)))
        });
        let places: Vec<_> = places.collect();
        let once: BTreeSet<_> = places.iter().collect();
        prop_assert_eq!(once.len(), places.len(), "{}", page.markdown);
    }

    #[test]
    fn what_i_am_late_on_is_shown_or_counted(files in notebook()) {
        let page = page(&files);
        let late = late(&page, &owed(&page, Item::is_my_commitment));
        let section = page.digest.sections.iter().find(|section| section.name == SectionName::YouOwe);
        let in_value = section.map_or(0, |section| {
            section.items.iter().filter(|line| line.facts.days_late.is_some()).count() + section.hidden_late
        });
        prop_assert_eq!(in_value, late, "{}", page.markdown);
        let lines = page.section("You owe");
        let shown = lines.iter().filter(|line| line.starts_with("- [ ] ") && is_late(line)).count();
        prop_assert_eq!(shown + more(&lines).1, late, "{}", page.markdown);
    }

    #[test]
    fn what_is_late_of_theirs_is_shown_or_counted(files in notebook()) {
        let page = page(&files);
        let person = priya(&page.book);
        let theirs = owed(&page, |item| item.owner == Some(Owner::Person(person.clone())));
        let late = late(&page, &theirs);
        let section = page.digest.sections.iter().find(|section| section.name == SectionName::TheyOwe);
        let in_value = section.map_or(0, |section| section.items.len() + section.hidden);
        prop_assert!(in_value >= late && in_value <= theirs.len(), "{}", page.markdown);
        let lines = section.map_or_else(Vec::new, |section| page.section(&section.heading));
        let shown = lines.iter().filter(|line| line.starts_with("- [ ] "));
        prop_assert_eq!(shown.count() + more(&lines).0, in_value, "{}", page.markdown);
    }

    #[test]
    fn the_order_of_files_changes_nothing(files in notebook(), seed in any::<u64>()) {
        let (one, other) = (page(&files), page(&shuffled(&files, seed)));
        prop_assert_eq!(one.markdown, other.markdown);
        prop_assert_eq!(one.json, other.json);
    }

    #[test]
    fn what_has_nothing_to_do_with_it_changes_nothing(
        files in notebook(),
        day in prop::sample::select(&["2026-02-10", "2026-03-16", "2026-03-17", "2026-03-18"][..]),
        kind in 0..4_usize,
    ) {
        let before = page(&files);
        let mut files = files;
        let boxes = "- [ ] Paint the shed due:2026-03-01 ^shed\n- [x] Water the plants\n";
        let items = format!("{boxes}\n## Wins\n- Shed is dry\n\n## Questions\n- [ ] Which colour?\n");
        files.push(match kind {
            0 => (format!("{day}-zoe.md"), format!("---\nwith: Zoe Quill\ndate: {day}\n---\n{items}")),
            1 => ("garden.md".to_owned(), items),
            2 => ("people/zoe.md".to_owned(), "---\nname: Zoe Quill\nrelation: peer\n---\n".to_owned()),
            _ => ("goals/shed.md".to_owned(), "---\nwith: Zoe Quill\n---\n# A dry shed\n".to_owned()),
        });
        let after = page(&files);
        prop_assert_eq!(before.markdown, after.markdown);
        prop_assert_eq!(before.json, after.json);
    }

    #[test]
    fn a_digest_that_nobody_edited_says_nothing_new(files in notebook()) {
        let before = page(&files);
        let mut files = files;
        files.push((before.path.to_string(), digest::seal(&before.markdown)));
        let after = page(&files);
        prop_assert_eq!(&before.path, &after.path);
        prop_assert_eq!(before.markdown, after.markdown);
        prop_assert_eq!(before.json, after.json);
        prop_assert_eq!(before.ledger.items, after.ledger.items);
    }

    #[test]
    fn a_box_that_is_ticked_in_the_digest_is_ticked(files in notebook(), which in any::<prop::sample::Index>()) {
        // Where a later note has the box again, that one counts; one id on two kinds is an error, and may mean
        // either.
        let mut files = files;
        files.retain(|(path, _)| !path.starts_with("2026-03-24"));
        let before = page(&files);
        let mentions = before.ledger.items.iter().flat_map(|item| &item.mentions);
        let meeting = before.meeting.start.timestamp();
        let two = |said: &Diagnostic| said.severity == Severity::Error;
        prop_assume!(!before.ledger.diagnostics.iter().any(two));
        prop_assume!(mentions.filter_map(|mention| mention.start).all(|start| start <= meeting));
        let boxes: Vec<_> = before.markdown.match_indices("\n- [ ] ").map(|(at, _)| at + 1).collect();
        prop_assume!(!boxes.is_empty());
        let at = boxes[which.index(boxes.len())];
        let line = before.markdown[at..].lines().next().unwrap().to_owned();
        let mut edited = digest::seal(&before.markdown);
        edited.replace_range(at + 3..at + 4, "x");
        files.push((before.path.to_string(), edited));
        // The next page, as of the meeting after.
        let open = |page: &Page| page.ledger.items.iter().filter(|item| item.is_open()).count();
        let then = page_at(&files, &before.meeting.start);
        prop_assert_eq!(open(&then) + 1, open(&before), "{}", line);
        let printed = |page: &Page| page.markdown.lines().filter(|other| *other == line).count();
        prop_assert_eq!(printed(&then) + 1, printed(&before), "{}\n{}", line, then.markdown);
    }

    #[test]
    fn the_same_notes_give_the_same_bytes(files in notebook()) {
        let (one, other) = (page(&files), page(&files));
        prop_assert_eq!(one.markdown, other.markdown);
        prop_assert_eq!(one.json, other.json);
        prop_assert!(one.following >= one.meeting.start);
    }
}
