//! Faults of a real machine, in a mount namespace of the daemon's own: a disk that is full, or read-only, or gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::after;
use crate::faults::{NOTE, note, notebook};
use crate::support::{Daemon, Notebook, err, out};

/// A daemon in namespaces of its own.
struct Apart {
    daemon: Daemon,
    notebook: Notebook,
    flags: &'static str,
}

impl Apart {
    /// The daemon, after `setup`.
    fn start(notebook: Notebook, flags: &'static str, setup: &str) -> Option<Self> {
        let daemon = Daemon::of(apart(&notebook, flags, setup, &["run"])?);
        Some(Self { daemon, notebook, flags })
    }

    /// The notebook as the daemon sees it.
    fn seen(&self) -> PathBuf {
        let inside = self.notebook.root();
        Path::new("/proc")
            .join(self.daemon.id().to_string())
            .join("root")
            .join(inside.strip_prefix("/").unwrap())
    }

    /// Runs a shell's command where the daemon runs; what it prints.
    fn run(&self, script: &str) -> String {
        let mut command = Command::new("nsenter");
        command.arg("-m").args(self.flags.contains('U').then_some("-U"));
        command.args(["-t", &self.daemon.id().to_string(), "sh", "-ec", script]);
        command.env("NOTES", self.notebook.root()).env("OUTSIDE", self.notebook.outside());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{script}: {}", err(&output));
        out(&output)
    }

    /// Waits until the last commit holds this version of the note.
    fn wait_for_commit(&mut self, text: &str) {
        while self.run(&format!("cd \"$NOTES\"; git show HEAD:./{NOTE} || true")) != note(text) {
            self.daemon.wait_for("Committed");
        }
    }
}

/// The program, after `setup`, in which `$NOTES` is the notebook and `$OUTSIDE` the folder above it. `None`, with the
/// reason printed, where the system does not allow it.
fn apart(notebook: &Notebook, flags: &str, setup: &str, args: &[&str]) -> Option<Command> {
    let plain = notebook.command(args);
    let shell = |script: &str| {
        let mut command = Command::new("unshare");
        command.args([flags, "sh", "-ec", script]);
        command.env("NOTES", notebook.root()).env("OUTSIDE", notebook.outside());
        command
    };
    match shell(setup).output() {
        Ok(output) if output.status.success() => {}
        other => {
            println!("skipped: no namespace with `{setup}` here: {other:?}");
            return None;
        }
    }
    let mut command = shell(&format!("{setup}\nexec \"$0\" \"$@\""));
    command.env_clear().env("NOTES", notebook.root()).env("OUTSIDE", notebook.outside());
    command.arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Some(command)
}

/// As root no user namespace is needed; else one in which the caller is.
fn mounts() -> &'static str {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout == b"0\n" { "-m" } else { "-Urm" }
}

#[test]
fn a_disk_that_is_full_until_there_is_room() {
    let setup = "mount -t tmpfs -o size=2m,mode=700 none \"$NOTES\"\nmkdir \"$NOTES/people\"
        printf -- '---\\nname: Priya Nair\\n---\\n' >\"$NOTES/people/priya.md\"
        printf 'quiet: 50ms\\nmax_wait: 1s\\n' >\"$NOTES/headsup.yaml\"\nprintf 'ballast\\n' >\"$NOTES/.gitignore\"";
    let Some(mut apart) = Apart::start(Notebook::new(), mounts(), setup) else { return };
    let seen = apart.seen();
    fs::write(seen.join(NOTE), note("Before")).unwrap();
    apart.wait_for_commit("Before");
    let full = fs::write(seen.join("ballast"), vec![1; 4 << 20]).unwrap_err();
    assert_eq!(full.raw_os_error(), Some(crate::fault::ENOSPC));
    // A page of it is there already: an editor that writes in place succeeds.
    fs::write(seen.join(NOTE), note("While it is full")).unwrap();
    apart.daemon.wait_for("space");
    fs::remove_file(seen.join("ballast")).unwrap();
    apart.wait_for_commit("While it is full");
    apart.run("cd \"$NOTES\"; git fsck --strict");
    assert!(apart.daemon.stop().success());
}

/// A mount with files open for writing cannot be made read-only: what starts there is what there is to see.
#[test]
fn a_folder_that_is_read_only() {
    let notebook = notebook();
    notebook.write(NOTE, note("Written elsewhere"));
    let mut ran = 0;
    for command in [&["run", "--once"][..], &["run"], &["status"]] {
        let setup = "mount --bind \"$NOTES\" \"$NOTES\"; mount -o remount,bind,ro \"$NOTES\"";
        let Some(mut command) = apart(&notebook, mounts(), setup, command) else { return };
        let output = command.output().unwrap();
        let said = err(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("ead-only") && said.contains(';'), "{said}");
        ran += 1;
    }
    assert_eq!(ran, 3);
    assert_eq!(notebook.read(NOTE), note("Written elsewhere"));
    notebook.run(&["run", "--once"]);
    notebook.assert_all_committed();
    after::assert_nothing_left(&notebook);
}

#[test]
fn a_disk_that_is_unmounted_and_mounted_again() {
    let notebook = notebook();
    let disk = notebook.outside().join("disk");
    fs::rename(notebook.root(), &disk).unwrap();
    fs::create_dir(notebook.root()).unwrap();
    let mount = "mount --bind \"$OUTSIDE/disk\" \"$NOTES\"";
    let Some(mut apart) = Apart::start(notebook, mounts(), mount) else { return };
    fs::write(disk.join(NOTE), note("Before")).unwrap();
    apart.wait_for_commit("Before");
    apart.run("umount -l \"$NOTES\"");
    fs::write(disk.join(NOTE), note("On another machine")).unwrap();
    let said = apart.daemon.wait_for("gone");
    assert!(said.contains("nothing is read or committed until it is back"), "{said}");
    apart.run(mount);
    apart.wait_for_commit("On another machine");
    assert!(apart.daemon.stop().success());
}

#[test]
fn a_real_limit_of_watches() {
    let few = "echo 1 >/proc/sys/user/max_inotify_watches";
    let Some(mut apart) = Apart::start(notebook(), "-Ur", few) else { return };
    apart.daemon.wait_for("max_user_watches");
    apart.notebook.write("people/new.md", "---\nname: New One\n---\n");
    apart.daemon.wait_for("Committed");
    assert!(apart.daemon.stop().success());
    apart.notebook.assert_all_committed();
}

#[test]
fn a_real_limit_of_open_files() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    notebook.write(NOTE, note("Before"));
    daemon.wait_for("Committed");
    let limit = |files: &str| {
        let status = Command::new("prlimit").args(["--pid", &daemon.id().to_string(), files]).status();
        status.is_ok_and(|status| status.success())
    };
    if !limit("--nofile=5:4096") {
        return println!("skipped: there is no `prlimit`, or it may not limit a process");
    }
    notebook.write(NOTE, note("While none can be opened"));
    let said = daemon.wait_for("files");
    assert!(said.contains("too many open files") || said.contains("Too many open files"), "{said}");
    assert!(
        Command::new("prlimit")
            .args(["--pid", &daemon.id().to_string(), "--nofile=4096:4096"])
            .status()
            .unwrap()
            .success()
    );
    daemon.wait_for_commit(|| notebook.committed(NOTE) == note("While none can be opened").as_bytes());
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
}
