//! `sync` in `headsup.yaml`: yes or no, or a mapping of how.

use jiff::SignedDuration;

use super::{Sync, Syncing};
use crate::domain::note::{
    diagnostic::Severity,
    front_matter::{Entry, Value, same_key},
    place::Report,
    scalar, when,
};

/// The shortest time between two rounds that may be asked for.
const SHORTEST: SignedDuration = SignedDuration::from_secs(10);
const KEYS: [&str; 4] = ["remote", "branch", "every", "before_meetings"];

/// Reads it. What cannot be read is reported; where it says whether or whereto, nothing may be sent until it can be.
pub(super) fn read(entry: &Entry, report: &mut Report<'_>) -> Syncing {
    match &entry.node.value {
        Value::Map(map) => mapping(map, report),
        _ => match scalar::parsed(entry, "yes or no", "true", yes_or_no, report) {
            Some(true) => Syncing::On(Sync::default()),
            Some(false) => Syncing::Off,
            None => unclear(entry, report),
        },
    }
}

/// That this entry cannot be read.
pub(super) fn unclear(entry: &Entry, report: &Report<'_>) -> Syncing {
    let (line, column) = report.lines().place(entry.node.range().start);
    Syncing::Unclear { line, column }
}

/// What a text that is no YAML says, beyond the plain lines in it: a `sync` that is neither yes nor no may say whereto.
pub(super) fn in_pieces(text: &str) -> Syncing {
    let said = |line: &str| {
        let (key, value) = line.split_once(':')?;
        let value = value.split(" #").next().unwrap_or_default().trim();
        (same_key(key.trim_end(), "sync") && yes_or_no(value).is_none()).then_some(())
    };
    match text.lines().position(|line| said(line).is_some()).and_then(|at| u32::try_from(at + 1).ok()) {
        Some(line) => Syncing::Unclear { line, column: 1 },
        None => Syncing::Off,
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn mapping(map: &[Entry], report: &mut Report<'_>) -> Syncing {
    let mut sync = Sync::default();
    let mut lacks = None;
    for entry in map {
        let is = |key: &str| same_key(key, &entry.key.replace('-', "_"));
        if entry.node.value == Value::Null && KEYS.into_iter().any(is) {
            continue;
        }
        if is("remote") {
            sync.remote = remote(entry, report);
            lacks = lacks.or_else(|| sync.remote.is_none().then(|| unclear(entry, report)));
        } else if is("branch") {
            let meant = "a branch's name";
            sync.branch = scalar::parsed(entry, meant, "main", branch, report);
            lacks = lacks.or_else(|| sync.branch.is_none().then(|| unclear(entry, report)));
        } else if is("every") {
            let meant = "a length of time of at least 10 s";
            let read = |text: &str| when::span(text).filter(|span| *span >= SHORTEST);
            super::read::set(&mut sync.every, scalar::parsed(entry, meant, "5 min", read, report));
        } else if is("before_meetings") {
            super::read::set(&mut sync.before_meetings, scalar::span(entry, report));
        } else {
            let message = format!("`{}` is no key of `sync`", entry.key);
            let fix = Some(format!("the keys are {}", KEYS.join(", ")));
            report.push(scalar::key(entry), Severity::Warning, "unknown-key", message, fix);
        }
    }
    lacks.unwrap_or(Syncing::On(sync))
}

/// The name of a remote; an address is none: this file goes to every machine, and where notes go is said on each.
fn remote(entry: &Entry, report: &mut Report<'_>) -> Option<String> {
    let name = scalar::text(entry, report)?;
    if name.contains(['/', ':', '@', '\\']) || name.starts_with(['.', '~']) {
        let message = "`remote` takes the name of one of the repository's remotes, not an address".to_owned();
        let fix = "run `git remote add NAME ADDRESS` and write `remote: NAME`".to_owned();
        report.push(entry.node.range(), Severity::Error, "remote-address", message, Some(fix));
        return None;
    }
    scalar::parsed(entry, "a remote's name", "origin", branch, report)
}

/// A name as git takes it for a branch.
fn branch(name: &str) -> Option<String> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let fits = !name.starts_with('-')
        && !name.starts_with("refs/")
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(odd)
        && name != "@"
        && name.split('/').all(part);
    fits.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::{Config, Sync, Syncing};
    use crate::domain::note::diagnostic::{Diagnostic, Severity};
    use crate::domain::path::NotePath;

    #[track_caller]
    fn check(text: &str, expect: Option<Sync>, said: &[&str]) {
        let (config, found) = Config::read(text, &NotePath::new("headsup.yaml").unwrap());
        // An error about whether or whereto holds it back.
        let held = |found: &&Diagnostic| found.severity == Severity::Error && expect.is_none();
        let expect = match (expect.clone(), found.iter().find(held)) {
            (Some(sync), _) => Syncing::On(sync),
            (None, None) => Syncing::Off,
            (None, Some(error)) => Syncing::Unclear { line: error.line, column: 0 },
        };
        let read = match config.sync {
            Syncing::Unclear { line, .. } => Syncing::Unclear { line, column: 0 },
            read => read,
        };
        assert_eq!(read, expect, "{text}");
        let found: Vec<String> =
            found.iter().map(|one| format!("{}:{} {}", one.line, one.column, one.code)).collect();
        assert_eq!(found, said, "{text}");
    }

    fn named(remote: &str) -> Option<Sync> {
        Some(Sync { remote: Some(remote.to_owned()), ..Sync::default() })
    }

    #[test]
    fn yes_or_no() {
        for yes in ["true", "yes", "on", "True", "'true'"] {
            check(&format!("sync: {yes}\n"), Some(Sync::default()), &[]);
        }
        for no in ["sync: false", "sync: no", "sync: off", "sync:", "sync: ~", "me: Ana", ""] {
            check(&format!("{no}\n"), None, &[]);
        }
        for (text, line) in [("sync:\n  branch: x\nme: @ana\n", 1), ("me: @ana\nsync: {branch: x\n", 2)] {
            let (config, _) = Config::read(text, &NotePath::new("headsup.yaml").unwrap());
            assert_eq!(config.sync, Syncing::Unclear { line, column: 1 }, "{text}");
        }
        for (text, expect) in [
            ("me: @ana\nsync: true\n", Syncing::On(Sync::default())),
            ("me: @ana\nsync: no\n", Syncing::Off),
            ("me: @ana\n", Syncing::Off),
        ] {
            let (config, _) = Config::read(text, &NotePath::new("headsup.yaml").unwrap());
            assert_eq!(config.sync, expect, "{text}");
        }
        check("sync: maybe\n", None, &["1:7 bad-value"]);
        check("sync: origin\n", None, &["1:7 bad-value"]);
        check("sync: [true, no]\n", None, &["1:1 not-a-value"]);
    }

    #[test]
    fn a_mapping_says_how() {
        let all = Some(Sync {
            remote: Some("server".to_owned()),
            branch: Some("notes/ana".to_owned()),
            every: SignedDuration::from_secs(90),
            before_meetings: SignedDuration::from_mins(20),
        });
        check(
            "sync: {remote: server, branch: notes/ana, every: 90 s, before_meetings: 20 min}\n",
            all.clone(),
            &[],
        );
        check(
            "sync:\n  Remote: server\n  branch: notes/ana\n  every: 90s\n  before-meetings: 20m\n",
            all,
            &[],
        );
        check("sync: {}\n", Some(Sync::default()), &[]);
        check("sync:\n  remote:\n  every: ~\n", Some(Sync::default()), &[]);
        check("sync: {remote: origin}\n", named("origin"), &[]);
        check(
            "sync: {before_meetings: 0}\n",
            Some(Sync { before_meetings: SignedDuration::ZERO, ..Sync::default() }),
            &[],
        );
    }

    #[test]
    fn how_often_that_cannot_be_read_leaves_the_default() {
        check("sync:\n  remote: origin\n  every: 9 s\n", named("origin"), &["3:10 bad-value"]);
        check("sync:\n  remote: origin\n  every: often\n", named("origin"), &["3:10 bad-value"]);
        check("sync:\n  remote: origin\n  before_meetings: -1 h\n", named("origin"), &["3:20 bad-value"]);
        check("sync:\n  remote: origin\n  often: 1 h\n", named("origin"), &["3:3 unknown-key"]);
        check(
            "sync: {every: 10 s}\n",
            Some(Sync { every: SignedDuration::from_secs(10), ..Sync::default() }),
            &[],
        );
    }

    #[test]
    fn whereto_that_cannot_be_read_sends_nothing() {
        for address in [
            "git@example.org:notes.git",
            "https://example.org/notes",
            "../notes.git",
            "/srv/notes",
            "~",
            "host:n",
        ] {
            let at = if address == "~" { vec![] } else { vec!["2:11 remote-address"] };
            let expect = if address == "~" { Some(Sync::default()) } else { None };
            check(&format!("sync:\n  remote: {address}\n"), expect, &at);
        }
        check("sync:\n  remote: --upload-pack=x\n", None, &["2:11 bad-value"]);
        check("sync:\n  remote: [origin, other]\n", None, &["2:3 not-a-value"]);
        for branch in ["-x", "a b", "refs/heads/main", "a..b", "x.lock", "a//b"] {
            check(&format!("sync:\n  branch: {branch}\n"), None, &["2:11 bad-value"]);
        }
    }
}
