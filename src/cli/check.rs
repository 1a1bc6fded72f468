//! `headsup check`: what could not be read, what is ambiguous, what would be good practice.

use std::io::Write;
use std::process::ExitCode;

use annotate_snippets::Renderer;

use super::args::{Check, Global};
use super::out::{clean_line, count};
use super::report::render;
use super::session::{Session, inside};
use crate::domain::note::Content;
use crate::domain::note::diagnostic::{Diagnostic, Severity};
use crate::domain::path::NotePath;

/// The largest file of which a line is shown, in bytes.
const LARGEST: u64 = 4 << 20;

/// Prints what there is to say about the notes, and answers with 1 where there are errors.
///
/// # Errors
/// When the notebook cannot be read.
pub fn check(global: &Global, args: &Check, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let session = Session::open(global)?;
    let wanted = args.paths.iter().map(|path| inside(&session, path)).collect::<anyhow::Result<Vec<_>>>()?;
    let lies_in = |path: &NotePath, place: &Option<NotePath>| {
        place.as_ref().is_none_or(|place| path == place || path.is_under(place.as_str()))
    };
    let is_wanted = |path: &NotePath| wanted.is_empty() || wanted.iter().any(|place| lies_in(path, place));
    let mut diagnostics = session.diagnostics()?;
    diagnostics.retain(|diagnostic| is_wanted(&diagnostic.path));
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let counts =
        [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Hint), "hint")];
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&diagnostics)?)?;
    } else {
        print(&session, &diagnostics, out)?;
        if global.verbose > 0 {
            headings(&session, is_wanted, out)?;
        }
        let counted: Vec<String> = counts.iter().map(|(n, what)| count(*n, what)).collect();
        writeln!(out, "{}", counted.join(", "))?;
    }
    Ok(if counts[0].0 > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn print(session: &Session, diagnostics: &[Diagnostic], out: &mut impl Write) -> anyhow::Result<()> {
    let renderer = Renderer::styled();
    let mut shown: Option<(&NotePath, Option<String>)> = None;
    for diagnostic in diagnostics {
        if shown.as_ref().is_none_or(|(path, _)| *path != &diagnostic.path) {
            let content = session.workspace.notebook.read(diagnostic.path.as_str().as_bytes(), LARGEST).ok();
            let text = content.map(|content| String::from_utf8_lossy(&content.bytes).into_owned());
            shown = Some((&diagnostic.path, text));
        }
        let text = shown.as_ref().and_then(|(_, text)| text.as_deref());
        writeln!(out, "{}\n", render(&renderer, diagnostic, text))?;
    }
    Ok(())
}

/// How each heading of the meeting notes was read.
fn headings(
    session: &Session,
    is_wanted: impl Fn(&NotePath) -> bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    for note in session.workspace.book()?.notes.iter().filter(|note| is_wanted(&note.path)) {
        let Content::Meetings(meetings) = &note.content else { continue };
        for heading in meetings.iter().flat_map(|meeting| &meeting.headings) {
            let (text, read_as) = (clean_line(&heading.text), heading.section.describe());
            writeln!(
                out,
                "{}:{}: `{text}` is read as {read_as}",
                clean_line(note.path.as_str()),
                heading.line
            )?;
        }
    }
    Ok(())
}
