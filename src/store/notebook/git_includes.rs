//! What a file of git's settings includes: a stranger's may name a pipe, which whoever opens it waits for.

use std::{
    fs::{self, Metadata},
    os::unix::fs::{FileTypeExt, MetadataExt},
    path::{Path, PathBuf},
};

use super::ignored::{Links, read};

/// How deep git follows files that include others.
const DEEPEST: usize = 10;
/// How many files are looked at; git would read more, and nobody has as many.
const MOST: usize = 100;

/// The first file that reading these settings would wait for, or read without an end: a pipe, a device. Conditions
/// (`includeIf`) are not asked.
pub(in crate::store) fn endless_include(settings: &Path) -> Option<PathBuf> {
    let mut left = vec![(settings.to_owned(), 0)];
    let mut seen = 0;
    while let Some((file, depth)) = left.pop() {
        seen += 1;
        if file.metadata().is_ok_and(|meta| is_endless(&meta)) || seen > MOST {
            return Some(file);
        }
        let Some(text) = read(&file, Links::Followed).filter(|_| depth < DEEPEST) else { continue };
        let folder = file.parent().unwrap_or(Path::new("/"));
        let named = included(&String::from_utf8_lossy(&text)).into_iter();
        left.extend(named.filter_map(|path| Some((place(folder, &path)?, depth + 1))));
    }
    None
}

/// Whether reading it may never end. `/dev/null` is what people name for no file at all.
pub(in crate::store) fn is_endless(meta: &Metadata) -> bool {
    let kind = meta.file_type();
    let is_null = || fs::metadata("/dev/null").is_ok_and(|null| null.rdev() == meta.rdev());
    kind.is_fifo() || kind.is_socket() || kind.is_block_device() || (kind.is_char_device() && !is_null())
}

fn place(folder: &Path, path: &str) -> Option<PathBuf> {
    match path.strip_prefix("~/") {
        Some(inside) => Some(PathBuf::from(std::env::var_os("HOME")?).join(inside)),
        None => Some(folder.join(path)),
    }
}

/// The values of `include.path` and `includeIf.*.path`.
fn included(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_include = false;
    let joined = text.trim_start_matches('\u{feff}').replace("\\\r\n", "").replace("\\\n", "");
    for line in joined.lines() {
        let mut line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let (name, rest) = section(header);
            in_include = ["include", "includeif"].iter().any(|word| name.eq_ignore_ascii_case(word));
            line = rest.trim_start();
        }
        if in_include
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("path")
        {
            found.push(unquoted(value.trim_start()));
        }
    }
    found
}

/// The name of a section, and what follows its header.
fn section(header: &str) -> (&str, &str) {
    let name = header.trim_start();
    let name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in header.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return (name, header.get(at + 1..).unwrap_or_default()),
            _ => {}
        }
    }
    (name, "")
}

/// A value as git reads it: quotes and escapes undone, a comment left out.
fn unquoted(value: &str) -> String {
    let mut read = String::new();
    let mut quoted = false;
    let mut kept = 0;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '#' | ';' if !quoted => break,
            '\\' => read.extend(chars.next().map(|c| match c {
                'n' => '\n',
                't' => '\t',
                'b' => '\u{8}',
                c => c,
            })),
            c => read.push(c),
        }
        if quoted || !c.is_whitespace() {
            kept = read.len();
        }
    }
    read.truncate(kept);
    read
}

#[cfg(test)]
mod tests {
    use super::super::tests::fifo;
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(included(text), expect, "{text}");
    }

    #[test]
    fn what_is_included_is_read_as_git_reads_it() {
        check("[include]\n\tpath = a\n[core]\n\tpath = no\n", &["a"]);
        check("[Include] PATH=\"a b\" ; why\n path = c # why\n", &["a b", "c"]);
        check("[includeIf \"gitdir:~/x]/\"]\npath = ~/y\\\nz\n", &["~/yz"]);
        check("[includeIf \"a\\\"]\"] path = q\n", &["q"]);
        check("[include \"x\"]\npath = a\\\\b\\\"c\n", &["a\\b\"c"]);
        check("[user]\n\tname = [include]\n\tpath = x\n", &[]);
    }

    #[test]
    fn a_pipe_that_is_included_anywhere_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fifo(&at("pipe"));
        let config = at("config");
        for (name, text, expect) in [
            ("none", "[include]\n\tpath = nowhere\n\tpath = /dev/null\n", None),
            ("near", "[include]\n\tpath = pipe\n", Some(at("pipe"))),
            ("deep", "[includeIf \"onbranch:x\"]\n\tpath = near\n", Some(at("pipe"))),
            ("device", "[include] path = /dev/zero", Some("/dev/zero".into())),
            ("itself", "[include]\n\tpath = itself\n", None),
        ] {
            fs::write(at(name), text).unwrap();
            fs::write(&config, format!("[include]\n\tpath = {name}\n")).unwrap();
            assert_eq!(endless_include(&config), expect, "{name}");
        }
    }
}
