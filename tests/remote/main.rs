//! Fetching and pushing with real git servers on this machine: what goes through, what is refused, and that nothing
//! is obeyed, asked or waited for that should not be.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]
#![allow(clippy::print_stdout, reason = "a test says why it did not run")]

mod act;
mod bare;
mod collected;
mod hostile;
mod moved;
mod served;
mod servers;
mod stalls;
mod support;

/// A module that is not named above would silently not run.
#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remote");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "{name} is not run");
    }
}
