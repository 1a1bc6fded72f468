//! What a person saves while files are replaced: in the very moment, or through a file that was open before.

use std::{
    fs::File,
    io::{Read as _, Seek as _},
};

use jiff::Zoned;

use super::{
    Difference, Error,
    differ::Held,
    disk::{Disk, Lying},
    publish::Published,
};
use crate::{
    domain::merge::{Origin, conflict},
    store::{
        history::{
            Id,
            identity::{BY, author_and_committer},
            tree::GITLINK,
        },
        notebook::{Exchanged, Kind, Lay, Outcome, aside},
    },
};

/// How many replaced files are kept open: fewer than a process may have.
const MOST: usize = 128;

/// Where a save goes that is found aside, or comes late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saves {
    /// To its place, if nothing of a person's lies there by now: it is committed and merged as any other.
    Back,
    /// To a file beside it, as a conflict: what it began from has been merged.
    Beside,
}

/// A file that was replaced. Nobody finds it any more, but an editor may have it open.
#[derive(Debug)]
pub(super) struct Replaced {
    one: Difference,
    file: File,
    kind: Kind,
    /// What it held when it was looked at last; `None` where that was not what was merged.
    held: Option<Id>,
}

impl Disk<'_> {
    /// Keeps an eye on a file that was replaced. Its path, or that of an earlier one that has to make room, if
    /// something was saved into it: it lies in its place then.
    pub(super) fn remember(&self, one: &Difference, file: Option<File>) -> Result<Option<Vec<u8>>, Error> {
        let (Some(file), Some(held)) = (file, one.old) else { return Ok(None) };
        let Some((kind, bytes)) = content(&file) else { return Ok(None) };
        let is_same = self.is(&one.path, (kind, &bytes), held)?;
        let held = if is_same { Some(Id::of_blob(&bytes)?) } else { None };
        let replaced = Replaced { one: one.clone(), file, kind, held };
        let mut all = self.replaced.borrow_mut();
        all.push_back(replaced);
        let first = if all.len() > MOST { all.pop_front() } else { None };
        first.map_or(Ok(None), |mut first| self.look_again(&mut first, Saves::Back))
    }

    /// Brings what was written into replaced files since they were looked at last to where such saves go. The paths
    /// that hold it now.
    pub(super) fn saved_late(&self, saves: Saves) -> Result<Vec<Vec<u8>>, Error> {
        let mut found = Vec::new();
        for replaced in self.replaced.borrow_mut().iter_mut() {
            found.extend(self.look_again(replaced, saves)?);
        }
        Ok(found)
    }

    /// The last look at what was replaced. The files that keep what was saved too late to be merged.
    pub(super) fn end(&self, published: &Published) -> Result<Vec<Vec<u8>>, Error> {
        match published {
            Published::Killed => Ok(Vec::new()),
            Published::Yes => self.saved_late(Saves::Beside),
            Published::Waits(_) | Published::Meanwhile => self.saved_late(Saves::Back),
        }
    }

    fn look_again(&self, replaced: &mut Replaced, saves: Saves) -> Result<Option<Vec<u8>>, Error> {
        let Some((kind, bytes)) = content(&replaced.file) else { return Ok(None) };
        let now = Some(Id::of_blob(&bytes)?);
        if now == replaced.held && kind == replaced.kind {
            return Ok(None);
        }
        let one = &replaced.one;
        if bytes.is_empty() {
            // Editors empty a file before they write: there is nothing to keep yet.
            return Ok((saves == Saves::Back).then(|| one.path.clone()));
        }
        tracing::info!(path = %String::from_utf8_lossy(&one.path).escape_debug(), "saved while it was replaced");
        let failed = || Error::io("write", self.notebook.absolute(&one.path));
        let lay = if kind == Kind::Executable { Lay::Program(&bytes) } else { Lay::File(&bytes) };
        let earlier = replaced.held;
        // Ours, or what had been saved in the same way when it was looked at last.
        let is_free = || match self.look(one) {
            Ok(Lying::Old | Lying::New) => true,
            _ => self
                .notebook
                .read(&one.path, u64::MAX)
                .is_ok_and(|content| Id::of_blob(&content.bytes).ok() == earlier),
        };
        (replaced.held, replaced.kind) = (now, kind);
        if saves == Saves::Back {
            let done = self.notebook.exchange(&one.path, &is_free, lay).map_err(failed())?;
            if let Exchanged::Done(_) = done {
                return Ok(Some(one.path.clone()));
            }
        }
        let mut written = None;
        self.beside(&one.path, &mut |beside| {
            let done = self.notebook.exchange(beside, &|| !self.notebook.exists(beside), lay);
            written = Some(beside.to_vec());
            Ok(matches!(done.map_err(failed())?, Exchanged::Done(_)))
        })?;
        Ok(written)
    }

    /// Sees to what exchanges that were cut short left aside: what is ours goes, what a person saved stays. The paths
    /// that hold such saves now.
    pub(super) fn settle(&self, differences: &[Difference], saves: Saves) -> Result<Vec<Vec<u8>>, Error> {
        let mut found = Vec::new();
        for one in differences {
            let is_repository = [one.old, one.new].into_iter().flatten().any(|(mode, _)| mode == GITLINK);
            let aside = aside(&one.path);
            if is_repository || !self.notebook.exists(&aside) {
                continue;
            }
            found.extend(self.settle_one(one, &aside, saves)?);
            let synced = self.notebook.sync_folder(&one.path);
            synced.map_err(Error::io("write to", self.notebook.absolute(&one.path)))?;
        }
        Ok(found)
    }

    fn settle_one(&self, one: &Difference, aside: &[u8], saves: Saves) -> Result<Option<Vec<u8>>, Error> {
        let failed = || Error::io("write", self.notebook.absolute(&one.path));
        let is = |held: Option<Held>| held.map_or(Ok(false), |held| self.is_at(aside, &one.path, held));
        let inode = |path: &[u8]| self.notebook.entry(path).map(|entry| entry.stat.inode);
        if is(one.old)? || is(one.new)? || inode(aside) == inode(&one.path) {
            self.notebook.drop_aside(&one.path).map_err(failed())?;
            return Ok(None);
        }
        tracing::info!(path = %String::from_utf8_lossy(&one.path).escape_debug(), "saved while it was replaced");
        let is_free = match self.look(one)? {
            // Files have come to lie in a folder of that name.
            Lying::Old | Lying::New => !self.notebook.is_folder(&one.path),
            Lying::Other => !self.notebook.exists(&one.path),
        };
        if saves == Saves::Back && is_free {
            self.notebook.make_folders(folder_of(&one.path)).map_err(failed())?;
            self.notebook.put_back(&one.path).map_err(failed())?;
            // What comes aside in its turn is ours, or was saved in that very moment.
            if self.notebook.exists(aside) {
                self.settle_one(one, aside, Saves::Beside)?;
            }
            return Ok(Some(one.path.clone()));
        }
        let mut written = None;
        self.beside(&one.path, &mut |beside| {
            written = Some(beside.to_vec());
            let outcome = self.notebook.release_as(&one.path, beside).map_err(failed())?;
            Ok(outcome == Outcome::Written)
        })?;
        Ok(written)
    }

    /// Tries names for a conflicting version of a file that was saved here and now, until one is taken.
    fn beside(&self, path: &[u8], takes: &mut dyn FnMut(&[u8]) -> Result<bool, Error>) -> Result<(), Error> {
        let now = Zoned::now();
        let (_, who) = author_and_committer(self.repo, &now)?;
        let name = String::from_utf8_lossy(who.name_bytes()).into_owned();
        let machine = name.strip_prefix(BY).unwrap_or(&name).to_owned();
        let origin = Origin { time: now, machine };
        let mut number = 1;
        while !takes(&conflict::path(path, &origin, number))? {
            number += 1;
        }
        Ok(())
    }
}

/// What an open file is and holds now; `None` where the system refuses.
fn content(mut file: &File) -> Option<(Kind, Vec<u8>)> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let kind = if meta.permissions().mode() & 0o100 == 0 { Kind::Regular } else { Kind::Executable };
    let mut bytes = Vec::new();
    file.rewind().ok()?;
    file.read_to_end(&mut bytes).ok()?;
    Some((kind, bytes))
}

fn folder_of(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').and_then(|slash| path.get(..slash)).unwrap_or_default()
}
