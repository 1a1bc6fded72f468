//! The same notebook with what is confidential and with blank lines in its place: what is told is the same, byte
//! for byte.

use std::collections::BTreeMap;
use std::fs;

use super::outputs::{all, print};
use super::planted::{FILES, Secrets, write};
use crate::support::Notebook;

/// What depends on the files' own bytes, and on nothing in them that is told.
const DIFFER: &[&str] = &["check", "log", "run", "status", "new", "completions", "man", "schema"];

/// The two notebooks. That a `visibility:` cannot be read is told in any case: these lines are in neither.
fn both() -> [Notebook; 2] {
    [Secrets::Planted, Secrets::Blank].map(|secrets| {
        let notebook = Notebook::new();
        for (path, file) in FILES {
            write(&notebook, path, &readable(file), secrets);
        }
        notebook.run(&["run", "--once"]);
        notebook
    })
}

fn readable(file: &str) -> String {
    let line = |line: &str| if line.contains("secret") { "§\n".to_owned() } else { format!("{line}\n") };
    file.lines().map(line).collect()
}

/// Without what is another's in any case: where it lies.
fn without_root(notebook: &Notebook, text: &str) -> String {
    text.replace(notebook.root().to_str().unwrap(), "NOTEBOOK")
}

#[track_caller]
fn assert_same(what: &str, texts: [&str; 2]) {
    assert_eq!(texts[0], texts[1], "{what}");
}

#[test]
fn every_answer_is_the_same() {
    let [planted, blank] = both();
    let told = |notebook: &Notebook| {
        // Since when it could not be synced is its own in each.
        let is_timed = |args: &[String]| args[0] == "sync" && args.iter().any(|arg| arg == "--json");
        let of_content = all(notebook).into_iter();
        let of_content =
            of_content.filter(|one| !DIFFER.contains(&one.args[0].as_str()) && !is_timed(&one.args));
        let answers = of_content.map(|one| {
            let mut lines: Vec<&str> = one.text.lines().collect();
            // The machine is in use while both are asked.
            lines.retain(|line| !line.contains("iB free"));
            // How well a note fits what is searched depends on how long it is.
            if one.args[0] == "search" {
                lines.sort_unstable();
            }
            (one.args.join(" "), without_root(notebook, &lines.join("\n")))
        });
        answers.collect::<BTreeMap<_, _>>()
    };
    let (planted, blank) = (told(&planted), told(&blank));
    assert!(planted.values().any(|text| text.contains("Send billing plan")));
    for (args, text) in &planted {
        assert_same(args, [text, &blank[args]]);
    }
}

#[test]
fn what_could_not_be_read_is_counted_without_it() {
    let [planted, blank] = both();
    for args in [&["status", "--json"][..], &["run", "--dry-run"], &["check"], &["check", "--json"]] {
        let told = |notebook: &Notebook| {
            let text = without_root(notebook, &print(notebook, args).text);
            // A commit is named after its content; and that there is more to say is no count of it.
            let own = |line: &&str| !line.contains("\"id\":") && !line.starts_with("More is to be said");
            text.lines().filter(own).collect::<Vec<_>>().join("\n")
        };
        assert_same(args[0], [&told(&planted), &told(&blank)]);
    }
}

#[test]
fn the_digests_that_are_written_are_the_same() {
    let [planted, blank] = both();
    let digests = |notebook: &Notebook| {
        let found = fs::read_dir(notebook.path("digests")).unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        found.map(|path| (named(&path), fs::read_to_string(&path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    assert!(!digests(&planted).is_empty());
    assert_eq!(digests(&planted), digests(&blank));
}

/// Each note loses, gains and ticks its open lines one after the other, and the confidential ones with them.
#[test]
fn every_message_is_the_same() {
    let [planted, blank] = both();
    let turns: [fn(&str) -> String; 4] = [
        |file| file.replace("- [ ] ", "- [x] "),
        |file| {
            file.lines()
                .map(|line| if line.contains("[ ]") { "\n".into() } else { format!("{line}\n") })
                .collect()
        },
        |file| file.replace("due:2026-03-0", "due:2026-03-2"),
        |file| file.replace("§- [ ] ", "§- [ ] more ").replace("\n- [ ] ", "\n- [ ] More "),
    ];
    for turn in turns {
        for undone in [false, true] {
            for (path, file) in FILES {
                // Every note is edited in both.
                let file = if undone { readable(file) } else { format!("{}\n", turn(&readable(file))) };
                write(&planted, path, &file, Secrets::Planted);
                write(&blank, path, &file, Secrets::Blank);
            }
            let messages = [&planted, &blank].map(|notebook| {
                notebook.run(&["run", "--once"]);
                notebook.message()
            });
            assert!(messages[1].contains("Send billing plan"), "{}", messages[1]);
            assert_same("message", [&messages[0], &messages[1]]);
        }
    }
}
