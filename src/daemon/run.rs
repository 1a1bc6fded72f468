//! The loop: turns the world into [`Event`]s and carries [`Action`]s out.

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;

use jiff::{Timestamp, Zoned};

use super::clock::Clock;
use super::plan::{Action, Event, Failure, Fetched, Joined, Moment, Patience, Plan, Pushed, Scope};
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
    let mut events = VecDeque::from([Event::Started]);
    tokio::pin!(stop);
    loop {
        while let Some(event) = events.pop_front() {
            for action in plan.on(clock.now(), event) {
                if action == Action::Tidy {
                    background.begin(workspace);
                    continue;
                }
                match act(workspace, clock.now().wall, action, &mut settled, &mut tell) {
                    Some(answer) => events.push_back(answer),
                    None => return,
                }
            }
            plan.set_patience(patience(workspace));
        }
        workspace.rest();
        let sleep = plan.sleep(clock.now());
        tokio::select! {
            biased;
            () = &mut stop => events.push_back(Event::Stop),
            hint = watcher.next() => events.extend(hinted(hint, &mut tell)),
            () = background.over() => events.push_back(Event::Tidied),
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

/// Carries one action out and says how it went; `None` where the daemon is to end.
fn act(
    workspace: &mut Workspace,
    wall: Timestamp,
    action: Action,
    settled: &mut Settled,
    tell: &mut impl FnMut(Report),
) -> Option<Event> {
    let now = Zoned::new(wall, workspace.zone().clone());
    let begun = tokio::time::Instant::now();
    let name = action.name();
    let answer = match action {
        Action::Look(scope) => Event::Looked(work::look(workspace, scope, &(), tell)),
        Action::WriteDigests => Event::DigestsFresh(work::write_digests(workspace, &now, settled, tell)),
        Action::Commit => Event::Committed(work::commit(workspace, &now, tell)),
        Action::Tidy => Event::Tidied,
        Action::Fetch => Event::Fetched(Fetched::Same),
        Action::Join => Event::Joined(Joined::Failed(Failure::Passing)),
        Action::Push => Event::Pushed(Pushed::Done),
        Action::Finish => return None,
    };
    tracing::debug!(action = name, took = ?begun.elapsed());
    Some(answer)
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
