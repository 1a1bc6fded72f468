use super::*;
use crate::store::history::testing::{FIRST_COMMIT, set_up};

/// In a repository set up by these git commands, this is found; an error by its code.
#[track_caller]
fn check(setup: &[&[&str]], wanted: (Option<&str>, Option<&str>), expect: &str) {
    let temp = tempfile::tempdir().unwrap();
    set_up(temp.path(), &[&["init", "-q", "-b", "main"]]);
    set_up(temp.path(), setup);
    let history = History::open(temp.path()).unwrap();
    let wanted =
        Sync { remote: wanted.0.map(str::to_owned), branch: wanted.1.map(str::to_owned), ..Sync::default() };
    let found = match find(&history, &wanted) {
        Ok(remote) => format!("{} {} {}", remote.name, remote.url, remote.branch),
        Err(error) => format!("{}: {error}", error.code()),
    };
    assert!(found.starts_with(expect), "{found}");
}

const ORIGIN: &[&str] = &["remote", "add", "origin", "/srv/a.git"];
const BACKUP: &[&str] = &["remote", "add", "backup", "host:b.git"];
const OTHER: &[&str] = &["remote", "add", "other", "https://host/c"];
const FOLLOW: &[&str] = &["config", "branch.main.remote", "backup"];
const MERGE: &[&str] = &["config", "branch.main.merge", "refs/heads/notes"];

#[test]
fn the_remote_is_the_one_asked_for_else_the_upstream_else_origin_else_the_only_one() {
    check(&[ORIGIN, BACKUP], (Some("backup"), None), "backup host:b.git main");
    check(&[ORIGIN, BACKUP], (None, None), "origin /srv/a.git main");
    check(&[ORIGIN, BACKUP, FOLLOW, MERGE], (None, None), "backup host:b.git notes");
    check(&[BACKUP], (None, None), "backup host:b.git main");
    check(
        &[BACKUP, OTHER],
        (None, None),
        "several_remotes: this repository has several remotes (backup, other)",
    );
    check(&[], (None, None), "no_remote: this repository has no remote to sync with; `git remote add");
    check(&[ORIGIN], (Some("away"), None), "no_remote: headsup.yaml asks for the remote \"away\", which");
}

#[test]
fn the_branch_is_the_one_asked_for_else_the_upstreams_else_of_the_same_name() {
    check(&[ORIGIN], (None, Some("a/b")), "origin /srv/a.git a/b");
    check(&[ORIGIN], (None, Some("refs/heads/x")), "origin /srv/a.git x");
    check(&[ORIGIN, BACKUP, FOLLOW, MERGE], (Some("origin"), None), "origin /srv/a.git main");
    for bad in ["-x", "a..b", "a b", "", "x.lock", "HEAD"] {
        check(&[ORIGIN], (None, Some(bad)), "bad_branch");
    }
    let detached: &[&[&str]] = &[ORIGIN, FIRST_COMMIT, &["checkout", "-q", "--detach"]];
    check(detached, (None, None), "no_branch");
    check(detached, (None, Some("main")), "origin /srv/a.git main");
}

#[test]
fn an_address_in_the_notebook_or_one_that_runs_something_is_refused() {
    for address in ["https://host/x", "host:x", "/srv/x", "../x", "ext::sh"] {
        check(&[ORIGIN], (Some(address), None), "bad_address: ");
    }
    check(&[&["config", "remote.origin.url", "ext::sh -c id"]], (None, None), "bad_address: \"ext::sh");
    check(&[ORIGIN, &["config", "remote.origin.pushurl", "-x"]], (None, None), "bad_address: \"-x\"");
    check(&[&["config", "remote.origin.url", ""]], (None, None), "no_remote");
}

#[test]
fn the_address_is_the_one_written_and_not_what_the_repository_would_make_of_it() {
    let instead: &[&str] = &["config", "url./tmp/evil/.insteadOf", "/srv/"];
    check(&[ORIGIN, instead], (None, None), "origin /srv/a.git main");
    // As git does, the first of several.
    check(&[ORIGIN, &["remote", "set-url", "--add", "origin", "/srv/z"]], (None, None), "origin /srv/a.git");
}

#[test]
fn a_password_is_not_shown_even_for_debugging() {
    let remote = Remote {
        name: "origin".to_owned(),
        url: "https://me:secret@host/x".to_owned(),
        push_url: Some("https://me:secret@host/x".to_owned()),
        branch: "main".to_owned(),
        tracking: None,
    };
    assert_eq!(
        format!("{remote} {remote:?}"),
        "origin (https://host/x) Remote(origin (https://host/x), branch main)"
    );
}
