//! What `status` promises: whether every save is in the history, and what is not.

use jiff::{SignedDuration, Zoned};
use serde::Serialize;

use crate::cli::out::{ago, clean_line, count};
use crate::cli::session::Session;
use crate::domain::book::Book;
use crate::domain::schedule::{self, Meeting};
use crate::store::history::{Newest, Place};

/// Whether everything that was saved is kept.
#[derive(Debug, Serialize)]
pub(super) struct Promise {
    /// Whether the history, or a version kept aside, holds every file as it is now.
    all: bool,
    /// The newest version that is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Last>,
    /// How many changed files will be kept by the next commit.
    waiting: usize,
    /// How many paths no commit will keep: they are named under `unprotected`.
    left_out: usize,
    /// How many notes git is told to ignore: they are named under `ignored`.
    ignored: usize,
    /// The next digest to appear.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_digest: Option<NextDigest>,
}

#[derive(Debug, Serialize)]
struct Last {
    id: String,
    time: String,
    /// Since then.
    seconds: i64,
    /// It lies aside until the branch may be committed to.
    aside: bool,
}

#[derive(Debug, Serialize)]
struct NextDigest {
    person: String,
    due: String,
    #[serde(skip)]
    words: String,
}

impl Promise {
    /// What is promised now. `left_out` are the paths that no commit can keep; `ignored` is how many notes none is to
    /// keep.
    pub(super) fn of(
        session: &mut Session,
        left_out: &[(Vec<u8>, String)],
        ignored: usize,
        book: &Book,
        upcoming: &[Meeting],
    ) -> anyhow::Result<Self> {
        let mut unkept = session.workspace.unkept()?;
        unkept.retain(|path| !left_out.iter().any(|(out, _)| out == path));
        let last = session.workspace.newest()?.map(|newest| Last::of(&newest, &session.now));
        Ok(Self {
            all: unkept.is_empty() && left_out.is_empty(),
            last,
            waiting: unkept.len(),
            left_out: left_out.len(),
            ignored,
            next_digest: next_digest(book, upcoming, &session.now),
        })
    }

    /// Whether everything is kept.
    pub(super) fn holds(&self) -> bool {
        self.all
    }

    /// `Every save is protected, the last one 12 seconds ago (540778bf52). Next digest: Mon 16 Mar 10:00, Priya Nair.`
    pub(super) fn line(&self) -> String {
        let mut line = match (&self.last, self.all) {
            (Some(last), true) => {
                let aside = if last.aside { ", kept aside" } else { "" };
                let but = match self.ignored {
                    0 => String::new(),
                    some => format!(" but those of {} that git is told to ignore", count(some, "note")),
                };
                format!("Every save{but} is protected, the last one {} ({}{aside}).", last.ago(), last.id)
            }
            (None, true) if self.ignored > 0 => {
                format!("Nothing is protected: git is told to ignore {}.", count(self.ignored, "note"))
            }
            (None, true) => "There is nothing to protect yet.".to_owned(),
            (last, false) => {
                let last = match last {
                    Some(last) => format!("the last protected save was {} ({})", last.ago(), last.id),
                    None => "nothing is protected yet".to_owned(),
                };
                format!("Not everything is protected: {}; {last}.", self.lacking())
            }
        };
        if let Some(next) = &self.next_digest {
            line.push_str(&format!(" Next digest: {}.", next.words));
        }
        clean_line(&line)
    }

    fn lacking(&self) -> String {
        let wait = if self.waiting == 1 { "waits" } else { "wait" };
        let waiting = format!("{} {wait} to be committed", count(self.waiting, "file"));
        let left_out = format!("{} cannot be kept, see below", count(self.left_out, "path"));
        let mut lacking = match (self.waiting, self.left_out) {
            (_, 0) => waiting,
            (0, _) => left_out,
            _ => format!("{waiting}, {left_out}"),
        };
        if self.ignored > 0 {
            lacking.push_str(&format!(", git is told to ignore {}", count(self.ignored, "note")));
        }
        lacking
    }
}

impl Last {
    fn of(newest: &Newest, now: &Zoned) -> Self {
        let age = now.timestamp().duration_since(newest.time).max(SignedDuration::ZERO);
        Self {
            id: newest.id.short(),
            time: newest.time.to_zoned(now.time_zone().clone()).to_string(),
            seconds: age.as_secs(),
            aside: newest.place == Place::Aside,
        }
    }

    fn ago(&self) -> String {
        ago(SignedDuration::from_secs(self.seconds))
    }
}

fn next_digest(book: &Book, upcoming: &[Meeting], now: &Zoned) -> Option<NextDigest> {
    let dues = upcoming.iter().flat_map(|meeting| {
        meeting.with.iter().map(move |person| (schedule::digest_due(book, person, meeting), person))
    });
    let (due, person) = dues.filter(|(due, _)| due > now).min_by(|(a, _), (b, _)| a.cmp(b))?;
    let due = due.with_time_zone(book.zone.clone());
    let words = format!("{}, {}", due.strftime("%a %-d %b %H:%M"), book.roster.name_of(person));
    Some(NextDigest { person: person.to_string(), due: due.to_string(), words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promise(waiting: usize, left_out: usize, last: Option<(i64, Place)>) -> Promise {
        let last = last.map(|(seconds, place)| Last {
            id: "540778bf52".to_owned(),
            time: String::new(),
            seconds,
            aside: place == Place::Aside,
        });
        let all = waiting == 0 && left_out == 0;
        Promise { all, last, waiting, left_out, ignored: 0, next_digest: None }
    }

    #[track_caller]
    fn check(promise: Promise, expect: &str) {
        assert_eq!(promise.line(), expect);
    }

    #[test]
    fn it_is_said_in_a_line() {
        let branch = |seconds| Some((seconds, Place::Branch));
        check(promise(0, 0, None), "There is nothing to protect yet.");
        check(
            promise(0, 0, branch(12)),
            "Every save is protected, the last one 12 seconds ago (540778bf52).",
        );
        check(
            promise(0, 0, Some((300, Place::Aside))),
            "Every save is protected, the last one 5 minutes ago (540778bf52, kept aside).",
        );
        let ignored = |ignored, promise| Promise { ignored, ..promise };
        check(
            ignored(2, promise(0, 0, branch(12))),
            "Every save but those of 2 notes that git is told to ignore is protected, the last one 12 seconds ago (540778bf52).",
        );
        check(ignored(1, promise(0, 0, None)), "Nothing is protected: git is told to ignore 1 note.");
        check(
            ignored(1, promise(2, 0, None)),
            "Not everything is protected: 2 files wait to be committed, git is told to ignore 1 note; nothing is protected yet.",
        );
        check(
            promise(1, 0, branch(7200)),
            "Not everything is protected: 1 file waits to be committed; the last protected save was 2 hours ago (540778bf52).",
        );
        check(
            promise(3, 1, None),
            "Not everything is protected: 3 files wait to be committed, 1 path cannot be kept, see below; nothing is protected yet.",
        );
        check(
            promise(0, 2, branch(0)),
            "Not everything is protected: 2 paths cannot be kept, see below; the last protected save was just now (540778bf52).",
        );
    }
}
