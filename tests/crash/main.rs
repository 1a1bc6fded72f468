//! What is left when the program ends at any moment, or the machine refuses: nothing lost, nothing half done,
//! nothing that needs a hand.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]
#![allow(clippy::print_stdout, reason = "a test says how much it covered, or why it did not")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../end_to_end/support.rs"]
mod support;

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../sync/machines.rs"]
mod machines;

mod after;
mod clock;
mod each;
mod editor;
mod every_point;
mod fault;
mod faults;
mod kills;
mod real;
mod rounds;
mod saves;
mod scenarios;

/// A module that is not named above would silently not run.
#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "{name} is not run");
    }
}
