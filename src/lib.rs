//! headsup: a local-first sync daemon with git-backed markdown notes.
//!
//! People write one-on-one notes as plain markdown. headsup indexes what is promised, asked and felt in them,
//! commits every change to git, and writes a one-page digest of what is open before each meeting.
//!
//! # Layout
//!
//! | room | what it does | what it knows |
//! |---|---|---|
//! | [`domain`] | pure: text and values in, values out | nothing else |
//! | [`domain::note`] | a file's text → a [`Note`](domain::note::Note) and diagnostics | |
//! | [`domain::roster`] | written names → people | |
//! | [`domain::schedule`] | profiles, notes and now → meetings | |
//! | [`domain::ledger`] | mentions in order → the state of every item | |
//! | [`domain::goals`] | how goals moved, whose they are and what they serve | |
//! | [`domain::digest`] | ledger, person and meeting → a page, or JSON | |
//! | [`domain::hints`] | ledger, profiles and now → good practice, for `check` | |
//! | [`domain::update`] | the same for the other person to read: only what they may be told | |
//! | [`domain::review`] | ledger and calendar → a self-appraisal's material, by month | |
//! | [`domain::merge`] | two versions and the one both came from → one version | |
//! | [`domain::schema`] | what editors and programs may know of the files | |
//! | [`store`] | the machine: files, SQLite, git, the watcher | `domain` |
//! | [`daemon`] | the loop: [`daemon::plan`] decides, [`daemon::run`] acts | `domain`, `store` |
//! | [`cli`] | one file a command; the only place that prints | all of them |
//!
//! # Data flow
//!
//! watch → notebook → note → index → ledger → digest → notebook, and notebook → history → remote. It flows one way: a
//! digest is a function of notes, a commit of files, and neither is read back to make the other. What comes back from
//! the remote is joined to the history and laid into the notebook, and from there it goes round like any edit.
//!
//! # Invariants
//!
//! 1. The daemon never writes a file that a person writes. It writes digests, and one that a person has edited
//!    never again, and it applies what a sync brings in; before each write it checks that the file still holds what
//!    the text was computed from.
//! 2. The notes are the truth; the index is a cache in the git directory. Deleting it costs one scan.
//! 3. Parsing cannot fail: it yields a note and diagnostics. `tests/fuzz/checks/mod.rs` tells how that is fuzzed.
//! 4. Watch events are hints; a look at the folder is the truth. A file is unchanged when size, times and inode
//!    are those recorded and the times are older than the recording; otherwise its content decides.
//! 5. Commits hold only the notebook's paths. What a person has staged stays staged; of a note, a staged version that
//!    is not the one on disk becomes a commit of its own before it.
//! 6. Nothing is committed to the branch while the repository is not at rest. Versions are kept aside under
//!    `refs/headsup/` meanwhile, it is tried again on a timer, and they join the history by themselves. A stranger's
//!    lock is never removed.
//! 7. An emptied, missing or replaced root halts instead of committing the deletion of everything.
//! 8. When a meeting is, is asked of the wall clock, at least once a minute while a digest is awaited.
//! 9. One bad path never stops the others: it is named, and the rest goes on.
//! 10. Everything has a limit: bytes of a note, YAML nodes, depth of lists, hints in a queue, lines of a digest.
//! 11. What is confidential is in no digest, count, default search, commit message or log line.
//! 12. Digests and commit messages are functions of the notes: the same notes give the same bytes anywhere. So is a
//!     merge of its versions, whichever machine makes it.
//! 13. Nothing leaves the machine but one branch to one remote, and only where the notebook was told to sync.
//! 14. What is committed is on disk before the branch moves to it; what is joined can be completed or taken back after
//!     a kill at any step, and what a person saves in the midst of it is kept.
//!
//! # What a sync costs
//!
//! A round asks the remote once and pushes at most once, and what it does here grows with what changed, not with the
//! years: trees are compared by their names, only files that both sides changed are read, and only what is new is
//! written. The remote is asked while the folder is looked at and saved. `cargo bench --bench sync`, with 24,000 files
//! and 20,000 commits, on two cores that were shared with other programs (load 6), median of seven, beside `git pull &&
//! git push` on the same repository in the same run:
//!
//! | | bare repository on the disk | `git daemon` on loopback |
//! |---|---|---|
//! | nothing to do | 276 ms, git 68 ms | 315 ms, git 95 ms |
//! | a note to send | 448 ms, git 366 ms | 508 ms, git 343 ms |
//! | a note to take | 540 ms, git 192 ms | 573 ms, git 253 ms |
//! | one of each to merge | 700 ms, git 338 ms | 702 ms, git 458 ms |
//!
//! The rest over git is a look at every file (a third), the digests, git's index read three times, and programs
//! started so that nothing the repository names can run. Many new files at once are written in groups of 256, each
//! with one wait for the disk. Hundreds of machines share the remote's one branch: each pushes after it has merged, and
//! begins its round at a moment of its own.
//!
//! # Absent on purpose
//!
//! No port: nothing listens. No force and no rewriting: what was pushed stays. No clock, file or environment in
//! [`domain`]: "now" is an argument. No program of a repository's (hook, filter, fsmonitor) is ever run. No YAML or
//! markdown is ever written back over a person's. No state but the notes, git, and what can be made from them again.

pub mod cli;
pub mod daemon;
pub mod domain;
pub mod store;
