//! What two trees differ in. Costs what differs, not what they hold.

use std::collections::{BTreeMap, HashMap};

use git2::{Oid, Repository};

use super::{Limits, Stop, hostile};
use crate::store::history::{
    Error, Mode,
    index_file::{Target, Update},
    tree::{GITLINK, TREE},
};

/// How many folders lie within each other at most.
const DEEPEST: usize = 100;

/// A mode, as git writes it, and an object.
pub(super) type Held = (u32, Oid);

/// A path at which two trees differ; folders are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// From the top of the work tree.
    pub(super) path: Vec<u8>,
    pub(super) old: Option<Held>,
    pub(super) new: Option<Held>,
}

impl Difference {
    /// What the index is to hold.
    pub(super) fn update(&self) -> Update {
        let to = match self.new {
            Some((GITLINK, id)) => Target::Repository(id),
            Some((mode, id)) => {
                Target::Blob { id, mode: Mode::of_stat(mode).unwrap_or(Mode::Regular), stat: None }
            }
            None => Target::Gone,
        };
        Update { path: self.path.clone(), to }
    }
}

/// What the newer tree has to keep to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    limits: Limits,
    case: Case,
}

/// Whether two names may differ in their case alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Matters,
    Ignored,
}

impl Rules {
    pub(super) fn of(repo: &Repository, limits: Limits) -> Result<Self, Error> {
        let config = repo.config().and_then(|mut config| config.snapshot());
        let config = config.map_err(Error::git("read its settings"))?;
        let ignored = config.get_bool("core.ignorecase").unwrap_or(false);
        Ok(Self { limits, case: if ignored { Case::Ignored } else { Case::Matters } })
    }
}

/// What `new` has otherwise than `old`, by path; or why that cannot be taken over.
pub(super) fn between(
    repo: &Repository,
    old: Option<Oid>,
    new: Option<Oid>,
    rules: &Rules,
) -> Result<Result<Vec<Difference>, Stop>, Error> {
    let walk = Walk { repo, rules };
    walk.run(old, new).map_err(Error::git("compare two versions of the notebook"))
}

type Entries = BTreeMap<Vec<u8>, Held>;

struct Walk<'a> {
    repo: &'a Repository,
    rules: &'a Rules,
}

impl Walk<'_> {
    fn run(&self, old: Option<Oid>, new: Option<Oid>) -> Result<Result<Vec<Difference>, Stop>, git2::Error> {
        let mut found = Vec::new();
        let mut seen = 0;
        let mut waiting = vec![(Vec::new(), old, new, 0)];
        while let Some((folder, old, new, depth)) = waiting.pop() {
            if old == new {
                continue;
            }
            if depth > DEEPEST {
                return Ok(Err(Stop::Deep(folder)));
            }
            let (Some(old), Some(new)) = (self.entries(old)?, self.entries(new)?) else {
                return Ok(Err(Stop::Tree(folder)));
            };
            if let Err(stop) = self.check(&folder, &old, &new) {
                return Ok(Err(stop));
            }
            let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
            for name in names {
                let (before, after) = (old.get(name).copied(), new.get(name).copied());
                if before == after {
                    continue;
                }
                seen += 1;
                if seen > self.rules.limits.entries {
                    return Ok(Err(Stop::Many(self.rules.limits.entries)));
                }
                let path = [folder.as_slice(), name].concat();
                let tree = |held: Option<Held>| held.filter(|(mode, _)| *mode == TREE).map(|(_, id)| id);
                let file = |held: Option<Held>| held.filter(|(mode, _)| *mode != TREE);
                if tree(before) != tree(after) {
                    waiting.push(([&path[..], b"/"].concat(), tree(before), tree(after), depth + 1));
                }
                if file(before) != file(after) {
                    found.push(Difference { path, old: file(before), new: file(after) });
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Ok(found))
    }

    /// `None` for a tree that holds a name twice.
    fn entries(&self, tree: Option<Oid>) -> Result<Option<Entries>, git2::Error> {
        let Some(tree) = tree else { return Ok(Some(Entries::new())) };
        let tree = self.repo.find_tree(tree)?;
        let held = |raw: i32| match u32::try_from(raw).unwrap_or_default() {
            // What git wrote long ago for 100644.
            0o100_664 => 0o100_644,
            mode => mode,
        };
        let entries: Entries = tree
            .iter()
            .map(|entry| (entry.name_bytes().to_vec(), (held(entry.filemode_raw()), entry.id())))
            .collect();
        Ok(Some(entries).filter(|entries| entries.len() == tree.len()))
    }

    fn check(&self, folder: &[u8], old: &Entries, new: &Entries) -> Result<(), Stop> {
        for (name, held) in new.iter().filter(|(name, held)| old.get(*name) != Some(held)) {
            let path = || [folder, name].concat();
            if hostile::is_refused(name) {
                return Err(Stop::Name(path()));
            }
            if !matches!(held.0, TREE | GITLINK | 0o100_644 | 0o100_755 | 0o120_000) {
                return Err(Stop::Kind(path()));
            }
        }
        if self.rules.case == Case::Ignored {
            let mut seen: HashMap<String, &Vec<u8>> = HashMap::new();
            for name in new.keys() {
                let folded = String::from_utf8_lossy(name).to_lowercase();
                if let Some(other) = seen.insert(folded, name)
                    && (!old.contains_key(other) || !old.contains_key(name))
                {
                    return Err(Stop::Case([folder, other].concat(), [folder, name].concat()));
                }
            }
        }
        Ok(())
    }
}
