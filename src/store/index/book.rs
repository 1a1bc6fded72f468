//! Notes out of the index again, with who is known: all of them, or what one digest or schedule needs.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use jiff::{civil::Date, tz::TimeZone};
use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::{Error, Index, Oid};
use crate::{
    domain::{
        book::Book,
        config::Config,
        merge::unsettled::Unsettled,
        note::{Content, Note, diagnostic::Diagnostic, profile::Meets},
        path::NotePath,
        roster::{Person, PersonKey, Roster},
    },
    store::notebook::note_path,
};

/// A span of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Window {
    pub from: Date,
    pub to: Date,
}

/// The file of the last meeting with a person before a day.
const LAST: &str =
    "SELECT file FROM meeting WHERE met = 1 AND person = ? AND date < ? ORDER BY date DESC LIMIT 1";

/// The same, with nobody else in it.
const LAST_ALONE: &str = "SELECT file FROM meeting WHERE met = 1 AND person = ? AND date < ?
     AND NOT EXISTS (SELECT 1 FROM meeting AS other INDEXED BY meeting_file WHERE other.file = meeting.file
                     AND other.date = meeting.date AND other.person <> meeting.person)
     ORDER BY date DESC LIMIT 1";

/// A note's columns; what is not kept as JSON is made from them.
const NOTE: &str = "file.path, note.title, note.note";

/// The files that concern people, given as a JSON array of keys, from a day on: see [`Index::book_for`].
const NEEDED: &str = "WITH near (file) AS MATERIALIZED (
        SELECT file FROM concern WHERE person IN (SELECT value FROM json_each(?1))
        UNION SELECT file FROM note WHERE kind <> 'other' AND kind = 'goal'
        UNION SELECT file FROM meeting WHERE date >= ?2
    ), shared (id) AS MATERIALIZED (
        SELECT DISTINCT id FROM near CROSS JOIN reference INDEXED BY reference_file USING (file)
    ), needed (file) AS (
        SELECT file FROM near UNION SELECT file FROM shared CROSS JOIN reference USING (id)
    )";

fn keys(people: &[PersonKey]) -> Result<String, Error> {
    let keys: Vec<&str> = people.iter().map(PersonKey::as_str).collect();
    Ok(serde_json::to_string(&keys)?)
}

/// The roster, with what tells whether it is still right.
#[derive(Debug)]
pub(super) struct Who {
    /// SQLite's data version, which other connections' commits change, and the number of our own changes.
    stamp: (i64, u64),
    me: Vec<String>,
    roster: Arc<Roster>,
}

impl Index {
    /// Everyone the notebook knows.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn roster(&self, config: &Config) -> Result<Arc<Roster>, Error> {
        let version: i64 = self.db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        let stamp = (version, self.who_changes.get());
        if let Some(who) = self.who.borrow().as_ref()
            && who.stamp == stamp
            && who.me == config.me
        {
            return Ok(Arc::clone(&who.roster));
        }
        let roster = Arc::new(self.read_roster(config)?);
        *self.who.borrow_mut() = Some(Who { stamp, me: config.me.clone(), roster: Arc::clone(&roster) });
        Ok(roster)
    }

    fn read_roster(&self, config: &Config) -> Result<Roster, Error> {
        let sql = "SELECT profile FROM profile CROSS JOIN file ON file.id = profile.file ORDER BY file.path";
        let mut query = self.db.prepare_cached(sql)?;
        let mut profiles = Vec::new();
        for profile in query.query_map([], |row| row.get::<_, String>(0))? {
            profiles.push(serde_json::from_str(&profile?)?);
        }
        let mut query = self.db.prepare_cached("SELECT name FROM name")?;
        let names: BTreeSet<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Roster::new(profiles, &names, &config.me))
    }

    /// Every note that has items, and every profile.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn book(&self, config: &Config, zone: TimeZone) -> Result<Book, Error> {
        let sql = format!(
            "SELECT {NOTE} FROM note CROSS JOIN file ON file.id = note.file
                           WHERE kind <> 'other' ORDER BY file.path"
        );
        self.bound(self.notes_by(&sql, params![])?, config, zone)
    }

    /// What the items and digests of some people need: the notes with them, those that hold an item which
    /// they own or are told, their digests, every goal, every note of a meeting on or after `from`, and the
    /// notes that share an item's id, or a goal, with one of these.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn book_for(
        &self,
        people: &[PersonKey],
        from: Date,
        config: &Config,
        zone: TimeZone,
    ) -> Result<Book, Error> {
        let sql = format!(
            "{NEEDED}
             SELECT {NOTE} FROM needed CROSS JOIN note USING (file) CROSS JOIN file ON file.id = needed.file
             ORDER BY file.path"
        );
        let notes = self.notes_by(&sql, params![keys(people)?, from.to_string()])?;
        self.bound(notes, config, zone)
    }

    /// A hash of the files that [`Self::book_for`] reads, and of what they hold: while it is the same, so are
    /// the book's notes.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn stamp_for(&self, people: &[PersonKey], from: Date) -> Result<u64, Error> {
        let sql =
            format!("{NEEDED} SELECT id, oid FROM needed CROSS JOIN file ON id = needed.file ORDER BY id");
        let mut query = self.db.prepare_cached(&sql)?;
        let mut rows = query.query(params![keys(people)?, from.to_string()])?;
        let mut hasher = DefaultHasher::new();
        while let Some(row) = rows.next()? {
            row.get::<_, i64>(0)?.hash(&mut hasher);
            row.get::<_, Option<Oid>>(1)?.hash(&mut hasher);
        }
        for unsettled in self.unsettled()? {
            unsettled.path.hash(&mut hasher);
        }
        Ok(hasher.finish())
    }

    /// The files that keep a version of another, by path.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn unsettled(&self) -> Result<Vec<Unsettled>, Error> {
        let sql = "SELECT path FROM file INDEXED BY file_unsettled
                   WHERE instr(path, x'2028636f6e666c69637420') > 0 AND oid IS NOT NULL ORDER BY path";
        let mut query = self.db.prepare_cached(sql)?;
        let paths: Vec<Vec<u8>> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(paths.iter().filter_map(|path| Unsettled::of(&note_path(path)?)).collect())
    }

    /// What the schedule needs: the notes of meetings within the window, and for each person with `meets:` that
    /// of the last one before it, without their items; and which digests there are.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn meetings_book(&self, window: Window, config: &Config, zone: TimeZone) -> Result<Book, Error> {
        let mut files = BTreeSet::new();
        let mut query =
            self.db.prepare_cached("SELECT DISTINCT file FROM meeting WHERE date >= ? AND date <= ?")?;
        for file in
            query.query_map([window.from.to_string(), window.to.to_string()], |row| row.get::<_, i64>(0))?
        {
            files.insert(file?);
        }
        let roster = self.roster(config)?;
        let last = |person: &Person, sql: &str| -> Result<Option<i64>, Error> {
            let before = params![person.key.as_str(), window.from.to_string()];
            Ok(self.db.prepare_cached(sql)?.query_row(before, |row| row.get(0)).optional()?)
        };
        for person in roster.people() {
            match person.profile.as_ref().and_then(|profile| profile.meets.as_ref()) {
                None => continue,
                Some(Meets::Every { from, .. } | Meets::Rule { from, .. }) if from.is_some() => {}
                // A rule without a first day counts from the last meeting with the person alone.
                Some(_) => files.extend(last(person, LAST_ALONE)?),
            }
            files.extend(last(person, LAST)?);
        }
        let mut query =
            self.db.prepare_cached("SELECT header FROM note WHERE file = ? AND header IS NOT NULL")?;
        let mut notes: Vec<Note> = Vec::new();
        for file in files {
            if let Some(header) = query.query_row([file], |row| row.get::<_, String>(0)).optional()? {
                notes.push(serde_json::from_str(&header)?);
            }
        }
        notes.extend(self.digests(window.from)?);
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Book { notes, unsettled: Vec::new(), roster, config: config.clone(), zone })
    }

    /// The names and headings of the digests from a day on: a file that is there keeps its meeting.
    fn digests(&self, from: Date) -> Result<Vec<Note>, Error> {
        let sql = "SELECT file.path, note.title FROM file JOIN note ON note.file = file.id
                   WHERE file.path >= ? AND file.path < ? AND note.kind = 'digest'";
        let mut query = self.db.prepare_cached(sql)?;
        let first = format!("digests/{from}");
        let found = query.query_map(params![first.as_bytes(), b"digests0"], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let mut notes = Vec::new();
        for row in found {
            let (path, title) = row?;
            if let Some(path) = String::from_utf8(path).ok().and_then(NotePath::new) {
                let content = Content::Digest(None);
                notes.push(Note { path, content, title, diagnostics: Vec::new(), lacks: None });
            }
        }
        Ok(notes)
    }

    /// Every markdown file, also those that hold no items.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn notes(&self) -> Result<Vec<Note>, Error> {
        let sql =
            format!("SELECT {NOTE} FROM note CROSS JOIN file ON file.id = note.file ORDER BY file.path");
        self.notes_by(&sql, params![])
    }

    /// One note.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn note(&self, path: &NotePath) -> Result<Option<Note>, Error> {
        let sql = format!("SELECT {NOTE} FROM file JOIN note ON file.id = note.file WHERE file.path = ?");
        Ok(self.notes_by(&sql, params![path.as_str().as_bytes()])?.pop())
    }

    /// What there is to say about the notes, by path and line: about all of them, or these files and all
    /// that lies in these folders.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn diagnostics(&self, below: Option<&[NotePath]>) -> Result<Vec<Diagnostic>, Error> {
        let sql = format!(
            "SELECT {NOTE} FROM note CROSS JOIN file ON file.id = note.file
                           WHERE diagnostics > 0 ORDER BY file.path"
        );
        let asked = |path: &NotePath| {
            below.is_none_or(|asked| asked.iter().any(|at| path == at || path.is_under(at.as_str())))
        };
        let notes = self.notes_by(&sql, params![])?;
        Ok(notes.into_iter().filter(|note| asked(&note.path)).flat_map(|note| note.diagnostics).collect())
    }

    fn bound(&self, notes: Vec<Note>, config: &Config, zone: TimeZone) -> Result<Book, Error> {
        let (unsettled, roster) = (self.unsettled()?, self.roster(config)?);
        Ok(Book { notes, unsettled, roster, config: config.clone(), zone })
    }

    fn notes_by(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<Note>, Error> {
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params)?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            notes.extend(note(row)?);
        }
        Ok(notes)
    }
}

fn note(row: &Row<'_>) -> Result<Option<Note>, Error> {
    if let Some(json) = row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)? {
        return Ok(Some(serde_json::from_str(json)?));
    }
    let path = note_path(row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?);
    let title = row.get(1)?;
    Ok(path.map(|path| Note { path, content: Content::Other, title, diagnostics: Vec::new(), lacks: None }))
}
