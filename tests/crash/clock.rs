//! A wall clock that is set back and forth while the daemon runs.

use std::fs::{self, File};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};

use jiff::Timestamp;

use crate::after;
use crate::fault::built;
use crate::faults::{NOTE, note, notebook};
use crate::scenarios::DIGEST;
use crate::support::{Daemon, Notebook};

/// Far more often than a save asks for the time, far less often than a loop that never rests.
const OFTEN: u64 = 5_000;

struct Clock(File);

impl Clock {
    /// The clock of a daemon that is about to be started.
    fn of(notebook: &Notebook) -> Self {
        let path = notebook.outside().join("clock");
        fs::write(&path, [0; 16]).unwrap();
        Self(File::options().read(true).write(true).open(path).unwrap())
    }

    fn set(&self, to: &str) {
        let to: Timestamp = to.parse().unwrap();
        let ahead = to.as_second() - Timestamp::now().as_second();
        self.0.write_all_at(&ahead.to_ne_bytes(), 0).unwrap();
    }

    /// How often it was asked so far.
    fn asked(&self) -> u64 {
        let mut asked = [0; 8];
        self.0.read_exact_at(&mut asked, 8).unwrap();
        u64::from_ne_bytes(asked)
    }
}

/// Saves go on to be committed, at rest in between, and a digest once written is not written again.
#[test]
fn set_back_and_forth_by_years() {
    let notebook = notebook();
    notebook.write("2026-03-17-priya.md", "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n");
    notebook.run(&["run", "--once"]);
    let clock = Clock::of(&notebook);
    clock.set("2026-03-16T11:00:00Z");
    let mut command = notebook.isolated(env!("CARGO_BIN_EXE_headsup"));
    command.arg("-C").arg(notebook.root()).arg("run");
    command.env("LD_PRELOAD", built("clock")).env("CLOCK_FILE", notebook.outside().join("clock"));
    let mut daemon = Daemon::of(command);
    let digest =
        || fs::metadata(notebook.path(DIGEST)).map(|meta| (meta.ino(), meta.mtime(), meta.mtime_nsec()));
    let written = digest().unwrap();
    let years =
        ["2027-03-16T11:00:00Z", "2025-03-16T11:00:00Z", "2026-03-16T12:00:00Z", "2024-01-01T00:00:00Z"];
    for (n, year) in years.iter().enumerate() {
        clock.set(year);
        let (before, text) = (clock.asked(), format!("Send version {n}"));
        // The digest of a meeting to come is kept fresh: an item that is not in it changes nothing there.
        notebook.write("thought.md", &text);
        daemon.wait_for_commit(|| notebook.committed("thought.md") == text.as_bytes());
        let asked = clock.asked() - before;
        assert!(asked > 0 && asked < OFTEN, "asked for the time {asked} times");
        assert_eq!(digest().unwrap(), written, "{year}");
    }
    clock.set("2026-03-16T13:00:00Z");
    notebook.write(NOTE, note("Send another plan"));
    daemon.wait_for_commit(|| notebook.committed(NOTE) == note("Send another plan").as_bytes());
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
    after::assert_nothing_left(&notebook);
}
