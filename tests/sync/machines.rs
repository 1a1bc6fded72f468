//! Machines that share a notebook through a remote, each with a home, a folder and a name of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{Notebook, err, out};

/// A bare repository on this disk, empty at first.
pub struct Remote {
    dir: tempfile::TempDir,
}

impl Remote {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let remote = Self { dir };
        remote.git(&["init", "-q", "--bare", "-b", "main", "."]);
        remote
    }

    /// The folder that holds it, as `git daemon` serves it.
    pub fn base(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("notes.git")
    }

    pub fn url(&self) -> String {
        self.path().to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        std::fs::create_dir_all(self.path()).unwrap();
        let output = Command::new("git")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .arg("-C")
            .arg(self.path())
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {}", err(&output));
        out(&output).trim().to_owned()
    }

    /// What `main` points to.
    pub fn tip(&self) -> String {
        self.git(&["rev-parse", "refs/heads/main"])
    }
}

/// The first machine: a notebook with these files, which syncs with the remote and has done so once.
pub fn first(url: &str, files: &[(&str, &str)]) -> Notebook {
    let machine = Notebook::of(files);
    machine.git(&["init", "-q", "-b", "main"]);
    machine.git(&["remote", "add", "origin", url]);
    machine.git(&["config", "headsup.machine", "desk"]);
    machine.run(&["sync", "--enable"]);
    machine.run(&["sync"]);
    machine
}

/// Another machine, by `headsup clone`.
pub fn clone(url: &str, name: &str) -> Notebook {
    let machine = Notebook::new();
    std::fs::remove_dir(machine.root()).unwrap();
    let folder = machine.root();
    let mut command = machine.command(&["clone", url, folder.to_str().unwrap()]);
    let output = command.current_dir(machine.outside()).output().unwrap();
    assert!(output.status.success(), "clone: {}{}", out(&output), err(&output));
    machine.git(&["config", "headsup.machine", name]);
    machine
}

/// All machines hold the same commit, and it is what lies in their folders.
#[track_caller]
pub fn assert_equal(machines: &[&Notebook]) {
    let head = |machine: &Notebook| machine.git(&["rev-parse", "HEAD"]);
    for machine in machines {
        assert_eq!(head(machine), head(machines[0]));
        machine.assert_all_committed();
    }
}

/// Every machine syncs, again and again, until all hold the same.
#[track_caller]
pub fn settle(machines: &[&Notebook]) {
    for _ in 0..4 {
        for machine in machines {
            machine.run(&["sync"]);
        }
    }
    assert_equal(machines);
}

/// `git daemon` on this machine alone; it ends with this.
pub struct GitDaemon {
    child: Child,
    pub port: u16,
}

impl GitDaemon {
    pub fn start(base: &Path) -> Self {
        for _ in 0..20 {
            // Free a moment ago; another program may be quicker.
            let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut child = Command::new("git")
                .args([
                    "daemon",
                    "--listen=127.0.0.1",
                    "--reuseaddr",
                    "--export-all",
                    "--enable=receive-pack",
                ])
                .arg(format!("--port={port}"))
                .arg(format!("--base-path={}", base.display()))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            loop {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return Self { child, port };
                }
                std::thread::yield_now();
            }
        }
        panic!("git daemon does not start");
    }
}

impl Drop for GitDaemon {
    fn drop(&mut self) {
        // `git daemon` is a program that git starts: asked to end, git ends it too.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
