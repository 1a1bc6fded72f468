//! Three-way merge: two versions of a notebook and the one both came from → one version.
//!
//! [`note`] merges one file by what it means; [`conflict`] names the file that keeps what could not be in it.
//! Everything is a function of the versions and their [`Origin`]s, and none of the two sides is "ours": two machines
//! that merge the same versions, each from where it stands, come to the same bytes.

pub mod conflict;
pub mod note;
pub mod tree;
pub mod unsettled;

use jiff::Zoned;

/// Which commit made a version of a file: what tells two machines' versions apart, the same seen from anywhere.
///
/// Origins are ordered: where both sides changed one thing to different values, the side with the greater origin is
/// chosen — the later one, at the same instant the machine whose name comes later — and between equal origins the
/// greater bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// When it was committed, in the commit's own offset.
    pub time: Zoned,
    /// The machine that committed it.
    pub machine: String,
}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Origin {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |origin: &Self| (origin.time.timestamp(), origin.time.offset());
        rank(self).cmp(&rank(other)).then_with(|| self.machine.cmp(&other.machine))
    }
}

/// One of the two sides of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The version given first.
    A,
    /// The version given second.
    B,
}

/// The side whose values are chosen where both changed one thing.
#[must_use]
pub fn chosen(a: (&Origin, &[u8]), b: (&Origin, &[u8])) -> Side {
    if a.cmp(&b).is_lt() { Side::B } else { Side::A }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Side, chosen};

    fn origin(time: &str, machine: &str) -> Origin {
        Origin { time: time.parse().unwrap(), machine: machine.to_owned() }
    }

    #[test]
    fn the_later_is_chosen_then_the_machine_then_the_bytes() {
        let early = origin("2026-03-03T10:00+01:00[+01:00]", "zebra");
        let late = origin("2026-03-03T09:30+00:00[UTC]", "ant");
        let same = origin("2026-03-03T09:30+00:00[UTC]", "bee");
        for (lesser, greater) in [
            ((&early, b"z" as &[u8]), (&late, b"a" as &[u8])),
            ((&late, b"z"), (&same, b"a")),
            ((&late, b"a"), (&late, b"z")),
        ] {
            assert_eq!(chosen(lesser, greater), Side::B);
            assert_eq!(chosen(greater, lesser), Side::A);
        }
    }
}
