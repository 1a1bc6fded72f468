//! One item of a note, as it was written there: a mention.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::{path::NotePath, roster::Owner};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Kind {
    Commitment,
    Goal,
    Feedback,
    Concern,
    Request,
    Decision,
    Ask,
    Question,
    Win,
    Fyi,
    Idea,
}

impl Kind {
    /// As JSON and the command line write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Goal => "goal",
            Self::Feedback => "feedback",
            Self::Concern => "concern",
            Self::Request => "request",
            Self::Decision => "decision",
            Self::Ask => "ask",
            Self::Question => "question",
            Self::Win => "win",
            Self::Fyi => "fyi",
            Self::Idea => "idea",
        }
    }
}

/// The box before an item's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// No box: a plain bullet, an `ACTION:` line, or a front-matter entry that says nothing.
    Bare,
    /// `[ ]`, and `[!]`, `[?]` and any sign we do not know.
    Open,
    /// `[/]`: open, under way.
    UnderWay,
    /// `[x]`, `[X]`.
    Done,
    /// `[-]`, or a text that is struck as a whole.
    Dropped,
    /// `[>]`: a pointer to a later note, which changes nothing.
    Carried,
}

/// Who may see an item, from most to least open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// May be sent to the other person.
    Shared,
    /// The writer's own.
    #[default]
    Private,
    /// Indexed locally, and never in any output that is not asked for it by name.
    Confidential,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The file.
    pub path: NotePath,
    /// The line, from 1.
    pub line: u32,
}

/// One way out of a concern, decision or ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The option, without `option:` and `(recommended)`.
    pub text: String,
    /// Whether it is the one the writer recommends.
    pub recommended: bool,
}

/// The `key:value` fields of an item; absent ones are `None`. `from`, `to`, `decider` and `tell` are resolved
/// to people; `visibility` is [`Mention::visibility`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the field's own")]
pub struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Owner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Owner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decider: Option<Owner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tell: Option<Owner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What it serves: a goal's id or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports: Option<String>,
    /// The goal it belongs to: an id or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<String>,
    /// `on-track`, `at-risk` or `off-track`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// What a request displaces: an id or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaces: Option<String>,
    /// Whether a request was agreed: `agreed:yes`, `agreed:no`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Agreed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    /// Parked until this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Fields {
    /// Whether no field is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which way feedback goes: `Feedback received`, `Feedback given`, `Feedback to ask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the format's own")]
pub enum FeedbackDirection {
    Received,
    Given,
    ToAsk,
}

/// Whether a request was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Agreed {
    Yes,
    No,
}

/// How a goal is doing, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Health {
    OnTrack,
    AtRisk,
    OffTrack,
}

impl Health {
    /// As a sentence says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OnTrack => "on track",
            Self::AtRisk => "at risk",
            Self::OffTrack => "off track",
        }
    }
}

/// One item in one note, as written there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What it is.
    pub kind: Kind,
    /// The writer's words, with every recognised spelling of a mark, owner, date, id and field taken out.
    pub text: String,
    /// Its box.
    pub mark: Mark,
    /// The owner that the line or its heading states; `None` where neither does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The due date (`by` for a goal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The date it was done, where the line says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
    /// Its id, without `^`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its fields.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// The strictest of its own visibility, its section's and its note's.
    pub visibility: Visibility,
    /// What [`Self::visibility`] is by somebody's word; `None` where nobody says anything and it is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Visibility>,
    /// The options of a concern, decision or ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// For a commitment nested under feedback: the index, in the same list of mentions, of that feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_on: Option<usize>,
    /// Nested plain bullets that are neither options nor items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// For feedback: which way it goes, where its heading says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<FeedbackDirection>,
    /// For a line of a digest: the note that the line links to, where the item was first asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers: Option<NotePath>,
    /// Where it stands.
    pub source: Source,
}
