//! Markdown → the blocks that can hold items, in order, and nothing about what they mean.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{action, item::Mark, joined::Joined};

/// Lists that are nested more deeply than this are passed over.
pub const DEEPEST: usize = 64;

/// A block that matters to the reading of items. All positions are byte offsets in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading outside of lists and quotes.
    Heading(HeadingBlock),
    /// A list item, or a line that begins `ACTION:` and the like.
    Item(ItemBlock),
    /// Anything else that a reader sees: a paragraph, a table, a block of code, a quote.
    Prose(usize),
    /// An HTML comment that is never closed, and so hides the rest.
    OpenComment(usize),
    /// A list item nested too deeply.
    TooDeep(usize),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingBlock {
    /// Where it begins.
    pub at: usize,
    /// Its level, from 1.
    pub level: u8,
    /// Its text without markdown marks.
    pub text: String,
}

/// A list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemBlock {
    /// Where its first line begins, after its margin.
    pub at: usize,
    /// The block, by index, of the list item that it is nested in.
    pub parent: Option<usize>,
    /// What stands before its text.
    pub lead: Lead,
    /// Its text, without what stands before it.
    pub text: Joined,
}

/// What stands before an item's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Only the bullet.
    Bullet,
    /// A checkbox.
    Checkbox(Mark),
    /// `[]`, which is meant as a checkbox.
    Brackets,
    /// `ACTION:`, `TODO` and the like, after a bullet or at the beginning of a line.
    Action,
}

/// Finds the blocks of the body that begins at the byte `start` of a file.
#[must_use]
pub fn read(file: &str, start: usize) -> Vec<Block> {
    let body = file.get(start..).unwrap_or_default();
    let mut walk =
        Walk { file, blocks: Vec::new(), items: Vec::new(), hidden: 0, heading: None, numbered: None };
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        walk.event(event, start + range.start..start + range.end);
    }
    walk.blocks
}

/// An open list item.
struct Open {
    /// Its block; `None` where it is nested too deeply.
    block: Option<usize>,
    /// Where its text begins, until the text is known to have ended.
    text_from: Option<usize>,
}

struct Walk<'a> {
    file: &'a str,
    blocks: Vec<Block>,
    items: Vec<Open>,
    /// How many quotes we are in.
    hidden: usize,
    heading: Option<HeadingBlock>,
    /// The last item outside of others, where it has a number and nothing but bullets under it has followed:
    /// its block and its indent.
    numbered: Option<(usize, usize)>,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                self.other(range.start);
                self.hidden += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            Event::Start(Tag::Item) => self.open_item(range),
            Event::End(TagEnd::Item) => {
                self.end_text(range.end);
                self.items.pop();
            }
            Event::Start(Tag::Paragraph) => self.paragraph(range),
            Event::Start(Tag::Heading { level, .. }) => {
                self.end_text(range.start);
                if self.items.is_empty() {
                    self.numbered = None;
                    let level = level_number(level);
                    self.heading = Some(HeadingBlock { at: range.start, level, text: String::new() });
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = self.heading.take() {
                    heading.text.truncate(heading.text.trim_end().len());
                    self.blocks.push(Block::Heading(heading));
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut self.heading {
                    heading.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut self.heading {
                    heading.text.push(' ');
                }
            }
            Event::Start(Tag::List(_)) => self.end_text(range.start),
            Event::Start(Tag::HtmlBlock) => {
                let html = self.file.get(range.clone()).unwrap_or_default();
                if html.trim_start().starts_with("<!--") && !html.contains("-->") {
                    self.blocks.push(Block::OpenComment(range.start));
                }
                self.other(range.start);
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_) | Tag::MetadataBlock(_)) | Event::Rule => {
                self.other(range.start);
            }
            _ => {}
        }
    }

    fn other(&mut self, at: usize) {
        self.end_text(at);
        if self.items.is_empty() && self.hidden == 0 {
            self.numbered = None;
            self.blocks.push(Block::Prose(at));
        }
    }

    fn open_item(&mut self, range: Range<usize>) {
        self.end_text(range.start);
        let raw = self.file.get(range.clone()).unwrap_or_default();
        let at = range.start + raw.len() - raw.trim_start().len();
        if self.items.len() >= DEEPEST {
            if self.items.len() == DEEPEST {
                self.blocks.push(Block::TooDeep(at));
            }
            self.items.push(Open { block: None, text_from: None });
            return;
        }
        let block = self.blocks.len();
        let parent = match self.items.last() {
            Some(open) => open.block,
            None => self.under_number(at, block),
        };
        let text = Joined::default();
        self.blocks.push(Block::Item(ItemBlock { at, parent, lead: Lead::Bullet, text }));
        let text_from = range.end.min(at + marker(self.file.get(at..range.end).unwrap_or_default()));
        self.items.push(Open { block: Some(block), text_from: Some(text_from) });
    }

    /// The numbered item that a bullet outside of lists is meant to lie under: `1. a` wants what is nested in
    /// it three columns to the right, but people indent bullets by two, as everywhere.
    fn under_number(&mut self, at: usize, block: usize) -> Option<usize> {
        let before = self.file.get(..at).unwrap_or_default();
        let indent = before.len() - before.trim_end_matches(' ').len();
        let is_numbered =
            self.file.get(at..).is_some_and(|item| item.starts_with(|c: char| c.is_ascii_digit()));
        let above =
            self.numbered.filter(|(_, own)| !is_numbered && indent >= own + 2).map(|(block, _)| block);
        if above.is_none() {
            self.numbered = is_numbered.then_some((block, indent));
        }
        above
    }

    /// Ends the innermost item's text, if it is still open, before `end`.
    fn end_text(&mut self, end: usize) {
        let Some((block, from)) =
            self.items.last_mut().and_then(|open| open.block.zip(open.text_from.take()))
        else {
            return;
        };
        let range = from..end.max(from);
        let (first, others) = action::lines(self.file, range.clone(), action::First::Passed);
        let text = Joined::of(self.file, range.start..first);
        if let Some(Block::Item(item)) = self.blocks.get_mut(block) {
            (item.lead, item.text) = lead(text);
        }
        self.actions(others);
    }

    /// A paragraph is the text of the item that it begins, or text of its own.
    fn paragraph(&mut self, range: Range<usize>) {
        if self.items.last().is_some_and(|open| open.text_from.is_some()) {
            self.end_text(range.end);
            return;
        }
        if self.items.is_empty() {
            self.numbered = None;
            self.blocks.push(Block::Prose(range.start));
        }
        let (_, actions) = action::lines(self.file, range, action::First::Counts);
        self.actions(actions);
    }

    fn actions(&mut self, lines: Vec<Range<usize>>) {
        for line in lines {
            let text = Joined::of(self.file, line.clone());
            let (lead, text) = lead(text);
            self.blocks.push(Block::Item(ItemBlock { at: line.start, parent: None, lead, text }));
        }
    }
}

/// How long a list item's marker is, with the white space behind it.
fn marker(item: &str) -> usize {
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = item.get(digits + 1..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    digits + 1 + gap
}

/// Takes a checkbox, or `ACTION:` and the like, from the beginning of an item's text.
#[must_use]
pub fn lead(text: Joined) -> (Lead, Joined) {
    if let Some((mark, len)) = checkbox(text.text()).filter(|(_, len)| text.begins_whole(*len)) {
        let lead = mark.map_or(Lead::Brackets, Lead::Checkbox);
        let rest = text.skip(len);
        let len = action::prefix(rest.text()).filter(|len| rest.text()[..*len].contains(':')).unwrap_or(0);
        return (lead, rest.skip(len));
    }
    match action::prefix(text.text()) {
        Some(len) => (Lead::Action, text.skip(len)),
        None => (Lead::Bullet, text),
    }
}

/// The box that a text begins with, and its length; `None` inside for `[]`.
#[must_use]
pub fn checkbox(text: &str) -> Option<(Option<Mark>, usize)> {
    let inner = text.strip_prefix('[')?;
    let close = inner.find(']').filter(|close| *close <= 8)?;
    let after = inner[close + 1..].chars().next();
    if after.is_some_and(|c| !c.is_whitespace()) {
        return None;
    }
    let mut signs = inner[..close].chars();
    let (sign, more) = (signs.next(), signs.next());
    // A variation selector belongs to the emoji before it.
    if more.is_some_and(|c| c != '\u{FE0F}') || signs.next().is_some() {
        return inner[..close].trim().is_empty().then_some((Some(Mark::Open), close + 2));
    }
    let mark = sign.map(|sign| match sign {
        'x' | 'X' => Mark::Done,
        '/' => Mark::UnderWay,
        '-' => Mark::Dropped,
        '>' => Mark::Carried,
        _ => Mark::Open,
    });
    Some((mark, close + 2))
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests;
