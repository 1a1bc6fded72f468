//! What enters each section, in what order, and how it is worded.

mod asks;
mod decides;
mod elsewhere;
mod feedbacks;
mod former;
mod goal_lines;
mod nudges;
mod owes;
mod starters;
mod tells;

use super::fixture::World;
use crate::domain::ledger::Item;

/// The section's lines as printed for these items; none where it has vanished.
#[track_caller]
fn check(items: Vec<Item>, heading: &str, expect: &[&str]) {
    assert_eq!(World::with(items).printed(heading), expect);
}
