//! `headsup run`: keep notebooks committed and their digests fresh.

mod several;
pub(super) mod teller;

use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use jiff::{Timestamp, Zoned};

use super::args::{Global, Run};
use super::out::{clean_line, count};
use super::progress::{Bar, Spinner};
use super::session::{now, root};
use super::{dry_run, sample, session};
use crate::daemon::clock::Clock;
use crate::daemon::plan::{Commit, Found, Scope, is_calm};
use crate::daemon::work::{self, Settled};
use crate::daemon::{self, upkeep};
use crate::store::index::Progress;
use crate::store::instance::{self, Claim};
use crate::store::remote::Link;
use crate::store::standing::Kind;
use crate::store::sync;
use crate::store::watch;
use crate::store::workspace::Workspace;
use teller::Teller;

/// The command that does everything once.
pub(super) const ONCE: &str = "headsup run --once";
/// From this many files on, a commit may take over a second.
const MANY: usize = 2_000;
/// A run that commits so many files does upkeep, where it is due: neither one that finds nothing, nor one that takes a
/// whole folder in, is to take longer for it.
const SAVES: RangeInclusive<usize> = 1..=100;

/// Runs until it is told to stop, or once.
///
/// # Errors
/// When the folder cannot be used, another daemon has it, or, with `--once`, not everything could be done.
pub fn run(global: &Global, args: &Run, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    if args.dirs.len() > 1 {
        if args.sample {
            bail!("--sample fills one folder: name one");
        }
        return several::run(global, args, out);
    }
    let dir = folder(global, args)?;
    if args.dry_run {
        dry_run::dry_run(global, &dir, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.sample {
        sample::write(&dir, &session::now(global.now.as_deref(), &jiff::tz::TimeZone::system())?)?;
    }
    let mut workspace = open(&dir)?;
    if args.sample {
        introduce(&workspace, out)?;
    }
    let mut teller = Teller::new(out);
    if args.once {
        return once(global, &mut workspace, &mut teller);
    }
    keep(global, &mut workspace, &mut teller, stop_signal)?;
    Ok(ExitCode::SUCCESS)
}

fn open(dir: &Path) -> anyhow::Result<Workspace> {
    if !dir.is_dir() {
        bail!(
            "{} is no folder: give the folder that holds your notes, or `run --sample` to try it out",
            dir.display()
        );
    }
    Ok(Workspace::open_or_init(dir)?)
}

fn folder(global: &Global, args: &Run) -> anyhow::Result<PathBuf> {
    match (args.dirs.first(), &global.notebook) {
        (Some(dir), _) => Ok(dir.clone()),
        (None, Some(dir)) => Ok(dir.clone()),
        (None, None) if args.sample => bail!("name the folder: `headsup run --sample one-on-ones`"),
        (None, None) => root(global),
    }
}

fn introduce(workspace: &Workspace, out: &mut impl Write) -> io::Result<()> {
    let root = clean_line(&workspace.notebook.root().display().to_string());
    writeln!(out, "The sample notebook is in {root}: a manager, a skip-level and a peer over two months.")?;
    writeln!(out, "  Notes     plain markdown; edit any of them in any editor, and watch this terminal")?;
    writeln!(out, "  History   `git log` in that folder, or `headsup -C {root} log`")?;
    writeln!(out, "  Digests   under digests/, written before each meeting")?;
    writeln!(
        out,
        "  Try       headsup -C {root} status | digest priya | items --owner me --state open | check"
    )?;
    writeln!(out)
}

/// Brings everything up to date, once.
fn once<W: Write>(
    global: &Global,
    workspace: &mut Workspace,
    teller: &mut Teller<'_, W>,
) -> anyhow::Result<ExitCode> {
    let now = now(global.now.as_deref(), workspace.zone())?;
    let caught = catch_up(workspace, &now, teller);
    if !teller.failed {
        meet(workspace, &now, teller);
    }
    if let Some(busy) = teller.moment.take() {
        teller.trouble(busy.by_hand(ONCE));
    } else if !teller.failed && SAVES.contains(&caught.files) && is_calm(caught.next, now.timestamp()) {
        upkeep::tidy(workspace);
    }
    if !teller.said {
        teller.line("Everything is up to date.");
    }
    Ok(if teller.failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Brings a notebook that syncs in step with its remote. Where that may pass by itself, it is a warning.
fn meet<W: Write>(workspace: &mut Workspace, now: &Zoned, teller: &mut Teller<'_, W>) {
    let met = match sync::connect(workspace) {
        Ok(None) => Ok(()),
        Ok(Some(link)) => {
            let _spinner = (!teller.is_one_of_several()).then(|| meeting(&link));
            daemon::sync::round(workspace, &link, now, &mut |report| teller.tell(report))
        }
        Err(trouble) => Err(trouble),
    };
    if let Err(trouble) = met {
        teller.failed |= trouble.kind() == Kind::Lasting;
        teller.trouble(trouble.by_hand(ONCE));
    }
}

/// Shows that the network is waited for.
pub(super) fn meeting(link: &Link) -> Spinner {
    Spinner::start(format!("Syncing with {}", clean_line(&link.remote().to_string())))
}

/// What catching up came to.
#[derive(Clone, Copy, Debug, Default)]
struct Caught {
    /// The next moment at which the digests may change by themselves.
    next: Option<Timestamp>,
    /// How many files there were to commit.
    files: usize,
}

/// Looks, writes the digests that are due, and commits; shows how far it is where that takes long.
fn catch_up<W: Write>(workspace: &mut Workspace, now: &Zoned, teller: &mut Teller<'_, W>) -> Caught {
    let bar = Bar::default();
    let progress: &dyn Progress = if teller.is_one_of_several() { &() } else { &bar };
    let found = work::look(workspace, Scope::All, progress, &mut |report| teller.tell(report));
    if found == Found::NoRoot || teller.failed {
        return Caught::default();
    }
    let next = work::write_digests(workspace, now, &mut Settled::new(), &mut |report| teller.tell(report));
    let files = workspace.pending().unwrap_or(0);
    let spinner = (files > MANY && !teller.is_one_of_several())
        .then(|| Spinner::start(format!("Committing {}", count(files, "file"))));
    let committed = work::commit(workspace, now, &mut |report| teller.tell(report));
    drop(spinner);
    teller.failed |= committed == Commit::Waits;
    Caught { next, files }
}

/// Watches until it is told to stop. What tells it is made within its runtime.
fn keep<W: Write, S: Future<Output = ()>>(
    global: &Global,
    workspace: &mut Workspace,
    teller: &mut Teller<'_, W>,
    stop: impl FnOnce() -> io::Result<S>,
) -> anyhow::Result<()> {
    let start = now(global.now.as_deref(), workspace.zone())?.timestamp();
    let _instance = match instance::claim(workspace.history.make_state_dir()?, jiff::Timestamp::now())? {
        Claim::Ours(instance) => instance,
        Claim::Taken(Some(holder)) => bail!(
            "another headsup watches this notebook: process {}, since {}; end it with `kill {0}`, or leave it be",
            holder.pid,
            holder.since.to_zoned(workspace.zone().clone()).strftime("%a %-d %b %H:%M")
        ),
        Claim::Taken(None) => bail!("another headsup watches this notebook"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let stop = stop()?;
        // The watcher is there before the first look: what changes in between is not missed.
        let watcher = watch::watch(Arc::clone(&workspace.notebook))?;
        let clock = Clock::start(global.now.is_some().then_some(start));
        let root = clean_line(&workspace.notebook.root().display().to_string());
        teller.line(&format!("Watching {root}; Ctrl-C ends it, with everything saved until then committed."));
        // The first pass may take long on a large folder: it shows its progress, which the loop does not.
        catch_up(workspace, &now(global.now.as_deref(), workspace.zone())?, teller);
        daemon::run::run(workspace, clock, &watcher, stop, |report| teller.tell(report)).await;
        Ok(())
    })
}

/// Ready when a person, or the system, asks the process to end.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}
