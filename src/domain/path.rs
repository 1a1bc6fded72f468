//! Where a note lies: a path relative to the notebook's root.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A file's path inside the notebook: relative, `/`-separated, UTF-8, without empty, `.` or `..` segments.
///
/// A file whose name is not UTF-8 has no `NotePath`: it is kept in history and named in a diagnostic, but
/// not read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NotePath(String);

impl NotePath {
    /// The path, if it is relative, stays inside the root, and has no NUL, empty, `.` or `..` segment.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let safe = |segment: &str| !matches!(segment, "" | "." | "..") && !segment.contains('\0');
        path.split('/').all(safe).then_some(Self(path))
    }

    /// The whole path, `/`-separated.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: `2026-03-03-priya.md`.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file's name without its last extension: `2026-03-03-priya`.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The folder that holds the file, without a closing `/`; empty at the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// Whether the file's name ends in `.md` or `.markdown`, in any case.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        let name = self.file_name().to_ascii_lowercase();
        name.ends_with(".md") || name.ends_with(".markdown")
    }

    /// Whether the file lies, at any depth, under a folder of this name at the notebook's root.
    #[must_use]
    pub fn is_under(&self, folder: &str) -> bool {
        self.0.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// This file seen from another: the relative link that leads from `from`'s folder here, with the
    /// characters that would end a markdown link target percent-encoded.
    #[must_use]
    pub fn relative_to(&self, from: &NotePath) -> String {
        let mut here: Vec<&str> = from.0.split('/').collect();
        here.pop();
        let there: Vec<&str> = self.0.split('/').collect();
        let shared = here.iter().zip(&there[..there.len() - 1]).take_while(|(a, b)| a == b).count();
        let mut parts: Vec<String> = vec!["..".to_owned(); here.len() - shared];
        parts.extend(there[shared..].iter().map(|segment| encode(segment)));
        parts.join("/")
    }
}

fn encode(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for c in segment.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\' | '"' => {
                out.push_str(&format!("%{:02X}", c as u32));
            }
            c if c.is_control() => {
                for byte in c.to_string().bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
            c => out.push(c),
        }
    }
    out
}

impl From<NotePath> for String {
    fn from(path: NotePath) -> Self {
        path.0
    }
}

impl TryFrom<String> for NotePath {
    type Error = NotInside;

    fn try_from(path: String) -> Result<Self, NotInside> {
        Self::new(path).ok_or(NotInside)
    }
}

/// A path that is no [`NotePath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a relative path inside the notebook")]
pub struct NotInside;

impl fmt::Display for NotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::NotePath;

    fn path(text: &str) -> NotePath {
        NotePath::new(text).unwrap()
    }

    #[test]
    fn only_paths_inside_the_root_are_note_paths() {
        for bad in ["", "/etc/passwd", "../x.md", "a/../x.md", "a//b.md", "./a.md", "a/", "a\0.md"] {
            assert_eq!(NotePath::new(bad), None, "{bad:?}");
        }
        assert_eq!(path("a b/ä 🎉.md").as_str(), "a b/ä 🎉.md");
    }

    #[test]
    fn parts_of_a_path() {
        let p = path("priya/2026-03-03.md");
        assert_eq!((p.file_name(), p.stem(), p.folder()), ("2026-03-03.md", "2026-03-03", "priya"));
        assert_eq!((path(".md").stem(), path("x").stem(), path("x").folder()), (".md", "x", ""));
        assert!(path("digests/2026/x.md").is_under("digests"));
        assert!(!path("digests-old/x.md").is_under("digests"));
    }

    #[test]
    fn links_lead_from_one_note_to_another() {
        let digest = path("digests/2026-03-17-priya.md");
        assert_eq!(path("2026/2026-03-03-priya.md").relative_to(&digest), "../2026/2026-03-03-priya.md");
        assert_eq!(path("digests/a.md").relative_to(&digest), "a.md");
        assert_eq!(path("1 on 1 (old)/a.md").relative_to(&digest), "../1%20on%201%20%28old%29/a.md");
    }
}
