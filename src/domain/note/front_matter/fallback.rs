//! The plain `key: value` lines of YAML that cannot be read as a whole.

use super::{
    split::key,
    value::{Entry, Node, Value},
};

/// Reads `key: value` lines, one by one. Of a repeated key the first counts; a value that is not plain text (a
/// list, a mapping, an alias, a template, a block) is left out. An indented line counts where it cannot belong
/// to the one above: where that is no key, or has its value on its own line.
#[must_use]
pub fn read(yaml: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut at = 0;
    let mut above = Above::Closed;
    for line in yaml.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start();
        let margin = line.len() - bare.len();
        if bare.is_empty() || margin > 0 && above == Above::Open {
            continue;
        }
        let found = key(bare);
        let value = found.map_or("-", |(_, colon)| bare[colon + 1..].trim());
        above = if value.is_empty() || value.starts_with(['|', '>']) { Above::Open } else { Above::Closed };
        let Some((key, colon)) = found else { continue };
        let colon = colon + margin;
        let after = &line[colon + 1..];
        let Some(text) = plain(after.trim()) else { continue };
        if !seen.insert(key.to_owned()) {
            continue;
        }
        let offset = after.find(text).unwrap_or(0);
        let node =
            Node { at: start + colon + 1 + offset, len: text.len(), value: Value::Text(text.to_owned()) };
        let quote = usize::from(!bare.starts_with(key));
        entries.push(Entry { key: key.to_owned(), at: start + margin + quote, node });
    }
    entries
}

/// Whether an indented line may belong to the line above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Open,
    Closed,
}

/// The text of a plain or quoted scalar that stands on one line, without a comment after it. A quote that is
/// not closed on the line is passed over.
fn plain(value: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            let Some((inner, after)) = rest.split_once(quote) else {
                return Some(rest.trim()).filter(|rest| !rest.is_empty() && !rest.contains("{{"));
            };
            let after = after.trim_start();
            return ((after.is_empty() || after.starts_with('#')) && !inner.contains('\\')).then_some(inner);
        }
    }
    let value = value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    let wiki = value.starts_with("[[") && !value.starts_with("[[[") && value.ends_with("]]");
    let odd =
        value.is_empty() || value.starts_with(['{', '&', '*', '!', '|', '>', '#']) || value.contains("{{");
    (!odd && (wiki || !value.starts_with('['))).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{Value, read};

    #[track_caller]
    fn check(yaml: &str, expect: &[(&str, &str)]) {
        let entries = read(yaml);
        let found: Vec<(&str, &str)> = entries
            .iter()
            .map(|entry| match &entry.node.value {
                Value::Text(text) => {
                    assert_eq!(&yaml[entry.node.at..entry.node.at + entry.node.len], text);
                    (entry.key.as_str(), text.as_str())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, expect, "{yaml:?}");
    }

    #[test]
    fn plain_lines_are_read_one_by_one() {
        check("with: @sarah\ndate: 2026-03-03\n", &[("with", "@sarah"), ("date", "2026-03-03")]);
        check("with:\tPriya\r\ntime: 14:00 # or later\r\n", &[("with", "Priya"), ("time", "14:00")]);
        check(
            "title: 1:1: Priya\n\"with\": 'Priya Nair'\n",
            &[("title", "1:1: Priya"), ("with", "Priya Nair")],
        );
        check("  with: Priya\n\tdate: 2026-03-03\n", &[("with", "Priya"), ("date", "2026-03-03")]);
        check("with: \"Priya\ndate: 'x\n", &[("with", "Priya"), ("date", "x")]);
        check("with: [[Priya Nair]], [[Omar]]\n", &[("with", "[[Priya Nair]], [[Omar]]")]);
    }

    #[test]
    fn the_first_of_a_key_counts_and_what_is_not_plain_is_left_out() {
        check("date: 2026-03-03\ndate: 2026-03-04\n", &[("date", "2026-03-03")]);
        check("with: [a, b]\nx: {a: b}\ny: &a b\nz: *a\nw: |\n  text: here\ndate: {{date}}\n", &[]);
        check("prefers:\n  nested: x\n\n  other: y\nempty:\nblock: |\n  a: b\n", &[]);
        check("- a: b\n", &[]);
        check("title: {{title}} notes\nplain: a {{b}}\n", &[]);
    }
}
