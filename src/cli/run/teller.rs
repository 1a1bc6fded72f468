//! What a run says, a line each.

use std::io::{self, Write};

use crate::cli::out::{clean_line, count, path};
use crate::daemon::work::{self, Report};
use crate::store::history::Busy;

/// Tells a person what is done. What has been said stays said: the same trouble is not told again and again.
pub(in crate::cli) struct Teller<'a, W: Write> {
    out: &'a mut W,
    /// What each line begins with: whose it is, where there are several notebooks.
    whose: String,
    pub(in crate::cli) said: bool,
    pub(in crate::cli) failed: bool,
    trouble: Vec<String>,
    /// What is waited for, as it was told.
    waits: Option<(Busy, usize)>,
    /// What is waited for and over in a moment: not worth telling unless nobody waits.
    pub(in crate::cli) moment: Option<Busy>,
    /// Why the remote is not the same, as it was told.
    out_of_step: Option<String>,
}

impl<'a, W: Write> Teller<'a, W> {
    /// Of the one notebook there is.
    pub(in crate::cli) fn new(out: &'a mut W) -> Self {
        Self::of("", out)
    }

    /// Of one of several, by its name.
    pub(in crate::cli) fn of(name: &str, out: &'a mut W) -> Self {
        let whose = if name.is_empty() { String::new() } else { format!("{name}: ") };
        Self {
            out,
            whose,
            said: false,
            failed: false,
            trouble: Vec::new(),
            waits: None,
            moment: None,
            out_of_step: None,
        }
    }

    /// Whether it is one of several.
    pub(in crate::cli) fn is_one_of_several(&self) -> bool {
        !self.whose.is_empty()
    }

    pub(in crate::cli) fn tell(&mut self, report: Report) {
        match report {
            Report::Looked(refresh) => {
                tracing::info!(changed = refresh.changed.len(), removed = refresh.removed.len(), "looked");
            }
            Report::Digest(path) => self.line(&format!("Digest    {path}")),
            Report::Committed { id, subject } => {
                self.trouble.clear();
                (self.waits, self.moment) = (None, None);
                self.line(&format!("Committed {id}  {subject}"));
            }
            Report::Waits { busy, aside } => self.waits(busy, aside),
            Report::UpToDate => (self.waits, self.moment) = (None, None),
            Report::NoDigest(path, why) => self.trouble(format!("{path} is not written: {why}")),
            Report::NotRecorded(failures) => {
                for failure in failures.iter().filter(|failure| !failure.why.is_passing()) {
                    self.trouble(failure.to_string());
                }
            }
            Report::Unprotected(paths) => {
                for one in paths {
                    self.trouble(format!("{} is not protected: {}", path(&one.path), one.reason));
                }
            }
            Report::Degraded(why) => self.trouble(why),
            Report::Received { files, from } => {
                self.line(&format!("Received  {} from {from}", count(files, "file")));
            }
            Report::Conflicts(paths) => {
                for one in paths {
                    self.trouble(format!(
                        "{} keeps what could not be merged: `headsup status` says of which note",
                        path(&one)
                    ));
                }
            }
            Report::Sent { to } => self.line(&format!("Sent      to {to}")),
            Report::InStep => self.out_of_step = None,
            Report::OutOfStep(why) => self.out_of_step(why),
            Report::NoRoot(why) | Report::Failed(why) => {
                self.failed = true;
                self.trouble(why);
            }
        }
    }

    fn out_of_step(&mut self, why: String) {
        if self.out_of_step.as_ref() != Some(&why) {
            self.complain(&why);
            self.out_of_step = Some(why);
        }
    }

    fn waits(&mut self, busy: Busy, aside: usize) {
        if busy.is_passing() {
            self.moment = Some(busy);
            return;
        }
        if !self.waits.as_ref().is_some_and(|(told, kept)| told.is_same(&busy) && *kept == aside) {
            self.trouble(format!("{busy}{}", work::kept_aside(aside)));
            self.waits = Some((busy, aside));
        }
    }

    pub(in crate::cli) fn trouble(&mut self, what: String) {
        if self.trouble.contains(&what) {
            return;
        }
        self.complain(&what);
        self.trouble.push(what);
    }

    fn complain(&mut self, what: &str) {
        // A terminal that is gone must not end the daemon.
        let _ = writeln!(io::stderr(), "{}{}", clean_line(&self.whose), clean_line(what));
        self.said = true;
    }

    pub(in crate::cli) fn line(&mut self, text: &str) {
        self.said = true;
        let _ = writeln!(self.out, "{}{}", clean_line(&self.whose), clean_line(text))
            .and_then(|()| self.out.flush());
    }
}
