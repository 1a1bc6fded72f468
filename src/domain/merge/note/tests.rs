mod edits;

use jiff::Zoned;

use super::{LARGEST, Merged, Version, lines, merge, yaml};
use crate::domain::merge::{Origin, Side};

type Merge = fn(&str, Version<'_>, Version<'_>) -> Merged;

fn origin(time: &str) -> Origin {
    Origin { time: time.parse::<Zoned>().unwrap(), machine: "laptop".to_owned() }
}

/// Merges both ways round, `late` being the later version, and says which of the two is to be kept beside it.
#[track_caller]
fn merged(by: Merge, base: &str, early: &str, late: &str) -> (String, Option<&'static str>) {
    let (first, second) = (origin("2026-03-03T10:00[UTC]"), origin("2026-03-04T10:00[UTC]"));
    let (e, l) = (Version { text: early, origin: &first }, Version { text: late, origin: &second });
    let there = by(base, e, l);
    let back = by(base, l, e);
    assert_eq!(there.text, back.text, "it makes a difference which is given first");
    let name = |lost: Option<Side>, a, b| lost.map(|side| if side == Side::A { a } else { b });
    let lost = name(there.lost, "early", "late");
    assert_eq!(lost, name(back.lost, "late", "early"));
    (there.text, lost)
}

/// Both hold.
#[track_caller]
fn check(base: &str, early: &str, late: &str, expect: &str) {
    let (text, lost) = merged(merge, base, early, late);
    assert_eq!(text, expect);
    assert_eq!(lost, None);
}

/// Both changed one thing.
#[track_caller]
fn clash(base: &str, early: &str, late: &str, expect: &str) {
    let (text, lost) = merged(merge, base, early, late);
    assert_eq!(text, expect);
    assert_eq!(lost, Some("early"));
}

#[test]
fn an_item_is_merged_field_by_field() {
    let base = "- [ ] Send billing plan due:2026-03-06 ^plan\n";
    for (early, late, expect) in [
        (
            "- [x] Send billing plan due:2026-03-06 ^plan\n",
            "- [ ] Send billing plan due:2026-03-13 ^plan\n",
            "- [x] Send billing plan due:2026-03-13 ^plan\n",
        ),
        (
            "- [x] Send billing plan due:2026-03-06 ✅ 2026-03-05 ^plan\n",
            "- [ ] Send the billing plan to Omar due:2026-03-06 ^plan\n",
            "- [x] Send the billing plan to Omar due:2026-03-06 ✅ 2026-03-05 ^plan\n",
        ),
        (
            "- [ ] Mail billing plan due:2026-03-06 ^plan\n",
            "- [ ] Send billing plan, half of it is there due:2026-03-06 ^plan\n",
            "- [ ] Mail billing plan, half of it is there due:2026-03-06 ^plan\n",
        ),
        (
            "- [ ] @priya Send billing plan due:2026-03-06 ^plan\n",
            "- [ ] Send billing plan 📅 2026-03-13 supports:checkout ^plan\n",
            "- [ ] @priya Send billing plan 📅 2026-03-13 supports:checkout ^plan\n",
        ),
        (
            "- [/] Send billing plan due:2026-03-06 ^plan\n",
            "- [ ] Send billing plan ^plan\n",
            "- [/] Send billing plan ^plan\n",
        ),
        (
            "* [ ] Send billing plan due:2026-03-06 ^plan\n",
            "- [ ] Send billing\n  plan due:2026-03-06 ^plan\n",
            "* [ ] Send billing\n  plan due:2026-03-06 ^plan\n",
        ),
    ] {
        check(base, early, late, expect);
        check(base, late, early, expect);
    }
}

#[test]
fn what_both_changed_is_the_later_sides_and_the_rest_of_both_holds() {
    clash(
        "- [ ] Send plan due:2026-03-06\n",
        "- [x] Send plan due:2026-03-10\n",
        "- [ ] Send plan due:2026-03-13\n",
        "- [x] Send plan due:2026-03-13\n",
    );
    clash("- [ ] Send plan\n", "- [x] Send plan\n", "- [-] Send plan\n", "- [-] Send plan\n");
    clash(
        "- [ ] Send the plan\n",
        "- [x] Send the long plan\n",
        "- [ ] Send the short plan @omar\n",
        "- [x] Send the short plan @omar\n",
    );
    clash("We met.\n", "We met early.\n", "We met late.\n", "We met late.\n");
    clash("# Plan\n\ntext\n", "# Plan A\n\ntext\n", "# Plan B\n\ntext\n", "# Plan B\n\ntext\n");
}

#[test]
fn an_item_without_an_id_is_known_by_its_words() {
    check(
        "## Mine\n- [ ] Send plan\n- [ ] Book room\n",
        "## Mine\n- [x] Send plan\n- [ ] Book room\n",
        "## Mine\n- [ ] Call Omar\n- [ ] Send plan due:2026-03-13\n- [ ] Book a room\n",
        "## Mine\n- [ ] Call Omar\n- [x] Send plan due:2026-03-13\n- [ ] Book a room\n",
    );
    // An item that is another one is not ticked with it.
    check(
        "- [ ] Send plan\n- [ ] Book room\n",
        "- [x] Send plan\n- [ ] Book room\n",
        "- [ ] Water the garden\n- [ ] Book room\n",
        "- [x] Send plan\n- [ ] Water the garden\n- [ ] Book room\n",
    );
}

#[test]
fn insertions_of_both_are_kept_in_order() {
    check(
        "# A\n\n- one\n\n# B\n",
        "# A\n\n- one\n- two\n\n# B\n",
        "# A\n\n- one\n- three\n\n# B\n",
        "# A\n\n- one\n- two\n- three\n\n# B\n",
    );
    check("- one\n", "- zero\n- one\n- same\n", "- one\n- same\n- two\n", "- zero\n- one\n- same\n- two\n");
    check("P\n", "P\n\nearly\n", "P\n\nlate\n", "P\n\nearly\n\nlate\n");
    check("- one\n", "- one\n\nprose\n", "- one\n- two\n", "- one\n- two\n\nprose\n");
    check(
        "# A\n- one\n",
        "# A\n- one\n\n## Sub\n- two\n",
        "# A\n- one\n- three\n",
        "# A\n- one\n- three\n\n## Sub\n- two\n",
    );
}

#[test]
fn what_both_added_in_different_places_moves_nothing_else() {
    check("- a\n- b\n", "- new ^x\n- a\n- b\n", "- a\n- b\n- new ^x\n", "- a\n- b\n- new ^x\n");
}

#[test]
fn sections_that_both_added_are_one() {
    check(
        "# A\n- one\n",
        "# A\n- one\n\n# Wins\n- early\n",
        "# A\n- one\n\n# Wins\n- late\n",
        "# A\n- one\n\n# Wins\n- early\n- late\n",
    );
    check(
        "# A\n- one\n",
        "# A\n- one\n\n# Wins\n- early\n",
        "# A\n- one\n\n# Ideas\n- late\n",
        "# A\n- one\n\n# Wins\n- early\n\n# Ideas\n- late\n",
    );
}

#[test]
fn what_one_took_out_is_gone_but_for_what_the_other_changed() {
    check(
        "- one\n- two\n- three\n",
        "- one\n- three\n",
        "- one\n- two\n- three now\n",
        "- one\n- three now\n",
    );
    check("- [ ] one\n- [ ] two\n", "- [ ] one\n", "- [ ] one\n- [x] two\n", "- [ ] one\n- [x] two\n");
    check(
        "# A\n\n- a\n\n# B\n\n- [ ] b\n- c\n\n# C\n",
        "# A\n\n- a\n\n# C\n",
        "# A\n\n- a\n\n# B\n\n- [x] b\n- c\n\n# C\n",
        "# A\n\n- a\n\n# B\n\n- [x] b\n\n# C\n",
    );
    check("- a\n  - b\n  - c\n", "", "- a now\n  - b\n  - c\n", "- a now\n  - b\n  - c\n");
}

#[test]
fn an_edit_follows_what_was_moved() {
    check(
        "# Mine\n- [ ] Send the plan\n- [ ] two\n\n# Done\n- x\n",
        "# Mine\n- [ ] two\n\n# Done\n- x\n- [ ] Send the plan\n",
        "# Mine\n- [x] Send the plan\n- [ ] two\n\n# Done\n- x\n",
        "# Mine\n- [ ] two\n\n# Done\n- x\n- [x] Send the plan\n",
    );
    check(
        "# A\n- a\n# B\n- b\n# C\n- c\n",
        "# C\n- c\n# A\n- a\n# B\n- b\n",
        "# A\n- a\n# B\n- b\n# C\n- c\n- d\n",
        "# C\n- c\n- d\n# A\n- a\n# B\n- b\n",
    );
    // A renamed section is the same one.
    check(
        "# Mine\n- a\n- b\n",
        "# My actions\n- a\n- b\n",
        "# Mine\n- a\n- b\n- c\n",
        "# My actions\n- a\n- b\n- c\n",
    );
}

#[test]
fn front_matter_is_merged_by_key() {
    check(
        "---\nwith: priya # her\ndate: 2026-03-03\ntags: [a, b]\n---\ntext\n",
        "---\nwith: priya # her\ndate: 2026-03-04\ntags: [a, b, early]\n---\ntext\n",
        "---\nwith: priya # her\nstatus: held\ndate: 2026-03-03\ntags: [late, b]\n---\ntext\n",
        "---\nwith: priya # her\nstatus: held\ndate: 2026-03-04\ntags: [late, b, early]\n---\ntext\n",
    );
    check(
        "---\nwith: priya\ncommitments:\n  - \"[ ] Send plan\"\n  - Book room\n---\n",
        "---\nwith: priya\ncommitments:\n  - \"[x] Send plan\"\n  - Book room\n  - early\n---\n",
        "---\nwith: priya\ncommitments:\n  - \"[ ] Send plan due:2026-03-13\"\n  - Book room\n  - late\n---\n",
        "---\nwith: priya\ncommitments:\n  - \"[x] Send plan due:2026-03-13\"\n  - Book room\n  - early\n  - late\n---\n",
    );
    check(
        "---\nid: priya\nmeets:\n  every: week\n  day: tue\n---\n",
        "---\nid: priya\nmeets:\n  every: 2 weeks\n  day: tue\n---\n",
        "---\nid: priya\nmeets:\n  every: week\n  day: wed\n  time: \"10:00\"\n---\n",
        "---\nid: priya\nmeets:\n  every: 2 weeks\n  day: wed\n  time: \"10:00\"\n---\n",
    );
    clash(
        "---\nwith: priya\n---\n",
        "---\nwith: priya\nstatus: held\nmode: phone\n---\n",
        "---\nwith: priya\nStatus: planned\n---\n",
        "---\nwith: priya\nStatus: planned\nmode: phone\n---\n",
    );
    check("text\n", "---\nwith: priya\n---\ntext\n", "text\nmore\n", "---\nwith: priya\n---\ntext\nmore\n");
}

#[test]
fn entries_that_are_mappings_are_merged_by_their_keys() {
    check(
        "---\nname: Priya\ngoals:\n  - id: quiet\n    text: A quiet spring\n    by: 2026-06-30\n---\n",
        "---\nname: Priya\ngoals:\n  - id: quiet\n    text: A very quiet spring\n    by: 2026-06-30\n---\n",
        "---\nname: Priya\ngoals:\n  - id: quiet\n    text: A quiet spring\n    by: 2026-07-31\n  - id: loud\n    text: A loud summer\n---\n",
        "---\nname: Priya\ngoals:\n  - id: quiet\n    text: A very quiet spring\n    by: 2026-07-31\n  - id: loud\n    text: A loud summer\n---\n",
    );
    clash(
        "---\nname: Priya\ngoals:\n  - {id: quiet, text: A}\n---\n",
        "---\nname: Priya\ngoals:\n  - {id: quiet, text: B}\n---\n",
        "---\nname: Priya\ngoals:\n  - {id: quiet, text: C}\n---\n",
        "---\nname: Priya\ngoals:\n  - {id: quiet, text: C}\n---\n",
    );
}

#[test]
fn what_both_added_is_one_where_it_is_the_same_item() {
    check("# A\n", "# A\n- [ ] x ^x\n", "# A\n- [ ] x ^x\n- [ ] y\n", "# A\n- [ ] x ^x\n- [ ] y\n");
    check(
        "# A\n",
        "# A\n- [ ] Prep 3 Mar\n",
        "# A\n- [ ] Prep 10 Mar\n",
        "# A\n- [ ] Prep 3 Mar\n- [ ] Prep 10 Mar\n",
    );
    clash("# A\n", "# A\n- [ ] x ^x\n", "# A\n- [x] x ^x\n", "# A\n- [x] x ^x\n");
    clash("# A\n", "# A\n- [ ] one ^x\n", "# A\n- [ ] two ^x\n", "# A\n- [ ] two ^x\n");
    clash("# A\n", "# A\n- [ ] Send It\n", "# A\n- [x] send it\n", "# A\n- [x] send it\n");
    // Letters' case is worth no file.
    check("# A\n", "# A\n- [ ] Send It\n", "# A\n- [ ] send it\n", "# A\n- [ ] send it\n");
    check("# A\n- [ ] a\n", "# A\n- [ ] A\n", "# A\n- [x] a\n", "# A\n- [x] A\n");
    check("", "# A\n- [ ] x\n\nsame\n", "# A\n- [ ] y\n\nsame\n", "# A\n- [ ] x\n- [ ] y\n\nsame\n");
}

#[test]
fn both_made_the_file() {
    check(
        "",
        "---\nwith: priya\ndate: 2026-03-03\n---\n\n# Mine\n- early\n",
        "---\nwith: priya\ndate: 2026-03-03\n---\n\n# Mine\n- late\n",
        "---\nwith: priya\ndate: 2026-03-03\n---\n\n# Mine\n- early\n- late\n",
    );
}

#[test]
fn running_notes() {
    check(
        "---\nwith: priya\n---\n\n## 2026-03-03\n\n### Mine\n- [ ] a\n\n## 2026-02-17\n\n### Mine\n- [ ] a\n",
        "---\nwith: priya\n---\n\n## 2026-03-17\n\n### Mine\n- [ ] b\n\n## 2026-03-03\n\n### Mine\n- [ ] a\n\n## 2026-02-17\n\n### Mine\n- [ ] a\n",
        "---\nwith: priya\n---\n\n## 2026-03-03\n\n### Mine\n- [x] a\n\n## 2026-02-17\n\n### Mine\n- [ ] a\n",
        "---\nwith: priya\n---\n\n## 2026-03-17\n\n### Mine\n- [ ] b\n\n## 2026-03-03\n\n### Mine\n- [x] a\n\n## 2026-02-17\n\n### Mine\n- [ ] a\n",
    );
}

#[test]
fn what_is_nested_in_an_item() {
    check(
        "# Concerns\n- Too slow\n  - buy more\n  - wait\n# Feedback\n- Be brief\n",
        "# Concerns\n- Too slow outcome:wait\n  - buy more\n  - wait (recommended)\n# Feedback\n- Be brief\n  - [ ] Write less\n",
        "# Concerns\n- Too slow\n  - buy more\n  - rent\n  - wait\n# Feedback\n- Be brief from:@omar\n  - a remark\n",
        "# Concerns\n- Too slow outcome:wait\n  - buy more\n  - rent\n  - wait (recommended)\n# Feedback\n- Be brief from:@omar\n  - [ ] Write less\n  - a remark\n",
    );
}

#[test]
fn a_digests_seal_is_no_quarrel() {
    check(
        "# Priya\n- [ ] a\n- [ ] b\n<!-- headsup: sha256:00 -->\n",
        "# Priya\n- [x] a\n- [ ] b\n<!-- headsup: sha256:11 -->\n",
        "# Priya\n- [ ] a\n- [ ] b\n- c\n<!-- headsup: sha256:22 -->\n",
        "# Priya\n- [x] a\n- [ ] b\n- c\n<!-- headsup: sha256:22 -->\n",
    );
}

#[test]
fn line_ends_and_marks_at_the_beginning() {
    check("- a\r\n- b\r\n", "- a\r\n- [x] b\r\n", "- a\r\n- b\r\n- c\r\n", "- a\r\n- [x] b\r\n- c\r\n");
    check("- a", "- a\n- b", "- a\n- c", "- a\n- b\n- c");
    check("- a", "- a\n- b", "- a\n", "- a\n- b\n");
    check("- a\n- b\n", "- a\r\n- b\r\n", "- a\n- b now\n", "- a\r\n- b now\r\n");
    check("\u{feff}# A\n- a\n", "# A\n- a\n", "\u{feff}# A\n- a\n- b\n", "# A\n- a\n- b\n");
}

#[test]
fn code_is_merged_by_lines() {
    check(
        "```\none\n\ntwo\n```\n",
        "```\none now\n\ntwo\n```\n",
        "```\none\n\ntwo now\n```\n",
        "```\none now\n\ntwo now\n```\n",
    );
}

#[test]
fn a_fence_that_is_open_yet_makes_nothing_else_of_the_rest() {
    check(
        "# A\n- [ ] a\n\n# B\n- [ ] b\n",
        "# A\n- [ ] a\n```\n\n# B\n- [ ] b\n",
        "# A\n- [x] a\n\n# B\n- [x] b\n- c\n",
        "# A\n- [x] a\n```\n\n# B\n- [x] b\n- c\n",
    );
}

#[test]
fn an_underlined_heading_holds_what_is_under_it() {
    check(
        "- x\n\nConfidential\n------------\n\n- [ ] a\n- b\n",
        "- x\n",
        "- x\n\nConfidential\n------------\n\n- [x] a\n- b\n",
        "- x\n\nConfidential\n------------\n\n- [x] a\n",
    );
    check("A\n==\n- a\n", "A\n==\n- a\n- b\n", "text\n\nA\n==\n- [x] a\n", "text\n\nA\n==\n- [x] a\n- b\n");
    check("x\nA\n--\n- a\n", "x\nA\n--\n- b\n- a\n", "x\nA\n--\n- a\n- c\n", "x\nA\n--\n- b\n- a\n- c\n");
}

#[test]
fn what_is_confidential_stays_so() {
    // Renamed by one, and more put under it by the other.
    clash(
        "# Confidential\n- a\n\n# Mine\n",
        "# Notes\n- a\n\n# Mine\n",
        "# Confidential\n- a\n- b\n\n# Mine\n",
        "# Confidential\n- a\n- b\n\n# Mine\n",
    );
    // Renamed by one, and reworded by the other.
    clash(
        "# Confidential\n- [ ] Send plan\n\n# Mine\n",
        "# Notes\n- [ ] Send plan\n\n# Mine\n",
        "# Confidential\n- [ ] Send the plan\n\n# Mine\n",
        "# Confidential\n- [ ] Send the plan\n\n# Mine\n",
    );
    // Moved there by one, and ticked by the other.
    check(
        "# Mine\n- [ ] Send plan\n\n# Private\n- a\n",
        "# Mine\n\n# Private\n- a\n- [ ] Send plan\n",
        "# Mine\n- [x] Send plan\n\n# Private\n- a\n",
        "# Mine\n\n# Private\n- a\n- [x] Send plan\n",
    );
    // Opened by one, and left alone by the other.
    check(
        "# Private\n- a\n\n# Mine\n- b\n",
        "# Notes\n- a\n\n# Mine\n- b\n",
        "# Private\n- a\n\n# Mine\n- [x] b\n",
        "# Notes\n- a\n\n# Mine\n- [x] b\n",
    );
}

#[test]
fn what_is_too_large_to_merge_opens_nothing_confidential() {
    let rest = "a line of many\n".repeat(LARGEST / 10);
    let note = |head: &str| format!("{head}\n# Rest\n{rest}");
    let (base, open) = (note("# Notes\n- plan\n"), note("# Notes\n- plan\n- more\n"));
    let hidden = note("# Private\n- plan\n");
    assert_eq!(merged(merge, &base, &hidden, &open), (hidden.clone(), Some("late")));
    assert_eq!(merged(merge, &base, &open, &hidden), (hidden, Some("early")));
    let base = note("# Notes\n- one\n- two\n");
    let early = note("# Private\n- one\n\n# Notes\n- two\n");
    let late = note("# Notes\n- one\n\n# Private\n- two\n");
    assert_eq!(merged(merge, &base, &early, &late), (note("# Notes\n\n# Private\n- two\n"), Some("early")));
}

#[test]
fn rather_than_an_error_one_side_is_chosen() {
    // Each is right alone, together one id stands twice.
    clash(
        "# A\n- one\n\n# B\n- two\n",
        "# A\n- one ^x\n\n# B\n- two\n",
        "# A\n- one\n\n# B\n- two ^x\n",
        "# A\n- one\n\n# B\n- two ^x\n",
    );
    clash(
        "---\nwith: p\n---\n",
        "---\nwith: p\na: b\n---\n",
        "---\nwith: p\na:\n  - b\n---\n",
        "---\nwith: p\na:\n  - b\n---\n",
    );
}

#[test]
fn other_texts() {
    let (text, lost) =
        merged(yaml, "me: [a]\nlead: 1\n", "me: [a, b]\nlead: 1\n", "quiet: x\nme: [a]\nlead: 2\n");
    assert_eq!((text.as_str(), lost), ("quiet: x\nme: [a, b]\nlead: 2\n", None));
    let (text, lost) = merged(lines, "a\nb\nc\n", "a\nb now\nc\nd\n", "0\na\nb\nc\n");
    assert_eq!((text.as_str(), lost), ("0\na\nb now\nc\nd\n", None));
    let (text, lost) = merged(lines, "a\n\n- b\nc\n", "a\n\n- b x\nc\n", "a\n\n- b y\nc\n");
    assert_eq!((text.as_str(), lost), ("a\n\n- b y\nc\n", Some("early")));
}

#[test]
fn a_large_file_takes_no_longer_than_it_should() {
    let origin = origin("2026-03-03T10:00[UTC]");
    let text = |mark: &str| (0..50_000).map(|n| format!("{mark} {n}\n")).collect::<String>();
    let (base, a, b) = (text("a"), text("b"), text("c"));
    let of = |text| Version { text, origin: &origin };
    let done = merge(&base, of(&a), of(&b));
    assert_eq!((done.text == b, done.lost), (true, Some(Side::A)));
    let deep =
        |mark: &str| (0..2_000).map(|n| format!("{}- {mark}\n", " ".repeat(n % 60))).collect::<String>();
    let (base, a, b) = (deep("a"), deep("b"), deep("c"));
    assert!(merge(&base, of(&a), of(&b)).text.contains("- c\n"));
}
