//! Text on its way to a person's terminal.

use std::fmt::Write as _;
use std::path::Path;

use jiff::SignedDuration;

/// Text without control characters: each that could move the cursor, set colours or reorder the line (C0, C1
/// and the bidirectional overrides) is shown as a sign that stands for it. Line feeds and tabs stay.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Like [`clean`], and on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// A path's bytes as a person can read them, on one line.
#[must_use]
pub fn path(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(&clean_line(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// A path as a shell takes it.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%,=:".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// `1 note`, `2 notes`.
#[must_use]
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", thousands(n)) }
}

/// `just now`, `12 seconds ago`, `3 hours ago`.
#[must_use]
pub fn ago(age: SignedDuration) -> String {
    let seconds = usize::try_from(age.as_secs()).unwrap_or(0);
    let (n, unit) = match seconds {
        0 => return "just now".to_owned(),
        1..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(n, unit))
}

/// `24,360`.
#[must_use]
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(clean("a\x1b[31mb\r\n\tc\u{9b}\u{202e}\x7f"), "a␛[31mb␍\n\tc\u{fffd}\u{fffd}␡");
        assert_eq!(clean_line("a\nb"), "a b");
        assert_eq!(path(b"a\xffb\n\xc3\xa4"), "a\\xffb ä");
    }

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        let of = |seconds| ago(SignedDuration::from_secs(seconds));
        let told = [-5, 0, 1, 119, 120, 7_199, 7_200, 172_800].map(of);
        let expect = ["just now", "just now", "1 second ago", "119 seconds ago", "2 minutes ago"];
        assert_eq!(told[..5], expect);
        assert_eq!(told[5..], ["119 minutes ago", "2 hours ago", "2 days ago"]);
    }

    #[test]
    fn numbers_are_counted_and_grouped() {
        assert_eq!(
            (count(1, "note"), count(24_360, "note"), thousands(1_000_000), thousands(7)),
            ("1 note".into(), "24,360 notes".into(), "1,000,000".into(), "7".into())
        );
    }
}
