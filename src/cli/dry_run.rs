//! `headsup run --dry-run`: what headsup would read in a folder of existing notes. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use jiff::tz::TimeZone;

use super::args::Global;
use super::out::{clean_line, count, thousands};
use super::progress::Bar;
use super::session::now;
use crate::domain::book::Book;
use crate::domain::config::Config;
use crate::domain::ledger::{Evidence, Item, Ledger};
use crate::domain::note::confidential::may_be_told;
use crate::domain::note::diagnostic::Severity;
use crate::domain::note::draft::Draft;
use crate::domain::note::item::Visibility;
use crate::domain::note::{Content, Lacks, Note};
use crate::domain::path::NotePath;
use crate::domain::roster::Roster;
use crate::domain::schedule::Calendar;
use crate::store::index::Progress as _;
use crate::store::notebook::Notebook;

/// How many of each are named: all of it fits one screen.
const NAMED: usize = 6;
/// How many files are named for one reason.
const EXAMPLES: usize = 3;
/// The most bytes of a file that are read.
const LIMIT: u64 = 2 << 20;

/// What a folder holds, by how it would be read.
#[derive(Default)]
struct Counts {
    meetings: usize,
    notes_of_meetings: usize,
    people: usize,
    goals: usize,
    digests: usize,
    other: usize,
    not_notes: usize,
    errors: usize,
}

/// Prints in one screen how the files of a folder would be read, which look like meeting notes but lack a
/// person or a date, and the first items.
///
/// # Errors
/// When the folder cannot be read.
pub fn dry_run(global: &Global, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let notebook = Notebook::open(dir)?;
    let config = read_config(&notebook);
    let zone = config.timezone.clone().unwrap_or_else(TimeZone::system);
    let now = now(global.now.as_deref(), &zone)?;
    let (notes, not_notes, roster) = read(&notebook, &config);
    let lacking: Vec<(NotePath, Lacks)> =
        notes.iter().filter_map(|note| Some((note.path.clone(), note.lacks.clone()?))).collect();
    let book = Book { notes, unsettled: Vec::new(), roster: roster.into(), config, zone };
    let ledger = Ledger::build(&book, &Calendar::of(&book, &now), &now, &Evidence::new());
    let counts = tally(&book.notes, not_notes, &ledger);

    writeln!(out, "{}: nothing is written.\n", clean_line(&notebook.root().display().to_string()))?;
    print_counts(&counts, &book, out)?;
    print_lacking(&lacking, out)?;
    print_items(&ledger, counts.notes_of_meetings, out)
}

fn read_config(notebook: &Notebook) -> Config {
    let text = notebook.read(b"headsup.yaml", LIMIT).map(|content| content.bytes).unwrap_or_default();
    NotePath::new("headsup.yaml")
        .map(|path| Config::read(&String::from_utf8_lossy(&text), &path).0)
        .unwrap_or_default()
}

fn read(notebook: &Notebook, config: &Config) -> (Vec<Note>, usize, Roster) {
    let mut files = notebook.scan(config.max_file_size).files;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let bar = Bar::default();
    let paths: Vec<NotePath> = files.iter().filter_map(|file| file.note()).collect();
    bar.start(paths.len());
    let drafts: Vec<Draft> = paths
        .iter()
        .filter_map(|path| {
            bar.step();
            let content = notebook.read(path.as_str().as_bytes(), LIMIT).ok()?;
            Some(Draft::read(path, &content.bytes))
        })
        .collect();
    let names: Vec<_> = drafts.iter().map(Draft::names).collect();
    let profiles = names.iter().filter_map(|names| names.profile.clone()).collect();
    let with: BTreeSet<String> = names.iter().flat_map(|names| names.with.iter().cloned()).collect();
    let roster = Roster::new(profiles, &with, &config.me);
    let notes = drafts.iter().map(|draft| draft.resolve(&roster, config)).collect();
    (notes, files.len() - paths.len(), roster)
}

fn tally(notes: &[Note], not_notes: usize, ledger: &Ledger) -> Counts {
    let secret = ledger.confidential_lines();
    let mut counts = Counts { not_notes, ..Counts::default() };
    for note in notes {
        match &note.content {
            Content::Meetings(meetings) => {
                counts.notes_of_meetings += 1;
                counts.meetings += meetings.len();
            }
            Content::Person(_) => counts.people += 1,
            Content::Goal(_) => counts.goals += 1,
            Content::Digest(_) => counts.digests += 1,
            Content::Other => counts.other += 1,
        }
        let errors = note.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        counts.errors +=
            errors.filter(|one| may_be_told(one) && !secret.contains(&(&one.path, one.line))).count();
    }
    counts
}

fn print_counts(counts: &Counts, book: &Book, out: &mut impl Write) -> anyhow::Result<()> {
    let Counts { meetings, notes_of_meetings, people, goals, digests, other, not_notes, errors } = *counts;
    writeln!(out, "It would be read as")?;
    let mut row = |n: usize, what: &str| {
        if n == 0 { Ok(()) } else { writeln!(out, "  {:>7}  {what}", thousands(n)) }
    };
    let of = format!("meeting notes, of {}", count(meetings, "meeting"));
    row(notes_of_meetings, &of)?;
    row(people, "people's profiles")?;
    row(goals, "goals")?;
    row(digests, "digests")?;
    row(other, "other notes: kept in history and search, their items not read")?;
    row(not_notes, "other files: kept in history")?;
    row(errors, "places that could not be read: `headsup check` shows them")?;
    let names: Vec<&str> = book.roster.people().iter().map(|person| person.name.as_str()).collect();
    if !names.is_empty() {
        let shown = names.iter().take(2 * NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(2 * NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "with {}{more}", clean_line(&shown))?;
    }
    Ok(())
}

fn print_lacking(lacking: &[(NotePath, Lacks)], out: &mut impl Write) -> anyhow::Result<()> {
    if lacking.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} like meeting notes, but", looks(lacking.len()))?;
    let mut reasons: BTreeMap<&str, Vec<&NotePath>> = BTreeMap::new();
    for (path, Lacks::Person(why) | Lacks::Date(why)) in lacking {
        reasons.entry(why).or_default().push(path);
    }
    let mut reasons: Vec<(&str, Vec<&NotePath>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, paths)| std::cmp::Reverse(paths.len()));
    for (why, paths) in reasons.iter().take(NAMED) {
        let shown: Vec<&str> = paths.iter().take(EXAMPLES).map(|path| path.as_str()).collect();
        let more = match paths.len().saturating_sub(EXAMPLES) {
            0 => String::new(),
            more => format!(" and {} more", thousands(more)),
        };
        writeln!(out, "  {}{more}: {}", clean_line(&shown.join(", ")), clean_line(why))?;
    }
    let named: usize = reasons.iter().take(NAMED).map(|(_, paths)| paths.len()).sum();
    if lacking.len() > named {
        writeln!(out, "  and {} more", thousands(lacking.len() - named))?;
    }
    Ok(())
}

fn looks(n: usize) -> String {
    if n == 1 { "1 file looks".to_owned() } else { format!("{} files look", thousands(n)) }
}

fn print_items(ledger: &Ledger, meeting_notes: usize, out: &mut impl Write) -> anyhow::Result<()> {
    let shown: Vec<&Item> =
        ledger.items.iter().filter(|item| item.visibility < Visibility::Confidential).collect();
    let open = shown.iter().filter(|item| item.is_open()).count();
    if shown.is_empty() {
        let why = if meeting_notes == 0 { ": they are read in meeting notes only" } else { "" };
        writeln!(out, "\nNo items were found{why}.")?;
        return Ok(());
    }
    writeln!(out, "\n{}, {} open; the first of them", count(shown.len(), "item"), thousands(open))?;
    let first = shown.iter().filter(|item| item.is_open()).chain(shown.iter().filter(|item| !item.is_open()));
    for item in first.take(NAMED) {
        let place = item.asked().map(|asked| format!("{}:{}", asked.source.path, asked.source.line));
        writeln!(
            out,
            "  {}  {}: {}",
            clean_line(&place.unwrap_or_default()),
            item.kind.name(),
            clean_line(&item.text)
        )?;
    }
    Ok(())
}
