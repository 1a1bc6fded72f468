//! The first step of reading: one file alone, before anybody's name means a person; and the second, with
//! everybody known.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;

use super::{
    Content, Lacks, Note, body,
    confidential::Hidden,
    decode::{Fault, LARGEST, decode},
    diagnostic::{Diagnostic, Severity},
    digest_file, facts,
    front_matter::{FrontMatter, split},
    goal_file,
    kind::{self, Form},
    meeting_file::{self, Parts},
    place::Report,
    profile::Profile,
    profile_file, scalar,
};
use crate::domain::{
    config::Config,
    merge::unsettled::is_conflict,
    path::NotePath,
    roster::{PersonKey, Resolved, Roster, clean_name, slug},
    schedule,
};

/// A file that has been read alone.
#[derive(Clone, Debug)]
pub struct Draft {
    path: NotePath,
    text: String,
    front: FrontMatter,
    form: Form,
    title: Option<String>,
    profile: Option<Box<Profile>>,
    said: Vec<Diagnostic>,
}

/// What a file gives to the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// The person whose profile it is.
    pub profile: Option<Profile>,
    /// The people that its `with:` names, as written.
    pub with: Vec<String>,
}

/// Whether a file's reading can change with the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// It reads the same whoever is known.
    Alone,
    /// Who is known makes a difference.
    WithRoster,
}

impl Draft {
    /// Reads a file alone. It cannot fail: what can't be read is in the note's diagnostics.
    #[must_use]
    pub fn read(path: &NotePath, bytes: &[u8]) -> Self {
        let decoded = decode(bytes);
        let text = decoded.text;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut report = Report::new(path, &text);
            if is_conflict(path) {
                return (FrontMatter::default(), Form::Other, None, None, Vec::new());
            }
            // Of files that are no notes nothing is said: they may be anything.
            if let Some(fault) = decoded.fault.as_ref().filter(|_| path.is_markdown()) {
                fault_of(fault, &mut report);
            }
            let (front, form) = front_of(path, &text, &mut report);
            let heading = first_heading(&text, front.body);
            let profile = (form == Form::Person)
                .then(|| Box::new(profile_file::read(&front, heading.as_deref(), path, &mut report)));
            let title = title_of(&text, &front).or(heading);
            (front, form, profile, title, report.finish())
        }));
        let (front, form, profile, title, said) = read.unwrap_or_else(|_| {
            (FrontMatter::default(), Form::Other, None, None, vec![panicked(path, &text)])
        });
        Self { path: path.clone(), text, front, form, title, profile, said }
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &NotePath {
        &self.path
    }

    /// The whole text, front matter and body, for full-text search; empty where the file is too large.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it gives to the roster.
    #[must_use]
    pub fn names(&self) -> Names {
        let with = match self.form {
            Form::Meeting | Form::Goal => facts::with(&self.front).unwrap_or_default(),
            Form::Person | Form::Digest | Form::ByName | Form::Other => Vec::new(),
        };
        Names { profile: self.profile.as_deref().cloned(), with }
    }

    /// The day that its front matter gives, else its name.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let mut report = Report::new(&self.path, &self.text);
        facts::read(&self.front, &self.path, &mut report).when.map(|when| when.date)
    }

    /// Whether the file's reading can change with the roster.
    #[must_use]
    pub fn needs_roster(&self) -> Reads {
        match self.form {
            Form::Meeting | Form::Goal | Form::ByName | Form::Digest => Reads::WithRoster,
            Form::Person | Form::Other => Reads::Alone,
        }
    }

    /// Reads the items, now that everybody is known. It cannot fail.
    #[must_use]
    pub fn resolve(&self, roster: &Roster, _config: &Config) -> Note {
        if self.form == Form::Other {
            return self.note(Content::Other, Vec::new(), None);
        }
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut report = Report::new(&self.path, &self.text);
            let (content, lacks) = self.content(roster, &mut report);
            (content, report.finish(), lacks)
        }));
        let (content, said, lacks) =
            read.unwrap_or_else(|_| (Content::Other, vec![panicked(&self.path, &self.text)], None));
        self.note(content, said, lacks)
    }

    fn note(&self, content: Content, said: Vec<Diagnostic>, lacks: Option<Lacks>) -> Note {
        let mut diagnostics = self.said.clone();
        diagnostics.extend(said);
        diagnostics.sort_by_key(|found| (found.line, found.column));
        let mut note =
            Note { path: self.path.clone(), content, title: self.title.clone(), diagnostics, lacks };
        if !note.diagnostics.is_empty() {
            let hidden = Hidden::of(&note, &self.text);
            hidden.seal(&mut note.diagnostics);
        }
        note
    }

    fn content(&self, roster: &Roster, report: &mut Report<'_>) -> (Content, Option<Lacks>) {
        match self.form {
            Form::Other => (Content::Other, None),
            Form::Person => {
                let profile = self.profile.clone();
                if let Some(problem) = profile.as_deref().and_then(schedule::check) {
                    let at = self.front.get("meets").map_or(0..0, scalar::key);
                    let example = r#"meets: {every: 2 weeks, day: tue, time: "10:00", from: 2026-03-03}"#;
                    let fix = Some(format!("write it like `{example}`"));
                    report.push(at, Severity::Error, "bad-meets", problem, fix);
                }
                (profile.map_or(Content::Other, Content::Person), None)
            }
            Form::Goal => {
                let heading = first_heading(&self.text, self.front.body);
                let with = self.with(roster, report);
                let goal = goal_file::read(&self.front, heading.as_deref(), with, roster, &self.path, report);
                (goal.map_or(Content::Other, |goal| Content::Goal(Box::new(goal))), None)
            }
            Form::Digest => {
                let blocks = body::read(&self.text, self.front.body);
                (Content::Digest(digest_file::read(&blocks, roster, report).map(Box::new)), None)
            }
            Form::Meeting => {
                let with = self.with(roster, report);
                let with =
                    if with.is_empty() { self.person(roster).ok().into_iter().collect() } else { with };
                if with.is_empty() {
                    let why = "`with:` names nobody but the writer; name the other person";
                    return (Content::Other, Some(Lacks::Person(why.to_owned())));
                }
                self.meetings(with, roster, report)
            }
            Form::ByName => match self.person(roster) {
                Ok(person) => self.meetings(vec![person], roster, report),
                Err(why) => {
                    (Content::Other, kind::looks_like_notes(self.body()).then_some(Lacks::Person(why)))
                }
            },
        }
    }

    fn meetings(
        &self,
        with: Vec<PersonKey>,
        roster: &Roster,
        report: &mut Report<'_>,
    ) -> (Content, Option<Lacks>) {
        let facts = facts::read(&self.front, &self.path, report);
        let blocks = body::read(&self.text, self.front.body);
        let parts = Parts { front: &self.front, facts: &facts, blocks: &blocks, with: &with, roster };
        let meetings = meeting_file::read(&parts, report);
        let undated = meetings.iter().all(|meeting| meeting.when.is_none());
        if undated && self.form == Form::ByName && self.front.get("type").is_none() {
            // What looked like a dated heading is none: it lies in a block of code.
            return (Content::Other, None);
        }
        let lacks = undated.then(|| {
            let why =
                "neither `date:`, nor the file's name, nor a heading gives a date; add `date: YYYY-MM-DD`";
            // A date that can't be read has been reported already.
            if self.front.get("date").is_none() {
                let at = self.front.entries.first().map_or(0, |entry| entry.at);
                report.push(
                    at..at,
                    Severity::Warning,
                    "no-date",
                    "this meeting note has no date, so its day words and its place in time are unknown",
                    Some("add `date: YYYY-MM-DD`".to_owned()),
                );
            }
            Lacks::Date(why.to_owned())
        });
        (Content::Meetings(meetings), lacks)
    }

    fn body(&self) -> &str {
        self.text.get(self.front.body..).unwrap_or_default()
    }

    /// The people of `with:`, without the writer.
    fn with(&self, roster: &Roster, report: &mut Report<'_>) -> Vec<PersonKey> {
        let at = self
            .front
            .entries
            .iter()
            .find(|entry| facts::WITH.iter().any(|key| super::front_matter::same_key(key, &entry.key)));
        let mut keys: Vec<PersonKey> = Vec::new();
        for name in facts::with(&self.front).unwrap_or_default() {
            let key = match roster.resolve(&name, &[]) {
                Resolved::Me => continue,
                Resolved::Person(key) => key,
                Resolved::Ambiguous(people) => {
                    let message = format!("`{}` could mean {} people", clean_name(&name), people.len());
                    let fix = people.first().map(|one| format!("write one's id, such as `{one}`"));
                    let range = at.map_or(0..0, scalar::key);
                    report.push(range, Severity::Warning, "ambiguous-person", message, fix);
                    PersonKey(slug(&clean_name(&name)))
                }
                Resolved::Unknown => PersonKey(slug(&clean_name(&name))),
            };
            if !key.as_str().is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The person that the file's name or its folder's means, else why there is none.
    fn person(&self, roster: &Roster) -> Result<PersonKey, String> {
        let names = kind::names(&self.path);
        for name in &names {
            if let Resolved::Person(key) = roster.resolve(name, &[]) {
                return Ok(key);
            }
        }
        let ambiguous = names.iter().find(|name| matches!(roster.resolve(name, &[]), Resolved::Ambiguous(_)));
        Err(match (ambiguous, names.first()) {
            (Some(name), _) => format!("`{name}` in its name could mean several people; add `with:`"),
            (None, Some(name)) => {
                format!("`{name}` in its name is no known person; add people/{}.md or `with:`", slug(name))
            }
            (None, None) => {
                "nothing in its name is a person's; put `with: NAME` between `---` lines at its top"
                    .to_owned()
            }
        })
    }
}

/// The front matter, read only where it can make a difference: most files of a notebook are no notes of ours.
fn front_of(path: &NotePath, text: &str, report: &mut Report<'_>) -> (FrontMatter, Form) {
    let Some(split) = split::split(text) else {
        let front = FrontMatter::default();
        let form = if path.is_markdown() { kind::of(path, &front, text) } else { Form::Other };
        return (front, form);
    };
    let yaml = text.get(split.yaml.clone()).unwrap_or_default();
    let body = text.get(split.body..).unwrap_or_default();
    let matters = kind::may_matter(yaml)
        || kind::by_place(path).is_some()
        || facts::date_in_name(path).is_some()
        || kind::has_dated_heading(body);
    if !matters || !path.is_markdown() {
        return (FrontMatter { entries: Vec::new(), body: split.body }, Form::Other);
    }
    let front = FrontMatter::read(text, report);
    let form = kind::of(path, &front, body);
    (front, form)
}

/// The first heading of the body that begins at the byte `from`; one that is confidential names nothing, but in
/// a note that is so as a whole.
fn first_heading(text: &str, from: usize) -> Option<String> {
    let hidden = Hidden::of_text(text);
    let body = text.get(from..).unwrap_or_default();
    if !matches!(hidden, Hidden::Lines(_)) {
        return kind::first_heading(body);
    }
    let above = text.get(..from).unwrap_or_default().lines().count();
    let open = body.lines().enumerate().filter(|(index, _)| !hidden.holds(above + index + 1));
    kind::first_heading(&open.map(|(_, line)| line).collect::<Vec<_>>().join("\n"))
}

fn title_of(text: &str, front: &FrontMatter) -> Option<String> {
    let title = match front.get("title") {
        Some(entry) => entry.node.text().map(str::to_owned),
        // Front matter that was not read as YAML still tells its title.
        None if front.entries.is_empty() => text.get(..front.body)?.lines().find_map(|line| {
            let value = line.strip_prefix("title:")?.trim();
            let bare = value.trim_matches(['"', '\'']).trim();
            (!value.starts_with(['>', '|'])).then(|| bare.to_owned())
        }),
        None => None,
    };
    title.filter(|title| !title.is_empty())
}

fn fault_of(fault: &Fault, report: &mut Report<'_>) {
    let (range, severity, code, message, fix) = match fault {
        Fault::TooLarge(bytes) => (
            0..0,
            Severity::Error,
            "too-large",
            format!("this file has {bytes} bytes; notes of at most {LARGEST} are read"),
            "split it, or move what is no note elsewhere",
        ),
        Fault::NotUtf8(at) => (
            at.clone(),
            Severity::Error,
            "not-utf8",
            "this file is not UTF-8 from here on; what could not be read shows as `\u{FFFD}`".to_owned(),
            "save it as UTF-8",
        ),
        Fault::Utf16 => (
            0..0,
            Severity::Warning,
            "utf-16",
            "this file is UTF-16; git will not show its changes".to_owned(),
            "save it as UTF-8",
        ),
        Fault::Nul(at) => (
            at.clone(),
            Severity::Error,
            "nul-byte",
            "this file holds a NUL byte here, which shows as `\u{FFFD}`".to_owned(),
            "delete it; if the file is no text, give it another extension",
        ),
    };
    report.push(range, severity, code, message, Some(fix.to_owned()));
}

fn panicked(path: &NotePath, text: &str) -> Diagnostic {
    let mut report = Report::new(path, text);
    report.push(
        0..0,
        Severity::Error,
        "unreadable",
        "this file can't be read: a library gave up on it",
        None,
    );
    let first = report.finish().into_iter().next();
    first.unwrap_or_else(|| Diagnostic {
        path: path.clone(),
        line: 1,
        column: 1,
        length: 0,
        severity: Severity::Error,
        code: "unreadable".into(),
        message: "this file can't be read".to_owned(),
        fix: None,
    })
}

#[cfg(test)]
mod tests;
