//! What to tell a person whose YAML can't be read.

use super::value::{Broken, Cause};
use crate::domain::note::{diagnostic::Severity, place::Report};

/// Reports broken YAML, which begins at the byte `start` of the file, where it is broken.
pub(super) fn report(yaml: &str, start: usize, broken: &Broken, report: &mut Report<'_>) {
    let (at, len, message, fix) = match &broken.cause {
        Cause::Duplicate(key) => (
            broken.at,
            key.len(),
            format!("the key `{key}` stands here a second time; the first one counts"),
            Some("keep one of them".to_owned()),
        ),
        Cause::TooLarge => {
            (broken.at, 0, "this YAML is too large once its aliases are expanded".to_owned(), None)
        }
        Cause::TooDeep => (broken.at, 0, "this YAML is nested too deeply".to_owned(), None),
        Cause::OddKey | Cause::NoMapping | Cause::Syntax(_) => syntax(yaml, broken),
    };
    let fix =
        fix.or_else(|| Some("only its plain `key: value` lines are read until this is mended".to_owned()));
    report.push(start + at..start + at + len, Severity::Error, "front-matter-unreadable", message, fix);
}

type Told = (usize, usize, String, Option<String>);

fn syntax(yaml: &str, broken: &Broken) -> Told {
    let line_start = yaml[..broken.at].rfind('\n').map_or(0, |at| at + 1);
    let line = yaml[line_start..].lines().next().unwrap_or_default();
    // The library finds some faults only on the line after.
    let before = yaml[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    let earlier = yaml[before..].lines().next().unwrap_or_default();
    if let Cause::Syntax(why) = &broken.cause
        && why.contains("flow")
        && let Some(told) = hash_in_list(yaml)
    {
        return told;
    }
    if let (Cause::Syntax(why), true) = (&broken.cause, line.starts_with([' ', '\t']))
        && why.contains("mapping values are not allowed")
        && !earlier.trim_end().ends_with(':')
    {
        let margin = line.len() - line.trim_start().len();
        let message = "this line is indented, but belongs to no key above it".to_owned();
        return (line_start, margin, message, Some("take out the white space before it".to_owned()));
    }
    known(line, line_start)
        .or_else(|| (before < line_start).then(|| known(earlier, before)).flatten())
        .unwrap_or_else(|| {
            let why = match &broken.cause {
                Cause::Syntax(text) => plain_words(text),
                _ => "a key must be plain text",
            };
            (broken.at, 0, format!("this YAML can't be read from here on: {why}"), quote_fix(line))
        })
}

/// `tags: [#a, b]`: to YAML the rest of the line is a comment, and the list never ends.
fn hash_in_list(yaml: &str) -> Option<Told> {
    let at = yaml.find("[#").map(|at| at + 1).or_else(|| yaml.find(", #").map(|at| at + 2))?;
    let rest = &yaml[at..];
    let word = &rest[..rest.find([',', ']', ' ', '\n', '\r']).unwrap_or(rest.len())];
    let message = "a `#` begins a comment in YAML, so this list is never closed".to_owned();
    Some((at, word.len(), message, Some(format!("quote it, \"{word}\", or leave out the `#`"))))
}

/// The faults that people make, recognised by their line.
fn known(line: &str, start: usize) -> Option<Told> {
    let value = value_of(line);
    let value_at = start + value.as_ptr() as usize - line.as_ptr() as usize;
    if let Some(open) = line.find("{{") {
        let end = line[open..].find("}}").map_or(line.len(), |close| open + close + 2);
        let message = format!("the template placeholder `{}` has not been filled in", &line[open..end]);
        let fix = Some(format!("write the value, or quote it: \"{value}\""));
        return Some((start + open, end - open, message, fix));
    }
    if let Some(sign) = value.chars().next().filter(|c| matches!(c, '@' | '`' | '%')) {
        let message = format!("a value may not begin with `{sign}` unless it is quoted");
        return Some((value_at, value.len(), message, Some(format!("quote it: \"{value}\""))));
    }
    let margin = line.len() - line.trim_start().len();
    if let Some(tab) = line[..margin].find('\t') {
        let message = "a tab can't indent YAML".to_owned();
        return Some((start + tab, 1, message, Some("use spaces".to_owned())));
    }
    if value.starts_with('[') && value.get(2..3) == Some("]") && value.len() > 3 {
        let message = "a checkbox in YAML must be quoted".to_owned();
        return Some((value_at, value.len(), message, Some(format!("quote it: \"{value}\""))));
    }
    if !value.starts_with(['"', '\'', '[', '{']) && value.contains(": ") {
        let message = "a value that holds `: ` must be quoted".to_owned();
        let fix = Some(format!("quote it: \"{}\"", value.replace('"', "'")));
        return Some((value_at, value.len(), message, fix));
    }
    None
}

/// What follows a line's `key:` or `- `, else the line without its margin.
fn value_of(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("- ").map_or(line, str::trim_start);
    match line.find(": ") {
        Some(colon) if !line[..colon].contains(['"', '\'', '[', '{']) => line[colon + 2..].trim_start(),
        _ => line,
    }
}

fn quote_fix(line: &str) -> Option<String> {
    let value = value_of(line);
    let quotable = value != line.trim() && !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*']);
    quotable.then(|| format!("quote it: \"{}\"", value.replace('"', "'")))
}

/// The library's own reasons, in words for a person.
fn plain_words(library: &str) -> &'static str {
    const WORDS: &[(&str, &str)] = &[
        ("cannot start any token", "a sign that must be quoted begins a value"),
        ("mapping values are not allowed", "a value that holds `: ` must be quoted"),
        ("did not find expected key", "something other than a key stands where a key belongs"),
        ("could not find expected ':'", "a line is neither `key: value` nor part of the value above"),
        ("did not find expected '-' indicator", "a list entry is not indented like the others"),
        ("did not find expected ',' or ']'", "a `[` list is not closed, or text follows it"),
        ("did not find expected ',' or '}'", "a `{` mapping is not closed, or text follows it"),
        ("unexpected end of stream", "a quote is not closed"),
        ("control characters are not allowed", "it holds a control character"),
        ("unknown anchor", "an alias (`*name`) names no anchor"),
        ("invalid type: map", "a key must be plain text"),
        ("invalid type: sequence", "a key must be plain text"),
        ("second document", "a second document begins inside it"),
    ];
    WORDS.iter().find(|(part, _)| library.contains(part)).map_or("it is not valid YAML", |(_, words)| words)
}
