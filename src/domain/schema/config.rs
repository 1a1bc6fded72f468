//! `headsup.yaml`.

use schemars::JsonSchema;

use super::scalar::{Duration, OneOrMany, Size, Text, YesNo};

/// How a notebook is kept. Every key is optional, and so is the file.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(title = "headsup: headsup.yaml", deny_unknown_fields)]
pub struct Config {
    /// Names, initials and handles that mean you: `[Alex Rivera, Alex, "@alex"]`.
    pub me: Option<OneOrMany<Text>>,
    /// The notebook's time zone: an IANA name. Left out: the machine's.
    #[schemars(example = &"Europe/Madrid")]
    pub timezone: Option<Text>,
    /// How long before a meeting its digest appears. Left out: a day.
    #[schemars(example = &"24h")]
    pub lead: Option<Duration>,
    /// How long the folder must have been still before a change is committed. Left out: two seconds.
    #[schemars(example = &"2s")]
    pub quiet: Option<Duration>,
    /// The longest that a change waits for the folder to be still. Left out: half a minute.
    #[schemars(example = &"30s")]
    pub max_wait: Option<Duration>,
    /// Who owns an item that names nobody. Left out: you. With `nobody` such items stand in a section of their own.
    pub default_owner: Option<DefaultOwner>,
    /// The largest file that is committed. Left out: 50 MiB.
    #[schemars(example = &"50 MB")]
    pub max_file_size: Option<Size>,
    /// Whether the notebook is kept in step with a git remote, and how. Left out: nothing leaves the machine.
    pub sync: Option<Sync>,
}

/// Yes or no, or how.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sync {
    Whether(YesNo),
    How(How),
}

/// How the notebook is kept in step with a git remote.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub struct How {
    /// The name of one of the repository's remotes, never an address. Left out: the branch's upstream, else `origin`,
    /// else the only one.
    #[schemars(example = &"origin")]
    pub remote: Option<Text>,
    /// The branch on the remote. Left out: the branch's upstream, else its own name.
    #[schemars(example = &"main")]
    pub branch: Option<Text>,
    /// How often the remote is asked for news, at least every 10 seconds. Left out: five minutes.
    #[schemars(example = &"5 min")]
    pub every: Option<Duration>,
    /// How long before a digest is due the remote is asked for news. Left out: ten minutes.
    #[schemars(example = &"10 min")]
    pub before_meetings: Option<Duration>,
}

/// Who owns an item that names nobody.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DefaultOwner {
    Me,
    Nobody,
}
