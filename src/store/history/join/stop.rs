//! Why another machine's commits were not taken in, for the person who has to decide.

use std::fmt;

use crate::store::history::{Id, shown};

/// Why nothing was done. Paths are from the top of the work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The two histories have no commit in common.
    Unrelated,
    /// A name that git refuses.
    Name(Vec<u8>),
    /// Neither a file nor a link nor a submodule, or a link that leads nowhere.
    Kind(Vec<u8>),
    /// A folder that names something twice.
    Tree(Vec<u8>),
    /// Folders too deep within each other.
    Deep(Vec<u8>),
    /// More files than are taken at once.
    Many(usize),
    /// A file larger than the notebook keeps.
    Large {
        /// The file.
        path: Vec<u8>,
        /// How large it is, in bytes.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// Two names that are one on this file system.
    Case(Vec<u8>, Vec<u8>),
    /// A submodule that both sides moved, or that one removed.
    Submodule(Vec<u8>),
    /// A file that git stores through a program or an encoding.
    Filter {
        /// The file.
        path: Vec<u8>,
        /// Through what.
        through: String,
    },
    /// A file that is no part of the notebook, changed on both sides.
    Outside(Vec<u8>),
    /// A file that headsup does not commit, with changes that are not committed.
    Uncommitted(Vec<u8>),
    /// A file that git does not keep lies where one is to be written.
    InTheWay(Vec<u8>),
    /// A repository of its own lies where a file is to be written.
    Nested(Vec<u8>),
    /// A file that a sparse checkout keeps off the disk.
    Sparse(Vec<u8>),
    /// Nothing would be left of the notebook.
    Empties,
}

/// Why the commit `theirs` was not taken in: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Why.
    pub stop: Stop,
    /// The commit.
    pub theirs: Id,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let theirs = self.theirs.short();
        let by_hand = format!("`git merge {theirs}` does it if you trust where it comes from");
        match &self.stop {
            Stop::Unrelated => write!(
                f,
                "the remote's history and this notebook's have no commit in common; if both are yours, `git merge \
                 --allow-unrelated-histories {theirs}` joins them once"
            ),
            Stop::Name(path) => write!(f, "the remote has a file named {}, which git refuses", shown(path)),
            Stop::Kind(path) => {
                write!(
                    f,
                    "what the remote has at {} is neither a file nor a link that git allows",
                    shown(path)
                )
            }
            Stop::Tree(path) => write!(f, "the remote's folder {} holds a name twice", shown(path)),
            Stop::Deep(path) => write!(f, "the remote's folders are too deep at {}; {by_hand}", start(path)),
            Stop::Many(most) => write!(f, "the remote brings more than {most} changes at once; {by_hand}"),
            Stop::Large { path, size, limit } => write!(
                f,
                "the remote's {} has {size} bytes, and this notebook takes at most {limit} (`max_file_size` in \
                 headsup.yaml); {by_hand}",
                shown(path)
            ),
            Stop::Case(path, other) => write!(
                f,
                "the remote has both {} and {}, which are one file on this machine; rename one of them there",
                shown(path),
                shown(other)
            ),
            Stop::Submodule(path) => {
                write!(f, "{} is a submodule that changed; merge it with `git merge {theirs}`", shown(path))
            }
            Stop::Filter { path, through } => write!(
                f,
                "git stores {} through {through}, which headsup does not run; merge it with `git merge {theirs}`",
                shown(path)
            ),
            Stop::Outside(path) => write!(
                f,
                "{} was changed on both sides and is no part of the notebook: merge it with `git merge {theirs}`",
                shown(path)
            ),
            Stop::Uncommitted(path) => write!(
                f,
                "{} has changes that are not committed, and headsup does not commit that file: `git commit` or `git \
                 stash` them",
                shown(path)
            ),
            Stop::InTheWay(path) => write!(
                f,
                "{} is not kept in git, and lies where the remote has something else: move it away",
                shown(path)
            ),
            Stop::Nested(path) => write!(
                f,
                "{} is a repository of its own, and lies where the remote has notes: move it away",
                shown(path)
            ),
            Stop::Sparse(path) => write!(
                f,
                "{} changed, and is kept off this disk by a sparse checkout: merge it with `git merge {theirs}`",
                shown(path)
            ),
            Stop::Empties => {
                write!(
                    f,
                    "the remote has removed every file of this notebook; if that is meant, `git merge {theirs}` does it"
                )
            }
        }
    }
}

fn start(path: &[u8]) -> String {
    shown(path.get(..80).unwrap_or(path))
}
