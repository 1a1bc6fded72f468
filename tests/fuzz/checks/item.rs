//! One item's line.

use headsup::domain::note::{
    inline::{self, Context, Inline, Struck},
    item::Kind,
};
use jiff::civil::date;

use super::common::{PRIYA, ROSTER, identifier, owner, text};

/// Reads the input as an item's text, and as the `key: value` of an item in front matter.
pub fn check(input: &[u8]) {
    // Lines are joined by spaces before an item's text is read.
    let line = text(input).replace(['\n', '\r'], " ");
    let line = line.trim();
    // One kind an input, that many inputs are tried.
    let kinds = [Kind::Commitment, Kind::Goal, Kind::Fyi];
    let kind = kinds[line.len() % kinds.len()];
    let context = Context { roster: &ROSTER, attendees: &*PRIYA, anchor: Some(date(2026, 3, 3)), kind };
    let read = inline::read(line, &context);
    holds(&read, line);
    taken_out_only(&read.text, line);
    let undated = inline::read(line, &Context { anchor: None, attendees: &[], ..context });
    holds(&undated, line);
    let _ = inline::is_person_only(line, &ROSTER, &*PRIYA);
    if let Some((key, value)) = line.split_once(':') {
        let mut item = Inline { text: "Count the lamps".to_owned(), ..Inline::default() };
        let _ = inline::set(&mut item, key, value, &context);
        holds(&item, value);
        assert_eq!(item.text, "Count the lamps");
    }
}

fn holds(read: &Inline, line: &str) {
    assert_eq!(read.text, read.text.trim());
    for finding in &read.findings {
        assert!(line.get(finding.range.clone()).is_some(), "beyond {line:?}: {finding:?}");
        assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{finding:?}");
    }
    if let Some(id) = &read.id {
        identifier(id);
    }
    let fields = &read.fields;
    let people = [&read.owner, &fields.from, &fields.to, &fields.decider, &fields.tell];
    people.into_iter().flatten().for_each(|who| owner(who, &*PRIYA));
    let words = [
        &fields.about,
        &fields.metric,
        &fields.baseline,
        &fields.now,
        &fields.target,
        &fields.supports,
        &fields.goal,
        &fields.horizon,
        &fields.displaces,
        &fields.recommend,
        &fields.outcome,
        &fields.evidence,
        &fields.benefit,
    ];
    assert!(words.into_iter().flatten().all(|word| !word.trim().is_empty()), "{fields:?}");
    if read.struck == Struck::Whole {
        assert!(line.contains("~~"));
    }
}

/// What is left of a text are its own words, in their order.
fn taken_out_only(left: &str, line: &str) {
    let mut rest = line.chars();
    for c in left.chars().filter(|c| !c.is_whitespace()) {
        assert!(rest.any(|other| other == c), "{left:?} is more than what {line:?} says");
    }
}
