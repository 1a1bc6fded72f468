//! Whatever a person can put in the folder: nothing panics, nothing hangs, no note is lost.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::{Notebook, err, out};

const GOOD: &str = "---\nwith: priya\ndate: 2026-03-03\n---\n\n- [ ] Still here ^good\n";

/// Brings the notebook up to date, and sees that the good note in it is read and everything is committed.
#[track_caller]
fn survives(notebook: &Notebook) -> String {
    notebook.write("2026-03-03-priya.md", GOOD);
    let output = notebook.output(&["run", "--once"]);
    let said = out(&output) + &err(&output);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    let items = notebook.json(&["items", "--json"]);
    assert!(items.as_array().unwrap().iter().any(|item| item["id"] == "good"), "{items}");
    let check = notebook.output(&["check", "--json"]);
    assert!(check.status.code().is_some_and(|code| code < 2), "{}", err(&check));
    notebook.assert_sound();
    out(&check)
}

#[test]
fn strange_bytes_are_kept_byte_for_byte() {
    let notebook = Notebook::new();
    let meeting = "---\nwith: priya\ndate: 2026-03-10\n---\n\n## Mine\n\n- [ ] ";
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty.md", Vec::new()),
        ("bom.md", [b"\xef\xbb\xbf".as_slice(), meeting.as_bytes(), b"after a BOM ^bom\n"].concat()),
        ("crlf.md", format!("{meeting}with CRLF ^crlf\n").replace('\n', "\r\n").into_bytes()),
        ("nul.md", [meeting.as_bytes(), b"a \0 inside ^nul\n"].concat()),
        ("latin1.md", [meeting.as_bytes(), b"caf\xe9 ^latin\n"].concat()),
        ("binary.md", (0..=255).cycle().take(100_000).collect()),
        ("utf16.md", "- [ ] sixteen".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("one-line.md", vec![b'x'; 3_000_000]),
        ("brackets.md", b"[".repeat(200_000)),
        ("huge.md", [meeting.as_bytes(), &b"more text\n".repeat(600_000)].concat()),
    ];
    for (path, bytes) in &cases {
        notebook.write(path, bytes);
    }
    survives(&notebook);
    for (path, bytes) in &cases {
        assert!(notebook.committed(path) == *bytes, "{path} is not what was written");
    }
    let items = notebook.run(&["items", "--json"]);
    for id in ["bom", "crlf", "nul", "latin"] {
        assert!(
            items.contains(&format!("\"id\":\"{id}\"")) || items.contains(&format!("\"id\": \"{id}\"")),
            "{id}"
        );
    }
}

#[test]
fn front_matter_that_explodes_is_refused_where_it_stands() {
    let notebook = Notebook::new();
    let nested: String =
        (1..=20).map(|n| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(","))).collect();
    notebook.write(
        "nested.md",
        format!("---\nwith: priya\ndate: 2026-03-04\nl0: &l0 [x]\n{nested}---\n\n- [ ] a\n"),
    );
    let quadratic = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(2_000), "*a,".repeat(2_000));
    notebook
        .write("quadratic.md", format!("---\nwith: priya\ndate: 2026-03-05\n{quadratic}---\n\n- [ ] b\n"));
    notebook.write("deep.md", format!("---\nwith: priya\nx: {}\n---\n\n- [ ] c\n", "[".repeat(10_000)));
    let check = survives(&notebook);
    for file in ["nested.md", "quadratic.md", "deep.md"] {
        assert!(check.contains(file), "{file} has no diagnostic: {check}");
    }
    let items = notebook.run(&["items", "--json"]);
    assert!(items.contains("nested.md") && items.contains("quadratic.md"), "the bodies are read: {items}");
}

#[test]
fn lists_ten_thousand_deep_are_read_to_a_limit() {
    let notebook = Notebook::new();
    let deep: String = (0..10_000).map(|n| format!("{}- [ ] {n}\n", "  ".repeat(n.min(500)))).collect();
    notebook.write("deep.md", format!("---\nwith: priya\ndate: 2026-03-04\n---\n\n{deep}"));
    let one_line = "- ".repeat(10_000);
    notebook.write("one-line.md", format!("---\nwith: priya\ndate: 2026-03-05\n---\n\n{one_line}[ ] deep\n"));
    notebook.write(
        "quotes.md",
        format!("---\nwith: priya\ndate: 2026-03-06\n---\n\n{}- [ ] x\n", "> ".repeat(10_000)),
    );
    survives(&notebook);
}

#[test]
fn links_are_kept_as_links_and_never_followed() {
    let notebook = Notebook::new();
    fs::write(notebook.outside().join("secret.md"), "Zanzibar\n").unwrap();
    symlink(notebook.outside().join("secret.md"), notebook.path("out.md")).unwrap();
    symlink(notebook.outside(), notebook.path("outside")).unwrap();
    symlink("2026-03-03-priya.md", notebook.path("in.md")).unwrap();
    symlink(".", notebook.path("loop")).unwrap();
    symlink("nowhere", notebook.path("dangling.md")).unwrap();
    symlink("/dev/zero", notebook.path("zero.md")).unwrap();
    survives(&notebook);
    assert_eq!(notebook.committed("zero.md"), b"/dev/zero");
    assert_eq!(notebook.run(&["search", "Zanzibar"]).matches("out.md").count(), 0);
    assert_eq!(notebook.json(&["items", "--json"]).as_array().unwrap().len(), 1, "a link is no second copy");
}

#[test]
fn what_is_no_file_is_named_and_left_alone() {
    let notebook = Notebook::new();
    let fifo = std::process::Command::new("mkfifo").arg(notebook.path("pipe.md")).status().unwrap();
    assert!(fifo.success());
    let _socket = std::os::unix::net::UnixListener::bind(notebook.path("socket.md")).unwrap();
    fs::create_dir(notebook.path("folder.md")).unwrap();
    survives(&notebook);
    let status = notebook.output(&["status"]);
    assert!(out(&status).contains("pipe.md"), "{}", out(&status));
}

#[test]
fn every_name_that_a_file_system_takes_is_kept() {
    let notebook = Notebook::new();
    let names: [&[u8]; 8] = [
        b"with spaces.md",
        "emoji 🎉.md".as_bytes(),
        b"new\nline.md",
        b"latin\xe9.md",
        b"-dash.md",
        b"quote'\".md",
        b"back\\slash.md",
        b"esc\x1b[31m.md",
    ];
    for name in names {
        fs::write(notebook.root().join(OsStr::from_bytes(name)), "kept\n").unwrap();
    }
    survives(&notebook);
    let listed = notebook.git_output(&notebook.root(), &["ls-files", "-z"]).stdout;
    for name in names {
        let found = listed.split(|byte| *byte == 0).any(|listed| listed == name);
        assert!(found, "{} is not committed", String::from_utf8_lossy(name));
    }
    assert!(!notebook.told(&["status"]).contains('\x1b'));
}

#[test]
fn an_unreadable_file_never_stops_the_others() {
    let notebook = Notebook::new();
    notebook.write("locked.md", "locked\n");
    notebook.write("closed/inside.md", "closed\n");
    fs::set_permissions(notebook.path("locked.md"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(notebook.path("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let root_may_read = fs::read(notebook.path("locked.md")).is_ok();
    survives(&notebook);
    let status = out(&notebook.output(&["status"]));
    fs::set_permissions(notebook.path("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    if !root_may_read {
        assert!(status.contains("locked.md") && status.contains("closed"), "{status}");
    }
}

#[test]
fn a_nested_repository_is_named_and_the_rest_goes_on() {
    let notebook = Notebook::new();
    notebook.write("nested/note.md", "nested\n");
    notebook.git_in(&notebook.path("nested"), &["init", "-q"]);
    survives(&notebook);
    assert!(!notebook.git(&["ls-files"]).contains("nested"));
    let status = out(&notebook.output(&["status"]));
    assert!(status.contains("nested"), "{status}");
}

#[test]
fn broken_configuration_is_said_and_defaults_hold() {
    for config in
        ["quiet: [", "quiet: soon\nlead: 3 fortnights\n", "\0\0\0", "- a list", "timezone: Mars/Olympus"]
    {
        let notebook = Notebook::new();
        notebook.write("headsup.yaml", config);
        let check = survives(&notebook);
        assert!(check.contains("headsup.yaml"), "{config:?}: {check}");
    }
}
