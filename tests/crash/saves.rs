//! A person saves a file of those that a merge replaces, right before a call of it; which goes on, or is killed.

use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use headsup::store::notebook::aside;

use crate::after;
use crate::each::each;
use crate::fault::{self, Fault, How};
use crate::machines;
use crate::rounds::{LATER, NOTE, World, diverged, sync};

const SAVED: &str = "- [ ] Saved meanwhile ^meanwhile\n";
const PATHS: [&str; 4] = [NOTE, "gone.md", "old/name.md", "new/folder/thought.md"];

/// A save, before a call.
struct Save {
    at: usize,
    how: How,
    path: &'static str,
}

#[test]
fn a_save_while_a_join_is_applied() {
    // Drafts are put in the place of files, and files go.
    check(&[How::Pause], &|call, _| call.starts_with("rename"));
}

/// The next start finds the save wherever it lies by then.
#[test]
fn a_save_right_before_a_kill() {
    check(&[How::Kill, How::Last], &|call, path| {
        let aside = String::from_utf8(aside(path.as_bytes())).unwrap();
        let is_its_own = [path, aside.as_str()].iter().any(|end| call.ends_with(end));
        is_its_own || call.contains(".headsup-") && !call.contains("digests/") && path == NOTE
    });
}

fn check(hows: &[How], is_near: &dyn Fn(&str, &str) -> bool) {
    let template = World::new();
    diverged(&template);
    let undisturbed = template.again();
    let mut command = sync(&undisturbed);
    Fault::change(0, How::Kill).put(&undisturbed.here, &mut command);
    assert!(command.output().unwrap().status.success());
    let calls = fault::calls(&undisturbed.here);
    let all = std::env::var_os("HEADSUP_EVERY_POINT").is_some();
    let mut saves = Vec::new();
    for (at, call) in calls.iter().enumerate().filter(|(_, call)| !call.contains(".git/")) {
        for path in PATHS.into_iter().filter(|path| all || is_near(call, path)) {
            saves.extend(hows.iter().map(|how| Save { at: at + 1, how: *how, path }));
        }
    }
    assert!(saves.len() > 10, "{calls:#?}");
    let landed = AtomicUsize::new(0);
    let told = |save: &Save| format!("{} {}", save.path, fault::told(&calls, save.at, save.how));
    each("a save", &saves, told, |save| {
        landed.fetch_add(usize::from(made(&template, save)), Ordering::Relaxed);
    });
    let landed = landed.into_inner();
    println!("{landed} of {} saves came in between", saves.len());
    assert!(landed > 10, "only {landed} of {} saves came in between", saves.len());
}

/// Whether it came in between. Nothing is lost, and both machines end in step.
fn made(template: &World, save: &Save) -> bool {
    let world = template.again();
    let here = &world.here;
    let path = here.path(save.path);
    let mut command = sync(&world);
    let how = if save.how == How::Kill { How::Pause } else { save.how };
    Fault::change(save.at, how).put(here, &mut command);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let gate = fault::gate(here);
    while !gate.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    // As most editors do: beside, then in its place.
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(here.outside().join("draft"), format!("{before}{SAVED}")).unwrap();
    fs::rename(here.outside().join("draft"), &path).unwrap();
    let landed = gate.exists();
    if save.how == How::Kill {
        child.kill().unwrap();
    }
    let _ = fs::remove_file(gate);
    child.wait().unwrap();
    here.run(&["sync", "--now", LATER]);
    world.there.run(&["sync", "--now", LATER]);
    machines::assert_equal(&[here, &world.there]);
    let found = here.git_output(&here.root(), &["grep", "-l", "Saved meanwhile"]);
    assert!(found.status.success(), "the save is gone");
    let merged = here.git(&["grep", "-h", "-e", "Book the big room", "-e", "A thought"]);
    assert!(merged.contains("Book the big room") && merged.contains("A thought"), "{merged}");
    after::assert_nothing_left(here);
    landed
}
