//! A person's file.

use super::{
    front_matter::{Entry, FrontMatter, Node, Value, get},
    item::{Source, Visibility},
    meets,
    place::Report,
    profile::{FacedDate, Prefers, Profile, Relation, Standing, TheirGoal},
    scalar, when,
};
use crate::domain::{path::NotePath, roster::PersonKey};

/// Reads a profile. What can't be read is reported, and the rest is kept. Of one that is confidential, who it is
/// and when they meet is kept, and nothing else.
#[must_use]
pub fn read(front: &FrontMatter, heading: Option<&str>, path: &NotePath, report: &mut Report<'_>) -> Profile {
    let profile = whole(front, heading, path, report);
    if !front.get("visibility").is_some_and(|entry| is_confidential(entry, report)) {
        return profile;
    }
    Profile {
        aliases: profile.aliases,
        relation: profile.relation,
        standing: profile.standing,
        since: profile.since,
        until: profile.until,
        timezone: profile.timezone,
        meets: profile.meets,
        lead: profile.lead,
        reviewed: profile.reviewed,
        ..Profile::new(profile.key, profile.name, profile.source)
    }
}

fn is_confidential(entry: &Entry, report: &mut Report<'_>) -> bool {
    scalar::visibility(entry, report) == Visibility::Confidential
}

fn whole(front: &FrontMatter, heading: Option<&str>, path: &NotePath, report: &mut Report<'_>) -> Profile {
    let mut text =
        |key: &str| front.get(key).and_then(|entry| scalar::text(entry, report)).map(str::to_owned);
    let key = text("id").map_or_else(|| path.stem().to_owned(), |id| id.trim_start_matches('@').to_owned());
    let name = text("name").or_else(|| heading.map(str::to_owned)).unwrap_or_else(|| key.clone());
    let (email, role, mode) = (text("email"), text("role"), text("mode"));
    let words = |key: &str| front.get(key).map(scalar::list).unwrap_or_default();
    let sentences = |key: &str| front.get(key).map(scalar::sentences).unwrap_or_default();
    let aliases = front.get("aliases").or_else(|| front.get("alias")).map(scalar::list).unwrap_or_default();
    Profile {
        key: PersonKey(key),
        name,
        aliases: aliases.iter().map(|alias| alias.trim_start_matches('@').to_owned()).collect(),
        email,
        role,
        relation: front.get("relation").and_then(|entry| scalar::word(entry, RELATION, report)),
        standing: front
            .get("status")
            .and_then(|entry| scalar::word(entry, STANDING, report))
            .unwrap_or_default(),
        since: front.get("since").and_then(|entry| scalar::date(entry, report)),
        until: front.get("until").and_then(|entry| scalar::date(entry, report)),
        timezone: front
            .get("timezone")
            .or_else(|| front.get("tz"))
            .and_then(|entry| scalar::zone(entry, report)),
        mode,
        meets: front.get("meets").and_then(|entry| meets::read(entry, report)),
        lead: front.get("lead").and_then(|entry| scalar::span(entry, report)),
        prefers: front.get("prefers").map(|entry| prefers(entry, report)).unwrap_or_default(),
        goals: goals(front, report),
        pressures: sentences("pressures"),
        dates: dates(front, report),
        influences: words("influences"),
        boundaries: sentences("boundaries"),
        my_aims: sentences("my_aims"),
        reviewed: front.get("reviewed").and_then(|entry| scalar::date(entry, report)),
        source: Source { path: path.clone(), line: 1 },
    }
}

const RELATION: &[(&str, Relation)] = &[
    ("manager", Relation::Manager),
    ("dotted-line", Relation::DottedLine),
    ("skip", Relation::Skip),
    ("peer", Relation::Peer),
    ("mentor", Relation::Mentor),
    ("report", Relation::Report),
    ("skip-level", Relation::Skip),
    ("direct-report", Relation::Report),
];

const STANDING: &[(&str, Standing)] = &[("active", Standing::Active), ("former", Standing::Former)];

fn prefers(entry: &Entry, report: &mut Report<'_>) -> Prefers {
    let Value::Map(map) = &entry.node.value else {
        scalar::unreadable(&entry.node, "prefers", "a mapping", "{format: reader}", report);
        return Prefers::default();
    };
    let mut text = |key: &str| get(map, key).and_then(|entry| scalar::text(entry, report)).map(str::to_owned);
    let (detail, channel) = (text("detail"), text("channel"));
    let (updates, feedback) = (text("updates"), text("feedback"));
    let format = get(map, "format")
        .and_then(|entry| scalar::word(entry, &[("reader", "reader"), ("listener", "listener")], report))
        .map(str::to_owned);
    let days = |text: &str| text.split_whitespace().next()?.parse().ok().filter(|days| *days <= 365);
    let lead_days =
        get(map, "lead_days").and_then(|entry| scalar::parsed(entry, "a number of days", "2", days, report));
    Prefers { format, detail, channel, lead_days, updates, feedback }
}

fn goals(front: &FrontMatter, report: &mut Report<'_>) -> Vec<TheirGoal> {
    let Some(entry) = front.get("goals") else { return Vec::new() };
    let mut goals = Vec::new();
    for node in entry.node.list() {
        let line = report.lines().line(node.at);
        let Some((map, text)) = record(node, "text") else { continue };
        if get(map, "visibility").is_some_and(|entry| is_confidential(entry, report)) {
            continue;
        }
        let mut day = |key: &str| get(map, key).and_then(|entry| scalar::date(entry, report));
        let (by, confirmed) = (day("by").or_else(|| day("due")), day("confirmed"));
        let id = get(map, "id")
            .and_then(|entry| entry.node.text())
            .map(|id| id.trim_start_matches('^').to_owned());
        let text = text.or_else(|| id.clone());
        if let Some(text) = text {
            goals.push(TheirGoal { id, text, by, confirmed, line });
        }
    }
    goals
}

fn dates(front: &FrontMatter, report: &mut Report<'_>) -> Vec<FacedDate> {
    let Some(entry) = front.get("dates") else { return Vec::new() };
    let mut dates = Vec::new();
    for node in entry.node.list() {
        let line = report.lines().line(node.at);
        match record(node, "what") {
            Some((map, _)) if get(map, "visibility").is_some_and(|entry| is_confidential(entry, report)) => {}
            Some(([], Some(text))) => {
                match when::date_time(text.split_whitespace().next().unwrap_or_default()) {
                    Ok(read) => {
                        let what = text.split_once(char::is_whitespace).map_or("", |(_, what)| what);
                        let what = what.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
                        dates.push(FacedDate { date: read.date, what, line });
                    }
                    Err(_) => {
                        scalar::unreadable(node, "dates", "a date", "{date: 2026-03-31, what: audit}", report)
                    }
                }
            }
            Some((map, what)) => {
                let date = get(map, "date").and_then(|entry| scalar::date(entry, report));
                if let Some(date) = date {
                    dates.push(FacedDate { date, what: what.unwrap_or_default(), line });
                } else if get(map, "date").is_none() {
                    scalar::unreadable(node, "dates", "a date", "{date: 2026-03-31, what: audit}", report);
                }
            }
            None => {}
        }
    }
    dates
}

/// An entry that is a mapping, with the text under `key`; or a text alone.
fn record<'a>(node: &'a Node, key: &str) -> Option<(&'a [Entry], Option<String>)> {
    match &node.value {
        Value::Map(map) => {
            let text = get(map, key).or_else(|| get(map, "text")).or_else(|| get(map, "what"));
            Some((map, text.and_then(|entry| entry.node.text()).map(str::to_owned)))
        }
        Value::Null => None,
        _ => node.text().map(|text| ([].as_slice(), Some(text.to_owned()))),
    }
}
