//! A YAML value that one side wrote in another form: `[a, b]` on one line, or a line for each entry.

use std::{collections::BTreeMap, ops::Range};

use super::{
    flow::{Flow, Form},
    tree::{Kind, ROOT, Shape, Tree},
    yaml::folded_key,
};

/// Base, early and late, with each value in the form that a side brought it into; where both did, in the late one's.
/// What it says is the same as before.
pub(super) fn alike(shape: Shape, versions: [&str; 3]) -> [String; 3] {
    let found = versions.map(|text| values(shape, text));
    let mut written: [Vec<(Range<usize>, String)>; 3] = Default::default();
    let [base, early, late] = &found;
    for (key, late) in late {
        let Some(early) = early.get(key) else { continue };
        let base = base.get(key);
        let kept = base.is_some_and(|base| base.layout.is(&late.layout));
        let target = if kept { &early.layout } else { &late.layout };
        for (version, value) in [base, Some(early), Some(late)].into_iter().enumerate() {
            let value = value.filter(|value| !value.layout.is(target));
            let new = value.and_then(|value| Some((value.range.clone(), value.written(target)?)));
            written[version].extend(new);
        }
    }
    let mut out = versions.map(str::to_owned);
    for (text, mut written) in out.iter_mut().zip(written) {
        written.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        for (range, new) in written {
            text.replace_range(range, &new);
        }
    }
    out
}

/// How a value is laid out.
enum Layout<'a> {
    /// `key: [a, b]`, `key: {a: b}`
    Line,
    /// A line for each entry, with the white space before it.
    Lines(&'a str),
    /// All else.
    Other,
}

impl Layout<'_> {
    fn is(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// A key with its value.
struct Value<'a> {
    range: Range<usize>,
    /// The line that the key stands on.
    head: &'a str,
    end: &'a str,
    layout: Layout<'a>,
    form: Form,
    entries: Vec<&'a str>,
}

impl Value<'_> {
    /// The same value laid out otherwise; `None` where it would not be the same.
    fn written(&self, target: &Layout<'_>) -> Option<String> {
        let key = self.head.get(..=self.head.find(':')?)?;
        let end = if self.end.is_empty() { "\n" } else { self.end };
        match (&self.layout, target) {
            (Layout::Line, Layout::Lines(indent)) => {
                let mark = if self.form == Form::List { "- " } else { "" };
                let lines = self.entries.iter().map(|entry| format!("{end}{indent}{mark}{entry}"));
                let fits = !self.entries.is_empty() && self.head.trim_end().ends_with([']', '}']);
                fits.then(|| format!("{key}{}{}", lines.collect::<String>(), self.end))
            }
            (Layout::Lines(_), Layout::Line) => {
                let fits = self.entries.iter().all(|entry| fits_on_line(entry));
                let (open, close) = if self.form == Form::List { ('[', ']') } else { ('{', '}') };
                fits.then(|| format!("{key} {open}{}{close}{}", self.entries.join(", "), self.end))
            }
            _ => None,
        }
    }
}

/// Whether an entry says the same between brackets.
fn fits_on_line(entry: &str) -> bool {
    let value = entry.split_once(": ").map_or(entry, |(_, value)| value.trim());
    let is_quoted = ['"', '\''].iter().any(|quote| {
        let inner = value.strip_prefix(*quote).and_then(|inner| inner.strip_suffix(*quote));
        inner.is_some_and(|inner| !inner.contains([*quote, '\\']))
    });
    let is_plain = !value.contains([',', '[', ']', '{', '}', '#', '"', '\''])
        && !value.contains(": ")
        && !value.starts_with(['&', '*', '!', '|', '>', '%', '@', '`', '-', '?'])
        && !value.ends_with(':');
    !value.is_empty() && (is_quoted || is_plain)
}

/// The values of the keys at the top, those left out that stand twice.
fn values(shape: Shape, text: &str) -> BTreeMap<String, Value<'_>> {
    let mut out = BTreeMap::new();
    if shape == Shape::Lines {
        return out;
    }
    let tree = Tree::read(shape, text);
    let is_front = |id: &usize| tree.nodes[*id].kind == Kind::Front;
    let top = if shape == Shape::Yaml {
        Some(ROOT)
    } else {
        tree.nodes[ROOT].children.iter().copied().find(is_front)
    };
    let keys = top.map(|top| tree.nodes[top].children.as_slice()).unwrap_or_default();
    let mut twice = Vec::new();
    for id in keys.iter().copied().filter(|id| tree.nodes[*id].kind == Kind::Key) {
        let key = folded_key(tree.nodes[id].text);
        if out.insert(key.clone(), value(&tree, id)).is_some() {
            twice.push(key);
        }
    }
    out.retain(|key, _| !twice.contains(key));
    out
}

fn value<'a>(tree: &Tree<'a>, id: usize) -> Value<'a> {
    let node = &tree.nodes[id];
    let inside = tree.nodes.iter().skip(id + 1).take_while(|other| other.parent >= id).count();
    let last = &tree.nodes[id + inside];
    let start = node.range().start;
    let end = last.range().end + last.end.len();
    let children: Vec<_> = node.children.iter().map(|child| &tree.nodes[*child]).collect();
    let all = |kind: Kind| children.iter().all(|child| child.kind == kind && child.children.is_empty());
    let form = if all(Kind::Entry) { Form::List } else { Form::Mapping };
    let on_line = Flow::of(node.text).filter(|_| children.is_empty());
    let (layout, form, entries) = match (on_line, children.first()) {
        (Some(flow), _) => (Layout::Line, flow.form, flow.entries),
        (None, Some(first))
            if (all(Kind::Entry) || all(Kind::Key)) && node.text.trim_end().ends_with(':') =>
        {
            let indent = &first.text[..first.text.len() - first.text.trim_start().len()];
            let said = |text: &'a str| match form {
                Form::List => text.trim().trim_start_matches('-').trim_start(),
                Form::Mapping => text.trim(),
            };
            (Layout::Lines(indent), form, children.iter().map(|child| said(child.text)).collect())
        }
        _ => (Layout::Other, form, Vec::new()),
    };
    Value { range: start..end, head: node.text, end: last.end, layout, form, entries }
}
