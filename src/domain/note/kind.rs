//! What kind of note a file is, as far as it can say alone.

use super::{
    facts,
    front_matter::{FrontMatter, same_key, split},
    heading,
    meeting::Section,
    when,
};
use crate::domain::path::NotePath;

/// What a file is before anybody's name means a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A profile.
    Person,
    /// A long-lived goal.
    Goal,
    /// A digest.
    Digest,
    /// A meeting note by its `with:`.
    Meeting,
    /// A meeting note, if its name or its folder is a person's.
    ByName,
    /// Any other note.
    Other,
}

/// Whether the front matter, unread, could make the file one of ours.
#[must_use]
pub fn may_matter(yaml: &str) -> bool {
    yaml.trim_start().starts_with('{')
        || yaml.lines().map(str::trim_start).any(|line| {
            let first = line.as_bytes().first().map(u8::to_ascii_lowercase);
            matches!(first, Some(b'w' | b'a' | b'p' | b'm' | b't' | b'"' | b'\''))
                && split::key(line).is_some_and(|(key, _)| {
                    same_key(key, "type") || facts::WITH.iter().any(|with| same_key(with, key))
                })
        })
}

/// What the file's place says. Files such as `people/README.md` and `people/_template.md` are about the folder.
#[must_use]
pub fn by_place(path: &NotePath) -> Option<Form> {
    let (folder, _) = path.as_str().split_once('/')?;
    let stem = path.stem().to_lowercase();
    if stem.starts_with('_') || matches!(stem.as_str(), "readme" | "index") {
        return None;
    }
    [("digests", Form::Digest), ("people", Form::Person), ("goals", Form::Goal)]
        .into_iter()
        .find(|(name, _)| folder.eq_ignore_ascii_case(name))
        .map(|(_, form)| form)
}

/// What the file is. A digest lies where digests lie. A `type:` of ours says what a note is; without one, people
/// to meet and a date outweigh lying under `people/`, and a date in the name of a file there makes it a note.
#[must_use]
pub fn of(path: &NotePath, front: &FrontMatter, body: &str) -> Form {
    let place = by_place(path);
    if place == Some(Form::Digest) {
        return Form::Digest;
    }
    let named = front.get("type").and_then(|entry| entry.node.text()).map(str::to_lowercase);
    let dated_name = facts::date_in_name(path).is_some();
    let with = facts::with(front).is_some_and(|names| !names.is_empty());
    match named.as_deref() {
        Some("person") => return Form::Person,
        Some("goal") => return Form::Goal,
        Some("meeting") if with => return Form::Meeting,
        Some("meeting") => return Form::ByName,
        _ => {}
    }
    let dated = || dated_name || front.get("date").is_some() || has_dated_heading(body);
    match place {
        Some(Form::Goal) => Form::Goal,
        Some(Form::Person) if with && dated() => Form::Meeting,
        Some(Form::Person) if dated_name => Form::ByName,
        Some(Form::Person) => Form::Person,
        _ if with => Form::Meeting,
        _ if dated_name || has_dated_heading(body) => Form::ByName,
        _ => Form::Other,
    }
}

/// Whether a line of the text is a heading that begins with a date.
#[must_use]
pub fn has_dated_heading(body: &str) -> bool {
    headings(body)
        .any(|text| text.bytes().take(40).any(|b| b.is_ascii_digit()) && when::heading_date(text).is_some())
}

/// Whether the body has a checkbox, or a heading that names items.
#[must_use]
pub fn looks_like_notes(body: &str) -> bool {
    let boxed = |line: &str| {
        let item = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = item.strip_prefix(['-', '*', '+', '.', ')']).and_then(|rest| rest.strip_prefix(' '));
        rest.is_some_and(|rest| super::body::checkbox(rest.trim_start()).is_some())
    };
    let tells = |section| heading::holds_items(section) || section == Section::Attendance;
    body.lines().any(boxed) || headings(body).any(|text| tells(heading::classify(text)))
}

/// The names that could be a person's: what the file's name holds beside its date, then the folders above it,
/// the nearest first; folders that are only numbers (a year, a month) are passed over.
#[must_use]
pub fn names(path: &NotePath) -> Vec<String> {
    let stem = path.stem();
    let rest = match facts::date_in_name(path) {
        Some((_, range)) => {
            let (before, after) =
                (stem.get(..range.start).unwrap_or_default(), stem.get(range.end..).unwrap_or_default());
            format!("{} {}", strip(before), strip(without_time(after)))
        }
        None => strip(stem).to_owned(),
    };
    let folders = path.folder().rsplit('/').filter(|name| name.contains(char::is_alphabetic));
    let reserved = ["people", "goals", "digests"];
    let folders = folders.filter(|name| !reserved.contains(&name.to_lowercase().as_str()));
    std::iter::once(rest.trim()).chain(folders).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What follows a date in a name, without a time of day: `T10_00_00Z`, `-1600`, ` 10.30`.
fn without_time(after: &str) -> &str {
    let bare = after.trim_start_matches(['T', 't', '-', '_', ' ', '.']);
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "-_:.h".contains(c));
    let time = bare.strip_suffix(rest).unwrap_or_default();
    let rest = rest.strip_prefix(['Z', 'z']).unwrap_or(rest);
    let is_time = matches!(time.bytes().filter(u8::is_ascii_digit).count(), 4 | 6);
    let apart = !rest.starts_with(char::is_alphanumeric) || !time.ends_with(|c: char| c.is_ascii_digit());
    if is_time && apart { rest } else { after }
}

fn strip(part: &str) -> &str {
    part.trim_matches(|c: char| !c.is_alphanumeric() && c != '@')
}

/// The texts of `#` headings and of underlined ones, wherever they stand.
fn headings(body: &str) -> impl Iterator<Item = &str> {
    let lines = body.match_indices("\n#").map(|(at, _)| at + 1);
    let first = body.starts_with('#').then_some(0);
    let marked = first.into_iter().chain(lines).filter_map(|at| {
        let line = body[at..].split(['\n', '\r']).next()?;
        let text = line.trim_start_matches('#');
        (line.len() - text.len() <= 6 && text.starts_with([' ', '\t'])).then(|| text.trim())
    });
    let rules = ["\n--", "\n=="].into_iter().flat_map(|rule| body.match_indices(rule));
    let underlined = rules.filter_map(|(at, _)| body[..at].rsplit('\n').next().map(str::trim));
    marked.chain(underlined.filter(|text| !text.is_empty()))
}

/// The text of the first heading, without its marks.
#[must_use]
pub fn first_heading(body: &str) -> Option<String> {
    let mut fence: Option<&str> = None;
    let mut before = "";
    for line in body.lines() {
        let line = line.trim_end();
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (Some(_), _) => {}
            (None, None) => {
                let text = bare.trim_start_matches('#');
                let level = bare.len() - text.len();
                let found = if (1..=6).contains(&level) && text.starts_with([' ', '\t']) {
                    plain(text.trim().trim_end_matches('#'))
                } else if !before.is_empty() && !bare.is_empty() && bare.bytes().all(|b| b == b'=') {
                    plain(before)
                } else {
                    String::new()
                };
                if !found.is_empty() {
                    return Some(found);
                }
            }
        }
        before = bare;
    }
    None
}

/// A heading's words: emphasis marks, link targets and `[[…]]` taken out.
fn plain(text: &str) -> String {
    let mut out =
        text.replace("**", "").replace("__", "").replace(['`', '*'], "").replace("[[", "").replace("]]", "");
    while let Some(middle) = out.find("](") {
        let Some(open) = out[..middle].rfind('[') else { break };
        let Some(close) = out[middle..].find(')') else { break };
        out.replace_range(middle..=middle + close, "");
        out.remove(open);
    }
    out.trim().to_owned()
}
