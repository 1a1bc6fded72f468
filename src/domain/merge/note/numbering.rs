//! The numbers of a numbered list that both sides changed.

use std::collections::HashMap;

use super::{
    blocks::marker,
    classes::{BASE, Classes, EARLY, LATE},
    tree::Kind,
};

/// The numbers with which the lists among these pieces, in their order, count on as they do in each version. None of
/// a list that does not in one of them, and none where an entry that neither side touched would get another number.
pub(super) fn counted(classes: &Classes<'_, '_>, parent: usize, order: &[usize]) -> HashMap<usize, u64> {
    let mut out = HashMap::new();
    let numbers = |class: &usize| {
        [LATE, EARLY].into_iter().find_map(|version| number(classes.node(*class, version)?.text))
    };
    let kind = |class: &usize| classes.kind(*class);
    if !order.iter().any(|class| kind(class) == Kind::Item && numbers(class).is_some()) {
        return out;
    }
    let counts_on = [BASE, EARLY, LATE].into_iter().all(|version| {
        let children = classes.node(parent, version).map(|node| node.children.as_slice()).unwrap_or_default();
        let nodes = children.iter().map(|id| classes.versions[version].node(*id));
        let lines = nodes.filter(|node| node.kind != Kind::Blank);
        let found: Vec<Option<u64>> = lines.map(|node| number(node.text)).collect();
        found.windows(2).all(|two| match two {
            [Some(one), Some(next)] => *next == one + 1,
            _ => true,
        })
    });
    let lines: Vec<usize> = order.iter().copied().filter(|class| kind(class) != Kind::Blank).collect();
    for list in lines.chunk_by(|one, next| numbers(one).is_some() && numbers(next).is_some()) {
        let Some(first) = list.first().and_then(numbers).filter(|_| counts_on) else { continue };
        let counted: Vec<(usize, u64)> = list.iter().copied().zip(first..).collect();
        let fits = |(class, number): &(usize, u64)| {
            let of = [BASE, EARLY, LATE].map(|version| classes.node(*class, version).map(|node| node.text));
            let is_touched = of[0] != of[1] || of[0] != of[2];
            is_touched || numbers(class) == Some(*number)
        };
        if counted.iter().all(fits) {
            out.extend(counted);
        }
    }
    out
}

/// An item's text with this number.
pub(super) fn with(text: &str, number: u64) -> String {
    let digits = text.len() - text.trim_start().len();
    let behind = text.get(digits..).unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{}{number}{behind}", text.get(..digits).unwrap_or_default())
}

/// The number of a numbered item.
fn number(text: &str) -> Option<u64> {
    let bare = text.trim_start();
    marker(bare)?;
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    bare.get(..digits)?.parse().ok()
}
