//! Several machines and one remote, all real: programs, repositories, servers, and a network that fails.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]
#![allow(clippy::print_stdout, reason = "a test says how much it covered, or why it did not")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../crash/editor.rs"]
mod editor;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../end_to_end/support.rs"]
mod support;

mod daemons;
mod hostile;
mod machines;
mod proxy;
mod rounds;
mod soak;

/// A module that is not named above would silently not run.
#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sync");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "{name} is not run");
    }
}
