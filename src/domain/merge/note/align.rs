//! Which of two lists' elements stand for each other, in order.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Between two anchors, lists are compared only while the product of their lengths is at most this: time stays
/// linear in the whole.
const LARGEST_GAP: usize = 1 << 20;

/// The pairs of equal elements, ascending on both sides: first those that are the only ones of their value,
/// then between them as many as there can be.
pub(super) fn in_order(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let ends = |a: &[u32], b: &[u32]| {
        let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| a == b).count();
        (head, tail)
    };
    let (head, tail) = ends(a, b);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let (a_end, b_end) = (a.len() - tail, b.len() - tail);
    let mut from = (head, head);
    let anchors = anchors(&a[head..a_end], &b[head..b_end]);
    for anchor in anchors.into_iter().map(|(x, y)| (x + head, y + head)).chain([(a_end, b_end)]) {
        between(&a[from.0..anchor.0], &b[from.1..anchor.1], from, &mut pairs);
        if anchor.0 < a_end {
            pairs.push(anchor);
        }
        from = (anchor.0 + 1, anchor.1 + 1);
    }
    pairs.extend((0..tail).map(|at| (a_end + at, b_end + at)));
    pairs
}

/// The places of a longest ascending part of a list.
pub(super) fn ascending(values: &[usize]) -> Vec<usize> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let place = tails.partition_point(|tail| values[*tail] < *value);
        before.push(place.checked_sub(1).map(|place| tails[place]));
        if place == tails.len() {
            tails.push(at);
        } else {
            tails[place] = at;
        }
    }
    let mut found = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        found.push(at);
        next = before[at];
    }
    found.reverse();
    found
}

/// Elements that stand once on both sides, as many as are in the same order.
fn anchors(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<u32, [(usize, usize); 2]> = HashMap::new();
    for (side, list) in [a, b].into_iter().enumerate() {
        for (at, value) in list.iter().enumerate() {
            let (count, place) = &mut seen.entry(*value).or_default()[side];
            (*count, *place) = (*count + 1, at);
        }
    }
    let once = |value: &u32| match seen.get(value) {
        Some([(1, here), (1, there)]) => Some((*here, *there)),
        _ => None,
    };
    let pairs: Vec<(usize, usize)> = a.iter().filter_map(once).collect();
    let others: Vec<usize> = pairs.iter().map(|(_, there)| *there).collect();
    ascending(&others).into_iter().map(|at| pairs[at]).collect()
}

/// Pairs what is left between two anchors.
fn between(a: &[u32], b: &[u32], from: (usize, usize), pairs: &mut Vec<(usize, usize)>) {
    if a.is_empty() || b.is_empty() {
        return;
    }
    // What stands on one side only can't be paired and need not be compared.
    let common = |list: &[u32], other: &[u32]| -> (Vec<usize>, Vec<u32>) {
        let other: HashSet<u32> = other.iter().copied().collect();
        list.iter().copied().enumerate().filter(|(_, value)| other.contains(value)).unzip()
    };
    let (a_at, a) = common(a, b);
    let (b_at, b) = common(b, &a);
    if a.len().saturating_mul(b.len()) > LARGEST_GAP {
        return;
    }
    for found in capture_diff_slices(Algorithm::Myers, &a, &b) {
        if let DiffOp::Equal { old_index, new_index, len } = found {
            pairs.extend((0..len).map(|at| (from.0 + a_at[old_index + at], from.1 + b_at[new_index + at])));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ascending, in_order};
    use proptest::prelude::*;

    #[track_caller]
    fn check(a: &str, b: &str, expect: &str) {
        let list = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let pairs = in_order(&list(a), &list(b));
        let found: String = pairs.iter().filter_map(|(at, _)| a.chars().nth(*at)).collect();
        assert_eq!(found, expect, "{a} {b}");
    }

    #[test]
    fn equal_elements_are_paired_in_order() {
        check("abc", "abc", "abc");
        check("abc", "axc", "ac");
        check("abcd", "cdab", "cd");
        check("aab", "ab", "ab");
        check("", "a", "");
        check("xaxbx", "axxbx", "axbx");
    }

    #[test]
    fn the_longest_ascending_part() {
        assert_eq!(ascending(&[3, 1, 2, 5, 4]), [1, 2, 4]);
        assert_eq!(ascending(&[]), [] as [usize; 0]);
    }

    proptest! {
        #[test]
        fn pairs_are_equal_and_ascend(a in prop::collection::vec(0u32..6, 0..20), b in prop::collection::vec(0u32..6, 0..20)) {
            let pairs = in_order(&a, &b);
            prop_assert!(pairs.iter().all(|(x, y)| a[*x] == b[*y]));
            prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        }
    }
}
