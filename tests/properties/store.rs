//! What the store reads for one person gives the page that the whole notebook gives.

use std::fs;

use headsup::domain::digest;
use headsup::store::{index::Scope, prepare, workspace::Workspace};
use proptest::prelude::*;

use crate::generate::{Files, notebook};
use crate::read::{self, now, page, priya};

fn workspace(files: &Files) -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut workspace = Workspace::open_or_init(dir.path()).unwrap();
    workspace.refresh(&Scope::All, &()).unwrap();
    (dir, workspace)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_notes_that_concern_a_person_are_enough(files in notebook()) {
        let (_dir, workspace) = workspace(&files);
        let whole = read::of(workspace.book().unwrap(), &now());
        let chosen = prepare::next(&workspace, &priya(&whole.book), &now(), None).unwrap();
        prop_assert_eq!(&chosen.path, &whole.path);
        prop_assert_eq!(digest::markdown(&chosen.digest, &chosen.path), whole.markdown.as_str());
        prop_assert_eq!(digest::json(&chosen.digest).to_string(), whole.json.as_str());
        // Files and texts in memory are read alike.
        prop_assert_eq!(page(&files).markdown, whole.markdown);
    }
}
