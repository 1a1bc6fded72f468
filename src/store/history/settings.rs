//! Git's settings as they count in a repository, and the one of headsup's that is kept there.

use super::{Error, History, durable};

/// Whether this clone syncs, whatever `headsup.yaml` says.
const SYNC: &str = "headsup.sync";
/// The branch that this clone syncs, once it has.
pub(in crate::store) const BRANCH: &str = "headsup.branch";
/// What git calls the remote that a clone comes from.
const REMOTE: &str = "origin";

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Switch {
    On,
    Off,
}

impl History {
    /// A setting of git's as it counts in this repository: `user.name`.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        let config = self.repo().ok()?.config().and_then(|mut config| config.snapshot()).ok()?;
        config.get_string(name).ok().filter(|text| !text.trim().is_empty())
    }

    /// Whether this clone was told to sync, or not to; `None` where `headsup.yaml` decides.
    #[must_use]
    pub fn sync_switch(&self) -> Option<Switch> {
        match self.setting(SYNC)?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(Switch::On),
            _ => Some(Switch::Off),
        }
    }

    /// Sets a new repository up to hold what the remote at `url` has on `branch`, or, where that has nothing yet, will
    /// have on the branch that this one begins with.
    ///
    /// # Errors
    /// When the repository cannot be written.
    pub fn follow(&self, url: &str, branch: Option<&str>) -> Result<(), Error> {
        let failed = || Error::git("name the remote");
        let repo = self.repo()?;
        if let Some(branch) = branch {
            repo.set_head(&format!("refs/heads/{branch}")).map_err(failed())?;
        }
        let head = repo.find_reference("HEAD").map_err(failed())?;
        let name = head.symbolic_target().ok().flatten().unwrap_or_default();
        let short = name.strip_prefix("refs/heads/").unwrap_or_default();
        self.configure(|config| {
            config.set_str(&format!("remote.{REMOTE}.url"), url)?;
            config.set_str(
                &format!("remote.{REMOTE}.fetch"),
                &format!("+refs/heads/*:refs/remotes/{REMOTE}/*"),
            )?;
            config.set_str(&format!("branch.{short}.remote"), REMOTE)?;
            config.set_str(&format!("branch.{short}.merge"), name)
        })?;
        // libgit2 leaves it to the system when that is on disk.
        let head = self.git_dir().join("HEAD");
        durable::sync(&head).map_err(Error::io("write", head))
    }

    /// Whether nothing was ever committed, staged or fetched here but by headsup.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn is_blank(&self) -> Result<bool, Error> {
        let failed = || Error::git("read its references");
        let repo = self.repo()?;
        let ours = |name: &str| name.starts_with("refs/headsup/") || name.starts_with("refs/remotes/origin/");
        for reference in repo.references().map_err(failed())? {
            if !ours(&String::from_utf8_lossy(reference.map_err(failed())?.name_bytes())) {
                return Ok(false);
            }
        }
        Ok(self.head_id()?.is_none() && !self.git_dir().join("index").exists())
    }

    /// Remembers the branch that is checked out as the one that this clone syncs: another one is not sent by itself.
    ///
    /// # Errors
    /// When git's configuration cannot be read or written.
    pub fn remember_branch(&self) -> Result<(), Error> {
        let repo = self.repo()?;
        let head = repo.find_reference("HEAD").map_err(Error::git("read HEAD"))?;
        let target = head.symbolic_target().ok().flatten().and_then(|name| name.strip_prefix("refs/heads/"));
        let Some(branch) = target else { return Ok(()) };
        if self.setting(BRANCH).as_deref() == Some(branch) {
            return Ok(());
        }
        self.configure(|config| config.set_str(BRANCH, branch))
    }

    /// Tells this clone to sync, or not to.
    ///
    /// # Errors
    /// When git's configuration cannot be written.
    pub fn set_sync_switch(&self, switch: Switch) -> Result<(), Error> {
        self.configure(|config| config.set_bool(SYNC, switch == Switch::On))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{History, Switch};

    #[test]
    fn a_clone_is_told_to_sync_and_not_to() {
        let dir = tempfile::tempdir().unwrap();
        let history = History::init(dir.path()).unwrap();
        assert_eq!(history.sync_switch(), None);
        for switch in [Switch::On, Switch::Off, Switch::On] {
            history.set_sync_switch(switch).unwrap();
            assert_eq!(history.sync_switch(), Some(switch));
        }
        let config = dir.path().join(".git/config");
        for (text, expect) in
            [("yes", Switch::On), ("ON", Switch::On), ("no", Switch::Off), ("maybe", Switch::Off)]
        {
            fs::write(&config, format!("[headsup]\n\tsync = {text}\n")).unwrap();
            assert_eq!(history.sync_switch(), Some(expect), "{text}");
        }
    }
}
