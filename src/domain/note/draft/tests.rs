//! Whole files, read as a notebook would be.

use std::collections::BTreeSet;

use super::{Draft, Names, Reads};
use crate::domain::{
    config::Config,
    note::{
        Content, Lacks, Note,
        item::{Mark, Mention, Visibility},
        meeting::{MeetingNote, Section, Status},
        profile::{GoalStatus, Meets, Relation, Standing, Unit},
    },
    path::NotePath,
    roster::{Owner, Roster},
};

const PRIYA: (&str, &str) = ("people/priya.md", "---\nname: Priya Nair\naliases: [pn]\n---\n");
const OMAR: (&str, &str) = ("people/omar.md", "---\nname: Omar Haddad\n---\n");

/// Reads the first of some files, in a notebook of Ana's that holds all of them.
fn read_bytes(files: &[(&str, &[u8])]) -> Note {
    let drafts: Vec<Draft> =
        files.iter().map(|(path, bytes)| Draft::read(&NotePath::new(*path).unwrap(), bytes)).collect();
    let (mut profiles, mut with) = (Vec::new(), BTreeSet::new());
    for Names { profile, with: names } in drafts.iter().map(Draft::names) {
        profiles.extend(profile);
        with.extend(names);
    }
    let config = Config { me: vec!["Ana Ruiz".to_owned()], ..Config::default() };
    let roster = Roster::new(profiles, &with, &config.me);
    let note = drafts[0].resolve(&roster, &config);
    let json = serde_json::to_string(&note).unwrap();
    assert_eq!(serde_json::from_str::<Note>(&json).unwrap(), note, "{json}");
    note
}

fn read(path: &str, text: &str) -> Note {
    read_bytes(&[(path, text.as_bytes()), (PRIYA.0, PRIYA.1.as_bytes()), (OMAR.0, OMAR.1.as_bytes())])
}

#[track_caller]
fn meetings(note: &Note) -> &[MeetingNote] {
    match &note.content {
        Content::Meetings(meetings) => meetings,
        other => panic!("{other:?}\n{:?} {:?}", note.lacks, note.diagnostics),
    }
}

fn said(note: &Note) -> Vec<String> {
    note.diagnostics.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.code)).collect()
}

/// `7 commitment [ ] Send plan @me due 2026-03-06 ^plan`, and what else an item has.
fn show(mention: &Mention) -> String {
    let mark = match mention.mark {
        Mark::Bare => "-",
        Mark::Open => "[ ]",
        Mark::UnderWay => "[/]",
        Mark::Done => "[x]",
        Mark::Dropped => "[-]",
        Mark::Carried => "[>]",
    };
    let kind = format!("{:?}", mention.kind).to_lowercase();
    let mut out = format!("{} {kind} {mark} {}", mention.source.line, mention.text);
    match &mention.owner {
        Some(Owner::Me) => out.push_str(" @me"),
        Some(Owner::Person(key)) => out.push_str(&format!(" @{key}")),
        Some(Owner::Named(name)) => out.push_str(&format!(" @?{name}")),
        None => {}
    }
    if let Some(due) = mention.due {
        out.push_str(&format!(" due {due}"));
    }
    if let Some(done) = mention.done_on {
        out.push_str(&format!(" done {done}"));
    }
    if let Some(id) = &mention.id {
        out.push_str(&format!(" ^{id}"));
    }
    if let Some(metric) = &mention.fields.metric {
        out.push_str(&format!(" metric={metric}"));
    }
    for option in &mention.options {
        out.push_str(&format!(" ({}{})", option.text, if option.recommended { "*" } else { "" }));
    }
    for remark in &mention.remarks {
        out.push_str(&format!(" +{remark}"));
    }
    if let Some(on) = mention.action_on {
        out.push_str(&format!(" on {on}"));
    }
    if let Some(direction) = mention.direction {
        out.push_str(&format!(" {direction:?}"));
    }
    if let Some(path) = &mention.refers {
        out.push_str(&format!(" -> {path}"));
    }
    match mention.visibility {
        Visibility::Private => {}
        other => out.push_str(&format!(" {other:?}")),
    }
    out
}

/// The items of a body whose meeting is with Priya on 3 March; lines count from the body's first.
#[track_caller]
fn items(body: &str, expect: &[&str]) {
    let note = read("2026-03-03-priya.md", body);
    let shown: Vec<String> = meetings(&note)[0].mentions.iter().map(show).collect();
    assert_eq!(shown, expect, "{body}\n{:?}", note.diagnostics);
}

/// The whole of a meeting note's items, after front matter that has a `with:` and these lines.
#[track_caller]
fn front_items(yaml: &str, expect: &[&str]) {
    let note = read("a.md", &format!("---\nwith: Priya\ndate: 2026-03-03\n{yaml}\n---\n"));
    let shown: Vec<String> = meetings(&note)[0].mentions.iter().map(show).collect();
    assert_eq!(shown, expect, "{yaml}\n{:?}", note.diagnostics);
}

mod anything;
mod fronts;
mod kinds;
mod lists;
mod people;
