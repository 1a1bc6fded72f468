//! The daemon, killed again and again at moments that nobody chose, while somebody edits.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::after;
use crate::editor::{Editor, Random};
use crate::fault::{Fault, How};
use crate::support::Notebook;

/// How many kills there are, unless `HEADSUP_KILLS` says otherwise.
const KILLS: usize = 40;
/// The repository is checked whole after every so many of them.
const CHECKED: usize = 20;
/// The calls among which the one that kills is chosen: starting makes some 40, a save some 120.
const CALLS: usize = 500;
/// The longest wait before a kill from outside.
const MOMENTS: usize = 300;
/// Far longer than a commit takes.
const PATIENCE: Duration = Duration::from_secs(60);

const NOTES: [&str; 3] = ["2026-03-03-priya.md", "2026-03-17-priya.md", "thought.md"];
const DIGEST: &str = "digests/2026-03-17-priya.md";

#[test]
fn killed_again_and_again_while_somebody_edits() {
    let kills = std::env::var("HEADSUP_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let mut world = World::new();
    let begun = Instant::now();
    for kill in 1..=kills {
        world.kill_once(kill);
    }
    world.end();
    let World { saves, quiet, during_start, .. } = world;
    println!(
        "{kills} kills, {during_start} of them before it watched, {saves} saves, {} versions known to be in history, {:?}",
        quiet.len(),
        begun.elapsed()
    );
}

struct World {
    notebook: Notebook,
    editor: Editor,
    random: Random,
    /// Versions that were in a commit, or lay on disk at a kill, by path and blob.
    quiet: Vec<(String, String)>,
    saves: usize,
    during_start: usize,
}

/// A daemon that may be dead at any moment.
struct Mortal {
    child: Child,
    lines: Receiver<String>,
}

impl World {
    fn new() -> Self {
        let notebook = Notebook::of(&[
            ("headsup.yaml", "timezone: Europe/Madrid\nquiet: 20ms\nmax_wait: 200ms\n"),
            ("people/priya.md", "---\nname: Priya Nair\nrelation: manager\n---\n"),
        ]);
        let mut world = Self {
            notebook,
            editor: Editor::new(),
            random: Random(2026),
            quiet: Vec::new(),
            saves: 0,
            during_start: 0,
        };
        for path in NOTES {
            world.save(path);
        }
        world
    }

    fn save(&mut self, path: &str) {
        self.saves += 1;
        let (day, n) = (path.get(..10).unwrap_or_default(), self.saves);
        let text = match path {
            "thought.md" => format!("Thought {n}.\n{}", "More of it.\n".repeat(n % 7)),
            _ => format!(
                "---\nwith: priya\ndate: {day}T10:00\n---\n\n## Mine\n\n- [ ] Send plan {n} ^plan{n}\n"
            ),
        };
        self.editor.save(&self.notebook.root(), path, text);
    }

    /// One life of the daemon, from its start to its end by a kill.
    fn kill_once(&mut self, kill: usize) {
        let from_inside = self.random.below(2) == 0;
        let fault = from_inside.then(|| Fault::change(1 + self.random.below(CALLS), How::Kill));
        let mut daemon = self.start(fault.as_ref());
        let end = (!from_inside)
            .then(|| Instant::now() + Duration::from_millis(self.random.below(MOMENTS).try_into().unwrap()));
        if !daemon.says("Watching", end) {
            self.during_start += 1;
        }
        while daemon.lives(end) {
            let path = NOTES[self.random.below(NOTES.len())];
            self.save(path);
            if self.random.below(3) > 0 && self.is_committed(&mut daemon, path, end) {
                let id = self.blob(path).unwrap();
                self.quiet.push((path.to_owned(), id));
            }
        }
        daemon.bury();
        self.after(kill);
    }

    /// What must hold after every kill, and after the start that follows it.
    fn after(&mut self, kill: usize) {
        self.editor.assert_untouched(&self.notebook.root());
        if kill.is_multiple_of(CHECKED) {
            after::assert_sound(&self.notebook);
        }
        // Three times of four a start is seen to put all in order; else it is the next daemon's.
        if self.random.below(4) == 0 && !kill.is_multiple_of(CHECKED) {
            return;
        }
        self.notebook.run(&["run", "--once"]);
        self.editor.assert_untouched(&self.notebook.root());
        let digest = self.notebook.read(DIGEST);
        assert!(digest.trim_end().lines().last().unwrap().starts_with("<!--"), "{digest}");
        for path in NOTES {
            assert_eq!(self.notebook.committed(path), self.editor.files[path].as_bytes(), "{path}");
            let id = self.blob(path).unwrap();
            self.quiet.push((path.to_owned(), id));
        }
        assert_eq!(self.notebook.committed(DIGEST), digest.as_bytes());
        if kill.is_multiple_of(CHECKED) {
            assert_eq!(self.notebook.git(&["status", "--porcelain", "--", ".", ":!*~"]), "");
            after::assert_nothing_left(&self.notebook);
            after::assert_status_fine(&self.notebook);
        }
    }

    fn end(&mut self) {
        self.after(CHECKED);
        let objects = self.notebook.git(&["rev-list", "--objects", "HEAD"]);
        let known: std::collections::HashSet<&str> =
            objects.lines().filter_map(|line| line.split_whitespace().next()).collect();
        self.quiet.sort();
        self.quiet.dedup();
        for (path, id) in &self.quiet {
            assert!(known.contains(id.as_str()), "a version of {path} is not in history");
        }
    }

    fn blob(&self, path: &str) -> Option<String> {
        let name = format!("HEAD:./{path}");
        let output = self.notebook.git_output(&self.notebook.root(), &["rev-parse", "--verify", "-q", &name]);
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }

    /// Waits until the last version of a file is in the last commit; not, where the daemon dies before.
    fn is_committed(&self, daemon: &mut Mortal, path: &str, end: Option<Instant>) -> bool {
        let wanted = self.editor.files[path].as_bytes();
        while daemon.says("Committed", end) {
            let show = ["show", &format!("HEAD:./{path}")];
            if self.notebook.git_output(&self.notebook.root(), &show).stdout == wanted {
                return true;
            }
        }
        false
    }

    fn start(&self, fault: Option<&Fault>) -> Mortal {
        let mut command = self.notebook.command(&["run"]);
        if let Some(fault) = fault {
            fault.put(&self.notebook, &mut command);
            command.env_remove("FAULT_LOG");
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let (sender, lines) = channel();
        let stdout = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Mortal { child, lines }
    }
}

impl Mortal {
    /// Waits until it says something; not, where it dies before, at `end` by our hand.
    fn says(&mut self, text: &str, end: Option<Instant>) -> bool {
        loop {
            let now = Instant::now();
            let wait = end.map_or(PATIENCE, |end| end.saturating_duration_since(now));
            match self.lines.recv_timeout(wait) {
                Ok(line) if line.contains(text) => return true,
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) if end.is_some() => {
                    self.child.kill().unwrap();
                    return false;
                }
                Err(RecvTimeoutError::Timeout) => panic!("the daemon never said `{text}`"),
            }
        }
    }

    fn lives(&mut self, end: Option<Instant>) -> bool {
        if end.is_some_and(|end| end <= Instant::now()) {
            self.child.kill().unwrap();
            return false;
        }
        self.child.try_wait().unwrap().is_none()
    }

    fn bury(mut self) {
        assert_eq!(self.child.wait().unwrap().signal(), Some(9), "it was killed, and did not end by itself");
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
