//! Full-text search: what a person types → a safe query → lines of notes.

use rusqlite::params;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Error, Index, confidence::text};
use crate::{
    domain::{config::Config, note::confidential::Hidden, path::NotePath},
    store::notebook::{Notebook, note_path},
};

/// How many characters of a line are shown.
const WIDTH: usize = 160;

/// More words than this in one query are passed over.
const TERMS: usize = 32;

/// Whether confidential lines are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidential {
    /// They are not: what they hold can neither be found nor seen.
    Leave,
    /// They are.
    Include,
}

/// A note that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hit {
    /// The file.
    pub path: NotePath,
    /// The first line, from 1, that holds most of what was asked.
    pub line: u32,
    /// The note's title, where it has one.
    pub title: Option<String>,
    /// That line, trimmed to 160 characters.
    pub snippet: String,
}

/// One thing asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// Its words, as typed.
    text: String,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Whole,
    Prefix,
    Not,
}

impl Index {
    /// The notes that hold every word of the query, best first. `"two words"` are looked for as they stand,
    /// `word*` also finds longer words, `-word` leaves out what holds it. Case and accents do not count.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn search(
        &self,
        notebook: &Notebook,
        config: &Config,
        query: &str,
        limit: usize,
        include: Confidential,
    ) -> Result<Vec<Hit>, Error> {
        let terms = terms(query);
        let Some(matched) = expression(&terms, include) else { return Ok(Vec::new()) };
        let marks = include == Confidential::Leave && self.has_confidential()?;
        let mut asked = limit;
        loop {
            let mut rows = self.matching(&matched, asked, include)?;
            let found = rows.len();
            if marks {
                self.leave_restated(&mut rows, &terms, config, notebook)?;
            }
            // Those that fell out make room for others.
            if rows.len() >= limit || found < asked {
                rows.truncate(limit);
                return Ok(rows.into_iter().map(|row| row.hit(notebook, &terms)).collect());
            }
            asked = asked.saturating_add(limit.max(found - rows.len()));
        }
    }

    fn matching(&self, matched: &str, limit: usize, include: Confidential) -> Result<Vec<Row>, Error> {
        let sql = "SELECT file.path, note.title, note.hidden FROM words
                   JOIN file ON file.id = words.rowid JOIN note ON note.file = words.rowid
                   WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0, 1.0), file.path LIMIT ?";
        let mut query = self.db.prepare_cached(sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = query.query_map(params![matched, limit], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get::<_, String>(2)?))
        })?;
        let mut rows = Vec::new();
        for row in found {
            let (path, title, hidden) = row?;
            let hidden = match include {
                Confidential::Leave => Some(Hidden::decode(&hidden)),
                Confidential::Include => None,
            };
            rows.extend(note_path(&path).map(|path| Row { path, title, hidden }));
        }
        Ok(rows)
    }

    /// Takes out what matches only by lines that restate a confidential item without its mark.
    fn leave_restated(
        &self,
        rows: &mut Vec<Row>,
        terms: &[Term],
        config: &Config,
        notebook: &Notebook,
    ) -> Result<(), Error> {
        let known = self.hidden_in(notebook, config, rows.iter().map(|row| row.path.clone()))?;
        rows.retain_mut(|row| {
            let Some(hidden) = known.get(&row.path).filter(|hidden| Some(*hidden) != row.hidden.as_ref())
            else {
                return true;
            };
            row.hidden = Some(hidden.clone());
            let Some(text) = text(notebook, &row.path) else { return false };
            let title = row.title.as_deref().unwrap_or(row.path.stem());
            let title = if *hidden == Hidden::Everything { "" } else { title };
            let open = words(&format!("{title}\n{}", hidden.split(&text).0));
            wanted(terms).iter().all(|(phrase, how)| holds(&open, phrase, *how))
        });
        Ok(())
    }
}

/// A note that matches, and what of it is not to be shown.
struct Row {
    path: NotePath,
    title: Option<String>,
    hidden: Option<Hidden>,
}

impl Row {
    fn hit(self, notebook: &Notebook, terms: &[Term]) -> Hit {
        let place = locate(notebook, &self.path, terms, self.hidden.as_ref());
        let (line, snippet) = place.unwrap_or((1, String::new()));
        Hit { path: self.path, line, title: self.title, snippet }
    }
}

/// The terms of a query; those without a letter or digit are passed over, as the index holds none.
fn terms(query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut rest = query;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        rest = &rest[start..];
        let (not, body) = match rest.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, rest),
        };
        let (text, after) = match body.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => body.split_at(body.find(char::is_whitespace).unwrap_or(body.len())),
        };
        let (after, starred) = match after.strip_prefix('*') {
            Some(after) if body.starts_with('"') => (after, true),
            _ => (after, text.ends_with('*')),
        };
        rest = after;
        if text.chars().any(char::is_alphanumeric) && terms.len() < TERMS {
            let how = match (not, starred) {
                (true, _) => How::Not,
                (false, true) => How::Prefix,
                (false, false) => How::Whole,
            };
            terms.push(Term { text: text.replace(['"', '\0'], " "), how });
        }
    }
    terms
}

/// FTS5's query language: every text quoted, so that nothing typed is an operator of it.
fn expression(terms: &[Term], include: Confidential) -> Option<String> {
    let quoted = |not: bool| {
        let chosen = terms.iter().filter(move |term| (term.how == How::Not) == not);
        chosen.map(|term| format!("\"{}\"{}", term.text, if term.how == How::Prefix { "*" } else { "" }))
    };
    let wanted: Vec<String> = quoted(false).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut all = format!("({})", wanted.join(" AND "));
    for unwanted in quoted(true) {
        all = format!("({all} NOT {unwanted})");
    }
    Some(match include {
        Confidential::Leave => format!("{{title body}} : {all}"),
        Confidential::Include => all,
    })
}

/// The first line that holds most terms, but for those `hidden`.
fn locate(
    notebook: &Notebook,
    path: &NotePath,
    terms: &[Term],
    hidden: Option<&Hidden>,
) -> Option<(u32, String)> {
    let text = text(notebook, path)?;
    // The file may have changed since it was indexed.
    let fresh = hidden.map(|_| Hidden::of_text(&text)).unwrap_or_default();
    let is_hidden = |line: usize| hidden.is_some_and(|known| known.holds(line) || fresh.holds(line));
    let wanted = wanted(terms);
    let mut best: Option<(usize, usize, &str)> = None;
    for (index, line) in text.lines().enumerate().filter(|(index, _)| !is_hidden(index + 1)) {
        let held = words(line);
        let score = wanted.iter().filter(|(phrase, how)| holds(&held, phrase, *how)).count();
        if score > best.map_or(0, |(score, ..)| score) {
            best = Some((score, index, line));
        }
        if score == wanted.len() {
            break;
        }
    }
    let (_, index, line) = best?;
    Some((u32::try_from(index + 1).unwrap_or(u32::MAX), snippet(line, &wanted)))
}

/// The words of each term that must be there.
fn wanted(terms: &[Term]) -> Vec<(Vec<String>, How)> {
    terms.iter().filter(|term| term.how != How::Not).map(|term| (words(&term.text), term.how)).collect()
}

/// Whether the words of a phrase follow each other.
fn holds(line: &[String], phrase: &[String], how: How) -> bool {
    let Some((last, first)) = phrase.split_last() else { return false };
    line.windows(phrase.len()).filter_map(<[String]>::split_last).any(|(end, start)| {
        start == first && if how == How::Prefix { end.starts_with(last.as_str()) } else { end == last }
    })
}

/// The words of a text as the index compares them: in lower case and without accents.
fn words(text: &str) -> Vec<String> {
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// At most [`WIDTH`] characters of a line, the first found word among them.
fn snippet(line: &str, wanted: &[(Vec<String>, How)]) -> String {
    let line: Vec<char> = line.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() <= WIDTH {
        return line.into_iter().collect();
    }
    let lower: String = line.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let first = wanted
        .iter()
        .flat_map(|(words, _)| words)
        .filter_map(|word| lower.find(word.as_str()))
        .min()
        .unwrap_or(0);
    let at = lower[..first].chars().count();
    let start = at.saturating_sub(WIDTH / 4).min(line.len() - (WIDTH - 2));
    let end = (start + WIDTH - 2).min(line.len());
    let mut shown: String = line[start..end].iter().collect();
    if start > 0 {
        shown.insert(0, '…');
    }
    if end < line.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Confidential, How, expression, snippet, terms, words};

    #[track_caller]
    fn check(typed: &str, expect: Option<&str>) {
        assert_eq!(expression(&terms(typed), Confidential::Include).as_deref(), expect, "{typed:?}");
    }

    #[test]
    fn what_is_typed_is_never_an_operator() {
        check("", None);
        check(" -- * \" ' ()", None);
        check("-only", None);
        check("plan", Some("(\"plan\")"));
        check("billing plan", Some("(\"billing\" AND \"plan\")"));
        check("\"billing plan\" x", Some("(\"billing plan\" AND \"x\")"));
        check("\"open", Some("(\"open\")"));
        check("plan*", Some("(\"plan*\"*)"));
        check("\"two wor\"*", Some("(\"two wor\"*)"));
        check("a -b -\"c d\"", Some("(((\"a\") NOT \"b\") NOT \"c d\")"));
        check("a OR b) NEAR(", Some("(\"a\" AND \"OR\" AND \"b)\" AND \"NEAR(\")"));
        check("x\"y", Some("(\"x y\")"));
        check("a\0b", Some("(\"a b\")"));
        let leave = expression(&terms("a"), Confidential::Leave);
        assert_eq!(leave.as_deref(), Some("{title body} : (\"a\")"));
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(words("Ärger, über ALLES-2!"), ["arger", "uber", "alles", "2"]);
    }

    #[test]
    fn a_long_line_is_cut_around_the_word() {
        let line = format!("{} needle {}", "ä".repeat(500), "b".repeat(500));
        let cut = snippet(&line, &[(vec!["needle".to_owned()], How::Whole)]);
        assert!(cut.starts_with('…') && cut.ends_with('…') && cut.contains(" needle "), "{cut}");
        assert_eq!(cut.chars().count(), 160);
        assert_eq!(snippet("  a\tb\u{1b}[0m ", &[]), "a b [0m");
    }
}
