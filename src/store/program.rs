//! Git's own program, run so that nothing a repository says can start another one or stop ours.
//!
//! Hooks and fsmonitor are off, nothing is asked, no `GIT_*` path is inherited, and a run that takes too long, or
//! is no longer wanted, is ended with all that it started; so is one that talks to a server, when we end. What a
//! repository's own configuration may name as a program is a matter of the command that is run: see
//! [`super::history`] for the ones that are.

mod movement;

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group, setpriority_process};
#[cfg(target_os = "linux")]
use rustix::process::{PidfdFlags, pidfd_open};

use movement::Movement;

/// The longest pause between two looks at whether the program has ended.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);
/// How long a program that is asked to end has for tidying up.
const GRACE: Duration = Duration::from_secs(2);
/// How much of what the program says is read, in bytes: the end of it.
const MOST: u64 = 16 << 10;
/// A program that says more than this is ended.
const TALKATIVE: u64 = 16 << 20;
/// The lowest priority.
const LOWEST: i32 = 19;

/// What of the environment that begins with `GIT_` is a person's choice of configuration, and stays.
const KEPT: [&str; 4] = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"];
/// What of it is a person's choice of how to reach a server, by its beginning.
const KEPT_TO_CONNECT: [&str; 7] = [
    "GIT_SSH",
    "GIT_SSL_",
    "GIT_PROXY_SSL_",
    "GIT_HTTP_PROXY_",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_KEY_",
    "GIT_CONFIG_VALUE_",
];

/// Runs its arguments as a program that can make no file larger than its first one (in blocks of 512 bytes), take
/// no more memory than its second one (in KiB), and leave no core file. A system that has no such limit runs it
/// without.
///
/// Its standard input is a pipe from us, which the system closes when we end, however we do: the whole process group
/// is ended then. A git that waits for a silent server would outlive us else.
const LIMITED: &str = r#"
{ ulimit -c 0; ulimit -f "$1"; ulimit -d "$2"; } 2>/dev/null; shift 2
exec 3<&0 </dev/null 4>&2 2>/dev/null
trap : TERM
(trap "" TERM; exec >/dev/null 4>&-; read -r _ <&3 || { kill -TERM 0; sleep 2; kill -KILL 0; }) & watch=$!
"$@" 2>&4 3<&- 4>&-
status=$?
kill -KILL "$watch"; wait "$watch"
exit "$status""#;

/// A run of git that did not come to its end as it should.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such program.
    #[error("git is not installed, or not in PATH")]
    NotInstalled,
    /// It could not be run.
    #[error("git could not be run: {0}")]
    Run(#[from] io::Error),
    /// It took too long, and was ended.
    #[error("git took longer than {} seconds and was ended", .0.as_secs())]
    TooLong(Duration),
    /// Nothing moved for so long that it was ended.
    #[error("nothing moved for {} seconds, and git was ended", .0.as_secs())]
    Still(Duration),
    /// It said so much that it was ended.
    #[error("git had more to say than anybody reads, and was ended")]
    Talkative,
    /// It was ended because nobody waits for it any more.
    #[error("git was ended before it was done")]
    Stopped,
    /// It failed.
    #[error("git ended with {status}: {said}")]
    Failed {
        /// How.
        status: ExitStatus,
        /// The last line of what it said.
        said: String,
    },
}

impl Error {
    /// Whether git did not know what it was asked for: an older version.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Failed { status, .. } if status.code() == Some(129))
    }
}

/// Runs git with these arguments on the repository with this git directory, at the lowest priority; what it
/// printed. Ended after `limit`, or once `stop` is set.
///
/// # Errors
/// When it cannot be run, fails, or is ended.
pub fn git(git_dir: &Path, args: &[&str], limit: Duration, stop: &AtomicBool) -> Result<String, Error> {
    let mut command = Command::new("git");
    command.arg("--git-dir").arg(git_dir);
    command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]).args(args);
    run(command, limit, stop)
}

/// The version of git that is installed: `2.47.3`.
///
/// # Errors
/// When it cannot be run.
pub fn git_version() -> Result<String, Error> {
    let mut command = Command::new("git");
    command.arg("--version");
    let said = run(command, Duration::from_secs(10), &AtomicBool::new(false))?;
    Ok(said.trim().trim_start_matches("git version ").to_owned())
}

/// What a run of git that talks to a server may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long, from begin to end.
    pub whole: Duration,
    /// How long nothing may move.
    pub still: Duration,
    /// The largest file, in bytes.
    pub file: u64,
    /// The memory of each of its programs, in bytes.
    pub memory: u64,
}

/// What a program said, and how it ended.
#[derive(Clone, Debug)]
pub struct Said {
    /// How it ended.
    pub status: ExitStatus,
    /// The end of its standard output.
    pub out: String,
    /// The end of its standard error.
    pub complaint: String,
}

/// Runs git with these arguments and further environment on the private repository at `git_dir`, to talk to a
/// server: within `limits`, without a word to or from a person. Ended once `stop` is set.
///
/// # Errors
/// When it cannot be run, or is ended. That it failed is for [`Said`] to tell.
pub fn talk(
    git_dir: &Path,
    args: &[&str],
    environment: &[(&str, &str)],
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<Said, Error> {
    let mut command = Command::new("sh");
    command.args(["-c", LIMITED, "sh"]);
    command.arg((limits.file / 512).to_string()).arg((limits.memory / 1024).to_string());
    command.args(["git", "--git-dir"]).arg(git_dir).args(args).current_dir(git_dir);
    isolate(&mut command, |name| KEPT_TO_CONNECT.iter().any(|kept| name.starts_with(kept)));
    // An empty GIT_ASKPASS also keeps core.askPass and SSH_ASKPASS from being asked.
    command.env("GIT_ASKPASS", "").env("SSH_ASKPASS_REQUIRE", "never").env("GCM_INTERACTIVE", "never");
    command.env("GIT_NO_REPLACE_OBJECTS", "1").envs(environment.iter().copied());
    let said = carry_out(
        command,
        Kind::Talk,
        &|run| {
            if run.begun.elapsed() >= limits.whole {
                return Some(Error::TooLong(limits.whole));
            }
            let folder = git_dir.join("objects");
            let still = run.movement.is_still(limits.still, run.group?, run.said, &folder);
            still.then_some(Error::Still(limits.still))
        },
        stop,
    )?;
    // What a shell ends with where there is no such program.
    if said.status.code() == Some(127) { Err(Error::NotInstalled) } else { Ok(said) }
}

fn run(mut command: Command, limit: Duration, stop: &AtomicBool) -> Result<String, Error> {
    isolate(&mut command, |_| false);
    let too_long = |run: &mut Run| (run.begun.elapsed() >= limit).then_some(Error::TooLong(limit));
    let said = carry_out(command, Kind::Upkeep, &too_long, stop)?;
    if said.status.success() {
        return Ok(said.out);
    }
    let last = said.complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("without a word");
    Err(Error::Failed { status: said.status, said: last.trim().to_owned() })
}

/// Leaves of `GIT_*` only what is a person's choice, or `kept`.
fn isolate(command: &mut Command, kept: impl Fn(&str) -> bool) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GIT_") && !KEPT.contains(&text.as_ref()) && !kept(&text) {
            command.env_remove(&name);
        }
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
}

/// What a run is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A server is waited for: it is [`LIMITED`], and ends with us.
    Talk,
    /// Nobody waits: whatever else the machine has to do comes first, and what was begun is ended without us.
    Upkeep,
}

fn carry_out(
    mut command: Command,
    kind: Kind,
    ends: &dyn Fn(&mut Run) -> Option<Error>,
    stop: &AtomicBool,
) -> Result<Said, Error> {
    let (mut said, mut complained) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let input = if kind == Kind::Talk { Stdio::piped() } else { Stdio::null() };
    command.stdin(input).stdout(said.try_clone()?).stderr(complained.try_clone()?);
    let spawned = command.process_group(0).spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NotInstalled,
        _ => Error::Run(error),
    })?;
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group.filter(|_| kind == Kind::Upkeep) {
        // A system that does not allow it runs the program all the same.
        let _ = setpriority_process(Some(group), LOWEST);
    }
    // Open for as long as it runs.
    let _pipe = child.stdin.take();
    let status = wait(child, [&said, &complained], ends, stop)?;
    Ok(Said { status, out: text(&mut said)?, complaint: text(&mut complained)? })
}

/// A run, as far as it has come.
struct Run {
    begun: Instant,
    group: Option<Pid>,
    said: u64,
    movement: Movement,
}

fn wait(
    mut child: Child,
    told: [&File; 2],
    ends: &dyn Fn(&mut Run) -> Option<Error>,
    stop: &AtomicBool,
) -> Result<ExitStatus, Error> {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let end_of = Ending::of(group);
    let mut run = Run { begun: Instant::now(), group, said: 0, movement: Movement::begin() };
    let why = loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if stop.load(Ordering::Relaxed) {
            break Error::Stopped;
        }
        run.said = told.iter().filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum();
        if run.said > TALKATIVE {
            break Error::Talkative;
        }
        if let Some(why) = ends(&mut run) {
            break why;
        }
        end_of.pause(run.begun.elapsed());
    };
    // Asked to end, git removes its locks and half-written packs.
    let asked = Instant::now();
    let end = |signal| group.map(|group| kill_process_group(group, signal));
    end(Signal::TERM);
    while child.try_wait()?.is_none() {
        if asked.elapsed() >= GRACE {
            end(Signal::KILL);
            child.wait()?;
            break;
        }
        end_of.pause(asked.elapsed());
    }
    Err(why)
}

/// The end of a process, where the system tells of it (Linux; pidfd_open(2)).
struct Ending(Option<OwnedFd>);

impl Ending {
    fn of(process: Option<Pid>) -> Self {
        #[cfg(target_os = "linux")]
        let told = process.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        #[cfg(not(target_os = "linux"))]
        let told = process.and(None);
        Self(told)
    }

    /// Waits a moment, or until the process has ended; where the system does not tell, the shorter the less has
    /// `passed`.
    fn pause(&self, passed: Duration) {
        let Some(told) = &self.0 else { return sleep((passed / 4).min(LONGEST_PAUSE)) };
        let limit = Timespec { tv_sec: 0, tv_nsec: LONGEST_PAUSE.subsec_nanos().into() };
        // Interrupted, the caller looks and waits again.
        let _ = poll(&mut [PollFd::new(told, PollFlags::IN)], Some(&limit));
    }
}

fn text(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_it_says_comes_back_and_how_it_failed_too() {
        let go_on = AtomicBool::new(false);
        assert_eq!(run(shell("echo yes"), LONG, &go_on).unwrap(), "yes\n");
        let error = run(shell("echo no >&2; exit 3"), LONG, &go_on).unwrap_err();
        assert_eq!(error.to_string(), "git ended with exit status: 3: no");
        assert!(matches!(run(Command::new("/nowhere/git"), LONG, &go_on), Err(Error::NotInstalled)));
        assert!(git_version().unwrap().starts_with(|c: char| c.is_ascii_digit()));
    }

    #[test]
    fn one_that_is_no_longer_wanted_is_ended_with_all_that_it_started() {
        let dir = tempfile::tempdir().unwrap();
        let told = dir.path().join("pid");
        let script = format!("sleep 1000 & echo $! > {}; wait", told.display());
        let stop = AtomicBool::new(false);
        let pid = std::thread::scope(|scope| {
            let running = scope.spawn(|| run(shell(&script), LONG, &stop));
            let pid = loop {
                let pid = std::fs::read_to_string(&told).unwrap_or_default();
                if pid.ends_with('\n') || running.is_finished() {
                    break pid;
                }
                std::thread::yield_now();
            };
            stop.store(true, Ordering::Relaxed);
            assert!(matches!(running.join().unwrap(), Err(Error::Stopped)));
            pid
        });
        let alive = || match std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())) {
            Ok(stat) => !stat.contains(") Z "),
            Err(_) => false,
        };
        // It has its signal; when the system has carried that out is the system's business.
        while alive() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn one_that_says_too_much_is_ended() {
        let error = run(shell("exec yes"), LONG, &AtomicBool::new(false)).unwrap_err();
        assert!(matches!(error, Error::Talkative), "{error}");
    }

    #[test]
    fn one_that_takes_too_long_is_ended() {
        let limit = Duration::from_millis(1);
        let error = run(shell("sleep 1000"), limit, &AtomicBool::new(false)).unwrap_err();
        assert!(matches!(error, Error::TooLong(_)), "{error}");
    }
}
