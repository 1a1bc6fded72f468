//! Two versions of a note and the one that both came from, merged.
//!
//! A NUL ends the base, another one the first version. A version that begins with `\x01` is a script: edits of the
//! base's lines, ended by `\x01` each; a version that is not there is made of the base by edits of our choice.

use std::{collections::BTreeSet, ops::ControlFlow};

use headsup::domain::{
    config::Config,
    merge::{
        Origin, Side,
        note::{self, Merged, Version},
    },
    note::{confidential::Hidden, diagnostic::Severity, draft::Draft},
};

use super::common::{ROSTER, number, path, text};

type Merge = fn(&str, Version<'_>, Version<'_>) -> Merged;

/// Merges the versions that the input is, each way that files are merged.
pub fn check(input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == 0);
    let base = text(parts.next().unwrap_or_default());
    let seed = number(input);
    let [a, b] = [seed, seed / 7].map(|seed| match parts.next() {
        Some([1, script @ ..]) => edited(&base, script.split(|byte| *byte == 1)),
        Some(version) => text(version),
        None => edited(&base, edits(seed).iter().map(Vec::as_slice)),
    });
    let times = [origin("2026-03-03T08:00[UTC]"), origin("2026-03-03T09:00[UTC]")];
    let (first, second) = [(0, 1), (1, 0), (0, 0)][seed % 3];
    let of = (Version { text: &a, origin: &times[first] }, Version { text: &b, origin: &times[second] });
    for merge in [note::yaml as Merge, note::lines] {
        holds(merge, &base, of);
    }
    let done = holds(note::merge, &base, of);
    let known: BTreeSet<_> = errors(&a).union(&errors(&b)).cloned().collect();
    let found = errors(&done.text);
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "new errors {new:?} in {:?}\nof {base:?}\nand {a:?}\nand {b:?}", done.text);
    secret([&a, &b], &done.text);
    for (side, own) in [(Side::A, &a), (Side::B, &b)] {
        if done.lost != Some(side) {
            kept(own, &base, &done.text);
        }
    }
}

/// What holds of a merge of any kind.
fn holds(merge: Merge, base: &str, (a, b): (Version<'_>, Version<'_>)) -> Merged {
    let done = merge(base, a, b);
    let back = merge(base, b, a);
    assert_eq!(done.text, back.text, "the other way round: {base:?}\n{:?}\n{:?}", a.text, b.text);
    let mirrored = back.lost.map(|side| if side == Side::A { Side::B } else { Side::A });
    assert_eq!(done.lost, mirrored, "the other way round: {base:?}\n{:?}\n{:?}", a.text, b.text);
    for one in [a, b] {
        let unchanged = Version { text: base, origin: b.origin };
        for (x, y) in [(one, one), (one, unchanged), (unchanged, one)] {
            let alone = merge(base, x, y);
            assert_eq!(alone, Merged { text: one.text.to_owned(), lost: None }, "{base:?}");
        }
    }
    done
}

/// Each line that a version added is in the text, if only word for word: the other one may have changed it too.
#[track_caller]
fn kept(version: &str, base: &str, done: &str) {
    let lines = |text| str::lines(text).map(str::trim).collect::<BTreeSet<&str>>();
    let (before, after) = (lines(base), lines(done));
    // The case of letters is worth no conflict.
    let known: BTreeSet<String> = words(done).chain(words(base)).map(str::to_lowercase).collect();
    for line in lines(version).difference(&before).filter(|line| !after.contains(*line)) {
        let missing = words(numberless(line)).find(|word| !known.contains(&word.to_lowercase()));
        // The seal of a digest that both edited fits neither.
        let is_seal = line.starts_with("<!-- headsup: sha256:");
        assert!(is_seal || missing.is_none(), "{missing:?} of {line:?} is lost in {done:?}\nof {base:?}");
    }
}

/// What is confidential in each version that has it is so in the text.
#[track_caller]
fn secret(versions: [&str; 2], done: &str) {
    let parts = |text: &str| {
        let (open, hidden) = Hidden::of_text(text).split(text);
        let lines =
            |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<BTreeSet<String>>();
        (lines(&open), lines(&hidden))
    };
    let (open, _) = parts(done);
    let [(a_open, a_hidden), (b_open, b_hidden)] = versions.map(parts);
    let known: BTreeSet<String> = a_open.union(&b_open).cloned().collect();
    let secrets: BTreeSet<String> = a_hidden.union(&b_hidden).cloned().collect();
    let told =
        |line: &&String| secrets.contains(*line) && !known.contains(*line) && words(line).next().is_some();
    assert_eq!(open.iter().find(told), None, "is confidential in {versions:?}, but not in {done:?}");
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A line without the number that its item has in a list.
fn numberless(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.starts_with(['.', ')']) { rest } else { line }
}

fn errors(text: &str) -> BTreeSet<(String, String)> {
    let read = Draft::read(&path("2026-03-03-priya.md"), text.as_bytes());
    let note = read.resolve(&ROSTER, &Config::default());
    let errors = note.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.code.into_owned(), found.message)).collect()
}

fn origin(time: &str) -> Origin {
    Origin { time: time.parse().expect("a time"), machine: "laptop".to_owned() }
}

/// A few edits, chosen by a number.
fn edits(seed: usize) -> Vec<Vec<u8>> {
    const WORDS: [&str; 12] = [
        "- [ ] count the trucks",
        "  - [ ] nested ^n",
        "",
        "## Wins",
        "plain words",
        "```",
        "tags: [x]",
        "<!-- x -->",
        " due:2026-03-20",
        " again",
        " ^early",
        ", or not",
    ];
    let digit = |n: usize| (seed / 5_usize.pow(u32::try_from(n).unwrap_or(0))) % 251;
    let edit = |n: usize| {
        let kind = b"itadcmr"[digit(3 * n) % 7];
        let place = u8::try_from(digit(3 * n + 1)).unwrap_or(0);
        [&[kind, place], WORDS[digit(3 * n + 2) % WORDS.len()].as_bytes()].concat()
    };
    (0..=seed % 3).map(edit).collect()
}

/// The base after edits: a letter, the line as a byte, and text.
fn edited<'a>(base: &str, edits: impl Iterator<Item = &'a [u8]>) -> String {
    let mut lines: Vec<String> = base.split('\n').map(str::to_owned).collect();
    let _ = edits.take(40).try_for_each(|edit| {
        let [kind, place, more @ ..] = edit else { return ControlFlow::Continue(()) };
        if lines.is_empty() {
            return ControlFlow::Break(());
        }
        let (at, more) = (usize::from(*place) % lines.len(), text(more));
        match kind {
            b'i' => lines.insert(at, more),
            b't' => lines[at] = lines[at].replacen("[ ]", "[x]", 1),
            b'a' => {
                lines[at] = match lines[at].rsplit_once(" ^") {
                    Some((words, id)) => format!("{words}{more} ^{id}"),
                    None => format!("{}{more}", lines[at]),
                }
            }
            b'd' => drop(lines.remove(at)),
            b'c' => lines[at] = lines[at].rsplit_once(' ').map_or(String::new(), |(head, _)| head.to_owned()),
            b'm' => {
                let line = lines.remove(at);
                let to = more.bytes().next().map_or(0, usize::from) % (lines.len() + 1);
                lines.insert(to, line);
            }
            _ => lines[at] = more,
        }
        ControlFlow::Continue(())
    });
    lines.join("\n")
}
