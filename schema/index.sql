-- The index: what was read from the notebook's files, so that it need not be read again.
-- A cache: PRAGMA user_version says which schema and parser wrote it, and any other one is thrown away.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every file that is kept in history. Paths are bytes relative to the notebook's root.
-- A row whose oid is NULL is of a file that is gone, while the last commit still has it.
CREATE TABLE file (
    id             INTEGER PRIMARY KEY,
    path           BLOB NOT NULL UNIQUE,
    size           INTEGER NOT NULL,
    mtime_ns       INTEGER NOT NULL,
    ctime_ns       INTEGER NOT NULL,
    inode          INTEGER NOT NULL,
    recorded_ns    INTEGER NOT NULL,  -- the wall clock right before the file was read
    oid            BLOB,              -- git's blob id of its bytes
    mode           INTEGER,           -- git's file mode
    committed_oid  BLOB,              -- the same, in the last commit
    committed_mode INTEGER
) STRICT;

CREATE INDEX file_pending ON file (path) WHERE oid IS NOT committed_oid OR mode IS NOT committed_mode;

-- What may keep a version of another file: its name holds " (conflict ".
CREATE INDEX file_unsettled ON file (path) WHERE instr(path, x'2028636f6e666c69637420') > 0;

-- Every markdown file, read.
CREATE TABLE note (
    file        INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('meetings', 'person', 'goal', 'digest', 'other')),
    roster      INTEGER NOT NULL CHECK (roster IN (0, 1)),  -- 1: what it means depends on who is known
    title       TEXT,
    hidden      TEXT NOT NULL,     -- its confidential lines: '', '*' for all, or '3-9,12-12'
    diagnostics INTEGER NOT NULL,  -- how many
    note        TEXT,              -- JSON; NULL: of kind other, with nothing to say about it
    header      TEXT               -- JSON of a meeting note without its items
) STRICT;

CREATE INDEX note_kind ON note (kind) WHERE kind <> 'other';
CREATE INDEX note_roster ON note (file) WHERE roster = 1;
CREATE INDEX note_hidden ON note (file) WHERE hidden <> '';
CREATE INDEX note_diagnostics ON note (file) WHERE diagnostics > 0;

-- Whom a note concerns: those in it, and those who own or are told one of its items.
CREATE TABLE concern (
    person TEXT NOT NULL,
    file   INTEGER NOT NULL,
    PRIMARY KEY (person, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX concern_file ON concern (file);

-- The ids that a note's items have, or name in `goal:`, `supports:` and `displaces:`.
CREATE TABLE reference (
    id   TEXT NOT NULL,
    file INTEGER NOT NULL,
    PRIMARY KEY (id, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX reference_file ON reference (file);

-- The days on which a note says that a meeting is, was, or is moved to. Person is '' where nobody is known.
CREATE TABLE meeting (
    date   TEXT NOT NULL,
    person TEXT NOT NULL,
    file   INTEGER NOT NULL,
    met    INTEGER NOT NULL CHECK (met IN (0, 1)),  -- 0: cancelled, or moved away from this day
    PRIMARY KEY (date, person, file, met)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_person ON meeting (person, date) WHERE met = 1;
CREATE INDEX meeting_file ON meeting (file);

-- What a file gives to the roster: a profile, and the names its `with:` holds.
CREATE TABLE profile (
    file    INTEGER PRIMARY KEY,
    profile TEXT NOT NULL
) STRICT;

CREATE TABLE given (
    file INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (file, name)
) STRICT, WITHOUT ROWID;

-- How many files give each name.
CREATE TABLE name (
    name TEXT PRIMARY KEY,
    uses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The words of every note, by file.id. Confidential lines, and all of a confidential note, lie in `hidden`
-- alone, which is searched only when asked for.
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, hidden,
    content = '', contentless_delete = 1, tokenize = 'unicode61'
);

-- A first scan writes many segments: they are merged little by little as notes change, never all at one save.
INSERT INTO words (words, rank) VALUES ('crisismerge', 1000), ('automerge', 8);
