//! The text of a note that is still to be written in.

use jiff::{Zoned, civil::Date};

use super::profile::Relation;
use crate::domain::{roster::Person, schedule::Precision};

/// A new meeting note: front matter, a title, and the headings that fit the relation, with nothing under them.
#[must_use]
pub fn meeting_note(person: &Person, start: &Zoned, precision: Precision) -> String {
    let when = match precision {
        Precision::Minute => start.strftime("%Y-%m-%dT%H:%M").to_string(),
        Precision::Day => start.date().to_string(),
    };
    let name = &person.name;
    let mut out = format!("---\nwith: {}\ndate: {when}\n---\n\n", plain(person.key.as_str()));
    out.push_str(&format!("# {name}, {}\n", start.strftime("%-d %B %Y")));
    for heading in headings(person) {
        out.push_str(&format!("\n## {heading}\n\n"));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A running note's text with a dated heading for a coming meeting, at the end where the newest heading is
/// last (and where there is only one), else before the first one. `days` are the lines (from 1) and dates of
/// the headings that are there.
#[must_use]
pub fn with_day(text: &str, days: &[(u32, Date)], day: Date) -> String {
    let newest_first = days.first().zip(days.last()).is_some_and(|(first, last)| first.1 > last.1);
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let heading = format!("## {day}{eol}{eol}");
    if newest_first && let Some((line, _)) = days.first() {
        let at = text.split_inclusive('\n').take(*line as usize - 1).map(str::len).sum();
        let (before, after) = text.split_at(at);
        return format!("{before}{heading}{after}");
    }
    let gap = if text.is_empty() || text.ends_with("\n\n") || text.ends_with("\r\n\r\n") {
        String::new()
    } else if text.ends_with('\n') {
        eol.to_owned()
    } else {
        format!("{eol}{eol}")
    };
    format!("{text}{gap}{heading}")
}

fn headings(person: &Person) -> &'static [&'static str] {
    match person.profile.as_ref().and_then(|profile| profile.relation) {
        Some(Relation::Manager | Relation::DottedLine | Relation::Skip) | None => {
            &["Questions", "Wins", "Concerns", "Requests", "Feedback", "Decisions", "Mine", "Theirs"]
        }
        Some(Relation::Mentor) => &["Questions", "Goals", "Feedback", "Mine"],
        Some(Relation::Peer | Relation::Report) => {
            &["Questions", "FYI", "Concerns", "Feedback", "Decisions", "Mine", "Theirs"]
        }
    }
}

/// A YAML scalar that reads as this text.
fn plain(text: &str) -> String {
    let safe = text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
        && text.trim() == text;
    if safe { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::roster::PersonKey;

    fn person(key: &str, name: &str) -> Person {
        Person { key: PersonKey(key.to_owned()), name: name.to_owned(), profile: None }
    }

    #[test]
    fn a_new_note_is_ready_to_write_in() {
        let start: Zoned = "2026-03-17T10:00[Europe/Madrid]".parse().unwrap();
        let note = meeting_note(&person("priya", "Priya Nair"), &start, Precision::Minute);
        let top = "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n\n# Priya Nair, 17 March 2026\n\n## Questions\n\n";
        assert!(note.starts_with(top), "{note}");
        assert!(note.ends_with("\n\n## Theirs\n"), "{note}");
        let day = meeting_note(&person("o'neil: \"x\"", "O"), &start, Precision::Day);
        assert!(day.starts_with("---\nwith: \"o'neil: \\\"x\\\"\"\ndate: 2026-03-17\n---\n"), "{day}");
    }

    #[test]
    fn a_running_note_goes_on_in_its_own_order() {
        let (old, new, day) = (date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17));
        let rising = "# Omar\n\n## 2026-03-03\n- a\n\n## 2026-03-10\n- b";
        assert_eq!(with_day(rising, &[(3, old), (6, new)], day), format!("{rising}\n\n## 2026-03-17\n\n"));
        let falling = "# Omar\r\n\r\n## 2026-03-10\r\n- b\r\n\r\n## 2026-03-03\r\n- a\r\n";
        let expect = falling.replacen("## 2026-03-10", "## 2026-03-17\r\n\r\n## 2026-03-10", 1);
        assert_eq!(with_day(falling, &[(3, new), (6, old)], day), expect);
        assert_eq!(with_day("", &[], day), "## 2026-03-17\n\n");
    }
}
