//! The notes that no commit holds since git is told to ignore them.

use std::collections::HashSet;

use super::{Error, Workspace};
use crate::domain::note::Content;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::draft::Draft;
use crate::domain::path::NotePath;
use crate::store::notebook::{Passed, Target, note_path};

/// The largest note that is looked into, in bytes.
const LARGEST: u64 = 1 << 20;
/// How many files are looked into; further ones are counted by their names.
const MOST: usize = 1_000;

/// A note that git is told to ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredNote {
    /// Where; `None` where that is confidential, or cannot be known not to be.
    pub path: Option<NotePath>,
    /// By which rule: `*.md in .gitignore`.
    pub rule: String,
}

impl Workspace {
    /// The notes among what a refresh has passed over, by path: every markdown file that a rule names, but for digests,
    /// and, in folders that one names, what is a meeting's note, a profile or a goal.
    ///
    /// # Errors
    /// When the index fails.
    pub fn ignored_notes(&self, passed: &[Passed]) -> Result<Vec<IgnoredNote>, Error> {
        if passed.is_empty() {
            return Ok(Vec::new());
        }
        let (files, roster) = (self.files()?, self.roster()?);
        // Git goes on keeping a file that it is told to ignore later.
        let kept: HashSet<&[u8]> = files.iter().map(|file| file.path.as_slice()).collect();
        let found = self.notebook.markdown_in(passed).into_iter();
        let mut notes = Vec::new();
        let mut looked = 0;
        for one in found.filter(|one| !kept.contains(one.path.as_slice())) {
            let Some(path) = note_path(&one.path).filter(NotePath::is_markdown) else { continue };
            looked += 1;
            let content = match looked {
                ..=MOST => self.notebook.read(&one.path, LARGEST).ok(),
                _ => None,
            };
            let Some(content) = content else {
                let unread = IgnoredNote { path: None, rule: one.rule };
                notes.extend((one.what == Target::File && !path.is_under("digests")).then_some(unread));
                continue;
            };
            let draft = Draft::read(&path, &content.bytes);
            let note = draft.resolve(&roster, self.config());
            match note.content {
                Content::Digest(_) => continue,
                Content::Other if one.what == Target::Folder => continue,
                _ => {}
            }
            let is_hidden = Hidden::of(&note, draft.text()) == Hidden::Everything;
            notes.push(IgnoredNote { path: (!is_hidden).then_some(path), rule: one.rule });
        }
        Ok(notes)
    }
}
