//! Every parser, on what a stranger's notebook may hold: the short run of the fuzz targets, on any toolchain.
//! What is checked, and how to run them for hours, is told in `checks/mod.rs`.

#![allow(clippy::expect_used, clippy::panic, reason = "a check fails where it cannot go on")]

mod checks;

use std::{fs, path::Path};

use checks::{TARGETS, Target};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// How many mutations of the seeds each target is tried on.
const CASES: u32 = 1000;

/// The longest input that is made of seeds.
const LONGEST: usize = 4096;

/// The seeds of a target, by name.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name);
    let entries = fs::read_dir(&folder).expect("every target has a corpus");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a seed").path()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).expect("a seed can be read")).collect()
}

/// The words of a target's dictionary.
fn words(target: &Target) -> Vec<Vec<u8>> {
    let file = format!("tests/fuzz/dictionaries/{}.dict", target.name);
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let text = text.expect("every target has a dictionary");
    text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescaped).collect()
}

/// A dictionary's word: libFuzzer knows `\\`, `\"` and `\xAB`.
fn unescaped(word: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        match (byte, tail) {
            (b'\\', [b'x', high, low, tail @ ..]) => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                out.push(digit(*high).expect("a digit") * 16 + digit(*low).expect("a digit"));
                rest = tail;
            }
            (b'\\', [escaped, tail @ ..]) => {
                out.push(*escaped);
                rest = tail;
            }
            (byte, tail) => {
                out.push(*byte);
                rest = tail;
            }
        }
    }
    out
}

/// One change of an input.
#[derive(Clone, Debug)]
enum Edit {
    Word(Index, Index),
    Byte(Index, u8),
    Cut(Index, usize),
    Copy(Index, Index, usize),
    Splice(Index, Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), index()).prop_map(|(at, word)| Edit::Word(at, word)),
        1 => (index(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        2 => (index(), 1..40usize).prop_map(|(at, len)| Edit::Cut(at, len)),
        2 => (index(), index(), 1..80usize).prop_map(|(from, to, len)| Edit::Copy(from, to, len)),
        1 => (index(), index(), index()).prop_map(|(at, seed, from)| Edit::Splice(at, seed, from)),
    ]
}

fn edited(mut input: Vec<u8>, edits: &[Edit], seeds: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    for edit in edits {
        let place = |index: &Index, input: &[u8]| index.index(input.len() + 1);
        match edit {
            Edit::Word(at, word) => {
                let at = place(at, &input);
                input.splice(at..at, words[word.index(words.len())].iter().copied());
            }
            Edit::Byte(at, byte) => {
                let at = place(at, &input);
                input.splice(at..(at + 1).min(input.len()), [*byte]);
            }
            Edit::Cut(at, len) => {
                let at = place(at, &input);
                input.drain(at..(at + len).min(input.len()));
            }
            Edit::Copy(from, to, len) => {
                let (from, to) = (place(from, &input), place(to, &input));
                let piece = input[from..(from + len).min(input.len())].to_vec();
                input.splice(to..to, piece);
            }
            Edit::Splice(at, seed, from) => {
                let other = &seeds[seed.index(seeds.len())];
                input.truncate(place(at, &input));
                input.extend(&other[place(from, other)..]);
            }
        }
    }
    input.truncate(LONGEST);
    input
}

#[track_caller]
fn run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target");
    let (seeds, words) = (seeds(target), words(target));
    assert!(!seeds.is_empty() && !words.is_empty());
    seeds.iter().for_each(|seed| (target.check)(seed));
    // The same inputs on every run: what fails once fails again.
    let config = Config { failure_persistence: None, ..Config::with_cases(CASES) };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let inputs = (any::<Index>(), prop::collection::vec(edit(), 1..10)).prop_map(|(seed, edits)| {
        let input = edited(seeds[seed.index(seeds.len())].clone(), &edits, &seeds, &words);
        // Shown as text where it is text: a seed can be made of it.
        String::from_utf8(input).map_err(|error| error.into_bytes())
    });
    let outcome = runner.run(&inputs, |input| {
        (target.check)(match &input {
            Ok(text) => text.as_bytes(),
            Err(bytes) => bytes,
        });
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{name}: {failure}");
    }
}

#[test]
fn a_note() {
    run("body");
}

#[test]
fn the_configuration() {
    run("config");
}

#[test]
fn a_date() {
    run("date");
}

#[test]
fn a_digest() {
    run("digest");
}

#[test]
fn front_matter() {
    run("front_matter");
}

#[test]
fn an_item() {
    run("item");
}

#[test]
fn a_merge() {
    run("merge");
}
