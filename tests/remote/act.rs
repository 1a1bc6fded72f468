//! One fetch or push in a process of its own, with a home and an environment of its own.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use headsup::domain::config::Sync;
use headsup::store::history::{History, Id};
use headsup::store::program::Limits;
use headsup::store::remote::{Error, Link, Pushed, default_branch, find, ignored_settings};

/// Carries out what the environment says, and writes down what came of it.
#[test]
#[ignore = "the other tests run it, each as a process of its own"]
fn act() {
    let (Ok(what), Ok(at), Ok(answer)) =
        (std::env::var("ACT"), std::env::var("ACT_AT"), std::env::var("ACT_ANSWER"))
    else {
        return;
    };
    let told = match carry_out(&what, Path::new(&at)) {
        Ok(done) => format!("done\n{done}"),
        Err(error) => {
            format!("{}{}\n{error}", error.code(), if error.is_passing() { " (passing)" } else { "" })
        }
    };
    fs::write(answer, told).unwrap();
}

fn carry_out(what: &str, at: &Path) -> Result<String, Error> {
    let go_on = AtomicBool::new(false);
    if what == "default branch" {
        let address = at.to_str().unwrap();
        return default_branch(address, &go_on).map(|branch| branch.unwrap_or_default());
    }
    let history = History::open(at)?;
    if what == "ignored" {
        return Ok(ignored_settings(&history).join(" "));
    }
    let link = Link::new(&history, find(&history, &Sync::default())?).within(limits());
    let ours = history.commit_at("refs/heads/main")?;
    let hex = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    match what {
        "fetch" => link.fetch(ours, &go_on).map(|fetched| hex(fetched.tip)),
        "push" => link.push(ours.unwrap(), &go_on).map(|pushed| match pushed {
            Pushed::Done => "taken".to_owned(),
            Pushed::Behind => "behind".to_owned(),
        }),
        "accept" => link.accept().map(|done| done.to_string()),
        other => panic!("{other}"),
    }
}

fn limits() -> Limits {
    let set = |name: &str, or: u64| std::env::var(name).ok().map_or(or, |text| text.parse().unwrap());
    Limits {
        whole: Duration::from_secs(600),
        still: Duration::from_millis(set("ACT_STILL", 60_000)),
        file: set("ACT_FILE", 4 << 30),
        memory: set("ACT_MEMORY", 2 << 30),
    }
}
