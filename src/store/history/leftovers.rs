//! What a killed git or a power cut leaves among the objects: packs under a temporary name, which only `git gc` and
//! `git prune` would remove, and objects without a byte, which `git fsck` takes for damage.

use std::{
    collections::HashSet,
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Nothing younger is taken for left behind.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// Removes what was left behind, a day ago or longer, of this user's, and what nobody holds open. Where the system
/// does not tell what is open, nothing.
pub(super) fn remove(objects: &Path) {
    let mut left: Vec<(PathBuf, Metadata)> = Vec::new();
    let mut look = |folder: PathBuf, is_left: fn(&str, &Metadata) -> bool| {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(meta) = entry.metadata().ok().filter(is_old) else { continue };
            if name.to_str().is_some_and(|name| is_left(name, &meta)) {
                left.push((entry.path(), meta));
            }
        }
    };
    look(objects.join("pack"), |name, _| is_draft(name));
    for first in 0..=u8::MAX {
        look(objects.join(format!("{first:02x}")), |name, meta| meta.len() == 0 && is_object(name));
    }
    if left.is_empty() {
        return;
    }
    let Some(open) = open_files() else { return };
    for (path, meta) in left {
        if open.contains(&(meta.dev(), meta.ino())) {
            continue;
        }
        match fs::remove_file(&path) {
            Ok(()) => tracing::info!(path = %path.display(), "removed what a killed git left"),
            Err(error) => tracing::debug!(%error, path = %path.display(), "could not be removed"),
        }
    }
}

/// A regular file of this user's that was last written long ago.
fn is_old(meta: &Metadata) -> bool {
    let age = meta.modified().ok().and_then(|written| SystemTime::now().duration_since(written).ok());
    meta.is_file() && meta.uid() == rustix::process::getuid().as_raw() && age.is_some_and(|age| age >= OLD)
}

/// Whether git gives such a name to a pack, or what belongs to one, that is not ready: `tmp_pack_Xb3dQ1`,
/// `.tmp-4711-pack-1f…`.
fn is_draft(name: &str) -> bool {
    let kinds = ["tmp_pack_", "tmp_idx_", "tmp_rev_"];
    let own = name.strip_prefix(".tmp-").and_then(|rest| rest.split_once("-pack-"));
    kinds.iter().any(|kind| name.starts_with(kind))
        || own.is_some_and(|(process, _)| process.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_object(name: &str) -> bool {
    name.len() == 38 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The files that this user's programs have open, by device and inode.
fn open_files() -> Option<HashSet<(u64, u64)>> {
    let mut open = HashSet::new();
    for process in fs::read_dir("/proc").ok()?.flatten() {
        for file in fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten() {
            if let Ok(meta) = fs::metadata(file.path()) {
                open.insert((meta.dev(), meta.ino()));
            }
        }
    }
    (!open.is_empty()).then_some(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn what_is_old_and_of_nobodys_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let object = "38".repeat(19);
        let put = |path: &str, text: &str, age: Duration| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
            file
        };
        let (old, young) = (OLD + Duration::from_secs(60), OLD / 2);
        let gone = [
            "pack/tmp_pack_Xb3dQ1",
            "pack/tmp_idx_a",
            "pack/tmp_rev_a",
            "pack/.tmp-4711-pack-1f.pack",
            "pack/.tmp-4711-pack-1f.idx",
        ];
        let stays = [
            "pack/pack-1f.pack",
            "pack/pack-1f.keep",
            "pack/.tmp-x-pack-1f.pack",
            "pack/mine.txt",
            "tmp_pack_a",
        ];
        for path in gone.iter().chain(&stays) {
            put(path, "x", old);
        }
        put(&format!("ab/{object}"), "", old);
        put(&format!("cd/{object}"), "x", old);
        put(&format!("ef/{object}"), "", young);
        put("ab/other", "", old);
        put("pack/tmp_pack_young", "x", young);
        let held = put("pack/tmp_pack_held", "x", old);
        fs::create_dir(dir.path().join("pack/tmp_pack_folder")).unwrap();
        remove(dir.path());
        for path in gone.iter().map(|path| (*path).to_owned()).chain([format!("ab/{object}")]) {
            assert!(!dir.path().join(&path).exists(), "{path}");
        }
        let kept = [format!("cd/{object}"), format!("ef/{object}")];
        let others = ["ab/other", "pack/tmp_pack_young", "pack/tmp_pack_held", "pack/tmp_pack_folder"];
        for path in stays.iter().chain(&others).map(|path| (*path).to_owned()).chain(kept) {
            assert!(dir.path().join(&path).exists(), "{path}");
        }
        drop(held);
        remove(dir.path());
        assert!(!dir.path().join("pack/tmp_pack_held").exists());
    }
}
