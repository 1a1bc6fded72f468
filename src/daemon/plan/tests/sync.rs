//! When a notebook is brought in step with its remote: simulated days, with a network that takes time and fails.

use super::*;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const EVERY: Duration = Duration::from_secs(300);

/// What the remote does with who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Net {
    Up,
    /// Nobody answers.
    Down,
    /// It wants a login.
    Locked,
    /// Somebody else is always first.
    Contested,
}

/// A daemon, its folder, and a remote that others send to.
struct Pair {
    plan: Plan,
    now: Moment,
    net: Net,
    /// How long one call takes.
    latency: Duration,
    /// What goes on in the background, and when it is over.
    calling: Option<(Action, Duration)>,
    /// Saves on disk, in history, on the remote.
    disk: usize,
    committed: usize,
    sent: usize,
    /// Others' commits on the remote, and those that are here.
    news: usize,
    joined: usize,
    /// How many joins are yet to find that the folder has changed.
    stale: usize,
    busy: bool,
    mounted: bool,
    meeting: Option<Timestamp>,
    /// How many news the digest was made from.
    digest_of: Option<usize>,
    /// When each fetch and push began, by uptime.
    fetches: Vec<Duration>,
    pushes: Vec<Duration>,
    finished: bool,
}

impl Pair {
    fn start() -> Self {
        let mut pair = Self {
            plan: Plan::new(Patience { quiet: 2 * SECOND, max_wait: 30 * SECOND }, 7),
            now: Moment { uptime: Duration::ZERO, wall: at("2026-03-01T08:00:00Z") },
            net: Net::Up,
            latency: SECOND,
            calling: None,
            disk: 0,
            committed: 0,
            sent: 0,
            news: 0,
            joined: 0,
            stale: 0,
            busy: false,
            mounted: true,
            meeting: None,
            digest_of: None,
            fetches: Vec::new(),
            pushes: Vec::new(),
            finished: false,
        };
        pair.plan.set_sync(Some(Rhythm { every: EVERY, ahead: 10 * MINUTE }), pair.now);
        pair.tell(Event::Started);
        pair
    }

    fn tell(&mut self, event: Event) {
        let mut events = std::collections::VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for action in self.plan.on(self.now, event) {
                events.extend(self.act(action));
            }
        }
    }

    fn act(&mut self, action: Action) -> Option<Event> {
        match action {
            Action::Look(_) if !self.mounted => Some(Event::Looked(Found::NoRoot)),
            Action::Look(_) if self.committed == self.disk => Some(Event::Looked(Found::Nothing)),
            Action::Look(_) => Some(Event::Looked(Found::Changes)),
            Action::WriteDigests => {
                if self.meeting.is_some_and(|due| due <= self.now.wall) {
                    self.digest_of = self.digest_of.or(Some(self.joined));
                }
                Some(Event::DigestsFresh(self.meeting.filter(|due| *due > self.now.wall)))
            }
            Action::Commit if self.busy => Some(Event::Committed(Commit::Waits)),
            Action::Commit if self.committed == self.disk => Some(Event::Committed(Commit::Nothing)),
            Action::Commit => {
                self.committed = self.disk;
                Some(Event::Committed(Commit::Done))
            }
            Action::Fetch | Action::Push => {
                assert_eq!(self.calling, None, "two calls at once");
                let calls = if action == Action::Fetch { &mut self.fetches } else { &mut self.pushes };
                calls.push(self.now.uptime);
                self.calling = Some((action, self.now.uptime + self.latency));
                None
            }
            Action::Join => {
                assert!(self.mounted && !self.busy, "joined into a notebook that is not at rest");
                if self.stale > 0 {
                    self.stale -= 1;
                    self.disk += 1;
                    return Some(Event::Joined(Joined::StartOver));
                }
                assert_eq!(self.committed, self.disk, "joined over what is not saved");
                self.joined = self.news;
                Some(Event::Joined(Joined::Done(Scope::All)))
            }
            Action::Tidy => Some(Event::Tidied),
            Action::Finish => {
                self.finished = true;
                None
            }
        }
    }

    /// The answer of a call that is over.
    fn answer(&mut self, action: &Action) -> Event {
        if *action == Action::Fetch {
            return Event::Fetched(match self.net {
                Net::Down => Fetched::Failed(Failure::Passing),
                Net::Locked => Fetched::Failed(Failure::Lasting),
                Net::Up | Net::Contested if self.joined < self.news => Fetched::News,
                Net::Up | Net::Contested => Fetched::Same,
            });
        }
        Event::Pushed(match self.net {
            Net::Down => Pushed::Failed(Failure::Passing),
            Net::Locked => Pushed::Failed(Failure::Lasting),
            Net::Contested => {
                self.news += 1;
                Pushed::Behind
            }
            Net::Up if self.joined < self.news => Pushed::Behind,
            Net::Up => {
                self.sent = self.committed;
                Pushed::Done
            }
        })
    }

    fn pass(&mut self, mut time: Duration) {
        let mut turns = 0;
        while !self.finished {
            let called = self.calling.as_ref().map(|(_, over)| over.saturating_sub(self.now.uptime));
            let sleep = self.plan.sleep(self.now);
            let step = sleep.min(time).min(called.unwrap_or(Duration::MAX));
            self.now.uptime += step;
            self.now.wall += SignedDuration::try_from(step).unwrap();
            time -= step;
            turns = if step.is_zero() { turns + 1 } else { 0 };
            assert!(turns < 50, "the plan spins");
            if let Some((action, _)) = self.calling.take_if(|(_, over)| *over <= self.now.uptime) {
                let event = self.answer(&action);
                self.tell(event);
            } else if sleep <= step {
                self.tell(Event::Timer);
            } else {
                return;
            }
        }
    }

    fn save(&mut self) {
        self.disk += 1;
        self.tell(touch("note.md"));
    }

    fn sleep(&mut self, time: Duration) {
        self.now.wall += SignedDuration::try_from(time).unwrap();
        self.tell(Event::Woke);
    }

    /// When fetches began, from a moment on, since then.
    fn fetches_since(&self, moment: Duration) -> Vec<Duration> {
        self.fetches.iter().filter(|at| **at >= moment).map(|at| *at - moment).collect()
    }
}

#[track_caller]
fn within(times: &[Duration], expect: &[(Duration, Duration)]) {
    let fits = times.len() == expect.len()
        && times.iter().zip(expect).all(|(time, (from, to))| from <= time && time <= to);
    assert!(fits, "{times:?} is not {expect:?}");
}

#[test]
fn a_notebook_that_does_not_sync_calls_nobody() {
    let mut pair = Pair::start();
    pair.plan.set_sync(None, pair.now);
    pair.pass(2 * MINUTE);
    let before = pair.fetches.len();
    pair.save();
    pair.pass(24 * HOUR);
    assert_eq!((pair.committed, pair.sent, pair.fetches.len()), (1, 0, before));
}

#[test]
fn in_step_from_the_start_and_at_an_interval_with_jitter() {
    let mut pair = Pair::start();
    pair.news = 3;
    pair.pass(10 * SECOND);
    assert_eq!((pair.fetches.clone(), pair.joined), (vec![Duration::ZERO], 3));
    pair.news = 4;
    pair.pass(EVERY * 11 / 10);
    assert_eq!(pair.joined, 4);
    pair.pass(24 * HOUR);
    let gaps: Vec<Duration> = pair.fetches.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps.iter().all(|gap| *gap >= EVERY * 9 / 10 && *gap <= EVERY * 11 / 10 + 5 * SECOND));
    assert_ne!(gaps[1], gaps[2], "each is another");
}

#[test]
fn a_commit_is_sent_a_few_seconds_later_and_a_burst_within_a_minute() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    pair.save();
    pair.pass(12 * SECOND);
    assert_eq!(pair.sent, 1);
    within(&pair.fetches_since(10 * SECOND), &[(7 * SECOND, 7 * SECOND)]);
    let begun = pair.now.uptime;
    for _ in 0..40 {
        pair.save();
        pair.pass(3 * SECOND);
    }
    let sent = pair.fetches_since(begun);
    assert!(sent.len() <= 3 && sent[0] <= 2 * SECOND + MINUTE, "{sent:?}");
    pair.pass(MINUTE);
    assert_eq!(pair.sent, pair.disk);
}

#[test]
fn what_is_saved_before_a_join_is_in_history_first() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    pair.news = 1;
    pair.stale = 2;
    pair.pass(EVERY * 2);
    assert_eq!((pair.joined, pair.sent, pair.disk), (1, 2, 2));
}

#[test]
fn a_folder_that_never_holds_still_is_left_for_a_later_round() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    (pair.news, pair.stale) = (1, 6);
    while pair.fetches.len() == 1 {
        pair.pass(SECOND);
    }
    pair.pass(3 * SECOND);
    assert_eq!((pair.joined, pair.committed), (0, pair.disk - 1));
    pair.pass(MINUTE);
    assert_eq!((pair.joined, pair.sent), (1, pair.disk));
}

#[test]
fn who_is_writing_is_let_finish_before_a_join() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    pair.news = 1;
    pair.pass(EVERY * 9 / 10 - 12 * SECOND);
    while pair.fetches.len() == 1 {
        pair.save();
        pair.pass(SECOND);
    }
    pair.save();
    pair.pass(Duration::from_millis(1500));
    assert_eq!(pair.joined, 0, "the folder is not still yet");
    pair.pass(MINUTE);
    assert_eq!((pair.joined, pair.sent), (1, pair.disk));
}

#[test]
fn a_rejected_push_is_tried_again_at_once_and_not_for_ever() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    pair.net = Net::Contested;
    pair.save();
    pair.pass(20 * SECOND);
    assert_eq!(pair.fetches.len(), 1 + 6);
    pair.net = Net::Up;
    pair.pass(MINUTE);
    assert_eq!(pair.sent, 1);
}

#[test]
fn three_days_offline_cost_few_tries_and_are_over_at_once() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    pair.net = Net::Down;
    let begun = pair.now.uptime;
    pair.save();
    pair.pass(3 * 24 * HOUR);
    assert_eq!(pair.committed, 1, "saving waits for no network");
    let tries = pair.fetches_since(begun);
    assert!(tries.len() <= 3 * 24 * 5 && tries.len() >= 3 * 24 * 3, "{}", tries.len());
    let gaps: Vec<Duration> = tries.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps[0] >= Duration::from_secs(15) && gaps[0] <= Duration::from_secs(18), "{:?}", gaps[0]);
    assert!(gaps.iter().all(|gap| *gap <= Duration::from_secs(17 * 60)));
    pair.net = Net::Up;
    pair.pass(17 * MINUTE);
    assert_eq!(pair.sent, 1);
}

#[test]
fn offline_a_save_or_waking_brings_the_next_try_forward_but_not_every_second() {
    let mut pair = Pair::start();
    pair.net = Net::Down;
    pair.pass(24 * HOUR);
    let begun = pair.now.uptime;
    for _ in 0..40 {
        pair.save();
        pair.pass(8 * SECOND);
    }
    let tries = pair.fetches_since(begun);
    assert!((16..=22).contains(&tries.len()), "{tries:?}");
    assert!(tries.windows(2).all(|two| two[1] - two[0] >= 15 * SECOND), "{tries:?}");
    let begun = pair.now.uptime;
    pair.net = Net::Up;
    pair.sleep(HOUR);
    pair.pass(15 * SECOND);
    assert!(!pair.fetches_since(begun).is_empty());
    assert_eq!(pair.sent, pair.disk);
}

#[test]
fn what_a_person_has_to_mend_is_tried_seldom_and_on_waking() {
    let mut pair = Pair::start();
    pair.net = Net::Locked;
    pair.pass(HOUR);
    let begun = pair.now.uptime;
    for _ in 0..24 {
        pair.save();
        pair.pass(HOUR);
    }
    let tries = pair.fetches_since(begun).len();
    assert!((80..=110).contains(&tries), "{tries}");
    pair.net = Net::Up;
    pair.sleep(HOUR);
    pair.pass(20 * SECOND);
    assert_eq!(pair.sent, pair.disk);
}

#[test]
fn before_a_digest_is_due_the_remote_is_asked() {
    let mut pair = Pair::start();
    pair.plan.set_sync(Some(Rhythm { every: 24 * HOUR, ahead: 10 * MINUTE }), pair.now);
    pair.meeting = Some(at("2026-03-01T10:00:00Z"));
    pair.tell(Event::Woke);
    pair.pass(MINUTE);
    pair.news = 5;
    pair.pass(2 * HOUR);
    assert_eq!(pair.digest_of, Some(5));
    within(&pair.fetches_since(MINUTE), &[(109 * MINUTE, 109 * MINUTE + SECOND)]);
}

#[test]
fn a_repository_that_is_not_at_rest_is_joined_when_it_is() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    (pair.busy, pair.news) = (true, 1);
    pair.save();
    pair.pass(HOUR);
    assert_eq!((pair.joined, pair.sent), (0, 0));
    pair.busy = false;
    pair.pass(MINUTE);
    assert_eq!((pair.joined, pair.sent), (1, 1));
}

#[test]
fn asked_to_stop_it_sends_what_it_can_and_waits_no_longer() {
    #[track_caller]
    fn check(net: Net, latency: Duration, waited: Duration, sent: usize) {
        let mut pair = Pair::start();
        pair.pass(10 * SECOND);
        (pair.net, pair.latency) = (net, latency);
        pair.save();
        pair.tell(Event::Stop);
        let begun = pair.now.uptime;
        while !pair.finished {
            pair.pass(Duration::from_millis(500));
            assert!(pair.now.uptime < begun + 10 * SECOND, "it never ends");
        }
        assert_eq!((pair.committed, pair.sent), (1, sent));
        let took = pair.now.uptime - begun;
        assert!(took <= waited, "{took:?}");
    }
    check(Net::Up, SECOND, SECOND, 1);
    check(Net::Down, SECOND, SECOND, 0);
    check(Net::Contested, SECOND, SECOND, 0);
    check(Net::Up, MINUTE, LAST_PUSH, 0);
    let mut pair = Pair::start();
    pair.net = Net::Down;
    pair.pass(MINUTE);
    pair.save();
    pair.tell(Event::Stop);
    assert!(pair.finished, "after a round that failed there is no last push");
}

#[test]
fn a_root_that_is_gone_is_not_joined_into() {
    let mut pair = Pair::start();
    pair.pass(10 * SECOND);
    (pair.news, pair.mounted) = (1, false);
    pair.pass(HOUR);
    assert_eq!(pair.joined, 0);
    pair.mounted = true;
    pair.pass(MINUTE);
    assert_eq!(pair.joined, 1);
}

#[derive(Clone, Debug)]
enum Turmoil {
    Save,
    News,
    Pass(u64),
    Sleep(u64),
    Net(u8),
    Busy(u8),
    Mount(u8),
    Stale,
    Sync(u8),
}

fn turmoil() -> impl Strategy<Value = Turmoil> {
    prop_oneof![
        4 => Just(Turmoil::Save),
        3 => Just(Turmoil::News),
        6 => (0u64..600_000).prop_map(Turmoil::Pass),
        1 => (0u64..200_000).prop_map(Turmoil::Sleep),
        2 => (0u8..4).prop_map(Turmoil::Net),
        1 => (0u8..3).prop_map(Turmoil::Busy),
        1 => (0u8..3).prop_map(Turmoil::Mount),
        1 => Just(Turmoil::Stale),
        1 => (0u8..4).prop_map(Turmoil::Sync),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_both_are_in_step_once_the_world_is_at_rest(
        deeds in prop::collection::vec(turmoil(), 0..80),
        latency in 0u64..60,
    ) {
        let mut pair = Pair::start();
        pair.latency = Duration::from_secs(latency);
        let rhythm = Rhythm { every: EVERY, ahead: 10 * MINUTE };
        for deed in deeds {
            let (before, at) = (pair.fetches.len(), pair.now.uptime);
            let again = pair.fetches.last().copied();
            match deed {
                Turmoil::Save => pair.save(),
                Turmoil::News => pair.news += 1,
                Turmoil::Pass(ms) => pair.pass(Duration::from_millis(ms)),
                Turmoil::Sleep(seconds) => pair.sleep(Duration::from_secs(seconds)),
                Turmoil::Net(n) => {
                    pair.net = [Net::Up, Net::Down, Net::Locked, Net::Contested][usize::from(n)];
                }
                Turmoil::Busy(n) => pair.busy = n == 0,
                Turmoil::Mount(n) => pair.mounted = n > 0,
                Turmoil::Stale => pair.stale += 1,
                Turmoil::Sync(n) => pair.plan.set_sync((n > 0).then_some(rhythm), pair.now),
            }
            // Rounds are five seconds apart at least, and one has six fetches at most.
            let bound = 6 * (2 + (pair.now.uptime - at).as_secs() as usize / 5);
            prop_assert!(pair.fetches.len() - before <= bound, "{again:?} {deed:?}");
        }
        (pair.net, pair.busy, pair.mounted) = (Net::Up, false, true);
        pair.plan.set_sync(Some(rhythm), pair.now);
        pair.pass(20 * MINUTE);
        prop_assert_eq!((pair.committed, pair.joined), (pair.disk, pair.news));
        prop_assert_eq!(pair.sent, pair.disk);
    }
}
