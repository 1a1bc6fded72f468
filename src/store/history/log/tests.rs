use super::super::testing::{Place, now, write};

#[test]
fn only_commits_that_touch_the_notebook_or_the_path() {
    let mut place = Place::new();
    assert_eq!(place.open().log(None, 9).unwrap(), []);
    place.write("code.rs", "1");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "code"]);
    place.write("notes/a.md", "1");
    place.write("notes/b.md", "1");
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "first", "-m", "line one\n\nline two"]);
    place.write("code.rs", "2");
    place.git(&["commit", "-qam", "more code"]);
    place.root = place.root.join("notes");
    place.write("a.md", "2");
    place.open().commit(&[write("a.md")], "second\n\n+ x\n", &now()).unwrap();
    place.remove("b.md");
    place.commit();
    let history = place.open();
    let subjects = |path: Option<&[u8]>, limit| -> Vec<String> {
        history.log(path, limit).unwrap().into_iter().map(|entry| entry.subject).collect()
    };
    assert_eq!(subjects(None, 9), ["notes", "second", "first"]);
    assert_eq!(subjects(None, 2), ["notes", "second"]);
    assert_eq!(subjects(Some(b"a.md"), 9), ["second", "first"]);
    assert_eq!(subjects(Some(b"b.md"), 9), ["notes", "first"]);
    assert_eq!(subjects(Some(b"never.md"), 9), [""; 0]);
    let entry = &history.log(Some(b"a.md"), 1).unwrap()[0];
    assert_eq!((entry.body.as_str(), entry.author.as_str()), ("+ x", "Test Writer"));
    assert_eq!(entry.time.to_string(), "2026-03-03T10:00:00+01:00[+01:00]");
    assert_eq!(history.log(None, 9).unwrap()[2].body, "line one\n\nline two");
}

#[test]
fn a_merge_counts_where_it_differs_from_all_its_parents() {
    let place = Place::new();
    place.write("a.md", "1");
    place.write("b.md", "1");
    place.commit_clean();
    place.git(&["switch", "-qc", "side"]);
    place.write("a.md", "2");
    place.git(&["commit", "-qam", "side"]);
    place.git(&["switch", "-q", "main"]);
    place.write("b.md", "2");
    place.git(&["commit", "-qam", "main"]);
    place.git(&["merge", "-q", "--no-edit", "side"]);
    let history = place.open();
    let of = |path: &[u8]| history.log(Some(path), 9).unwrap().len();
    assert_eq!((of(b"a.md"), of(b"b.md"), history.log(None, 9).unwrap().len()), (2, 2, 3));
}

#[test]
fn a_file_is_followed_under_its_earlier_names() {
    let place = Place::new();
    let text = |last: &str| format!("# Notes\n\n- one\n- two\n- three\n{last}\n");
    place.write("a.md", text("first"));
    place.write("b.md", "- something\n- else\n");
    place.commit_clean();
    place.remove("a.md");
    place.write("b.md", "- something\n- else\n- more\n");
    place.write("meetings/a.md", text("second"));
    place.commit_clean();
    place.remove("meetings/a.md");
    place.write("meetings/c.md", text("second"));
    place.commit_clean();
    let history = place.open();
    let names = |path: &[u8]| -> Vec<String> {
        let entries = history.log(Some(path), 9).unwrap();
        entries.into_iter().map(|entry| String::from_utf8(entry.path).unwrap()).collect()
    };
    assert_eq!(names(b"meetings/c.md"), ["meetings/c.md", "meetings/a.md", "a.md"]);
    assert_eq!(names(b"meetings/a.md"), ["meetings/a.md", "meetings/a.md", "a.md"]);
    assert_eq!(names(b"b.md"), ["b.md", "b.md"]);
    assert_eq!(names(b"meetings"), ["meetings", "meetings"]);
}
