//! Finding the repository that holds a notebook, or making one.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use git2::{ErrorClass, ErrorCode, Repository, RepositoryInitOptions, RepositoryOpenFlags};
use sha2::{Digest, Sha256};

use super::{
    Error, Unsupported,
    durable::{self, Unsynced},
    guard, index_file, join, lock, recover, shown,
};
use crate::store::notebook::hold;

/// The history of one notebook: the part of a repository's history that lies under the notebook's folder.
#[derive(Clone, Debug)]
pub struct History {
    root: PathBuf,
    work_tree: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    prefix: Vec<u8>,
    state_dir: PathBuf,
    cache: index_file::Cache,
    unsynced: Unsynced,
}

impl History {
    /// The history of the notebook at `root`, in the repository whose work tree holds it. Upwards from `root`,
    /// up to the file system's boundary. What a killed headsup left half done is completed.
    ///
    /// # Errors
    /// [`Error::RootGone`], [`Error::NoRepository`], [`Error::Unsupported`].
    pub fn open(root: &Path) -> Result<Self, Error> {
        let root = fs::canonicalize(root).map_err(|_| Error::RootGone(root.to_owned()))?;
        guard::before_opening(&root)?;
        let flags = RepositoryOpenFlags::empty();
        let repo = Repository::open_ext(&root, flags, &[] as &[&OsStr]).map_err(|e| refusal(&root, e))?;
        let bare = || Error::Unsupported { repository: root.clone(), cause: Unsupported::Bare };
        let work_tree = repo.workdir().ok_or_else(bare)?;
        let Ok(work_tree) = fs::canonicalize(work_tree) else {
            return Err(Error::OtherWorkTree { root, work_tree: work_tree.to_owned() });
        };
        let git_dir = fs::canonicalize(repo.path()).map_err(Error::io("find", repo.path()))?;
        let common_dir = fs::canonicalize(repo.commondir()).map_err(Error::io("find", repo.commondir()))?;
        let no_repository = || Error::NoRepository(root.clone());
        if root.starts_with(&git_dir) || root.starts_with(&common_dir) {
            return Err(no_repository());
        }
        let Ok(inside) = root.strip_prefix(&work_tree) else {
            let path = root.join(".git");
            return Err(if repo.is_worktree() {
                Error::OthersRepository { path, folder: work_tree }
            } else {
                Error::OtherWorkTree { root, work_tree }
            });
        };
        let prefix = inside.as_os_str().as_bytes().to_vec();
        let state_dir = git_dir.join("headsup").join(key(&prefix));
        let history = Self {
            root,
            work_tree,
            git_dir,
            common_dir,
            prefix,
            state_dir,
            cache: index_file::Cache::default(),
            unsynced: Unsynced::default(),
        };
        guard::refuse_foreign(&history)?;
        guard::refuse_links(&history)?;
        guard::own_folder(&history.lock_dir())?;
        guard::own_folder(&history.state_dir)?;
        index_file::refuse_unwritable(&history)?;
        if let Some(turn) = lock::Turn::try_take(&history.lock_dir()) {
            recover::recover(&history, &turn)?;
            if let Err(error) = join::resume(&history, &turn) {
                tracing::warn!(%error, "what another machine sent is taken in later");
            }
        }
        Ok(history)
    }

    /// Makes `root`, which is in no repository yet, a repository of its own, readable only by its owner. Its
    /// branch is the person's `init.defaultBranch`, else `main`. Neither templates nor hooks are copied. It appears
    /// whole or not at all.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn init(root: &Path) -> Result<Self, Error> {
        let root = fs::canonicalize(root).map_err(|_| Error::RootGone(root.to_owned()))?;
        let configured = git2::Config::open_default()
            .and_then(|mut config| config.snapshot()?.get_string("init.defaultBranch"));
        let branch = configured.ok().filter(|name| is_branch_name(name)).unwrap_or_else(|| "main".to_owned());
        let mut options = RepositoryInitOptions::new();
        options.no_reinit(true).mkpath(false).external_template(false).initial_head(&branch);
        let draft = root.join(format!(".headsup-{}-init.tmp", std::process::id()));
        let made = init_in(&draft, &options).and_then(|_held| {
            let place = root.join(".git");
            durable::sync_around(&draft).map_err(Error::io("write", &draft))?;
            // Fails where somebody has made a repository meanwhile.
            fs::rename(draft.join(".git"), &place).map_err(Error::io("make", place))
        });
        // What stays behind is removed as abandoned by the next start.
        let _ = fs::remove_dir_all(&draft);
        made?;
        Self::open(&root)
    }

    /// The notebook's folder, without symbolic links.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that `.git` lies in.
    #[must_use]
    pub fn work_tree(&self) -> &Path {
        &self.work_tree
    }

    /// This work tree's git directory: `.git`, or `.git/worktrees/NAME` of a linked one.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all work trees share.
    #[must_use]
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The notebook's path inside the work tree, without a closing `/`; empty where it is the whole.
    #[must_use]
    pub fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// Where this notebook's index, lock and state belong: one folder for each notebook in each work tree,
    /// never committed. It may not be there yet: see [`Self::make_state_dir`].
    #[must_use]
    pub fn state_dir(&self) -> &Path {
        &self.state_dir
    }

    /// Makes [`Self::state_dir`], readable only by its owner.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn make_state_dir(&self) -> Result<&Path, Error> {
        make_private(&self.state_dir)?;
        Ok(&self.state_dir)
    }

    pub(in crate::store) fn repo(&self) -> Result<Repository, Error> {
        let flags = RepositoryOpenFlags::NO_SEARCH;
        Repository::open_ext(&self.work_tree, flags, &[] as &[&OsStr])
            .map_err(|error| refusal(&self.work_tree, error))
    }

    pub(super) fn cache(&self) -> &index_file::Cache {
        &self.cache
    }

    /// What was written, and is to be on disk before a reference moves.
    pub(super) fn unsynced(&self) -> &Unsynced {
        &self.unsynced
    }

    /// The folder for what all notebooks of this work tree share.
    pub(super) fn lock_dir(&self) -> PathBuf {
        self.git_dir.join("headsup")
    }

    /// A path of the notebook as git knows it: from the top of the work tree.
    pub(super) fn in_repository(&self, path: &[u8]) -> Vec<u8> {
        if self.prefix.is_empty() {
            return path.to_vec();
        }
        [&self.prefix, &b"/"[..], path].concat()
    }

    /// A path of the work tree as the notebook names it; one outside the notebook stays as it is.
    pub(super) fn in_notebook<'p>(&self, path: &'p [u8]) -> &'p [u8] {
        let inside = path.strip_prefix(self.prefix.as_slice());
        inside.map_or(path, |rest| rest.strip_prefix(b"/").unwrap_or(rest))
    }

    pub(super) fn on_disk(&self, path: &[u8]) -> PathBuf {
        self.root.join(OsStr::from_bytes(path))
    }

    pub(super) fn check_root(&self) -> Result<(), Error> {
        if self.root.is_dir() { Ok(()) } else { Err(Error::RootGone(self.root.clone())) }
    }
}

fn init_in(draft: &Path, options: &RepositoryInitOptions) -> Result<fs::File, Error> {
    make_private(draft)?;
    let held = fs::File::open(draft).and_then(|folder| hold(&folder).map(|()| folder));
    let held = held.map_err(Error::io("lock", draft))?;
    let repo =
        Repository::init_opts(draft, options).map_err(Error::git("make a repository of the notebook"))?;
    let private = fs::Permissions::from_mode(0o700);
    fs::set_permissions(repo.path(), private).map_err(Error::io("make private", repo.path()))?;
    for lock in ["HEAD.lock", "config.lock"].map(|name| repo.path().join(name)) {
        // libgit2 passes over a lock that it could not remove.
        if lock.exists() {
            fs::remove_file(&lock).map_err(Error::io("remove", &lock))?;
        }
    }
    Ok(held)
}

pub(super) fn make_private(dir: &Path) -> Result<(), Error> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(Error::io("make the folder", dir))
}

/// A folder name for a notebook: `root`, or the readable part of its path and a hash of the whole.
pub(super) fn key(prefix: &[u8]) -> String {
    if prefix.is_empty() {
        return "root".to_owned();
    }
    let word = |byte: &u8| if byte.is_ascii_alphanumeric() { char::from(*byte) } else { '-' };
    let tail = &prefix[prefix.len().saturating_sub(32)..];
    let hash = Sha256::digest(prefix);
    let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", tail.iter().map(word).collect::<String>())
}

fn is_branch_name(name: &str) -> bool {
    git2::Branch::name_is_valid(name).unwrap_or(false)
}

/// Why libgit2 would not open the repository around `path`.
fn refusal(path: &Path, error: git2::Error) -> Error {
    let message = error.message().to_ascii_lowercase();
    let cause = match error.code() {
        ErrorCode::NotFound => return Error::NoRepository(path.to_owned()),
        ErrorCode::Owner => Unsupported::OtherOwner,
        _ if message.contains("partialclone") => Unsupported::PartialClone,
        _ if message.contains("refstorage") => Unsupported::Reftable,
        _ if message.contains("object format") || message.contains("objectformat") => Unsupported::Sha256,
        _ if message.contains("extension name") || message.contains("repository version") => {
            Unsupported::Other(shown(error.message().as_bytes()))
        }
        _ if error.class() == ErrorClass::Config => {
            return Error::Git { doing: "read its configuration", source: error };
        }
        _ => return Error::Git { doing: "open the repository", source: error },
    };
    Error::Unsupported { repository: path.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, chown};

    use super::super::testing::{FIRST_COMMIT, Place, set_up};
    use super::*;

    #[test]
    fn a_folder_becomes_a_private_repository() {
        let place = Place::bare_folder();
        assert!(matches!(History::open(&place.root), Err(Error::NoRepository(_))));
        let history = History::init(&place.root).unwrap();
        assert_eq!(fs::metadata(place.root.join(".git")).unwrap().mode() & 0o777, 0o700);
        assert_eq!(history.state_dir(), place.root.join(".git/headsup/root"));
        history.make_state_dir().unwrap();
        assert_eq!(fs::metadata(history.state_dir()).unwrap().mode() & 0o777, 0o700);
        assert!(!place.root.join(".git/hooks/pre-commit.sample").exists());
        place.write("a.md", "a");
        place.commit_clean();
        assert_eq!(fs::metadata(place.root.join(".git/index")).unwrap().mode() & 0o777, 0o600);
        assert!(History::init(&place.root).is_err());
    }

    #[test]
    fn each_notebook_has_a_state_folder_of_its_own() {
        let keys = [&b""[..], b"root", b"a/b", b"a-b", b"a\xff", b"a\xfe"].map(key);
        let distinct: std::collections::HashSet<&String> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert!(keys.iter().all(|key| key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')));
    }

    #[test]
    fn the_git_directory_is_no_notebook() {
        let place = Place::new();
        assert!(History::open(&place.root.join(".git/refs")).is_err());
    }

    #[test]
    fn a_folder_reached_through_a_link() {
        let place = Place::new();
        fs::create_dir(place.root.join("notes")).unwrap();
        let link = place.root.with_file_name("link");
        std::os::unix::fs::symlink(place.root.join("notes"), &link).unwrap();
        assert_eq!(History::open(&link).unwrap().prefix(), b"notes");
    }

    /// A repository made by these git commands is refused, with the fix.
    #[track_caller]
    fn check(setup: &[&[&str]], fix: &str) {
        let mut place = Place::bare_folder();
        fs::create_dir(place.root.join("r")).unwrap();
        place.root = place.root.join("r");
        set_up(&place.root, setup);
        let error = History::open(&place.root).unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{error:?}");
        assert!(error.to_string().contains(fix), "{error}");
    }

    #[test]
    fn what_libgit2_refuses_is_named_with_its_fix() {
        check(&[&["init", "-q", "--bare", "."]], "git clone");
        check(&[&["init", "-q", "--object-format=sha256"]], "sha1");
        check(&[&["init", "-q", "--ref-format=reftable"]], "git refs migrate");
        check(
            &[
                &["init", "-q"],
                &["config", "core.repositoryFormatVersion", "1"],
                &["config", "extensions.later", "1"],
            ],
            "extensions.later",
        );
        check(&[&["init", "-q"], FIRST_COMMIT, &["update-index", "--split-index"]], "--no-split-index");
        // As `git clone --filter` sets it up.
        check(
            &[
                &["init", "-q"],
                &["config", "core.repositoryFormatVersion", "1"],
                &["config", "extensions.partialClone", "origin"],
            ],
            "full clone",
        );
    }

    #[test]
    fn a_sparse_index_is_named_with_its_fix() {
        let place = Place::new();
        place.write("in/a.md", "a");
        place.write("out/b.md", "b");
        place.commit();
        place.git(&["update-index", "--refresh"]);
        place.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
        let error = History::open(&place.root).unwrap_err().to_string();
        assert!(error.contains("--no-sparse-index"), "{error}");
    }

    #[test]
    fn another_users_repository_is_refused() {
        let place = Place::new();
        // Only root can give a file away.
        if chown(place.root.join(".git"), Some(12_345), None).is_ok()
            && chown(&place.root, Some(12_345), None).is_ok()
        {
            let error = History::open(&place.root).unwrap_err();
            assert!(error.to_string().contains("safe.directory"), "{error}");
        }
    }
}
