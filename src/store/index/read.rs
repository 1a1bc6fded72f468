//! Reading many files on all cores, in bounded memory.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    Error, Oid,
    rows::{Depends, FileRow, NoteRow},
};
use crate::{
    domain::{
        config::Config,
        note::draft::{Draft, Names, Reads},
        path::NotePath,
        roster::Roster,
    },
    store::notebook::{Kind, Notebook, ReadError, Reason},
};

/// Of files larger than this, one is in memory at a time.
const LARGE: u64 = 4 << 20;

/// How many bytes of notes may wait in memory for the roster; the rest is read twice.
const WAITING: usize = 4 << 20;

/// How many results may wait for the thread that writes.
const QUEUE: usize = 64;

/// Fewer files than this are read without starting threads.
const FEW: usize = 8;

/// A file to be read.
pub(super) struct Job {
    pub(super) path: Vec<u8>,
    pub(super) size: u64,
    /// What the index has of it, where it has anything.
    pub(super) known: Option<Known>,
}

/// What the index has of a file that may have changed.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) oid: Option<Oid>,
    pub(super) kind: Option<Kind>,
    pub(super) read: Read,
}

/// Whether a file's bytes were ever seen, or only said to be what the last commit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Yes,
    No,
}

/// What became of reading a file.
pub(super) enum Outcome {
    Gone,
    Left(Reason),
    /// The bytes are those known.
    Same(FileRow),
    Changed(FileRow, Option<Box<Parsed>>),
}

/// A note, read as far as it can be without the roster.
pub(super) struct Parsed {
    pub(super) names: Names,
    pub(super) step: Step,
}

/// How far a note is read.
pub(super) enum Step {
    Done(Box<NoteRow>),
    /// It needs the roster; `None` where too many wait, and the file is to be read again.
    Waiting(Option<Box<Draft>>),
}

/// A note that waits for the roster.
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) path: NotePath,
    pub(super) draft: Option<Box<Draft>>,
}

/// What every reader needs.
pub(super) struct Reader<'a> {
    pub(super) notebook: &'a Notebook,
    pub(super) config: &'a Config,
    large: Mutex<()>,
    waiting: AtomicUsize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(notebook: &'a Notebook, config: &'a Config) -> Self {
        Self { notebook, config, large: Mutex::new(()), waiting: AtomicUsize::new(0) }
    }

    /// Reads a file, and its note as far as that goes without the roster.
    pub(super) fn read(&self, job: &Job) -> Result<Outcome, Error> {
        let _one = (job.size > LARGE).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let recorded_ns = now_ns();
        let content = match self.notebook.read(&job.path, self.config.max_file_size) {
            Ok(content) => content,
            Err(ReadError::Gone) => return Ok(Outcome::Gone),
            Err(ReadError::Left(reason)) => return Ok(Outcome::Left(reason)),
        };
        let oid = match blob_id(&content.bytes) {
            Ok(oid) => oid,
            Err(why) => return Ok(Outcome::Left(Reason::Unreadable(why))),
        };
        let note = content.entry.note();
        let kind = content.entry.kind;
        let file = FileRow { entry: content.entry, oid, recorded_ns };
        let is_same =
            |known: Known| known.read == Read::Yes && known.oid == Some(oid) && known.kind == Some(kind);
        if job.known.is_some_and(is_same) {
            return Ok(Outcome::Same(file));
        }
        let parsed = note.map(|path| self.parse(&path, &content.bytes).map(Box::new)).transpose()?;
        Ok(Outcome::Changed(file, parsed))
    }

    fn parse(&self, path: &NotePath, bytes: &[u8]) -> Result<Parsed, Error> {
        let draft = Draft::read(path, bytes);
        let names = draft.names();
        let step = match draft.needs_roster() {
            Reads::Alone => {
                Step::Done(Box::new(self.resolve(&draft, &Roster::default(), Depends::OnNobody)?))
            }
            Reads::WithRoster => {
                let room = self.waiting.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() <= WAITING;
                Step::Waiting(room.then(|| Box::new(draft)))
            }
        };
        Ok(Parsed { names, step })
    }

    /// Reads a note with the roster at hand; `None` where the file cannot be read any more.
    pub(super) fn resolve_waiting(
        &self,
        waiting: Waiting,
        roster: &Roster,
    ) -> Result<Option<(i64, NoteRow)>, Error> {
        let Waiting { id, path, draft } = waiting;
        let draft = match draft {
            Some(draft) => *draft,
            None => match self.notebook.read(path.as_str().as_bytes(), self.config.max_file_size) {
                Ok(content) => Draft::read(&path, &content.bytes),
                Err(_) => return Ok(None),
            },
        };
        Ok(Some((id, self.resolve(&draft, roster, Depends::OnRoster)?)))
    }

    fn resolve(&self, draft: &Draft, roster: &Roster, depends: Depends) -> Result<NoteRow, Error> {
        NoteRow::new(&draft.resolve(roster, self.config), draft.text(), depends)
    }
}

/// Applies `work` to every item on all cores, and gives the results, in any order, to `take` on this thread.
/// The first error ends it.
pub(super) fn in_parallel<T: Send, R: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> Result<R, Error> + Sync,
    mut take: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error> {
    if items.len() < FEW {
        return items.into_iter().try_for_each(|item| take(work(item)?));
    }
    let threads = thread::available_parallelism().map_or(2, NonZero::get);
    let items = Mutex::new(items.into_iter());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel(QUEUE);
        for _ in 0..threads {
            let (send, next, work) = (send.clone(), &next, &work);
            scope.spawn(move || {
                while let Some(item) = next() {
                    // The other end is gone after an error.
                    if send.send(work(item)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        receive.into_iter().try_for_each(|result| take(result?))
    })
}

/// The wall clock, in nanoseconds since 1970.
pub(super) fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

fn blob_id(bytes: &[u8]) -> Result<Oid, String> {
    let oid = git2::Oid::hash_object(git2::ObjectType::Blob, bytes).map_err(|e| e.message().to_owned())?;
    Oid::try_from(oid.as_bytes()).map_err(|_| "not a SHA-1 repository".to_owned())
}
