//! The command line, as clap reads it and `--help` tells it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::domain::hints::Extent;
use crate::domain::ledger::State;
use crate::domain::note::item::Kind;
use crate::domain::schema::Name;

/// One-on-one notes in plain markdown, kept in git, with a one-page digest before each meeting.
///
/// Notes stay files that you edit in any editor. `headsup run` watches a folder of them, commits every change
/// with a message worth reading, and writes a digest of what is open before each meeting.
#[derive(Debug, Parser)]
#[command(name = "headsup", version, max_term_width = 100)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The notebook [default: the one around the working directory]
    #[arg(short = 'C', long = "notebook", value_name = "DIR", env = "HEADSUP_NOTEBOOK", global = true)]
    pub notebook: Option<PathBuf>,
    /// Act as of this instant: `2026-03-16T09:00:00+01:00`, `2026-03-16T09:00[Europe/Madrid]`, or a day
    #[arg(long, value_name = "TIME", global = true)]
    pub now: Option<String>,
    /// Say more: once for what is done, twice for how
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
}

/// The commands, in the order in which a person meets them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Watch a folder of notes: commit every change, keep the next digests fresh
    Run(Run),
    /// Make the next meeting's note with a person, ready to write in, and print its path
    New(New),
    /// Tick an item's box where it was last written
    Done(Done),
    /// Whether every save is protected, and when the next digest comes; exits with 1 where something is not
    Status(Json),
    /// Whether all is in order on this machine, what is not, and what mends it; exits with 1 where something is not
    Doctor(Json),
    /// Print the digest for the next meeting with a person
    Digest(Digest),
    /// Print a short progress note to send to a person: only what they may know
    Update(Update),
    /// Print what you achieved, by month, for a self-appraisal
    Review(Review),
    /// List commitments, goals, feedback … with their state
    Items(Items),
    /// Draw your goals against their targets, by what they support
    Goals(Goals),
    /// Say what could not be read, what is ambiguous, and what would be good practice
    Check(Check),
    /// Bring the notebook in step with its git remote, now
    #[command(after_help = SYNC)]
    Sync(Sync),
    /// Begin with a notebook on another machine: clone its repository, to be kept in step
    #[command(after_help = CLONE)]
    Clone(CloneTo),
    /// Find notes that hold all of these words
    Search(Search),
    /// Tell the story of the notes, newest first
    Log(Log),
    /// Write an earlier version of a file back, as a new change
    Restore(Restore),
    /// Run in the background from now on and with every session, as a systemd user service
    #[command(subcommand)]
    Service(Service),
    /// Print the JSON Schema of a kind of file
    Schema(Schema),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// What `headsup sync` does and does not.
const SYNC: &str =
    "One round: commit, fetch, merge, push; what `headsup run` does by itself. Exits with 1, and the \
    reason, where it could not be done; what you saved is committed here all the same.
Nothing leaves the machine before headsup.yaml says `sync: true`, or --enable was given.";

/// What `headsup clone` leaves.
const CLONE: &str = "The new folder syncs from then on: `headsup run DIR` keeps it in step. Where it was cut short, the \
    same command goes on. Exits with 1, and the reason, where nothing could be cloned.";

/// Arguments of `headsup run`.
#[derive(Debug, Args)]
pub struct Run {
    /// The folder of notes; one that is no git repository becomes one [default: as with -C]. Of several, nothing of
    /// one ever comes into another
    #[arg(value_name = "DIR")]
    pub dirs: Vec<PathBuf>,
    /// Bring everything up to date, then exit
    #[arg(long)]
    pub once: bool,
    /// Fill a new or empty DIR with the sample notebook first, its dates moved to now
    #[arg(long)]
    pub sample: bool,
    /// Say what would be read in a folder of existing notes, and write nothing
    #[arg(long, conflicts_with_all = ["once", "sample"])]
    pub dry_run: bool,
}

/// Arguments of `headsup sync`.
#[derive(Debug, Args)]
pub struct Sync {
    /// Let this clone sync from now on, whatever headsup.yaml says
    #[arg(long, conflicts_with_all = ["disable", "accept"])]
    pub enable: bool,
    /// Send nothing from this clone any more, whatever headsup.yaml says
    #[arg(long, conflicts_with = "accept")]
    pub disable: bool,
    /// Take a remote whose history was rewritten as it is now, and merge with that
    #[arg(long)]
    pub accept: bool,
    /// Print, as JSON for a program to read, how both stand after the round: what `status --json` has as `sync`
    #[arg(long, conflicts_with_all = ["enable", "disable"])]
    pub json: bool,
}

/// Arguments of `headsup clone`.
#[derive(Debug, Args)]
pub struct CloneTo {
    /// The repository's address, as `git clone` takes it
    pub url: String,
    /// The folder to be made, or an empty one
    pub dir: PathBuf,
}

/// What to do about the service.
#[derive(Debug, Subcommand)]
pub enum Service {
    /// Keep these notebooks, besides those that it keeps already
    Install {
        /// The folders of notes [default: as with -C]
        dirs: Vec<PathBuf>,
    },
    /// End it and remove it; notes and history stay as they are
    Remove,
    /// Whether it runs, and which notebooks it keeps; exits with 1 where it does not run
    Status,
}

/// Arguments of `headsup new`.
#[derive(Debug, Args)]
pub struct New {
    /// Whom it is with: an id, a name, an alias, or a first name
    pub person: String,
    /// The meeting's day, if it is not the next one known
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub at: Option<Date>,
}

/// Arguments of `headsup done`.
#[derive(Debug, Args)]
pub struct Done {
    /// The item's id, with or without `^`, or words of its text
    #[arg(required = true, num_args = 1.., value_name = "ID|TEXT")]
    pub item: Vec<String>,
}

/// Arguments of `headsup digest`.
#[derive(Debug, Args)]
pub struct Digest {
    /// Whom it is about [default: everyone in the next meeting]
    pub person: Option<String>,
    /// As if the meeting were on this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub at: Option<Date>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
    pub json: Json,
}

/// Arguments of `headsup update`.
///
/// What is stated `shared`, and what was said in a held meeting with the person, is told; what is stated
/// private, or confidential, never.
#[derive(Debug, Args)]
pub struct Update {
    /// Whom it is for: an id, a name, an alias, or a first name
    pub person: String,
    /// From this day on [default: the last meeting held with them]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<Date>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
    pub json: Json,
}

/// Arguments of `headsup review`.
#[derive(Debug, Args)]
pub struct Review {
    /// From this day on [default: the last 12 months]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<Date>,
    /// Only what concerns this person
    #[arg(long, value_name = "PERSON")]
    pub with: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
    pub json: Json,
}

/// `--json`.
#[derive(Clone, Copy, Debug, Args)]
pub struct Json {
    /// Print JSON for a program to read
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `headsup items`.
#[derive(Debug, Args)]
#[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
pub struct Items {
    /// Only of this kind
    #[arg(long, value_parser = kind)]
    pub kind: Option<Kind>,
    /// Only those that concern this person
    #[arg(long, value_name = "PERSON")]
    pub with: Option<String>,
    /// Only those owned by `me`, a person, or `nobody`
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<String>,
    /// Only in this state; may be given several times
    #[arg(long, value_parser = state)]
    pub state: Vec<State>,
    /// Show confidential items too
    #[arg(long)]
    pub confidential: bool,
    #[command(flatten)]
    pub json: Json,
}

/// Arguments of `headsup goals`.
#[derive(Debug, Args)]
#[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
pub struct Goals {
    /// Only those that concern this person, or support a goal of theirs
    #[arg(long, value_name = "PERSON")]
    pub with: Option<String>,
    /// Show goals that were met, missed or dropped too
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub json: Json,
}

fn state(text: &str) -> Result<State, String> {
    serde_json::from_value(serde_json::Value::String(text.to_ascii_lowercase())).map_err(|_| {
        "one of open, done, dropped, received, planned, acted, closed, raised, ready, decided, parked, asked, \
         accepted, declined, draft, agreed, met, missed"
            .to_owned()
    })
}

fn kind(text: &str) -> Result<Kind, String> {
    serde_json::from_value(serde_json::Value::String(text.to_ascii_lowercase())).map_err(|_| {
        "one of commitment, goal, feedback, concern, request, decision, ask, question, win, fyi, idea"
            .to_owned()
    })
}

/// Arguments of `headsup check`.
#[derive(Debug, Args)]
#[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
pub struct Check {
    /// Only these files or folders
    pub paths: Vec<PathBuf>,
    /// Which hints: `recent` leaves out those about notes older than the last two meetings with that person
    #[arg(long, value_name = "WHICH", default_value = "recent", value_parser = hints())]
    pub hints: Extent,
    /// Say what there is to say about confidential lines too, and show them
    #[arg(long)]
    pub confidential: bool,
    #[command(flatten)]
    pub json: Json,
}

fn hints() -> impl TypedValueParser<Value = Extent> {
    let names = PossibleValuesParser::new(Extent::ALL.map(Extent::name));
    names.try_map(|name| Extent::ALL.into_iter().find(|extent| extent.name() == name).ok_or("no such choice"))
}

/// Arguments of `headsup search`.
#[derive(Debug, Args)]
#[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
pub struct Search {
    /// Words that must all occur; `"a phrase"`, `begin*`
    #[arg(required = true, num_args = 1..)]
    pub query: Vec<String>,
    /// Look into what is confidential too
    #[arg(long)]
    pub confidential: bool,
    /// The most hits to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    #[command(flatten)]
    pub json: Json,
}

/// Arguments of `headsup log`.
#[derive(Debug, Args)]
#[expect(missing_docs, reason = "clap shows the documentation of the arguments")]
pub struct Log {
    /// Only what changed this file, also under its earlier names, or this folder
    pub path: Option<PathBuf>,
    /// The life of one item instead: its id, with or without `^`, or words of its text
    #[arg(long, value_name = "ID|TEXT", conflicts_with = "path")]
    pub item: Option<String>,
    /// With --item, find confidential ones too
    #[arg(long, requires = "item")]
    pub confidential: bool,
    /// The most commits to show
    #[arg(short = 'n', long, default_value_t = 30, value_name = "N")]
    pub limit: usize,
    #[command(flatten)]
    pub json: Json,
}

/// Arguments of `headsup restore`.
///
/// The file has to be committed as it is, so that nothing is lost: what is written back is a change like any
/// other, and can be undone in the same way.
#[derive(Debug, Args)]
pub struct Restore {
    /// The file, as it is called now or was called when it was deleted
    pub path: PathBuf,
    /// Its version at that time (`2026-03-03`, its end; `2026-03-03T10:00`; RFC 3339), or in that commit (the first
    /// 4 digits or more of what `headsup log PATH` shows)
    #[arg(long, value_name = "TIME|COMMIT")]
    pub at: String,
}

/// Arguments of `headsup schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Which one: meeting, person, goal, config or digest
    #[arg(value_parser = schema)]
    pub name: Name,
}

fn schema(text: &str) -> Result<Name, String> {
    Name::parse(text).ok_or_else(|| format!("one of {}", Name::ALL.map(Name::as_str).join(", ")))
}

/// Arguments of `headsup completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}
