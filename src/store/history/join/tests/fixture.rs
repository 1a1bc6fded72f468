use std::{fs, process::Command};

use jiff::{ToSpan, Zoned};

use super::super::super::{
    History, Id, Outcome,
    testing::{Place, now},
};
use super::super::{Fast, Joined, Limits, Stop};

pub(super) const LIMITS: Limits = Limits { file: 1 << 20, entries: 100_000 };

/// Two machines' clones of one repository.
pub(super) struct Two {
    pub(super) here: Place,
    pub(super) there: Place,
}

impl Two {
    /// Both with these files, in one commit.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let here = Place::new();
        here.git(&["config", "headsup.machine", "here"]);
        files.iter().for_each(|(path, text)| here.write(path, text));
        if !files.is_empty() {
            here.commit_clean();
        }
        let there = Place::new();
        there.git(&["config", "headsup.machine", "there"]);
        let two = Self { here, there };
        if !files.is_empty() {
            fetch(&two.there, &two.here);
            two.there.git(&["reset", "-q", "--hard", "FETCH_HEAD"]);
        }
        two
    }

    /// The same two again, in folders of their own.
    pub(super) fn copied(&self) -> Self {
        let copied = |place: &Place| {
            let copy = Place::bare_folder();
            let (from, to) = (place.root.join("."), &copy.root);
            assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
            copy
        };
        Self { here: copied(&self.here), there: copied(&self.there) }
    }

    /// Files that change here, or go (`None`), in one commit an hour on; then the same there.
    pub(super) fn change(&self, here: &[(&str, Option<&str>)], there: &[(&str, Option<&str>)]) {
        change(&self.here, here, 1);
        change(&self.there, there, 2);
    }

    /// What was committed there, brought here.
    pub(super) fn join(&self) -> Joined {
        let theirs = fetch(&self.here, &self.there);
        self.here.open().join(theirs, LIMITS, &later(3)).unwrap()
    }

    /// The same, which has to work; everything is sound then.
    #[track_caller]
    pub(super) fn joined(&self) -> (Fast, Vec<String>) {
        let Joined::Applied { fast, conflicts, commit, .. } = self.join().clone() else {
            panic!("{:?}", self.join())
        };
        assert_eq!(self.here.open().head_id().unwrap(), Some(commit));
        assert_clean(&self.here);
        (fast, conflicts.into_iter().map(|path| String::from_utf8(path).unwrap()).collect())
    }

    #[track_caller]
    pub(super) fn stopped(&self) -> Stop {
        let (before, status) = (self.here.git(&["rev-parse", "HEAD"]), self.here.status());
        let joined = self.join();
        let Joined::Stopped(stop) = joined else { panic!("{joined:?}") };
        assert_eq!((before, status), (self.here.git(&["rev-parse", "HEAD"]), self.here.status()));
        assert!(!self.here.git_dir().join("headsup/join").exists());
        stop
    }
}

#[track_caller]
pub(super) fn assert_clean(place: &Place) {
    place.assert_sound();
    assert_eq!(place.status(), "", "git status");
    assert_eq!(place.changed(), []);
    assert!(!place.git_dir().join("headsup/join").exists());
}

pub(super) fn later(hours: i64) -> Zoned {
    now().checked_add(hours.hours()).unwrap()
}

pub(super) fn change(place: &Place, files: &[(&str, Option<&str>)], hours: i64) {
    for (path, _) in files.iter().filter(|(_, text)| text.is_none()) {
        place.remove(path);
    }
    for (path, text) in files {
        if let Some(text) = text {
            place.write(path, text);
        }
    }
    save(place, hours);
}

pub(super) fn save(place: &Place, hours: i64) -> Option<Id> {
    let report = place.open().commit(&place.changed(), "notes\n", &later(hours)).unwrap();
    assert_eq!(report.failures, []);
    match report.outcome {
        Outcome::Committed(id) => Some(id),
        Outcome::Nothing => None,
        Outcome::Deferred(busy) => panic!("{busy}"),
    }
}

/// What another place's branch ends with, once it is here.
pub(super) fn fetch(place: &Place, from: &Place) -> Id {
    place.git(&["fetch", "-q", from.root.to_str().unwrap(), "HEAD"]);
    id(place.git(&["rev-parse", "FETCH_HEAD"]).trim())
}

pub(super) fn id(hex: &str) -> Id {
    git2::Oid::from_str(hex).unwrap().into()
}

pub(super) fn text(place: &Place, path: &str) -> String {
    fs::read_to_string(place.root.join(path)).unwrap_or_else(|error| format!("{path}: {error}"))
}

pub(super) fn tree(history: &History) -> git2::Oid {
    let repo = history.repo().unwrap();
    repo.head().unwrap().peel_to_tree().unwrap().id()
}
