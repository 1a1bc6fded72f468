//! What is confidential is in no output that was not asked for it.

mod daemon;
mod notes;
mod outputs;
mod planted;
mod without;

use std::collections::BTreeSet;
use std::fs;

use outputs::{Printed, all};
use planted::{Secrets, notebook, planted, words};

use crate::support::{Notebook, out};

/// Nothing that was planted stands in a text, but for what the person typed or named there.
#[track_caller]
fn assert_clean(what: &str, text: &str) {
    let found = words(text);
    assert!(found.is_empty(), "{what} tells {found:?}:\n{text}");
}

fn leaks(printed: &[Printed]) -> Vec<String> {
    let typed = |args: &[String]| words(&args.join(" "));
    let leak = |one: &Printed| {
        let found: BTreeSet<String> = words(&one.text).difference(&typed(&one.args)).cloned().collect();
        (!found.is_empty()).then(|| format!("{:?}: {found:?}", one.args))
    };
    printed.iter().filter_map(leak).collect()
}

/// Every digest, commit message and reference log of a notebook.
fn written(notebook: &Notebook) -> String {
    let mut all = notebook.git(&["log", "--format=%an%n%B"]);
    all.push_str(&notebook.git(&["reflog", "--format=%gs"]));
    let digests = notebook.path("digests");
    for entry in fs::read_dir(digests).into_iter().flatten() {
        let path = entry.unwrap().path();
        all.push_str(&format!("{}\n{}\n", path.display(), fs::read_to_string(&path).unwrap()));
    }
    all
}

#[test]
fn no_output_tells_what_is_confidential() {
    let notebook = notebook(Secrets::Planted);
    notebook.run(&["run", "--once"]);
    let printed = all(&notebook);
    assert!(printed.len() > 60, "{}", printed.len());
    let leaks = leaks(&printed);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert_clean("a digest or a message", &written(&notebook));
}

#[test]
fn none_of_the_words_is_found_unless_asked_for() {
    let notebook = notebook(Secrets::Planted);
    notebook.run(&["run", "--once"]);
    let mut found = Vec::new();
    for word in planted() {
        if notebook.run(&["search", "--json", &word]).trim() != "[]" {
            found.push(word.clone());
        }
        let asked = notebook.run(&["search", "--confidential", &word]);
        assert!(words(&asked).contains(&word), "{word} is not planted: {asked}");
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn confidential_items_are_there_for_who_asks() {
    let notebook = notebook(Secrets::Planted);
    notebook.run(&["run", "--once"]);
    let items = words(&notebook.run(&["items", "--confidential", "--json"]));
    for word in [
        "zqmark",
        "zqfronttext",
        "zqplainbox",
        "zqwhole",
        "zqgoaltext",
        "zqrunning",
        "zqwinbox",
        "zqoption",
        "zqaction",
        "zqmetric",
    ] {
        assert!(items.contains(word), "{word}");
    }
    let check = words(&out(&notebook.output(&["check", "-v", "--confidential"])));
    for word in ["zqbaddate", "zqheadingtail", "zqfrontodd", "zqwholeowner"] {
        assert!(check.contains(word), "{word}");
    }
}
