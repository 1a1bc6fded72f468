//! A review as markdown or JSON.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Entry, Facts, Review, Topic};
use crate::domain::{path::NotePath, text, wording};

impl Topic {
    /// Its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Results => "Results",
            Self::Goals => "Goals",
            Self::Feedback => "Feedback",
            Self::Decided => "Decided",
        }
    }
}

/// The review as markdown; its links lead from the notebook's root.
#[must_use]
pub fn markdown(review: &Review) -> String {
    let with = review.with.as_deref().map(|name| format!(" with {}", text::words(name))).unwrap_or_default();
    let mut out = format!("# Review{with}, {} to {}\n", full(review.since), full(review.until));
    for month in &review.months {
        out.push_str(&format!("\n## {}\n", month.first.strftime("%B %Y")));
        for (topic, entries) in &month.topics {
            out.push_str(&format!("\n### {}\n", topic.heading()));
            for entry in entries {
                out.push_str(&line(review, entry));
            }
        }
    }
    if !review.undated.is_empty() {
        out.push_str("\n## Without a date\n");
        for entry in &review.undated {
            out.push_str(&line(review, entry));
        }
    }
    out
}

/// `16 Mar 2026`
fn full(day: jiff::civil::Date) -> String {
    let day = wording::full_day(day);
    day.split_once(' ').map_or(day.clone(), |(_, date)| date.to_owned())
}

fn line(review: &Review, entry: &Entry) -> String {
    let body = &entry.body;
    let Some(source) = &entry.facts.source else { return format!("- {body}\n") };
    let label = match entry.noted {
        Some(date) => wording::day(date, review.until),
        None => text::label(source.path.stem()),
    };
    let root = NotePath::new("review.md");
    let target = root.map_or_else(|| source.path.as_str().to_owned(), |root| source.path.relative_to(&root));
    format!("- {body} ([{label}]({target}))\n")
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<&'a str>,
    since: String,
    until: String,
    months: Vec<MonthJson>,
    undated: Vec<&'a Facts>,
}

#[derive(Serialize)]
struct MonthJson {
    /// `2026-03`.
    month: String,
    #[serde(flatten)]
    topics: Map<String, Value>,
}

/// The review for a program.
#[must_use]
pub fn json(review: &Review) -> serde_json::Value {
    let months = review.months.iter().map(|month| {
        let topics = month.topics.iter().map(|(topic, entries)| {
            (topic.key().to_owned(), serde_json::to_value(facts(entries)).unwrap_or_default())
        });
        MonthJson { month: month.first.strftime("%Y-%m").to_string(), topics: topics.collect() }
    });
    let json = Json {
        with: review.with.as_deref(),
        since: review.since.to_string(),
        until: review.until.to_string(),
        months: months.collect(),
        undated: facts(&review.undated),
    };
    serde_json::to_value(json).unwrap_or_default()
}

fn facts(entries: &[Entry]) -> Vec<&Facts> {
    entries.iter().map(|entry| &entry.facts).collect()
}

impl Topic {
    fn key(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Goals => "goals",
            Self::Feedback => "feedback",
            Self::Decided => "decided",
        }
    }
}
