//! What a repository's attributes and settings say about a path: whether a filter program owns its stored
//! form, and whether git would change its line ends.
//!
//! A note is stored byte for byte. The exception keeps `git status` quiet: where git itself would store CR LF
//! as LF whatever the file held before, we do so too.

use std::{
    cell::RefCell,
    collections::HashMap,
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use git2::{AttrCheckFlags, AttrValue, Config, Oid, Repository};

use super::{Error, History, shown, tree};

/// git reads no larger `.gitattributes`, in bytes.
const LARGEST: u64 = 100 << 20;

/// How a file's bytes become a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// As they are.
    AsIs,
    /// CR LF becomes LF.
    Lf,
    /// CR LF becomes LF in a text file whose last commit holds none.
    LfLikeBefore,
    /// Through a program or an encoding that only git itself applies, by this name.
    Foreign(String),
}

/// Looks up what holds for a path. Cheap where the repository has no attributes at all.
pub(super) struct Attributes<'a> {
    history: &'a History,
    repo: &'a Repository,
    tree: Option<Oid>,
    everywhere: bool,
    auto_crlf: bool,
    known: RefCell<HashMap<Vec<u8>, Above>>,
}

impl<'a> Attributes<'a> {
    /// `tree` is the last commit's.
    pub(super) fn read(history: &'a History, repo: &'a Repository, tree: Option<Oid>) -> Result<Self, Error> {
        let config = repo
            .config()
            .and_then(|mut config| config.snapshot())
            .map_err(Error::git("read its settings"))?;
        let auto_crlf = config.get_string("core.autocrlf").is_ok_and(|value| {
            value.eq_ignore_ascii_case("input") || Config::parse_bool(value.as_str()).unwrap_or(false)
        });
        let everywhere = global(&config, history).iter().any(|path| path.exists());
        Ok(Self { history, repo, tree, everywhere, auto_crlf, known: RefCell::default() })
    }

    /// What holds for a file at `path`, from the top of the work tree.
    pub(super) fn storage(&self, path: &[u8]) -> Storage {
        let unless_said = if self.auto_crlf { Storage::LfLikeBefore } else { Storage::AsIs };
        let above = self.said_above(path);
        if !self.everywhere && above == Above::Nothing {
            return unless_said;
        }
        let flags = match above {
            Above::NoFile => AttrCheckFlags::INDEX_ONLY,
            _ => AttrCheckFlags::FILE_THEN_INDEX,
        };
        let value = |name: &str| {
            let path = Path::new(OsStr::from_bytes(path));
            let found = self.repo.get_attr_bytes(path, name, flags);
            Said::from(found.unwrap_or_default())
        };
        if let Said::Value(driver) = value("filter") {
            return Storage::Foreign(format!("the filter `{driver}`"));
        }
        if let Said::Value(encoding) = value("working-tree-encoding") {
            return Storage::Foreign(format!("the encoding {encoding}"));
        }
        match value("text") {
            Said::Yes => Storage::Lf,
            Said::No => Storage::AsIs,
            Said::Value(word) if word == "auto" => Storage::LfLikeBefore,
            _ => match (value("crlf"), value("eol")) {
                (Said::No, _) => Storage::AsIs,
                (Said::Yes, _) => Storage::Lf,
                (_, Said::Value(_)) => Storage::Lf,
                _ => unless_said,
            },
        }
    }

    /// The blob that `bytes` become at `path`; `None` where they are stored as they are.
    pub(super) fn converted(&self, path: &[u8], storage: &Storage, bytes: &[u8]) -> Option<Vec<u8>> {
        let has_crlf = |bytes: &[u8]| bytes.windows(2).any(|pair| pair == b"\r\n");
        match storage {
            Storage::AsIs | Storage::Foreign(_) => None,
            Storage::Lf => has_crlf(bytes).then(|| to_lf(bytes)),
            Storage::LfLikeBefore => {
                if !has_crlf(bytes) || !is_text(bytes) {
                    return None;
                }
                let (_, before) = tree::entry(self.repo, self.tree?, path).ok()??;
                let before = self.repo.find_blob(before).ok()?;
                (!has_crlf(before.content())).then(|| to_lf(bytes))
            }
        }
    }

    /// What the folders above `path` have as `.gitattributes`, on disk or in the last commit.
    fn said_above(&self, path: &[u8]) -> Above {
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
        let folders = std::iter::once(0).chain(slashes);
        folders.map(|end| self.said_in(&path[..end])).max().unwrap_or(Above::Nothing)
    }

    fn said_in(&self, folder: &[u8]) -> Above {
        if let Some(says) = self.known.borrow().get(folder) {
            return *says;
        }
        let says = self.says(folder);
        self.known.borrow_mut().insert(folder.to_vec(), says);
        says
    }

    fn says(&self, folder: &[u8]) -> Above {
        let name = b".gitattributes".to_vec();
        let file = if folder.is_empty() { name } else { [folder, b"/", &name[..]].concat() };
        match self.history.work_tree().join(OsStr::from_bytes(&file)).symlink_metadata() {
            Ok(meta) if meta.is_file() && meta.len() <= LARGEST => return Above::File,
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Above::NoFile,
            Err(_) => {}
        }
        // What cannot be read counts as said: the look-up that follows then tells.
        let committed = self.tree.map(|tree| tree::entry(self.repo, tree, &file));
        if matches!(committed, None | Some(Ok(None))) { Above::Nothing } else { Above::File }
    }
}

/// What lies where `.gitattributes` are looked for. git reads none through a link; a pipe would be waited for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Above {
    Nothing,
    File,
    NoFile,
}

/// The files that give attributes to every path of every, or of this, repository.
fn global(config: &Config, history: &History) -> Vec<PathBuf> {
    let user = config.get_path("core.attributesFile").ok();
    let folder = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = folder.or_else(|| std::env::home_dir().map(|home| home.join(".config")));
    let user = user.or_else(|| folder.map(|folder| folder.join("git/attributes")));
    let own = history.common_dir().join("info/attributes");
    [Some(own), Some(PathBuf::from("/etc/gitattributes")), user].into_iter().flatten().collect()
}

/// A file that git takes for text: no NUL, and no CR but before LF.
fn is_text(bytes: &[u8]) -> bool {
    let lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    !bytes.contains(&0) && !(0..bytes.len()).any(lone)
}

fn to_lf(bytes: &[u8]) -> Vec<u8> {
    let kept = |at: &usize| bytes[*at] != b'\r' || bytes.get(*at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(kept).map(|at| bytes[at]).collect()
}

enum Said {
    Yes,
    No,
    Value(String),
    Nothing,
}

impl From<Option<&[u8]>> for Said {
    fn from(value: Option<&[u8]>) -> Self {
        match AttrValue::always_bytes(value) {
            AttrValue::True => Self::Yes,
            AttrValue::False => Self::No,
            AttrValue::Bytes(bytes) => Self::Value(shown(bytes)),
            AttrValue::String(text) => Self::Value(shown(text.as_bytes())),
            AttrValue::Unspecified => Self::Nothing,
        }
    }
}
