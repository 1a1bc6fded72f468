//! The hints that nobody has asked for yet.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use super::{Hint, MOST_PATHS};

/// Gathers hints from any thread, and wakes who waits for one.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pending: Mutex<Pending>,
    missed: AtomicBool,
    /// Told whenever a hint comes.
    pub(super) wake: Notify,
}

/// What has been gathered.
#[derive(Debug, Default)]
pub(super) struct Pending {
    paths: BTreeSet<Vec<u8>>,
    everywhere: Option<Everywhere>,
    degraded: Option<String>,
}

#[derive(Debug)]
struct Everywhere;

impl Shared {
    /// What has been gathered, for this thread alone.
    pub(super) fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A path may have changed, with all below it.
    pub(super) fn path(&self, path: Vec<u8>) {
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

    /// Anything may have changed.
    pub(super) fn everywhere(&self) {
        let mut pending = self.pending();
        pending.paths.clear();
        pending.everywhere = Some(Everywhere);
        drop(pending);
        self.wake.notify_one();
    }

    /// A folder may have gone unwatched, and anything may have changed.
    pub(super) fn miss(&self) {
        self.missed.store(true, Ordering::SeqCst);
        self.everywhere();
    }

    /// Whether a folder may have gone unwatched since this was asked last.
    pub(super) fn has_missed(&self) -> bool {
        self.missed.swap(false, Ordering::SeqCst)
    }

    /// The system cannot tell of every change, for this reason.
    pub(super) fn degraded(&self, reason: String) {
        self.pending().degraded = Some(reason);
        self.everywhere();
    }
}

impl Pending {
    /// The next hint, where there is one; it is forgotten here.
    pub(super) fn take(&mut self) -> Option<Hint> {
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
