//! A text as a tree of the pieces that are merged, each with its bytes: one after the other they are the text.

use std::ops::Range;

use super::{
    blocks::{self, Headings},
    yaml,
};
use crate::domain::note::front_matter::split::{End, split};

/// The piece that holds all others.
pub(super) const ROOT: usize = 0;

/// Pieces are nested no more deeply than this; what would lie deeper is taken as lying here.
pub(super) const DEEPEST: usize = 24;

/// How a text is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// As a note.
    Note,
    /// As a note whose headings hold nothing.
    Flat,
    /// As YAML without marks around it.
    Yaml,
    /// As lines.
    Lines,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The whole text.
    Root,
    /// Front matter: its opening mark is its text, its entries are its children.
    Front,
    /// A YAML line `key: value`; what is indented under it are its children.
    Key,
    /// An entry of a YAML list, likewise.
    Entry,
    /// The closing mark of front matter, always the last of its children.
    Fence,
    /// A heading, with all that stands under it.
    Section,
    /// A list item or an `ACTION:` line with its continuation lines; what is nested in it are its children.
    Item,
    /// Any other line.
    Line,
    /// A block of code or an HTML comment, whole.
    Block,
    /// A line that is empty.
    Blank,
}

/// One piece.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind,
    /// The level of a heading; 0 for all else.
    pub(super) level: usize,
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
    /// The empty lines before a heading.
    pub(super) lead: &'a str,
    /// Its own text, without its children's and without the last line's end.
    pub(super) text: &'a str,
    /// The last line's end: `\n`, `\r\n`, or nothing at the end of the text.
    pub(super) end: &'a str,
    /// Where it begins.
    start: usize,
}

impl Node<'_> {
    /// Where its own text stands.
    pub(super) fn range(&self) -> Range<usize> {
        let start = self.start + self.lead.len();
        start..start + self.text.len()
    }
}

/// A text, taken apart. Pieces stand in the order of the text, so that one comes before what it holds.
#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    source: &'a str,
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Takes a text without its byte order mark apart.
    pub(super) fn read(shape: Shape, text: &'a str) -> Self {
        let mut build = Build::new(text);
        match shape {
            Shape::Note | Shape::Flat => {
                let body = front(&mut build, text);
                let headings = if shape == Shape::Note { Headings::Hold } else { Headings::Stand };
                blocks::read(&mut build, body..text.len(), headings);
            }
            Shape::Yaml => yaml::read(&mut build, ROOT, 0..text.len()),
            Shape::Lines => {
                for line in lines(text, 0..text.len()) {
                    let blank = build.text(line.clone()).trim().is_empty();
                    build.push(if blank { Kind::Blank } else { Kind::Line }, ROOT, line);
                }
            }
        }
        build.finish()
    }

    /// The same text, with each of the root's children as one piece.
    pub(super) fn coarse(&self) -> Self {
        let mut build = Build::new(self.source);
        let tops = &self.nodes[ROOT].children;
        for (place, top) in tops.iter().enumerate() {
            let node = &self.nodes[*top];
            let end = tops.get(place + 1).map_or(self.source.len(), |next| self.nodes[*next].start);
            let id = build.push(node.kind, ROOT, node.start..end);
            build.nodes[id].level = node.level;
            build.leads[id] = node.lead.len();
        }
        build.finish()
    }

    /// The text again.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        self.nodes.iter().map(|node| [node.lead, node.text, node.end].concat()).collect()
    }
}

/// Adds the pieces of a note's front matter; where its body begins.
fn front(build: &mut Build<'_>, text: &str) -> usize {
    let Some(split) = split(text) else { return 0 };
    let front = build.push(Kind::Front, ROOT, 0..split.yaml.start);
    yaml::read(build, front, split.yaml.clone());
    if split.end == End::Marked {
        build.push(Kind::Fence, front, split.yaml.end..split.body);
    }
    split.body
}

/// A tree in the making.
pub(super) struct Build<'a> {
    source: &'a str,
    nodes: Vec<Node<'a>>,
    ranges: Vec<Range<usize>>,
    leads: Vec<usize>,
    depths: Vec<usize>,
}

impl<'a> Build<'a> {
    fn new(source: &'a str) -> Self {
        let mut build =
            Self { source, nodes: Vec::new(), ranges: Vec::new(), leads: Vec::new(), depths: Vec::new() };
        build.push(Kind::Root, ROOT, 0..0);
        build
    }

    /// A part of the text.
    pub(super) fn text(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    /// The text from a place on.
    pub(super) fn rest(&self, from: usize) -> &'a str {
        self.source.get(from..).unwrap_or_default()
    }

    /// Adds a piece behind all others.
    pub(super) fn push(&mut self, kind: Kind, parent: usize, range: Range<usize>) -> usize {
        let id = self.nodes.len();
        let parent = if self.depth(parent) < DEEPEST { parent } else { self.nodes[parent].parent };
        self.depths.push(if id == ROOT { 0 } else { self.depth(parent) + 1 });
        let start = range.start;
        self.nodes.push(Node {
            kind,
            level: 0,
            parent,
            children: Vec::new(),
            lead: "",
            text: "",
            end: "",
            start,
        });
        self.ranges.push(range);
        self.leads.push(0);
        if id != ROOT {
            self.nodes[parent].children.push(id);
        }
        id
    }

    /// Adds a heading, with the empty lines before it.
    pub(super) fn heading(&mut self, level: usize, parent: usize, lead: usize, range: Range<usize>) -> usize {
        let id = self.push(Kind::Section, parent, range);
        self.nodes[id].level = level;
        self.leads[id] = lead;
        id
    }

    /// Lets the last piece go on to this end.
    pub(super) fn extend(&mut self, end: usize) {
        if let Some(range) = self.ranges.last_mut() {
            range.end = end;
        }
    }

    /// What a piece is.
    pub(super) fn kind(&self, id: usize) -> Kind {
        self.nodes[id].kind
    }

    /// The piece that holds another.
    pub(super) fn parent(&self, id: usize) -> usize {
        self.nodes[id].parent
    }

    /// The last piece.
    pub(super) fn last(&self) -> usize {
        self.nodes.len() - 1
    }

    fn depth(&self, id: usize) -> usize {
        self.depths.get(id).copied().unwrap_or_default()
    }

    fn finish(mut self) -> Tree<'a> {
        for ((node, range), lead) in self.nodes.iter_mut().zip(self.ranges).zip(self.leads) {
            let own = self.source.get(range).unwrap_or_default();
            let (before, own) = own.split_at_checked(lead).unwrap_or(("", own));
            let text = own.strip_suffix('\n').map_or(own, |text| text.strip_suffix('\r').unwrap_or(text));
            (node.lead, node.text, node.end) = (before, text, own.get(text.len()..).unwrap_or_default());
        }
        Tree { source: self.source, nodes: self.nodes }
    }
}

/// The lines of a range of a text, each with its end.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut at = range.start;
    text.get(range).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..at
    })
}

/// The columns that a line is indented by, a tab as four.
pub(super) fn indent(line: &str) -> usize {
    line.chars()
        .map_while(|c| match c {
            ' ' => Some(1),
            '\t' => Some(4),
            _ => None,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{ROOT, Shape, Tree};
    use proptest::prelude::*;

    fn shape(tree: &Tree<'_>) -> String {
        let mut out = String::new();
        let mut open: Vec<(usize, usize)> = vec![(ROOT, 0)];
        while let Some((id, depth)) = open.pop() {
            let node = &tree.nodes[id];
            if id != ROOT {
                let _ = writeln!(out, "{}{:?} {}", "  ".repeat(depth - 1), node.kind, node.text.trim());
            }
            open.extend(node.children.iter().rev().map(|child| (*child, depth + 1)));
        }
        out
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let tree = Tree::read(Shape::Note, text);
        assert_eq!(shape(&tree), expect, "{text:?}");
        assert_eq!(tree.text(), text);
    }

    #[test]
    fn a_note_is_front_matter_and_nested_sections_of_nested_lines() {
        check(
            "---\nwith: priya # her\ntags:\n- a\n- b\n\n# more\nmeets:\n  every: week\n  day: tue\n---\nHello\nthere\n\n# A\n- [ ] one\n  goes on\n  - nested\n\n    para\n- two\n\n## B\n\ntext\n# C\n",
            "Front ---\n  Key with: priya # her\n  Key tags:\n    Entry - a\n    Entry - b\n  Blank \n  Line # more\n  Key meets:\n    Key every: week\n    Key day: tue\n  Fence ---\nLine Hello\nLine there\nSection # A\n  Item - [ ] one\n  goes on\n    Item - nested\n      Blank \n      Line para\n  Item - two\n  Section ## B\n    Blank \n    Line text\nSection # C\n",
        );
    }

    #[test]
    fn what_looks_like_an_item_in_code_or_a_comment_is_none() {
        check(
            "```\n- [ ] x\n# y\n```\n<!-- a\n- b -->\n- c\n> - d\n---\n    - e",
            "Block ```\n- [ ] x\n# y\n```\nBlock <!-- a\n- b -->\nItem - c\nLine > - d\nLine ---\nLine - e\n",
        );
        check("~~~\n- open", "Line ~~~\nItem - open\n");
        check("ACTION: send it\nrest\n", "Item ACTION: send it\nLine rest\n");
    }

    #[test]
    fn a_block_of_yaml_text_belongs_to_its_key() {
        check(
            "---\nmeets: |\n  DTSTART:x\n\n  RRULE:y\ndate: z\n...\n",
            "Front ---\n  Key meets: |\n    Line DTSTART:x\n    Blank \n    Line RRULE:y\n  Key date: z\n  Fence ...\n",
        );
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(lines in prop::collection::vec(prop::sample::select(vec![
            "---", "a: b", "- [ ] x", "  - y", "# h", "### i", "", "  ", "\t- z", "text", "```", "<!-- c", "-->", "> q",
            "1. n", "    deep", "- a: b", "key: |", "...", "TODO x", "\u{feff}", "é",
        ]), 0..30), end in prop::sample::select(vec!["\n", "\r\n"]), last in prop::sample::select(vec!["", "\n", "\r"])) {
            let text = lines.join(end) + last;
            let shapes = [Shape::Note, Shape::Flat, Shape::Yaml, Shape::Lines].map(|shape| Tree::read(shape, &text));
            for tree in shapes.iter().chain([&shapes[0].coarse()]) {
                prop_assert_eq!(tree.text(), text.clone());
            }
        }
    }
}
