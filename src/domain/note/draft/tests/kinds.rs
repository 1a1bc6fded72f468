use jiff::civil::{date, time};

use super::{
    Content, Draft, Lacks, MeetingNote, Note, NotePath, PRIYA, Reads, Section, Status, meetings, read,
    read_bytes, said, show,
};

fn name(note: &Note) -> String {
    match &note.content {
        Content::Meetings(meetings) => {
            let with: Vec<&str> = meetings[0].with.iter().map(|key| key.as_str()).collect();
            format!("{} meeting with {}", meetings.len(), with.join(" "))
        }
        Content::Person(profile) => format!("person {}", profile.key),
        Content::Goal(goal) => format!("goal {}", goal.key),
        Content::Digest(Some(_)) => "digest".to_owned(),
        Content::Digest(None) => "digest of nothing".to_owned(),
        Content::Other => "other".to_owned(),
    }
}

#[track_caller]
fn kind(path: &str, text: &str, expect: &str) {
    assert_eq!(name(&read(path, text)), expect, "{path} {text:?}");
}

#[test]
fn a_file_is_known_by_its_front_matter_its_name_and_its_place() {
    kind("a.md", "---\nwith: Priya\n---\n", "1 meeting with priya");
    kind("a.md", "---\ntype: meeting\nwith: Priya\n---\n", "1 meeting with priya");
    kind("2026-03-03-priya.md", "", "1 meeting with priya");
    kind("2026-03-03 Priya Nair.md", "", "1 meeting with priya");
    kind("priya_2026-03-03.md", "", "1 meeting with priya");
    kind("2026-03-03-pn.md", "", "1 meeting with priya");
    kind("priya/2026-03-03.md", "", "1 meeting with priya");
    kind("1on1/Priya Nair/2026/2026-03-03 catch up.md", "", "1 meeting with priya");
    kind("people/priya/2026-03-03.md", "", "1 meeting with priya");
    kind("2026-03-03T10_00_00Z-priya.md", "", "1 meeting with priya");
    kind("2026-03-03-1600-priya.md", "", "1 meeting with priya");
    kind("priya 2026-03-03 10.30.md", "", "1 meeting with priya");
    kind("2026-03-03-ana-ruiz.md", "", "other");
    kind("2026-03-03.md", "- [ ] a\n", "other");
    kind("notes.md", "- [ ] a\n", "other");
    kind("a.md", "---\ntype: person\n---\n", "person a");
    kind("a.md", "---\ntype: Person\nid: bo\n---\n", "person bo");
    kind("people/bo.md", "", "person bo");
    kind("People/bo.md", "# Bo\n", "person bo");
    kind("people/README.md", "", "other");
    kind("people/bo.md", "---\nwith: Priya\ndate: 2026-03-03\n---\n", "1 meeting with priya");
    kind("people/bo.md", "---\ntype: person\nwith: Priya\ndate: 2026-03-03\n---\n", "person bo");
    kind("a.md", "---\ntype: goal\nwith: Priya\n---\n", "goal a");
    kind("goals/g.md", "---\nwith: Priya\n---\n", "goal g");
    kind("digests/2026-03-17-priya.md", "---\nwith: Priya\n---\n", "digest");
    kind("digests/hello.md", "", "digest of nothing");
    kind("a.txt", "---\nwith: Priya\n---\n", "other");
    kind("a.markdown", "---\nwith: Priya\n---\n", "1 meeting with priya");
    kind("a.md", "---\nwith:\n---\n", "other");
    kind("a.md", "---\npeople: 3\n---\n", "other");
    kind("priya.md", "```\n## 2026-03-03\n```\n", "other");
    kind("priya.md", "2026-03-03\n----------\n", "1 meeting with priya");
    kind("priya/kickoff.md", "---\ntype: meeting\n---\n", "1 meeting with priya");
}

#[track_caller]
fn lacks(path: &str, text: &str, expect: Option<&str>) {
    let said = read(path, text).lacks.map(|lacks| match lacks {
        Lacks::Person(why) => format!("person: {why}"),
        Lacks::Date(why) => format!("date: {why}"),
    });
    assert_eq!(said.is_some(), expect.is_some(), "{path} {text:?}: {said:?}");
    assert!(said.as_deref().unwrap_or_default().starts_with(expect.unwrap_or_default()), "{path}: {said:?}");
}

#[test]
fn what_looks_like_notes_says_what_it_lacks() {
    let zoe = "person: `zoe` in its name is no known person; add people/zoe.md";
    lacks("2026-03-03-zoe.md", "- [ ] a\n", Some(zoe));
    lacks("2026-03-03.md", "## Action items\n", Some("person: nothing in its name"));
    lacks("2026-03-03T10_00_00Z.md", "## Action items\n", Some("person: nothing in its name"));
    lacks("2026-03-03.md", "# Sync\n\n## Present\n\n* Zoe\n", Some("person: nothing in its name"));
    lacks("2026-03-03-zoe.md", "just prose\n", None);
    lacks("a.md", "---\nwith: me\n---\n", Some("person: `with:` names nobody"));
    lacks("a.md", "---\nwith: Priya\n---\n", Some("date: "));
    lacks("a.md", "---\nwith: Priya\n---\n## 2026-03-03\n", None);
    lacks("2026-03-03-priya.md", "- [ ] a\n", None);
    lacks("a.md", "- [ ] a\n", None);
}

fn days(note: &Note) -> Vec<String> {
    let day = |m: &MeetingNote| {
        let items: Vec<String> = m.mentions.iter().map(show).collect();
        let when = m.when.map_or(String::new(), |when| when.date.to_string());
        format!("{}: {when} {}", m.line, items.join(" | "))
    };
    meetings(note).iter().map(day).collect()
}

#[test]
fn each_dated_heading_of_a_running_note_is_a_meeting() {
    let body = "# Priya\n\n## 2026-03-17 10:30\n- [ ] a\n### Goals\n- b\n## 2026-03-03 Planning\n- [x] c\n## Actions\n- [ ] d\n### 2026-01-01 no day\n- [ ] e\n";
    let expect = [
        "3: 2026-03-17 4 commitment [ ] a | 6 goal - b",
        "7: 2026-03-03 8 commitment [x] c | 10 commitment [ ] d | 12 commitment [ ] e",
    ];
    for path in ["priya.md", "priya/notes.md"] {
        assert_eq!(days(&read(path, body)), expect, "{path}");
    }
    let note = read("a.md", &format!("---\nwith: Priya\n---\n{body}"));
    let [first, second] = meetings(&note) else { panic!("{note:?}") };
    assert_eq!(first.when.unwrap().time, Some(time(10, 30, 0, 0)));
    assert_eq!(second.when.unwrap().date, date(2026, 3, 3));
    assert_eq!((second.headings[0].section, second.line), (Section::Day, 10));
}

#[test]
fn a_dated_topic_of_a_dated_note_is_no_meeting() {
    let body = "# Sync\n## Topics\n### 2026-03-10 off-site\n- a\n\nACTION: b\n## Notes\n- [ ] c\n";
    assert_eq!(
        days(&read("2026-03-03-priya.md", body)),
        ["1: 2026-03-03 4 question - a | 6 commitment - b | 8 commitment [ ] c"]
    );
    assert_eq!(
        days(&read("priya.md", body)),
        ["3: 2026-03-10 4 question - a | 6 commitment - b | 8 commitment [ ] c"]
    );
}

#[test]
fn what_stands_above_the_first_dated_heading_is_not_lost() {
    let above = "- [ ] top\n\n## 2026-03-17\n- [ ] a\n\n## 2026-03-03\n- [ ] b\n";
    assert_eq!(
        days(&read("priya.md", above)),
        ["3: 2026-03-17 1 commitment [ ] top | 4 commitment [ ] a", "6: 2026-03-03 7 commitment [ ] b"]
    );
    let front = "---\nwith: Priya\ndate: 2026-03-03\nwins: [w]\nstatus: held\ntime: 9:00\n---\n";
    let note = read("a.md", &format!("{front}{above}"));
    assert_eq!(
        days(&note),
        [
            "10: 2026-03-17 11 commitment [ ] a",
            "13: 2026-03-03 4 win - w | 8 commitment [ ] top | 14 commitment [ ] b"
        ]
    );
    let statuses: Vec<Option<Status>> = meetings(&note).iter().map(|m| m.status).collect();
    assert_eq!(statuses, [None, Some(Status::Held)]);
    let note = read("2026-02-17-priya.md", above);
    assert_eq!(days(&note).first().map(String::as_str), Some("1: 2026-02-17 1 commitment [ ] top"));
    assert_eq!(days(&note).len(), 3);
    let note = read("2026-02-17-priya.md", "# Priya\n## 2026-03-17\n- [ ] a\n");
    assert_eq!(days(&note), ["2: 2026-03-17 3 commitment [ ] a"]);
    let note = read("2026-03-03-priya.md", "# 2026-03-03 Priya\n## Actions\n- [ ] a\n");
    assert_eq!(days(&note), ["1: 2026-03-03 3 commitment [ ] a"]);
}

#[test]
fn a_dated_heading_stands_under_the_headings_above_it() {
    let body = "# Confidential\n## 2026-03-03\n- [ ] a\n# Goals\n## 2026-03-17\n- b\n### Risks\n- c\n## 2026-03-31\n- d\n";
    assert_eq!(
        days(&read("priya.md", body)),
        [
            "2: 2026-03-03 3 commitment [ ] a Confidential",
            "5: 2026-03-17 6 goal - b | 8 concern - c",
            "9: 2026-03-31 10 goal - d"
        ]
    );
}

#[track_caller]
fn bytes(bytes: &[u8], expect: &[&str]) {
    let note = read_bytes(&[("2026-03-03-priya.md", bytes), (PRIYA.0, PRIYA.1.as_bytes())]);
    assert_eq!(name(&note), "1 meeting with priya");
    assert_eq!(said(&note), expect);
}

#[test]
fn bytes_that_are_no_text_are_said() {
    assert_eq!(said(&read_bytes(&[("a.pdf", b"%PDF \xff\0")])), [""; 0]);
    bytes(b"", &[]);
    bytes(b"- [ ] caf\xe9\n", &["1:10 not-utf8"]);
    bytes(b"ab\n- [ ] c\0d\n", &["2:8 nul-byte"]);
    bytes(&vec![b'x'; 2_000_000], &["1:1 too-large"]);
    bytes(b"\xff\xfe-\0 \0[\0 \0]\0 \0a\0", &["1:1 utf-16"]);
}

#[test]
fn one_note_says_at_most_so_many_things() {
    let text = "- [ ] a due:2026-02-30\n".repeat(40_000);
    let note = read_bytes(&[("2026-03-03-priya.md", text.as_bytes()), (PRIYA.0, PRIYA.1.as_bytes())]);
    assert_eq!(note.diagnostics.len(), 200);
    assert_eq!(meetings(&note)[0].mentions.len(), 40_000);
}

#[track_caller]
fn title(text: &str, expect: Option<&str>) {
    let draft = Draft::read(&NotePath::new("a.md").unwrap(), text.as_bytes());
    assert_eq!((draft.needs_roster(), draft.text()), (Reads::Alone, text));
    let note = draft.resolve(&Default::default(), &Default::default());
    assert_eq!((note.title.as_deref(), note.content), (expect, Content::Other), "{text:?}");
}

#[test]
fn other_notes_are_read_alone_and_keep_their_title() {
    title("", None);
    title("---\ntitle: \"A b\"\nx: y\n---\n# C\n", Some("A b"));
    title("---\nx: y\n---\n```\n# no\n```\n# **C** [d](e) ##\n", Some("C d"));
    title("Set\n===\n", Some("Set"));
    title("no heading\n#tag\n", None);
    title("---\nx: y\n---\n# Private reasons\n\n    # no\n\n## no\n# Yes\n", Some("Yes"));
    title("# Confidential\n````\n```\n# no\n````\n## no\n", None);
    title("---\nvisibility: confidential\n---\n# Itself\n", Some("Itself"));
    let draft = Draft::read(&NotePath::new("a.md").unwrap(), b"# x\n## 2026-03-03\n");
    assert_eq!(draft.needs_roster(), Reads::WithRoster);
}

/// What a digest says of other managers' due dates is a count, alone or below the items.
#[test]
fn a_digests_line_about_elsewhere_is_no_item() {
    let line = "Elsewhere: 3 more due before Tue 31 Mar, 1 of them late.";
    for (before, expect) in [
        ("", vec![]),
        (
            "- [x] Send plan: 4 days late. ([17 Feb](../a.md)) ^mig-plan\n\n",
            vec!["4 commitment [x] Send plan @me ^mig-plan -> a.md"],
        ),
        ("- [ ] Mine\n+ 2 more\n\n", vec!["4 commitment [ ] Mine @me"]),
    ] {
        let text =
            format!("# Priya Nair, Tue 17 Mar 2026\n\n## You owe\n{before}{line}\n\n## Ask\n- What?\n");
        let note = read("digests/2026-03-17-priya.md", &text);
        let Content::Digest(Some(meeting)) = &note.content else { panic!("{note:?}") };
        assert_eq!(meeting.mentions.iter().map(show).collect::<Vec<_>>(), expect);
        assert_eq!(said(&note), [""; 0]);
    }
}

#[test]
fn a_ticked_box_and_an_added_line_in_a_digest_are_mentions() {
    let text = "# Priya Nair, Tue 17 Mar 2026\n\n## Decide\n- Leave. By Fri 20 Mar. ([3 Mar](../a.md))\n  Pause / wait.\n\n## You owe\n- [x] Send plan: 4 days late; moved once, 6 → 13 Mar. ([17 Feb](../2026/a%20b.md)) ^mig-plan\n- [ ] Other: due 20 Mar. ([17 Feb](../a.md))\n- [-] Drop: no due date. ([17 Feb](../a.md))\n- mine, unboxed\n+ 2 more, 1 of them late\n\n## Priya owes\n- [ ] Ask finance: 18 days late. ([17 Feb](../a.md)) ^fin\n- [ ] New promise\n+ 1 more\n\n## Goals\n- plain\n\n## ✅ Ask:\n- What?\n\n## Questions\n- added\n";
    let note = read("digests/2026-03-17-priya.md", text);
    let Content::Digest(Some(meeting)) = &note.content else { panic!("{note:?}") };
    let shown: Vec<String> = meeting.mentions.iter().map(show).collect();
    assert_eq!(
        shown,
        [
            "8 commitment [x] Send plan @me ^mig-plan -> 2026/a b.md",
            "10 commitment [-] Drop @me -> a.md",
            "11 commitment - mine, unboxed @me",
            "16 commitment [ ] New promise @priya",
            "26 question - added"
        ]
    );
    let note = read("digests/2026-03-17-priya-1600.md", "");
    let Content::Digest(Some(meeting)) = &note.content else { panic!("{note:?}") };
    assert_eq!(meeting.with[0].as_str(), "priya");
    assert_eq!(meeting.when.unwrap().time, Some(time(16, 0, 0, 0)));
}

#[test]
fn a_digests_line_without_words_or_id_says_nothing() {
    let note = read("digests/2026-03-17-priya.md", "- [x] ([1 Mar](../a.md))\n- [x] ([1 Mar](../a.md)) ^b\n");
    let Content::Digest(Some(meeting)) = &note.content else { panic!("{note:?}") };
    let shown: Vec<String> = meeting.mentions.iter().map(show).collect();
    assert_eq!(shown, ["2 commitment [x]  ^b -> a.md"]);
}
