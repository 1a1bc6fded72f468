use super::*;

#[test]
fn a_note_is_read_with_the_people_that_all_files_give() {
    let mut w = World::new(&[
        ("2026-03-03-priya.md", "- [ ] x @priya"),
        ("z.md", "---\nwith: Omar Diaz\n---\n- [ ] y @Omar"),
    ]);
    assert_eq!(paths(&w.book()), ["z.md"]);
    assert_eq!(mentions(&w.book())[0].owner, Some(Owner::Person(PersonKey("omar-diaz".into()))));
    w.put("people/priya.md", "---\nname: Priya Nair\n---\n");
    let refresh = w.only(&["people/priya.md"]);
    assert_eq!(names(&refresh.changed), ["people/priya.md"]);
    assert_eq!(
        refresh.reread.iter().map(NotePath::as_str).collect::<Vec<_>>(),
        ["2026-03-03-priya.md", "z.md"]
    );
    assert_eq!(paths(&w.book()), ["2026-03-03-priya.md", "people/priya.md", "z.md"]);
    assert_eq!(mentions(&w.book())[0].owner, Some(Owner::Person(PersonKey("priya".into()))));
    w.put("z.md", "---\nwith: Omar Diaz\n---\n- [ ] other @Omar");
    assert_eq!(w.all().reread, [], "the people are the same");
    fs::remove_file(w.at("people/priya.md")).unwrap();
    w.all();
    assert_eq!(paths(&w.book()), ["z.md"]);
    w.config.me = vec!["Omar Diaz".into()];
    assert_eq!(w.all().reread.len(), 2, "the settings have changed");
    assert_eq!(w.book().roster.people().len(), 0);
}

#[test]
fn the_schedule_gets_the_last_meeting_and_the_one_that_a_rule_counts_from() {
    let last = "2026-01-15.md";
    for (meets, expect) in [
        ("meets: {every: 2 weeks, day: thu}", &["2026-01-08.md", last][..]),
        ("meets: {every: 2 weeks, from: 2026-01-01}", &[last]),
        ("meets: {rrule: FREQ=WEEKLY, from: 2026-01-01}", &[last]),
        ("role: CTO", &[]),
    ] {
        let w = World::new(&[
            ("2026-01-01.md", "---\nwith: Priya\n---\n"),
            ("2026-01-08.md", "---\nwith: Priya\n---\n"),
            (last, "---\nwith: [Priya, Omar]\n---\n"),
            ("2026-01-22.md", "---\nwith: Priya\nstatus: cancelled\n---\n"),
            ("people/priya.md", &format!("---\n{meets}\n---\n")),
        ]);
        let window = Window { from: date(2026, 8, 1), to: date(2026, 9, 1) };
        let book = w.index.meetings_book(window, &w.config, TimeZone::UTC).unwrap();
        assert_eq!(paths(&book), expect, "{meets}");
    }
}

#[test]
fn a_book_for_one_person_holds_what_concerns_them() {
    let w = World::new(&[
        ("2026-01-01.md", "---\nwith: Priya\n---\n- [ ] shared ^x1"),
        ("2026-01-02.md", "---\nwith: Omar\n---\n- [ ] again ^x1"),
        ("2026-01-03.md", "---\nwith: Omar\n---\n- [ ] nothing to do with her"),
        ("2026-01-04.md", "---\nwith: Omar\n---\n- [ ] hers @Priya"),
        ("2026-01-05.md", "---\nwith: Omar\n---\n- [ ] told tell:@Priya"),
        ("2026-09-09.md", "---\nwith: Omar\n---\n"),
        ("other.md", "- [ ] no items"),
    ]);
    let of = |people: &[&str], from| {
        let people: Vec<PersonKey> = people.iter().map(|key| PersonKey((*key).to_owned())).collect();
        let book = w.index.book_for(&people, from, &w.config, TimeZone::UTC).unwrap();
        assert_eq!(book.roster.people().len(), 2);
        paths(&book).join(" ").replace("2026-", "").replace(".md", "")
    };
    assert_eq!(of(&["priya"], date(2026, 8, 1)), "01-01 01-02 01-04 01-05 09-09");
    assert_eq!(of(&["priya"], date(2026, 10, 1)), "01-01 01-02 01-04 01-05");
    assert_eq!(of(&["priya", "omar"], date(2026, 10, 1)), "01-01 01-02 01-03 01-04 01-05 09-09");
    assert_eq!(of(&["nobody"], date(2026, 10, 1)), "");
    let light = |from, to| {
        let book = w.index.meetings_book(Window { from, to }, &w.config, TimeZone::UTC).unwrap();
        assert!(mentions(&book).is_empty());
        paths(&book).join(" ").replace("2026-", "").replace(".md", "")
    };
    assert_eq!(light(date(2026, 1, 2), date(2026, 1, 3)), "01-02 01-03");
    assert_eq!(w.index.notes().unwrap().len(), 7);
    assert_eq!(w.index.note(&NotePath::new("other.md").unwrap()).unwrap().unwrap().content, Content::Other);
}

#[test]
fn search_finds_lines_and_keeps_confidential_ones_back() {
    let mut w = World::new(&[
        (
            "a.md",
            "# Plans\nBilling migration plan\n## Confidential\nlayoffs in May, billing too\n## Next\nplan",
        ),
        ("b.md", "---\nvisibility: confidential\n---\n# Secret plan\nlayoffs"),
        ("c.md", "Überraschung \"quoted\" follow-up\n"),
        ("d e.md", "migrations"),
    ]);
    let found = |w: &World, query: &str| w.search(query, Confidential::Leave);
    assert_eq!(found(&w, "layoffs"), Vec::<String>::new());
    assert_eq!(found(&w, "secret"), Vec::<String>::new());
    assert_eq!(
        found(&w, "plan -layoffs"),
        ["a.md:2 Billing migration plan"],
        "a hidden word leaves nothing out"
    );
    assert_eq!(found(&w, "billing plan"), ["a.md:2 Billing migration plan"]);
    assert_eq!(found(&w, "\"migration plan\""), ["a.md:2 Billing migration plan"]);
    assert_eq!(found(&w, "\"plan migration\""), Vec::<String>::new());
    assert_eq!(found(&w, "migration*").len(), 2);
    assert_eq!(found(&w, "uberraschung"), ["c.md:1 Überraschung \"quoted\" follow-up"]);
    assert_eq!(found(&w, "FOLLOW-UP").len(), 1);
    assert_eq!(found(&w, "\" OR * ( NEAR"), Vec::<String>::new());
    let all = w.search("layoffs", Confidential::Include);
    assert!(all.contains(&"a.md:4 layoffs in May, billing too".to_owned()) && all.len() == 2, "{all:?}");
    w.put("a.md", "moved on");
    fs::remove_file(w.at("d e.md")).unwrap();
    w.all();
    assert_eq!((found(&w, "billing"), found(&w, "migrations")), (vec![], vec![]));
    assert_eq!(found(&w, "moved"), ["a.md:1 moved on"]);
}

#[test]
fn bad_input_never_stops_the_rest() {
    let mut w = World::new(&[
        ("good.md", "good"),
        ("empty.md", ""),
        ("nul.md", "a\0b"),
        ("crlf.md", "\u{feff}a\r\nb\r\n"),
    ]);
    fs::write(w.at("latin.md"), b"caf\xe9").unwrap();
    fs::write(w.at("line.md"), "x".repeat(1 << 20)).unwrap();
    fs::write(w.at("huge.md"), vec![b'y'; 9 << 20]).unwrap();
    std::os::unix::fs::symlink("/dev/zero", w.at("zero.md")).unwrap();
    use std::os::unix::ffi::OsStrExt;
    fs::write(w.at("").join(std::ffi::OsStr::from_bytes(b"odd\xff\n.md")), "odd").unwrap();
    assert_eq!(w.all().changed.len(), 5);
    assert_eq!(w.index.files().unwrap().len(), 9);
    let said = |below: Option<&[NotePath]>| {
        let said = w.index.diagnostics(below).unwrap();
        said.iter().any(|found| found.path.as_str() == "huge.md" && found.code == "too-large")
    };
    assert!(said(None) && said(Some(&[NotePath::new("huge.md").unwrap()])));
    assert!(!said(Some(&[NotePath::new("huge").unwrap(), NotePath::new("good.md").unwrap()])));
    assert_eq!(w.search("good", Confidential::Leave), ["good.md:1 good"]);
    assert_eq!(w.all(), Refresh::default());
}

#[test]
fn many_files_are_read_at_once() {
    let files: Vec<(String, String)> = (0..300)
        .map(|n| (format!("{n:03}.md"), format!("---\nwith: P{}\n---\n- [ ] item {n} @P{}", n % 7, n % 7)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let w = World::new(&files);
    let book = w.book();
    assert_eq!((book.notes.len(), book.roster.people().len(), mentions(&book).len()), (300, 7, 300));
    assert!(mentions(&book).iter().all(|m| matches!(m.owner, Some(Owner::Person(_)))));
}

#[test]
fn a_line_that_restates_what_is_confidential_elsewhere_is_kept_back() {
    let mut w = World::new(&[
        ("2026-03-03-a.md", "---\nwith: A\n---\n- [ ] Reorg visibility:confidential ^reorg\n"),
        ("2026-03-10-a.md", "---\nwith: A\n---\nLunch plans\n- [x] Platypus ^reorg\n- [ ] Lunch\n"),
        ("2026-03-11-b.md", "---\nwith: B\n---\n- [ ] Reorg\n"),
        ("2026-03-12-b.md", "---\nwith: B\n---\n- [ ] Platypus ^other\n"),
        ("goals/reorg-goal.md", "---\nid: secret-goal\ntext: Platypus goal\n---\n"),
        ("2026-03-13-a.md", "---\nwith: A\n---\n## Private\n### Goals\n- Ours ^secret-goal\n"),
    ]);
    let found = |w: &World, query: &str| w.search(query, Confidential::Leave);
    assert_eq!(found(&w, "platypus"), ["2026-03-12-b.md:4 - [ ] Platypus ^other"]);
    assert_eq!(found(&w, "lunch platypus"), [""; 0]);
    assert_eq!(found(&w, "lunch"), ["2026-03-10-a.md:4 Lunch plans"]);
    assert_eq!(found(&w, "reorg"), ["2026-03-11-b.md:4 - [ ] Reorg"]);
    assert_eq!(w.search("platypus", Confidential::Include).len(), 3);
    let one = w.index.search(&w.notebook, &w.config, "platypus", 1, Confidential::Leave).unwrap();
    assert_eq!(one.len(), 1, "what is kept back takes nobody's place");
    w.put("2026-03-03-a.md", "---\nwith: A\n---\n- [ ] Reorg ^reorg\n");
    w.all();
    assert_eq!(found(&w, "lunch platypus"), ["2026-03-10-a.md:4 Lunch plans"]);
}
