//! What is written down before the first file is replaced, and what is done about it after a kill.
//!
//! `headsup/join` in the git directory names the commit that the branch was on, the one that it is to go to, and the
//! branch. What is to be replaced follows from the two commits.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::PathBuf,
};

use git2::Oid;
use jiff::Zoned;

use super::{
    Busy, Difference, Error, Head, History, Limits, Relation, differ,
    disk::{Applied, Disk, Lying},
    publish::{Published, Stage},
    relation,
    saves::Saves,
    state,
};
use crate::store::history::{identity::author_and_committer, index_file::Update, lock::Turn, tree};

/// What a join has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    /// The commit that the branch ends with; `None` for none.
    pub(super) from: Option<Oid>,
    /// The commit that it is to be moved to.
    pub(super) to: Oid,
    /// Its full name.
    pub(super) branch: String,
}

impl Journal {
    fn path(history: &History) -> PathBuf {
        history.lock_dir().join("join")
    }

    /// Writes it down, for good.
    pub(super) fn write(&self, history: &History) -> Result<(), Error> {
        let path = Self::path(history);
        let from = self.from.unwrap_or(Oid::ZERO_SHA1);
        let text = format!("{from} {} {} end\n", self.to, self.branch);
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new().prefix("join.").tempfile_in(history.lock_dir())?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            File::open(history.lock_dir())?.sync_all()
        };
        write().map_err(Error::io("write", path.clone()))
    }

    fn read(history: &History) -> Option<Self> {
        let text = fs::read_to_string(Self::path(history)).ok()?;
        let mut words = text.split_ascii_whitespace();
        let from = Oid::from_str(words.next()?).ok()?;
        let to = Oid::from_str(words.next()?).ok()?;
        let branch = words.next()?.to_owned();
        let from = Some(from).filter(|from| !from.is_zero());
        (words.next() == Some("end")).then_some(Self { from, to, branch })
    }

    pub(super) fn remove(history: &History) -> Result<(), Error> {
        let path = Self::path(history);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
            _ => Ok(()),
        }
    }
}

/// Whether a join was begun and not ended.
pub(in crate::store::history) fn is_there(history: &History) -> bool {
    Journal::path(history).symlink_metadata().is_ok()
}

/// Completes a join that was cut short where all its files hold either version, and takes it back where one holds
/// something else: that is a person's, is to be committed first, and is merged by the next join. Whoever holds `turn`
/// is the only headsup that commits here. What it has to wait for, if it has to: nothing may be committed then.
pub(in crate::store::history) fn resume(history: &History, turn: &Turn) -> Result<Option<Busy>, Error> {
    for draft in turn.leftovers("join") {
        // What cannot be removed now is tried again with the next turn.
        let _ = fs::remove_file(draft);
    }
    if !is_there(history) {
        return Ok(None);
    }
    let repo = history.repo()?;
    let known = Journal::read(history).filter(|journal| repo.find_commit(journal.to).is_ok());
    let Some(journal) = known else {
        // Cut short before the first file was replaced.
        Journal::remove(history)?;
        return Ok(None);
    };
    if let Some(busy) = state::under_way(&repo)? {
        return Ok(Some(busy));
    }
    let head = Head::read(&repo)?;
    let doing = "read the last commit";
    let old = tree::of_commit(&repo, journal.from).map_err(Error::git(doing))?;
    let new = tree::of_commit(&repo, Some(journal.to)).map_err(Error::git(doing))?;
    let all = differ::Rules::of(&repo, Limits { file: u64::MAX, entries: usize::MAX })?;
    let Ok(differences) = differ::between(&repo, old, new, &all)? else {
        Journal::remove(history)?;
        return Ok(None);
    };
    let disk = Disk::new(history, &repo, old)?;
    let is_joined = match head.tip() {
        Some(tip) => matches!(relation(&repo, tip, journal.to)?, Relation::Same | Relation::Ahead),
        None => false,
    };
    disk.settle(&differences, if is_joined { Saves::Beside } else { Saves::Back })?;
    if is_joined {
        Journal::remove(history)?;
        return Ok(None);
    }
    tracing::info!("completing what was cut short of taking in another machine's changes");
    let is_here =
        matches!(&head, Head::Branch { name, tip, .. } if *name == journal.branch && *tip == journal.from);
    let mut whole = is_here;
    for one in &differences {
        whole = whole && disk.look(one)? != Lying::Other;
    }
    if whole
        && disk.check(&differences)?.is_none()
        && disk.apply(&differences, &mut || false)? == Applied::All
    {
        let updates: Vec<Update> = differences.iter().map(Difference::update).collect();
        let (_, who) = author_and_committer(&repo, &Zoned::now())?;
        let stage = Stage { history, repo: &repo, turn, head: &head, killed: &|_| false };
        let published = stage.publish(journal.to, &updates, (&who, "merge"))?;
        disk.end(&published)?;
        match published {
            Published::Waits(busy) => return Ok(Some(busy)),
            Published::Yes => {
                Journal::remove(history)?;
                return Ok(None);
            }
            Published::Meanwhile | Published::Killed => {}
        }
    }
    let tip = Head::read(&repo)?.tip();
    let tip = tree::of_commit(&repo, tip).map_err(Error::git(doing))?;
    disk.take_back(&differences, tip)?;
    Journal::remove(history)?;
    Ok(None)
}
