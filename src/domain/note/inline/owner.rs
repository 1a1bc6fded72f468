//! Who owns an item: named at its beginning, at its end, or with an `@` in between.

use std::ops::Range;

use super::scan::Reader;
use crate::domain::{
    note::{diagnostic::Severity, item::Kind},
    roster::{Owner, PersonKey, Resolved, Roster, clean_name},
};

/// How far from the beginning or the end an owner's name may reach, in bytes.
const REACH: usize = 120;

/// An owner named at the beginning or the end of what is left of a text.
struct Claim {
    /// The name, and what goes with it.
    range: Range<usize>,
    who: Who,
}

/// Who stands in an owner's place.
enum Who {
    /// Somebody, by this name.
    One(String),
    /// Several people: the one who counts.
    Several(Owner),
}

/// Finds the owner and takes the name out.
pub(super) fn settle(reader: &mut Reader<'_>) {
    if reader.found.owner.is_some() {
        return;
    }
    let rest = reader.rest();
    let start = rest.text.len() - rest.text.trim_start_matches(is_loose).len();
    let end = rest.text.trim_end_matches(is_loose).len();
    if start >= end {
        reader.found.owner = take_handle(reader, Place::Anywhere);
        return;
    }
    let place = Place::At(rest.whole(start..start + 1).start);
    let owner = match leading(reader, &rest.text, start) {
        Some(Claim { range, who: who @ Who::Several(_) }) => Some(accept(reader, who, rest.whole(range))),
        claim => take_handle(reader, place)
            .or_else(|| claim.map(|claim| accept(reader, claim.who, rest.whole(claim.range)))),
    };
    let at_end = closing(reader, &rest.text, start, end);
    let Some(owner) = owner else {
        let handle_last = reader.handles.last().is_some_and(|last| reader.is_last(last.range.end, &[]));
        reader.found.owner = match at_end {
            Some(claim) if !handle_last => Some(accept(reader, claim.who, rest.whole(claim.range))),
            _ => take_handle(reader, Place::Anywhere),
        };
        return;
    };
    if let Some(Claim { range, who: Who::One(name) }) = at_end {
        let range = rest.whole(range);
        let attendees = reader.context.attendees;
        match (reader.context.roster.resolve(&name, attendees), &owner) {
            (Resolved::Me, Owner::Me) => reader.cuts.push(range),
            (Resolved::Person(key), Owner::Person(other)) if key == *other => reader.cuts.push(range),
            _ => say_several(reader, &owner, range),
        }
    }
    reader.found.owner = Some(owner);
}

/// The person or the name that a written name is; what is unclear about it is said.
pub(super) fn owner_of(reader: &mut Reader<'_>, name: &str, range: Range<usize>) -> Owner {
    let roster = reader.context.roster;
    let cleaned = clean_name(name);
    let shown = if cleaned.is_empty() { name.to_owned() } else { cleaned };
    match roster.resolve(name, reader.context.attendees) {
        Resolved::Me => Owner::Me,
        Resolved::Person(key) => Owner::Person(key),
        Resolved::Ambiguous(keys) => {
            let mut names: Vec<&str> = keys.iter().map(|key| roster.name_of(key)).collect();
            if names.len() == 1 {
                names.push("you");
            }
            let message = format!("“{shown}” can be {}", names.join(" or "));
            let fix = "write the full name, or the id".to_owned();
            reader.say(range, Severity::Warning, "ambiguous-owner", message, fix);
            Owner::Named(shown)
        }
        Resolved::Unknown => {
            let message = format!("The notebook knows nobody called “{shown}”");
            let fix = "check the spelling, or add a person with that name or alias under people/".to_owned();
            reader.say(range, Severity::Warning, "unknown-owner", message, fix);
            Owner::Named(shown)
        }
    }
}

/// The `@name` at the start of a text: its length and the name with its `@`. A name of several words is taken
/// whole where the roster knows it. None where it is no name: a package (`@types/node`), a call, a
/// possessive, a link to a heading (`@[[#Plan]]`).
pub(super) fn handle(text: &str, roster: &Roster) -> Option<(usize, String)> {
    written_handle(text, roster).filter(|(_, name)| !clean_name(name).is_empty())
}

fn written_handle(text: &str, roster: &Roster) -> Option<(usize, String)> {
    let rest = text.strip_prefix('@')?;
    if let Some(link) = rest.strip_prefix("[[") {
        let end = link.find("]]").filter(|end| (1..REACH).contains(end))?;
        let len = 1 + 2 + end + 2;
        return Some((len, text.get(..len)?.to_owned()));
    }
    if !rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return None;
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let len = 1 + rest.get(..end)?.trim_end_matches(['-', '_', '.']).len();
    let mut next = text.get(len..)?.chars();
    match (next.next(), next.next()) {
        (Some('@' | '('), _) => return None,
        (Some('/' | '\'' | '’'), Some(c)) if c.is_alphanumeric() => return None,
        _ => {}
    }
    if !rest.starts_with(char::is_uppercase) || len > REACH {
        return Some((len, text.get(..len)?.to_owned()));
    }
    let mut longest = len;
    let mut end = len;
    for _ in 0..3 {
        let Some(after) = text.get(end..).and_then(|after| after.strip_prefix(' ')) else { break };
        let word = after.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(after.len());
        if !after.starts_with(char::is_uppercase) || word > REACH {
            break;
        }
        end += 1 + word;
        if roster.resolve(text.get(..end)?, &[]) != Resolved::Unknown {
            longest = end;
        }
    }
    Some((longest, text.get(..longest)?.to_owned()))
}

/// The names of a list such as `Priya, Omar and Ana` or `eP & HZ`, where it is one.
pub(super) fn split_names(text: &str) -> Option<Vec<&str>> {
    const MOST: usize = 12;
    let slash = if text.contains("[[") { '&' } else { '/' };
    let names: Vec<&str> = text
        .split([',', '&', '+', slash])
        .flat_map(|part| part.split(" and "))
        .map(|name| name.trim())
        .map(|name| name.strip_prefix("and ").unwrap_or(name).trim())
        .filter(|name| !name.is_empty())
        .take(MOST + 1)
        .collect();
    (2..=MOST).contains(&names.len()).then_some(names)
}

/// Which `@name` is looked for.
#[derive(Clone, Copy)]
enum Place {
    /// The one that begins here.
    At(usize),
    /// The one at the end, else the first known one, else the first.
    Anywhere,
}

/// Takes an `@name` as the owner, and out of the text unless others stand beside it.
fn take_handle(reader: &mut Reader<'_>, place: Place) -> Option<Owner> {
    let ranges: Vec<Range<usize>> = reader.handles.iter().map(|handle| handle.range.clone()).collect();
    let at = match place {
        Place::At(start) => {
            let is_start = |range: &Range<usize>| {
                let before = reader.slice(start..range.start);
                range.start >= start && before.chars().all(|c| matches!(c, '*' | '_' | '(' | '['))
            };
            // Handles are in order: only the first at or after the place can begin there.
            let first = ranges.partition_point(|range| range.start < start);
            ranges.get(first).filter(|range| is_start(range)).map(|_| first)?
        }
        Place::Anywhere => {
            let candidates = ranges.iter().enumerate().filter(|(_, range)| !is_mention(reader, range));
            let last =
                ranges.last().filter(|last| reader.is_last(last.end, &[]) && !is_mention(reader, last));
            match last {
                Some(_) => ranges.len() - 1,
                None => {
                    let (roster, attendees) = (reader.context.roster, reader.context.attendees);
                    let known = |(_, range): &(usize, &Range<usize>)| {
                        let name = reader.slice((*range).clone());
                        matches!(roster.resolve(name, attendees), Resolved::Me | Resolved::Person(_))
                    };
                    let mut any = candidates.clone();
                    candidates.clone().find(known).or_else(|| any.next()).map(|(at, _)| at)?
                }
            }
        }
    };
    let beside = |left: &Range<usize>, right: &Range<usize>| {
        matches!(reader.slice(left.end..right.start).trim(), "" | "&" | "+" | "/" | "," | "and" | ", and")
            && !is_mention(reader, left)
    };
    let joined = |at: usize| matches!(ranges.get(at..at + 2), Some([left, right]) if beside(left, right));
    let first = (0..at).rev().take_while(|at| joined(*at)).last().unwrap_or(at);
    let last = (at..ranges.len()).take_while(|at| joined(*at)).last().map_or(at, |at| at + 1);
    let names: Vec<&str> =
        ranges.get(first..=last)?.iter().map(|range| reader.slice(range.clone())).collect();
    let range = ranges.get(at)?.clone();
    let name = reader.slice(range.clone());
    if names.iter().any(|other| other != &name) {
        let resolved: Vec<Owner> = names
            .iter()
            .map(|name| match reader.context.roster.resolve(name, reader.context.attendees) {
                Resolved::Me => Owner::Me,
                Resolved::Person(key) => Owner::Person(key),
                Resolved::Ambiguous(_) | Resolved::Unknown => Owner::Named(clean_name(name)),
            })
            .collect();
        let owner = resolved.iter().find(|owner| **owner == Owner::Me).or(resolved.first())?.clone();
        if resolved.iter().any(|other| *other != owner) {
            say_several(reader, &owner, ranges.get(first)?.start..ranges.get(last)?.end);
            return Some(owner);
        }
    }
    let after = reader.from(range.end);
    let verbs: &[&str] = if is_to_be_done(reader.context.kind) { &[" to ", " will "] } else { &[" to "] };
    let verb = match place {
        Place::At(_) => verbs.iter().find(|verb| starts_with(after, verb)).map_or(0, |verb| verb.len() - 1),
        Place::Anywhere => 0,
    };
    let owner = owner_of(reader, name, range.clone());
    let cut = with_emphasis(reader.text, range.start..range.end + verb);
    reader.cuts.push(cut);
    Some(owner)
}

/// Whether an `@name` is spoken of, or to, rather than asked to do it: `to @priya`.
fn is_mention(reader: &Reader<'_>, range: &Range<usize>) -> bool {
    let before =
        reader.slice(0..range.start).trim_end_matches(|c: char| c.is_whitespace() || "*_([:".contains(c));
    let mut words = before.rsplit(|c: char| !c.is_alphanumeric());
    let word = words.next().unwrap_or_default().to_ascii_lowercase();
    let verb = words.next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "to" => !matches!(verb.as_str(), "assigned" | "assign" | "delegated" | "delegate"),
        "with" | "from" | "about" | "via" | "cc" => true,
        _ => false,
    }
}

/// The owner at the beginning of `text`, from `start` on: `Priya:`, `Priya -`, `Priya to …`, `I'll …`,
/// `(Priya) …`.
fn leading(reader: &Reader<'_>, text: &str, start: usize) -> Option<Claim> {
    let to_be_done = is_to_be_done(reader.context.kind);
    let start = start + symbols(text.get(start..)?);
    let body = text.get(start..)?;
    let emphasis = body.len() - body.trim_start_matches(['*', '_']).len();
    let name_at = start + emphasis;
    let body = text.get(name_at..)?;
    if to_be_done
        && let Some(verb) =
            ["i'll ", "i’ll ", "iʼll ", "i´ll ", "i will "].iter().find(|v| starts_with(body, v))
    {
        return Some(Claim { range: name_at..name_at + verb.len(), who: Who::One("me".to_owned()) });
    }
    if body.starts_with(['(', '[']) && !body.starts_with("[[") {
        let end = body.find([')', ']']).filter(|end| *end < REACH)?;
        if let Some(who) = who(reader, body.get(1..end)?)
            && !body.get(end + 1..)?.starts_with(['(', '[', ':'])
        {
            return Some(Claim { range: name_at..name_at + end + 1, who });
        }
    }
    let mut depth = 0i32;
    let mut previous = ' ';
    for (at, c) in body.char_indices().take_while(|(at, _)| *at < REACH) {
        let after = body.get(at + c.len_utf8()..)?;
        let len = match c {
            '[' | '(' => {
                depth += 1;
                None
            }
            ']' | ')' => {
                depth -= 1;
                None
            }
            _ if depth != 0 || at == 0 => None,
            ':' if !after.starts_with([':', '/']) && !after.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(1)
            }
            '→' => Some(c.len_utf8()),
            '-' | '–' | '—' => {
                let run = after.trim_start_matches(['-', '–', '—', '>']);
                let apart =
                    previous.is_whitespace() || run.is_empty() || run.starts_with(char::is_whitespace);
                apart.then(|| c.len_utf8() + after.len() - run.len())
            }
            '\'' | '’' if to_be_done && starts_with(after, "ll ") => Some(c.len_utf8() + 3),
            c if c.is_whitespace() && to_be_done => {
                let verb = ["to ", "will "].iter().find(|verb| starts_with(after, verb));
                verb.map(|verb| c.len_utf8() + verb.len())
            }
            _ => None,
        };
        previous = c;
        if let Some(len) = len
            && let Some(who) = who(reader, body.get(..at)?)
        {
            let len = if to_be_done { len + to(body.get(at + len..)?) } else { len };
            return Some(Claim { range: with_emphasis(text, name_at..name_at + at + len), who });
        }
    }
    None
}

/// The length of the `to` that a text begins with: `Priya: to send`; with a capital it begins a sentence.
fn to(text: &str) -> usize {
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    if bare.len() < text.len() && bare.starts_with("to ") { text.len() - bare.len() + 3 } else { 0 }
}

/// The owner at the end of `text`, before `end`: `(Priya)`, `- Priya`, `→ Priya`, or initials that are a
/// sentence or a clause of their own: `Send plan. PN.`
fn closing(reader: &Reader<'_>, text: &str, start: usize, end: usize) -> Option<Claim> {
    let full = text.get(start..end)?.trim_end_matches(['.', '!']);
    let body = full.trim_end_matches(['*', '_', '~']);
    let emphasis = full.get(body.len()..)?;
    let end = start + body.len();
    let mut window = body.len().saturating_sub(REACH);
    while !body.is_char_boundary(window) {
        window += 1;
    }
    if body.ends_with(')') || (body.ends_with(']') && !body.ends_with("]]")) {
        let open = window + body.get(window..)?.rfind(if body.ends_with(')') { '(' } else { '[' })?;
        let who = who(reader, body.get(open + 1..body.len() - 1)?)?;
        let apart = body.get(..open)?.ends_with(char::is_whitespace);
        return apart.then_some(Claim { range: start + open..end, who });
    }
    for (at, c) in body.get(window..)?.char_indices().rev() {
        let at = window + at;
        let (before, after) = (body.get(..at)?, body.get(at + c.len_utf8()..)?);
        let from = match c {
            '→' => at,
            '>' if before.ends_with(['-', '=']) => at - 1,
            '-' | '–' | '—'
                if before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace) =>
            {
                at
            }
            _ => continue,
        };
        if before.trim_matches(is_loose).is_empty() {
            return None;
        }
        let emphasised = !emphasis.is_empty() && after.trim_start().starts_with(emphasis);
        let end = if emphasised { end + emphasis.len() } else { end };
        return Some(Claim { range: start + from..end, who: who(reader, after)? });
    }
    if !is_to_be_done(reader.context.kind) {
        return None;
    }
    let (from, who) = closing_initials(reader, body, window)?;
    Some(Claim { range: start + from..end, who })
}

/// The initials that are the last sentence of `body`, or what stands behind its last comma, and where they begin,
/// with what sets them apart. A comma behind another name is part of a list: `Ask Omar, PN`.
fn closing_initials(reader: &Reader<'_>, body: &str, window: usize) -> Option<(usize, Who)> {
    let tail = body.get(window..)?;
    if let Some(at) = tail.rfind(". ") {
        let names = tail.get(at + 2..)?;
        if names.split([',', '&', '/']).all(|name| are_initials(name.trim()))
            && let Some(who) = who(reader, names)
        {
            return Some((window + at, who));
        }
    }
    let at = tail.rfind(", ")?;
    let name = tail.get(at + 2..)?;
    let before = tail.get(..at)?.rsplit(|c: char| c.is_whitespace() || c == ',').next()?;
    let listed = before.is_empty() || who(reader, before).is_some();
    (!listed && are_initials(name)).then(|| who(reader, name)).flatten().map(|who| (window + at, who))
}

fn are_initials(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name.chars().all(char::is_alphabetic)
        && name.ends_with(char::is_uppercase)
}

/// Whom a text names, where it is nothing but names the notebook knows.
fn who(reader: &Reader<'_>, written: &str) -> Option<Who> {
    let name = written.trim().trim_matches(['*', '_', '~']).trim();
    if name.is_empty() || name.contains(['`', '#']) {
        return None;
    }
    let (roster, attendees) = (reader.context.roster, reader.context.attendees);
    if roster.resolve(name, attendees) != Resolved::Unknown {
        return Some(Who::One(name.to_owned()));
    }
    let mut first: Option<Owner> = None;
    for name in split_names(name)? {
        let owner = match roster.resolve(name, attendees) {
            _ if name == "I" => Owner::Me,
            Resolved::Me => Owner::Me,
            Resolved::Person(key) => Owner::Person(key),
            Resolved::Ambiguous(_) => Owner::Named(clean_name(name)),
            Resolved::Unknown => return None,
        };
        if first.is_none() || owner == Owner::Me {
            first = Some(owner);
        }
    }
    first.map(Who::Several)
}

fn accept(reader: &mut Reader<'_>, who: Who, range: Range<usize>) -> Owner {
    match who {
        Who::One(name) => {
            let owner = owner_of(reader, &name, range.clone());
            reader.cuts.push(range);
            owner
        }
        Who::Several(owner) => {
            say_several(reader, &owner, range);
            owner
        }
    }
}

fn say_several(reader: &mut Reader<'_>, owner: &Owner, range: Range<usize>) {
    let whose = match owner {
        Owner::Me => "yours".to_owned(),
        Owner::Person(key) => format!("{}'s", name(reader.context.roster, key)),
        Owner::Named(name) => format!("{name}'s"),
    };
    let message = format!("Several owners are named: the item counts as {whose}");
    let fix = "name one owner, or write one item for each".to_owned();
    reader.say(range, Severity::Warning, "several-owners", message, fix);
}

fn name<'a>(roster: &'a Roster, key: &'a PersonKey) -> &'a str {
    roster.name_of(key)
}

/// A name's place with the emphasis around it, where that ends with the name or just behind its colon.
fn with_emphasis(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let run = before.len() - before.trim_end_matches(['*', '_']).len();
    let sign = before.get(before.len() - run..).unwrap_or_default();
    if run == 0 {
        return range;
    }
    if text.get(range.clone()).is_some_and(|name| name.contains(sign)) {
        return range.start - run..range.end;
    }
    let after = text.get(range.end..).unwrap_or_default();
    let colon = after.len() - after.trim_start_matches([':', ',']).len();
    if after.get(colon..).is_some_and(|after| after.starts_with(sign)) {
        return range.start - run..range.end + colon + run;
    }
    range
}

fn is_to_be_done(kind: Kind) -> bool {
    matches!(kind, Kind::Commitment | Kind::Request | Kind::Ask | Kind::Goal)
}

/// The length of the emoji, with white space behind them, that a text begins with.
fn symbols(text: &str) -> usize {
    let is_symbol = |c: char| !c.is_ascii() && !c.is_alphanumeric() && !"“”‘’«»„–—→".contains(c);
    let after = text.trim_start_matches(|c: char| is_symbol(c) || c.is_whitespace());
    if text.starts_with(is_symbol) { text.len() - after.len() } else { 0 }
}

fn starts_with(text: &str, lower: &str) -> bool {
    text.get(..lower.len()).is_some_and(|start| start.to_lowercase() == lower)
}

fn is_loose(c: char) -> bool {
    c.is_whitespace() || "-–—,;:|→".contains(c)
}
