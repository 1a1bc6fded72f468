//! What holds for every notebook.

use proptest::prelude::*;

use super::*;

/// Some notes: day of March, whom with, and lines of a few words and ids.
type Notes = Vec<(u8, usize, Vec<Line>)>;
type Line = (usize, usize, usize, usize, Option<u8>);

const PEOPLE: [&[&str]; 4] = [&["priya"], &["omar"], &["omar", "priya"], &[]];
const BOXES: [&str; 6] = ["[ ] ", "[x] ", "[-] ", "[>] ", "[/] ", ""];
const TEXTS: [&str; 7] =
    ["Send plan", "send plan!", "Send plan: late", "Hire", "Hire 3 Mar", "", "Send plans"];
const IDS: [&str; 5] = ["", "", "", " ^a", " ^b"];
const KINDS: [Kind; 6] =
    [Kind::Commitment, Kind::Commitment, Kind::Win, Kind::Question, Kind::Concern, Kind::Request];

fn notes() -> impl Strategy<Value = Notes> {
    let line = (0..KINDS.len(), 0..BOXES.len(), 0..TEXTS.len(), 0..IDS.len(), prop::option::of(1..28u8));
    prop::collection::vec((1..28u8, 0..PEOPLE.len(), prop::collection::vec(line, 0..5)), 0..7)
}

fn mention(line: Line) -> Mention {
    let (kind, mark, text, id, due) = line;
    let mut mention = item(KINDS[kind], &format!("{}{}{}", BOXES[mark], TEXTS[text], IDS[id]));
    mention.due = due.map(|due| day(&format!("2026-03-{due:02}")));
    mention.done_on = due.filter(|_| mark == 1).map(|due| day(&format!("2026-03-{:02}", 28 - due)));
    mention
}

fn world(notes: &Notes) -> World {
    let mut seen = std::collections::HashSet::new();
    notes.iter().filter(|(day, with, _)| seen.insert((*day, *with))).fold(on("2026-03-17"), |world, note| {
        let (day, with, lines) = note;
        world.note(&format!("2026-03-{day:02}"), PEOPLE[*with], lines.iter().copied().map(mention).collect())
    })
}

/// The mentions of the meetings' notes.
fn mentions(world: &mut World) -> impl Iterator<Item = &mut Vec<Mention>> {
    let notes = world.book.notes.iter_mut().filter_map(|note| match &mut note.content {
        Content::Meetings(meetings) => Some(meetings),
        _ => None,
    });
    notes.flatten().map(|meeting| &mut meeting.mentions)
}

proptest! {
    #[test]
    fn what_is_confidential_could_as_well_not_be_there(notes in notes(), secret in prop::collection::vec(any::<bool>(), 40)) {
        let mut world = world(&notes);
        // One id on two items is an error, and then the confidential one may have it.
        for mention in mentions(&mut world).flatten() {
            mention.id = mention.id.take().map(|id| format!("{id}-{:?}", mention.kind));
        }
        for all in mentions(&mut world) {
            let mut seen = std::collections::HashSet::new();
            all.iter_mut().for_each(|one| one.id = one.id.take().filter(|id| seen.insert(id.clone())));
        }
        let marks = mentions(&mut world).flatten().zip(secret).filter(|(_, secret)| *secret);
        marks.for_each(|(mention, _)| mention.visibility = Visibility::Confidential);
        let open = |world: &World| {
            let items = world.ledger().items.into_iter();
            items.filter(|item| item.visibility != Visibility::Confidential).collect::<Vec<_>>()
        };
        let mut without = world.clone();
        world.ledger().mark_confidential(&mut without.book.notes);
        mentions(&mut without).for_each(|all| all.retain(|one| one.visibility != Visibility::Confidential));
        prop_assert_eq!(open(&world), open(&without));
    }

    #[test]
    fn the_order_of_files_changes_nothing(notes in notes(), turn in 0..7usize) {
        let straight = world(&notes);
        let mut turned = straight.clone();
        turned.book.notes.reverse();
        let length = turned.book.notes.len().max(1);
        turned.book.notes.rotate_left(turn % length);
        prop_assert_eq!(straight.ledger(), turned.ledger());
    }

    #[test]
    fn every_mention_is_of_one_item(notes in notes()) {
        let world = world(&notes);
        let ledger = world.ledger();
        let written = world.book.notes.iter().map(|note| match &note.content {
            Content::Meetings(meetings) => meetings.iter().flat_map(|meeting| &meeting.mentions).count(),
            _ => 0,
        });
        let read: usize = ledger.items.iter().map(|item| item.mentions.len()).sum();
        // Only a box that holds nothing is no mention.
        let empty = |mention: &Mention| mention.text.is_empty();
        let nothing = world.book.notes.iter().map(|note| match &note.content {
            Content::Meetings(meetings) => {
                meetings.iter().flat_map(|meeting| &meeting.mentions).filter(|mention| empty(mention)).count()
            }
            _ => 0,
        });
        let (written, nothing): (usize, usize) = (written.sum(), nothing.sum());
        prop_assert!(read <= written && read + nothing >= written, "{read} of {written}, {nothing} empty");
        for item in &ledger.items {
            prop_assert!(item.mentions.is_sorted_by_key(|mentioned| mentioned.start));
            prop_assert_eq!(item.due, item.due_history.last().copied());
            prop_assert!(item.due_history.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn one_id_and_kind_is_one_item(notes in notes()) {
        let items = world(&notes).ledger().items;
        let mut seen = std::collections::HashSet::new();
        for item in items {
            let Some(id) = item.id else { continue };
            prop_assert!(seen.insert((item.kind, id)));
        }
    }

    #[test]
    fn a_note_of_other_things_changes_nothing(notes in notes(), at in 1..28u8) {
        let before = world(&notes);
        let after = before.clone().note(
            &format!("2026-03-{at:02}"),
            &["zoe"],
            vec![todo("[ ] Paint the shed"), item(Kind::Win, "Shed painted ^shed")],
        );
        let old = before.ledger();
        let mut new = after.ledger();
        // Actions, by index, are not among the kinds tried here.
        new.items.retain(|item| !item.people.contains(&key("zoe")));
        prop_assert_eq!(old, new);
    }

    #[test]
    fn a_pointer_at_the_end_changes_nothing(notes in notes()) {
        let before = world(&notes);
        let old = before.ledger().items;
        for item in &old {
            let Some(id) = &item.id else { continue };
            let line = format!("[>] Something else ^{id}");
            let pointer = super::item(item.kind, &line).due("2026-12-24").owner("omar");
            let with: Vec<&str> = item.people.iter().map(PersonKey::as_str).collect();
            let new = before.clone().note("2026-03-29", &with, vec![pointer]).ledger().items;
            prop_assert_eq!(new.len(), old.len());
            for (new, old) in new.iter().zip(&old) {
                prop_assert_eq!((&new.state, &new.text, &new.due_history), (&old.state, &old.text, &old.due_history));
                prop_assert_eq!((&new.owner, &new.closed_on), (&old.owner, &old.closed_on));
            }
        }
    }

    #[test]
    fn what_is_done_stays_done_while_nobody_mentions_it(notes in notes()) {
        let last = world(&notes).note("2026-03-28", &["priya"], vec![todo("[x] Water the plants ^plants")]);
        let later = last.note("2026-03-29", &["priya"], vec![todo("[ ] Paint the shed")]);
        let items = later.ledger().items;
        let plants = items.iter().find(|item| item.id.as_deref() == Some("plants"));
        prop_assert_eq!(plants.map(|item| item.state), Some(State::Done));
    }

    #[test]
    fn evidence_settles_every_doubt(notes in notes()) {
        let mut world = world(&notes);
        for _ in 0..20 {
            let doubts = world.ledger().doubts.into_iter().collect();
            if world.evidence == doubts { break }
            world.evidence.extend(doubts);
        }
        let ledger = world.ledger();
        prop_assert!(ledger.items.iter().all(|item| item.ticked_in.is_none()));
        prop_assert!(ledger.doubts.iter().all(|doubt| world.evidence.contains(doubt)));
    }
}
