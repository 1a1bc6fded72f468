//! The notebook that inputs are read in, and what holds of every file that was read.

use std::sync::LazyLock;

use headsup::domain::{
    config::Config,
    note::{
        Content, Note,
        diagnostic::Diagnostic,
        draft::Draft,
        item::{Kind, Mention},
        meeting::MeetingNote,
    },
    path::NotePath,
    roster::{Owner, PersonKey, Roster},
};

/// The writer is Ana Ruiz; two people share a first name, one is known only from a `with:`.
pub static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let profiles = [
        (
            "people/priya.md",
            "---\nname: Priya Nair\naliases: [PN, pnair, Pri]\nemail: priya@example.org\n---\n",
        ),
        ("people/omar.md", "---\nname: Omar Haddad\n---\n"),
        ("people/sam-lee.md", "---\nname: Sam Lee\n---\n"),
        ("people/sam-ode.md", "---\nname: Sam Ode\n---\n"),
        ("people/oe.md", "---\nname: Zoë Öberg\naliases: ['小林']\n---\n"),
    ];
    let profiles = profiles.map(|(at, text)| Draft::read(&path(at), text.as_bytes()).names().profile);
    let strangers = ["Tomás Vega".to_owned()].into();
    Roster::new(
        profiles.into_iter().flatten().collect(),
        &strangers,
        &["Ana Ruiz".to_owned(), "ana".to_owned()],
    )
});

/// The one whom meetings are with.
pub static PRIYA: LazyLock<[PersonKey; 1]> = LazyLock::new(|| [PersonKey("priya".to_owned())]);

/// A path inside the notebook.
///
/// # Panics
/// Where it is none.
#[must_use]
pub fn path(text: &str) -> NotePath {
    NotePath::new(text).expect("a path inside the notebook")
}

/// A file of the notebook, read; [`note`] holds of it.
#[must_use]
#[track_caller]
pub fn read(path: &NotePath, bytes: &[u8]) -> (Draft, Note) {
    let draft = Draft::read(path, bytes);
    let found = draft.resolve(&ROSTER, &Config::default());
    note(&found, draft.text());
    (draft, found)
}

/// Its meetings, a digest's among them.
#[must_use]
pub fn meetings(note: &Note) -> Vec<&MeetingNote> {
    match &note.content {
        Content::Meetings(meetings) => meetings.iter().collect(),
        Content::Digest(meeting) => meeting.iter().map(AsRef::as_ref).collect(),
        Content::Person(_) | Content::Goal(_) | Content::Other => Vec::new(),
    }
}

/// Its items.
#[must_use]
pub fn mentions(note: &Note) -> Vec<&Mention> {
    meetings(note).into_iter().flat_map(|meeting| &meeting.mentions).collect()
}

/// What holds of any file that was read.
#[track_caller]
fn note(note: &Note, text: &str) {
    diagnostics(&note.diagnostics, &note.path, text);
    let lines = text.split('\n').count();
    for meeting in meetings(note) {
        assert!((1..=lines).contains(&(meeting.line as usize)), "{meeting:?}");
        for heading in &meeting.headings {
            assert!((1..=lines).contains(&(heading.line as usize)), "{heading:?}");
        }
        for (at, mention) in meeting.mentions.iter().enumerate() {
            assert!((1..=lines).contains(&(mention.source.line as usize)), "{mention:?}");
            assert_eq!(mention.source.path, note.path);
            assert!(!mention.text.is_empty() || mention.id.is_some(), "{mention:?}");
            assert_eq!(mention.text, mention.text.trim(), "{mention:?}");
            assert!(!mention.text.contains(['\n', '\0']), "{mention:?}");
            assert!(mention.options.iter().all(|option| !option.text.is_empty()), "{mention:?}");
            assert!(mention.remarks.iter().all(|remark| !remark.is_empty()), "{mention:?}");
            if let Some(id) = &mention.id {
                identifier(id);
            }
            if let Some(who) = &mention.owner {
                owner(who, &meeting.with);
            }
            if let Some(on) = mention.action_on {
                let feedback = meeting.mentions.get(on).expect("an action's feedback is in the same list");
                assert!(on < at && feedback.kind == Kind::Feedback, "{mention:?} on {feedback:?}");
            }
        }
        assert!(meeting.mentions.is_sorted_by_key(|mention| mention.source.line), "{meeting:?}");
    }
}

/// The index keeps a note as JSON, and gets the same note back.
#[track_caller]
pub fn stored(note: &Note) {
    let json = serde_json::to_string(note).expect("a note is written as JSON");
    assert_eq!(&serde_json::from_str::<Note>(&json).expect("and read back"), note);
}

/// A number that stands for an input, to choose by.
#[must_use]
pub fn number(input: &[u8]) -> usize {
    input.iter().fold(7, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)))
}

/// What is said of a file is said of a place in it, and nothing gave up.
#[track_caller]
pub fn diagnostics(said: &[Diagnostic], path: &NotePath, text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    for found in said {
        assert_eq!(&found.path, path);
        assert_ne!(found.code, "unreadable", "{found:?}");
        assert!(
            found.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{found:?}"
        );
        assert!(!found.message.is_empty() && !found.message.ends_with('.'), "{found:?}");
        let line = (found.line as usize).checked_sub(1).and_then(|line| lines.get(line));
        let line = line.unwrap_or_else(|| panic!("no such line: {found:?}"));
        let column = found.column as usize;
        assert!((1..=line.chars().count() + 1).contains(&column), "no such column: {found:?}");
        let rest: usize = lines[found.line as usize - 1..].iter().map(|line| line.chars().count() + 1).sum();
        assert!(column + found.length as usize <= rest, "reaches beyond the end: {found:?}");
    }
    assert!(said.is_sorted_by_key(|found| (found.line, found.column)), "{said:?}");
}

/// An id is letters, digits, `-` and `_`.
#[track_caller]
pub fn identifier(id: &str) {
    assert!(!id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')), "{id:?}");
}

/// An owner is the writer, somebody whom the notebook knows or the note is with, or a name.
#[track_caller]
pub fn owner(owner: &Owner, with: &[PersonKey]) {
    match owner {
        Owner::Me => {}
        Owner::Person(key) => assert!(ROSTER.get(key).is_some() || with.contains(key), "{key:?}"),
        Owner::Named(name) => assert!(!name.trim().is_empty(), "{name:?}"),
    }
}

/// Bytes as the text of a file: what is no UTF-8, and NULs, replaced.
#[must_use]
pub fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).replace('\0', "\u{FFFD}")
}
