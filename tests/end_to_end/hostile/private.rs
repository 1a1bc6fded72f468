//! What headsup makes is its user's alone, whatever the umask says.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use super::PLANNED;
use crate::support::{Daemon, Notebook};

/// Every file and folder below `folder` that others may enter, read or write.
fn open_to_others(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let meta = entry.path().symlink_metadata().unwrap();
        if meta.mode() & 0o077 != 0 && !meta.is_symlink() {
            found.push(format!("{:o} {}", meta.mode() & 0o777, entry.path().display()));
        }
        if meta.is_dir() {
            open_to_others(&entry.path(), found);
        }
    }
}

/// The program with these arguments, under a umask that allows everything.
fn without_umask(notebook: &Notebook, args: &[&str]) -> Command {
    let plain = notebook.command(args);
    let mut command = Command::new("sh");
    command.args(["-c", "umask 0; exec \"$0\" \"$@\""]).arg(plain.get_program()).args(plain.get_args());
    command.env_clear();
    command.envs(plain.get_envs().filter_map(|(key, value)| Some((key, value?))));
    command
}

#[track_caller]
fn runs(notebook: &Notebook, args: &[&str]) {
    let output = without_umask(notebook, args).output().unwrap();
    assert!(output.status.success(), "{}", crate::support::err(&output));
}

#[test]
fn files_and_folders_that_headsup_makes() {
    let notebook = Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\n"),
        (
            "people/priya.md",
            "---\nname: Priya Nair\nmeets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-03-31}\n---\n",
        ),
        ("2026-03-17-priya.md", PLANNED),
    ]);
    runs(&notebook, &["run", "--once"]);
    runs(&notebook, &["new", "priya"]);
    runs(&notebook, &["run", "--once"]);
    notebook.git(&["switch", "-q", "--detach"]);
    notebook.write("waits.md", "waits\n");
    assert!(!without_umask(&notebook, &["run", "--once"]).output().unwrap().status.success());
    let digest = notebook.path("digests/2026-03-17-priya.md");
    assert_eq!(fs::metadata(&digest).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(digest.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    let git = notebook.path(".git");
    assert_eq!(fs::metadata(&git).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(git.join("index")).unwrap().permissions().mode() & 0o777, 0o600);
    let mut open = Vec::new();
    open_to_others(&git.join("headsup"), &mut open);
    assert_eq!(open, [""; 0]);
    // Of what is in the notebook, only what the test itself wrote is open to others.
    open_to_others(&notebook.root(), &mut open);
    let own = ["headsup.yaml", "people", "people/priya.md", "2026-03-17-priya.md", "waits.md"];
    open.retain(|line| {
        let path = line.split_once(' ').unwrap().1;
        let path = Path::new(path).strip_prefix(notebook.root()).unwrap();
        !path.starts_with(".git") && !own.iter().any(|own| path == Path::new(own))
    });
    assert_eq!(open, [""; 0]);
}

#[test]
fn the_sample_notebook() {
    let notebook = Notebook::new();
    fs::remove_dir(notebook.root()).unwrap();
    let root = notebook.root();
    let output =
        without_umask(&notebook, &["run", "--once", "--sample", root.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", crate::support::err(&output));
    assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
    let mut open = Vec::new();
    open_to_others(&root, &mut open);
    open.retain(|line| !line.contains("/.git/"));
    assert_eq!(open, [""; 0]);
}

#[test]
fn a_mode_that_a_person_gave_is_kept() {
    let notebook = Notebook::of(&[
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
        ("2026-03-17-priya.md", PLANNED),
    ]);
    notebook.write("headsup.yaml", "timezone: Europe/Madrid\nquiet: 100ms\n");
    let mut daemon = Daemon::start(&notebook);
    daemon.wait_for("Committed");
    let digest = notebook.path("digests/2026-03-17-priya.md");
    fs::set_permissions(&digest, fs::Permissions::from_mode(0o640)).unwrap();
    notebook.write("2026-03-17-priya.md", format!("{PLANNED}\n## Questions\n\n- What is level 5?\n"));
    daemon.wait_for("Digest");
    assert!(notebook.read("digests/2026-03-17-priya.md").contains("level 5"));
    assert_eq!(fs::metadata(&digest).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(daemon.stop().success());
}
