//! The writer's words, as somebody can read them who has none of the writer's files.

use crate::domain::text;

/// The text on one line, links into the notebook reduced to their words: `[[meetings/3 March|the plan]]` and
/// `[the plan](plan.md)` are both `the plan`. Addresses that lead anywhere stay.
pub(super) fn plain(text: &str) -> String {
    let text = text::clean(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('[') {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let (words, length) = link(here).unwrap_or((here.get(..1).unwrap_or_default(), 1));
        if length > 1 && out.ends_with('!') && !here.starts_with(words) {
            out.pop();
        }
        out.push_str(words);
        rest = here.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What stays of the link that a text begins with, and how long that link is.
fn link(text: &str) -> Option<(&str, usize)> {
    if let Some(inner) = text.strip_prefix("[[") {
        let end = inner.find("]]")?;
        let target = inner.get(..end)?;
        let words = target.rsplit('|').next().unwrap_or(target);
        let words = if words == target { words.rsplit('/').next().unwrap_or(words) } else { words };
        return Some((words, end + 4));
    }
    let close = text.find("](")?;
    let words = text.get(1..close).filter(|words| !words.contains(['[', ']']))?;
    let target = text.get(close + 2..)?;
    let end = target.find(')')?;
    let length = close + 2 + end + 1;
    let leads = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
    Some((if leads { text.get(..length)? } else { words }, length))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(plain(text), expect, "{text:?}");
    }

    #[test]
    fn a_link_into_the_notebook_is_its_words() {
        check("Read [the plan](../plans/a.md) now", "Read the plan now");
        check("Read [[Priya Nair]] and [[meetings/2026-03-03|the note]]", "Read Priya Nair and the note");
        check("See [[meetings/2026-03-03-omar]]", "See 2026-03-03-omar");
        check("See ![the drawing](img/a.png)", "See the drawing");
        check("See [it](https://example.org/a) there", "See [it](https://example.org/a) there");
        check("See <https://example.org/a>", "See <https://example.org/a>");
    }

    #[test]
    fn what_is_no_link_stays() {
        for text in ["a [b] c", "a [b](c", "[[a", "[", "a]", "[x] y", "Stop![1]"] {
            check(text, text);
        }
        check("[a [b](c) d", "[a b d");
    }
}
