//! One round after the other, by hand: what two machines did comes together.

use std::fs;

use crate::machines::{Remote, assert_equal, clone, first, settle};
use crate::support::{Notebook, err};

const CONFIG: (&str, &str) = ("headsup.yaml", "me: Ana Ruiz\ntimezone: Europe/Madrid\n");
const PRIYA: (&str, &str) = ("people/priya.md", "---\nname: Priya Nair\nrelation: manager\n---\n");
const NOTE: &str = "2026-03-03-priya.md";
const TEXT: &str = "---
with: priya
date: 2026-03-03T10:00
---

# Priya

Talked about the move.

## Mine

- [ ] Send plan due:2026-03-13 ^plan
- [ ] Book room due:2026-03-16 ^room

## Theirs

- [ ] Ask finance ^finance
";

fn two() -> (Remote, Notebook, Notebook) {
    let remote = Remote::new();
    let desk = first(&remote.url(), &[CONFIG, PRIYA, (NOTE, TEXT)]);
    let laptop = clone(&remote.url(), "laptop");
    assert_equal(&[&desk, &laptop]);
    (remote, desk, laptop)
}

fn replace(machine: &Notebook, path: &str, from: &str, to: &str) {
    let text = machine.read(path);
    assert!(text.contains(from), "{path} lacks {from:?}:\n{text}");
    machine.write(path, text.replace(from, to));
}

#[test]
fn without_being_asked_nothing_leaves_the_machine() {
    let remote = Remote::new();
    let desk = Notebook::of(&[CONFIG, PRIYA, (NOTE, TEXT)]);
    desk.run(&["run", "--once"]);
    desk.git(&["remote", "add", "origin", &remote.url()]);
    desk.run(&["run", "--once"]);
    assert_eq!(remote.git(&["for-each-ref"]), "");
    let said = desk.fail(&["sync"], 1);
    assert!(said.contains("sync --enable") && said.contains("sync: true"), "{said}");
    assert_eq!(remote.git(&["for-each-ref"]), "");
    desk.write("headsup.yaml", "sync: true\n");
    desk.run(&["run", "--once"]);
    assert_eq!(remote.tip(), desk.git(&["rev-parse", "HEAD"]).trim());
}

#[test]
fn what_cannot_be_cloned_is_told_and_leaves_nothing() {
    let machine = Notebook::new();
    for (address, why) in [
        ("/none/notes.git", "/none/notes.git cannot be reached: fatal: '/none/notes.git' does not"),
        ("http://me:hush-hush@127.0.0.1:9/notes", "http://127.0.0.1:9/notes cannot be reached: "),
        ("ext::sh -c id", "\"ext::sh -c id\" would run a program to reach it"),
    ] {
        let folder = machine.outside().join("a copy");
        let output = machine.command(&["clone", "-vv", address, folder.to_str().unwrap()]).output().unwrap();
        let said = err(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(why) && said.trim_end().ends_with("othing was made"), "{said}");
        assert!(!said.contains("git remote") && !said.contains("hush-hush"), "{said}");
        assert!(!folder.exists(), "{address}");
    }
}

#[test]
fn only_the_branch_is_sent() {
    let remote = Remote::new();
    let desk = Notebook::of(&[CONFIG, PRIYA, (NOTE, TEXT)]);
    desk.run(&["run", "--once"]);
    desk.git(&["tag", "mine"]);
    desk.git(&["branch", "draft"]);
    desk.git(&["remote", "add", "origin", &remote.url()]);
    desk.run(&["sync", "--enable"]);
    desk.run(&["sync"]);
    assert_eq!(remote.git(&["for-each-ref", "--format=%(refname)"]), "refs/heads/main");
    assert_eq!(desk.git(&["status", "-sb"]).lines().next(), Some("## main"));
}

#[test]
fn what_one_machine_writes_the_other_has() {
    let (_remote, desk, laptop) = two();
    desk.write("2026-03-10-priya.md", "---\nwith: priya\n---\n- [ ] Call Omar ^omar\n");
    replace(&desk, NOTE, "- [ ] Book room", "- [x] Book room");
    desk.run(&["sync"]);
    laptop.run(&["sync"]);
    assert_equal(&[&desk, &laptop]);
    assert_eq!(laptop.read(NOTE), desk.read(NOTE));
    assert!(laptop.run(&["items", "--json"]).contains("Call Omar"));
    fs::remove_file(laptop.path("2026-03-10-priya.md")).unwrap();
    laptop.run(&["sync"]);
    desk.run(&["sync"]);
    assert!(!desk.path("2026-03-10-priya.md").exists());
    // Nobody needs a merge where only one has written.
    assert_eq!(desk.git(&["rev-list", "--merges", "--count", "HEAD"]).trim(), "0");
}

#[test]
fn both_change_one_note_and_both_changes_hold() {
    let (_remote, desk, laptop) = two();
    replace(&desk, NOTE, "- [ ] Send plan", "- [x] Send plan");
    replace(&desk, NOTE, "with: priya\n", "with: priya\nmode: remote\n");
    replace(&laptop, NOTE, "due:2026-03-13", "due:2026-03-20");
    replace(
        &laptop,
        NOTE,
        "- [ ] Book room due:2026-03-16 ^room",
        "- [ ] Book the big room due:2026-03-16 ^room\n- [ ] Bring cake ^cake",
    );
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    let text = desk.read(NOTE);
    for line in [
        "mode: remote",
        "- [x] Send plan due:2026-03-20 ^plan",
        "- [ ] Book the big room due:2026-03-16 ^room",
        "- [ ] Bring cake ^cake",
        "- [ ] Ask finance ^finance",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    assert_eq!(desk.git(&["rev-list", "--merges", "--count", "HEAD"]).trim(), "1");
    assert_eq!(desk.git(&["ls-files", "*conflict*"]), "");
}

#[test]
fn what_cannot_both_hold_is_kept_beside_and_named_until_it_is_settled() {
    let (_remote, desk, laptop) = two();
    replace(&desk, NOTE, "due:2026-03-13", "due:2026-03-18");
    desk.run(&["sync", "--now", "2026-03-15T09:00:00+01:00[Europe/Madrid]"]);
    replace(&laptop, NOTE, "due:2026-03-13", "due:2026-03-20");
    settle(&[&laptop, &desk]);
    // The later commit is the laptop's.
    assert!(desk.read(NOTE).contains("due:2026-03-20"), "{}", desk.read(NOTE));
    let beside = "2026-03-03-priya (conflict 2026-03-15 desk).md";
    assert!(desk.read(beside).contains("due:2026-03-18"));
    assert_eq!(desk.read(beside), laptop.read(beside));
    for machine in [&desk, &laptop] {
        let status = machine.told(&["status"]);
        assert!(status.contains("Two versions") && status.contains(beside), "{status}");
        assert_eq!(machine.run(&["items", "--json"]).matches("\"Send plan\"").count(), 1);
        assert!(
            machine.run(&["digest", "priya"]).contains("conflict"),
            "{}",
            machine.run(&["digest", "priya"])
        );
    }
    fs::remove_file(desk.path(beside)).unwrap();
    settle(&[&desk, &laptop]);
    assert!(!laptop.path(beside).exists());
    assert!(!laptop.told(&["status"]).contains("Two versions"));
    assert!(!laptop.run(&["digest", "priya"]).contains("conflict"));
}

#[test]
fn deleted_here_and_edited_there_the_edit_lives() {
    let (_remote, desk, laptop) = two();
    fs::remove_file(desk.path(NOTE)).unwrap();
    replace(&laptop, NOTE, "Ask finance", "Ask finance again");
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    assert!(desk.read(NOTE).contains("Ask finance again"));
}

#[test]
fn a_renamed_note_takes_the_other_sides_edit_along() {
    let (_remote, desk, laptop) = two();
    fs::create_dir(desk.path("2026")).unwrap();
    fs::rename(desk.path(NOTE), desk.path("2026/2026-03-03-priya.md")).unwrap();
    replace(&laptop, NOTE, "- [ ] Ask finance", "- [x] Ask finance");
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    assert!(!laptop.path(NOTE).exists());
    assert!(laptop.read("2026/2026-03-03-priya.md").contains("- [x] Ask finance"));
}

#[test]
fn both_make_a_note_of_one_name() {
    let (_remote, desk, laptop) = two();
    let head = "---\nwith: priya\ndate: 2026-03-10\n---\n\n## Mine\n\n";
    desk.write("2026-03-10-priya.md", format!("{head}- [ ] From the desk ^desk\n"));
    laptop.write("2026-03-10-priya.md", format!("{head}- [ ] From the laptop ^laptop\n"));
    desk.write("photo.bin", b"\x00\x01desk");
    laptop.write("photo.bin", b"\x00\x02laptop");
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    let text = desk.read("2026-03-10-priya.md");
    assert!(text.contains("From the desk ^desk") && text.contains("From the laptop ^laptop"), "{text}");
    assert_eq!(text.matches("with:").count(), 1, "{text}");
    let photos: Vec<Vec<u8>> = fs::read_dir(desk.root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("photo"))
        .map(|path| fs::read(path).unwrap())
        .collect();
    assert_eq!(photos.len(), 2);
}

#[test]
fn digests_are_made_again_unless_somebody_edited_one() {
    let remote = Remote::new();
    let planned = ("2026-03-17-priya.md", "---\nwith: priya\ndate: 2026-03-17T10:00\n---\n");
    let desk = first(&remote.url(), &[CONFIG, PRIYA, (NOTE, TEXT), planned]);
    let laptop = clone(&remote.url(), "laptop");
    let digest = "digests/2026-03-17-priya.md";
    assert!(desk.path(digest).exists(), "the meeting is tomorrow");
    replace(&desk, NOTE, "Send plan", "Send the plan");
    replace(&laptop, NOTE, "Book room", "Book the room");
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    let text = desk.read(digest);
    assert!(text.contains("Send the plan") && text.contains("Book the room"), "{text}");
    assert_eq!(desk.git(&["ls-files", "*conflict*"]), "");
    replace(&laptop, digest, "- [ ] Book the room", "- [x] Book the room");
    replace(&desk, NOTE, "Ask finance", "Ask the finance people");
    desk.run(&["sync"]);
    settle(&[&laptop, &desk]);
    assert!(desk.read(digest).contains("- [x] Book the room"));
    let items = desk.json(&["items", "--json"]);
    let room = items.as_array().unwrap().iter().find(|item| item["id"] == "room").unwrap();
    assert_eq!(room["state"], "done");
}

#[test]
fn three_machines_in_any_order() {
    let (remote, desk, laptop) = two();
    let phone = clone(&remote.url(), "phone");
    let machines = [&desk, &laptop, &phone];
    for (turn, order) in [[0, 1, 2], [2, 1, 0], [1, 2, 0]].into_iter().enumerate() {
        for (number, machine) in machines.iter().enumerate() {
            machine.write(&format!("thought-{turn}-{number}.md"), format!("Thought {turn} {number}.\n"));
            replace(
                machine,
                NOTE,
                "## Theirs\n",
                &format!("- [ ] Step {turn} {number} ^s{turn}{number}\n\n## Theirs\n"),
            );
        }
        for number in order {
            machines[number].run(&["sync"]);
        }
        settle(&machines);
    }
    let text = desk.read(NOTE);
    for turn in 0..3 {
        for number in 0..3 {
            assert!(text.contains(&format!("^s{turn}{number}\n")), "{text}");
        }
    }
    remote.git(&["fsck", "--strict"]);
}

#[test]
fn offline_is_a_warning_and_nothing_waits_for_it() {
    let (remote, desk, laptop) = two();
    fs::rename(remote.path(), remote.base().join("away.git")).unwrap();
    replace(&desk, NOTE, "- [ ] Book room", "- [x] Book room");
    let output = desk.output(&["run", "--once"]);
    assert!(output.status.success() && err(&output).contains("origin"), "{}", err(&output));
    assert_eq!(desk.committed(NOTE), desk.read(NOTE).as_bytes());
    let said = desk.fail(&["sync"], 1);
    assert!(said.contains("origin"), "{said}");
    let status = desk.told(&["status"]);
    assert!(
        status.contains("Not in step with the remote since 12:00: origin")
            && status.contains("1 commit waits to be sent"),
        "{status}"
    );
    fs::rename(remote.base().join("away.git"), remote.path()).unwrap();
    settle(&[&desk, &laptop]);
    assert!(laptop.read(NOTE).contains("- [x] Book room"));
    assert!(laptop.told(&["status"]).contains("In step with origin"));
}

#[test]
fn a_history_that_was_rewritten_stops_until_it_is_accepted() {
    let (remote, desk, laptop) = two();
    let before = remote.tip();
    desk.write("more.md", "More.\n");
    desk.run(&["sync"]);
    laptop.run(&["sync"]);
    // Set back to an older backup.
    remote.git(&["update-ref", "refs/heads/main", &before]);
    laptop.write("mine.md", "Mine.\n");
    let said = laptop.fail(&["sync"], 1);
    assert!(said.contains("sync --accept"), "{said}");
    assert_eq!(remote.tip(), before, "nothing is destroyed");
    assert_eq!(laptop.read("more.md"), "More.\n");
    assert!(laptop.told(&["status"]).contains("sync --accept"));
    laptop.run(&["sync", "--accept"]);
    assert_equal(&[&laptop]);
    assert_eq!(remote.tip(), laptop.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!(laptop.read("more.md"), "More.\n");
}

#[test]
fn histories_without_a_common_beginning_stay_apart() {
    let (remote, _desk, _laptop) = two();
    let other = Notebook::of(&[("other.md", "Another notebook.\n")]);
    other.run(&["run", "--once"]);
    other.git(&["remote", "add", "origin", &remote.url()]);
    other.run(&["sync", "--enable"]);
    let before = remote.tip();
    let said = other.fail(&["sync"], 1);
    assert!(said.contains("no commit in common"), "{said}");
    assert_eq!(remote.tip(), before);
    assert!(!other.path(NOTE).exists());
    assert_eq!(other.run(&["log", "--json"]).matches("\"id\"").count(), 1);
}

#[test]
fn a_person_who_uses_git_beside_it_is_not_disturbed() {
    let (_remote, desk, laptop) = two();
    desk.write("draft.md", "Draft.\n");
    desk.git(&["add", "draft.md"]);
    desk.git(&["commit", "-qm", "my own words"]);
    desk.git(&["push", "-q", "origin", "main"]);
    laptop.write("note.md", "A note.\n");
    settle(&[&laptop, &desk]);
    assert!(laptop.git(&["log", "--format=%s"]).contains("my own words"));
    assert_eq!(laptop.git(&["rev-parse", "origin/main"]), laptop.git(&["rev-parse", "HEAD"]));
    laptop.git(&["pull", "-q"]);
}

#[test]
fn a_branch_that_somebody_works_on_is_not_sent_by_itself() {
    let (remote, desk, _laptop) = two();
    desk.git(&["switch", "-q", "-c", "work"]);
    desk.write("draft.md", "Not ready.\n");
    let output = desk.output(&["run", "--once"]);
    assert!(output.status.success() && err(&output).contains("git switch main"), "{}", err(&output));
    assert_eq!(desk.committed("draft.md"), b"Not ready.\n");
    assert!(desk.fail(&["sync"], 1).contains("this clone syncs main"));
    assert_eq!(remote.git(&["for-each-ref", "--format=%(refname)"]), "refs/heads/main");
    desk.git(&["switch", "-q", "main"]);
    desk.run(&["sync"]);
    assert_eq!(remote.tip(), desk.git(&["rev-parse", "main"]).trim());
    desk.git(&["switch", "-q", "work"]);
    desk.run(&["sync", "--enable"]);
    desk.run(&["sync"]);
    assert_eq!(remote.git(&["rev-parse", "work"]), desk.git(&["rev-parse", "work"]).trim());
}

/// By hand, nobody tries again: the sentence says what to do, once.
#[test]
fn a_round_that_cannot_be_done_says_why_once_and_what_to_do() {
    let (_remote, desk, _) = two();
    let check = |words: &[&str]| {
        let said = desk.fail(&["sync"], 1);
        for word in words {
            assert_eq!(said.matches(word).count(), 1, "{word}: {said}");
        }
        assert!(!said.contains("tried again") && !said.contains("by themselves"), "{said}");
    };
    desk.write("new.md", "new\n");
    fs::write(desk.path(".git/index.lock"), "").unwrap();
    check(&["Changes wait", "run `headsup sync` again in a moment"]);
    fs::remove_file(desk.path(".git/index.lock")).unwrap();
    fs::write(desk.path(".git/MERGE_HEAD"), desk.git(&["rev-parse", "HEAD"])).unwrap();
    check(&["Changes wait", "a merge is under way", "run `headsup sync` again", "kept aside"]);
    fs::remove_file(desk.path(".git/MERGE_HEAD")).unwrap();
    desk.run(&["sync"]);
    for entry in fs::read_dir(desk.root()).unwrap().flatten() {
        if entry.file_name() != ".git" {
            let path = entry.path();
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
    }
    check(&["is empty, and had"]);
}
