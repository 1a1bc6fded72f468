use super::read;
use crate::domain::{
    hints::{Extent, Kept, within},
    note::diagnostic::{Diagnostic, Severity},
    path::NotePath,
};

fn said(place: &str, severity: Severity) -> Diagnostic {
    let (path, line) = place.rsplit_once(':').unwrap();
    Diagnostic {
        path: NotePath::new(path).unwrap(),
        line: line.parse().unwrap(),
        column: 1,
        length: 0,
        severity,
        code: "any".into(),
        message: "anything".to_owned(),
        fix: None,
    }
}

/// With Priya four meetings were held, two of them with Omar; that of 24 February was cancelled, that of 17 March
/// is to come. Bo has a running note, newest first.
const NOTES: [(&str, &str); 11] = [
    ("people/priya.md", "---\nname: Priya Nair\n---\n"),
    ("people/bo.md", "---\nname: Bo Li\n---\n"),
    ("goals/g.md", "---\nwith: priya\ntext: G\n---\n"),
    ("p1.md", "---\nwith: priya\ndate: 2026-02-03\n---\n- [ ] One\n"),
    ("p2.md", "---\nwith: priya\ndate: 2026-02-17\n---\n- [ ] Two\n"),
    ("p3.md", "---\nwith: priya\ndate: 2026-02-24\nstatus: cancelled\n---\n- [ ] Three\n"),
    ("p4.md", "---\nwith: priya\ndate: 2026-03-17\n---\n- [ ] Four\n"),
    ("g1.md", "---\nwith: [priya, Omar Haddad]\ndate: 2026-02-10\n---\n- [ ] Five\n"),
    ("g2.md", "---\nwith: [priya, Omar Haddad]\ndate: 2026-03-03\n---\n- [ ] Six\n"),
    (
        "bo/log.md",
        "---\nwith: bo\n---\n# Bo\n## 2026-03-04\n- [ ] A\n## 2026-02-18\n- [ ] B\n## 2026-02-04\n- [ ] C\n",
    ),
    ("digests/2026-02-03-priya.md", "# Priya Nair, Tue 3 Feb 2026\n- [ ] Seven\n"),
];

/// Whether a hint at the place is shown.
#[track_caller]
fn check(place: &str, expect: Result<(), ()>) {
    let (book, calendar) = read(&NOTES);
    let hint = said(place, Severity::Hint);
    let kept = within(Extent::Recent, vec![hint.clone()], &book, &calendar);
    let expect = match expect {
        Ok(()) => Kept { diagnostics: vec![hint], older: 0 },
        Err(()) => Kept { diagnostics: Vec::new(), older: 1 },
    };
    assert_eq!(kept, expect, "{place}");
}

#[test]
fn what_is_about_the_last_two_meetings_or_no_meeting_is_shown() {
    for place in [
        // The last two held with Priya are p2 and g2.
        "p2.md:5",
        "p3.md:6",
        "p4.md:5",
        "g2.md:5",
        // Before these, but one of the only two with Omar.
        "g1.md:5",
        "bo/log.md:6",
        "bo/log.md:8",
        // Before the first day of a running note.
        "bo/log.md:2",
        "people/priya.md:1",
        "goals/g.md:1",
        "headsup.yaml:1",
        "gone.md:3",
    ] {
        check(place, Ok(()));
    }
    for place in ["p1.md:5", "p1.md:1", "bo/log.md:9", "bo/log.md:10", "digests/2026-02-03-priya.md:2"] {
        check(place, Err(()));
    }
}

#[test]
fn errors_and_warnings_are_never_left_out() {
    let (book, calendar) = read(&NOTES[..9]);
    let all = || {
        let of = |severity| ["p1.md:5", "p2.md:5"].map(|place| said(place, severity));
        [Severity::Error, Severity::Warning, Severity::Hint].into_iter().flat_map(of).collect::<Vec<_>>()
    };
    for (extent, hints, older) in [(Extent::None, 0, 0), (Extent::Recent, 1, 1), (Extent::All, 2, 0)] {
        let kept = within(extent, all(), &book, &calendar);
        let count = |severity| kept.diagnostics.iter().filter(|said| said.severity == severity).count();
        assert_eq!((count(Severity::Error), count(Severity::Warning)), (2, 2), "{extent:?}");
        assert_eq!((count(Severity::Hint), kept.older), (hints, older), "{extent:?}");
    }
}

#[test]
fn with_fewer_than_two_meetings_all_is_shown() {
    let (book, calendar) = read(&NOTES[..4]);
    let hint = said("p1.md:5", Severity::Hint);
    assert_eq!(within(Extent::Recent, vec![hint], &book, &calendar).older, 0);
}
