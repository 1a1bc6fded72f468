//! Items as front matter may hold them, in place of the body or beside it.

use schemars::JsonSchema;

use super::scalar::{Health, OneOrMany, Text, Visibility, YesNo};

/// Items: a list, or just one.
pub type Items = OneOrMany<Item>;

/// One item: a line as it would stand in the body, or a mapping of its fields.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Item {
    Line(Text),
    Fields(Box<Fields>),
}

/// The fields of one item. A text that holds a colon and a space needs quotes, else YAML takes it for a mapping.
#[derive(Clone, Debug, JsonSchema)]
pub struct Fields {
    /// What it is about, in your words.
    #[schemars(example = &"Send the migration plan")]
    pub text: Text,
    /// Who has to do it: `me`, or a person's id, name, alias or `"@handle"`.
    pub owner: Option<Text>,
    /// When it is due: a date, or a day word such as `friday`, counted from the note's date.
    #[schemars(example = &"2026-03-13", example = &"end of week")]
    pub due: Option<Text>,
    /// The same as `due`.
    pub by: Option<Text>,
    /// The day it was done, or whether it is.
    #[schemars(example = &"2026-03-10")]
    pub done: Option<Text>,
    /// A short name that stays the same from note to note: letters, digits and `-`, without `^`.
    #[schemars(example = &"mig-plan")]
    pub id: Option<Text>,
    /// The ways out of a concern, decision or ask. `(recommended)` behind one marks your choice.
    pub options: Option<OneOrMany<Choice>>,
    /// Who gave the feedback, or asked for the work.
    pub from: Option<Text>,
    /// Whom it is addressed to.
    pub to: Option<Text>,
    /// What or whom it is about.
    pub about: Option<Text>,
    /// What is measured.
    pub metric: Option<Text>,
    /// The measure's value at the start.
    pub baseline: Option<Text>,
    /// The measure's value now.
    pub now: Option<Text>,
    /// The measure's value to reach.
    pub target: Option<Text>,
    /// The goal it serves, or several: an id or a text each; often one of the other person's goals.
    pub supports: Option<OneOrMany<Text>>,
    /// The goal it belongs to: an id or a text.
    pub goal: Option<Text>,
    /// How far ahead it looks: `quarter`, `year`, `growth`.
    pub horizon: Option<Text>,
    /// How it is doing.
    pub health: Option<Health>,
    /// What a request pushes aside: the id or the text of a goal or commitment.
    pub displaces: Option<Text>,
    /// Whether a request was agreed. With a due date and `yes` it becomes your commitment.
    pub agreed: Option<YesNo>,
    /// By when somebody has to decide: a date or a day word.
    #[schemars(rename = "decide-by")]
    pub decide_by: Option<Text>,
    /// Who decides.
    pub decider: Option<Text>,
    /// The option that you recommend.
    pub recommend: Option<Text>,
    /// What was decided. With it a concern is settled.
    pub outcome: Option<Text>,
    /// What shows that it is so.
    pub evidence: Option<Text>,
    /// What the organisation gains.
    pub benefit: Option<Text>,
    /// Parked until this day.
    pub until: Option<Text>,
    /// Somebody else who should hear of it: the item enters that person's digest too.
    pub tell: Option<Text>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
}

/// One way out.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Choice {
    Line(Text),
    Fields {
        /// The option, in your words.
        text: Text,
        /// Whether it is the one you recommend.
        recommended: Option<YesNo>,
    },
}
