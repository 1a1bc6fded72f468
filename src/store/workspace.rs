//! One notebook, opened: its files, its index and its history.

mod ignored;

use std::cell::{RefCell, RefMut};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::{ToSpan as _, Zoned, civil::Date, tz::TimeZone};

use super::history::{self, Busy, Failure, History, Newest, Place, Switch};
use super::index::{self, Confidential, Hit, Index, Progress, Refresh, Scope, Window};
use super::notebook::{self, Notebook};
use super::save;
use crate::domain::book::Book;
use crate::domain::config::{Config, Sync, Syncing};
use crate::domain::digest;
use crate::domain::hints;
use crate::domain::ledger::{Evidence, Ledger};
use crate::domain::merge::unsettled::Unsettled;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::diagnostic::Diagnostic;
use crate::domain::path::NotePath;
use crate::domain::roster::{PersonKey, Roster};
use crate::domain::schedule::Calendar;

pub use ignored::IgnoredNote;

/// The configuration's file, at the root.
pub(super) const CONFIG: &str = "headsup.yaml";
/// How many days back the schedule looks: far enough for a meeting that is on in some time zone.
const BACK: i64 = 3;
/// The largest configuration that is read, in bytes.
const CONFIG_LIMIT: u64 = 64 << 10;

/// Something failed that a notebook needs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder.
    #[error(transparent)]
    Notebook(#[from] notebook::Error),
    /// The index.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The repository.
    #[error(transparent)]
    History(#[from] history::Error),
}

/// What came of bringing the history up to date.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// As a whole.
    pub outcome: Outcome,
    /// The paths that could not be recorded; the others were.
    pub failures: Vec<Failure>,
}

/// What came of bringing the history up to date, as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything is recorded already.
    Nothing,
    /// A commit was made.
    Committed {
        /// Its name, in short.
        id: String,
        /// The first line of its message.
        subject: String,
    },
    /// It has to wait.
    Waits {
        /// For what.
        busy: Busy,
        /// How many versions are kept aside until then.
        aside: usize,
    },
}

/// An open notebook.
#[derive(Debug)]
pub struct Workspace {
    /// Its files.
    pub notebook: Arc<Notebook>,
    /// Its history.
    pub history: History,
    index: RefCell<Index>,
    config: Config,
    config_diagnostics: Vec<Diagnostic>,
    zone: TimeZone,
    /// What the last commit had to wait for, and what it was to hold.
    pub(super) waits: Option<(Busy, Vec<index::Change>)>,
}

impl Workspace {
    /// Opens the notebook at `root`, which lies in a repository.
    ///
    /// # Errors
    /// When there is no such folder, it lies in no repository, or in one that cannot be used.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let notebook = Notebook::open(root)?;
        let history = History::open(notebook.root())?;
        Self::with(notebook, history)
    }

    /// Opens the notebook at `root`, and makes the folder a repository if it lies in none.
    ///
    /// # Errors
    /// As [`Self::open`], or when no repository can be made there.
    pub fn open_or_init(root: &Path) -> Result<Self, Error> {
        let notebook = Notebook::open(root)?;
        let history = match History::open(notebook.root()) {
            Err(history::Error::NoRepository(_)) => History::init(notebook.root())?,
            opened => opened?,
        };
        Self::with(notebook, history)
    }

    fn with(notebook: Notebook, history: History) -> Result<Self, Error> {
        let index = RefCell::new(Index::open(history.make_state_dir()?)?);
        let mut workspace = Self {
            notebook: Arc::new(notebook),
            history,
            index,
            config: Config::default(),
            config_diagnostics: Vec::new(),
            zone: TimeZone::system(),
            waits: None,
        };
        workspace.read_config();
        Ok(workspace)
    }

    fn read_config(&mut self) {
        let Some(path) = NotePath::new(CONFIG) else { return };
        let content = self.notebook.read(CONFIG.as_bytes(), CONFIG_LIMIT).ok();
        let text = content.map(|content| String::from_utf8_lossy(&content.bytes).into_owned());
        (self.config, self.config_diagnostics) = Config::read(text.as_deref().unwrap_or_default(), &path);
        self.zone = self.config.timezone.clone().unwrap_or_else(TimeZone::system);
    }

    /// The notebook's settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether and how the notebook syncs. What this clone was told outweighs the settings, which come from any
    /// machine; not where these cannot be read, since they may say whereto.
    #[must_use]
    pub fn sync(&self) -> Syncing {
        match (self.history.sync_switch(), &self.config.sync) {
            (Some(Switch::Off), _) => Syncing::Off,
            (Some(Switch::On), Syncing::Off) => Syncing::On(Sync::default()),
            (_, said) => said.clone(),
        }
    }

    /// The notebook's time zone: the configured one, else the machine's.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Brings settings and index up to date with the folder. An index that turns out broken is built again.
    ///
    /// # Errors
    /// When the root is gone, replaced or emptied, or the index cannot be written.
    pub fn refresh(&mut self, scope: &Scope, progress: &dyn Progress) -> Result<Refresh, Error> {
        self.read_config();
        Ok(self.index.get_mut().refresh(&self.notebook, &self.config, scope, progress)?)
    }

    /// What the index answers. One that turns out to be damaged is built again from the files, once, and asked anew:
    /// what it knew of the last commit is gone then, and has to be part of the same question.
    ///
    /// # Errors
    /// Those of the question, and where the index cannot be built again.
    pub(super) fn ask<T>(&self, question: impl Fn(&mut Index) -> Result<T, Error>) -> Result<T, Error> {
        let mut index = self.index.borrow_mut();
        match question(&mut index) {
            Err(Error::Index(error)) if error.is_corrupt() => {
                self.build_again(&mut index, &error)?;
                question(&mut index)
            }
            answer => answer,
        }
    }

    /// Tells the index what a commit holds. One that turns out to be damaged is built again, and compares everything
    /// with the commit when it is asked next.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub(super) fn mark_committed(&self, changes: &[index::Change], head: &str) -> Result<(), Error> {
        let mut index = self.index.borrow_mut();
        match index.mark_committed(changes, head) {
            Err(error) if error.is_corrupt() => self.build_again(&mut index, &error),
            marked => Ok(marked?),
        }
    }

    fn build_again(&self, index: &mut RefMut<'_, Index>, error: &index::Error) -> Result<(), Error> {
        tracing::warn!(%error, "the index is damaged: reading the notebook again");
        index.rebuild()?;
        index.refresh(&self.notebook, &self.config, &Scope::All, &())?;
        Ok(())
    }

    /// Gives back memory that is not needed while nothing happens.
    pub fn rest(&self) {
        self.index.borrow().rest();
    }

    /// Makes the index as small as it can be.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn compact(&mut self) -> Result<(), Error> {
        Ok(self.index.get_mut().compact()?)
    }

    /// What is wrong with the index, if something is.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn examine_index(&self) -> Result<Option<String>, Error> {
        Ok(self.index.borrow().examine()?)
    }

    /// Everyone the notebook knows.
    ///
    /// # Errors
    /// When the index fails.
    pub fn roster(&self) -> Result<Arc<Roster>, Error> {
        self.ask(|index| Ok(index.roster(&self.config)?))
    }

    /// Every note that has items, profiles and goals.
    ///
    /// # Errors
    /// When the index fails.
    pub fn book(&self) -> Result<Book, Error> {
        self.ask(|index| Ok(index.book(&self.config, self.zone.clone())?))
    }

    /// What is needed for a person's digest, as of `now`.
    ///
    /// # Errors
    /// When the index fails.
    pub fn book_for(&self, person: &PersonKey, now: &Zoned) -> Result<Book, Error> {
        self.book_of(&digest::needed_for(&*self.roster()?, person), now)
    }

    /// What the items of these people need, as of `now`.
    ///
    /// # Errors
    /// When the index fails.
    pub fn book_of(&self, people: &[PersonKey], now: &Zoned) -> Result<Book, Error> {
        self.ask(|index| Ok(index.book_for(people, now.date(), &self.config, self.zone.clone())?))
    }

    /// A hash of the files that a person's book is made from.
    ///
    /// # Errors
    /// When the index fails.
    pub(super) fn stamp_for(&self, person: &PersonKey, now: &Zoned) -> Result<u64, Error> {
        let people = digest::needed_for(&*self.roster()?, person);
        self.ask(|index| Ok(index.stamp_for(&people, now.date())?))
    }

    /// What is needed to know the meetings around an instant: notes without their items, and profiles.
    ///
    /// # Errors
    /// When the index fails.
    pub fn meetings_book(&self, now: &Zoned) -> Result<Book, Error> {
        let from = now.date().checked_sub(BACK.days()).unwrap_or(Date::MIN);
        let window = Window { from, to: Date::MAX };
        self.ask(|index| Ok(index.meetings_book(window, &self.config, self.zone.clone())?))
    }

    /// The ledger of a book as of an instant. Where a box is ticked in an older note and open in a later one,
    /// history is asked which was first.
    #[must_use]
    pub fn ledger(&self, book: &Book, calendar: &Calendar, at: &Zoned) -> Ledger {
        let ledger = Ledger::build(book, calendar, at, &Evidence::new());
        if ledger.doubts.is_empty() {
            return ledger;
        }
        let evidence = save::evidence(self, &ledger.doubts);
        if evidence.is_empty() { ledger } else { Ledger::build(book, calendar, at, &evidence) }
    }

    /// What there is to say about the files and the settings; what only the ledger knows is not in it.
    ///
    /// # Errors
    /// When the index fails.
    pub fn diagnostics(&self) -> Result<Vec<Diagnostic>, Error> {
        let mut all = self.config_diagnostics.clone();
        all.extend(self.ask(|index| Ok(index.diagnostics(None)?))?);
        all.extend(self.unsettled()?.iter().map(Unsettled::diagnostic));
        if let (Syncing::On(sync), Some(path)) = (self.sync(), NotePath::new(CONFIG)) {
            let remote = sync.remote.map_or("its remote".to_owned(), |name| format!("`{name}`"));
            let confidential = self.ask(|index| Ok(index.confidential()?))?;
            all.extend(hints::syncing(&remote, &path, &self.config, &confidential));
        }
        Ok(all)
    }

    /// The files that keep a version of another, by path.
    ///
    /// # Errors
    /// When the index fails.
    pub fn unsettled(&self) -> Result<Vec<Unsettled>, Error> {
        self.ask(|index| Ok(index.unsettled()?))
    }

    /// Which lines of these files are confidential.
    ///
    /// # Errors
    /// When the index fails.
    pub fn hidden_in(
        &self,
        paths: impl Iterator<Item = NotePath>,
    ) -> Result<BTreeMap<NotePath, Hidden>, Error> {
        let paths: Vec<NotePath> = paths.collect();
        self.ask(|index| Ok(index.hidden_in(&self.notebook, &self.config, paths.iter().cloned())?))
    }

    /// Where these words occur.
    ///
    /// # Errors
    /// When the index fails.
    pub fn search(&self, query: &str, limit: usize, include: Confidential) -> Result<Vec<Hit>, Error> {
        self.ask(|index| Ok(index.search(&self.notebook, &self.config, query, limit, include)?))
    }

    /// How many paths the last commit does not hold as they are now.
    ///
    /// # Errors
    /// When the index or the repository cannot be read.
    pub fn pending(&mut self) -> Result<usize, Error> {
        Ok(save::pending(self)?.len())
    }

    /// The paths that neither the history nor a version kept aside holds as they are now.
    ///
    /// # Errors
    /// When the index or the repository cannot be read.
    pub fn unkept(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        Ok(save::unkept(self)?.into_iter().map(|change| change.path).collect())
    }

    /// Every path that is kept, by path.
    ///
    /// # Errors
    /// When the index fails.
    pub fn paths(&self) -> Result<Vec<Vec<u8>>, Error> {
        Ok(self.files()?.into_iter().map(|file| file.path).collect())
    }

    /// Every file as it was read last, by path.
    pub(super) fn files(&self) -> Result<Vec<index::Change>, Error> {
        self.ask(|index| Ok(index.files()?))
    }

    /// The newest version of the notebook that is kept.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn newest(&self) -> Result<Option<Newest>, Error> {
        if let Some(aside) = self.history.newest_aside()? {
            return Ok(Some(aside));
        }
        let last = self.history.log(None, 1)?.into_iter().next();
        Ok(last.map(|entry| Newest { id: entry.id, time: entry.time.timestamp(), place: Place::Branch }))
    }

    /// The paths that a commit would leave out for good, and why.
    ///
    /// # Errors
    /// When the index or the repository cannot be read.
    pub fn unrecordable(&mut self) -> Result<Vec<Failure>, Error> {
        let pending = save::pending(self)?;
        let written = pending.iter().filter(|change| change.now.is_some());
        Ok(self.history.unrecordable(written.map(|change| change.path.as_slice()))?)
    }

    /// Commits everything that the index knows and the last commit does not hold.
    ///
    /// # Errors
    /// When the index or the repository fails; nothing is half done then.
    pub fn save(&mut self, now: &Zoned) -> Result<Saved, Error> {
        save::save(self, now)
    }
}

#[cfg(test)]
mod tests;
