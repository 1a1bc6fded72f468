//! A diagnostic as a person reads it: the source line underlined, the message, the fix.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::out::{clean, clean_line};
use crate::domain::note::diagnostic::{Diagnostic, Severity};

/// The most characters of a line that are shown.
const SHOWN: usize = 160;

/// The diagnostic with its line, if the file has one; no colours, so the caller may add them or not.
#[must_use]
pub fn render(renderer: &Renderer, diagnostic: &Diagnostic, text: Option<&str>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let title = level.primary_title(clean_line(&diagnostic.message)).id(diagnostic.code.clone());
    let path = clean_line(diagnostic.path.as_str());
    let mut group = match text.and_then(|text| excerpt(text, diagnostic)) {
        Some((line, span)) => title.element(
            Snippet::source(line)
                .line_start(diagnostic.line as usize)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span)),
        ),
        None => title.element(
            Origin::path(path).line(diagnostic.line as usize).char_column(diagnostic.column as usize),
        ),
    };
    if let Some(fix) = &diagnostic.fix {
        group = group.element(Level::HELP.message(clean_line(fix)));
    }
    renderer.render(&[group])
}

/// The line, cut to what is shown, and the bytes of it that are to be underlined; `None` where the text has
/// no such place, or too far along its line to be shown.
fn excerpt(text: &str, diagnostic: &Diagnostic) -> Option<(String, Range<usize>)> {
    let line = text.split('\n').nth(diagnostic.line.checked_sub(1)? as usize)?;
    let line = clean(&line.trim_end_matches('\r').chars().take(SHOWN).collect::<String>());
    let at = |n: usize| line.char_indices().map(|(i, _)| i).chain([line.len()]).nth(n);
    let first = diagnostic.column.checked_sub(1)? as usize;
    let start = at(first)?;
    let end = match diagnostic.length {
        0 => line.trim_end().len(),
        length => at(first + length as usize).unwrap_or(line.len()),
    };
    Some((line, start..end.max(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::NotePath;

    fn diagnostic(line: u32, column: u32, length: u32) -> Diagnostic {
        Diagnostic {
            path: NotePath::new("2026-03-03-priya.md").unwrap(),
            line,
            column,
            length,
            severity: Severity::Error,
            code: "bad-date".into(),
            message: "2026-02-30 is not a date".to_owned(),
            fix: Some("write a day that is there: `due:2026-02-28`".to_owned()),
        }
    }

    #[test]
    fn the_place_is_underlined_and_the_fix_said() {
        let text = "# Ä\n- [ ] ä plan due:2026-02-30\n";
        let expect = "\
error[bad-date]: 2026-02-30 is not a date
 --> 2026-03-03-priya.md:2:18
  |
2 | - [ ] ä plan due:2026-02-30
  |                  ^^^^^^^^^^
  |
  = help: write a day that is there: `due:2026-02-28`";
        assert_eq!(render(&Renderer::plain(), &diagnostic(2, 18, 10), Some(text)), expect);
    }

    #[test]
    fn no_line_no_length_and_huge_lines_are_shown_all_the_same() {
        let long = "x".repeat(1_000_000);
        for (text, line, column, length) in [
            (None, 7, 3, 4),
            (Some("short"), 1, 99, 9),
            (Some(&*long), 1, 900_000, 0),
            (Some("\x1b[2J"), 1, 1, 0),
        ] {
            let shown = render(&Renderer::plain(), &diagnostic(line, column, length), text);
            assert!(shown.len() < 2_000 && !shown.contains('\x1b'), "{shown}");
        }
    }
}
