//! The digest that the format reference shows, byte for byte.

use serde_json::json;

use super::fixture::{World, day, item, mine, priya, some, theirs};
use crate::domain::{
    digest::{self, Seal},
    ledger::{Item, State},
    note::item::{FeedbackDirection, Fields, Kind},
};

const EXAMPLE: &str = r#"# Priya Nair, Tue 17 Mar 2026, 10:00 Madrid (09:00 London)
Last met 3 Mar (14 days, on cadence). Remote. Reader: send a day ahead.

## Decide
- Omar's leave puts on-call on two people. Priya decides, by Fri 20 Mar. ([3 Mar](../2026-03-03-priya.md))
  Pause features two weeks / borrow Ana from Platform (recommended).
- SOC 2 evidence, due 31 Mar, displaces "Cut failed invoices". Not agreed. ([3 Mar](../2026-03-03-priya.md))

## You owe
- [ ] Send billing migration plan: 4 days late; moved once, 6 → 13 Mar. ([17 Feb](../2026-02-17-priya.md)) ^mig-plan

## Priya owes
- [ ] Ask finance for second reviewer: 18 days late; not mentioned 3 Mar. ([17 Feb](../2026-02-17-priya.md)) ^fin-rev

## Goals
- Cut failed invoices: 22/week (was 40, target 10 by 30 Jun). Supports: Close month in 5 days. ([17 Feb](../2026-02-17-priya.md))

## Feedback
- Received 17 Feb: "On 12 Feb I answered over Omar; he stopped contributing". No action recorded. ([17 Feb](../2026-02-17-priya.md))

## Tell
- Win: Invoice retries shipped 11 Mar.
- FYI: Platform freezes deploys 23–27 Mar.

## Ask
- What would you want to see for level 5?
"#;

fn world() -> World {
    let goal = Fields {
        metric: some("failed invoices"),
        baseline: some("40"),
        now: some("22/week"),
        target: some("10"),
        supports: some("close-5"),
        ..Fields::default()
    };
    let leave = Fields { decider: Some(priya()), decide_by: Some(day("2026-03-20")), ..Fields::default() };
    let invoices = item(Kind::Goal, "Cut failed invoices", "2026-02-17").called("invoices").fields(goal);
    let received =
        item(Kind::Feedback, "On 12 Feb I answered over Omar; he stopped contributing", "2026-02-17");
    World::with(vec![
        mine("Send billing migration plan", "2026-02-17")
            .due_on(&["2026-03-06", "2026-03-13"])
            .called("mig-plan")
            .also("2026-03-03"),
        theirs("Ask finance for second reviewer", "2026-02-17").due_on(&["2026-02-27"]).called("fin-rev"),
        invoices.due_on(&["2026-06-30"]).changed("2026-03-17"),
        Item { direction: Some(FeedbackDirection::Received), ..received },
        item(Kind::Concern, "Omar's leave puts on-call on two people", "2026-03-03")
            .in_state(State::Ready)
            .fields(leave)
            .choice("Pause features two weeks", false)
            .choice("borrow Ana from Platform", true),
        item(Kind::Request, "SOC 2 evidence", "2026-03-03")
            .due_on(&["2026-03-31"])
            .fields(Fields { displaces: some("invoices"), ..Fields::default() }),
        item(Kind::Win, "Invoice retries shipped 11 Mar", "2026-03-17").line(10),
        item(Kind::Fyi, "Platform freezes deploys 23–27 Mar", "2026-03-17").line(12),
        item(Kind::Question, "What would you want to see for level 5?", "2026-03-17").line(14),
    ])
}

#[test]
fn the_example_comes_out_byte_for_byte() {
    assert_eq!(world().markdown(), EXAMPLE);
}

#[test]
fn it_is_sealed_on_its_last_line() {
    let sealed = digest::seal(&world().markdown());
    let last = sealed.lines().last().unwrap();
    assert!(last.starts_with("<!-- headsup: sha256:") && last.ends_with(" -->"), "{last}");
    assert_eq!(digest::is_untouched(sealed.as_bytes()), Seal::Untouched);
}

#[test]
fn its_json_has_the_facts_of_the_reference_in_their_order() {
    let json = digest::json(&world().digest());
    let meeting = json!({
        "with": ["priya"], "start": "2026-03-17T10:00:00+01:00[Europe/Madrid]", "last_met": "2026-03-03",
        "note": "2026-03-17-priya.md"
    });
    assert_eq!(json["meeting"].to_string(), meeting.to_string());
    let names: Vec<&str> = json["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["decide", "you_owe", "they_owe", "goals", "feedback", "tell", "ask"]);
    let you_owe = json!({
        "name": "you_owe", "hidden": 0, "items": [{
            "kind": "commitment", "text": "Send billing migration plan", "owner": "me", "state": "open",
            "due": "2026-03-13", "days_late": 4, "moved": 1, "first_due": "2026-03-06", "asked": "2026-02-17",
            "id": "mig-plan", "source": {"path": "2026-02-17-priya.md", "line": 7}
        }]
    });
    assert_eq!(json["sections"][1].to_string(), you_owe.to_string());
    assert_eq!(json["diagnostics"], json!([]));
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["meeting", "sections", "diagnostics"]);
}

#[test]
fn its_json_fits_the_schema() {
    let schema = serde_json::to_value(digest::json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json = digest::json(&world().digest());
    let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(!validator.is_valid(&json!({"meeting": {}})));
}

#[test]
fn unknown_owners_and_nobody_are_written_as_such() {
    let facts = |owner| {
        let item = Item { owner, ..mine("x", "2026-03-03") };
        digest::item_json(&item, day("2026-03-17"))["owner"].clone()
    };
    assert_eq!(facts(Some(priya())), json!("priya"));
    assert_eq!(facts(Some(crate::domain::roster::Owner::Named("Finance".to_owned()))), json!("Finance"));
    assert_eq!(facts(None), json!(null));
}
