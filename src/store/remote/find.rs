//! Which remote and which branch of it a notebook is synced with.

use std::fmt;

use git2::{Branch, Config, Direction, Reference, ReferenceType, Repository};

use super::address::{self, shown};
use super::error::Error;
use crate::domain::config::Sync;
use crate::store::history::settings::BRANCH;
use crate::store::history::{self, History};

/// What a notebook is synced with.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote {
    /// Its name in the repository: `origin`.
    pub name: String,
    /// Its address, which may hold a password: see [`Self::shown_address`].
    pub url: String,
    /// Where to push to, if that is another one.
    pub push_url: Option<String>,
    /// The branch on it: `main`.
    pub branch: String,
    /// The person's own remote-tracking branch: `refs/remotes/origin/main`; `None` where their settings name none.
    pub tracking: Option<String>,
}

impl Remote {
    /// The address, without a password.
    #[must_use]
    pub fn shown_address(&self) -> String {
        shown(&self.url)
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({self}, branch {})", self.branch)
    }
}

/// `origin (https://host/notes)`.
impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", shown(&self.name), self.shown_address())
    }
}

/// The remote and branch that `wanted` means in this repository: the remote it names, else the checked out branch's
/// upstream, else `origin`, else the only one; the branch it names, else the upstream's, else the one of the same
/// name. A branch that this clone has not synced, and that has no upstream, is not synced. Nothing is asked of the
/// remote.
///
/// # Errors
/// Where there is none or more than one, no branch is checked out, or git would not be called with it.
pub fn find(history: &History, wanted: &Sync) -> Result<Remote, Error> {
    let repo = history.repo()?;
    let read = |error| Error::from(history::Error::Git { doing: "read its remotes", source: error });
    let config = repo.config().and_then(|mut config| config.snapshot()).map_err(read)?;
    let names: Vec<String> = {
        let all = repo.remotes().map_err(read)?;
        all.iter().filter_map(|name| name.ok().flatten()).map(str::to_owned).collect()
    };
    let local = checked_out(&repo);
    let upstream = local.as_deref().and_then(|branch| upstream(&config, branch));
    let name = choose(wanted.remote.as_deref(), upstream.as_ref().map(|found| found.0.as_str()), &names)?;
    let followed = upstream.filter(|(remote, _)| *remote == name).map(|(_, branch)| branch);
    if let (Some(here), Ok(synced), None) = (&local, config.get_string(BRANCH), &followed)
        && *here != synced
    {
        return Err(Error::OtherBranch { here: here.clone(), synced });
    }
    let branch = match wanted.branch.as_deref() {
        Some(branch) => branch.strip_prefix("refs/heads/").unwrap_or(branch).to_owned(),
        None => followed.or(local).ok_or(Error::NoBranch)?,
    };
    let full = format!("refs/heads/{branch}");
    if branch.starts_with('-')
        || !Branch::name_is_valid(&branch).unwrap_or(false)
        || !Reference::is_valid_name(&full)
    {
        return Err(Error::BadBranch(branch));
    }
    let url = first(&config, &format!("remote.{name}.url"))
        .ok_or_else(|| Error::NoRemote(format!("the remote {} has no address", shown(&name))))?;
    let push_url = first(&config, &format!("remote.{name}.pushurl"));
    for address in std::iter::once(&url).chain(&push_url) {
        address::kind(address)?;
    }
    let tracking = tracking(&repo, &name, &full);
    Ok(Remote { name, url, push_url, branch, tracking })
}

fn choose(wanted: Option<&str>, upstream: Option<&str>, names: &[String]) -> Result<String, Error> {
    let has = |name: &str| names.iter().any(|known| known == name);
    if let Some(wanted) = wanted {
        if has(wanted) {
            return Ok(wanted.to_owned());
        }
        if wanted.contains([':', '/', '\\']) || wanted.starts_with(['.', '~']) {
            return Err(Error::AddressInSettings(shown(wanted)));
        }
        let known = if names.is_empty() { "none".to_owned() } else { shown(&names.join(", ")) };
        return Err(Error::NoRemote(format!(
            "headsup.yaml asks for the remote \"{}\", which this repository does not have (it has {known})",
            shown(wanted)
        )));
    }
    if let Some(upstream) = upstream.filter(|name| has(name)) {
        return Ok(upstream.to_owned());
    }
    match names {
        _ if has("origin") => Ok("origin".to_owned()),
        [] => Err(Error::NoRemote("this repository has no remote to sync with".to_owned())),
        [only] => Ok(only.clone()),
        several => Err(Error::SeveralRemotes(several.to_vec())),
    }
}

/// The branch that HEAD is on, with or without a commit.
fn checked_out(repo: &Repository) -> Option<String> {
    let head = repo.find_reference("HEAD").ok()?;
    if head.kind() != Some(ReferenceType::Symbolic) {
        return None;
    }
    let target = std::str::from_utf8(head.symbolic_target_bytes()?).ok()?;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

/// The remote and the branch on it that a branch follows.
fn upstream(config: &Config, branch: &str) -> Option<(String, String)> {
    let remote = config.get_string(&format!("branch.{branch}.remote")).ok()?;
    let merge = config.get_string(&format!("branch.{branch}.merge")).ok()?;
    Some((remote, merge.strip_prefix("refs/heads/")?.to_owned()))
}

/// The first of a setting's values, as git takes an address; libgit2's own remotes have it rewritten by the
/// repository's `url.*.insteadOf`.
fn first(config: &Config, name: &str) -> Option<String> {
    let mut found = None;
    let mut values = config.multivar(name, None).ok()?;
    while let Some(Ok(entry)) = values.next() {
        if found.is_none() {
            found = entry.value().ok().map(str::to_owned);
        }
    }
    found.filter(|value| !value.is_empty())
}

fn tracking(repo: &Repository, name: &str, branch: &str) -> Option<String> {
    let remote = repo.find_remote(name).ok()?;
    let spec =
        remote.refspecs().find(|spec| spec.direction() == Direction::Fetch && spec.src_matches(branch))?;
    let there = spec.transform(branch).ok()?;
    let there = std::str::from_utf8(&there).ok()?;
    (there.starts_with("refs/remotes/") && Reference::is_valid_name(there)).then(|| there.to_owned())
}

#[cfg(test)]
mod tests;
