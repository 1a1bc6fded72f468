//! The sample notebook: carried in the program, written with its dates moved to now.

use std::path::Path;

use anyhow::{Context, bail};
use include_dir::{Dir, DirEntry, include_dir};
use jiff::{Span, Zoned, civil::Date};

static NOTEBOOK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/notebook");

/// The day and hour of the sample's coming meeting, before its dates are moved.
const NEXT_MEETING: &str = "2026-03-17T10:00";

/// Fills a new or empty folder with the sample notebook. Its dates move by whole weeks, so that every weekday
/// stays and its coming meeting is the first one after `now`.
///
/// # Errors
/// When the folder holds anything already, or cannot be written.
pub fn write(dir: &Path, now: &Zoned) -> anyhow::Result<()> {
    if dir.exists()
        && std::fs::read_dir(dir)?.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git"))
    {
        bail!(
            "{} is not empty: the sample goes into a new or empty folder; `headsup run {0}` keeps the notes that are there",
            dir.display()
        );
    }
    write_entries(&NOTEBOOK, dir, weeks_to(now)?)
}

fn weeks_to(now: &Zoned) -> anyhow::Result<i64> {
    let meeting: jiff::civil::DateTime = NEXT_MEETING.parse()?;
    let seconds = now.datetime().duration_since(meeting).as_secs();
    Ok(seconds.div_euclid(7 * 86_400) + 1)
}

fn write_entries(from: &Dir<'_>, root: &Path, weeks: i64) -> anyhow::Result<()> {
    create_folder(&root.join(from.path()))?;
    for entry in from.entries() {
        match entry {
            DirEntry::Dir(folder) => write_entries(folder, root, weeks)?,
            DirEntry::File(file) => {
                let path = root.join(shift(&file.path().to_string_lossy(), weeks));
                let text = file.contents_utf8().context("a sample file is not UTF-8")?;
                create_file(&path, &shift(text, weeks))
                    .with_context(|| format!("{} cannot be written", path.display()))?;
            }
        }
    }
    Ok(())
}

fn create_folder(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("{} cannot be created", path.display()))
}

fn create_file(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

/// The text with every `YYYY-MM-DD` that is a date, and no part of a longer number, moved by whole weeks.
fn shift(text: &str, weeks: i64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let date = rest.get(..10).filter(|_| !before.is_ascii_digit()).and_then(|head| moved(head, weeks));
        if let Some(date) = date.filter(|_| !rest[10..].starts_with(|c: char| c.is_ascii_digit())) {
            out.push_str(&date.to_string());
            rest = &rest[10..];
            before = '0';
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            before = c;
        }
    }
    out
}

fn moved(text: &str, weeks: i64) -> Option<Date> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let date: Date = text.parse().ok()?;
    date.checked_add(Span::new().try_weeks(weeks).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_by_whole_weeks_and_nothing_else_does() {
        let text = "date: 2026-03-03T10:00 (due 2026-03-13), 12026-03-03 2026-03-031 2026-02-30 ä 10:00";
        let expect = "date: 2026-03-10T10:00 (due 2026-03-20), 12026-03-03 2026-03-031 2026-02-30 ä 10:00";
        assert_eq!(shift(text, 1), expect);
        assert_eq!(shift("2026-03-03", -9), "2025-12-30");
    }

    #[track_caller]
    fn coming(now: &str) -> String {
        let weeks = weeks_to(&now.parse().unwrap()).unwrap();
        moved("2026-03-17", weeks).unwrap().to_string()
    }

    #[test]
    fn the_coming_meeting_is_the_first_tuesday_at_ten_after_now() {
        assert_eq!(coming("2026-11-21T22:00[Europe/Madrid]"), "2026-11-24");
        assert_eq!(coming("2026-11-24T09:59[Europe/Madrid]"), "2026-11-24");
        assert_eq!(coming("2026-11-24T10:00[Europe/Madrid]"), "2026-12-01");
        assert_eq!(coming("2020-01-01T00:00[UTC]"), "2020-01-07");
    }
}
