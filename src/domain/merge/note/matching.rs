//! Which pieces of two versions are the same piece.

use std::collections::{HashMap, HashSet};

use super::{
    align::{ascending, in_order},
    similar::{self, Score},
    tokens::{Named, Numbers, Tokens},
    tree::{Kind, ROOT},
};

/// The pieces of one version, called the left one, and those of another that they are. Found in this order:
/// under parents that are the same, by all they say, by id, by what they are about; then anywhere, what stands
/// once on both sides; then, in the same place, by similar words; last empty lines, by their place.
#[derive(Clone, Debug)]
pub(super) struct Matching {
    pub(super) right_of: Vec<Option<usize>>,
    pub(super) left_of: Vec<Option<usize>>,
}

/// Matches a version with one that was made from it.
pub(super) fn descent(left: &Named<'_>, right: &Named<'_>, numbers: &mut Numbers) -> Matching {
    let mut matcher = Matcher::new(left, right);
    matcher.pair(ROOT, ROOT);
    matcher.settle();
    matcher.twins(&[(Kind::Key, By::About), (Kind::Entry, By::Exact), (Kind::Entry, By::About)]);
    matcher.moves();
    matcher.similar(numbers);
    matcher.moves();
    matcher.blanks(Blanks::ByPlace);
    matcher.found
}

/// Matches what two versions added, each for itself: `known` are the pieces that are the same because they come
/// from the same piece of the base, `free` says which others are new.
pub(super) fn additions(
    left: &Named<'_>,
    right: &Named<'_>,
    known: &[(usize, usize)],
    free: (&[bool], &[bool]),
) -> Vec<(usize, usize)> {
    let mut matcher = Matcher::new(left, right);
    matcher.closed = (free.0.iter().map(|free| !free).collect(), free.1.iter().map(|free| !free).collect());
    for (l, r) in known {
        matcher.pair(*l, *r);
    }
    matcher.known = matcher.found.right_of.iter().map(Option::is_some).collect();
    matcher.settle();
    matcher.by_id();
    matcher.twins(&[
        (Kind::Section, By::About),
        (Kind::Key, By::About),
        (Kind::Item, By::Exact),
        (Kind::Item, By::About),
        (Kind::Entry, By::Exact),
    ]);
    matcher.blanks(Blanks::ByNeighbours);
    let new = |l: &usize| !matcher.known[*l];
    let pairs = matcher.found.right_of.iter().enumerate();
    pairs.filter_map(|(l, r)| Some((l, (*r)?))).filter(|(l, _)| new(l)).collect()
}

/// What a piece is known by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Exact,
    Id,
    About,
}

impl By {
    fn of(self, tokens: Tokens) -> Option<u32> {
        match self {
            Self::Exact => tokens.exact,
            Self::Id => tokens.id,
            Self::About => tokens.about,
        }
    }
}

#[derive(Clone, Copy)]
enum Blanks {
    /// Those between the same pieces, from the first on.
    ByPlace,
    /// Only those next to something that both added.
    ByNeighbours,
}

struct Matcher<'m, 'a> {
    left: &'m Named<'a>,
    right: &'m Named<'a>,
    found: Matching,
    /// What must not be matched.
    closed: (Vec<bool>, Vec<bool>),
    /// What was matched before.
    known: Vec<bool>,
    /// Pairs whose children are not matched yet.
    open: Vec<(usize, usize)>,
}

impl<'m, 'a> Matcher<'m, 'a> {
    fn new(left: &'m Named<'a>, right: &'m Named<'a>) -> Self {
        let (l, r) = (left.tree.nodes.len(), right.tree.nodes.len());
        let found = Matching { right_of: vec![None; l], left_of: vec![None; r] };
        let closed = (vec![false; l], vec![false; r]);
        Self { left, right, found, closed, known: vec![false; l], open: Vec::new() }
    }

    fn pair(&mut self, l: usize, r: usize) {
        self.found.right_of[l] = Some(r);
        self.found.left_of[r] = Some(l);
        self.open.push((l, r));
    }

    fn is_free(&self, l: usize, r: usize) -> bool {
        self.left_free(l) && self.right_free(r)
    }

    fn left_free(&self, l: usize) -> bool {
        self.found.right_of[l].is_none() && !self.closed.0[l]
    }

    fn right_free(&self, r: usize) -> bool {
        self.found.left_of[r].is_none() && !self.closed.1[r]
    }

    /// Matches the children of all pairs that are open, and theirs.
    fn settle(&mut self) {
        while let Some((l, r)) = self.open.pop() {
            for by in [By::Exact, By::Id, By::About] {
                for (ls, rs) in self.gaps(l, r) {
                    self.equal(&ls, &rs, by);
                }
            }
        }
    }

    /// The children of a pair between those that are matched in order.
    fn gaps(&self, l: usize, r: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
        let (ls, rs) = (&self.left.node(l).children, &self.right.node(r).children);
        let place: HashMap<usize, usize> = rs.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let pairs: Vec<(usize, usize)> = ls
            .iter()
            .enumerate()
            .filter_map(|(at, id)| Some((at, *place.get(&self.found.right_of[*id]?)?)))
            .collect();
        let others: Vec<usize> = pairs.iter().map(|(_, other)| *other).collect();
        let mut out = Vec::new();
        let mut from = (0, 0);
        let chain = ascending(&others).into_iter().map(|at| pairs[at]);
        for (x, y) in chain.chain([(ls.len(), rs.len())]) {
            if from.0 < x && from.1 < y {
                out.push((ls[from.0..x].to_vec(), rs[from.1..y].to_vec()));
            }
            from = (x + 1, y + 1);
        }
        out
    }

    fn equal(&mut self, ls: &[usize], rs: &[usize], by: By) {
        let left = |id: &usize| Some((*id, by.of(self.left.token(*id)).filter(|_| self.left_free(*id))?));
        let right = |id: &usize| Some((*id, by.of(self.right.token(*id)).filter(|_| self.right_free(*id))?));
        let (ls, l_tokens): (Vec<usize>, Vec<u32>) = ls.iter().filter_map(left).unzip();
        let (rs, r_tokens): (Vec<usize>, Vec<u32>) = rs.iter().filter_map(right).unzip();
        for (x, y) in in_order(&l_tokens, &r_tokens) {
            if by != By::About || self.may_be_one(ls[x], rs[y]) {
                self.pair(ls[x], rs[y]);
            }
        }
    }

    /// Two ids are two items.
    fn may_be_one(&self, l: usize, r: usize) -> bool {
        let (l, r) = (self.left.token(l).id, self.right.token(r).id);
        l.is_none() || r.is_none() || l == r
    }

    /// Matches what was moved: what stands once in both versions.
    fn moves(&mut self) {
        for (by, kinds) in [
            (By::Id, &[Kind::Item] as &[Kind]),
            (By::Exact, &[Kind::Section]),
            (By::Exact, &[Kind::Item, Kind::Line, Kind::Block]),
            (By::About, &[Kind::Section, Kind::Item]),
        ] {
            self.once(by, kinds);
        }
    }

    fn by_id(&mut self) {
        self.once(By::Id, &[Kind::Item]);
    }

    fn once(&mut self, by: By, kinds: &[Kind]) {
        let mut seen: HashMap<u32, [(usize, usize); 2]> = HashMap::new();
        for (side, named) in [self.left, self.right].into_iter().enumerate() {
            for (id, node) in
                named.tree.nodes.iter().enumerate().filter(|(_, node)| kinds.contains(&node.kind))
            {
                let says_something = node.text.chars().any(char::is_alphanumeric);
                if let Some(token) = by.of(named.token(id)).filter(|_| says_something) {
                    let (count, place) = &mut seen.entry(token).or_default()[side];
                    (*count, *place) = (*count + 1, id);
                }
            }
        }
        let mut pairs: Vec<(usize, usize)> = seen
            .into_values()
            .filter_map(|[(lefts, l), (rights, r)]| (lefts == 1 && rights == 1).then_some((l, r)))
            .collect();
        pairs.sort_unstable();
        for (l, r) in pairs {
            if self.is_free(l, r) && self.may_be_one(l, r) {
                self.pair(l, r);
                self.settle();
            }
        }
    }

    /// Matches what stands once under either of two parents that are the same, in whatever place.
    fn twins(&mut self, what: &[(Kind, By)]) {
        let mut pairs: Vec<(usize, usize)> = self.pairs().collect();
        while let Some((l, r)) = pairs.pop() {
            for (kind, by) in what.iter().copied() {
                let once = |named: &Named<'_>, parent: usize| {
                    let mut seen: HashMap<u32, Vec<usize>> = HashMap::new();
                    for id in named.node(parent).children.iter().filter(|id| named.node(**id).kind == kind) {
                        seen.entry(by.of(named.token(*id)).unwrap_or(u32::MAX)).or_default().push(*id);
                    }
                    seen
                };
                let (left, right) = (once(self.left, l), once(self.right, r));
                let mut found: Vec<(usize, usize)> = left
                    .iter()
                    .filter_map(|(token, ls)| match (ls.as_slice(), right.get(token)?.as_slice()) {
                        ([l], [r]) if self.is_free(*l, *r) && self.may_be_one(*l, *r) => Some((*l, *r)),
                        _ => None,
                    })
                    .collect();
                found.sort_unstable();
                for (l, r) in found {
                    self.pair(l, r);
                    self.settle();
                    pairs.push((l, r));
                }
            }
        }
    }

    /// Matches what was reworded: similar pieces in the same place.
    fn similar(&mut self, numbers: &mut Numbers) {
        let mut pairs: Vec<(usize, usize)> = self.pairs().collect();
        while let Some((l, r)) = pairs.pop() {
            for (ls, rs) in self.gaps(l, r) {
                let ls: Vec<usize> = ls.into_iter().filter(|id| self.left_free(*id)).collect();
                let rs: Vec<usize> = rs.into_iter().filter(|id| self.right_free(*id)).collect();
                let kin = |l: usize, r: usize| self.kinship(l, r);
                for (l, r) in similar::pairs((self.left, &ls), (self.right, &rs), &kin, numbers) {
                    self.pair(l, r);
                }
            }
            if !self.open.is_empty() {
                let from = self.open.clone();
                self.settle();
                pairs.extend(from);
            }
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.found.right_of.iter().enumerate().filter_map(|(l, r)| Some((l, (*r)?)))
    }

    /// What speaks for two pieces beside their words: ids forbid, children in common tell of a renamed section.
    fn kinship(&self, l: usize, r: usize) -> Score {
        let (left, right) = (self.left.node(l), self.right.node(r));
        if left.kind != right.kind || left.level != right.level || !self.may_be_one(l, r) {
            return Score::No;
        }
        let counted: Vec<usize> =
            left.children.iter().copied().filter(|id| self.left.node(*id).kind != Kind::Blank).collect();
        let exact: HashSet<u32> =
            right.children.iter().filter_map(|id| self.right.token(*id).exact).collect();
        let common = counted.iter().filter(|id| {
            let moved = self.found.right_of[**id].is_some_and(|other| self.right.node(other).parent == r);
            moved || self.left.token(**id).exact.is_some_and(|token| exact.contains(&token))
        });
        let common = common.count();
        if left.kind == Kind::Section && common > 0 && 2 * common >= counted.len() {
            Score::Yes
        } else {
            Score::ByWords
        }
    }

    fn blanks(&mut self, which: Blanks) {
        let pairs: Vec<(usize, usize)> = self.pairs().collect();
        for (l, r) in pairs {
            match which {
                Blanks::ByPlace => {
                    for (ls, rs) in self.gaps(l, r) {
                        let ls = ls.into_iter().filter(|id| self.left.node(*id).kind == Kind::Blank);
                        let rs = rs.into_iter().filter(|id| self.right.node(*id).kind == Kind::Blank);
                        for (l, r) in ls.zip(rs).collect::<Vec<_>>() {
                            self.pair(l, r);
                        }
                    }
                }
                Blanks::ByNeighbours => self.neighbours(l, r),
            }
        }
        self.open.clear();
    }

    fn neighbours(&mut self, l: usize, r: usize) {
        let (ls, rs) = (&self.left.node(l).children, &self.right.node(r).children);
        let place: HashMap<usize, usize> = rs.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let other = |at: Option<usize>| at.and_then(|at| ls.get(at)).and_then(|id| self.found.right_of[*id]);
        let mut found = Vec::new();
        for (at, blank) in ls.iter().enumerate().filter(|(_, id)| self.left.node(**id).kind == Kind::Blank) {
            let (before, behind) = (at.checked_sub(1), Some(at + 1));
            let is_new = |at: Option<usize>| at.and_then(|at| ls.get(at)).is_some_and(|id| !self.known[*id]);
            let (after_before, before_behind) = (
                other(before).and_then(|id| place.get(&id)).map(|at| at + 1),
                other(behind).and_then(|id| place.get(&id)).and_then(|at| at.checked_sub(1)),
            );
            let both = after_before.filter(|at| Some(*at) == before_behind);
            let found_at =
                both.or(after_before.filter(|_| is_new(before))).or(before_behind.filter(|_| is_new(behind)));
            let twin =
                found_at.and_then(|at| rs.get(at)).filter(|id| self.right.node(**id).kind == Kind::Blank);
            found.extend(twin.map(|twin| (*blank, *twin)));
        }
        for (l, r) in found {
            if self.is_free(l, r) {
                self.pair(l, r);
            }
        }
    }
}
