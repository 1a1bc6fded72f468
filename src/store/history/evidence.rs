//! What history says of a box that is ticked in an earlier note and open in a later one: was it ticked after
//! the later copy was first committed?

use git2::{ErrorCode, Oid, Repository};

use super::{Error, History, head::Head, tree};

/// How many commits are looked at, along first parents.
const FURTHEST: usize = 5_000;
/// How many files are looked up in them, over all doubts: a second or two.
const MOST: usize = 200_000;

/// A ticked line and an open line of the same item, as they stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubtful<'a> {
    /// The file, and the line in it whose box is ticked.
    pub ticked: (&'a [u8], &'a str),
    /// The file, and the line in it whose box is open.
    pub open: (&'a [u8], &'a str),
}

impl History {
    /// For each doubt: whether the ticked box was ticked in a commit that comes after the one that first held
    /// the open line; what is not committed yet comes after every commit. `None` where history does not tell:
    /// both are not committed yet, the ticked line was never seen open, or it lies too far back.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn ticked_after(&self, doubts: &[Doubtful<'_>]) -> Result<Vec<Option<bool>>, Error> {
        let repo = self.repo()?;
        let Some(tip) = Head::read(&repo)?.tip() else { return Ok(vec![None; doubts.len()]) };
        let mut traces: Vec<(Trace, Trace)> = doubts
            .iter()
            .map(|doubt| {
                let trace =
                    |(path, line): (&[u8], &str), wanted| Trace::new(self.in_repository(path), line, wanted);
                (trace(doubt.ticked, Wanted::Tick), trace(doubt.open, Wanted::Line))
            })
            .collect();
        walk(&repo, tip, &mut traces).map_err(Error::git("read the history"))?;
        Ok(traces.iter().map(|(ticked, open)| compare(ticked, open)).collect())
    }
}

fn compare(ticked: &Trace, open: &Trace) -> Option<bool> {
    match (ticked.found?, open.found?) {
        (0, 0) => None,
        (ticked, open) => Some(ticked < open),
    }
}

fn walk(repo: &Repository, tip: Oid, traces: &mut [(Trace, Trace)]) -> Result<(), git2::Error> {
    let mut next = Some(tip);
    // Age 0 is what is not committed yet, 1 the last commit, and so on back.
    for age in 1..=FURTHEST {
        if age * traces.len() * 2 > MOST
            || traces.iter().all(|(ticked, open)| ticked.found.is_some() && open.found.is_some())
        {
            break;
        }
        let commit = match next.map(|id| repo.find_commit(id)).transpose() {
            // A shallow clone does not know what came before.
            Err(error) if error.code() == ErrorCode::NotFound => break,
            commit => commit?,
        };
        let tree = commit.as_ref().map(git2::Commit::tree_id);
        for trace in traces.iter_mut().flat_map(|(ticked, open)| [ticked, open]) {
            trace.visit(repo, tree, age)?;
        }
        match commit {
            Some(commit) => next = commit.parent_id(0).ok(),
            None => break,
        }
    }
    Ok(())
}

/// What is looked for, going back: the age at which the line got what it has now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Its tick.
    Tick,
    /// Its place in the file.
    Line,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Absent,
    Open,
    Ticked,
}

struct Trace {
    path: Vec<u8>,
    line: String,
    wanted: Wanted,
    last: Option<(Option<Oid>, Seen)>,
    /// The age of the commit (0: none yet) that brought it; `None` while unknown.
    found: Option<usize>,
    lost: bool,
}

impl Trace {
    fn new(path: Vec<u8>, line: &str, wanted: Wanted) -> Self {
        Self { path, line: bare(line).0, wanted, last: None, found: None, lost: false }
    }

    /// Looks at the state `age` commits back; the one after it held what is wanted.
    fn visit(&mut self, repo: &Repository, tree: Option<Oid>, age: usize) -> Result<(), git2::Error> {
        if self.found.is_some() || self.lost {
            return Ok(());
        }
        let held = tree.map(|tree| tree::entry(repo, tree, &self.path)).transpose()?.flatten();
        let blob = held.filter(|(mode, _)| *mode != tree::TREE && *mode != tree::GITLINK).map(|(_, id)| id);
        let seen = match (self.last, blob) {
            (Some((last, seen)), blob) if last == blob => seen,
            (_, Some(blob)) => self.look(repo.find_blob(blob)?.content()),
            (_, None) => Seen::Absent,
        };
        self.last = Some((blob, seen));
        match (self.wanted, seen) {
            (Wanted::Tick, Seen::Open) | (Wanted::Line, Seen::Absent) => self.found = Some(age - 1),
            (Wanted::Tick, Seen::Absent) => self.lost = true,
            _ => {}
        }
        Ok(())
    }

    fn look(&self, bytes: &[u8]) -> Seen {
        let text = String::from_utf8_lossy(bytes);
        let mut seen = Seen::Absent;
        for line in text.lines() {
            match bare(line) {
                (text, true) if text == self.line => return Seen::Ticked,
                (text, false) if text == self.line => seen = Seen::Open,
                _ => {}
            }
        }
        seen
    }
}

/// A line's text without its bullet, its box and the date at which it was done; and whether the box is ticked.
fn bare(line: &str) -> (String, bool) {
    let line = line.trim();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None if digits.len() < line.len() => digits.strip_prefix(['.', ')']).unwrap_or(line),
        None => line,
    };
    let rest = rest.trim_start();
    let mut inside = rest.chars();
    let mark = match (inside.next(), inside.next(), inside.next()) {
        (Some('['), Some(mark), Some(']')) => Some(mark),
        _ => None,
    };
    let text = if mark.is_some() { inside.as_str() } else { rest };
    (without_done_date(text), matches!(mark, Some('x' | 'X')))
}

/// People, and their tools, add the date when they tick a box.
fn without_done_date(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_date = |word: &str| {
        word.len() == 10
            && word
                .bytes()
                .enumerate()
                .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
    };
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let pair = match *word {
            "✅" => is_date(next),
            "[completion::" => next.strip_suffix(']').is_some_and(is_date),
            "(completion::" => next.strip_suffix(')').is_some_and(is_date),
            _ => false,
        };
        let alone = ["✅", "done:"].iter().any(|sign| word.strip_prefix(sign).is_some_and(is_date));
        if !pair && !alone {
            kept.push(word);
        }
        at += if pair { 2 } else { 1 };
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests;
