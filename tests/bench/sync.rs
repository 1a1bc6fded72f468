//! What one sync costs on a large notebook with a long history, beside `git pull && git push` on the same.
//!
//! `cargo bench --bench sync` makes 24,000 files and 20,000 commits; `HEADSUP_BENCH_FILES` and
//! `HEADSUP_BENCH_COMMITS` choose other numbers. The remote is a bare repository on the same disk, once as a
//! folder and once behind `git daemon` on loopback.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    reason = "a benchmark prints, and ends where it cannot go on; what it shares is more than it needs"
)]

#[path = "../support/generate.rs"]
mod generate;
mod measure;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::civil::date;
use measure::{Table, git, headsup, median};

const NOW: &str = "2026-03-16T12:00:00[Europe/Madrid]";
/// How often each is measured; the median counts.
const TIMES: usize = 7;

fn main() {
    let number = |name: &str, default: usize| {
        std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
    };
    let (files, commits) = (number("HEADSUP_BENCH_FILES", 24_000), number("HEADSUP_BENCH_COMMITS", 20_000));
    let dir = tempfile::tempdir().expect("a temporary folder");
    let bare = dir.path().join("notes.git");
    make(dir.path(), &bare, files, commits);
    let mut table = Table::default();
    let server = Server::start(dir.path());
    for (name, url) in [
        ("folder", bare.display().to_string()),
        ("git daemon", format!("git://127.0.0.1:{}/notes.git", server.port)),
    ] {
        measure_remote(&mut table, dir.path(), name, &url);
    }
    println!("{files} files, {commits} commits");
    table.print();
}

/// A bare repository of so many files, with so many commits of one line each after the first.
fn make(dir: &Path, bare: &Path, files: usize, commits: usize) {
    let seed = dir.join("seed");
    generate::notebook(&seed, files, date(2026, 3, 10)).expect("a generated notebook");
    std::fs::write(seed.join("headsup.yaml"), "timezone: Europe/Madrid\nsync: true\n")
        .expect("a configuration");
    git(&seed, &["init", "-q", "-b", "main"]);
    git(&seed, &["add", "-A"]);
    git(&seed, &["commit", "-q", "-m", "first"]);
    let mut import = Command::new("git")
        .arg("-C")
        .arg(&seed)
        .args(["fast-import", "--quiet", "--force"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git fast-import");
    let mut script = std::io::BufWriter::new(import.stdin.take().expect("its input"));
    for n in 0..commits {
        let from = if n == 0 { "from refs/heads/main^0\n" } else { "" };
        let path = format!("log/{:02}/{}.md", n % 24, n % 100);
        let text = format!("Line {n}.\n");
        write!(
            script,
            "commit refs/heads/main\ncommitter Tess <tess@example.org> {} +0000\ndata 4\nsave\n{from}M 100644 inline {path}\ndata {}\n{text}\n",
            1_700_000_000 + n,
            text.len()
        )
        .expect("a script");
    }
    drop(script);
    assert!(import.wait().expect("git fast-import").success());
    git(&seed, &["repack", "-adq"]);
    git(dir, &["clone", "-q", "--bare", seed.to_str().expect("a path"), bare.to_str().expect("a path")]);
}

/// Two machines of headsup's and two of git's, each pair with the same remote's copy.
fn measure_remote(table: &mut Table, dir: &Path, name: &str, url: &str) {
    let (mine, yours) = (dir.join(format!("{name} mine")), dir.join(format!("{name} yours")));
    for folder in [&mine, &yours] {
        git(dir, &["clone", "-q", url, folder.to_str().expect("a path")]);
    }
    let by_headsup = |folder: &Path| headsup(folder, &["sync"]);
    let by_git = |folder: &Path| {
        git(folder, &["pull", "-q", "--no-rebase", "--no-edit"]);
        git(folder, &["push", "-q"]);
    };
    by_headsup(&mine);
    by_headsup(&yours);
    let mut n = 0;
    let mut write = |folder: &Path, file: &str| {
        n += 1;
        std::fs::write(folder.join(file), format!("Version {n}.\n")).expect("a note");
    };
    let commit = |folder: &Path| {
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-q", "-m", "save"]);
    };
    let nothing = median(TIMES, || measure::time(|| by_headsup(&mine)));
    let reference = median(TIMES, || measure::time(|| by_git(&mine)));
    table.row(name, "nothing to do", nothing, "git pull && git push", reference);

    let mut saves = |sync: &dyn Fn(&Path), by: &str| {
        let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..TIMES {
            write(&mine, "mine.md");
            rounds[0].push(measure::time(|| {
                if by == "git" {
                    commit(&mine);
                }
                sync(&mine);
            }));
            rounds[1].push(measure::time(|| sync(&yours)));
            write(&mine, "mine.md");
            write(&yours, "yours.md");
            if by == "git" {
                commit(&mine);
                commit(&yours);
            }
            sync(&mine);
            rounds[2].push(measure::time(|| sync(&yours)));
            sync(&mine);
        }
        rounds.map(|mut round: Vec<Duration>| {
            round.sort();
            round[TIMES / 2]
        })
    };
    let ours = saves(&by_headsup, "headsup");
    let gits = saves(&by_git, "git");
    for (what, (ours, gits)) in ["a note of mine to send", "a note of theirs to take", "one of each to merge"]
        .into_iter()
        .zip(ours.into_iter().zip(gits))
    {
        table.row(name, what, ours, "git commit, pull, push", gits);
    }
}

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(base: &Path) -> Self {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let child = Command::new("git")
            .args(["daemon", "--listen=127.0.0.1", "--reuseaddr", "--export-all", "--enable=receive-pack"])
            .arg(format!("--port={port}"))
            .arg(format!("--base-path={}", PathBuf::from(base).display()))
            .stderr(Stdio::null())
            .spawn()
            .expect("git daemon");
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self { child, port }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
