use super::{Block, DEEPEST, Lead, read};
use crate::domain::note::item::Mark;

/// One line a block: its line's number, what it is, and its text.
#[track_caller]
fn check(body: &str, expect: &[&str]) {
    let shown: Vec<String> = read(body, 0).iter().map(|block| show(body, block)).collect();
    assert_eq!(shown, expect, "{body:?}");
}

fn show(body: &str, block: &Block) -> String {
    let line = |at: usize| body[..at].matches('\n').count() + 1;
    match block {
        Block::Heading(h) => format!("{} #{} {}", line(h.at), h.level, h.text),
        Block::Prose(at) => format!("{} prose", line(*at)),
        Block::OpenComment(at) => format!("{} open comment", line(*at)),
        Block::TooDeep(at) => format!("{} too deep", line(*at)),
        Block::Item(item) => {
            let lead = match item.lead {
                Lead::Bullet => "-",
                Lead::Checkbox(Mark::Done) => "[x]",
                Lead::Checkbox(Mark::Dropped) => "[-]",
                Lead::Checkbox(Mark::UnderWay) => "[/]",
                Lead::Checkbox(Mark::Carried) => "[>]",
                Lead::Checkbox(_) => "[ ]",
                Lead::Brackets => "[]",
                Lead::Action => "!",
            };
            let inside = item.parent.map_or(String::new(), |parent| format!(" in {parent}"));
            format!("{} {lead} {}{inside}", line(item.at), item.text.text())
        }
    }
}

#[test]
fn every_list_marker_and_every_box() {
    check(
        "- [ ] a\n* [x] b\n+ [X] c\n\n1. [/] d\n2) [-] e\n- [>] f\n- [!] g\n- [?] h\n",
        &["1 [ ] a", "2 [x] b", "3 [x] c", "5 [/] d", "6 [-] e", "7 [>] f", "8 [ ] g", "9 [ ] h"],
    );
    check("- [ ]\n- [x]\n- [  ] wide\n- [] none\n", &["1 [ ] ", "2 [x] ", "3 [ ] wide", "4 [] none"]);
    check(
        "- [x](y) a\n- [x]y\n- [[P]]: z\n- [ab] c\n",
        &["1 - [x](y) a", "2 - [x]y", "3 - [[P]]: z", "4 - [ab] c"],
    );
    check("-\n- \n*\n", &["1 - ", "2 - ", "3 - "]);
    check("- [✔️] done\n", &["1 [ ] done"]);
    check("- [\n  ] a\n- [<!-- b -->] c\n", &["1 - [ ] a", "3 - [ ] c"]);
    check("- a\r\n  - [ ] b\r\n    c\r\n", &["1 - a", "2 [ ] b c in 0"]);
}

#[test]
fn bullets_indented_by_two_lie_under_a_number() {
    check(
        "1. a\n  - b\n    - c\n  - d\n2. e\n  * [ ] f\n- g\n  - h\n",
        &["1 - a", "2 - b in 0", "3 - c in 1", "4 - d in 0", "5 - e", "6 [ ] f in 4", "7 - g", "8 - h in 6"],
    );
    check("10) a\n\n  - b\n\n# H\n  - c\n", &["1 - a", "3 - b in 0", "5 #1 H", "6 - c"]);
    check("1. a\n\ntext\n\n  - b\n 1. c\n", &["1 - a", "3 prose", "5 - b", "6 - c"]);
}

#[test]
fn an_items_text_is_its_first_paragraph() {
    check("- [ ] a\n  b\nc\n\n  not this\n", &["1 [ ] a b c"]);
    check("- a\n\n  b\n\n- [ ] c\n", &["1 - a", "5 [ ] c"]);
    check("- a\n  - b\n    - [ ] c\n  - d\n", &["1 - a", "2 - b in 0", "3 [ ] c in 1", "4 - d in 0"]);
    check(
        "- a\n  > quoted\n- ```\n  - [ ] code\n  ```\n- b\n  ```\n  x\n  ```\n",
        &["1 - a", "3 - ", "6 - b"],
    );
    check("- [ ] a <!-- due 3 Mar --> b\n", &["1 [ ] a b"]);
    check("- [ ]\n  a\n", &["1 [ ] a"]);
    check("1. a\n10. [ ] b\n", &["1 - a", "2 [ ] b"]);
}

#[test]
fn code_quotes_and_comments_hold_nothing() {
    check("> - [ ] a\n> # b\n> ACTION: c\n", &["1 prose"]);
    check("```\n- [ ] a\n```\n~~~\n# b\n~~~\n", &["1 prose", "4 prose"]);
    check("    - [ ] a\n", &["1 prose"]);
    check("<!--\n- [ ] a\n\n- [ ] b\n-->\n- [ ] c\n", &["1 prose", "6 [ ] c"]);
    check("<!-- a\n- [ ] b\n", &["1 open comment", "1 prose"]);
    check("a `- [ ] b` c\n", &["1 prose"]);
}

#[test]
fn headings_of_both_spellings() {
    check(
        "# A **b** `c` [d](e)\n\nSet\n===\n\nsub\n---\n\n### x ###\n#no\n",
        &["1 #1 A b c d", "3 #1 Set", "6 #2 sub", "9 #3 x", "10 prose"],
    );
    check("- # in a list\n- b\n", &["1 - ", "2 - b"]);
}

#[test]
fn action_lines() {
    check("ACTION: a\ntalk\nTODO b\n", &["1 prose", "1 ! a", "3 ! b"]);
    check("* SC: hello\nACTION: SC to merge\n* b\n", &["1 - SC: hello", "2 ! SC to merge", "3 - b"]);
    check("- AI: a\n  b\n- **ACTION:** c\n", &["1 ! a b", "3 ! c"]);
    check("- x\n\n  ACTION: y\n", &["1 - x", "3 ! y"]);
    check("- [ ] TODO: y\n- [ ] TODO list\n", &["1 [ ] y", "2 [ ] TODO list"]);
    check("   ACTION: a\n", &["1 prose", "1 ! a"]);
}

#[test]
fn deep_lists_and_long_lines_end() {
    let deep = "- ".repeat(10_000) + "[ ] x";
    let blocks = read(&deep, 0);
    assert_eq!(blocks.len(), DEEPEST + 1);
    assert!(matches!(blocks.last(), Some(Block::TooDeep(_))));
    let quotes = ">".repeat(10_000) + " x\n\n- [ ] y";
    assert!(matches!(read(&quotes, 0).as_slice(), [Block::Prose(0), .., Block::Item(_)]));
    let long = format!("- [ ] {}", "[*_`<a ".repeat(150_000));
    assert_eq!(read(&long, 0).len(), 1);
}
