//! `headsup doctor`: whether all is in order on this machine, what is not, and what mends it.

mod notebook;
mod repository;
mod system;

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{Global, Json};
use super::out::quoted;
use super::out::{clean_line, count};
use super::session::Session;

/// What one look at something found.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at, in a word.
    about: &'static str,
    state: State,
    says: String,
    /// What mends it: a command, or what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// In order.
    Ok,
    /// Not in order.
    Wrong,
    /// Good to know; nothing has to be done.
    Note,
}

impl Finding {
    fn ok(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, state: State::Ok, says: says.into(), mend: None }
    }

    fn note(about: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { about, state: State::Note, says: says.into(), mend: Some(mend.into()) }
    }

    fn wrong(about: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { about, state: State::Wrong, says: says.into(), mend: Some(mend.into()) }
    }

    /// Something that says itself what to do.
    fn failed(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, state: State::Wrong, says: says.into(), mend: None }
    }

    fn line(&self) -> String {
        let sign = match self.state {
            State::Ok => "ok",
            State::Wrong => "!!",
            State::Note => "--",
        };
        let mend = self.mend.as_ref().map(|mend| format!(": {mend}")).unwrap_or_default();
        clean_line(&format!("{sign}  {:<11} {}{mend}", self.about, self.says))
    }
}

#[derive(Serialize)]
struct Report {
    /// Whether nothing is wrong.
    ok: bool,
    findings: Vec<Finding>,
}

/// Prints what was found; fails where something is wrong.
///
/// # Errors
/// When it cannot be printed.
pub fn doctor(global: &Global, args: Json, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let findings = examine(global);
    let wrong = findings.iter().filter(|finding| finding.state == State::Wrong).count();
    if args.json {
        let report = Report { ok: wrong == 0, findings };
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        for finding in &findings {
            writeln!(out, "{}", finding.line())?;
        }
        match wrong {
            0 => writeln!(out, "\nAll is in order.")?,
            1 => writeln!(out, "\n1 thing is not in order.")?,
            wrong => writeln!(out, "\n{} are not in order.", count(wrong, "thing"))?,
        }
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn examine(global: &Global) -> Vec<Finding> {
    let mut findings = vec![system::git()];
    match Session::open(global) {
        Ok(mut session) => {
            findings.extend(repository::examine(&session));
            findings.extend(notebook::examine(&mut session));
            findings.extend(system::examine(&session));
        }
        // The error says what to do.
        Err(error) => findings.push(Finding::failed("notebook", format!("{error:#}"))),
    }
    findings
}

/// A finding of something that may fail to be looked at.
fn found(about: &'static str, looked: anyhow::Result<Finding>) -> Finding {
    looked.unwrap_or_else(|error| Finding::failed(about, format!("{error:#}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        assert_eq!(Finding::ok("git", "2.47.3").line(), "ok  git         2.47.3");
        let wrong = Finding::wrong("index", "it is\ndamaged", "rm x");
        assert_eq!(wrong.line(), "!!  index       it is damaged: rm x");
        assert_eq!(Finding::note("a", "b", "c").line(), "--  a           b: c");
    }

    #[test]
    fn paths_are_quoted_for_a_shell() {
        let of = |path: &str| quoted(std::path::Path::new(path));
        assert_eq!(of("/home/ana/notes-1"), "/home/ana/notes-1");
        assert_eq!(of("/my notes/ana's"), r"'/my notes/ana'\''s'");
    }
}
