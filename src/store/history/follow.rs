//! Walking back through the commits that changed one path, a file under the names that it had before, too.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use git2::{Commit, DiffOptions, ErrorCode, Oid, Repository, Sort};

use super::{renames, tree};

/// How many commits are looked at before the walk ends.
pub(super) const FURTHEST: usize = 20_000;

/// Whether a commit changed the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    Yes,
    /// It holds there what a parent holds.
    No,
}

/// Mode and object of what a tree holds at a path.
pub(super) type Held = Option<(u32, Oid)>;

/// A commit on the way back.
pub(super) struct Step<'r> {
    pub(super) commit: Commit<'r>,
    /// What the path was called in it.
    pub(super) path: Vec<u8>,
    /// What it holds there.
    pub(super) held: Held,
    pub(super) touched: Touched,
}

type Visit<'v, 'r> = &'v mut dyn FnMut(Step<'r>) -> Result<ControlFlow<()>, git2::Error>;

/// Visits the commits that these ones come from, the newest first, with what they hold at `path` (from the work
/// tree's root; empty for all).
pub(super) fn walk<'r>(
    repo: &'r Repository,
    tips: &[Oid],
    path: &[u8],
    visit: Visit<'_, 'r>,
) -> Result<(), git2::Error> {
    let mut walk = repo.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
    tips.iter().try_for_each(|tip| walk.push(*tip))?;
    let mut names: HashMap<Oid, Vec<u8>> = HashMap::new();
    let mut known: HashMap<Oid, (Vec<u8>, Held)> = HashMap::new();
    let mut at = |commit: &Commit<'_>, path: &[u8]| -> Result<Held, git2::Error> {
        if let Some((name, held)) = known.get(&commit.id())
            && name == path
        {
            return Ok(*held);
        }
        let held = tree::entry(repo, commit.tree_id(), path)?;
        known.insert(commit.id(), (path.to_vec(), held));
        Ok(held)
    };
    for id in walk.take(FURTHEST) {
        let commit = match id.and_then(|id| repo.find_commit(id)) {
            Ok(commit) => commit,
            // A shallow clone ends here.
            Err(error) if error.code() == ErrorCode::NotFound => break,
            Err(error) => return Err(error),
        };
        let path = names.remove(&commit.id()).unwrap_or_else(|| path.to_vec());
        let held = at(&commit, &path)?;
        let is_file = held.is_some_and(|(mode, _)| mode != tree::TREE && mode != tree::GITLINK);
        let mut differs = commit.parent_count() > 0 || held.is_some();
        for parent in commit.parents() {
            let before = at(&parent, &path)?;
            differs &= before != held;
            let from = match before {
                None if is_file => renames::source(repo, parent.tree_id(), commit.tree_id(), &path)?,
                _ => None,
            };
            names.entry(parent.id()).or_insert_with(|| from.unwrap_or_else(|| path.clone()));
        }
        if differs && !is_file && commit.parent_count() > 1 {
            differs = adds_to_its_parents(repo, &commit, &path)?;
        }
        let touched = if differs { Touched::Yes } else { Touched::No };
        if visit(Step { commit, path, held, touched })?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether a merge holds a file below `folder` that none of its parents holds so.
fn adds_to_its_parents(repo: &Repository, merge: &Commit<'_>, folder: &[u8]) -> Result<bool, git2::Error> {
    let mut own: Option<HashSet<Vec<u8>>> = None;
    for parent in merge.parents() {
        let mut options = DiffOptions::new();
        let diff = repo.diff_tree_to_tree(
            Some(&parent.tree()?),
            Some(&merge.tree()?),
            Some(options.skip_binary_check(true)),
        )?;
        let changed = diff.deltas().filter_map(|delta| delta.new_file().path_bytes().map(<[u8]>::to_vec));
        let below: HashSet<Vec<u8>> = changed.filter(|path| is_below(path, folder)).collect();
        own = Some(match own {
            Some(own) => own.intersection(&below).cloned().collect(),
            None => below,
        });
    }
    Ok(own.is_none_or(|own| !own.is_empty()))
}

fn is_below(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| matches!(rest, [] | [b'/', ..]))
}
