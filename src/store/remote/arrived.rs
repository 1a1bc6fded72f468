//! Moving what was fetched into the real repository, so that no `git gc` there takes it for garbage.
//!
//! A pack beside which a `.keep` lies is left alone by git. It lies there until a reference leads to what the pack
//! holds.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What a `.keep` of ours holds.
const MARK: &str = "headsup: fetched, and not yet referred to\n";

/// The name under which it is written, for which git has no use.
const DRAFT: &str = "headsup-mark";

/// Packs that were moved in, and are kept until this is dropped.
#[derive(Debug)]
pub(super) struct Kept {
    marks: Vec<PathBuf>,
}

/// Moves the packs of one folder of objects into another. The caller has the right to fetch.
pub(super) fn take_in(from: &Path, to: &Path) -> io::Result<Kept> {
    let (from, to) = (from.join("pack"), to.join("pack"));
    fs::create_dir_all(&to)?;
    remove_old_marks(&to);
    let mut kept = Kept { marks: Vec::new() };
    let entries =
        fs::read_dir(&from)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    let is_index = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "idx");
    if !entries.iter().any(|path| is_index(&path)) {
        return Ok(kept);
    }
    // Written in full before it has a name that git knows: what is cut short says no more whose it is.
    let draft = Draft::write(to.join(DRAFT))?;
    for path in entries.iter().filter(is_index) {
        let Some(name) = path.file_stem().map(|name| to.join(name)) else { continue };
        let mark = name.with_extension("keep");
        match draft.place(&mark) {
            Ok(()) => kept.marks.push(mark),
            // A person keeps a pack with the very same objects.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        // The index comes last: with it git sees the pack.
        for extension in ["pack", "rev", "idx"] {
            match fs::rename(path.with_extension(extension), name.with_extension(extension)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && extension == "rev" => {}
                moved => moved?,
            }
        }
    }
    if !kept.marks.is_empty() {
        File::open(&to)?.sync_all()?;
    }
    Ok(kept)
}

/// A mark without a pack. Removed when dropped.
struct Draft(PathBuf);

impl Draft {
    fn write(path: PathBuf) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
        let draft = Self(path);
        file.write_all(MARK.as_bytes())?;
        file.sync_all()?;
        Ok(draft)
    }

    /// Gives it a name that nothing has yet.
    fn place(&self, name: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, name) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // Some file systems have no hard links.
                OpenOptions::new().write(true).create_new(true).open(name)?.write_all(MARK.as_bytes())
            }
            placed => placed,
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What cannot be removed now is written over, and removed, by the next fetch.
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes the marks of a headsup that was killed.
fn remove_old_marks(packs: &Path) {
    for path in fs::read_dir(packs).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let is_mark = path.extension().is_some_and(|extension| extension == "keep");
        if is_mark && fs::read_to_string(&path).is_ok_and(|text| text == MARK) {
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for mark in &self.marks {
            // What cannot be removed now is removed by the next fetch.
            let _ = fs::remove_file(mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_moved_whole_and_kept_meanwhile() {
        let temp = tempfile::tempdir().unwrap();
        let (from, to) = (temp.path().join("from"), temp.path().join("to"));
        fs::create_dir_all(from.join("pack")).unwrap();
        fs::create_dir_all(to.join("pack")).unwrap();
        for name in ["pack-a.pack", "pack-a.idx", "pack-a.rev", "pack-b.pack", "pack-b.idx", "tmp_pack_x"] {
            fs::write(from.join("pack").join(name), name).unwrap();
        }
        fs::write(to.join("pack/pack-b.keep"), "").unwrap();
        fs::write(to.join("pack/pack-c.keep"), MARK).unwrap();
        let names = || {
            let mut names: Vec<_> = fs::read_dir(to.join("pack"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names.join(" ")
        };
        let kept = take_in(&from, &to).unwrap();
        let both = "pack-a.idx pack-a.keep pack-a.pack pack-a.rev pack-b.idx pack-b.keep pack-b.pack";
        assert_eq!(names(), both);
        drop(kept);
        assert_eq!(names(), both.replace("pack-a.keep ", ""));
    }
}
