use proptest::prelude::*;

use super::{Content, Note, read_bytes};

/// Bits of text that mean something somewhere, and characters that break careless slicing.
const BITS: &[&str] = &[
    "---\n",
    "...\n",
    "with: ",
    "Priya",
    "@priya",
    "date: ",
    "2026-03-03",
    "\n",
    "\r\n",
    "- ",
    "* ",
    "1. ",
    "[ ] ",
    "[x] ",
    "[",
    "]",
    "(",
    ")",
    "## ",
    "# ",
    "Actions",
    "Feedback",
    "Decisions",
    "Theirs",
    "Confidential",
    "ACTION: ",
    "TODO",
    "    ",
    "\t",
    "> ",
    "```\n",
    "<!--",
    "-->",
    "due:",
    "by ",
    "friday",
    " ^id",
    "key:",
    "\"",
    "'",
    ": ",
    "{",
    "}",
    "[[",
    "]]",
    "|",
    "&a ",
    "*a",
    "ä",
    "🎉",
    "\u{FE0F}",
    "é",
    "\u{200B}",
    "\0",
    "~~",
    "**",
    "`",
    "\\",
    "—",
    "→",
    "goals:\n",
    "wins: ",
    "text: ",
    "meets: ",
    "status: held\n",
    "visibility: ",
    "owner: ",
    "(recommended)",
    "option: ",
    "📅 ",
    "([3 Mar](../a.md))",
    "===\n",
    "\u{FEFF}",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let bit = prop_oneof![
        20 => (0..BITS.len()).prop_map(|n| BITS[n].as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
    ];
    let front = prop_oneof![Just(Vec::new()), Just(b"---\nwith: Priya\ndate: 2026-03-03\n".to_vec())];
    (front, prop::collection::vec(bit, 0..60)).prop_map(|(mut front, bits)| {
        front.extend(bits.concat());
        front
    })
}

fn check(note: &Note, text: &[u8]) {
    let lines = String::from_utf8_lossy(text).split('\n').count();
    for said in &note.diagnostics {
        assert_ne!(said.code, "unreadable", "{said:?}");
        assert!(said.line >= 1 && said.line as usize <= lines && said.column >= 1, "{said:?}");
    }
    let mentions = match &note.content {
        Content::Meetings(meetings) => meetings.iter().flat_map(|m| &m.mentions).collect(),
        Content::Digest(Some(meeting)) => meeting.mentions.iter().collect(),
        _ => Vec::new(),
    };
    for mention in mentions {
        assert!(mention.source.line >= 1 && mention.source.line as usize <= lines, "{mention:?}");
    }
    if let Content::Meetings(meetings) = &note.content {
        for meeting in meetings {
            let linked = meeting.mentions.iter().filter_map(|mention| mention.action_on);
            assert!(linked.max().is_none_or(|on| on < meeting.mentions.len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn anything_a_person_writes_is_read(text in text()) {
        for path in ["2026-03-03-priya.md", "people/bo.md", "goals/g.md", "digests/2026-03-03-priya.md"] {
            check(&read_bytes(&[(path, &text), ("people/priya.md", b"---\nname: Priya Nair\n---\n")]), &text);
        }
    }
}
