//! Several people at a time: managers who compete, people who leave, change names or roles, groups; and the
//! digest as a place to work in.

use std::fs;

use serde_json::json;

use crate::support::{Daemon, Notebook};

const CONFIG: &str = "timezone: Europe/Madrid\nme: [Alex]\n";
const PRIYA: &str = "---
name: Priya Nair
relation: manager
meets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-02-17}
---
";
const OMAR: &str = "---\nname: Omar Haddad\nrelation: dotted-line\n---\n";
const DANA: &str = "---
name: Dana Whitfield
relation: manager
status: former
until: 2026-01-31
meets: {every: 1 week, day: tue, time: \"09:00\", from: 2025-10-07}
---
";
const FRESHER: &str = "digest is yours since you edited it; a fresher one: `headsup digest priya`";
const DIGEST: &str = "digests/2026-03-17-priya.md";

fn note(with: &str, date: &str, body: &str) -> String {
    format!("---\nwith: {with}\ndate: {date}T10:00\n---\n\n{body}")
}

/// A notebook that was put under git, and nothing committed yet.
fn repository(files: &[(&str, &str)]) -> Notebook {
    let notebook = Notebook::of(files);
    notebook.git(&["init", "-q"]);
    notebook
}

/// Two managers, to both of whom something is owed.
fn managers() -> Notebook {
    let priya = note("priya", "2026-03-03", "## Mine\n\n- [ ] Send billing plan due:2026-03-13 ^plan\n");
    let omar = note(
        "omar",
        "2026-03-05",
        "## Mine\n\n- [ ] Zanzibar rota due:2026-03-12 ^rota\n- [ ] Zanzibar audit due:2026-03-30\n- [ ] Zanzibar trip due:2026-03-31\n",
    );
    repository(&[
        ("headsup.yaml", CONFIG),
        ("people/priya.md", PRIYA),
        ("people/omar.md", OMAR),
        ("2026-03-03-priya.md", &priya),
        ("2026-03-05-omar.md", &omar),
    ])
}

#[test]
fn due_dates_of_other_managers_are_told_in_one_line_without_names() {
    let notebook = managers();
    let printed = notebook.run(&["digest", "priya"]);
    let line = "\n\nElsewhere: 2 more due before Tue 31 Mar, 1 of them late.\n";
    assert!(printed.contains(line), "{printed}");
    assert!(!printed.contains("Zanzibar") && !printed.contains("Omar"), "{printed}");
    let elsewhere = json!({"count": 2, "late": 1, "before": "2026-03-31"});
    assert_eq!(notebook.json(&["digest", "priya", "--json"])["sections"][0]["elsewhere"], elsewhere);
    let printed = notebook.run(&["digest", "omar"]);
    assert!(printed.contains("Elsewhere: 1 more, late.\n"), "{printed}");
    notebook.write("people/omar.md", OMAR.replace("dotted-line", "peer"));
    assert!(!notebook.run(&["digest", "priya"]).contains("Elsewhere"));
    assert!(!notebook.run(&["digest", "omar"]).contains("Elsewhere"));
}

#[test]
fn a_digest_follows_the_notes_of_other_managers() {
    let notebook = managers();
    notebook.write("headsup.yaml", format!("{CONFIG}quiet: 200ms\n"));
    let mut daemon = Daemon::start(&notebook);
    daemon.wait_for("Committed");
    assert!(notebook.read(DIGEST).contains("Elsewhere: 2 more"), "{}", notebook.read(DIGEST));
    let omar = notebook.read("2026-03-05-omar.md");
    notebook.write("2026-03-05-omar.md", omar.replace("[ ] Zanzibar rota", "[x] Zanzibar rota"));
    daemon.wait_for("Digest");
    let digest = notebook.read(DIGEST);
    assert!(digest.contains("\n\nElsewhere: 1 more due before Tue 31 Mar.\n"), "{digest}");
    assert!(daemon.stop().success());
}

/// Dana was the manager until January; Priya is now.
fn former() -> Notebook {
    let dana = note(
        "dana",
        "2026-01-13",
        "## Mine\n\n- [ ] Write the handover due:2026-01-27 ^hand\n- [ ] Book the room\n\n## Theirs\n\n- [ ] Send the reference\n\n## Asks\n\n- A training budget until:2026-06-01\n\n## Wins\n\n- Old win\n\n## Confidential\n\n- [ ] Zanzibar\n",
    );
    let priya = note("priya", "2026-03-03", "## Mine\n\n- [ ] Send billing plan due:2026-03-13 ^plan\n");
    repository(&[
        ("headsup.yaml", CONFIG),
        ("people/dana.md", DANA),
        ("people/priya.md", PRIYA),
        ("2026-01-13-dana.md", &dana),
        ("2026-03-03-priya.md", &priya),
    ])
}

#[test]
fn of_somebody_who_left_all_that_is_open_is_listed() {
    let notebook = former();
    let printed = notebook.run(&["digest", "dana"]);
    let link = "([13 Jan](../2026-01-13-dana.md))";
    let expect = format!(
        "# Dana Whitfield, Mon 16 Mar 2026, 12:00
Former manager since 31 Jan. Still open; close it, drop it, or restate it with somebody else.

## Decide
- A training budget. Parked until Mon 1 Jun. {link}

## You owe
- [ ] Write the handover: 48 days late. {link} ^hand
- [ ] Book the room: no due date; carried once. {link}

## Dana owes
- [ ] Send the reference: no due date; carried once. {link}
"
    );
    assert_eq!(printed, expect);
    let status = notebook.told(&["status"]);
    let named = "\n\nFormer, still open\n  Dana Whitfield: 4 items, see `headsup digest dana`\n";
    assert!(status.contains(named), "{status}");
    let status = notebook.told_json(&["status", "--json"]);
    assert_eq!(status["former"], json!([{"person": "dana", "name": "Dana Whitfield", "open": 4}]));
    assert_eq!(status["past_cadence"], json!([]), "nobody is to meet Dana");
    let items = notebook.json(&["items", "--with", "dana", "--state", "open", "--json"]);
    assert!(items.to_string().contains("Write the handover"), "{items}");
    notebook.run(&["done", "hand"]);
    assert!(notebook.told(&["status"]).contains("Dana Whitfield: 3 items,"));
}

#[test]
fn what_is_open_with_somebody_who_left_stays_theirs() {
    let notebook = former();
    let printed = notebook.run(&["digest", "priya"]);
    for words in ["handover", "Book the room", "reference", "training", "Elsewhere", "Zanzibar"] {
        assert!(!printed.contains(words), "{words} in {printed}");
    }
    notebook.run(&["run", "--once"]);
    assert_eq!(digests(&notebook), ["2026-03-17-priya.md"], "no meeting with Dana is planned");
    let handed = note("priya", "2026-03-10", "## Mine\n\n- [ ] Write the handover ^hand\n");
    notebook.write("2026-03-10-priya.md", handed);
    assert!(notebook.run(&["digest", "priya"]).contains("^hand"), "restated, it is Priya's too");
    assert!(notebook.run(&["digest", "dana"]).contains("^hand"));
}

#[test]
fn a_planned_meeting_with_somebody_who_left_has_the_list_as_its_digest() {
    let notebook = former();
    let farewell = note("dana", "2026-03-17", "## Questions\n\n- Who has the keys?\n");
    notebook.write("2026-03-17-dana.md", farewell);
    notebook.run(&["run", "--once"]);
    assert_eq!(digests(&notebook), ["2026-03-17-dana.md", "2026-03-17-priya.md"]);
    let digest = notebook.read("digests/2026-03-17-dana.md");
    assert!(digest.contains("Former manager since 31 Jan. Still open;"), "{digest}");
    assert!(digest.contains("- [ ] Book the room") && digest.contains("- Who has the keys?\n"), "{digest}");
}

fn digests(notebook: &Notebook) -> Vec<String> {
    let entries = fs::read_dir(notebook.path("digests")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn status_names_relations_past_their_cadence() {
    let profile = |name: &str, from: &str| {
        let meets = format!("{{every: 2 weeks, day: tue, time: \"15:00\", from: {from}}}");
        format!("---\nname: {name}\nmeets: {meets}\n---\n")
    };
    let notebook = repository(&[
        ("headsup.yaml", CONFIG),
        ("people/priya.md", PRIYA),
        ("people/omar.md", &profile("Omar Haddad", "2026-01-20")),
        ("people/lee.md", &profile("Lee Park", "2026-03-03")),
        ("people/noor.md", &profile("Noor Aziz", "2026-03-17")),
        ("2026-02-03-omar.md", &note("omar", "2026-02-03", "Spoke of the rota.\n")),
        ("2026-03-03-priya.md", &note("priya", "2026-03-03", "Spoke of the plan.\n")),
    ]);
    let status = notebook.told(&["status"]);
    let expect = "\n\nPast their cadence\n  Omar Haddad: last met 3 Feb (41 days ago), every 14 days\n  Lee Park: not met yet, every 14 days\n";
    assert!(status.contains(expect), "{status}");
    assert!(!status.contains("Noor Aziz: not met"), "{status}");
    let expect = json!([
        {"person": "omar", "name": "Omar Haddad", "last_met": "2026-02-03", "days": 41, "cadence": 14},
        {"person": "lee", "name": "Lee Park", "cadence": 14},
    ]);
    assert_eq!(notebook.told_json(&["status", "--json"])["past_cadence"], expect);
    notebook.write("2026-03-10-omar.md", note("omar, lee", "2026-03-10", "All of us.\n"));
    assert!(!notebook.told(&["status"]).contains("Past their cadence"), "a group counts");
}

/// What `status` says of Priya's digest, in words and for programs.
#[track_caller]
fn says(notebook: &Notebook, words: &str, state: &str) {
    let status = notebook.told(&["status"]);
    assert!(status.contains(&format!("Tue 17 Mar 10:00  Priya Nair; {words}\n")), "{status}");
    let digests = &notebook.told_json(&["status", "--json"])["meetings"][0]["digests"];
    assert_eq!(*digests, json!([{"person": "priya", "path": DIGEST, "state": state}]));
}

#[test]
fn status_says_whose_the_digest_is_and_whether_a_fresher_one_can_be_had() {
    let notebook = managers();
    says(&notebook, "digest is due, not written yet", "due");
    notebook.run(&["run", "--once"]);
    says(&notebook, "digest is there", "there");
    let written = notebook.read(DIGEST);
    notebook.write(DIGEST, written.replace("# Priya Nair", "# Priya Nair (bring the figures)"));
    says(&notebook, "digest is there (edited by you)", "edited");
    notebook.write(DIGEST, format!("{written}\nBring the figures.\n"));
    says(&notebook, "digest is there (edited by you)", "edited");
    notebook.write(
        "2026-03-03-priya.md",
        notebook.read("2026-03-03-priya.md").replace("2026-03-13", "2026-03-20"),
    );
    says(&notebook, FRESHER, "outdated");
    notebook.write(DIGEST, "My own page.\n");
    says(&notebook, FRESHER, "outdated");
    fs::remove_file(notebook.path(DIGEST)).unwrap();
    let early = notebook.told(&["status", "--now", "2026-03-10T12:00:00+01:00[Europe/Madrid]"]);
    assert!(early.contains("Priya Nair; digest comes Mon 16 Mar 10:00\n"), "{early}");
}

#[test]
fn of_a_group_status_says_whose_digest_is_how() {
    let notebook = managers();
    notebook.write("2026-03-17-both.md", note("priya, omar", "2026-03-17", "## Mine\n\n- [ ] Shared\n"));
    notebook.run(&["run", "--once"]);
    let status = notebook.told(&["status"]);
    assert!(status.contains("Tue 17 Mar 10:00  Priya Nair, Omar Haddad; digest is there\n"), "{status}");
    notebook.write(DIGEST, format!("{}\nBring the figures.\n", notebook.read(DIGEST)));
    let status = notebook.told(&["status"]);
    let each = "Priya Nair: digest is there (edited by you); Omar Haddad: digest is there\n";
    assert!(status.contains(each), "{status}");
}

#[test]
fn a_digest_that_was_edited_is_never_written_again() {
    let notebook = managers();
    notebook.write("headsup.yaml", format!("{CONFIG}quiet: 200ms\n"));
    notebook.run(&["run", "--once"]);
    let edited = notebook.read(DIGEST).replace("Elsewhere", "I owe elsewhere");
    notebook.write(DIGEST, &edited);
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.read(DIGEST), edited);
    let changed = notebook.read("2026-03-03-priya.md").replace("billing plan", "billing figures");
    notebook.write("2026-03-03-priya.md", &changed);
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.read(DIGEST), edited, "the notes have changed, and it is the person's");
    let mut daemon = Daemon::start(&notebook);
    notebook.write("2026-03-03-priya.md", changed.replace("due:2026-03-13", "due:2026-03-14"));
    daemon.wait_for("Committed");
    assert!(daemon.stop().success());
    assert_eq!(notebook.read(DIGEST), edited);
    assert_eq!(notebook.committed(DIGEST), edited.as_bytes());
    assert!(notebook.run(&["digest", "priya"]).contains("Send billing figures: 3 days late"));
}

#[test]
fn a_digest_is_a_place_to_work_in() {
    let notebook = managers();
    notebook.run(&["run", "--once"]);
    let ticked = notebook.read(DIGEST).replace("- [ ] Send billing plan", "- [x] Send billing plan");
    let added = ticked.replace("\n\nElsewhere", "\n- [ ] Call the bank due 2026-03-20 ^bank\n\nElsewhere");
    notebook.write(DIGEST, &added);
    let items = notebook.json(&["items", "--json"]);
    let find = |id: &str| items.as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    assert_eq!((&find("plan")["state"], &find("plan")["closed"]), (&json!("done"), &json!("2026-03-17")));
    assert_eq!(items.as_array().unwrap().len(), 5, "the line about elsewhere is no item: {items}");
    let bank = find("bank");
    assert_eq!((&bank["owner"], &bank["due"]), (&json!("me"), &json!("2026-03-20")));
    assert_eq!((&bank["asked"], &bank["people"]), (&json!("2026-03-17"), &json!(["priya"])));
    assert_eq!(bank["source"]["path"], DIGEST);
    let fresh = notebook.run(&["digest", "priya"]);
    assert!(fresh.contains("- [ ] Call the bank: due Fri 20 Mar.") && fresh.contains("^bank"), "{fresh}");
    assert!(!fresh.contains("- [ ] Send billing plan"), "{fresh}");
    says(&notebook, FRESHER, "outdated");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.read(DIGEST), added);
}

/// Everything that must be the same once a person is called otherwise.
#[track_caller]
fn still_the_same(notebook: &Notebook, name: &str) {
    let digest = notebook.run(&["digest", "priya"]);
    assert!(digest.starts_with(&format!("# {name}, Tue 17 Mar 2026, 10:00\n")), "{digest}");
    assert!(digest.contains("Send billing plan: 4 days late") && digest.contains("^plan"), "{digest}");
    assert!(digest.contains("- [ ] Ask finance: 15 days late") && digest.contains(" owes\n"), "{digest}");
    let theirs = notebook.json(&["items", "--owner", "priya", "--json"]);
    let ids: Vec<&str> = theirs.as_array().unwrap().iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(ids, ["fin", "ref"]);
    assert_eq!(notebook.run(&["digest", "Priya Nair"]), digest, "the old name still means her");
    notebook.run(&["run", "--once"]);
    assert_eq!(digests(notebook), ["2026-03-17-priya.md"], "a file once written keeps its name");
    assert!(notebook.read(DIGEST).starts_with(&format!("# {name}, ")));
}

#[test]
fn somebody_may_take_another_name() {
    let body = "- [ ] Send billing plan due:2026-03-13 ^plan\n- [ ] Priya: Ask finance due:2026-03-02 ^fin\n";
    let notebook = repository(&[
        ("headsup.yaml", CONFIG),
        ("people/priya.md", PRIYA),
        ("2026-02-17-priya.md", &note("Priya Nair", "2026-02-17", body)),
        ("2026-03-03.md", &note("\"@priya\"", "2026-03-03", "- [ ] Send reference @priya ^ref\n")),
    ]);
    notebook.run(&["run", "--once"]);
    still_the_same(&notebook, "Priya Nair");
    let renamed = PRIYA.replace("name: Priya Nair", "name: Priya Sharma\naliases: [Priya Nair]");
    notebook.write("people/priya.md", &renamed);
    still_the_same(&notebook, "Priya Sharma");
    fs::remove_file(notebook.path("people/priya.md")).unwrap();
    notebook.write("people/sharma.md", renamed.replace("name:", "id: priya\nname:"));
    still_the_same(&notebook, "Priya Sharma");
    notebook.write("people/sharma.md", renamed.replace("[Priya Nair]", "[Priya Nair, priya]"));
    still_the_same(&notebook, "Priya Sharma");
    assert!(!notebook.run(&["check"]).contains("unknown"), "{}", notebook.run(&["check"]));
}

#[test]
fn somebody_may_take_another_role() {
    let notebook = managers();
    notebook.write("people/omar.md", OMAR.replace("dotted-line", "peer"));
    let as_peer = notebook.run(&["digest", "omar"]);
    assert!(as_peer.contains("- [ ] Zanzibar rota: 4 days late"), "{as_peer}");
    let items = notebook.run(&["items", "--json"]);
    notebook.write("people/omar.md", OMAR.replace("dotted-line", "manager"));
    let as_manager = notebook.run(&["digest", "omar"]);
    assert!(as_manager.contains("- [ ] Zanzibar rota: 4 days late"), "{as_manager}");
    assert_eq!(as_manager.replace("\nElsewhere: 1 more, late.\n", ""), as_peer, "but for one line");
    assert_eq!(notebook.run(&["items", "--json"]), items);
}

#[test]
fn of_a_group_each_has_what_concerns_them() {
    let body = "- [ ] Mine for all due:2026-03-20
- [ ] Mine for Omar due:2026-03-20 to:@omar
- [ ] @priya Hers due:2026-03-20
- [ ] @omar His due:2026-03-20
- [ ] @omar His for her due:2026-03-20 to:@priya

## Concerns

- Hers to decide decider:@priya
- For both
";
    let notebook = repository(&[
        ("headsup.yaml", CONFIG),
        ("people/priya.md", PRIYA),
        ("people/omar.md", &OMAR.replace("dotted-line", "peer")),
        ("2026-03-10-group.md", &note("[Priya, Omar]", "2026-03-10", body)),
    ]);
    let of = |person: &str| {
        let items = notebook.json(&["items", "--with", person, "--json"]);
        let texts = items.as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(of("priya"), ["Mine for all", "Hers", "His for her", "Hers to decide", "For both"]);
    assert_eq!(of("omar"), ["Mine for all", "Mine for Omar", "His", "His for her", "For both"]);
    let digest = notebook.run(&["digest", "priya"]);
    for (words, there) in [
        ("- [ ] Mine for all: due", true),
        ("- [ ] Hers: due", true),
        ("Mine for Omar", false),
        ("- [ ] His", false),
        ("- Hers to decide. Priya decides.", true),
        ("- For both.", true),
    ] {
        assert_eq!(digest.contains(words), there, "{words} in {digest}");
    }
}

#[test]
fn a_skip_level_meeting_has_a_digest_of_its_own() {
    let notebook = managers();
    let skip = note("tomas", "2026-03-17", "## Mine\n\n- [ ] Draw the platform due:2026-03-20\n");
    notebook.write("2026-03-17-tomas.md", skip.replace("T10:00", "T11:00"));
    notebook.write("people/tomas.md", "---\nname: Tomas Okafor\nrelation: skip\n---\n");
    notebook.run(&["run", "--once"]);
    assert_eq!(digests(&notebook), ["2026-03-17-priya.md", "2026-03-17-tomas.md"]);
    let tomas = notebook.read("digests/2026-03-17-tomas.md");
    assert!(tomas.starts_with("# Tomas Okafor, Tue 17 Mar 2026, 11:00\n"), "{tomas}");
    assert!(tomas.contains("- [ ] Draw the platform: due Fri 20 Mar."), "{tomas}");
    assert!(!tomas.contains("Elsewhere") && !tomas.contains("billing"), "{tomas}");
    let priya = notebook.read(DIGEST);
    assert!(!priya.contains("platform") && priya.contains("Elsewhere: 2 more"), "{priya}");
}
