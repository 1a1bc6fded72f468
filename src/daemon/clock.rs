//! The two clocks of a [`Moment`], and whether they have come apart.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::plan::Moment;

/// How far the clocks may drift apart, between two looks at them, before that counts as a sleep or a clock
/// that was set.
const DRIFT: SignedDuration = SignedDuration::from_secs(2);

/// Reads both clocks. With a pretended start, the wall clock runs on from there.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    /// What the wall clock is pretended to show, less what it shows.
    shift: SignedDuration,
    /// The wall's lead over uptime when last looked at.
    lead: SignedDuration,
}

impl Clock {
    /// Starts now; `pretend` is what the wall clock is to show now.
    #[must_use]
    pub fn start(pretend: Option<Timestamp>) -> Self {
        let wall = Timestamp::now();
        let shift = pretend.map_or(SignedDuration::ZERO, |then| then.duration_since(wall));
        let mut clock = Self { started: Instant::now(), shift, lead: SignedDuration::ZERO };
        clock.lead = clock.lead_of(clock.now());
        clock
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        let wall = Timestamp::now();
        Moment { uptime: self.started.elapsed(), wall: wall.checked_add(self.shift).unwrap_or(wall) }
    }

    /// Whether the machine slept, or the wall clock was set, since this was last asked. Linux's monotonic
    /// clock stands still while the machine sleeps, so that the wall gets ahead of it.
    pub fn came_apart(&mut self) -> bool {
        let lead = self.lead_of(self.now());
        let drift = lead - self.lead;
        self.lead = lead;
        drift.abs() > DRIFT
    }

    fn lead_of(&self, moment: Moment) -> SignedDuration {
        let uptime = SignedDuration::try_from(moment.uptime).unwrap_or(SignedDuration::MAX);
        moment.wall.as_duration().checked_sub(uptime).unwrap_or(SignedDuration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wall_clock_that_runs_away_from_uptime_is_noticed_once() {
        let mut clock = Clock::start(None);
        assert!(!clock.came_apart());
        // The paused clock jumps ahead while the wall stands: what a clock that was set back looks like.
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(clock.came_apart());
        assert!(!clock.came_apart());
    }

    #[tokio::test]
    async fn a_pretended_start_is_what_the_wall_shows() {
        let then: Timestamp = "2026-03-16T09:00:00Z".parse().unwrap();
        let clock = Clock::start(Some(then));
        let passed = clock.now().wall.duration_since(then);
        assert!(passed >= SignedDuration::ZERO && passed < SignedDuration::from_hours(1), "{passed}");
    }
}
