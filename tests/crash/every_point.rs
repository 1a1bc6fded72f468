//! A kill at every call that changes a file, one after the other, and in the middle of every write; the power cut
//! there, so that what was not synced is lost; and every such call refused by the system.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Output;
use std::time::Instant;

use crate::after;
use crate::each::each;
use crate::fault::{self, EACCES, EIO, EMFILE, ENOSPC, EROFS, Fault, How};
use crate::scenarios::{DIGEST, SCENARIOS, Scenario, again, faulty, settled};
use crate::support::{Notebook, err};

/// Where not every call is to be refused, every so many of them are.
const REFUSED: usize = 4;

#[test]
fn a_folder_becomes_a_notebook() {
    check(&SCENARIOS[0]);
}

#[test]
fn a_note_is_edited() {
    check(&SCENARIOS[1]);
}

#[test]
fn files_are_renamed_and_deleted() {
    check(&SCENARIOS[2]);
}

#[test]
fn a_version_is_kept_aside() {
    check(&SCENARIOS[3]);
}

#[test]
fn versions_kept_aside_are_joined() {
    check(&SCENARIOS[4]);
}

#[test]
fn the_index_is_built_again() {
    check(&SCENARIOS[5]);
}

fn check(scenario: &Scenario) {
    let template = Notebook::new();
    (scenario.prepare)(&template);
    let undisturbed = again(&template);
    faulty(&undisturbed, &Fault::change(0, How::Kill));
    let calls = fault::calls(&undisturbed);
    assert!(calls.len() > 50, "{}: only {} calls are seen", scenario.name, calls.len());
    (scenario.go_on)(&undisturbed);
    let digest = undisturbed.read(DIGEST);
    settled(&undisturbed, scenario, &digest);
    let points = points(&calls);
    let begun = Instant::now();
    let told = |(at, how): &(usize, How)| fault::told(&calls, *at, *how);
    each(scenario.name, &points, told, |&(at, how)| {
        disturb(&template, scenario, &Fault::change(at, how), &digest);
    });
    let count = |kinds: fn(&How) -> bool| points.iter().filter(|(_, how)| kinds(how)).count();
    let kills = count(|how| matches!(how, How::Kill | How::Half));
    let cuts = count(|how| *how == How::Power);
    let (refused, took) = (points.len() - kills - cuts, begun.elapsed());
    println!(
        "{}: {} calls, {kills} kills, {cuts} power cuts, {refused} refusals, {took:?}",
        scenario.name,
        calls.len()
    );
}

/// What is to happen at which call. Of many equal calls in a row, which SQLite makes, only the first, the last and
/// every tenth, unless `HEADSUP_EVERY_POINT` asks for all.
fn points(calls: &[String]) -> Vec<(usize, How)> {
    let all = std::env::var_os("HEADSUP_EVERY_POINT").is_some();
    let same =
        |one: usize, other: usize| calls.get(one - 1) == other.checked_sub(1).and_then(|n| calls.get(n));
    let is_worth_it = |at: usize| all || at.is_multiple_of(10) || !same(at, at - 1) || !same(at, at + 1);
    let mut points = vec![(calls.len() + 1, How::Power)];
    for at in (1..=calls.len()).filter(|at| is_worth_it(*at)) {
        points.push((at, How::Kill));
        points.push((at, How::Power));
        if calls[at - 1].contains("write ") || calls[at - 1].starts_with("sendfile") {
            points.push((at, How::Half));
        }
        if all || at.is_multiple_of(REFUSED) {
            let errno = [ENOSPC, EIO, EACCES, EROFS, EMFILE][at / REFUSED % 5];
            points.push((at, if at / 2 % 2 == 0 { How::Once(errno) } else { How::On(errno) }));
        }
    }
    points
}

/// One run that goes wrong, and all that must hold after it.
fn disturb(template: &Notebook, scenario: &Scenario, fault: &Fault, digest: &str) {
    let notebook = again(template);
    let before = after::written(&notebook);
    let output = faulty(&notebook, fault);
    match fault.how {
        How::Kill | How::Half => assert_eq!(output.status.signal(), Some(9), "it was killed"),
        How::Power => assert!(matches!(output.status.signal(), Some(9) | None), "{}", output.status),
        How::Once(_) | How::On(_) | How::Pause | How::Last => assert_says_why(&output),
    }
    assert_eq!(after::written(&notebook), before, "no note differs from what was written");
    if let Ok(text) = std::fs::read_to_string(notebook.path(DIGEST)) {
        assert!(text.trim_end().lines().last().is_some_and(|line| line.starts_with("<!--")), "{text}");
    }
    if fault.how == How::Power {
        after::assert_nothing_in_use_is_lost(&notebook);
        (scenario.go_on)(&notebook);
        after::assert_nothing_in_use_is_lost(&notebook);
        after::remove_empty_objects(&notebook);
    } else {
        after::assert_sound(&notebook);
        (scenario.go_on)(&notebook);
    }
    settled(&notebook, scenario, digest);
}

/// It did all that was asked for, or it says in a sentence what it could not do.
#[track_caller]
pub fn assert_says_why(output: &Output) {
    let said = err(output);
    match output.status.code() {
        Some(0) => {}
        Some(1) => assert!(said.trim().len() > 20, "it fails and says `{said}`"),
        _ => panic!("{} {said}", output.status),
    }
}
