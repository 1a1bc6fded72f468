//! What is to be known of a notebook that syncs.

use super::hint;
use crate::domain::{
    config::Config,
    note::{
        confidential::Hidden,
        diagnostic::{Diagnostic, Severity},
        item::Source,
    },
    path::NotePath,
};

/// What there is to say of a notebook that syncs with this remote, by place: the notes with confidential lines that
/// are sent there, each where they begin, without a word of them; and that it has no time zone of its own.
#[must_use]
pub fn syncing(
    remote: &str,
    settings: &NotePath,
    config: &Config,
    notes: &[(NotePath, Hidden)],
) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = notes
        .iter()
        .filter_map(|(path, hidden)| Some(sent(remote, Source { path: path.clone(), line: first(hidden)? })))
        .collect();
    let at = Source { path: settings.clone(), line: 1 };
    if notes.iter().any(|(_, hidden)| *hidden == Hidden::Everything) {
        // Their names are told only to who asks for what is confidential.
        let message = format!("notes that are confidential as a whole are sent to {remote} too");
        let fix = "`headsup check --confidential` names them".to_owned();
        all.push(Diagnostic::of_line(&at, Severity::Warning, "confidential-syncs", message, fix));
    }
    if config.timezone.is_none() {
        let message = "this notebook syncs, and each machine writes digests in its own time zone".to_owned();
        let fix = "write `timezone: Europe/Madrid`, or yours, in headsup.yaml".to_owned();
        all.push(hint(&at, "timezone-missing", message, fix));
    }
    all.sort();
    all
}

fn sent(remote: &str, at: Source) -> Diagnostic {
    let message = format!(
        "what is confidential here is sent to {remote} with the rest of the note, and everyone who can read that \
         repository can read it"
    );
    let fix = "keep it in a notebook that does not sync, or see that nobody else can read that repository";
    Diagnostic::of_line(&at, Severity::Warning, "confidential-syncs", message, fix.to_owned())
}

/// The first confidential line.
fn first(hidden: &Hidden) -> Option<u32> {
    match hidden {
        Hidden::Nothing => None,
        Hidden::Everything => Some(1),
        Hidden::Lines(ranges) => ranges.first().map(|(start, _)| u32::try_from(*start).unwrap_or(u32::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, Hidden, NotePath, syncing};

    #[track_caller]
    fn check(zone: Option<&str>, notes: &[(&str, Hidden)], expect: &[&str]) {
        let path = |path: &str| NotePath::new(path).unwrap();
        let timezone = zone.map(|name| jiff::tz::TimeZone::get(name).unwrap());
        let config = Config { timezone, ..Config::default() };
        let notes: Vec<_> = notes.iter().map(|(at, hidden)| (path(at), hidden.clone())).collect();
        let said = syncing("origin", &path("headsup.yaml"), &config, &notes);
        let said: Vec<String> =
            said.iter().map(|found| format!("{}:{} {}", found.path, found.line, found.code)).collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn each_note_once_where_its_confidential_lines_begin() {
        let lines = Hidden::Lines(vec![(7, 9), (12, 12)]);
        let notes = [("b.md", Hidden::Everything), ("a.md", lines), ("c.md", Hidden::Nothing)];
        let all =
            ["a.md:7 confidential-syncs", "b.md:1 confidential-syncs", "headsup.yaml:1 confidential-syncs"];
        check(Some("Europe/Madrid"), &notes, &all);
        check(Some("Europe/Madrid"), &notes[1..2], &all[..1]);
    }

    #[test]
    fn a_time_zone_is_asked_for() {
        check(None, &[], &["headsup.yaml:1 timezone-missing"]);
        check(Some("UTC"), &[], &[]);
    }
}
