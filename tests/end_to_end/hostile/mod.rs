//! A notebook from a stranger: no program of its is run, nothing outside its root is read or written, and nothing
//! is waited for without end. What headsup makes is its user's alone.

mod content;
mod private;
mod programs;

use std::io::Read as _;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Notebook;

const NOTE: &str = "---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Mine\n\n- [ ] Send plan ^plan\n";
const PLANNED: &str = "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n";

/// Every command there is, each of which reads or writes the repository.
const COMMANDS: [&[&str]; 15] = [
    &["run", "--once"],
    &["status"],
    &["digest", "priya"],
    &["items"],
    &["check"],
    &["search", "plan"],
    &["log"],
    &["log", "2026-03-03-priya.md"],
    &["goals"],
    &["update", "priya"],
    &["review"],
    &["new", "priya"],
    &["done", "plan"],
    &["run", "--once"],
    &["run", "--dry-run"],
];

fn notebook() -> Notebook {
    let notebook = Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\nquiet: 100ms\nmax_wait: 2s\n"),
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
        ("2026-03-03-priya.md", NOTE),
        ("2026-03-17-priya.md", PLANNED),
    ]);
    notebook.git(&["init", "-q", "-b", "main"]);
    notebook.run(&["run", "--once"]);
    notebook
}

/// Runs it, which must end: by itself, long before it is given up.
#[track_caller]
fn ends(notebook: &Notebook, args: &[&str]) -> Output {
    const LONGEST: Duration = Duration::from_secs(60);
    let mut command = notebook.command(args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let begun = Instant::now();
    let reader = std::thread::spawn(move || {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        out.read_to_end(&mut stdout).unwrap();
        err.read_to_end(&mut stderr).unwrap();
        (stdout, stderr)
    });
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("headsup {args:?} does not end");
        }
        std::thread::yield_now();
    };
    let (stdout, stderr) = reader.join().unwrap();
    Output { status, stdout, stderr }
}
