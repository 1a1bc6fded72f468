//! What the machine offers a notebook: a file system, room on it, and watches.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// What kind of file system something lies on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// On this machine's own disk.
    Local,
    /// On another machine: changes made there are not told of.
    Network(String),
    /// In memory: gone with the next restart.
    Memory,
    /// One that knows neither permissions nor symbolic links.
    Simple(String),
}

/// The file system that a folder lies on; `None` where the system does not tell.
#[must_use]
pub fn file_system(folder: &Path) -> Option<FileSystem> {
    of_mounts(&fs::read("/proc/self/mountinfo").ok()?, folder)
}

fn of_mounts(mounts: &[u8], folder: &Path) -> Option<FileSystem> {
    let mut best: Option<(usize, String)> = None;
    for line in mounts.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let (Some(point), Some((_, rest))) = (line.split(' ').nth(4), line.split_once(" - ")) else {
            continue;
        };
        let point = point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        let kind = rest.split(' ').next().unwrap_or_default();
        let length = point.len();
        // Of two mounts in one place the later one hides the earlier.
        if folder.starts_with(&point) && best.as_ref().is_none_or(|(longest, _)| *longest <= length) {
            best = Some((length, kind.to_owned()));
        }
    }
    best.map(|(_, kind)| named(&kind))
}

fn named(kind: &str) -> FileSystem {
    const NETWORK: [&str; 12] = [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "virtiofs",
        "davfs",
        "vboxsf",
        "fuse.sshfs",
    ];
    match kind {
        "tmpfs" | "ramfs" => FileSystem::Memory,
        "vfat" | "msdos" | "exfat" => FileSystem::Simple(kind.to_owned()),
        kind if NETWORK.contains(&kind) => FileSystem::Network(kind.to_owned()),
        kind if kind.starts_with("fuse.rclone") || kind.starts_with("fuse.gvfs") => {
            FileSystem::Network(kind.to_owned())
        }
        _ => FileSystem::Local,
    }
}

/// The bytes that are free for this user on the disk of a folder.
///
/// # Errors
/// When the system does not tell.
pub fn free_space(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// How many folders one user's programs may watch, all together; `None` where the system does not tell.
#[must_use]
pub fn watches_allowed() -> Option<u64> {
    fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?.trim().parse().ok()
}

/// How many watchers one user's programs may have, and how many this user's have now; `None` where the system does
/// not tell.
#[must_use]
pub fn watchers() -> Option<(u64, u64)> {
    let allowed = fs::read_to_string("/proc/sys/fs/inotify/max_user_instances").ok()?.trim().parse().ok()?;
    let mut used = 0;
    let own = rustix::process::getuid().as_raw();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    for process in processes.filter(|process| process.metadata().is_ok_and(|meta| meta.uid() == own)) {
        let files = fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        let targets = files.filter_map(|file| fs::read_link(file.path()).ok());
        used += targets.filter(|target| target.as_os_str() == "anon_inode:inotify").count() as u64;
    }
    Some((used, allowed))
}

/// The first file or folder, of one and all below it, that others than its owner may use.
#[must_use]
pub fn open_to_others(path: &Path) -> Option<PathBuf> {
    let meta = fs::symlink_metadata(path).ok()?;
    if !meta.is_symlink() && meta.permissions().mode() & 0o077 != 0 {
        return Some(path.to_owned());
    }
    if !meta.is_dir() {
        return None;
    }
    let mut inside: Vec<PathBuf> = fs::read_dir(path).ok()?.flatten().map(|entry| entry.path()).collect();
    inside.sort_by(|a, b| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
    inside.iter().find_map(|path| open_to_others(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:26 / /tmp rw shared:5 - tmpfs tmpfs rw
41 22 0:40 / /home/ana/on\\040the\\040server rw - nfs4 server:/ana rw
42 22 0:41 / /media/stick rw - vfat /dev/sdb1 rw
43 42 0:41 / /media/stick rw - ext4 /dev/sdb2 rw
nonsense
";

    #[track_caller]
    fn check(folder: &str, expect: FileSystem) {
        assert_eq!(of_mounts(MOUNTS.as_bytes(), Path::new(folder)), Some(expect), "{folder}");
    }

    #[test]
    fn the_innermost_mount_counts() {
        check("/home/ana/notes", FileSystem::Local);
        check("/tmp/notes", FileSystem::Memory);
        check("/tmpfolder", FileSystem::Local);
        check("/home/ana/on the server/notes", FileSystem::Network("nfs4".to_owned()));
        check("/media/stick", FileSystem::Local);
        assert_eq!(of_mounts(b"", Path::new("/")), None);
        assert_eq!(named("exfat"), FileSystem::Simple("exfat".to_owned()));
        assert!(free_space(Path::new("/")).is_ok());
    }

    #[test]
    fn what_others_may_read_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let (folder, file) = (dir.path().join("a"), dir.path().join("a/b"));
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "").unwrap();
        for path in [dir.path(), &folder] {
            mode(path, 0o700);
        }
        mode(&file, 0o640);
        assert_eq!(open_to_others(dir.path()), Some(file.clone()));
        mode(&file, 0o600);
        assert_eq!(open_to_others(dir.path()), None);
        mode(&folder, 0o701);
        assert_eq!(open_to_others(dir.path()), Some(folder));
        assert_eq!(open_to_others(Path::new("/nowhere")), None);
    }
}
