//! Fetching and pushing in a thread of its own, while the loop goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::store::history::Id;
use crate::store::remote::{self, Error, Link};

/// What came of a fetch or a push.
#[derive(Debug)]
pub enum Answer {
    /// Of a fetch.
    Fetched(Result<remote::Fetched, Error>),
    /// Of a push.
    Pushed(Result<remote::Pushed, Error>),
}

/// The fetch or push under way, if there is one. Dropped, it ends it.
#[derive(Debug)]
pub struct Network {
    sender: UnboundedSender<Answer>,
    answers: UnboundedReceiver<Answer>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Default for Network {
    fn default() -> Self {
        let (sender, answers) = unbounded_channel();
        Self { sender, answers, stop: Arc::default(), thread: None }
    }
}

impl Network {
    /// Begins to fetch; `ours` is the commit that our branch ends with.
    pub fn fetch(&mut self, link: Link, ours: Option<Id>) {
        self.begin(move |stop| Answer::Fetched(link.fetch(ours, stop)));
    }

    /// Begins to push.
    pub fn push(&mut self, link: Link, tip: Id) {
        self.begin(move |stop| Answer::Pushed(link.push(tip, stop)));
    }

    /// Ready once something that was begun is over.
    pub async fn answer(&mut self) -> Answer {
        match self.answers.recv().await {
            Some(answer) => answer,
            // A sender is kept: the channel never ends.
            None => std::future::pending().await,
        }
    }

    fn begin(&mut self, work: impl FnOnce(&AtomicBool) -> Answer + Send + 'static) {
        self.wait();
        let (sender, stop) = (self.sender.clone(), Arc::clone(&self.stop));
        let spawned = thread::Builder::new().name("headsup-network".to_owned()).spawn(move || {
            // Nobody listens any more once the daemon has ended.
            let _ = sender.send(work(&stop));
        });
        match spawned {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => {
                tracing::warn!(%error, "no thread can be started");
                let _ = self.sender.send(Answer::Fetched(Err(Error::Stopped)));
            }
        }
    }

    /// One is under way at a time: it has answered before the next is begun, and is about to end.
    fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            // Fails only where the thread has panicked: then there is nothing to wait for.
            let _ = thread.join();
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.wait();
    }
}
