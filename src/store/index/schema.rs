//! Opening the index file, and throwing it away where it is not ours, not whole, or of another version.

use std::{
    cell::{Cell, RefCell},
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode};

use super::{Error, Index};

/// The version of `schema/index.sql` and of what the parser puts into it: raise it when either changes.
const VERSION: i64 = 4;

const SCHEMA: &str = include_str!("../../../schema/index.sql");

/// How long a command waits for another one that is writing: a first scan of a large notebook takes seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Pages kept in memory at rest, in KiB.
const CACHE_AT_REST: i64 = 1024;

pub(super) fn open(folder: &Path) -> Result<Index, Error> {
    let failed = |source| Error::Folder { path: folder.to_owned(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    // Two processes that find the same broken index must not both replace it. The lock file is never removed.
    let mut options = fs::OpenOptions::new();
    let lock =
        options.create(true).append(true).mode(0o600).open(folder.join("index.lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;
    let path = folder.join("index.db");
    match open_file(&path) {
        Ok(index) => Ok(index),
        Err(reason) => {
            if let Reason::Failed(error) = reason {
                return Err(error);
            }
            if let Reason::Unusable(why) = &reason {
                tracing::warn!("the index {} is {why}: reading the notebook again", path.display());
            }
            remove(&path)?;
            create(&path)?;
            open_file(&path).map_err(|reason| match reason {
                Reason::Failed(error) => error,
                Reason::Absent | Reason::Unusable(_) => failed(io::ErrorKind::InvalidData.into()),
            })
        }
    }
}

/// Removes an index file and what SQLite keeps beside it.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        let file = PathBuf::from(file);
        let removed = if file.is_dir() { fs::remove_dir_all(&file) } else { fs::remove_file(&file) };
        match removed {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(Error::Folder { path: file, source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether SQLite's error is one of these.
pub(super) fn is_damage(error: &rusqlite::Error, codes: &[ErrorCode]) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => codes.contains(&failure.code),
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::Utf8Error(..) => true,
        _ => false,
    }
}

/// The inode that a path leads to; 0 where nothing is.
pub(super) fn inode(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.ino())
}

enum Reason {
    Absent,
    Unusable(&'static str),
    Failed(Error),
}

impl From<rusqlite::Error> for Reason {
    fn from(error: rusqlite::Error) -> Self {
        use ErrorCode::{CannotOpen, DatabaseBusy, DiskFull, SystemIoFailure};
        // Waiting helps against a lock, room on the disk against a full one: a new index does not.
        if is_damage(&error, &[DatabaseBusy, DiskFull, SystemIoFailure, CannotOpen]) {
            return Self::Failed(error.into());
        }
        Self::Unusable("damaged")
    }
}

fn open_file(path: &Path) -> Result<Index, Reason> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Reason::Absent),
        Ok(meta) if !meta.is_file() => return Err(Reason::Unusable("no file")),
        Ok(meta) if meta.permissions().mode() & 0o077 != 0 => {
            let own = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
            own.map_err(|source| Reason::Failed(Error::Folder { path: path.to_owned(), source }))?;
        }
        _ => {}
    }
    let db = Connection::open(path)?;
    db.busy_timeout(PATIENCE)?;
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != VERSION {
        return Err(Reason::Unusable("of another version"));
    }
    let program: String =
        db.query_row("SELECT value FROM meta WHERE key = 'program'", [], |row| row.get(0))?;
    if program != env!("CARGO_PKG_VERSION") {
        return Err(Reason::Unusable("of another version"));
    }
    db.execute_batch(&format!(
        "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -{CACHE_AT_REST}; PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = OFF;"
    ))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(Index {
        inode: inode(path),
        path: path.to_owned(),
        db,
        who: RefCell::default(),
        who_changes: Cell::default(),
    })
}

fn create(path: &Path) -> Result<(), Error> {
    let made = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    made.map_err(|source| Error::Folder { path: path.to_owned(), source })?;
    let db = Connection::open(path)?;
    db.busy_timeout(PATIENCE)?;
    // Only before the first table can a file be given the means to shrink.
    db.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // The version is set in the transaction that makes the tables: a process killed here leaves version 0.
    db.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA}"))?;
    db.execute("INSERT INTO meta VALUES ('program', ?)", [env!("CARGO_PKG_VERSION")])?;
    db.execute_batch(&format!("PRAGMA user_version = {VERSION}; COMMIT;"))?;
    Ok(())
}
