//! The sample notebook, from an empty folder to a digest.

use std::fs;

use crate::support::{Daemon, Notebook};

const NOW: &str = "2027-05-12T18:00:00+02:00[Europe/Madrid]";

#[test]
fn one_command_makes_a_notebook_with_a_digest_and_a_history() {
    let notebook = Notebook::new();
    let said = notebook.run(&["run", "--sample", "--once", "--now", NOW]);
    assert!(said.contains("The sample notebook is in"), "{said}");
    // The first Tuesday at ten after NOW.
    let digest = notebook.read("digests/2027-05-18-priya.md");
    assert!(digest.starts_with("# Priya Nair, Tue 18 May 2027, 10:00 Madrid (09:00 London)\n"), "{digest}");
    for section in ["Decide", "You owe", "Priya owes", "Goals", "Feedback", "Tell", "Ask"] {
        assert!(digest.contains(&format!("\n## {section}\n")), "no {section} in\n{digest}");
    }
    notebook.assert_all_committed();
    let check = notebook.output(&["check", "--now", NOW]);
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    let status = notebook.run(&["status", "--now", NOW]);
    assert!(status.contains("Tue 18 May 10:00  Priya Nair; digest is there"), "{status}");
}

#[test]
fn its_digests_and_items_fit_the_schema() {
    let notebook = Notebook::new();
    notebook.run(&["run", "--sample", "--once", "--now", NOW]);
    let schema: serde_json::Value = serde_json::from_str(&notebook.run(&["schema", "digest"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for person in ["priya", "omar", "tomas"] {
        let digest = notebook.json(&["digest", person, "--json", "--now", NOW]);
        let errors: Vec<String> = schema.iter_errors(&digest).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{person}");
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let notebook = Notebook::of(&[("mine.md", "mine\n")]);
    let message = notebook.fail(&["run", "--sample"], 1);
    assert!(message.contains("is not empty"), "{message}");
    assert_eq!(fs::read_dir(notebook.root()).unwrap().count(), 1);
}

#[test]
fn an_edit_of_the_sample_is_committed_and_reaches_the_digest() {
    let notebook = Notebook::new();
    let mut daemon = Daemon::start_with(&notebook, &["--sample", "--now", NOW]);
    daemon.wait_for("Committed");
    let path = "meetings/2027-05-04-priya.md";
    let note = notebook.read(path);
    assert!(note.contains("- [ ] Send the cut-over plan"), "{note}");
    notebook.write(path, note.replacen("- [ ] Send the cut-over plan", "- [x] Send the cut-over plan", 1));
    // On a busy machine the first digests, and the new one, may come with commits of their own.
    daemon.wait_for("Priya Nair 4 May: 1 commitment done");
    while notebook.read("digests/2027-05-18-priya.md").contains("- [ ] Send the cut-over plan") {
        daemon.wait_for("Committed");
    }
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}

#[test]
fn a_dry_run_says_what_is_there_and_writes_nothing() {
    let notebook = Notebook::of(&[
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
        ("2026-03-03-priya.md", "# One on one\n\n- [ ] Send plan\n"),
        ("2026-03-04-zoe.md", "# Zoe\n\n## Actions\n\n- [ ] Call\n"),
        ("undated.md", "---\nwith: priya\n---\n\n- [ ] Lost\n"),
        ("essay.md", "# Essay\n\nWords.\n"),
        ("photo.png", "not really\n"),
    ]);
    let said = notebook.run(&["run", "--dry-run"]);
    assert!(said.contains("2026-03-04-zoe.md:") && said.contains("undated.md:"), "{said}");
    assert!(said.contains("2026-03-03-priya.md:3  commitment: Send plan"), "{said}");
    assert!(said.lines().count() <= 40, "more than a screen:\n{said}");
    assert!(!notebook.path(".git").exists());
    assert_eq!(fs::read_dir(notebook.root()).unwrap().count(), 6);
}
