//! `headsup goals`: the writer's goals, each drawn against its target, by what they support.

use serde::Serialize;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use jiff::civil::Date;

use super::args::{Global, Goals};
use super::out::{clean_line, count};
use super::session::Session;
use crate::domain::book::Book;
use crate::domain::digest;
use crate::domain::goals::{self, Board, Entry, Movement, Profiled, Serves, Shown, TheirOwn};
use crate::domain::ledger::{Item, Origin, State};
use crate::domain::note::profile::Standing;
use crate::domain::roster::PersonKey;
use crate::domain::wording;

/// Prints the goals that the arguments ask for.
///
/// # Errors
/// When the notebook cannot be read, or nobody has that name.
pub fn goals(global: &Global, args: &Goals, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    let session = Session::open(global)?;
    let with = args.with.as_deref().map(|name| session.person(name)).transpose()?;
    let (book, ledger) = session.ledger()?;
    let theirs = Profiled::with(&book.roster, &ledger);
    let shown = if args.all { Shown::All } else { Shown::Open };
    let board = Board::of(&book, &ledger, &theirs, with.as_ref(), shown);
    let today = session.now.date();
    if args.json.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&GoalsJson::of(&board, today))?)?;
        return Ok(());
    }
    for line in lines(&board, &book, with.as_ref(), today) {
        writeln!(out, "{}", clean_line(&line))?;
    }
    Ok(())
}

fn lines(board: &Board, book: &Book, with: Option<&PersonKey>, today: Date) -> Vec<String> {
    let width = board.entries().map(|entry| drawing(entry.item).width()).max().unwrap_or(0);
    let tell = |entry: &Entry, under: Option<&TheirOwn>| line(entry, under, book, width, today);
    let mut lines: Vec<String> = Vec::new();
    for (goal, entries) in &board.groups {
        lines.push(their_goal(goal, book, today));
        lines.extend(entries.iter().map(|entry| tell(entry, Some(goal))));
        lines.push(String::new());
    }
    if !board.others.is_empty() {
        if !board.groups.is_empty() || !board.unsupported.is_empty() {
            lines.push(match with {
                Some(person) => format!("Supporting no goal of {}'s", book.roster.name_of(person)),
                None => "Supporting nobody's goal".to_owned(),
            });
        }
        lines.extend(board.others.iter().map(|entry| tell(entry, None)));
        lines.push(String::new());
    }
    if !board.unsupported.is_empty() {
        lines.push("Nothing of yours supports".to_owned());
        lines.extend(board.unsupported.iter().map(|goal| format!("  {}", their_goal(goal, book, today))));
        lines.push(String::new());
    }
    lines.push(count(board.count(), "goal"));
    lines
}

/// `Priya Nair: Halve the complaints about refunds (by 30 Jun)`
fn their_goal(goal: &TheirOwn, book: &Book, today: Date) -> String {
    let profile = book.roster.get(&goal.person).and_then(|person| person.profile.as_ref());
    let former = profile.is_some_and(|profile| profile.standing == Standing::Former);
    let former = if former { " (former)" } else { "" };
    let by = goal.by.map(|by| format!(" (by {})", wording::day(by, today))).unwrap_or_default();
    format!("{}{former}: {}{by}", book.roster.name_of(&goal.person), goal.text)
}

/// `  █▇┆▁  Refunds answered within two days: at risk, 5.5 days (was 6 days, target 2 days by 29 May)  goals/refund-time.md`
fn line(entry: &Entry, under: Option<&TheirOwn>, book: &Book, width: usize, today: Date) -> String {
    let item = entry.item;
    let drawn = drawing(item);
    let pad = width - drawn.width().min(width) + if width > 0 { 2 } else { 0 };
    let movement = Movement::last(item);
    let said = state(item, today).into_iter().chain(goals::stands(item, &movement, today, str::to_owned));
    let measures = goals::measures(&movement, item.fields.target.as_deref(), item.due, today, str::to_owned);
    let text = item.text.trim_end_matches(['.', ':', ' ']);
    let mut line = format!("  {drawn}{:pad$}{text}: {}", "", goals::told(said, measures));
    let also: Vec<String> = entry
        .serves
        .iter()
        .filter_map(|serves| match serves {
            Serves::Theirs(goal) if under == Some(*goal) => None,
            Serves::Theirs(goal) => Some(format!("{} ({})", goal.text, book.roster.name_of(&goal.person))),
            Serves::Words(words) => Some(words.clone()),
            Serves::Secret => None,
        })
        .collect();
    if !also.is_empty() {
        let word = if under.is_some() { "Also supports" } else { "Supports" };
        line.push_str(&format!(". {word}: {}", also.join("; ")));
    }
    if let Some(place) = place(item) {
        line.push_str(&format!("  {place}"));
    }
    line
}

/// Its values and its target in bars; nothing where there are no two numbers.
fn drawing(item: &Item) -> String {
    let target = item.fields.target.as_deref().and_then(goals::number);
    goals::spark(&goals::numbers(item), target)
}

/// `at risk`, `draft`, `met 3 Mar`: what there is to say of how far it is.
fn state(item: &Item, today: Date) -> Vec<String> {
    let state = match item.state {
        State::Draft => Some("draft".to_owned()),
        state if state.is_open() => None,
        state => Some(match item.closed_on {
            Some(day) => format!("{} {}", state.name(), wording::day(day, today)),
            None => state.name().to_owned(),
        }),
    };
    let health = item.fields.health.filter(|_| item.is_open()).map(|health| health.words().to_owned());
    state.into_iter().chain(health).collect()
}

/// The goal's own file, else where it was last written.
fn place(item: &Item) -> Option<String> {
    if let Some(own) = item.mentions.iter().find(|mention| mention.origin == Origin::Goal) {
        return Some(own.source.path.to_string());
    }
    item.last_written().map(|written| format!("{}:{}", written.source.path, written.source.line))
}

/// What `headsup goals --json` prints.
#[derive(Serialize)]
struct GoalsJson {
    /// Objects as of `headsup items --json`, with the goals of other people that they support.
    goals: Vec<Value>,
    /// The goals of active managers, or of the person asked for, that none of these supports.
    unsupported: Vec<TheirJson>,
}

/// A goal of somebody else's.
#[derive(Serialize)]
struct TheirJson {
    person: PersonKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Date>,
}

impl GoalsJson {
    fn of(board: &Board, today: Date) -> Self {
        let goal = |entry: &Entry| {
            let mut goal = digest::item_json(entry.item, today);
            if let Some(keys) = goal.as_object_mut() {
                let words: Vec<String> = entry.serves.iter().filter_map(words).collect();
                match words.is_empty() {
                    true => keys.shift_remove("supports"),
                    false => keys.insert("supports".to_owned(), Value::String(words.join("; "))),
                };
                let theirs: Vec<TheirJson> = entry.their_goals().map(TheirJson::of).collect();
                let theirs = serde_json::to_value(theirs).unwrap_or_default();
                keys.insert("supports_goals".to_owned(), theirs);
            }
            goal
        };
        Self {
            goals: board.entries().map(goal).collect(),
            unsupported: board.unsupported.iter().map(|goal| TheirJson::of(goal)).collect(),
        }
    }
}

fn words(serves: &Serves) -> Option<String> {
    match serves {
        Serves::Theirs(goal) => Some(clean_line(&goal.text)),
        Serves::Words(words) => Some(clean_line(words)),
        Serves::Secret => None,
    }
}

impl TheirJson {
    fn of(goal: &TheirOwn) -> Self {
        Self { person: goal.person.clone(), id: goal.id.clone(), text: clean_line(&goal.text), by: goal.by }
    }
}
