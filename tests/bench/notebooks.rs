//! How long things take, each beside a reference taken in the same run.
//!
//! `cargo bench` measures generated notebooks of 1,000, 10,000 and 100,000 notes. `HEADSUP_BENCH_SIZES=1000`
//! chooses other sizes; `HEADSUP_BENCH_CORPUS=DIR` measures a copy of an existing folder instead.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and ends where it cannot go on"
)]

#[path = "../support/generate.rs"]
mod generate;
mod measure;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::date;
use measure::{Daemon, Table, best_of, git, headsup, median, time};

const NOW: &str = "2026-03-16T12:00:00[Europe/Madrid]";

fn main() {
    let mut table = Table::default();
    if let Some(corpus) = std::env::var_os("HEADSUP_BENCH_CORPUS") {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("corpus");
        measure::copy(Path::new(&corpus), &root);
        notebook(&mut table, "corpus", &root);
    } else {
        let sizes = std::env::var("HEADSUP_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,100000".to_owned());
        for size in sizes.split(',').map(|size| size.trim().parse::<usize>().expect("a number of notes")) {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let root = dir.path().join("notebook");
            generate::notebook(&root, size, date(2026, 3, 10)).expect("a generated notebook");
            notebook(&mut table, &size.to_string(), &root);
        }
    }
    table.print();
}

/// Everything that is measured on one folder, which becomes a notebook on the way.
fn notebook(table: &mut Table, name: &str, root: &Path) {
    let files = measure::files(root);
    table.size(name, &files);
    let walk = best_of(3, || measure::stat_walk(root));
    let parse = best_of(2, || measure::parse_all(&files));
    let reference = measure::scratch_copy(root);
    let git_add = first_commit_by_git(reference.path());

    let (index, memory) = cold_index(root);
    table.row(name, "cold index, without git", index, "read + pulldown-cmark", parse);
    table.fact(name, "cold index, peak memory", memory);
    let first = time(|| headsup(root, &["run", "--once"]));
    table.row(name, "first commit", first, "git add -A && git commit", git_add);
    let again = best_of(5, || headsup(root, &["run", "--once"]));
    table.row(name, "second start, nothing changed", again, "stat walk", walk);

    let note = measure::a_note(&files);
    let person = generate::name(0).0;
    if root.join("people").join(format!("{person}.md")).exists() {
        let digest = best_of(5, || headsup(root, &["digest", &person]));
        table.row(name, "headsup digest PERSON", digest, "stat walk", walk);
    }
    let reference_note = reference.path().join(note.strip_prefix(root).expect("a file of the root"));
    let by_git = median(9, || measure::commit_by_git(reference.path(), &reference_note));
    daemon(table, name, root, &note, by_git);
}

fn first_commit_by_git(root: &Path) -> Duration {
    git(root, &["init", "-q"]);
    time(|| {
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", "first"]);
    })
}

/// The index of a repository with nothing in it yet, by a command that commits nothing.
fn cold_index(root: &Path) -> (Duration, String) {
    git(root, &["init", "-q"]);
    let mut took = Duration::MAX;
    let mut peak = 0;
    for _ in 0..3 {
        let _ = std::fs::remove_dir_all(root.join(".git/headsup"));
        let (time, memory) = measure::headsup_with_memory(root, &["search", "nothing-like-it"]);
        took = took.min(time);
        peak = peak.max(memory);
    }
    (took, format!("{} MiB", peak / 1024))
}

/// A running daemon: from a save to the commit, to the fresh digest, and what it costs when nothing happens.
fn daemon(table: &mut Table, name: &str, root: &Path, note: &Path, by_git: Duration) {
    let quiet = Duration::from_millis(300);
    let config = root.join("headsup.yaml");
    std::fs::write(&config, "timezone: Europe/Madrid\nquiet: 300ms\n").expect("a configuration");
    headsup(root, &["run", "--once"]);
    let mut daemon = Daemon::start(root);
    let mut over_quiet = Vec::new();
    for n in 0..9 {
        over_quiet.push(daemon.save_to_commit(note, n).saturating_sub(quiet));
    }
    over_quiet.sort();
    table.row(name, "save to commit, over quiet", over_quiet[4], "git add FILE && git commit", by_git);
    if let Some(digest) = a_digest(root) {
        let mut fresh: Vec<Duration> =
            (0..9).map(|n| daemon.save_to_digest(note, &digest, n).saturating_sub(quiet)).collect();
        fresh.sort();
        table.row(name, "save to fresh digest, over quiet", fresh[4], "git add FILE && git commit", by_git);
    }
    table.fact(name, "idle daemon over 20 s", daemon.idle(Duration::from_secs(20)));
    daemon.stop();
}

/// The digest of the person whose note is edited, where there is one.
fn a_digest(root: &Path) -> Option<PathBuf> {
    let person = generate::name(0).0;
    let digests = std::fs::read_dir(root.join("digests")).ok()?;
    digests
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().contains(&format!("-{person}.md")))
}
