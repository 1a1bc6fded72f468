//! The last line of a digest: by it a person's edit is known.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

const OPEN: &str = "<!-- headsup: sha256:";
const CLOSE: &str = " -->\n";

/// Whether a digest's bytes are as they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seal {
    /// Not a byte has changed.
    Untouched,
    /// The seal does not fit the rest: a person has edited the digest, and it is theirs.
    Edited,
    /// There is no seal on the last line: the file is not, or no longer, one that headsup wrote.
    Missing,
}

/// The digest as it is written to its file: the markdown, a blank line, and the comment with its SHA-256.
#[must_use]
pub fn seal(markdown: &str) -> String {
    let mut sealed = String::with_capacity(markdown.len() + 100);
    sealed.push_str(markdown);
    sealed.push('\n');
    let hash = hash(sealed.as_bytes());
    sealed.push_str(OPEN);
    sealed.push_str(&hash);
    sealed.push_str(CLOSE);
    sealed
}

/// Whether a file's bytes are those that [`seal`] gave. An editor that only converts line ends or adds one
/// has edited it too: the bytes no longer come from the notes alone.
#[must_use]
pub fn is_untouched(bytes: &[u8]) -> Seal {
    let body = bytes.trim_ascii_end();
    let line = body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (rest, last) = bytes.split_at(line);
    if !last.starts_with(OPEN.as_bytes()) {
        return Seal::Missing;
    }
    if *last == *format!("{OPEN}{}{CLOSE}", hash(rest)).as_bytes() { Seal::Untouched } else { Seal::Edited }
}

/// Whether a digest that a person has edited was written with what `fresh`, one sealed now, says too: then there
/// is nothing newer to be had. Without its seal nobody can tell what it was written with.
#[must_use]
pub fn was_written_as(edited: &[u8], fresh: &str) -> bool {
    written(edited).is_some_and(|hash| written(fresh.as_bytes()) == Some(hash))
}

/// The hash in the last seal among the lines, whether or not it fits the rest.
fn written(bytes: &[u8]) -> Option<&[u8]> {
    let lines = bytes.rsplit(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut hashes = lines
        .filter_map(|line| line.strip_prefix(OPEN.as_bytes())?.strip_suffix(CLOSE.trim_end().as_bytes()));
    hashes.next()
}

fn hash(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Seal, is_untouched, seal, was_written_as};

    #[test]
    fn what_was_sealed_is_untouched() {
        for text in ["# Priya\n", "", "ä 🎉\n\n## Ask\n- What?\n"] {
            let sealed = seal(text);
            assert_eq!(is_untouched(sealed.as_bytes()), Seal::Untouched);
            assert!(sealed.ends_with(" -->\n"));
            assert_eq!(sealed.lines().count(), text.lines().count() + 2);
        }
    }

    #[test]
    fn an_edited_digest_still_says_what_it_was_written_with() {
        let text = "# Priya\n- [ ] Send plan\n";
        let (sealed, newer) = (seal(text), seal("# Priya\n"));
        for edited in [
            sealed.clone(),
            sealed.replace("[ ]", "[x]"),
            sealed.replace('\n', "\r\n"),
            format!("{sealed}\n- [ ] mine\n"),
            sealed.trim_end().to_owned(),
        ] {
            assert!(was_written_as(edited.as_bytes(), &sealed), "{edited:?}");
            assert!(!was_written_as(edited.as_bytes(), &newer), "{edited:?}");
        }
        for unsealed in [text, "", "<!-- headsup: sha256:", "<!-- headsup: sha256: -->"] {
            assert!(!was_written_as(unsealed.as_bytes(), &sealed), "{unsealed:?}");
        }
    }

    #[track_caller]
    fn check(edited: &str, expect: Seal) {
        assert_eq!(is_untouched(edited.as_bytes()), expect, "{edited:?}");
    }

    #[test]
    fn any_change_is_an_edit() {
        let sealed = seal("# Priya\n- [ ] Send plan\n");
        check(&sealed.replace("[ ]", "[x]"), Seal::Edited);
        check(&sealed.replace('\n', "\r\n"), Seal::Edited);
        check(sealed.trim_end(), Seal::Edited);
        check(&format!("{sealed}\n"), Seal::Edited);
        check(&format!(" {sealed}"), Seal::Edited);
        check(&sealed.replace("\n\n<", "\n<"), Seal::Edited);
        check(&format!("{sealed}mine\n"), Seal::Missing);
        check("# Priya\n", Seal::Missing);
        check("", Seal::Missing);
    }
}
