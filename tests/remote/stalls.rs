//! Servers that say nothing, or not all.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use headsup::domain::config::Sync;
use headsup::store::history::History;
use headsup::store::remote::{Error, Link, find};

use crate::servers::{self, Silent, cutting, endless};
use crate::support::{World, noise};

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let mut world = World::new();
    world.environment.push(("ACT_STILL".to_owned(), "500".to_owned()));
    let silent = Silent::start();
    let one = world.notebook("one", "unset");
    for (scheme, count) in [("git", 1), ("http", 2), ("ssh", 3)] {
        let address = format!("{scheme}://127.0.0.1:{}/notes.git", silent.port());
        world.git(&one, &["remote", "set-url", "origin", &address]);
        let told = world.act("fetch", &one);
        assert!(silent.accepted() >= count, "{scheme}");
        told.failed("too_long (passing)", "nothing moved");
        assert!(!one.join(".git/headsup/remote.git").exists());
    }
}

#[test]
fn a_connection_that_is_cut_leaves_nothing_behind() {
    let world = World::new();
    let bare = world.bare("srv/notes.git");
    let Some(daemon) = servers::git_daemon(&world, &world.path("srv")) else { return };
    let direct = format!("git://127.0.0.1:{}/notes.git", daemon.port);
    let one = world.notebook("one", &direct);
    world.act("push", &one).done("taken");
    let two = world.second("two", &bare, &direct);
    let tip = world.commit(&two, "noise.bin", noise(200_000));
    world.act("push", &two).done("taken");
    for after in [1, 100, 700, 5_000, 100_000] {
        let address = format!("git://127.0.0.1:{}/notes.git", cutting(daemon.port, after));
        world.git(&one, &["remote", "set-url", "origin", &address]);
        let told = world.act("fetch", &one);
        assert!(told.word.ends_with("(passing)"), "after {after}: {told:?}");
        let packs = fs::read_dir(one.join(".git/objects/pack")).unwrap().count();
        assert_eq!(packs, 0, "after {after}");
        world.assert_sound(&one);
    }
    world.git(&one, &["remote", "set-url", "origin", &direct]);
    world.act("fetch", &one).done(&tip);
}

#[test]
fn a_server_that_never_ends_listing_its_branches_is_given_up() {
    let mut world = World::new();
    world.environment.push(("ACT_MEMORY".to_owned(), (256 << 20).to_string()));
    let one = world.notebook("one", format!("git://127.0.0.1:{}/notes.git", endless()));
    world.act("fetch", &one).failed("broken", "Out of memory");
}

#[test]
fn a_fetch_that_is_no_longer_wanted_is_ended() {
    let world = World::new();
    let silent = Silent::start();
    let one = world.notebook("one", format!("git://127.0.0.1:{}/notes.git", silent.port()));
    let history = History::open(&one).unwrap();
    let link = Link::new(&history, find(&history, &Sync::default()).unwrap());
    let stop = AtomicBool::new(false);
    let fetched = std::thread::scope(|scope| {
        let fetching = scope.spawn(|| link.fetch(None, &stop));
        while silent.accepted() == 0 && !fetching.is_finished() {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::Relaxed);
        fetching.join().unwrap()
    });
    assert!(matches!(fetched, Err(Error::Stopped)), "{fetched:?}");
    assert!(!one.join(".git/headsup/remote.git").exists());
}

#[test]
fn a_fetch_ends_with_the_program_that_was_killed() {
    let world = World::new();
    let one = world.notebook("one", "unset");
    for scheme in ["git", "http", "ssh"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("{scheme}://127.0.0.1:{}/notes.git", listener.local_addr().unwrap().port());
        world.git(&one, &["remote", "set-url", "origin", &address]);
        let acting = world.begin("fetch", &one);
        let (mut git, _) = listener.accept().unwrap();
        acting.kill();
        // Far longer than it takes, far shorter than git would wait.
        git.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let ended = git.read_to_end(&mut Vec::new());
        assert!(ended.is_ok(), "{scheme}: git waits on: {ended:?}");
    }
}

#[test]
fn a_password_in_an_address_is_not_shown_to_who_lists_the_programs() {
    let world = World::new();
    let silent = Silent::start();
    let server = format!("127.0.0.1:{}/notes.git", silent.port());
    let one = world.notebook("one", format!("http://me:hush-hush@{server}"));
    let history = History::open(&one).unwrap();
    let link = Link::new(&history, find(&history, &Sync::default()).unwrap());
    let stop = AtomicBool::new(false);
    let called = std::thread::scope(|scope| {
        let fetching = scope.spawn(|| link.fetch(None, &stop));
        while silent.accepted() == 0 && !fetching.is_finished() {
            std::thread::yield_now();
        }
        let called = programs();
        stop.store(true, Ordering::Relaxed);
        fetching.join().unwrap().unwrap_err();
        called
    });
    assert_hidden(&called, &server);
}

#[test]
fn nor_is_one_that_a_persons_own_settings_bring_in() {
    let world = World::new();
    let silent = Silent::start();
    let server = format!("127.0.0.1:{}/", silent.port());
    world.set(&format!("url.http://me:hush-hush@{server}.insteadOf"), &format!("http://{server}"));
    let one = world.notebook("one", format!("http://{server}notes.git"));
    let fetching = world.begin("fetch", &one);
    while silent.accepted() == 0 {
        std::thread::yield_now();
    }
    let called = programs();
    drop(fetching);
    assert_hidden(&called, &server);
}

/// How every program on this machine was called.
fn programs() -> Vec<String> {
    let running = fs::read_dir("/proc").unwrap().flatten();
    let called = running.filter_map(|program| fs::read(program.path().join("cmdline")).ok());
    called.map(|line| String::from_utf8_lossy(&line).into_owned()).collect()
}

#[track_caller]
fn assert_hidden(programs: &[String], server: &str) {
    let there: Vec<&String> = programs.iter().filter(|line| line.contains(server)).collect();
    assert!(!there.is_empty(), "git was not seen");
    assert!(there.iter().all(|line| !line.contains("hush-hush")), "{there:?}");
}
