use jiff::civil::date;

use super::*;
use crate::domain::{
    note::{
        item::{Fields, Kind, Mark, Mention, Source},
        meeting::When,
        profile::{GoalNote, GoalStatus},
    },
    roster::{Owner, PersonKey},
};

fn path(text: &str) -> NotePath {
    NotePath::new(text).unwrap()
}

fn item(kind: Kind, mark: Mark, text: &str) -> Mention {
    Mention {
        kind,
        text: text.to_owned(),
        mark,
        owner: None,
        due: None,
        done_on: None,
        id: None,
        fields: Fields::default(),
        visibility: Visibility::Private,
        stated: None,
        options: Vec::new(),
        action_on: None,
        remarks: Vec::new(),
        direction: None,
        refers: None,
        source: Source { path: path("x.md"), line: 1 },
    }
}

fn todo(text: &str) -> Mention {
    item(Kind::Commitment, Mark::Open, text)
}

fn done(text: &str) -> Mention {
    item(Kind::Commitment, Mark::Done, text)
}

fn due(month: i8, day: i8, mention: Mention) -> Mention {
    Mention { due: Some(date(2026, month, day)), ..mention }
}

fn secret(mention: Mention) -> Mention {
    Mention { visibility: Visibility::Confidential, ..mention }
}

fn meeting(with: &[&str], day: i8, mentions: Vec<Mention>) -> MeetingNote {
    MeetingNote {
        with: with.iter().map(|key| PersonKey((*key).to_owned())).collect(),
        when: Some(When { date: date(2026, 3, day), time: None }),
        tz: None,
        duration: None,
        status: None,
        moved_to: None,
        mode: None,
        visibility: Visibility::Private,
        tags: Vec::new(),
        line: u32::from(day.unsigned_abs()),
        mentions,
        headings: Vec::new(),
    }
}

fn note(at: &str, content: Content) -> Note {
    Note { path: path(at), content, title: Some("A title".to_owned()), diagnostics: Vec::new(), lacks: None }
}

fn priya(mentions: Vec<Mention>) -> Note {
    note("2026-03-03-priya.md", Content::Meetings(vec![meeting(&["Priya Nair"], 3, mentions)]))
}

fn message(changes: &[(Option<&Note>, Option<&Note>)]) -> String {
    let notes: Vec<NoteChange<'_>> = changes
        .iter()
        .map(|&(before, after)| {
            let path = &after.or(before).unwrap().path;
            NoteChange { path, before, after, hidden: &Hidden::Nothing }
        })
        .collect();
    compose(&notes, &[], &Roster::default())
}

/// The message of a note's edit of which these lines are confidential.
fn edited(note: &Note, hidden: &Hidden) -> String {
    let change = NoteChange { path: &note.path, before: Some(note), after: Some(note), hidden };
    compose(&[change], &[], &Roster::default())
}

#[track_caller]
fn check(before: Vec<Mention>, after: Vec<Mention>, expect: &str) {
    assert_eq!(message(&[(Some(&priya(before)), Some(&priya(after)))]), expect);
}

#[test]
fn items_added_done_moved_and_removed() {
    check(
        vec![todo("Ask finance")],
        vec![due(3, 13, todo("Send plan")), todo("Draft memo"), done("Ask finance")],
        "Priya Nair 3 Mar: 2 commitments added, 1 done\n\n+ Send plan (due 13 Mar)\n+ Draft memo\nx Ask finance\n",
    );
    check(
        vec![
            due(3, 6, todo("A task")),
            due(2, 27, todo("B task")),
            todo("C task"),
            due(3, 6, todo("D task")),
        ],
        vec![
            due(3, 13, todo("a TASK!")),
            due(3, 6, todo("B task")),
            item(Kind::Commitment, Mark::Dropped, "C task"),
            todo("D task"),
        ],
        "Priya Nair 3 Mar: 1 commitment dropped, 3 moved\n\n~ a TASK!: due 6 → 13 Mar\n~ B task: due 27 Feb → 6 Mar\n\
         - C task\n~ D task: no longer due 6 Mar\n",
    );
    check(
        vec![todo("Gone now"), done("Reopened")],
        vec![todo("Reopened")],
        "Priya Nair 3 Mar: 1 commitment changed, 1 removed\n\n~ Reopened: open again\n- Gone now (removed)\n",
    );
    let id = |text: &str| Mention { id: Some("p".to_owned()), ..todo(text) };
    check(
        vec![id("Old words")],
        vec![id("New words")],
        "Priya Nair 3 Mar: 1 commitment changed\n\n~ New words\n",
    );
    check(vec![todo("Send plan")], vec![id("Send plan")], "Priya Nair 3 Mar: edited\n");
    check(
        vec![todo("Send plan")],
        vec![todo("Send plan — update 5 Mar: asked again")],
        "Priya Nair 3 Mar: 1 commitment changed\n\n~ Send plan — update 5 Mar: asked again\n",
    );
    check(
        vec![],
        vec![
            Mention { owner: Some(Owner::Person(PersonKey("Omar".to_owned()))), ..due(1, 6, todo("Review")) },
            Mention { due: Some(date(2027, 1, 6)), owner: Some(Owner::Me), ..todo("Plan") },
            item(Kind::Win, Mark::Bare, "Shipped"),
            item(Kind::Feedback, Mark::Bare, "Talk less"),
            item(Kind::Feedback, Mark::Bare, "Write more"),
        ],
        "Priya Nair 3 Mar: 2 commitments, 2 feedback, 1 win added\n\n+ Review (Omar, due 6 Jan)\n\
         + Plan (due 6 Jan 2027)\n+ win: Shipped\n+ feedback: Talk less\n+ feedback: Write more\n",
    );
    check(vec![todo("Same")], vec![todo("Same")], "Priya Nair 3 Mar: edited\n");
    check(vec![], vec![item(Kind::Commitment, Mark::Carried, "Pointer")], "Priya Nair 3 Mar: edited\n");
}

#[test]
fn nothing_confidential_in_any_form() {
    check(vec![], vec![secret(todo("Reorg"))], "Priya Nair 3 Mar: edited\n");
    check(vec![secret(todo("Reorg"))], vec![secret(done("Reorg"))], "Priya Nair 3 Mar: edited\n");
    check(vec![secret(todo("Reorg"))], vec![], "Priya Nair 3 Mar: edited\n");
    // Moved under a confidential heading: neither removed nor anything else, also in other words.
    check(
        vec![item(Kind::Win, Mark::Bare, "Reorg")],
        vec![secret(todo("reorg"))],
        "Priya Nair 3 Mar: edited\n",
    );
    check(vec![todo("Reorg")], vec![secret(todo("Reorg: Omar leaves"))], "Priya Nair 3 Mar: edited\n");
    check(vec![secret(todo("Reorg"))], vec![todo("Reorg")], "Priya Nair 3 Mar: edited\n");
    check(
        vec![],
        vec![todo("Open"), secret(todo("Reorg"))],
        "Priya Nair 3 Mar: 1 commitment added\n\n+ Open\n",
    );
    let hidden = |mentions| {
        let mut meeting = meeting(&["Priya Nair"], 3, mentions);
        meeting.visibility = Visibility::Confidential;
        note("2026-03-03-priya.md", Content::Meetings(vec![meeting]))
    };
    let (before, after) = (priya(vec![todo("Reorg")]), hidden(vec![secret(todo("Reorg"))]));
    assert_eq!(message(&[(Some(&before), Some(&after))]), "a note: edited\n");
    assert_eq!(message(&[(Some(&after), None)]), "a note: deleted\n");
    let open = priya(vec![todo("X")]);
    assert_eq!(
        message(&[(None, Some(&after)), (None, Some(&open))]),
        "a note, Priya Nair 3 Mar: 1 commitment added\n\na note: added\nPriya Nair 3 Mar:\n+ X\n"
    );
}

#[test]
fn what_is_moved_into_confidence_in_another_note_is_not_told() {
    let omar =
        |mentions| note("2026-03-05-omar.md", Content::Meetings(vec![meeting(&["Omar"], 5, mentions)]));
    let (from, to) = (priya(vec![todo("Reorg"), todo("Open")]), omar(vec![]));
    let (left, kept) = (priya(vec![todo("Open")]), omar(vec![secret(todo("Reorg"))]));
    assert_eq!(
        message(&[(Some(&from), Some(&left)), (Some(&to), Some(&kept))]),
        "Priya Nair 3 Mar, Omar 5 Mar: edited\n\nPriya Nair 3 Mar: edited\nOmar 5 Mar: edited\n"
    );
}

#[test]
fn a_file_that_is_confidential_as_a_whole_is_not_named() {
    for content in [Content::Other, Content::Meetings(vec![meeting(&["Priya"], 3, vec![todo("X")])])] {
        let secret = note("reorg.md", content);
        assert_eq!(edited(&secret, &Hidden::Everything), "a note: edited\n");
    }
    assert_eq!(edited(&note("list.md", Content::Other), &Hidden::Lines(vec![(1, 2)])), "list.md: edited\n");
}

#[test]
fn files_of_every_kind() {
    let new = priya(vec![]);
    assert_eq!(message(&[(None, Some(&new))]), "Priya Nair 3 Mar: added\n");
    assert_eq!(message(&[(Some(&priya(vec![todo("X")])), None)]), "Priya Nair 3 Mar: deleted\n");
    let renamed = Note { path: path("old.md"), ..new.clone() };
    assert_eq!(message(&[(Some(&renamed), Some(&new))]), "Priya Nair 3 Mar: renamed\n");
    let other = note("reading/list.md", Content::Other);
    assert_eq!(message(&[(Some(&other), Some(&other))]), "reading/list.md: edited\n");
    let goal = |visibility| {
        let goal = Mention { visibility, ..item(Kind::Goal, Mark::Bare, "Cut failed invoices") };
        let goal = GoalNote { key: "g".to_owned(), with: Vec::new(), goal, status: GoalStatus::Agreed };
        note("goals/g.md", Content::Goal(Box::new(goal)))
    };
    assert_eq!(message(&[(None, Some(&goal(Visibility::Private)))]), "Cut failed invoices: goal added\n");
    assert_eq!(message(&[(None, Some(&goal(Visibility::Confidential)))]), "a note: added\n");
    let alone = note("2026-03-03.md", Content::Meetings(vec![meeting(&[], 3, vec![])]));
    assert_eq!(message(&[(None, Some(&alone))]), "2026-03-03: added\n");
}

#[test]
fn digests_tell_only_what_was_ticked() {
    let digest = |mentions| {
        let meeting = meeting(&["Priya Nair"], 17, mentions);
        note("digests/2026-03-17-priya.md", Content::Digest(Some(Box::new(meeting))))
    };
    let (old, new) = (digest(vec![todo("A task")]), digest(vec![done("A task"), todo("B task")]));
    assert_eq!(message(&[(None, Some(&old))]), "Digest for Priya Nair 17 Mar\n");
    assert_eq!(
        message(&[(Some(&old), Some(&new))]),
        "Digest for Priya Nair 17 Mar: 1 commitment done\n\nx A task\n"
    );
    assert_eq!(message(&[(Some(&old), None)]), "Digest for Priya Nair 17 Mar: deleted\n");
}

#[test]
fn running_notes_are_named_after_the_meeting_that_changed() {
    let running = |mentions: Vec<Mention>| {
        let meetings = vec![meeting(&["omar"], 3, vec![todo("Old")]), meeting(&["omar"], 17, mentions)];
        note("omar.md", Content::Meetings(meetings))
    };
    let before = running(vec![]);
    let after = running(vec![todo("Old"), todo("New")]);
    assert_eq!(message(&[(Some(&before), Some(&after))]), "omar 17 Mar: 1 commitment added\n\n+ New\n");
    assert_eq!(message(&[(Some(&before), Some(&before))]), "omar: edited\n");
    let done = running(vec![done("Old")]);
    assert_eq!(message(&[(Some(&before), Some(&done))]), "omar 17 Mar: 1 commitment done\n\nx Old\n");
}

#[test]
fn many_notes_and_other_files() {
    let notes: Vec<Note> = (1..=12)
        .map(|day| {
            let content = Content::Meetings(vec![meeting(&["Priya Nair"], day, vec![todo("A task")])]);
            note(&format!("{day:02}.md"), content)
        })
        .collect();
    let changes: Vec<NoteChange<'_>> = notes
        .iter()
        .rev()
        .map(|note| NoteChange {
            path: &note.path,
            before: None,
            after: Some(note),
            hidden: &Hidden::Nothing,
        })
        .collect();
    let photo = OtherChange { path: b"photo\n\xff.png", what: Happened::Added };
    let text = compose(&changes, &[photo], &Roster::default());
    assert!(
        text.starts_with("12 notes: 12 commitments added, 1 other file\n\nPriya Nair 1 Mar:\n+ A task\n"),
        "{text}"
    );
    assert!(text.ends_with("+ photo \u{fffd}.png\n"), "{text}");
    let two = compose(&changes[..2], &[], &Roster::default());
    assert!(two.starts_with("Priya Nair 11 Mar, Priya Nair 12 Mar: 2 commitments added\n"), "{two}");
    let gone = OtherChange { path: b"a.pdf", what: Happened::Deleted };
    assert_eq!(compose(&[], &[photo], &Roster::default()), "photo \u{fffd}.png: added\n");
    assert_eq!(
        compose(&[], &[photo, gone], &Roster::default()),
        "2 files: 1 added, 1 deleted\n\n- a.pdf\n+ photo \u{fffd}.png\n"
    );
    assert_eq!(start_of_history(240, 31), "Start of history: 240 notes, 31 other files\n");
    assert_eq!(start_of_history(1, 0), "Start of history: 1 note\n");
    assert_eq!(start_of_history(0, 1), "Start of history: 1 file\n");
}

#[test]
fn messages_are_short_and_clean_whatever_the_notes_hold() {
    let long = "wide \u{1f389} ".repeat(400);
    let texts = ["a\u{1b}[31mred\u{7}\nline\u{202e}", long.as_str(), ""];
    let many: Vec<Mention> =
        (0..200).map(|number| todo(&format!("{} {number}", texts[number % 3]))).collect();
    let name = "N\u{1b}".repeat(90);
    let after = note("x.md", Content::Meetings(vec![meeting(&[&name], 3, many)]));
    let text = message(&[(None, Some(&after))]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].chars().count() <= SUBJECT, "{}", lines[0]);
    assert_eq!(lines.len(), 1 + 1 + BODY + 1);
    assert_eq!(lines[52], "and 150 more");
    assert!(lines.iter().all(|line| line.chars().count() <= 110));
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
}
