//! `headsup clone`: a notebook on another machine.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, bail};

use super::args::{self, Global};
use super::out::clean_line;
use super::progress::Spinner;
use super::run::teller::Teller;
use super::session::now;
use crate::daemon::sync::round;
use crate::store::history::{History, Switch};
use crate::store::remote;
use crate::store::sync;
use crate::store::workspace::Workspace;

/// Makes a new folder, or fills an empty one, with the notebook of a repository, to be kept in step with it.
///
/// # Errors
/// When there is something in the folder, or the repository cannot be reached; nothing is left behind then.
pub fn clone(global: &Global, args: &args::CloneTo, out: &mut impl Write) -> anyhow::Result<()> {
    let made = empty(&args.dir)?;
    let done = fill(global, args, out);
    if done.is_err() {
        // What stays is told of with the failure that came first.
        let _ = fs::remove_dir_all(args.dir.join(".git"));
        if made == Made::Now {
            let _ = fs::remove_dir(&args.dir);
        }
    }
    done
}

/// Whether the folder was there before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Now,
    Before,
}

fn empty(dir: &Path) -> anyhow::Result<Made> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(Made::Before),
            Some(_) => bail!("{} is not empty: name a folder that is new or empty", dir.display()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
            made.with_context(|| format!("{} cannot be made", dir.display()))?;
            Ok(Made::Now)
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be used", dir.display())),
    }
}

fn fill(global: &Global, args: &args::CloneTo, out: &mut impl Write) -> anyhow::Result<()> {
    let spinner = Spinner::start(format!("Asking {}", clean_line(&remote::shown(&args.url))));
    let branch = remote::default_branch(&args.url, &AtomicBool::new(false))?;
    drop(spinner);
    let history = History::init(&args.dir)?;
    let here = std::env::current_dir().context("the working directory is gone: go to another one")?;
    history.follow(&remote::absolute(&args.url, &here), branch.as_deref())?;
    history.set_sync_switch(Switch::On)?;
    let mut workspace = Workspace::open(&args.dir)?;
    let now = now(global.now.as_deref(), workspace.zone())?;
    let Some(link) = sync::connect(&workspace)? else { bail!("this notebook does not sync") };
    let spinner = Spinner::start(format!("Fetching from {}", clean_line(&link.remote().to_string())));
    let mut teller = Teller::new(out);
    let ended = round(&mut workspace, &link, &now, &mut |report| teller.tell(report));
    drop(spinner);
    ended?;
    let root = clean_line(&workspace.notebook.root().display().to_string());
    teller.line(&format!("The notebook is in {root}; `headsup run {root}` keeps it in step."));
    Ok(())
}
