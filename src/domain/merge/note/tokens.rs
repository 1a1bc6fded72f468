//! What makes two pieces the same piece, as numbers that are compared fast.

use std::collections::HashMap;

use super::{
    parts::{Parts, read},
    tree::{Kind, Node, ROOT, Tree},
    yaml::folded_key,
};
use crate::domain::ledger::identity::{fold, fold_lightly};

/// The names of one piece; equal numbers mean equal texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// All that it says; `None` for an empty line.
    pub(super) exact: Option<u32>,
    /// Its `^id`.
    pub(super) id: Option<u32>,
    /// What it is about, however it says so: an item's words, a heading, a key.
    pub(super) about: Option<u32>,
}

/// Numbers for texts, the same for all versions of a note.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<(Kind, Sort, String), u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sort {
    Exact,
    Id,
    About,
    Word,
}

/// A version of a note with its pieces' names.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) tree: Tree<'a>,
    pub(super) tokens: Vec<Tokens>,
    /// The text.
    pub(super) source: &'a str,
}

impl<'a> Named<'a> {
    pub(super) fn new(source: &'a str, tree: Tree<'a>, numbers: &mut Numbers) -> Self {
        let tokens = tree.nodes.iter().map(|node| numbers.tokens(node)).collect();
        Self { tree, tokens, source }
    }

    pub(super) fn node(&self, id: usize) -> &Node<'a> {
        self.tree.nodes.get(id).unwrap_or(&self.tree.nodes[ROOT])
    }

    pub(super) fn token(&self, id: usize) -> Tokens {
        self.tokens.get(id).copied().unwrap_or_default()
    }
}

impl Numbers {
    fn tokens(&mut self, node: &Node<'_>) -> Tokens {
        let text = node.text.trim();
        let mut about = |about: String| Some(self.number(node.kind, Sort::About, about));
        let (id, about) = match node.kind {
            Kind::Blank => return Tokens::default(),
            Kind::Root | Kind::Front | Kind::Fence => {
                let only = Some(self.number(node.kind, Sort::Exact, String::new()));
                return Tokens { exact: only, id: None, about: only };
            }
            Kind::Section => {
                let heading = text.lines().next().unwrap_or_default().trim_start_matches('#');
                (None, about(fold_lightly(heading)))
            }
            Kind::Key => (None, about(folded_key(text))),
            Kind::Block if is_seal(text) => (None, about(SEAL.to_owned())),
            Kind::Line | Kind::Block => (None, None),
            Kind::Item | Kind::Entry => {
                let inline = read(Parts::of(node.kind, node.text).body);
                // Which option is recommended says nothing of what it is.
                let said = inline.text.trim().trim_end_matches("(recommended)");
                let words = about(fold_lightly(said)).filter(|_| !fold(&inline.text).is_empty());
                let id = inline.id.or_else(|| mapped_id(text));
                (id.map(|id| self.number(Kind::Item, Sort::Id, id)), words)
            }
        };
        let exact = Some(self.number(node.kind, Sort::Exact, text.to_owned()));
        Tokens { exact, id, about }
    }

    /// The different words of a text, in ascending order of their numbers.
    pub(super) fn words(&mut self, text: &str) -> Vec<u32> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut found: Vec<u32> =
            words.map(|word| self.number(Kind::Root, Sort::Word, word.to_lowercase())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn number(&mut self, kind: Kind, sort: Sort, text: String) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry((kind, sort, text)).or_insert(next)
    }
}

const SEAL: &str = "<!-- headsup: sha256:";

/// Whether a block is the last line of a digest, which says what the digest was when headsup wrote it.
pub(super) fn is_seal(text: &str) -> bool {
    text.trim_start().starts_with(SEAL)
}

/// The id of a list's entry that is a mapping on one line: `- {id: quiet, text: …}`.
fn mapped_id(text: &str) -> Option<String> {
    let inner = text.strip_prefix('-')?.trim_start();
    let after = match inner.strip_prefix('{') {
        Some(map) => map.split(',').find_map(|field| field.trim().strip_prefix("id:"))?,
        None => inner.strip_prefix("id:")?,
    };
    let id = after.trim().trim_matches(['"', '\'', '}', ' ']);
    (!id.is_empty()).then(|| id.to_owned())
}
