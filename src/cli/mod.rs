//! The commands, one a file: the only place that prints.

pub mod args;
mod check;
mod choose;
mod clone;
mod digest;
mod doctor;
mod done;
mod dry_run;
mod goals;
mod items;
mod life;
mod log;
mod new;
pub mod out;
mod progress;
pub mod report;
mod restore;
mod review;
mod run;
mod sample;
mod search;
mod service;
mod session;
mod status;
mod sync;
mod update;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory as _;

use args::{Cli, Command};

/// Runs a command, printing to `out`.
///
/// # Errors
/// When it fails; the error says what, where, and what to do.
pub fn execute(cli: &Cli, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let global = &cli.global;
    match &cli.command {
        Command::Run(args) => return run::run(global, args, out),
        Command::Status(args) => return status::status(global, *args, out),
        Command::Doctor(args) => return doctor::doctor(global, *args, out),
        Command::Check(args) => return check::check(global, args, out),
        Command::Sync(args) => return sync::sync(global, args, out),
        Command::Clone(args) => clone::clone(global, args, out)?,
        Command::Service(args) => return service::service(global, args, out),
        Command::New(args) => new::new(global, args, out)?,
        Command::Done(args) => done::done(global, args, out)?,
        Command::Digest(args) => digest::digest(global, args, out)?,
        Command::Update(args) => update::update(global, args, out)?,
        Command::Review(args) => review::review(global, args, out)?,
        Command::Items(args) => items::items(global, args, out)?,
        Command::Goals(args) => goals::goals(global, args, out)?,
        Command::Search(args) => search::search(global, args, out)?,
        Command::Log(args) => log::log(global, args, out)?,
        Command::Restore(args) => restore::restore(global, args, out)?,
        Command::Schema(args) => write!(out, "{}", crate::domain::schema::text(args.name))?,
        Command::Completions(args) => completions(args.shell, out)?,
        Command::Man => clap_mangen::Man::new(Cli::command()).render(out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn completions(shell: clap_complete::Shell, out: &mut impl Write) -> io::Result<()> {
    // clap_complete panics where it cannot write: it gets a buffer.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "headsup", &mut script);
    out.write_all(&script)
}
