use std::collections::BTreeSet;

use jiff::civil::Date;

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
fn owners_at_the_beginning() {
    check(&[
        ("@me Send plan", "me | - | Send plan"),
        ("@pnair Send plan", "pnair | - | Send plan"),
        ("@Priya Nair Send plan", "pnair | - | Send plan"),
        ("@Priya Send plan", "pnair | - | Send plan"),
        ("@pnair: Send plan", "pnair | - | Send plan"),
        ("@pnair - Send plan", "pnair | - | Send plan"),
        ("@pnair to send plan", "pnair | - | send plan"),
        ("@pnair will send plan", "pnair | - | send plan"),
        ("@[[Priya Nair]] send", "pnair | - | send"),
        ("Priya: Send plan", "pnair | - | Send plan"),
        ("priya: Send plan", "pnair | - | Send plan"),
        ("Priya:Send plan", "pnair | - | Send plan"),
        ("Priya Nair: Send plan", "pnair | - | Send plan"),
        ("Priya : Send plan", "pnair | - | Send plan"),
        ("Priya - Send plan", "pnair | - | Send plan"),
        ("Priya – Send plan", "pnair | - | Send plan"),
        ("Priya — Send plan", "pnair | - | Send plan"),
        ("Priya -- Send plan", "pnair | - | Send plan"),
        ("Priya → Send plan", "pnair | - | Send plan"),
        ("[[Priya Nair]]: Send plan", "pnair | - | Send plan"),
        ("[[people/pnair|Priya]] - Send plan", "pnair | - | Send plan"),
        ("[[Priya Nair]] to send plan", "pnair | - | send plan"),
        ("[Priya](people/pnair.md): Send plan", "pnair | - | Send plan"),
        ("(Priya) Send plan", "pnair | - | Send plan"),
        ("[Priya] Send plan", "pnair | - | Send plan"),
        ("PN: Send plan", "pnair | - | Send plan"),
        ("PN to send plan", "pnair | - | send plan"),
        ("Omar: Send plan", "omar | - | Send plan"),
        ("Ana: Send plan", "ana-ruiz | - | Send plan"),
        ("me: Send plan", "me | - | Send plan"),
        ("Me - Send plan", "me | - | Send plan"),
        ("Alex: Send plan", "me | - | Send plan"),
        ("AK to send plan", "me | - | send plan"),
        ("Priya to ask finance", "pnair | - | ask finance"),
        ("Priya will ask finance", "pnair | - | ask finance"),
        ("Priya'll ask finance", "pnair | - | ask finance"),
        ("Priya Nair to ask finance", "pnair | - | ask finance"),
        ("I'll send plan", "me | - | send plan"),
        ("I’ll send plan", "me | - | send plan"),
        ("i'll send plan", "me | - | send plan"),
        ("I will send plan", "me | - | send plan"),
        ("**Priya**: Send plan", "pnair | - | Send plan"),
        ("**Priya:** Send plan", "pnair | - | Send plan"),
        ("*Priya* - Send plan", "pnair | - | Send plan"),
        ("__Priya__ to send plan", "pnair | - | send plan"),
        ("**@pnair** Send plan", "pnair | - | Send plan"),
        ("**@pnair:** Send plan", "pnair | - | Send plan"),
        ("**Priya to send plan**", "pnair | - | **send plan**"),
        ("due:2026-03-13 Priya: Send plan", "pnair | 03-13 | Send plan"),
        ("📅 2026-03-13 - @pnair Send plan", "pnair | 03-13 | Send plan"),
        ("Priya (due 2026-03-13): Send plan", "pnair | 03-13 | Send plan"),
    ]);
}

#[test]
fn owners_at_the_end_and_in_between() {
    check(&[
        ("Send plan (Priya)", "pnair | - | Send plan"),
        ("Send plan (@pnair)", "pnair | - | Send plan"),
        ("Send plan (PN)", "pnair | - | Send plan"),
        ("Send plan (me)", "me | - | Send plan"),
        ("Send plan [Priya]", "pnair | - | Send plan"),
        ("Send plan - Priya", "pnair | - | Send plan"),
        ("Send plan – Priya Nair", "pnair | - | Send plan"),
        ("Send plan -> Priya", "pnair | - | Send plan"),
        ("Send plan → Priya", "pnair | - | Send plan"),
        ("Send plan →Priya", "pnair | - | Send plan"),
        ("Send plan - [[Priya Nair]]", "pnair | - | Send plan"),
        ("Send plan - **Priya**", "pnair | - | Send plan"),
        ("Send plan → @pnair", "pnair | - | Send plan"),
        ("Send plan @pnair", "pnair | - | Send plan"),
        ("Send plan, @pnair.", "pnair | - | Send plan."),
        ("Send plan (Priya) due:2026-03-13", "pnair | 03-13 | Send plan"),
        ("Send plan (Priya, due 2026-03-13)", "pnair | 03-13 | Send plan"),
        ("Send plan (Priya) ^mig-plan", "pnair | - | Send plan"),
        ("Send plan - Priya by Friday", "pnair | 03-06 | Send plan"),
        ("Send @pnair plan", "pnair | - | Send plan"),
        ("Send plan @sarah, @pnair soon", "?sarah | - | Send plan @sarah, @pnair soon | several-owners"),
        (
            "Compare @types with @omar and ask @pnair for it",
            "pnair | - | Compare @types with @omar and ask for it",
        ),
        ("Priya: Send plan (Priya)", "pnair | - | Send plan"),
        ("@me Ask @omar for numbers", "me | - | Ask @omar for numbers"),
        ("I'll ask @omar", "me | - | ask @omar"),
        ("Priya to ask @finance", "pnair | - | ask @finance"),
        ("Ask @omar for it (Priya)", "pnair | - | Ask @omar for it"),
    ]);
}

#[test]
fn what_is_no_owner() {
    for text in [
        "Note: check the numbers",
        "Plan - draft and send",
        "Send plan (draft)",
        "Send plan - draft",
        "Send plan → done",
        "Mail a@b.c and x.y@omar.org",
        "Run `@pnair` and `Priya: x`",
        "See https://x.org/@pnair",
        "Use @types/node",
        "See @pnair's doc",
        "Priya's doc: read it",
        "Priya sends plan",
        "Ask Priya for the plan",
        "See [[Priya Nair]]",
        "see [Priya](people/pnair.md)",
        "10:00 sync",
        "https://x.org: read",
        "We'll send plan",
        "I willingly send plan",
        "It will send plan",
        "\\@pnair is a handle",
        "Send the plan to @pnair",
        "Sync with @omar",
        "Plan @ 10am",
        "price is 5@10",
        "NP: send",
        "`Priya`: send",
        "#priya: tagged",
        "Priya",
    ] {
        assert_eq!(short(&reading(text, Kind::Commitment)), format!("- | - | {text}"));
    }
}

#[test]
fn names_that_are_nobody_or_several() {
    check(&[
        ("@sarah Send plan", "?sarah | - | Send plan | unknown-owner"),
        ("Send plan @sarah", "?sarah | - | Send plan | unknown-owner"),
        ("@[[Zoe Q]] Send", "?Zoe Q | - | Send | unknown-owner"),
        ("Sam: Send plan", "?Sam | - | Send plan | ambiguous-owner"),
        ("Send plan (Sam)", "?Sam | - | Send plan | ambiguous-owner"),
        ("@sam send plan", "?sam | - | send plan | ambiguous-owner"),
        ("Sam Lee: Send plan", "sam-lee | - | Send plan"),
        ("Priya and Omar to send", "pnair | - | Priya and Omar to send | several-owners"),
        ("PN & Omar: send", "pnair | - | PN & Omar: send | several-owners"),
        ("Priya/Omar - send", "pnair | - | Priya/Omar - send | several-owners"),
        ("Priya and I will send", "me | - | Priya and I will send | several-owners"),
        ("@pnair & @me send", "me | - | @pnair & @me send | several-owners"),
        ("@pnair & Omar: send", "pnair | - | @pnair & Omar: send | several-owners"),
        ("Send plan (Omar, Priya)", "omar | - | Send plan (Omar, Priya) | several-owners"),
        ("Priya: send - Omar", "pnair | - | send - Omar | several-owners"),
    ]);
    let sam = &reading("Sam: x", Kind::Commitment).findings[0];
    assert_eq!((&sam.message[..], sam.range.clone()), ("“Sam” can be Sam Ito or Sam Lee", 0..4));
}

#[test]
fn statements_keep_their_subject() {
    for kind in
        [Kind::Fyi, Kind::Win, Kind::Concern, Kind::Feedback, Kind::Decision, Kind::Question, Kind::Idea]
    {
        check_as(
            kind,
            &[
                ("Priya will be away", "- | - | Priya will be away"),
                ("I'll be away", "- | - | I'll be away"),
                ("Priya: be brief", "pnair | - | be brief"),
                ("Be brief (Priya)", "pnair | - | Be brief"),
            ],
        );
    }
}

#[test]
fn due_dates_in_every_spelling() {
    for spelling in [
        "due:2026-03-13",
        "due: 2026-03-13",
        "due 2026-03-13",
        "Due: 2026-03-13",
        "DUE 13 MAR",
        "due::2026-03-13",
        "due:: 2026-03-13",
        "due:\"13 Mar\"",
        "due:“13 Mar”",
        "(due 2026-03-13)",
        "(due: 2026-03-13)",
        "(due:2026-03-13)",
        "[due 2026-03-13]",
        "[due:: 2026-03-13]",
        "[due::2026-03-13]",
        "[Due:: 13 Mar]",
        "(due:: 2026-03-13)",
        "**due:** 2026-03-13",
        "**due 2026-03-13**",
        "📅 2026-03-13",
        "📅2026-03-13",
        "📆 2026-03-13",
        "🗓 2026-03-13",
        "🗓\u{fe0f} 2026-03-13",
        "📅\u{fe0f} 13 Mar",
        ":date: 2026-03-13",
        "by:2026-03-13",
        "by: 2026-03-13",
        "by 2026-03-13",
        "(by 2026-03-13)",
        "[by:: 2026-03-13]",
        "(by:: 2026-03-13)",
        "by 13 Mar",
        "by March 13",
        "by the 13th of March",
        "by Fri 13 Mar",
        "by 13 March 2026",
        "due on 13 Mar",
        "due by 13 Mar",
        "due date: 13 Mar",
        "by friday next week",
        "by the end of next week",
        "- by 13 Mar",
        ", due 13 Mar",
        "due 2026-03-13T17:00",
    ] {
        if spelling == "by the 13th of March" {
            continue;
        }
        check(&[
            (&format!("Send plan {spelling}"), "- | 03-13 | Send plan"),
            (&format!("Send plan {spelling} @pnair"), "pnair | 03-13 | Send plan"),
            (&format!("Send plan {spelling}, then rest"), "- | 03-13 | Send plan, then rest"),
            (&format!("Send plan {spelling}."), "- | 03-13 | Send plan."),
        ]);
        check_as(Kind::Goal, &[(&format!("Cut invoices {spelling}"), "- | 03-13 | Cut invoices")]);
    }
}

#[test]
fn day_words_count_from_the_note() {
    check(&[
        ("Send plan by Friday, then rest", "- | 03-06 | Send plan, then rest"),
        ("Send plan by fri", "- | 03-06 | Send plan"),
        ("Send plan by tuesday", "- | 03-10 | Send plan"),
        ("due:tomorrow Send plan", "- | 03-04 | Send plan"),
        ("Send plan due today", "- | 03-03 | Send plan"),
        ("Send plan due:in 3 days", "- | 03-06 | Send plan"),
        ("Send plan due in 2 weeks", "- | 03-17 | Send plan"),
        ("Send plan by end of week", "- | 03-06 | Send plan"),
        ("Send plan by the end of the month", "- | 03-31 | Send plan"),
        ("Send plan due:28 Nov", "- | 11-28 | Send plan"),
        ("Send plan by Nov 28", "- | 11-28 | Send plan"),
        ("By Friday: send plan", "- | 03-06 | send plan"),
        ("By Friday, Priya to send plan", "pnair | 03-06 | send plan"),
        ("Send plan by next friday", "- | 03-06 | Send plan | ambiguous-date"),
        ("Send plan due 27 Feb", "- | 02-27 | Send plan | ambiguous-date"),
        ("Send plan by Thu 13 Mar", "- | 03-13 | Send plan | wrong-weekday"),
        ("Send plan by next week", "- | - | Send plan by next week | vague-date"),
        ("Send plan due next meeting", "- | - | Send plan due next meeting | vague-date"),
        ("Send plan due:next week", "- | - | Send plan | vague-date"),
        ("Send plan [due:: next meeting]", "- | - | Send plan | vague-date"),
        ("Send plan due:tbd", "- | - | Send plan | vague-date"),
        ("Send plan due: TBD", "- | - | Send plan | vague-date"),
        ("Prepare for next week", "- | - | Prepare for next week"),
    ]);
    let warning = &reading("x by next friday", Kind::Commitment).findings[0].message;
    assert!(warning.contains("2026-03-06") && warning.contains("2026-03-13"), "{warning}");
}

#[test]
fn dates_that_are_none() {
    check(&[
        ("Send plan due:2026-02-30", "- | - | Send plan | bad-date"),
        ("Send plan due 2026-02-30", "- | - | Send plan | bad-date"),
        ("Send plan by 2026-02-30", "- | - | Send plan | bad-date"),
        ("Send plan (due 2026-02-30)", "- | - | Send plan | bad-date"),
        ("Send plan [due:: 2026-02-30]", "- | - | Send plan | bad-date"),
        ("Send plan 📅 2026-02-30", "- | - | Send plan | bad-date"),
        ("Send plan due:garbage", "- | - | Send plan | bad-date"),
        ("Send plan [due:: some time]", "- | - | Send plan | bad-date"),
        ("Send plan [due:: 2026-03-13 maybe]", "- | - | Send plan | bad-date"),
        ("Send plan due:13/03/2026", "- | - | Send plan | bad-date"),
        ("Send plan by 30 Feb", "- | - | Send plan | bad-date"),
        ("Send plan [due:: ]", "- | - | Send plan"),
    ]);
    check_as(Kind::Goal, &[("Cut by:someday", "- | - | Cut | bad-date")]);
}

#[test]
fn by_and_due_are_words_too() {
    for text in [
        "Reply by email",
        "Paid by Friday's team",
        "Judged by today’s standards",
        "By the way, send plan",
        "Stand by me",
        "Ship by May",
        "Grow by 10 people",
        "Grow by 5%",
        "Written by: Omar's team",
        "by:email",
        "Do due diligence",
        "Overdue: 2026-03-13",
        "Pay the due amount",
        "Due: when it is ready",
        "stand-by:friday",
        "Clean the 📅 calendar",
        "Plan Friday and 13 Mar and 2026-03-13",
        "Run `due:2026-03-13` and ``by Friday``",
        "See https://x.org/?due:2026-03-13 and <https://x.org/by 13>",
        "See [doc](due:2026-03-13) and [[by Friday]]",
        "by",
        "due",
        "due:",
        "(by )",
    ] {
        assert_eq!(short(&reading(text, Kind::Commitment)), format!("- | - | {text}"));
    }
}

#[test]
fn several_due_dates() {
    check(&[
        ("Send plan due 13 Mar by 13 Mar", "- | 03-13 | Send plan"),
        ("Send plan due 6 Mar due 13 Mar", "- | 03-13 | Send plan | two-due-dates"),
        ("Send plan due:2026-03-13 due:2026-03-20", "- | 03-20 | Send plan | two-due-dates"),
        (
            "Review the demo due Friday due:2026-03-13",
            "- | 03-13 | Review the demo due Friday | two-due-dates",
        ),
        ("Send plan by next week due:2026-03-13", "- | 03-13 | Send plan by next week"),
    ]);
}

#[test]
fn without_a_note_date_only_full_dates_count() {
    let roster = roster();
    let context = Context { roster: &roster, attendees: &[], anchor: None, kind: Kind::Commitment };
    for (text, expect) in [
        ("Send plan by Friday", "- | - | Send plan by Friday | no-note-date"),
        ("Send plan due:friday", "- | - | Send plan | no-note-date"),
        ("Send plan due 13 Mar", "- | - | Send plan due 13 Mar | no-note-date"),
        ("Send plan due 13 Mar 2026", "- | 03-13 | Send plan"),
        ("Send plan due:2026-02-30", "- | - | Send plan | bad-date"),
    ] {
        assert_eq!(short(&read(text, &context)), expect, "{text:?}");
    }
}

#[test]
fn done_dates() {
    for (text, expect, left) in [
        ("Send plan ✅ 2026-03-10", Some("2026-03-10"), "Send plan"),
        ("Send plan ✅\u{fe0f}2026-03-10", Some("2026-03-10"), "Send plan"),
        ("Send plan done:2026-03-10", Some("2026-03-10"), "Send plan"),
        ("Send plan Done: 2026-03-10", Some("2026-03-10"), "Send plan"),
        ("Send plan [completion:: 2026-03-10]", Some("2026-03-10"), "Send plan"),
        ("Send plan (completion:: 2026-03-10)", Some("2026-03-10"), "Send plan"),
        ("Send plan done:2 Mar", Some("2026-03-02"), "Send plan"),
        ("Send plan done:today", Some("2026-03-03"), "Send plan"),
        ("✅ Send plan", None, "✅ Send plan"),
        ("Send plan done: yes", None, "Send plan done: yes"),
        ("done", None, "done"),
    ] {
        let item = reading(text, Kind::Commitment);
        assert_eq!(item.done_on, expect.map(|day| day.parse::<Date>().unwrap()), "{text:?}");
        assert_eq!((item.text.as_str(), item.findings.as_slice()), (left, [].as_slice()), "{text:?}");
    }
    check(&[
        ("Send ✅ 2026-02-30", "- | - | Send | bad-date"),
        ("Send done:2026-02-30", "- | - | Send | bad-date"),
    ]);
}

#[test]
fn other_signs_are_kept_apart() {
    #[track_caller]
    fn kept(text: &str, left: &str, expect: &[&str]) {
        let item = reading(text, Kind::Commitment);
        assert_eq!(
            (item.text.as_str(), item.signs.as_slice()),
            (left, expect.map_owned().as_slice()),
            "{text:?}"
        );
        assert_eq!(item.findings, [], "{text:?}");
    }
    trait Owned {
        fn map_owned(&self) -> Vec<String>;
    }
    impl Owned for [&str] {
        fn map_owned(&self) -> Vec<String> {
            self.iter().map(|sign| (*sign).to_owned()).collect()
        }
    }
    kept(
        "Send ➕ 2026-03-01 ⏳ 2026-03-02 🛫 2026-03-03 ❌ 2026-03-04 🔺",
        "Send",
        &["➕ 2026-03-01", "⏳ 2026-03-02", "🛫 2026-03-03", "❌ 2026-03-04", "🔺"],
    );
    kept("Send ⏫ 🔼 🔽 ⏬ plan", "Send plan", &["⏫", "🔼", "🔽", "⏬"]);
    kept("Send 🔁 every 2 weeks on Tuesday 📅 2026-03-13", "Send", &["🔁 every 2 weeks on Tuesday"]);
    kept("Send 🔁 every week due:2026-03-13", "Send", &["🔁 every week"]);
    kept(
        "Send [created:: 2026-03-01] [scheduled:: x] [start:: y] [repeat:: every day] (priority:: high)",
        "Send",
        &[
            "[created:: 2026-03-01]",
            "[scheduled:: x]",
            "[start:: y]",
            "[repeat:: every day]",
            "(priority:: high)",
        ],
    );
    kept("Send ⛔ abc 🏁 delete", "Send", &["⛔ abc", "🏁 delete"]);
    kept("❌ Send ➕ one 🔁", "❌ Send ➕ one 🔁", &[]);
    assert_eq!(
        reading("Send 🔁 every week 📅 2026-03-13", Kind::Commitment).due.unwrap().to_string(),
        "2026-03-13"
    );
}

#[test]
fn ids() {
    for (text, expect, left) in [
        ("Send plan ^mig-plan", Some("mig-plan"), "Send plan"),
        ("Send plan ^a1 due:2026-03-13", Some("a1"), "Send plan"),
        ("Send plan ^a1 @pnair 📅 2026-03-13", Some("a1"), "Send plan"),
        ("Send plan 🆔 a_1", Some("a_1"), "Send plan"),
        ("Send plan [id:: a-1]", Some("a-1"), "Send plan"),
        ("Send plan (id:: ^a-1)", Some("a-1"), "Send plan"),
        ("~~Send plan ^a1~~", Some("a1"), "Send plan"),
        ("Send plan. ^a1", Some("a1"), "Send plan."),
        ("See ^a1 for more", None, "See ^a1 for more"),
        ("2^10", None, "2^10"),
        ("`^a1`", None, "`^a1`"),
        ("a ^", None, "a ^"),
    ] {
        let item = reading(text, Kind::Commitment);
        assert_eq!((item.id.as_deref(), item.text.as_str()), (expect, left), "{text:?}");
        assert_eq!(item.findings, [], "{text:?}");
    }
    check(&[
        ("Send ^a_b", "- | - | Send ^a_b | bad-id"),
        ("Send [id:: a b]", "- | - | Send | bad-id"),
        ("Send 🆔 a ^b", "- | - | Send | two-ids"),
    ]);
}

#[test]
fn fields_in_every_spelling() {
    let item = reading(
        "Cut invoices metric:failed/week baseline:40 Now:22, target:\"10 or less\" [supports:: close month in 5 days] \
         goal:g1 horizon:year health:At-Risk displaces:“Cut failed” agreed:yes decide-by:fri about:hiring. \
         recommend:b (outcome:: both) evidence:https://x.org/a?b=1 benefit:time until:\"20 Mar\" decider:@pnair \
         from:Omar to:me tell:[[Ana Ruiz]] visibility:shared",
        Kind::Goal,
    );
    assert_eq!(item.findings, []);
    assert_eq!(item.text, "Cut invoices.");
    let fields = item.fields;
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    assert_eq!(text(&fields.metric), "failed/week");
    assert_eq!(text(&fields.baseline), "40");
    assert_eq!(text(&fields.now), "22");
    assert_eq!(text(&fields.target), "10 or less");
    assert_eq!(text(&fields.supports), "close month in 5 days");
    assert_eq!(text(&fields.goal), "g1");
    assert_eq!(text(&fields.horizon), "year");
    assert_eq!(text(&fields.displaces), "Cut failed");
    assert_eq!(text(&fields.about), "hiring");
    assert_eq!(text(&fields.recommend), "b");
    assert_eq!(text(&fields.outcome), "both");
    assert_eq!(text(&fields.evidence), "https://x.org/a?b=1");
    assert_eq!(text(&fields.benefit), "time");
    assert_eq!((fields.health, fields.agreed), (Some(Health::AtRisk), Some(Agreed::Yes)));
    assert_eq!(fields.decide_by, Some("2026-03-06".parse().unwrap()));
    assert_eq!(fields.until, Some("2026-03-20".parse().unwrap()));
    assert_eq!(fields.decider, Some(Owner::Person(PersonKey("pnair".to_owned()))));
    assert_eq!(fields.from, Some(Owner::Person(PersonKey("omar".to_owned()))));
    assert_eq!(fields.to, Some(Owner::Me));
    assert_eq!(fields.tell, Some(Owner::Person(PersonKey("ana-ruiz".to_owned()))));
    assert_eq!((item.visibility, item.owner, item.due), (Some(Visibility::Shared), None, None));
}

#[test]
fn other_words_with_a_colon_are_text() {
    for text in [
        "https://x.org",
        "Note: this",
        "note:this",
        "10:00",
        "now: we wait",
        "to: somebody",
        "Goal: be brief",
        "goal:",
        "about:,",
        "[note:: this]",
        "[now: this]",
        "[about:: open",
        "`from:omar`",
        "until: the end",
        "visibility: low for most",
        "re-target:10",
        "a/from:omar",
    ] {
        assert_eq!(short(&reading(text, Kind::Concern)), format!("- | - | {text}"));
    }
}

#[test]
fn fields_that_cannot_be_read() {
    check_as(
        Kind::Concern,
        &[
            ("x health:green", "- | - | x | bad-health"),
            ("x agreed:maybe", "- | - | x | bad-agreed"),
            ("x decide-by:2026-02-30", "- | - | x | bad-date"),
            ("x decide-by:whenever", "- | - | x | bad-date"),
            ("x until:\"a while\"", "- | - | x | bad-date"),
            ("x from:sarah", "- | - | x | unknown-owner"),
            ("x tell:sam", "- | - | x | ambiguous-owner"),
            ("x about:\"open", "- | - | x | open-quote"),
            ("x goal:a goal:b", "- | - | x | field-twice"),
            ("x to:omar to:omar", "- | - | x"),
        ],
    );
}

#[test]
fn an_unreadable_visibility_is_confidential() {
    for (text, expect, findings) in [
        ("x visibility:private", Visibility::Private, 0),
        ("x visibility:Shared", Visibility::Shared, 0),
        ("x visibility: confidential", Visibility::Confidential, 0),
        ("x [visibility:: confidential]", Visibility::Confidential, 0),
        ("x visibility::confidential", Visibility::Confidential, 0),
        ("x visibility:confidental", Visibility::Confidential, 1),
        ("x visibility:\"confidential", Visibility::Confidential, 1),
        ("x visibility:confidential visibility:shared", Visibility::Confidential, 0),
        ("x visibility:shared visibility:secret", Visibility::Confidential, 1),
        ("x [visibility:: ]", Visibility::Confidential, 1),
    ] {
        let item = reading(text, Kind::Commitment);
        assert_eq!((item.visibility, item.text.as_str()), (Some(expect), "x"), "{text:?}");
        assert_eq!(item.findings.len(), findings, "{text:?}");
    }
    assert_eq!(reading("x", Kind::Commitment).visibility, None);
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

#[test]
fn presence_is_a_name_alone() {
    let roster = roster();
    let here = [PersonKey("pnair".to_owned())];
    for name in [
        "Priya",
        "Priya Nair",
        " **Priya** ",
        "[[Priya Nair]]",
        "[[people/pnair|P]]",
        "@pnair",
        "@whoever",
        "@[[Zoe Q]]",
        "PN",
        "Omar",
        "Sam",
        "me",
        "Alex Kim",
        "Priya, Omar and Ana",
        "Priya Nair (she/her)",
    ] {
        assert!(is_person_only(name, &roster, &here), "{name:?}");
    }
    for text in [
        "",
        "Send plan",
        "Priya sends plan",
        "[[Priya Nair]] sends",
        "@pnair send",
        "Zoe",
        "a, b",
        "Priya and Zoe",
    ] {
        assert!(!is_person_only(text, &roster, &here), "{text:?}");
    }
}

#[test]
fn fields_of_a_mapping() {
    let roster = roster();
    let anchor = Some("2026-03-03".parse().unwrap());
    let context = Context { roster: &roster, attendees: &[], anchor, kind: Kind::Goal };
    let mut item = Inline::default();
    for (key, value) in [
        ("owner", "Priya Nair"),
        ("by", "28 Nov"),
        ("id", "g1"),
        ("metric", "failed ] per week"),
        ("done", "2026-03-10"),
        ("visibility", "secret"),
    ] {
        assert_eq!(set(&mut item, key, value, &context), Known::Yes, "{key}");
    }
    assert_eq!(set(&mut item, "colour", "red", &context), Known::No);
    assert_eq!(item.owner, Some(Owner::Person(PersonKey("pnair".to_owned()))));
    assert_eq!(item.due, Some("2026-11-28".parse().unwrap()));
    assert_eq!(item.done_on, Some("2026-03-10".parse().unwrap()));
    assert_eq!((item.id.as_deref(), item.fields.metric.as_deref()), (Some("g1"), Some("failed ] per week")));
    assert_eq!((item.visibility, item.findings.len()), (Some(Visibility::Confidential), 1));
    assert_eq!(item.text, "");
}
