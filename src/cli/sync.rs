//! `headsup sync`: a notebook brought in step with its remote, now; and whether this clone does so by itself.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;

use super::args::{self, Global};
use super::session::Session;
use crate::store::history::Switch;

/// Does one round, or says whether this clone is to do any.
///
/// # Errors
/// When it could not be done; the error says why, and what to do.
pub fn sync(global: &Global, args: &args::Sync, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let session = Session::open(global)?;
    match switch(args) {
        Some(Switch::On) => {
            session.workspace.history.set_sync_switch(Switch::On)?;
            writeln!(
                out,
                "This clone syncs from now on: `headsup run` does it by itself, `headsup sync` now."
            )?;
        }
        Some(Switch::Off) => {
            session.workspace.history.set_sync_switch(Switch::Off)?;
            writeln!(out, "This clone does not sync any more: nothing leaves this machine.")?;
        }
        None => round(&session)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn switch(args: &args::Sync) -> Option<Switch> {
    if args.enable { Some(Switch::On) } else { args.disable.then_some(Switch::Off) }
}

fn round(session: &Session) -> anyhow::Result<()> {
    if session.workspace.sync().is_none() {
        bail!(
            "this notebook does not sync: write `sync: true` into headsup.yaml, or run `headsup sync --enable` for this clone alone"
        );
    }
    bail!("this headsup does not reach remotes yet: `git pull` and `git push` do it by hand")
}
