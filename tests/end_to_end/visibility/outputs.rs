//! Every output there is.

use std::collections::BTreeSet;

use crate::support::{Notebook, err, out};

/// What is run, one line a command; `NOTEBOOK` is its folder. A command that this program does not know is passed over. `--json` is tried
/// beside each that has it.
pub const COMMANDS: &[&[&str]] = &[
    &["digest"],
    &["digest", "priya"],
    &["digest", "omar"],
    &["digest", "lena"],
    &["digest", "priya", "--at", "2026-03-31"],
    &["digest", "nobody-known"],
    &["items"],
    &["items", "--with", "priya"],
    &["items", "--with", "lena"],
    &["items", "--owner", "me"],
    &["items", "--owner", "nobody"],
    &["items", "--owner", "priya"],
    &["items", "--state", "open"],
    &["items", "--state", "done"],
    &["items", "--state", "raised", "--state", "ready", "--state", "decided", "--state", "parked"],
    &["items", "--state", "received", "--state", "planned", "--state", "acted", "--state", "asked"],
    &["items", "--kind", "commitment"],
    &["items", "--kind", "goal"],
    &["items", "--kind", "feedback"],
    &["items", "--kind", "concern"],
    &["items", "--kind", "request"],
    &["items", "--kind", "decision"],
    &["items", "--kind", "ask"],
    &["items", "--kind", "question"],
    &["items", "--kind", "win"],
    &["items", "--kind", "fyi"],
    &["items", "--kind", "idea"],
    &["check"],
    &["check", "-v"],
    &["check", "-vv"],
    &["check", "2026-02-17-priya.md"],
    &["check", "--hints", "all"],
    &["check", "--hints", "all", "2026-02-17-priya.md"],
    &["search", "the"],
    &["search", "Priya"],
    &["search", "confidential"],
    &["search", "private"],
    &["search", "draft"],
    &["search", "zq*"],
    &["log"],
    &["log", "2026-02-17-priya.md"],
    &["log", "-n", "1"],
    &["status"],
    &["status", "-vv"],
    &["run", "--once"],
    &["run", "--once", "-vv"],
    &["run", "--dry-run"],
    &["run", "--dry-run", "-vv"],
    &["schema", "digest"],
    &["schema", "meeting"],
    &["completions", "bash"],
    &["man"],
    &["new", "nobody-known"],
    &["new", "priya"],
    &["done", "the"],
    &["done", "zq"],
    &["done", "a"],
    &["update", "priya"],
    &["update", "omar"],
    &["update", "lena"],
    &["review"],
    &["review", "--since", "2026-01-01"],
    &["goals"],
    &["goals", "--with", "priya"],
    &["doctor"],
    &["sync", "--enable"],
    &["check"],
    &["check", "-v"],
    &["status"],
    &["doctor"],
    &["sync", "--accept"],
    &["sync"],
    &["sync", "--disable"],
    &["sync"],
    &["clone", "NOTEBOOK", "NOTEBOOK/inside"],
    &["clone", "NOTEBOOK/nowhere.git", "NOTEBOOK/../beside"],
    &["service", "status"],
];

/// Those that print JSON too.
const JSON: &[&str] =
    &["digest", "items", "check", "log", "status", "search", "update", "review", "goals", "doctor", "sync"];

/// What a command printed, on both streams.
pub struct Printed {
    /// The command.
    pub args: Vec<String>,
    /// All of it.
    pub text: String,
}

/// Runs every command in all its forms.
pub fn all(notebook: &Notebook) -> Vec<Printed> {
    let known = known(notebook);
    let mut printed = Vec::new();
    for args in COMMANDS.iter().filter(|args| known.contains(args[0])) {
        printed.push(print(notebook, args));
        if JSON.contains(&args[0]) {
            printed.push(print(notebook, &[args, &["--json"][..]].concat()));
        }
    }
    printed
}

/// Runs one command, which may fail, but not fall over.
pub fn print(notebook: &Notebook, args: &[&str]) -> Printed {
    let root = notebook.root();
    let placed: Vec<String> =
        args.iter().map(|arg| arg.replace("NOTEBOOK", root.to_str().unwrap())).collect();
    let output = notebook.output(&placed.iter().map(String::as_str).collect::<Vec<_>>());
    let text = format!("{}{}", out(&output), err(&output));
    // 2: an option that this program does not have.
    assert!(matches!(output.status.code(), Some(0..=2)) && !text.contains("panicked"), "{args:?}: {text}");
    Printed { args: args.iter().map(|arg| (*arg).to_owned()).collect(), text }
}

fn known(notebook: &Notebook) -> BTreeSet<String> {
    let help = notebook.run(&["help"]);
    help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).map(str::to_owned).collect()
}
