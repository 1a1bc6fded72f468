//! What can go wrong with a repository, in words for the person who owns it.

use std::{io, path::PathBuf};

use super::shown_path;

/// Why the history cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No repository holds the folder.
    #[error("{path} is in no git repository; run `headsup run {path}`, which makes it one, or `git init` there", path = shown_path(.0))]
    NoRepository(PathBuf),
    /// The notebook's folder is not there.
    #[error("the notebook's folder {} is not there; bring it back (a disk not mounted?), nothing was committed", shown_path(.0))]
    RootGone(PathBuf),
    /// The repository uses something libgit2 cannot handle.
    #[error("the repository {} {cause}", shown_path(.repository))]
    Unsupported {
        /// The folder that was looked at.
        repository: PathBuf,
        /// What it is.
        cause: Unsupported,
    },
    /// HEAD names something that is neither a branch nor a commit.
    #[error(
        "HEAD of this repository points to {0}, which is no branch; `git switch main` (or another branch) puts it right"
    )]
    StrangeHead(String),
    /// Something in the git directory is not what git puts there.
    #[error("{} {why}", shown_path(.path))]
    StrangeFile {
        /// Where.
        path: PathBuf,
        /// What it is, and what to do.
        why: &'static str,
    },
    /// `core.worktree`, or the git directory of a linked work tree, names another folder.
    #[error(
        "the repository of {} says that its files lie in {}; `git worktree repair` (for a linked work tree that was moved) or `git config --unset core.worktree` puts that right",
        shown_path(.root), shown_path(.work_tree)
    )]
    OtherWorkTree {
        /// The folder asked for.
        root: PathBuf,
        /// The folder that the repository names.
        work_tree: PathBuf,
    },
    /// The git directory is another folder's.
    #[error(
        "{} leads to the repository of {}, where other files belong; if that is meant, `git -C {} config core.worktree FOLDER` says so, else remove it and run `git init`",
        shown_path(.path), shown_path(.folder), shown_path(.folder)
    )]
    OthersRepository {
        /// This folder's `.git`.
        path: PathBuf,
        /// Whose repository it is.
        folder: PathBuf,
    },
    /// `.git/index` cannot be read.
    #[error("git's index {} cannot be read ({why}); move it away and run `git reset`, which makes it anew", shown_path(.path))]
    BadIndex {
        /// The index file.
        path: PathBuf,
        /// What libgit2 says.
        why: String,
    },
    /// The file system refused.
    #[error("could not {doing} {}: {source}{}", shown_path(.path), fix(&.source.to_string()).map(|fix| format!("; {fix}")).unwrap_or_default())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// libgit2 refused.
    #[error("git could not {doing}: {}; {}", .source.message(), fix(.source.message()).unwrap_or("`git fsck` in the notebook tells whether the repository is sound"))]
    Git {
        /// What was tried.
        doing: &'static str,
        /// What libgit2 says.
        source: git2::Error,
    },
}

/// What helps against a refusal of the system's, by its words, which libgit2 passes on.
fn fix(words: &str) -> Option<&'static str> {
    let says = |any: &[&str]| any.iter().any(|some| words.contains(some));
    if says(&["No space left", "quota exceeded"]) {
        Some("free some space on the disk")
    } else if says(&["Permission denied", "Read-only", "not permitted"]) {
        Some("check the permissions of the repository's folder")
    } else if says(&["Too many open files"]) {
        Some("`ulimit -n` says how many files a program may open")
    } else if says(&["Input/output error"]) {
        Some("check the disk, and the system's log")
    } else {
        None
    }
}

/// Kinds of repositories that libgit2 refuses, each with its fix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// `git update-index --split-index`.
    #[error(
        "has a split index, which headsup cannot write; `git update-index --no-split-index` (and `git config core.splitIndex false`) joins it"
    )]
    SplitIndex,
    /// `git sparse-checkout --sparse-index`.
    #[error(
        "has a sparse index, which headsup cannot write; `git sparse-checkout init --no-sparse-index` makes it whole"
    )]
    SparseIndex,
    /// `git init --object-format=sha256`.
    #[error(
        "names its objects by sha256, which headsup cannot read; keep the notes in one made by `git init --object-format=sha1`"
    )]
    Sha256,
    /// `git init --ref-format=reftable`.
    #[error(
        "keeps its branches in a reftable, which headsup cannot read; `git refs migrate --ref-format=files` converts it"
    )]
    Reftable,
    /// `git clone --filter=…`.
    #[error(
        "is a partial clone, whose missing objects headsup cannot fetch; keep the notes in a full clone (`git clone` without `--filter`)"
    )]
    PartialClone,
    /// Its files belong to somebody else.
    #[error(
        "belongs to another user; `git config --global --add safe.directory FOLDER` says that you trust it, or `chown` makes it yours"
    )]
    OtherOwner,
    /// It has no work tree.
    #[error("is bare: it has no folder for notes; `git clone` it and use the clone")]
    Bare,
    /// Another extension or format version.
    #[error(
        "uses something that headsup does not know ({0}); keep the notes in a plain repository (`git init`)"
    )]
    Other(String),
}

impl Error {
    pub(super) fn git(doing: &'static str) -> impl FnOnce(git2::Error) -> Self {
        move |source| Self::Git { doing, source }
    }

    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_systems_comes_with_what_helps() {
        for (errno, fix) in [
            (28, "free some space"),
            (13, "permissions"),
            (30, "permissions"),
            (24, "ulimit"),
            (5, "the disk"),
        ] {
            let source = io::Error::from_raw_os_error(errno);
            let git = Error::git("write a commit")(git2::Error::from_str(&format!("failed: {source}")));
            let io = Error::io("write", "a")(source);
            assert!(io.to_string().contains(fix) && git.to_string().contains(fix), "{io}; {git}");
        }
        let other = Error::git("write a commit")(git2::Error::from_str("object not found"));
        assert!(other.to_string().contains("git fsck"), "{other}");
    }
}
