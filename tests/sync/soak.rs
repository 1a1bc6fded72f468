//! Daemons on several machines, people who edit on all of them, a network that comes and goes, and kills.
//!
//! `HEADSUP_SOAK` says for how many seconds it goes on; without it, for a number of edits.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use crate::editor::{Editor, Random};
use crate::machines::{GitDaemon, Remote, assert_equal, clone, first};
use crate::proxy::{Network, Proxy};
use crate::support::{Daemon, Notebook};

/// How many edits there are, unless it is to go on for a time.
const EDITS: usize = 40;
/// Far longer than a commit takes.
const PATIENCE: Duration = Duration::from_secs(120);
const CONFIG: &str =
    "me: Ana Ruiz\ntimezone: Europe/Madrid\nquiet: 100ms\nmax_wait: 1s\nsync: {every: 10s}\n";
const NAMES: [&str; 3] = ["desk", "laptop", "phone"];

struct Machine {
    notebook: Notebook,
    editor: Editor,
    network: Proxy,
    daemon: Option<Daemon>,
}

struct World {
    machines: Vec<Machine>,
    random: Random,
    /// Lines that a commit held on the machine where they were written.
    kept: BTreeSet<String>,
    lines: usize,
    kills: usize,
    changes: usize,
    _remote: Remote,
    _server: GitDaemon,
}

#[test]
fn three_daemons_a_bad_network_and_kills() {
    let until = std::env::var("HEADSUP_SOAK").ok().and_then(|n| n.parse().ok());
    let end = until.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let begun = Instant::now();
    let mut world = World::new();
    let mut edits = 0;
    while end.map_or(edits < EDITS, |end| Instant::now() < end) {
        world.step();
        edits += 1;
    }
    let edited = begun.elapsed();
    world.end();
    println!(
        "{edits} edits in {edited:?}, {} lines known to be in history, {} kills, {} changes of the network, over after {:?}",
        world.kept.len(),
        world.kills,
        world.changes,
        begun.elapsed()
    );
}

impl World {
    fn new() -> Self {
        let remote = Remote::new();
        let server = GitDaemon::start(remote.base());
        let profile = "---\nname: Priya Nair\nrelation: manager\nmeets: {every: 1 week, day: tue, time: \"10:00\", from: 2026-03-03}\n---\n";
        let mut machines = Vec::new();
        for name in NAMES {
            let network = Proxy::to(server.port);
            let url = format!("git://127.0.0.1:{}/notes.git", network.port);
            let notebook = match name {
                "desk" => first(&url, &[("headsup.yaml", CONFIG), ("people/priya.md", profile)]),
                _ => clone(&url, name),
            };
            machines.push(Machine { notebook, editor: Editor::new(), network, daemon: None });
        }
        let mut world = Self {
            machines,
            random: Random(seed()),
            kept: BTreeSet::new(),
            lines: 0,
            kills: 0,
            changes: 0,
            _remote: remote,
            _server: server,
        };
        for machine in &mut world.machines {
            machine.start();
        }
        world
    }

    /// Something happens on one of the machines.
    fn step(&mut self) {
        let which = self.random.below(self.machines.len());
        match self.random.below(10) {
            0 => {
                self.kills += 1;
                let machine = &mut self.machines[which];
                machine.daemon.take().into_iter().for_each(Daemon::kill);
                machine.start();
            }
            1 | 2 => {
                self.changes += 1;
                let network = [Network::Well, Network::Down, Network::Silent, Network::Cuts, Network::Slow];
                self.machines[which].network.be(network[self.random.below(network.len())]);
            }
            _ => self.edit(which),
        }
    }

    /// A person edits a note: reads it as it lies there, changes it, saves it as some editor does.
    fn edit(&mut self, which: usize) {
        self.lines += 1;
        let line = format!("{}-{}", NAMES[which], self.lines);
        let machine = &mut self.machines[which];
        let day = 1 + self.random.below(9);
        let path = match self.random.below(3) {
            0 => "thoughts.md".to_owned(),
            _ => format!("2026-03-0{day}-priya.md"),
        };
        let before =
            fs::read_to_string(machine.notebook.path(&path)).unwrap_or_else(|_| match path.as_str() {
                "thoughts.md" => "# Thoughts\n".to_owned(),
                _ => format!("---\nwith: priya\ndate: 2026-03-0{day}\n---\n\n## Mine\n\n"),
            });
        let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
        let items: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("- [ ] ")).collect();
        let chosen = (!items.is_empty()).then(|| items[self.random.below(items.len().max(1))]);
        match (self.random.below(6), chosen) {
            (0, Some(at)) => lines[at] = lines[at].replacen("[ ]", "[x]", 1),
            (1, Some(at)) => lines[at] = lines[at].replacen(" ^", &format!(" due:2026-03-1{day} ^"), 1),
            (2, Some(at)) => drop(lines.remove(at)),
            (3, _) if path != "thoughts.md" && lines.len() > 6 => {
                let new = format!("2026-03-1{day}-priya.md");
                let _ = fs::rename(machine.notebook.path(&path), machine.notebook.path(&new));
                return;
            }
            _ => {}
        }
        lines.push(if path == "thoughts.md" {
            format!("Thought {line}.")
        } else {
            format!("- [ ] Step {line} ^{line}")
        });
        let folder = machine.notebook.root();
        machine.editor.save(&folder, &path, format!("{}\n", lines.join("\n")));
        if self.random.below(2) == 0 {
            machine.wait_until_kept(&line);
            self.kept.insert(line);
        }
    }

    /// The network is well again, nobody is killed, and the machines come together by themselves.
    fn end(&mut self) {
        for machine in &mut self.machines {
            machine.network.be(Network::Well);
        }
        let deadline = Instant::now() + PATIENCE * 4;
        let mut settled = 0;
        // Quiet for a while: a digest or a last push may still be on its way.
        while settled < 3 {
            for machine in &self.machines {
                machine.notebook.output(&["sync"]);
            }
            let heads: BTreeSet<String> =
                self.machines.iter().map(|machine| machine.notebook.git(&["rev-parse", "HEAD"])).collect();
            settled = if heads.len() == 1 { settled + 1 } else { 0 };
            assert!(Instant::now() < deadline, "they never came together: {heads:?}\n{}", self.told());
        }
        for machine in &mut self.machines {
            assert!(machine.daemon.take().unwrap().stop().success());
        }
        let notebooks: Vec<&Notebook> = self.machines.iter().map(|machine| &machine.notebook).collect();
        for notebook in &notebooks {
            notebook.run(&["sync"]);
        }
        assert_equal_but_for_backups(&notebooks);
        for notebook in notebooks {
            let all = notebook.git(&["log", "-p", "-m", "--format=", "HEAD"]);
            let missing: Vec<&String> = self.kept.iter().filter(|line| !holds(&all, line)).collect();
            assert!(missing.is_empty(), "not in the history: {missing:?}");
            // Warnings there are, of what could not be merged; errors none.
            notebook.run(&["check"]);
        }
    }

    fn told(&self) -> String {
        self.machines.iter().map(|machine| machine.notebook.told(&["status"])).collect()
    }
}

/// Emacs leaves backups, which nobody keeps.
#[track_caller]
fn assert_equal_but_for_backups(notebooks: &[&Notebook]) {
    for notebook in notebooks {
        for backup in fs::read_dir(notebook.root()).unwrap().map(|entry| entry.unwrap().path()) {
            if backup.to_string_lossy().ends_with('~') {
                fs::remove_file(backup).unwrap();
            }
        }
    }
    assert_equal(notebooks);
}

/// Whether a line's mark is in a text, and not only as the beginning of another's.
fn holds(text: &str, mark: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| !text[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

fn seed() -> u64 {
    std::env::var("HEADSUP_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(2026)
}

impl Machine {
    fn start(&mut self) {
        self.daemon = Some(Daemon::start(&self.notebook));
    }

    /// Waits until some commit of this machine holds a line: it may have moved to another file meanwhile.
    fn wait_until_kept(&self, line: &str) {
        let deadline = Instant::now() + PATIENCE;
        let pattern = format!("{line}[^0-9]");
        while self.notebook.git(&["log", "-1", "--format=%h", "-m", "-G", &pattern]).is_empty() {
            assert!(Instant::now() < deadline, "{line} is in no commit\n{}", self.notebook.told(&["status"]));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
