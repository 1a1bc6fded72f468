//! A digest that is read back, and its seal.

use headsup::domain::{
    digest::{Seal, is_untouched, seal},
    note::{
        Content, Note,
        item::{Mark, Mention},
    },
};

use super::common::{meetings, mentions, number, path, read, stored, text};

/// Reads the input as a digest's file, and as the page of one that is sealed.
pub fn check(input: &[u8]) {
    let names = ["digests/2026-03-17-priya.md", "digests/2026-03-17-priya-1600.md"];
    let at = path(names[number(input) % names.len()]);
    let (draft, note) = read(&at, input);
    stored(&note);
    assert!(matches!(note.content, Content::Digest(Some(_))), "{:?}", note.content);
    assert!(meetings(&note).iter().all(|meeting| meeting.with.len() == 1 && meeting.when.is_some()));
    for mention in mentions(&note) {
        if let Some(refers) = &mention.refers {
            assert!(refers.is_markdown(), "{refers}");
            assert!(matches!(mention.mark, Mark::Done | Mark::Dropped), "{mention:?}");
        }
    }
    let page = text(input);
    let sealed = seal(&page);
    assert_eq!(is_untouched(sealed.as_bytes()), Seal::Untouched);
    edited(sealed.into_bytes(), input);
    if is_untouched(input) == Seal::Untouched {
        let open = input.iter().rposition(|byte| *byte == b'<').expect("a seal begins with `<`");
        let page = input.get(..open - 1).and_then(|page| std::str::from_utf8(page).ok());
        assert!(page.is_none_or(|page| seal(page).as_bytes() == input), "sealed as we do not");
    }
    // Our own last line is no line of theirs.
    let page = draft.text();
    if page.ends_with('\n') {
        let (_, sealed) = read(&at, seal(page).as_bytes());
        assert_eq!(said(&note), said(&sealed), "the seal says something: {page:?}");
    }
}

fn said(note: &Note) -> Vec<&Mention> {
    mentions(note)
}

/// A changed, a missing and an added byte show.
fn edited(sealed: Vec<u8>, input: &[u8]) {
    let at = number(input) % sealed.len();
    let mut changed = sealed.clone();
    changed[at] ^= 1 << (input.len() % 8);
    assert_ne!(is_untouched(&changed), Seal::Untouched, "byte {at} was changed");
    let mut shorter = sealed.clone();
    shorter.remove(at);
    assert_ne!(is_untouched(&shorter), Seal::Untouched, "byte {at} was taken out");
    let mut longer = sealed;
    longer.push(b'\n');
    assert_ne!(is_untouched(&longer), Seal::Untouched, "a line was added");
}
