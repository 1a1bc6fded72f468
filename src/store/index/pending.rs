//! What the last commit does not hold yet.

use std::collections::HashMap;

use rusqlite::{Row, params};

use super::{Error, Index};
use crate::store::notebook::Kind;

/// Git's id of a blob.
pub type Oid = [u8; 20];

/// A path whose content differs from the last commit's, or a path of that commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, relative to the notebook's root.
    pub path: Vec<u8>,
    /// What it is and holds; `None` where it is gone.
    pub now: Option<(Oid, Kind)>,
}

impl Index {
    /// Every file as it was read last, by path.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn files(&self) -> Result<Vec<Change>, Error> {
        let sql = "SELECT path, oid, mode FROM file WHERE oid IS NOT NULL ORDER BY path";
        let mut query = self.db.prepare_cached(sql)?;
        Ok(query.query_map([], change)?.collect::<Result<_, _>>()?)
    }

    /// What the last commit does not hold yet, by path: changed, new and gone files.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn pending(&self) -> Result<Vec<Change>, Error> {
        let sql = "SELECT path, oid, mode FROM file
                   WHERE oid IS NOT committed_oid OR mode IS NOT committed_mode ORDER BY path";
        let mut query = self.db.prepare_cached(sql)?;
        Ok(query.query_map([], change)?.collect::<Result<_, _>>()?)
    }

    /// The commit that the index compares with, as it was given last.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn head(&self) -> Result<Option<String>, Error> {
        self.meta("head")
    }

    /// Records that a commit holds these paths as they are given here.
    ///
    /// # Errors
    /// Where the index fails; then nothing is recorded.
    pub fn mark_committed(&mut self, changes: &[Change], head: &str) -> Result<(), Error> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let marked = changes.iter().try_for_each(|change| self.mark(change));
        self.finish(marked.and_then(|()| self.set_meta("head", head)))
    }

    /// Records everything that a commit holds of the notebook, in place of what was known: for an index that
    /// is new, and after somebody else has committed. Paths that are not in the notebook count as gone until
    /// a refresh finds them.
    ///
    /// # Errors
    /// Where the index fails; then nothing is recorded.
    pub fn set_committed(&mut self, all: &[Change], head: &str) -> Result<(), Error> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let marked = self.mark_all(all).and_then(|()| self.set_meta("head", head));
        self.finish(marked)
    }

    /// Writes only what is new: most of a commit is as it was in the one before.
    fn mark_all(&self, all: &[Change]) -> Result<(), Error> {
        let sql = "SELECT path, committed_oid, committed_mode FROM file WHERE committed_oid IS NOT NULL";
        let mut query = self.db.prepare_cached(sql)?;
        let known = query.query_map([], change)?.map(|known| known.map(|known| (known.path, known.now)));
        let mut known: HashMap<Vec<u8>, Option<(Oid, Kind)>> = known.collect::<Result<_, _>>()?;
        for change in all {
            if known.remove(&change.path) != Some(change.now) {
                self.mark(change)?;
            }
        }
        known.into_keys().try_for_each(|path| self.mark(&Change { path, now: None }))?;
        self.db.execute("DELETE FROM file WHERE oid IS NULL AND committed_oid IS NULL", [])?;
        Ok(())
    }

    fn mark(&self, change: &Change) -> Result<(), Error> {
        let Some((oid, kind)) = &change.now else {
            let sql = "DELETE FROM file WHERE path = ? AND oid IS NULL";
            if self.db.prepare_cached(sql)?.execute([&change.path])? == 0 {
                let sql = "UPDATE file SET committed_oid = NULL, committed_mode = NULL WHERE path = ?";
                self.db.prepare_cached(sql)?.execute([&change.path])?;
            }
            return Ok(());
        };
        let sql = "INSERT INTO file (path, size, mtime_ns, ctime_ns, inode, recorded_ns, committed_oid, committed_mode)
                   VALUES (?, 0, 0, 0, 0, 0, ?, ?) ON CONFLICT (path)
                   DO UPDATE SET committed_oid = excluded.committed_oid, committed_mode = excluded.committed_mode";
        self.db.prepare_cached(sql)?.execute(params![change.path, oid, kind.git_mode()])?;
        Ok(())
    }

    /// Ends a transaction, as it went.
    pub(super) fn finish<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        match result.and_then(|value| self.db.execute_batch("COMMIT").map(|()| value).map_err(Error::from)) {
            Ok(value) => Ok(value),
            Err(error) => {
                // SQLite may have rolled back by itself.
                let _ = self.db.execute_batch("ROLLBACK");
                self.who_changed();
                Err(error)
            }
        }
    }
}

fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    let oid: Option<Oid> = row.get(1)?;
    let mode: Option<u32> = row.get(2)?;
    let now = oid.zip(mode).map(|(oid, mode)| (oid, Kind::from_git_mode(mode)));
    Ok(Change { path: row.get(0)?, now })
}
