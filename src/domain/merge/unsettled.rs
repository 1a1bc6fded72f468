//! A file of which two versions lie side by side, until a person has kept what they want of both.

use super::conflict;
use crate::domain::{
    note::{
        diagnostic::{Diagnostic, Severity},
        item::Source,
    },
    path::NotePath,
};

/// A version that was not chosen, and the file that holds the one that was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsettled {
    /// The file that is in use: of several conflicts in a row the first.
    pub original: NotePath,
    /// The file that keeps the other version: no item, name or word is taken from it.
    pub path: NotePath,
}

impl Unsettled {
    /// What a path says; `None` where it is that of any other file.
    #[must_use]
    pub fn of(path: &NotePath) -> Option<Self> {
        let mut original = conflict::original(path.as_str())?;
        while let Some(earlier) = conflict::original(&original) {
            original = earlier;
        }
        Some(Self { original: NotePath::new(original)?, path: path.clone() })
    }

    /// What there is to say about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let at = Source { path: self.path.clone(), line: 1 };
        let message = format!("this is another version of {}; nothing is read from it", self.original);
        Diagnostic::of_line(&at, Severity::Warning, "conflict-file", message, self.fix())
    }

    /// What to do about it.
    #[must_use]
    pub fn fix(&self) -> String {
        format!("keep what you want of it in `{}`, then delete `{}`", self.original, self.path)
    }
}

/// Whether a file keeps a version that was not chosen.
#[must_use]
pub fn is_conflict(path: &NotePath) -> bool {
    conflict::original(path.as_str()).is_some()
}

#[cfg(test)]
mod tests {
    use super::{NotePath, Unsettled, is_conflict};

    #[track_caller]
    fn check(path: &str, original: Option<&str>) {
        let path = NotePath::new(path).unwrap();
        let found = Unsettled::of(&path);
        assert_eq!(found.as_ref().map(|one| one.original.as_str()), original);
        assert_eq!(is_conflict(&path), original.is_some());
        if let Some(found) = found {
            let said = found.diagnostic();
            let expect = format!("keep what you want of it in `{}`, then delete `{path}`", found.original);
            assert_eq!((said.path, said.line, said.fix), (path, 1, Some(expect)));
        }
    }

    #[test]
    fn a_path_tells_of_what_it_is_another_version() {
        check("a/b (conflict 2026-03-04 laptop).md", Some("a/b.md"));
        check("b (conflict 2026-03-04 x) (conflict 2026-03-05 y 2).md", Some("b.md"));
        check("photo (conflict 2026-03-04 x).png", Some("photo.png"));
        check("b.md", None);
    }
}
