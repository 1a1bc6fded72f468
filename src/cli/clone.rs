//! `headsup clone`: a notebook on another machine.

use std::io::Write;

use anyhow::bail;

use super::args::{self, Global};

/// Clones a notebook's repository.
///
/// # Errors
/// When it could not be done.
pub fn clone(_global: &Global, args: &args::CloneTo, _out: &mut impl Write) -> anyhow::Result<()> {
    bail!("this headsup does not reach remotes yet: `git clone` does it by hand, into {}", args.dir.display())
}
