use super::*;

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
        ("PN: to send plan", "pnair | - | send plan"),
        ("**Priya:** to send plan", "pnair | - | send plan"),
        ("Priya - to send plan", "pnair | - | send plan"),
        ("Priya: tomatoes", "pnair | - | tomatoes"),
        ("Priya:to send plan", "pnair | - | to send plan"),
        ("Priya: To me it is done", "pnair | - | To me it is done"),
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
        ("✅ PN to send plan", "pnair | - | ✅ send plan"),
        ("🎉 Priya: Send plan", "pnair | - | 🎉 Send plan"),
        ("PRIYA TO SEND", "pnair | - | SEND"),
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
        ("**Send plan - Priya**", "pnair | - | **Send plan**"),
        ("**Send plan** (Priya)", "pnair | - | **Send plan**"),
        ("Send plan → @pnair", "pnair | - | Send plan"),
        ("Send plan @pnair", "pnair | - | Send plan"),
        ("Send plan, @pnair.", "pnair | - | Send plan."),
        ("Send plan (Priya) due:2026-03-13", "pnair | 03-13 | Send plan"),
        ("Send plan (Priya, due 2026-03-13)", "pnair | 03-13 | Send plan"),
        ("Send plan (Priya) ^mig-plan", "pnair | - | Send plan"),
        ("Send plan - Priya by Friday", "pnair | 03-06 | Send plan"),
        ("Send plan (Priya)!", "pnair | - | Send plan!"),
        ("Send plan. PN.", "pnair | - | Send plan."),
        ("Send plan. PN", "pnair | - | Send plan"),
        ("Send plan, PN.", "pnair | - | Send plan."),
        ("Send plan with numbers, drafts and all, PN", "pnair | - | Send plan with numbers, drafts and all"),
        ("Send plan. PN, AK.", "me | - | Send plan. PN, AK. | several-owners"),
        ("Sync with @omar @me", "me | - | Sync with @omar"),
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
        "Ask Dr. Priya",
        "Ask Omar, PN",
        "Ask Omar, Priya",
        "Send plan, NP.",
        "Send plan. Now.",
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
fn what_names_nobody_owns_nothing() {
    check(&[
        ("Send @[[#plan]]", "- | - | Send @[[#plan]]"),
        ("Send @[[#plan]] @[[Priya Nair]] now", "pnair | - | Send @[[#plan]] now"),
        ("Send @_ plan", "- | - | Send @_ plan"),
    ]);
}
