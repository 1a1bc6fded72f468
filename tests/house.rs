//! The house rules that the compiler does not check.

#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The part of a file before its tests, without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

#[test]
fn the_core_touches_neither_files_nor_clocks_nor_the_machine() {
    let forbidden = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "tokio",
        "git2",
        "rusqlite",
        "notify::",
        "::now()",
        "rustix",
        "tempfile",
        "crate::store",
        "crate::cli",
        "crate::daemon",
    ];
    let mut files = rust_files(&root().join("src/domain"));
    assert!(files.len() > 10, "the core is somewhere else");
    files.push(root().join("src/daemon/plan.rs"));
    for path in files.into_iter().filter(|path| !is_test(path)) {
        let code = code(&path);
        for word in forbidden {
            assert!(!code.contains(word), "{} reaches for {word}", path.display());
        }
    }
}

#[test]
fn data_flows_one_way() {
    for (room, strangers) in [
        ("src/store", ["crate::cli", "crate::daemon"]),
        ("src/daemon", ["crate::cli", "crate::domain::schema"]),
    ] {
        for path in rust_files(&root().join(room)) {
            let code = code(&path);
            for word in strangers {
                assert!(!code.contains(word), "{} reaches for {word}", path.display());
            }
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    for path in rust_files(&root().join("src")) {
        if path.starts_with(root().join("src/cli")) || path.ends_with("main.rs") {
            continue;
        }
        let code = code(&path);
        for word in ["println!", "eprintln!", "print!(", "stdout()", "stderr()"] {
            assert!(!code.contains(word), "{} prints with {word}", path.display());
        }
    }
}

#[test]
fn a_file_holds_one_concept() {
    for path in rust_files(&root().join("src")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}
