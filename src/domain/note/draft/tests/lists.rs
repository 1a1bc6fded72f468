use super::{Section, Visibility, front_items, items, meetings, read, said};
use crate::domain::note::{confidential::may_be_told, item::Kind};

#[test]
fn boxes_are_commitments_and_bullets_outside_sections_are_prose() {
    items(
        "# 1:1\n- [ ] Send plan\n* [x] Ask Ana\n+ [-] Old\n1. [/] Doing\n2) [>] Later\n- prose\n\n## Notes\n- [ ] Here\n- not here\n",
        &[
            "2 commitment [ ] Send plan",
            "3 commitment [x] Ask Ana",
            "4 commitment [-] Old",
            "5 commitment [/] Doing",
            "6 commitment [>] Later",
            "10 commitment [ ] Here",
        ],
    );
    items("- [ ] ~~Send plan~~\n- [x] ~~Kept~~\n", &["1 commitment [-] Send plan", "2 commitment [x] Kept"]);
    items("- [ ]\n- [ ]   \n-\n- [x]\n- [ ] <action>\n- [ ] {{action}}\n", &[]);
    items("> - [ ] a\n\n```\n- [ ] b\n```\n\n<!--\n- [ ] c\n-->\n- [ ] d\n", &["10 commitment [ ] d"]);
    items("- [ ] Send\n  the plan\n  due:2026-03-13\n", &["1 commitment [ ] Send the plan due 2026-03-13"]);
}

#[test]
fn action_lines_are_commitments() {
    items(
        "We talked.\nACTION: Send plan\n\n- AI: Ask Ana\n- Action item: Book room\n\nTODO write it up\n",
        &[
            "2 commitment - Send plan",
            "4 commitment - Ask Ana",
            "5 commitment - Book room",
            "7 commitment - write it up",
        ],
    );
    items("ACTION: none\n- AI: none.\n- TODO: <what> by <when>\n- ACTION:\n", &[]);
    items("## Topics\n- Budget\nACTION: Send it\n", &["2 question - Budget", "3 commitment - Send it"]);
    items("## Present\n- [ ] Priya\nACTION: x\n", &[]);
}

#[test]
fn a_tick_says_done_where_there_is_no_box() {
    items(
        "## Actions\n- Priya: ✅ Send plan\n- Ask Ana ✅\n- [ ] ✅ Book room\n- ✅\n## Wins\n- ✅ Shipped\nTODO a ✅ b\n",
        &[
            "2 commitment [x] Send plan @priya",
            "3 commitment [x] Ask Ana",
            "4 commitment [ ] ✅ Book room",
            "5 commitment - ✅",
            "7 win - ✅ Shipped",
            "8 commitment - a ✅ b",
        ],
    );
}

#[test]
fn headings_name_the_kind_until_one_of_their_level() {
    items(
        "## Goals\n- a\n### Details\n- b\n### Risks\n- c\n## Notes\n- d\n# Wins\n- e\n## FYI\n- f\n### Ideas\n- g\n",
        &["2 goal - a", "4 goal - b", "6 concern - c", "10 win - e", "12 fyi - f", "14 idea - g"],
    );
    items("Goals\n-----\n- a\n\nNotes\n-----\n- b\n", &["3 goal - a"]);
    items("**Goals**\n\n- a\n", &[]);
    items(
        "## Decisions\n- a\n- [ ] b\n## Requests\n- c\n## Asks\n- d\n## Questions\n- e\n- [ ] f\n",
        &[
            "2 decision - a",
            "3 decision [ ] b",
            "5 request - c",
            "7 ask - d",
            "9 question - e",
            "10 question [ ] f",
        ],
    );
}

#[test]
fn sections_say_whose_a_commitment_is() {
    items(
        "## Commitments\n### Mine\n- [ ] a\n- [ ] b @priya\n### Theirs\n- [ ] c\n#### Details\n- [ ] d\n",
        &[
            "3 commitment [ ] a @me",
            "4 commitment [ ] b @priya",
            "6 commitment [ ] c @priya",
            "8 commitment [ ] d @priya",
        ],
    );
    items(
        "## Priya's actions\n- [ ] a\n## Her actions\n- [ ] b\n",
        &["2 commitment [ ] a @priya", "4 commitment [ ] b"],
    );
    items(
        "## Action items\n- Priya\n  - [ ] a\n  - b\n- [ ] c\n",
        &["3 commitment [ ] a @priya", "4 commitment - b @priya", "5 commitment [ ] c"],
    );
    let note = read("a.md", "---\nwith: [Priya, Omar]\ndate: 2026-03-03\n---\n## Theirs\n- [ ] a\n");
    assert_eq!(meetings(&note)[0].mentions[0].owner, None);
    assert_eq!(said(&note), ["5:1 whose"]);
}

#[test]
fn a_commitment_without_a_box_is_open_with_a_hint() {
    let note = read("2026-03-03-priya.md", "## Actions\n- Send plan\n- [] Ask\n- [ ] Fine\n");
    assert_eq!(said(&note), ["2:1 no-checkbox", "3:1 no-checkbox"]);
    items("## Actions\n- Send plan\n- [] Ask\n", &["2 commitment - Send plan", "3 commitment [ ] Ask"]);
}

#[test]
fn attendance_is_no_promise() {
    items(
        "## Attendees\n- [x] Priya\n- [ ] Somebody else\n### Online\n- [x] Omar\n## Notes\n- [x] Priya\n- [ ] @omar\n- [ ] Priya Nair\n- [ ] Call Priya\n",
        &["10 commitment [ ] Call Priya"],
    );
}

#[test]
fn what_lies_under_confidential_is_confidential() {
    items(
        "## Confidential\n- [ ] a\n- prose\n### Commitments\n- [ ] b\n### Concerns\n- c\n  - d\n  - [ ] e\n## Notes\n- [ ] f\n",
        &[
            "2 commitment [ ] a Confidential",
            "5 commitment [ ] b Confidential",
            "7 concern - c (d) Confidential",
            "9 commitment [ ] e Confidential",
            "11 commitment [ ] f",
        ],
    );
    items(
        "- [ ] a visibility:confidential\n  - [ ] b\n- [ ] c\n",
        &["1 commitment [ ] a Confidential", "2 commitment [ ] b Confidential", "3 commitment [ ] c"],
    );
    items(
        "## Confidential action items\n- a\n## Asks visibility:confidential\n- b\n",
        &["2 commitment - a Confidential", "4 ask - b Confidential"],
    );
    items(
        "- prose visibility:confidential\n  - [ ] a\n- [ ] b\n  - c (visibility:: confidential)\n    - [ ] d\n    - e\n  - f\n",
        &["2 commitment [ ] a Confidential", "3 commitment [ ] b +f", "5 commitment [ ] d Confidential"],
    );
    items(
        "## Concerns\n- a\n  - b visibility:confidential\n  - [ ] option: c visibility:odd\n  - d\n- e visibility:confidential\n  - f\n",
        &["2 concern - a (d)", "6 concern - e (f) Confidential"],
    );
    let note = read("a.md", "---\nwith: Priya\nvisibility: secret\n---\n- [ ] a\n");
    assert_eq!(meetings(&note)[0].mentions[0].visibility, Visibility::Confidential);
    assert_eq!(said(&note), ["2:1 no-date", "3:13 bad-visibility"]);
    let note = read("a.md", "---\nwith: Priya\ndate: 2026-03-03\nvisibility: Shared\n---\n- [ ] a\n");
    assert_eq!(meetings(&note)[0].mentions[0].visibility, Visibility::Shared);
    assert_eq!(said(&note), [""; 0]);
}

#[test]
fn who_may_see_an_item_is_told_apart_from_the_default() {
    use Visibility::{Confidential, Private, Shared};
    #[track_caller]
    fn check(front: &str, body: &str, expect: &[Option<Visibility>]) {
        let note = read("a.md", &format!("---\nwith: Priya\ndate: 2026-03-03\n{front}---\n{body}"));
        let mentions = &meetings(&note)[0].mentions;
        assert_eq!(
            mentions.iter().map(|mention| mention.stated).collect::<Vec<_>>(),
            expect,
            "{front}{body}"
        );
        for mention in mentions {
            assert_eq!(mention.visibility, mention.stated.unwrap_or_default(), "{front}{body}");
        }
    }
    check("", "- [ ] a\n", &[None]);
    check("", "- [ ] a visibility:private\n", &[Some(Private)]);
    check("", "- [ ] a visibility:shared\n", &[Some(Shared)]);
    check("visibility: private\n", "- [ ] a\n- [ ] b visibility:shared\n", &[Some(Private), Some(Private)]);
    check("visibility: shared\n", "- [ ] a\n- [ ] b visibility:private\n", &[Some(Shared), Some(Private)]);
    check("visibility: shared\nwins: [a]\n", "## Private\n- [ ] b\n", &[Some(Shared), Some(Confidential)]);
    check("wins:\n  - {text: a, visibility: private}\n  - b\n", "", &[Some(Private), None]);
    // What is nested takes over what its parent states, not what is the parent's by default.
    check("", "- [ ] a\n  - [ ] b visibility:shared\n", &[None, Some(Shared)]);
    check("", "- [ ] a visibility:private\n  - [ ] b\n", &[Some(Private), Some(Private)]);
    check("", "- [ ] a visibility:shared\n  - [ ] b\n", &[Some(Shared), Some(Shared)]);
}

#[test]
fn what_is_said_of_a_confidential_line_holds_no_word_of_it() {
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let note = read("2026-03-03-priya.md", text);
        assert_eq!(said(&note), expect);
        let told: Vec<String> =
            note.diagnostics.iter().map(|d| format!("{} {:?}", d.message, d.fix)).collect();
        assert!(!told.concat().contains("SECRET") && !told.concat().contains("02-30"), "{told:?}");
        let anyway = |code: &str| code == "bad-visibility" || code == "front-matter-unreadable";
        assert!(note.diagnostics.iter().all(|found| may_be_told(found) == anyway(&found.code)));
    }
    check(
        "## Private\n- [ ] a @SECRET due:2026-02-30\n### Theirs\n- SECRET\n#### Goals\n- b health:SECRET ^SECRET_\n",
        &["2:9 unknown-owner", "2:21 bad-date", "4:1 no-checkbox", "6:12 bad-health", "6:19 bad-id"],
    );
    check("- [ ] @SECRET a visibility:SECRET\n", &["1:7 unknown-owner", "1:28 bad-visibility"]);
    check(
        "---\nwith: @SECRET\nvisibility: confidential\n---\n- [ ] a @SECRETE\n",
        &["2:7 front-matter-unreadable", "5:9 unknown-owner"],
    );
    check(
        "---\nwith: Priya\nwins:\n  - text: SECRET\n    owner: SECRET\n    visibility: confidential\n---\n",
        &["5:12 unknown-owner"],
    );
    let note = read("2026-03-03-priya.md", "- [ ] a @zoe\n## Private\n");
    assert!(note.diagnostics[0].message.contains("zoe"));
    let open = "- [ ] a @zoe due:2026-02-30\n- [ ] b due next friday\n## Theirs\n- c due:never\n";
    assert!(read("2026-03-03-priya.md", open).diagnostics.iter().all(may_be_told));
}

#[test]
fn nested_bullets_belong_to_their_parent() {
    items(
        "## Concerns\n- On-call\n  - option: Pause\n  - Borrow Ana (recommended)\n    - she agrees\n  - [ ] Ask her\n  - [ ] option: Wait\n",
        &["2 concern - On-call (Pause) (Borrow Ana*) (Wait) +she agrees", "6 commitment [ ] Ask her"],
    );
    items(
        "## Feedback received\n- Be brief\n  - [ ] Practise\n  - said twice\n    - [ ] Ask again\n## Feedback\n- x\n",
        &[
            "2 feedback - Be brief +said twice Received",
            "3 commitment [ ] Practise on 0",
            "5 commitment [ ] Ask again on 0",
            "7 feedback - x",
        ],
    );
    items(
        "- [ ] Plan\n  - note\n  - [ ] Sub\n- talk\n  - [ ] Deep\n  - prose\n",
        &["1 commitment [ ] Plan +note", "3 commitment [ ] Sub", "5 commitment [ ] Deep"],
    );
    items("## Wins\n- a\n  - b\n", &["2 win - a +b"]);
    items("## Goals\n-\n  - a\n", &["3 goal - a"]);
    items(
        "## Questions\n- a\n  - [x] b\n  - ACTION: c\n",
        &["2 question - a", "3 commitment [x] b", "4 commitment - c"],
    );
}

#[test]
fn diagnostics_point_at_the_words() {
    let note = read("2026-03-03-priya.md", "- [ ] Ünï\n  and due:2026-02-30 more\n");
    let found = &note.diagnostics[0];
    assert_eq!((found.line, note.diagnostics.len()), (2, 1));
    assert!(found.column >= 7 && found.column <= 11, "{found:?}");
    let text = "---\nwith: Priya\ndate: 2026-03-03\nwins:\n  - 'a due:2026-02-30'\n---\n";
    let note = read("a.md", text);
    assert_eq!((note.diagnostics[0].line, note.diagnostics.len()), (5, 1));
    let note = read("2026-03-03-priya.md", "text\n\n<!-- oops\n- [ ] a\n");
    assert_eq!(said(&note), ["3:1 open-comment"]);
}

#[test]
fn the_front_matter_may_hold_items() {
    front_items(
        "goals:\n  - Cut failed invoices metric:22/week\ncommitments:\n  - \"[x] Send plan @me due:2026-03-06 ^plan\"\n  - text: Ask Ana\n    owner: priya\n    due: 2026-03-13\n    id: ask\n  - {text: Book, done: 2026-03-01}\n  - {text: Drop, status: dropped}\n  - {text: Yes, done: yes}\n  - Priya: send the numbers\n",
        &[
            "5 goal - Cut failed invoices metric=22/week",
            "7 commitment [x] Send plan @me due 2026-03-06 ^plan",
            "8 commitment - Ask Ana @priya due 2026-03-13 ^ask",
            "12 commitment [x] Book done 2026-03-01",
            "13 commitment [-] Drop",
            "14 commitment [x] Yes",
            "15 commitment - send the numbers @priya",
        ],
    );
    front_items(
        "concerns:\n  - text: On-call\n    options:\n      - Pause\n      - {text: Borrow Ana, recommended: yes}\n      - Wait (recommended)\nfyi: one thing\nwins: [a, b]\nquestions: |\n  one\n  two\n",
        &[
            "5 concern - On-call (Pause) (Borrow Ana*) (Wait*)",
            "10 fyi - one thing",
            "11 win - a",
            "11 win - b",
            "12 question - one",
            "12 question - two",
        ],
    );
    front_items(
        "asks:\n  - {text: a, options: [b visibility:confidential, {text: c, visibility: confidential}, d]}\n",
        &["5 ask - a (d)"],
    );
    front_items(
        "goals:\n  - {text: a, visibility: confidential, metric: \"x [y]\"}\n",
        &["5 goal - a metric=x [y] Confidential"],
    );
}

#[test]
fn every_heading_is_told() {
    let note = read("2026-03-03-priya.md", "# 1:1\n## Goals:\n### More\n## Present\n## Secret\n");
    let told: Vec<(u32, Section)> = meetings(&note)[0].headings.iter().map(|h| (h.line, h.section)).collect();
    let goals = Section::Items(Kind::Goal);
    let expect = [(1, Section::Prose), (2, goals), (3, goals), (4, Section::Attendance), (5, Section::Prose)];
    assert_eq!(told, expect);
}
