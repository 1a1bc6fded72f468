//! A notebook in which every place that can be confidential holds an invented word of its own.
//!
//! A line that begins with `§` is confidential. Words that begin with `zq` stand on such lines only, each in one
//! place, so that a leak names its place. Without its confidential lines the notebook keeps them as blank lines:
//! everything else stays on its line.

use std::collections::BTreeSet;

use super::notes::{
    ESSAY, GOAL, GROUP, GROUP_AGAIN, HEADINGS, LENA, MARKS, OMAR, PLANNED, PRIYA, RUNNING, SECRET_ESSAY,
    SECRET_GOAL, WHOLE, WINDOWS,
};
use crate::support::Notebook;

/// Whether the confidential lines are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    Planted,
    Blank,
}

/// The notebook's files.
pub const FILES: &[(&str, &str)] = &[
    ("headsup.yaml", "timezone: Europe/Madrid\nquiet: 100ms\nmax_wait: 2s\n"),
    ("people/priya.md", PRIYA),
    ("people/omar.md", OMAR),
    ("people/lena.md", LENA),
    ("2026-02-17-priya.md", MARKS),
    ("2026-03-03-priya.md", HEADINGS),
    ("omar.md", RUNNING),
    ("2026-03-05-group.md", GROUP),
    ("2026-03-12-group.md", GROUP_AGAIN),
    ("2026-03-17-priya.md", PLANNED),
    ("2026-03-10-lena-zqfilename.md", WHOLE),
    ("goals/retries.md", GOAL),
    ("goals/zqgoalfile.md", SECRET_GOAL),
    ("essay.md", ESSAY),
    ("zqessayfile.md", SECRET_ESSAY),
    ("windows.md", WINDOWS),
];

/// A file's text with its confidential lines, or with blank ones.
pub fn text(text: &str, secrets: Secrets) -> String {
    let line = |line: &str| match (line.strip_prefix('§'), secrets) {
        (Some(secret), Secrets::Planted) => format!("{secret}\n"),
        (Some(_), Secrets::Blank) => "\n".to_owned(),
        (None, _) => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// The notebook, not yet committed.
pub fn notebook(secrets: Secrets) -> Notebook {
    let notebook = Notebook::new();
    for (path, file) in FILES {
        write(&notebook, path, file, secrets);
    }
    notebook
}

/// Writes one file, in the manner of its name.
pub fn write(notebook: &Notebook, path: &str, file: &str, secrets: Secrets) {
    let text = text(file, secrets);
    let text = match path {
        "windows.md" => format!("\u{feff}{}", text.replace('\n', "\r\n")),
        _ => text,
    };
    notebook.write(path, text);
}

/// The invented words of a text, in lower case.
pub fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.starts_with("zq")).collect()
}

/// Every word that is planted in a file's text; those in file names are not among them.
pub fn planted() -> BTreeSet<String> {
    FILES.iter().flat_map(|(_, file)| words(file)).collect()
}

#[test]
fn every_place_has_its_own_word_and_every_word_is_on_a_confidential_line() {
    for (path, file) in FILES {
        assert_eq!(words(&text(file, Secrets::Blank)), BTreeSet::new(), "{path}");
    }
    assert!(planted().len() > 130, "{}", planted().len());
}
