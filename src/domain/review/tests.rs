//! What a span of days comes to, by month.

use super::{build, json, markdown};
use crate::domain::{
    ledger::{Evidence, Ledger},
    schedule::Calendar,
    update::tests::{book, key, now},
};

const PRIYA: (&str, &str) = ("people/priya.md", "---\nname: Priya Nair\n---\n");
const OMAR: (&str, &str) = ("people/omar.md", "---\nname: Omar Haddad\n---\n");

/// The review from a day to 16 March 2026, as markdown and as JSON.
fn review_with(files: &[(&str, &str)], since: &str, with: Option<&str>) -> (String, String) {
    let book = book(&[&[PRIYA, OMAR], files].concat());
    let calendar = Calendar::of(&book, &now());
    let ledger = Ledger::build(&book, &calendar, &now(), &Evidence::new());
    let review = build(&book, &ledger, since.parse().unwrap(), now().date(), with.map(key).as_ref());
    (markdown(&review), json(&review).to_string())
}

const HEAD: &str = "# Review, 1 Jan 2026 to 16 Mar 2026\n";

/// What is said of these notes from January on, below the head.
#[track_caller]
fn check(files: &[(&str, &str)], expect: &str) {
    let (text, _) = review_with(files, "2026-01-01", None);
    assert_eq!(text.strip_prefix(HEAD).unwrap(), expect);
}

/// What is said of a note with Priya of 3 March.
#[track_caller]
fn says(note: &str, expect: &str) {
    check(&[("a.md", &format!("---\nwith: Priya\ndate: 2026-03-03\n---\n{note}"))], expect);
}

#[test]
fn nothing_is_no_month() {
    check(&[], "");
    says("- [ ] Open\n## Theirs\n- [x] Confirmed\n## Wins\n- ~~No win~~\n", "");
}

#[test]
fn months_stand_in_order_each_with_what_was_achieved() {
    let first = "---\nwith: Priya\ndate: 2026-01-20\n---\n- [x] Write the goals ✅ 2026-02-02\n## Wins\n- first release evidence:\"no call\"\n";
    let second = "---\nwith: Omar\ndate: 2026-02-04\n---\n- [x] call Ana: ✅ 2026-01-30\n- [x] Old ✅ 2025-12-30\n- [x] Later ✅ 2026-03-20\n";
    check(
        &[("one on one/a.md", first), ("b.md", second)],
        "\n## January 2026\n\n### Results\n- Win: First release. Evidence: no call. ([20 Jan](one%20on%20one/a.md))\n- Done 30 Jan: Call Ana. ([4 Feb](b.md))\n\n## February 2026\n\n### Results\n- Done 2 Feb: Write the goals. ([20 Jan](one%20on%20one/a.md))\n",
    );
}

#[test]
fn nothing_is_counted_twice() {
    // A win that closed a commitment, by its box, its id or its words; and one told to two people.
    says(
        "- [x] Ship it ^s\n- [ ] Call Ana ^c\n- [x] Draft\n## Wins\n- Shipped at last ^s\n- [x] Call Ana ^c\n- Draft\n",
        "\n## March 2026\n\n### Results\n- Win: Shipped at last. ([3 Mar](a.md))\n- Win: Draft. ([3 Mar](a.md))\n- Done 3 Mar: Call Ana. ([3 Mar](a.md))\n",
    );
    let won = |with: &str, date: &str| format!("---\nwith: {with}\ndate: {date}\n---\n## Wins\n- Shipped\n");
    check(
        &[("a.md", &won("Priya", "2026-02-17")), ("b.md", &won("Omar", "2026-03-04"))],
        "\n## February 2026\n\n### Results\n- Win: Shipped. ([17 Feb](a.md))\n",
    );
}

#[test]
fn goals_move_month_by_month_and_end() {
    let note = |date: &str, goals: &str| format!("---\nwith: Priya\ndate: {date}\n---\n## Goals\n{goals}");
    let files = [
        ("a.md", note("2025-12-16", "- Checkout baseline:31% now:30% target:18% by:2026-06-30 ^c\n")),
        ("b.md", note("2026-01-20", "- Checkout now:30% ^c\n")),
        ("c.md", note("2026-02-03", "- Checkout now:29% ^c\n- Hire one now:0 target:1 ^h\n")),
        ("d.md", note("2026-02-17", "- Checkout now:27% ^c\n")),
        ("e.md", note("2026-03-03", "- Checkout ^c\n- [x] Hire one now:1 ^h\n")),
        ("f.md", note("2026-03-17", "- Checkout now:20% ^c\n")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    check(
        &files,
        "\n## February 2026\n\n### Goals\n- Hire one: 0 on 3 Feb (target 1). ([3 Feb](c.md))\n- Checkout: 29% on 3 Feb, 27% on 17 Feb (was 30%, target 18% by 30 Jun). ([17 Feb](d.md))\n\n## March 2026\n\n### Results\n- Goal met 3 Mar: Hire one: 1 (target 1). ([3 Mar](e.md))\n",
    );
}

#[test]
fn a_goal_that_only_its_file_tells_of_has_no_month_unless_it_was_missed() {
    let file = "---\ntext: Lead reviews\nwith: Priya\nbaseline: 0\nnow: 1\ntarget: 4\nby: 2026-03-01\n";
    check(
        &[("goals/lead.md", &format!("{file}---\n"))],
        "\n## Without a date\n- Lead reviews: 1 (was 0, target 4 by 1 Mar). ([lead](goals/lead.md))\n",
    );
    check(
        &[("goals/lead.md", &format!("{file}status: missed\n---\n"))],
        "\n## March 2026\n\n### Results\n- Goal missed 1 Mar: Lead reviews: 1 (was 0, target 4 by 1 Mar). ([lead](goals/lead.md))\n",
    );
    check(
        &[("goals/lead.md", &format!("{file}status: met\n---\n"))],
        "\n## Without a date\n- Goal met: Lead reviews: 1 (was 0, target 4 by 1 Mar). ([lead](goals/lead.md))\n",
    );
}

#[test]
fn feedback_tells_what_became_of_it_and_its_actions_are_no_results() {
    says(
        "## Feedback received\n- \"You answer late.\" from:@priya\n  - [x] Answer before lunch ✅ 2026-03-09\n- Slides are long\n  - [ ] Cut them due:2026-03-20\n- [x] Good call from:@omar\n- Thanks\n## Feedback given\n- Clear plan\n## Feedback to ask\n- How was it?\n",
        "\n## March 2026\n\n### Feedback\n- From Priya, 3 Mar: \"You answer late\". Done 9 Mar: Answer before lunch. ([3 Mar](a.md))\n- Received 3 Mar: \"Slides are long\". Planned by 20 Mar: Cut them. ([3 Mar](a.md))\n- From Omar, 3 Mar: \"Good call\". Closed. ([3 Mar](a.md))\n- Received 3 Mar: \"Thanks\". No action recorded. ([3 Mar](a.md))\n",
    );
    // Received before the span, acted on within it.
    let old =
        "---\nwith: Priya\ndate: 2025-12-16\n---\n## Feedback\n- Late\n  - [x] Answer early ✅ 2026-01-12\n";
    check(
        &[("a.md", old)],
        "\n## January 2026\n\n### Feedback\n- Received 16 Dec 2025: \"Late\". Done 12 Jan: Answer early. ([16 Dec 2025](a.md))\n",
    );
}

#[test]
fn what_was_brought_and_decided_has_its_outcome() {
    says(
        "## Concerns\n- It is slow outcome:\"a queue\"\n  - a larger one\n  - a queue (recommended)\n- Open one\n\n## Asks\n- A tester outcome:\"not before June\" recommend:\"hire one\"\n- [-] Dropped\n\n## Decisions\n- Plain one\n- [x] Brought one\n  - this\n  - that\n",
        "\n## March 2026\n\n### Decided\n- It is slow. Decided 3 Mar: a queue, as you recommended. ([3 Mar](a.md))\n- A tester. Decided 3 Mar: not before June. You recommended: hire one. ([3 Mar](a.md))\n- Brought one. Decided 3 Mar. ([3 Mar](a.md))\n",
    );
}

#[test]
fn one_person_s_and_private_items_are_in_it_and_confidential_ones_never() {
    let priya = (
        "a.md",
        "---\nwith: Priya\ndate: 2026-03-03\n---\n- [x] Mine visibility:private\n- [x] SECRET visibility:confidential\n## Feedback\n- Late\n  - [x] SECRET visibility:confidential\n## Private\n- [x] SECRET too\n### Wins\n- SECRET win\n### Concerns\n- SECRET outcome:b\n",
    );
    let omar = ("b.md", "---\nwith: Omar\ndate: 2026-03-04\n---\n- [x] Omar's\n");
    let (text, json) = review_with(&[priya, omar], "2026-03-01", Some("priya"));
    assert_eq!(
        text,
        "# Review with Priya Nair, 1 Mar 2026 to 16 Mar 2026\n\n## March 2026\n\n### Results\n- Done 3 Mar: Mine. ([3 Mar](a.md))\n\n### Feedback\n- Received 3 Mar: \"Late\". No action recorded. ([3 Mar](a.md))\n"
    );
    assert!(json.contains(r#""source":{"path":"a.md","line":5}"#) && !json.contains("SECRET"), "{json}");
    let (all, _) = review_with(&[priya, omar], "2026-03-01", None);
    assert!(all.contains("Omar's") && !all.contains("SECRET"), "{all}");
}
