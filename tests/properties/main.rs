//! What holds of every notebook, from the files' texts to the page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

mod generate;
mod merge;
mod pages;
mod read;
mod store;
