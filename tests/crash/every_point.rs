//! A kill at every call that changes a file, one after the other, and in the middle of every write.

use std::os::unix::process::ExitStatusExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::after;
use crate::fault::{self, Fault, How};
use crate::support::{Notebook, err};

const DIGEST: &str = "digests/2026-03-17-priya.md";
const NOTE: &str = "2026-03-03-priya.md";
const THREADS: usize = 2;

/// What is under way when the kill comes.
struct Scenario {
    /// For the one who reads of a failure.
    name: &'static str,
    /// Makes the notebook as it is before.
    prepare: fn(&Notebook),
    /// Starts the program again, with what a person does meanwhile for reasons of their own.
    go_on: fn(&Notebook),
    /// Versions that must be in history in the end, each a file and what it held.
    versions: &'static [(&'static str, &'static str)],
}

fn note(text: &str) -> String {
    format!("---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Mine\n\n- [ ] {text} due:2026-03-06 ^plan\n")
}

fn files(notebook: &Notebook) {
    notebook.write("headsup.yaml", "timezone: Europe/Madrid\n");
    notebook.write("people/priya.md", "---\nname: Priya Nair\nrelation: manager\n---\n");
    notebook.write("2026-03-17-priya.md", "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n");
    notebook.write(NOTE, note("Send the billing plan"));
}

fn once(notebook: &Notebook) {
    notebook.run(&["run", "--once"]);
}

/// A merge with a conflict in another file than the note that is then edited.
fn merge(notebook: &Notebook) {
    files(notebook);
    once(notebook);
    notebook.git(&["config", "gc.auto", "0"]);
    notebook.git(&["checkout", "-q", "-b", "other"]);
    notebook.write("thought.md", "theirs\n");
    once(notebook);
    notebook.git(&["checkout", "-q", "-"]);
    notebook.write("thought.md", "ours\n");
    once(notebook);
    assert!(!notebook.git_output(&notebook.root(), &["merge", "other"]).status.success());
    notebook.write(NOTE, note("Send it during the merge"));
}

fn waits(notebook: &Notebook) {
    let said = notebook.fail(&["run", "--once"], 1);
    assert!(said.contains("a merge is under way"), "{said}");
    assert!(said.contains("1 version is kept aside"), "{said}");
}

fn end_merge(notebook: &Notebook) {
    notebook.write("thought.md", "both\n");
    notebook.git(&["add", "thought.md"]);
    notebook.git(&["commit", "-q", "-m", "merged"]);
}

const SCENARIOS: [Scenario; 6] = [
    Scenario { name: "a folder becomes a notebook", prepare: files, go_on: once, versions: &[] },
    Scenario {
        name: "a note is edited, and the digest with it",
        prepare: |notebook| {
            files(notebook);
            once(notebook);
            notebook.write(NOTE, note("Send the other plan"));
        },
        go_on: once,
        versions: &[(NOTE, "Send the billing plan"), (NOTE, "Send the other plan")],
    },
    Scenario {
        name: "files are renamed and deleted, beside what is staged",
        prepare: |notebook| {
            files(notebook);
            notebook.write("gone.md", "gone\n");
            once(notebook);
            std::fs::rename(notebook.path(NOTE), notebook.path("2026-03-02-priya.md")).unwrap();
            std::fs::remove_file(notebook.path("gone.md")).unwrap();
            notebook.git(&["pack-refs", "--all"]);
            notebook.git(&["gc", "-q"]);
        },
        go_on: once,
        versions: &[(NOTE, "Send the billing plan")],
    },
    Scenario {
        name: "a version is kept aside during a merge",
        prepare: merge,
        go_on: |notebook| {
            waits(notebook);
            end_merge(notebook);
            notebook.write(NOTE, note("Send it after the merge"));
            once(notebook);
        },
        versions: &[(NOTE, "Send it during the merge"), (NOTE, "Send it after the merge")],
    },
    Scenario {
        name: "versions kept aside are joined",
        prepare: |notebook| {
            merge(notebook);
            waits(notebook);
            end_merge(notebook);
            notebook.write(NOTE, note("Send it after the merge"));
        },
        go_on: once,
        versions: &[(NOTE, "Send it during the merge"), (NOTE, "Send it after the merge")],
    },
    Scenario {
        name: "the index is built again",
        prepare: |notebook| {
            files(notebook);
            once(notebook);
            std::fs::write(notebook.path(".git/headsup/root/index.db"), [0x5a; 9000]).unwrap();
            notebook.write(NOTE, note("Send the other plan"));
        },
        go_on: once,
        versions: &[(NOTE, "Send the other plan")],
    },
];

#[test]
fn a_folder_becomes_a_notebook() {
    check(&SCENARIOS[0]);
}

#[test]
fn a_note_is_edited() {
    check(&SCENARIOS[1]);
}

#[test]
fn files_are_renamed_and_deleted() {
    check(&SCENARIOS[2]);
}

#[test]
fn a_version_is_kept_aside() {
    check(&SCENARIOS[3]);
}

#[test]
fn versions_kept_aside_are_joined() {
    check(&SCENARIOS[4]);
}

#[test]
fn the_index_is_built_again() {
    check(&SCENARIOS[5]);
}

/// One test at a time: each uses as many threads as are worth it.
#[track_caller]
fn check(scenario: &Scenario) {
    let template = Notebook::new();
    (scenario.prepare)(&template);
    let undisturbed = again(&template);
    faulty(&undisturbed, &Fault::change(0, How::Kill));
    let calls = fault::calls(&undisturbed);
    (scenario.go_on)(&undisturbed);
    let digest = undisturbed.read(DIGEST);
    settled(&undisturbed, scenario, &digest);
    let points: Vec<(usize, How)> = (1..=calls.len())
        .filter(|at| is_worth_it(&calls, *at))
        .flat_map(|at| {
            let half = calls[at - 1].contains("write ").then_some((at, How::Half));
            [(at, How::Kill)].into_iter().chain(half)
        })
        .collect();
    assert!(calls.len() > 50, "{}: only {} calls are seen", scenario.name, calls.len());
    let begun = std::time::Instant::now();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(&(at, how)) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = || kill(&template, scenario, Fault::change(at, how), &digest);
                    if catch_unwind(AssertUnwindSafe(one)).is_err() {
                        wrong.lock().unwrap().push(format!("{how:?} at {at}, {}", calls[at - 1]));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}, after {}", scenario.name, wrong.join("\n"));
    println!("{}: {} calls, {} kills, {:?}", scenario.name, calls.len(), points.len(), begun.elapsed());
}

/// Of many equal calls in a row, which SQLite makes, the first, the last and every tenth, unless all are asked for.
fn is_worth_it(calls: &[String], at: usize) -> bool {
    let same = |other: usize| other.checked_sub(1).and_then(|n| calls.get(n)) == calls.get(at - 1);
    !(same(at - 1) && same(at + 1)) || at % 10 == 0 || std::env::var_os("HEADSUP_EVERY_POINT").is_some()
}

/// One kill, and all that must hold after it.
fn kill(template: &Notebook, scenario: &Scenario, fault: Fault, digest: &str) {
    let notebook = again(template);
    let before = after::written(&notebook);
    let status = faulty(&notebook, &fault);
    assert_eq!(status, Some(9), "it was killed");
    assert_eq!(after::written(&notebook), before, "no note differs from what was written");
    if let Ok(text) = std::fs::read_to_string(notebook.path(DIGEST)) {
        assert!(text.contains("<!-- headsup"), "a digest is whole: {text}");
    }
    after::assert_sound(&notebook);
    (scenario.go_on)(&notebook);
    settled(&notebook, scenario, digest);
}

/// What must hold in the end.
fn settled(notebook: &Notebook, scenario: &Scenario, digest: &str) {
    notebook.assert_all_committed();
    assert_eq!(notebook.read(DIGEST), digest);
    let objects = notebook.git(&["rev-list", "--objects", "HEAD"]);
    for (path, text) in scenario.versions {
        let id = notebook.outside().join("version");
        std::fs::write(&id, note(text)).unwrap();
        let id = notebook.git(&["hash-object", id.to_str().unwrap()]);
        assert!(objects.contains(id.trim()), "{path} with `{text}` is not in history");
    }
    after::assert_nothing_left(notebook);
    after::assert_status_fine(notebook);
}

/// Runs the program once, with a fault; the signal that ended it.
fn faulty(notebook: &Notebook, fault: &Fault) -> Option<i32> {
    let mut command = notebook.command(&["run", "--once"]);
    fault.put(notebook, &mut command);
    let output = command.output().unwrap();
    let code = output.status.code();
    assert!(code.is_none_or(|code| code <= 1), "{code:?} {}", err(&output));
    output.status.signal()
}

/// A notebook with the same in it, in memory where the machine has room for files there: a kill leaves the same
/// behind as on a disk, since what was written is the system's by then.
fn again(template: &Notebook) -> Notebook {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let notebook = Notebook::new_in(&folder);
    after::copy(&template.root(), &notebook.root());
    notebook
}
