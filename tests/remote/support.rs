//! Notebooks with a home of their own, and what they do with a remote.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A home, and folders beside it.
pub struct World {
    dir: tempfile::TempDir,
    pub environment: Vec<(String, String)>,
}

/// What came of a fetch or a push: a word, and what there is to say.
#[derive(Debug)]
pub struct Told {
    pub word: String,
    pub text: String,
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("home")).unwrap();
        let world = Self { dir, environment: Vec::new() };
        for (name, value) in [
            ("user.name", "Test Writer"),
            ("user.email", "writer@example.invalid"),
            ("init.defaultBranch", "main"),
        ] {
            world.set(name, value);
        }
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name)
    }

    /// Sets something in the person's own configuration.
    pub fn set(&self, name: &str, value: &str) {
        let file = self.path("home/.gitconfig");
        self.git(self.dir.path(), &["config", "--file", file.to_str().unwrap(), "--add", name, value]);
    }

    pub fn isolated(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub fn git(&self, dir: &Path, args: &[&str]) -> String {
        let output = self.isolated("git").current_dir(dir).args(args).output().unwrap();
        let text = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
        assert!(output.status.success(), "git {args:?}: {text}");
        text.trim_end().to_owned()
    }

    /// A bare repository without a commit.
    pub fn bare(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        self.git(self.dir.path(), &["init", "-q", "--bare", path.to_str().unwrap()]);
        path
    }

    /// A notebook with one note, committed, and this remote.
    pub fn notebook(&self, name: &str, address: impl AsRef<str>) -> PathBuf {
        let path = self.path(name);
        self.git(self.dir.path(), &["init", "-q", path.to_str().unwrap()]);
        self.git(&path, &["remote", "add", "origin", address.as_ref()]);
        self.commit(&path, &format!("{name}.md"), "a note\n");
        path
    }

    /// A notebook that goes on from another's remote.
    pub fn second(&self, name: &str, bare: &Path, address: impl AsRef<str>) -> PathBuf {
        let path = self.path(name);
        self.git(self.dir.path(), &["clone", "-q", bare.to_str().unwrap(), path.to_str().unwrap()]);
        self.git(&path, &["remote", "set-url", "origin", address.as_ref()]);
        path
    }

    /// Writes a file and commits it; the commit.
    #[track_caller]
    pub fn commit(&self, notebook: &Path, file: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(notebook.join(file), text).unwrap();
        self.git(notebook, &["add", file]);
        self.git(notebook, &["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", file]);
        self.tip(notebook, "HEAD")
    }

    #[track_caller]
    pub fn tip(&self, repository: &Path, name: &str) -> String {
        self.git(repository, &["rev-parse", "--verify", name])
    }

    pub fn has(&self, repository: &Path, name: &str) -> bool {
        let mut command = self.isolated("git");
        command.current_dir(repository).args(["rev-parse", "-q", "--verify", name]);
        command.output().unwrap().status.success()
    }

    /// Fetches or pushes, in a process of its own.
    pub fn act(&self, what: &str, at: impl AsRef<Path>) -> Told {
        self.begin(what, at).end()
    }

    /// The same, while the test goes on.
    pub fn begin(&self, what: &str, at: impl AsRef<Path>) -> Acting {
        let answer = tempfile::NamedTempFile::new_in(self.dir.path()).unwrap();
        let mut command = self.isolated(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "act::act"]).current_dir(self.dir.path());
        command.env("ACT", what).env("ACT_AT", at.as_ref()).env("ACT_ANSWER", answer.path());
        command.envs(self.environment.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Acting { running: Some(Running::start(command)), answer }
    }

    /// A program of a person's or of a stranger's that leaves a mark when it runs; the command.
    pub fn marker(&self, name: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let (path, marks) = (self.path(&format!("marker-{name}")), self.path("marks"));
        fs::create_dir_all(&marks).unwrap();
        fs::write(&path, format!("#!/bin/sh\n: > '{}'\n", marks.join(name).display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// The marks that were left.
    pub fn marks(&self) -> Vec<String> {
        let marks = fs::read_dir(self.path("marks")).into_iter().flatten().flatten();
        let mut names: Vec<_> = marks.map(|mark| mark.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[track_caller]
    pub fn assert_sound(&self, repository: &Path) {
        let text = self.git(repository, &["fsck", "--strict", "--no-dangling"]);
        assert!(!text.contains("error") && !text.contains("missing"), "{text}");
        assert!(!repository.join(".git/headsup/remote.git").exists());
    }
}

/// Bytes that cannot be packed smaller.
pub fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..count).map(|_| next()).collect()
}

/// A fetch or a push that is going on.
pub struct Acting {
    running: Option<Running>,
    answer: tempfile::NamedTempFile,
}

impl Acting {
    #[track_caller]
    pub fn end(mut self) -> Told {
        let output = self.running.take().unwrap().output();
        let told = fs::read_to_string(self.answer.path()).unwrap();
        let Some((word, text)) = told.split_once('\n') else { panic!("{output}") };
        Told { word: word.to_owned(), text: text.to_owned() }
    }

    /// Kills the process itself, and nothing that it started.
    pub fn kill(mut self) {
        self.running.as_mut().unwrap().child().kill().unwrap();
    }
}

impl Told {
    #[track_caller]
    pub fn done(&self, text: &str) {
        assert_eq!((self.word.as_str(), self.text.as_str()), ("done", text));
    }

    #[track_caller]
    pub fn failed(&self, word: &str, text: &str) {
        assert_eq!(self.word, word, "{}", self.text);
        assert!(self.text.contains(text), "{}", self.text);
    }
}

/// A program, ended with all that it started when the test is over.
pub struct Running {
    child: Option<Child>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        Self { child: Some(command.process_group(0).spawn().unwrap()) }
    }

    pub fn child(&mut self) -> &mut Child {
        self.child.as_mut().unwrap()
    }

    fn output(mut self) -> String {
        let output = self.child.take().unwrap().wait_with_output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if let Some(group) = Pid::from_raw(i32::try_from(child.id()).unwrap()) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = child.wait();
    }
}
