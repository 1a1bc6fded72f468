//! Items that stand in the front matter, as strings in the item syntax or as mappings of their fields.

use super::{
    body::{self, Lead},
    confidential,
    diagnostic::Severity,
    front_matter::{Entry, FrontMatter, Node, Value, get, same_key},
    inline,
    item::{Choice, Kind, Mark, Mention},
    joined::Joined,
    mention::{self, Raw, Scope},
    place::Report,
    section,
};

/// The keys whose lists hold items.
pub const LISTS: [(&str, Kind); 11] = [
    ("goals", Kind::Goal),
    ("commitments", Kind::Commitment),
    ("feedback", Kind::Feedback),
    ("concerns", Kind::Concern),
    ("requests", Kind::Request),
    ("decisions", Kind::Decision),
    ("asks", Kind::Ask),
    ("questions", Kind::Question),
    ("wins", Kind::Win),
    ("fyi", Kind::Fyi),
    ("ideas", Kind::Idea),
];

/// Reads all of them, in order.
#[must_use]
pub fn read(front: &FrontMatter, scope: &Scope<'_>, report: &mut Report<'_>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for entry in &front.entries {
        let Some((_, kind)) = LISTS.iter().find(|(key, _)| same_key(key, &entry.key)) else { continue };
        for node in entry.node.list() {
            match &node.value {
                Value::Text(text) if text.trim().contains('\n') => {
                    for line in text.lines() {
                        mentions.extend(string(*kind, line, node, scope, report));
                    }
                }
                Value::Text(text) => mentions.extend(string(*kind, text, node, scope, report)),
                Value::Map(map) => mentions.extend(mapping(*kind, map, node, scope, report)),
                Value::List(_) => {
                    let message = format!("an entry of `{}` is a list; it is passed over", entry.key);
                    let fix = Some("quote the entry".to_owned());
                    report.push(node.range(), Severity::Error, "bad-entry", message, fix);
                }
                Value::Null => {}
            }
        }
    }
    mentions
}

/// Reads a mapping of an item's fields, a goal note's among them; the text is `text:`, else `fallback`.
#[must_use]
pub fn fields(
    kind: Kind,
    map: &[Entry],
    fallback: Option<&Joined>,
    scope: &Scope<'_>,
    report: &mut Report<'_>,
) -> Option<Mention> {
    let text = get(map, "text").or_else(|| get(map, "what"));
    let (mut mark, text) = match text.and_then(|entry| Some((entry.node.text()?, &entry.node))) {
        Some((text, node)) => boxed(Joined::at(text, node.at, node.len)),
        None => (None, fallback.cloned()?),
    };
    let mut item = mention::inline(scope, kind, &text, report)?;
    for entry in map {
        let key = folded(&entry.key);
        // A goal may support several: `supports: [launch, team]`.
        let several = (key == "supports" && !entry.node.list().is_empty())
            .then(|| entry.node.texts().map(|(_, text)| text).collect::<Vec<_>>().join("; "));
        let value = several.as_deref().or(entry.node.text()).filter(|value| !value.is_empty());
        let Some(value) = value else { continue };
        match (key.as_str(), truth(value)) {
            ("text" | "what" | "options", _) => continue,
            ("status" | "state", _) => mark = status(value, entry, report).or(mark),
            ("done" | "completed" | "completion", Some(Truth::Yes)) => mark = Some(Mark::Done),
            ("done" | "completed" | "completion", Some(Truth::No)) => mark = Some(Mark::Open),
            _ => {
                let before = item.done_on;
                inline::set(&mut item, &key, value, &scope.context(kind));
                if item.done_on != before {
                    mark = Some(Mark::Done);
                }
            }
        }
        for finding in std::mem::take(&mut item.findings) {
            let place = Joined::at(value, entry.node.at, entry.node.len).source(finding.range);
            report.push(place, finding.severity, finding.code, finding.message, finding.fix);
        }
    }
    let raw = Raw {
        kind,
        mark: mark.unwrap_or(Mark::Bare),
        text,
        owner: None,
        direction: None,
        visibility: None,
        action_on: None,
        at: map.first().map_or(0, |entry| entry.at),
    };
    let mut mention = mention::finish(scope, raw, item, report)?;
    if let Some(options) = get(map, "options") {
        mention.options = options.node.list().iter().filter_map(option).collect();
    }
    Some(mention)
}

fn string(
    kind: Kind,
    text: &str,
    node: &Node,
    scope: &Scope<'_>,
    report: &mut Report<'_>,
) -> Option<Mention> {
    let bare = text.trim();
    let bare = bare.strip_prefix("- ").map_or(bare, str::trim_start);
    let whole = Joined::at(bare, node.at, if bare.len() == node.len { node.len } else { 0 });
    let (mark, text) = boxed(whole);
    let mark = mark.unwrap_or(Mark::Bare);
    let raw = Raw {
        kind,
        mark,
        text,
        owner: None,
        direction: None,
        visibility: None,
        action_on: None,
        at: node.at,
    };
    mention::read(scope, raw, report)
}

/// `Priya: send the plan` without quotes is, to YAML, a mapping: a mapping of one key that is no field of ours
/// is read as the text it was written as.
fn mapping(
    kind: Kind,
    map: &[Entry],
    node: &Node,
    scope: &Scope<'_>,
    report: &mut Report<'_>,
) -> Option<Mention> {
    if let [Entry { key, node: value, .. }] = map
        && !is_field(key, kind, scope)
    {
        let text = format!("{key}: {}", value.text().unwrap_or_default());
        return string(kind, &text, &Node { at: node.at, len: 0, value: Value::Null }, scope, report);
    }
    let found = fields(kind, map, None, scope, report);
    if found.is_none() && get(map, "text").is_none() {
        report.push(
            node.at..node.at,
            Severity::Error,
            "bad-entry",
            "this entry has no `text`; it is passed over",
            Some("add `text: …`".to_owned()),
        );
    }
    found
}

fn is_field(key: &str, kind: Kind, scope: &Scope<'_>) -> bool {
    let key = folded(key);
    matches!(key.as_str(), "text" | "what" | "done" | "completed" | "status" | "state" | "options")
        || inline::set(&mut inline::Inline::default(), &key, "", &scope.context(kind)) == inline::Known::Yes
}

fn folded(key: &str) -> String {
    key.to_ascii_lowercase().replace('_', "-")
}

fn boxed(text: Joined) -> (Option<Mark>, Joined) {
    match body::lead(text) {
        (Lead::Checkbox(mark), text) => (Some(mark), text),
        (Lead::Brackets, text) => (Some(Mark::Open), text),
        (Lead::Bullet | Lead::Action, text) => (None, text),
    }
}

fn status(value: &str, entry: &Entry, report: &mut Report<'_>) -> Option<Mark> {
    const WORDS: &[(&str, Mark)] = &[
        ("open", Mark::Open),
        ("done", Mark::Done),
        ("dropped", Mark::Dropped),
        ("carried", Mark::Carried),
        ("under-way", Mark::UnderWay),
        ("underway", Mark::UnderWay),
        ("in-progress", Mark::UnderWay),
        ("todo", Mark::Open),
        ("closed", Mark::Done),
        ("completed", Mark::Done),
        ("decided", Mark::Done),
        ("declined", Mark::Dropped),
        ("cancelled", Mark::Dropped),
        ("canceled", Mark::Dropped),
    ];
    match body::checkbox(value) {
        Some((mark, _)) => mark,
        None => super::scalar::word(entry, WORDS, report),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Yes,
    No,
}

fn truth(value: &str) -> Option<Truth> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "x" | "y" | "on" | "done" | "1" => Some(Truth::Yes),
        "no" | "false" | "n" | "off" | "0" => Some(Truth::No),
        _ => None,
    }
}

fn option(node: &Node) -> Option<Choice> {
    let Value::Map(map) = &node.value else {
        return section::option_of(node.text().filter(|text| !confidential::marks(text))?);
    };
    let seen =
        get(map, "visibility").map(|entry| format!(" visibility:{}", entry.node.text().unwrap_or("?")));
    if seen.is_some_and(|mark| confidential::marks(&mark)) {
        return None;
    }
    let mut choice = section::option_of(get(map, "text").or_else(|| get(map, "option"))?.node.text()?)?;
    choice.recommended |= get(map, "recommended")
        .and_then(|entry| entry.node.text())
        .is_some_and(|value| truth(value) == Some(Truth::Yes));
    Some(choice)
}
