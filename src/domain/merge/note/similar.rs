//! Pieces that stand in the same place and say something similar: one of them is the other, reworded.

use super::{
    tokens::{Named, Numbers},
    tree::Kind,
};

/// What is known of two pieces before their words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Score {
    /// They are two.
    No,
    /// They are one, if their words allow it at all.
    Yes,
    /// Their words decide.
    ByWords,
}

/// Only while the product of their numbers is at most this are pieces compared, so that time stays linear.
const MOST: usize = 10_000;

/// How much two pieces must have in common, in thousandths.
const ENOUGH: usize = 500;

/// The pairs, in order, that have the most in common.
pub(super) fn pairs(
    left: (&Named<'_>, &[usize]),
    right: (&Named<'_>, &[usize]),
    kinship: &dyn Fn(usize, usize) -> Score,
    numbers: &mut Numbers,
) -> Vec<(usize, usize)> {
    let solid = |(named, ids): (&Named<'_>, &[usize])| -> Vec<usize> {
        let is_solid = |id: &usize| !matches!(named.node(*id).kind, Kind::Blank | Kind::Key | Kind::Fence);
        ids.iter().copied().filter(is_solid).collect()
    };
    let (ls, rs) = (solid(left), solid(right));
    if ls.is_empty() || rs.is_empty() || ls.len().saturating_mul(rs.len()) > MOST {
        return Vec::new();
    }
    let l_words: Vec<Vec<u32>> = ls.iter().map(|id| numbers.words(left.0.node(*id).text)).collect();
    let r_words: Vec<Vec<u32>> = rs.iter().map(|id| numbers.words(right.0.node(*id).text)).collect();
    let alone = ls.len() == 1 && rs.len() == 1;
    let score = |x: usize, y: usize| -> usize {
        let common = common(&l_words[x], &r_words[y]);
        let alike = 2000 * common / (l_words[x].len() + r_words[y].len()).max(1);
        let kind = left.0.node(ls[x]).kind;
        match kinship(ls[x], rs[y]) {
            Score::No => 0,
            Score::Yes => ENOUGH + alike,
            Score::ByWords if alike >= ENOUGH => alike,
            // The only line or block in this place is that one, whatever it says now; of items, which may be ticked, one
            // must be sure.
            Score::ByWords if alone && matches!(kind, Kind::Line | Kind::Block) => 1,
            Score::ByWords if alone && kind == Kind::Item && common > 0 => 1,
            Score::ByWords => 0,
        }
    };
    best(ls.len(), rs.len(), score).into_iter().map(|(x, y)| (ls[x], rs[y])).collect()
}

/// The pairs of ascending places with the greatest sum of scores.
fn best(n: usize, m: usize, score: impl Fn(usize, usize) -> usize) -> Vec<(usize, usize)> {
    let scores: Vec<Vec<usize>> = (0..n).map(|x| (0..m).map(|y| score(x, y)).collect()).collect();
    let mut sums = vec![vec![0usize; m + 1]; n + 1];
    for x in (0..n).rev() {
        for y in (0..m).rev() {
            let taken = if scores[x][y] > 0 { scores[x][y] + sums[x + 1][y + 1] } else { 0 };
            sums[x][y] = taken.max(sums[x + 1][y]).max(sums[x][y + 1]);
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut out = Vec::new();
    while x < n && y < m {
        if scores[x][y] > 0 && sums[x][y] == scores[x][y] + sums[x + 1][y + 1] {
            out.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if sums[x][y] == sums[x + 1][y] {
            x += 1;
        } else {
            y += 1;
        }
    }
    out
}

/// How many numbers stand in both of two ascending lists.
fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|value| b.binary_search(value).is_ok()).count()
}
