//! Which commit gave a file what it holds.

use git2::{Commit, Oid, Repository};
use jiff::{Timestamp, tz};

use crate::{
    domain::merge::Origin,
    store::history::{identity::BY, tree},
};

/// How many commits are looked at.
const FURTHEST: usize = 5_000;

/// The commit, from `tip` back to `base`, that gave `path` what `tip` holds there. Where several parents hold it, the
/// oldest is followed, so that the order in which a merge names its parents makes no difference.
pub(super) fn of(repo: &Repository, tip: Oid, base: Option<Oid>, path: &[u8]) -> Result<Origin, git2::Error> {
    let held =
        |commit: &Commit<'_>| tree::entry(repo, commit.tree_id(), path).map(|entry| entry.map(|(_, id)| id));
    let mut at = repo.find_commit(tip)?;
    let wanted = held(&at)?;
    for _ in 0..FURTHEST {
        let mut before: Option<Commit<'_>> = None;
        for parent in at.parent_ids().filter(|parent| Some(*parent) != base) {
            // A shallow clone does not know what came before.
            let Ok(parent) = repo.find_commit(parent) else { continue };
            let rank = |commit: &Commit<'_>| (commit.time().seconds(), commit.id());
            if held(&parent)? == wanted && before.as_ref().is_none_or(|other| rank(&parent) < rank(other)) {
                before = Some(parent);
            }
        }
        match before {
            Some(parent) => at = parent,
            None => break,
        }
    }
    Ok(described(&at))
}

fn described(commit: &Commit<'_>) -> Origin {
    let who = commit.committer();
    let when = who.when();
    let time = Timestamp::from_second(when.seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
    let offset =
        when.offset_minutes().checked_mul(60).and_then(|seconds| tz::Offset::from_seconds(seconds).ok());
    let name = String::from_utf8_lossy(who.name_bytes()).into_owned();
    let machine = name.strip_prefix(BY).unwrap_or(&name).to_owned();
    Origin { time: time.to_zoned(tz::TimeZone::fixed(offset.unwrap_or(tz::Offset::UTC))), machine }
}
