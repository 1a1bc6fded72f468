//! The `headsup` program: parse the command line, run it, print the error.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use headsup::cli::{args::Cli, execute, out::clean};
use tracing_subscriber::filter::LevelFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.global.verbose);
    let mut out = anstream::AutoStream::auto(io::stdout());
    let result = execute(&cli, &mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    match result {
        Ok(code) => code,
        // Whoever reads the output has enough of it: `headsup items | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be gone too; there is nobody left to tell then.
            let _ = writeln!(io::stderr(), "headsup: {}", clean(&told(&error)));
            ExitCode::from(1)
        }
    }
}

/// The error and its causes, as far as they say more than what is said already.
fn told(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // libgit2's own words come with its classification.
        if text.contains(cause.split("; class=").next().unwrap_or(&cause)) {
            break;
        }
        text = format!("{text}: {cause}");
    }
    text
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |io: &io::Error| io.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}

/// Logs to standard error: warnings, and with `-v` and `-vv` what is done and how.
fn log(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_target(false)
        .without_time()
        .log_internal_errors(false)
        .init();
}
