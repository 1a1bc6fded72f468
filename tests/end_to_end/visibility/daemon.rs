//! What the daemon says and writes while confidential lines come, change, move and go.

use std::fs;

use super::planted::{FILES, Secrets, notebook, text, words, write};
use super::{assert_clean, written};
use crate::support::{Daemon, Notebook};

const DIGEST: &str = "digests/2026-03-17-priya.md";

fn planted(path: &str) -> String {
    let file = FILES.iter().find(|(known, _)| *known == path).unwrap().1;
    text(file, Secrets::Planted)
}

/// Makes a change, and waits until it is committed.
fn change(daemon: &mut Daemon, notebook: &Notebook, change: impl Fn(&Notebook)) {
    let before = notebook.commits();
    change(notebook);
    daemon.wait_for_commit(|| notebook.commits() > before);
}

#[test]
fn no_word_is_said_while_it_watches() {
    let notebook = notebook(Secrets::Blank);
    let mut daemon = Daemon::start_with(&notebook, &["-vv"]);
    daemon.wait_for("Committed");
    let mut turn = |edit: &dyn Fn(&Notebook)| change(&mut daemon, &notebook, edit);
    // What one of the groups' notes restates, the other one says is confidential.
    let (groups, others): (Vec<_>, Vec<_>) =
        FILES.iter().filter(|(_, file)| file.contains('§')).partition(|(path, _)| path.contains("group"));
    for (path, file) in others {
        turn(&|notebook: &Notebook| write(notebook, path, file, Secrets::Planted));
    }
    turn(&|notebook: &Notebook| {
        groups.iter().for_each(|(path, file)| write(notebook, path, file, Secrets::Planted));
    });
    let marks = "2026-02-17-priya.md";
    let headings = "2026-03-03-priya.md";
    // Ticked, reworded, made a win, undone.
    turn(&|notebook: &Notebook| notebook.write(marks, planted(marks).replace("[ ] zq", "[x] zq")));
    turn(&|notebook: &Notebook| {
        notebook.write(marks, planted(marks).replace("zqmark", "zqmark, zqreworded"))
    });
    turn(&|notebook: &Notebook| {
        notebook.write(marks, planted(marks).replace("due:2026-03-0", "due:2026-04-0"))
    });
    // Moved from one note into another: marked all the way; and an open one into confidence, copied before it goes.
    turn(&|notebook: &Notebook| {
        let line = "- [ ] zqquoted visibility:\"confidential\" ^zqid\n";
        notebook.write(marks, planted(marks).replace(line, ""));
        notebook.write(headings, planted(headings) + "\n" + line);
    });
    let room = "- [ ] Book the room due:2026-03-09\n";
    turn(&|notebook: &Notebook| notebook.write(marks, format!("{}\n## Private\n\n{room}", planted(marks))));
    turn(&|notebook: &Notebook| notebook.write(headings, planted(headings).replace(room, "")));
    assert!(!notebook.message().contains("room"), "{}", notebook.message());
    // Renamed, and gone.
    turn(&|notebook: &Notebook| {
        fs::rename(notebook.path(headings), notebook.path("2026-03-03-priya-nair.md")).unwrap();
    });
    turn(&|notebook: &Notebook| {
        for path in ["windows.md", "goals/zqgoalfile.md", "2026-03-10-lena-zqfilename.md", "zqessayfile.md"] {
            fs::remove_file(notebook.path(path)).unwrap();
        }
    });
    daemon.signal("-TERM");
    assert_clean("the daemon", &daemon.all_said());
    assert_clean("a digest or a message", &written(&notebook));
}

#[test]
fn a_digest_that_a_person_went_on_with_tells_no_more_than_its_own_file() {
    let notebook = notebook(Secrets::Planted);
    notebook.run(&["run", "--once"]);
    let own = "\n## Private\n\n- [ ] zqdigestbox due:2026-03-30\n\n## Mine\n\n- [ ] zqdigestmark visibility:confidential\n- [ ] Open one\n";
    let edited = notebook.read(DIGEST).replace("- [ ] Send billing", "- [x] Send billing") + own;
    notebook.write(DIGEST, &edited);
    notebook.run(&["run", "--once"]);
    assert!(notebook.message().contains("1 commitment done"), "{}", notebook.message());
    assert!(words(&notebook.run(&["items", "--confidential"])).contains("zqdigestbox"));
    let told = super::outputs::all(&notebook);
    assert_eq!(super::leaks(&told), [""; 0]);
    assert_clean("a message", &notebook.git(&["log", "--format=%B"]));
    // An item that the digest told becomes confidential later, and is ticked there.
    let note = planted("2026-02-17-priya.md").replace("Call finance", "Call finance visibility:confidential");
    notebook.write("2026-02-17-priya.md", note);
    notebook.run(&["run", "--once"]);
    notebook.write(DIGEST, notebook.read(DIGEST).replace("- [ ] Call finance", "- [x] Call finance"));
    notebook.run(&["run", "--once"]);
    assert!(notebook.committed(DIGEST).windows(18).any(|part| part == b"- [x] Call finance"));
    assert!(!notebook.message().contains("finance"), "{}", notebook.message());
    assert!(notebook.run(&["search", "--confidential", "\"Call finance\""]).contains(DIGEST));
    assert!(!notebook.run(&["search", "\"Call finance\""]).contains(DIGEST));
}

#[test]
fn a_confidential_item_is_ticked_without_a_word() {
    let notebook = notebook(Secrets::Planted);
    notebook.run(&["run", "--once"]);
    let missing = notebook.fail(&["done", "zqtwice"], 1);
    assert!(missing.contains("no open item"), "{missing}");
    let told = notebook.run(&["done", "^zqwholeid"]);
    assert_eq!(words(&told).into_iter().collect::<Vec<_>>(), ["zqfilename", "zqwholeid"], "{told}");
    notebook.run(&["run", "--once"]);
    assert_eq!(notebook.message(), "a note: edited");
}

#[test]
fn what_names_a_confidential_item_does_not_tell_it() {
    let notebook = notebook(Secrets::Planted);
    notebook.write(
        "2026-03-06-priya.md",
        "---\nwith: priya\n---\n\n## Requests\n\n- Move the office due:2026-04-01 displaces:zqid\n\n## Goals\n\n- Write more supports:\"zqgoal\" now:1\n\n## FYI\n\n- The lease ends about:zqnestedmine\n\n## Actions\n\n- [ ] Ask around goal:zqgoalfile\n",
    );
    notebook.run(&["run", "--once"]);
    for args in [&["digest", "priya"][..], &["digest", "priya", "--json"], &["items", "--json"], &["items"]] {
        let told = notebook.run(args);
        assert!(told.contains("Move the office"), "{told}");
        assert_clean("a field", &told);
    }
    assert_clean("a digest or a message", &written(&notebook));
}
