//! How the notebook stands with its remote.

use jiff::{SignedDuration, Zoned};
use serde::Serialize;

use crate::cli::out::{ago, clean_line, count};
use crate::store::standing::{Kind, Standing};
use crate::store::sync;
use crate::store::workspace::Workspace;

/// How it stands.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct Sync {
    pub(in crate::cli) state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<String>,
    /// When both were last the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_step: Option<String>,
    /// Since when they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many commits wait to be sent.
    unsent: usize,
    #[serde(skip)]
    says: String,
}

/// In a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cli) enum State {
    /// Nothing leaves the machine.
    Off,
    /// It is to sync, and has not yet.
    Never,
    InStep,
    /// They were when it was last tried; what was committed since waits to be sent.
    Waiting,
    /// It is tried again.
    Trying,
    /// Somebody has to do something.
    Stopped,
}

/// Whether a daemon runs, which will try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Daemon {
    Runs,
    Sleeps,
}

impl Sync {
    /// How this notebook stands.
    pub(in crate::cli) fn of(workspace: &Workspace, daemon: Daemon, now: &Zoned) -> Self {
        match sync::standing(workspace, now.timestamp()) {
            None => Self::plain(State::Off, "Sync is off: nothing leaves this machine"),
            Some(standing) => Self::told(&standing, daemon, now),
        }
    }

    fn plain(state: State, says: &str) -> Self {
        let says = says.to_owned();
        Self {
            state,
            remote: None,
            in_step: None,
            since: None,
            code: None,
            why: None,
            next: None,
            unsent: 0,
            says,
        }
    }

    fn told(standing: &Standing, daemon: Daemon, now: &Zoned) -> Self {
        if standing.in_step.is_none() && standing.trouble.is_none() {
            let says = format!("Not synced with {} yet: `headsup sync` does it now", standing.remote);
            return Self::plain(State::Never, &clean_line(&says));
        }
        let local = |at: jiff::Timestamp| at.to_zoned(now.time_zone().clone());
        let next = standing.next.filter(|next| daemon == Daemon::Runs && *next > now.timestamp());
        let trouble = standing.trouble.as_ref();
        let state = match trouble.map(|trouble| trouble.kind) {
            None if standing.unsent > 0 => State::Waiting,
            None => State::InStep,
            Some(Kind::Passing) => State::Trying,
            Some(Kind::Lasting) => State::Stopped,
        };
        Self {
            state,
            remote: Some(clean_line(&standing.remote)),
            in_step: standing.in_step.map(|at| local(at).to_string()),
            since: trouble.map(|trouble| local(trouble.since).to_string()),
            code: trouble.map(|trouble| clean_line(&trouble.code)),
            why: trouble.map(|trouble| clean_line(&trouble.why)),
            next: next.map(|at| local(at).to_string()),
            unsent: standing.unsent,
            says: clean_line(&says(standing, next, now)),
        }
    }

    /// `In step with origin (host:notes.git), main; last 2 minutes ago`, without a full stop.
    pub(in crate::cli) fn says(&self) -> &str {
        &self.says
    }

    /// As `status` prints it; nothing where the notebook does not sync.
    pub(super) fn line(&self) -> Option<String> {
        (self.state != State::Off).then(|| format!("{}.", self.says))
    }
}

fn says(standing: &Standing, next: Option<jiff::Timestamp>, now: &Zoned) -> String {
    let since = |at| now.timestamp().duration_since(at).max(SignedDuration::ZERO);
    let mut parts = Vec::new();
    match (&standing.trouble, standing.in_step) {
        (Some(trouble), _) => {
            let began = trouble.since.to_zoned(now.time_zone().clone());
            let day = if began.date() == now.date() { "%H:%M" } else { "%a %-d %b %H:%M" };
            let why = trouble.why.trim_end_matches('.');
            parts.push(format!("Not in step with the remote since {}: {why}", began.strftime(day)));
        }
        (None, last) => {
            let how = if standing.unsent > 0 { "Was in step with" } else { "In step with" };
            parts.push(format!("{how} {}", standing.remote));
            parts.extend(last.map(|last| format!("last {}", ago(since(last)))));
        }
    }
    if standing.unsent > 0 {
        let wait = if standing.unsent == 1 { "waits" } else { "wait" };
        parts.push(format!("{} {wait} to be sent", count(standing.unsent, "commit")));
    }
    if let (Some(_), Some(next)) = (&standing.trouble, next) {
        let left = next.duration_since(now.timestamp());
        let left = ago(left.max(SignedDuration::from_secs(1)));
        parts.push(format!("tried again in {}", left.trim_end_matches(" ago")));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(in_step: Option<i64>, unsent: usize) -> Standing {
        let now: Zoned = "2026-03-16T14:30[Europe/Madrid]".parse().unwrap();
        Standing {
            remote: "origin (host:notes.git), main".to_owned(),
            in_step: in_step.map(|ago| now.timestamp() - SignedDuration::from_secs(ago)),
            trouble: None,
            next: Some(now.timestamp() + SignedDuration::from_secs(125)),
            unsent,
        }
    }

    #[track_caller]
    fn check(standing: Standing, daemon: Daemon, state: State, expect: &str) {
        let now: Zoned = "2026-03-16T14:30[Europe/Madrid]".parse().unwrap();
        let told = Sync::told(&standing, daemon, &now);
        assert_eq!((told.state, told.line().as_deref()), (state, Some(expect)));
    }

    #[test]
    fn it_is_said_in_a_line() {
        let runs = Daemon::Runs;
        let never = Standing { in_step: None, ..standing(None, 3) };
        let expect = "Not synced with origin (host:notes.git), main yet: `headsup sync` does it now.";
        check(never, runs, State::Never, expect);
        check(
            standing(Some(120), 0),
            runs,
            State::InStep,
            "In step with origin (host:notes.git), main; last 2 minutes ago.",
        );
        check(
            standing(Some(3), 1),
            runs,
            State::Waiting,
            "Was in step with origin (host:notes.git), main; last 3 seconds ago; 1 commit waits to be sent.",
        );
    }

    #[test]
    fn trouble_says_since_when_why_and_when_it_is_tried_again() {
        let failed = |since: &str, why: &str, kind, unsent| {
            let mut standing = standing(Some(90_000), unsent);
            standing.failed(since.parse().unwrap(), "code", why, kind);
            standing
        };
        let offline = |since| failed(since, "nobody answers.", Kind::Passing, 3);
        check(
            offline("2026-03-16T13:02:00Z"),
            Daemon::Runs,
            State::Trying,
            "Not in step with the remote since 14:02: nobody answers; 3 commits wait to be sent; tried again in 2 minutes.",
        );
        check(
            offline("2026-03-13T13:02:00Z"),
            Daemon::Sleeps,
            State::Trying,
            "Not in step with the remote since Fri 13 Mar 14:02: nobody answers; 3 commits wait to be sent.",
        );
        check(
            failed("2026-03-16T13:02:00Z", "run\u{1b} `git fetch` once", Kind::Lasting, 0),
            Daemon::Sleeps,
            State::Stopped,
            "Not in step with the remote since 14:02: run\u{241b} `git fetch` once.",
        );
    }
}
