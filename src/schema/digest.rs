//! What `headsup digest --json` prints. `headsup items --json` prints a list of the same [`Item`]s.

use schemars::JsonSchema;

/// What one person needs to know before one meeting. Facts that are not there are left out, except `owner`, which
/// is then null. Later versions may add keys.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(title = "headsup: headsup digest --json")]
pub struct Digest {
    /// The meeting.
    pub meeting: Meeting,
    /// The sections that hold something, in the order of the page.
    pub sections: Vec<Section>,
    /// What is wrong in the notes that the digest was made from.
    pub diagnostics: Vec<Diagnostic>,
}

/// A meeting.
#[derive(Clone, Debug, JsonSchema)]
pub struct Meeting {
    /// The keys of the other people.
    pub with: Vec<String>,
    /// When it starts: RFC 3339 with the time zone in brackets.
    #[schemars(example = &"2026-03-17T10:00:00+01:00[Europe/Madrid]")]
    pub start: String,
    /// The day of the last meeting that was held with the person.
    #[schemars(skip_serializing_if = "Option::is_none", with = "Day")]
    pub last_met: Option<Day>,
    /// The planned meeting's note, by its path in the notebook.
    #[schemars(skip_serializing_if = "Option::is_none", with = "String")]
    pub note: Option<String>,
}

/// A section of the page.
#[derive(Clone, Debug, JsonSchema)]
pub struct Section {
    /// Which one.
    pub name: SectionName,
    /// How many of its items the page had no room for.
    pub hidden: u64,
    /// The items shown.
    pub items: Vec<Item>,
}

/// The sections, in the order of the page.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SectionName {
    Decide,
    YouOwe,
    TheyOwe,
    Unowned,
    Goals,
    Feedback,
    Tell,
    Ask,
}

/// An item, over all the notes that mention it.
#[derive(Clone, Debug, JsonSchema)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The latest wording.
    pub text: String,
    /// `me`, a person's key, a name that is nobody's or several people's as it was written, or null.
    pub owner: Option<String>,
    /// How far it is.
    pub state: State,
    /// When it is due.
    #[schemars(skip_serializing_if = "Option::is_none", with = "Day")]
    pub due: Option<Day>,
    /// How many days it is late on the day of the meeting.
    #[schemars(skip_serializing_if = "Option::is_none", with = "i64")]
    pub days_late: Option<i64>,
    /// How often its due date was moved.
    #[schemars(skip_serializing_if = "Option::is_none", with = "u64")]
    pub moved: Option<u64>,
    /// The due date that was given first.
    #[schemars(skip_serializing_if = "Option::is_none", with = "Day")]
    pub first_due: Option<Day>,
    /// The day of the meeting that first asked it.
    #[schemars(skip_serializing_if = "Option::is_none", with = "Day")]
    pub asked: Option<Day>,
    /// Its id, without `^`.
    #[schemars(skip_serializing_if = "Option::is_none", with = "String")]
    pub id: Option<String>,
    /// The ways out of a concern, decision or ask.
    #[schemars(skip_serializing_if = "Option::is_none", with = "Vec<Choice>")]
    pub options: Option<Vec<Choice>>,
    /// Where it was first asked.
    pub source: Source,
}

/// What an item is.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the format's own")]
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

/// How far an item is.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the format's own")]
pub enum State {
    Open,
    Done,
    Dropped,
    Received,
    Planned,
    Acted,
    Closed,
    Raised,
    Ready,
    Decided,
    Parked,
    Asked,
    Accepted,
    Declined,
    Met,
    Missed,
    Draft,
    Agreed,
}

/// One way out.
#[derive(Clone, Debug, JsonSchema)]
pub struct Choice {
    /// The option.
    pub text: String,
    /// Whether it is the one recommended.
    pub recommended: bool,
}

/// A line of a file.
#[derive(Clone, Debug, JsonSchema)]
pub struct Source {
    /// The file's path in the notebook.
    pub path: String,
    /// The line, from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
}

/// Something that `headsup check` has to say about one place.
#[derive(Clone, Debug, JsonSchema)]
pub struct Diagnostic {
    /// The file's path in the notebook.
    pub path: String,
    /// The line, from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// The column in characters, from 1.
    #[schemars(range(min = 1))]
    pub column: u32,
    /// How many characters it is about; 0 for the whole line.
    #[schemars(skip_serializing_if = "Option::is_none", with = "u32")]
    pub length: Option<u32>,
    /// How bad it is.
    pub severity: Severity,
    /// A stable name for programs.
    #[schemars(example = &"unknown-owner")]
    #[schemars(skip_serializing_if = "Option::is_none", with = "String")]
    pub code: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[schemars(skip_serializing_if = "Option::is_none", with = "String")]
    pub fix: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Severity {
    Error,
    Warning,
    Hint,
}

/// A day: `2026-03-03`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline, transparent)]
pub struct Day(#[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))] pub String);
