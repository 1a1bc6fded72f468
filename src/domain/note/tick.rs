//! Ticking a box in a note's text, in place.

use super::{body, front_matter, item::Mark};

/// Why a line cannot be ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTick {
    /// The text has no such line.
    NoLine,
    /// The line is no list item.
    NoItem,
    /// The line stands in the front matter, and holds no quoted item with a box.
    FrontMatter,
    /// Its box is ticked already.
    Done,
    /// Carriage returns without a line feed end lines of Markdown within it, and which one is meant is not known.
    SeveralLines,
}

/// The text with the box on `line` (from 1) ticked, byte for byte the same otherwise. A list item without a
/// box gets one, but in front matter, where a box must be quoted.
///
/// # Errors
/// Where there is nothing to tick; see [`NoTick`].
pub fn tick(text: &str, line: u32) -> Result<String, NoTick> {
    let start = line_start(text, line).ok_or(NoTick::NoLine)?;
    let rest = &text[start..];
    let whole = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let (content, behind) = whole.split_at(whole.find('\r').unwrap_or(whole.len()));
    if !behind.trim().is_empty() {
        return Err(NoTick::SeveralLines);
    }
    let after_bullet = bullet(content).ok_or(NoTick::NoItem)?;
    let in_front = start < front_matter::body(text);
    let quote = usize::from(in_front && content[after_bullet..].starts_with(['"', '\'']));
    let at = start + after_bullet + quote;
    // Neither a comment nor the backslash of a hard break is part of an item's words.
    let item = content[after_bullet + quote..].split("<!--").next().unwrap_or_default().trim_end();
    let item = item.strip_suffix('\\').unwrap_or(item);
    if item.is_empty() {
        return Err(NoTick::NoItem);
    }
    let mut out = text.to_owned();
    let found = body::checkbox(item);
    let inside = found.map(|(_, len)| at + 1..at + len - 1);
    if in_front && (quote == 0 || inside.clone().is_none_or(|inside| !is_plain(&text[inside]))) {
        return Err(NoTick::FrontMatter);
    }
    match (found, inside) {
        (Some((Some(Mark::Done), _)), _) => return Err(NoTick::Done),
        (_, Some(inside)) => out.replace_range(inside, "x"),
        (_, None) => out.insert_str(at, "[x] "),
    }
    Ok(out)
}

/// Where a line (from 1) starts; lines end with LF or CRLF.
fn line_start(text: &str, line: u32) -> Option<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let starts = std::iter::once(0).chain(ends.map(|(i, _)| i + 1));
    starts.take_while(|start| *start <= text.len()).nth(usize::try_from(line.checked_sub(1)?).ok()?)
}

/// How many bytes a line's bullets or numbers and the white space around them take.
fn bullet(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let body = &line[indent..];
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match body.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return None,
    };
    let after = &body[sign..];
    let space = after.len() - after.trim_start().len();
    if space == 0 {
        return None;
    }
    let here = indent + sign + space;
    // `- - [ ] x`: a list within a list, on one line.
    match body::checkbox(&line[here..]) {
        None => Some(here + bullet(&line[here..]).unwrap_or(0)),
        Some(_) => Some(here),
    }
}

/// Whether a box's sign means the same inside quotes.
fn is_plain(sign: &str) -> bool {
    sign.chars().all(|c| " /-!?>xX".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{NoTick, tick};

    #[track_caller]
    fn check(text: &str, line: u32, expect: Result<&str, NoTick>) {
        assert_eq!(tick(text, line).as_deref().map_err(|e| *e), expect);
    }

    #[test]
    fn only_the_box_changes() {
        check("# A\r\n\r\n- [ ] b ^c\r\n", 3, Ok("# A\r\n\r\n- [x] b ^c\r\n"));
        check("* [/] under way", 1, Ok("* [x] under way"));
        check("  1) [ ] b", 1, Ok("  1) [x] b"));
        check("- [→] ä", 1, Ok("- [x] ä"));
        check("- [☑\u{fe0f}] b\n- []\u{a0}b", 2, Ok("- [☑\u{fe0f}] b\n- [x]\u{a0}b"));
        check("- [☐\u{fe0f}] b", 1, Ok("- [x] b"));
        check("- [ ]\\\n  b", 1, Ok("- [x]\\\n  b"));
        check("- [ ]<!-- a --> b", 1, Ok("- [x]<!-- a --> b"));
        check("- [  ] b", 1, Ok("- [x] b"));
        check("\u{feff}- [ ] b\n- [ ] b\n", 2, Ok("\u{feff}- [ ] b\n- [x] b\n"));
        check("- - [ ] b", 1, Ok("- - [x] b"));
    }

    #[test]
    fn a_bullet_without_a_box_gets_one() {
        check("- send plan\n", 1, Ok("- [x] send plan\n"));
        check("- [link](x.md) plan", 1, Ok("- [x] [link](x.md) plan"));
    }

    #[test]
    fn in_front_matter_only_a_quoted_box_is_ticked() {
        check("---\na:\n- '[ ] b'\n---\n", 3, Ok("---\na:\n- '[x] b'\n---\n"));
        check(
            "\u{feff}---\na:\n  - \"[/] b\" # c\n---\n",
            3,
            Ok("\u{feff}---\na:\n  - \"[x] b\" # c\n---\n"),
        );
        check("---\na:\n- '[x] b'\n---\n", 3, Err(NoTick::Done));
        for entry in ["- b", "- 'b'", "- text: b", "- [ ] b", "- [b]", "- |"] {
            check(&format!("---\na:\n{entry}\n---\n"), 3, Err(NoTick::FrontMatter));
        }
        check("---\na: b\n---\n- b\n", 4, Ok("---\na: b\n---\n- [x] b\n"));
        check("---\n- b\n---\n", 2, Ok("---\n- [x] b\n---\n"));
    }

    #[test]
    fn what_cannot_be_ticked_says_why() {
        check("- [x] b", 1, Err(NoTick::Done));
        check("ACTION: b", 1, Err(NoTick::NoItem));
        check("-b", 1, Err(NoTick::NoItem));
        check("- \n  [ ] b", 1, Err(NoTick::NoItem));
        check("- <!-- a --> [ ] b", 1, Err(NoTick::NoItem));
        check("a", 2, Err(NoTick::NoLine));
        check("a", 0, Err(NoTick::NoLine));
        check("", 9, Err(NoTick::NoLine));
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line_of_markdown() {
        check("- [ @] a\r- [ ] b\n", 1, Err(NoTick::SeveralLines));
        check("a\r- [ ] b", 1, Err(NoTick::SeveralLines));
        check("- a\r- b\n- [ ] c\r\r\n", 2, Ok("- a\r- b\n- [x] c\r\r\n"));
        check("- [ ] a\r", 1, Ok("- [x] a\r"));
    }
}
