//! Upkeep in the background: git packs in a thread of its own while the loop goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use tokio::sync::Notify;

use crate::store::history::Packing;
use crate::store::workspace::Workspace;

/// The upkeep under way, if there is one. Dropped, it ends it: git has its locks taken away by then.
#[derive(Debug, Default)]
pub struct Background {
    over: Arc<Notify>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Compacts the index at once, which is short, and begins to pack the repository, where that is due.
    pub fn begin(&mut self, workspace: &mut Workspace) {
        compact(workspace);
        let (packing, over, stop) =
            (workspace.history.packing(), Arc::clone(&self.over), Arc::clone(&self.stop));
        let spawned = thread::Builder::new().name("headsup-upkeep".to_owned()).spawn(move || {
            pack(&packing, &stop);
            over.notify_one();
        });
        match spawned {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => {
                tracing::warn!(%error, "the repository is not packed");
                self.over.notify_one();
            }
        }
    }

    /// Ready once what was begun is over.
    pub async fn over(&self) {
        self.over.notified().await;
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Fails only where the thread has panicked: then there is nothing to wait for.
            let _ = thread.join();
        }
    }
}

/// More loose objects than this take git longer than somebody should wait for.
const MOST: usize = 5_000;

/// Compacts the index and packs the repository, here and now, where that is due and soon done.
pub fn tidy(workspace: &mut Workspace) {
    let upkeep = workspace.history.upkeep();
    if !upkeep.is_due() || upkeep.loose > MOST {
        return;
    }
    compact(workspace);
    pack(&workspace.history.packing(), &AtomicBool::new(false));
}

fn compact(workspace: &mut Workspace) {
    if let Err(error) = workspace.compact() {
        tracing::warn!(%error, "the index is not compacted");
    }
}

/// A repository that is not packed is as sound as before: nothing fails for it, and `doctor` tells.
fn pack(packing: &Packing, stop: &AtomicBool) {
    match packing.run(stop) {
        Ok(true) => tracing::info!("packed the repository"),
        Ok(false) => {}
        Err(error) => tracing::info!(%error, "the repository is not packed"),
    }
}
