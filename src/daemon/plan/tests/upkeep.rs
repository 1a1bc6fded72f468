//! When the repository is tidied.

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn tidied_soon_after_the_start_and_once_a_day_from_then_on() {
    let mut world = World::start(vec![]);
    world.pass(3 * 24 * HOUR);
    let times: Vec<Duration> = world.tidied.iter().map(|at| at.uptime).collect();
    assert_eq!(times, [TIDY_FIRST, TIDY_FIRST + TIDY_AGAIN, TIDY_FIRST + 2 * TIDY_AGAIN]);
}

#[test]
fn tidied_sooner_after_many_commits() {
    let mut world = World::start(vec![]);
    world.pass(TIDY_FIRST + SECOND);
    for _ in 0..TIDY_COMMITS {
        world.save();
        world.pass(5 * SECOND);
    }
    assert_eq!(world.tidied.len(), 2);
    world.pass(HOUR);
    assert_eq!(world.tidied.len(), 2, "and then counted anew");
}

/// Meetings whose digest is due, or which start, at these moments: whether it is tidied at `wall`, having waited
/// to be since long before.
#[track_caller]
fn check(moments: &[&str], wall: &str, expect: bool) {
    let mut plan = Plan::new(Patience { quiet: SECOND, max_wait: SECOND }, 1);
    let now = Moment { uptime: SWEEP + TIDY_FIRST, wall: at(wall) };
    plan.on(now, Event::Started);
    plan.on(now, Event::Looked(Found::Nothing));
    plan.on(now, Event::DigestsFresh(moments.iter().map(|moment| at(moment)).min()));
    plan.on(now, Event::Committed(Commit::Done));
    assert_eq!(plan.on(now, Event::Timer) == [Action::Tidy], expect, "{moments:?} at {wall}");
    assert!(!plan.sleep(now).is_zero(), "the plan spins");
}

#[test]
fn never_within_the_hour_before_a_digest_is_due_or_its_meeting_starts() {
    check(&[], "2026-03-01T08:00:00Z", true);
    check(&["2026-03-01T09:00:01Z"], "2026-03-01T08:00:00Z", true);
    check(&["2026-03-01T09:00:00Z"], "2026-03-01T08:00:00Z", false);
    check(&["2026-03-01T08:00:01Z"], "2026-03-01T08:00:00Z", false);
    check(&["2026-03-02T09:00:00Z", "2026-03-01T08:30:00Z"], "2026-03-01T08:00:00Z", false);
}

#[test]
fn put_off_for_a_meeting_it_is_done_after_it() {
    let due = at("2026-03-01T08:30:00Z");
    let mut world = World::start(vec![due]);
    world.pass(24 * HOUR);
    let first = world.tidied.first().unwrap().wall;
    assert!(first >= due && first <= due + SignedDuration::from_mins(10), "{first}");
}

#[test]
fn put_off_while_a_commit_has_to_wait() {
    let mut world = World::start(vec![]);
    world.happen(&Deed::Busy);
    world.save();
    world.pass(5 * HOUR);
    assert_eq!(world.tidied, []);
    world.happen(&Deed::AtRest);
    world.pass(RETRY_MAX);
    assert_eq!((world.committed, world.tidied.len()), (1, 1));
}

#[test]
fn while_it_goes_on_saves_are_committed_and_no_second_one_begins() {
    let mut world = World::start(vec![]);
    world.tidying = HOUR;
    world.pass(TIDY_FIRST);
    for _ in 0..2 * TIDY_COMMITS {
        world.save();
        world.pass(5 * SECOND);
    }
    assert_eq!((world.commits.len(), world.tidied.len()), (2 * TIDY_COMMITS, 1));
    world.pass(48 * HOUR);
    assert_eq!(world.tidied.len(), 1);
    world.tell(Event::Tidied);
    world.pass(TIDY_AGAIN);
    assert_eq!(world.tidied.len(), 2);
}

proptest! {
    #[test]
    fn whatever_happens_it_is_tidied_in_calm_times_only(
        deeds in prop::collection::vec(deed(), 0..60),
        meetings in prop::collection::vec(0i64..72, 0..6),
    ) {
        let start = at("2026-03-01T08:00:00Z");
        let meetings: Vec<Timestamp> =
            meetings.iter().map(|hour| start + SignedDuration::from_hours(*hour)).collect();
        let mut world = World::start(meetings.clone());
        for deed in &deeds {
            world.happen(deed);
            let last = world.tidied.len();
            world.pass(TIDY_FIRST);
            for tidied in &world.tidied[last..] {
                prop_assert!(
                    meetings.iter().all(|due| *due <= tidied.wall || due.duration_since(tidied.wall) > LEAD),
                    "at {} with {meetings:?}", tidied.wall,
                );
            }
        }
    }
}
