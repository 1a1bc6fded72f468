//! Front-matter values that mean something: dates, zones, words of a closed list. What can't be read is
//! reported where it stands.

use jiff::{SignedDuration, civil::Date, tz::TimeZone};

use super::{
    diagnostic::Severity,
    front_matter::{Entry, Node},
    item::Visibility,
    place::Report,
    when::{self, Moment},
};

/// The text of an entry's value; a list or a mapping is reported.
#[must_use]
pub fn text<'a>(entry: &'a Entry, report: &mut Report<'_>) -> Option<&'a str> {
    let found = entry.node.text();
    if found.is_none() {
        let message = format!("`{}` needs a single value", entry.key);
        report.push(key(entry), Severity::Error, "not-a-value", message, None);
    }
    found.filter(|text| !text.is_empty())
}

/// A value read by `read`; what it can't read is an error that names what was `meant`.
#[must_use]
pub fn parsed<T>(
    entry: &Entry,
    meant: &str,
    example: &str,
    read: impl FnOnce(&str) -> Option<T>,
    report: &mut Report<'_>,
) -> Option<T> {
    let text = text(entry, report)?;
    let value = read(text);
    if value.is_none() {
        unreadable(&entry.node, &entry.key, meant, example, report);
    }
    value
}

/// Reports a value that can't be read.
pub fn unreadable(node: &Node, key: &str, meant: &str, example: &str, report: &mut Report<'_>) {
    let message = match node.text().filter(|text| !text.is_empty()) {
        Some(text) => format!("`{key}: {text}` is not {meant}"),
        None => format!("`{key}` is not {meant}"),
    };
    let fix = Some(format!("write it like `{key}: {example}`"));
    report.push(node.range(), Severity::Error, "bad-value", message, fix);
}

/// A date, with or without a time. A link to a daily note (`[[2026-03-03]]`) is its date.
#[must_use]
pub fn date_time(entry: &Entry, report: &mut Report<'_>) -> Option<Moment> {
    parsed(entry, "a date", "2026-03-03", |text| when::date_time(text).ok(), report)
}

/// A day.
#[must_use]
pub fn date(entry: &Entry, report: &mut Report<'_>) -> Option<Date> {
    date_time(entry, report).map(|read| read.date)
}

/// An IANA time zone.
#[must_use]
pub fn zone(entry: &Entry, report: &mut Report<'_>) -> Option<TimeZone> {
    let meant = "a time zone that we know";
    parsed(entry, meant, "Europe/Madrid", |name| TimeZone::get(name).ok(), report)
}

/// A length of time such as `24h`.
#[must_use]
pub fn span(entry: &Entry, report: &mut Report<'_>) -> Option<SignedDuration> {
    let read = |text: &str| when::span(text).filter(|span| !span.is_negative());
    parsed(entry, "a length of time", "24h", read, report)
}

/// One of the words of a closed list, without case; others are a warning that names the list.
#[must_use]
pub fn word<T: Copy>(entry: &Entry, words: &[(&str, T)], report: &mut Report<'_>) -> Option<T> {
    let text = text(entry, report)?;
    let fold = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let found = words.iter().find(|(word, _)| *word == fold(text)).map(|(_, value)| *value);
    if found.is_none() {
        let message = format!("`{}: {text}` is none of the values we know", entry.key);
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let fix = Some(format!("write one of {}", known.join(", ")));
        report.push(entry.node.range(), Severity::Warning, "unknown-value", message, fix);
    }
    found
}

/// A visibility; one that can't be read is an error, and confidential.
#[must_use]
pub fn visibility(entry: &Entry, report: &mut Report<'_>) -> Visibility {
    match entry.node.text().map(str::to_lowercase).as_deref() {
        Some("shared") => Visibility::Shared,
        Some("private") => Visibility::Private,
        Some("confidential") => Visibility::Confidential,
        other => {
            let value = other.map_or_else(String::new, |value| format!(": {value}"));
            let message = format!("`{}{value}` is not a visibility; this counts as confidential", entry.key);
            let fix = Some("write one of shared, private, confidential".to_owned());
            let range = if entry.node.len > 0 { entry.node.range() } else { key(entry) };
            report.push(range, Severity::Error, "bad-visibility", message, fix);
            Visibility::Confidential
        }
    }
}

/// The texts of a list; one text is split at commas.
#[must_use]
pub fn list(entry: &Entry) -> Vec<String> {
    use super::front_matter::Value;
    match &entry.node.value {
        Value::Text(text) => {
            text.split([',', '\n']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
        }
        _ => entry.node.texts().map(|(_, text)| text.to_owned()).collect(),
    }
}

/// The texts of a list of sentences, which may hold commas: one text is one sentence, or one a line.
#[must_use]
pub fn sentences(entry: &Entry) -> Vec<String> {
    entry
        .node
        .texts()
        .flat_map(|(_, text)| text.lines())
        .map(|line| line.trim().trim_start_matches("- ").trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Where a key stands.
#[must_use]
pub fn key(entry: &Entry) -> std::ops::Range<usize> {
    entry.at..entry.at + entry.key.len()
}
