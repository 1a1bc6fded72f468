//! What lies around the folder of a new clone.

use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::out::quoted;
use crate::store::history::History;
use crate::store::notebook::Notebook;

/// Looks at the work tree that a folder, which need not be there yet, lies in; what there is to say of that, where the
/// clone can be made all the same.
///
/// # Errors
/// When the folder lies in a notebook: that would name it as not protected from then on.
pub(super) fn look(dir: &Path) -> anyhow::Result<Option<String>> {
    let Some((outer, inside)) = work_tree(dir) else { return Ok(None) };
    // Rules of the folder's own parts that are not there yet say nothing.
    let is_ignored = Notebook::open(&outer)
        .is_ok_and(|notebook| notebook.is_ignored(inside.join("x").as_os_str().as_bytes()));
    if is_ignored {
        return Ok(None);
    }
    let rule = format!("/{}/", inside.display());
    if is_in_notebook(&outer, &inside) {
        bail!(
            "{} lies in the notebook {}, which cannot keep another repository inside it: name a folder beside it, or \
             write `{rule}` into {} first. Nothing was made",
            quoted(dir),
            outer.display(),
            outer.join(".gitignore").display()
        );
    }
    Ok(Some(format!(
        "{} lies in the git repository {}, which cannot keep another one inside it: write `{rule}` into its .gitignore",
        quoted(dir),
        outer.display()
    )))
}

/// The folder with a `.git` that the folder above `dir` lies in, and the way from there.
fn work_tree(dir: &Path) -> Option<(PathBuf, PathBuf)> {
    let whole = std::path::absolute(dir).ok()?;
    let there = whole.ancestors().skip(1).find(|above| above.is_dir())?;
    let rest = whole.strip_prefix(there).ok()?;
    let target = there.canonicalize().ok()?.join(rest);
    let outer = target.ancestors().skip(1).find(|above| above.join(".git").exists())?;
    Some((outer.to_owned(), target.strip_prefix(outer).ok()?.to_owned()))
}

/// Whether a notebook of headsup's holds what lies `inside` a work tree.
fn is_in_notebook(outer: &Path, inside: &Path) -> bool {
    let configured = inside.ancestors().skip(1).any(|above| outer.join(above).join("headsup.yaml").is_file());
    configured || History::open(outer).is_ok_and(|history| history.state_dir().is_dir())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_clone_in_a_notebook_is_refused_and_one_in_a_repository_told_of() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        let check = |dir: &str, expect: Option<&str>| {
            let said = look(&root.join(dir)).unwrap_or_else(|error| Some(format!("refused: {error}")));
            let fits = match (&said, expect) {
                (Some(said), Some(expect)) => said.contains(expect),
                (said, expect) => said.is_none() && expect.is_none(),
            };
            assert!(fits, "{dir}: {said:?}");
        };
        fs::create_dir_all(root.join("code/src")).unwrap();
        fs::create_dir_all(root.join("free")).unwrap();
        check("free/notes", None);
        check("nowhere/deep/notes", None);
        let history = History::init(&root.join("code")).unwrap();
        check("code/notes", Some("`/notes/` into its .gitignore"));
        check("code/src/new/notes", Some("`/src/new/notes/` into"));
        fs::write(root.join("code/src/headsup.yaml"), "").unwrap();
        check("code/notes", Some("lies in the git repository"));
        check("code/src/new/notes", Some("refused: "));
        history.make_state_dir().unwrap();
        check("code/notes", Some("refused: "));
        std::os::unix::fs::symlink(root.join("code"), root.join("link")).unwrap();
        check("link/notes", Some("refused: "));
        fs::write(root.join("code/.gitignore"), "/notes/\n").unwrap();
        check("code/notes", None);
        check("code/notes/deeper", None);
    }
}
