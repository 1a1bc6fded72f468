//! `headsup.yaml` → [`Config`] and what is wrong with it.

use super::{Config, DefaultOwner, Syncing};
use crate::domain::{
    note::{
        diagnostic::{Diagnostic, Severity},
        front_matter::{self, Entry, same_key},
        place::Report,
        scalar,
    },
    path::NotePath,
};

impl Config {
    /// Reads the file's text. What can't be read, and keys that are none of ours, are reported; the defaults
    /// stand in for them. It cannot fail.
    #[must_use]
    pub fn read(text: &str, path: &NotePath) -> (Self, Vec<Diagnostic>) {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut report = Report::new(path, text);
        let mut config = Self::default();
        match front_matter::entries(text, 0..text.len(), &mut report) {
            Some(entries) => {
                let is_whole = report.is_clean();
                entries.iter().for_each(|entry| config.set(entry, &mut report));
                if !is_whole && config.sync == Syncing::Off {
                    config.sync = super::sync::in_pieces(text);
                }
            }
            None => report.push(
                0..0,
                Severity::Error,
                "config-unreadable",
                "the configuration holds no `key: value` lines",
                Some("write keys such as `me: Ana Ruiz`".to_owned()),
            ),
        }
        (config, report.finish())
    }

    fn set(&mut self, entry: &Entry, report: &mut Report<'_>) {
        if entry.node.value == front_matter::Value::Null {
            if !KEYS.iter().any(|key| same_key(key, &entry.key)) {
                unknown(entry, report);
            }
            return;
        }
        match entry.key.to_ascii_lowercase().replace('-', "_").as_str() {
            "me" => {
                let names = scalar::list(entry);
                self.me = names.iter().map(|name| name.trim_start_matches('@').to_owned()).collect();
            }
            "timezone" | "tz" => self.timezone = scalar::zone(entry, report).or(self.timezone.take()),
            "lead" => set(&mut self.lead, scalar::span(entry, report)),
            "quiet" => set(&mut self.quiet, scalar::span(entry, report)),
            "max_wait" => set(&mut self.max_wait, scalar::span(entry, report)),
            "default_owner" => {
                let words = [("me", DefaultOwner::Me), ("nobody", DefaultOwner::Nobody)];
                set(&mut self.default_owner, scalar::word(entry, &words, report));
            }
            "max_file_size" => {
                let read = scalar::parsed(entry, "a size of at least one byte", "50 MB", bytes, report);
                set(&mut self.max_file_size, read);
            }
            "sync" => self.sync = super::sync::read(entry, report),
            _ => unknown(entry, report),
        }
        if self.max_wait < self.quiet && same_key(&entry.key, "max_wait") {
            report.push(
                entry.node.range(),
                Severity::Warning,
                "max-wait-below-quiet",
                "`max_wait` is shorter than `quiet`, so changes never wait for the folder to be still",
                Some("make it longer, or leave it out".to_owned()),
            );
        }
    }
}

const KEYS: [&str; 8] =
    ["me", "timezone", "lead", "quiet", "max_wait", "default_owner", "max_file_size", "sync"];

pub(super) fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn unknown(entry: &Entry, report: &mut Report<'_>) {
    let message = format!("`{}` is no key of the configuration", entry.key);
    let fix = Some(format!("the keys are {}", KEYS.join(", ")));
    report.push(scalar::key(entry), Severity::Warning, "unknown-key", message, fix);
}

/// A number of bytes, with or without a unit: `52428800`, `10 MB`, `10 MiB`, `1.5GB`.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '_')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 1,
        "k" | "kb" => 1000,
        "kib" => 1 << 10,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.replace('_', "").parse().ok()?;
    let tenths: u64 = if part.is_empty() { 0 } else { part.get(..1)?.parse().ok()? };
    let size = whole.checked_mul(factor)?.checked_add(factor / 10 * tenths)?;
    (size > 0).then_some(size)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::{Config, DefaultOwner, NotePath, bytes};
    use crate::domain::config::{Sync, Syncing};

    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, said) = Config::read(text, &NotePath::new("headsup.yaml").unwrap());
        (config, said.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.code)).collect())
    }

    #[test]
    fn every_key() {
        let text = "me: [Ana Ruiz, '@ana']\ntimezone: Europe/Madrid\nlead: 12h\nquiet: 5 s\nmax_wait: 1 min\ndefault_owner: nobody\nmax_file_size: 10 MB\nsync: {remote: origin}\n";
        let expect = Config {
            me: vec!["Ana Ruiz".to_owned(), "ana".to_owned()],
            timezone: Some(TimeZone::get("Europe/Madrid").unwrap()),
            lead: SignedDuration::from_hours(12),
            quiet: SignedDuration::from_secs(5),
            max_wait: SignedDuration::from_mins(1),
            default_owner: DefaultOwner::Nobody,
            max_file_size: 10_000_000,
            sync: Syncing::On(Sync { remote: Some("origin".to_owned()), ..Sync::default() }),
        };
        assert_eq!(read(text), (expect, vec![]));
    }

    #[test]
    fn nothing_is_needed() {
        for text in ["", "# nothing\n", "---\n", "me:\n", "\u{FEFF}"] {
            assert_eq!(read(text), (Config::default(), vec![]), "{text:?}");
        }
        assert_eq!(read("---\nme: Ana\n").0.me, ["Ana"]);
        assert_eq!(read("me: Ana, ana\n").0.me, ["Ana", "ana"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_leaves_the_default() {
        let text =
            "timezone: Mars\nlead: soon\nquiet: -1 s\ndefault_owner: you\nmax_file_size: huge\nvist: 1\n";
        let expect = [
            "1:11 bad-value",
            "2:7 bad-value",
            "3:8 bad-value",
            "4:16 unknown-value",
            "5:16 bad-value",
            "6:1 unknown-key",
        ];
        assert_eq!(read(text), (Config::default(), expect.map(str::to_owned).to_vec()));
        let (config, said) = read("me: @ana\nlead: 1h\n");
        assert_eq!((config.me, config.lead), (vec!["ana".to_owned()], SignedDuration::from_hours(1)));
        assert_eq!(said, ["1:5 front-matter-unreadable"]);
        assert_eq!(read("- a\n").1, ["1:1 config-unreadable"]);
        assert_eq!(read("quiet: 5 s\nmax_wait: 1 s\n").1, ["2:11 max-wait-below-quiet"]);
    }

    #[test]
    fn sizes() {
        let cases = [
            ("52428800", Some(52_428_800)),
            ("10 MB", Some(10_000_000)),
            ("10MiB", Some(10 << 20)),
            ("1.5 GB", Some(1_500_000_000)),
            ("0", None),
            ("-1", None),
            ("99999999999 GB", None),
            ("MB", None),
        ];
        for (text, expect) in cases {
            assert_eq!(bytes(text), expect, "{text}");
        }
    }
}
