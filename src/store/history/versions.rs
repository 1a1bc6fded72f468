//! Every version of the files that ever held something.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use git2::{Commit, Delta, DiffOptions, ErrorCode, Oid, Repository, Sort};
use jiff::Zoned;

use super::{Error, History, Id, follow::FURTHEST, log::written, renames};

/// The largest file that is looked into, in bytes.
const LARGEST: usize = 4 << 20;

/// A file as a commit left it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileVersion {
    /// The commit.
    pub commit: Id,
    /// When it was written, in its author's offset.
    pub time: Zoned,
    /// The file, as the notebook names it.
    pub path: Vec<u8>,
    /// What it was called before, where this commit gave it its name.
    pub was: Option<Vec<u8>>,
    /// What it holds; `None` where the commit deleted it.
    pub blob: Option<Id>,
}

/// A markdown file that a commit changed.
struct Touch {
    commit: usize,
    path: Vec<u8>,
    old: Option<Oid>,
    new: Option<Oid>,
}

impl History {
    /// Every version of each markdown file of which `may_hold` says so of one, the oldest first; a file goes on under
    /// a new name. Looks at the newest 20,000 commits, and at each content once. Versions kept aside count.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn versions(&self, may_hold: &dyn Fn(&[u8]) -> bool) -> Result<Vec<FileVersion>, Error> {
        let repo = self.repo()?;
        let tips = self.tips(&repo)?;
        let found = Walk::read(self, &repo, &tips).and_then(|walk| walk.versions(self, &repo, may_hold));
        found.map_err(Error::git("read the history"))
    }

    /// What git holds under this name; `None` where it is no file, or a very large one.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn blobs(&self, ids: &BTreeSet<Id>) -> Result<HashMap<Id, Vec<u8>>, Error> {
        let repo = self.repo()?;
        let read = |id: &Id| repo.find_blob(id.oid()).map(|blob| (*id, blob.content().to_vec()));
        ids.iter().map(|id| read(id).map_err(Error::git("read the history"))).collect()
    }
}

/// What a file was called before, by the commit, in [`Walk::commits`], that renamed it, and its new path.
type Names = HashMap<(usize, Vec<u8>), Vec<u8>>;

struct Walk<'r> {
    /// The newest first.
    commits: Vec<Commit<'r>>,
    touches: Vec<Touch>,
}

impl<'r> Walk<'r> {
    fn read(history: &History, repo: &'r Repository, tips: &[Oid]) -> Result<Self, git2::Error> {
        let mut walk = repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        tips.iter().try_for_each(|tip| walk.push(*tip))?;
        let (mut commits, mut touches) = (Vec::new(), Vec::new());
        for id in walk.take(FURTHEST) {
            let commit = match id.and_then(|id| repo.find_commit(id)) {
                // A shallow clone ends here.
                Err(error) if error.code() == ErrorCode::NotFound => break,
                commit => commit?,
            };
            touches.extend(touched(history, repo, &commit, commits.len())?);
            commits.push(commit);
        }
        Ok(Self { commits, touches })
    }

    fn versions(
        self,
        history: &History,
        repo: &Repository,
        may_hold: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<FileVersion>, git2::Error> {
        let mut known: HashMap<Oid, bool> = HashMap::new();
        let odb = repo.odb()?;
        let mut holds = |id: Oid| -> Result<bool, git2::Error> {
            if let Some(known) = known.get(&id) {
                return Ok(*known);
            }
            let holds = odb.read_header(id)?.0 <= LARGEST && may_hold(repo.find_blob(id)?.content());
            known.insert(id, holds);
            Ok(holds)
        };
        let mut files: HashSet<Vec<u8>> = HashSet::new();
        for touch in &self.touches {
            for id in [touch.old, touch.new].into_iter().flatten() {
                if !files.contains(&touch.path) && holds(id)? {
                    files.insert(touch.path.clone());
                }
            }
        }
        let renamed = self.renamed(repo, &mut files)?;
        let gone: HashSet<(usize, &[u8])> =
            renamed.iter().map(|((commit, _), was)| (*commit, was.as_slice())).collect();
        let mut versions = Vec::new();
        for touch in self.touches.iter().rev().filter(|touch| files.contains(&touch.path)) {
            let Some(commit) = self.commits.get(touch.commit) else { continue };
            let small = match touch.new {
                Some(id) => odb.read_header(id)?.0 <= LARGEST,
                None => true,
            };
            if !small || gone.contains(&(touch.commit, touch.path.as_slice())) {
                continue;
            }
            let was = renamed.get(&(touch.commit, touch.path.clone()));
            versions.push(FileVersion {
                commit: commit.id().into(),
                time: written(commit),
                path: history.in_notebook(&touch.path).to_vec(),
                was: was.map(|was| history.in_notebook(was).to_vec()),
                blob: touch.new.map(Id::from),
            });
        }
        Ok(versions)
    }

    /// The earlier names of these files, by commit and new name; the files with those names are added, too.
    fn renamed(&self, repo: &Repository, files: &mut HashSet<Vec<u8>>) -> Result<Names, git2::Error> {
        let lost: HashSet<usize> =
            self.touches.iter().filter(|touch| touch.new.is_none()).map(|touch| touch.commit).collect();
        let mut renamed = Names::new();
        for touch in self.touches.iter().filter(|touch| touch.old.is_none() && lost.contains(&touch.commit)) {
            let Some(commit) = self.commits.get(touch.commit).filter(|_| files.contains(&touch.path)) else {
                continue;
            };
            let Ok(parent) = commit.parent(0) else { continue };
            if let Some(was) = renames::source(repo, parent.tree_id(), commit.tree_id(), &touch.path)? {
                files.insert(was.clone());
                renamed.insert((touch.commit, touch.path.clone()), was);
            }
        }
        Ok(renamed)
    }
}

/// The markdown files of the notebook that a commit holds otherwise than all of its parents.
fn touched(
    history: &History,
    repo: &Repository,
    commit: &Commit<'_>,
    index: usize,
) -> Result<Vec<Touch>, git2::Error> {
    let parents: Vec<Commit<'_>> = commit.parents().collect();
    // Of the last commit of a shallow clone nobody knows what it changed: it is taken to hold all of it anew.
    let first = parents.first().map(Commit::tree).transpose()?;
    let mut options = DiffOptions::new();
    options.skip_binary_check(true).disable_pathspec_match(true);
    if !history.prefix().is_empty() {
        options.pathspec(Path::new(OsStr::from_bytes(history.prefix())));
    }
    let diff = repo.diff_tree_to_tree(first.as_ref(), Some(&commit.tree()?), Some(&mut options))?;
    let mut touches = Vec::new();
    for delta in diff.deltas() {
        let file = if delta.status() == Delta::Deleted { delta.old_file() } else { delta.new_file() };
        let Some(path) = file.path_bytes().filter(|path| is_markdown(path)) else { continue };
        let (old, new) = (delta.old_file().id(), delta.new_file().id());
        let of = |id: Oid| Some(id).filter(|id| !id.is_zero());
        let as_in_other = |parent: &Commit<'_>| -> Result<bool, git2::Error> {
            let held = super::tree::entry(repo, parent.tree_id(), path)?;
            Ok(held.map(|(_, id)| id) == of(new))
        };
        let mut is_new = true;
        for parent in parents.iter().skip(1) {
            is_new &= !as_in_other(parent)?;
        }
        if is_new {
            touches.push(Touch { commit: index, path: path.to_vec(), old: of(old), new: of(new) });
        }
    }
    Ok(touches)
}

fn is_markdown(path: &[u8]) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(b".md") || path.ends_with(b".markdown")
}
