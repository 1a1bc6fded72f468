use super::*;

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
        ("送る ^安全-1", Some("安全-1"), "送る"),
        ("Plan [id:: größe]", Some("größe"), "Plan"),
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
