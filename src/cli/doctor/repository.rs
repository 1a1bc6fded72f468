//! The repository: whether it may be committed to, what is in the way, and whether it wants packing.

use std::path::Path;

use super::{Finding, found, quoted};
use crate::cli::out::{ago, count};
use crate::cli::session::Session;
use crate::store::history::RepoState;
use crate::store::machine;

/// More loose objects than this mean that packing has not worked for a long time.
const TOO_MANY: usize = 10_000;
/// Settings are named up to this many.
const MOST_NAMED: usize = 8;

/// Everything about the repository.
pub(super) fn examine(session: &Session) -> Vec<Finding> {
    let mut findings = vec![found("repository", state(session))];
    findings.extend(locks(session));
    findings.extend([packing(session), found("index", index(session)), private(session)]);
    findings.push(author(session));
    findings.extend(programs(session));
    findings.extend(found_names(session));
    findings
}

fn state(session: &Session) -> anyhow::Result<Finding> {
    let history = &session.workspace.history;
    Ok(match history.state()? {
        RepoState::AtRest => {
            Finding::ok("repository", format!("{} may be committed to", quoted(history.work_tree())))
        }
        // It says what to do.
        RepoState::Busy(busy) => Finding::failed("repository", busy.to_string()),
    })
}

fn locks(session: &Session) -> Vec<Finding> {
    let locks = session.workspace.history.old_locks().into_iter();
    let told = locks.map(|(path, age)| {
        let age = jiff::SignedDuration::try_from(age).unwrap_or_default();
        Finding::wrong(
            "lock",
            format!(
                "{} was taken {}; if no git command is running, one was killed",
                path.display(),
                ago(age)
            ),
            format!("rm {}", quoted(&path)),
        )
    });
    told.collect()
}

fn packing(session: &Session) -> Finding {
    let history = &session.workspace.history;
    let upkeep = history.upkeep();
    let said = format!("{}, {}", count(upkeep.loose, "loose object"), count(upkeep.packs, "pack"));
    if upkeep.loose >= TOO_MANY {
        let mend = format!("git -C {} gc", quoted(history.work_tree()));
        return Finding::wrong("packing", format!("{said}: it has not worked for long"), mend);
    }
    let when = if upkeep.is_due() { "the daemon packs them in a calm hour" } else { "none are due" };
    Finding::ok("packing", format!("{said}; {when}"))
}

fn index(session: &Session) -> anyhow::Result<Finding> {
    let folder = session.workspace.history.state_dir();
    let remove = || format!("rm {}*; the next command builds it again", quoted(&folder.join("index.db")));
    Ok(match session.workspace.examine_index() {
        Ok(None) => {
            Finding::ok("index", format!("whole, of {}", count(session.workspace.paths()?.len(), "file")))
        }
        Ok(Some(what)) => Finding::wrong("index", format!("damaged ({what})"), remove()),
        Err(error) => Finding::wrong("index", error.to_string(), remove()),
    })
}

fn private(session: &Session) -> Finding {
    let folder = session.workspace.history.git_dir().join("headsup");
    match machine::open_to_others(&folder) {
        None => Finding::ok("privacy", "headsup's own files can be read by you alone"),
        Some(path) => Finding::wrong(
            "privacy",
            format!("others on this machine may use {}", path.display()),
            format!("chmod -R go-rwx {}", quoted(&folder)),
        ),
    }
}

fn author(session: &Session) -> Finding {
    match session.workspace.history.setting("user.name") {
        Some(_) => Finding::ok("author", "commits are in your name"),
        None => Finding::note(
            "author",
            "commits are in headsup's name, git has none of yours",
            "git config --global user.name \"Your Name\"",
        ),
    }
}

/// What the repository's own settings would have git run.
fn programs(session: &Session) -> Option<Finding> {
    let named = match session.workspace.history.disobeyed() {
        Ok(named) => named,
        Err(error) => return Some(Finding::failed("programs", error.to_string())),
    };
    let shown = named.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match named.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| {
        Finding::note(
            "programs",
            format!("headsup does not obey what this repository itself names: {shown}{more}"),
            "what is yours belongs into `git config --global`",
        )
    })
}

/// Names that are one file on a system that ignores case, where git is set up for such a one.
fn found_names(session: &Session) -> Option<Finding> {
    let ignores = session.workspace.history.setting("core.ignorecase").is_some_and(|set| set == "true");
    if !ignores {
        return None;
    }
    let mut paths = session.workspace.paths().ok()?;
    for path in &mut paths {
        *path = String::from_utf8_lossy(path).to_lowercase().into_bytes();
    }
    paths.sort_unstable();
    let twice = paths.windows(2).filter(|pair| pair.first() == pair.last()).count();
    let root: &Path = session.workspace.notebook.root();
    (twice > 0).then(|| {
        Finding::wrong(
            "names",
            format!(
                "{} differ from another only in case, and git is told to ignore that",
                count(twice, "file")
            ),
            format!("git -C {} config core.ignorecase false", quoted(root)),
        )
    })
}
