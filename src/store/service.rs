//! The daemon as a service of the person's own session: a systemd user unit (systemd.unit(5), systemd.service(5)).

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The unit's name.
pub const UNIT: &str = "headsup.service";
/// The first line of a unit that headsup wrote: another's is never replaced or removed.
const OURS: &str = "# Written by `headsup service install`; `headsup service remove` removes it.";
const EXEC: &str = "ExecStart=";

/// Why the service could not be set up, or asked about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no systemd for this user.
    #[error(
        "there is no systemd here to run a service ({0}); let your session start `headsup run DIR` in its own way"
    )]
    NoSystemd(String),
    /// Somebody else wrote the unit.
    #[error("{0} is there and was not written by headsup; move it away, or start headsup from it")]
    NotOurs(PathBuf),
    /// The unit could not be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// A path that a unit cannot hold.
    #[error("{0:?} cannot stand in a systemd unit: a folder's name with a line break or that is not UTF-8")]
    BadPath(PathBuf),
    /// systemctl failed.
    #[error("`systemctl --user {0}` failed: {1}")]
    Failed(String, String),
}

/// What systemd says of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The notebooks that it keeps.
    pub notebooks: Vec<PathBuf>,
    /// `active`, `inactive`, `failed` …
    pub active: String,
    /// `enabled`, `disabled` …: whether it starts with the session.
    pub enabled: String,
}

/// The place of user units, `$XDG_CONFIG_HOME/systemd/user` or `~/.config/systemd/user`; `None` without a home.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join("systemd/user"))
}

/// Makes the service keep these notebooks besides those it keeps already, from now on and with every session. All
/// that it keeps then.
///
/// # Errors
/// When there is no systemd, the unit is somebody else's, or cannot be written.
pub fn install(folder: &Path, program: &Path, notebooks: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let place = folder.join(UNIT);
    let mut all = read(&place)?.unwrap_or_default();
    all.extend(notebooks.iter().filter(|new| !all.contains(new)).cloned().collect::<Vec<_>>());
    let text = unit(program, &all)?;
    systemctl(&["show-environment"]).map_err(|error| Error::NoSystemd(error.to_string()))?;
    let failed = |error| Error::Io(place.clone(), error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    draft.write_all(text.as_bytes()).and_then(|()| draft.as_file().sync_all()).map_err(failed)?;
    draft.persist(&place).map_err(|error| failed(error.error))?;
    systemctl(&["daemon-reload"])?;
    systemctl(&["enable", UNIT])?;
    // What runs already takes the new notebooks up.
    systemctl(&["restart", UNIT])?;
    Ok(all)
}

/// Ends the service and removes its unit; whether there was one.
///
/// # Errors
/// When the unit is somebody else's, or systemd refuses.
pub fn remove(folder: &Path) -> Result<bool, Error> {
    let place = folder.join(UNIT);
    if read(&place)?.is_none() {
        return Ok(false);
    }
    systemctl(&["disable", "--now", UNIT])?;
    fs::remove_file(&place).map_err(|error| Error::Io(place, error))?;
    systemctl(&["daemon-reload"])?;
    Ok(true)
}

/// How the service does; `None` where it is not installed.
///
/// # Errors
/// When the unit is somebody else's, or cannot be read.
pub fn standing(folder: &Path) -> Result<Option<Standing>, Error> {
    let Some(notebooks) = read(&folder.join(UNIT))? else { return Ok(None) };
    // Both end with an error where the answer is not the best one, and say it all the same.
    let said = |what: &str| match run(&[what, UNIT]) {
        Ok((_, said)) if !said.is_empty() => said,
        _ => "unknown".to_owned(),
    };
    Ok(Some(Standing { notebooks, active: said("is-active"), enabled: said("is-enabled") }))
}

/// The notebooks in a unit of ours; `None` where there is no unit.
fn read(place: &Path) -> Result<Option<Vec<PathBuf>>, Error> {
    let text = match fs::read_to_string(place) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::Io(place.to_owned(), error)),
    };
    if !text.starts_with(OURS) {
        return Err(Error::NotOurs(place.to_owned()));
    }
    let line = text.lines().find_map(|line| line.strip_prefix(EXEC)).unwrap_or_default();
    // The program and `run` come first.
    Ok(Some(words(line).into_iter().skip(2).map(PathBuf::from).collect()))
}

fn unit(program: &Path, notebooks: &[PathBuf]) -> Result<String, Error> {
    let mut exec = vec![quoted(program)?, "run".to_owned()];
    for notebook in notebooks {
        exec.push(quoted(notebook)?);
    }
    let exec = exec.join(" ");
    Ok(format!(
        "{OURS}\n[Unit]\nDescription=headsup on my one-on-one notes\n\n[Service]\n{EXEC}{exec}\nRestart=on-failure\n\n\
         [Install]\nWantedBy=default.target\n"
    ))
}

/// A path as ExecStart reads it: in quotation marks, `%` and `$` doubled.
fn quoted(path: &Path) -> Result<String, Error> {
    let bad = || Error::BadPath(path.to_owned());
    let text = std::str::from_utf8(path.as_os_str().as_bytes()).map_err(|_| bad())?;
    if text.chars().any(char::is_control) {
        return Err(bad());
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    Ok(format!("\"{escaped}\""))
}

/// The words of an ExecStart line that [`quoted`] wrote.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(first) = chars.next() {
        let mut word = String::new();
        match first {
            ' ' => continue,
            '"' => {
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    let doubled = matches!(c, '\\' | '%' | '$');
                    word.extend(if doubled { chars.next() } else { Some(c) });
                }
            }
            first => {
                word.push(first);
                word.extend(std::iter::from_fn(|| chars.next_if(|c| *c != ' ')));
            }
        }
        words.push(word);
    }
    words
}

fn systemctl(args: &[&str]) -> Result<(), Error> {
    match run(args) {
        Ok((true, _)) => Ok(()),
        Ok((false, said)) => Err(Error::Failed(args.join(" "), said)),
        Err(error) => Err(Error::NoSystemd(format!("systemctl: {error}"))),
    }
}

/// Whether it succeeded, and the last line that it said.
fn run(args: &[&str]) -> io::Result<(bool, String)> {
    let output = Command::new("systemctl").arg("--user").args(args).stdin(Stdio::null()).output()?;
    let said =
        if output.status.success() || output.stderr.is_empty() { output.stdout } else { output.stderr };
    let said = String::from_utf8_lossy(&said);
    Ok((output.status.success(), said.lines().last().unwrap_or_default().trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{PathBuf, quoted, read, unit, words};

    #[test]
    fn a_unit_holds_any_folder_and_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("headsup.service");
        assert_eq!(read(&place).unwrap(), None);
        let folders: Vec<PathBuf> =
            ["/a", "/home/ana/my notes", "/50%/$HOME", "/a\"b\\c", "/ü/🎉"].map(PathBuf::from).to_vec();
        let text = unit("/usr/bin/heads up".as_ref(), &folders).unwrap();
        std::fs::write(&place, &text).unwrap();
        assert_eq!(read(&place).unwrap(), Some(folders));
        let line = text.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
        assert!(
            line.starts_with("ExecStart=\"/usr/bin/heads up\" run \"/a\" \"/home/ana/my notes\""),
            "{line}"
        );
        assert!(line.contains("\"/50%%/$$HOME\""), "{line}");
        assert!(quoted("/a\nExecStart=/bin/sh".as_ref()).is_err());
        assert_eq!(words("/bin/headsup run /a"), ["/bin/headsup", "run", "/a"]);
    }

    #[test]
    fn a_unit_of_somebody_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("headsup.service");
        std::fs::write(&place, "[Service]\nExecStart=/bin/true\n").unwrap();
        let said = read(&place).unwrap_err().to_string();
        assert!(said.contains("was not written by headsup"), "{said}");
    }
}
