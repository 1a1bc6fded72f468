//! What history says of a box that is ticked in an earlier note and open in a later one: was it ticked after
//! the later copy was first committed?

use git2::{ErrorCode, Oid, Repository};

use super::{Error, History, renames, tree};
use crate::domain::note::lineage::origin;

/// How many commits are looked at for one line.
const FURTHEST: usize = 5_000;
/// How many files are looked up in them, over all doubts: a second or two.
const MOST: usize = 200_000;

/// A line of a file as it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The file.
    pub path: &'a [u8],
    /// All of its text.
    pub text: &'a str,
    /// Which line it is, from 1.
    pub line: u32,
}

/// A ticked line and an open line of the same item, as they stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubtful<'a> {
    /// The line whose box is ticked.
    pub ticked: Line<'a>,
    /// The line whose box is open.
    pub open: Line<'a>,
}

impl History {
    /// For each doubt: whether the ticked box was ticked in a commit that comes after the one that first held
    /// the open line; what is not committed yet comes after every commit. Lines are followed through edits,
    /// renamed files, merges and what is kept aside. `None` where history does not tell: both are not committed
    /// yet, the ticked line was never seen open, or it lies too far back.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub fn ticked_after(&self, doubts: &[Doubtful<'_>]) -> Result<Vec<Option<bool>>, Error> {
        let repo = self.repo()?;
        let tips = self.tips(&repo)?;
        if tips.is_empty() {
            return Ok(vec![None; doubts.len()]);
        }
        let mut looks = MOST;
        let mut brought = |line: Line<'_>, wanted| {
            Trace::new(self.in_repository(line.path), line, wanted).follow(&repo, &tips, &mut looks)
        };
        let mut answer = |doubt: &Doubtful<'_>| -> Result<Option<bool>, git2::Error> {
            let Some(open) = brought(doubt.open, Wanted::Line)? else { return Ok(None) };
            let Some(ticked) = brought(doubt.ticked, Wanted::Tick)? else { return Ok(None) };
            is_after(&repo, ticked, open)
        };
        doubts.iter().map(|doubt| answer(doubt).map_err(Error::git("read the history"))).collect()
    }
}

/// What brought a line, or its tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brought {
    /// It is not committed yet.
    Yet,
    By(Oid),
}

fn is_after(repo: &Repository, ticked: Brought, open: Brought) -> Result<Option<bool>, git2::Error> {
    let (ticked, open) = match (ticked, open) {
        (Brought::Yet, Brought::Yet) => return Ok(None),
        (Brought::Yet, Brought::By(_)) => return Ok(Some(true)),
        (Brought::By(_), Brought::Yet) => return Ok(Some(false)),
        (Brought::By(ticked), Brought::By(open)) => (ticked, open),
    };
    if ticked == open || repo.graph_descendant_of(open, ticked)? {
        return Ok(Some(false));
    }
    if repo.graph_descendant_of(ticked, open)? {
        return Ok(Some(true));
    }
    // Two ways that were merged: only the clock knows.
    let time = |id: Oid| repo.find_commit(id).map(|commit| commit.time().seconds());
    Ok(Some(time(ticked)? > time(open)?))
}

/// What is looked for, going back: the commit that gave the line what it has now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Its tick.
    Tick,
    /// Its place in the file.
    Line,
}

/// A line, as a commit holds it.
struct Stand {
    path: Vec<u8>,
    text: String,
    line: u32,
    /// Of the commit's tree; `None` on disk.
    tree: Option<Oid>,
    blob: Option<Oid>,
}

impl Stand {
    fn is_ticked(&self) -> bool {
        let at = self.line.saturating_sub(1) as usize;
        self.text.lines().nth(at).is_some_and(|line| bare(line).1)
    }
}

struct Trace {
    wanted: Wanted,
    /// The oldest that is known to hold what is wanted.
    stand: Stand,
}

impl Trace {
    fn new(path: Vec<u8>, line: Line<'_>, wanted: Wanted) -> Self {
        let stand = Stand { path, text: line.text.to_owned(), line: line.line, tree: None, blob: None };
        Self { wanted, stand }
    }

    /// Goes back, from what lies on disk, for as long as a parent holds what is wanted.
    fn follow(
        mut self,
        repo: &Repository,
        tips: &[Oid],
        looks: &mut usize,
    ) -> Result<Option<Brought>, git2::Error> {
        let (mut at, mut parents) = (Brought::Yet, tips.to_vec());
        for _ in 0..FURTHEST {
            let (mut next, mut open, mut unknown) = (None, false, false);
            for parent in &parents {
                let commit = match repo.find_commit(*parent) {
                    // A shallow clone does not know what came before.
                    Err(error) if error.code() == ErrorCode::NotFound => {
                        unknown = true;
                        continue;
                    }
                    commit => commit?,
                };
                let Some(left) = looks.checked_sub(1) else { return Ok(None) };
                *looks = left;
                let Some(stand) = self.look(repo, commit.tree_id())? else { continue };
                if self.wanted == Wanted::Line || stand.is_ticked() {
                    next = Some((stand, commit));
                    break;
                }
                open = true;
            }
            let Some((stand, commit)) = next else {
                return Ok(match self.wanted {
                    Wanted::Tick => open.then_some(at),
                    Wanted::Line => (!unknown).then_some(at),
                });
            };
            self.stand = stand;
            at = Brought::By(commit.id());
            parents = commit.parent_ids().collect();
        }
        Ok(None)
    }

    /// The line as an older tree holds it.
    fn look(&self, repo: &Repository, tree: Oid) -> Result<Option<Stand>, git2::Error> {
        let file = |path: &[u8]| -> Result<Option<Oid>, git2::Error> {
            let held = tree::entry(repo, tree, path)?;
            Ok(held.filter(|(mode, _)| *mode != tree::TREE && *mode != tree::GITLINK).map(|(_, id)| id))
        };
        let mut path = self.stand.path.clone();
        let mut blob = file(&path)?;
        if let (None, Some(newer)) = (blob, self.stand.tree)
            && let Some(earlier) = renames::source(repo, tree, newer, &path)?
        {
            path = earlier;
            blob = file(&path)?;
        }
        let Some(blob) = blob else { return Ok(None) };
        let (tree, blob) = (Some(tree), Some(blob));
        if blob == self.stand.blob {
            let Stand { text, line, .. } = &self.stand;
            return Ok(Some(Stand { path, text: text.clone(), line: *line, tree, blob }));
        }
        let Some(id) = blob else { return Ok(None) };
        let text = String::from_utf8_lossy(repo.find_blob(id)?.content()).into_owned();
        let line = earlier(&text, &self.stand.text, self.stand.line);
        Ok(line.map(|line| Stand { path, text, line, tree, blob }))
    }
}

/// The line that says the same, box and bullet apart, else the one that an edit made it of.
fn earlier(old: &str, new: &str, line: u32) -> Option<u32> {
    let at = usize::try_from(line.checked_sub(1)?).ok()?;
    let (text, ticked) = bare(new.lines().nth(at)?);
    let same = old.lines().enumerate().filter_map(|(index, old)| {
        let (old, mark) = bare(old);
        (old == text).then_some((mark == ticked, std::cmp::Reverse(index.abs_diff(at)), index))
    });
    match same.max() {
        Some((.., index)) => u32::try_from(index + 1).ok(),
        None => origin(old, new, line),
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
