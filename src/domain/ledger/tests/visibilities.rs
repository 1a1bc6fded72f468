//! What is confidential, in each of its mentions and by any name.

use super::{Kind, Mention, Visibility, With, World, item, on, printed, todo};
use crate::domain::note::{Content, Note, profile::GoalStatus};

const P: &[&str] = &["priya"];

fn secret(mention: Mention) -> Mention {
    mention.with(|mention| mention.visibility = Visibility::Confidential)
}

fn mentions(note: &Note) -> Vec<&Mention> {
    match &note.content {
        Content::Meetings(meetings) => meetings.iter().flat_map(|meeting| &meeting.mentions).collect(),
        Content::Digest(Some(meeting)) => meeting.mentions.iter().collect(),
        Content::Goal(goal) => vec![&goal.goal],
        _ => Vec::new(),
    }
}

/// The texts of the mentions that are confidential once the ledger has marked them.
#[track_caller]
fn check(world: &World, expect: &[&str]) {
    let mut notes = world.book.notes.clone();
    world.ledger().mark_confidential(&mut notes);
    let marked = notes.iter().flat_map(mentions);
    let hidden = marked.filter(|mention| mention.visibility == Visibility::Confidential);
    assert_eq!(hidden.map(|mention| mention.text.as_str()).collect::<Vec<_>>(), expect);
}

#[test]
fn a_mention_is_as_strict_as_its_item() {
    let start = on("2026-03-16").note("2026-03-03", P, vec![secret(todo("[ ] A ^a")), todo("[ ] Open")]);
    check(&start, &["A"]);
    let later = |mention: Mention| start.clone().note("2026-03-10", P, vec![mention]);
    check(&later(todo("[x] In other words ^a")), &["A", "In other words"]);
    check(&later(todo("[>] Carried ^a")), &["A", "Carried"]);
    check(&later(item(Kind::Win, "[x] Won ^a")), &["A", "Won"]);
    check(&later(todo("[ ] Open")), &["A"]);
    let by_text = on("2026-03-16").note("2026-03-03", P, vec![secret(todo("[ ] Send it"))]);
    check(&by_text.clone().note("2026-03-10", P, vec![todo("[ ] send it!")]), &["Send it", "send it!"]);
    check(
        &by_text.clone().note("2026-03-10", P, vec![todo("[ ] Send it — no answer")]),
        &["Send it", "Send it — no answer"],
    );
    check(&by_text.clone().note("2026-03-10", &["omar"], vec![todo("[ ] Send it")]), &["Send it"]);
    check(
        &on("2026-03-16").note("2026-03-03", P, vec![todo("[ ] Send it")]).note(
            "2026-03-10",
            P,
            vec![secret(todo("[ ] Send it: update"))],
        ),
        &["Send it", "Send it: update"],
    );
    check(&start.goal("a", P, GoalStatus::Agreed, "Another kind"), &["A"]);
}

#[test]
fn what_an_older_digest_printed_is_hidden_too() {
    let world = on("2026-03-16")
        .note("2026-03-03", P, vec![secret(todo("[ ] A ^a")), secret(todo("[ ] B")), todo("[ ] C")])
        .digest(
            "2026-03-10",
            "priya",
            vec![printed("[ ] A ^a"), printed("[ ] B: 4 days late"), printed("[ ] C")],
        );
    check(&world, &["A", "B", "A", "B: 4 days late"]);
}

#[test]
fn no_field_names_what_is_confidential() {
    let about = |name: &str| {
        item(Kind::Request, "New work").with(|mention| {
            let fields = &mut mention.fields;
            for field in [&mut fields.displaces, &mut fields.supports, &mut fields.goal, &mut fields.about] {
                *field = Some(name.to_owned());
            }
        })
    };
    for (name, named) in
        [("a", false), ("^A", false), ("send it.", false), ("Sent", false), ("b", true), ("Send", true)]
    {
        let notes = vec![secret(todo("[ ] Send it ^a")), todo("[ ] Other ^b"), about(name)];
        let world = on("2026-03-16").note("2026-03-02", P, vec![todo("[ ] Sent ^a")]);
        let ledger = world.note("2026-03-03", P, notes).ledger();
        let fields = &ledger.items.last().unwrap().fields;
        for field in [&fields.displaces, &fields.supports, &fields.goal, &fields.about] {
            assert_eq!(field.is_some(), named, "{name}");
        }
    }
}
