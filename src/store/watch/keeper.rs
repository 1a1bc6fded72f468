//! The thread that keeps a watch on every folder of a notebook.

use std::{
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender},
    },
    time::Duration,
};

use notify::{Event, RecommendedWatcher, RecursiveMode};

use super::{heard::heard, pending::Shared, relative};
use crate::store::notebook::{Ignored, Notebook, Target};

/// How often to look everywhere where the system does not tell all.
const POLL: Duration = Duration::from_secs(10);

const LOOKS: &str = "looks at the whole folder every ten seconds by itself";

/// How often to look whether a root that went away is back.
const RETURN: Duration = Duration::from_secs(2);

/// How deep folders are watched.
const DEEPEST: usize = 128;

/// What the thread that keeps the watches is told.
#[derive(Debug)]
pub(super) enum Order {
    /// A folder is new, or its rules are.
    Folder(PathBuf),
    /// Something was missed: any folder may be new.
    All,
    /// Begin anew.
    Arm,
    /// The root went away.
    Lost,
    /// End.
    Stop,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Watching,
    Polling,
    Lost,
}

/// Keeps a watch on every folder.
pub(super) struct Keeper {
    root: PathBuf,
    notebook: Arc<Notebook>,
    shared: Arc<Shared>,
    orders: SyncSender<Order>,
    system: Option<RecommendedWatcher>,
    state: State,
}

impl Keeper {
    /// A keeper that watches nothing yet; `orders` lead to the inbox it is to run with.
    pub(super) fn new(notebook: Arc<Notebook>, shared: Arc<Shared>, orders: SyncSender<Order>) -> Self {
        let root = notebook.root().to_owned();
        Self { root, notebook, shared, orders, system: None, state: State::Watching }
    }

    /// Does as it is told, until it is told to stop.
    pub(super) fn run(mut self, inbox: &Receiver<Order>) {
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
                Ok(Order::All) => self.add_all(),
                Ok(Order::Arm | Order::Lost) => {
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
            if self.shared.has_missed() {
                self.add_all();
            }
        }
    }

    /// Watches every folder, with a new watcher; the root may be another one by the same name.
    pub(super) fn arm(&mut self) {
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
                    self.degrade(format!(
                        "{kind} does not tell of changes made elsewhere, so headsup {LOOKS}"
                    ));
                }
            }
            Err(error) => {
                self.degrade(format!("the system does not watch the folder ({error}), so headsup {LOOKS}"));
            }
        }
    }

    fn degrade(&mut self, reason: String) {
        if self.state != State::Polling {
            self.state = State::Polling;
            self.shared.degraded(reason);
        }
    }

    /// Watches what is not watched yet, after which anything may have changed.
    fn add_all(&mut self) {
        let root = self.root.clone();
        self.add_below(&root);
        self.shared.everywhere();
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
                    return self.degrade(format!(
                        "the system's limit of watched folders is reached, so headsup {LOOKS}; \
                         `sudo sysctl fs.inotify.max_user_watches=524288` and a new start end that"
                    ));
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
