//! Small notebooks as somebody may have written them: texts, some of them odd, about the same few people and
//! things, so that items meet each other again.

use std::fmt::Write as _;

use proptest::prelude::*;

/// Stands in every line that is confidential, and nowhere else.
pub const SECRET: &str = "zanzibar";

/// Files: paths and texts.
pub type Files = Vec<(String, String)>;

const DAYS: [&str; 9] = [
    "2025-12-30",
    "2026-01-20",
    "2026-02-03",
    "2026-02-17",
    "2026-03-03",
    "2026-03-10",
    "2026-03-16",
    "2026-03-17",
    "2026-03-24",
];

const DUES: [&str; 8] = [
    "2026-01-09",
    "2026-02-27",
    "2026-03-06",
    "2026-03-16",
    "2026-03-17",
    "2026-03-24",
    "2026-06-30",
    "2026-02-30",
];

const WITH: [&str; 8] = [
    "priya",
    "priya",
    "Priya Nair",
    "\"[[Priya Nair]]\"",
    "[priya, omar]",
    "[Priya Nair, Omar Haddad, Alex]",
    "omar",
    "Omar Haddad",
];

const HEADINGS: [&str; 20] = [
    "## Mine",
    "## Theirs",
    "## Action items",
    "### 1. Next steps:",
    "## Goals",
    "## Goals for Q2",
    "## Feedback",
    "## Feedback given",
    "## Feedback to ask",
    "## Concerns",
    "## Risks & issues",
    "## Requests",
    "## Decisions",
    "## Asks",
    "## Questions",
    "# Open questions",
    "## Wins",
    "## FYI",
    "## Ideas",
    "## What we said",
];

const BOXES: [&str; 9] = ["- [ ]", "- [ ]", "- [ ]", "-", "* [x]", "1. [ ]", "- [/]", "- [-]", "- [>]"];

const TEXTS: [&str; 18] = [
    "send the plan",
    "Send the plan",
    "send the plan, half of it is there",
    "Order two ladders",
    "Read: the manual",
    "Read the manual (twice)",
    "Why does the bell ring at 10:00?",
    "Two trucks wait at gate 4",
    "Answer to \"the letter\": late is not never",
    "See https://example.org/a_b?c=d",
    "Fewer calls",
    "計画を送る",
    "`code` and *stars*",
    "[[Page|name]] of it",
    "rope",
    "# no heading",
    "50 % of it; the rest later",
    "ask Zo for the key",
];

const OWNERS: [(&str, &str); 10] = [
    ("", ""),
    ("", ""),
    ("", ""),
    ("@me ", ""),
    ("Priya: ", ""),
    ("", " @priya"),
    ("", " (Omar)"),
    ("Omar to ", ""),
    ("@nobody-known ", ""),
    ("I'll ", ""),
];

const FIELDS: [&str; 20] = [
    "",
    "",
    "",
    "",
    " from:@omar",
    " to:@priya",
    " tell:@priya",
    " tell:@omar",
    " decider:@priya",
    " decide-by:2026-03-20",
    " until:2026-03-17",
    " until:2026-05-01",
    " agreed:yes",
    " displaces:calls",
    " supports:quiet",
    " metric:\"calls a week\" baseline:40 target:10",
    " now:22",
    " health:at-risk",
    " horizon:growth",
    " outcome:\"the first way\"",
];

const NESTED: [&str; 6] = [
    "",
    "",
    "  - first way\n  - second way (recommended)\n",
    "  - [ ] Put it into the first line\n",
    "  - [x] Put it into the first line ✅ 2026-03-09\n",
    "  - a remark\n",
];

const PROFILES: [&str; 4] = [
    "",
    "---\nname: Priya Nair\nrelation: manager\nmeets: {every: 2 weeks, day: tue, time: \"10:00\", from: 2026-02-03}\ngoals:\n  - {id: quiet, text: A quiet spring, confirmed: 2026-03-03}\npressures: [The audit]\n---\n",
    "---\nname: Priya Nair\nrelation: manager\ntimezone: Europe/London\nmeets: {every: week, day: tue, time: \"10:00\", from: 2026-03-03}\nprefers: {format: reader, lead_days: 1}\ndates: [{date: 2026-03-26, what: speaks to the board}]\n---\n",
    "---\nname: Priya Nair\nrelation: skip\nstatus: active\nmy_aims: [Say it first]\n---\n",
];

const OMARS: [&str; 3] = [
    "",
    "---\nname: Omar Haddad\nrelation: peer\n---\n",
    "---\nname: Omar Haddad\nrelation: manager\nmeets: {every: week, day: wed, time: \"15:00\", from: 2026-03-04}\n---\n",
];

const STATUS: [&str; 6] =
    ["", "", "", "status: planned\n", "status: cancelled\n", "status: moved\nmoved_to: 2026-03-18T09:00\n"];

fn pick<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(of)
}

prop_compose! {
    fn item()(
        (mark, text, owner) in (pick(&BOXES), pick(&TEXTS), pick(&OWNERS)),
        due in prop::option::weighted(0.5, pick(&DUES)),
        (field, more) in (pick(&FIELDS), pick(&FIELDS)),
        nested in pick(&NESTED),
        id in prop::option::weighted(0.3, pick(&["plan", "calls", "ladder", "gate"])),
        secret in prop::bool::weighted(0.1),
    ) -> String {
        let (before, after) = owner;
        let mut line = format!("{mark} {before}");
        if secret {
            let _ = write!(line, "{SECRET} ");
        }
        let _ = write!(line, "{text}{after}{field}{more}");
        if let Some(due) = due {
            let _ = write!(line, " due:{due}");
        }
        if secret {
            line.push_str(" visibility:confidential");
        }
        if let Some(id) = id {
            let _ = write!(line, " ^{id}");
        }
        let nested = if secret { "" } else { nested };
        format!("{line}\n{nested}")
    }
}

prop_compose! {
    fn section()(
        heading in pick(&HEADINGS),
        items in prop::collection::vec(item(), 0..5),
    ) -> String {
        format!("{heading}\n{}\n", items.concat())
    }
}

prop_compose! {
    fn note()(
        (day, with, status) in (pick(&DAYS), pick(&WITH), pick(&STATUS)),
        time in prop::option::weighted(0.3, pick(&["09:00", "10:00", "16:00"])),
        loose in prop::collection::vec(item(), 0..3),
        sections in prop::collection::vec(section(), 0..4),
        secret in prop::bool::weighted(0.2),
    ) -> (String, String) {
        let mut text = format!("---\nwith: {with}\ndate: {day}\n{status}");
        if let Some(time) = time {
            let _ = writeln!(text, "time: \"{time}\"");
        }
        let _ = write!(text, "---\nWe spoke of this and that.\n\n{}\n{}", loose.concat(), sections.concat());
        if secret {
            let _ = write!(text, "# Confidential\n- [ ] {SECRET} due:2026-03-01\n");
        }
        (day.to_owned(), text)
    }
}

prop_compose! {
    fn any_notebook()(
        (priya, omar) in (pick(&PROFILES), pick(&OMARS)),
        nobody in prop::bool::weighted(0.3),
        notes in prop::collection::vec(note(), 1..7),
        goal in prop::option::weighted(0.4, (pick(&["priya", "omar"]), pick(&["calls", "ladder"]))),
    ) -> Files {
        let owner = if nobody { "nobody" } else { "me" };
        let config = format!("timezone: Europe/Madrid\nme: [Alex]\ndefault_owner: {owner}\n");
        let mut files = vec![("headsup.yaml".to_owned(), config)];
        for (name, profile) in [("priya", priya), ("omar", omar)] {
            if !profile.is_empty() {
                files.push((format!("people/{name}.md"), profile.to_owned()));
            }
        }
        if let Some((with, key)) = goal {
            let text = format!("---\nwith: {with}\nmetric: calls\nbaseline: 40\nby: 2026-06-30\n---\n# Fewer calls\n");
            files.push((format!("goals/{key}.md"), text));
        }
        for (at, (day, text)) in notes.into_iter().enumerate() {
            files.push((format!("{day} {at}.md"), text));
        }
        files
    }
}

/// A notebook that knows Priya; nobody writes of Zoe.
pub fn notebook() -> impl Strategy<Value = Files> {
    any_notebook().prop_map(|mut files| {
        let knows = |(path, text): &(String, String)| {
            path == "people/priya.md"
                || text.lines().nth(1).is_some_and(|with| with.to_lowercase().contains("priya"))
        };
        if !files.iter().any(knows) {
            files.push((
                "2026-02-03 p.md".to_owned(),
                "---\nwith: Priya Nair\ndate: 2026-02-03\n---\n".to_owned(),
            ));
        }
        files
    })
}
