//! What may be under way when something goes wrong, and what must hold in the end.

use std::path::Path;
use std::process::Output;

use crate::after;
use crate::fault::Fault;
use crate::support::Notebook;

pub const DIGEST: &str = "digests/2026-03-17-priya.md";
const NOTE: &str = "2026-03-03-priya.md";

/// What is under way when the kill comes.
pub struct Scenario {
    /// For the one who reads of a failure.
    pub name: &'static str,
    /// Makes the notebook as it is before.
    pub prepare: fn(&Notebook),
    /// Starts the program again, with what a person does meanwhile for reasons of their own.
    pub go_on: fn(&Notebook),
    /// Versions that must be in history in the end, each a file and what it held.
    pub versions: &'static [(&'static str, &'static str)],
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
    assert!(said.contains("kept aside until then"), "{said}");
}

fn end_merge(notebook: &Notebook) {
    notebook.write("thought.md", "both\n");
    notebook.git(&["add", "thought.md"]);
    notebook.git(&["commit", "-q", "-m", "merged"]);
}

pub const SCENARIOS: [Scenario; 6] = [
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

/// What must hold in the end.
pub fn settled(notebook: &Notebook, scenario: &Scenario, digest: &str) {
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

/// Runs the program once, with a fault.
pub fn faulty(notebook: &Notebook, fault: &Fault) -> Output {
    let mut command = notebook.command(&["run", "--once"]);
    fault.put(notebook, &mut command);
    command.output().unwrap()
}

/// A notebook with the same in it, in memory where the machine has room for files there: a kill leaves the same
/// behind as on a disk, since what was written is the system's by then.
pub fn again(template: &Notebook) -> Notebook {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let notebook = Notebook::new_in(&folder);
    after::copy(&template.root(), &notebook.root());
    notebook
}
