//! The loop: turns the world into [`Event`]s and carries [`Action`]s out.

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;

use jiff::Zoned;

use super::clock::Clock;
use super::plan::{Action, Event, Moment, Patience, Plan, Scope, WALL_CHECK};
use super::sync::{self, Syncing};
use super::upkeep::Background;
use super::work::{self, Report, Settled};
use crate::store::watch::{Hint, Watcher};
use crate::store::workspace::Workspace;

/// Keeps a notebook committed and its digests fresh until `stop` is ready, then commits what was saved until
/// then. `tell` hears what is done.
pub async fn run(
    workspace: &mut Workspace,
    mut clock: Clock,
    watcher: &Watcher,
    stop: impl Future<Output = ()>,
    mut tell: impl FnMut(Report),
) {
    let mut plan = Plan::new(patience(workspace), seed(clock.now()));
    let mut settled = Settled::new();
    let mut background = Background::default();
    let mut syncing = Syncing::default();
    let mut events = VecDeque::from([Event::Started]);
    tokio::pin!(stop);
    let mut is_asked = false;
    loop {
        while let Some(event) = events.pop_front() {
            for action in plan.on(clock.now(), event) {
                let now = Zoned::new(clock.now().wall, workspace.zone().clone());
                let begun = tokio::time::Instant::now();
                let name = action.name();
                match action {
                    Action::Look(scope) => {
                        events.push_back(Event::Looked(work::look(workspace, scope, &(), &mut tell)));
                        plan.set_patience(patience(workspace));
                    }
                    Action::WriteDigests => {
                        let next = work::write_digests(workspace, &now, &mut settled, &mut tell);
                        events.push_back(Event::DigestsFresh(next));
                    }
                    Action::Commit => {
                        events.push_back(Event::Committed(work::commit(workspace, &now, &mut tell)));
                    }
                    Action::Tidy => background.begin(workspace),
                    Action::Fetch => events.extend(syncing.fetch(workspace, &mut tell)),
                    Action::Join => events.push_back(syncing.join(workspace, &now, &mut tell)),
                    Action::Push => events.extend(syncing.push(workspace, &mut tell)),
                    Action::Finish => return,
                }
                tracing::debug!(action = name, took = ?begun.elapsed());
            }
        }
        // This clone may have been told to sync, or not to, with no file of the notebook changed.
        plan.set_sync(sync::rhythm(workspace), clock.now());
        syncing.record(workspace, clock.now().wall, plan.next_sync(clock.now()));
        workspace.rest();
        // So often, what only git's settings tell is asked anew, and whether the machine has slept.
        let sleep = plan.sleep(clock.now()).min(WALL_CHECK);
        tokio::select! {
            biased;
            () = &mut stop, if !is_asked => {
                is_asked = true;
                events.push_back(Event::Stop);
            }
            hint = watcher.next() => events.extend(hinted(hint, &mut tell)),
            () = background.over() => events.push_back(Event::Tidied),
            answer = syncing.answer() => events.push_back(syncing.heard(workspace, answer, &mut tell)),
            () = tokio::time::sleep(sleep) => events.push_back(Event::Timer),
        }
        if clock.came_apart() {
            watcher.rearm();
            events.push_front(Event::Woke);
        }
    }
}

fn hinted(hint: Hint, tell: &mut impl FnMut(Report)) -> Option<Event> {
    match hint {
        Hint::Paths(paths) => Some(Event::Touched(Scope::Paths(BTreeSet::from_iter(paths)))),
        Hint::Everywhere => Some(Event::Touched(Scope::All)),
        Hint::Degraded(reason) => {
            tell(Report::Degraded(reason));
            None
        }
    }
}

fn patience(workspace: &Workspace) -> Patience {
    let config = workspace.config();
    let of = |span: jiff::SignedDuration| span.try_into().unwrap_or_default();
    Patience { quiet: of(config.quiet), max_wait: of(config.max_wait) }
}

/// Another number for each daemon, so that several do not do the same at the same moments.
fn seed(now: Moment) -> u64 {
    let since = now.wall.as_duration();
    since.as_secs().cast_unsigned() ^ u64::from(since.subsec_nanos().cast_unsigned()) << 32
}
