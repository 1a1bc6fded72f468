//! `headsup service`: the daemon, started with the person's session.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::args::{Global, Service};
use super::out::clean_line;
use super::session::root;
use crate::store::service::{self, UNIT};

/// Installs, removes or tells about the service.
///
/// # Errors
/// When there is no systemd for this user, the unit is somebody else's, or a folder is none.
pub fn service(global: &Global, args: &Service, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let folder = service::folder().context("this user has no home folder, where a service belongs")?;
    match args {
        Service::Install { dirs } => {
            let notebooks = if dirs.is_empty() { vec![root(global)?] } else { dirs.clone() };
            let notebooks = notebooks.iter().map(|dir| notebook(dir)).collect::<anyhow::Result<Vec<_>>>()?;
            let program = std::env::current_exe().context("headsup cannot tell where it is installed")?;
            let all = service::install(&folder, &program, &notebooks)?;
            writeln!(out, "headsup runs now, and starts with your session ({UNIT}). It keeps")?;
            list(&all, out)?;
            writeln!(out, "`journalctl --user -u headsup` shows what it says.")?;
        }
        Service::Remove => {
            let removed = service::remove(&folder)?;
            writeln!(
                out,
                "{}",
                if removed { "The service is ended and removed." } else { "There is no service." }
            )?;
        }
        Service::Status => {
            let Some(standing) = service::standing(&folder)? else {
                writeln!(out, "There is no service; `headsup service install DIR` makes one.")?;
                return Ok(ExitCode::from(1));
            };
            let (active, enabled) = (clean_line(&standing.active), clean_line(&standing.enabled));
            writeln!(out, "{UNIT} is {active} and {enabled}. It keeps")?;
            list(&standing.notebooks, out)?;
            return Ok(ExitCode::from(u8::from(standing.active != "active")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(notebooks: &[PathBuf], out: &mut impl Write) -> std::io::Result<()> {
    notebooks.iter().try_for_each(|dir| writeln!(out, "  {}", clean_line(&dir.display().to_string())))
}

fn notebook(dir: &Path) -> anyhow::Result<PathBuf> {
    let dir = dir.canonicalize().with_context(|| format!("{} is not there", dir.display()))?;
    if !dir.is_dir() {
        bail!("{} is no folder: give the folder that holds your notes", dir.display());
    }
    Ok(dir)
}
