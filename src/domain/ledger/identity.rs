//! When two texts mean the same item: what is folded away before they are compared.

use unicode_normalization::UnicodeNormalization;

use crate::domain::note::when::month;

/// How many beginnings of one text are tried; a text with more breaks than that is prose, not an update.
const MAX_BEGINNINGS: usize = 32;

/// How many bytes of a text are searched for breaks.
const BEGINNING_BYTES: usize = 4096;

/// A text as identity sees it: lower case, compatibility forms unified, and without punctuation, markdown
/// marks, emoji, dates and link targets. Words are parted by single spaces.
///
/// Of a link its text stays; a bare address goes. A text of which nothing would stay (`👍`, `3 Mar`) keeps
/// what it has, in lower case, so that two such texts are not one.
#[must_use]
pub fn fold(text: &str) -> String {
    let words = words(&without_targets(text));
    let kept = without_dates(&words);
    if kept.is_empty() { verbatim(text) } else { kept.join(" ") }
}

/// A text with only its case, spacing and punctuation folded: dates and link targets stay. Two lines of one
/// meeting must agree in this to be one item, since a list may well hold one line for each of several dates.
#[must_use]
pub fn fold_lightly(text: &str) -> String {
    let words = words(text);
    if words.is_empty() { verbatim(text) } else { words.join(" ") }
}

/// The folded beginnings that an older wording of `text` may be: what stands before each dash, colon, bracket
/// or comma, longest first, the whole text left out.
#[must_use]
pub fn beginnings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().take_while(|(at, _)| *at < BEGINNING_BYTES).peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        if is_break(before, c, after) {
            found.push(at);
            if found.len() == MAX_BEGINNINGS {
                break;
            }
        }
        before = Some(c);
    }
    let mut folded: Vec<String> = Vec::with_capacity(found.len());
    for at in found.into_iter().rev() {
        let head = text.get(..at).unwrap_or_default();
        if head.chars().any(char::is_alphanumeric) {
            let key = fold(head);
            if folded.last() != Some(&key) {
                folded.push(key);
            }
        }
    }
    folded
}

/// Whether a text may go on after this character: `10:00`, `re-use`, `1,000` and `https:` do not break.
fn is_break(before: Option<char>, c: char, after: Option<char>) -> bool {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match c {
        '–' | '—' | '―' | '{' | '：' | '，' | '、' | '（' | '【' => true,
        '(' => before != Some(']'),
        '[' => before != Some('[') && before != Some('!'),
        '-' => space(before) || space(after) || after == Some('-'),
        ':' | ',' => space(after),
        _ => false,
    }
}

fn verbatim(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn words(text: &str) -> Vec<String> {
    if text.is_ascii() {
        words_of(text.chars().map(|c| c.to_ascii_lowercase()))
    } else {
        words_of(text.nfkc().flat_map(char::to_lowercase))
    }
}

fn words_of(chars: impl Iterator<Item = char>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in chars {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !is_silent(c) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What vanishes without parting a word: apostrophes, emphasis marks, combining marks, joiners.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | 'ʼ' | '*' | '_' | '~' | '`' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{93c}'
            | '\u{94d}' | '\u{9cd}' | '\u{e4d}' | '\u{200b}'..='\u{200f}' | '\u{20d0}'..='\u{20f0}'
            | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// The text with `[text](target)`, `[[Target|text]]`, `[[Target]]`, `<https://…>` and bare addresses reduced
/// to their text.
fn without_targets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The target search of an unclosed `](` or `[[` is not repeated, so that a line of them stays linear.
    let (mut targets, mut wikis) = (true, true);
    while let Some(at) = rest.find(['[', ']', 'h', 'H', 'w', 'W']) {
        let (plain, here) = rest.split_at(at);
        out.push_str(plain);
        if wikis && let Some(inner) = here.strip_prefix("[[") {
            if let Some(end) = inner.find("]]") {
                let link = inner.get(..end).unwrap_or_default();
                out.push_str(link.rsplit('|').next().unwrap_or(link));
                rest = inner.get(end + 2..).unwrap_or_default();
                continue;
            }
            wikis = false;
        }
        if targets && let Some(inner) = here.strip_prefix("](") {
            if let Some(end) = inner.find(')') {
                out.push(' ');
                rest = inner.get(end + 1..).unwrap_or_default();
                continue;
            }
            targets = false;
        }
        let starts_word = !out.chars().next_back().is_some_and(char::is_alphanumeric);
        if starts_word && is_address(here) {
            let end = here.find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | ']' | '"'));
            rest = here.get(end.unwrap_or(here.len())..).unwrap_or_default();
            out.push(' ');
            continue;
        }
        let mut chars = here.chars();
        out.extend(chars.next());
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "www."]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

fn without_dates(words: &[String]) -> Vec<&str> {
    let mut kept = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some((first, tail)) = rest.split_first() {
        match date_length(rest) {
            0 => {
                kept.push(first.as_str());
                rest = tail;
            }
            length => rest = rest.get(length..).unwrap_or_default(),
        }
    }
    kept
}

/// How many of the words, from the first, are a date: `2026 03 03`, `3 mar`, `3 march 2026`, `mar 3rd`.
fn date_length(words: &[String]) -> usize {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if is_year(word(0)) && is_number(word(1), 12) && word(1).len() == 2 && word(2).len() >= 2 {
        let (day, rest) = word(2).split_at_checked(2).unwrap_or_default();
        if is_number(day, 31) && rest.is_empty() {
            return 3;
        }
        if is_number(day, 31) && rest.strip_prefix('t').is_some_and(|hour| is_number(hour, 24)) {
            return if is_number(word(3), 59) { 4 } else { 3 };
        }
    }
    if (is_day(word(0)) && month(word(1)).is_some()) || (month(word(0)).is_some() && is_day(word(1))) {
        return if is_year(word(2)) { 3 } else { 2 };
    }
    0
}

fn is_number(word: &str, most: u32) -> bool {
    (1..=2).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_digit())
        && word.parse::<u32>().is_ok_and(|n| n <= most)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.parse::<u32>().is_ok()
}

fn is_day(word: &str) -> bool {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    is_number(digits, 31) && digits.parse::<u32>().is_ok_and(|day| day > 0)
}

#[cfg(test)]
mod tests {
    use super::{beginnings, fold, fold_lightly};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(fold(text), expect, "{text:?}");
    }

    #[test]
    fn case_punctuation_and_marks_are_folded_away() {
        check("Send the Plan!", "send the plan");
        check("  send   the plan … ", "send the plan");
        check("**Send** _the_ `plan`", "send the plan");
        check("re**ally** send", "really send");
        check("~~Send the plan~~", "send the plan");
        check("don’t re-use Sarah's", "dont re use sarahs");
        check("🚀 Ship it 👩‍💻", "ship it");
        check("ﬁx Ｆｕｌｌ ①", "fix full 1");
        check("Café", "café");
        check("Cafe\u{301}", "café");
        check("ΔΟΚΙΜΗ", "δοκιμη");
        check("日本語、テスト", "日本語 テスト");
    }

    #[test]
    fn links_keep_their_text_only() {
        check("Review [the PR](https://example.org/a_(b)/1) now", "review the pr 1 now");
        check("Review [the PR](https://example.org/1) now", "review the pr now");
        check("See [[2026-03-03-priya|last time]]", "see last time");
        check("See [[Plan B]]", "see plan b");
        check("Read <https://example.org/x> and www.example.org today", "read and today");
        check("HTTPS://EXAMPLE.ORG read", "read");
        check("Show with who", "show with who");
        check("[[unclosed [a](b", "unclosed a b");
    }

    #[test]
    fn dates_are_folded_away() {
        for text in [
            "Plan 2026-03-03",
            "Plan, 3 Mar",
            "Plan 3rd March 2026",
            "Plan (March 3)",
            "Plan: Mar 3, 2026",
            "Plan 2026/03/03",
            "2026-03-03T10:00 plan",
        ] {
            check(text, "plan");
        }
        check("Plan for 2026", "plan for 2026");
        check("May we 10:30", "may we 10 30");
        check("Room 2026 99 99", "room 2026 99 99");
    }

    #[test]
    fn a_text_of_which_nothing_stays_keeps_itself() {
        check("👍", "👍");
        check("3 Mar", "3 mar");
        check("https://Example.org/a", "https://example.org/a");
        check("", "");
    }

    #[test]
    fn within_a_meeting_dates_and_targets_count() {
        assert_eq!(fold_lightly("Prep 3 Mar!"), "prep 3 mar");
        assert_ne!(fold_lightly("Prep 3 Mar"), fold_lightly("Prep 10 Mar"));
        assert_ne!(fold_lightly("[PR](https://x.org/1)"), fold_lightly("[PR](https://x.org/2)"));
    }

    #[track_caller]
    fn begins(text: &str, expect: &[&str]) {
        assert_eq!(beginnings(text), expect, "{text:?}");
    }

    #[test]
    fn a_wording_may_go_on_after_a_break() {
        begins("Send plan — update 21 Sep: no answer yet", &["send plan update", "send plan"]);
        begins("Send plan - no answer", &["send plan"]);
        begins("Send plan: done", &["send plan"]);
        begins("Send plan (see mail)", &["send plan"]);
        begins("Send plan [see](x)", &["send plan"]);
        begins("Send plan, late", &["send plan"]);
        begins("Send plan -- late", &["send plan"]);
        begins("Send plan—late", &["send plan"]);
        begins("Send plan now", &[]);
        begins("Re-use 1,000 at 10:00 of https://x", &[]);
        begins("— late", &[]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_folded(text in "\\PC{0,40}") {
            let padded = format!("  {text} ");
            prop_assert_eq!(fold(&padded), fold(&text));
            prop_assert!(beginnings(&text).iter().all(|key| !key.is_empty()));
        }

        #[test]
        fn what_is_appended_after_a_break_leaves_the_beginning(
            text in "[a-z]{1,8}( [a-z]{1,8}){0,3}",
            mark in prop::sample::select(vec![" — ", " - ", ": ", " (", ", ", " ["]),
            more in "[a-z ]{1,20}",
        ) {
            let whole = format!("{text}{mark}{more}");
            prop_assert!(beginnings(&whole).contains(&fold(&text)));
        }
    }
}
