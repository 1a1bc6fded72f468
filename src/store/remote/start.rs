//! Asking a remote that is not set up yet, for `headsup clone`.

use std::sync::atomic::AtomicBool;

use super::address::{self, shown};
use super::call::{Call, Names, Way};
use super::error::Error;
use super::link::{LIMITS, quoted};
use super::private::{Private, REMOTE};

/// The branch that a remote's HEAD is on, else its only or best known one; `None` where it has no commit yet.
///
/// # Errors
/// As [`super::Link::fetch`].
pub fn default_branch(address: &str, stop: &AtomicBool) -> Result<Option<String>, Error> {
    address::kind(address)?;
    let other = |error: std::io::Error| {
        Error::History(crate::store::history::Error::Io {
            doing: "make a folder in",
            path: std::env::temp_dir(),
            source: error,
        })
    };
    let folder = std::env::current_dir().map_err(other)?;
    let absolute = address::absolute(address, &folder);
    let temp = tempfile::tempdir().map_err(other)?;
    let private = Private::make(&temp.path().join("remote.git"), &absolute, None).map_err(other)?;
    let names =
        Names { remote: shown(address), by_hand: format!("git ls-remote {}", quoted(&shown(address))) };
    let call = Call::new(&private, Way::Fetch, (LIMITS, stop), names)?;
    let ask = |what: &[&str]| {
        let mut args = vec!["ls-remote"];
        args.extend(call.there());
        args.extend(what);
        let said = call.run(&args)?;
        if said.status.success() { Ok(said.out) } else { Err(call.meant(&said)) }
    };
    let head = ask(&["--symref", REMOTE, "HEAD"])?;
    let named = head.lines().find_map(|line| line.strip_prefix("ref: refs/heads/")?.strip_suffix("\tHEAD"));
    if let Some(branch) = named {
        return Ok(Some(branch.to_owned()));
    }
    let heads = ask(&["--heads", REMOTE])?;
    let branches: Vec<&str> =
        heads.lines().filter_map(|line| line.split_once("\trefs/heads/")).map(|(_, name)| name).collect();
    let best = ["main", "master"].into_iter().find(|name| branches.contains(name));
    Ok(best.or(branches.first().copied()).map(str::to_owned))
}
