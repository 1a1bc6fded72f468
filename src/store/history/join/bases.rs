//! The version that two commits both came from. Where there are several (each side has merged the other before, at
//! once), it is what these become when they are merged, in an order that is the same on every machine.

use std::cell::Cell;

use git2::{ErrorCode, Oid, Repository, Signature};

use super::{
    Error, History, Limits,
    combine::{Pair, Strangers},
    differ::Rules,
};

/// How many of several are taken, how deep they are merged, and how often in all.
const MOST: usize = 8;
const DEEPEST: usize = 8;
const BUDGET: usize = 32;

pub(super) struct Bases<'a> {
    history: &'a History,
    repo: &'a Repository,
    limits: Limits,
    left: Cell<usize>,
}

impl<'a> Bases<'a> {
    pub(super) fn new(history: &'a History, repo: &'a Repository, limits: Limits) -> Self {
        Self { history, repo, limits, left: Cell::new(BUDGET) }
    }

    /// The commit that both came from; one that nothing leads to where there are several.
    pub(super) fn of(&self, a: Oid, b: Oid) -> Result<Option<Oid>, Error> {
        self.at(a, b, 0)
    }

    fn at(&self, a: Oid, b: Oid, depth: usize) -> Result<Option<Oid>, Error> {
        let doing = "compare commits";
        let mut bases: Vec<(i64, Oid)> = Vec::new();
        match self.repo.merge_bases(a, b) {
            Ok(found) => {
                for id in found.iter() {
                    let time = self.repo.find_commit(*id).map_err(Error::git(doing))?.time().seconds();
                    bases.push((time, *id));
                }
            }
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(Error::git(doing)(error)),
        }
        bases.sort();
        let mut bases = bases.into_iter().map(|(_, id)| id);
        let Some(mut one) = bases.next() else { return Ok(None) };
        for next in bases.take(MOST) {
            let Some(left) = self.left.get().checked_sub(1).filter(|_| depth < DEEPEST) else { break };
            self.left.set(left);
            if let Some(both) = self.merged(one, next, depth)? {
                one = both;
            }
        }
        Ok(Some(one))
    }

    /// `None` where they cannot be merged: one of them is as good a base then.
    fn merged(&self, a: Oid, b: Oid, depth: usize) -> Result<Option<Oid>, Error> {
        let base = self.at(a, b, depth + 1)?;
        let pair = Pair { history: self.history, repo: self.repo, base, a, b, strangers: Strangers::Any };
        let Ok(combined) = pair.combine(&Rules::of(self.repo, self.limits)?)? else { return Ok(None) };
        let doing = "merge two older versions";
        let write = || {
            let (a, b) = (self.repo.find_commit(a)?, self.repo.find_commit(b)?);
            let time = a.time().max(b.time());
            let who = Signature::new("headsup", "headsup@localhost", &time)?;
            let tree = self.repo.find_tree(combined.tree)?;
            self.repo.commit(None, &who, &who, "A version that two others came from\n", &tree, &[&a, &b])
        };
        write().map(Some).map_err(Error::git(doing))
    }
}
