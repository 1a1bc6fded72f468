//! Earlier versions of one file: what it held at a moment, or in a commit.

use std::ops::ControlFlow;

use git2::Repository;
use jiff::Timestamp;

use super::{
    Entry, Error, History, Id, Mode, aside,
    follow::{self, Step, Touched},
    head::Head,
    tree,
};

/// The shortest beginning of a commit's name that is taken for one.
pub const SHORTEST: usize = 4;

/// Which version of a file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// That of the last commit at or before a moment.
    At(Timestamp),
    /// That in the commit whose name begins with these hex digits.
    Commit(String),
}

/// What is known of the version asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The version.
    Version(Box<Version>),
    /// The file was not there then: it had been deleted by this commit, or it came later, or the commit
    /// asked for does not hold it.
    Absent {
        /// The commit asked for, or the one that deleted the file; `None` for a moment before all of it.
        then: Option<Box<Entry>>,
        /// The first commit that holds the file.
        first: Box<Entry>,
    },
    /// No commit holds the file, or ever did.
    Never,
    /// No commit's name begins so.
    NoCommit,
    /// More than one commit's name begins so.
    Several,
}

/// A file as a commit holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The commit: the one asked for, else the one that brought this version.
    pub commit: Entry,
    /// What the file is there.
    pub mode: Mode,
    /// Its bytes; a link's target.
    pub bytes: Vec<u8>,
}

impl History {
    /// The version of a file at a point of its history, looked for under its earlier names, too. Versions kept
    /// aside count. Looks at 20,000 commits at most.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn version(&self, path: &[u8], point: &Point) -> Result<Found, Error> {
        let repo = self.repo()?;
        let tips = self.tips(&repo)?;
        let mut search = Search { history: self, point, found: Vec::new(), first: None };
        let full = self.in_repository(path);
        let walked = follow::walk(&repo, &tips, &full, &mut |step| Ok(search.visit(&step)));
        walked.and_then(|()| search.conclude(&repo)).map_err(Error::git("read the history"))
    }

    /// Whether a commit, or a version kept aside, holds a file with these bytes at `path`: nothing of them is lost
    /// with the file. Line ends that git would store otherwise pass.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn holds(&self, path: &[u8], bytes: &[u8]) -> Result<bool, Error> {
        let repo = self.repo()?;
        let full = self.in_repository(path);
        let tips = [Head::read(&repo)?.tip(), aside::tip(self, &repo)?];
        let holds = |tip| -> Result<bool, git2::Error> {
            let Some(tree) = tree::of_commit(&repo, tip)? else { return Ok(false) };
            match tree::entry(&repo, tree, &full)? {
                Some((mode, id)) if mode != tree::TREE && mode != tree::GITLINK => {
                    Ok(same(repo.find_blob(id)?.content(), bytes))
                }
                _ => Ok(false),
            }
        };
        for tip in tips {
            if holds(tip).map_err(Error::git("read the last commit"))? {
                return Ok(true);
            }
        }
        let (id, mut found) = (Id::of_blob(bytes)?.oid(), false);
        let tips = self.tips(&repo)?;
        let mut visit = |step: Step<'_>| {
            found |= step.held.is_some_and(|(_, held)| held == id);
            Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        follow::walk(&repo, &tips, &full, &mut visit).map_err(Error::git("read the history"))?;
        Ok(found)
    }
}

fn same(stored: &[u8], bytes: &[u8]) -> bool {
    let unix = || {
        let kept = |at: &usize| bytes.get(*at..*at + 2) != Some(b"\r\n");
        (0..bytes.len()).filter(kept).filter_map(|at| bytes.get(at).copied())
    };
    stored == bytes || (!stored.contains(&b'\r') && unix().eq(stored.iter().copied()))
}

struct Hit {
    commit: Entry,
    held: follow::Held,
}

struct Search<'a> {
    history: &'a History,
    point: &'a Point,
    /// What fits: at most one for a moment.
    found: Vec<Hit>,
    /// The earliest commit that holds the file.
    first: Option<Entry>,
}

impl Search<'_> {
    fn visit(&mut self, step: &Step<'_>) -> ControlFlow<()> {
        let entry = || self.history.entry(&step.commit, &step.path);
        let hit = || Hit { commit: entry(), held: step.held };
        match self.point {
            Point::At(moment) => {
                let is_then =
                    |commit: &git2::Commit<'_>| commit.author().when().seconds() <= moment.as_second();
                if step.touched == Touched::Yes && is_then(&step.commit) && self.found.is_empty() {
                    self.found.push(hit());
                    if step.held.is_some() {
                        return ControlFlow::Break(());
                    }
                }
            }
            Point::Commit(begins) => {
                if Id::from(step.commit.id()).to_string().starts_with(begins.as_str()) {
                    self.found.push(hit());
                }
            }
        }
        if step.touched == Touched::Yes && step.held.is_some() {
            self.first = Some(entry());
        }
        ControlFlow::Continue(())
    }

    fn conclude(mut self, repo: &Repository) -> Result<Found, git2::Error> {
        let is_moment = matches!(self.point, Point::At(_));
        let hit = match (self.found.pop(), self.found.is_empty()) {
            (_, false) => return Ok(Found::Several),
            (None, _) if !is_moment => return Ok(Found::NoCommit),
            (hit, _) => hit,
        };
        if let Some(Hit { commit, held: Some((mode, id)) }) = &hit {
            let mode = match mode {
                0o120_000 => Mode::Link,
                0o100_755 => Mode::Executable,
                &tree::TREE | &tree::GITLINK => return Ok(Found::Never),
                _ => Mode::Regular,
            };
            let bytes = repo.find_blob(*id)?.content().to_vec();
            return Ok(Found::Version(Box::new(Version { commit: commit.clone(), mode, bytes })));
        }
        Ok(match self.first {
            Some(first) => {
                Found::Absent { then: hit.map(|hit| Box::new(hit.commit)), first: Box::new(first) }
            }
            None => Found::Never,
        })
    }
}

#[cfg(test)]
mod tests;
