//! Whether a program, with all that it started, still gets anywhere.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Pid;

/// How much processor time, in the system's ticks of a hundredth of a second, is work: what waits for a server and
/// wakes now and then takes far less in a minute.
const WORK: u64 = 20;

/// What has been moved so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moved {
    /// Bytes that were said, stored, read or written.
    bytes: u64,
    /// Processor time.
    ticks: u64,
}

/// When something moved last.
#[derive(Debug)]
pub(super) struct Movement {
    since: Instant,
    seen: Moved,
    looked: Instant,
}

impl Movement {
    pub(super) fn begin() -> Self {
        let now = Instant::now();
        Self { since: now, seen: Moved::default(), looked: now }
    }

    /// Whether nothing has moved for `limit`: `said` is how many bytes were said so far, `folder` where the program
    /// stores what it gets.
    pub(super) fn is_still(&mut self, limit: Duration, group: Pid, said: u64, folder: &Path) -> bool {
        let pause = (limit / 4).min(Duration::from_secs(1));
        if self.looked.elapsed() < pause {
            return false;
        }
        self.looked = Instant::now();
        let mut now = of_group(group);
        now.bytes += said + stored(folder);
        if now.bytes != self.seen.bytes || now.ticks.abs_diff(self.seen.ticks) >= WORK {
            self.seen = now;
            self.since = self.looked;
        }
        self.since.elapsed() >= limit
    }
}

/// The bytes of the packs below a folder of objects.
fn stored(objects: &Path) -> u64 {
    let packs = fs::read_dir(objects.join("pack")).into_iter().flatten().flatten();
    packs.filter_map(|entry| entry.metadata().ok()).map(|meta| meta.len()).sum()
}

/// Of all processes of a group, as `/proc` tells; nothing where there is none.
fn of_group(group: Pid) -> Moved {
    let group = group.as_raw_nonzero().to_string();
    let mut moved = Moved::default();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        if !process.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let Ok(stat) = fs::read_to_string(process.path().join("stat")) else { continue };
        // The name before it may hold anything: state, parent, group; the times are the 12th and 13th.
        let Some((_, rest)) = stat.rsplit_once(") ") else { continue };
        let fields: Vec<&str> = rest.split(' ').collect();
        if fields.get(2) != Some(&group.as_str()) {
            continue;
        }
        let ticks = fields.get(11..13).unwrap_or_default().iter();
        moved.ticks += ticks.filter_map(|text| text.parse::<u64>().ok()).sum::<u64>();
        let io = fs::read_to_string(process.path().join("io")).unwrap_or_default();
        moved.bytes += io
            .lines()
            .filter_map(|line| line.strip_prefix("rchar: ").or_else(|| line.strip_prefix("wchar: ")))
            .filter_map(|text| text.trim().parse::<u64>().ok())
            .sum::<u64>();
    }
    moved
}
