//! What a repository's own configuration names as a program, or as another place to fetch from. Git would obey it;
//! headsup does not, since a repository may come from anybody.

use std::{fs, os::unix::fs::PermissionsExt};

use git2::{Config, ConfigLevel};

use super::{Error, History};

impl History {
    /// The settings of the repository's own that headsup does not obey, by name, and its hooks. Those of the
    /// person's own configuration are not meant.
    ///
    /// # Errors
    /// When the configuration cannot be read.
    pub fn disobeyed(&self) -> Result<Vec<String>, Error> {
        let repo = self.repo()?;
        let config = repo.config().map_err(Error::git("read its settings"))?;
        let mut found = Vec::new();
        for level in [ConfigLevel::Local, ConfigLevel::Worktree] {
            if let Ok(config) = config.open_level(level) {
                found.extend(named(&config).map_err(Error::git("read its settings"))?);
            }
        }
        found.extend(self.hooks());
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn hooks(&self) -> impl Iterator<Item = String> {
        let hooks = fs::read_dir(self.common_dir().join("hooks")).into_iter().flatten().flatten();
        hooks.filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let meta = fs::metadata(entry.path()).ok()?;
            let runs = meta.is_file() && meta.permissions().mode() & 0o111 != 0;
            (runs && !name.ends_with(".sample")).then(|| format!("hooks/{name}"))
        })
    }
}

fn named(config: &Config) -> Result<Vec<String>, git2::Error> {
    let mut found = Vec::new();
    config.entries(None)?.for_each(|entry| {
        let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
        let value =
            if entry.has_value() { String::from_utf8_lossy(entry.value_bytes()) } else { "true".into() };
        if is_program(&name, value.trim()) {
            found.push(name);
        }
    })?;
    Ok(found)
}

/// Whether a setting, its section and last part in small letters, leads to a program, or elsewhere.
fn is_program(name: &str, value: &str) -> bool {
    let section = name.split('.').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let off = ["", "false", "no", "off", "0"].contains(&value.to_ascii_lowercase().as_str());
    match (section, last) {
        ("core", "fsmonitor") => !off,
        ("core", "hookspath" | "sshcommand" | "askpass" | "gitproxy" | "alternaterefscommand") => true,
        ("filter", "clean" | "smudge" | "process") => true,
        ("diff", "command" | "textconv" | "external") => true,
        ("merge", "driver") | ("credential", "helper") | ("gpg", "program") => true,
        ("url", "insteadof" | "pushinsteadof") => true,
        ("remote", "uploadpack" | "receivepack" | "vcs") | ("uploadpack", "packobjectshook") => true,
        ("gc", "recentobjectshook") | ("ssh", "variant") => true,
        ("alias", _) => value.starts_with('!'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::testing::Place;

    #[track_caller]
    fn check(settings: &[(&str, &str)], expect: &[&str]) {
        let place = Place::new();
        for (name, value) in settings {
            place.git(&["config", name, value]);
        }
        assert_eq!(place.open().disobeyed().unwrap(), expect);
    }

    #[test]
    fn settings_that_name_programs() {
        check(&[], &[]);
        check(&[("core.fsmonitor", "false"), ("alias.st", "status"), ("core.pager", "less")], &[]);
        check(
            &[("core.hooksPath", "x"), ("core.fsmonitor", "true"), ("core.sshCommand", "ssh -v")],
            &["core.fsmonitor", "core.hookspath", "core.sshcommand"],
        );
        check(
            &[
                ("filter.lfs.clean", "x"),
                ("diff.d.textconv", "x"),
                ("diff.d.command", "x"),
                ("merge.m.driver", "x"),
            ],
            &["diff.d.command", "diff.d.textconv", "filter.lfs.clean", "merge.m.driver"],
        );
        check(
            &[
                ("credential.helper", "store"),
                ("credential.https://a.example.helper", "x"),
                ("gpg.program", "x"),
                ("gpg.ssh.program", "x"),
                ("url.x.insteadOf", "y"),
                ("alias.a", "!rm"),
            ],
            &[
                "alias.a",
                "credential.helper",
                "credential.https://a.example.helper",
                "gpg.program",
                "gpg.ssh.program",
                "url.x.insteadof",
            ],
        );
    }

    #[test]
    fn hooks_that_would_run() {
        let place = Place::new();
        let hooks = place.git_dir().join("hooks");
        fs::create_dir_all(&hooks).unwrap();
        for (name, mode) in [("pre-commit", 0o755), ("post-commit", 0o644), ("pre-push.sample", 0o755)] {
            fs::write(hooks.join(name), "#!/bin/sh\n").unwrap();
            fs::set_permissions(hooks.join(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        assert_eq!(place.open().disobeyed().unwrap(), ["hooks/pre-commit"]);
    }
}
