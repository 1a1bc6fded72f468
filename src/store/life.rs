//! From the history to the life of one item.

use std::collections::{BTreeSet, HashMap};

use jiff::Zoned;

use super::history::Id;
use super::notebook::note_path;
use super::workspace::{Error, Workspace};
use crate::domain::life::{self, Confidential, Event, Subject, Version};
use crate::domain::note::Note;
use crate::domain::note::draft::Draft;
use crate::domain::path::NotePath;

/// The largest note that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What happened to an item over all versions of all notes, what is not committed yet included.
///
/// # Errors
/// When the index or the repository cannot be read.
pub fn of(
    workspace: &Workspace,
    subject: &Subject,
    now: &Zoned,
    confidential: Confidential,
) -> Result<Vec<Event>, Error> {
    let history = &workspace.history;
    let roster = workspace.roster()?;
    let files = history.versions(&|bytes| subject.may_be_in(bytes))?;
    let blobs = history.blobs(&files.iter().filter_map(|file| file.blob).collect::<BTreeSet<Id>>())?;
    let read = |path: &NotePath, bytes: &[u8]| -> (String, Note) {
        let draft = Draft::read(path, bytes);
        (draft.text().to_owned(), draft.resolve(&roster, workspace.config()))
    };
    let mut known: HashMap<(Id, NotePath), (String, Note)> = HashMap::new();
    let mut versions = Vec::new();
    for file in &files {
        let Some(path) = note_path(&file.path) else { continue };
        let held = file.blob.and_then(|id| {
            let bytes = blobs.get(&id)?;
            let key = (id, path.clone());
            Some(known.entry(key).or_insert_with(|| read(&path, bytes)).clone())
        });
        let time = file.time.with_time_zone(workspace.zone().clone());
        versions.push(Version {
            commit: Some((time, file.commit.short())),
            was: file.was.as_deref().and_then(note_path),
            path,
            held,
        });
    }
    for path in subject.paths() {
        if let Ok(content) = workspace.notebook.read(path.as_str().as_bytes(), LARGEST) {
            let held = Some(read(path, &content.bytes));
            versions.push(Version { commit: None, path: path.clone(), was: None, held });
        }
    }
    let today = now.with_time_zone(workspace.zone().clone()).date();
    Ok(life::life(subject, &versions, &roster, today, confidential))
}
