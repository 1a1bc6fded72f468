use super::{PRIYA, check, says};

const SOL: (&str, &str) = ("people/sol.md", "---\nname: Sol Okoye\naliases: [Baker]\nrelation: peer\n---\n");
const JOSE: (&str, &str) = ("people/jose.md", "---\nname: José Díaz\nrelation: peer\n---\n");

/// The line 6 of a note with these people on 3 March, under a heading.
#[track_caller]
fn line(with: &str, heading: &str, line: &str, codes: &[&str]) {
    let note = format!("---\nwith: [{with}]\ndate: 2026-03-03\n---\n## {heading}\n{line}\n");
    let expect: Vec<String> = codes.iter().map(|code| format!("n.md:6 {code}")).collect();
    check(&[PRIYA, SOL, JOSE, ("n.md", &note)], &expect.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_commitment_that_begins_with_a_name_may_be_theirs() {
    let theirs = &["maybe-theirs"][..];
    for (with, text, codes) in [
        ("sol", "- [ ] Sol checks the flour order", theirs),
        ("sol", "- [ ] Sol Okoye checks the flour order", theirs),
        ("priya", "- [ ] Sol Okoye checks the flour order", theirs),
        ("priya", "- [ ] Baker orders flour", theirs),
        ("jose", "- [ ] Jose orders flour", theirs),
        ("priya, sol", "- [ ] Priya to-do list for May", theirs),
        // A first name is known only of those who were there.
        ("priya", "- [ ] Sol checks the flour order", &[]),
        // Stated, closed, confidential, or no beginning with a name and a verb.
        ("sol", "- [ ] Sol: check the flour order", &[]),
        ("sol", "- [ ] @me Sol checks the flour order", &[]),
        ("sol", "- [x] Sol checks the flour order", &[]),
        ("sol", "- [ ] Sol checks the flour order visibility:confidential", &[]),
        ("sol", "- [ ] Check the flour order of Sol", &[]),
        ("sol", "- [ ] Sol's flour order", &[]),
        ("sol", "- [ ] Solar panels for the roof", &[]),
        ("sol", "- [ ] Sol", &[]),
        ("sol", "- [ ] Sol and I check the flour order", &[]),
        ("sol", "- [ ] Sol the date in the calendar", &[]),
        ("sol", "- [ ] sol checks the flour order", &[]),
        ("sol", "- [ ] SO flour order", &[]),
    ] {
        line(with, "Actions", text, codes);
    }
    line("sol", "Mine", "- [ ] Sol checks the flour order", &[]);
    line("sol", "Questions", "- [ ] Sol checks the flour order", &[]);
}

#[test]
fn whose_it_is_may_be_stated_in_any_note() {
    let note = |date: &str, text: &str| format!("---\nwith: sol\ndate: {date}\n---\n- [ ] {text} ^f\n");
    let (first, last) = (note("2026-02-03", "@me Order flour"), note("2026-03-03", "Sol checks the flour"));
    check(&[SOL, ("a.md", &first), ("b.md", &last)], &[]);
    let first = note("2026-02-03", "Order flour");
    check(&[SOL, ("a.md", &first), ("b.md", &last)], &["b.md:5 maybe-theirs"]);
}

#[test]
fn what_is_said() {
    says(
        &[SOL, ("n.md", "---\nwith: sol\ndate: 2026-03-03\n---\n- [ ] Sol checks the flour order\n")],
        "this begins with Sol, but is read as yours",
        "write \"@sol\" or \"Sol:\" if it is Sol's",
    );
}
