//! When a notebook is brought in step with its remote: pure, as the plan is.
//!
//! A round is: fetch; where news came, save, join it, and save what that changed; push. It begins some seconds after
//! a commit, every so often, at the start, on waking, and a while before a digest is due. One action of a round is
//! under way at a time, and saving waits for none of them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Moment, Scope};

/// How long after the last commit a round begins …
pub const DEBOUNCE: Duration = Duration::from_secs(5);
/// … and after the first at the latest.
pub const DEBOUNCE_MAX: Duration = Duration::from_secs(60);
/// The first pause after a round that failed for a reason that may pass, and the shortest between two tries while it
/// lasts; it doubles up to [`PAUSE_MAX`].
pub const PAUSE_MIN: Duration = Duration::from_secs(15);
/// The longest pause after a round that failed. After a failure that only a person can mend it is this long, or
/// `every` where that is longer: once mended, it goes on by itself.
pub const PAUSE_MAX: Duration = Duration::from_secs(15 * 60);
/// How often in one round a push that was rejected, or a join of a folder that changed meanwhile, is begun again.
pub const AGAIN: usize = 5;
/// How long the last push may take when the daemon is asked to end.
pub const LAST_PUSH: Duration = Duration::from_secs(5);

/// How often a notebook syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// From one round to the next; a tenth more or less, so that machines do not come together.
    pub every: Duration,
    /// How long before a digest is due a round begins, so that it is made from news.
    pub ahead: Duration,
}

/// Why a step of a round failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may pass by itself: nobody answers, a lock is held, the repository is not at rest.
    Passing,
    /// Somebody has to do something: log in, choose a remote, say which of two histories counts.
    Lasting,
}

/// What a fetch found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The remote has commits that the branch lacks.
    News,
    /// It has none.
    Same,
    /// It could not be asked.
    Failed(Failure),
}

/// How joining what was fetched ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// Branch and folder hold it; what of the folder it changed.
    Done(Scope),
    /// The folder is not as it was last saved: save, then join again.
    StartOver,
    /// Nothing was changed.
    Failed(Failure),
}

/// How a push ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The remote has all that the branch has; also where it had so before.
    Done,
    /// The remote has commits again that the branch lacks.
    Behind,
    /// It could not be pushed.
    Failed(Failure),
}

/// What a round wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Nothing,
    Fetch,
    /// Everything that was saved is to be in the history.
    Save,
    Join,
    /// What was joined is to be in the index and the digests, and these in the history.
    Look(Scope),
    Push,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Idle,
    Fetching,
    /// Saving before a join.
    Saving,
    Joining,
    /// Saving after it.
    Settling,
    Pushing,
}

/// The state of syncing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyncPlan {
    /// `None` while the notebook does not sync.
    rhythm: Option<Rhythm>,
    step: Step,
    /// When the next round begins, if nothing brings it forward.
    next: Duration,
    /// When the last one began.
    begun: Option<Duration>,
    /// The first and the last commit that no push was begun with.
    unsent: Option<(Duration, Duration)>,
    /// Why the last round failed, and the pause after it.
    trouble: Option<(Failure, Duration)>,
    /// How often this round was begun again.
    again: usize,
    /// The moment for which the remote was asked for news ahead.
    asked_for: Option<Timestamp>,
    /// For the jitter.
    seed: u64,
}

impl SyncPlan {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rhythm: None,
            step: Step::Idle,
            next: Duration::ZERO,
            begun: None,
            unsent: None,
            trouble: None,
            again: 0,
            asked_for: None,
            seed,
        }
    }

    /// Takes settings over; switched on, a round begins at once.
    pub(super) fn set(&mut self, rhythm: Option<Rhythm>, at: Moment) {
        if self.rhythm == rhythm {
            return;
        }
        let was = std::mem::replace(&mut self.rhythm, rhythm);
        match (was, rhythm) {
            (None, Some(_)) => (self.next, self.trouble) = (at.uptime, None),
            (Some(_), Some(new)) if self.trouble.is_none() => {
                self.next = self.next.min(at.uptime.saturating_add(new.every));
            }
            (Some(_), None) if self.is_saving() => self.step = Step::Idle,
            _ => {}
        }
    }

    /// Whether no round is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.step == Step::Idle
    }

    /// Whether a round waits for a save.
    pub(super) fn is_saving(&self) -> bool {
        matches!(self.step, Step::Saving | Step::Settling)
    }

    /// How long until the next round begins; `None` while one is under way, or where none ever will.
    pub(super) fn wait(&self, now: Moment, moment: Option<Timestamp>) -> Option<Duration> {
        let rhythm = self.rhythm.filter(|_| self.is_idle())?;
        let until = |then: Duration| then.saturating_sub(now.uptime);
        let mut wait = until(self.next);
        if matches!(self.trouble, Some((Failure::Lasting, _))) {
            return Some(wait);
        }
        let mut sooner = self.unsent.map(|(first, last)| until((last + DEBOUNCE).min(first + DEBOUNCE_MAX)));
        if let Some(moment) = moment.filter(|moment| self.asked_for != Some(*moment)) {
            let left = Duration::try_from(moment.duration_since(now.wall)).unwrap_or(Duration::ZERO);
            let left = left.saturating_sub(rhythm.ahead);
            sooner = Some(sooner.map_or(left, |sooner| sooner.min(left)));
        }
        if let Some(sooner) = sooner {
            wait = wait.min(sooner.max(self.held_back(now)));
        }
        Some(wait)
    }

    /// While there is trouble, for how long nothing brings the next round forward.
    fn held_back(&self, now: Moment) -> Duration {
        let begun = self.begun.filter(|_| self.trouble.is_some());
        begun.map_or(Duration::ZERO, |begun| (begun + PAUSE_MIN).saturating_sub(now.uptime))
    }

    /// The machine woke, or the folder is back: the network may be another one, and the remote may have news.
    pub(super) fn wake(&mut self, at: Moment) {
        self.next = self.next.min(at.uptime + self.held_back(at));
        if let Some((_, pause)) = &mut self.trouble {
            *pause = Duration::ZERO;
        }
    }

    /// A commit was made.
    pub(super) fn committed(&mut self, at: Moment) {
        let (_, last) = self.unsent.get_or_insert((at.uptime, at.uptime));
        *last = at.uptime;
    }

    /// Begins a round, where it is time for one.
    pub(super) fn begin(&mut self, at: Moment, moment: Option<Timestamp>) -> Turn {
        if self.wait(at, moment) != Some(Duration::ZERO) {
            return Turn::Nothing;
        }
        let ahead = self.rhythm.and_then(|rhythm| SignedDuration::try_from(rhythm.ahead).ok());
        if let (Some(ahead), Some(moment)) = (ahead, moment)
            && moment.duration_since(at.wall) <= ahead
        {
            self.asked_for = Some(moment);
        }
        self.begun = Some(at.uptime);
        self.unsent = None;
        self.again = 0;
        self.turn(Step::Fetching, Turn::Fetch)
    }

    pub(super) fn fetched(&mut self, at: Moment, fetched: Fetched) -> Turn {
        if self.step != Step::Fetching {
            return Turn::Nothing;
        }
        match fetched {
            _ if self.rhythm.is_none() => self.end(at),
            Fetched::News => self.turn(Step::Saving, Turn::Save),
            Fetched::Same => self.push(),
            Fetched::Failed(failure) => self.fail(at, failure),
        }
    }

    /// A save is over that the round may have waited for.
    pub(super) fn saved(&mut self) -> Turn {
        match self.step {
            Step::Saving => self.turn(Step::Joining, Turn::Join),
            Step::Settling => self.push(),
            _ => Turn::Nothing,
        }
    }

    /// A save that the round waited for could not be.
    pub(super) fn not_saved(&mut self, at: Moment) -> Turn {
        match self.step {
            Step::Saving => self.fail(at, Failure::Passing),
            // What was joined is in the history already, and is sent.
            Step::Settling => self.push(),
            _ => Turn::Nothing,
        }
    }

    pub(super) fn joined(&mut self, at: Moment, joined: Joined) -> Turn {
        if self.step != Step::Joining {
            return Turn::Nothing;
        }
        match joined {
            Joined::Done(scope) => self.turn(Step::Settling, Turn::Look(scope)),
            Joined::StartOver => self.once_more(at, Step::Saving, Turn::Save),
            Joined::Failed(failure) => self.fail(at, failure),
        }
    }

    pub(super) fn pushed(&mut self, at: Moment, pushed: Pushed) -> Turn {
        if self.step != Step::Pushing {
            return Turn::Nothing;
        }
        match pushed {
            Pushed::Done => self.end(at),
            Pushed::Behind if self.rhythm.is_some() => self.once_more(at, Step::Fetching, Turn::Fetch),
            Pushed::Behind => self.end(at),
            Pushed::Failed(failure) => self.fail(at, failure),
        }
    }

    /// The push with which the daemon ends: only where one is likely to be taken at once.
    pub(super) fn last_push(&mut self) -> Turn {
        if self.rhythm.is_none() || self.trouble.is_some() || self.begun.is_none() {
            return Turn::Nothing;
        }
        match self.step {
            Step::Idle if self.unsent.is_some() => self.push(),
            _ => Turn::Nothing,
        }
    }

    fn push(&mut self) -> Turn {
        if self.rhythm.is_none() {
            self.step = Step::Idle;
            return Turn::Nothing;
        }
        self.unsent = None;
        self.turn(Step::Pushing, Turn::Push)
    }

    fn turn(&mut self, step: Step, turn: Turn) -> Turn {
        self.step = step;
        turn
    }

    fn once_more(&mut self, at: Moment, step: Step, turn: Turn) -> Turn {
        if self.again == AGAIN {
            return self.fail(at, Failure::Passing);
        }
        self.again += 1;
        self.turn(step, turn)
    }

    fn end(&mut self, at: Moment) -> Turn {
        self.trouble = None;
        let every = self.rhythm.map_or(PAUSE_MAX, |rhythm| rhythm.every);
        self.next = at.uptime.saturating_add(self.about(every));
        self.turn(Step::Idle, Turn::Nothing)
    }

    fn fail(&mut self, at: Moment, failure: Failure) -> Turn {
        let pause = match (failure, self.trouble) {
            (Failure::Passing, Some((Failure::Passing, pause))) => (pause * 2).clamp(PAUSE_MIN, PAUSE_MAX),
            (Failure::Passing, _) => PAUSE_MIN,
            (Failure::Lasting, _) => self.rhythm.map_or(PAUSE_MAX, |rhythm| rhythm.every.max(PAUSE_MAX)),
        };
        self.trouble = Some((failure, pause));
        self.next = at.uptime.saturating_add(self.about(pause).max(PAUSE_MIN));
        self.turn(Step::Idle, Turn::Nothing)
    }

    /// A tenth more or less, by the next of the seed's numbers (splitmix64).
    fn about(&mut self, time: Duration) -> Duration {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut random = self.seed;
        random = (random ^ (random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        random = (random ^ (random >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let per_mille = 900 + u32::try_from((random ^ (random >> 31)) % 201).unwrap_or_default();
        time.checked_mul(per_mille).map_or(time, |time| time / 1000)
    }
}
