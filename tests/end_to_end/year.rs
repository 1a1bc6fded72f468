//! Working days, saved through: what they leave in the repository. A week of them as a rule;
//! `HEADSUP_DAYS=250 HEADSUP_SAVES=40 cargo test --release --test end_to_end year -- --nocapture` is a year, with
//! its figures.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Instant;

use headsup::daemon::plan::{Scope, TIDY_COMMITS};
use headsup::daemon::upkeep;
use headsup::daemon::work::{self, Settled};
use headsup::store::workspace::Workspace;
use jiff::{SignedDuration, Zoned};

use crate::support::Notebook;

/// The most that a repository may hold beside its packed content: loose objects, the index, reflogs.
const MOST: u64 = 5 << 20;

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Words that do not repeat themselves, from a generator that does.
struct Words(u64);

impl Words {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn some(&mut self, n: usize) -> String {
        let syllables = [
            "ba", "ko", "ri", "ten", "mul", "sa", "po", "net", "li", "gra", "du", "fer", "os", "wi", "zu",
            "han",
        ];
        let mut word = || {
            (0..2 + self.next() % 3)
                .map(|_| syllables[self.next() as usize % syllables.len()])
                .collect::<String>()
        };
        (0..n).map(|_| word()).collect::<Vec<_>>().join(" ")
    }
}

/// What a save of that day changes: it adds to the day's note, and now and then ticks or rewords an older one.
fn save(notebook: &Notebook, words: &mut Words, day: &Zoned, n: usize) -> String {
    let people = ["priya", "omar", "lee", "noor"];
    let person = people[day.day_of_year() as usize % people.len()];
    let path = format!("meetings/{}-{person}.md", day.date());
    let mut text = fs::read_to_string(notebook.path(&path)).unwrap_or_else(|_| {
        format!("---\nwith: {person}\ndate: {}\nstatus: held\n---\n\n# Talk\n\n## Actions\n\n", day.date())
    });
    match n % 5 {
        0 => text = text.replacen("- [ ] ", "- [x] ", 1),
        1 => text.push_str(&format!("\n{}\n\n", words.some(30))),
        _ => text.push_str(&format!("- [ ] {} due:{}\n", words.some(7), day.date())),
    }
    notebook.write(&path, text);
    path
}

/// Gives what the reflogs have got today the time that it is pretended to be.
fn backdate(notebook: &Notebook, at: &Zoned) {
    let at = at.timestamp().as_second();
    let branch = notebook.git(&["symbolic-ref", "HEAD"]);
    for log in ["HEAD", branch.trim()] {
        let log = notebook.path(&format!(".git/logs/{log}"));
        let text = fs::read_to_string(&log).unwrap();
        let lines = text.lines().map(|line| {
            let (who, what) = line.split_once('\t').unwrap();
            let [zone, time, who] = who.rsplitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            format!("{who} {} {zone}\t{what}\n", time.parse::<i64>().unwrap().min(at))
        });
        fs::write(&log, lines.collect::<String>()).unwrap();
    }
}

/// What a folder takes on the disk.
fn on_disk(folder: &Path) -> u64 {
    let inside = fs::read_dir(folder).into_iter().flatten().flatten();
    let each = inside.map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => on_disk(&entry.path()),
        Ok(meta) => meta.blocks() * 512,
        Err(_) => 0,
    });
    each.sum()
}

/// The history of a repository packed as well as git can.
fn packed(notebook: &Notebook) -> u64 {
    let copy = notebook.outside().join("packed.git");
    notebook.git(&["clone", "-q", "--bare", "--no-local", ".", copy.to_str().unwrap()]);
    notebook.git_in(&copy, &["repack", "-a", "-d", "-f", "-q"]);
    on_disk(&copy.join("objects"))
}

#[test]
fn a_year_of_saves_leaves_a_small_repository() {
    let (days, saves) = (number("HEADSUP_DAYS", 7), number("HEADSUP_SAVES", 20));
    let notebook = Notebook::of(&[("headsup.yaml", "timezone: Europe/Madrid\n")]);
    for person in ["priya", "omar", "lee", "noor"] {
        notebook.write(&format!("people/{person}.md"), format!("---\nname: {person} somebody\n---\n"));
    }
    let mut workspace = Workspace::open_or_init(&notebook.root()).unwrap();
    let mut words = Words(1);
    let mut settled = Settled::new();
    let mut now = Zoned::now().with_time_zone(workspace.zone().clone()).start_of_day().unwrap();
    now = now.checked_sub(SignedDuration::from_hours(24 * i64::try_from(days * 7 / 5 + 1).unwrap())).unwrap();
    let (mut commits, mut runs, mut most) = (0, 0, 0);
    for _ in 0..days {
        let weekend = if now.weekday().to_monday_zero_offset() == 4 { 72 } else { 24 };
        for n in 0..saves {
            let at =
                now.checked_add(SignedDuration::from_mins(8 * 60 + 10 * i64::try_from(n).unwrap())).unwrap();
            let path = save(&notebook, &mut words, &at, n);
            let scope = Scope::Paths([path.into_bytes()].into());
            let tell = &mut |_| {};
            work::look(&mut workspace, scope, &(), tell);
            work::write_digests(&mut workspace, &at, &mut settled, tell);
            work::commit(&mut workspace, &at, tell);
            commits += 1;
            if commits % TIDY_COMMITS == 0 {
                backdate(&notebook, &at);
                runs += usize::from(workspace.history.upkeep().is_due());
                upkeep::tidy(&mut workspace);
                assert!(!workspace.history.upkeep().is_due(), "after {commits} commits");
            }
            most = most.max(workspace.history.upkeep().loose);
        }
        now = now.checked_add(SignedDuration::from_hours(weekend)).unwrap();
    }
    let reflog = workspace.history.upkeep().reflog;
    drop(workspace);
    assert_eq!(notebook.commits(), commits, "each save is a commit");
    assert!(runs > 0, "nothing was ever packed");
    notebook.assert_all_committed();
    let (whole, packed) = (on_disk(&notebook.path(".git")), packed(&notebook));
    println!(
        "{commits} saves: .git {} KiB, of it {} KiB packed content, {} KiB index, {} KiB reflogs; {} packs, {runs} runs of upkeep, at most {most} loose",
        whole >> 10,
        packed >> 10,
        on_disk(&notebook.path(".git/headsup")) >> 10,
        reflog >> 10,
        fs::read_dir(notebook.path(".git/objects/pack")).unwrap().count() / 2,
    );
    for args in [&["run", "--once"][..], &["status"]] {
        let best = (0..5).map(|_| {
            let begun = Instant::now();
            let output = notebook.output(&[args, &["--now", &now.to_string()]].concat());
            assert!(output.status.success(), "{args:?}");
            begun.elapsed()
        });
        println!("headsup {}: {:?}", args.join(" "), best.min().unwrap());
    }
    assert!(whole < packed + MOST, "{whole} bytes, {packed} of them packed content");
}
