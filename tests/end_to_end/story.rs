//! The history as people use it: the story that `log` tells, an item's life, earlier versions written back, and
//! what history says of boxes.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::Notebook;

const FEB: &str = "meetings/2026-02-17-priya.md";
const MAR: &str = "meetings/2026-03-03-priya.md";

fn note(date: &str, items: &str) -> String {
    format!("---\nwith: priya\ndate: {date}T10:00\n---\n\n## Commitments\n\n{items}\n")
}

/// Brings the history up to date as of this time.
fn save(notebook: &Notebook, time: &str) {
    notebook.run(&["run", "--once", "--now", &format!("{time}[Europe/Madrid]")]);
}

fn log(notebook: &Notebook, args: &[&str]) -> String {
    notebook.run(&[&["log"], args].concat())
}

/// The id of the newest commit that changed this, as `log` shows it.
fn newest(notebook: &Notebook, path: &str) -> String {
    notebook.json(&["log", path, "--json"])[0]["id"].as_str().unwrap()[..10].to_owned()
}

fn told() -> Notebook {
    let notebook = Notebook::of(&[
        ("headsup.yaml", "timezone: Europe/Madrid\n"),
        ("people/priya.md", "---\nname: Priya Nair\n---\n"),
    ]);
    notebook.git(&["init", "-q"]);
    notebook.git(&["config", "user.name", "Tess Tester"]);
    notebook.git(&["config", "user.email", "tess@example.org"]);
    save(&notebook, "2026-02-01T09:00");
    notebook.write(
        FEB,
        note("2026-02-17", "- [ ] Send the cut-over plan due:2026-02-27 ^cutover\n- [ ] Ask finance"),
    );
    save(&notebook, "2026-02-17T10:42");
    notebook.write(
        FEB,
        note("2026-02-17", "- [ ] Send the cut-over plan due:2026-03-06 ^cutover\n- [ ] Ask finance"),
    );
    save(&notebook, "2026-02-24T17:05");
    notebook.write(MAR, note("2026-03-03", "- [ ] Send the cut-over plan due:2026-03-12 ^cutover"));
    save(&notebook, "2026-03-03T11:00");
    notebook
}

#[test]
fn the_story_is_told_by_days() {
    let notebook = told();
    let told = log(&notebook, &[]);
    let at = |text: &str| told.find(text).unwrap_or_else(|| panic!("{text:?} is not in\n{told}"));
    assert!(at("Tue 3 Mar 2026\n  11:00  ") < at("\n\nTue 24 Feb 2026\n  17:05  "), "{told}");
    at("Priya Nair 17 Feb: 1 commitment moved\n");
    at("~ Send the cut-over plan: due 27 Feb → 6 Mar\n");
    at(&format!("{}  Priya Nair 17 Feb: 1 commitment moved", newest(&notebook, FEB)));
    assert!(!told.contains("Tess") && !told.contains("Older"), "{told}");
    assert!(log(&notebook, &["-n", "2"]).ends_with("Older ones: headsup log -n 4\n"));
}

#[test]
fn a_commit_made_by_hand_has_its_own_words_and_author() {
    let notebook = told();
    notebook.write("essay.md", "words\n");
    notebook.git(&["add", "-A"]);
    notebook.git(&["-c", "user.name=Omar Haddad", "commit", "-qm", "An essay\n\nJoin us"]);
    let told = log(&notebook, &["-n", "1"]);
    assert!(told.contains("  An essay  (Omar Haddad)\n                     Join us\n"), "{told}");
}

#[test]
fn a_save_that_changes_nothing_makes_no_commit() {
    let notebook = told();
    let before = notebook.commits();
    let path = notebook.path(FEB);
    let same = fs::read(&path).unwrap();
    for noise in ["touch", "rewrite", "rename over", "chmod", "temporary", "there and back"] {
        match noise {
            "touch" => fs::File::open(&path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap(),
            "rewrite" => fs::write(&path, &same).unwrap(),
            "rename over" => {
                fs::write(notebook.path("meetings/.x.swp"), &same).unwrap();
                fs::rename(notebook.path("meetings/.x.swp"), &path).unwrap();
            }
            "chmod" => fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap(),
            "temporary" => fs::write(notebook.path("meetings/4913"), "x").unwrap(),
            _ => {
                fs::rename(&path, notebook.path("meetings/away.md")).unwrap();
                fs::rename(notebook.path("meetings/away.md"), &path).unwrap();
            }
        }
        save(&notebook, "2026-03-04T09:00");
        assert_eq!(notebook.commits(), before, "{noise}");
    }
}

#[test]
fn a_renamed_note_is_told_as_one_and_keeps_its_story() {
    let notebook = told();
    let new = "meetings/2026-03-03-priya-review.md";
    fs::rename(notebook.path(MAR), notebook.path(new)).unwrap();
    save(&notebook, "2026-03-04T09:00");
    assert_eq!(notebook.message(), "Priya Nair 3 Mar: renamed");
    let told = log(&notebook, &[new]);
    assert!(told.contains(&format!("was {MAR} before")) && told.contains("1 commitment added"), "{told}");
    // The old name is gone, and has a story as well.
    assert!(log(&notebook, &[MAR]).contains("renamed"));
    notebook.run(&["restore", new, "--at", "2026-03-03"]);
    assert!(notebook.run(&["log", "never.md"]).contains("Nothing of never.md is committed"));
}

#[test]
fn versions_kept_aside_are_told_once() {
    let notebook = told();
    notebook.git(&["switch", "-qc", "side"]);
    notebook.write("essay.md", "side\n");
    notebook.git(&["add", "-A"]);
    notebook.git(&["commit", "-qm", "Side essay"]);
    notebook.git(&["switch", "-q", "-"]);
    notebook.write("essay.md", "main\n");
    notebook.git(&["add", "-A"]);
    notebook.git(&["commit", "-qm", "Main essay"]);
    let output = notebook.git_output(&notebook.root(), &["merge", "side"]);
    assert!(!output.status.success());
    notebook.write(
        FEB,
        note("2026-02-17", "- [ ] Send the cut-over plan due:2026-03-06 ^cutover\n- [x] Ask finance"),
    );
    notebook.output(&["run", "--once", "--now", "2026-03-04T09:00[Europe/Madrid]"]);
    assert!(log(&notebook, &[FEB]).contains("x Ask finance"), "what is kept aside is saved");
    notebook.git(&["merge", "--abort"]);
    save(&notebook, "2026-03-04T10:00");
    let told = log(&notebook, &[FEB]);
    assert_eq!(told.matches("x Ask finance").count(), 1, "{told}");
    let all = log(&notebook, &[]);
    assert!(!all.contains("Join ") && !all.contains("ept aside"), "{all}");
    assert_eq!(all.matches("x Ask finance").count(), 1, "{all}");
}

#[test]
fn an_item_has_a_life() {
    let notebook = told();
    notebook.write(MAR, note("2026-03-03", "- [x] Send the cut-over plan due:2026-03-12 ^cutover"));
    save(&notebook, "2026-03-10T09:30");
    let life = log(&notebook, &["--item", "^cutover"]);
    let mut lines =
        life.lines().map(|line| line.split("  ").filter(|part| !part.is_empty()).collect::<Vec<_>>());
    assert_eq!(lines.next().unwrap(), ["Send the cut-over plan", "^cutover", "Priya Nair"]);
    for (day, told, place, time) in [
        ("17 Feb", "asked, due 27 Feb", FEB, "17 Feb 10:42"),
        ("24 Feb", "due moved to 6 Mar", FEB, "24 Feb 17:05"),
        ("3 Mar", "asked again, due moved to 12 Mar", MAR, "3 Mar 11:00"),
        ("10 Mar", "done", MAR, "10 Mar 09:30"),
    ] {
        let line: Vec<String> = lines.next().unwrap().iter().map(|part| part.trim().to_owned()).collect();
        assert_eq!(line[..4], [day, told, &format!("{place}:8"), time], "{life}");
    }
    assert_eq!(lines.next(), None, "{life}");
    for asked in ["cutover", "CUTOVER", "cut-over plan", "send the cut-over plan"] {
        assert_eq!(log(&notebook, &["--item", asked]), life, "{asked}");
    }
    let json = notebook.json(&["log", "--item", "cutover", "--json"]);
    assert_eq!((&json["item"]["state"], &json["events"][3]["what"]), (&"done".into(), &"done".into()));
    assert_eq!(json["events"][2]["due"], "2026-03-12");
    assert!(notebook.fail(&["log", "--item", "nonsense"], 1).contains("no item has, or ever had"));
    notebook.fail(&["log", "--item", "cutover", FEB], 2);
}

#[test]
fn the_life_of_what_is_confidential_is_told_only_when_asked_for() {
    let notebook = told();
    notebook.write(FEB, note("2026-02-17", "- [ ] Zanzibar move ^zan"));
    save(&notebook, "2026-03-04T09:00");
    notebook.write(FEB, note("2026-02-17", "- [ ] Zanzibar move ^zan visibility:confidential"));
    save(&notebook, "2026-03-05T09:00");
    for asked in ["zan", "Zanzibar", "Zanzibar move"] {
        let said = notebook.fail(&["log", "--item", asked], 1);
        assert!(said.contains("no item has, or ever had"), "{said}");
        assert!(log(&notebook, &["--item", asked, "--confidential"]).contains("4 Mar 09:00"), "{asked}");
    }
    // Also once it is gone.
    notebook.write(FEB, note("2026-02-17", "- [ ] Ask finance"));
    save(&notebook, "2026-03-06T09:00");
    notebook.fail(&["log", "--item", "zan"], 1);
    notebook.fail(&["log", "--item", "Zanzibar move"], 1);
}

#[test]
fn an_earlier_version_is_written_back() {
    let notebook = told();
    fs::set_permissions(notebook.path(FEB), fs::Permissions::from_mode(0o640)).unwrap();
    save(&notebook, "2026-03-04T08:00");
    let (first, now) = (
        note("2026-02-17", "- [ ] Send the cut-over plan due:2026-02-27 ^cutover\n- [ ] Ask finance"),
        notebook.read(FEB),
    );
    for at in ["2026-02-17", "2026-02-17T10:42", "2026-02-24T17:00:00+01:00", "2026-02-20 12:00"] {
        let said = notebook.run(&["restore", FEB, "--at", at]);
        assert!(said.starts_with(&format!("Restored {FEB} as of 17 Feb 10:42 (")), "{said}");
        assert_eq!(notebook.read(FEB), first, "{at}");
        let mode = fs::metadata(notebook.path(FEB)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o640, "{at}");
        assert!(notebook.run(&["restore", FEB, "--at", at]).contains("already"), "{at}");
        fs::write(notebook.path(FEB), &now).unwrap();
    }
    let commit = newest(&notebook, FEB);
    notebook.run(&["restore", FEB, "--at", "2026-02-17"]);
    save(&notebook, "2026-03-04T09:00");
    assert!(notebook.message().contains("due 6 Mar → 27 Feb"), "{}", notebook.message());
    let said = notebook.run(&["restore", FEB, "--at", &commit.to_uppercase()]);
    assert!(said.contains(&commit), "{said}");
    assert_eq!(notebook.read(FEB), now);
}

#[test]
fn nothing_unsaved_is_written_over() {
    let notebook = told();
    notebook.write(FEB, "precious\n");
    let said = notebook.fail(&["restore", FEB, "--at", "2026-02-17"], 1);
    assert!(
        said.contains("has changes that are not committed yet: `headsup run --once` commits them"),
        "{said}"
    );
    assert_eq!(notebook.read(FEB), "precious\n");
    save(&notebook, "2026-03-04T09:00");
    notebook.run(&["restore", FEB, "--at", "2026-02-17"]);
    assert_ne!(notebook.read(FEB), "precious\n");
}

#[test]
fn what_is_gone_comes_back_and_what_never_was_is_named() {
    let notebook = told();
    notebook.write("run.sh", "#!/bin/sh\n");
    fs::set_permissions(notebook.path("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    save(&notebook, "2026-03-04T09:00");
    let text = notebook.read(MAR);
    fs::remove_file(notebook.path("run.sh")).unwrap();
    fs::remove_file(notebook.path(MAR)).unwrap();
    save(&notebook, "2026-03-05T09:00");
    let check = |path: &str, at: &str, expect: &str| {
        let said = notebook.fail(&["restore", path, "--at", at], 1);
        assert!(said.contains(expect), "{path} {at}: {said}");
    };
    check(MAR, "2026-03-05", "was not there as of 5 Mar 09:00");
    check(MAR, "2026-03-02", "was not there yet at 2026-03-02: its first version is of 3 Mar 11:00");
    check("never.md", "2026-03-05", "was never committed");
    check(MAR, "0000000", "no commit of the history begins with 0000000");
    check(MAR, "lately", "neither a time nor a commit");
    check("meetings", "2026-03-05", "is a folder");
    check("../outside.md", "2026-03-05", "outside");
    check(".git/config", "2026-03-05", "was never committed");
    notebook.run(&["restore", MAR, "--at", "2026-03-04"]);
    assert_eq!(notebook.read(MAR), text);
    notebook.run(&["restore", "run.sh", "--at", "2026-03-04"]);
    assert_eq!(fs::metadata(notebook.path("run.sh")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn nothing_is_written_through_a_link() {
    let notebook = told();
    let outside = notebook.outside().join("outside.md");
    fs::write(&outside, "theirs").unwrap();
    fs::remove_file(notebook.path(FEB)).unwrap();
    symlink(&outside, notebook.path(FEB)).unwrap();
    save(&notebook, "2026-03-04T09:00");
    assert!(notebook.fail(&["restore", FEB, "--at", "2026-02-17"], 1).contains("symbolic link"));
    fs::remove_file(notebook.path(FEB)).unwrap();
    assert!(notebook.fail(&["restore", FEB, "--at", "2026-03-05"], 1).contains("symbolic link"));
    fs::rename(notebook.path("meetings"), notebook.outside().join("meetings")).unwrap();
    symlink(notebook.outside().join("meetings"), notebook.path("meetings")).unwrap();
    notebook.fail(&["restore", FEB, "--at", "2026-02-17"], 1);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "theirs");
    assert!(!notebook.outside().join(FEB).exists());
}

/// Each step writes these notes and saves; what `items` then says of the plan, and `check` with the digest.
#[track_caller]
fn settled(steps: &[&[(&str, Option<&str>)]], expect: &str) {
    let notebook = Notebook::of(&[("people/priya.md", "---\nname: Priya Nair\n---\n")]);
    for (at, step) in steps.iter().enumerate() {
        for (path, items) in *step {
            match items {
                Some(items) => notebook.write(path, note(&path[9..19], items)),
                None => fs::remove_file(notebook.path(path)).unwrap(),
            }
        }
        save(&notebook, &format!("2026-03-{:02}T12:00", 4 + at));
    }
    let items = notebook.json(&["items", "--json"]);
    let plan = items.as_array().unwrap().iter().find(|item| item["id"] == "plan").unwrap();
    assert_eq!(plan["state"], expect, "{items:#}");
    let digest = notebook.run(&["digest", "priya"]);
    let said = notebook.run(&["check"]);
    let (warned, ticked) = (said.contains("ticked"), digest.contains("ticked in 17 Feb"));
    assert_eq!((warned, ticked), (expect == "open", expect == "open"), "{said}\n{digest}");
}

#[test]
fn history_decides_where_an_older_box_is_ticked_and_a_newer_one_is_open() {
    const OPEN: Option<&str> = Some("- [ ] Send the plan ^plan");
    const TICKED: Option<&str> = Some("- [x] Send the plan ^plan");
    const LATER: Option<&str> = Some("- [ ] Send the plan due:2026-03-20 ^plan");
    const EDITED: Option<&str> = Some("- [x] Send the plan, in two parts ^plan");
    const RENAMED: &str = "meetings/2026-02-17-priya-nair.md";
    settled(&[&[(FEB, OPEN)], &[(MAR, OPEN)], &[(FEB, TICKED)]], "done");
    settled(&[&[(FEB, OPEN)], &[(FEB, TICKED)], &[(MAR, OPEN)]], "open");
    settled(&[&[(FEB, OPEN)], &[(FEB, TICKED), (MAR, OPEN)]], "open");
    // All in one commit, as after a squash or an import.
    settled(&[&[(FEB, TICKED), (MAR, OPEN)]], "open");
    settled(&[&[(FEB, OPEN)], &[(MAR, OPEN)], &[(FEB, TICKED)], &[(MAR, LATER)]], "done");
    settled(&[&[(FEB, OPEN)], &[(FEB, TICKED)], &[(MAR, OPEN)], &[(FEB, EDITED)]], "open");
    settled(&[&[(FEB, OPEN)], &[(MAR, OPEN)], &[(FEB, TICKED)], &[(FEB, EDITED)]], "done");
    settled(&[&[(FEB, OPEN)], &[(MAR, OPEN)], &[(FEB, TICKED)], &[(FEB, None), (RENAMED, TICKED)]], "done");
}
