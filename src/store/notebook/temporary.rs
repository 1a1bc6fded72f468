//! The files that editors, and we, write beside a note for a moment.

/// Whether a file's name, without its folder, is that of a temporary file: `.x.swp`, `4913` (vim's probe),
/// `x~`, `.#x` and `#x#` (Emacs), `.goutputstream-*` (GLib), `*.tmp` (ours too) or `.DS_Store`.
#[must_use]
pub fn is_temporary(name: &[u8]) -> bool {
    let ends = |suffix: &str| name.ends_with(suffix.as_bytes());
    name == b"4913"
        || name == b".DS_Store"
        || ends("~")
        || (name.starts_with(b".") && (ends(".swp") || ends(".swo") || ends(".swx")))
        || ends(".swp")
        || ends(".tmp")
        || name.starts_with(b".#")
        || (name.len() > 1 && name.starts_with(b"#") && ends("#"))
        || name.starts_with(b".goutputstream-")
}

#[cfg(test)]
mod tests {
    use super::is_temporary;

    #[test]
    fn what_editors_leave_for_a_moment() {
        for name in [
            ".a.md.swp",
            ".a.md.swo",
            ".a.md.swx",
            "a.swp",
            "4913",
            "a.md~",
            "~",
            ".#a.md",
            "#a.md#",
            ".goutputstream-X1Y2Z3",
            "a.tmp",
            ".headsup-1-2.tmp",
            ".DS_Store",
        ] {
            assert!(is_temporary(name.as_bytes()), "{name}");
        }
        for name in ["a.md", "4913.md", "#a.md", "#", "tmp", "a.tmp.md", "~a.md", ".obsidian", "swp", ".swap"]
        {
            assert!(!is_temporary(name.as_bytes()), "{name}");
        }
    }
}
