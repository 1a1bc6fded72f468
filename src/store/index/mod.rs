//! The index: what the notebook's files hold, as it was read last.
//!
//! A cache in one SQLite file: deleting it, or finding it corrupt or of another version, costs one scan. A
//! file is read again only where its stat says that it may have changed (see [`refresh`]); what a note means
//! is read again where the people known have changed. Several processes may use one index at a time.

mod book;
mod compact;
mod confidence;
mod pending;
mod read;
pub mod refresh;
mod rows;
mod schema;
mod search;

use std::{
    cell::{Cell, RefCell},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, params};

pub use book::Window;
pub use pending::{Change, Oid};
pub use refresh::{Progress, Refresh, Scope};
pub use search::{Confidential, Hit};

/// The index could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its folder or file cannot be made or removed.
    #[error("cannot keep the index in {path}: {source}; check the folder's permissions and free space")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// SQLite's answer.
    #[error("the index failed: {0}; {fix}", fix = fix(.0))]
    Sql(#[from] rusqlite::Error),
    /// What the index holds is not what we wrote.
    #[error(
        "the index holds something unreadable: {0}; deleting it is safe, the next command builds it again"
    )]
    Json(#[from] serde_json::Error),
    /// The notebook's folder is gone, or another one has taken its place.
    #[error("the notebook {0} is gone or was replaced; nothing is read or committed until it is back")]
    RootGone(PathBuf),
    /// The notebook's folder is there, but cannot be read.
    #[error("the notebook {0} cannot be read: {1}; nothing is committed until it can")]
    RootUnreadable(PathBuf, String),
    /// The notebook held files, and now holds none.
    #[error("the notebook {0} is empty, and had {1} files; nothing is committed until they are back")]
    RootEmptied(PathBuf, u64),
}

impl Error {
    /// Whether the index itself is broken, so that [`Index::rebuild`] helps.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Json(_) => true,
            // Where building it again failed half-way, nothing of it is there.
            Self::Sql(rusqlite::Error::SqliteFailure(_, Some(why))) if why.starts_with("no such ") => true,
            Self::Sql(error) => schema::is_damage(error, &[DatabaseCorrupt, NotADatabase]),
            _ => false,
        }
    }
}

/// What helps against SQLite's error.
fn fix(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure,
    };
    match error.sqlite_error_code() {
        Some(DiskFull) => "free some space on the disk",
        Some(DatabaseBusy | DatabaseLocked) => "another program has it; it is tried again",
        Some(CannotOpen | PermissionDenied | ReadOnly) => "check the permissions of the repository's folder",
        Some(SystemIoFailure) => "check the disk: its space, its permissions, and the system's log",
        _ => "deleting it is safe, the next command builds it again",
    }
}

/// An open index.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    inode: u64,
    db: Connection,
    /// Everyone, as read last.
    who: RefCell<Option<book::Who>>,
    /// How often this connection has changed what files give to the roster.
    who_changes: Cell<u64>,
}

impl Index {
    /// Opens the index in a folder, made where it is missing; an index that cannot be used is made anew.
    ///
    /// # Errors
    /// Where the folder or the file cannot be written.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        schema::open(folder)
    }

    /// Throws away what the index holds: the next refresh reads every file.
    ///
    /// # Errors
    /// Where the file cannot be removed or made.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        // Closing first leaves no `-wal` file of the old index behind.
        self.db = Connection::open_in_memory()?;
        // Where another process has put a new one in its place, that is as good.
        if schema::inode(&self.path) == self.inode {
            schema::remove(&self.path)?;
        }
        *self = schema::open(self.path.parent().unwrap_or(Path::new(".")))?;
        Ok(())
    }

    /// Gives memory back that a large refresh or search took.
    pub fn rest(&self) {
        // An index that cannot shrink now is as right as before.
        let _ = self.db.execute_batch("PRAGMA shrink_memory");
    }

    /// What files give to the roster may be other than it was.
    fn who_changed(&self) {
        self.who_changes.set(self.who_changes.get() + 1);
    }

    fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        let mut query = self.db.prepare_cached("SELECT value FROM meta WHERE key = ?")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
    }

    fn set_meta(&self, key: &str, value: &str) -> Result<(), Error> {
        self.db.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?, ?)")?.execute(params![key, value])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
