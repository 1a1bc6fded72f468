//! Two versions of one item's text → one: its fields one by one, its other words where both did not change the
//! same ones.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use super::{
    align::in_order,
    own::{Clash, pick},
    parts::{Element, elements},
};
use crate::domain::ledger::identity::fold_lightly;

type Name = (String, usize);

/// Merges an item's text; where both changed the same to different values, `late`'s is chosen.
pub(super) fn merge(base: &str, early: &str, late: &str) -> (String, Clash) {
    if early == late || early == base {
        return (late.to_owned(), Clash::No);
    }
    if late == base {
        return (early.to_owned(), Clash::No);
    }
    let (early, late) = (Side::of(early), Side::of(late));
    // What both wrote, of which one wrote more, is what both came from.
    let common = if base.is_empty() { shorter(&early, &late) } else { None };
    let base = Side::of(common.as_deref().unwrap_or(base));
    let (in_early, in_late) = (hunks(&base, &early), hunks(&base, &late));
    let (fields, mut clash) = fields(&base, &early, &late);
    let (onto, hunks) = match (in_early.is_empty(), in_late.is_empty()) {
        // Where only one has other words, its layout stays.
        (false, true) => (Onto::Early, Vec::new()),
        (true, _) => (Onto::Late, Vec::new()),
        (false, false) => match apart(&base, (&early, in_early), (&late, &in_late)) {
            Some(hunks) => (Onto::Late, hunks),
            None => {
                let folded = [&early, &late].map(|side| fold_lightly(&side.said()));
                clash = clash.or(if folded[0] == folded[1] { Clash::No } else { Clash::Yes });
                (Onto::Late, Vec::new())
            }
        },
    };
    let (frame, other) = match onto {
        Onto::Early => (&early, &late),
        Onto::Late => (&late, &early),
    };
    let merged = rebuild(&base, frame, other, &hunks, &fields);
    if Side::of(&merged).fields() == fields { (merged, clash) } else { (late.text.to_owned(), Clash::Yes) }
}

#[derive(Clone, Copy)]
enum Onto {
    Early,
    Late,
}

/// One version of the text.
struct Side<'a> {
    text: &'a str,
    elements: Vec<Element<'a>>,
    /// The places of the words among the elements.
    words: Vec<usize>,
}

impl<'a> Side<'a> {
    fn of(text: &'a str) -> Self {
        let elements = elements(text);
        let words = (0..elements.len()).filter(|at| elements[*at].field.is_none()).collect();
        Self { text, elements, words }
    }

    fn fields(&self) -> BTreeMap<Name, &'a str> {
        self.elements.iter().filter_map(|one| Some((one.field.clone()?, one.text))).collect()
    }

    fn place(&self, field: &Name) -> Option<usize> {
        self.elements.iter().position(|one| one.field.as_ref() == Some(field))
    }

    /// Its words alone.
    fn said(&self) -> String {
        (0..self.words.len()).map(|at| self.word(at)).collect::<Vec<_>>().join(" ")
    }

    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |at| self.elements[*at].text)
    }
}

/// The words of the side whose words all stand in the other's, in order.
fn shorter(early: &Side<'_>, late: &Side<'_>) -> Option<String> {
    let (less, more) = if early.words.len() <= late.words.len() { (early, late) } else { (late, early) };
    let mut rest = (0..more.words.len()).map(|at| more.word(at));
    let is_in = (0..less.words.len()).all(|at| rest.any(|word| word == less.word(at)));
    is_in.then(|| less.said())
}

/// What a field says, however it is spelled: `due:2026-03-06` is `📅 2026-03-06`.
fn meaning(field: &str) -> String {
    let bare =
        field.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches([')', ']', '.', ' ']);
    let bare = bare.to_lowercase();
    let word = bare.split([':', ' ']).next().unwrap_or_default();
    let is_name = matches!(word, "due" | "by" | "done" | "completion" | "completed" | "date" | "id");
    let value = bare.get(word.len()..).filter(|_| is_name).unwrap_or(&bare);
    value.trim_start_matches([':', ' ']).to_owned()
}

/// The value of a field. Another spelling of what it was is no other value.
fn value<'a>(was: Option<&'a str>, early: &'a str, late: &'a str) -> (&'a str, Clash) {
    let (value, clash) = pick(was, early, late);
    let is = |one: &str, other: Option<&str>| other.is_some_and(|other| meaning(one) == meaning(other));
    match clash {
        Clash::Yes if is(early, was) || is(early, Some(late)) => (late, Clash::No),
        Clash::Yes if is(late, was) => (early, Clash::No),
        _ => (value, clash),
    }
}

/// The fields of both, one by one.
fn fields<'a>(base: &Side<'a>, early: &Side<'a>, late: &Side<'a>) -> (BTreeMap<Name, &'a str>, Clash) {
    let (base, early, late) = (base.fields(), early.fields(), late.fields());
    let mut clash = Clash::No;
    let mut out = BTreeMap::new();
    for name in early.keys().chain(late.keys()) {
        let was = base.get(name).copied();
        let kept = match (early.get(name).copied(), late.get(name).copied()) {
            (Some(early), Some(late)) => {
                let (value, clashes) = value(was, early, late);
                clash = clash.or(clashes);
                Some(value)
            }
            // Taken out by one: what the other did to it stays.
            (Some(only), None) | (None, Some(only)) => (was != Some(only)).then_some(only),
            (None, None) => None,
        };
        out.extend(kept.map(|value| (name.clone(), value)));
    }
    (out, clash)
}

/// Words of the base that became other words.
type Hunk = (Range<usize>, Range<usize>);

fn hunks(base: &Side<'_>, side: &Side<'_>) -> Vec<Hunk> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut list = Vec::new();
    for one in [base, side] {
        let mut of = Vec::with_capacity(one.words.len());
        for at in 0..one.words.len() {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            of.push(*known.entry(one.word(at)).or_insert(next));
        }
        list.push(of);
    }
    let (a, b) = (&list[0], &list[1]);
    let mut out = Vec::new();
    let mut from = (0, 0);
    for (x, y) in in_order(a, b).into_iter().chain([(a.len(), b.len())]) {
        if from != (x, y) {
            out.push((from.0..x, from.1..y));
        }
        from = (x + 1, y + 1);
    }
    out
}

/// The early hunks that are not the late ones' too; `None` where any touches a late one that differs. Remarks that
/// both appended stand one behind the other.
fn apart(base: &Side<'_>, early: (&Side<'_>, Vec<Hunk>), late: (&Side<'_>, &[Hunk])) -> Option<Vec<Hunk>> {
    // Every word and every place between two, in order.
    let mut taken: Vec<Option<usize>> = vec![None; 2 * base.words.len() + 1];
    for (number, (was, _)) in late.1.iter().enumerate() {
        taken.get_mut(2 * was.start..=2 * was.end)?.fill(Some(number));
    }
    let written = |side: &Side<'_>, range: &Range<usize>| -> Vec<String> {
        range.clone().map(|at| side.word(at).to_owned()).collect()
    };
    let mut out = Vec::new();
    for (was, is) in early.1 {
        let touched = taken.get(2 * was.start..=2 * was.end)?.iter().flatten().next();
        match touched.and_then(|number| late.1.get(*number)) {
            None => out.push((was, is)),
            Some((other, others)) if *other == was && written(early.0, &is) == written(late.0, others) => {}
            Some((other, others))
                if *other == was
                    && was == (base.words.len()..base.words.len())
                    && is_remark(early.0.word(is.start))
                    && is_remark(late.0.word(others.start)) =>
            {
                out.push((was, is));
            }
            Some(_) => return None,
        }
    }
    Some(out)
}

/// Whether what begins with this word is a remark behind a text: `— no answer yet`, `(asked again)`.
fn is_remark(word: &str) -> bool {
    word.starts_with(['—', '–', '(']) || matches!(word, "-" | "--")
}

/// The frame's text with the other side's words and the merged fields.
fn rebuild(
    base: &Side<'_>,
    frame: &Side<'_>,
    other: &Side<'_>,
    changed: &[Hunk],
    fields: &BTreeMap<Name, &str>,
) -> String {
    let mut kept: Vec<bool> = vec![true; frame.elements.len()];
    // What is put before the element at each place.
    let mut put: Vec<Vec<(String, String)>> = vec![Vec::new(); frame.elements.len() + 1];
    let same = unchanged(base, frame);
    for (was, is) in changed {
        let before = was.start.checked_sub(1).and_then(|at| same.get(&at)).map(|word| frame.words[*word] + 1);
        let at = before.unwrap_or_else(|| frame.words.first().copied().unwrap_or(frame.elements.len()));
        for word in was.clone().filter_map(|at| same.get(&at)) {
            kept[frame.words[*word]] = false;
        }
        for word in is.clone() {
            let element = &other.elements[other.words[word]];
            put[at].push((element.gap.to_owned(), element.text.to_owned()));
        }
    }
    for (at, element) in frame.elements.iter().enumerate() {
        if let Some(name) = &element.field {
            kept[at] = fields.contains_key(name);
        }
    }
    for (name, value) in fields {
        if frame.place(name).is_none() {
            let at = insertion(frame, other, name);
            let gap = other.place(name).map_or(" ", |place| other.elements[place].gap);
            put[at].push((gap.to_owned(), (*value).to_owned()));
        }
    }
    let mut out = String::new();
    let mut write = |gap: &str, text: &str| {
        let at_start = out.is_empty();
        if !at_start {
            out.push_str(if gap.is_empty() && needs_gap(&out, text) { " " } else { gap });
        }
        out.push_str(text);
    };
    for at in 0..=frame.elements.len() {
        for (gap, text) in &put[at] {
            write(gap, text);
        }
        if let Some(element) = frame.elements.get(at).filter(|_| kept[at]) {
            let field = element.field.as_ref().and_then(|name| fields.get(name));
            write(element.gap, field.copied().unwrap_or(element.text));
        }
    }
    let tail = frame.text.trim_end().len();
    out + frame.text.get(tail..).unwrap_or_default()
}

/// Two texts that came together only by the merge are kept apart.
fn needs_gap(before: &str, text: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '^' | '@' | '[' | '(' | ']' | ')' | '"');
    before.ends_with(joins) && text.starts_with(joins)
}

/// Where the base's words, by number, stand among the words of a side.
fn unchanged(base: &Side<'_>, side: &Side<'_>) -> HashMap<usize, usize> {
    let mut out = HashMap::new();
    let mut from = (0, 0);
    for (was, is) in hunks(base, side).into_iter().chain([(base.words.len()..0, 0..0)]) {
        out.extend((from.0..was.start).zip(from.1..));
        from = (was.end, is.end);
    }
    out
}

/// Before which element of the frame a field is put that it does not have.
fn insertion(frame: &Side<'_>, other: &Side<'_>, name: &Name) -> usize {
    let place = other.place(name).unwrap_or(other.elements.len());
    let words_before = other.words.iter().any(|word| *word < place);
    let words_behind = other.words.iter().any(|word| *word > place);
    if !words_before && words_behind {
        return frame.words.first().copied().unwrap_or(0);
    }
    let before = other.elements.get(place.wrapping_sub(1)).and_then(|one| one.field.as_ref());
    if let Some(at) = before.and_then(|name| frame.place(name)).filter(|_| words_behind) {
        return at + 1;
    }
    // An id closes the line, and nothing but fields may follow it.
    let last_word = frame.words.last().map_or(0, |word| word + 1);
    let id = frame.elements.iter().skip(last_word).position(|one| is_id(one));
    id.map_or(frame.elements.len(), |id| last_word + id)
}

fn is_id(element: &Element<'_>) -> bool {
    element.text.starts_with('^') && element.field.is_some()
}
