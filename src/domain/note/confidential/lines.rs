//! Which lines of a text are confidential by what the text alone shows. Where it is not sure, it hides more.

use super::super::{
    action,
    body::{self, Block},
    front_matter::{same_key, split},
    heading,
    place::Lines,
};

/// First line, and the line after the last, from 0.
pub(super) type Range = (usize, usize);

/// Whether a text has one of the words without which nothing in it is confidential: most have none, and a
/// first scan asks of every file.
pub(super) fn may_hide(text: &str) -> bool {
    let follows = |at: usize, rest: &str| {
        text.as_bytes()
            .get(at..at + rest.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(rest.as_bytes()))
    };
    // The rarest letter that each of `confidential`, `private` and `visibility` has in its first half.
    let mut bytes = text.bytes().enumerate();
    bytes.any(|(at, byte)| match byte {
        b'f' | b'F' => at >= 3 && follows(at - 3, "confidential"),
        b'v' | b'V' => (at >= 3 && follows(at - 3, "private")) || follows(at, "visibility"),
        _ => false,
    })
}

/// Whether the front matter has a `visibility:` that is confidential or cannot be read.
pub(super) fn front_matter_hides(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let Some(yaml) = split::split(text).and_then(|split| text.get(split.yaml)) else { return false };
    let of_key = |line: &'_ str| {
        let (key, value) = line.split_once(':')?;
        let key = key.trim_end().trim_matches(['"', '\'']);
        same_key(key, "visibility").then(|| !is_open(value))
    };
    if let Some(flow) = yaml.trim_start().strip_prefix('{') {
        return flow.split([',', '\n']).find_map(|entry| of_key(entry.trim())).unwrap_or(false);
    }
    yaml.lines().find_map(of_key).unwrap_or(false)
}

/// The lines, from 0, with an inline `visibility:` that is confidential or cannot be read.
pub(super) fn marked<'a>(text: &'a str, lines: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
    let first = Lines::new(text).line(body_of(text)) as usize;
    let above = move |index: usize| index.checked_sub(1).and_then(|above| lines.get(above));
    let goes_on =
        move |index: usize| index >= first && above(index).is_some_and(|line| !line.trim().is_empty());
    let hides =
        move |(index, line): &(usize, &&str)| hides_itself(line) || begins_with_it(line) && goes_on(*index);
    lines.iter().enumerate().filter(hides).map(move |(index, _)| item_start(lines, index, first))
}

fn body_of(text: &str) -> usize {
    split::split(text).map_or(0, |split| split.body)
}

pub(super) fn hides_itself(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.match_indices("visibility:").any(|(at, found)| {
        let before = lower[..at].chars().next_back();
        let value = lower[at + found.len()..].trim_start_matches(':');
        before.is_some_and(|c| !c.is_alphanumeric()) && !is_open(value)
    })
}

/// At the margin it may be a line of front matter, or one that goes on with the line above it.
fn begins_with_it(line: &str) -> bool {
    let (key, value) = line.split_at_checked("visibility:".len()).unwrap_or_default();
    key.eq_ignore_ascii_case("visibility:") && !is_open(value.trim_start_matches(':'))
}

fn is_open(value: &str) -> bool {
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !c.is_alphanumeric()).unwrap_or(value.len());
    matches!(value[..end].to_ascii_lowercase().as_str(), "shared" | "private")
}

/// The sections under confidential headings: as markdown has them, and as the lines look. The two differ in
/// code, in HTML and in lists, where a person may well mean a heading that markdown does not see.
pub(super) fn sections(text: &str, lines: &[&str]) -> Vec<Range> {
    let starts = Lines::new(text);
    let blocks = body::read(text, body_of(text));
    let read = blocks.iter().filter_map(|block| match block {
        Block::Heading(found) => {
            let line = starts.line(found.at) as usize - 1;
            Some((line, usize::from(found.level), heading::hides(&found.text)))
        }
        _ => None,
    });
    let mut ranges = under(read, lines.len());
    ranges.extend(under(looks(lines).into_iter(), lines.len()));
    ranges
}

/// What lies under headings that hide, given each heading's line, level, and whether it does.
fn under(headings: impl Iterator<Item = (usize, usize, bool)>, end: usize) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (line, level, hides) in headings {
        if let Some((start, of)) = open
            && level <= of
        {
            ranges.push((start, line));
            open = None;
        }
        if open.is_none() && hides {
            open = Some((line, level));
        }
    }
    ranges.extend(open.map(|(start, _)| (start, end)));
    ranges
}

/// The lines that look like headings, outside of fenced code.
fn looks(lines: &[&str]) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim_start_matches(' ');
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        if let Some(mark) = mark {
            fence = match fence {
                None => Some(mark),
                Some(opened) if opened == mark => None,
                opened => opened,
            };
        } else if fence.is_none()
            && let Some((level, title)) = heading_like(line, lines.get(index + 1))
        {
            found.push((index, level, heading::hides(title)));
        }
    }
    found
}

fn heading_like<'a>(line: &'a str, next: Option<&&str>) -> Option<(usize, &'a str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    if (1..=6).contains(&level) && (title.is_empty() || title.starts_with([' ', '\t'])) {
        return Some((level, title));
    }
    let under = next?.trim();
    let is_all = |c: char| !under.is_empty() && under.chars().all(|d| d == c);
    let is_text = !line.trim().is_empty() && !line.starts_with(['-', '*', '+', '>', '|']);
    match under {
        _ if !is_text => None,
        _ if is_all('=') => Some((1, line)),
        _ if is_all('-') => Some((2, line)),
        _ => None,
    }
}

/// The lines of the items that begin at `starts`.
pub(super) fn items(lines: &[&str], mut starts: Vec<usize>) -> Vec<Range> {
    starts.sort_unstable();
    let mut ranges = Vec::new();
    // An item that is no less indented than one before it, with no blank line between them, ends with that at
    // the latest: a thousand marked lines of one item are not each followed to its end.
    let mut within = (0, 0);
    for start in starts {
        let own = lines.get(start).map_or(0, |line| indent(line));
        if start < within.0 && own >= within.1 {
            continue;
        }
        let (end, blank) = item_end(lines, start);
        within = (end.min(blank), own);
        ranges.push((start, end));
    }
    ranges
}

/// How far a line is indented; a tab reaches to the next fourth column, as in markdown.
fn indent(line: &str) -> usize {
    let blank = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blank.fold(0, |at, c| if c == '\t' { (at / 4 + 1) * 4 } else { at + 1 })
}

/// Where the item or paragraph begins that a line of the body goes on.
fn item_start(lines: &[&str], line: usize, first: usize) -> usize {
    let ends_above = |at: usize| {
        let above = at.checked_sub(1).and_then(|above| lines.get(above)).map_or("", |above| above.trim());
        at < first || above.is_empty() || above.starts_with(['#', '|', '`', '~'])
    };
    let begins = |at: usize| lines.get(at).is_none_or(|line| starts_block(line.trim()));
    let mut at = line;
    while !begins(at) && !ends_above(at) {
        at -= 1;
    }
    at
}

fn starts_block(text: &str) -> bool {
    let parted = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let marks = text.trim_start_matches('#');
    let is_rule = |c: char| text.matches(c).count() >= 3 && text.chars().all(|d| d == c || d.is_whitespace());
    text.strip_prefix(['-', '*', '+']).is_some_and(parted)
        || (1..=6).contains(&(text.len() - marks.len())) && parted(marks)
        || ["```", "~~~", ">", "|"].iter().any(|start| text.starts_with(start))
        || ['-', '*', '_'].into_iter().any(is_rule)
        || action::prefix(text).is_some()
        || number(text).is_some()
}

/// The number that an entry of a list begins with.
fn number(text: &str) -> Option<u32> {
    let (number, rest) = text.split_once(['.', ')'])?;
    let is_number = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_parted = rest.is_empty() || rest.starts_with([' ', '\t']);
    number.parse().ok().filter(|_| is_number && is_parted)
}

/// The line after an item that starts at `start`, its continuation and all that is nested in it; and the first
/// blank line met on the way, else the end of the text.
fn item_end(lines: &[&str], start: usize) -> (usize, usize) {
    let first = lines.get(start).copied().unwrap_or_default();
    let own = indent(first);
    // In a paragraph, a list may only begin with 1 (CommonMark 0.31, 5.2).
    let is_entry = starts_block(first.trim()) && action::prefix(first.trim()).is_none();
    let goes_on = |text: &str| !is_entry && number(text).is_some_and(|number| number != 1);
    let mut end = start + 1;
    let mut blank = lines.len();
    let mut after_blank = false;
    for (index, line) in lines.iter().enumerate().skip(start + 1) {
        let text = line.trim();
        if text.is_empty() {
            blank = blank.min(index);
            after_blank = true;
            continue;
        }
        if indent(line) <= own && (after_blank || starts_block(text) && !goes_on(text)) {
            break;
        }
        end = index + 1;
    }
    (end, blank)
}

#[cfg(test)]
mod tests {
    use super::super::Hidden;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let hidden = Hidden::of_text(text);
        assert_eq!(hidden.encode(), expect, "{text:?}");
        let (open, secret) = hidden.split(text);
        assert!(!open.contains("SECRET"), "{open:?}");
        assert!(!secret.contains("OPEN"), "{secret:?}");
    }

    #[test]
    fn a_section_ends_where_markdown_ends_it() {
        check("## Private\n    # SECRET\nSECRET\n## OPEN", "1-3");
        check("## Private\n````\n```\n# SECRET\n````\nSECRET\n## OPEN", "1-6");
        check("## Private\n- SECRET\n\n      ## SECRET\n\nSECRET\n## OPEN", "1-6");
        check("- OPEN\n  ```\n  OPEN\n- OPEN\n\n## Private\nSECRET\n\n## OPEN\nOPEN", "6-8");
        check("## :lock: Confidential\nSECRET", "1-2");
        check("\u{feff}# Confidential\nSECRET\n\nSECRET\n# OPEN", "1-4");
        check("\u{feff}# A visibility:confidential\nSECRET\n\nSECRET\n# OPEN", "1-4");
        check("## iv. **Private**\nSECRET", "1-2");
        check("## Confidential action items\nSECRET", "1-2");
    }

    #[test]
    fn front_matter_says_it_in_any_spelling() {
        check("---\n\"Visibility\": confidential\n---\nSECRET", "*");
        check("---\n{title: x, visibility: confidential}\n---\nSECRET", "*");
        check("---\nvisibility:confidential\n---\nSECRET", "*");
        check("---\n{title: OPEN, visibility: shared}\n---\nOPEN", "");
        check("---\na:\n  visibility: nested\n---\nOPEN", "3-3");
    }

    #[test]
    fn an_item_is_hidden_from_its_first_line_to_the_last_nested_one() {
        check("OPEN\n\n- SECRET that goes\n  on VISIBILITY: confidential\n- OPEN", "3-4");
        check("- OPEN\n- SECRET\nvisibility:confidential\n\nOPEN", "2-3");
        check("  - SECRET visibility:confidential\n\t- SECRET\n- OPEN", "1-2");
        check("ACTION: OPEN\nACTION: SECRET visibility:confidential\n\nOPEN", "2-2");
        check("| OPEN |\n|---|\n| SECRET visibility:x |\n| OPEN |", "3-3");
        check("# OPEN\nSECRET\nSECRET visibility:confidential", "2-3");
        check("- SECRET visibility:confidential\n-5 % SECRET\n#SECRET\n1.5 SECRET\n* OPEN", "1-4");
        check("- OPEN\n- SECRET\n+SECRET visibility:confidential\n- OPEN", "2-3");
        check("- SECRET visibility:confidential\n--\nSECRET\n---\nOPEN", "1-3");
        check("ACTION: SECRET visibility:confidential\n7. SECRET\n1. OPEN", "1-2");
        check("1. SECRET visibility:confidential\n7. OPEN", "1-1");
    }
}
