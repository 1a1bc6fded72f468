//! A remote's address: which ones git is called with at all, and how one is shown.

use std::path::Path;

use super::Error;

/// The longest address, in bytes.
const LONGEST: usize = 4096;

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A repository on this machine, whose programs would run as ours.
    Local,
    /// Over ssh.
    Ssh,
    /// Over http or https.
    Http,
    /// git's own protocol.
    Git,
}

/// What an address leads to.
///
/// # Errors
/// [`Error::BadAddress`] for one that git would take for an option or a program, or that is none.
pub(super) fn kind(address: &str) -> Result<Kind, Error> {
    let refused = |why: &str| {
        let shown = shown(address);
        Err(Error::BadAddress(format!("\"{shown}\" {why}")))
    };
    if address.trim().is_empty() {
        return refused("is no address");
    }
    if address.len() > LONGEST {
        return refused("is too long for an address");
    }
    if address.chars().any(char::is_control) {
        return refused("holds control characters");
    }
    if address.starts_with('-') {
        return refused("begins with a dash, and git would take it for an option");
    }
    let letters = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    if let Some((helper, _)) = address.split_once("::")
        && letters(helper)
    {
        return refused("would run a program to reach it, which headsup does not; use a path, https or ssh");
    }
    if let Some((scheme, rest)) = address.split_once("://")
        && letters(scheme)
    {
        let host = rest.split('/').next().unwrap_or_default();
        let kind = match scheme.to_ascii_lowercase().as_str() {
            "file" => return Ok(Kind::Local),
            "ssh" | "git+ssh" | "ssh+git" => Kind::Ssh,
            "http" | "https" => Kind::Http,
            "git" => Kind::Git,
            _ => return refused("is of a kind that headsup does not use; use a path, https or ssh"),
        };
        let name = host.rsplit('@').next().unwrap_or_default();
        if name.is_empty() {
            return refused("names no server");
        }
        let as_option = host.starts_with('-') || name.starts_with('-');
        return if as_option {
            refused("names a server that ssh would take for an option")
        } else {
            Ok(kind)
        };
    }
    if is_path(address) {
        return Ok(Kind::Local);
    }
    let (host, path) = address.split_once(':').unwrap_or((address, ""));
    let name = host.rsplit('@').next().unwrap_or_default();
    if name.is_empty() || name.starts_with('-') || path.starts_with('-') {
        return refused("names a server or a path that would be taken for an option");
    }
    Ok(Kind::Ssh)
}

/// An address as git is given it: a path from the folder that it is relative to.
#[must_use]
pub fn absolute(address: &str, folder: &Path) -> String {
    if is_path(address) && !address.contains("://") {
        return folder.join(address).to_string_lossy().into_owned();
    }
    address.to_owned()
}

/// A text without the passwords that addresses in it hold, and without control characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let ends = |c: char| matches!(c, '\'' | '"' | '`' | '<' | '>') || c.is_whitespace();
    let words = text.split_inclusive(ends).map(|word| {
        let (address, end) = word.split_at(word.trim_end_matches(ends).len());
        secrets(address).into_iter().fold(address.to_owned(), |rest, secret| rest.replacen(secret, "", 1))
            + end
    });
    let clean: String = words.collect();
    clean.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What of an address only its owner is to know: the login but for the name that ssh goes by, and what is asked for
/// behind a question mark, each with its mark.
pub(super) fn secrets(address: &str) -> Vec<&str> {
    let Some((scheme, rest)) = address.split_once("://") else {
        // `host:path`, with what belongs into neither before an `@`.
        let login = address.rsplit_once('@').map_or("", |(login, _)| login);
        let secret = login.find(':').and_then(|colon| login.get(colon..));
        return secret.filter(|_| !is_path(address)).into_iter().collect();
    };
    let server = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A password with a slash in it that should have been escaped looks like a port.
    let login = match (server.rsplit_once('@'), rest.rsplit_once('@')) {
        (Some((login, _)), _) => Some(login),
        (None, Some((login, _))) if server.contains(':') => Some(login),
        _ => None,
    };
    let login = login.and_then(|login| rest.get(..=login.len()));
    let mut secrets = Vec::new();
    match login {
        Some(login) if scheme.to_ascii_lowercase().ends_with("ssh") => {
            let colon = login.find(':').unwrap_or(login.len());
            secrets.extend(login.get(colon..login.len() - 1).filter(|secret| !secret.is_empty()));
        }
        // A token may stand in the name's place.
        login => secrets.extend(login),
    }
    let behind = rest.get(login.map_or(0, str::len)..).unwrap_or_default();
    secrets.extend(behind.find('?').and_then(|at| behind.get(at..)));
    secrets
}

/// An http address that holds a password, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parted {
    /// The address without its login.
    pub(super) address: String,
    /// The server alone: `https://host`.
    pub(super) server: String,
    /// The server with the login, as git's own store of passwords keeps it: `https://me:secret@host`.
    pub(super) login: String,
}

/// Takes an address apart; `None` where it holds no password.
pub(super) fn parted(address: &str) -> Option<Parted> {
    let (scheme, rest) = address.split_once("://")?;
    let is_http = ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http));
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (login, host) = host.rsplit_once('@')?;
    if !is_http || !login.contains(':') || address.contains(char::is_control) {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let server = format!("{scheme}://{host}");
    Some(Parted { address: format!("{server}{path}"), server, login: format!("{scheme}://{login}@{host}") })
}

/// As git tells a path from `host:path`.
fn is_path(address: &str) -> bool {
    match (address.find(':'), address.find('/')) {
        (None, _) => true,
        (Some(colon), Some(slash)) => slash < colon,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expect: Option<Kind>) {
        let found = kind(address);
        assert_eq!(found.as_ref().ok(), expect.as_ref(), "{address}: {found:?}");
        if let Err(error) = found {
            let said = error.to_string();
            assert!(said.contains("git remote set-url") && !said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn a_login_is_taken_out_of_an_http_address() {
        for (address, expect) in [
            ("https://me:secret@host/a@b", ["https://host/a@b", "https://host", "https://me:secret@host"]),
            ("HTTP://me:@host:80?x", ["http://host:80?x", "http://host:80", "http://me:@host:80"]),
            ("https://a@b:secret@host", ["https://host", "https://host", "https://a@b:secret@host"]),
        ] {
            let found = parted(address).unwrap();
            assert_eq!([found.address, found.server, found.login], expect, "{address}");
        }
        for other in [
            "https://me@host/notes",
            "https://host/a:b@c",
            "ssh://me:secret@host/notes",
            "me:secret@host",
            "https://me:secret@host/\nhttps://other",
        ] {
            assert_eq!(parted(other), None, "{other}");
        }
    }

    #[test]
    fn an_address_is_a_path_ssh_http_or_gits_own() {
        for local in ["/srv/notes.git", "../notes.git", "notes", "file:///srv/notes.git", "./a:b", "C/x:y"] {
            check(local, Some(Kind::Local));
        }
        for ssh in ["host:notes.git", "me@host:/notes", "ssh://me@host:2222/notes", "git+ssh://h/n", "a.b:c"]
        {
            check(ssh, Some(Kind::Ssh));
        }
        check("https://host/notes.git", Some(Kind::Http));
        check("HTTP://me:secret@host:8080/notes.git", Some(Kind::Http));
        check("git://host/notes.git", Some(Kind::Git));
    }

    #[test]
    fn one_that_git_would_run_or_take_for_an_option_is_refused() {
        for bad in [
            "",
            " ",
            "ext::sh -c touch% /tmp/mark",
            "fd::3",
            "any-helper::x",
            "EXT::x",
            "ext://x",
            "ftp://host/x",
            "rsync://host/x",
            "-u./x",
            "--upload-pack=touch mark",
            "ssh://-oProxyCommand=x/y",
            "ssh://me@-oProxyCommand=x/y",
            "-oProxyCommand=x:y",
            "me@-oProxyCommand=x:y",
            "host:-x",
            "https:///x",
            "https://host/\nx",
            "/srv/\x1b[2Jx",
            "https://host/\u{85}x",
        ] {
            check(bad, None);
        }
        check(&"x".repeat(5000), None);
    }

    #[test]
    fn a_password_is_never_shown() {
        for (text, expect) in [
            ("https://me:secret@host/x", "https://host/x"),
            ("https://token@host/x and http://a:b@c@d/", "https://host/x and http://d/"),
            (
                "fatal: unable to access 'https://me:p@ss@host/x/': no",
                "fatal: unable to access 'https://host/x/': no",
            ),
            ("ssh://git:secret@host/x", "ssh://git@host/x"),
            ("git@host:x", "git@host:x"),
            ("git://bob:s3@host/x", "git://host/x"),
            ("HTTPS://bob:s3/cr@et@host:1/x y:z@w", "HTTPS://host:1/x y@w"),
            ("'https://host/x?token=s3'", "'https://host/x'"),
            ("ssh://git@host:22/x", "ssh://git@host:22/x"),
            ("bob:s3@host:x", "bob@host:x"),
            ("./a:b@c error: no@where", "./a:b@c error: no@where"),
            ("https://host/a@b", "https://host/a@b"),
            ("a\x1b[31mb", "a [31mb"),
        ] {
            assert_eq!(shown(text), expect);
        }
    }

    #[test]
    fn a_relative_path_is_one_from_the_work_tree() {
        let folder = Path::new("/home/me/notes");
        for (address, expect) in [
            ("../backup.git", "/home/me/notes/../backup.git"),
            ("/srv/x", "/srv/x"),
            ("host:x", "host:x"),
            ("https://host/x", "https://host/x"),
            ("file:///x", "file:///x"),
        ] {
            assert_eq!(absolute(address, folder), expect);
        }
    }
}
