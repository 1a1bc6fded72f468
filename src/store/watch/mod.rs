//! Which paths may have changed, as the operating system tells it.
//!
//! A hint is never the truth: what it names may be as it was, and what it does not name may have changed. The
//! folders watched are those of the notebook alone, `.git` and what git ignores left out, since a commit
//! touches a hundred files there. Hints are gathered until they are asked for; of too many, what is left is
//! "look everywhere".

mod heard;
mod keeper;
mod pending;

use std::{
    ffi::OsStr,
    io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
};

use keeper::{Keeper, Order};
use pending::Shared;

use super::notebook::Notebook;

/// More paths than this at once mean "look everywhere".
const MOST_PATHS: usize = 1024;

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
    let mut keeper = Keeper::new(notebook, Arc::clone(&shared), orders.clone());
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

/// A path inside the root.
fn relative(root: &Path, path: &Path) -> Option<Vec<u8>> {
    path.strip_prefix(root).ok().map(|inside| OsStr::as_bytes(inside.as_os_str()).to_vec())
}

#[cfg(test)]
mod tests;
