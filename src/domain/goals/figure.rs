//! The figure in a value that a person wrote: `22/week`, `5.5 days`, `€40k`.

/// The first number of a text. `1,200` and `1 200` are 1200, `5,5` is 5.5, `€40k` is 40000, `1/4` and `1 of 4`
/// are 1; of `Q3: 40%` and `p95 300 ms` it is 40 and 300, since a digit that goes on from a letter is part of a
/// name.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let chars: Vec<char> = text.chars().collect();
    let starts = |at: &usize| {
        let dot = chars.get(*at) == Some(&'.') && digit(&chars, *at + 1);
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        (digit(&chars, *at) || dot) && !before.is_some_and(|c| c.is_ascii_digit() || *c == '.')
    };
    let is_name = |at: &usize| {
        at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(|c| c.is_alphabetic() || *c == '_')
    };
    let all = || (0..chars.len()).filter(starts);
    let at = all().find(|at| !is_name(at)).or_else(|| all().next())?;
    let (digits, end) = digits(&chars, at);
    let size = digits.parse::<f64>().ok()? * scale(&chars, end);
    if !size.is_finite() {
        return None;
    }
    Some(if is_negative(&chars, at) { -size } else { size })
}

/// Whether two values say the same: the same number, where they have one, of the same thing or of a thing that
/// one leaves out (`40` and `40/week`); else the same words.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    if one == other {
        return true;
    }
    match (number(&one), number(&other)) {
        (Some(a), Some(b)) => {
            let (unit, others) = (unit(&one), unit(&other));
            a == b && (unit.is_empty() || others.is_empty() || unit == others)
        }
        _ => false,
    }
}

/// The value in lower case, its white space one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// All that is no part of a number.
fn unit(plain: &str) -> String {
    plain.chars().filter(|c| c.is_alphabetic() || *c == '%').collect()
}

fn digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

/// How many digits stand from here on.
fn run(chars: &[char], from: usize) -> usize {
    chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).count()
}

/// The number that starts here, with a point as its only sign, and where it ends.
fn digits(chars: &[char], start: usize) -> (String, usize) {
    let mut out = String::new();
    let mut groups: Vec<(char, usize)> = Vec::new();
    let mut end = start + run(chars, start);
    while let Some(sign) = chars.get(end).copied() {
        let next = run(chars, end + 1);
        let parts = match sign {
            '.' | ',' => next > 0,
            // A space parts thousands only.
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_' => {
                let head = groups.is_empty().then_some(end - start);
                next == 3 && head.is_none_or(|head| (1..=3).contains(&head)) && !letter(chars, end + 4)
            }
            _ => false,
        };
        if !parts {
            break;
        }
        groups.push((sign, next));
        end += 1 + next;
    }
    let head = if chars.get(start) == Some(&'0') { 0 } else { run(chars, start) };
    let point = point(&groups, head);
    out.extend(chars.iter().skip(start).take(run(chars, start)));
    let mut at = start + run(chars, start);
    for (index, (_, length)) in groups.iter().enumerate() {
        match point {
            Some(point) if index == point => out.push('.'),
            // `1.2.3` is no number: what follows its first part is left.
            Some(point) if index > point => break,
            _ => {}
        }
        out.extend(chars.iter().skip(at + 1).take(*length));
        at += 1 + length;
    }
    if out.starts_with('.') {
        out.insert(0, '0');
    }
    (out, end)
}

fn letter(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.is_alphabetic())
}

/// Which of the signs between digits is the decimal point: the last one, unless it parts thousands. A lone
/// comma before three digits does, unless no thousands (`head`) stand before it; a lone dot does not.
fn point(groups: &[(char, usize)], head: usize) -> Option<usize> {
    let (last, (sign, length)) = groups.iter().enumerate().next_back()?;
    if !matches!(sign, '.' | ',') {
        return None;
    }
    let before = groups.get(..last).unwrap_or_default();
    let thousands = |sign: char| before.iter().all(|(other, length)| *other == sign && *length == 3);
    let again = !before.is_empty() && thousands(*sign);
    let lone_comma = before.is_empty() && *sign == ',' && head > 0;
    if *length == 3 && (again || lone_comma) {
        return None;
    }
    // Signs that do not part thousands before it end the number at the first of them.
    before.iter().position(|(_, length)| *length != 3).or(Some(last))
}

/// `k` is a thousand, `M` and `bn` more, right after the number.
fn scale(chars: &[char], end: usize) -> f64 {
    let word: String = chars.iter().skip(end).take_while(|c| c.is_alphabetic()).take(4).collect();
    match word.as_str() {
        "k" | "K" => 1e3,
        "M" | "Mio" | "mn" => 1e6,
        "bn" => 1e9,
        _ => 1.0,
    }
}

/// Whether a minus stands before it that is none between two words or numbers.
fn is_negative(chars: &[char], at: usize) -> bool {
    let mut before = chars.iter().take(at).rev().copied().peekable();
    while before.next_if(|c| matches!(c, '€' | '$' | '£' | '¥')).is_some() {}
    let minus = before.next().is_some_and(|c| matches!(c, '-' | '−'));
    minus && before.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '-' | '−'))
}

#[cfg(test)]
mod tests {
    use super::{number, same};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: impl Into<Option<f64>>) {
        assert_eq!(number(text), expect.into(), "{text:?}");
    }

    #[test]
    fn the_first_number_counts() {
        check("22/week", 22.0);
        check("5.5 days", 5.5);
        check("31%", 31.0);
        check("about 12 of 40", 12.0);
        check("1/4", 1.0);
        check("0", 0.0);
        check("~3", 3.0);
        check("<.5 s", 0.5);
        check("10-12", 10.0);
        check("3.", 3.0);
        check("1.2.3", 1.2);
        check("", None);
        check("drafted", None);
        check("-", None);
        check("½", None);
    }

    #[test]
    fn thousands_decimals_and_scales() {
        check("1,200", 1200.0);
        check("1,200.50", 1200.5);
        check("1.200,50", 1200.5);
        check("1.200.000", 1_200_000.0);
        check("1,200,000", 1_200_000.0);
        check("1.200", 1.2);
        check("5,5 days", 5.5);
        check("0,125", 0.125);
        check("1 200 tickets", 1200.0);
        check("1\u{202f}200", 1200.0);
        check("1'200", 1200.0);
        check("3 200ms", 3.0);
        check("2026 100", 2026.0);
        check("4, 5", 4.0);
        check("€40k", 40_000.0);
        check("1.2M", 1_200_000.0);
        check("3bn", 3e9);
        check("40kg", 40.0);
        check("5m", 5.0);
    }

    #[test]
    fn a_minus_is_one_only_before_the_number() {
        check("-3", -3.0);
        check("−3", -3.0);
        check("NPS -12", -12.0);
        check("-€40k", -40_000.0);
        check("€-40", -40.0);
        check("(-2)", -2.0);
        check("sprint-3", 3.0);
        check("- 3", 3.0);
        check("--3", 3.0);
    }

    #[test]
    fn digits_in_names_are_passed_over() {
        check("Q3: 40%", 40.0);
        check("p95 300 ms", 300.0);
        check("p95", 95.0);
        check("EUR40", 40.0);
    }

    #[track_caller]
    fn alike(one: &str, other: &str, expect: bool) {
        assert_eq!((same(one, other), same(other, one)), (expect, expect), "{one:?} and {other:?}");
    }

    #[test]
    fn two_values_that_say_the_same() {
        alike("40", "40/week", true);
        alike("40 / week", "40/week", true);
        alike("5.50 days", "5.5 Days", true);
        alike("1,200", "1200", true);
        alike("half  done", "Half done", true);
        alike("5 days", "5 weeks", false);
        alike("24", "22", false);
        alike("-3", "3", false);
        alike("half done", "done", false);
        alike("half done", "22", false);
    }

    proptest! {
        #[test]
        fn a_plain_number_is_itself_in_any_company(n in -100_000i32..100_000, unit in "( [a-z]{1,5})?") {
            prop_assert_eq!(number(&format!("{n}{unit}")), Some(f64::from(n)));
        }

        #[test]
        fn any_text_has_a_finite_number_or_none(text in "[-0-9., kM€%'a-z]{0,24}|\\PC{0,24}") {
            prop_assert!(number(&text).is_none_or(f64::is_finite));
        }
    }
}
