//! A generator of notebooks of any size: invented people, meetings and items, the same for the same numbers.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use jiff::{ToSpan as _, civil::Date};

const FIRST: [&str; 12] =
    ["Ada", "Bela", "Carla", "Dario", "Elif", "Femi", "Gita", "Hugo", "Ines", "Jonas", "Keiko", "Lior"];
const LAST: [&str; 10] =
    ["Abel", "Brandt", "Costa", "Dorn", "Ekwall", "Faraz", "Grimm", "Hadley", "Iwata", "Juhl"];
const VERB: [&str; 8] = ["Send", "Review", "Draft", "Plan", "Compare", "Measure", "Present", "Close"];
const THING: [&str; 10] = [
    "billing plan",
    "hiring brief",
    "on-call rota",
    "refund report",
    "checkout design",
    "data audit",
    "release notes",
    "vendor list",
    "load test",
    "style guide",
];

/// How many notes one person has in a generated notebook, a year and a half of weekly meetings.
pub const NOTES_A_PERSON: usize = 80;

/// How many people have a meeting planned a week after the last one, however large the notebook is.
const PLANNED: usize = 3;

/// Writes a notebook of `notes` meeting notes, each with eight items, and a profile for each person. The last
/// meeting of everyone was on `until`, and three people have a planned one a week later.
pub fn notebook(root: &Path, notes: usize, until: Date) -> io::Result<()> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    fs::create_dir_all(root.join("people"))?;
    for person in 0..notes.div_ceil(NOTES_A_PERSON) {
        let (key, name) = name(person);
        fs::write(root.join(format!("people/{key}.md")), profile(&name, person))?;
        let folder = root.join(&key);
        fs::create_dir_all(&folder)?;
        let count = NOTES_A_PERSON.min(notes - person * NOTES_A_PERSON);
        for n in 0..count {
            let weeks = i64::try_from(count - 1 - n).unwrap_or(0) - i64::from(person < PLANNED);
            let Ok(date) = until.checked_sub((weeks * 7).days()) else { continue };
            fs::write(folder.join(format!("{date}.md")), note(&key, &name, date, n, &mut random))?;
        }
    }
    Ok(())
}

/// The key and name of the n-th person; all keys differ.
pub fn name(n: usize) -> (String, String) {
    let (first, last) = (FIRST[n % FIRST.len()], LAST[n / FIRST.len() % LAST.len()]);
    let round = n / (FIRST.len() * LAST.len());
    let name = if round == 0 { format!("{first} {last}") } else { format!("{first} {last} {round}") };
    (name.to_lowercase().replace(' ', "-"), name)
}

fn profile(name: &str, n: usize) -> String {
    let relation = match n {
        0 => "manager",
        1 => "dotted-line",
        2 => "skip",
        n => ["peer", "report", "mentor"][n % 3],
    };
    format!("---\nname: {name}\nrelation: {relation}\n---\n\n# {name}\n")
}

fn note(key: &str, name: &str, date: Date, n: usize, random: &mut Random) -> String {
    let mut out =
        format!("---\nwith: {key}\ndate: {date}T10:00\ntags: [one-on-one]\n---\n\n# {name}, {date}\n");
    for (heading, items) in [("Mine", 3), ("Theirs", 2), ("Questions", 1), ("Wins", 1), ("Feedback", 1)] {
        let _ = write!(out, "\n## {heading}\n\n");
        for item in 0..items {
            let (verb, thing) = (random.pick(&VERB), random.pick(&THING));
            let due = date.checked_add(i64::try_from(random.below(30)).unwrap_or(0).days()).unwrap_or(date);
            let mark = if random.below(20) == 0 { " " } else { "x" };
            let _ = match heading {
                "Mine" | "Theirs" => {
                    writeln!(
                        out,
                        "- [{mark}] {verb} the {thing} {n}.{item} due:{due} ^{key}-{n}-{heading}-{item}"
                    )
                }
                "Questions" => writeln!(out, "- What would make the {thing} easier?"),
                _ => writeln!(out, "- {verb} the {thing} {n} went as planned"),
            };
        }
    }
    out.push_str("\n## Notes\n\n");
    for _ in 0..6 {
        let (verb, thing, other) = (random.pick(&VERB), random.pick(&THING), random.pick(&THING));
        let _ = writeln!(
            out,
            "We spoke of how to {} the {thing} before the {other} is due.",
            verb.to_lowercase()
        );
    }
    out
}

/// A small generator of numbers (xorshift64*), so that a notebook is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let n = self.below(u64::try_from(of.len()).unwrap_or(1));
        of[usize::try_from(n).unwrap_or(0)]
    }
}
