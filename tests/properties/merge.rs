//! What holds of every merge of two versions of a note.

use std::collections::BTreeSet;

use headsup::domain::{
    config::Config,
    merge::{
        Origin, Side,
        note::{Merged, Version, merge},
    },
    note::{diagnostic::Severity, draft::Draft},
    path::NotePath,
    roster::Roster,
};
use proptest::prelude::*;

use crate::generate::notebook;

const ADDED: [&str; 16] = [
    "- [ ] ask for the ladder",
    "- [ ] ask for the ladder",
    "- [x] count the trucks due:2026-03-20",
    "  - [ ] nested it is ^nested",
    "- [ ] gate 7 ^gate-7",
    "plain words that somebody wrote",
    "plain words that somebody wrote",
    "",
    "## Wins",
    "### Goals",
    "## Something else",
    "> quoted",
    "```",
    "tags: [x, y]",
    "time: \"11:00\"",
    "<!-- a remark -->",
];

/// One edit of a text's lines; places count modulo the number of lines.
#[derive(Clone, Debug)]
enum Edit {
    Delete(usize),
    Insert(usize, &'static str),
    Tick(usize),
    Append(usize, &'static str),
    Move(usize, usize),
    CutTail(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = 0usize..60;
    prop_oneof![
        2 => place.clone().prop_map(Edit::Delete),
        4 => (place.clone(), prop::sample::select(&ADDED[..])).prop_map(|(at, line)| Edit::Insert(at, line)),
        4 => place.clone().prop_map(Edit::Tick),
        4 => (place.clone(), prop::sample::select(vec![" due:2026-03-20", " again", " @omar", " ^early", " ✅ 2026-03-09", ", or not"]))
            .prop_map(|(at, more)| Edit::Append(at, more)),
        1 => (place.clone(), place.clone()).prop_map(|(from, to)| Edit::Move(from, to)),
        1 => place.prop_map(Edit::CutTail),
    ]
}

/// A text after some edits: each line with the number of the line of the base that it is, as long as nobody
/// touched it.
fn apply(base: &str, edits: &[Edit]) -> Vec<(Option<usize>, String)> {
    let mut lines: Vec<(Option<usize>, String)> =
        base.split_inclusive('\n').enumerate().map(|(at, line)| (Some(at), line.to_owned())).collect();
    for edit in edits {
        let n = lines.len();
        if n == 0 {
            break;
        }
        let mut change = |at: &usize, to: &dyn Fn(&str) -> String| {
            let line = &mut lines[at % n];
            let end = line.1.len() - line.1.trim_end_matches(['\r', '\n']).len();
            let (text, end) = line.1.split_at(line.1.len() - end);
            let new = to(text) + end;
            if new != line.1 {
                *line = (None, new);
            }
        };
        match edit {
            Edit::Delete(at) => drop(lines.remove(at % n)),
            Edit::Insert(at, line) => lines.insert(at % n, (None, format!("{line}\n"))),
            Edit::Tick(at) => change(at, &|text| text.replacen("[ ]", "[x]", 1)),
            Edit::Append(at, more) => change(at, &|text| match text.rsplit_once(" ^") {
                Some((text, id)) => format!("{text}{more} ^{id}"),
                None => format!("{text}{more}"),
            }),
            Edit::Move(from, to) => {
                let (from, to) = (from % n, to % n);
                let (_, line) = lines.remove(from);
                lines.insert(to, (None, line));
                // It cannot be told whether a line went down or those that it passed went up.
                for passed in &mut lines[from.min(to)..=from.max(to)] {
                    passed.0 = None;
                }
            }
            Edit::CutTail(at) => change(at, &|text| {
                text.rsplit_once(' ').map_or_else(|| text.to_owned(), |(head, _)| head.to_owned())
            }),
        }
    }
    lines
}

fn text(lines: &[(Option<usize>, String)]) -> String {
    let mut out = String::new();
    for (_, line) in lines {
        // The last line may have no end, and may have been moved.
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

fn origin(hour: u8) -> Origin {
    Origin { time: format!("2026-03-03T{hour:02}:00[UTC]").parse().unwrap(), machine: "laptop".to_owned() }
}

fn merged(base: &str, a: &str, b: &str) -> Merged {
    merge(base, Version { text: a, origin: &origin(8) }, Version { text: b, origin: &origin(9) })
}

fn errors(text: &str) -> BTreeSet<(String, String)> {
    let read = Draft::read(&NotePath::new("note.md").unwrap(), text.as_bytes());
    let note = read.resolve(&Roster::default(), &Config::default());
    let errors = note.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.code.into_owned(), found.message)).collect()
}

/// A note of a notebook, sometimes with other ends of lines or none at the end.
fn note() -> impl Strategy<Value = String> {
    (notebook(), any::<prop::sample::Index>(), 0..6u8).prop_map(|(files, at, ends)| {
        let notes: Vec<&String> =
            files.iter().filter(|(path, _)| path.ends_with(".md")).map(|(_, text)| text).collect();
        let text = notes[at.index(notes.len())];
        match ends {
            0 => text.replace('\n', "\r\n"),
            1 => text.trim_end().to_owned(),
            _ => text.clone(),
        }
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(edit(), 0..6)
}

fn said(text: &str) -> BTreeSet<&str> {
    text.lines().map(str::trim).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Different items in a few sections: one for each way an item can be written, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Stays,
    Ticked,
    Due,
    Reworded,
    Followed,
    Gone,
}

const WORDS: [&str; 16] = [
    "send the billing plan to finance",
    "order two long ladders for the hall",
    "read every page of that manual",
    "compare what five vendors ask for",
    "draft an essay about handovers",
    "write down how refunds are counted",
    "close all stale tickets from autumn",
    "measure checkout latency on phones",
    "invite Omar for coffee and cake",
    "paint our small meeting room blue",
    "count trucks waiting near gate four",
    "teach Zoe where keys are kept",
    "repair a bell that rings too late",
    "archive letters older than ten years",
    "translate these labels into French",
    "plant trees behind some quiet fence",
];

fn item(n: usize, fate: Fate) -> String {
    let words = WORDS[n % WORDS.len()];
    let (mark, due, id) = (
        if fate == Fate::Ticked { "x" } else { " " },
        match (fate, n % 3) {
            (Fate::Due, _) => " due:2026-03-20",
            (_, 0) => " due:2026-03-06",
            _ => "",
        },
        if n.is_multiple_of(4) { format!(" ^item-{n}") } else { String::new() },
    );
    let words = if fate == Fate::Reworded { words.replacen(' ', " really ", 1) } else { words.to_owned() };
    let line = format!("- [{mark}] {words}{due}{id}\n");
    match fate {
        Fate::Gone => String::new(),
        Fate::Followed => format!("{line}- [ ] thing number {n} that somebody added\n"),
        _ => line,
    }
}

fn page(fates: &[Fate]) -> String {
    let mut out = "---\nwith: priya\ndate: 2026-03-03\n---\n\nWe met.\n".to_owned();
    for (n, fate) in fates.iter().enumerate() {
        if n % 4 == 0 {
            out.push_str(&format!("\n## {}\n\n", ["Mine", "Theirs", "Next steps", "Topics"][n / 4 % 4]));
        }
        out.push_str(&item(n, *fate));
    }
    out
}

proptest! {
    #[test]
    fn a_merge_is_the_same_from_either_side(base in note(), a in edits(), b in edits(), same_time in any::<bool>()) {
        let (a, b) = (text(&apply(&base, &a)), text(&apply(&base, &b)));
        let (first, second) = (origin(8), origin(if same_time { 8 } else { 9 }));
        let (x, y) = (Version { text: &a, origin: &first }, Version { text: &b, origin: &second });
        let (there, back) = (merge(&base, x, y), merge(&base, y, x));
        prop_assert_eq!(&there.text, &back.text);
        let mirrored = back.lost.map(|side| if side == Side::A { Side::B } else { Side::A });
        prop_assert_eq!(there.lost, mirrored);
    }

    #[test]
    fn what_one_side_left_alone_is_the_others(base in note(), a in edits()) {
        let a = text(&apply(&base, &a));
        for (x, y) in [(&a, &a), (&a, &base), (&base, &a)] {
            let done = merged(&base, x, y);
            prop_assert_eq!(done, Merged { text: a.clone(), lost: None });
        }
    }

    #[test]
    fn a_line_that_one_side_added_is_kept(base in note(), a in edits(), b in edits()) {
        let (a, b) = (text(&apply(&base, &a)), text(&apply(&base, &b)));
        let done = merged(&base, &a, &b);
        let (before, after) = (said(&base), said(&done.text));
        for (side, own) in [(Side::A, &a), (Side::B, &b)] {
            for line in said(own).difference(&before).filter(|_| done.lost != Some(side)) {
                // A line that one changed and the other too says in the result what both say.
                let known: BTreeSet<&str> = words(&done.text).chain(words(&base)).collect();
                let holds = after.contains(line) || words(line).all(|word| known.contains(word));
                prop_assert!(holds, "{line:?} of {side:?} is lost in\n{}", done.text);
            }
            if done.lost != Some(side) {
                for line in ADDED.iter().filter(|line| !line.starts_with("tags")) {
                    let count = |text: &str| text.lines().filter(|other| other.trim() == line.trim()).count();
                    let other = if side == Side::A { &b } else { &a };
                    if count(own) > count(&base) && count(other) >= count(&base) && !line.is_empty() && !line.trim_start().starts_with('-') {
                        prop_assert!(done.text.contains(line), "{line:?} of {side:?} is not in\n{}", done.text);
                    }
                }
            }
        }
    }

    #[test]
    fn what_neither_touched_stays(base in note(), a in edits(), b in edits()) {
        let (a, b) = (apply(&base, &a), apply(&base, &b));
        let of = |lines: &[(Option<usize>, String)]| lines.iter().filter_map(|(at, _)| *at).collect::<BTreeSet<_>>();
        let untouched: Vec<usize> = of(&a).intersection(&of(&b)).copied().collect();
        let done = merged(&base, &text(&a), &text(&b));
        let lines: Vec<&str> = base.lines().collect();
        let mut rest = done.text.lines();
        for at in untouched {
            let line = lines[at];
            // Of lines that say the same it cannot be told which of them was touched.
            if lines.iter().filter(|other| **other == line).count() > 1 {
                continue;
            }
            prop_assert!(line.trim().is_empty() || rest.any(|other| other == line), "{line:?} is not in its place in\n{}", done.text);
        }
    }

    #[test]
    fn a_merge_reads_without_new_errors(base in note(), a in edits(), b in edits()) {
        let (a, b) = (text(&apply(&base, &a)), text(&apply(&base, &b)));
        let done = merged(&base, &a, &b);
        let known: BTreeSet<_> = errors(&a).union(&errors(&b)).cloned().collect();
        prop_assert!(errors(&done.text).is_subset(&known), "{:?} in\n{}", errors(&done.text), done.text);
        prop_assert!(!done.text.contains("<<<<<<<") && !done.text.contains(">>>>>>>"));
    }

    #[test]
    fn edits_of_different_items_all_hold(
        fates in prop::collection::vec((any::<bool>(), prop::sample::select(vec![
            Fate::Stays, Fate::Stays, Fate::Ticked, Fate::Due, Fate::Reworded, Fate::Followed, Fate::Gone,
        ])), 1..16),
    ) {
        let of = |mine: bool| fates.iter().map(|(own, fate)| if *own == mine { *fate } else { Fate::Stays }).collect::<Vec<_>>();
        let base = page(&vec![Fate::Stays; fates.len()]);
        let all: Vec<Fate> = fates.iter().map(|(_, fate)| *fate).collect();
        let done = merged(&base, &page(&of(true)), &page(&of(false)));
        prop_assert_eq!(done, Merged { text: page(&all), lost: None });
    }

    #[test]
    fn a_tick_and_another_edit_of_one_item_both_hold(
        at in 0usize..16,
        fate in prop::sample::select(vec![Fate::Due, Fate::Reworded, Fate::Followed]),
        first in any::<bool>(),
    ) {
        let with = |fate| (0..16).map(|n| if n == at { fate } else { Fate::Stays }).collect::<Vec<_>>();
        let (ticked, other) = (page(&with(Fate::Ticked)), page(&with(fate)));
        let (a, b) = if first { (&ticked, &other) } else { (&other, &ticked) };
        let done = merged(&page(&[Fate::Stays; 16]), a, b);
        let expect = other.replacen(&item(at, fate), &item(at, fate).replacen("[ ]", "[x]", 1), 1);
        prop_assert_eq!(done, Merged { text: expect, lost: None });
    }
}
