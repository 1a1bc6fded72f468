mod dates;
mod fields;
mod owners;

use std::collections::BTreeSet;

use jiff::civil::Date;
use proptest::prelude::*;

use super::{Context, Inline, Known, Struck, is_person_only, read, set};
use crate::domain::{
    note::{
        item::{Agreed, Health, Kind, Source, Visibility},
        profile::Profile,
    },
    path::NotePath,
    roster::{Owner, PersonKey, Roster},
};

fn roster() -> Roster {
    let profile = |key: &str, name: &str| {
        let path = NotePath::new(format!("people/{key}.md")).unwrap();
        Profile::new(PersonKey(key.to_owned()), name.to_owned(), Source { path, line: 1 })
    };
    let profiles = vec![
        profile("pnair", "Priya Nair"),
        profile("omar", "Omar Haddad"),
        profile("sam-lee", "Sam Lee"),
        profile("sam-ito", "Sam Ito"),
    ];
    let with: BTreeSet<String> = ["Ana Ruiz".to_owned()].into();
    Roster::new(profiles, &with, &["Alex Kim".to_owned(), "alex".to_owned()])
}

/// Reads a text in a note of Tuesday 3 March 2026 with Priya.
fn reading(text: &str, kind: Kind) -> Inline {
    let attendees = [PersonKey("pnair".to_owned())];
    let anchor = Some("2026-03-03".parse().unwrap());
    read(text, &Context { roster: &roster(), attendees: &attendees, anchor, kind })
}

/// What was read, in short: `owner | due | text | codes`, each `-` where there is none.
fn short(item: &Inline) -> String {
    let owner = match &item.owner {
        None => "-".to_owned(),
        Some(Owner::Me) => "me".to_owned(),
        Some(Owner::Person(key)) => key.0.clone(),
        Some(Owner::Named(name)) => format!("?{name}"),
    };
    let due = item.due.map_or("-".to_owned(), |due| due.strftime("%m-%d").to_string());
    let codes: Vec<&str> = item.findings.iter().map(|finding| finding.code).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" | {}", codes.join(" ")) };
    format!("{owner} | {due} | {}{codes}", item.text)
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_as(Kind::Commitment, cases);
}

#[track_caller]
fn check_as(kind: Kind, cases: &[(&str, &str)]) {
    for (text, expect) in cases {
        let item = reading(text, kind);
        assert_eq!(short(&item), *expect, "{text:?} read as {item:#?}");
        for finding in &item.findings {
            assert!(text.get(finding.range.clone()).is_some(), "{text:?}: {finding:?}");
        }
    }
}

#[test]
fn struck_texts() {
    for (text, struck, expect) in [
        ("~~Send plan~~", Struck::Whole, "- | - | Send plan"),
        ("~~Priya: Send plan due:2026-03-13~~", Struck::Whole, "pnair | 03-13 | Send plan"),
        ("Priya: ~~Send plan~~ ^a", Struck::Whole, "pnair | - | Send plan"),
        ("~~Send plan~~ (due 2026-03-13)", Struck::Whole, "- | 03-13 | Send plan"),
        ("~~Send~~ plan", Struck::No, "- | - | ~~Send~~ plan"),
        ("~~Send~~ and ~~plan~~", Struck::No, "- | - | ~~Send~~ and ~~plan~~"),
        ("~~~~", Struck::No, "- | - | ~~~~"),
        ("~~", Struck::No, "- | - | ~~"),
    ] {
        let item = reading(text, Kind::Commitment);
        assert_eq!((item.struck, short(&item).as_str()), (struck, expect), "{text:?}");
    }
}

#[test]
fn the_rest_stays_verbatim() {
    for text in [
        "",
        "Keep  two  spaces and f() and [] and - dashes -",
        "**bold** _it_ [x](y) ![i](j) #tag \\* é 🎉",
        "a – b — c: d, e; f (g) [h] {i}",
        "\u{0} \u{feff}x",
        "Ask who owns it?",
    ] {
        assert_eq!(reading(text, Kind::Commitment).text, text.trim());
    }
    check(&[("Send <!-- due:2026-03-13 --> plan", "- | - | Send plan")]);
}

#[test]
fn everything_at_once_in_any_order() {
    let pieces = ["@pnair", "due:2026-03-13", "goal:g", "🔺", "[from:: Omar]"];
    for turn in 0..pieces.len() {
        let mut order = pieces.to_vec();
        order.rotate_left(turn);
        for at in 0..=order.len() {
            let mut words = order.clone();
            words.insert(at, "Send plan");
            let text = words.join(" ");
            assert_eq!(short(&reading(&text, Kind::Commitment)), "pnair | 03-13 | Send plan", "{text:?}");
        }
    }
}

/// Texts that are mostly made of what the reader looks for.
fn anything() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        any::<String>(),
        proptest::sample::select(vec![
            "@pnair",
            "@",
            "due:",
            "due ",
            "by ",
            "friday",
            "next ",
            "2026-02-30",
            "13 Mar",
            "📅",
            "🗓\u{fe0f}",
            "✅",
            "🔁 every",
            "[",
            "]",
            "(",
            ")",
            "[[",
            "]]",
            "::",
            "about:",
            "\"",
            "“",
            "^a",
            "~~",
            "**",
            "_",
            "`",
            "<!--",
            "-->",
            "://",
            "\\",
            " - ",
            "→",
            "->",
            "Priya",
            " to ",
            "I’ll ",
            ":",
            ",",
            " ",
            "\0",
            "é",
            "e\u{301}",
            "[id::",
            "visibility:",
            "](",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn nothing_a_person_writes_panics(text in anything()) {
        let item = reading(&text, Kind::Commitment);
        for finding in &item.findings {
            prop_assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
        }
        prop_assert!(item.text.len() <= text.len() + 1);
        prop_assert_eq!(item.text.trim(), &item.text);
        let _ = is_person_only(&text, &roster(), &[]);
        let _ = crate::domain::note::when::heading_moment(&text);
        let _ = crate::domain::note::when::date_time(&text);
        let _ = crate::domain::note::when::duration(&text);
        let _ = crate::domain::note::when::date_in_name(&text);
    }
}

#[test]
fn a_very_long_line_is_read() {
    for piece in [
        "a",
        " ",
        "é",
        "@pnair ",
        "@x ",
        "@x, ",
        "(",
        "[",
        "[due:: ",
        "(about:: ",
        "about:\"x ",
        "`",
        "` `` ",
        "due:x ",
        "by fri ",
        "📅 2026-03-13 ",
        "^a ",
        "~~",
        "**",
        "Priya: ",
        " - ",
        "→",
        "<!-- ",
        "<a ",
        "://",
        "a://b ",
        "](",
        "[[",
        "🔁 every day ",
        ")",
        "due:",
        "_",
        "\\",
        "x)",
        "((due:fri)) ",
        "- ",
        "((x)@x ",
    ] {
        let text = piece.repeat(30_000 / piece.len());
        let item = reading(&text, Kind::Commitment);
        assert!(item.text.len() <= text.len(), "{piece:?}");
    }
}
