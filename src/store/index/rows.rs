//! A note as the index keeps it, and the statements that put it there.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::{Error, Index, Oid};
use crate::{
    domain::{
        merge::unsettled::is_conflict,
        note::{
            Content, Note,
            confidential::Hidden,
            draft::Names,
            item::{Fields, Kind, Mention},
            meeting::{MeetingNote, Status},
        },
        roster::Owner,
    },
    store::notebook::FileEntry,
};

/// A file, read.
pub(super) struct FileRow {
    pub(super) entry: FileEntry,
    pub(super) oid: Oid,
    pub(super) recorded_ns: i64,
}

/// Whether a note's meaning depends on who is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depends {
    OnNobody,
    OnRoster,
}

/// A note in the index's terms; made away from the thread that writes.
pub(super) struct NoteRow {
    kind: &'static str,
    depends: Depends,
    title: Option<String>,
    hidden: String,
    diagnostics: usize,
    note: Option<String>,
    header: Option<String>,
    concerns: Vec<String>,
    references: Vec<String>,
    meetings: Vec<Day>,
    words: [String; 3],
}

struct Day {
    date: String,
    person: String,
    met: bool,
}

impl NoteRow {
    pub(super) fn new(note: &Note, text: &str, depends: Depends) -> Result<Self, Error> {
        let hidden = Hidden::of(note, text);
        let (body, secret) = hidden.split(text);
        let title = note.title.clone().unwrap_or_else(|| note.path.stem().to_owned());
        let (title, secret) = match hidden {
            Hidden::Everything => (String::new(), format!("{title}\n{secret}")),
            _ => (title, secret.into_owned()),
        };
        // What keeps a version that was not chosen is not found by its words: those of the other are.
        let words =
            if is_conflict(&note.path) { Default::default() } else { [title, body.into_owned(), secret] };
        let mut row = Self {
            kind: kind(&note.content),
            depends,
            title: note.title.clone(),
            hidden: hidden.encode(),
            diagnostics: note.diagnostics.len(),
            note: None,
            header: None,
            concerns: Vec::new(),
            references: Vec::new(),
            meetings: Vec::new(),
            words,
        };
        if row.kind != "other" || row.diagnostics > 0 || note.lacks.is_some() {
            row.note = Some(serde_json::to_string(note)?);
        }
        row.relate(&note.content);
        if let Content::Meetings(meetings) = &note.content {
            let content = Content::Meetings(meetings.iter().map(header).collect());
            let (path, title) = (note.path.clone(), note.title.clone());
            let header = Note { path, content, title, diagnostics: Vec::new(), lacks: None };
            row.header = Some(serde_json::to_string(&header)?);
        }
        for list in [&mut row.concerns, &mut row.references] {
            list.sort_unstable();
            list.dedup();
        }
        Ok(row)
    }

    fn relate(&mut self, content: &Content) {
        match content {
            Content::Meetings(meetings) => {
                for meeting in meetings {
                    self.relate_meeting(meeting);
                    self.days(meeting);
                }
            }
            Content::Digest(Some(meeting)) => self.relate_meeting(meeting),
            Content::Person(profile) => self.concerns.push(profile.key.0.clone()),
            Content::Goal(goal) => {
                self.concerns.extend(goal.with.iter().map(|key| key.0.clone()));
                self.references.push(goal.key.clone());
                self.relate_mention(&goal.goal);
            }
            Content::Digest(None) | Content::Other => {}
        }
    }

    fn relate_meeting(&mut self, meeting: &MeetingNote) {
        self.concerns.extend(meeting.with.iter().map(|key| key.0.clone()));
        for mention in &meeting.mentions {
            self.relate_mention(mention);
        }
    }

    fn relate_mention(&mut self, mention: &Mention) {
        let Fields { from, to, decider, tell, supports, goal, displaces, .. } = &mention.fields;
        let people = [&mention.owner, from, to, decider, tell];
        self.concerns.extend(people.into_iter().flatten().filter_map(|owner| match owner {
            Owner::Person(key) => Some(key.0.clone()),
            Owner::Me | Owner::Named(_) => None,
        }));
        self.references.extend(mention.id.clone());
        if mention.kind == Kind::Goal {
            self.references.push(folded(&mention.text));
        }
        for named in [supports, goal, displaces].into_iter().flatten() {
            self.references.extend([named.clone(), folded(named)]);
        }
    }

    fn days(&mut self, meeting: &MeetingNote) {
        let held = !matches!(meeting.status, Some(Status::Cancelled | Status::Moved));
        let days = [(meeting.when, held), (meeting.moved_to, false)];
        for (when, met) in days.into_iter().filter_map(|(when, met)| Some((when?, met))) {
            let day = |person: &str| Day { date: when.date.to_string(), person: person.to_owned(), met };
            if meeting.with.is_empty() {
                self.meetings.push(day(""));
            }
            self.meetings.extend(meeting.with.iter().map(|key| day(key.as_str())));
        }
    }
}

impl Index {
    /// Records a file; gives its id.
    pub(super) fn put_file(&self, file: &FileRow) -> Result<i64, Error> {
        let stat = &file.entry.stat;
        let values = params![
            file.entry.path,
            stat.size.cast_signed(),
            stat.mtime_ns,
            stat.ctime_ns,
            stat.inode.cast_signed(),
            file.recorded_ns,
            file.oid,
            file.entry.kind.git_mode()
        ];
        // No upsert, no RETURNING, no trigger on this way: SQLite runs these in a savepoint of their own, at
        // which FTS5 writes out what it has gathered, and a first scan takes four times as long.
        let sql = "INSERT OR IGNORE INTO file (path, size, mtime_ns, ctime_ns, inode, recorded_ns, oid, mode)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        if self.db.prepare_cached(sql)?.execute(values)? == 1 {
            return Ok(self.db.last_insert_rowid());
        }
        let sql = "UPDATE file SET size = ?2, mtime_ns = ?3, ctime_ns = ?4, inode = ?5, recorded_ns = ?6,
                   oid = ?7, mode = ?8 WHERE path = ?1";
        self.db.prepare_cached(sql)?.execute(values)?;
        let sql = "SELECT id FROM file WHERE path = ?";
        Ok(self.db.prepare_cached(sql)?.query_row([&file.entry.path], |row| row.get(0))?)
    }

    /// Records that a file is gone: the row stays while the last commit has the path.
    pub(super) fn put_gone(&self, id: i64) -> Result<(), Error> {
        self.forget_note(id)?;
        self.forget_names(id)?;
        let gone = "DELETE FROM file WHERE id = ? AND committed_oid IS NULL";
        if self.db.prepare_cached(gone)?.execute([id])? == 0 {
            let sql = "UPDATE file SET oid = NULL, mode = NULL WHERE id = ?";
            self.db.prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }

    /// Records that nobody can tell what a path holds, so that it counts as the last commit has it; a path
    /// that was read before stays as it was read.
    pub(super) fn put_unknown(&self, id: i64) -> Result<(), Error> {
        let sql = "UPDATE file SET oid = committed_oid, mode = committed_mode WHERE id = ? AND oid IS NULL";
        self.db.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// Records what a file gives to the roster, in place of what it gave before.
    pub(super) fn put_names(&self, id: i64, names: &Names) -> Result<(), Error> {
        let profile = names.profile.as_ref().map(serde_json::to_string).transpose()?;
        let with: BTreeSet<&str> = names.with.iter().map(String::as_str).collect();
        let (old_profile, old_with) = self.names_of(id)?;
        if profile == old_profile && with.iter().copied().eq(old_with.iter().map(String::as_str)) {
            return Ok(());
        }
        self.forget_names(id)?;
        self.who_changed();
        if let Some(profile) = profile {
            self.db.prepare_cached("INSERT INTO profile VALUES (?, ?)")?.execute(params![id, profile])?;
        }
        for name in with {
            self.db.prepare_cached("INSERT INTO given VALUES (?, ?)")?.execute(params![id, name])?;
            let known = "UPDATE name SET uses = uses + 1 WHERE name = ?";
            if self.db.prepare_cached(known)?.execute([name])? == 0 {
                self.db.prepare_cached("INSERT INTO name VALUES (?, 1)")?.execute([name])?;
            }
        }
        Ok(())
    }

    /// The profile, as JSON, and the names that a file gives to the roster.
    fn names_of(&self, id: i64) -> Result<(Option<String>, BTreeSet<String>), Error> {
        let mut query = self.db.prepare_cached("SELECT profile FROM profile WHERE file = ?")?;
        let profile = query.query_row([id], |row| row.get(0)).optional()?;
        let mut query = self.db.prepare_cached("SELECT name FROM given WHERE file = ?")?;
        let names = query.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok((profile, names))
    }

    /// Records a note; its words too, where its text or what is confidential in it is new.
    pub(super) fn put_note(&self, id: i64, row: &NoteRow) -> Result<(), Error> {
        let sql = "SELECT hidden FROM note WHERE file = ?";
        let old: Option<String> = self.db.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?;
        if old.is_some() {
            self.forget_meaning(id)?;
        }
        let sql = "INSERT INTO note (file, kind, roster, title, hidden, diagnostics, note, header)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![
            id,
            row.kind,
            row.depends == Depends::OnRoster,
            row.title,
            row.hidden,
            i64::try_from(row.diagnostics).unwrap_or(i64::MAX),
            row.note,
            row.header
        ])?;
        for person in &row.concerns {
            self.db.prepare_cached("INSERT INTO concern VALUES (?, ?)")?.execute(params![person, id])?;
        }
        for reference in &row.references {
            self.db.prepare_cached("INSERT INTO reference VALUES (?, ?)")?.execute(params![reference, id])?;
        }
        for day in &row.meetings {
            let sql = "INSERT OR IGNORE INTO meeting VALUES (?, ?, ?, ?)";
            self.db.prepare_cached(sql)?.execute(params![day.date, day.person, id, day.met])?;
        }
        if old.as_ref() != Some(&row.hidden) {
            if old.is_some() {
                self.db.prepare_cached("DELETE FROM words WHERE rowid = ?")?.execute([id])?;
            }
            let sql = "INSERT INTO words (rowid, title, body, hidden) VALUES (?, ?, ?, ?)";
            let [title, body, hidden] = &row.words;
            self.db.prepare_cached(sql)?.execute(params![id, title, body, hidden])?;
        }
        Ok(())
    }

    /// Forgets what a file holds as a note, its words included.
    pub(super) fn forget_note(&self, id: i64) -> Result<(), Error> {
        self.forget_meaning(id)?;
        self.db.prepare_cached("DELETE FROM words WHERE rowid = ?")?.execute([id])?;
        Ok(())
    }

    /// Forgets what a file gave to the roster.
    pub(super) fn forget_names(&self, id: i64) -> Result<(), Error> {
        let (profile, names) = self.names_of(id)?;
        if profile.is_none() && names.is_empty() {
            return Ok(());
        }
        self.who_changed();
        self.db.prepare_cached("DELETE FROM profile WHERE file = ?")?.execute([id])?;
        for name in names {
            let fewer = "UPDATE name SET uses = uses - 1 WHERE name = ?";
            self.db.prepare_cached(fewer)?.execute([&name])?;
            self.db.prepare_cached("DELETE FROM name WHERE name = ? AND uses < 1")?.execute([&name])?;
        }
        self.db.prepare_cached("DELETE FROM given WHERE file = ?")?.execute([id])?;
        Ok(())
    }

    fn forget_meaning(&self, id: i64) -> Result<(), Error> {
        for sql in [
            "DELETE FROM note WHERE file = ?",
            "DELETE FROM concern WHERE file = ?",
            "DELETE FROM reference WHERE file = ?",
            "DELETE FROM meeting WHERE file = ?",
        ] {
            self.db.prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Meetings(_) => "meetings",
        Content::Person(_) => "person",
        Content::Goal(_) => "goal",
        Content::Digest(_) => "digest",
        Content::Other => "other",
    }
}

/// What a meeting note says of its meeting, without its items.
fn header(meeting: &MeetingNote) -> MeetingNote {
    MeetingNote {
        with: meeting.with.clone(),
        tz: meeting.tz.clone(),
        mode: meeting.mode.clone(),
        tags: Vec::new(),
        mentions: Vec::new(),
        headings: Vec::new(),
        ..*meeting
    }
}

/// A text as it is compared: its words in lower case.
fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
