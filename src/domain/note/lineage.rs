//! Which line of an older version of a text a line goes back to.

use std::collections::HashSet;

/// The line of `old`, from 1, that became `line` of `new`: the same line where it still stands between the same
/// neighbours, else the one that an edit made it of. `None` where it was new.
#[must_use]
pub fn origin(old: &str, new: &str, line: u32) -> Option<u32> {
    let (olds, news): (Vec<&str>, Vec<&str>) =
        (old.lines().map(str::trim_end).collect(), new.lines().map(str::trim_end).collect());
    let at = usize::try_from(line.checked_sub(1)?).ok()?;
    let text = *news.get(at)?;
    let head = olds.iter().zip(&news).take_while(|(old, new)| old == new).count();
    let rest = olds.len().min(news.len()) - head;
    let tail =
        olds.iter().rev().zip(news.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    if at < head {
        return Some(line);
    }
    if at >= news.len() - tail {
        return u32::try_from(olds.len() + at + 1 - news.len()).ok();
    }
    let changed = olds.get(head..olds.len() - tail).unwrap_or_default();
    let stay: HashSet<&str> = news.get(head..news.len() - tail).unwrap_or_default().iter().copied().collect();
    let (words, id) = (words(text), id(text));
    let near = |index: usize| index.abs_diff(at - head);
    let likeness = |old: &str| -> Option<u32> {
        if old == text {
            return Some(u32::MAX);
        }
        if id.is_some() && id == self::id(old) {
            return Some(u32::MAX - 1);
        }
        let differs = id.is_some() && self::id(old).is_some();
        if stay.contains(old) || differs { None } else { alike(&words, &self::words(old)) }
    };
    let found = changed.iter().enumerate().filter_map(|(index, old)| Some((likeness(old)?, index)));
    let (_, index) = found.max_by_key(|(likeness, index)| (*likeness, std::cmp::Reverse(near(*index))))?;
    u32::try_from(head + index + 1).ok()
}

/// How many words in a thousand two lines share, where it is at least half of them.
fn alike(one: &[String], other: &[String]) -> Option<u32> {
    let all = one.len() + other.len();
    let mut left: Vec<&String> = other.iter().collect();
    let shared = one.iter().filter(|word| {
        let found = left.iter().position(|other| other == word);
        found.map(|at| left.swap_remove(at)).is_some()
    });
    let part = u32::try_from(shared.count() * 2000 / all.max(1)).ok()?;
    (part >= 500).then_some(part)
}

/// The words of a line, its box apart.
fn words(line: &str) -> Vec<String> {
    let boxed = line.find('[').filter(|at| line.get(at + 2..at + 3) == Some("]"));
    let text = boxed.and_then(|at| line.get(at + 3..)).unwrap_or(line);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(200).map(str::to_lowercase).collect()
}

fn id(line: &str) -> Option<&str> {
    line.split_whitespace().rev().find_map(|word| word.strip_prefix('^'))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[track_caller]
    fn check(old: &str, new: &str, line: u32, expect: Option<u32>) {
        let lines = |text: &str| text.replace('|', "\n");
        assert_eq!(origin(&lines(old), &lines(new), line), expect, "{old:?} {new:?} {line}");
    }

    #[test]
    fn a_line_that_stays_is_found_where_it_stood() {
        check("a|b|c", "a|b|c", 2, Some(2));
        check("a|b|c", "a|new|b|c", 3, Some(2));
        check("a|b|c", "c", 1, Some(3));
        check("a|b|c", "a|new|b|c", 2, None);
        check("a|b|c|d", "d|b|x|a", 2, Some(2));
        check("", "a", 1, None);
        check("a", "a", 9, None);
        check("a", "a", 0, None);
        check("a|a|a", "a|a", 2, Some(2));
    }

    #[test]
    fn an_edited_line_goes_back_to_what_it_was() {
        check("- [ ] Send the plan|- [ ] Ask", "- [x] Send the plan now|- [ ] Ask", 1, Some(1));
        check(
            "# A|- [ ] Send the plan due:2026-03-06",
            "# A||- [ ] Send the plan due:2026-03-13",
            3,
            Some(2),
        );
        check("- [ ] Send plan ^p|- [ ] Call", "- [ ] Write it all ^p|- [ ] Call Omar", 1, Some(1));
        check("- [ ] Send plan ^p", "- [ ] Send plan ^q", 1, None);
        check("- [ ] Send plan", "- [ ] Book room", 1, None);
        check("x|- [ ] Send the plan|y", "- [ ] Send the plan|- [ ] Send the plans|z", 2, None);
    }
}
