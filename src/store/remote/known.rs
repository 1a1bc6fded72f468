//! What is known of where the remote's branch stood, and whether that still holds.
//!
//! `refs/headsup/remote/NAME/BRANCH` is what was fetched last, `refs/headsup/agreed/NAME/BRANCH` the last commit
//! that was both there and in our own history. The first comes to be the second by being merged, which needs no
//! further step: it is seen by our history holding it.

use super::error::{Error, Now, Rewritten};
use super::find::Remote;
use crate::store::history::{History, Id};

/// The reference that leads to what was fetched last.
pub(super) fn fetched_name(remote: &Remote) -> String {
    format!("refs/headsup/remote/{}/{}", remote.name, remote.branch)
}

fn agreed_name(remote: &Remote) -> String {
    format!("refs/headsup/agreed/{}/{}", remote.name, remote.branch)
}

/// The last commit that was there, and that `ours` holds.
pub(super) fn agreed(history: &History, remote: &Remote, ours: Option<Id>) -> Result<Option<Id>, Error> {
    let Some(ours) = ours else { return Ok(None) };
    let held = |name: &str| -> Result<Option<Id>, Error> {
        match history.commit_at(name)? {
            Some(id) if history.includes(ours, id)? => Ok(Some(id)),
            _ => Ok(None),
        }
    };
    let (agreed, fetched) = (held(&agreed_name(remote))?, held(&fetched_name(remote))?);
    Ok(match (agreed, fetched) {
        (Some(agreed), Some(fetched)) if !history.includes(fetched, agreed)? => Some(agreed),
        (agreed, fetched) => fetched.or(agreed),
    })
}

/// Refuses a branch that no longer holds what `ours` has from it.
pub(super) fn compare(
    history: &History,
    remote: &Remote,
    was: Option<Id>,
    now: Option<Id>,
) -> Result<(), Error> {
    let Some(was) = was else { return Ok(()) };
    // What was agreed on is written down before what was fetched takes its place.
    history.lead_to(&agreed_name(remote), was, "headsup: agreed")?;
    let now = match now {
        Some(now) if history.includes(now, was)? => return Ok(()),
        Some(now) if history.includes(was, now)? => Now::Behind(now),
        Some(now) => Now::Elsewhere(now),
        None => Now::Gone,
    };
    let remote = format!("{} of {remote}", super::shown(&remote.branch));
    Err(Error::Rewritten(Rewritten { remote, was, now }))
}

/// Writes down where the branch stands after it was pushed to.
pub(super) fn pushed(history: &History, remote: &Remote, tip: Id) -> Result<(), Error> {
    history.lead_to(&agreed_name(remote), tip, "headsup: pushed")?;
    history.lead_to(&fetched_name(remote), tip, "headsup: pushed")?;
    track(history, remote, tip, "headsup: pushed");
    Ok(())
}

/// Brings the person's remote-tracking branch up to date, as git would.
pub(super) fn track(history: &History, remote: &Remote, tip: Id, why: &str) {
    let Some(tracking) = &remote.tracking else { return };
    // It is for people to look at: the next fetch brings it up to date.
    match history.lead_to(tracking, tip, why) {
        Ok(true) => {}
        Ok(false) => tracing::debug!(tracking, "somebody holds the lock of a remote-tracking branch"),
        Err(error) => tracing::debug!(tracking, %error, "could not move a remote-tracking branch"),
    }
}

/// Forgets where the branch stood.
pub(super) fn forget(history: &History, remote: &Remote) -> Result<bool, Error> {
    Ok(history.lead_nowhere(&agreed_name(remote))? && history.lead_nowhere(&fetched_name(remote))?)
}
