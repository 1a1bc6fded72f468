//! Clocks, references and a daemon to measure.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The figures, as they are measured and printed.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 6]>,
}

impl Table {
    /// Says what is about to be measured.
    pub fn size(&mut self, name: &str, files: &[PathBuf]) {
        let bytes: u64 = files.iter().filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum();
        self.fact(name, "files", format!("{} ({:.1} MB)", files.len(), bytes as f64 / 1e6));
    }

    /// A duration beside its reference.
    pub fn row(&mut self, name: &str, what: &str, took: Duration, reference: &str, other: Duration) {
        let ratio = took.as_secs_f64() / other.as_secs_f64().max(1e-9);
        self.push([name.into(), what.into(), ms(took), reference.into(), ms(other), format!("{ratio:.2}×")]);
    }

    /// A figure without a reference.
    pub fn fact(&mut self, name: &str, what: &str, figure: String) {
        self.push([name.into(), what.into(), figure, String::new(), String::new(), String::new()]);
    }

    fn push(&mut self, row: [String; 6]) {
        eprintln!("{}", row.join("  "));
        self.rows.push(row);
    }

    /// Prints everything, in columns.
    pub fn print(&self) {
        let widths: Vec<usize> =
            (0..6).map(|i| self.rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0)).collect();
        println!();
        for row in &self.rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            println!("{}", cells.join("  ").trim_end());
        }
    }
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

pub fn time<T>(what: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(what());
    start.elapsed()
}

pub fn best_of<T>(times: usize, mut what: impl FnMut() -> T) -> Duration {
    (0..times).map(|_| time(&mut what)).min().unwrap_or_default()
}

pub fn median(times: usize, mut what: impl FnMut() -> Duration) -> Duration {
    let mut all: Vec<Duration> = (0..times).map(|_| what()).collect();
    all.sort();
    all[all.len() / 2]
}

/// Every file below a folder, without `.git`, by path.
pub fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(root, &mut |path, _| found.push(path.to_owned()));
    found.sort();
    found
}

/// Stats every file below a folder.
pub fn stat_walk(root: &Path) -> u64 {
    let mut bytes = 0;
    walk(root, &mut |_, meta| bytes += meta.len());
    bytes
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path, &fs::Metadata)) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_dir() && entry.file_name() != ".git" {
            walk(&path, each);
        } else if meta.is_file() {
            each(&path, &meta);
        }
    }
}

/// Reads every markdown file and runs it through pulldown-cmark alone, on one core.
pub fn parse_all(files: &[PathBuf]) -> usize {
    let markdown = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    markdown
        .map(|path| {
            let bytes = fs::read(path).expect("a file");
            pulldown_cmark::Parser::new(&String::from_utf8_lossy(&bytes)).count()
        })
        .sum()
}

pub fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp");
    assert!(status.success());
}

/// A copy to try git itself on.
pub fn scratch_copy(root: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    copy(&root.join("."), dir.path());
    dir
}

pub fn git(root: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"];
    let status = Command::new("git").arg("-C").arg(root).args(identity).args(args).status().expect("git");
    assert!(status.success(), "git {args:?}");
}

/// Appends a line to a file and commits it by `git add FILE && git commit`.
pub fn commit_by_git(root: &Path, file: &Path) -> Duration {
    append(file, "one more line");
    let path = file.to_string_lossy();
    time(|| {
        git(root, &["add", &path]);
        git(root, &["commit", "-q", "-m", "one line"]);
    })
}

fn append(file: &Path, line: &str) {
    let mut text = fs::read_to_string(file).expect("a note");
    text.push_str(&format!("\n{line}\n"));
    fs::write(file, text).expect("a writable note");
}

/// The note that is edited: the last of the first person's, else any markdown file.
pub fn a_note(files: &[PathBuf]) -> PathBuf {
    let person = super::generate::name(0).0;
    let ours = files.iter().rfind(|path| path.parent().is_some_and(|parent| parent.ends_with(&person)));
    let any = || files.iter().find(|path| path.extension().is_some_and(|extension| extension == "md"));
    ours.or_else(any).expect("a note").clone()
}

fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headsup"));
    command.arg("-C").arg(root).args(["--now", super::NOW]).args(args).stdout(Stdio::null());
    command
}

/// Runs headsup to its end.
pub fn headsup(root: &Path, args: &[&str]) {
    let status = command(root, args).status().expect("headsup");
    assert!(status.success(), "headsup {args:?}");
}

/// Runs headsup to its end; how long it took, and its largest resident set in KiB.
pub fn headsup_with_memory(root: &Path, args: &[&str]) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = command(root, args).spawn().expect("headsup");
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        peak = peak.max(status_field(child.id(), "VmHWM:"));
        std::thread::park_timeout(Duration::from_millis(1));
    }
    (start.elapsed(), peak)
}

fn status_field(pid: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A daemon of its own process.
pub struct Daemon {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Daemon {
    /// Starts it and waits until it watches.
    pub fn start(root: &Path) -> Self {
        let mut child = command(root, &["run"]).stdout(Stdio::piped()).spawn().expect("headsup run");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut daemon = Self { child, lines };
        daemon.wait_for("Watching");
        daemon
    }

    fn wait_for(&mut self, word: &str) {
        for line in self.lines.by_ref() {
            if line.expect("a line").contains(word) {
                return;
            }
        }
        panic!("the daemon ended");
    }

    /// From the end of a save to the moment the daemon says that it is committed.
    pub fn save_to_commit(&mut self, note: &Path, n: usize) -> Duration {
        append(note, &format!("saved {n}"));
        let saved = Instant::now();
        self.wait_for("Committed");
        saved.elapsed()
    }

    /// From the end of a save that changes an open item to the moment the digest on disk tells of it.
    pub fn save_to_digest(&mut self, note: &Path, digest: &Path, n: usize) -> Duration {
        let before = fs::read(digest).expect("a digest");
        let text = fs::read_to_string(note).expect("a note");
        fs::write(
            note,
            text.replacen("\n## Mine\n", &format!("\n## Mine\n\n- [ ] Urgent {n} due:2026-03-01\n"), 1),
        )
        .expect("a writable note");
        let saved = Instant::now();
        while fs::read(digest).expect("a digest") == before {
            std::thread::park_timeout(Duration::from_micros(200));
        }
        let took = saved.elapsed();
        self.wait_for("Committed");
        took
    }

    /// What the daemon costs while nothing happens: memory, processor time, and how often it woke.
    pub fn idle(&self, span: Duration) -> String {
        let pid = self.child.id();
        let wakes = |pid| status_field(pid, "voluntary_ctxt_switches:");
        let (cpu, woke) = (cpu_ticks(pid), wakes(pid));
        std::thread::park_timeout(span);
        let (cpu, woke) = (cpu_ticks(pid) - cpu, wakes(pid) - woke);
        let memory = status_field(pid, "VmRSS:") / 1024;
        format!("{memory} MiB resident, {cpu} ticks of 10 ms, {woke} wake-ups")
    }

    /// Ends it as a person would.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        assert!(self.child.wait().expect("its end").success());
    }
}

fn cpu_ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|i| fields.get(*i)?.parse::<u64>().ok()).sum()
}
