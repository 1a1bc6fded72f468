//! The steps of a round of syncing, as the plan asks for them; `headsup sync` does a whole round at once.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, Zoned};

use super::network::{Answer, Network};
use super::plan::{AGAIN, Commit, Event, Failure, Fetched, Found, Joined, Pushed, Rhythm, Scope};
use super::work::{self, Report, Settled};
use crate::domain::config;
use crate::store::history::{Id, RepoState};
use crate::store::remote::{self, Asked, Link};
use crate::store::standing::Kind;
use crate::store::sync::{self, Brought, Trouble};
use crate::store::workspace::Workspace;

/// A daemon's line to the remote, and how far its round is.
#[derive(Debug, Default)]
pub struct Syncing {
    link: Option<Link>,
    /// What was fetched and is to be joined.
    news: Option<Id>,
    network: Network,
    /// How the round ended, until that is written down.
    ended: Option<Result<(), Trouble>>,
}

/// How often a notebook syncs; `None` where it does not. Where the settings cannot be read, that is told as often.
#[must_use]
pub fn rhythm(workspace: &Workspace) -> Option<Rhythm> {
    let sync = match workspace.sync() {
        config::Syncing::Off => return None,
        config::Syncing::On(sync) => sync,
        config::Syncing::Unclear { .. } => config::Sync::default(),
    };
    let of = |span: SignedDuration| span.try_into().unwrap_or_default();
    Some(Rhythm { every: of(sync.every), ahead: of(sync.before_meetings) })
}

impl Syncing {
    /// Begins to fetch; an event where that ends at once.
    pub fn fetch(&mut self, workspace: &Workspace, tell: &mut impl FnMut(Report)) -> Option<Event> {
        let begun = sync::connect(workspace).and_then(|link| Ok((link, workspace.history.head_id()?)));
        match begun {
            Ok((Some(link), ours)) => {
                self.network.fetch(link.clone(), ours);
                self.link = Some(link);
                None
            }
            Ok((None, _)) => Some(Event::Fetched(Fetched::Same)),
            Err(trouble) => Some(Event::Fetched(Fetched::Failed(self.fail(trouble, tell)))),
        }
    }

    /// Joins what was fetched.
    pub fn join(&mut self, workspace: &Workspace, now: &Zoned, tell: &mut impl FnMut(Report)) -> Event {
        let Some(theirs) = self.news else { return Event::Joined(Joined::Done(Scope::Paths([].into()))) };
        Event::Joined(match sync::join(workspace, theirs, now) {
            Ok(Brought::Files { changed, conflicts }) => {
                told(self.link.as_ref(), changed.len(), conflicts, tell);
                Joined::Done(Scope::Paths(changed))
            }
            Ok(Brought::StartOver) => Joined::StartOver,
            Err(trouble) => Joined::Failed(self.fail(trouble, tell)),
        })
    }

    /// Begins to push what the remote lacks; an event where that is nothing.
    pub fn push(&mut self, workspace: &Workspace, tell: &mut impl FnMut(Report)) -> Option<Event> {
        let Some(link) = &self.link else { return Some(Event::Pushed(Pushed::Done)) };
        match sync::unsent(&workspace.history, link) {
            Ok(Some(tip)) => {
                self.network.push(link.clone(), tip);
                None
            }
            Ok(None) => Some(Event::Pushed(self.succeed(tell))),
            Err(trouble) => Some(Event::Pushed(Pushed::Failed(self.fail(trouble, tell)))),
        }
    }

    /// Ready once a fetch or a push is over.
    pub async fn answer(&mut self) -> Answer {
        self.network.answer().await
    }

    /// What an answer means.
    pub fn heard(&mut self, workspace: &Workspace, answer: Answer, tell: &mut impl FnMut(Report)) -> Event {
        match answer {
            Answer::Fetched(fetched) => {
                let news = fetched
                    .map_err(Trouble::from)
                    .and_then(|fetched| sync::news(&workspace.history, fetched));
                Event::Fetched(match news {
                    Ok(news) => {
                        self.news = news;
                        if news.is_some() { Fetched::News } else { Fetched::Same }
                    }
                    Err(trouble) => Fetched::Failed(self.fail(trouble, tell)),
                })
            }
            Answer::Pushed(pushed) => Event::Pushed(match pushed {
                Ok(remote::Pushed::Done) => {
                    sent(self.link.as_ref(), tell);
                    self.succeed(tell)
                }
                Ok(remote::Pushed::Behind) => Pushed::Behind,
                Err(error) => Pushed::Failed(self.fail(error.into(), tell)),
            }),
        }
    }

    /// Writes down how the last round ended, if that is not written down yet.
    pub fn record(&mut self, workspace: &Workspace, now: Timestamp, next: Option<Duration>) {
        let Some(ended) = self.ended.take() else { return };
        let next = next.and_then(|next| now.checked_add(next).ok());
        sync::record(workspace, self.link.as_ref(), ended.as_ref().copied(), now, next);
    }

    fn succeed(&mut self, tell: &mut impl FnMut(Report)) -> Pushed {
        self.ended = Some(Ok(()));
        tell(Report::InStep);
        Pushed::Done
    }

    fn fail(&mut self, trouble: Trouble, tell: &mut impl FnMut(Report)) -> Failure {
        let failure = match trouble.kind() {
            Kind::Passing => Failure::Passing,
            Kind::Lasting => Failure::Lasting,
        };
        tell(Report::OutOfStep(trouble.to_string()));
        self.ended = Some(Err(trouble));
        failure
    }
}

/// A whole round, here and now: saves, fetches, joins and pushes until both are the same, and writes down how it
/// ended.
///
/// # Errors
/// When they could not be brought in step. What was saved is protected all the same.
pub fn round(
    workspace: &mut Workspace,
    link: &Link,
    now: &Zoned,
    tell: &mut impl FnMut(Report),
) -> Result<(), Trouble> {
    let ended = in_step(workspace, link, now, tell);
    sync::record(workspace, Some(link), ended.as_ref().copied(), now.timestamp(), None);
    ended
}

fn in_step(
    workspace: &mut Workspace,
    link: &Link,
    now: &Zoned,
    tell: &mut impl FnMut(Report),
) -> Result<(), Trouble> {
    let go_on = AtomicBool::new(false);
    let mut settled = Settled::new();
    let mut asked = Some(save_and_ask(workspace, link, now, (&mut settled, tell))?);
    for _ in 0..=AGAIN {
        let asked = match asked.take() {
            Some(asked) => asked,
            None => link.ask(workspace.history.head_id()?, &go_on),
        };
        let fetched = asked.and_then(Asked::take)?;
        if let Some(theirs) = sync::news(&workspace.history, fetched)? {
            match sync::join(workspace, theirs, now)? {
                Brought::Files { changed, conflicts } => {
                    told(Some(link), changed.len(), conflicts, tell);
                    save(workspace, Scope::Paths(changed), now, &mut settled, tell)?;
                }
                Brought::StartOver => {
                    save(workspace, Scope::All, now, &mut settled, tell)?;
                    continue;
                }
            }
        }
        let Some(tip) = sync::unsent(&workspace.history, link)? else { return Ok(()) };
        if link.push(tip, &go_on)? == remote::Pushed::Done {
            sent(Some(link), tell);
            return Ok(());
        }
    }
    Err(Trouble::Restless)
}

/// Saves while the remote is asked, which goes by what the branch holds before: a save only adds to that. What it
/// answers is taken in after the save, so that neither waits for the other's locks.
fn save_and_ask<'l>(
    workspace: &mut Workspace,
    link: &'l Link,
    now: &Zoned,
    (settled, tell): (&mut Settled, &mut impl FnMut(Report)),
) -> Result<Result<Asked<'l>, remote::Error>, Trouble> {
    let stop = AtomicBool::new(false);
    let ours = workspace.history.head_id()?;
    thread::scope(|scope| {
        let asking = scope.spawn(|| link.ask(ours, &stop));
        let saved = save(workspace, Scope::All, now, settled, tell);
        stop.store(saved.is_err(), Ordering::Relaxed);
        let asked = asking.join().unwrap_or_else(|panic| resume_unwind(panic));
        saved.map(|()| asked)
    })
}

/// Everything on disk is in the history, with the digests that are due. Why not is for the error alone to say.
fn save(
    workspace: &mut Workspace,
    scope: Scope,
    now: &Zoned,
    settled: &mut Settled,
    tell: &mut impl FnMut(Report),
) -> Result<(), Trouble> {
    let mut failed = None;
    let mut pass_on = |report: Report| match report {
        Report::Waits { .. } => {}
        Report::NoRoot(why) | Report::Failed(why) => failed = failed.take().or(Some(why)),
        report => tell(report),
    };
    let found = work::look(workspace, scope, &(), &mut pass_on);
    if found == Found::NoRoot || found == Found::Failed {
        return Err(Trouble::NotSaved(failed.unwrap_or_default()));
    }
    work::write_digests(workspace, now, settled, &mut pass_on);
    let commit = work::commit(workspace, now, &mut pass_on);
    match failed {
        Some(why) => Err(Trouble::NotSaved(why)),
        None if commit != Commit::Waits => Ok(()),
        None => match workspace.history.state()? {
            RepoState::Busy(busy) => Err(Trouble::Waits(busy)),
            _ => Err(Trouble::Restless),
        },
    }
}

fn told(link: Option<&Link>, files: usize, conflicts: Vec<Vec<u8>>, tell: &mut impl FnMut(Report)) {
    if files > 0 {
        tell(Report::Received { files, from: named(link) });
    }
    if !conflicts.is_empty() {
        tell(Report::Conflicts(conflicts));
    }
}

fn sent(link: Option<&Link>, tell: &mut impl FnMut(Report)) {
    tell(Report::Sent { to: named(link) });
}

fn named(link: Option<&Link>) -> String {
    link.map(|link| link.remote().to_string()).unwrap_or_default()
}
