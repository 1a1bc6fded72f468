//! Giving room back: what changes and deletions have left in the index file, and in the words' segments.

use std::time::Duration;

use super::{Error, Index, schema::PATIENCE};

/// The most that one call gives back, in pages of 4 KiB; what is left comes the next time.
const PAGES: i64 = 4096;
/// The words of an index with at most this many pages are merged whole; of a larger one, little by little.
const SMALL: i64 = 4096;

impl Index {
    /// Merges the words' segments, gives free pages back to the disk, and writes the log into the file. Bounded:
    /// it takes well under a second on an index of any size.
    ///
    /// # Errors
    /// Where the index cannot be written; it is whole all the same.
    pub fn compact(&mut self) -> Result<(), Error> {
        let pages: i64 = self.db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let merge = if pages <= SMALL {
            "INSERT INTO words (words) VALUES ('optimize')"
        } else {
            "INSERT INTO words (words, rank) VALUES ('merge', 1000)"
        };
        self.db.execute_batch(merge)?;
        self.db.execute_batch("PRAGMA optimize")?;
        self.drain(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
        // Another command that is just reading is not waited for: the log stays as it is then.
        self.db.busy_timeout(Duration::ZERO)?;
        let written = self.drain("PRAGMA wal_checkpoint(TRUNCATE)");
        self.db.busy_timeout(PATIENCE)?;
        written
    }

    /// Each step of an incremental vacuum gives one page back: all of its rows are to be asked for.
    fn drain(&self, sql: &str) -> Result<(), Error> {
        let mut pragma = self.db.prepare(sql)?;
        let mut rows = pragma.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// Whether SQLite finds the index whole; what is wrong, if not.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn examine(&self) -> Result<Option<String>, Error> {
        let said: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((said != "ok").then_some(said))
    }
}
