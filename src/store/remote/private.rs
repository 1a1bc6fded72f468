//! A repository of our own, in the git directory, for as long as one fetch or push lasts.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::address::parted;
use super::link::quoted as word;
use crate::store::history::Id;

/// What the remote is called in it.
pub(super) const REMOTE: &str = "headsup";
/// Where what is fetched goes.
pub(super) const FETCHED: &str = "refs/headsup/fetched";
/// The logins that addresses hold, as `git credential-store` keeps them.
const LOGINS: &str = "logins";

/// What the name of one goes on with that was moved out of the way.
const MOVED: &str = ".old-";

/// What stands for an address that git is not to rewrite any more: longer than what a person would have rewritten, and
/// no beginning of an address of theirs.
const SHORT: &str = "headsup-goes-straight-to-this-address-and-nowhere-else";

/// Whether addresses are rewritten already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direct {
    Yes,
    No,
}

/// A bare repository that knows one remote. Removed when dropped.
#[derive(Debug)]
pub(super) struct Private {
    dir: PathBuf,
}

impl Private {
    /// Makes it at `dir`, in place of what a killed one left there. A password that an address holds goes to a file
    /// that git asks for it: in an address, git would show it to whoever lists the programs that run.
    pub(super) fn make(dir: &Path, address: &str, push_address: Option<&str>) -> io::Result<Self> {
        clear_away(dir)?;
        DirBuilder::new().mode(0o700).create(dir)?;
        let private = Self { dir: dir.to_owned() };
        for folder in ["objects", "objects/info", "objects/pack", "refs", "refs/heads", "refs/headsup"] {
            DirBuilder::new().mode(0o700).create(dir.join(folder))?;
        }
        private.follow(&[("url", Some(address)), ("pushurl", push_address)], Direct::No)?;
        private.write("HEAD", "ref: refs/heads/none\n")?;
        Ok(private)
    }

    /// Leads it straight to this address, where git has made it, by a person's `url.*.insteadOf`, from the one it was
    /// made with: of what comes out of that, too, a password is kept in the file alone.
    pub(super) fn lead_to(&self, address: &str) -> io::Result<()> {
        self.follow(&[("url", Some(address)), ("pushurl", Some(address))], Direct::Yes)
    }

    fn follow(&self, addresses: &[(&str, Option<&str>)], direct: Direct) -> io::Result<()> {
        let mut config = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n".to_owned();
        let mut remote = format!("[remote \"{REMOTE}\"]\n");
        let mut logins = String::new();
        for (key, address) in addresses {
            let Some(address) = *address else { continue };
            let parted = parted(address);
            let bare = parted.as_ref().map_or(address, |parted| &parted.address);
            match direct {
                Direct::No => {
                    let _ = writeln!(remote, "\t{key} = {}", quoted(bare.as_bytes()));
                }
                Direct::Yes => {
                    let _ = writeln!(remote, "\t{key} = {SHORT}");
                    let _ = writeln!(config, "[url {}]\n\tinsteadOf = {SHORT}", quoted(bare.as_bytes()));
                }
            }
            if let Some(parted) = parted {
                let file = word(&self.dir.join(LOGINS).to_string_lossy());
                let store = quoted(format!("store --file={file}").as_bytes());
                let _ = writeln!(config, "[credential {}]", quoted(parted.server.as_bytes()));
                let _ = writeln!(config, "\tuseHttpPath = false\n\thelper =\n\thelper = {store}");
                let _ = writeln!(logins, "{}", parted.login);
            }
        }
        self.write(LOGINS, &logins)?;
        self.write("config", &(config + &remote))
    }

    /// Lets it see the objects at `objects`.
    pub(super) fn borrow(&self, objects: &Path) -> io::Result<()> {
        let line = quoted(objects.as_os_str().as_bytes());
        self.write("objects/info/alternates", &format!("{line}\n"))
    }

    /// Says what is already here: a server then sends only what is new.
    pub(super) fn have(&self, commits: impl IntoIterator<Item = Id>) -> io::Result<()> {
        for (number, commit) in commits.into_iter().enumerate() {
            self.write(&format!("refs/heads/{number}"), &format!("{commit}\n"))?;
        }
        Ok(())
    }

    /// What was fetched.
    pub(super) fn fetched(&self) -> io::Result<Option<Id>> {
        let text = match fs::read_to_string(self.dir.join(FETCHED)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let id = git2::Oid::from_str(text.trim()).map_err(io::Error::other)?;
        Ok(Some(id.into()))
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(text.as_bytes())
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // What cannot be removed now is removed before the next one is made.
        let _ = fs::remove_dir_all(&self.dir);
        remove_moved(&self.dir);
    }
}

/// Takes away what a killed one left. A git that it started may still be about to end, and write there: the folder is
/// moved out of the way before it is removed.
fn clear_away(dir: &Path) -> io::Result<()> {
    remove_moved(dir);
    let mut away = dir.as_os_str().to_owned();
    away.push(format!("{MOVED}{}", std::process::id()));
    match fs::rename(dir, &away) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => {
            remove_moved(dir);
            moved
        }
    }
}

/// Removes what was moved away, as far as that can be done now.
fn remove_moved(dir: &Path) {
    let (Some(folder), Some(name)) = (dir.parent(), dir.file_name()) else { return };
    let start = [name.as_bytes(), MOVED.as_bytes()].concat();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().as_bytes().starts_with(&start) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// In quotes, as git reads them in its configuration and in a list of alternates.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for part in bytes.utf8_chunks() {
        for c in part.valid().chars() {
            match c {
                '"' | '\\' => text.extend(['\\', c]),
                '\n' => text.push_str("\\n"),
                c => text.push(c),
            }
        }
        for byte in part.invalid() {
            let _ = write!(text, "\\{byte:03o}");
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn what_a_killed_one_left_goes_though_its_git_goes_on_writing() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("private");
        std::mem::forget(Private::make(&dir, "host:x", None).unwrap());
        // A folder that such a git is in: it writes there under any name that the folder gets.
        let inside = fs::File::open(dir.join("objects/pack")).unwrap();
        let put = |name| {
            let flags = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY;
            rustix::fs::openat(&inside, name, flags, rustix::fs::Mode::RUSR).map(drop)
        };
        put("tmp_pack_a").unwrap();
        let private = Private::make(&dir, "host:y", None).unwrap();
        assert!(put("tmp_pack_b").is_err() && !dir.join("objects/pack/tmp_pack_a").exists());
        drop(private);
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn git_reads_from_it_what_was_written() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("private");
        let address = r#"/a "b"/c\d#e;f "#;
        let private = Private::make(&dir, address, Some("host:x")).unwrap();
        assert_eq!(fs::metadata(&dir).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(dir.join("config")).unwrap().mode() & 0o777, 0o600);
        let git = |args: &[&str]| {
            let output = Command::new("git").arg("--git-dir").arg(&dir).args(args).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        assert_eq!(git(&["config", "remote.headsup.url"]), format!("{address}\n"));
        assert_eq!(git(&["rev-parse", "--is-bare-repository"]), "true\n");
        assert_eq!(private.fetched().unwrap(), None);
        private.lead_to("https://me:secret@host/x").unwrap();
        let rewritten = "url.https://me:secret@host/.insteadOf=https://host/";
        for asked in [&["ls-remote", "--get-url", REMOTE][..], &["remote", "get-url", "--push", REMOTE]] {
            assert_eq!(git(&[&["-c", rewritten], asked].concat()), "https://host/x\n");
        }
        assert!(!fs::read_to_string(dir.join("config")).unwrap().contains("secret"));
        assert_eq!(
            fs::read_to_string(dir.join(LOGINS)).unwrap().lines().next(),
            Some("https://me:secret@host")
        );
        drop(private);
        assert!(!dir.exists());
    }

    #[test]
    fn objects_are_borrowed_from_a_folder_of_any_name() {
        let temp = tempfile::tempdir().unwrap();
        let real = temp.path().join("a \"b\"\nc\\d");
        fs::create_dir(&real).unwrap();
        let git = |dir: &Path, args: &[&str]| {
            let output = Command::new("git").arg("-C").arg(dir).args(args).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        git(&real, &["init", "-q"]);
        fs::write(real.join("x"), "x").unwrap();
        let blob = git(&real, &["hash-object", "-w", "x"]);
        let private = Private::make(&temp.path().join("private"), "x", None).unwrap();
        private.borrow(&real.join(".git/objects")).unwrap();
        assert_eq!(git(private.dir(), &["cat-file", "-p", blob.trim()]), "x");
    }

    #[test]
    fn what_a_killed_one_left_is_no_hindrance() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("private");
        std::mem::forget(Private::make(&dir, "x", None).unwrap());
        fs::write(dir.join("objects/pack/tmp_pack_x"), "half").unwrap();
        let private = Private::make(&dir, "y", None).unwrap();
        assert!(!private.dir().join("objects/pack/tmp_pack_x").exists());
    }
}
