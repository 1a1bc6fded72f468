//! Bytes → text, whatever they are.

use std::ops::Range;

/// The largest file that is read as a note, in bytes.
pub const LARGEST: usize = 1024 * 1024;

/// A file's text, and what was wrong with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text: without a byte order mark, bad bytes and NULs replaced by U+FFFD; empty where the file is too
    /// large to be read.
    pub text: String,
    /// What was wrong.
    pub fault: Option<Fault>,
}

/// Why bytes are not a note's text; ranges are in the decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More than [`LARGEST`] bytes.
    TooLarge(usize),
    /// Not UTF-8.
    NotUtf8(Range<usize>),
    /// UTF-16, which was read as such.
    Utf16,
    /// Holds a NUL.
    Nul(Range<usize>),
}

/// Reads bytes as text: UTF-8, with or without a byte order mark, and UTF-16 with one.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    if bytes.len() > LARGEST {
        return Decoded { text: String::new(), fault: Some(Fault::TooLarge(bytes.len())) };
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (text, fault) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(bad) => {
            let at = bad.valid_up_to();
            (
                String::from_utf8_lossy(bytes).into_owned(),
                Some(Fault::NotUtf8(at..at + '\u{FFFD}'.len_utf8())),
            )
        }
    };
    match text.find('\0') {
        None => Decoded { text, fault },
        Some(at) => {
            let nul = Fault::Nul(at..at + '\u{FFFD}'.len_utf8());
            Decoded { text: text.replace('\0', "\u{FFFD}"), fault: fault.or(Some(nul)) }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
    let text = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect::<String>();
    Decoded { text: text.replace('\0', "\u{FFFD}"), fault: Some(Fault::Utf16) }
}

#[cfg(test)]
mod tests {
    use super::{Fault, LARGEST, decode};

    #[track_caller]
    fn check(bytes: &[u8], text: &str, fault: Option<Fault>) {
        let decoded = decode(bytes);
        assert_eq!((decoded.text.as_str(), decoded.fault), (text, fault));
    }

    #[test]
    fn every_kind_of_bytes_becomes_text() {
        check(b"", "", None);
        check("\u{FEFF}a\r\nä".as_bytes(), "a\r\nä", None);
        check(b"caf\xe9 x", "caf\u{FFFD} x", Some(Fault::NotUtf8(3..6)));
        check(b"a\0b\0", "a\u{FFFD}b\u{FFFD}", Some(Fault::Nul(1..4)));
        check(b"\xff\xfeh\0i\0", "hi", Some(Fault::Utf16));
        check(b"\xfe\xff\0h\0i\0", "hi", Some(Fault::Utf16));
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let most = "x".repeat(LARGEST);
        check(most.as_bytes(), &most, None);
        check(format!("{most}x").as_bytes(), "", Some(Fault::TooLarge(LARGEST + 1)));
    }
}
