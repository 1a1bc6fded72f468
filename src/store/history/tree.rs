//! Trees: HEAD's with some paths replaced.
//!
//! Trees are written as bytes rather than through libgit2's builder: entries we do not touch keep their
//! modes and names as they are, and a name that is no text is a name like any other.

use std::{collections::BTreeMap, ffi::OsStr, os::unix::ffi::OsStrExt, path::Path};

use git2::{ErrorCode, ObjectType, Oid, Repository, Tree};

use super::{
    Error, History,
    index_file::{Target, Update},
    loose::Loose,
};

pub(super) const TREE: u32 = 0o040_000;
pub(super) const GITLINK: u32 = 0o160_000;

const DOING: &str = "write the notebook's tree";

/// The tree that `base` becomes by `updates`, and the indices of those updates that lie in a nested
/// repository, which are left out.
pub(super) fn updated(
    history: &History,
    repo: &Repository,
    base: Option<Oid>,
    updates: &[Update],
) -> Result<(Oid, Vec<usize>), Error> {
    let mut order: Vec<usize> = (0..updates.len()).collect();
    order.sort_by(|a, b| updates[*a].path.cmp(&updates[*b].path));
    let steps: Vec<Step<'_>> = order
        .iter()
        .map(|&index| Step { index, rest: &updates[index].path, to: &updates[index].to })
        .collect();
    let loose = Loose::new(history, repo).map_err(Error::git(DOING))?;
    let mut writer = Writer { repo, loose, nested: Vec::new() };
    let tree = match writer.tree(base, &steps)? {
        Some(tree) => tree,
        None => writer.write(&BTreeMap::new())?,
    };
    Ok((tree, writer.nested))
}

/// What `tree` holds at `path`: mode and object; the tree itself for an empty path.
pub(super) fn entry(repo: &Repository, tree: Oid, path: &[u8]) -> Result<Option<(u32, Oid)>, git2::Error> {
    if path.is_empty() {
        return Ok(Some((TREE, tree)));
    }
    match repo.find_tree(tree)?.get_path(Path::new(OsStr::from_bytes(path))) {
        Ok(entry) => Ok(Some((mode(entry.filemode_raw()), entry.id()))),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The tree of a commit.
pub(super) fn of_commit(repo: &Repository, commit: Option<Oid>) -> Result<Option<Oid>, git2::Error> {
    commit.map(|id| repo.find_commit(id).map(|commit| commit.tree_id())).transpose()
}

/// Every entry below `tree` that is not a tree: path, mode and object.
pub(super) fn walk(
    repo: &Repository,
    tree: Oid,
    visit: &mut dyn FnMut(&[u8], u32, Oid),
) -> Result<(), git2::Error> {
    let mut waiting = vec![(Vec::new(), tree)];
    while let Some((folder, tree)) = waiting.pop() {
        let tree = repo.find_tree(tree)?;
        for entry in &tree {
            let mut path: Vec<u8> = folder.clone();
            path.extend_from_slice(entry.name_bytes());
            match mode(entry.filemode_raw()) {
                TREE => {
                    path.push(b'/');
                    waiting.push((path, entry.id()));
                }
                mode => visit(&path, mode, entry.id()),
            }
        }
    }
    Ok(())
}

fn mode(raw: i32) -> u32 {
    u32::try_from(raw).unwrap_or_default()
}

#[derive(Clone, Copy)]
struct Step<'a> {
    index: usize,
    rest: &'a [u8],
    to: &'a Target,
}

impl<'a> Step<'a> {
    /// The first segment, and what follows it.
    fn split(&self) -> (&'a [u8], Option<&'a [u8]>) {
        match self.rest.iter().position(|&byte| byte == b'/') {
            Some(slash) => (&self.rest[..slash], Some(&self.rest[slash + 1..])),
            None => (self.rest, None),
        }
    }
}

struct Writer<'a> {
    repo: &'a Repository,
    loose: Loose<'a>,
    nested: Vec<usize>,
}

type Entries = BTreeMap<Vec<u8>, (u32, Oid)>;

impl Writer<'_> {
    /// `None` for a tree that holds nothing any more.
    fn tree(&mut self, base: Option<Oid>, steps: &[Step<'_>]) -> Result<Option<Oid>, Error> {
        let mut entries = match base {
            Some(base) => read(&self.repo.find_tree(base).map_err(Error::git(DOING))?),
            None => Entries::new(),
        };
        let mut groups: BTreeMap<&[u8], Vec<Step<'_>>> = BTreeMap::new();
        for step in steps {
            groups.entry(step.split().0).or_default().push(*step);
        }
        for (name, group) in groups {
            let present = entries.get(name).copied();
            let moved = group.iter().any(|step| matches!(step.to, Target::Repository(_)));
            if present.is_some_and(|(mode, _)| mode == GITLINK) && !moved {
                self.nested.extend(group.iter().map(|step| step.index));
                continue;
            }
            let within: Vec<Step<'_>> =
                group.iter().filter_map(|step| step.split().1.map(|rest| Step { rest, ..*step })).collect();
            let itself = group.iter().rev().find(|step| step.split().1.is_none()).map(|step| step.to);
            let folder = present.filter(|(mode, _)| *mode == TREE).map(|(_, id)| id);
            let below = if within.is_empty() { folder } else { self.tree(folder, &within)? };
            let becomes = match (itself, below) {
                (Some(Target::Blob { id, mode, .. }), _) => Some((mode.raw(), *id)),
                (Some(Target::Repository(id)), _) => Some((GITLINK, *id)),
                (_, Some(below)) => Some((TREE, below)),
                (Some(Target::Gone), None) => None,
                // Only deletions below: a file in the folder's place is not theirs.
                (None, None) => present.filter(|(mode, _)| *mode != TREE),
            };
            match becomes {
                Some(entry) => entries.insert(name.to_vec(), entry),
                None => entries.remove(name),
            };
        }
        if entries.is_empty() { Ok(None) } else { self.write(&entries).map(Some) }
    }

    /// git sorts a folder as if its name ended in `/`.
    fn write(&self, entries: &Entries) -> Result<Oid, Error> {
        let mut sorted: Vec<(&[u8], u32, Oid)> =
            entries.iter().map(|(name, (mode, id))| (name.as_slice(), *mode, *id)).collect();
        let rank = |name: &[u8], mode: u32| {
            let end = (mode == TREE).then_some(b'/');
            name.iter().copied().chain(end).collect::<Vec<u8>>()
        };
        sorted.sort_by_cached_key(|(name, mode, _)| rank(name, *mode));
        let mut bytes = Vec::with_capacity(sorted.len() * 48);
        for (name, mode, id) in sorted {
            bytes.extend_from_slice(format!("{mode:o} ").as_bytes());
            bytes.extend_from_slice(name);
            bytes.push(0);
            bytes.extend_from_slice(id.as_bytes());
        }
        self.loose.write(ObjectType::Tree, &bytes)
    }
}

fn read(tree: &Tree<'_>) -> Entries {
    tree.iter().map(|entry| (entry.name_bytes().to_vec(), (mode(entry.filemode_raw()), entry.id()))).collect()
}
