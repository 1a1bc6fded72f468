//! git's index: making the next one beside it, with our paths' entries brought up to date.
//!
//! An entry's stat data says that the file holds the entry's blob. git trusts it unless the file changed no
//! earlier than the index was written; such racy entries must not become trusted because we write the index
//! later. They are written with size 0, which makes git look at the content. Our own entries are never racy:
//! a file that was written just before it was read goes in without its stat.

use std::{
    ffi::OsStr,
    fmt,
    fs::{self, File, Metadata, Permissions},
    io::{self, Read, Seek, SeekFrom},
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use git2::{Index, IndexEntry, IndexTime, Oid, Repository};

use super::{Busy, Error, History, Mode, Unsupported, tree};

/// What is to become of one path, from the top of the work tree.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub(super) path: Vec<u8>,
    pub(super) to: Target,
}

/// What a path is to hold.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// This blob; the stat of the file it was read from, where that can be trusted.
    Blob { id: Oid, mode: Mode, stat: Option<Stat> },
    /// This commit of a repository of its own.
    Repository(Oid),
    /// Nothing.
    Gone,
}

/// What the index keeps of a file's stat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    pub(super) dev: u64,
    pub(super) ino: u64,
    mtime: (i64, i64),
    ctime: (i64, i64),
    uid: u32,
    gid: u32,
    size: u64,
}

impl Stat {
    pub(super) fn of(meta: &Metadata) -> Self {
        Self {
            dev: meta.dev(),
            ino: meta.ino(),
            mtime: (meta.mtime(), meta.mtime_nsec()),
            ctime: (meta.ctime(), meta.ctime_nsec()),
            uid: meta.uid(),
            gid: meta.gid(),
            size: meta.size(),
        }
    }
}

/// An index ready to become the index.
pub(super) struct Draft {
    pub(super) path: PathBuf,
    /// The index it was made from; `None` where there was none.
    pub(super) from: Option<Stat>,
    /// What it held for our paths that is not what they are to hold.
    pub(super) replaced: Vec<Update>,
    /// Whether it held something that the last commit may not hold, just as it is to be committed.
    pub(super) ahead: Ahead,
    index: Index,
}

/// Whether an index held what is about to be committed before it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ahead {
    /// In some path it did: somebody staged it, or git is on its way to a commit that has it.
    Yes,
    /// In none.
    No,
}

impl Draft {
    /// How long to wait before the index is as old as it is when git is done with what it wrote it for.
    pub(super) fn settles_in(&self) -> Option<Duration> {
        const SETTLED: Duration = Duration::from_secs(1);
        if self.ahead == Ahead::No {
            return None;
        }
        let (seconds, nanos) = self.from?.mtime;
        let written = Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanos).ok()?);
        let age = SystemTime::now().duration_since(UNIX_EPOCH + written).ok()?;
        SETTLED.checked_sub(age).filter(|wait| !wait.is_zero())
    }
}

/// The index that we wrote last, as long as it is the index: reading it anew, with its checksum, takes longer
/// than all the rest of a small commit. An `Index` cannot go from thread to thread, a `Repository` can: an empty one
/// holds the index.
#[derive(Clone, Default)]
pub(super) struct Cache(Arc<Mutex<Slot>>);

/// The checksum and the holder.
type Slot = Option<([u8; CHECKSUM], Repository)>;

const CHECKSUM: usize = 20;
/// What is kept in memory: about 10 MB.
const MOST_CACHED: usize = 50_000;

impl Cache {
    fn take(&self, checksum: Option<[u8; CHECKSUM]>) -> Option<Index> {
        let (cached, holder) = self.slot().take()?;
        // The index is nobody's again, as it was made, once its holder is dropped.
        holder.index().ok().filter(|_| Some(cached) == checksum)
    }

    /// Keeps what has become the index.
    pub(super) fn keep(&self, mut draft: Draft, git_dir: &Path) {
        let holder = git2::Odb::new().and_then(Repository::from_odb);
        let (Ok(holder), Some(checksum)) = (holder, checksum(&git_dir.join("index"))) else { return };
        if draft.index.len() <= MOST_CACHED && holder.set_index(&mut draft.index).is_ok() {
            *self.slot() = Some((checksum, holder));
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cache")
    }
}

/// The hash of its content, which an index ends with; `None` where it has none (`index.skipHash`).
fn checksum(index: &Path) -> Option<[u8; CHECKSUM]> {
    let mut file = File::open(index).ok()?;
    let mut bytes = [0; CHECKSUM];
    file.seek(SeekFrom::End(-20)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    (bytes != [0; CHECKSUM]).then_some(bytes)
}

/// The index as it stands on disk: to see whether it changed.
pub(super) fn stamp(git_dir: &Path) -> Option<Stat> {
    fs::symlink_metadata(git_dir.join("index")).ok().map(|meta| Stat::of(&meta))
}

/// Makes, at `path`, the index that the present one becomes by `updates`.
pub(super) fn draft(
    history: &History,
    path: PathBuf,
    updates: &[Update],
) -> Result<Result<Draft, Busy>, Error> {
    let doing = "write the index";
    let present = history.git_dir().join("index");
    let from = stamp(history.git_dir());
    let mut index = match history.cache().take(checksum(&present)) {
        Some(index) => index,
        None => {
            match fs::copy(&present, &path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::io("read", present)(error));
                }
                _ => {}
            }
            let mut index = open(history, &path)?;
            if let Some(from) = &from {
                distrust_racy(&mut index, from).map_err(Error::git(doing))?;
            }
            index
        }
    };
    if let Some(busy) = first_conflict(&index)? {
        return Ok(Err(busy));
    }
    let (mut replaced, mut ahead) = (Vec::new(), Ahead::No);
    for update in updates {
        match compare(&index, update) {
            Compared::Same => ahead = Ahead::Yes,
            Compared::Other(held) => replaced.push(held),
            Compared::Nothing => {}
        }
        apply(&mut index, update).map_err(Error::git(doing))?;
    }
    index.write().map_err(Error::git(doing))?;
    let mode =
        fs::metadata(&present).map_or_else(|_| Permissions::from_mode(0o600), |meta| meta.permissions());
    fs::set_permissions(&path, mode).map_err(Error::io("write", &path))?;
    Ok(Ok(Draft { path, from, replaced, ahead, index }))
}

/// The blob and mode that the index holds for each path.
pub(super) fn held(history: &History, paths: &[Vec<u8>]) -> Result<Vec<Option<(Oid, u32)>>, Error> {
    let index = open(history, &history.git_dir().join("index"))?;
    let find = |path: &Vec<u8>| index.get_path(Path::new(OsStr::from_bytes(path)), 0);
    Ok(paths.iter().map(|path| find(path).map(|entry| (entry.id, entry.mode))).collect())
}

/// The paths that a sparse checkout keeps off the disk on purpose.
pub(super) fn skipped(history: &History) -> Result<std::collections::HashSet<Vec<u8>>, Error> {
    /// `CE_SKIP_WORKTREE` of git, in the upper half of its flags.
    const SKIP_WORKTREE: u16 = 1 << 14;
    let index = open(history, &history.git_dir().join("index"))?;
    let skip = |entry: &IndexEntry| entry.flags_extended & SKIP_WORKTREE != 0;
    Ok(index.iter().filter(skip).map(|entry| entry.path).collect())
}

/// The conflict that the index holds, if any.
pub(super) fn conflict(history: &History) -> Result<Option<Busy>, Error> {
    first_conflict(&open(history, &history.git_dir().join("index"))?)
}

/// Refuses an index that libgit2 cannot read, where a glance shows that it may be one.
pub(super) fn refuse_unwritable(history: &History) -> Result<(), Error> {
    let repo = history.repo()?;
    let config =
        repo.config().and_then(|mut config| config.snapshot()).map_err(Error::git("read its settings"))?;
    let set = |key: &str| config.get_bool(key).unwrap_or(false);
    let shared = |dir: &Path| {
        let mut names = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.any(|name| name.as_bytes().starts_with(b"sharedindex."))
    };
    if set("index.sparse") || set("core.splitIndex") || shared(history.git_dir()) {
        open(history, &history.git_dir().join("index"))?;
    }
    Ok(())
}

fn open(history: &History, path: &Path) -> Result<Index, Error> {
    Index::open(path).map_err(|error| {
        let cause = match error.message() {
            message if message.contains("'link'") => Unsupported::SplitIndex,
            message if message.contains("'sdir'") => Unsupported::SparseIndex,
            message => {
                return Error::BadIndex { path: history.git_dir().join("index"), why: message.to_owned() };
            }
        };
        Error::Unsupported { repository: history.work_tree().to_owned(), cause }
    })
}

fn first_conflict(index: &Index) -> Result<Option<Busy>, Error> {
    if !index.has_conflicts() {
        return Ok(None);
    }
    let doing = "read the index's conflicts";
    let first =
        index.conflicts().map_err(Error::git(doing))?.next().transpose().map_err(Error::git(doing))?;
    let path = first.and_then(|conflict| conflict.our.or(conflict.their).or(conflict.ancestor));
    Ok(Some(Busy::Conflicted { path: path.map(|entry| entry.path).unwrap_or_default() }))
}

fn distrust_racy(index: &mut Index, from: &Stat) -> Result<(), git2::Error> {
    let racy = |entry: &IndexEntry| {
        let changed = (i64::from(entry.mtime.seconds()), i64::from(entry.mtime.nanoseconds()));
        entry.file_size != 0 && entry.mode != 0o160_000 && changed >= from.mtime
    };
    let entries: Vec<IndexEntry> = index.iter().filter(racy).collect();
    for mut entry in entries {
        entry.file_size = 0;
        index.add(&entry)?;
    }
    Ok(())
}

enum Compared {
    Same,
    Other(Update),
    Nothing,
}

/// What an index holds for a path, against what it is to hold.
fn compare(index: &Index, update: &Update) -> Compared {
    /// `CE_INTENT_TO_ADD` of git, in the upper half of its flags: a name without content.
    const INTENT_TO_ADD: u16 = 1 << 13;
    let held = index.get_path(Path::new(OsStr::from_bytes(&update.path)), 0);
    let held = held.filter(|entry| entry.flags_extended & INTENT_TO_ADD == 0);
    match (&update.to, held) {
        (Target::Gone, None) => Compared::Same,
        (Target::Blob { id, mode, .. }, Some(held)) if (held.id, held.mode) == (*id, mode.raw()) => {
            Compared::Same
        }
        (Target::Repository(id), Some(held)) if (held.id, held.mode) == (*id, tree::GITLINK) => {
            Compared::Same
        }
        (_, Some(held)) => match Mode::of_stat(held.mode) {
            Some(mode) => {
                let to = Target::Blob { id: held.id, mode, stat: None };
                Compared::Other(Update { path: update.path.clone(), to })
            }
            None => Compared::Nothing,
        },
        (_, None) => Compared::Nothing,
    }
}

fn apply(index: &mut Index, update: &Update) -> Result<(), git2::Error> {
    let path = Path::new(OsStr::from_bytes(&update.path));
    match &update.to {
        Target::Gone => match index.remove(path, 0) {
            Err(error) if error.code() != git2::ErrorCode::NotFound => Err(error),
            _ => Ok(()),
        },
        Target::Blob { id, mode, stat } => index.add(&entry(&update.path, *id, mode.raw(), stat.as_ref())),
        Target::Repository(id) => index.add(&entry(&update.path, *id, tree::GITLINK, None)),
    }
}

/// The fields are 32 bits wide in the index: git keeps, and compares, the lower half.
fn entry(path: &[u8], id: Oid, mode: u32, stat: Option<&Stat>) -> IndexEntry {
    let low = |wide: u64| u32::try_from(wide & 0xffff_ffff).unwrap_or_default();
    let time = |(seconds, nanos): (i64, i64)| {
        IndexTime::new(i32::try_from(seconds).unwrap_or_default(), u32::try_from(nanos).unwrap_or_default())
    };
    IndexEntry {
        ctime: time(stat.map_or((0, 0), |stat| stat.ctime)),
        mtime: time(stat.map_or((0, 0), |stat| stat.mtime)),
        dev: low(stat.map_or(0, |stat| stat.dev)),
        ino: low(stat.map_or(0, |stat| stat.ino)),
        mode,
        uid: stat.map_or(0, |stat| stat.uid),
        gid: stat.map_or(0, |stat| stat.gid),
        file_size: low(stat.map_or(0, |stat| stat.size)),
        id,
        flags: 0,
        flags_extended: 0,
        path: path.to_vec(),
    }
}
