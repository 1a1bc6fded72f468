use super::{PRIYA, check, hinted, says};

const OMAR: (&str, &str) = (
    "people/omar.md",
    "---\nname: Omar Haddad\nrelation: peer\nboundaries: [He announces team changes himself, On-call]\n---\n",
);

/// The line 6 and the next ones of a note with these people on 3 March.
#[track_caller]
fn lines(with: &str, heading: &str, text: &str, codes: &[&str]) {
    let note = format!("---\nwith: [{with}]\ndate: 2026-03-03\n---\n## {heading}\n{text}\n");
    let expect: Vec<String> = codes.iter().map(|code| format!("n.md:6 {code}")).collect();
    check(&[PRIYA, OMAR, ("n.md", &note)], &expect.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_concern_or_an_ask_has_two_options() {
    for (heading, text, codes) in [
        ("Concerns", "- The queue runs full", &["few-options"][..]),
        ("Concerns", "- The queue runs full\n  - larger queue", &["few-options"]),
        ("Concerns", "- The queue runs full\n  - larger queue\n  - fewer senders", &[]),
        ("Asks", "- A tester benefit:speed", &["few-options"]),
        ("Asks", "- A tester benefit:speed\n  - hire\n  - borrow Jun", &[]),
        // Over, parked, or of a kind that needs none.
        ("Concerns", "- [x] The queue runs full", &[]),
        ("Concerns", "- [-] The queue runs full", &[]),
        ("Concerns", "- The queue runs full outcome:larger", &[]),
        ("Concerns", "- The queue runs full until:2026-04-14", &[]),
        ("Concerns", "- The queue runs full until:2026-03-16", &["few-options"]),
        ("Decisions", "- [ ] Which queue", &[]),
        ("Concerns", "- The queue runs full visibility:confidential", &[]),
    ] {
        lines("priya", heading, text, codes);
    }
}

#[test]
fn an_ask_says_what_it_is_good_for() {
    let two = "\n  - hire\n  - borrow Jun";
    for (ask, codes) in [
        ("- A tester", &["ask-unframed"][..]),
        ("- A tester recommend:hire about:team", &["ask-unframed"]),
        ("- A tester benefit:\"a release every week\"", &[]),
        ("- A tester evidence:\"11 of 14 delays\"", &[]),
        ("- A tester supports:close-5", &[]),
        ("- [x] A tester", &[]),
        ("- A tester until:2026-04-14", &[]),
        ("- A tester visibility:confidential", &[]),
    ] {
        lines("priya", "Asks", &format!("{ask}{two}"), codes);
    }
    lines("priya", "Ideas", "- A second tester", &[]);
    lines("priya", "Asks", "- A tester", &["ask-unframed", "few-options"]);
}

#[test]
fn an_offer_lies_inside_a_boundary() {
    for (with, heading, text, codes) in [
        ("omar", "Ideas", "- Announce the team change on Monday", &["inside-boundary"][..]),
        ("omar", "Actions", "- [ ] Announce the team change on Monday", &["inside-boundary"]),
        ("omar", "Actions", "- [ ] Take two weeks of on-call", &["inside-boundary"]),
        ("omar, priya", "Actions", "- [ ] Take two weeks of on-call", &["inside-boundary"]),
        // One hint, though it touches both boundaries.
        ("omar", "Actions", "- [ ] Announce the on-call team change", &["inside-boundary"]),
        // Not with him, not an offer of the writer's, over, or about something else.
        ("priya", "Actions", "- [ ] Take two weeks of on-call", &[]),
        ("omar", "Actions", "- [ ] @omar Take two weeks of on-call", &[]),
        ("omar", "Actions", "- [x] Take two weeks of on-call", &[]),
        ("omar", "Questions", "- [ ] Who is on-call?", &[]),
        ("omar", "Decisions", "- [ ] On-call in May", &[]),
        ("omar", "Actions", "- [ ] Paint the port", &[]),
        ("omar", "Actions", "- [ ] Take two weeks of on-call visibility:confidential", &[]),
        ("omar", "Confidential", "- [ ] Take two weeks of on-call", &[]),
    ] {
        lines(with, heading, text, codes);
    }
    let ask = "- Two weeks of on-call benefit:b\n  - a\n  - b";
    lines("omar", "Asks", ask, &["inside-boundary"]);
    lines("omar", "Asks", &ask.replace("benefit", "until:2026-05-01 benefit"), &[]);
}

#[test]
fn someone_from_before_has_no_boundaries() {
    let former = OMAR.1.replace("relation: peer", "relation: peer\nstatus: former");
    let note = "---\nwith: omar\ndate: 2026-03-03\n---\n- [ ] Take two weeks of on-call\n";
    check(&[("people/omar.md", &former), ("n.md", note)], &["people/omar.md:1 former-open"]);
}

#[test]
fn an_item_is_hinted_at_once_where_it_was_last_written() {
    let note = |date: &str, text: &str| format!("---\nwith: priya\ndate: {date}\n---\n## Concerns\n{text}\n");
    let first = note("2026-02-03", "- The queue runs full");
    let again = note("2026-03-03", "\n- The queue runs full");
    let carried = note("2026-03-10", "- [>] The queue runs full");
    let files = [PRIYA, ("a.md", first.as_str()), ("b.md", again.as_str()), ("c.md", carried.as_str())];
    check(&files, &["b.md:7 few-options"]);
    let settled = note("2026-03-12", "- The queue runs full\n  - larger\n  - fewer");
    check(&[&files[..], &[("d.md", settled.as_str())]].concat(), &[]);
    // Where it is confidential once, it is everywhere.
    let secret = note("2026-03-12", "- The queue runs full visibility:confidential");
    check(&[&files[..], &[("d.md", secret.as_str())]].concat(), &[]);
}

#[test]
fn two_items_on_one_line_are_hinted_at_once() {
    let note = "---\nwith: priya\ndate: 2026-03-03\nconcerns: [The queue runs full, The cable is old]\n---\n";
    assert_eq!(hinted(&[PRIYA, ("n.md", note)]).len(), 1);
}

#[test]
fn what_is_said() {
    let note =
        |heading: &str, text: &str| format!("---\nwith: omar\ndate: 2026-03-03\n---\n## {heading}\n{text}\n");
    let options = "write the ways out as bullets below it, and `(recommended)` on the one you favour";
    for (heading, text, message, fix) in [
        (
            "Concerns",
            "- Noise",
            "this concern comes with no option: from two or more one can choose",
            options,
        ),
        (
            "Asks",
            "- Tester benefit:b\n  - hire",
            "this ask comes with one option only: from two or more one can choose",
            options,
        ),
        (
            "Asks",
            "- Tester\n  - hire\n  - borrow",
            "this ask does not say what it brings, what shows that, or which goal it supports",
            "add `benefit:\"…\"`, `evidence:\"…\"` or `supports:` with a goal's id",
        ),
        (
            "Ideas",
            "- Announce the team change on Monday",
            "this may lie inside a boundary of Omar Haddad's: \"He announces team changes himself\"",
            "ask whether it is wanted before you offer it, or drop it with `[-]`",
        ),
    ] {
        says(&[OMAR, ("n.md", &note(heading, text))], message, fix);
    }
}
