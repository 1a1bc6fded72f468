//! What a meeting's digest is called.

use jiff::{
    Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{Calendar, Meeting, Progress, upcoming};
use crate::domain::{
    book::Book,
    note::{Content, digest_file},
    path::NotePath,
    roster::PersonKey,
};

/// Longer slugs are cut, in characters: a file's name holds at most 255 bytes.
const MAX_SLUG: usize = 50;

/// A digest that lies in the notebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its file.
    pub path: NotePath,
    /// The time of the meeting that its first heading names: `# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid`.
    pub time: Option<Time>,
}

impl Written {
    /// The digests among a book's notes.
    #[must_use]
    pub fn all(book: &Book) -> Vec<Self> {
        let digests = book.notes.iter().filter(|note| matches!(note.content, Content::Digest(_)));
        digests
            .map(|note| Self { path: note.path.clone(), time: note.title.as_deref().and_then(title_time) })
            .collect()
    }
}

/// The path of the digest for this person before this meeting, with the book's notes and digests as they are. A
/// digest that was written when the person went by another name or key keeps its own.
#[must_use]
pub fn digest_path_in(book: &Book, calendar: &Calendar, person: &PersonKey, meeting: &Meeting) -> NotePath {
    let mut existing = Written::all(book);
    let mut kept: Vec<(NotePath, NotePath)> = Vec::new();
    for written in &mut existing {
        let now = path_now(book, person, upcoming::day_in(book, &meeting.start), &written.path);
        if let Some(now) = now.filter(|now| *now != written.path) {
            kept.push((now.clone(), std::mem::replace(&mut written.path, now)));
        }
    }
    let day = day_meetings(book, calendar, person, meeting);
    let path = digest_path(&book.zone, person, meeting, &day, &existing);
    let named_now = |path: &NotePath| book.notes.iter().any(|note| note.path == *path);
    let old = kept.into_iter().find(|(now, _)| *now == path && !named_now(now));
    old.map_or(path, |(_, old)| old)
}

/// What a digest of this day that was written for this person would be called now.
fn path_now(book: &Book, person: &PersonKey, day: Date, written: &NotePath) -> Option<NotePath> {
    let of_day = written.as_str().strip_prefix("digests/")?.starts_with(&format!("{day}-"));
    let (_, time, whose) = of_day.then(|| digest_file::meeting(written, &book.roster))??;
    let time = time.map_or_else(String::new, |time| time.strftime("-%H%M").to_string());
    (whose == *person).then(|| NotePath::new(format!("digests/{day}-{}{time}.md", slug(person))))?
}

/// The path of the digest for this person before this meeting: `digests/2026-03-17-priya.md`, the day and any
/// time in the notebook's `zone`.
///
/// `day_meetings` are the meetings with this person on that day that are or were to be held, `existing` the
/// digests there are. The first rule that fits decides:
/// 1. A file with this meeting's time in its name (`-1600`) is this meeting's.
/// 2. The plain name, where there is such a file, belongs to the meeting whose time stands in its heading. If
///    that meeting is no more, or the heading names none, it belongs to the first of the day that has no file
///    with its time.
/// 3. Without a plain file, the first meeting of the day takes the plain name.
/// 4. Any other has its time in its name.
#[must_use]
pub fn digest_path(
    zone: &TimeZone,
    person: &PersonKey,
    meeting: &Meeting,
    day_meetings: &[Meeting],
    existing: &[Written],
) -> NotePath {
    let at = |meeting: &Meeting| meeting.start.with_time_zone(zone.clone());
    let start = at(meeting);
    let stem = format!("digests/{}-{}", start.date(), slug(person));
    let plain = format!("{stem}.md");
    let timed = |start: &Zoned| format!("{stem}-{}.md", start.strftime("%H%M"));
    let find = |path: &str| existing.iter().find(|written| written.path.as_str() == path);

    let mut starts: Vec<&Zoned> = day_meetings.iter().map(|meeting| &meeting.start).collect();
    starts.push(&meeting.start);
    starts.sort();
    starts.dedup();
    let starts: Vec<(Zoned, Time)> =
        starts.into_iter().map(|start| (start.with_time_zone(zone.clone()), start.time())).collect();

    let owner = match find(&plain) {
        None => starts.first(),
        Some(written) => {
            // The heading's first time is in the meeting's zone or the notebook's.
            let named = |(start, own): &&(Zoned, Time)| {
                written.time.is_some_and(|time| [start.time(), *own].map(to_minute).contains(&time))
            };
            let unnamed = || starts.iter().find(|(start, _)| find(&timed(start)).is_none());
            starts.iter().find(named).or_else(unnamed)
        }
    };
    let takes_plain = find(&timed(&start)).is_none() && owner.is_some_and(|(owner, _)| *owner == start);
    let path = if takes_plain { plain } else { timed(&start) };
    #[expect(clippy::expect_used, reason = "a slug holds no `/` and no NUL, and a date stands before it")]
    NotePath::new(path).expect("a digest's path lies inside the notebook")
}

/// The meetings with this person on the notebook's day of this one, past and coming.
fn day_meetings(book: &Book, calendar: &Calendar, person: &PersonKey, meeting: &Meeting) -> Vec<Meeting> {
    let day = upcoming::day_in(book, &meeting.start);
    let midnight = |day: Date| day.to_zoned(book.zone.clone()).unwrap_or_else(|_| meeting.start.clone());
    let (from, until) = (midnight(day), midnight(day.tomorrow().unwrap_or(day)));
    let held = calendar.meetings.iter().filter(|held| held.progress == Progress::Held).cloned();
    let mut all = upcoming::expected(book, calendar, book.roster.get(person), &from, &until);
    all.extend(held);
    all.retain(|other| other.with.contains(person) && upcoming::day_in(book, &other.start) == day);
    all
}

/// The time in a digest's first heading: its first `HH:MM`.
#[must_use]
pub fn title_time(title: &str) -> Option<Time> {
    title.split([' ', ',', '(']).find_map(|word| {
        let (hour, minute) = word.split_once(':')?;
        let number = |text: &str| text.parse().ok().filter(|_| text.len() == 2);
        Time::new(number(hour)?, number(minute)?, 0, 0).ok()
    })
}

fn to_minute(time: Time) -> Time {
    Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(time)
}

/// A key as part of a file's name: lower case, letters and digits of any script, `-` and `_`.
fn slug(person: &PersonKey) -> String {
    let mut slug = String::new();
    for c in person.as_str().chars().flat_map(char::to_lowercase).take(MAX_SLUG) {
        match c {
            c if c.is_alphanumeric() || c == '_' => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    match slug.trim_end_matches('-') {
        "" => "someone".to_owned(),
        slug => slug.to_owned(),
    }
}
