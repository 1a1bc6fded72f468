//! A line that both sides changed: prose sentence by sentence, a row of a table cell by cell.

use super::{
    lines_of,
    own::{Clash, pick},
};

/// Merges three versions of a line; `None` where both changed one sentence or cell, or it has but one.
pub(super) fn merge(base: &str, early: &str, late: &str) -> Option<String> {
    let is_row = |text: &&str| text.trim_start().starts_with('|');
    if [base, early, late].iter().all(is_row) { row(base, early, late) } else { prose(base, early, late) }
}

fn prose(base: &str, early: &str, late: &str) -> Option<String> {
    let versions = [base, early, late].map(sentences);
    if versions.iter().all(|sentences| sentences.len() < 2) {
        return None;
    }
    let [base, early, late] = versions;
    let (text, clash) = lines_of(&base.join("\n"), &early.join("\n"), &late.join("\n"))?;
    if clash == Clash::Yes {
        return None;
    }
    let mut out = String::new();
    for sentence in text.lines() {
        let joins = !out.is_empty() && !sentence.starts_with(char::is_whitespace);
        out.extend([if joins { " " } else { "" }, sentence]);
    }
    Some(out)
}

/// The sentences of a line, each with the white space before it.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        if ended && c.is_whitespace() {
            out.extend(text.get(from..at));
            from = at;
        }
        let closes = matches!(c, ')' | ']' | '"' | '\'' | '”' | '’' | '»' | '*' | '_');
        ended = matches!(c, '.' | '!' | '?' | '…') || ended && closes;
    }
    out.extend(text.get(from..));
    out
}

fn row(base: &str, early: &str, late: &str) -> Option<String> {
    let [base, early, late] = [base, early, late].map(|text| text.split_inclusive('|').collect::<Vec<_>>());
    if base.len() != early.len() || base.len() != late.len() {
        return None;
    }
    let mut out = String::new();
    for ((base, early), late) in base.into_iter().zip(early).zip(late) {
        let (value, clash) = pick(Some(said(base)), said(early), said(late));
        if clash == Clash::Yes {
            return None;
        }
        let side = if said(late) == value { late } else { early };
        out.push_str(side);
    }
    Some(out)
}

/// What a cell says; how wide it is says nothing.
fn said(cell: &str) -> &str {
    cell.trim_end_matches('|').trim()
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[track_caller]
    fn check(base: &str, early: &str, late: &str, expect: Option<&str>) {
        assert_eq!(merge(base, early, late).as_deref(), expect);
    }

    #[test]
    fn sentences_of_both_hold() {
        check(
            "We met. It rained.",
            "We met late. It rained.",
            "We met. It poured.",
            Some("We met late. It poured."),
        );
        check(
            "We met. It rained.",
            "We met. It rained. A.",
            "We met. It rained. B.",
            Some("We met. It rained. A. B."),
        );
        check("A b. C d.", "X y. A b. C d.", "Z. A b. C d.", Some("X y. Z. A b. C d."));
        check(
            "  He said “no.”  She left.",
            "  He said “no.”  She left now.",
            "  He said “well.”  She left.",
            Some("  He said “well.”  She left now."),
        );
        check("A b. C d. E f.", "C d. E f.", "A b. C d.", Some("C d."));
    }

    #[test]
    fn one_sentence_is_not_taken_apart() {
        check("We met at 10.30 there", "We met at 11.30 there", "We met at 10.30 here", None);
        check("We met. It rained.", "We met. It poured.", "We met. It snowed.", None);
    }

    #[test]
    fn cells_of_both_hold() {
        check("| a | b |", "| a now | b |", "| a | b now |", Some("| a now | b now |"));
        check("| a | b |", "| a     | b |", "| a | c |", Some("| a | c |"));
        check("| a | b |", "| x | b |", "| y | b |", None);
        check("| a | b |", "| a | b | c |", "| a | d |", None);
    }
}
