//! All pieces of three versions, each once, and which of them are in the merged text under what.

use super::{
    Grain,
    matching::{additions, descent},
    own::{self, Clash, Own},
    tokens::{Named, Numbers},
    tree::{Kind, Node, ROOT},
};

/// The versions, by their place in a [`Class`].
pub(super) const BASE: usize = 0;
/// The version with the lesser origin.
pub(super) const EARLY: usize = 1;
/// The version with the greater origin.
pub(super) const LATE: usize = 2;

/// A piece, where it stands in each version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) of: [Option<usize>; 3],
    /// The piece that holds it in the merged text.
    pub(super) parent: usize,
    /// Whether it is in the merged text.
    pub(super) lives: bool,
}

/// All pieces.
pub(super) struct Classes<'n, 'a> {
    pub(super) versions: [&'n Named<'a>; 3],
    pub(super) all: Vec<Class>,
    /// For each version, the class of each of its nodes.
    pub(super) class_of: [Vec<usize>; 3],
    /// Whether both sides moved one item, each under something else.
    pub(super) parted: Clash,
}

/// That moved pieces would hold each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knotted;

impl<'n, 'a> Classes<'n, 'a> {
    pub(super) fn new(versions: [&'n Named<'a>; 3], numbers: &mut Numbers) -> Result<Self, Knotted> {
        let [base, early, late] = versions;
        let (in_early, in_late) = (descent(base, early, numbers), descent(base, late, numbers));
        let known: Vec<(usize, usize)> = in_early
            .right_of
            .iter()
            .zip(&in_late.right_of)
            .filter_map(|(early, late)| Some(((*early)?, (*late)?)))
            .collect();
        let is_new = |left_of: &[Option<usize>]| left_of.iter().map(Option::is_none).collect::<Vec<_>>();
        let free = (is_new(&in_early.left_of), is_new(&in_late.left_of));
        let added = additions(early, late, &known, (&free.0, &free.1));

        let mut all: Vec<Class> = Vec::new();
        let mut class_of = versions.map(|named| vec![usize::MAX; named.tree.nodes.len()]);
        let mut add = |of: [Option<usize>; 3]| {
            for (version, id) in of.iter().enumerate().filter_map(|(version, id)| Some((version, (*id)?))) {
                class_of[version][id] = all.len();
            }
            all.push(Class { of, ..Class::default() });
        };
        for (id, (early, late)) in in_early.right_of.iter().zip(&in_late.right_of).enumerate() {
            add([Some(id), *early, *late]);
        }
        let mut twins = vec![None; early.tree.nodes.len()];
        let mut has_twin = vec![false; late.tree.nodes.len()];
        for (early, late) in added {
            twins[early] = Some(late);
            has_twin[late] = true;
        }
        for id in (0..free.0.len()).filter(|id| free.0[*id]) {
            add([None, Some(id), twins[id]]);
        }
        for id in (0..free.1.len()).filter(|id| free.1[*id] && !has_twin[*id]) {
            add([None, None, Some(id)]);
        }
        let mut classes = Self { versions, all, class_of, parted: Clash::No };
        classes.place();
        classes.revive()?;
        Ok(classes)
    }

    pub(super) fn node(&self, class: usize, version: usize) -> Option<&Node<'a>> {
        self.all[class].of[version].map(|id| self.versions[version].node(id))
    }

    /// What a piece is, in any version.
    pub(super) fn kind(&self, class: usize) -> Kind {
        [LATE, EARLY, BASE]
            .into_iter()
            .find_map(|version| self.node(class, version))
            .map_or(Kind::Line, |node| node.kind)
    }

    /// The piece that holds another in a version.
    pub(super) fn parent_in(&self, class: usize, version: usize) -> Option<usize> {
        self.node(class, version).map(|node| self.class_of[version][node.parent])
    }

    /// What a piece holds in a version, in order.
    pub(super) fn children(&self, class: usize, version: usize) -> Vec<usize> {
        let children = self.node(class, version).map(|node| node.children.as_slice()).unwrap_or_default();
        children.iter().map(|id| self.class_of[version][*id]).collect()
    }

    /// What stands before a piece in a version, from it on, and what behind it.
    pub(super) fn beside(
        &self,
        class: usize,
        version: usize,
    ) -> (impl Iterator<Item = usize>, impl Iterator<Item = usize>) {
        let parent = self.node(class, version).map(|node| self.versions[version].node(node.parent));
        let list = parent.map(|node| node.children.as_slice()).unwrap_or_default();
        let id = self.all[class].of[version].unwrap_or_default();
        let at = list.partition_point(|other| *other < id);
        let (before, behind) = list.split_at(at);
        let class_of = &self.class_of[version];
        (before.iter().rev().map(|id| class_of[*id]), behind.iter().skip(1).map(|id| class_of[*id]))
    }

    /// What a piece says in the merged text.
    pub(super) fn own(&self, class: usize, grain: Grain) -> Option<Own<'a>> {
        let base = self.node(class, BASE);
        match (self.node(class, EARLY), self.node(class, LATE)) {
            (Some(early), Some(late)) => Some(own::merge(base, early, late, grain)),
            (Some(only), None) | (None, Some(only)) => Some(own::alone(only)),
            (None, None) => None,
        }
    }

    /// Says of each piece what holds it: where a side moved it, that side's place; where both did, the late one's.
    fn place(&mut self) {
        for class in 0..self.all.len() {
            let [base, early, late] = [BASE, EARLY, LATE].map(|version| self.parent_in(class, version));
            let apart = base.is_some() && early.is_some() && late.is_some() && early != late;
            if apart && base != early && base != late && self.kind(class) == Kind::Item {
                self.parted = Clash::Yes;
            }
            self.all[class].parent = match (early, late) {
                (Some(early), Some(late)) if Some(late) == base => early,
                (_, Some(late)) => late,
                (Some(early), None) => early,
                (None, None) => ROOT,
            };
        }
    }

    /// Says of each piece whether it lives: what one side took out lives on only where the other changed it, or
    /// changed or added something in it.
    fn revive(&mut self) -> Result<(), Knotted> {
        for class in 0..self.all.len() {
            let [base, early, late] = [BASE, EARLY, LATE].map(|version| self.node(class, version));
            self.all[class].lives = match (base, early, late) {
                (None, _, _) | (_, Some(_), Some(_)) => true,
                (_, None, None) => false,
                (Some(base), Some(only), None) | (Some(base), None, Some(only)) => {
                    base.text.trim() != only.text.trim()
                }
            };
        }
        for class in 0..self.all.len() {
            if self.all[class].lives {
                self.raise(class)?;
            }
        }
        let revived = |class: &usize| self.is_one_sided(*class) && self.kind(*class) == Kind::Line;
        let lines: Vec<usize> =
            (0..self.all.len()).filter(|class| self.all[*class].lives).filter(revived).collect();
        for class in lines {
            self.space(class);
        }
        // Of an item that lives on all lives on; of a section the empty lines, so that it looks as it did.
        for version in [EARLY, LATE] {
            for id in 0..self.class_of[version].len() {
                let class = self.class_of[version][id];
                let parent = self.all[class].parent;
                let whole = self.kind(parent) != Kind::Section || self.kind(class) == Kind::Blank;
                let is_left = self.is_one_sided(class) && self.is_one_sided(parent);
                if class != parent && is_left && self.all[parent].lives && whole {
                    self.all[class].lives = true;
                }
            }
        }
        Ok(())
    }

    /// Whether one side took out what the other left in.
    fn is_one_sided(&self, class: usize) -> bool {
        let of = self.all[class].of;
        of[BASE].is_some() && of.iter().flatten().count() == 2
    }

    /// Lets the empty lines live that a line which lives on stood between.
    fn space(&mut self, class: usize) {
        let Some(version) = [EARLY, LATE].into_iter().find(|version| self.all[class].of[*version].is_some())
        else {
            return;
        };
        let is_gone = |other: &usize| self.is_one_sided(*other) && !self.all[*other].lives;
        let is_blank = |other: &usize| self.kind(*other) == Kind::Blank;
        let (before, behind) = self.beside(class, version);
        let found = [before.take_while(is_gone).find(is_blank), behind.take_while(is_gone).find(is_blank)];
        for blank in found.into_iter().flatten() {
            self.all[blank].lives = true;
        }
    }

    /// Lets all that holds a living piece live.
    fn raise(&mut self, class: usize) -> Result<(), Knotted> {
        let mut at = class;
        for _ in 0..=4 * super::tree::DEEPEST {
            if at == ROOT {
                return Ok(());
            }
            at = self.all[at].parent;
            self.all[at].lives = true;
        }
        Err(Knotted)
    }
}
