//! What a goal supports: one thing in words, or several, each by id or words.

/// What parts the names of several things.
const SEPARATORS: [&str; 6] = [",", ";", " and ", " & ", " + ", "\n"];

/// A text with more separators than that is prose.
const MOST: usize = 8;

/// A part of what a field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a, T> {
    /// Something that is known by this id or text.
    Known(T),
    /// Words that name nothing that is known.
    Unknown(&'a str),
}

/// The things that a field names. The whole text counts as one name where it is known as one, and so does each
/// part of it: separators within a known name part nothing. What is not known stays together as it was written.
pub fn parts<'a, T>(text: &'a str, known: impl Fn(&str) -> Option<T>) -> Vec<Part<'a, T>> {
    let bounds = bounds(text);
    let mut found: Vec<Part<T>> = Vec::new();
    let mut unknown: Option<usize> = None;
    let mut at = 0;
    let stay = |from: usize, to: usize| bare(text.get(from..to).unwrap_or_default());
    while let Some((start, end)) = bounds.get(at).copied() {
        let ends = bounds.iter().enumerate().skip(at).rev();
        let longest = ends.filter_map(|(last, (_, end))| Some((last, known(stay(start, *end))?))).next();
        match longest {
            Some((last, thing)) => {
                if let Some(from) = unknown.take() {
                    push(&mut found, stay(from, start));
                }
                found.push(Part::Known(thing));
                at = last + 1;
            }
            None => {
                unknown = unknown.or(Some(start));
                at += 1;
            }
        }
        if at == bounds.len()
            && let Some(from) = unknown
        {
            push(&mut found, stay(from, end));
        }
    }
    found
}

fn push<'a, T>(found: &mut Vec<Part<'a, T>>, words: &'a str) {
    if !words.is_empty() {
        found.push(Part::Unknown(words));
    }
}

/// Without the separators at its ends: `, and launch` is `launch`.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let signs = text.trim_matches([',', ';', '&', '+']).trim();
        let word = signs.strip_prefix("and ").unwrap_or(signs);
        let word = word.strip_suffix(" and").unwrap_or(word).trim();
        if word == text {
            return if text == "and" { "" } else { text };
        }
        text = word;
    }
}

/// Where the parts begin and end.
fn bounds(text: &str) -> Vec<(usize, usize)> {
    let mut bounds = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..)
        && bounds.len() < MOST
    {
        let next = SEPARATORS.iter().filter_map(|sign| Some((rest.find(sign)?, sign.len()))).min();
        let (at, length) = next.unwrap_or((rest.len(), 1));
        bounds.push((start, start + at));
        start += at + length;
    }
    if start <= text.len() {
        bounds.clear();
        bounds.push((0, text.len()));
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use proptest::prelude::*;

    fn known(what: &str) -> Option<u8> {
        let names = ["launch", "close-5", "Grow, and keep, the team", "Rest and rota"];
        names.iter().position(|name| *name == what).and_then(|at| u8::try_from(at).ok())
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let told = parts(text, known).into_iter().map(|part| match part {
            Part::Known(at) => format!("#{at}"),
            Part::Unknown(words) => words.to_owned(),
        });
        assert_eq!(told.collect::<Vec<_>>(), expect, "{text:?}");
    }

    #[test]
    fn several_names_are_told_apart() {
        check("launch", &["#0"]);
        check("launch, close-5", &["#0", "#1"]);
        check("launch and close-5", &["#0", "#1"]);
        check("launch, and close-5", &["#0", "#1"]);
        check("launch; close-5 & launch", &["#0", "#1", "#0"]);
        check("launch,close-5,", &["#0", "#1"]);
    }

    #[test]
    fn a_known_name_is_never_parted() {
        check("Grow, and keep, the team", &["#2"]);
        check("launch, Grow, and keep, the team and close-5", &["#0", "#2", "#1"]);
        check("Rest and rota and launch", &["#3", "#0"]);
    }

    #[test]
    fn what_is_unknown_stays_as_it_was_written() {
        check("fewer calls, and fewer mails", &["fewer calls, and fewer mails"]);
        check("fewer calls, fewer mails and launch", &["fewer calls, fewer mails", "#0"]);
        check("launch and fewer calls", &["#0", "fewer calls"]);
        check("calls, launch, mails", &["calls", "#0", "mails"]);
        check("and", &[]);
        check("", &[]);
        check(", ,", &[]);
        check("a,b,c,d,e,f,g,h,i,launch", &["a,b,c,d,e,f,g,h,i,launch"]);
        check("band and sand", &["band and sand"]);
    }

    proptest! {
        #[test]
        fn any_text_is_parted(text in "(launch|, | and |and|;|[a-zé ]{0,5}|\\PC){0,8}") {
            for part in parts(&text, known) {
                prop_assert!(!matches!(part, Part::Unknown(words) if words.is_empty() || !text.contains(words)));
            }
        }
    }
}
