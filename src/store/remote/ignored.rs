//! What of a repository's own configuration is not obeyed when it is synced.

use git2::ConfigLevel;

use super::address::shown;
use crate::store::history::History;

/// The settings in the repository's own configuration that name a program, a password or another way to a remote,
/// each as git writes it: `core.sshCommand`. They count only from a person's global configuration.
#[must_use]
pub fn ignored_settings(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(config) = history.repo().and_then(|repo| {
        repo.config()
            .map_err(|error| crate::store::history::Error::Git { doing: "read its settings", source: error })
    }) else {
        return found;
    };
    for level in [ConfigLevel::Local, ConfigLevel::Worktree] {
        let Ok(own) = config.open_level(level) else { continue };
        let Ok(mut entries) = own.entries(None) else { continue };
        while let Some(Ok(entry)) = entries.next() {
            found.extend(entry.name().ok().and_then(ignored));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// How a setting that is not obeyed is written.
fn ignored(name: &str) -> Option<String> {
    let (section, rest) = name.split_once('.')?;
    let (middle, last) = rest.rsplit_once('.').map_or((None, rest), |(middle, last)| (Some(middle), last));
    let last = match (section, last) {
        ("core", "sshcommand") => "sshCommand",
        ("core", "gitproxy") => "gitProxy",
        ("core", "askpass") => "askPass",
        ("core", "alternaterefscommand") => "alternateRefsCommand",
        ("core", "fsmonitor") if middle.is_none() => "fsmonitor",
        ("core", "hookspath") => "hooksPath",
        ("remote", "uploadpack") => "uploadpack",
        ("remote", "receivepack") => "receivepack",
        ("remote", "vcs") => "vcs",
        ("remote", "proxy") => "proxy",
        ("remote", "proxyauthmethod") => "proxyAuthMethod",
        ("url", "insteadof") => "insteadOf",
        ("url", "pushinsteadof") => "pushInsteadOf",
        ("credential" | "http" | "https" | "ssh" | "protocol", last) => last,
        _ => return None,
    };
    Some(shown(&match middle {
        Some(middle) => format!("{section}.{middle}.{last}"),
        None => format!("{section}.{last}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_program_or_another_way_is_listed() {
        for (name, expect) in [
            ("core.sshcommand", Some("core.sshCommand")),
            ("credential.helper", Some("credential.helper")),
            ("credential.https://me:pw@host/.helper", Some("credential.https://host/.helper")),
            ("url.https://host/.insteadof", Some("url.https://host/.insteadOf")),
            ("remote.origin.uploadpack", Some("remote.origin.uploadpack")),
            ("remote.a.b.proxy", Some("remote.a.b.proxy")),
            ("http.extraheader", Some("http.extraheader")),
            ("core.bare", None),
            ("remote.origin.url", None),
            ("branch.main.remote", None),
            ("user.name", None),
        ] {
            assert_eq!(ignored(name).as_deref(), expect);
        }
    }
}
