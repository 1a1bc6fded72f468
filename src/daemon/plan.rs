//! What to do next: pure, so that weeks pass in a test without a second of waiting.
//!
//! Two clocks are at work (see [`Moment`]). How long the folder has been still is measured on the clock that
//! cannot be set; when a meeting's digest is due is asked of the wall.

mod sync;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use sync::{SyncPlan, Turn};

pub use sync::{AGAIN, Failure, Fetched, Joined, LAST_PUSH, Pushed, Rhythm};

/// The longest that passes without asking the wall clock whether a digest is due.
pub const WALL_CHECK: Duration = Duration::from_secs(60);
/// How often the whole folder is looked at, whether or not the watcher has said anything.
pub const SWEEP: Duration = Duration::from_secs(300);
/// The first pause before a commit that had to wait is tried again; it doubles up to [`RETRY_MAX`].
pub const RETRY_MIN: Duration = Duration::from_secs(2);
/// The longest pause before a commit that had to wait is tried again.
pub const RETRY_MAX: Duration = Duration::from_secs(10);
/// How long after its start the daemon first sees whether the repository wants packing.
pub const TIDY_FIRST: Duration = Duration::from_secs(600);
/// How long after that it does so again …
pub const TIDY_AGAIN: Duration = Duration::from_secs(24 * 3600);
/// … unless there were this many commits before.
pub const TIDY_COMMITS: usize = 50;
/// For this long before a digest is due, or its meeting starts, the machine is the person's alone.
pub const LEAD: SignedDuration = SignedDuration::from_hours(1);
/// Above this many touched paths, looking at everything is cheaper than looking at each.
const MANY: usize = 1000;

/// One instant on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since the daemon started, on a clock that nobody can set; it may stand still while the machine sleeps.
    pub uptime: Duration,
    /// What the wall clock shows.
    pub wall: Timestamp,
}

/// Which part of the folder to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// These paths, relative to the root.
    Paths(BTreeSet<Vec<u8>>),
    /// Everything.
    All,
}

impl Scope {
    fn nothing() -> Self {
        Self::Paths(BTreeSet::new())
    }

    fn add(&mut self, more: Self) {
        match (&mut *self, more) {
            (Self::Paths(mine), Self::Paths(theirs)) => {
                mine.extend(theirs);
                if mine.len() > MANY {
                    *self = Self::All;
                }
            }
            _ => *self = Self::All,
        }
    }
}

/// Everything that can happen to the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It has just started.
    Started,
    /// Something may have changed in the folder.
    Touched(Scope),
    /// The time that [`Plan::sleep`] asked for has passed, or some of it.
    Timer,
    /// The machine slept, or the wall clock was set.
    Woke,
    /// A look is over.
    Looked(Found),
    /// The digests are as they should be; the next moment at which they will not be.
    DigestsFresh(Option<Timestamp>),
    /// A commit was tried.
    Committed(Commit),
    /// The repository and the index have been tidied, or did not want it.
    Tidied,
    /// A fetch is over.
    Fetched(Fetched),
    /// A join is over.
    Joined(Joined),
    /// A push is over.
    Pushed(Pushed),
    /// The person, or the system, asks the daemon to end.
    Stop,
}

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Every file is as it was last seen.
    Nothing,
    /// Some files are new, other, or gone.
    Changes,
    /// The root is missing, emptied or replaced: nothing may be committed.
    NoRoot,
    /// The look failed: what has changed is not known, and all is looked at again.
    Failed,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// A commit was made, of everything that could be committed.
    Done,
    /// There was nothing to commit.
    Nothing,
    /// It has to wait: the repository is not at rest, or something failed that may pass.
    Waits,
}

/// What the daemon can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// See that the root is still there and bring the index up to date; answered by [`Event::Looked`].
    Look(Scope),
    /// Write the digests that are due or stale; answered by [`Event::DigestsFresh`].
    WriteDigests,
    /// Commit whatever is not committed yet; answered by [`Event::Committed`].
    Commit,
    /// See whether the repository wants packing and the index compacting, and begin it in the background;
    /// answered by [`Event::Tidied`] once that is over.
    Tidy,
    /// Ask the remote for news, in the background; answered by [`Event::Fetched`].
    Fetch,
    /// Bring what was fetched into the branch and the folder; answered by [`Event::Joined`].
    Join,
    /// Send what the remote lacks, if it lacks anything, in the background; answered by [`Event::Pushed`].
    Push,
    /// End, without waiting for what goes on in the background.
    Finish,
}

impl Action {
    /// What a log calls it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Look(_) => "look",
            Self::WriteDigests => "digests",
            Self::Commit => "commit",
            Self::Tidy => "tidy",
            Self::Fetch => "fetch",
            Self::Join => "join",
            Self::Push => "push",
            Self::Finish => "finish",
        }
    }
}

/// How patient the daemon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long the folder must have been still.
    pub quiet: Duration,
    /// The longest a change waits for that.
    pub max_wait: Duration,
}

/// The daemon's whole state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    patience: Patience,
    /// What was touched and not looked at yet, with the first and last touch.
    touched: Option<(Scope, Duration, Duration)>,
    /// Why the look now under way was begun.
    looking: Option<Why>,
    /// A sweep has found changes that are neither in the digests nor handed to a commit yet.
    unsaved: bool,
    swept: Duration,
    digests_at: Option<Timestamp>,
    retry: Option<(Duration, Duration)>,
    /// While the root is gone, or cannot be looked at, digests and commits wait.
    rootless: bool,
    stopping: bool,
    /// When to tidy next; `None` while that is under way.
    tidy_at: Option<Duration>,
    /// Commits since it was last tidied.
    commits: usize,
    sync: SyncPlan,
    /// When the daemon ends, whether or not its last push is over.
    end_by: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The folder settled: what is found is saved at once.
    Settled,
    /// A look round: what is found has first to settle, since someone may be writing it.
    Sweep,
    /// Digests and commits are wanted whatever is found, unless the root is gone.
    Save,
}

/// Whether there is time for upkeep: the next moment at which a digest is due, or its meeting starts, is not near.
#[must_use]
pub fn is_calm(next: Option<Timestamp>, wall: Timestamp) -> bool {
    next.is_none_or(|next| next.duration_since(wall) > LEAD)
}

impl Plan {
    /// A daemon that has not started, on a notebook that does not sync. The seed is for pauses that are not to be
    /// the same on every machine.
    #[must_use]
    pub fn new(patience: Patience, seed: u64) -> Self {
        Self {
            patience,
            touched: None,
            looking: None,
            unsaved: false,
            swept: Duration::ZERO,
            digests_at: None,
            retry: None,
            rootless: false,
            stopping: false,
            tidy_at: Some(TIDY_FIRST),
            commits: 0,
            sync: SyncPlan::new(seed),
            end_by: None,
        }
    }

    /// Takes new settings over, from the next touch on.
    pub fn set_patience(&mut self, patience: Patience) {
        self.patience = patience;
    }

    /// Takes over how the notebook syncs; `None` where it does not.
    pub fn set_sync(&mut self, rhythm: Option<Rhythm>, at: Moment) {
        self.sync.set(rhythm, at);
    }

    /// How long until the remote is next asked for news; `None` while that goes on, or where it never is.
    #[must_use]
    pub fn next_sync(&self, now: Moment) -> Option<Duration> {
        self.sync.wait(now, self.digests_at)
    }

    /// What to do about an event, in order.
    pub fn on(&mut self, at: Moment, event: Event) -> Vec<Action> {
        match event {
            Event::Started | Event::Woke => {
                self.sync.wake(at);
                self.look(Scope::All, Why::Save, at)
            }
            Event::Touched(scope) => {
                self.touch(scope, at);
                Vec::new()
            }
            Event::Timer => self.timer(at),
            Event::Looked(found) => self.looked(found, at),
            Event::DigestsFresh(next) => {
                self.digests_at = next;
                Vec::new()
            }
            Event::Committed(commit) => self.committed(commit, at),
            Event::Tidied => {
                self.tidy_at = Some(at.uptime + TIDY_AGAIN);
                self.commits = 0;
                Vec::new()
            }
            Event::Fetched(fetched) => {
                let turn = self.sync.fetched(at, fetched);
                self.go_on(turn, at)
            }
            Event::Joined(joined) => {
                let turn = self.sync.joined(at, joined);
                self.go_on(turn, at)
            }
            Event::Pushed(_) if self.stopping => vec![Action::Finish],
            Event::Pushed(pushed) => {
                let turn = self.sync.pushed(at, pushed);
                self.go_on(turn, at)
            }
            Event::Stop => {
                self.stopping = true;
                self.look(Scope::All, Why::Save, at)
            }
        }
    }

    /// How long from now until [`Event::Timer`] is wanted.
    #[must_use]
    pub fn sleep(&self, now: Moment) -> Duration {
        let until = |then: Duration| then.saturating_sub(now.uptime);
        if let Some(then) = self.end_by {
            return until(then);
        }
        let mut sleep = until(self.swept + SWEEP);
        if let Some(settled) = self.settled_at() {
            sleep = sleep.min(until(settled));
        }
        if let Some((then, _)) = self.retry {
            sleep = sleep.min(until(then));
        }
        if let Some(then) = self.digests_at
            && !self.rootless
        {
            let ahead = Duration::try_from(then.duration_since(now.wall)).unwrap_or(Duration::ZERO);
            sleep = sleep.min(ahead).min(WALL_CHECK);
        }
        if let Some(then) = self.tidy_at.filter(|_| self.may_tidy(now)) {
            sleep = sleep.min(until(then));
        }
        if let Some(wait) = self.next_sync(now).filter(|_| !self.rootless) {
            sleep = sleep.min(wait);
        }
        sleep
    }

    fn touch(&mut self, scope: Scope, at: Moment) {
        let (all, _, last) = self.touched.get_or_insert_with(|| (Scope::nothing(), at.uptime, at.uptime));
        all.add(scope);
        *last = at.uptime;
    }

    fn settled_at(&self) -> Option<Duration> {
        let (_, first, last) = self.touched.as_ref()?;
        Some((*last + self.patience.quiet).min(*first + self.patience.max_wait))
    }

    fn timer(&mut self, at: Moment) -> Vec<Action> {
        if let Some(then) = self.end_by {
            return if then <= at.uptime { vec![Action::Finish] } else { Vec::new() };
        }
        if self.settled_at().is_some_and(|then| then <= at.uptime)
            && let Some((scope, ..)) = self.touched.take()
        {
            return self.look(scope, Why::Settled, at);
        }
        if self.swept + SWEEP <= at.uptime {
            return self.look(Scope::All, Why::Sweep, at);
        }
        if self.retry.is_some_and(|(then, _)| then <= at.uptime) {
            return self.look(Scope::nothing(), Why::Save, at);
        }
        if !self.rootless && self.digests_at.is_some_and(|then| then <= at.wall) {
            self.digests_at = None;
            return self.look(Scope::nothing(), Why::Save, at);
        }
        if self.tidy_at.is_some_and(|then| then <= at.uptime) && self.may_tidy(at) {
            self.tidy_at = None;
            return vec![Action::Tidy];
        }
        if self.rootless {
            return Vec::new();
        }
        let turn = self.sync.begin(at, self.digests_at);
        self.go_on(turn, at)
    }

    fn committed(&mut self, commit: Commit, at: Moment) -> Vec<Action> {
        match commit {
            Commit::Waits => self.back_off(at),
            Commit::Nothing => self.retry = None,
            Commit::Done => {
                self.retry = None;
                self.commits += 1;
                if self.commits >= TIDY_COMMITS {
                    self.tidy_at = self.tidy_at.map(|then| then.min(at.uptime));
                }
                self.sync.committed(at);
            }
        }
        if self.stopping {
            return self.end(at);
        }
        let turn = if commit == Commit::Waits { self.sync.not_saved(at) } else { self.sync.saved() };
        self.go_on(turn, at)
    }

    /// Ends, after a last push where there is something to send and it is likely to be taken.
    fn end(&mut self, at: Moment) -> Vec<Action> {
        if self.sync.last_push() != Turn::Push {
            return vec![Action::Finish];
        }
        self.end_by = Some(at.uptime + LAST_PUSH);
        vec![Action::Push]
    }

    /// What a round of syncing wants next.
    fn go_on(&mut self, turn: Turn, at: Moment) -> Vec<Action> {
        match turn {
            Turn::Nothing => Vec::new(),
            Turn::Fetch => vec![Action::Fetch],
            Turn::Join => vec![Action::Join],
            Turn::Push => vec![Action::Push],
            // Somebody is writing: what is there once the folder is still is saved first, as ever.
            Turn::Save if self.touched.is_some() => Vec::new(),
            Turn::Save => self.look(Scope::All, Why::Save, at),
            Turn::Look(scope) => self.look(scope, Why::Save, at),
        }
    }

    /// Where not, the wall is asked again in time: nothing wakes the daemon for this alone.
    fn may_tidy(&self, now: Moment) -> bool {
        let is_free = !self.rootless && !self.stopping && self.sync.is_idle();
        is_free && self.retry.is_none() && is_calm(self.digests_at, now.wall)
    }

    fn look(&mut self, mut scope: Scope, why: Why, at: Moment) -> Vec<Action> {
        if self.rootless {
            scope = Scope::All;
        }
        if scope == Scope::All {
            self.swept = at.uptime;
        }
        if why == Why::Save && scope == Scope::All {
            self.touched = None;
        }
        self.looking = Some(why);
        vec![Action::Look(scope)]
    }

    fn looked(&mut self, found: Found, at: Moment) -> Vec<Action> {
        let rootless = matches!(found, Found::NoRoot | Found::Failed);
        let was_rootless = std::mem::replace(&mut self.rootless, rootless);
        let why = self.looking.take().filter(|_| !was_rootless).unwrap_or(Why::Save);
        self.unsaved |= found == Found::Changes;
        let mut actions = match why {
            _ if self.rootless => {
                self.back_off(at);
                Vec::new()
            }
            Why::Sweep if self.unsaved => {
                self.touch(Scope::nothing(), at);
                Vec::new()
            }
            Why::Sweep => Vec::new(),
            Why::Settled if !self.unsaved => Vec::new(),
            Why::Settled | Why::Save => {
                self.unsaved = false;
                vec![Action::WriteDigests, Action::Commit]
            }
        };
        if was_rootless && !self.rootless {
            self.sync.wake(at);
        }
        if self.stopping {
            actions.retain(|action| *action != Action::WriteDigests);
            // A commit is answered, and the end comes then.
            actions.extend((!actions.contains(&Action::Commit)).then_some(Action::Finish));
        } else if self.sync.is_saving() && !actions.contains(&Action::Commit) && self.touched.is_none() {
            let turn = if self.rootless { self.sync.not_saved(at) } else { self.sync.saved() };
            actions.extend(self.go_on(turn, at));
        }
        actions
    }

    fn back_off(&mut self, at: Moment) {
        let pause = self.retry.map_or(RETRY_MIN, |(_, pause)| (pause * 2).min(RETRY_MAX));
        self.retry = Some((at.uptime + pause, pause));
    }
}

#[cfg(test)]
mod tests;
