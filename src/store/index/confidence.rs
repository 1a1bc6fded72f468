//! Lines that are confidential only because another note says so of their item.

use std::collections::{BTreeMap, HashSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::OptionalExtension as _;

use super::{Error, Index};
use crate::{
    domain::{
        config::Config,
        ledger::{Evidence, Ledger},
        note::{Content, Note, confidential::Hidden, draft::Draft, item::Visibility, meeting::MeetingNote},
        path::NotePath,
        roster::PersonKey,
        schedule::Calendar,
    },
    store::notebook::{Notebook, note_path},
};

/// Notes longer than this are found, and shown without a line.
const LARGEST_NOTE: u64 = 8 << 20;

impl Index {
    /// Whether any line of the notebook is confidential.
    pub(super) fn has_confidential(&self) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM note INDEXED BY note_hidden WHERE hidden <> '')";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The files that say themselves that lines of theirs are confidential, by path.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn confidential(&self) -> Result<Vec<(NotePath, Hidden)>, Error> {
        let sql =
            "SELECT path, hidden FROM note INDEXED BY note_hidden CROSS JOIN file ON file.id = note.file
                   WHERE hidden <> '' ORDER BY path";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
        let rows: Vec<(Vec<u8>, String)> = rows.collect::<Result<_, _>>()?;
        let told =
            rows.into_iter().filter_map(|(path, hidden)| Some((note_path(&path)?, Hidden::decode(&hidden))));
        Ok(told.collect())
    }

    /// Which lines of these files are confidential, by what they say themselves or another note says of an item.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn hidden_in(
        &self,
        notebook: &Notebook,
        config: &Config,
        paths: impl Iterator<Item = NotePath>,
    ) -> Result<BTreeMap<NotePath, Hidden>, Error> {
        let (mut hidden, mut notes) = (BTreeMap::new(), Vec::new());
        for path in paths {
            notes.extend(self.note(&path)?);
            hidden.insert(path.clone(), self.hidden(&path)?);
        }
        let before = notes.clone();
        self.mark_confidential(&mut notes, config)?;
        for (note, _) in notes.iter().zip(&before).filter(|(note, before)| note != before) {
            if let Some(text) = text(notebook, &note.path) {
                hidden.insert(note.path.clone(), Hidden::of(note, &text));
            }
        }
        Ok(hidden)
    }

    /// Which lines of a file are confidential by what it says itself; none of what is no note.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn hidden(&self, path: &NotePath) -> Result<Hidden, Error> {
        let sql = "SELECT hidden FROM file JOIN note ON file.id = note.file WHERE file.path = ?";
        let mut query = self.db.prepare_cached(sql)?;
        let hidden = query.query_row([path.as_str().as_bytes()], |row| row.get::<_, String>(0)).optional()?;
        Ok(hidden.map(|hidden| Hidden::decode(&hidden)).unwrap_or_default())
    }

    /// Gives the mentions of these notes, one of a path, the visibility of their items, as all notes with the
    /// same people or ids tell it. It is the same at any time.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn mark_confidential(&self, notes: &mut Vec<Note>, config: &Config) -> Result<(), Error> {
        if notes.is_empty() || !self.has_confidential()? && !notes.iter().any(hides_some) {
            return Ok(());
        }
        let zone = config.timezone.clone().unwrap_or(TimeZone::UTC);
        let mut book = self.book_for(&people(notes), Date::MAX, config, zone.clone())?;
        let given: HashSet<&NotePath> = notes.iter().map(|note| &note.path).collect();
        book.notes.retain(|known| !given.contains(&known.path));
        let ours = book.notes.len();
        book.notes.append(notes);
        let at = Timestamp::UNIX_EPOCH.to_zoned(zone);
        let ledger = Ledger::build(&book, &Calendar::of(&book, &at), &at, &Evidence::new());
        ledger.mark_confidential(&mut book.notes);
        *notes = book.notes.split_off(ours);
        Ok(())
    }
}

/// A note's text as it is now; `None` where it is gone, or too long to be shown.
pub(super) fn text(notebook: &Notebook, path: &NotePath) -> Option<String> {
    let content = notebook.read(path.as_str().as_bytes(), LARGEST_NOTE).ok()?;
    Some(Draft::read(path, &content.bytes).text().to_owned())
}

fn meetings(note: &Note) -> &[MeetingNote] {
    match &note.content {
        Content::Meetings(meetings) => meetings,
        Content::Digest(Some(meeting)) => std::slice::from_ref(meeting),
        Content::Digest(None) | Content::Goal(_) | Content::Person(_) | Content::Other => &[],
    }
}

fn hides_some(note: &Note) -> bool {
    let goal =
        matches!(&note.content, Content::Goal(goal) if goal.goal.visibility == Visibility::Confidential);
    let mut mentions = meetings(note).iter().flat_map(|meeting| &meeting.mentions);
    goal || mentions.any(|mention| mention.visibility == Visibility::Confidential)
}

fn people(notes: &[Note]) -> Vec<PersonKey> {
    let mut people: Vec<PersonKey> = notes
        .iter()
        .flat_map(|note| match &note.content {
            Content::Goal(goal) => goal.with.clone(),
            _ => meetings(note).iter().flat_map(|meeting| meeting.with.clone()).collect(),
        })
        .collect();
    people.sort();
    people.dedup();
    people
}
