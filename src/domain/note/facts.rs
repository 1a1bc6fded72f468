//! What a meeting note's front matter says of its meeting.

use std::ops::Range;

use jiff::{SignedDuration, civil::Time, tz::TimeZone};

use super::{
    front_matter::{FrontMatter, Node, Value, same_key},
    item::Visibility,
    meeting::{Status, When},
    place::Report,
    scalar, when,
};
use crate::domain::path::NotePath;

/// The keys that name the other people of a meeting.
pub const WITH: [&str; 6] = ["with", "attendees", "participants", "people", "person", "member"];

/// What the front matter, and the file's name, say of a meeting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Its day and time.
    pub when: Option<When>,
    /// The time that `time:` gives, for the days of a running note.
    pub time: Option<Time>,
    /// Where its date stands.
    pub at: usize,
    /// Its time zone; a fixed offset where the date has one.
    pub tz: Option<TimeZone>,
    /// How long it takes.
    pub duration: Option<SignedDuration>,
    /// What the note says of it.
    pub status: Option<Status>,
    /// Where it was moved to.
    pub moved_to: Option<When>,
    /// `remote`, `phone`, `office`: as written.
    pub mode: Option<String>,
    /// The visibility that the note states.
    pub visibility: Option<Visibility>,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
}

/// Reads them.
#[must_use]
pub fn read(front: &FrontMatter, path: &NotePath, report: &mut Report<'_>) -> Facts {
    let mut facts = Facts {
        tz: front.get("tz").or_else(|| front.get("timezone")).and_then(|entry| scalar::zone(entry, report)),
        duration: front.get("duration").and_then(|entry| {
            let read = |text: &str| when::duration(text).filter(|duration| duration.is_positive());
            scalar::parsed(entry, "a duration", "30 min", read, report)
        }),
        time: front
            .get("time")
            .and_then(|entry| scalar::parsed(entry, "a time of day", "14:00", when::time, report)),
        mode: front.get("mode").and_then(|entry| scalar::text(entry, report)).map(str::to_owned),
        visibility: front.get("visibility").map(|entry| scalar::visibility(entry, report)),
        tags: front.get("tags").map(|entry| tags(&entry.node)).unwrap_or_default(),
        status: front.get("status").and_then(|entry| scalar::word(entry, STATUS, report)),
        ..Facts::default()
    };
    if let Some(entry) = front.get("date")
        && let Some(read) = scalar::date_time(entry, report)
    {
        facts.when = Some(When { date: read.date, time: read.time.or(facts.time) });
        facts.at = entry.at;
        if let Some(offset) = read.offset {
            facts.tz = Some(TimeZone::fixed(offset));
        }
    }
    if facts.when.is_none() {
        facts.when = date_in_name(path).map(|(date, _)| When { date, time: facts.time });
    }
    if let Some(entry) = front.get("moved_to") {
        facts.moved_to =
            scalar::date_time(entry, report).map(|read| When { date: read.date, time: read.time });
        facts.status = facts.status.or(facts.moved_to.map(|_| Status::Moved));
    }
    facts
}

/// The date that a file's name holds.
#[must_use]
pub fn date_in_name(path: &NotePath) -> Option<(jiff::civil::Date, Range<usize>)> {
    let stem = path.stem();
    if !stem.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    when::date_in_name(stem)
}

/// The names of the other people, as written, the writer's own among them. `None` where no key names any.
#[must_use]
pub fn with(front: &FrontMatter) -> Option<Vec<String>> {
    let entries = front.entries.iter().filter(|entry| WITH.iter().any(|key| same_key(key, &entry.key)));
    let mut names = Vec::new();
    let mut any = None;
    for entry in entries {
        any = Some(());
        match &entry.node.value {
            Value::Text(text) => split_names(text, &mut names),
            Value::List(list) => list_names(list, &mut names),
            Value::Map(_) => one_name(&entry.node, &mut names),
            Value::Null => {}
        }
    }
    names.retain(|name: &String| name.contains(char::is_alphabetic));
    any.map(|()| names)
}

const STATUS: &[(&str, Status)] = &[
    ("planned", Status::Planned),
    ("held", Status::Held),
    ("cancelled", Status::Cancelled),
    ("moved", Status::Moved),
    ("canceled", Status::Cancelled),
];

/// A list of names; `[[link]]` without quotes is, to YAML, a list in a list.
fn list_names(list: &[Node], names: &mut Vec<String>) {
    if let [Node { value: Value::List(inner), .. }] = list
        && inner.iter().all(|node| matches!(node.value, Value::Text(_)))
    {
        let parts: Vec<&str> = inner.iter().filter_map(Node::text).collect();
        names.push(format!("[[{}]]", parts.join(", ")));
        return;
    }
    list.iter().for_each(|node| one_name(node, names));
}

fn one_name(node: &Node, names: &mut Vec<String>) {
    match &node.value {
        Value::Text(text) if text.matches("[[").count() > 1 => split_names(text, names),
        Value::Text(text) if !text.trim().is_empty() => names.push(text.trim().to_owned()),
        Value::List(list) => list_names(list, names),
        Value::Map(map) => {
            let name =
                ["name", "id", "person", "handle"].iter().find_map(|key| super::front_matter::get(map, key));
            names.extend(name.and_then(|entry| entry.node.text()).map(str::to_owned));
        }
        Value::Text(_) | Value::Null => {}
    }
}

/// Names in one text: links, handles, or names between commas, `&` and `and`.
fn split_names(text: &str, names: &mut Vec<String>) {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let link = rest.strip_prefix("[[").and_then(|inner| inner.find("]]")).map(|close| close + 4);
        let (end, gap) = match link {
            Some(end) => (end, 0),
            None => SEPARATORS
                .iter()
                .filter_map(|separator| rest.find(separator).map(|at| (at, separator.len())))
                .chain(rest.find(" @").filter(|_| rest.starts_with('@')).map(|at| (at, 1)))
                .min()
                .unwrap_or((rest.len(), 0)),
        };
        let name = rest[..end].trim().trim_start_matches([',', ';', '&', '+']).trim();
        if !name.is_empty() && name != "and" {
            names.push(name.to_owned());
        }
        rest = rest[end + gap..].trim_start();
        if link.is_some() {
            rest = rest
                .strip_prefix("and ")
                .unwrap_or(rest)
                .trim_start_matches([',', ';', '&', '+'])
                .trim_start();
        }
    }
}

const SEPARATORS: [&str; 7] = [",", ";", "\n", " & ", " + ", " and ", " / "];

fn tags(node: &Node) -> Vec<String> {
    let words: Vec<&str> = match &node.value {
        Value::Text(text) => text.split([',', ' ', '\n']).collect(),
        _ => node.texts().map(|(_, text)| text).collect(),
    };
    let bare = words.into_iter().map(|tag| tag.trim().trim_start_matches('#'));
    bare.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}
