//! A notebook in a folder of its own, the program run on it, and a daemon that is waited for by what it says.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The instant that every test acts as of, unless it says otherwise: less than a day before a Tuesday's meetings
/// at ten.
pub const NOW: &str = "2026-03-16T12:00:00+01:00[Europe/Madrid]";

/// How long to wait for what a daemon is bound to say: far longer than it ever takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of notes, and a home without anybody's configuration.
pub struct Notebook {
    dir: tempfile::TempDir,
}

impl Notebook {
    pub fn new() -> Self {
        Self::new_in(&std::env::temp_dir())
    }

    pub fn new_in(folder: &Path) -> Self {
        let dir = tempfile::tempdir_in(folder).unwrap();
        fs::create_dir(dir.path().join("home")).unwrap();
        fs::create_dir(dir.path().join("notes")).unwrap();
        Self { dir }
    }

    /// With these files in it.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let notebook = Self::new();
        for (path, text) in files {
            notebook.write(path, text);
        }
        notebook
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("notes")
    }

    /// The folder above the notebook.
    pub fn outside(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn isolated(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.path().join("home"))
            .env("TZ", "Europe/Madrid")
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null());
        command
    }

    /// The program, to be run on this notebook.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.isolated(env!("CARGO_BIN_EXE_headsup"));
        command.arg("-C").arg(self.root());
        if !args.contains(&"--now") {
            command.args(["--now", NOW]);
        }
        command.args(args);
        command
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs it, which must succeed; what it prints.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert!(output.status.success(), "headsup {args:?}: {}\n{}", output.status, err(&output));
        out(&output)
    }

    /// Runs it, which must fail with this code; what it prints on standard error.
    #[track_caller]
    pub fn fail(&self, args: &[&str], code: i32) -> String {
        let output = self.output(args);
        assert_eq!(output.status.code(), Some(code), "headsup {args:?}\n{}\n{}", out(&output), err(&output));
        err(&output)
    }

    #[track_caller]
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.run(args)).unwrap()
    }

    /// What it prints, whether it finds everything in order or not.
    #[track_caller]
    pub fn told(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert!(matches!(output.status.code(), Some(0 | 1)), "headsup {args:?}: {}", err(&output));
        assert_eq!(err(&output), "", "headsup {args:?}");
        out(&output)
    }

    #[track_caller]
    pub fn told_json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.told(args)).unwrap()
    }

    /// Runs git in the notebook, which must succeed; what it prints.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root(), args)
    }

    #[track_caller]
    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let mut output = self.git_output(folder, args);
        // A person tries again, too, when a daemon commits in the very moment.
        for _ in 0..100 {
            if output.status.success() || !err(&output).contains("index.lock': File exists") {
                break;
            }
            output = self.git_output(folder, args);
        }
        assert!(output.status.success(), "git {args:?}: {}\n{}", output.status, err(&output));
        out(&output)
    }

    pub fn git_output(&self, folder: &Path, args: &[&str]) -> Output {
        let identity = ["-c", "user.name=Tess Tester", "-c", "user.email=tess@example.org"];
        self.isolated("git").arg("-C").arg(folder).args(identity).args(args).output().unwrap()
    }

    pub fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
    }

    /// The message of the last commit.
    pub fn message(&self) -> String {
        self.git(&["log", "-1", "--format=%B"]).trim().to_owned()
    }

    /// What the last commit holds of a file.
    pub fn committed(&self, path: &str) -> Vec<u8> {
        let output = self.git_output(&self.root(), &["show", &format!("HEAD:./{path}")]);
        assert!(output.status.success(), "{path}: {}", err(&output));
        output.stdout
    }

    /// Nothing is left to commit, and the repository is sound.
    #[track_caller]
    pub fn assert_all_committed(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        self.assert_sound();
    }

    #[track_caller]
    pub fn assert_sound(&self) {
        self.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running `headsup run`, killed when it is dropped.
pub struct Daemon {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Daemon {
    /// Starts it and waits until it watches.
    pub fn start(notebook: &Notebook) -> Self {
        Self::start_with(notebook, &[])
    }

    pub fn start_with(notebook: &Notebook, args: &[&str]) -> Self {
        Self::of(notebook.command(&[&["run"], args].concat()))
    }

    /// Runs this, and waits until it watches.
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        let mut daemon = Self { child, lines, heard: Vec::new() };
        daemon.wait_for("Watching");
        daemon
    }

    /// Waits for a line that holds this text, and gives it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("the daemon never said `{text}`; it said\n{}", self.heard.join("\n"));
            };
            self.heard.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits for a commit after which this holds: on a busy machine, what is done at once may be seen in parts.
    #[track_caller]
    pub fn wait_for_commit(&mut self, holds: impl Fn() -> bool) {
        loop {
            self.wait_for("Committed");
            if holds() {
                return;
            }
        }
    }

    pub fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end and waits until it has.
    pub fn stop(self) -> ExitStatus {
        self.signal("-TERM");
        self.end()
    }

    /// Everything that it said, to its end.
    pub fn all_said(&mut self) -> String {
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.heard.push(line);
        }
        self.heard.join("\n")
    }

    /// Waits until it has ended.
    pub fn end(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Ends it without a chance to say goodbye.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(9));
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
