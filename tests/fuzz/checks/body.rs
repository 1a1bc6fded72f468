//! A whole meeting note.

use headsup::domain::{
    note::{
        Note,
        item::{Mark, Mention, Visibility},
        tick::{NoTick, tick},
    },
    path::NotePath,
};

use super::common::{mentions, number, path, read, stored};

/// Reads the input as a meeting note, and ticks one of its boxes.
pub fn check(input: &[u8]) {
    let at = path("2026-03-03-priya.md");
    let (draft, note) = read(&at, input);
    let text = draft.text();
    assert_eq!(note, read(&at, input).1, "read twice");
    stored(&note);
    confidential(&note, text);
    if !text.contains('\r') {
        let (_, windows) = read(&at, text.replace('\n', "\r\n").as_bytes());
        let (unix, windows) = (mentions(&note), mentions(&windows));
        assert_eq!(unix.len(), windows.len(), "line ends make a difference: {text:?}");
        let other = unix.into_iter().zip(windows).find(|(unix, windows)| unix != windows);
        assert_eq!(other, None, "line ends make a difference: {text:?}");
    }
    let all = mentions(&note);
    if let Some(mention) = all.get(number(input) % all.len().max(1)) {
        ticked(mention, &note, text, &at);
    }
}

/// Ticking a box changes the box, and nothing else.
fn ticked(mention: &Mention, note: &Note, text: &str, at: &NotePath) {
    let line = mention.source.line;
    let all = mentions(note);
    let alone = all.iter().filter(|other| other.source.line == line).count() == 1;
    match tick(text, line) {
        Err(NoTick::NoLine) => panic!("no line {line} in {text:?}"),
        Err(NoTick::NoItem | NoTick::FrontMatter | NoTick::Done | NoTick::SeveralLines) => {}
        Ok(after) => {
            let same = |(a, b): &(u8, u8)| a == b;
            let head = text.bytes().zip(after.bytes()).take_while(same).count();
            let rest = (&text.as_bytes()[head..], &after.as_bytes()[head..]);
            let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
            let (gone, new) = (&rest.0[..rest.0.len() - tail], &rest.1[..rest.1.len() - tail]);
            assert!(gone.len() <= 8 && new.len() <= 4, "more than a box was changed: {gone:?} to {new:?}");
            if alone && matches!(mention.mark, Mark::Open | Mark::UnderWay) {
                let (_, read) = read(at, after.as_bytes());
                let now = mentions(&read);
                let expect: Vec<Mention> = all
                    .iter()
                    .map(|other| match other.source.line == line {
                        true => Mention { mark: Mark::Done, ..(*other).clone() },
                        false => (*other).clone(),
                    })
                    .collect();
                assert_eq!(now.len(), expect.len(), "line {line} ticked in {text:?}");
                let other = now.into_iter().zip(&expect).find(|(now, expect)| now != expect);
                assert_eq!(other, None, "line {line} ticked in {text:?}");
            }
        }
    }
}

/// What is said of a confidential item does not say what it is.
fn confidential(note: &Note, text: &str) {
    let hidden = mentions(note).into_iter().filter(|mention| mention.visibility == Visibility::Confidential);
    for mention in hidden {
        let words = mention.text.split(|c: char| !c.is_alphanumeric());
        // No word of our own has a digit or a letter beyond ASCII in it.
        let telling = |word: &&str| word.chars().any(|c| c.is_numeric() || !c.is_ascii());
        let own = |word: &&str| word.chars().count() > 5 && text.matches(*word).count() == 1;
        for word in words.filter(telling).filter(own) {
            for found in &note.diagnostics {
                let leaks = |said: &str| said.contains(word);
                assert!(
                    !leaks(&found.message) && !found.fix.as_deref().is_some_and(leaks),
                    "{word:?} is confidential: {found:?}"
                );
            }
        }
    }
}
