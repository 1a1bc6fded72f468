//! What must hold of anything that a stranger's notebook may hold: each module checks one parser on one input.
//!
//! These checks are run in two ways, with the same seeds:
//!
//! - `cargo test --test fuzz`, on any toolchain: every seed in `tests/fuzz/corpus/`, and a fixed number of
//!   mutations of them.
//! - libFuzzer, for as long as one likes, from the repository's root (`cargo install --locked cargo-fuzz`, a
//!   nightly toolchain and a C++ compiler):
//!
//!   ```sh
//!   target=body   # or config, date, digest, front_matter, item, merge
//!   mkdir -p "target/fuzz/found/$target" target/fuzz/crashes
//!   cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir target/fuzz "$target" \
//!       "target/fuzz/found/$target" "tests/fuzz/corpus/$target" -- -artifact_prefix=target/fuzz/crashes/ \
//!       -dict="tests/fuzz/dictionaries/$target.dict" -max_len=4096 -timeout=5 -rss_limit_mb=1024 \
//!       -malloc_limit_mb=256 -runs=10000000
//!   ```
//!
//!   `-s none` behind `run` leaves the address sanitizer out: faster, and stable Rust will do. What crashed, made
//!   small with `cargo fuzz tmin` and put into `tests/fuzz/corpus/`, is checked ever after.
//!
//! A check panics where something does not hold.

pub mod body;
pub mod common;
pub mod config;
pub mod date;
pub mod digest;
pub mod front_matter;
pub mod item;
pub mod merge;

/// A parser, and what must hold of it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As its folder in the corpus is called.
    pub name: &'static str,
    /// Panics where something does not hold of this input.
    pub check: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 7] = [
    Target { name: "body", check: body::check },
    Target { name: "config", check: config::check },
    Target { name: "date", check: date::check },
    Target { name: "digest", check: digest::check },
    Target { name: "front_matter", check: front_matter::check },
    Target { name: "item", check: item::check },
    Target { name: "merge", check: merge::check },
];
