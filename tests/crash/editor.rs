//! Saving a file the way editors do.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

/// Numbers that look random, the same for the same seed (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }
}

/// An editor, and what it wrote last into each file.
pub struct Editor {
    pub files: BTreeMap<String, String>,
    saves: usize,
}

impl Editor {
    pub fn new() -> Self {
        Self { files: BTreeMap::new(), saves: 0 }
    }

    /// Saves `text`, in the next of the ways that editors have.
    pub fn save(&mut self, root: &Path, path: &str, text: String) {
        self.saves += 1;
        let note = root.join(path);
        let beside = |prefix: &str, suffix: &str| note.with_file_name(format!("{prefix}{path}{suffix}"));
        match self.saves % 5 {
            // VS Code: truncated and written in place.
            0 => fs::write(&note, &text).unwrap(),
            // In place without truncation, in two writes, then cut.
            1 => {
                let mut file =
                    OpenOptions::new().write(true).create(true).truncate(false).open(&note).unwrap();
                let (first, second) = text.as_bytes().split_at(text.len() / 2);
                file.write_all(first).unwrap();
                file.write_all(second).unwrap();
                file.set_len(text.len() as u64).unwrap();
            }
            // GNOME and others: written beside, renamed over.
            2 => {
                let draft = beside(".goutputstream-", "");
                fs::write(&draft, &text).unwrap();
                fs::rename(draft, &note).unwrap();
            }
            // vim: a swap file, a probe, the old version renamed to a backup, the new one written, all but it removed.
            3 => {
                let (swap, probe, backup) =
                    (beside(".", ".swp"), note.with_file_name("4913"), beside("", "~"));
                fs::write(&swap, "swap").unwrap();
                fs::write(&probe, "").unwrap();
                fs::remove_file(probe).unwrap();
                let _ = fs::rename(&note, &backup);
                fs::write(&note, &text).unwrap();
                let _ = fs::remove_file(backup);
                fs::remove_file(swap).unwrap();
            }
            // Emacs: a lock that is a dangling link, an autosave, a backup that stays.
            _ => {
                let (lock, auto) = (beside(".#", ""), beside("#", "#"));
                let _ = std::os::unix::fs::symlink("tess@desk.1234", &lock);
                fs::write(&auto, &text).unwrap();
                let _ = fs::rename(&note, beside("", "~"));
                fs::write(&note, &text).unwrap();
                fs::remove_file(auto).unwrap();
                let _ = fs::remove_file(lock);
            }
        }
        self.files.insert(path.to_owned(), text);
    }

    /// Every file holds what was written into it last.
    #[track_caller]
    pub fn assert_untouched(&self, root: &Path) {
        for (path, text) in &self.files {
            assert_eq!(fs::read_to_string(root.join(path)).unwrap(), *text, "{path}");
        }
    }
}
