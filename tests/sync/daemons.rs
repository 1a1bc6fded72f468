//! Daemons that keep machines in step by themselves, over a network that is well, away, or silent.

use std::fs;
use std::time::{Duration, Instant};

use crate::machines::{GitDaemon, Remote, assert_equal, clone, first};
use crate::proxy::{Network, Proxy};
use crate::support::{Daemon, Notebook};

const CONFIG: &str = "timezone: Europe/Madrid\nquiet: 50ms\nmax_wait: 1s\nsync: {every: 10s}\n";
const PRIYA: (&str, &str) = ("people/priya.md", "---\nname: Priya Nair\n---\n");
/// Far longer than it takes, on a busy machine and with every pause.
const PATIENCE: Duration = Duration::from_secs(180);

/// Waits for what is bound to come about by itself.
#[track_caller]
fn wait_until(what: &str, machine: &Notebook, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}\n{}", machine.told(&["status"]));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn says(machine: &Notebook, path: &str, text: &str) -> bool {
    fs::read_to_string(machine.path(path)).is_ok_and(|found| found == text)
}

#[test]
fn a_save_here_arrives_there_by_itself_also_after_a_time_without_network() {
    let remote = Remote::new();
    let desk = first(&remote.url(), &[("headsup.yaml", CONFIG), PRIYA]);
    let laptop = clone(&remote.url(), "laptop");
    let (mut at_desk, mut at_laptop) = (Daemon::start(&desk), Daemon::start(&laptop));
    desk.write("first.md", "The first.\n");
    at_laptop.wait_for("Received");
    wait_until("the first arrives", &laptop, || says(&laptop, "first.md", "The first.\n"));
    // The disk with the remote is unplugged.
    fs::rename(remote.path(), remote.base().join("away.git")).unwrap();
    laptop.write("second.md", "The second.\n");
    at_laptop.wait_for_commit(|| laptop.git(&["ls-files", "second.md"]) == "second.md\n");
    at_laptop.wait_for("origin");
    wait_until("it is told", &laptop, || laptop.told(&["status"]).contains("Not in step"));
    desk.write("third.md", "The third.\n");
    at_desk.wait_for_commit(|| desk.git(&["ls-files", "third.md"]) == "third.md\n");
    fs::rename(remote.base().join("away.git"), remote.path()).unwrap();
    wait_until("the second arrives", &desk, || says(&desk, "second.md", "The second.\n"));
    wait_until("the third arrives", &laptop, || says(&laptop, "third.md", "The third.\n"));
    assert!(at_desk.stop().success());
    assert!(at_laptop.stop().success());
    for machine in [&desk, &laptop, &desk] {
        machine.run(&["sync"]);
    }
    assert_equal(&[&desk, &laptop]);
}

#[test]
fn a_server_that_stalls_keeps_no_save_waiting_and_no_end() {
    let remote = Remote::new();
    let server = GitDaemon::start(remote.base());
    let network = Proxy::to(server.port);
    let url = format!("git://127.0.0.1:{}/notes.git", network.port);
    let desk = first(&url, &[("headsup.yaml", CONFIG), PRIYA]);
    network.be(Network::Silent);
    let mut daemon = Daemon::start(&desk);
    for number in 0..5 {
        let path = format!("thought-{number}.md");
        desk.write(&path, "A thought.\n");
        daemon.wait_for_commit(|| desk.git(&["ls-files", &path]).trim() == path);
    }
    assert!(daemon.stop().success());
    assert!(!desk.path(".git/headsup/remote.git").exists(), "what was begun is tidied up");
    // A daemon that is killed while git waits for an answer is no hindrance either.
    let mut daemon = Daemon::start(&desk);
    desk.write("last.md", "The last.\n");
    daemon.wait_for_commit(|| desk.git(&["ls-files", "last.md"]) == "last.md\n");
    daemon.kill();
    network.be(Network::Well);
    desk.run(&["sync"]);
    assert_equal(&[&desk]);
    assert_eq!(remote.tip(), desk.git(&["rev-parse", "HEAD"]).trim());
}
