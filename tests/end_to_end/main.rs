//! The real program on real folders, real repositories and real processes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

mod support;

mod commands;
mod daemon;
mod digest_example;
mod goals;
mod hints;
mod history;
mod hostile;
mod people;
mod reports;
mod sample;
mod service;
mod several;
mod states;
mod story;
mod strange_input;
mod upkeep;
mod visibility;
mod year;

/// A module that is not named above would silently not run.
#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/end_to_end");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "{name} is not run");
    }
}
