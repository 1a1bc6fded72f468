//! What git's words mean. It is run with `LC_ALL=C`; the words are those of git 2.20 to 2.50, OpenSSH and curl.

use super::Error;
use super::address::shown;
use super::error::Told;

/// The longest line of git's that is passed on, in characters.
const LONGEST: usize = 300;

type Make = fn(Told) -> Error;

/// What is said in each case, in lower case; the first that fits counts.
const WORDS: [(Make, &[&str]); 12] = [
    (
        Error::UnknownHost,
        &["host key verification failed", "remote host identification has changed", "no matching host key"],
    ),
    (
        Error::NeedsLogin,
        &[
            "could not read username",
            "could not read password",
            "terminal prompts disabled",
            "unable to get password",
            "authentication failed",
            "permission denied (",
            "too many authentication failures",
            "invalid username or",
            "http basic: access denied",
            "returned error: 401",
            "sign_and_send_pubkey",
        ],
    ),
    (
        Error::OtherFormat,
        &[
            "mismatched algorithms",
            "hash algorithm",
            "object format",
            "object-format",
            "unknown repository extension",
            "unknown extension",
            "expected git repo version",
        ],
    ),
    (Error::Broken, &["error: object ", "error in ", "fsck error", "died of signal", "out of memory"]),
    // Cut in the middle.
    (Error::Unreachable, &["bad pack header", "early eof", "transfer closed", "unexpected disconnect"]),
    (
        Error::Broken,
        &[
            "pack is corrupt",
            "has bad object",
            "bad object",
            "pack signature",
            "unresolved deltas",
            "inflate",
            "sha1 mismatch",
            "sha1 collision",
            "hash mismatch",
            "did not send all necessary objects",
            "bad line length",
            "bad pack",
            "is corrupt",
            "protocol error",
            "invalid ls-refs response",
            "invalid advertisement",
            "unexpected ref",
            "not our ref",
            "non-commit object",
            "bad band",
            "missing blob",
            "missing tree",
        ],
    ),
    (Error::Missing, &["returned error: 404", "repository not found", "' not found", "could not be found"]),
    (Error::Other, &["no space left", "disk quota"]),
    (
        Error::Denied,
        &[
            "returned error: 403",
            "returned error: 413",
            "remote rejected",
            "hook declined",
            "protected branch",
            "permission denied",
            "insufficient permission",
            "access denied",
            "permission to",
            "write access",
            "read-only",
            "not enabled",
            "not permitted",
            "not allowed",
            "dubious ownership",
            "remote error",
        ],
    ),
    (
        Error::Unreachable,
        &[
            "could not resolve",
            "name or service not known",
            "nodename nor servname",
            "temporary failure in name resolution",
            "unable to look up",
            "connection refused",
            "connection timed out",
            "operation timed out",
            "timed out",
            "connection reset",
            "network is unreachable",
            "network is down",
            "no route to host",
            "failed to connect",
            "couldn't connect",
            "could not connect",
            "connection closed",
            "kex_exchange_identification",
            "broken pipe",
            "operation too slow",
            "hung up",
            "unexpected eof",
            "empty reply",
            "recv failure",
            "send failure",
            "rpc failed",
            "returned error: 408",
            "returned error: 429",
            "returned error: 5",
            "ssl_error_syscall",
            "no such file or directory",
            "does not appear to be a git repository",
            "not a git repository",
            "input/output error",
            "stale file handle",
        ],
    ),
    (Error::Broken, &["index-pack", "malformed", "invalid packet", "unpack"]),
    (Error::Other, &[""]),
];

/// What git says on this side when the other end goes away in the middle of it.
const CUT: [&str; 8] = [
    "bad pack header",
    "early eof",
    "hung up",
    "unexpected disconnect",
    "unexpected eof",
    "transfer closed",
    "invalid index-pack output",
    "aborting due to possible repository corruption",
];

/// What a failure was, by all that was said.
pub(super) fn meant(complaint: &str, remote: String, by_hand: String) -> Error {
    let lines: Vec<&str> = complaint.split(['\n', '\r']).map(str::trim).filter(|line| tells(line)).collect();
    // What a server says is for people; git's own words tell what it is.
    let (theirs, own): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("remote: "));
    if let Some(error) = failed_there(&theirs, &own, &remote, &by_hand) {
        return error;
    }
    for (make, words) in WORDS {
        let fits = |line: &&&str| {
            let line = line.to_lowercase();
            words.iter().any(|word| line.contains(word))
        };
        if let Some(line) = own.iter().find(fits) {
            let said = match theirs.iter().find(|line| !line.trim_start_matches("remote:").trim().is_empty())
            {
                Some(theirs) if !line.contains(theirs) => format!("{line} ({theirs})"),
                _ => (*line).to_owned(),
            };
            return make(Told { remote, said: short(&said), by_hand });
        }
    }
    Error::Other(Told { remote, said: "git failed without a word".to_owned(), by_hand })
}

/// The other end that was there, and went away since its own git failed: what that said is why, and not that ours was
/// left alone.
fn failed_there(theirs: &[&str], own: &[&str], remote: &str, by_hand: &str) -> Option<Error> {
    let said = |line: &&&str| {
        let words = line.trim_start_matches("remote:").trim_start();
        words.starts_with("fatal:") || words.starts_with("error:")
    };
    let said = theirs.iter().find(said)?;
    let is_known = |line: &&str| {
        let line = line.to_lowercase();
        let dies = line.contains("died with error") || line.contains("could not read from remote");
        dies || line.starts_with("error: rpc failed") || CUT.iter().any(|cut| line.contains(cut))
    };
    if !own.iter().all(is_known) {
        return None;
    }
    let told = Told { remote: remote.to_owned(), said: short(said), by_hand: by_hand.to_owned() };
    let is_corrupt = |line: &&str| line.contains("repository corruption");
    let broken = theirs.iter().any(is_corrupt) || own.iter().any(is_corrupt);
    Some(if broken { Error::Broken(told) } else { Error::Other(told) })
}

/// A line of git's for people: without a password, not too long.
pub(super) fn short(line: &str) -> String {
    let line = shown(line.trim());
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// Whether a line may say why something failed: no warning of the system's, no measure of progress.
fn tells(line: &str) -> bool {
    let progress =
        ["Counting", "Compressing", "Writing objects", "Receiving", "Resolving", "Enumerating", "Total "];
    let line = line.strip_prefix("remote: ").unwrap_or(line);
    !line.is_empty() && !line.starts_with("warning: ") && !progress.iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(complaint: &str, code: &str, said: &str) {
        let error = meant(complaint, "origin".to_owned(), "git -C notes fetch origin".to_owned());
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }

    #[test]
    fn what_git_says_is_told_apart() {
        for (complaint, code, said) in [
            (
                "fatal: unable to access 'https://me:pw@host.example/x/': Could not resolve host: host.example",
                "unreachable",
                "https://host.example/x/",
            ),
            (
                "ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.\n",
                "unreachable",
                "port 22",
            ),
            (
                "fatal: '/media/disk/x.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
                "unreachable",
                "/media/disk",
            ),
            (
                "error: RPC failed; curl 18 transfer closed with 1 bytes remaining to read\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output",
                "unreachable",
                "RPC failed",
            ),
            (
                "fatal: unable to access 'http://h/': The requested URL returned error: 503",
                "unreachable",
                "503",
            ),
            (
                "fatal: could not read Username for 'https://h': terminal prompts disabled",
                "needs_login",
                "git -C notes fetch origin",
            ),
            ("fatal: Authentication failed for 'https://h/x/'", "needs_login", "Authentication failed"),
            (
                "me@h: Permission denied (publickey).\r\nfatal: Could not read from remote repository.",
                "needs_login",
                "publickey",
            ),
            (
                "No ED25519 host key is known for h and you have requested strict checking.\r\nHost key verification failed.",
                "unknown_host",
                "verification failed",
            ),
            ("fatal: mismatched algorithms: client sha1; server sha256", "other_format", "sha256"),
            (
                "remote: You are not allowed to push code.\nfatal: unable to access 'https://h/x/': The requested URL returned error: 403",
                "denied",
                "not allowed to push",
            ),
            (
                "remote: Repository not found.\nfatal: repository 'https://h/x/' not found",
                "missing",
                "not found",
            ),
            (
                "error: object 12: fullPathname: contains full pathnames\nfatal: fsck error in packed object\nfatal: fetch-pack: invalid index-pack output",
                "broken",
                "fullPathname",
            ),
            (
                "error: index-pack died of signal 25\nfatal: fetch-pack: invalid index-pack output",
                "broken",
                "signal 25",
            ),
            (
                "Receiving objects:  10% (1/10)\rReceiving objects: 100%\rfatal: something new",
                "other",
                "something new",
            ),
            ("fatal: write error: No space left on device", "other", "No space left"),
            ("fatal: protocol error: bad pack header\nfatal: early EOF", "unreachable", "bad pack header"),
            ("error: RPC failed; HTTP 403 curl 22 The requested URL returned error: 403", "denied", "403"),
            ("", "other", "without a word"),
        ] {
            check(complaint, code, said);
        }
    }

    #[test]
    fn a_server_that_answers_with_an_error_is_reached() {
        let aborting = "remote: aborting due to possible repository corruption on the remote side.";
        check(
            &format!(
                "remote: fatal: empty filename in tree entry        \nerror: git upload-pack: git-pack-objects died with error.\n{aborting}\nfatal: protocol error: bad pack header\nfatal: git upload-pack: aborting due to possible repository corruption on the remote side."
            ),
            "broken",
            "remote: fatal: empty filename in tree entry",
        );
        check(
            &format!("remote: fatal: unable to read 12{aborting}\n{aborting}\nfatal: early EOF"),
            "broken",
            "unable to read 12",
        );
        check(
            "remote: fatal: Out of memory, malloc failed\nerror: RPC failed; curl 18 transfer closed\nfatal: early EOF",
            "other",
            "Out of memory",
        );
        check(
            "remote: error: something\nfatal: unable to access 'https://h/x/': Could not resolve host: h",
            "unreachable",
            "resolve host",
        );
    }

    #[test]
    fn a_servers_own_words_do_not_tell_what_it_was() {
        check(
            "remote: Host key verification failed\nfatal: the remote end hung up unexpectedly",
            "unreachable",
            "hung up",
        );
    }

    #[test]
    fn a_long_line_is_cut_and_a_control_character_left_out() {
        let said = short(&format!("\x1b]0;{}", "é".repeat(1000)));
        assert_eq!(said.chars().count(), LONGEST + 1);
        assert!(!said.chars().any(char::is_control));
    }
}
