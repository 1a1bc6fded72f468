//! `update` and `review` on the sample notebook, read as those they are for.

use std::fs;
use std::path::Path;

use crate::support::{Notebook, err, out};

/// The sample as it lies in the repository, its dates unmoved.
fn sample() -> Notebook {
    fn copy(from: &Path, below: &str, to: &Notebook) {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
            match path.is_dir() {
                true => copy(&path, &format!("{name}/"), to),
                false => to.write(&name, fs::read(&path).unwrap()),
            }
        }
    }
    let notebook = Notebook::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notebook"), "", &notebook);
    notebook.git(&["init", "-q"]);
    notebook
}

#[test]
fn an_update_is_what_a_manager_reads_on_the_train() {
    let output = sample().output(&["update", "priya"]);
    assert_eq!(
        out(&output),
        "\
# Update for Priya Nair, 16 Mar 2026
Since 3 Mar, when we last met.

## Achievements
- The retry page won back 140 bookings in its first week. Evidence: checkout dashboard.
- Fewer abandoned checkouts: 27% (was 30%, target 18% by 30 Jun).
- Done 9 Mar: Write the notice for customers on delayed crossings.
- Done 6 Mar: Answer Tomas's question about the island timetable.

## Challenges
- The booking database runs out of connections when the northern routes go on sale. You decide, by Fri 20 Mar.
  Options: larger machine for two months, 900 a month (recommended) / waiting room in front of the checkout / sell the routes one day apart.
- Accessibility evidence for the tender, due 31 Mar, displaces \"Refunds answered within two days\". Not agreed yet.
- Refunds answered within two days: at risk, 5.5 days (was 6 days, target 2 days by 29 May).

## Next steps
- Send the cut-over plan for the northern routes: due 12 Mar, was 27 Feb; 4 days late.
- Draft the rota for launch week: due 20 Mar.
- Write up how we test refunds — half of it is there.

## Waiting for you
- Get legal's answer on keeping passport numbers, due 24 Feb.

## Good to know
- Deploys are frozen for the audit, 2026-03-23 to 2026-03-27.
"
    );
    let said = "1 item left out to keep it short.\nPriya prefers: Friday, one page; the decision first, then one paragraph; by mail.\n";
    assert_eq!(err(&output), said);
}

#[test]
fn an_update_names_no_file_and_nothing_of_other_meetings() {
    let notebook = sample();
    for person in ["priya", "omar", "tomas"] {
        for args in [vec!["update", person], vec!["update", person, "--json", "--since", "2026-01-01"]] {
            let output = notebook.output(&args);
            let said = format!("{}{}", out(&output), err(&output));
            assert!(output.status.success() && !out(&output).is_empty(), "{said}");
            for word in [".md", "meetings", "^", "people team", "Rosa", "Porto", "source", "cutover"] {
                assert!(!said.contains(word), "{word} in {args:?}\n{said}");
            }
        }
    }
    // Omar's feedback and the walk with Tomas are theirs.
    let priya = notebook.run(&["update", "priya", "--since", "2026-01-01", "--json"]);
    for word in ["retry queue", "drawing", "alarms", "launch story"] {
        assert!(!priya.contains(word), "{word} in\n{priya}");
    }
}

#[test]
fn nothing_to_tell_is_said_beside_and_is_no_failure() {
    let notebook = Notebook::of(&[
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
        ("a.md", "---\nwith: Priya\ndate: 2026-03-17\n---\n- [ ] Mine alone\n"),
    ]);
    notebook.git(&["init", "-q"]);
    let output = notebook.output(&["update", "priya"]);
    assert!(output.status.success() && out(&output).is_empty(), "{}", out(&output));
    assert!(err(&output).starts_with("Nothing to tell Priya Nair: "), "{}", err(&output));
    let output = notebook.output(&["review", "--since", "2026-03-01"]);
    assert!(output.status.success() && out(&output).is_empty(), "{}", out(&output));
    assert_eq!(err(&output), "Nothing to review from 2026-03-01 to 2026-03-16.\n");
    assert!(notebook.fail(&["update", "zoe"], 1).contains("`zoe` is nobody in this notebook"));
    notebook.fail(&["review", "--since", "soon"], 2);
}

#[test]
fn a_review_is_what_an_appraisal_is_written_from() {
    let notebook = sample();
    let review = notebook.run(&["review", "--since", "2026-02-01"]);
    assert_eq!(
        review,
        "\
# Review, 1 Feb 2026 to 16 Mar 2026

## February 2026

### Results
- Win: The passenger form lost four fields and nobody has missed one. ([3 Feb](meetings/2026-02-03-priya.md))
- Done 5 Feb: Collect the call centre's top ten questions. ([20 Jan](meetings/2026-01-20-priya.md))
- Done 5 Feb: Send the checkout traces to Payments. ([4 Feb](omar.md))

### Goals
- Fewer abandoned checkouts: 30% on 3 Feb (was 31%, target 18% by 30 Jun). ([3 Feb](meetings/2026-02-03-priya.md))

### Feedback
- From Priya, 3 Feb: \"The decision is at the bottom of my status mails\". Done 20 Feb: Put the decision in the first line. ([3 Feb](meetings/2026-02-03-priya.md))
- From Priya, 17 Feb: \"You answered for Noor twice in Monday's review\". No action recorded. ([17 Feb](meetings/2026-02-17-priya.md))

### Decided
- Refund checks are still done by hand, half a day for two people each week. Decided 17 Feb: script the three commonest cases, as you recommended. ([3 Feb](meetings/2026-02-03-priya.md))

## March 2026

### Results
- Done 3 Mar: Show the refund dashboard at the team meeting. ([17 Feb](meetings/2026-02-17-priya.md))
- Win: Failed payments are down by a third since the retry queue. ([4 Mar](omar.md))
- Done 4 Mar: Walk through the on-call rota together. ([4 Feb](omar.md))
- Done 4 Mar: Put the retry queue into production. ([18 Feb](omar.md))
- Done 5 Mar: Send the drawing of the seat map. ([5 Mar](meetings/2026-03-05-tomas.md))
- Done 6 Mar: Answer Tomas's question about the island timetable. ([3 Mar](meetings/2026-03-03-priya.md))
- Done 9 Mar: Write the notice for customers on delayed crossings. ([24 Feb](meetings/2026-02-24-launch-review.md))

### Goals
- Fewer abandoned checkouts: 27% on 3 Mar (was 30%, target 18% by 30 Jun). ([3 Mar](meetings/2026-03-03-priya.md))
- Refunds answered within two days: 5.5 days on 3 Mar (was 6 days, target 2 days by 29 May). ([3 Mar](meetings/2026-03-03-priya.md))

### Feedback
- From Omar, 4 Mar: \"Reviews from my side wait two days\". Planned: Answer Payments' reviews before lunch. ([4 Mar](omar.md))
- From Omar, 4 Mar: \"Thanks for taking the night call\". No action recorded. ([4 Mar](omar.md))
- From Tomas, 5 Mar: \"Your drawing told it faster than the deck\". No action recorded. ([5 Mar](meetings/2026-03-05-tomas.md))

## Without a date
- Lead design reviews outside my own team: 1 (was 0, target 4 by 30 Sep). ([design-reviews](goals/design-reviews.md))
"
    );
    let json = notebook.json(&["review", "--since", "2026-02-01", "--json"]);
    assert_eq!(json["months"][0]["results"][0]["source"]["path"], "meetings/2026-02-03-priya.md");
    assert_eq!(json["months"][1]["goals"][1]["values"][0]["value"], "5.5 days");
    let omar = notebook.run(&["review", "--with", "omar"]);
    assert!(omar.starts_with("# Review with Omar Haddad, 16 Mar 2025 to 16 Mar 2026\n"), "{omar}");
    assert!(!omar.contains("meetings/2026-03-03-priya.md"), "{omar}");
}

#[test]
fn what_a_planned_note_shares_follows_its_edits() {
    let notebook = sample();
    let first = notebook.run(&["update", "priya"]);
    let note = "meetings/2026-03-17-priya.md";
    notebook.write(note, notebook.read(note).replace(" visibility:shared", ""));
    let second = notebook.run(&["update", "priya"]);
    assert!(first.contains("140 bookings") && !second.contains("140 bookings"), "{second}");
    notebook
        .write(note, notebook.read(note).replace("status: planned", "status: planned\nvisibility: shared"));
    assert_eq!(notebook.run(&["update", "priya"]).matches("140 bookings").count(), 1);
}
