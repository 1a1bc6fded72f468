//! `headsup clone`: a notebook on another machine.

mod around;

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, anyhow, bail};

use super::args::{self, Global};
use super::out::{clean_line, quoted};
use super::progress::Spinner;
use super::run::teller::Teller;
use super::session::now;
use crate::daemon::sync::round;
use crate::domain::config::Sync;
use crate::store::history::{History, Switch};
use crate::store::notebook::is_draft;
use crate::store::remote;
use crate::store::sync;
use crate::store::workspace::Workspace;

/// Makes a new folder, or fills an empty one, with the notebook of a repository, to be kept in step with it; goes on
/// where an earlier call was cut short.
///
/// # Errors
/// When there is something else in the folder, it lies in a notebook, or the repository cannot be reached; nothing is
/// left behind then. What
/// had come already, when it fails later, stays, and the next call goes on with it.
pub fn clone(global: &Global, args: &args::CloneTo, out: &mut impl Write) -> anyhow::Result<()> {
    // What was begun before has been looked at then.
    let around = if args.dir.join(".git").exists() { None } else { around::look(&args.dir)? };
    let begun = begin(args)?;
    let done = fill(global, args, begun, around, out);
    if done.is_err() && begun != Begun::Before && holds(&args.dir)? != Holds::Files {
        // What stays is told of with the failure that came first.
        let _ = fs::remove_dir_all(args.dir.join(".git"));
        if begun == Begun::Now {
            let _ = fs::remove_dir(&args.dir);
        }
    }
    done
}

/// What there is to go on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// A folder that was made for it.
    Now,
    /// A folder that was there, with nothing in it.
    InFolder,
    /// A clone of the same repository.
    Before,
}

/// What is in a folder.
#[derive(PartialEq, Eq)]
enum Holds {
    Nothing,
    /// A repository, or what is left of making one.
    NoNotes,
    Files,
}

fn holds(dir: &Path) -> io::Result<Holds> {
    let mut found = Holds::Nothing;
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        if name != ".git" && !is_draft(name.as_bytes()) {
            return Ok(Holds::Files);
        }
        found = Holds::NoNotes;
    }
    Ok(found)
}

fn begin(args: &args::CloneTo) -> anyhow::Result<Begun> {
    let dir = &args.dir;
    let holds = match holds(dir) {
        Ok(holds) => holds,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
            made.with_context(|| format!("{} cannot be made", dir.display()))?;
            return Ok(Begun::Now);
        }
        Err(error) => return Err(error).with_context(|| format!("{} cannot be used", dir.display())),
    };
    let git = dir.join(".git");
    let history = if git.is_dir() { History::open(dir).ok() } else { None };
    let is_of = |history: &History| match remote::find(history, &Sync::default()) {
        Ok(remote) => address(&args.url).is_ok_and(|url| remote.url == url),
        Err(error) => matches!(error, remote::Error::NoRemote(_)),
    };
    let is_begun = |history: &History| is_of(history) && history.is_blank().unwrap_or(false);
    match (&holds, &history) {
        (Holds::Nothing, _) => return Ok(Begun::InFolder),
        // Cut short before anything came: a repository with no commit in it.
        (Holds::NoNotes, None) if !git.exists() => return Ok(Begun::InFolder),
        (Holds::NoNotes, Some(history)) if is_begun(history) => {
            fs::remove_dir_all(&git).with_context(|| format!("{} cannot be removed", git.display()))?;
            return Ok(Begun::InFolder);
        }
        (_, Some(history)) if is_of(history) && history.sync_switch() == Some(Switch::On) => {
            return Ok(Begun::Before);
        }
        _ => {}
    }
    bail!("{} is not empty: name a folder that is new or empty", dir.display())
}

fn address(url: &str) -> anyhow::Result<String> {
    let here = std::env::current_dir().context("the working directory is gone: go to another one")?;
    Ok(remote::absolute(url, &here))
}

fn fill(
    global: &Global,
    args: &args::CloneTo,
    begun: Begun,
    around: Option<String>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if begun != Begun::Before {
        make(args)?;
    }
    let mut workspace = Workspace::open(&args.dir)?;
    let now = now(global.now.as_deref(), workspace.zone())?;
    let Some(link) = sync::connect(&workspace)? else { bail!("this notebook does not sync") };
    let spinner = Spinner::start(format!("Fetching from {}", clean_line(&link.remote().to_string())));
    let mut teller = Teller::new(out);
    let ended = round(&mut workspace, &link, &now, &mut |report| teller.tell(report));
    drop(spinner);
    ended.map_err(|trouble| anyhow!(trouble.by_hand("headsup clone")))?;
    let root = workspace.notebook.root();
    let (place, word) = (clean_line(&root.display().to_string()), clean_line(&quoted(root)));
    if let Some(around) = around {
        teller.trouble(around);
    }
    teller.line(&format!("The notebook is in {place}; `headsup run {word}` keeps it in step."));
    Ok(())
}

/// The repository, with the remote that it follows.
fn make(args: &args::CloneTo) -> anyhow::Result<()> {
    let spinner = Spinner::start(format!("Asking {}", clean_line(&remote::shown(&args.url))));
    let branch = remote::default_branch(&args.url, &AtomicBool::new(false)).map_err(refused)?;
    drop(spinner);
    let history = History::init(&args.dir)?;
    history.follow(&address(&args.url)?, branch.as_deref())?;
    history.set_sync_switch(Switch::On)?;
    Ok(())
}

/// Why nothing was cloned, where what is true of a notebook that syncs is not.
fn refused(error: remote::Error) -> anyhow::Error {
    use remote::Error::{BadAddress, Missing, Unreachable};
    match error {
        Unreachable(told) => anyhow!("{told} cannot be reached: {}; nothing was made", told.said),
        Missing(told) => {
            anyhow!("{told} is not there: {}; or this account may not see it. Nothing was made", told.said)
        }
        BadAddress(why) => anyhow!("{why}. Nothing was made"),
        error => error.into(),
    }
}
