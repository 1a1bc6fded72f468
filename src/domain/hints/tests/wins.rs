use super::{PRIYA, check, says};

/// These lines after line 4 of a note with Priya on 17 February, and these wins after line 5 of one on 3 March.
#[track_caller]
fn wins(lines: &str, wins: &str, expect: &[&str]) {
    let first = format!("---\nwith: priya\ndate: 2026-02-17\n---\n{lines}\n");
    let last = format!("---\nwith: priya\ndate: 2026-03-03\n---\n## Wins\n{wins}\n");
    check(&[PRIYA, ("a.md", &first), ("b.md", &last)], expect);
}

#[test]
fn a_win_without_a_tick_leaves_its_commitment_open() {
    let hint = &["b.md:6 win-leaves-open"][..];
    for (lines, win, expect) in [
        ("- [ ] Ship the retries ^r", "- Retries are live ^r", hint),
        ("- [ ] Ship the retries ^r", "- Retries are live ^R", hint),
        ("- [ ] Ship the retries ^r", "- [ ] Retries are live ^r", hint),
        ("- [ ] Ship the retries", "- ship the **retries**!", hint),
        ("## Requests\n- Papers due:2026-03-31 agreed:yes", "- Papers", hint),
        // It is closed, or was never the writer's.
        ("- [ ] Ship the retries ^r", "- [x] Retries are live ^r", &[]),
        ("- [x] Ship the retries ^r", "- Retries are live ^r", &[]),
        ("- [-] Ship the retries ^r", "- Retries are live ^r", &[]),
        ("- [ ] @priya Ship the retries ^r", "- Retries are live ^r", &[]),
        // No such win, or nothing that may be told of.
        ("- [ ] Ship the retries ^r", "- ~~Retries are live~~ ^r", &[]),
        ("- [ ] Ship the retries ^r", "- Retries are live", &[]),
        ("- [ ] Ship the retries visibility:confidential ^r", "- Retries are live ^r", &[]),
        ("- [ ] Ship the retries ^r", "- Retries are live visibility:confidential ^r", &[]),
    ] {
        wins(lines, win, expect);
    }
}

#[test]
fn what_was_promised_after_the_win_or_to_somebody_else_is_another() {
    let win = ("a.md", "---\nwith: priya\ndate: 2026-02-03\n---\n## Wins\n- Send the newsletter\n");
    let note =
        |with: &str, date: &str| format!("---\nwith: {with}\ndate: {date}\n---\n- [ ] Send the newsletter\n");
    for (with, date, expect) in [
        ("priya", "2026-03-03", &[][..]),
        ("Omar Haddad", "2026-01-20", &[]),
        ("priya", "2026-01-20", &["a.md:6 win-leaves-open"]),
    ] {
        check(&[PRIYA, win, ("b.md", &note(with, date))], expect);
    }
}

#[test]
fn what_is_said() {
    for (commitment, win, shared) in [
        ("Ship ^r", "Retries are live ^r", "has the same id"),
        ("Ship the retries", "Ship the retries", "says the same"),
    ] {
        let note = format!("---\nwith: priya\ndate: 2026-03-03\n---\n- [ ] {commitment}\n## Wins\n- {win}\n");
        says(
            &[PRIYA, ("n.md", &note)],
            &format!("this win {shared} as a commitment that is still open (n.md:5)"),
            "tick one of them (`- [x]`)",
        );
    }
}
