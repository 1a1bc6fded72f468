use super::super::{
    Id, Mode,
    testing::{Place, now, write},
};
use super::{Found, Point, same};

fn versions() -> (Place, Vec<Id>) {
    let place = Place::new();
    let at = |hour: i8| now().with().hour(hour).build().unwrap();
    let mut ids = Vec::new();
    for (hour, path, text) in
        [(10, "other.md", "other"), (11, "a.md", "one"), (12, "a.md", "two"), (13, "other.md", "more")]
    {
        place.write(path, text);
        place.open().commit(&[write(path)], "notes", &at(hour)).unwrap();
        ids.push(place.open().head_id().unwrap().unwrap());
    }
    place.remove("a.md");
    let gone = super::super::Change::Delete { path: b"a.md".to_vec() };
    place.open().commit(&[gone], "gone", &at(14)).unwrap();
    ids.push(place.open().head_id().unwrap().unwrap());
    (place, ids)
}

/// The text of the version, else what is said instead.
fn told(place: &Place, path: &str, point: &Point) -> String {
    match place.open().version(path.as_bytes(), point).unwrap() {
        Found::Version(version) => {
            assert_eq!(version.mode, Mode::Regular);
            String::from_utf8(version.bytes).unwrap()
        }
        Found::Absent { then: None, first } => format!("before {}", first.time.hour()),
        Found::Absent { then: Some(then), .. } => format!("absent in {}", then.time.hour()),
        Found::Never => "never".to_owned(),
        Found::NoCommit => "no commit".to_owned(),
        Found::Several => "several".to_owned(),
    }
}

#[test]
fn the_version_at_a_moment() {
    let (place, _) = versions();
    let check = |time: &str, path: &str, expect: &str| {
        let moment: jiff::Timestamp = format!("2026-03-03T{time}+01:00").parse().unwrap();
        assert_eq!(told(&place, path, &Point::At(moment)), expect, "{time} {path}");
    };
    check("10:30:00", "a.md", "before 11");
    check("11:00:00", "a.md", "one");
    check("11:59:59", "a.md", "one");
    check("13:30:00", "a.md", "two");
    check("14:00:00", "a.md", "absent in 14");
    check("14:00:00", "other.md", "more");
    check("14:00:00", "never.md", "never");
}

#[test]
fn the_version_in_a_commit() {
    let (place, ids) = versions();
    let check = |begins: String, path: &str, expect: &str| {
        assert_eq!(told(&place, path, &Point::Commit(begins)), expect, "{path}");
    };
    check(ids[1].short(), "a.md", "one");
    check(ids[2].to_string(), "a.md", "two");
    check(ids[3].short(), "a.md", "two");
    check(ids[4].short(), "a.md", "absent in 14");
    check(ids[0].short(), "a.md", "absent in 10");
    check(ids[3].short(), "never.md", "never");
    check("0".repeat(12), "a.md", "no commit");
    check(String::new(), "a.md", "several");
}

#[test]
fn what_is_committed_is_held() {
    let (place, _) = versions();
    let history = place.open();
    assert!(history.holds(b"other.md", b"more").unwrap());
    assert!(!history.holds(b"other.md", b"more!").unwrap());
    assert!(history.holds(b"a.md", b"two").unwrap(), "an older version is held, too");
    assert!(!history.holds(b"a.md", b"more").unwrap());
    for (stored, bytes, expect) in [
        ("a\nb\n", "a\r\nb\n", true),
        ("a\r\n", "a\n", false),
        ("a\n", "a\r\n\r\n", false),
        ("a", "a\r", false),
    ] {
        assert_eq!(same(stored.as_bytes(), bytes.as_bytes()), expect, "{stored:?} {bytes:?}");
    }
}
