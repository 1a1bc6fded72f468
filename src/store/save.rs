//! From what the index knows to a commit: what is pending, what the message says of it, what was recorded.

use std::collections::{HashMap, HashSet};

use jiff::Zoned;

use super::history::message::{Happened, NoteChange, OtherChange, compose, start_of_history};
use super::history::{self, Busy, Change, Doubtful, Id, Line, Mode, RepoState, Stored};
use super::index::{self, Index};
use super::notebook::{Kind, note_path};
use super::workspace::{Error, Outcome, Saved, Workspace};
use crate::domain::ledger::{Doubt, Evidence};
use crate::domain::note::Note;
use crate::domain::note::confidential::Hidden;
use crate::domain::note::draft::Draft;
use crate::domain::note::item::Source;
use crate::domain::path::NotePath;

/// The largest file of which lines are compared, in bytes.
const LARGEST: u64 = 4 << 20;

/// What the last commit does not hold as it is on disk, by path. After somebody else's commit, or with a new
/// index, everything is compared once.
pub(super) fn pending(workspace: &Workspace) -> Result<Vec<index::Change>, Error> {
    let head = head(&workspace.history)?;
    workspace.ask(|index| {
        if index.head()?.as_deref() != Some(&head) {
            compare(workspace, index, &head)?;
        }
        Ok(index.pending()?)
    })
}

/// The last commit's name; empty before the first.
fn head(history: &history::History) -> Result<String, Error> {
    Ok(history.head_id()?.map(|id| id.to_string()).unwrap_or_default())
}

fn compare(workspace: &Workspace, index: &mut Index, head: &str) -> Result<(), Error> {
    let mut files = index.files()?;
    let mut compared = workspace.history.compared(files.iter().filter_map(stored))?;
    if !compared.besides.is_empty() {
        // Git goes on keeping a file that it is told to ignore later, and a new index has not looked at it.
        index.read_also(&workspace.notebook, workspace.config(), &compared.besides)?;
        files = index.files()?;
        compared = workspace.history.compared(files.iter().filter_map(stored))?;
    }
    let differs: HashSet<&[u8]> = compared.changes.iter().map(Change::path).collect();
    let same = |file: &&index::Change| !differs.contains(file.path.as_slice());
    let mut committed: Vec<index::Change> = files.iter().filter(same).cloned().collect();
    // Of what differs the index need only know that the commit has it.
    let gone = compared.changes.iter().filter(|change| matches!(change, Change::Delete { .. }));
    let known = gone.map(|change| change.path().to_vec()).chain(compared.edited.iter().cloned());
    committed.extend(known.map(|path| index::Change { path, now: Some(([0; 20], Kind::Regular)) }));
    Ok(index.set_committed(&committed, head)?)
}

fn stored(file: &index::Change) -> Option<Stored<'_>> {
    let (oid, kind) = file.now.as_ref()?;
    Some(Stored { path: &file.path, id: Id(*oid), mode: mode(*kind) })
}

/// What neither the last commit nor the last version kept aside holds as it is on disk, by path.
pub(super) fn unkept(workspace: &mut Workspace) -> Result<Vec<index::Change>, Error> {
    let mut pending = pending(workspace)?;
    leave_out_kept(workspace, &mut pending)?;
    let now = |change: &index::Change| change.now.map(|(oid, kind)| (Id(oid), mode(kind)));
    let lying: Vec<_> = pending.iter().map(|change| (change.path.as_slice(), now(change))).collect();
    let mut stored = workspace.history.stored_by_git(&lying)?.into_iter();
    pending.retain(|_| stored.next() != Some(true));
    Ok(pending)
}

/// Leaves out what the last version kept aside holds as it is on disk.
fn leave_out_kept(workspace: &Workspace, pending: &mut Vec<index::Change>) -> Result<(), Error> {
    if pending.is_empty() {
        return Ok(());
    }
    let files = workspace.files()?;
    if let Some(changed) = workspace.history.changed_since_aside(files.iter().filter_map(stored))? {
        // What a commit on the branch brought is as safe as what is aside.
        let differs: HashSet<&[u8]> = changed.iter().map(Change::path).collect();
        pending.retain(|change| differs.contains(change.path.as_slice()));
    }
    Ok(())
}

fn mode(kind: Kind) -> Mode {
    match kind {
        Kind::Regular => Mode::Regular,
        Kind::Executable => Mode::Executable,
        Kind::Symlink => Mode::Link,
    }
}

/// Commits what is pending, with a message of what it means.
pub(super) fn save(workspace: &mut Workspace, now: &Zoned) -> Result<Saved, Error> {
    let pending = pending(workspace)?;
    let aside = workspace.history.aside()?;
    if pending.is_empty() && aside == 0 {
        return Ok(Saved { outcome: Outcome::Nothing, failures: Vec::new() });
    }
    if let Some(busy) = still_waits(workspace, &pending)? {
        return Ok(Saved { outcome: Outcome::Waits { busy, aside }, failures: Vec::new() });
    }
    // What the messages of the versions aside tell is not told again.
    let mut untold = pending.clone();
    leave_out_kept(workspace, &mut untold)?;
    let message = match (untold.is_empty(), aside) {
        (true, 0) => message(workspace, &pending)?,
        (true, aside) => join_of(aside),
        (false, 0) => message(workspace, &untold)?,
        (false, aside) => format!("{}\n\n{}", message(workspace, &untold)?.trim_end(), join_of(aside)),
    };
    let changes: Vec<Change> = pending
        .iter()
        .map(|change| match change.now {
            Some(_) => Change::Write { path: change.path.clone() },
            None => Change::Delete { path: change.path.clone() },
        })
        .collect();
    let report = workspace.history.commit(&changes, &message, now)?;
    let failed = |change: &index::Change| report.failures.iter().any(|failure| failure.path == change.path);
    let recorded: Vec<index::Change> = pending.iter().filter(|change| !failed(change)).cloned().collect();
    let outcome = match report.outcome {
        history::Outcome::Deferred(busy) => {
            let alone = message.replace(&join_of(aside), "");
            workspace.history.keep_aside(&changes, &alone, now, &busy)?;
            if !busy.is_passing() {
                workspace.waits = Some((busy.clone(), pending));
            }
            Outcome::Waits { busy, aside: workspace.history.aside()? }
        }
        history::Outcome::Nothing => {
            let head = head(&workspace.history)?;
            workspace.mark_committed(&recorded, &head)?;
            Outcome::Nothing
        }
        history::Outcome::Committed(id) => {
            workspace.mark_committed(&recorded, &id.to_string())?;
            let subject = message.lines().next().unwrap_or_default().to_owned();
            Outcome::Committed { id: id.short(), subject }
        }
    };
    Ok(Saved { outcome, failures: report.failures })
}

/// What the last try waited for, where that is still so and nothing was saved since: nothing need be read again.
fn still_waits(workspace: &mut Workspace, pending: &[index::Change]) -> Result<Option<Busy>, Error> {
    let Some((before, known)) = workspace.waits.take() else { return Ok(None) };
    if known != pending {
        return Ok(None);
    }
    match workspace.history.state()? {
        RepoState::Busy(busy) if busy.is_same(&before) => {
            workspace.waits = Some((before, known));
            Ok(Some(busy))
        }
        _ => Ok(None),
    }
}

/// What a commit says of the versions that it takes into the history.
fn join_of(aside: usize) -> String {
    let versions = if aside == 1 { "1 version".to_owned() } else { format!("{aside} versions") };
    format!("Join {versions} kept aside\n")
}

/// What the commit is to say, from the notes as the last version holds them, kept aside or not, and as they are now.
fn message(workspace: &Workspace, pending: &[index::Change]) -> Result<String, Error> {
    let note = |change: &index::Change| note_path(&change.path).filter(NotePath::is_markdown);
    let (notes, others): (Vec<_>, Vec<_>) =
        pending.iter().map(|change| (change, note(change))).partition(|(_, path)| path.is_some());
    if workspace.history.head_id()?.is_none() && workspace.history.newest_aside()?.is_none() {
        return Ok(start_of_history(notes.len(), others.len()));
    }
    let roster = workspace.roster()?;
    let renamed = renamed(workspace, pending)?;
    let mut paths: Vec<(NotePath, NotePath, Hidden)> = Vec::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for path in notes.into_iter().filter_map(|(_, path)| path) {
        let (mut hidden, note) = workspace.ask(|index| Ok((index.hidden(&path)?, index.note(&path)?)))?;
        if let Some(bytes) = workspace.history.kept_blob(path.as_str().as_bytes())? {
            let draft = Draft::read(&path, &bytes);
            let old = draft.resolve(&roster, workspace.config());
            if note.is_none() {
                hidden = Hidden::of(&old, draft.text());
            }
            before.push(old);
        }
        after.extend(note);
        if !renamed.values().any(|old| *old == path.as_str().as_bytes()) {
            let old = renamed.get(path.as_str().as_bytes()).and_then(|old| note_path(old));
            paths.push((path.clone(), old.unwrap_or(path), hidden));
        }
    }
    let marked = |notes: &[Note]| {
        workspace.ask(|index| {
            let mut notes = notes.to_vec();
            index.mark_confidential(&mut notes, workspace.config())?;
            Ok(notes)
        })
    };
    let (before, after) = (marked(&before)?, marked(&after)?);
    // Both are by path, as what is pending is.
    fn at<'n>(notes: &'n [Note], path: &NotePath) -> Option<&'n Note> {
        notes.get(notes.binary_search_by(|note| note.path.cmp(path)).ok()?)
    }
    let changes: Vec<NoteChange<'_>> = paths
        .iter()
        .map(|(path, old, hidden)| NoteChange {
            path,
            before: at(&before, old),
            after: at(&after, path),
            hidden,
        })
        .collect();
    let mut rest = Vec::new();
    for (change, _) in
        others.into_iter().filter(|(change, _)| !renamed.values().any(|old| *old == change.path))
    {
        let known = workspace.history.kept_blob(&change.path)?.is_some();
        let what = match (&change.now, known) {
            _ if renamed.contains_key(change.path.as_slice()) => Happened::Renamed,
            (None, _) => Happened::Deleted,
            (Some(_), true) => Happened::Edited,
            (Some(_), false) => Happened::Added,
        };
        rest.push(OtherChange { path: &change.path, what });
    }
    Ok(compose(&changes, &rest, &roster))
}

/// Files that came with the bytes of one that went, by their new paths; notes stay notes.
fn renamed<'p>(
    workspace: &Workspace,
    pending: &'p [index::Change],
) -> Result<HashMap<&'p [u8], &'p [u8]>, Error> {
    let is_note = |path: &[u8]| note_path(path).is_some_and(|path| path.is_markdown());
    let mut gone: HashMap<([u8; 20], bool), &[u8]> = HashMap::new();
    for change in pending.iter().filter(|change| change.now.is_none()) {
        if let Some(bytes) = workspace.history.kept_blob(&change.path)?.filter(|bytes| !bytes.is_empty()) {
            gone.insert((Id::of_blob(&bytes)?.0, is_note(&change.path)), &change.path);
        }
    }
    let mut renamed = HashMap::new();
    if gone.is_empty() {
        return Ok(renamed);
    }
    for change in pending {
        let Some((oid, _)) = change.now else { continue };
        let key = (oid, is_note(&change.path));
        if gone.contains_key(&key) && workspace.history.kept_blob(&change.path)?.is_none() {
            renamed.extend(gone.remove(&key).map(|old| (change.path.as_slice(), old)));
        }
    }
    Ok(renamed)
}

/// Which doubts history settles: those boxes were ticked after the later copy was first committed.
pub(super) fn evidence(workspace: &Workspace, doubts: &[Doubt]) -> Evidence {
    let text = |source: &Source| -> Option<String> {
        let content = workspace.notebook.read(source.path.as_str().as_bytes(), LARGEST).ok()?;
        Some(String::from_utf8_lossy(&content.bytes).into_owned())
    };
    let lines: Vec<(&Doubt, String, String)> =
        doubts.iter().filter_map(|doubt| Some((doubt, text(&doubt.ticked)?, text(&doubt.open)?))).collect();
    fn line<'a>(source: &'a Source, text: &'a str) -> Line<'a> {
        Line { path: source.path.as_str().as_bytes(), text, line: source.line }
    }
    let asked: Vec<Doubtful<'_>> = lines
        .iter()
        .map(|(doubt, ticked, open)| Doubtful {
            ticked: line(&doubt.ticked, ticked),
            open: line(&doubt.open, open),
        })
        .collect();
    let answers = workspace.history.ticked_after(&asked).unwrap_or_else(|error| {
        tracing::warn!(%error, "history cannot say which box was ticked first");
        vec![None; asked.len()]
    });
    let settled = lines.iter().zip(answers).filter(|(_, answer)| *answer == Some(true));
    settled.map(|((doubt, ..), _)| (*doubt).clone()).collect()
}
