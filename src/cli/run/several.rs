//! Several notebooks in one process, a thread each: they share the stop signal and the terminal, nothing else.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use tokio::sync::{mpsc, watch};

use super::teller::Teller;
use super::{keep, once, open, stop_signal};
use crate::cli::args::{Global, Run};
use crate::cli::dry_run;
use crate::cli::out::clean_line;

/// Runs them all; one that fails does not end the others.
pub(super) fn run(global: &Global, args: &Run, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let notebooks = named(&args.dirs);
    let mut failed = false;
    if args.dry_run || args.once {
        for (name, dir) in &notebooks {
            let done =
                if args.dry_run { dry(global, name, dir, out) } else { catch_up(global, name, dir, out) };
            failed |=
                done.map(|code| code != ExitCode::SUCCESS).unwrap_or_else(|error| complain(name, &error));
        }
    } else {
        failed = watch_all(global, &notebooks, out)?;
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn dry(global: &Global, name: &str, dir: &Path, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    writeln!(out, "{}:", clean_line(name))?;
    dry_run::dry_run(global, dir, out)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}

fn catch_up(global: &Global, name: &str, dir: &Path, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    once(global, &mut open(dir)?, &mut Teller::of(name, out))
}

/// Says what failed; that something did.
fn complain(name: &str, error: &anyhow::Error) -> bool {
    // A terminal that is gone must not end the others.
    let _ = writeln!(io::stderr(), "{}: {}", clean_line(name), clean_line(&format!("{error:#}")));
    true
}

/// Each folder once, with a name that no other has: its own, else as it was given.
fn named(dirs: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let mut seen = BTreeSet::new();
    let once = |dir: &&PathBuf| seen.insert(dir.canonicalize().unwrap_or_else(|_| (*dir).clone()));
    let dirs: Vec<&PathBuf> = dirs.iter().filter(once).collect();
    let own = |dir: &Path| {
        let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        whole.file_name().map_or_else(|| dir.display().to_string(), |name| name.display().to_string())
    };
    let is_alone = |name: &String| dirs.iter().filter(|dir| own(dir) == *name).count() == 1;
    let name = |dir: &Path| Some(own(dir)).filter(is_alone).unwrap_or_else(|| dir.display().to_string());
    dirs.iter().map(|dir| (name(dir), dir.to_path_buf())).collect()
}

/// Watches all of them until the process is told to stop, or none is left; whether one failed.
fn watch_all(global: &Global, notebooks: &[(String, PathBuf)], out: &mut impl Write) -> anyhow::Result<bool> {
    let (stop, _) = watch::channel(());
    let (lines, mut said) = mpsc::unbounded_channel();
    thread::scope(|scope| {
        let threads: Vec<_> = notebooks
            .iter()
            .map(|(name, dir)| {
                let (lines, stopped) = (Lines { lines: lines.clone(), line: Vec::new() }, stop.subscribe());
                scope.spawn(move || {
                    let watched = watch_one(global, name, dir, lines, stopped);
                    watched.is_err_and(|error| complain(name, &error))
                })
            })
            .collect();
        drop(lines);
        let told = hear(&mut said, &stop, out);
        // Without a signal to wait for, the others are not left running unheard.
        drop(stop);
        let failed = threads.into_iter().map(|thread| thread.join().unwrap_or(true)).collect::<Vec<_>>();
        told.map(|()| failed.contains(&true))
    })
}

fn watch_one(
    global: &Global,
    name: &str,
    dir: &Path,
    mut lines: Lines,
    mut stopped: watch::Receiver<()>,
) -> anyhow::Result<()> {
    let _span = tracing::info_span!("notebook", name = %clean_line(name)).entered();
    let stop = async move {
        // An error means that nobody is there to say it any more: that ends it, too.
        let _ = stopped.changed().await;
    };
    keep(global, &mut open(dir)?, &mut Teller::of(name, &mut lines), || Ok(stop))
}

/// Prints what they say, until all are over; passes the signal to stop on.
fn hear(
    said: &mut mpsc::UnboundedReceiver<Vec<u8>>,
    stop: &watch::Sender<()>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut signal = Box::pin(stop_signal()?);
        let mut is_asked = false;
        loop {
            tokio::select! {
                line = said.recv() => match line {
                    // A terminal that is gone must not end the daemons.
                    Some(line) => { let _ = out.write_all(&line).and_then(|()| out.flush()); }
                    None => return Ok(()),
                },
                () = &mut signal, if !is_asked => {
                    is_asked = true;
                    let _ = stop.send(());
                }
            }
        }
    })
}

/// What one thread says, on its way to the one that prints.
struct Lines {
    lines: mpsc::UnboundedSender<Vec<u8>>,
    line: Vec<u8>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.lines.send(line).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_once_by_a_name_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        for path in ["a/notes", "b/notes", "pair"] {
            std::fs::create_dir_all(at(path)).unwrap();
        }
        let given = [at("a/notes"), at("pair"), at("b/notes"), at("a/../pair")];
        let names: Vec<String> = named(&given).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [at("a/notes").display().to_string(), "pair".to_owned(), at("b/notes").display().to_string()]
        );
    }
}
