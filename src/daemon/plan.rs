//! What to do next: pure, so that weeks pass in a test without a second of waiting.
//!
//! Two clocks are at work (see [`Moment`]). How long the folder has been still is measured on the clock that
//! cannot be set; when a meeting's digest is due is asked of the wall.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

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
    /// Everything that could be committed is.
    Done,
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
    /// End.
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
    /// A daemon that has not started.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
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
        }
    }

    /// Takes new settings over, from the next touch on.
    pub fn set_patience(&mut self, patience: Patience) {
        self.patience = patience;
    }

    /// What to do about an event, in order.
    pub fn on(&mut self, at: Moment, event: Event) -> Vec<Action> {
        match event {
            Event::Started | Event::Woke => self.look(Scope::All, Why::Save, at),
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
            Event::Committed(Commit::Done) => {
                self.retry = None;
                self.commits += 1;
                if self.commits >= TIDY_COMMITS {
                    self.tidy_at = self.tidy_at.map(|then| then.min(at.uptime));
                }
                Vec::new()
            }
            Event::Tidied => {
                self.tidy_at = Some(at.uptime + TIDY_AGAIN);
                self.commits = 0;
                Vec::new()
            }
            Event::Committed(Commit::Waits) => {
                self.back_off(at);
                Vec::new()
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
        Vec::new()
    }

    /// Where not, the wall is asked again in time: nothing wakes the daemon for this alone.
    fn may_tidy(&self, now: Moment) -> bool {
        !self.rootless && !self.stopping && self.retry.is_none() && is_calm(self.digests_at, now.wall)
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
        if self.stopping {
            actions.retain(|action| *action != Action::WriteDigests);
            actions.push(Action::Finish);
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
