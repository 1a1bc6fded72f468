use super::*;

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
        "due **13 Mar**",
        "by *13 Mar*",
        "(due: **2026-03-13**)",
        "by 13 Mar 17:00",
        "due 2026-03-13T17:00:00+01:00",
    ] {
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
        ("Send plan due 6 Mar due 13 Mar", "- | 03-13 | Send plan due 6 Mar | two-due-dates"),
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
