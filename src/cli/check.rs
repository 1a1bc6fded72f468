//! `headsup check`: what could not be read, what is ambiguous, what would be good practice.

use std::io::Write;
use std::process::ExitCode;

use annotate_snippets::Renderer;

use super::args::{Check, Global};
use super::out::{clean_line, count};
use super::report::render;
use super::session::{Said, Session, inside};
use crate::domain::book::Book;
use crate::domain::hints::{Extent, Kept, within};
use crate::domain::merge::unsettled::is_conflict;
use crate::domain::note::Content;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::diagnostic::{Diagnostic, Severity};
use crate::domain::note::draft::Draft;
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
    let Said { mut diagnostics, book, calendar } = session.diagnostics()?;
    diagnostics.retain(|diagnostic| is_wanted(&diagnostic.path));
    let all = diagnostics.len();
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if !args.confidential {
        diagnostics = session.openly(diagnostics)?;
    }
    let told = diagnostics.len();
    let Kept { diagnostics, older } = within(args.hints, diagnostics, &book, &calendar);
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let errors = of(Severity::Error);
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&diagnostics)?)?;
    } else {
        let show = if args.confidential { Show::Everything } else { Show::Open };
        print(&session, &book, &diagnostics, show, out)?;
        if global.verbose > 0 {
            headings(&session, &book, is_wanted, show, out)?;
        }
        let mut counted = vec![count(errors, "error"), count(of(Severity::Warning), "warning")];
        if args.hints != Extent::None {
            counted.push(count(of(Severity::Hint), "hint"));
        }
        writeln!(out, "{}", counted.join(", "))?;
        if older > 0 {
            writeln!(out, "{} in older notes: --hints all", count(older, "hint"))?;
        }
        if told < all {
            writeln!(
                out,
                "More is to be said of confidential lines: `headsup check --confidential` tells it."
            )?;
        }
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Whether lines that are confidential are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Open,
    Everything,
}

/// A file's text, and which of its lines are not to be shown.
struct Text {
    text: Option<String>,
    hidden: Hidden,
}

impl Text {
    fn read(session: &Session, book: &Book, path: &NotePath, show: Show) -> Self {
        if is_conflict(path) {
            return Self { text: None, hidden: Hidden::Nothing };
        }
        let content = session.workspace.notebook.read(path.as_str().as_bytes(), LARGEST).ok();
        let text = content.map(|content| Draft::read(path, &content.bytes).text().to_owned());
        let note = book.notes.iter().find(|note| note.path == *path);
        let hidden = match (show, &text, note) {
            (Show::Everything, ..) | (_, None, _) => Hidden::Nothing,
            (Show::Open, Some(text), Some(note)) => Hidden::of(note, text),
            (Show::Open, Some(text), None) => Hidden::of_text(text),
        };
        Self { text, hidden }
    }

    fn shown(&self, line: u32) -> Option<&str> {
        self.text.as_deref().filter(|_| !self.hidden.holds(line as usize))
    }
}

fn print(
    session: &Session,
    book: &Book,
    diagnostics: &[Diagnostic],
    show: Show,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let renderer = Renderer::styled();
    let mut last: Option<(&NotePath, Text)> = None;
    for diagnostic in diagnostics {
        let (_, text) = match last.take().filter(|(path, _)| *path == &diagnostic.path) {
            Some(same) => last.insert(same),
            None => last.insert((&diagnostic.path, Text::read(session, book, &diagnostic.path, show))),
        };
        writeln!(out, "{}\n", render(&renderer, diagnostic, text.shown(diagnostic.line)))?;
    }
    Ok(())
}

/// How each heading of the meeting notes was read.
fn headings(
    session: &Session,
    book: &Book,
    is_wanted: impl Fn(&NotePath) -> bool,
    show: Show,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    for note in book.notes.iter().filter(|note| is_wanted(&note.path)) {
        let Content::Meetings(meetings) = &note.content else { continue };
        let lines = Text::read(session, book, &note.path, show);
        // Of a note that is confidential as a whole not even the name is told.
        if lines.hidden == Hidden::Everything {
            continue;
        }
        for heading in meetings.iter().flat_map(|meeting| &meeting.headings) {
            let text = lines.shown(heading.line).map_or("…".to_owned(), |_| clean_line(&heading.text));
            let read_as = heading.section.describe();
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
