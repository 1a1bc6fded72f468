//! An update cut to a length that is read, and laid out as markdown or JSON.

use serde::Serialize;

use super::{Facts, Line, PartName, Update, Weight};
use crate::domain::{text, wording};

/// About so many lines are read in a mail.
pub const MAX_LINES: usize = 25;

/// Parts from which lines are cut while there are too many, each down to the given number of lines, in turn.
const CUTS: [(PartName, usize); 10] = [
    (PartName::GoodToKnow, 2),
    (PartName::WaitingForYou, 2),
    (PartName::Achievements, 4),
    (PartName::Challenges, 3),
    (PartName::NextSteps, 3),
    (PartName::GoodToKnow, 0),
    (PartName::Achievements, 3),
    (PartName::WaitingForYou, 1),
    (PartName::Challenges, 2),
    (PartName::Achievements, 2),
];

/// Of more late steps, so many are named and the others counted.
const MOST_LATE: usize = 6;

impl PartName {
    /// Its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Achievements => "Achievements",
            Self::Challenges => "Challenges",
            Self::NextSteps => "Next steps",
            Self::WaitingForYou => "Waiting for you",
            Self::GoodToKnow => "Good to know",
        }
    }
}

/// Leaves out what is least important until the page is short enough, and counts it. What the writer is late on
/// is named or counted on the page.
pub(super) fn cut(mut update: Update) -> Update {
    count_late(&mut update);
    for (name, most) in CUTS {
        while markdown(&update).lines().count() > MAX_LINES {
            let Some(part) = update.parts.iter_mut().find(|part| part.name == name) else { break };
            let Some(last) = part.lines.iter().rposition(|line| line.weight == Weight::Usual) else { break };
            if part.lines.len() <= most {
                break;
            }
            part.lines.remove(last);
            update.left_out += 1;
            update.parts.retain(|part| !part.lines.is_empty());
        }
    }
    update
}

/// Names the steps that are late longest.
fn count_late(update: &mut Update) {
    let late = |line: &Line| line.weight == Weight::Late;
    for part in &mut update.parts {
        let mut named = 0;
        part.lines.retain(|line| {
            named += usize::from(late(line));
            !late(line) || named <= MOST_LATE
        });
        update.more_late += named.saturating_sub(MOST_LATE);
    }
}

/// The update as markdown, ready to be sent.
#[must_use]
pub fn markdown(update: &Update) -> String {
    let (name, day) = (text::words(&update.name), update.day);
    let today = wording::full_day(day);
    let today = today.split_once(' ').map_or(today.as_str(), |(_, date)| date);
    let mut out = format!("# Update for {name}, {today}\n");
    if let Some(since) = update.since.sentence(day) {
        out.push_str(&since);
        out.push('\n');
    }
    for part in &update.parts {
        out.push_str(&format!("\n## {}\n", part.name.heading()));
        let late = part.lines.iter().rposition(|line| line.weight == Weight::Late);
        for (at, line) in part.lines.iter().enumerate() {
            out.push_str(&format!("- {}\n", line.body));
            if let Some(more) = &line.more {
                out.push_str(&format!("  {more}\n"));
            }
            if late == Some(at) && update.more_late > 0 {
                let verb = if update.more_late == 1 { "is" } else { "are" };
                out.push_str(&format!("- And {} more that {verb} late.\n", update.more_late));
            }
        }
    }
    out
}

#[derive(Serialize)]
struct Json<'a> {
    name: &'a str,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    parts: Vec<PartJson<'a>>,
    left_out: usize,
    #[serde(skip_serializing_if = "is_none")]
    more_late: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
struct PartJson<'a> {
    name: PartName,
    items: Vec<&'a Facts>,
}

/// The update for a program: the same lines, and as little of where they come from.
#[must_use]
pub fn json(update: &Update) -> serde_json::Value {
    let parts = update.parts.iter().map(|part| {
        let items = part.lines.iter().map(|line| &line.facts).collect();
        PartJson { name: part.name, items }
    });
    let json = Json {
        name: &update.name,
        day: update.day.to_string(),
        since: update.since.day().map(|day| day.to_string()),
        parts: parts.collect(),
        left_out: update.left_out,
        more_late: update.more_late,
    };
    serde_json::to_value(json).unwrap_or_default()
}
