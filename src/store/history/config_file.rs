//! The repository's own configuration, changed as a whole: under git's lock, and on disk before it counts.
//!
//! libgit2 would leave a lock behind when it is killed, and a file that a power cut empties.

use std::{fs, io::ErrorKind, path::PathBuf};

use git2::Config;

use super::{
    Error, History, durable,
    file_lock::{self, FileLock},
    lock::Turn,
};

const DOING: &str = "write the repository's configuration";
/// How often a change starts over because somebody else's came first.
const TRIES: usize = 4;

/// Where it lies; a link is followed, as git does.
pub(super) fn place(history: &History) -> PathBuf {
    let path = history.common_dir().join("config");
    path.canonicalize().unwrap_or(path)
}

impl History {
    /// Gives the configuration what `edit` sets.
    ///
    /// # Errors
    /// When somebody has its lock, or it cannot be read or written.
    pub(super) fn configure(
        &self,
        edit: impl Fn(&mut Config) -> Result<(), git2::Error>,
    ) -> Result<(), Error> {
        let place = place(self);
        let read = || match fs::read(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(Error::io("read", &place)),
        };
        let locked = |why| Err(Error::StrangeFile { path: FileLock::path(&place), why });
        for _ in 0..TRIES {
            let Some(turn) = Turn::take(&self.lock_dir())? else { break };
            file_lock::give_back(self, &turn);
            let before = read()?;
            let after = edited(&turn, &before, &edit)?;
            let Some(lock) = FileLock::take(&turn, &place, &after)? else {
                return locked(
                    "is there: git is changing its settings just now, try again; where no git runs, remove it",
                );
            };
            if read()? != before {
                continue;
            }
            if let Ok(meta) = fs::metadata(&place) {
                fs::set_permissions(lock.content(), meta.permissions())
                    .map_err(Error::io("write", &place))?;
            }
            durable::sync(lock.content()).map_err(Error::io("write", &place))?;
            lock.publish(&place)?;
            return durable::sync(self.common_dir()).map_err(Error::io("write", &place));
        }
        locked("cannot be had: other programs keep changing git's settings; try again")
    }
}

/// What a configuration becomes, made in a file of its own.
fn edited(
    turn: &Turn,
    before: &[u8],
    edit: impl Fn(&mut Config) -> Result<(), git2::Error>,
) -> Result<Vec<u8>, Error> {
    let draft = turn.file("config");
    fs::write(&draft, before).map_err(Error::io("write", &draft))?;
    let done = Config::open(&draft).and_then(|mut config| edit(&mut config)).map_err(Error::git(DOING));
    let after = done.and_then(|()| fs::read(&draft).map_err(Error::io("read", &draft)));
    // Also what a killed one left.
    for path in turn.leftovers("config") {
        let _ = fs::remove_file(path);
    }
    after
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::testing::Place, *};

    #[test]
    fn what_a_person_wrote_stays() {
        let place = Place::new();
        let config = place.git_dir().join("config");
        let before = fs::read_to_string(&config).unwrap() + "# mine\n[user]\n\tname = Ada  ; so\n";
        fs::write(&config, &before).unwrap();
        place.open().configure(|config| config.set_str("headsup.branch", "main")).unwrap();
        let after = fs::read_to_string(&config).unwrap();
        assert_eq!(after, before + "[headsup]\n\tbranch = main\n");
        let left: Vec<_> = fs::read_dir(place.git_dir().join("headsup")).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn a_strangers_lock_stays_and_a_killed_ones_goes() {
        let place = Place::new();
        let (git_dir, history) = (place.git_dir(), place.open());
        let lock = git_dir.join("config.lock");
        let set = || history.configure(|config| config.set_str("headsup.branch", "main"));
        fs::write(&lock, "theirs").unwrap();
        assert!(set().unwrap_err().to_string().contains("config.lock is there"));
        assert_eq!(fs::read_to_string(&lock).unwrap(), "theirs");
        fs::remove_file(&lock).unwrap();
        let draft = git_dir.join("headsup/ref.1");
        fs::create_dir_all(git_dir.join("headsup")).unwrap();
        fs::write(&draft, "half").unwrap();
        fs::hard_link(&draft, &lock).unwrap();
        set().unwrap();
        assert!(!lock.exists() && !draft.exists());
        assert_eq!(history.setting("headsup.branch").as_deref(), Some("main"));
    }

    #[test]
    fn what_somebody_else_sets_meanwhile_holds() {
        let place = Place::new();
        let first = std::cell::Cell::new(true);
        let edit = |config: &mut Config| {
            if first.replace(false) {
                place.git(&["config", "user.name", "Ada"]);
            }
            config.set_str("headsup.branch", "main")
        };
        place.open().configure(edit).unwrap();
        assert_eq!(place.git(&["config", "user.name"]), "Ada\n");
        assert_eq!(place.git(&["config", "headsup.branch"]), "main\n");
    }
}
