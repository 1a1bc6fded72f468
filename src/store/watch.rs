//! Which paths may have changed, as the operating system tells it.
//!
//! A hint is never the truth: what it names may be as it was, and what it does not name may have changed. The
//! folders watched are those of the notebook alone, `.git` and what git ignores left out, since a commit
//! touches a hundred files there. Hints are gathered until they are asked for; of too many, what is left is
//! "look everywhere".

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode,
    event::{ModifyKind, RenameMode},
};
use tokio::sync::Notify;

use super::notebook::{Ignored, Notebook, Target, is_temporary};

/// More paths than this at once mean "look everywhere".
const MOST_PATHS: usize = 1024;

/// How often to look everywhere where the system does not tell all.
const POLL: Duration = Duration::from_secs(10);

/// How often to look whether a root that went away is back.
const RETURN: Duration = Duration::from_secs(2);

/// How deep folders are watched.
const DEEPEST: usize = 128;

/// Watching could not begin.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch {root}: {source}")]
pub struct Error {
    root: PathBuf,
    source: io::Error,
}

/// What to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// These paths, and all that lies below them; relative to the root, in order.
    Paths(Vec<Vec<u8>>),
    /// The whole notebook.
    Everywhere,
    /// The system cannot tell of every change, for this reason; from now on [`Hint::Everywhere`] comes every
    /// ten seconds. Given once whenever watching begins.
    Degraded(String),
}

/// Watches a notebook until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    shared: Arc<Shared>,
    orders: SyncSender<Order>,
}

/// Begins to watch a notebook.
///
/// # Errors
/// Where the system gives no thread.
pub fn watch(notebook: Arc<Notebook>) -> Result<Watcher, Error> {
    let shared = Arc::new(Shared::default());
    let (orders, inbox) = sync_channel(MOST_PATHS);
    let root = notebook.root().to_owned();
    let mut keeper = Keeper {
        root: root.clone(),
        notebook,
        shared: Arc::clone(&shared),
        orders: orders.clone(),
        system: None,
        state: State::Watching,
    };
    keeper.arm();
    let spawned = thread::Builder::new().name("headsup-watch".to_owned()).spawn(move || keeper.run(&inbox));
    spawned.map_err(|source| Error { root, source })?;
    Ok(Watcher { shared, orders })
}

impl Watcher {
    /// Waits for the next hint. All that came since the last one is in it; nothing is lost when the returned
    /// future is dropped.
    pub async fn next(&self) -> Hint {
        loop {
            if let Some(hint) = self.shared.pending().take() {
                return hint;
            }
            self.shared.wake.notified().await;
        }
    }

    /// Begins anew, after a wake from sleep, or where the root has been replaced; [`Hint::Everywhere`] follows.
    pub fn rearm(&self) {
        // A full queue holds an order to look everywhere already.
        let _ = self.orders.try_send(Order::Arm);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Fails only where the thread has ended.
        let _ = self.orders.send(Order::Stop);
    }
}

/// The hints that nobody has asked for yet.
#[derive(Debug, Default)]
struct Shared {
    pending: Mutex<Pending>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Pending {
    paths: BTreeSet<Vec<u8>>,
    everywhere: Option<Everywhere>,
    degraded: Option<String>,
}

#[derive(Debug)]
struct Everywhere;

impl Shared {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, path: Vec<u8>) {
        let mut pending = self.pending();
        if pending.everywhere.is_none() {
            pending.paths.insert(path);
            if pending.paths.len() > MOST_PATHS {
                pending.paths.clear();
                pending.everywhere = Some(Everywhere);
            }
        }
        drop(pending);
        self.wake.notify_one();
    }

    fn everywhere(&self) {
        let mut pending = self.pending();
        pending.paths.clear();
        pending.everywhere = Some(Everywhere);
        drop(pending);
        self.wake.notify_one();
    }

    fn degraded(&self, reason: String) {
        self.pending().degraded = Some(reason);
        self.everywhere();
    }
}

impl Pending {
    fn take(&mut self) -> Option<Hint> {
        if let Some(reason) = self.degraded.take() {
            return Some(Hint::Degraded(reason));
        }
        if self.everywhere.take().is_some() {
            return Some(Hint::Everywhere);
        }
        if self.paths.is_empty() {
            return None;
        }
        Some(Hint::Paths(std::mem::take(&mut self.paths).into_iter().collect()))
    }
}

/// What the thread that keeps the watches is told.
#[derive(Debug)]
enum Order {
    /// A folder is new, or its rules are.
    Folder(PathBuf),
    /// Something was missed: any folder may be new.
    All,
    /// Begin anew.
    Arm,
    /// The root went away.
    Lost,
    Stop,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Watching,
    Polling,
    Lost,
}

/// Keeps a watch on every folder.
struct Keeper {
    root: PathBuf,
    notebook: Arc<Notebook>,
    shared: Arc<Shared>,
    orders: SyncSender<Order>,
    system: Option<RecommendedWatcher>,
    state: State,
}

impl Keeper {
    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = match self.state {
                State::Watching => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                State::Polling => inbox.recv_timeout(POLL),
                State::Lost => inbox.recv_timeout(RETURN),
            };
            match order {
                Ok(Order::Folder(path)) => {
                    self.add_below(&path);
                    // Only now is all that was put there before covered by a look or by a watch.
                    if let Some(path) = relative(&self.root, &path) {
                        self.shared.path(path);
                    }
                }
                Ok(Order::All) => {
                    let root = self.root.clone();
                    self.add_below(&root);
                    self.shared.everywhere();
                }
                Ok(Order::Arm) => {
                    self.arm();
                    self.shared.everywhere();
                }
                Ok(Order::Lost) => {
                    self.arm();
                    self.shared.everywhere();
                }
                Err(RecvTimeoutError::Timeout) if self.state == State::Polling => self.shared.everywhere(),
                Err(RecvTimeoutError::Timeout) => {
                    if self.root.is_dir() {
                        self.arm();
                        self.shared.everywhere();
                    }
                }
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Watches every folder, with a new watcher; the root may be another one by the same name.
    fn arm(&mut self) {
        self.system = None;
        if !self.root.is_dir() {
            self.state = State::Lost;
            return;
        }
        self.state = State::Watching;
        let (root, shared, orders) = (self.root.clone(), Arc::clone(&self.shared), self.orders.clone());
        let handler = move |event: notify::Result<Event>| heard(&root, &shared, &orders, event);
        match notify::recommended_watcher(handler) {
            Ok(system) => {
                self.system = Some(system);
                let root = self.root.clone();
                self.add_below(&root);
                if let Some(kind) = remote(&self.root) {
                    self.degrade(format!("{kind} does not tell of changes made elsewhere"));
                }
            }
            Err(error) => self.degrade(error.to_string()),
        }
    }

    fn degrade(&mut self, reason: String) {
        if self.state != State::Polling {
            self.state = State::Polling;
            self.shared.degraded(reason);
        }
    }

    /// Watches a folder and those in it.
    fn add_below(&mut self, folder: &Path) {
        let Some(path) = relative(&self.root, folder) else { return };
        if !path.is_empty() && self.notebook.is_ignored(&path) {
            return;
        }
        let depth = folder.components().count().saturating_sub(self.root.components().count());
        let mut rules = Ignored::above(&self.notebook);
        let between: Vec<&Path> =
            folder.ancestors().skip(1).take_while(|p| p.starts_with(&self.root)).collect();
        for above in between.into_iter().rev() {
            rules = rules.and_folder(above);
        }
        self.add(folder, &rules, depth);
    }

    fn add(&mut self, folder: &Path, above: &Ignored, depth: usize) {
        let is_folder = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir());
        if !is_folder || depth > DEEPEST || (depth > 0 && folder.join(".git").exists()) {
            return;
        }
        // The watch comes before the look inside: a folder made in between is seen by one of them.
        if let Some(system) = &mut self.system
            && let Err(error) = notify::Watcher::watch(system, folder, RecursiveMode::NonRecursive)
        {
            match error.kind {
                notify::ErrorKind::PathNotFound => return,
                notify::ErrorKind::MaxFilesWatch => {
                    let reason =
                        "the system's limit of watched folders is reached (fs.inotify.max_user_watches)";
                    return self.degrade(reason.to_owned());
                }
                // A folder that cannot be watched, for its permissions say, cannot be read either.
                _ => tracing::debug!("cannot watch {}: {error}", folder.display()),
            }
        }
        let rules = above.and_folder(folder);
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir())
                && entry.file_name() != ".git"
                && !rules.matches(path.as_os_str().as_bytes(), Target::Folder)
            {
                self.add(&path, &rules, depth + 1);
            }
            if self.state == State::Polling {
                return;
            }
        }
    }
}

/// What the system tells, on its own thread, which must never wait.
fn heard(root: &Path, shared: &Shared, orders: &SyncSender<Order>, event: notify::Result<Event>) {
    let order = |order| {
        if orders.try_send(order).is_err() {
            // The queue holds nothing but folders, each followed by a look; what does not fit is looked for.
            shared.everywhere();
        }
    };
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            tracing::debug!("watching: {error}");
            return order(Order::All);
        }
    };
    if event.need_rescan() {
        return order(Order::All);
    }
    if matches!(event.kind, EventKind::Access(_)) {
        return;
    }
    let moved = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::From)));
    let appeared = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
    for path in &event.paths {
        let Some(inside) = relative(root, path) else { continue };
        if inside.is_empty() {
            if moved || matches!(event.kind, EventKind::Remove(_)) {
                order(Order::Lost);
            }
            continue;
        }
        match concern(&inside) {
            Concern::None => {}
            Concern::Rules => order(Order::All),
            Concern::Folder => shared.path(folder_of(&inside).to_vec()),
            Concern::Path if appeared && fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) => {
                order(Order::Folder(path.clone()));
            }
            Concern::Path => shared.path(inside),
        }
    }
}

/// What a change of a path may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    /// Nothing: git's own, or an editor's file for a moment.
    None,
    /// That path.
    Path,
    /// All that lies in the path's folder: it has become a repository of its own, or is none any more.
    Folder,
    /// Any path: what is ignored has changed.
    Rules,
}

fn concern(path: &[u8]) -> Concern {
    let mut segments = path.split(|byte| *byte == b'/').rev();
    let name = segments.next().unwrap_or_default();
    let is_git = |segment: &[u8]| segment == b".git";
    match name {
        _ if segments.any(is_git) => Concern::None,
        b".git" if path.len() > name.len() => Concern::Folder,
        b".git" => Concern::None,
        b".gitignore" => Concern::Rules,
        _ if is_temporary(name) => Concern::None,
        _ => Concern::Path,
    }
}

fn folder_of(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').map_or(&[], |slash| &path[..slash])
}

fn relative(root: &Path, path: &Path) -> Option<Vec<u8>> {
    path.strip_prefix(root).ok().map(|inside| OsStr::as_bytes(inside.as_os_str()).to_vec())
}

/// The name of a file system that does not tell of what other machines change.
#[cfg(target_os = "linux")]
fn remote(root: &Path) -> Option<&'static str> {
    let kind = rustix::fs::statfs(root).ok()?.f_type;
    // Linux, include/uapi/linux/magic.h.
    match kind as u64 & 0xffff_ffff {
        0x6969 => Some("NFS"),
        0xff53_4d42 | 0xfe53_4d42 | 0x517b => Some("SMB"),
        0x0102_1997 => Some("9p"),
        0x6573_5546 => Some("FUSE"),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn remote(_root: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
        sync::Arc,
        time::Duration,
    };

    use tempfile::TempDir;

    use super::{Concern, Hint, MOST_PATHS, Shared, Watcher, concern, watch};
    use crate::store::notebook::Notebook;

    /// Far longer than any hint takes: reaching it is a failure.
    const LONG: Duration = Duration::from_secs(30);

    struct World {
        dir: TempDir,
        watcher: Watcher,
    }

    impl World {
        fn new() -> Self {
            let dir = TempDir::new().unwrap();
            fs::create_dir_all(dir.path().join("notes/.git")).unwrap();
            fs::create_dir_all(dir.path().join("notes/sub")).unwrap();
            fs::create_dir_all(dir.path().join("notes/build/deep")).unwrap();
            fs::write(dir.path().join("notes/.gitignore"), "build/\n").unwrap();
            let notebook = Notebook::open(&dir.path().join("notes")).unwrap();
            let watcher = watch(Arc::new(notebook)).unwrap();
            Self { dir, watcher }
        }

        fn at(&self, path: &str) -> PathBuf {
            self.dir.path().join("notes").join(path)
        }

        fn write(&self, path: &str) {
            fs::write(self.at(path), "x").unwrap();
        }

        /// Waits until a path, or everything, has been named; gives all that was named until then.
        #[track_caller]
        fn until(&self, path: &str) -> BTreeSet<String> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let mut named = BTreeSet::new();
            runtime.block_on(async {
                while !named.contains(path) {
                    match tokio::time::timeout(LONG, self.watcher.next()).await.expect("a hint comes") {
                        Hint::Paths(paths) => {
                            named.extend(paths.iter().map(|path| String::from_utf8_lossy(path).into_owned()));
                        }
                        Hint::Everywhere => drop(named.insert("everywhere".to_owned())),
                        Hint::Degraded(reason) => panic!("{reason}"),
                    }
                }
            });
            named
        }
    }

    #[track_caller]
    fn named(world: &World, path: &str, expect: &[&str]) {
        let expect: BTreeSet<String> = expect.iter().map(|path| (*path).to_owned()).collect();
        assert_eq!(world.until(path), expect);
    }

    #[test]
    fn a_changed_file_is_named_and_what_is_not_kept_is_not() {
        let world = World::new();
        world.write(".a.md.swp");
        world.write(".git/index");
        world.write("build/x.md");
        world.write("build/deep/x.md");
        world.write("sub/4913");
        fs::read(world.at(".gitignore")).unwrap();
        world.write("sub/a b.md");
        named(&world, "sub/a b.md", &["sub/a b.md"]);
        fs::rename(world.at("sub/a b.md"), world.at("c.md")).unwrap();
        named(&world, "c.md", &["c.md", "sub/a b.md"]);
        fs::remove_file(world.at("c.md")).unwrap();
        named(&world, "c.md", &["c.md"]);
    }

    #[test]
    fn a_new_folder_is_looked_into_and_watched() {
        let world = World::new();
        fs::create_dir_all(world.at("d/e/f")).unwrap();
        world.write("d/e/f/at-once.md");
        world.until("d");
        world.write("d/e/f/later.md");
        world.until("d/e/f/later.md");
        fs::rename(world.at("d/e"), world.at("moved")).unwrap();
        world.until("moved");
        world.write("moved/f/x.md");
        world.until("moved/f/x.md");
        fs::create_dir(world.at("moved/.git")).unwrap();
        world.until("moved");
    }

    #[test]
    fn changed_rules_mean_everywhere() {
        let world = World::new();
        fs::write(world.at(".gitignore"), "").unwrap();
        world.until("everywhere");
        world.write("build/deep/x.md");
        world.until("build/deep/x.md");
    }

    /// Writes a path after every hint until it is named: what is written before the watch is back is covered
    /// by a hint that names everything, after which another write is named.
    #[track_caller]
    fn until_watched(world: &World, path: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            loop {
                world.write(path);
                let hint = tokio::time::timeout(LONG, world.watcher.next()).await.expect("a hint comes");
                if hint == Hint::Paths(vec![path.as_bytes().to_vec()]) {
                    break;
                }
            }
        });
    }

    #[test]
    fn a_root_that_went_away_is_watched_again_when_it_is_back() {
        let world = World::new();
        fs::remove_dir_all(world.at("")).unwrap();
        world.until("everywhere");
        fs::create_dir(world.at("")).unwrap();
        until_watched(&world, "a.md");
        fs::rename(world.at(""), world.dir.path().join("away")).unwrap();
        world.until("everywhere");
        fs::rename(world.dir.path().join("away"), world.at("")).unwrap();
        world.watcher.rearm();
        world.until("everywhere");
        until_watched(&world, "b.md");
    }

    #[test]
    fn too_many_paths_mean_everywhere() {
        let shared = Shared::default();
        for n in 0..=MOST_PATHS {
            shared.path(n.to_string().into_bytes());
        }
        shared.path(b"one more".to_vec());
        assert_eq!(shared.pending().take(), Some(Hint::Everywhere));
        assert_eq!(shared.pending().take(), None);
        shared.degraded("why".to_owned());
        assert_eq!(shared.pending().take(), Some(Hint::Degraded("why".to_owned())));
        assert_eq!(shared.pending().take(), Some(Hint::Everywhere));
    }

    #[test]
    fn what_a_path_concerns() {
        for (path, expect) in [
            ("a.md", Concern::Path),
            ("a/b.md", Concern::Path),
            (".git", Concern::None),
            (".git/index.lock", Concern::None),
            ("sub/.git", Concern::Folder),
            ("sub/.git/HEAD", Concern::None),
            ("sub/.gitignore", Concern::Rules),
            ("a/.b.swp", Concern::None),
        ] {
            assert_eq!(concern(path.as_bytes()), expect, "{path}");
        }
        assert_eq!(super::relative(Path::new("/a"), Path::new("/b")), None);
    }
}
