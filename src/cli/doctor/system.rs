//! The machine: git's program, the disk, watches, the clock.

use std::path::PathBuf;

use jiff::SignedDuration;

use super::{Finding, found, quoted};
use crate::cli::out::{ago, count, thousands};
use crate::cli::session::Session;
use crate::store::instance;
use crate::store::machine::{self, FileSystem};
use crate::store::program;

/// Less room than this is too little to go on.
const LITTLE: u64 = 100 << 20;
/// How far in the future a commit may lie before a clock is wrong.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);
/// Room for more folders than there are now, and for the watches of other programs.
const SPARE: u64 = 2;

/// Git's own program.
pub(super) fn git() -> Finding {
    match program::git_version() {
        Ok(version) => Finding::ok("git", format!("{version} is installed")),
        Err(program::Error::NotInstalled) => Finding::wrong(
            "git",
            "is not installed: notes are committed without it, but the repository is never packed",
            "install it (`apt install git`, `dnf install git`)",
        ),
        Err(error) => Finding::wrong("git", error.to_string(), "try `git --version`"),
    }
}

/// Everything about the machine that a notebook needs.
pub(super) fn examine(session: &Session) -> Vec<Finding> {
    vec![
        found("daemon", daemon(session)),
        folder(session),
        found("watches", watches(session)),
        watchers(),
        found("disk", disk(session)),
        found("clock", clock(session)),
    ]
}

fn daemon(session: &Session) -> anyhow::Result<Finding> {
    let holder = instance::holder(session.workspace.history.make_state_dir()?)?;
    Ok(match holder {
        Some(Some(holder)) => Finding::ok(
            "daemon",
            format!("runs (process {}{})", holder.pid, if unit() { ", a unit is there" } else { "" }),
        ),
        Some(None) => Finding::ok("daemon", "runs"),
        None if unit() => {
            Finding::note("daemon", "does not run, though it has a unit", "systemctl --user start headsup")
        }
        None => Finding::note(
            "daemon",
            "does not run; until it does, nothing is committed by itself",
            "headsup run",
        ),
    })
}

/// Whether systemd has a unit of that name for this user.
fn unit() -> bool {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")));
    config.is_some_and(|config| config.join("systemd/user/headsup.service").exists())
}

fn folder(session: &Session) -> Finding {
    let root = session.workspace.notebook.root();
    let about = "folder";
    match machine::file_system(root) {
        Some(FileSystem::Network(kind)) => Finding::note(
            about,
            format!(
                "lies on another machine ({kind}): what is changed there is found within five minutes only"
            ),
            "keep the notes on a local disk, and carry them with git",
        ),
        Some(FileSystem::Memory) => {
            Finding::note(about, "lies in memory, and is gone after a restart", "keep the notes on a disk")
        }
        Some(FileSystem::Simple(kind)) => Finding::wrong(
            about,
            format!("lies on {kind}, which has no permissions: others on this machine can read the notes"),
            "keep the notes on a Linux file system",
        ),
        Some(FileSystem::Local) | None => Finding::ok(about, format!("{} is on a local disk", quoted(root))),
    }
}

fn watches(session: &Session) -> anyhow::Result<Finding> {
    let paths = session.workspace.paths()?;
    let mut folders: Vec<&[u8]> = paths.iter().flat_map(|path| above(path)).collect();
    folders.sort_unstable();
    folders.dedup();
    let folders = folders.len() + 1;
    let Some(allowed) = machine::watches_allowed() else {
        return Ok(Finding::ok("watches", "the system sets no limit"));
    };
    let said = format!(
        "{} of {} that the system allows",
        count(folders, "folder"),
        thousands(usize::try_from(allowed).unwrap_or(usize::MAX))
    );
    if (folders as u64).saturating_mul(SPARE) <= allowed {
        return Ok(Finding::ok("watches", said));
    }
    Ok(Finding::wrong(
        "watches",
        format!("{said}: changes may be found within ten seconds only"),
        "sudo sysctl fs.inotify.max_user_watches=524288",
    ))
}

/// Every program that watches folders takes one of these.
fn watchers() -> Finding {
    machine::watchers().map_or_else(
        || Finding::ok("watchers", "the system sets no limit"),
        |(used, allowed)| told(used, allowed),
    )
}

fn told(used: u64, allowed: u64) -> Finding {
    let said = format!("{used} of {allowed} that the system allows you");
    if used < allowed {
        return Finding::ok("watchers", said);
    }
    Finding::wrong(
        "watchers",
        format!("{said}: another one finds changes within ten seconds only"),
        "sudo sysctl fs.inotify.max_user_instances=512",
    )
}

/// Every folder above a path, inside the notebook.
fn above(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    ends.filter_map(|at| path.get(..at))
}

fn disk(session: &Session) -> anyhow::Result<Finding> {
    let free = machine::free_space(session.workspace.history.common_dir())?;
    let said = match free >> 30 {
        0 => format!("{} MiB free", free >> 20),
        gib => format!("{gib} GiB free"),
    };
    if free >= LITTLE {
        return Ok(Finding::ok("disk", said));
    }
    Ok(Finding::wrong("disk", format!("{said}: soon nothing can be committed"), "make room on that disk"))
}

fn clock(session: &Session) -> anyhow::Result<Finding> {
    let Some(newest) = session.workspace.newest()? else {
        return Ok(Finding::ok("clock", "nothing is committed yet to compare it with"));
    };
    let ahead = newest.time.duration_since(session.now.timestamp());
    if ahead <= AHEAD {
        return Ok(Finding::ok("clock", format!("agrees with the newest version, made {}", ago(-ahead))));
    }
    let hours = usize::try_from(ahead.as_hours()).unwrap_or(0);
    let by = if hours == 0 { "minutes".to_owned() } else { count(hours, "hour") };
    Ok(Finding::wrong(
        "clock",
        format!("the newest version is {by} in the future: the clock is wrong, or was"),
        "timedatectl set-ntp true",
    ))
}

#[cfg(test)]
mod tests {
    use super::{above, told};

    #[test]
    fn the_last_watcher_is_taken() {
        assert_eq!(told(127, 128).line(), "ok  watchers    127 of 128 that the system allows you");
        assert!(told(128, 128).line().ends_with("sudo sysctl fs.inotify.max_user_instances=512"));
    }

    #[test]
    fn every_folder_above_a_path_counts() {
        assert_eq!(above(b"a/b/c.md").collect::<Vec<_>>(), [&b"a"[..], b"a/b"]);
        assert_eq!(above(b"c.md").count(), 0);
    }
}
