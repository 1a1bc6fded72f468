//! Blocks → headings and mentions: what each heading makes of the items under it, and nesting.

use super::{
    action,
    body::{Block, HeadingBlock, ItemBlock, Lead},
    confidential,
    diagnostic::Severity,
    heading::{classify, hides, holds_items, kind_of},
    inline,
    item::{Choice, Kind, Mark, Mention, Visibility},
    meeting::{Heading, Section},
    mention::{self, Raw, Scope},
    place::Report,
};
use crate::domain::roster::{Owner, Resolved};

/// The headings and the mentions of one meeting's blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Its items, by line.
    pub mentions: Vec<Mention>,
    /// How its headings were read.
    pub headings: Vec<Heading>,
}

/// Whose words a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// A person's: every heading counts.
    Person,
    /// Ours, perhaps edited: our own headings name nothing, see [`ours`].
    Digest,
}

/// Reads blocks that belong to one meeting, under the headings `above` that were open before them. Places in
/// `blocks` count from `first`, the index of its first block in the file's list, since a block names its parent
/// by that.
#[must_use]
pub fn read(
    scope: &Scope<'_>,
    author: Author,
    above: &[&HeadingBlock],
    blocks: &[Block],
    first: usize,
    report: &mut Report<'_>,
) -> Found {
    let mut walk = Walk {
        scope,
        author,
        first,
        open: Vec::new(),
        roles: vec![Role::Prose; blocks.len()],
        marks: vec![None; blocks.len()],
        found: Found::default(),
        report,
    };
    for heading in above {
        walk.enter(heading);
    }
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(heading) => walk.heading(heading),
            Block::Item(item) => {
                let mark = walk.mark(item);
                if let Some(place) = walk.marks.get_mut(at) {
                    *place = mark;
                }
                let role = walk.item(item);
                if let Some(place) = walk.roles.get_mut(at) {
                    *place = role;
                }
            }
            Block::OpenComment(at) => walk.report.push(
                *at..*at + 4,
                Severity::Warning,
                "open-comment",
                "this HTML comment is never closed and hides the rest of the note",
                Some("close it with `-->`".to_owned()),
            ),
            Block::TooDeep(at) => walk.report.push(
                *at..*at,
                Severity::Warning,
                "too-deep",
                "this list is nested too deeply to be read",
                Some("move its items up a few levels".to_owned()),
            ),
            Block::Prose(_) => {}
        }
    }
    walk.found
}

/// What one of our own digests' headings makes of the lines that a person adds under it; `None` where it is
/// not ours. Under those of what is owed, all of ours end in a link or are a count, so that the rest is the
/// person's; under the others, bullets are ours.
#[must_use]
pub fn ours(heading: &str) -> Option<Section> {
    match plain(heading).as_str() {
        "decide" | "unowned" | "goals" | "feedback" | "tell" | "ask" => Some(Section::Prose),
        _ => owing(heading),
    }
}

/// Whose promises one of our own digests' headings announces.
#[must_use]
pub fn owing(heading: &str) -> Option<Section> {
    match plain(heading).as_str() {
        "you owe" => Some(Section::Mine),
        heading => heading.ends_with(" owes").then_some(Section::Theirs),
    }
}

/// A heading without case, and without what a person may have put around its words.
fn plain(heading: &str) -> String {
    heading.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A heading whose section we are in.
struct Open {
    level: u8,
    section: Section,
    visibility: Option<Visibility>,
    owner: Option<Owner>,
}

/// What a block turned out to be, for the blocks nested in it.
#[derive(Clone, PartialEq)]
enum Role {
    /// Nothing, or a bullet that is no item.
    Prose,
    /// A bullet that only groups others: empty, or a person's name, whose the others then are.
    Group(Option<Owner>),
    /// A mention.
    Mention(usize),
    /// Part of a mention: an option, a remark.
    Part(usize),
}

struct Walk<'a, 'b, 'r> {
    scope: &'a Scope<'a>,
    author: Author,
    first: usize,
    open: Vec<Open>,
    roles: Vec<Role>,
    /// For each block: whether a bullet is marked as confidential, or lies under one that is.
    marks: Vec<Option<Visibility>>,
    found: Found,
    report: &'b mut Report<'r>,
}

impl Walk<'_, '_, '_> {
    fn heading(&mut self, block: &HeadingBlock) {
        let (own, section) = self.enter(block);
        let people = self.scope.attendees.len();
        if own == Section::Theirs && people > 1 {
            self.report.push(
                block.at..block.at,
                Severity::Warning,
                "whose",
                format!("`{}` could mean any of {people} people here", block.text),
                Some("name the owner of each item under it: `@name`".to_owned()),
            );
        }
        self.found.headings.push(Heading {
            line: self.report.lines().line(block.at),
            text: block.text.clone(),
            section,
        });
    }

    /// Begins a heading's section: what its own words say it is, and what it is where it stands.
    fn enter(&mut self, block: &HeadingBlock) -> (Section, Section) {
        self.open.retain(|open| open.level < block.level);
        let own = match self.author {
            Author::Digest => ours(&block.text).unwrap_or_else(|| classify(&block.text)),
            Author::Person => classify(&block.text),
        };
        let outer = self.open.last();
        let section = if own == Section::Prose { outer.map_or(own, |outer| outer.section) } else { own };
        let hidden = hides(&block.text).then_some(Visibility::Confidential);
        let visibility = outer.and_then(|outer| outer.visibility).max(hidden);
        let owner = match own {
            Section::Prose => outer.and_then(|outer| outer.owner.clone()),
            Section::Mine => Some(Owner::Me),
            Section::Theirs => self.other(),
            Section::Items(Kind::Commitment) => self.possessor(&block.text),
            _ => None,
        };
        self.open.push(Open { level: block.level, section, visibility, owner });
        (own, section)
    }

    /// Whom `Theirs` means: the one other person of the meeting.
    fn other(&self) -> Option<Owner> {
        match self.scope.attendees {
            [one] => Some(Owner::Person(one.clone())),
            _ => None,
        }
    }

    /// The owner that a heading such as `Priya's actions` names.
    fn possessor(&self, heading: &str) -> Option<Owner> {
        let at = heading.find("'s ").or_else(|| heading.find("’s "))?;
        self.person(&heading[..at])
    }

    fn person(&self, name: &str) -> Option<Owner> {
        match self.scope.roster.resolve(name, self.scope.attendees) {
            Resolved::Me => Some(Owner::Me),
            Resolved::Person(key) => Some(Owner::Person(key)),
            Resolved::Ambiguous(_) | Resolved::Unknown => None,
        }
    }

    /// Whether a bullet is marked as confidential, or lies under one that is, be that an item or not.
    fn mark(&self, item: &ItemBlock) -> Option<Visibility> {
        let above = item.parent.and_then(|parent| self.marks.get(parent.checked_sub(self.first)?));
        let own = confidential::marks(item.text.text()).then_some(Visibility::Confidential);
        own.max(above.copied().flatten())
    }

    fn item(&mut self, item: &ItemBlock) -> Role {
        let (section, inherited, section_owner) = self
            .open
            .last()
            .map_or((Section::Prose, None, None), |open| (open.section, open.visibility, open.owner.clone()));
        if section == Section::Attendance {
            return Role::Prose;
        }
        let outer = item
            .parent
            .and_then(|parent| self.roles.get(parent.checked_sub(self.first)?))
            .cloned()
            .unwrap_or(Role::Group(None));
        let text = item.text.text();
        let parent = match outer {
            Role::Mention(parent) | Role::Part(parent) => Some(parent),
            Role::Prose | Role::Group(_) => None,
        };
        if item.lead == Lead::Action && action::is_nothing(text) {
            return Role::Prose;
        }
        let as_item = match (item.lead, parent) {
            (Lead::Bullet, Some(parent)) => return self.nested(item, parent, &outer),
            (Lead::Checkbox(_) | Lead::Brackets, Some(parent))
                if self.option(item, parent, &outer).is_some() =>
            {
                return Role::Part(parent);
            }
            (Lead::Bullet, None) => holds_items(section) && outer != Role::Prose,
            _ => true,
        };
        if text.is_empty() {
            return if parent.is_some() { outer } else { Role::Group(group_owner(&outer)) };
        }
        if !as_item {
            return Role::Prose;
        }
        if inline::is_person_only(text, self.scope.roster, self.scope.attendees) {
            return parent.map_or_else(|| Role::Group(self.person(text)), Role::Part);
        }
        let nested_box = parent.is_some() || item.lead == Lead::Action;
        let kind = if nested_box || !holds_items(section) { Kind::Commitment } else { kind_of(section) };
        let above = parent.and_then(|parent| self.found.mentions.get(parent));
        let action_on = parent.filter(|_| above.is_some_and(|above| above.kind == Kind::Feedback));
        let raw = Raw {
            kind,
            mark: match item.lead {
                Lead::Checkbox(mark) => mark,
                Lead::Brackets => Mark::Open,
                Lead::Bullet | Lead::Action => Mark::Bare,
            },
            text: item.text.clone(),
            owner: group_owner(&outer).or(section_owner),
            direction: match section {
                Section::Feedback(direction) if kind == Kind::Feedback => Some(direction),
                _ => None,
            },
            visibility: inherited.max(self.mark(item)).max(above.and_then(|above| above.stated)),
            action_on,
            at: item.at,
        };
        let Some(mention) = mention::read(self.scope, raw, self.report) else {
            return Role::Group(group_owner(&outer));
        };
        if mention.mark != Mark::Done {
            self.hint(item, mention.kind);
        }
        self.found.mentions.push(mention);
        Role::Mention(self.found.mentions.len() - 1)
    }

    fn hint(&mut self, item: &ItemBlock, kind: Kind) {
        let (code, message) = match item.lead {
            Lead::Bullet if kind == Kind::Commitment => {
                ("no-checkbox", "a commitment without a checkbox counts as open")
            }
            Lead::Brackets => ("no-checkbox", "`[]` is read as an open checkbox"),
            _ => return,
        };
        let range = item.text.source(0..item.text.text().len());
        let fix = Some(format!("write `- [ ] {}`", shorten(item.text.text())));
        self.report.push(item.at..range.end.max(item.at), Severity::Hint, code, message, fix);
    }

    /// A plain bullet nested in a mention: an option of it, else a remark.
    fn nested(&mut self, item: &ItemBlock, parent: usize, outer: &Role) -> Role {
        let text = item.text.text();
        if !text.is_empty()
            && self.option(item, parent, outer).is_none()
            && !self.is_stricter(item, parent)
            && let Some(above) = self.found.mentions.get_mut(parent)
        {
            above.remarks.push(text.to_owned());
        }
        Role::Part(parent)
    }

    /// Adds a bullet directly under a concern, decision or ask to its options; one with a checkbox only where
    /// it says `option:`.
    fn option(&mut self, item: &ItemBlock, parent: usize, outer: &Role) -> Option<()> {
        let above = self.found.mentions.get(parent)?;
        let chooses = matches!(above.kind, Kind::Concern | Kind::Decision | Kind::Ask);
        if !chooses || *outer != Role::Mention(parent) {
            return None;
        }
        let (named, choice) = choice(item.text.text());
        if item.lead != Lead::Bullet && named == Named::No {
            return None;
        }
        if !self.is_stricter(item, parent) {
            self.found.mentions.get_mut(parent)?.options.extend(choice);
        }
        Some(())
    }

    /// Whether a bullet is confidential and the item that it is part of is not: it is no part to be shown then.
    fn is_stricter(&self, item: &ItemBlock, parent: usize) -> bool {
        let seen = self.found.mentions.get(parent).map(|above| above.visibility);
        self.mark(item) > seen
    }
}

/// Whether an option says that it is one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Yes,
    No,
}

/// Reads an option's text: `option:` before it, and `(recommended)` anywhere in it, are taken out.
fn choice(text: &str) -> (Named, Option<Choice>) {
    let prefix = text.get(..7).filter(|prefix| prefix.eq_ignore_ascii_case("option:"));
    let text = if prefix.is_some() { text.get(7..).unwrap_or_default() } else { text };
    let mark = "(recommended)";
    let found = text.to_ascii_lowercase().find(mark);
    let text = match found {
        Some(at) => format!("{} {}", text[..at].trim(), text[at + mark.len()..].trim()),
        None => text.to_owned(),
    };
    let text = text.trim().to_owned();
    let named = if prefix.is_some() { Named::Yes } else { Named::No };
    (named, (!text.is_empty()).then(|| Choice { text, recommended: found.is_some() }))
}

/// An option given as text alone, in the front matter.
#[must_use]
pub fn option_of(text: &str) -> Option<Choice> {
    choice(text).1
}

fn group_owner(role: &Role) -> Option<Owner> {
    match role {
        Role::Group(owner) => owner.clone(),
        _ => None,
    }
}

fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{}…", cut.trim_end())
}
