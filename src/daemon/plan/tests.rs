//! A world in which a daemon runs by its plan alone: a folder, a repository and two clocks, all simulated.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// What happens around the daemon.
#[derive(Clone, Debug)]
enum Deed {
    /// A save that the watcher reports.
    Save,
    /// A save that the watcher misses.
    UnseenSave,
    /// Time passes.
    Pass(Duration),
    /// The machine sleeps: the wall clock goes on, the other stands still; `run` notices on waking.
    Sleep(Duration),
    /// The wall clock is set.
    SetClock(SignedDuration),
    /// Somebody merges: commits have to wait until it is over.
    Busy,
    /// The merge is over.
    AtRest,
    /// The folder is unmounted.
    Unmount,
    /// It is back.
    Mount,
}

struct World {
    plan: Plan,
    now: Moment,
    /// Saves on disk, saves the index knows, saves in history.
    disk: usize,
    known: usize,
    committed: usize,
    busy: bool,
    mounted: bool,
    /// The index cannot be written.
    full: bool,
    /// When the meetings' digests are due, by the wall.
    meetings: Vec<Timestamp>,
    /// When each digest was written, by the wall.
    digests: Vec<(Timestamp, Timestamp)>,
    /// When each commit was made, by uptime.
    commits: Vec<Duration>,
    wakeups: usize,
    finished: bool,
    /// When tidying began, and for how long it goes on.
    tidied: Vec<Moment>,
    tidying: Duration,
}

impl World {
    fn start(meetings: Vec<Timestamp>) -> Self {
        let patience = Patience { quiet: 2 * SECOND, max_wait: 30 * SECOND };
        let mut world = Self {
            plan: Plan::new(patience, 1),
            now: Moment { uptime: Duration::ZERO, wall: "2026-03-01T08:00:00Z".parse().unwrap() },
            disk: 0,
            known: 0,
            committed: 0,
            busy: false,
            mounted: true,
            full: false,
            meetings,
            digests: Vec::new(),
            commits: Vec::new(),
            wakeups: 0,
            finished: false,
            tidied: Vec::new(),
            tidying: Duration::ZERO,
        };
        world.tell(Event::Started);
        world
    }

    fn tell(&mut self, event: Event) {
        for action in self.plan.on(self.now, event) {
            let answer = self.act(action);
            if let Some(answer) = answer {
                self.tell(answer);
            }
        }
    }

    fn act(&mut self, action: Action) -> Option<Event> {
        match action {
            Action::Look(_) if !self.mounted => Some(Event::Looked(Found::NoRoot)),
            Action::Look(_) if self.full => Some(Event::Looked(Found::Failed)),
            Action::Look(_) => {
                let found = if self.known == self.disk { Found::Nothing } else { Found::Changes };
                self.known = self.disk;
                Some(Event::Looked(found))
            }
            Action::WriteDigests => {
                assert!(self.mounted, "a digest was written into a folder that is not there");
                let wall = self.now.wall;
                for due in self.meetings.iter().filter(|due| **due <= wall) {
                    if !self.digests.iter().any(|(of, _)| of == due) {
                        self.digests.push((*due, wall));
                    }
                }
                Some(Event::DigestsFresh(self.meetings.iter().copied().filter(|due| *due > wall).min()))
            }
            Action::Commit if self.busy => Some(Event::Committed(Commit::Waits)),
            Action::Commit => {
                assert!(self.mounted, "the deletion of everything was committed");
                if self.committed == self.known {
                    return Some(Event::Committed(Commit::Nothing));
                }
                self.committed = self.known;
                self.commits.push(self.now.uptime);
                Some(Event::Committed(Commit::Done))
            }
            Action::Tidy => {
                assert!(self.mounted, "a repository that is not there is tidied");
                self.tidied.push(self.now);
                // Over before the next thing happens; one that goes on is told of by the test.
                self.tidying.is_zero().then_some(Event::Tidied)
            }
            Action::Fetch | Action::Join | Action::Push => panic!("a notebook that does not sync was synced"),
            Action::Finish => {
                self.finished = true;
                None
            }
        }
    }

    fn pass(&mut self, mut time: Duration) {
        loop {
            let sleep = self.plan.sleep(self.now);
            let step = sleep.min(time);
            self.advance(step);
            time -= step;
            if sleep > step {
                return;
            }
            self.wakeups += 1;
            let before = (self.plan.clone(), self.now);
            self.tell(Event::Timer);
            if self.plan.sleep(self.now).is_zero() {
                assert_ne!(before, (self.plan.clone(), self.now), "the plan spins");
            }
        }
    }

    fn advance(&mut self, time: Duration) {
        self.now.uptime += time;
        self.now.wall += SignedDuration::try_from(time).unwrap();
    }

    fn save(&mut self) {
        self.disk += 1;
        self.tell(touch("note.md"));
    }

    fn happen(&mut self, deed: &Deed) {
        match deed {
            Deed::Save => self.save(),
            Deed::UnseenSave => self.disk += 1,
            Deed::Pass(time) => self.pass(*time),
            Deed::Sleep(time) => {
                self.now.wall += SignedDuration::try_from(*time).unwrap();
                self.tell(Event::Woke);
            }
            Deed::SetClock(by) => {
                self.now.wall += *by;
                self.tell(Event::Woke);
            }
            Deed::Busy => self.busy = true,
            Deed::AtRest => self.busy = false,
            Deed::Unmount => self.mounted = false,
            Deed::Mount => self.mounted = true,
        }
    }
}

fn touch(path: &str) -> Event {
    Event::Touched(Scope::Paths(BTreeSet::from([path.as_bytes().to_vec()])))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_save_is_committed_once_the_folder_has_been_quiet() {
    let mut world = World::start(vec![]);
    world.pass(10 * SECOND);
    world.save();
    world.pass(Duration::from_millis(1999));
    assert_eq!(world.commits, []);
    world.pass(Duration::from_millis(1));
    assert_eq!(world.commits, [12 * SECOND]);
}

#[test]
fn a_burst_of_saves_waits_for_quiet_but_never_longer_than_max_wait() {
    let mut world = World::start(vec![]);
    for _ in 0..100 {
        world.save();
        world.pass(SECOND);
    }
    world.pass(60 * SECOND);
    assert_eq!(world.commits, [30 * SECOND, 60 * SECOND, 90 * SECOND, 101 * SECOND]);
    assert_eq!(world.committed, 100);
}

#[test]
fn a_few_touched_paths_are_looked_at_alone_and_a_flood_of_them_as_everything() {
    let looked_at = |paths: usize| {
        let mut world = World::start(vec![]);
        for n in 0..paths {
            world.tell(touch(&format!("{n}.md")));
        }
        world.advance(2 * SECOND);
        world.plan.on(world.now, Event::Timer)
    };
    let few = BTreeSet::from([b"0.md".to_vec(), b"1.md".to_vec()]);
    assert_eq!(looked_at(2), [Action::Look(Scope::Paths(few))]);
    assert_eq!(looked_at(MANY + 1), [Action::Look(Scope::All)]);
}

#[test]
fn a_save_that_the_watcher_misses_is_committed_after_the_next_sweep() {
    let mut world = World::start(vec![]);
    world.pass(SECOND);
    world.happen(&Deed::UnseenSave);
    world.pass(SWEEP + 3 * SECOND);
    assert_eq!(world.commits, [SWEEP + 2 * SECOND]);
}

#[test]
fn a_commit_that_has_to_wait_is_tried_again_without_another_save() {
    let mut world = World::start(vec![]);
    world.happen(&Deed::Busy);
    world.save();
    world.pass(3600 * SECOND);
    assert_eq!(world.committed, 0);
    world.happen(&Deed::AtRest);
    world.pass(RETRY_MAX);
    assert_eq!(world.committed, 1);
}

#[test]
fn a_look_that_fails_is_done_again_without_another_save() {
    let mut world = World::start(vec![]);
    world.full = true;
    world.save();
    world.pass(600 * SECOND);
    assert_eq!(world.committed, 0);
    world.full = false;
    world.pass(RETRY_MAX);
    assert_eq!(world.committed, 1);
}

#[test]
fn over_three_weeks_of_meetings_every_digest_is_written_when_it_is_due() {
    let due: Vec<Timestamp> = (0..9)
        .map(|n| at("2026-03-02T09:00:00Z") + SignedDuration::from_hours(24 * 7 * (n / 3) + n % 3))
        .collect();
    let mut world = World::start(due.clone());
    for day in 0..21 {
        for _ in 0..day % 5 {
            world.save();
            world.pass(Duration::from_secs(1234));
        }
        let rest = 86_400 - (day % 5) * 1234;
        world.pass(Duration::from_secs(rest));
    }
    assert_eq!(world.digests, due.iter().map(|due| (*due, *due)).collect::<Vec<_>>());
    assert_eq!(world.committed, world.disk);
}

#[test]
fn a_digest_missed_in_sleep_is_written_on_waking() {
    let mut world = World::start(vec![at("2026-03-02T09:00:00Z")]);
    world.pass(3600 * SECOND);
    world.happen(&Deed::Sleep(Duration::from_secs(30 * 3600)));
    assert_eq!(world.digests, [(at("2026-03-02T09:00:00Z"), at("2026-03-02T15:00:00Z"))]);
}

#[test]
fn a_sleep_that_nobody_noticed_costs_a_minute_at_most() {
    let mut world = World::start(vec![at("2026-03-02T09:00:00Z")]);
    world.now.wall = at("2026-03-02T20:00:00Z");
    world.pass(WALL_CHECK);
    assert_eq!(world.digests.len(), 1);
}

#[test]
fn a_clock_set_back_and_forth_writes_each_digest_once() {
    let mut world = World::start(vec![at("2026-03-01T12:00:00Z")]);
    world.happen(&Deed::SetClock(SignedDuration::from_hours(6)));
    world.happen(&Deed::SetClock(SignedDuration::from_hours(-12)));
    world.pass(Duration::from_secs(24 * 3600));
    assert_eq!(world.digests, [(at("2026-03-01T12:00:00Z"), at("2026-03-01T14:00:00Z"))]);
}

#[test]
fn idle_it_wakes_for_its_timers_only() {
    let mut world = World::start(vec![]);
    world.pass(Duration::from_secs(24 * 3600));
    assert_eq!(world.wakeups, 24 * 12 + 1, "one sweep every five minutes, and upkeep");
    let mut world = World::start(vec![at("2026-04-01T12:00:00Z")]);
    world.pass(Duration::from_secs(24 * 3600));
    assert!(world.wakeups <= 24 * (60 + 12) + 1, "{}", world.wakeups);
}

#[test]
fn a_root_that_is_gone_halts_until_it_is_back() {
    let mut world = World::start(vec![at("2026-03-01T08:30:00Z")]);
    world.save();
    world.happen(&Deed::Unmount);
    world.pass(3600 * SECOND);
    assert_eq!((world.committed, world.digests.len()), (0, 0));
    world.happen(&Deed::Mount);
    world.pass(RETRY_MAX);
    assert_eq!((world.committed, world.digests.len()), (1, 1));
}

#[test]
fn asked_to_stop_it_commits_what_was_saved_and_ends() {
    let mut world = World::start(vec![]);
    world.pass(10 * SECOND);
    world.save();
    world.happen(&Deed::UnseenSave);
    world.tell(Event::Stop);
    assert!(world.finished);
    assert_eq!(world.committed, 2);
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::Save),
        1 => Just(Deed::UnseenSave),
        6 => (0u64..40_000).prop_map(|ms| Deed::Pass(Duration::from_millis(ms))),
        1 => (0u64..200_000).prop_map(|s| Deed::Sleep(Duration::from_secs(s))),
        1 => (-100_000i64..100_000).prop_map(|s| Deed::SetClock(SignedDuration::from_secs(s))),
        1 => Just(Deed::Busy),
        2 => Just(Deed::AtRest),
        1 => Just(Deed::Unmount),
        2 => Just(Deed::Mount),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_everything_is_committed_once_the_world_is_at_rest(
        deeds in prop::collection::vec(deed(), 0..60),
    ) {
        let mut world = World::start(vec![at("2026-03-01T20:00:00Z"), at("2026-03-03T09:00:00Z")]);
        for deed in &deeds {
            world.happen(deed);
        }
        world.happen(&Deed::AtRest);
        world.happen(&Deed::Mount);
        world.pass(SWEEP + RETRY_MAX);
        prop_assert_eq!(world.committed, world.disk);
        world.now.wall = at("2026-06-01T00:00:00Z");
        world.pass(SWEEP + RETRY_MAX);
        prop_assert_eq!(world.digests.len(), 2);
    }

    #[test]
    fn no_save_waits_longer_than_max_wait(gaps in prop::collection::vec(0u64..5_000, 1..80)) {
        let mut world = World::start(vec![]);
        let mut waiting_since = None;
        for gap in gaps {
            world.save();
            let since = *waiting_since.get_or_insert(world.now.uptime);
            world.pass(Duration::from_millis(gap));
            if world.committed == world.disk {
                waiting_since = None;
            } else if let Some(last) = world.commits.last() {
                waiting_since = Some(since.max(*last));
            }
            let waited = waiting_since.map_or(Duration::ZERO, |since| world.now.uptime - since);
            prop_assert!(waited <= 30 * SECOND, "{waited:?}");
        }
    }
}

mod sync;
mod upkeep;
