//! Whose a lock file is, as far as the system tells: git itself does not write it down.

use std::{
    fs::{self, File},
    io::Read,
    os::unix::fs::MetadataExt,
    path::Path,
};

/// How much of the list of users is read.
const MOST: u64 = 1 << 20;

/// Who made a lock file, and who has it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The name of the user that the file belongs to, else their number.
    pub user: String,
    /// A program that has it open now, where one can be seen.
    pub process: Option<u32>,
}

impl Holder {
    /// Of the file at `path`; `None` where it is gone.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let meta = fs::symlink_metadata(path).ok()?;
        let user = name_of(meta.uid()).unwrap_or_else(|| format!("user {}", meta.uid()));
        Some(Self { user, process: process(path) })
    }
}

fn name_of(uid: u32) -> Option<String> {
    let mut text = String::new();
    File::open("/etc/passwd").ok()?.take(MOST).read_to_string(&mut text).ok()?;
    named_in(&text, uid)
}

/// The name that belongs to a number in a list of users as `/etc/passwd` has it.
fn named_in(users: &str, uid: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

/// On Linux, the first process of this user's that has the file open.
fn process(path: &Path) -> Option<u32> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|process| process.file_name().to_str()?.parse().ok()).find(|pid: &u32| {
        let open = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        open.filter_map(|file| fs::read_link(file.path()).ok()).any(|file| file == path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_open_tells_by_whom() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().canonicalize().unwrap().join("index.lock");
        assert_eq!(Holder::of(&path), None);
        let file = File::create(&path).unwrap();
        let open = Holder::of(&path).unwrap();
        assert!(!open.user.is_empty());
        if Path::new("/proc/self/fd").exists() {
            assert_eq!(open.process, Some(std::process::id()));
        }
        drop(file);
        assert_eq!(Holder::of(&path).unwrap().process, None);
    }

    #[test]
    fn users_by_number() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\n# a remark\n:x:7::\ntess:x:1000:1000::/home/tess:/bin/sh\n";
        assert_eq!(named_in(users, 1000).as_deref(), Some("tess"));
        assert_eq!(named_in(users, 0).as_deref(), Some("root"));
        assert_eq!(named_in(users, 7), None);
        assert_eq!(named_in(users, 12), None);
    }
}
