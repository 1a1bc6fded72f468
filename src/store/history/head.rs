//! Where HEAD stands.

use std::fs;

use git2::{ErrorCode, Oid, Reference, ReferenceType, Repository};

use super::{Error, index_file::Stat, shown};

/// Where HEAD stands. Two readings are equal where nobody moved it between them: one that left for another branch
/// and came back had other files on disk meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// On a branch, with its last commit; `None` for a branch without a commit yet.
    Branch { name: String, tip: Option<Oid>, written: Written },
    /// On a commit.
    Detached(Oid),
}

/// The files that say where a branch stands, as they were when it was read; a packed reference has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    head: Option<Stat>,
    branch: Option<Stat>,
}

impl Head {
    pub(super) fn read(repo: &Repository) -> Result<Self, Error> {
        let stat = |path| fs::symlink_metadata(path).ok().map(|meta| Stat::of(&meta));
        // Each before what it holds: what changes between the two shows at the next reading.
        let written = stat(repo.path().join("HEAD"));
        let head = repo.find_reference("HEAD").map_err(Error::git("read HEAD"))?;
        if head.kind() == Some(ReferenceType::Direct) {
            return head.target().map(Self::Detached).ok_or_else(|| Error::StrangeHead("nothing".to_owned()));
        }
        let target = Reference::symbolic_target_bytes(&head).unwrap_or_default();
        let name = std::str::from_utf8(target).map_err(|_| Error::StrangeHead(shown(target)))?;
        if !name.starts_with("refs/heads/") {
            return Err(Error::StrangeHead(shown(target)));
        }
        let written = Written { head: written, branch: stat(repo.commondir().join(name)) };
        let tip = match repo.refname_to_id(name) {
            Ok(id) => Some(id),
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(Error::git("read the branch")(error)),
        };
        Ok(Self::Branch { name: name.to_owned(), tip, written })
    }

    /// The last commit.
    pub(super) fn tip(&self) -> Option<Oid> {
        match self {
            Self::Branch { tip, .. } => *tip,
            Self::Detached(id) => Some(*id),
        }
    }
}
