//! After a kill: taking back our own `index.lock`, and bringing the index up to a branch that was moved.

use git2::{Oid, Repository};

use super::{
    Busy, Error, History, Mode, file_lock,
    head::Head,
    index_file::{self, Target, Update},
    lock::{FileId, IndexLock, Step, Turn, remove_own},
    reference, state, tree,
};

/// Completes what a killed headsup wrote down. Whoever holds `turn` is the only headsup that commits here.
/// What it has to wait for, if it has to: the record is kept then, and nothing may be committed.
pub(super) fn recover(history: &History, turn: &Turn) -> Result<Option<Busy>, Error> {
    file_lock::give_back(history, turn);
    let Some(record) = turn.record() else {
        return give_back(history, turn).map(|()| None);
    };
    tracing::info!("completing a commit that was cut short");
    remove_own(&IndexLock::path(history.git_dir()), record.file);
    let repo = history.repo()?;
    if contains(&repo, record.commit)? {
        let waits = catch_up(history, &repo, turn, (record.from, record.commit))?;
        if waits.is_some() {
            return Ok(waits);
        }
    }
    turn.clear()?;
    Ok(None)
}

/// Without a record, which a power cut may have taken: a lock that is the same file as a draft of ours is ours.
fn give_back(history: &History, turn: &Turn) -> Result<(), Error> {
    let lock = IndexLock::path(history.git_dir());
    let drafts = turn.leftovers("index");
    let known: Vec<FileId> = drafts.iter().filter_map(|draft| FileId::of(draft)).collect();
    for id in &known {
        remove_own(&lock, *id);
    }
    let stays = FileId::of(&lock).is_some_and(|lock| known.contains(&lock));
    if stays || drafts.is_empty() { Ok(()) } else { turn.clear() }
}

fn contains(repo: &Repository, commit: Oid) -> Result<bool, Error> {
    let Some(tip) = Head::read(repo)?.tip() else { return Ok(false) };
    if repo.find_commit(commit).is_err() {
        return Ok(false);
    }
    let doing = "compare commits";
    Ok(tip == commit || repo.graph_descendant_of(tip, commit).map_err(Error::git(doing))?)
}

/// Where the index still holds what `commit` replaced, it is given what the branch holds now.
fn catch_up(
    history: &History,
    repo: &Repository,
    turn: &Turn,
    (from, commit): Step,
) -> Result<Option<Busy>, Error> {
    let updates = stale(history, repo, (from, commit))?;
    if updates.is_empty() {
        return Ok(None);
    }
    if let Some(busy) = state::under_way(repo)? {
        return Ok(Some(busy));
    }
    let draft = match index_file::draft(history, turn.draft(), &updates)? {
        Ok(draft) => draft,
        Err(busy) => return Ok(Some(busy)),
    };
    let Some(lock) = IndexLock::take(turn, history, &draft.path, (from, commit))? else {
        return Ok(Some(Busy::locked(IndexLock::path(history.git_dir()))));
    };
    if index_file::stamp(history.git_dir()) != draft.from {
        return Ok(Some(Busy::Moving));
    }
    reference::flush(history)?;
    lock.publish()?;
    Ok(None)
}

fn stale(history: &History, repo: &Repository, (from, commit): Step) -> Result<Vec<Update>, Error> {
    let doing = "compare commits";
    let commit = repo.find_commit(commit).map_err(Error::git(doing))?;
    let new = commit.tree().map_err(Error::git(doing))?;
    let from = from.map(|from| repo.find_commit(from)).transpose().map_err(Error::git(doing))?;
    let old = from.map(|from| from.tree()).transpose().map_err(Error::git(doing))?;
    let diff = repo.diff_tree_to_tree(old.as_ref(), Some(&new), None).map_err(Error::git(doing))?;
    let tip = tree::of_commit(repo, Head::read(repo)?.tip()).map_err(Error::git(doing))?;
    let mut paths = Vec::new();
    let mut before = Vec::new();
    let mut after = Vec::new();
    for delta in diff.deltas() {
        let (old, new) = (delta.old_file(), delta.new_file());
        let Some(path) = new.path_bytes().or(old.path_bytes()) else { continue };
        // A later commit may have gone on from there: the index is to hold what the branch holds now.
        let now =
            tip.map(|tip| tree::entry(repo, tip, path)).transpose().map_err(Error::git(doing))?.flatten();
        paths.push(path.to_vec());
        before.push(Some(old.id()).filter(|id| old.exists() && !id.is_zero()));
        after.push(now);
    }
    let held = index_file::held(history, &paths)?;
    let mut updates = Vec::new();
    for (((path, before), after), held) in paths.into_iter().zip(before).zip(after).zip(held) {
        if held.map(|(id, _)| id) != before || held.map(|(id, mode)| (mode, id)) == after {
            continue;
        }
        let to = match after.map(|(mode, id)| (Mode::of_stat(mode), id)) {
            Some((Some(mode), id)) => Target::Blob { id, mode, stat: None },
            None => Target::Gone,
            Some((None, id)) if after.is_some_and(|(mode, _)| mode == tree::GITLINK) => {
                Target::Repository(id)
            }
            // A folder has come in the file's place.
            Some((None, _)) => Target::Gone,
        };
        updates.push(Update { path, to });
    }
    Ok(updates)
}

#[cfg(test)]
mod tests;
