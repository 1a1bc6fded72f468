//! Where HEAD stands.

use git2::{ErrorCode, Oid, Reference, ReferenceType, Repository};

use super::{Error, shown};

/// Where HEAD stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// On a branch, with its last commit; `None` for a branch without a commit yet.
    Branch { name: String, tip: Option<Oid> },
    /// On a commit.
    Detached(Oid),
}

impl Head {
    pub(super) fn read(repo: &Repository) -> Result<Self, Error> {
        let head = repo.find_reference("HEAD").map_err(Error::git("read HEAD"))?;
        if head.kind() == Some(ReferenceType::Direct) {
            return head.target().map(Self::Detached).ok_or_else(|| Error::StrangeHead("nothing".to_owned()));
        }
        let target = Reference::symbolic_target_bytes(&head).unwrap_or_default();
        let name = std::str::from_utf8(target).map_err(|_| Error::StrangeHead(shown(target)))?;
        if !name.starts_with("refs/heads/") {
            return Err(Error::StrangeHead(shown(target)));
        }
        let tip = match repo.refname_to_id(name) {
            Ok(id) => Some(id),
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(Error::git("read the branch")(error)),
        };
        Ok(Self::Branch { name: name.to_owned(), tip })
    }

    /// The last commit.
    pub(super) fn tip(&self) -> Option<Oid> {
        match self {
            Self::Branch { tip, .. } => *tip,
            Self::Detached(id) => Some(*id),
        }
    }
}
