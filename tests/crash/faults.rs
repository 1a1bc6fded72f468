//! Faults that pass: what is said of them, and that the daemon goes on by itself once they are over.

use std::fs;

use crate::after;
use crate::fault::{Calls, EACCES, EIO, EMFILE, ENOSPC, EROFS, Fault, How};
use crate::support::{Daemon, Notebook};

pub const NOTE: &str = "2026-03-03-priya.md";

pub fn notebook() -> Notebook {
    let notebook = Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\nquiet: 50ms\nmax_wait: 1s\n"),
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
    ]);
    notebook.write(NOTE, note("Send the billing plan"));
    notebook.run(&["run", "--once"]);
    notebook
}

pub fn note(text: &str) -> String {
    format!("---\nwith: priya\ndate: 2026-03-03T10:00\n---\n\n## Mine\n\n- [ ] {text} ^plan\n")
}

/// While such calls fail, a save is not lost and the daemon says `sentence`; `status` counts the file; and when the
/// calls succeed again, all is committed without another save.
#[track_caller]
fn check(calls: Calls, errno: i32, sentence: &str) {
    let notebook = notebook();
    let gate = notebook.outside().join("gate");
    let mut command = notebook.command(&["run"]);
    let fault = Fault { calls, at: 1, how: How::On(errno), only_while: Some(gate.clone()) };
    fault.put(&notebook, &mut command);
    let mut daemon = Daemon::of(command);
    notebook.write(NOTE, note("Before the fault"));
    daemon.wait_for("Committed");
    fs::write(&gate, "").unwrap();
    notebook.write(NOTE, note("During the fault"));
    let said = daemon.wait_for(sentence);
    assert!(said.contains(';') || said.contains(':'), "it says what, and what to do: {said}");
    let status: serde_json::Value =
        serde_json::from_slice(&notebook.output(&["status", "--json"]).stdout).unwrap();
    assert_eq!(status["waiting"], 1, "{status:#}");
    assert_eq!(notebook.read(NOTE), note("During the fault"));
    fs::remove_file(&gate).unwrap();
    daemon.wait_for("Committed");
    assert_eq!(notebook.committed(NOTE), note("During the fault").as_bytes());
    after::assert_sound(&notebook);
    assert!(daemon.stop().success());
    notebook.assert_all_committed();
    after::assert_nothing_left(&notebook);
    after::assert_status_fine(&notebook);
}

#[test]
fn a_full_disk_for_a_while() {
    check(Calls::Change, ENOSPC, "free some space");
}

#[test]
fn a_disk_that_fails_for_a_while() {
    check(Calls::Change, EIO, "check the disk");
    check(Calls::Read, EIO, "the disk");
}

#[test]
fn a_repository_that_may_not_be_written_for_a_while() {
    check(Calls::Change, EROFS, "permissions");
    check(Calls::Change, EACCES, "permissions");
}

#[test]
fn no_more_files_for_a_while() {
    check(Calls::Open, EMFILE, "open");
}

#[test]
fn a_limit_of_watches_is_said_and_the_folder_looked_at_all_the_same() {
    let notebook = notebook();
    let mut command = notebook.command(&["run"]);
    let fault = Fault { calls: Calls::Watch, at: 1, how: How::On(ENOSPC), only_while: None };
    fault.put(&notebook, &mut command);
    let mut daemon = Daemon::of(command);
    let said = daemon.wait_for("max_user_watches");
    assert!(said.contains("looks at the whole folder every ten seconds by itself"), "{said}");
    notebook.write(NOTE, note("Nobody told of it"));
    daemon.wait_for_commit(|| notebook.committed(NOTE) == note("Nobody told of it").as_bytes());
    assert!(daemon.stop().success());
}

/// More happens than the system keeps for a process that is stopped: what it forgot is found by a look.
#[test]
fn more_events_than_the_system_keeps() {
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let limit: usize = limit.trim().parse().unwrap();
    if limit > 100_000 {
        return println!("skipped: {limit} events are kept here");
    }
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    notebook.write(NOTE, note("Before the flood"));
    daemon.wait_for("Committed");
    daemon.signal("-STOP");
    let (one, other) = (notebook.path("one.tmp"), notebook.path("other.tmp"));
    fs::write(&one, "").unwrap();
    for n in 0..limit / 2 + 1 {
        let (from, to) = if n % 2 == 0 { (&one, &other) } else { (&other, &one) };
        fs::rename(from, to).unwrap();
    }
    notebook.write("a/b/deep.md", "after the flood\n");
    notebook.write(NOTE, note("After the flood"));
    daemon.signal("-CONT");
    let deep = || notebook.git(&["ls-tree", "-r", "HEAD", "--name-only", "a"]) == "a/b/deep.md\n";
    daemon.wait_for_commit(|| deep() && notebook.committed(NOTE) == note("After the flood").as_bytes());
    notebook.write("a/b/deep.md", "and it is watched\n");
    daemon.wait_for_commit(|| notebook.committed("a/b/deep.md") == b"and it is watched\n");
    assert!(daemon.stop().success());
}

#[test]
fn an_index_that_is_damaged_while_the_daemon_runs() {
    for (n, wreck) in ["flipped", "cut", "garbage", "gone"].into_iter().enumerate() {
        let notebook = notebook();
        let mut daemon = Daemon::start(&notebook);
        let index = notebook.path(".git/headsup/root/index.db");
        notebook.write(NOTE, note("Before"));
        daemon.wait_for("Committed");
        let mut bytes = fs::read(&index).unwrap();
        match wreck {
            "flipped" => {
                let middle = bytes.len() / 4..bytes.len() * 3 / 4;
                bytes.get_mut(middle).unwrap().iter_mut().for_each(|byte| *byte ^= 0xa5);
                fs::write(&index, bytes).unwrap();
            }
            "cut" => fs::write(&index, &bytes[..bytes.len() / 2]).unwrap(),
            "garbage" => fs::write(&index, vec![0x5a; bytes.len()]).unwrap(),
            _ => fs::remove_file(&index).unwrap(),
        }
        let after = note(&format!("After it was {n}"));
        notebook.write(NOTE, &after);
        daemon.wait_for_commit(|| notebook.committed(NOTE) == after.as_bytes());
        assert!(daemon.stop().success(), "{wreck}");
        assert_eq!(notebook.json(&["items", "--json"])[0]["text"], format!("After it was {n}"), "{wreck}");
        notebook.assert_all_committed();
        after::assert_status_fine(&notebook);
    }
}

#[test]
fn an_index_that_another_program_holds_for_a_while() {
    let notebook = notebook();
    let mut daemon = Daemon::start(&notebook);
    notebook.write(NOTE, note("Before"));
    daemon.wait_for("Committed");
    let holder = rusqlite::Connection::open(notebook.path(".git/headsup/root/index.db")).unwrap();
    holder.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    notebook.write(NOTE, note("While it is held"));
    let status = notebook.command(&["status"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    holder.execute_batch("COMMIT").unwrap();
    drop(holder);
    daemon.wait_for_commit(|| notebook.committed(NOTE) == note("While it is held").as_bytes());
    // What is saved meanwhile waits: 1 says so.
    assert!(status.wait_with_output().unwrap().status.code().is_some_and(|code| code < 2));
    assert!(daemon.stop().success());
}
