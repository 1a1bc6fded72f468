//! `headsup sync`: a notebook brought in step with its remote, now; and whether this clone does so by itself.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use jiff::Zoned;

use super::args::{self, Global};
use super::run::meeting;
use super::run::teller::Teller;
use super::session::{now, root};
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
        }
        Some(Switch::Off) => {
            workspace.history.set_sync_switch(Switch::Off)?;
            writeln!(out, "This clone does not sync any more: nothing leaves this machine.")?;
        }
        None => round(global, &mut workspace, args, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn switch(args: &args::Sync) -> Option<Switch> {
    if args.enable { Some(Switch::On) } else { args.disable.then_some(Switch::Off) }
}

fn round(
    global: &Global,
    workspace: &mut Workspace,
    args: &args::Sync,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let now = now(global.now.as_deref(), workspace.zone())?;
    let Some(link) = connect(workspace, &now)? else {
        bail!(
            "this notebook does not sync: write `sync: true` into headsup.yaml, or run `headsup sync --enable` for this clone alone"
        );
    };
    if args.accept && !link.accept()? {
        bail!("another program holds the lock of a reference: run `headsup sync --accept` again in a moment");
    }
    let mut teller = Teller::new(out);
    let spinner = meeting(&link);
    let ended = sync::round(workspace, &link, &now, &mut |report| teller.tell(report));
    drop(spinner);
    if let Err(trouble) = ended {
        bail!("{}{}", trouble.by_hand(ROUND), kept_aside(workspace.history.aside()?));
    }
    teller.line(&format!("In step with {}, {}.", link.remote(), link.remote().branch));
    Ok(())
}

/// The way to the remote; that there is none is what `status` is to say, too.
fn connect(workspace: &Workspace, now: &Zoned) -> anyhow::Result<Option<Link>> {
    let link = store::sync::connect(workspace);
    if let Err(trouble) = &link {
        store::sync::record(workspace, None, Err(trouble), now.timestamp(), None);
    }
    Ok(link?)
}
