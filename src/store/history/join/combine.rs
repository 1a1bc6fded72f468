//! The tree that two commits become.

use std::collections::{BTreeMap, BTreeSet};

use git2::{ObjectType, Oid, Repository};

use super::{Difference, Error, History, Limits, Stop, bases::Bases, differ, hostile, origin, renames};
use crate::{
    domain::merge::{
        Origin, Side,
        tree::{
            self as merge, BlobId, Changes, Content, Entry, Failure, Kept, Lies, Mode, Touched, Versions,
        },
    },
    store::history::{
        Id, Mode as FileMode,
        index_file::{Target, Update},
        loose::Loose,
        tree::{self, GITLINK, TREE},
    },
};

/// The largest file whose lines are merged, in bytes.
const MERGEABLE: usize = 4 << 20;

/// What two commits, or a commit and its successor, become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Combined {
    pub(super) tree: Oid,
    /// From the top of the work tree.
    pub(super) conflicts: Vec<Vec<u8>>,
}

/// What becomes of files outside the notebook that both changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strangers {
    /// A person has to merge them.
    Stop,
    /// Any version will do: the result is only compared with.
    Any,
}

/// A commit that the branch can go on to, once what it brings is found to be harmless.
pub(super) fn forward(
    history: &History,
    repo: &Repository,
    limits: Limits,
    (from, theirs): (Option<Oid>, Oid),
) -> Result<Result<Combined, Stop>, Error> {
    let to = repo.find_commit(theirs).map_err(Error::git("read what was fetched"))?.tree_id();
    let differences = match differ::between(repo, from, Some(to), &differ::Rules::of(repo, limits)?)? {
        Ok(differences) => differences,
        Err(stop) => return Ok(Err(stop)),
    };
    let submodules =
        differences.iter().find(|one| one.old.is_some_and(|(mode, _)| mode == GITLINK) && one.new.is_none());
    if let Some(gone) = submodules.filter(|one| history.is_inside(&one.path)) {
        return Ok(Err(Stop::Submodule(gone.path.clone())));
    }
    let stop = hostile::incoming(repo, limits, &differences)?;
    Ok(stop.map_or(Ok(Combined { tree: to, conflicts: Vec::new() }), Err))
}

/// The merge of two commits, over what both came from.
pub(super) fn commits(
    history: &History,
    limits: Limits,
    (ours, theirs): (Oid, Oid),
) -> Result<Result<Combined, Stop>, Error> {
    let repo = &history.repo()?;
    let rules = differ::Rules::of(repo, limits)?;
    let doing = "read what was fetched";
    let base = Bases::new(history, repo, limits).of(ours, theirs)?;
    // What comes is checked before anything of it is read.
    let before = tree::of_commit(repo, base).map_err(Error::git(doing))?;
    let after = tree::of_commit(repo, Some(theirs)).map_err(Error::git(doing))?;
    match differ::between(repo, before, after, &rules)? {
        Err(stop) => return Ok(Err(stop)),
        Ok(differences) => {
            if let Some(stop) = hostile::incoming(repo, limits, &differences)? {
                return Ok(Err(stop));
            }
        }
    }
    let pair = Pair { history, repo, base, a: ours, b: theirs, strangers: Strangers::Stop };
    pair.combine(&rules)
}

/// Two commits, and the one that both came from.
pub(super) struct Pair<'a> {
    pub(super) history: &'a History,
    pub(super) repo: &'a Repository,
    pub(super) base: Option<Oid>,
    pub(super) a: Oid,
    pub(super) b: Oid,
    pub(super) strangers: Strangers,
}

impl Pair<'_> {
    pub(super) fn combine(&self, rules: &differ::Rules) -> Result<Result<Combined, Stop>, Error> {
        let (history, repo) = (self.history, self.repo);
        let tree = |commit: Option<Oid>| tree::of_commit(repo, commit).map_err(Error::git("read a commit"));
        let (base, a, b) = (tree(self.base)?, tree(Some(self.a))?, tree(Some(self.b))?);
        let (Some(tree_a), Some(tree_b)) = (a, b) else { return Ok(Err(Stop::Unrelated)) };
        let (in_a, in_b) =
            match (differ::between(repo, base, a, rules)?, differ::between(repo, base, b, rules)?) {
                (Ok(in_a), Ok(in_b)) => (in_a, in_b),
                (Err(stop), _) | (_, Err(stop)) => return Ok(Err(stop)),
            };
        let mut touched: BTreeMap<Vec<u8>, Trio> = BTreeMap::new();
        for one in &in_a {
            touched.insert(one.path.clone(), Trio { base: one.old, a: one.new, b: one.old });
        }
        for one in &in_b {
            let trio = touched.entry(one.path.clone());
            trio.or_insert(Trio { base: one.old, a: one.old, b: one.new }).b = one.new;
        }
        let mut updates = Vec::new();
        let mut inside = BTreeMap::new();
        for (path, trio) in &touched {
            if history.is_inside(path) {
                inside.insert(history.in_notebook(path).to_vec(), trio.touched());
            } else if trio.a == trio.base {
                let moved = Difference { path: path.clone(), old: trio.a, new: trio.b };
                if trio.a.is_some_and(|(mode, _)| mode == GITLINK) && trio.b.is_none() {
                    return Ok(Err(Stop::Submodule(path.clone())));
                }
                updates.push(moved.update());
            } else if trio.b != trio.base && trio.a != trio.b && self.strangers == Strangers::Stop {
                return Ok(Err(Stop::Outside(path.clone())));
            }
        }
        let [wanted_a, wanted_b] = [Side::A, Side::B].map(|side| moved(&touched, side));
        let renamed = |tree, side: &[Difference], wanted: &BTreeSet<Vec<u8>>| {
            let found = renames::detect(repo, (base, tree), side, wanted)
                .map_err(Error::git("find renamed files"))?;
            let inside = |path: &[u8]| history.is_inside(path);
            let found = found.into_iter().filter(|(old, new)| inside(old) && inside(new));
            let own = |path: Vec<u8>| history.in_notebook(&path).to_vec();
            Ok::<_, Error>(found.map(|(old, new)| (own(old), own(new))).collect())
        };
        let (renamed_a, renamed_b) = (renamed(tree_a, &in_a, &wanted_a)?, renamed(tree_b, &in_b, &wanted_b)?);
        let changes = Changes { touched: inside, renamed_a, renamed_b };
        let mut looked = Looked { pair: self, trees: (tree_a, tree_b) };
        let merged = match merge::merge(&changes, &mut looked) {
            Ok(merged) => merged,
            Err(Failure::Versions(error)) => return Err(error),
            Err(Failure::Repository(path)) => return Ok(Err(Stop::Submodule(history.in_repository(&path)))),
        };
        let loose = Loose::new(history, repo).map_err(Error::git("store a file"))?;
        for (path, kept) in merged.files {
            updates.push(Update { path: history.in_repository(&path), to: target(&loose, kept)? });
        }
        let (tree, nested) = tree::updated(history, repo, Some(tree_a), &updates)?;
        if let Some(path) = nested.first().and_then(|index| updates.get(*index)) {
            return Ok(Err(Stop::Submodule(path.path.clone())));
        }
        let conflicts = merged.conflicts.iter().map(|path| history.in_repository(path)).collect();
        Ok(Ok(Combined { tree, conflicts }))
    }
}

/// What the three trees hold at a path.
#[derive(Clone, Copy)]
struct Trio {
    base: Option<differ::Held>,
    a: Option<differ::Held>,
    b: Option<differ::Held>,
}

impl Trio {
    fn touched(self) -> Touched {
        let entry = |held: differ::Held| {
            let mode = match held.0 {
                GITLINK => Mode::Repository,
                0o120_000 => Mode::Link,
                0o100_755 => Mode::Executable,
                _ => Mode::Regular,
            };
            Entry { mode, blob: Id::from(held.1).0 }
        };
        Touched { base: self.base.map(entry), a: self.a.map(entry), b: self.b.map(entry) }
    }
}

/// The paths that a side has no more and the other changed: they may have been renamed.
fn moved(touched: &BTreeMap<Vec<u8>, Trio>, side: Side) -> BTreeSet<Vec<u8>> {
    let is_moved = |trio: &Trio| {
        let (own, other) = if side == Side::A { (trio.a, trio.b) } else { (trio.b, trio.a) };
        trio.base.is_some() && own.is_none() && other != trio.base
    };
    touched.iter().filter(|(_, trio)| is_moved(trio)).map(|(path, _)| path.clone()).collect()
}

fn target(loose: &Loose<'_>, kept: Option<Kept>) -> Result<Target, Error> {
    let Some(Kept { mode, content }) = kept else { return Ok(Target::Gone) };
    let id = match content {
        Content::Blob(blob) => Id(blob).oid(),
        Content::Bytes(bytes) => loose.write(ObjectType::Blob, &bytes)?,
    };
    let mode = match mode {
        Mode::Repository => return Ok(Target::Repository(id)),
        Mode::Regular => FileMode::Regular,
        Mode::Executable => FileMode::Executable,
        Mode::Link => FileMode::Link,
    };
    Ok(Target::Blob { id, mode, stat: None })
}

/// The repository, as the merge asks it.
struct Looked<'a> {
    pair: &'a Pair<'a>,
    trees: (Oid, Oid),
}

impl Versions for Looked<'_> {
    type Error = Error;

    fn bytes(&mut self, blob: BlobId) -> Result<Option<Vec<u8>>, Error> {
        let doing = "read a version of a file";
        let (repo, id) = (self.pair.repo, Id(blob).oid());
        let (size, _) = repo.odb().and_then(|odb| odb.read_header(id)).map_err(Error::git(doing))?;
        if size > MERGEABLE {
            return Ok(None);
        }
        repo.find_blob(id).map(|blob| Some(blob.content().to_vec())).map_err(Error::git(doing))
    }

    fn origin(&mut self, side: Side, path: &[u8]) -> Result<Origin, Error> {
        let tip = if side == Side::A { self.pair.a } else { self.pair.b };
        let path = self.pair.history.in_repository(path);
        origin::of(self.pair.repo, tip, self.pair.base, &path)
            .map_err(Error::git("find where a version comes from"))
    }

    fn untouched(&mut self, path: &[u8]) -> Result<Lies, Error> {
        let path = self.pair.history.in_repository(path);
        let find = |tree| tree::entry(self.pair.repo, tree, &path).map_err(Error::git("read a tree"));
        Ok(match (find(self.trees.0)?, find(self.trees.1)?) {
            (Some((TREE, _)), _) | (_, Some((TREE, _))) => Lies::Folder,
            (Some(held), _) | (_, Some(held)) => {
                let trio = Trio { base: Some(held), a: None, b: None };
                trio.touched().base.map_or(Lies::Nothing, Lies::Entry)
            }
            (None, None) => Lies::Nothing,
        })
    }
}
