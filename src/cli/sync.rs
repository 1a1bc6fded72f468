//! `headsup sync`: a notebook brought in step with its remote, now; and whether this clone does so by itself.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::bail;
use jiff::Zoned;

use super::args::{self, Global};
use super::out::clean_line;
use super::run::meeting;
use super::run::teller::Teller;
use super::session::{now, root};
use super::status::sync::{Daemon, Sync};
use crate::daemon::sync;
use crate::daemon::work::kept_aside;
use crate::store;
use crate::store::history::Switch;
use crate::store::remote::Link;
use crate::store::sync::ROUND;
use crate::store::workspace::Workspace;

/// Does one round, or says whether this clone is to do any.
///
/// # Errors
/// When it could not be done; the error says why, and what to do.
pub fn sync(global: &Global, args: &args::Sync, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut workspace = Workspace::open(&root(global)?)?;
    match switch(args) {
        Some(Switch::On) => {
            workspace.history.set_sync_switch(Switch::On)?;
            workspace.history.remember_branch()?;
            writeln!(
                out,
                "This clone syncs from now on: `headsup run` does it by itself, `headsup sync` now."
            )?;
            if let Err(trouble) = store::sync::connect(&workspace) {
                Teller::new(out).trouble(format!("It cannot yet: {trouble}"));
            }
        }
        Some(Switch::Off) => {
            workspace.history.set_sync_switch(Switch::Off)?;
            writeln!(out, "This clone does not sync any more: nothing leaves this machine.")?;
        }
        None if args.json => return told(global, &mut workspace, args, out),
        None => {
            let now = now(global.now.as_deref(), workspace.zone())?;
            let remote = round(&mut workspace, args, &now, &mut Teller::new(out))?;
            writeln!(out, "In step with {}.", clean_line(&remote))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn switch(args: &args::Sync) -> Option<Switch> {
    if args.enable { Some(Switch::On) } else { args.disable.then_some(Switch::Off) }
}

/// Does one round, and prints how both stand then.
fn told(
    global: &Global,
    workspace: &mut Workspace,
    args: &args::Sync,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let now = now(global.now.as_deref(), workspace.zone())?;
    let ended = round(workspace, args, &now, &mut Teller::new(&mut io::sink()));
    let stands = Sync::of(workspace, Daemon::Sleeps, &now);
    writeln!(out, "{}", serde_json::to_string_pretty(&stands)?)?;
    ended.map(|_| ExitCode::SUCCESS)
}

/// Does one round; with what both are in step then.
fn round<W: Write>(
    workspace: &mut Workspace,
    args: &args::Sync,
    now: &Zoned,
    teller: &mut Teller<'_, W>,
) -> anyhow::Result<String> {
    let Some(link) = connect(workspace, now)? else {
        bail!(
            "this notebook does not sync: write `sync: true` into headsup.yaml, or run `headsup sync --enable` for this clone alone"
        );
    };
    if args.accept && !link.accept()? {
        bail!("another program holds the lock of a reference: run `headsup sync --accept` again in a moment");
    }
    let spinner = meeting(&link);
    let ended = sync::round(workspace, &link, now, &mut |report| teller.tell(report));
    drop(spinner);
    match ended {
        Ok(()) => Ok(format!("{}, {}", link.remote(), link.remote().branch)),
        Err(trouble) => {
            bail!("{}{}", trouble.by_hand(ROUND), kept_aside(workspace.history.aside()?))
        }
    }
}

/// The way to the remote; that there is none is what `status` is to say, too.
fn connect(workspace: &Workspace, now: &Zoned) -> anyhow::Result<Option<Link>> {
    let link = store::sync::connect(workspace);
    if let Err(trouble) = &link {
        store::sync::record(workspace, None, Err(trouble), now.timestamp(), None);
    }
    Ok(link?)
}
