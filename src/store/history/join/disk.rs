//! The files of the work tree: whether they hold what a commit holds, and replacing those that do.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet, VecDeque},
    ops::ControlFlow,
};

use git2::{Oid, Repository};

use super::{
    Difference, Error, History, Stop,
    differ::Held,
    saves::{Replaced, Saves},
};
use crate::store::{
    history::{
        Id, Mode,
        attributes::{Attributes, Storage},
        blobs::Fidelity,
        tree::{self, GITLINK},
    },
    notebook::{Exchanged, Kind, Lay, Notebook, Outcome, ReadError},
};

/// How many new files are written before they are waited for.
const AT_ONCE: usize = 256;
/// The largest of them, in bytes.
const SMALL: usize = 64 << 10;

/// The work tree, as it lies on disk.
pub(super) struct Disk<'a> {
    pub(super) history: &'a History,
    pub(super) repo: &'a Repository,
    pub(super) notebook: Notebook,
    attributes: Attributes<'a>,
    fidelity: Fidelity,
    pub(super) replaced: RefCell<VecDeque<Replaced>>,
}

/// Why nothing is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A file of the notebook that is not as it was committed.
    Again(Vec<u8>),
    Stop(Stop),
}

/// What came of replacing files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Applied {
    All,
    /// This one holds something else by now.
    Changed(Vec<u8>),
    Killed,
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lying {
    Old,
    New,
    Other,
}

impl<'a> Disk<'a> {
    /// `from` is the last commit's tree.
    pub(super) fn new(history: &'a History, repo: &'a Repository, from: Option<Oid>) -> Result<Self, Error> {
        let top = history.work_tree();
        let gone = |_| Error::RootGone(top.to_owned());
        let notebook = Notebook::open(top).map_err(gone)?.held().map_err(Error::io("open", top))?;
        let attributes = Attributes::read(history, repo, from)?;
        Ok(Self {
            history,
            repo,
            notebook,
            attributes,
            fidelity: Fidelity::of(repo)?,
            replaced: RefCell::default(),
        })
    }

    /// What keeps these differences from being applied; `None` where each path holds what is to be replaced, or what
    /// it is to hold.
    pub(super) fn check(&self, differences: &[Difference]) -> Result<Option<Trouble>, Error> {
        let goes: BTreeSet<&[u8]> =
            differences.iter().filter(|one| one.new.is_none()).map(|one| one.path.as_slice()).collect();
        let mut clear = HashSet::new();
        for one in differences {
            if self.look(one)? == Lying::Other {
                return Ok(Some(self.trouble(&one.path)));
            }
            if one.new.is_some()
                && let Some(stop) = self.in_the_way(one, &goes, &mut clear)?
            {
                return Ok(Some(stop));
            }
        }
        Ok(None)
    }

    fn trouble(&self, path: &[u8]) -> Trouble {
        let history = self.history;
        let is_new = || {
            let tip = super::Head::read(self.repo).ok().and_then(|head| head.tip());
            let tree = tree::of_commit(self.repo, tip).ok().flatten();
            tree.is_none_or(|tree| tree::entry(self.repo, tree, path).ok().flatten().is_none())
        };
        if !history.is_inside(path) {
            return Trouble::Stop(match is_new() {
                true => Stop::InTheWay(path.to_vec()),
                false => Stop::Uncommitted(path.to_vec()),
            });
        }
        // What git is told to leave alone will not be committed.
        match (self.notebook.is_ignored(path), is_new()) {
            (false, _) => Trouble::Again(path.to_vec()),
            (true, true) => Trouble::Stop(Stop::InTheWay(path.to_vec())),
            (true, false) => Trouble::Stop(Stop::Uncommitted(path.to_vec())),
        }
    }

    /// What lies where a folder, or a file, is to be made.
    fn in_the_way(
        &self,
        one: &Difference,
        goes: &BTreeSet<&[u8]>,
        clear: &mut HashSet<Vec<u8>>,
    ) -> Result<Option<Trouble>, Error> {
        let path = &one.path;
        for (slash, _) in path.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let Some(folder) = path.get(..slash).filter(|folder| !clear.contains(*folder)) else { continue };
            if self.notebook.is_folder(folder) {
                if self.notebook.exists(&[folder, b"/.git"].concat()) {
                    return Ok(Some(Trouble::Stop(Stop::Nested(folder.to_vec()))));
                }
            } else if self.notebook.exists(folder) && !goes.contains(folder) {
                return Ok(Some(self.trouble(folder)));
            }
            clear.insert(folder.to_vec());
        }
        if self.notebook.is_folder(path) && one.new.is_some_and(|(mode, _)| mode != GITLINK) {
            let stranger = self.notebook.stranger_in(path, &|inside| goes.contains(inside));
            let stranger = stranger.map_err(Error::io("look into", self.notebook.absolute(path)))?;
            return Ok(stranger.map(|stranger| self.trouble(&stranger)));
        }
        Ok(None)
    }

    /// Which of its two versions lies at a path now.
    pub(super) fn look(&self, one: &Difference) -> Result<Lying, Error> {
        if [one.old, one.new].into_iter().flatten().any(|(mode, _)| mode == GITLINK) {
            return Ok(Lying::New);
        }
        if self.holds(&one.path, one.new)? {
            return Ok(Lying::New);
        }
        Ok(if self.holds(&one.path, one.old)? { Lying::Old } else { Lying::Other })
    }

    fn holds(&self, path: &[u8], held: Option<Held>) -> Result<bool, Error> {
        let Some(held) = held else {
            // A folder is no file.
            return Ok(!self.notebook.exists(path) || self.notebook.is_folder(path));
        };
        self.is_at(path, path, held)
    }

    /// Whether what lies at `place` is what git holds of `path`.
    pub(super) fn is_at(&self, place: &[u8], path: &[u8], held: Held) -> Result<bool, Error> {
        match self.notebook.read(place, self.most(held)?) {
            Ok(content) => self.is(path, (content.entry.kind, &content.bytes), held),
            Err(ReadError::Gone | ReadError::Left(_)) => Ok(false),
        }
    }

    /// How many bytes it may have on disk.
    fn most(&self, (_, id): Held) -> Result<u64, Error> {
        let (size, _) =
            self.repo.odb().and_then(|odb| odb.read_header(id)).map_err(Error::git("read a file"))?;
        // Line ends may be of two bytes on disk.
        Ok((size as u64).saturating_mul(2).max(4096))
    }

    /// Whether a file of this kind, with these bytes, is what git holds of `path`.
    pub(super) fn is(
        &self,
        path: &[u8],
        (kind, bytes): (Kind, &[u8]),
        (mode, id): Held,
    ) -> Result<bool, Error> {
        let seen = match kind {
            Kind::Regular => Mode::Regular,
            Kind::Executable => Mode::Executable,
            Kind::Symlink => Mode::Link,
        };
        if self.fidelity.mode(seen, || Some(mode)).raw() != mode {
            return Ok(false);
        }
        let is = |bytes: &[u8]| Id::of_blob(bytes).map(|found| found.oid() == id);
        if is(bytes)? || seen == Mode::Link {
            return is(bytes);
        }
        match self.attributes.storage(path) {
            Storage::AsIs | Storage::Foreign(_) => Ok(false),
            storage => self.attributes.converted(path, &storage, bytes).map_or(Ok(false), |bytes| is(&bytes)),
        }
    }

    /// Replaces each file that holds its old version: first what goes, then what comes. `step` says, after each, whether
    /// a kill falls there.
    pub(super) fn apply(
        &self,
        differences: &[Difference],
        step: &mut dyn FnMut() -> bool,
    ) -> Result<Applied, Error> {
        let folders = RefCell::new(BTreeSet::new());
        let done = self.replace(differences, step, &mut folders.borrow_mut());
        let mut failed = None;
        for path in folders.borrow().iter() {
            let synced =
                self.notebook.sync_folder(path).map_err(Error::io("write to", self.notebook.absolute(path)));
            failed = failed.or(synced.err());
        }
        match (done, failed) {
            (Ok(_), Some(error)) => Err(error),
            (done, _) => done,
        }
    }

    fn replace(
        &self,
        differences: &[Difference],
        step: &mut dyn FnMut() -> bool,
        folders: &mut BTreeSet<Vec<u8>>,
    ) -> Result<Applied, Error> {
        let (goes, comes): (Vec<_>, Vec<_>) = differences.iter().partition(|one| one.new.is_none());
        let (new, others): (Vec<_>, Vec<_>) = comes.into_iter().partition(|one| self.is_plainly_new(one));
        for one in goes.into_iter().rev().chain(others) {
            match self.look(one)? {
                Lying::New => {}
                Lying::Other => return Ok(Applied::Changed(one.path.clone())),
                Lying::Old => match self.put(one)? {
                    Exchanged::Done(file) => {
                        if let Some(path) = self.remember(one, file)? {
                            return Ok(Applied::Changed(path));
                        }
                    }
                    Exchanged::Changed => return Ok(Applied::Changed(one.path.clone())),
                },
            }
            if let Some((GITLINK, _)) = one.new {
                // As git does: an empty folder, which a person fills with `git submodule update`.
                let made = self.notebook.make_folders(&one.path);
                made.map_err(Error::io("make the folder", self.notebook.absolute(&one.path)))?;
            }
            folders.insert(name_in(&one.path));
            if step() {
                return Ok(Applied::Killed);
            }
        }
        for some in new.chunks(AT_ONCE) {
            match self.lay(some, step, folders)? {
                Applied::All => {}
                other => return Ok(other),
            }
        }
        // An editor may have had a file open all the while.
        Ok(self.saved_late(Saves::Back)?.pop().map_or(Applied::All, Applied::Changed))
    }

    /// Whether a file comes where nothing lies, of which many fit into memory.
    fn is_plainly_new(&self, one: &Difference) -> bool {
        let Some((0o100_644 | 0o100_755, id)) = one.new else { return false };
        let size = self.repo.odb().and_then(|odb| odb.read_header(id)).map(|(size, _)| size);
        one.old.is_none() && size.is_ok_and(|size| size <= SMALL) && !self.notebook.exists(&one.path)
    }

    /// Puts new files where nothing lies.
    fn lay(
        &self,
        files: &[&Difference],
        step: &mut dyn FnMut() -> bool,
        folders: &mut BTreeSet<Vec<u8>>,
    ) -> Result<Applied, Error> {
        let mut blobs = Vec::with_capacity(files.len());
        for one in files {
            let Some((mode, id)) = one.new else { continue };
            blobs.push((one, mode, self.repo.find_blob(id).map_err(Error::git("read a file"))?));
        }
        let lays: Vec<(&[u8], Lay<'_>)> = blobs
            .iter()
            .map(|(one, mode, blob)| match mode {
                0o100_755 => (one.path.as_slice(), Lay::Program(blob.content())),
                _ => (one.path.as_slice(), Lay::File(blob.content())),
            })
            .collect();
        let still = |index: usize| {
            files.get(index).is_some_and(|one| self.look(one).is_ok_and(|lying| lying == Lying::Old))
        };
        let mut applied = Applied::All;
        let mut done = |index: usize, outcome: Outcome| {
            let Some(one) = files.get(index) else { return ControlFlow::Break(()) };
            if outcome == Outcome::Changed {
                applied = Applied::Changed(one.path.clone());
                return ControlFlow::Break(());
            }
            folders.insert(name_in(&one.path));
            if step() {
                applied = Applied::Killed;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let laid = self.notebook.lay_new(&lays, &still, &mut done);
        laid.map_err(Error::io("write to", self.history.work_tree()))?;
        Ok(applied)
    }

    fn put(&self, one: &Difference) -> Result<Exchanged, Error> {
        let still = || self.look(one).is_ok_and(|lying| lying == Lying::Old);
        let failed = || Error::io("replace", self.notebook.absolute(&one.path));
        let Some((mode, id)) = one.new else {
            let outcome = self.notebook.exchange(&one.path, &still, Lay::Nothing).map_err(failed())?;
            self.notebook.remove_emptied(&one.path, self.history.prefix());
            return Ok(outcome);
        };
        if self.notebook.is_folder(&one.path) {
            // Only empty folders are in it by now; one with anything in it stays.
            self.notebook.remove_empty(&one.path);
        }
        let blob = self.repo.find_blob(id).map_err(Error::git("read a file"))?;
        let bytes = blob.content();
        let lay = match mode {
            0o120_000 if self.fidelity.keeps_links() => Lay::Link(bytes),
            0o100_755 => Lay::Program(bytes),
            _ => Lay::File(bytes),
        };
        self.notebook.exchange(&one.path, &still, lay).map_err(failed())
    }

    /// Gives each file that holds its new version the old one back, where `head` (a tree) still has that, and a file
    /// that was saved meanwhile what was saved.
    pub(super) fn take_back(&self, differences: &[Difference], head: Option<Oid>) -> Result<(), Error> {
        let doing = "read the last commit";
        self.settle(differences, Saves::Back)?;
        let mut back = Vec::new();
        for one in differences {
            let held = head.map(|head| tree::entry(self.repo, head, &one.path)).transpose();
            let held = held.map_err(Error::git(doing))?.flatten().filter(|(mode, _)| *mode != tree::TREE);
            if held == one.old && self.look(one)? == Lying::New {
                back.push(Difference { path: one.path.clone(), old: one.new, new: one.old });
            }
        }
        // One that changes just now is the person's.
        let (goes, comes): (Vec<_>, Vec<_>) = back.into_iter().partition(|one| one.new.is_none());
        for one in goes.iter().rev().chain(&comes) {
            if self.look(one)? == Lying::Old {
                if let Exchanged::Done(file) = self.put(one)? {
                    self.remember(one, file)?;
                }
                self.settle(std::slice::from_ref(one), Saves::Back)?;
                let synced = self.notebook.sync_folder(&one.path);
                synced.map_err(Error::io("write to", self.notebook.absolute(&one.path)))?;
            }
        }
        self.saved_late(Saves::Back).map(drop)
    }
}

/// A name in the folder that holds a path.
fn name_in(path: &[u8]) -> Vec<u8> {
    let slash = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    [path.get(..slash).unwrap_or_default(), b"x"].concat()
}
