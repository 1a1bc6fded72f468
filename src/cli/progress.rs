//! What a terminal shows during work that takes over a second.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::store::index::Progress;

/// How long work may take in silence.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a spinner moves.
const TICK: Duration = Duration::from_millis(150);

/// Shows how far a long piece of work is, on standard error, if that is a terminal.
pub struct Bar {
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    done: u64,
    total: u64,
    bar: Option<ProgressBar>,
}

impl Default for Bar {
    fn default() -> Self {
        Self { started: Instant::now(), state: Mutex::default() }
    }
}

impl Progress for Bar {
    fn start(&self, files: usize) {
        if let Ok(mut state) = self.state.lock() {
            state.total = files as u64;
        }
    }

    fn step(&self) {
        let Ok(mut state) = self.state.lock() else { return };
        state.done += 1;
        if state.bar.is_none() && self.started.elapsed() < PATIENCE {
            return;
        }
        let State { done, total, bar } = &mut *state;
        let bar = bar.get_or_insert_with(|| {
            let style =
                ProgressStyle::with_template("Reading {bar:30} {human_pos}/{human_len} files, {eta} left");
            ProgressBar::with_draw_target(Some(*total), ProgressDrawTarget::stderr())
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(*done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Ok(State { bar: Some(bar), .. }) = self.state.get_mut() {
            bar.finish_and_clear();
        }
    }
}

/// Shows on standard error, if that is a terminal, that something is under way; until it is dropped.
pub struct Spinner(ProgressBar);

impl Spinner {
    /// Begins, with what is under way.
    pub fn start(what: String) -> Self {
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message(what);
        spinner.enable_steady_tick(TICK);
        Self(spinner.with_style(ProgressStyle::default_spinner()))
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
