//! The writer's words, made fit for one line of markdown.

use unicode_width::UnicodeWidthChar;

/// The widest an item's text may be, in columns.
pub(super) const TEXT_WIDTH: usize = 140;

/// What ends a text and does not belong within a sentence.
const ENDS: [char; 7] = ['.', ':', ';', ',', '–', '—', ' '];

/// However narrow its characters are, a text has at most this many: joiners and combining marks take no column.
const TEXT_CHARS: usize = 600;

/// The text on one line: each run of white space and control characters is one space, none at the ends, and
/// the characters that turn the direction of writing are left out.
pub(in crate::domain) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !turns(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// At most `width` columns of a clean text, cut between words where that loses little, `…` where it was cut.
pub(super) fn clip(text: &str, width: usize) -> String {
    let mut columns = 0;
    let mut room = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        columns += c.width().unwrap_or(0);
        if columns > width || count >= TEXT_CHARS {
            let cut = text.get(..room).unwrap_or_default();
            let word = cut.rfind(' ').filter(|space| *space >= room / 2).unwrap_or(room);
            return format!(
                "{}…",
                cut.get(..word).unwrap_or(cut).trim_end_matches([' ', ',', ';', ':', '-'])
            );
        }
        // The `…` takes a column of its own.
        if columns < width {
            room = at + c.len_utf8();
        }
    }
    text.to_owned()
}

/// The text cleaned, clipped and escaped, for the middle of a line.
pub(in crate::domain) fn words(text: &str) -> String {
    inline(&clip(&clean(text), TEXT_WIDTH))
}

/// The text as [`words`] gives it, for the beginning of a line, without the full stop or colon at its end, since
/// something follows.
pub(in crate::domain) fn opening(text: &str) -> String {
    let text = clip(&clean(text), TEXT_WIDTH);
    guard(inline(text.trim_end_matches(ENDS)))
}

/// The text for the beginning of a sentence, as [`opening`] gives it, with a capital.
pub(in crate::domain) fn beginning(text: &str) -> String {
    opening(&capital(text))
}

/// The text for the end of a sentence, as [`words`] gives it, with a capital and without the full stop or colon at
/// its end.
pub(in crate::domain) fn clause(text: &str) -> String {
    words(capital(text).trim_end_matches(ENDS))
}

/// The text with a capital at its beginning; a first word that is no ordinary one (`iPad`, `npm2`, an address)
/// stays as it was written.
fn capital(text: &str) -> String {
    let text = clean(text);
    let word = text.split(' ').next().unwrap_or_default().trim_end_matches([',', ':', ';', '.', '!', '?']);
    let ordinary = |c: char| c.is_lowercase() || matches!(c, '-' | '\'' | '’');
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if first.is_lowercase() && word.chars().all(ordinary) => {
            first.to_uppercase().chain(rest).collect()
        }
        _ => text,
    }
}

/// The text as [`opening`] gives it, with the end it has: nothing follows in its sentence.
pub(in crate::domain) fn opening_whole(text: &str) -> String {
    line(text, TEXT_WIDTH)
}

/// The text cleaned, clipped to a width and escaped, for a line of its own.
pub(super) fn line(text: &str, width: usize) -> String {
    guard(inline(&clip(&clean(text), width)))
}

/// The text of a link.
pub(in crate::domain) fn label(text: &str) -> String {
    words(text).replace('[', "\\[").replace(']', "\\]")
}

/// The text in quotation marks, its own outer ones taken off.
pub(in crate::domain) fn quoted(text: &str) -> String {
    let text = clean(text);
    let bare = text
        .strip_prefix(['"', '“'])
        .and_then(|t| t.strip_suffix(['"', '”']))
        .filter(|t| !t.contains(['"', '“', '”']));
    format!("\"{}\"", inline(clip(bare.unwrap_or(&text), TEXT_WIDTH).trim_end_matches('.')))
}

/// What ends a sentence, in any script.
const STOPS: [char; 12] = ['.', '!', '?', '…', '。', '．', '！', '？', '؟', '۔', '।', '։'];

/// The sentence, ended with a full stop unless it has an end.
pub(in crate::domain) fn sentence(mut text: String) -> String {
    let last = text.trim_end_matches(['"', '”', ')', '*', '_', '`']);
    if !last.ends_with(STOPS) || last.is_empty() {
        text.push('.');
    }
    text
}

/// The text, and a sentence for each label that has words: `Retries shipped. Benefit: fewer calls`.
pub(in crate::domain) fn labelled(mut text: String, labels: &[(&str, &Option<String>)]) -> String {
    for (label, said) in labels {
        if let Some(said) = said {
            text = format!("{} {label}: {}", sentence(text), words(said));
        }
    }
    text
}

/// Takes the power from what would swallow the rest of the line: an unclosed code span or comment, raw HTML, a
/// backslash at the end. Everything else stays as it was written.
fn inline(text: &str) -> String {
    let ticks = unclosed_code(text);
    let percent = text.matches("%%").count() % 2 == 1;
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let html = c == '<' && starts_html(rest.as_str());
        if html || (c == '`' && ticks) || (c == '%' && percent && rest.as_str().starts_with('%')) {
            out.push('\\');
        }
        out.push(c);
    }
    if (out.len() - out.trim_end_matches('\\').len()) % 2 == 1 {
        out.push('\\');
    }
    out
}

fn starts_html(rest: &str) -> bool {
    let link = ["http://", "https://", "mailto:"].iter().any(|scheme| rest.starts_with(scheme));
    !link && rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// Whether a run of backticks has no run of the same length to close it.
fn unclosed_code(text: &str) -> bool {
    let mut open: Option<usize> = None;
    let mut run = 0;
    for c in text.chars().chain([' ']) {
        if c == '`' {
            run += 1;
        } else if run > 0 {
            open = match open {
                Some(length) if length == run => None,
                Some(length) => Some(length),
                None => Some(run),
            };
            run = 0;
        }
    }
    open.is_some()
}

/// Takes the power from what would start a block of its own at the beginning of a list item.
fn guard(text: String) -> String {
    let after = |n: usize| text.chars().nth(n);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let at = match text.chars().next() {
        Some('#' | '>' | '|') => Some(0),
        Some('=') if text.trim_end().chars().all(|c| c == '=') => Some(0),
        Some(c @ ('-' | '+' | '*' | '_')) if after(1).is_none_or(|n| n == ' ' || n == c) => {
            (c != '*' && c != '_' || !closes_emphasis(&text, c)).then_some(0)
        }
        Some(c @ ('`' | '~')) if after(1) == Some(c) && after(2) == Some(c) => Some(0),
        Some('[') if after(2) == Some(']') && after(3).is_none_or(|n| n == ' ') => Some(0),
        Some('0'..='9') if digits < 10 && matches!(after(digits), Some('.' | ')')) => {
            after(digits + 1).is_none_or(|n| n == ' ').then_some(digits)
        }
        _ => None,
    };
    // All that stands before `at` is ASCII digits.
    let (before, after) = text.split_at_checked(at.unwrap_or(0)).unwrap_or(("", &text));
    if at.is_some() { format!("{before}\\{after}") } else { text }
}

/// Whether a text that begins `**` or `__` closes it again: then it is emphasis, not a rule.
fn closes_emphasis(text: &str, c: char) -> bool {
    let pair = [c, c].iter().collect::<String>();
    text.strip_prefix(&pair).is_some_and(|rest| rest.trim_start_matches(c).contains(&pair))
}

#[cfg(test)]
mod tests {
    use super::{beginning, clause, clean, clip, opening, quoted, sentence, words};

    #[test]
    fn a_text_is_one_clean_line() {
        assert_eq!(clean("  a\r\n\tb\u{0}c\u{1b}[31m \u{202e}d\u{2028}e "), "a b c [31m d e");
        assert_eq!(clean("👩‍💻 é\u{301}"), "👩‍💻 é\u{301}");
        assert_eq!(clean("\u{0}\n"), "");
    }

    #[test]
    fn a_long_text_is_cut_on_a_character_and_marked() {
        assert_eq!(clip("short", 5), "short");
        assert_eq!(clip("one two three", 9), "one two…");
        assert_eq!(clip("abcdefghij", 5), "abcd…");
        assert_eq!(clip("日本語テキスト", 6), "日本…");
        assert_eq!(clip(&"\u{301}".repeat(5000), 10).chars().count(), 601);
        assert_eq!(clip("", 5), "");
    }

    #[track_caller]
    fn opens(text: &str, expect: &str) {
        assert_eq!(opening(text), expect, "{text:?}");
    }

    #[test]
    fn a_text_cannot_start_a_block() {
        opens("# heading", "\\# heading");
        opens("> quote", "\\> quote");
        opens("- item", "\\- item");
        opens("---", "\\---");
        opens("1. item", "1\\. item");
        opens("2026", "2026");
        opens("3.5 days", "3.5 days");
        opens("[x] done", "\\[x] done");
        opens("[[Priya]] and", "[[Priya]] and");
        opens("**Bold** move", "**Bold** move");
        opens("==", "\\==");
        opens("==Marked== move", "==Marked== move");
        opens("```", "\\`\\`\\`");
        opens("~~~", "\\~~~");
        opens("Send the plan.", "Send the plan");
        opens("", "");
        opens("-", "\\-");
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        for (text, expect) in [
            ("send the plan.", "Send the plan"),
            ("écrire à Ana:", "Écrire à Ana"),
            ("follow-up, again —", "Follow-up, again"),
            ("Send it", "Send it"),
            ("iPad for Ana", "iPad for Ana"),
            ("npm2 is slow", "npm2 is slow"),
            ("https://example.org", "https://example.org"),
            ("src/lib.rs", "src/lib.rs"),
            ("`cargo` is slow", "`cargo` is slow"),
            ("", ""),
        ] {
            assert_eq!((beginning(text), clause(text)), (expect.to_owned(), expect.to_owned()));
        }
        assert_eq!((beginning("# a"), clause("# a")), ("\\# a".to_owned(), "# a".to_owned()));
    }

    #[track_caller]
    fn inlines(text: &str, expect: &str) {
        assert_eq!(words(text), expect, "{text:?}");
    }

    #[test]
    fn a_text_cannot_swallow_the_rest_of_its_line() {
        inlines("use `cargo`", "use `cargo`");
        inlines("an ` open tick", "an \\` open tick");
        inlines("``a` b", "\\`\\`a\\` b");
        inlines("a <!-- b", "a \\<!-- b");
        inlines("<b>x</b>", "\\<b>x\\</b>");
        inlines("2 < 3 <- x", "2 < 3 <- x");
        inlines("see <https://example.org>", "see <https://example.org>");
        inlines("tail \\", "tail \\\\");
        inlines("100%% sure", "100\\%% sure");
    }

    #[test]
    fn quotes_and_ends() {
        assert_eq!(quoted("He stopped."), "\"He stopped\"");
        assert_eq!(quoted("\"He stopped\""), "\"He stopped\"");
        assert_eq!(quoted("\"a\" and \"b\""), "\"\"a\" and \"b\"\"");
        for (text, expect) in [
            ("a", "a."),
            ("a?", "a?"),
            ("\"a!\"", "\"a!\""),
            ("\"a?\"", "\"a?\""),
            ("متى؟", "متى؟"),
            ("", "."),
            ("a…", "a…"),
        ] {
            assert_eq!(sentence(text.to_owned()), expect);
        }
    }
}
